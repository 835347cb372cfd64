/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TREE_H
#define TREE_H

#include <git2.h>
#include <stdbool.h>

#include "error.h"
#include "text.h"

/*
 * A kernel source tree as it stands at one moment of a backport: what the
 * target has (a commit's tree, or a folder as a distribution ships it), and over
 * it, in memory, the files that the steps so far have changed. Nothing is ever
 * written through it.
 *
 * Paths are relative to the tree's root and safe (path_is_safe()). A symbolic
 * link is no regular file in either kind. In a folder, a link to a folder is followed
 * if it stays inside.
 */
struct tree;

int tree_of_folder(struct tree **tree, const char *folder, struct error *err) must_check;
/* The tree borrows the repository, which must outlive it. */
int tree_of_commit(struct tree **tree, git_repository *repo, const git_oid *commit, struct error *err) must_check;
void tree_free(struct tree *tree);

/* The content of a regular file; that there is none is a result. A missing object is an error that names it. */
int tree_read(struct text *out, bool *exists, const struct tree *tree, const char *path, struct error *err) must_check;

/* The sorted paths (not names) of the regular files that stand directly in folder. A missing folder has none. */
int tree_list(struct strings *paths, const struct tree *tree, const char *folder, struct error *err) must_check;

/* Puts a file over what the target has; content NULL removes it. The content is copied. */
void tree_put(struct tree *tree, const char *path, const struct text *content);

/* The id of a commit's tree in hex. False: a folder, or the repository is a partial clone, which may lack some of its files. */
bool tree_id(char id[GIT_OID_HEXSZ + 1], const struct tree *tree);

/* The folder, or NULL for a commit; borrowed. */
const char *tree_folder(const struct tree *tree);

/*
 * Writes all the files of a commit's tree itself (not what was put over it) below a
 * folder that does not have them yet, for a build. Objects that are missing from the
 * repository are left out.
 */
int tree_export(const struct tree *tree, const char *folder, struct error *err) must_check;

/*
 * The kernel's version as its Makefile has it ("4.19.79"), only ever to be
 * shown. That the tree is no kernel (no Makefile with VERSION and PATCHLEVEL) is
 * an error that says so.
 */
int tree_kernel_version(struct text *version, const struct tree *tree, struct error *err) must_check;

OWNED_POINTER(struct tree, tree_free);

#endif
