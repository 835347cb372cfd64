/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MERGE_HUNK_H
#define MERGE_HUNK_H

#include "lines.h"
#include "merge-names.h"
#include "merge.h"
#include "versions.h"

/*
 * What merge.c, merge-sides.c, merge-hunk.c, merge-there.c and merge-place.c share: the hunks of one path, and where each goes on one
 * content. A "place" in a version is the gap before a line: 1 .. nr_lines + 1.
 */
enum hunk_site {
	SITE_WITHIN,            /* within one entity */
	SITE_NEW,               /* brings entities as a whole */
	SITE_OLD,               /* takes entities away as a whole */
	SITE_INCLUDE,           /* one #include line */
	SITE_OUTSIDE,           /* outside of any entity */
	SITE_ACROSS,            /* over a border between entities, where it cannot be split */
};

struct hunk {
	struct difference at;
	enum hunk_site site;
	/*
	 * WITHIN: the entity in the ancestor and in theirs; NEW: the first one that it brings; OLD: that it takes
	 * away; ACROSS: what it begins in. Else NO_BLOCK.
	 */
	uint32_t old_block, new_block;
	const char *entity;     /* as in struct merge_hunk */
	enum entity_kind kind;
};

/* The hunks of a path, in order; in the arena. */
void hunks_make(struct hunk **hunks, size_t *nr, struct arena *arena, const struct version *ancestor,
		const struct version *theirs, const struct differences *differences);

/* The lines of a span without blank lines at both ends; nr 0: nothing else. */
struct line_span version_core(const struct version *version, uint32_t first, uint32_t nr);

/*
 * Whether a line says something: "}", "else" and "return ret;" stand everywhere and do not. version_letters() gives
 * its letters, digits and underscores, as far as they fit.
 */
bool version_says_something(const struct version *version, uint32_t line);
size_t version_letters(char *letters, size_t size, const struct version *version, uint32_t line);

/* Lines of a version that are not blank: of a block, or (NO_BLOCK) all. */
struct lines {
	const struct version *version;
	uint32_t block;
	uint32_t *v;
	uint32_t *numbers;      /* of each, as sides_numbers() has them */
	uint32_t nr;
};

/* Two stretches of ancestor and ours that were compared; lines in differences count from their beginnings. */
struct gap {
	uint32_t old_first, old_last, our_first, our_last;
};
struct gap_merge {
	struct gap gap;
	struct differences differences;
};

/* A version's lines as numbers, by line from 0. */
struct version_lines {
	const struct version *version;
	uint32_t *numbers;
};

/*
 * A path's three versions, and what is different between the ancestor and ours (between) and theirs (change,
 * borrowed).
 */
struct sides {
	const struct version *ancestor, *theirs, *ours;
	struct differences between;
	const struct differences *change;
	struct arena arena;     /* what is found on the way */
	struct entity_merge *entities; /* compared so far */
	size_t nr_entities;
	struct gap_merge *gaps; /* likewise */
	size_t nr_gaps;
	struct version_lines numbered[3]; /* made when asked for */
	struct lines *listed;   /* so far */
	size_t nr_listed;
	size_t sought;          /* lines gone through for hunks; see MAX_SOUGHT */
	bool may_adapt;
	const struct names_there *moved; /* functions that stand in others of ours */
	struct versions *versions; /* for those that are written on the way */
	const char *path;
	struct sides *renamed;  /* once asked for; in the arena */
};
/* merge-sides.c */
void sides_release(struct sides *sides);
/*
 * Whether lines may be gone through once more for a hunk. Of a table of 90,000 lines that a program wrote anew each
 * hunk would be looked for in all of it: there is an end to that, and hunks behind it are in conflict as git has them.
 */
bool sides_may_seek(struct sides *sides, size_t nr);
/* Lines of any of the three versions have the same number if, and only if, they are the same. By line, from 0. */
const uint32_t *sides_numbers(struct sides *sides, const struct version *version);

