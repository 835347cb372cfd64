/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NEEDS_H
#define NEEDS_H

#include "incidental.h"
#include "search.h"

/* What the needs-*.c files share: a hunk that does not stand is judged by one of them. */

/* A hunk of a commit, at the moment before it, in a search that has got as far as a set. */
struct question {
	struct search *search;
	const struct moment *before;
	uint32_t commit;
	const struct outcome *outcome; /* NULL: of names */
	const struct merge_hunk *hunk; /* NULL: of names */
	const char *path;
	const uint32_t *set;
	size_t nr_set;
};

/* ---- needs-offer.c: which commits may be taken ---- */

/* Makes what a need names a candidate, if it may be taken and is not in the set. */
int needs_offer(struct judgement *judgement, const struct question *question, const struct need *need,
		struct error *err) must_check;
void needs_add_evidence(struct judgement *judgement, struct search *search, const char *text, const char *evidence);
/* Twelve digits of a commit; NULL for NO_COMMIT. */
const char *needs_describe(struct search *search, uint32_t commit);

/* needs.c: telling is late (needs_are_late()): the hunk is to be adapted, and the plan says why. */
void needs_judge_late(struct judgement *judgement, struct search *search, const char *text);

/* ---- needs-lines.c ---- */

int needs_judge_lines(struct judgement *judgement, const struct question *question, struct error *err) must_check;
/* The commit of the range that made a line; NO_COMMIT: an older one, or there is no such file. */
int needs_origin(uint32_t *origin, struct search *search, uint32_t at, const char *path, uint32_t line,
		 struct error *err) must_check;

/* ---- needs-entity.c ---- */

int needs_judge_entity(struct judgement *judgement, const struct question *question, struct error *err) must_check;
int needs_judge_file(struct judgement *judgement, const struct question *question, struct error *err) must_check;
/* Of a hunk that takes an entity away which the target does not have: whether it has it otherwise. */
int needs_judge_gone(struct judgement *judgement, const struct question *question, struct error *err) must_check;
/* Who brought the hunk's file; NO_COMMIT: the target's history has it. */
int needs_file_introducer(uint32_t *introducer, const struct question *question, struct error *err) must_check;
/* Who first brought a name to a path, as seen from a commit that has it; NO_COMMIT: the target's history has it. */
int needs_introducer(uint32_t *introducer, struct search *search, uint32_t at, const char *path, const char *name,
		     struct error *err) must_check;

/* ---- needs-elsewhere.c ---- */

/* Lines of a file as a commit has it, each given to add(); what it does not have is left out. */
int needs_read_lines(struct strings *lines, struct search *search, uint32_t commit, const char *path, uint32_t first,
		     uint32_t nr, void (*add)(struct strings *lines, const char *line, size_t len), struct error *err)
	must_check;
/* Those that say something, without indentation, each once, sorted. */
int needs_telling_lines(struct strings *lines, struct search *search, uint32_t commit, const char *path, uint32_t first,
			uint32_t nr, struct error *err) must_check;
/* An entity of the target that has what the hunk's says; path NULL: none has. Strings live in the search's arena. */
struct elsewhere {
	const char *path, *entity;
	uint32_t line;          /* the first that they have in common */
};
int needs_find_elsewhere(struct elsewhere *place, const struct question *question, uint32_t introducer,
			 struct error *err) must_check;
/*
 * A line that the hunk adds, and that a carried hunk of the same commit takes away: half of a move is no fix. NULL:
 * there is none.
 */
int needs_find_half_moved(const char **line, const struct question *question, struct error *err) must_check;

/* ---- needs-lacking.c ---- */

/*
 * Nothing may be taken: moot where the target has nothing of what the hunk changes, nor anything in its place; else to be
 * adapted.
 */
int needs_judge_lacking(struct judgement *judgement, const struct question *question, struct error *err) must_check;

/* ---- needs-folder.c ---- */

/* A file that is added to a folder which the target lacks. */
int needs_judge_folder(struct judgement *judgement, const struct question *question, struct error *err) must_check;

/* ---- what is remembered ---- */

struct hunk_needs {
	uint32_t commit;
	size_t file;
	struct difference at;
	struct need *v;
	size_t nr;
	struct hunk_needs *next;
};

struct introduced {
	uint32_t at, introducer;
	const char *path, *name;
	struct introduced *next;
};

struct named {
	const struct moment *moment;
	struct name_needs needs;
	struct named *next;
};

struct counted {
	uint32_t commit, lines;
	struct counted *next;
};

#define NR_BUCKETS 256

struct known_incidental {
	uint32_t commit;
	const char *path;
	enum incidental kind;
	struct known_incidental *next;
};

struct known_referrers {
	uint32_t at;
	const char *path, *name;
	struct referrers referrers;
	struct known_referrers *next;
};

/* Who took uses of a name out of a file. */
struct remover {
	uint32_t commit, left;  /* uses that it left there */
};
struct known_removers {
	const struct taken_name *taken;
	const char *path;
	struct remover *v;      /* the newest first */
	size_t nr;
	struct known_removers *next;
};

struct needs_cache {
	struct users_index *users;
	struct known_removers *removers;
	struct known_referrers *referrers[NR_BUCKETS];
	struct known_incidental *incidental[NR_BUCKETS];
	struct hunk_needs *hunks[NR_BUCKETS];
	struct introduced *introduced[NR_BUCKETS];
	struct named *named[NR_BUCKETS];
	struct counted *counted[NR_BUCKETS];
};

struct needs_cache *needs_cache_of(struct search *search);

#endif
