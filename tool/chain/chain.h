/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CHAIN_H
#define CHAIN_H

#include <git2.h>
#include <jansson.h>

#include "../backport.h"

/*
 * The smallest chain of upstream commits that carries fixes onto a target: plain data, filled by chain_build(), written
 * by report-chain.c and as JSON by chain-document.c. Lives in its arena. Strings that may be absent are NULL; ids are
 * hexadecimal in full; whatever a repository's people wrote (subjects, paths, names) is printable already.
 */
enum chain_role { CHAIN_PREREQUISITE, CHAIN_FIX, CHAIN_FOLLOW_UP };

enum chain_disposition {
	CHAIN_CLEAN,            /* git's own three-way merge carries it */
	CHAIN_PLACED,           /* merged within its own function: neighbours are different here */
	CHAIN_THERE,            /* the target has it */
	CHAIN_RENAMED,          /* merged with the names that the target has: to be looked at */
	CHAIN_WORDS,            /* merged word by word: to be looked at */
	CHAIN_MOOT,             /* what it changes is not here, and nothing here leads to it: dropped */
	CHAIN_LACKING,          /* the target has nothing of the lines around it, and nothing instead: dropped, to be looked at */
	CHAIN_ADAPT,            /* a person or a semantic patch has to write it: what would make it apply is not a prerequisite */
	/* In an apply only (sequencer.h): what was adapted was resolved. */
	CHAIN_REMEMBERED,       /* as a person did it before: to be looked at */
	CHAIN_RESOLVED,         /* by a person */
	NR_CHAIN_DISPOSITIONS,
};

struct chain_hunk {
	const char *file;       /* upstream's path */
	uint32_t line;          /* in upstream's parent */
	uint32_t added, removed;
	const char *function;   /* or struct, macro, table; NULL: outside of any */
	enum chain_disposition disposition;
	const char *place;      /* on the target: "path:line (function)"; NULL: nowhere */
	struct reason *evidence;
	size_t nr_evidence;
};

struct chain_step {
	const char *commit;     /* in this repository */
	const char *subject;
	enum chain_role role;
	enum presence presence; /* PRESENCE_NONE: to be carried; else it is there, and why says how */
	struct reason *why;
	size_t nr_why;
	struct chain_hunk *hunks;
	size_t nr_hunks;
	uint32_t added, removed; /* lines of upstream's diff */
};

struct chain_left_out {
	const char *commit, *subject;
	struct reason *why;
	size_t nr_why;
	enum chain_role role;   /* a follow-up that is named, or a prerequisite that it seems to be */
};

struct chain {
	struct arena arena;
	const char *target_ref, *target_commit, *target_version; /* version: NULL if the tree is no kernel */
	struct chain_step *steps; /* in the order to carry them */
	size_t nr_steps;
	struct chain_left_out *left_out;
	size_t nr_left_out;
	bool verified;          /* the steps were carried in this order in memory, and every hunk came out as it says */
	bool out_of_time;       /* its time ended the plan before all was looked at and carried once more */
	bool smallest;          /* no smaller set was left untried; false: the budget ended the search */
	bool plain;             /* of sets with which git's own merge carries everything */
	const char *failure;    /* why there is no plan, in a sentence; NULL: there is one */
	const char **notes;     /* what a reader must know: a shallow clone, a budget that ended the search */
	size_t nr_notes;
	unsigned picks;         /* merges tried in memory */
	double seconds;
};
void chain_release(struct chain *chain);

/* Steps that have to be carried (presence none), and hunks of them with a disposition. */
size_t chain_nr_carried(const struct chain *chain, enum chain_role role);
size_t chain_nr_hunks(const struct chain *chain, enum chain_disposition disposition);
/* Nobody but the program has looked at it, and somebody should. */
bool disposition_is_to_review(enum chain_disposition disposition);
size_t chain_nr_to_review(const struct chain *chain);
/* 0: everything can be carried by merging (or there is nothing to do); 1: a person has to look. As exit codes. */
int chain_verdict(const struct chain *chain);

const char *chain_role_name(enum chain_role role);                       /* "prerequisite", "fix", "follow-up" */
const char *chain_disposition_name(enum chain_disposition disposition);  /* "clean", "placed", "renamed", "words", ... */

struct chain_options {
	struct string_list keep_out;    /* identifiers that the chain must not bring */
	const git_oid *with;            /* commits that must be in it */
	size_t nr_with;
	const git_oid *without;         /* and that must not */
	size_t nr_without;
	unsigned max_commits;           /* prerequisites at most; 0: no bound of the caller's */
	double budget;                  /* seconds for the search; 0: the default */
	double plain_budget;            /* for that of git's own merge; 0: the default, less: none */
	double seconds;                 /* for the whole plan; 0: the default, and more with a larger budget */
	bool follow_ups;                /* take follow-ups into the chain instead of naming them */
	bool use_cache;                 /* facts of commits are kept for the next run (facts-cache.h) */
	bool ignore_trailers;           /* for measuring presence */
	bool no_names;                  /* text merging alone; for measuring */
	/*
	 * Git's own merge has to carry each hunk (plain), or the fewest commits are wanted even where hunks are then
	 * placed by their function (fewest). Neither: a few prerequisites more are taken where with them git's merge
	 * carries everything.
	 */
	bool plain, fewest;
	void (*progress)(void *data, const char *what);
	void *progress_data;
};

/*
 * fixes: upstream commits, in any order. target: a commit. upstream, where follow-ups are looked for, may be NULL. That
 * nothing carries the fixes is a result (failure); errors are a missing object, a damaged repository, an interrupt.
 */
int chain_build(struct chain *chain, git_repository *repo, const git_oid *fixes, size_t nr_fixes,
		const git_oid *target, const git_oid *upstream, const struct chain_options *options,
		struct error *err) must_check;

/* ---- written ---- */

/* For people, as a maintainer reads it. */
void report_chain_text(struct text *out, const struct chain *chain, bool colour);
/* What was proven of a plan, behind "Verified" or "Not verified". */
const char *chain_proof_words(const struct chain *chain);

/*
 * One fix onto one target in a table of several: what add up to a word or two, whether it was planned from commits or
 * by a recipe. Strings that may be absent are NULL.
 */
struct chain_cell {
	const char *fix, *target; /* as they were named */
	const char *subject;    /* of the fix */
	const char *error;      /* why nothing can be said, in a sentence */
	const char *failure;    /* why there is no plan */
	size_t nr_commits;      /* to be carried, the fix with them */
	size_t nr_adapt;        /* hunks that a person has to write */
	size_t nr_review;       /* that were merged with other names or word by word */
	size_t nr_conflicts;    /* a recipe's steps that nothing carries */
};
/* fixes are rows, targets columns; cells row by row. */
void report_chain_table(struct text *out, const struct chain_cell *cells, size_t nr_fixes, size_t nr_targets,
			bool colour);
/* Graphviz: steps in order, what needs what, what was left out dashed. Safe against anything in a subject. */
void report_chain_dot(struct text *out, const struct chain *chain);
/* docs/plan-schema.md. A new reference. */
json_t *chain_document(const struct chain *chain);

#endif
