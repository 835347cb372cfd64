/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PLAN_H
#define PLAN_H

#include <git2.h>

#include "backport.h"
#include "kbuild.h"
#include "tree.h"

/*
 * Recipe and target in, steps out. Reads only: every step is carried in
 * memory, over the tree, so that what the plan shows is what was tried, and what the next
 * step is judged on is the tree that it will really find.
 */

/* The histories a plan may look at. */
struct plan_history {
	git_repository *repo;           /* NULL: a plain tree, nothing is known */
	git_oid target;
	git_oid upstream;
	bool has_upstream;
};

struct plan_options {
	struct spatch_options spatch;
	struct kbuild_options kbuild;   /* for probes */
	bool only_look;                 /* presence and conditions, nothing is carried: for 'list' */
	void (*progress)(void *data, const char *what);
	void *progress_data;
};

/*
 * Fills backport->steps and left_out for backport->recipe and style. The
 * steps' changes are left put over the tree. A probe makes *kbuild if it is
 * still NULL, for the check to go on with.
 *
 * That a step cannot be carried is a result (STEP_CONFLICT).
 */
int plan_build(struct backport *backport, struct tree *tree, const struct plan_history *history,
	       struct kbuild **kbuild, const struct plan_options *options, struct error *err) must_check;

/*
 * Whether a plan made before still is what comes out now: the same steps with
 * the same dispositions and files. If not, the first difference is an error.
 */
int plan_confirm(const struct backport *before, const struct backport *now, struct error *err) must_check;

#endif
