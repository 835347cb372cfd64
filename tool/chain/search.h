/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SEARCH_H
#define SEARCH_H

#include "chain.h"
#include "histories.h"
#include "incidental.h"
#include "lines.h"
#include "merge.h"
#include "names.h"
#include "presence.h"

/*
 * The search for the smallest set of prerequisites: shared by workbench.c (what the target looks like after some
 * commits), needs.c (which commits could help a hunk that does not apply), search.c (which set of them is
 * the smallest) and chain.c (what is told about it).
 */

/* ---- workbench.c: trying commits in memory ---- */

/* A file's content at some moment, shared by all moments that have it. */
struct shared_text {
	bool exists;
	struct text text;
};
/* Whether both are the same content, or both no file. */
bool shared_text_equal(const struct shared_text *a, const struct shared_text *b);

/* What a commit came to, merged onto given contents of its paths. */
struct outcome {
	struct merge merge;             /* its files' texts are empty; see results */
	const git_oid *ours;            /* by file: what the commit was merged onto */
	const struct shared_text **results; /* by file: after it; NULL: as it was */
	size_t nr_conflicts;
	bool changes;                   /* at least one result */
	size_t nr_names;                /* that the target was known to have otherwise */
	struct outcome *next;           /* of the same commit */
};

/* A moment: the target with some commits put over it. Only ever added to, so that moments share their past. */
struct moment {
	const struct moment *before;    /* NULL: the target itself */
	uint32_t commit;
	const struct outcome *outcome;
};

struct workbench;
int workbench_open(struct workbench **bench, struct commits *commits, struct blobs *blobs, uint32_t target,
		   struct error *err) must_check;
void workbench_free(struct workbench *bench);
OWNED_POINTER(struct workbench, workbench_free);
struct outlines *workbench_outlines(struct workbench *bench);
struct merger *workbench_merger(struct workbench *bench);
/* Picks leave what they have not judged by then (OBSTACLE_TIME); at first there is no such time. */
void workbench_until(struct workbench *bench, double ends);
const struct moment *workbench_target(const struct workbench *bench);
/* The moment after a commit was merged onto another moment: remembered, so that asking again costs a look. */
int workbench_pick(const struct moment **after, struct workbench *bench, const struct moment *before, uint32_t commit,
		   struct error *err) must_check;
/* Reads what a moment has; valid as long as the moment and the bench are. */
struct moment_view {
	struct workbench *bench;
	const struct moment *moment;
	const struct tried *picking; /* workbench.c's */
};
struct merge_view moment_view(struct moment_view *data);
/* What a moment has under a path, of whatever kind. */
int workbench_entry(struct path_entry *entry, struct workbench *bench, const struct moment *moment, const char *path,
		    struct error *err) must_check;
/* What merger_adapt(), merger_rename() and merger_move() say of what is picked from now on. */
void workbench_adapt(struct workbench *bench);
void workbench_rename(struct workbench *bench, const char *upstream, const char *target);
void workbench_move(struct workbench *bench, const char *upstream, const char *target);
unsigned workbench_picks(const struct workbench *bench); /* merges really made */
size_t workbench_bytes(const struct workbench *bench);   /* texts kept */
/* The outline of what a moment has under a path; NULL: no such file. Borrowed from the bench. */
int workbench_outline(const struct outline **outline, struct workbench *bench, const struct moment *moment,
		      const char *path, struct error *err) must_check;

/* ---- needs.c: what a hunk that does not apply could need ---- */

enum need_kind {
	NEED_REMOVED,           /* made lines that the hunk removes */
	NEED_CONTEXT,           /* made, changed or took away lines next to it */
	NEED_ENTITY,            /* brought the function (struct, file) that it changes */
	NEED_NAME,              /* brought a name that its added lines use, or made it what they use it as; took uses of one away */
	NEED_DECLARED,          /* the fix's author says so */
	NEED_ASKED_FOR,         /* the user says so (--with) */
};
struct need {
	uint32_t commit;        /* that could help */
	uint32_t of;            /* the commit whose hunk it is */
	enum need_kind kind;
	const char *path;       /* of the hunk */
	uint32_t line;          /* of it, in the parent of 'of' */
	const char *name;       /* entity or name; NULL otherwise */
	enum name_trouble trouble; /* of a name */
	uint32_t lines;         /* how many it made; of a name that is taken away, how many uses it left */
};

/* How a hunk stands at a moment. */
enum standing {
	STANDS_CARRIED,         /* clean, placed, there */
	STANDS_MOOT,
	STANDS_ADAPT,           /* nothing that may be taken would carry it */
	STANDS_NEEDS,           /* candidates could carry it */
};
struct judgement {
	enum standing standing;
	bool may_adapt;         /* NEEDS: but it could be adapted as well */
	struct need *candidates; /* allowed ones, not yet in the set */
	size_t nr_candidates;
	struct reason *evidence;
	size_t nr_evidence;
	const char *place;
	uint32_t introducer;    /* MOOT, ADAPT: what brought the entity; NO_COMMIT */
	bool is_loose;          /* ADAPT: but the introducer, taken for something else, may carry it */
};

/* What made, changed or took away lines that a hunk leans on, candidates or not. Borrowed from the search's arena. */
struct search;
int needs_lines(const struct need **needs, size_t *nr, struct search *search, uint32_t commit,
		const struct merge_hunk *hunk, const char *path, struct error *err) must_check;

