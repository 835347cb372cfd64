// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walks down a history, as short as their question allows. Where the commit-graph has generations they say what can be
 * behind what; else dates do, within bounds.
 */
#include <stdlib.h>

#include "../proc.h"
#include "commits-queue.h"
#include "histories.h"

/*
 * Commits in a row that may be older than what is looked for before a walk by date ends: git's number ("SLOP" in
 * revision.c).
 */
#define SLOP 5

/*
 * Without corrected dates an ancestor may be as young as its descendant by its date, as those of a series are that were
 * committed in one second, or younger by what clocks differ. It is looked for among as many commits behind the
 * descendant, and further as long as their dates are no more than this before its own.
 */
#define CLOSE (INT64_C(24) * 60 * 60)
#define NEARBY 64

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
	uint64_t generation = painting->by_generation ? commits_generation(commits, commit) : 0;
	struct waiting waiting = waiting_of(commits, commit, generation);

	queue_add(&painting->queue, &waiting);
}

static void meet(struct painting *painting, uint32_t commit)
{
	uint32_t nr = painting->nr_met;

	if (commit >= nr) {
		while (commit >= nr)
			nr = nr ? 2 * nr : 1024;
		painting->met = mem_realloc(painting->met, nr * sizeof(*painting->met));
		memset(painting->met + painting->nr_met, 0, (nr - painting->nr_met) * sizeof(*painting->met));
		painting->nr_met = nr;
	}
	painting->met[commit] = true;
}

static bool has_met(const struct painting *painting, uint32_t commit)
{
	return commit < painting->nr_met && painting->met[commit];
}

static void enter(struct painting *painting, uint32_t commit)
{
	if (has_met(painting, commit))
		return;
	meet(painting, commit);
	wait_for(painting, commit);
}

struct painting *painting_new(struct commits *commits, uint32_t from)
{
	struct painting *painting = mem_alloc(sizeof(*painting));

	*painting = (struct painting){
		.commits = commits,
		.by_generation = true,
		.has_graph = commits_have_graph(commits),
		.slop = CLOCK_SLOP,
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
 * Whether nothing that waits reaches the commit. All that a graph has is below what it lacks, and each commit of it is
 * below those of larger generations.
 */
static bool is_below(const struct painting *painting, uint32_t commit, int64_t slop)
{
	const struct waiting *first = &painting->queue.v[0];
	uint64_t generation = commits_generation(painting->commits, commit);
	int64_t date = commits_facts(painting->commits, commit)->date;

	if (generation != NO_GENERATION || first->generation != NO_GENERATION)
		return first->generation <= generation && first->generation != NO_GENERATION;
	if (slop && painting->nr_walked < FEW_COMMITS)
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

/* ---- upstream's order ---- */

/*
 * Whether a commit is behind one that is not younger by its date. That it cannot be found out leaves the dates: whoever
 * needs the object that is missing says so.
 */
static bool is_behind(struct commits *commits, uint32_t from, uint32_t wanted)
{
	owned(painting_release) struct painting painting = { .commits = commits };
	int64_t date = commits_facts(commits, wanted)->date;
	uint32_t commit;

	enter(&painting, from);
	while (painting.queue.nr && !has_met(&painting, wanted) &&
	       (painting.nr_walked < NEARBY || painting.queue.v[0].date >= date - CLOSE))
		if (take_next(&commit, &painting, NULL) < 0)
			return false;
	return has_met(&painting, wanted);
}

static bool knows_behind(struct histories *histories, uint32_t from, uint32_t wanted)
{
	struct lineage *pair = &histories->pairs[(from * 31 + wanted) % nr_of(histories->pairs)];

	if (!pair->is_known || pair->from != from || pair->wanted != wanted)
		*pair = (struct lineage){
			.from = from, .wanted = wanted, .is_known = true,
			.is_behind = is_behind(histories->commits, from, wanted),
		};
	return pair->is_behind;
}

static bool is_in_target(const struct histories *histories, uint32_t commit)
{
	bool has;

	return painting_has(&has, histories->of_target, commit, NULL) == 0 && has;
}

bool histories_is_older(struct histories *histories, uint32_t a, uint32_t b)
{
	struct commits *commits = histories->commits;
	bool by_generation = commits_have_corrected_dates(commits) && commits_in_graph(commits, a) &&
			     commits_in_graph(commits, b);
	struct waiting one = waiting_of(commits, a, by_generation ? commits_generation(commits, a) : 0);
	struct waiting other = waiting_of(commits, b, by_generation ? commits_generation(commits, b) : 0);
	bool a_is_there = is_in_target(histories, a), b_is_there = is_in_target(histories, b);

	if (a == b || a_is_there || b_is_there)
		return a != b && b_is_there && !a_is_there;
	if (by_generation)
		return waiting_comes_before(&other, &one);
	if (waiting_comes_before(&other, &one))
		return !knows_behind(histories, a, b);
	return knows_behind(histories, b, a);
}

/* ---- ranges ---- */

/* The oldest comes first. */
static void enter_line(struct painting *painting, uint32_t commit)
{
	struct waiting waiting = waiting_of(painting->commits, commit, 0);

	if (has_met(painting, commit))
		return;
	meet(painting, commit);
	waiting.generation = (uint64_t)INT64_MAX - (uint64_t)waiting.date;
	queue_add(&painting->queue, &waiting);
}

/* From a commit on along first parents, as far as nobody was. The others of merges wait. */
static int follow_line(struct painting *painting, uint32_t commit, uint32_t wanted, int64_t date, struct error *err)
{
	struct commits *commits = painting->commits;
	uint32_t nth, parent;

	while (commit != wanted && commits_facts(commits, commit)->date >= date) {
		if (proc_check_interrupt(err) < 0)
			return -1;
		for (nth = commits_facts(commits, commit)->nr_parents; nth-- > 1;) {
			if (commits_parent(&parent, commits, commit, nth, err) < 0)
				return -1;
			enter_line(painting, parent);
		}
		if (!commits_facts(commits, commit)->nr_parents)
			return 0;
		if (commits_parent(&parent, commits, commit, 0, err) < 0)
			return -1;
		if (has_met(painting, parent))
			return 0;
		meet(painting, parent);
		commit = parent;
	}
	return 0;
}

/*
 * Whether a commit is found behind another along lines of first parents: its own, then those that were merged into it,
 * the oldest first, which are short and near what is looked for. So of all that came since a part is read. A no may be
 * wrong where a clock was; it reads no more than the range would.
 */
static int is_on_the_way(bool *is, struct commits *commits, uint32_t from, uint32_t wanted, struct error *err)
{
	owned(painting_release) struct painting painting = { .commits = commits };
	int64_t date = commits_facts(commits, wanted)->date;

	enter_line(&painting, from);
	while (painting.queue.nr && !has_met(&painting, wanted))
		if (follow_line(&painting, queue_take(&painting.queue), wanted, date, err) < 0)
			return -1;
	*is = has_met(&painting, wanted);
	return 0;
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
	bool is_empty = false;
	size_t i;

	*branch = &histories->branch;
	if (histories->has_branch)
		return 0;
	for (i = 0; i < histories->nr_fixes && !is_empty; i++)
		if (is_on_the_way(&is_empty, histories->commits, histories->fixes[i], histories->target, err) < 0)
			return -1;
	if (!is_empty && commits_range(&histories->branch, histories->commits, &histories->target, 1, histories->fixes,
				       histories->nr_fixes, err) < 0)
		return -1;
	histories->has_branch = true;
	return 0;
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
