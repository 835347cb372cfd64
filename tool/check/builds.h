/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUILDS_H
#define BUILDS_H

#include "../check.h"

/*
 * Builds every carried step in every configuration of the options; fills check->builds, in the backport's arena.
 * probed is a build of the recipe's configuration that was made already and in which nothing was put, or NULL.
 */
int check_builds(struct check *check, struct backport *backport, struct tree *tree, struct kbuild *probed,
		 const struct check_options *options, struct error *err) must_check;

#endif