/* Why a commit may not be taken as a prerequisite. */
enum refusal {
	ALLOWED,
	REFUSED_WITHOUT,
	REFUSED_MERGE,
	REFUSED_LARGE,
	REFUSED_KEEP_OUT,
	REFUSED_PRESENT,
	REFUSED_PATH,           /* it changes a path that is not carried */
	REFUSED_INCIDENTAL,     /* it would only make git's own merge clean */
};
struct refused {
	uint32_t commit;
	enum refusal why;
	struct need need;
	const char *name;       /* the kept-out one */
};

struct search {
	struct arena *arena;
	struct commits *commits;
	struct blobs *blobs;
	struct workbench *bench;
	struct presence_index *presence;
	struct histories *histories;
	const struct chain_options *options;
	uint32_t target;
	const uint32_t *fixes;          /* those to be carried, oldest first */
	size_t nr_fixes;
	const struct need *required;    /* --with and declared: always in the set */
	size_t nr_required;
	double ends;                    /* of the whole plan: what is begun behind it is what it cannot do without */
	double deadline;                /* of the search that is on, or of telling what it found */
	bool is_telling;                /* past the deadline nothing more is looked for, and: */
	bool was_cut;                   /* something was not */
	size_t most;                    /* prerequisites; 0: the default */
	bool is_relaxed;                /* lines in conflict are to be adapted, only entities and names are looked for */
	bool is_plain;                  /* git's own merge has to carry each hunk */
	bool takes_none;        /* no commit may be taken: histories and presence are not asked, and may be missing */
	struct needs_cache *cache;
	struct refused *refused;        /* each once: what would have helped and was not taken */
	size_t nr_refused;
};
void needs_cache_free(struct needs_cache *cache);

/* Whether a commit may be taken for a need; name: the kept-out one. */
int needs_refusal(enum refusal *refusal, const char **name, struct search *search, const struct need *need,
		  struct error *err) must_check;
/* So that it is told as left out, where that says something. */
void needs_note_refused(struct search *search, const struct need *need, enum refusal why, const char *name);

/* Whether the target has an upstream commit: by id, trailer or patch-id. */
int search_present(struct presence_answer *answer, struct search *search, uint32_t commit, struct error *err) must_check;
/* incidental_find(), remembered. */
int search_incidental(enum incidental *kind, struct search *search, uint32_t commit, const char *path,
		      struct error *err) must_check;
/* Lines that a commit adds and takes away, counted until they are more than a prerequisite may have. */
int needs_commit_lines(uint32_t *lines, struct search *search, uint32_t commit, struct error *err) must_check;
/* Telling is past its deadline: nothing is begun that it can do without. */
bool needs_are_late(const struct search *search);
/* Judges a hunk of a commit that was merged, at the moment before it, for a set of commits. */
int needs_judge(struct judgement *judgement, struct search *search, const struct moment *before, uint32_t commit,
		const struct outcome *outcome, size_t hunk, const uint32_t *set, size_t nr_set,
		struct error *err) must_check;
/*
 * How each hunk of a pick stands where nothing else is picked: carried, moot, or to be adapted. What a plan of that
 * commit would tell that takes no prerequisite. In the arena.
 */
int needs_alone(struct judgement **judgements, struct arena *arena, struct commits *commits, struct blobs *blobs,
		struct workbench *bench, uint32_t target, const struct moment *after, struct error *err) must_check;
/* Names that a carried commit lacks, each judged, with the hunk that uses it. In the arena. */
struct name_judgement {
	size_t hunk;
	struct judgement judgement;
};
struct name_judgements {
	struct name_judgement *v;
	size_t nr;
};
int needs_names(struct name_judgements *judgements, struct search *search, const struct moment *after,
		const uint32_t *set, size_t nr_set, struct error *err) must_check;
/* ---- search.c ---- */

struct solution {
	uint32_t *set;          /* prerequisites, oldest first; in the arena */
	size_t nr;
	struct need *reasons;   /* by place in set: why it was taken */
	size_t nr_adapt;        /* hunks that it leaves to be adapted */
	bool smallest;          /* no smaller one was left untried */
	bool is_plain;          /* git's own merge carries everything */
	bool is_relaxed;        /* no set carries all: lines in conflict were left to be adapted */
};
/* budget in seconds, of which at most so many are spent. */
#define SEARCH_SHARES 1.6
int search_run(struct solution *solution, struct search *search, double budget, struct error *err) must_check;

/* The same with git's own merge alone, and with no more than so many commits; whether there is such a set. ended: the budget is
 * why none was found. */
int search_plainly(struct solution *solution, bool *found, bool *ended, struct search *search, size_t most, double budget,
		   struct error *err) must_check;

/* The moments after each of a set's commits and the fixes, in order. */
struct replay {
	uint32_t *commits;
	const struct moment **moments;
	size_t nr;
};
int search_replay(struct replay *replay, struct search *search, const uint32_t *set, size_t nr, struct error *err) must_check;

/* The bound on prerequisites: the user's, or ours. */
unsigned search_most_commits(const struct search *search);
/*
 * Seconds, monotonic, by which budgets are counted: of the processor, and a quarter of what else passes (a disk, other
 * programs). The same as those on the wall where nobody else is at work.
 */
double search_clock(void);
double search_wall_clock(void);
/* So many seconds from now on, but no later than the plan's end. */
double search_until(const struct search *search, double seconds);

#endif
