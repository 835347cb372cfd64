/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WORK_TREE_H
#define WORK_TREE_H

#include <git2.h>

#include "../error.h"
#include "../text.h"

/*
 * Where a person resolves a conflict: a linked work tree (git-worktree(1)), detached, so that no branch of the user's is in
 * the way. It is sparse: the folders that a step touches are there, the rest of the tree is in the index only (its
 * entries say so, as git-sparse-checkout(1) writes them; "git sparse-checkout disable" there brings it). A kernel's
 * whole tree would take longer than the resolution.
 *
 * libgit2's own git_worktree_add() makes a branch and checks out everything; the three files that make a work tree linked
 * (gitrepository-layout(5)) are written here. No hook, filter or monitor of the repository runs: libgit2 knows none.
 */
struct work_tree {
	git_repository *repo;   /* the user's; borrowed */
	const char *name;       /* of its folder in $GIT_COMMON_DIR/worktrees; starts with "stableport-" */
	const char *folder;     /* absolute */
};

/* A path of the step that is laid out. */
struct work_path {
	const char *path;
	bool in_conflict;
	bool exists;            /* content, of mode, is what the file gets; else there is no such file */
	uint32_t mode;
	const struct text *content;
	struct work_side {
		git_oid id;
		uint32_t mode;  /* 0: that side has no such file */
	} sides[3];             /* in conflict: base, ours, theirs */
};

/*
 * Makes the work tree, or brings the one that is there from the commit that it is on to another: what the user has
 * added beside stays. Then the paths are put over it, carried ones staged, those in conflict unmerged.
 */
int work_tree_lay_out(const struct work_tree *tree, const git_oid *commit, const struct work_path *paths, size_t nr,
		      struct error *err) must_check;

/*
 * What the user made of it: the index as a tree. Or why it cannot be taken yet, a sentence each in troubles:
 * unmerged paths, changes that are not staged, markers (lines that begin with one of the marks) that were left in a
 * path that is staged.
 */
int work_tree_take(git_oid *made, struct strings *troubles, const struct work_tree *tree, const char *const *marks,
		   size_t nr_marks, struct error *err) must_check;

/* Whether something links it: also what a killed run has left. */
bool work_tree_is_linked(const struct work_tree *tree);
/* Whether that leads to a work tree, and to which folder: an earlier apply of the same name may have had another. */
bool work_tree_is_left(struct text *folder, const struct work_tree *tree);
/* Takes away the lock on its index that a run left which was killed while it laid out. */
void work_tree_unlock(const struct work_tree *tree);

/* The commit that it is on; that there is no work tree is a result. */
int work_tree_head(git_oid *head, bool *exists, const struct work_tree *tree, struct error *err) must_check;

/*
 * Takes away the folder and what links it, whatever of them is there. A work tree that has files which git does not know
 * and does not ignore is kept, as git-worktree(1) does.
 */
int work_tree_remove(bool *kept, const struct work_tree *tree, struct error *err) must_check;

#endif
