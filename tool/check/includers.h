/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INCLUDERS_H
#define INCLUDERS_H

#include "../backport.h"
#include "../tree.h"

/*
 * The objects, for a series without a recipe, by which its changed headers are built, become the recipe's: see includers.c
 * for which, and how many. The others are its objects_left_out.
 */
int includers_find(struct recipe *recipe, const struct backport *backport, const struct tree *target,
		   struct error *err) must_check;

#endif
