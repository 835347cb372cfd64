// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "../proc.h"
#include "commits-queue.h"
#include "histories.h"

/*
 * Commits in a row that may be older than what is looked for before a walk by date ends: git's number ("SLOP" in
 * revision.c).
 */
#define SLOP 5

void histories_open(struct histories *histories, struct commits *commits, uint32_t target, const uint32_t *fixes,
		    size_t nr_fixes)
{
	*histories = (struct histories){
		.commits = commits,
		.target = target,
		.fixes = fixes,
		.nr_fixes = nr_fixes,
	};
}

void histories_release(struct histories *histories)
{
	range_release(&histories->missing);
	range_release(&histories->branch);
}

int histories_missing(const struct range **missing, struct histories *histories, struct error *err)
{
	*missing = &histories->missing;
	if (histories->has_missing)
		return 0;
	if (commits_range(&histories->missing, histories->commits, histories->fixes, histories->nr_fixes,
			  &histories->target, 1, err) < 0)
		return -1;
	histories->has_missing = true;
	return 0;
}

int histories_branch(const struct range **branch, struct histories *histories, struct error *err)
{
	*branch = &histories->branch;
	if (histories->has_branch)
		return 0;
	if (commits_range(&histories->branch, histories->commits, &histories->target, 1, histories->fixes,
			  histories->nr_fixes, err) < 0)
		return -1;
	histories->has_branch = true;
	return 0;
}

/* A fix that the target had and took back is in no range: it comes last. */
static size_t age_of(const struct range *range, uint32_t commit)
{
	return range_has(range, commit) ? range_place(range, commit) + 1 : 0;
}

bool histories_is_older(const struct histories *histories, uint32_t a, uint32_t b)
{
	return age_of(&histories->missing, a) > age_of(&histories->missing, b);
}

/* ---- walks ---- */

struct walk {
	struct commits *commits;
	struct queue queue;
	bool *met;              /* by commit */
	uint32_t nr_met;
	bool by_generation;
	int64_t date;           /* what is older is not looked for */
	unsigned older;         /* commits in a row that were */
};

static void walk_release(struct walk *walk)
{
	queue_release(&walk->queue);
	free(walk->met);
}

static void enter(struct walk *walk, uint32_t commit)
{
	struct waiting waiting =
		waiting_of(walk->commits, commit, walk->by_generation ? commits_generation(walk->commits, commit) : 0);
	uint32_t nr = walk->nr_met;

	if (commit >= nr) {
		while (commit >= nr)
			nr = nr ? 2 * nr : 1024;
		walk->met = mem_realloc(walk->met, nr * sizeof(*walk->met));
		memset(walk->met + walk->nr_met, 0, (nr - walk->nr_met) * sizeof(*walk->met));
		walk->nr_met = nr;
	}
	if (!walk->met[commit])
		queue_add(&walk->queue, &waiting);
	walk->met[commit] = true;
}

/* The next commit; its parents wait then. */
static int take_next(uint32_t *commit, struct walk *walk, struct error *err)
{
	uint32_t nth, parent;

	if (proc_check_interrupt(err) < 0)
		return -1;
	*commit = queue_take(&walk->queue);
	for (nth = 0; nth < commits_facts(walk->commits, *commit)->nr_parents; nth++) {
		if (commits_parent(&parent, walk->commits, *commit, nth, err) < 0)
			return -1;
		enter(walk, parent);
	}
	return 0;
}

static bool is_over(struct walk *walk, uint32_t commit)
{
	walk->older = commits_facts(walk->commits, commit)->date < walk->date ? walk->older + 1 : 0;
	return walk->older > SLOP;
}

int history_has(bool *has, struct commits *commits, uint32_t from, uint32_t wanted, struct error *err)
{
	owned(walk_release) struct walk walk = {
		.commits = commits,
		.by_generation = commits_in_graph(commits, wanted),
		.date = commits_facts(commits, wanted)->date,
	};
	uint64_t generation = commits_generation(commits, wanted);
	uint32_t commit;

	enter(&walk, from);
	while (walk.queue.nr && !(wanted < walk.nr_met && walk.met[wanted])) {
		if (walk.by_generation && walk.queue.v[0].generation <= generation)
			break;
		if (take_next(&commit, &walk, err) < 0)
			return -1;
		if (!walk.by_generation && is_over(&walk, commit))
			break;
	}
	*has = wanted < walk.nr_met && walk.met[wanted];
	return 0;
}

int history_since(struct commit_list *list, bool *is_cut, struct commits *commits, uint32_t from, int64_t date,
		  size_t most, struct error *err)
{
	owned(walk_release) struct walk walk = { .commits = commits, .date = date };
	size_t capacity = 0;
	uint32_t commit;

	*list = (struct commit_list){ 0 };
	*is_cut = false;
	enter(&walk, from);
	while (walk.queue.nr && !*is_cut) {
		if (take_next(&commit, &walk, err) < 0)
			return -1;
		if (is_over(&walk, commit))
			break;
		if (walk.older)
			continue;
		if (list->nr == capacity) {
			capacity = capacity ? 2 * capacity : 256;
			list->v = mem_realloc(list->v, capacity * sizeof(*list->v));
		}
		list->v[list->nr++] = commit;
		*is_cut = list->nr == most && walk.queue.nr;
	}
	return 0;
}
