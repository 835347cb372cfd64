/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef APPLY_H
#define APPLY_H

#include <git2.h>

#include "backport.h"
#include "series/quarantine.h"
#include "series/series.h"

/*
 * Makes a recipe's carried plan visible: as commits on a new branch, as a folder of patches that git am and quilt take
 * (both by series/), or in the tree itself. Everything is prepared beside and becomes visible in one step at the end.
 */

struct apply_options {
	enum message_style style;
	struct string_list references;  /* bugs and CVEs that messages name */
	bool cover_letter;              /* also for a series of one patch */
	bool signoff;                   /* adds the committer's Signed-off-by: */
	bool force;                     /* replaces a branch that is there */
	struct quarantine *quarantine;  /* open on the repository; NULL: one for the call alone */
};

/*
 * What apply_branch() would fail for although the plan is sound: the branch's name is taken, git
 * does not know who the user is. To be asked before anything else is written.
 */
int apply_branch_is_possible(const struct backport *backport, git_repository *repo,
			     const struct apply_options *options, struct error *err) must_check;

/*
 * Commits on refs/heads/stableport/<fix>/<label>, whose first parent is the
 * target. The work tree, the index and every other ref stay as they are. Sets
 * each step's commit and backport->branch. That the branch is there already
 * is an error unless force.
 */
int apply_branch(struct backport *backport, git_repository *repo, const struct apply_options *options,
		 struct error *err) must_check;

/* series_patches() of the carried steps. Sets each step's patch ("patches/0001-...patch"). */
int apply_series(struct backport *backport, const char *output, const struct apply_options *options,
		 struct error *err) must_check;

/*
 * Writes the result to the plain tree: all files or none. A file that changed
 * meanwhile is an error, and nothing is written.
 */
int apply_in_place(struct backport *backport, const char *folder, struct error *err) must_check;

#endif
