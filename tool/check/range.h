/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RANGE_H
#define RANGE_H

#include <git2.h>

#include "../backport.h"

/* Whether an argument names a range of commits: "A..B", "A.." (to HEAD), "..B". */
bool range_is_one(const char *argument);

/* Its ends as revisions, in the arena: HEAD where nothing stands. "A...B" is an error. */
struct range {
	const char *from, *to;
};
int range_parse(struct range *range, struct arena *arena, const char *argument, struct error *err) must_check;

/*
 * The commits that lie between two, by first parents, as the carried steps of a backport: a target and what was done on
 * it. recipe is filled with what stands for a recipe: names, and the objects that the changed headers reach. That from is
 * no ancestor of to in this way, that nothing lies between, or too much: errors.
 */
int range_steps(struct backport *backport, struct recipe *recipe, git_repository *repo, const struct tree *target,
		const git_oid *from, const git_oid *to, struct error *err) must_check;

#endif
