/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PLAN_LADDER_H
#define PLAN_LADDER_H

#include "chain/carry.h"

/* The ladder (chain/carry.h) for a recipe's steps: each is tried on what the target is after the ones before it. */
struct plan_ladder;
int plan_ladder_open(struct plan_ladder **ladder, git_repository *repo, const git_oid *target, struct error *err)
	must_check;
void plan_ladder_free(struct plan_ladder *ladder);
OWNED_POINTER(struct plan_ladder, plan_ladder_free);

/* What a step came to, by whatever carried it: the next one is tried on that. Nothing is written to the repository. */
int plan_ladder_put(struct plan_ladder *ladder, const struct changes *changes, struct error *err) must_check;

/* chain: what of its hunks is moot, where it has the commit; NULL: nothing is known. */
int plan_ladder_try(struct carried *carried, struct plan_ladder *ladder, const git_oid *upstream, const struct chain *chain,
		    struct error *err) must_check;

/*
 * Whether a recipe's step can be that: all hunks are carried or moot, something changes, and no mode does (a plan has
 * texts alone).
 */
bool plan_ladder_carries(const struct carried *carried);
/* Some hunk has to be looked at. */
bool plan_ladder_is_to_review(const struct carried *carried);

#endif
