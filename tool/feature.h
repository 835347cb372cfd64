/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FEATURE_H
#define FEATURE_H

#include <stdbool.h>

#include "adapt.h"
#include "recipe.h"
#include "tree.h"

/*
 * What a tree has: the answers to a recipe's conditions. Decisions are made on
 * these, never on a version, since vendor trees have 5.10's name and 6.1's
 * code.
 *
 * Definitions (macros, members, functions with their types) come from
 * universal-ctags over the files of the recipe's scope; identifiers from a
 * scan of the C tokens, where comments and strings do not count. An index is
 * made of the tree as it is; after tree_put() make a new one (features_refresh).
 */
struct features;

int features_index(struct features **features, const struct tree *tree, const struct string_list *scope,
		   const struct spatch_options *options,
		   struct error *err) must_check;
/* Looks again at the files whose content has changed since. */
int features_refresh(struct features *features, struct error *err) must_check;
void features_free(struct features *features);
OWNED_POINTER(struct features, features_free);

/*
 * Whether the tree has (or lacks, if that is what it says) the feature. where
 * may be NULL; otherwise it gets a place to show ("fs/nfsd/state.h:66"), or
 * stays as it is. Kinds other than FEATURE_MATCHES never fail.
 */
int feature_holds(bool *holds, struct text *where, struct features *features, const struct feature *feature,
		  struct error *err) must_check;

/*
 * What spatch skipped in answering FEATURE_MATCHES since the index was made, each once, sorted
 * ("fs/nfsd/nfs4state.c: lines 120-140, 900"): that nothing matched there proves nothing.
 */
const struct strings *features_unparsed(const struct features *features);

/*
 * Whether all of a list hold; an empty list does. failed, if not NULL, gets
 * the first one that does not.
 */
int features_hold(bool *hold, const struct feature **failed, struct features *features,
		  const struct feature_list *list, struct error *err) must_check;

/*
 * The C tokens of a text that are identifiers, each once, sorted; keywords
 * count, comments and string literals do not. Preprocessor lines do.
 */
void identifiers_in(struct strings *identifiers, const char *text, size_t len);

/* The lines (from 1) on which a name first occurs among these tokens, at most max; how many. */
size_t identifier_lines(unsigned *lines, size_t max, const char *text, size_t len, const char *name);

/*
 * The paths, sorted, of a scope's C files and headers: an entry that is none by its name
 * is a folder. One that is named need not be there.
 */
int scope_paths(struct strings *paths, const struct tree *tree, const struct string_list *scope,
		struct error *err) must_check;

#endif
