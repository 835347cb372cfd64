// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which commits tips reach and hidden do not, in topological order.
 *
 * A walk from both: the queue's first commit is taken, its parents are met. A parent of a hidden commit is hidden; one
 * that is hidden only after it was listed waits again, so that what lies behind it is hidden too. When nothing wanted
 * waits any more, the list can only shrink: by a hidden commit that still waits, or an ancestor of it, being a child of
 * a listed one. A waiting commit that cannot have such an ancestor is let go, and when the queue is empty the list is
 * right.
 *
 * Whether it can is known from the commit-graph: generations fall from child to parent, so a commit's ancestors are all
 * below it. The queue goes by generation, hence a commit comes after all of its children, nothing is listed and hidden
 * later, and the walk ends when nothing wanted waits. Commits that the graph does not have come first: none that it has
 * is their child.
 *
 * Without a graph there are only dates, and the object of any old commit may name a newer parent; nothing but
 * reading all of the history would show that none does. So a date is believed within bounds:
 *	A hidden commit is let go if it is older than all that is listed by more than CLOCK_SLOP. Of 430,000 commits of three
 *	histories (Linux to 2.6.36, git, DPDK) 603 are older by more than 30 days than one of their ancestors, and
 *	two by more than 90 days.
 *	If the walk itself sees a commit older than its parent, twice by how much is the bound where that is more:
 *	clocks that were wrong once were wrong again. (Linux has a commit 100 days older than its parent, git one 941
 *	days.)
 *	Before FEW_COMMITS were walked none is let go: in a short history that is all of it, and in a long one 10 ms.
 * What remains wrong, and only without a graph: in a long history a commit listed although it is hidden, if each path
 * from hidden to it leads through a commit that is older than all that is listed by more than the bound. git itself
 * goes five commits on ("SLOP" in revision.c).
 *
 * The order: a commit is ready when all of its children in the range are placed; of those that are ready the latest
 * date comes first, then the id, so that the same question has the same answer with a graph and without.
 */
#include <assert.h>
#include <stdlib.h>

#include "../proc.h"
#include "commits-queue.h"

/* ---- the walk ---- */

#define MET 1
#define WAITS 2
#define HIDDEN 4

struct walk {
	struct commits *commits;
	struct queue queue;
	uint8_t *flags;         /* by commit */
	uint32_t nr_flags;
	uint32_t *listed;       /* what was not hidden when it was taken */
	size_t nr_listed, listed_capacity;
	size_t nr_wanted;       /* waiting and not hidden */
	size_t nr_walked;
	int64_t slop;
	bool has_oldest;        /* nothing wanted waits any more; of what is listed: */
	bool lists_any;
	int64_t oldest;
};

static void walk_release(struct walk *walk)
{
	queue_release(&walk->queue);
	free(walk->flags);
	free(walk->listed);
}

static uint8_t *flags_of(struct walk *walk, uint32_t commit)
{
	uint32_t nr = walk->nr_flags;

	if (commit >= nr) {
		walk->nr_flags = walk->commits->capacity;
		walk->flags = mem_realloc(walk->flags, walk->nr_flags);
		memset(walk->flags + nr, 0, walk->nr_flags - nr);
	}
	return &walk->flags[commit];
}

static void wait_for(struct walk *walk, uint32_t commit, uint8_t *flags)
{
	struct waiting waiting = waiting_of(walk->commits, commit, commits_generation(walk->commits, commit));

	*flags |= MET | WAITS;
	queue_add(&walk->queue, &waiting);
}

static void meet_wanted(struct walk *walk, uint32_t commit)
{
	uint8_t *flags = flags_of(walk, commit);

	if (*flags & MET)
		return;
	wait_for(walk, commit, flags);
	walk->nr_wanted++;
}

static void meet_hidden(struct walk *walk, uint32_t commit)
{
	uint8_t *flags = flags_of(walk, commit);

	if (*flags & HIDDEN)
		return;
	*flags |= HIDDEN;
	if (*flags & WAITS)
		walk->nr_wanted--;
	else
		wait_for(walk, commit, flags);
}

