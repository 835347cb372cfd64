/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ADAPT_H
#define ADAPT_H

#include <stdbool.h>

#include "recipe.h"
#include "tree.h"

/*
 * Semantic patches (SmPL) and shims: how a commit is expressed where a text
 * merge cannot. spatch runs as a child on just the named files, in a scratch
 * folder that mirrors the kernel's paths.
 */

struct change {
	const char *path;
	bool existed;       /* false: the file is new */
	bool exists;        /* false: the file is removed */
	struct text before, after;
	uint16_t before_mode, after_mode; /* git's; 0: not known, and as it is there (a new file: regular) */
};

struct changes {
	struct change *v;
	size_t nr;
};
void changes_release(struct changes *changes); /* the texts and paths, which it owns */
/* Adds a change, or brings the one of that path up to date; drops one that became none. */
void changes_put(struct changes *changes, const char *path, const struct text *before,
		 const struct text *after);
/* The same with git's modes (0: not known): a change of the mode alone is one, and a link's text is what it points to. */
void changes_put_modes(struct changes *changes, const char *path, const struct text *before, uint16_t before_mode,
		       const struct text *after, uint16_t after_mode);

struct rule_result {
	char *name;
	bool fired;
	bool expected;      /* the recipe says that it must fire */
};

enum adapt_outcome {
	ADAPT_CHANGED,      /* every expected rule fired */
	ADAPT_NOTHING,      /* nothing fired, nothing changed */
	ADAPT_RULE_MISSED,  /* a rule that must fire did not */
	ADAPT_BROKEN,       /* spatch would leave broken C (a #define's body over several lines) */
	ADAPT_FAILED,       /* spatch failed or took too long; sentence says how */
};

struct adapt_result {
	enum adapt_outcome outcome;
	struct changes changes;         /* only when ADAPT_CHANGED */
	struct rule_result *rules;
	size_t nr_rules;
	/* What spatch skipped in silence: "fs/nfsd/nfs4state.c: lines 120-140, 900". */
	struct strings unparsed;
	char *sentence;                 /* what a person should know, or NULL */
};
/* Frees what it holds, the changes too unless they were taken; the struct is the caller's. NULL is fine. */
void adapt_result_release(struct adapt_result *result);

/* Where our data stands: from the build tree, or installed. */
struct data_paths {
	char *semantic_patches;         /* .../semantic-patches */
	char *shims;                    /* .../shims */
	char *recipes;                  /* .../backports */
	char *guest;                    /* .../libexec/stableport/guest: programs for prove */
};

struct spatch_options {
	const struct data_paths *data;
	unsigned timeout;               /* seconds for one run */
	struct spatch_memo *memo;       /* of earlier runs, or NULL */
};

/*
 * Runs a semantic patch over files of the tree (those that do not exist there
 * are left out of the group; none left is ADAPT_NOTHING). Errors are only what keeps the
 * program from working: no spatch, no scratch folder, no such semantic patch.
 */
int adapt_semantic_patch(struct adapt_result *result, const struct tree *tree,
			 const struct adaptation *adaptation, const struct spatch_options *options,
			 struct error *err) must_check;

/*
 * Takes a shim: the header is added below DIR/shims/include/ and DIR/Makefile
 * gets the line that finds it first and says which names the tree lacks
 * (missing). A second shim in the same folder extends that line.
 */
int adapt_shim(struct adapt_result *result, const struct tree *tree, const struct adaptation *adaptation,
	       const struct strings *missing, const struct spatch_options *options,
	       struct error *err) must_check;

/*
 * Whether a semantic patch with '*' lines matches in files of the tree: one
 * "path:line: text" for each starred line. unparsed is what spatch could not read:
 * there a search that finds nothing proves nothing.
 *
 * semantic_patch is its name below the data's folder; files that the tree lacks are left out. Errors: spatch is not
 * there, or did not end as it should; the result is untouched then, else it is the caller's to release.
 */
struct match_result {
	bool matches;
	struct strings places, unparsed;
};
void match_result_release(struct match_result *result);
int semantic_search(struct match_result *result, const struct tree *tree, const char *semantic_patch,
		    const struct string_list *files, const struct spatch_options *options,
		    struct error *err) must_check;

#endif
