// SPDX-License-Identifier: GPL-2.0-only
/* What the carried steps make of a tree, all together. */
#include "outcome.h"

struct outcome *outcome_of(const struct outcomes *outcomes, const char *path)
{
	size_t i;

	for (i = 0; i < outcomes->nr; i++)
		if (!strcmp(outcomes->v[i].path, path))
			return &outcomes->v[i];
	return NULL;
}

void outcomes_find(struct outcomes *outcomes, struct arena *arena, const struct backport *backport)
{
	size_t i, j;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];

		for (j = 0; step_is_carried(step) && j < step->changes.nr; j++) {
			const struct change *change = &step->changes.v[j];
			struct outcome *outcome = outcome_of(outcomes, change->path);

			if (!outcome) {
				outcome = arena_push(arena, outcomes->v, outcomes->nr);
				outcome->path = change->path;
				outcome->before = change->existed ? &change->before : NULL;
			}
			outcome->after = change->exists ? &change->after : NULL;
		}
	}
}