/* Two versions of one entity, by blocks of ancestor and ours; lines in differences count from the blocks' leads. */
struct entity_merge {
	uint32_t old_block, our_block;
	struct differences differences;
};
int sides_entity(const struct entity_merge **entity, struct sides *sides, uint32_t old_block, uint32_t our_block,
		 struct error *err) must_check;
/* The block of ours that is the ancestor's: of the same name, or renamed (then is_renamed); NO_BLOCK: none. */
uint32_t sides_counterpart(bool *is_renamed, const struct sides *sides, uint32_t old_block);
/* The block of ours that the code of one of the ancestor stands in, which ours does not have; NO_BLOCK: none is known. */
uint32_t sides_moved(const struct sides *sides, uint32_t old_block);

/*
 * Whether no difference touches the old lines first .. first + nr - 1 or the places beside them; to: where they are
 * in new.
 */
bool differences_spare(uint32_t *to, const struct differences *differences, uint32_t first, uint32_t nr);
/* Where an old line is in new, or would be. */
uint32_t differences_near(const struct differences *differences, uint32_t line);

/* Lines of ours, replaced by lines of theirs. */
struct edit {
	uint32_t first, nr;
	uint32_t from, from_nr;
	bool blank_above, blank_below; /* a blank line more */
	const char *text;       /* lines in place of theirs; NULL: theirs */
	size_t text_len;
};

struct verdict {
	enum hunk_outcome outcome;
	enum hunk_obstacle obstacle;
	struct edit edit;       /* CLEAN, PLACED */
	uint32_t line;          /* THERE, CONFLICT: in ours; 0: nowhere */
	uint32_t nr_lines;      /* from there on, of what is carried */
	const char *entity;     /* as target_entity, in the version's outline */
};

/* merge-there.c: whether ours has it; and, when all else failed, whether another entity has. */
int hunk_is_there(bool *there, struct verdict *verdict, struct sides *sides, const struct hunk *hunk, struct error *err)
	must_check;
bool hunk_is_elsewhere(struct verdict *verdict, struct sides *sides, const struct hunk *hunk);

/* merge-place.c: where it goes if it is not there. */
int hunk_place(struct verdict *verdict, struct sides *sides, const struct hunk *hunk, struct error *err) must_check;
/*
 * Whether ours has the hunk's entity as the ancestor has it. Then the hunk is not there, and there is no doubt where
 * it goes; no outline is needed.
 */
bool hunk_place_untouched(struct verdict *verdict, const struct sides *sides, const struct hunk *hunk);

/* merge-beside.c: where a hunk goes in ours' version of its entity although lines beside it are different there. */
bool hunk_place_beside(uint32_t *first, struct sides *sides, const struct hunk *hunk,
		       const struct entity_merge *entity);

/* merge-alike.c: where ours' version of its entity has the lines that it replaces but for white space and comments. */
bool hunk_place_alike(uint32_t *first, const struct sides *sides, const struct hunk *hunk, const struct block *ours);

/* merge-sorted.c: where a line that is added to a list in order belongs in ours' list. */
bool hunk_place_sorted(struct verdict *verdict, struct sides *sides, const struct hunk *hunk);

/* merge-names.c. */
/* The same sides with ours' names in the ancestor and in theirs; NULL: none is different. Borrowed. */
int sides_renamed(struct sides **renamed, struct sides *sides, struct error *err) must_check;

/* merge-words.c: the hunk merged word by word, where that can be done in one way only; else the verdict stays. */
int hunk_merge_words(struct verdict *verdict, struct sides *sides, const struct hunk *hunk, struct error *err) must_check;

/* merge-lines.c: all hunks of a path onto ours. */
struct line_merge {
	struct verdict *verdicts; /* by hunk; lines of what is carried count in the result; in the arena of the sides */
	struct text result;
	bool is_plain;          /* git comes to the same */
};
void line_merge_release(struct line_merge *merge);
int merge_lines(struct line_merge *merge, struct sides *sides, const struct hunk *hunks, size_t nr, struct error *err)
	must_check;
/* The result once more, from the verdicts that came out on the same ours. */
void merge_lines_again(struct text *result, struct sides *sides, struct verdict *verdicts, size_t nr);

#endif