static void list_commit(struct walk *walk, uint32_t commit)
{
	if (walk->nr_listed == walk->listed_capacity) {
		walk->listed_capacity = walk->listed_capacity ? 2 * walk->listed_capacity : 256;
		walk->listed = mem_realloc(walk->listed, walk->listed_capacity * sizeof(*walk->listed));
	}
	walk->listed[walk->nr_listed++] = commit;
}

static void note_skew(struct walk *walk, uint32_t commit, uint32_t parent)
{
	int64_t skew = commits_facts(walk->commits, parent)->date - commits_facts(walk->commits, commit)->date;

	if (skew > walk->slop / 2)
		walk->slop = skew < INT64_MAX / 2 ? 2 * skew : INT64_MAX;
}

static int pass(struct walk *walk, uint32_t commit, struct error *err)
{
	uint32_t nr = commits_facts(walk->commits, commit)->nr_parents, parent, i;
	bool hidden = *flags_of(walk, commit) & HIDDEN;

	walk->nr_walked++;
	if (!hidden)
		list_commit(walk, commit);
	for (i = 0; i < nr; i++) {
		if (commits_parent(&parent, walk->commits, commit, i, err) < 0)
			return -1;
		note_skew(walk, commit, parent);
		if (hidden)
			meet_hidden(walk, parent);
		else
			meet_wanted(walk, parent);
	}
	return 0;
}

/* The oldest of what is listed now; more may turn out hidden, which leaves the bound too far at worst. */
static void find_oldest(struct walk *walk)
{
	size_t i;

	walk->has_oldest = true;
	walk->oldest = INT64_MAX;
	for (i = 0; i < walk->nr_listed; i++) {
		int64_t date = commits_facts(walk->commits, walk->listed[i])->date;

		if (*flags_of(walk, walk->listed[i]) & HIDDEN)
			continue;
		walk->lists_any = true;
		walk->oldest = date < walk->oldest ? date : walk->oldest;
	}
}

/*
 * Whether a hidden commit has no ancestor in the list: surely if it has a generation, since all that is listed was taken before it and so
 * is not below it; else by dates, as far as the head of this file says.
 */
static bool is_past(struct walk *walk, uint32_t commit)
{
	if (walk->nr_wanted)
		return false;
	if (commits_generation(walk->commits, commit) != NO_GENERATION)
		return true;
	if (!walk->has_oldest)
		find_oldest(walk);
	if (!walk->lists_any)
		return true;
	return walk->nr_walked >= FEW_COMMITS && commits_facts(walk->commits, commit)->date < walk->oldest - walk->slop;
}

