/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SPATCH_H
#define SPATCH_H

#include <stdbool.h>

#include "adapt.h"
#include "tree.h"

/*
 * Coccinelle's spatch as a child: what it is given, and what can be read from
 * what it prints. Its exit code says little, and it skips in silence what it
 * cannot parse; both are made up for here.
 */

struct spatch_rule {
	char *name;             /* "rule starting on line 12" where it has none, as spatch calls it */
	bool transforms;        /* has '+', '-' or '*' lines; others only look */
	bool fired;
};

/* A file as spatch left it, or as it was given to it where it was only searched; without CRs. */
struct spatch_left {
	struct text text;
	bool is_changed;
};

struct spatch_result {
	struct strings files;           /* those that the tree has, in the order given */
	struct spatch_left *left;       /* of each of these */
	bool ran;                       /* false: the tree has none of the files */
	char *failure; /* one sentence, or NULL: crashed, took too long, rejected the semantic patch */
	struct spatch_rule *rules;      /* of the semantic patch, in its order */
	size_t nr_rules;
	bool fired;                     /* any rule, named here or not */
	struct strings unparsed;        /* "fs/nfsd/nfs4state.c: lines 120-140, 900" */
	struct text out;                /* spatch's stdout */
};
void spatch_result_release(struct spatch_result *result);
/* One of its files as spatch left it; one that is none of them is empty. */
const struct text *spatch_left(const struct spatch_result *result, const char *path);

/*
 * Runs a semantic patch (path below semantic-patches/) over files of the tree,
 * together, in a scratch folder that mirrors the tree's paths. With in_place the files are
 * changed and the rules are traced; without, stdout has the diff of a search.
 * Errors: no spatch, no scratch folder, no such semantic patch.
 */
int spatch_run(struct spatch_result *result, const struct tree *tree, const char *semantic_patch,
	       const struct string_list *files, bool in_place, const struct spatch_options *options,
	       struct error *err) must_check;

/* The same with a semantic patch that is no file of ours, but text. */
int spatch_run_text(struct spatch_result *result, const struct tree *tree, const struct text *semantic_patch,
		    const struct string_list *files, bool in_place, const struct spatch_options *options,
		    struct error *err) must_check;

/* The rules of a semantic patch's text. Pure. */
void spatch_rules(struct spatch_rule **rules, size_t *nr, const char *text, size_t len);

/*
 * Files whose lines all end in CR LF are given to spatch without the CRs (it
 * writes LF on lines that it adds) and get them back afterwards. Pure.
 */
bool lines_have_cr(const struct text *text);
void lines_drop_cr(struct text *text);
void lines_add_cr(struct text *text);

/* "path:line: text" for the removed lines of a unified diff, which are the starred ones. Pure. */
void spatch_places(struct strings *places, const char *diff, size_t len);

#endif
