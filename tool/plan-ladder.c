// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ladder reads commits, and a plan's steps are none yet: they are made as commits that nobody sees (unseen.h), one
 * for each step that was carried.
 */
#include <stdlib.h>

#include "plan-ladder.h"
#include "unseen.h"

struct plan_ladder {
	struct unseen *unseen;
	struct carrier *carrier;
	git_oid onto;
};

int plan_ladder_open(struct plan_ladder **ladder, git_repository *repo, const git_oid *target, struct error *err)
{
	owned(plan_ladder_freep) struct plan_ladder *made = mem_alloc(sizeof(*made));

	made->onto = *target;
	if (unseen_open(&made->unseen, repo, err) < 0 ||
	    carrier_open(&made->carrier, unseen_repository(made->unseen), err) < 0)
		return -1;
	*ladder = take(made);
	return 0;
}

void plan_ladder_free(struct plan_ladder *ladder)
{
	if (!ladder)
		return;
	carrier_free(ladder->carrier);
	unseen_free(ladder->unseen);
	free(ladder);
}

int plan_ladder_put(struct plan_ladder *ladder, const struct changes *changes, struct error *err)
{
	git_oid onto;

	if (unseen_commit(&onto, ladder->unseen, &ladder->onto, changes, err) < 0)
		return -1;
	ladder->onto = onto;
	return 0;
}

static const struct chain_step *find_step(const struct chain *chain, const git_oid *upstream)
{
	char hex[GIT_OID_HEXSZ + 1];
	size_t i;

	git_oid_tostr(hex, sizeof(hex), upstream);
	for (i = 0; chain && i < chain->nr_steps; i++)
		if (!strcmp(chain->steps[i].commit, hex))
			return &chain->steps[i];
	return NULL;
}

int plan_ladder_try(struct carried *carried, struct plan_ladder *ladder, const git_oid *upstream, const struct chain *chain,
		    struct error *err)
{
	const struct chain_step *step = find_step(chain, upstream);
	owned(arena_release) struct arena arena = { 0 };
	enum chain_disposition *plan;
	size_t nr = step ? step->nr_hunks : 0, i;

	plan = arena_alloc(&arena, (nr + 1) * sizeof(*plan));
	for (i = 0; i < nr; i++)
		plan[i] = step->hunks[i].disposition;
	return carry_commit(carried, ladder->carrier, &ladder->onto, upstream, plan, nr, err);
}

static bool changes_text_alone(const struct carried_path *path)
{
	if (!path->existed)
		return path->mode == GIT_FILEMODE_BLOB;
	return path->mode_before != GIT_FILEMODE_LINK && (!path->exists || path->mode == path->mode_before);
}

bool plan_ladder_carries(const struct carried *carried)
{
	size_t i;

	for (i = 0; i < carried->nr_paths; i++)
		if (!changes_text_alone(&carried->paths[i]))
			return false;
	return carried->is_changed && !carried->nr_conflicts;
}

bool plan_ladder_is_to_review(const struct carried *carried)
{
	size_t i;

	for (i = 0; i < carried->nr_hunks; i++)
		if (disposition_is_to_review(carried->hunks[i].disposition))
			return true;
	return false;
}
