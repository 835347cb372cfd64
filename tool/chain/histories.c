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

/* Those of commits-range.c: how much older than its ancestor a commit may be, and how many are walked in any case. */
#define PAINTED_SLOP (INT64_C(90) * 24 * 60 * 60)
#define PAINTED_FEW 1000

struct painting {
	struct commits *commits;
	struct queue queue;     /* reached, and parents not met yet */
	bool *met;              /* by commit */
	uint32_t nr_met;
	bool by_generation;
	bool has_graph;         /* the queue is in the order of its generations */
	size_t nr_walked;
	int64_t slop;
};

void histories_open(struct histories *histories, struct commits *commits, uint32_t target, const uint32_t *fixes,
		    size_t nr_fixes)
{
	*histories = (struct histories){
		.commits = commits,
		.target = target,
		.fixes = fixes,
		.nr_fixes = nr_fixes,
	};
	histories->of_target = painting_new(commits, target);
}

void histories_release(struct histories *histories)
{
	painting_free(histories->of_target);
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

/* As long as the range was not asked for: by generation, or date. */
static bool is_likely_older(const struct commits *commits, uint32_t a, uint32_t b)
{
	struct waiting first = waiting_of(commits, b, commits_generation(commits, b));
	struct waiting second = waiting_of(commits, a, commits_generation(commits, a));

	return a != b && waiting_comes_before(&first, &second);
}

bool histories_is_older(const struct histories *histories, uint32_t a, uint32_t b)
{
	if (!histories->has_missing)
		return is_likely_older(histories->commits, a, b);
	return age_of(&histories->missing, a) > age_of(&histories->missing, b);
}

/* ---- painting ---- */

static void painting_release(struct painting *painting)
{
	queue_release(&painting->queue);
	free(painting->met);
}

void painting_free(struct painting *painting)
{
	if (!painting)
		return;
	painting_release(painting);
	free(painting);
}

static void wait_for(struct painting *painting, uint32_t commit)
{
	struct commits *commits = painting->commits;
	struct waiting waiting = waiting_of(commits, commit, painting->by_generation ? commits_generation(commits, commit) : 0);

	queue_add(&painting->queue, &waiting);
}

static void enter(struct painting *painting, uint32_t commit)
{
	uint32_t nr = painting->nr_met;

	if (commit >= nr) {
		while (commit >= nr)
			nr = nr ? 2 * nr : 1024;
		painting->met = mem_realloc(painting->met, nr * sizeof(*painting->met));
		memset(painting->met + painting->nr_met, 0, (nr - painting->nr_met) * sizeof(*painting->met));
		painting->nr_met = nr;
	}
	if (!painting->met[commit])
		wait_for(painting, commit);
	painting->met[commit] = true;
}

static bool has_met(const struct painting *painting, uint32_t commit)
{
	return commit < painting->nr_met && painting->met[commit];
}

struct painting *painting_new(struct commits *commits, uint32_t from)
{
	struct painting *painting = mem_alloc(sizeof(*painting));

	*painting = (struct painting){
		.commits = commits,
		.by_generation = true,
		.has_graph = commits_have_graph(commits),
		.slop = PAINTED_SLOP,
	};
	if (from != NO_COMMIT)
		enter(painting, from);
	return painting;
}

static void note_skew(struct painting *painting, uint32_t commit, uint32_t parent)
{
	int64_t skew = commits_facts(painting->commits, parent)->date - commits_facts(painting->commits, commit)->date;

	if (skew > painting->slop / 2)
		painting->slop = skew < INT64_MAX / 2 ? 2 * skew : INT64_MAX;
}

/* The next commit; its parents wait then. */
static int take_next(uint32_t *commit, struct painting *painting, struct error *err)
{
	uint32_t nth, parent;

	if (proc_check_interrupt(err) < 0)
		return -1;
	*commit = queue_take(&painting->queue);
	painting->nr_walked++;
	for (nth = 0; nth < commits_facts(painting->commits, *commit)->nr_parents; nth++) {
		if (commits_parent(&parent, painting->commits, *commit, nth, err) < 0)
			return -1;
		note_skew(painting, *commit, parent);
		enter(painting, parent);
	}
	return 0;
}

/* A graph that was dropped in the middle leaves a queue in an order that is no more. */
static void keep_order(struct painting *painting)
{
	owned(queue_release) struct queue old = { 0 };
	size_t i;

	if (painting->has_graph == commits_have_graph(painting->commits))
		return;
	painting->has_graph = commits_have_graph(painting->commits);
	old = take(painting->queue);
	for (i = 0; i < old.nr; i++)
		wait_for(painting, old.v[i].commit);
}

/*
 * Whether nothing that waits reaches the commit. All that a graph has is below what it lacks, and each commit of it below
 * those of larger generations.
 */
static bool is_below(const struct painting *painting, uint32_t commit, int64_t slop)
{
	const struct waiting *first = &painting->queue.v[0];
	uint64_t generation = commits_generation(painting->commits, commit);
	int64_t date = commits_facts(painting->commits, commit)->date;

	if (generation != NO_GENERATION || first->generation != NO_GENERATION)
		return first->generation <= generation && first->generation != NO_GENERATION;
	if (slop && painting->nr_walked < PAINTED_FEW)
		return false;
	return slop < INT64_MAX && first->date < date - slop;
}

static int paint(bool *has, struct painting *painting, uint32_t commit, bool is_sure, struct error *err)
{
	uint32_t painted;

	keep_order(painting);
	while (painting->queue.nr && !has_met(painting, commit) &&
	       !is_below(painting, commit, is_sure ? painting->slop : 0)) {
		if (take_next(&painted, painting, err) < 0)
			return -1;
		keep_order(painting);
	}
	*has = has_met(painting, commit);
	return 0;
}

int painting_has(bool *has, struct painting *painting, uint32_t commit, struct error *err)
{
	return paint(has, painting, commit, true, err);
}

int painting_has_likely(bool *has, struct painting *painting, uint32_t commit, struct error *err)
{
	return paint(has, painting, commit, false, err);
}

/* ---- walks by themselves ---- */

struct walk {
	struct painting painting;
	int64_t date;           /* what is older is not looked for */
	unsigned older;         /* commits in a row that were */
};

static void walk_release(struct walk *walk)
{
	painting_release(&walk->painting);
}

static bool is_over(struct walk *walk, uint32_t commit)
{
	walk->older = commits_facts(walk->painting.commits, commit)->date < walk->date ? walk->older + 1 : 0;
	return walk->older > SLOP;
}

int history_has(bool *has, struct commits *commits, uint32_t from, uint32_t wanted, struct error *err)
{
	owned(walk_release) struct walk walk = {
		.painting = { .commits = commits, .by_generation = commits_in_graph(commits, wanted) },
		.date = commits_facts(commits, wanted)->date,
	};
	uint64_t generation = commits_generation(commits, wanted);
	uint32_t commit;

	enter(&walk.painting, from);
	while (walk.painting.queue.nr && !has_met(&walk.painting, wanted)) {
		if (walk.painting.by_generation && walk.painting.queue.v[0].generation <= generation)
			break;
		if (take_next(&commit, &walk.painting, err) < 0)
			return -1;
		if (!walk.painting.by_generation && is_over(&walk, commit))
			break;
	}
	*has = has_met(&walk.painting, wanted);
	return 0;
}

int history_since(struct commit_list *list, bool *is_cut, struct commits *commits, uint32_t from, int64_t date,
		  size_t most, struct error *err)
{
	owned(walk_release) struct walk walk = { .painting = { .commits = commits }, .date = date };
	size_t capacity = 0;
	uint32_t commit;

	*list = (struct commit_list){ 0 };
	*is_cut = false;
	enter(&walk.painting, from);
	while (walk.painting.queue.nr && !*is_cut) {
		if (take_next(&commit, &walk.painting, err) < 0)
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
		*is_cut = list->nr == most && walk.painting.queue.nr;
	}
	return 0;
}