static int walk_all(struct walk *walk, struct error *err)
{
	while (walk->queue.nr) {
		uint32_t commit = queue_take(&walk->queue);
		uint8_t *flags = flags_of(walk, commit);

		*flags &= (uint8_t)~WAITS;
		if (!(*flags & HIDDEN))
			walk->nr_wanted--;
		else if (is_past(walk, commit))
			continue;
		if (proc_check_interrupt(err) < 0 || pass(walk, commit, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- the order ---- */

void range_release(struct range *range)
{
	if (!range)
		return;
	free(range->v);
	free(range->place);
}

/* Which commits it has; their places are not known yet. */
static void fill_range(struct range *range, struct walk *walk)
{
	size_t i;

	range->nr_place = walk->commits->nr;
	range->place = mem_alloc(range->nr_place * sizeof(*range->place));
	for (i = 0; i < walk->nr_listed; i++) {
		if (*flags_of(walk, walk->listed[i]) & HIDDEN)
			continue;
		range->place[walk->listed[i]] = 1;
		walk->listed[range->nr++] = walk->listed[i];
	}
	range->v = mem_alloc(range->nr * sizeof(*range->v));
}

static int count_children(uint32_t *nr_children, struct walk *walk, const struct range *range, struct error *err)
{
	uint32_t parent, nth;
	size_t i;

	for (i = 0; i < range->nr; i++)
		for (nth = 0; nth < commits_facts(walk->commits, walk->listed[i])->nr_parents; nth++) {
			if (commits_parent(&parent, walk->commits, walk->listed[i], nth, err) < 0)
				return -1;
			if (range_has(range, parent))
				nr_children[parent]++;
		}
	return 0;
}

static int place_commit(struct range *range, size_t at, uint32_t commit, uint32_t *nr_children, struct walk *walk,
			struct error *err)
{
	uint32_t parent, nth;

	range->v[at] = commit;
	range->place[commit] = (uint32_t)at + 1;
	for (nth = 0; nth < commits_facts(walk->commits, commit)->nr_parents; nth++) {
		if (commits_parent(&parent, walk->commits, commit, nth, err) < 0)
			return -1;
		if (range_has(range, parent) && !--nr_children[parent]) {
			struct waiting waiting = waiting_of(walk->commits, parent, 0);

			queue_add(&walk->queue, &waiting);
		}
	}
	return 0;
}

static void free_numbers(uint32_t **numbers)
{
	free(*numbers);
}

/* How many could be placed: fewer than there are if a commit is its own ancestor. */
static int place_all(struct range *range, size_t *nr_placed, struct walk *walk, struct error *err)
{
	owned(free_numbers) uint32_t *nr_children = mem_alloc(range->nr_place * sizeof(*nr_children));
	size_t i;

	if (count_children(nr_children, walk, range, err) < 0)
		return -1;
	for (i = 0; i < range->nr; i++)
		if (!nr_children[walk->listed[i]]) {
			struct waiting waiting = waiting_of(walk->commits, walk->listed[i], 0);

			queue_add(&walk->queue, &waiting);
		}
	for (i = 0; walk->queue.nr; i++)
		if (place_commit(range, i, queue_take(&walk->queue), nr_children, walk, err) < 0)
			return -1;
	*nr_placed = i;
	return 0;
}

/* A graph without generations may say so; objects too, if they were stored under ids that are not theirs. */
static int say_cycle(struct commits *commits, struct error *err)
{
	if (commits->graph)
		return commits_drop_graph(commits, err);
	return error_set(err, "a commit of the repository '%s' is its own ancestor", commits_folder(commits));
}

static int make_range(struct range *range, struct commits *commits, const uint32_t *tips, size_t nr_tips,
		      const uint32_t *hidden, size_t nr_hidden, struct error *err)
{
	owned(walk_release) struct walk walk = { .commits = commits, .slop = CLOCK_SLOP };
	size_t nr_placed, i;

	for (i = 0; i < nr_hidden; i++)
		meet_hidden(&walk, hidden[i]);
	for (i = 0; i < nr_tips; i++)
		meet_wanted(&walk, tips[i]);
	if (walk_all(&walk, err) < 0)
		return -1;
	fill_range(range, &walk);
	if (place_all(range, &nr_placed, &walk, err) < 0)
		return -1;
	return nr_placed < range->nr ? say_cycle(commits, err) : 0;
}

int commits_range(struct range *range, struct commits *commits, const uint32_t *tips, size_t nr_tips,
		  const uint32_t *hidden, size_t nr_hidden, struct error *err)
{
	owned(range_release) struct range made = { 0 };
	owned(range_release) struct range again = { 0 };
	bool had_graph = commits->graph != NULL;

	if (make_range(&made, commits, tips, nr_tips, hidden, nr_hidden, err) < 0)
		return -1;
	if (!had_graph || commits->graph) {
		*range = take(made);
		return 0;
	}
	/* The graph was dropped in the middle, and the queue was in an order that is no more. */
	if (make_range(&again, commits, tips, nr_tips, hidden, nr_hidden, err) < 0)
		return -1;
	*range = take(again);
	return 0;
}
