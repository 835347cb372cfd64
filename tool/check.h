/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STABLEPORT_CHECK_H
#define STABLEPORT_CHECK_H /* CHECK_H is libcheck's */

#include "backport.h"
#include "check/configuration.h"
#include "diagnostics.h"
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
	const struct configuration *configurations;     /* none: the recipe's on this machine */
	size_t nr_configurations;
};

/*
 * Fills backport->check. tree is the target, with or without the steps'
 * changes put over it; afterwards they are. kbuild is a build that a probe already made
 * and nothing was put in, or NULL: then it makes one of its own. The steps' texts must
 * be there.
 *
 * Code that does not compile, or a condition that fails, is a result.
 */
int check_run(struct backport *backport, struct tree *tree, struct kbuild *kbuild,
	      const struct check_options *options, struct error *err) must_check;

/* Whether everything that ran passed. */
bool check_passed(const struct check *check);

#endif
