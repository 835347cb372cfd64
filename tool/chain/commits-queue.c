// SPDX-License-Identifier: GPL-2.0-only
/* A binary heap. */
#include <endian.h>
#include <stdlib.h>

#include "commits-queue.h"

void queue_release(struct queue *queue)
{
	free(queue->v);
}

bool waiting_comes_before(const struct waiting *a, const struct waiting *b)
{
	if (a->generation != b->generation)
		return a->generation > b->generation;
	if (a->date != b->date)
		return a->date > b->date;
	return a->id != b->id ? a->id < b->id : a->commit < b->commit;
}

void queue_add(struct queue *queue, const struct waiting *waiting)
{
	size_t at = queue->nr++, up;

	if (queue->nr > queue->capacity) {
		queue->capacity = queue->capacity ? 2 * queue->capacity : 256;
		queue->v = mem_realloc(queue->v, queue->capacity * sizeof(*queue->v));
	}
	for (; at; at = up) {
		up = (at - 1) / 2;
		if (!waiting_comes_before(waiting, &queue->v[up]))
			break;
		queue->v[at] = queue->v[up];
	}
	queue->v[at] = *waiting;
}

uint32_t queue_take(struct queue *queue)
{
	uint32_t first = queue->v[0].commit;
	struct waiting last = queue->v[--queue->nr];
	size_t at = 0, below;

	while ((below = 2 * at + 1) < queue->nr) {
		if (below + 1 < queue->nr && waiting_comes_before(&queue->v[below + 1], &queue->v[below]))
			below++;
		if (!waiting_comes_before(&queue->v[below], &last))
			break;
		queue->v[at] = queue->v[below];
		at = below;
	}
	queue->v[at] = last;
	return first;
}

struct waiting waiting_of(const struct commits *commits, uint32_t commit, uint64_t generation)
{
	const struct commit_facts *facts = commits_facts(commits, commit);
	uint32_t id;

	memcpy(&id, facts->id.id, sizeof(id));
	return (struct waiting){
		.date = facts->date,
		.generation = generation,
		.commit = commit,
		.id = be32toh(id),
	};
}
