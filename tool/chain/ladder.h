/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LADDER_H
#define LADDER_H

#include "search.h"

/*
 * A commit carried by every means short of a person: git's merge, its functions, the names that the target has, word by
 * word; and every name that its lines use must be there in the end.
 */
struct ladder;
/* The bench adapts from now on (workbench_adapt()). All must outlive it. */
struct ladder *ladder_new(struct commits *commits, struct blobs *blobs, struct workbench *bench, uint32_t target);
/* Names are looked for until then (search_clock()); without it, as long as it takes. */
void ladder_until(struct ladder *ladder, double ends);
void ladder_free(struct ladder *ladder);
OWNED_POINTER(struct ladder, ladder_free);

/* A name that a carried hunk uses and that the target does not have, under no other name either. */
struct lost_name {
	size_t hunk;            /* of the outcome's merge */
	const char *name;
};
struct climb {
	const struct moment *after;
	struct lost_name *lost; /* in the ladder's arena */
	size_t nr_lost;
	bool is_late;           /* not all names were looked for */
};
int ladder_climb(struct climb *climb, struct ladder *ladder, const struct moment *before, uint32_t commit,
		 struct error *err) must_check;

#endif
