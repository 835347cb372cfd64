/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COMMITS_QUEUE_H
#define COMMITS_QUEUE_H

#include "commits-table.h"

/*
 * Where dates have to be believed: how much older than its ancestor a commit may be, in seconds, and how many are walked in
 * any case. Why so many: commits-range.c.
 */
#define CLOCK_SLOP (INT64_C(90) * 24 * 60 * 60)
#define FEW_COMMITS 1000

/*
 * Commits that wait for their turn in a walk: by generation, then the latest date first, then by id, so that the answer
 * is always the same.
 */
struct waiting {
	int64_t date;
	uint64_t generation;
	uint32_t commit;
	uint32_t id;            /* its first digits */
};

struct queue {
	struct waiting *v;
	size_t nr, capacity;
};

void queue_release(struct queue *queue);
bool waiting_comes_before(const struct waiting *a, const struct waiting *b);
struct waiting waiting_of(const struct commits *commits, uint32_t commit, uint64_t generation);
void queue_add(struct queue *queue, const struct waiting *waiting);
uint32_t queue_take(struct queue *queue);

#endif
