/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "../backport.h"

/* A changed file as it was before the first step and is after the last; a step in between does not matter. */
struct outcome {
	const char *path;
	const struct text *before, *after;      /* NULL: no such file */
};

struct outcomes {
	struct outcome *v;
	size_t nr;
};

/* The texts are borrowed from the steps. */
void outcomes_find(struct outcomes *outcomes, struct arena *arena, const struct backport *backport);
/* NULL: not changed. */
struct outcome *outcome_of(const struct outcomes *outcomes, const char *path);

#endif
