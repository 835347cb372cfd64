/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef APPLY_H
#define APPLY_H

#include <git2.h>

#include "backport.h"

/*
 * Makes a carried plan visible: as commits on a new branch, as a folder of
 * patches that git am and quilt take, or in the tree itself. Everything is prepared beside
 * and becomes visible in one step at the end.
 */

struct apply_options {
	bool signoff;                   /* adds the committer's Signed-off-by: */
	bool force;                     /* replaces a branch that is there */
};

/*
 * The message of a step's commit in the stable form: the subject, "commit <40>
 * upstream.", the body, what was adapted or dropped and why in brackets,
 * Stable-dep-of: for a prerequisite. With signoff, the name to sign with. Pure.
 */
void apply_message(struct text *message, const struct backport *backport, const struct step *step,
		   const char *signoff);

/* Who commits, by git's configuration: the repository's, or the user's where repo is NULL. */
int apply_committer(git_signature **committer, git_repository *repo, struct error *err) must_check;

/* Upstream's author and date; what of them is not known is otherwise's, which may be NULL. */
int apply_author(git_signature **author, const struct step *step, const git_signature *otherwise,
		 struct error *err) must_check;

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

/*
 * patches/NNNN-subject.patch (mbox, git am) and patches/series (quilt) in the
 * output folder. Sets each step's patch ("patches/0001-...patch"). A patches folder that is there is
 * replaced if it is empty or ours (its series begins with "# stableport: "), else an error.
 */
int apply_series(struct backport *backport, const char *output, const struct apply_options *options,
		 struct error *err) must_check;

/*
 * Writes the result to the plain tree: all files or none. A file that changed
 * meanwhile is an error, and nothing is written.
 */
int apply_in_place(struct backport *backport, const char *folder, struct error *err) must_check;

#endif
