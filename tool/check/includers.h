/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INCLUDERS_H
#define INCLUDERS_H

#include "../backport.h"
#include "../tree.h"

/* The objects, for a series without a recipe, by which its changed headers are built: see includers.c for which. */
int includers_find(struct string_list *objects, struct arena *arena, const struct backport *backport,
		   const struct tree *target, struct error *err) must_check;

#endif
