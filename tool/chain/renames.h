/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RENAMES_H
#define RENAMES_H

#include "blobs.h"
#include "commits.h"

/*
 * What a file that a commit has and its parent lacks was called there: a file that the commit takes away, with the same
 * content or at least half of it, as git's "-M" and "git blame" see it. 'from' is NULL if there is none.
 */
struct renamed_file {
	const struct commits_path *from;
	git_oid id;             /* of its content in the parent */
};
int renames_find(struct renamed_file *renamed, struct commits *commits, struct blobs *blobs, uint32_t parent,
		 uint32_t commit, const struct commits_path *path, const git_oid *id, struct error *err) must_check;

#endif
