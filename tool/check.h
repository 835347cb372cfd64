/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CHECK_H
#define CHECK_H

#include "backport.h"
#include "kbuild.h"
#include "tree.h"

/*
 * The proof that a series is sound on its target: the objects it touches are
 * built before and after each commit and only new diagnostics count; no kept-out
 * identifier is newly there; the recipe's conditions hold on the result.
 */

struct check_options {
	struct spatch_options spatch;
	struct kbuild_options kbuild;
	bool build;                     /* false: conditions and keep-out only */
};

/*
 * Fills backport->check. tree is the target as it was; the steps' changes are
 * put over a copy of its view. kbuild is a build that a probe already made, or NULL: then
 * it makes one of its own. The steps' texts must be there.
 */
int check_run(struct backport *backport, struct tree *tree, struct kbuild *kbuild,
	      const struct check_options *options, struct error *err) must_check;

/* Whether everything that ran passed. */
bool check_passed(const struct check *check);

/*
 * The diagnostics of after that before does not have, compared by file,
 * function and text as a multiset, never by line. Pure.
 */
void diagnostics_new(struct diagnostic **fresh, size_t *nr, struct arena *arena, const struct diagnostic *before,
		     size_t nr_before, const struct diagnostic *after, size_t nr_after);

#endif
