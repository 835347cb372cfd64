/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PAIRS_H
#define PAIRS_H

#include "tool/chain/merge.h"

/* What the scorers share: an open repository, what a commit has, and a file of pairs. */
struct opened {
	git_repository *repo;
	struct commits *commits;
	struct blobs *blobs;
	struct merger *merger;
};
int opened_open(struct opened *opened, const char *path, struct error *err) must_check;
void opened_release(struct opened *opened);

/* What a commit has, as a merge reads it: data of a struct merge_view. */
struct commit_view {
	const struct opened *opened;
	uint32_t commit;
};
int commit_view_read(struct text *content, bool *exists, void *data, const char *path, struct error *err) must_check;

/*
 * A line of the file: backport, upstream fix; ids of 40 digits. Empty lines and those with a '#' are skipped, and so
 * are pairs of which one is a merge or a root commit. Stops at the first failure. A file without pairs is an error.
 */
typedef int pair_fn(void *data, uint32_t backport, uint32_t fix, struct error *err);
int pairs_each(const struct opened *opened, const char *path, pair_fn *each, void *data, struct error *err) must_check;

#endif
