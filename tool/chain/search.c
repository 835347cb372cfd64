// SPDX-License-Identifier: GPL-2.0-only
/*
 * The smallest set of prerequisites, found by trying.
 *
 * A state is a set of commits. To look at it is to pick them and the fixes, oldest first, onto the target in memory, up
 * to the first pick with a hunk that does not stand or a name that nobody brings (needs.h judges each). Whatever makes
 * that hunk apply has to change the lines that it leans on, so at least one of its candidates is in every set that
 * works: the state's children are the set with one candidate more, for the hunk with the fewest candidates. Where a
 * hunk has none, it is left to be adapted, and counts.
 *
 * A hunk whose lines are in conflict, or that uses a name that is not there, may also be left to be adapted although
 * candidates are there: one child more. Where a prerequisite drags in ten others, this is what a maintainer does. A
 * hunk whose function is missing has no such way out: what is not there cannot be adapted.
 *
 * States wait in a queue by cost, then by changed lines, so that the first one that works is the smallest: uniform-cost
 * search. What a state costs is known when it was looked at; before that it waits with the least that it can cost: the
 * hunks to be adapted that its parent had, but for those that a commit taken for something else may carry. A state is
 * looked at once, however it was come by, and outcomes are shared between states (workbench.c).
 *
 * A budget may end it. Then one set is made greedily, by always taking the newest candidate, and thinned out: each
 * commit without which everything still applies is left out again. Another is made with all that is in conflict left to
 * be adapted (relaxed). The cheaper of the two is small, but not proven the smallest, and the plan says so.
 */
#include <stdlib.h>
#include <time.h>

#include "../proc.h"
#include "search.h"

/* Texts that trying may keep; with the repository's own windows the process stays under 150 MB. */
#define MAX_BYTES ((size_t)24 << 20)

/* More prerequisites than anybody has seen in one backport; whoever wants more says --max. */
#define MAX_COMMITS 16

/*
 * What a hunk to be adapted costs, in commits. A person writes it and a reviewer checks it without upstream's
 * help; up to that many commits that apply as they are are less trouble.
 */
#define ADAPT_COST 8

/* Greedy sets may get larger before they are thinned out. */
#define MAX_GREEDY 48

/*
 * Of what a plan takes on a machine that others use too, so much is theirs: a plan is to come out the same there. A quarter
 * is counted all the same, since somebody waits.
 */
#define SHARE_OF_OTHERS 0.25

static double seconds_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double search_wall_clock(void)
{
	return seconds_of(CLOCK_MONOTONIC);
}

double search_clock(void)
{
	return (1 - SHARE_OF_OTHERS) * seconds_of(CLOCK_PROCESS_CPUTIME_ID) + SHARE_OF_OTHERS * search_wall_clock();
}

double search_until(const struct search *search, double seconds)
{
	double until = search_clock() + seconds;

	return until < search->ends ? until : search->ends;
}

struct state {
	uint32_t *set;          /* oldest first */
	struct need *reasons;   /* by place in set */
	size_t nr;
	uint64_t *adapted;      /* hunks that were chosen to be adapted: commit << 32 | hunk; sorted */
	size_t nr_adapted;
	size_t nr_adapt;        /* these, and those that have to be: not looked at yet, at least */
	uint32_t lines;
	size_t serial;          /* in the order they were thought of, which is that of history */
	bool works;             /* looked at: nothing is missing */
};

struct queue {
	struct state **v;       /* a heap, the cheapest first */
	size_t nr;
	struct state **seen;    /* open addressing, by set */
	size_t nr_seen, size;
};

static void queue_release(struct queue *queue)
{
	free(queue->v);
	free(queue->seen);
}

/* ---- the queue ---- */

static size_t cost_of(const struct state *state)
{
	return state->nr + ADAPT_COST * state->nr_adapt;
}

static int compare_states(const struct state *a, const struct state *b)
{
	if (cost_of(a) != cost_of(b))
		return cost_of(a) < cost_of(b) ? -1 : 1;
	if (a->nr_adapt != b->nr_adapt)
		return a->nr_adapt < b->nr_adapt ? -1 : 1;
	if (a->lines != b->lines)
		return a->lines < b->lines ? -1 : 1;
	return a->serial < b->serial ? -1 : a->serial > b->serial;
}

static void push(struct queue *queue, struct state *state)
{
	size_t at = queue->nr++;

	queue->v = mem_realloc(queue->v, queue->nr * sizeof(*queue->v));
	for (; at && compare_states(state, queue->v[(at - 1) / 2]) < 0; at = (at - 1) / 2)
		queue->v[at] = queue->v[(at - 1) / 2];
	queue->v[at] = state;
}

static struct state *pop(struct queue *queue)
{
	struct state *first = queue->v[0], *last = queue->v[--queue->nr];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < queue->nr) {
		if (child + 1 < queue->nr && compare_states(queue->v[child + 1], queue->v[child]) < 0)
			child++;
		if (compare_states(last, queue->v[child]) <= 0)
			break;
		queue->v[at] = queue->v[child];
		at = child;
	}
	queue->v[at] = last;
	return first;
}

static bool same_state(const struct state *a, const struct state *b)
{
	return a->nr == b->nr && a->nr_adapted == b->nr_adapted &&
	       !memcmp(a->set, b->set, a->nr * sizeof(*a->set)) &&
	       (!a->nr_adapted || !memcmp(a->adapted, b->adapted, a->nr_adapted * sizeof(*a->adapted)));
}

static struct state **slot_of(struct state **seen, size_t size, const struct state *state)
{
	size_t at = state->nr, i;

	for (i = 0; i < state->nr; i++)
		at = (at ^ state->set[i]) * 0x9e3779b97f4a7c15ULL;
	for (i = 0; i < state->nr_adapted; i++)
		at = (at ^ state->adapted[i]) * 0x9e3779b97f4a7c15ULL;
	for (at = (at >> 20) & (size - 1); seen[at]; at = (at + 1) & (size - 1))
		if (same_state(seen[at], state))
			break;
	return &seen[at];
}

static void grow_seen(struct queue *queue)
{
	size_t size = queue->size ? 2 * queue->size : 256, i;
	struct state **seen = mem_alloc(size * sizeof(*seen));

	for (i = 0; i < queue->size; i++)
		if (queue->seen[i])
			*slot_of(seen, size, queue->seen[i]) = queue->seen[i];
	free(queue->seen);
	queue->seen = seen;
	queue->size = size;
}

/* Whether the set is new; it no longer is afterwards. */
static bool is_new(struct queue *queue, struct state *state)
{
	struct state **slot;

	if (2 * (queue->nr_seen + 1) > queue->size)
		grow_seen(queue);
	slot = slot_of(queue->seen, queue->size, state);
	if (*slot)
		return false;
	*slot = state;
	state->serial = ++queue->nr_seen;
	return true;
}

/* ---- sets ---- */

static struct state *state_with(struct search *search, const struct state *state, const struct need *need, struct error *err)
{
	struct state *larger = arena_alloc(search->arena, sizeof(*larger));
	uint32_t lines;
	size_t at;

	if (needs_commit_lines(&lines, search, need->commit, err) < 0)
		return NULL;
	larger->nr = state->nr + 1;
	larger->nr_adapt = state->nr_adapt;
	larger->adapted = state->adapted;
	larger->nr_adapted = state->nr_adapted;
	larger->lines = state->lines + lines;
	larger->set = arena_alloc(search->arena, larger->nr * sizeof(*larger->set));
	larger->reasons = arena_alloc(search->arena, larger->nr * sizeof(*larger->reasons));
	for (at = 0; at < state->nr && histories_is_older(search->histories, state->set[at], need->commit); at++) {
		larger->set[at] = state->set[at];
		larger->reasons[at] = state->reasons[at];
	}
	larger->set[at] = need->commit;
	larger->reasons[at] = *need;
	for (; at < state->nr; at++) {
		larger->set[at + 1] = state->set[at];
		larger->reasons[at + 1] = state->reasons[at];
	}
	return larger;
}

static uint64_t hunk_key(uint32_t commit, size_t hunk)
{
	return (uint64_t)commit << 32 | hunk;
}

static struct state *state_adapting(struct search *search, const struct state *state, uint64_t hunk)
{
	struct state *adapting = arena_alloc(search->arena, sizeof(*adapting));
	size_t at;

	*adapting = *state;
	adapting->works = false;
	adapting->adapted = arena_alloc(search->arena, (state->nr_adapted + 1) * sizeof(*adapting->adapted));
	for (at = 0; at < state->nr_adapted && state->adapted[at] < hunk; at++)
		adapting->adapted[at] = state->adapted[at];
	adapting->adapted[at] = hunk;
	for (; at < state->nr_adapted; at++)
		adapting->adapted[at + 1] = state->adapted[at];
	adapting->nr_adapted++;
	return adapting;
}

static bool is_adapted(const struct state *state, uint64_t hunk)
{
	size_t i;

	for (i = 0; i < state->nr_adapted; i++)
		if (state->adapted[i] == hunk)
			return true;
	return false;
}

static struct state *state_without(struct search *search, const struct state *state, size_t place)
{
	struct state *smaller = arena_alloc(search->arena, sizeof(*smaller));
	size_t i;

	smaller->adapted = state->adapted;
	smaller->nr_adapted = state->nr_adapted;
	smaller->set = arena_alloc(search->arena, (state->nr + 1) * sizeof(*smaller->set));
	smaller->reasons = arena_alloc(search->arena, (state->nr + 1) * sizeof(*smaller->reasons));
	for (i = 0; i < state->nr; i++) {
		if (i == place)
			continue;
		smaller->set[smaller->nr] = state->set[i];
		smaller->reasons[smaller->nr++] = state->reasons[i];
	}
	return smaller;
}

/* ---- looking at a state ---- */

/* The commits of a set and the fixes, oldest first. */
static size_t order(uint32_t *all, const struct search *search, const uint32_t *set, size_t nr)
{
	size_t i = 0, j = 0, n = 0;

	while (i < nr || j < search->nr_fixes)
		all[n++] = j == search->nr_fixes || (i < nr && histories_is_older(search->histories, set[i], search->fixes[j])) ?
				   set[i++] : search->fixes[j++];
	return n;
}

int search_replay(struct replay *replay, struct search *search, const uint32_t *set, size_t nr, struct error *err)
{
	const struct moment *moment = workbench_target(search->bench);
	size_t i;

	replay->commits = arena_alloc(search->arena, (nr + search->nr_fixes + 1) * sizeof(*replay->commits));
	replay->nr = order(replay->commits, search, set, nr);
	replay->moments = arena_alloc(search->arena, (replay->nr + 1) * sizeof(*replay->moments));
	for (i = 0; i < replay->nr; i++) {
		if (workbench_pick(&moment, search->bench, moment, replay->commits[i], err) < 0)
			return -1;
		replay->moments[i] = moment;
	}
	return 0;
}

/* What a look at a state found: the candidates of the hunk that has fewest, of the first pick that lacks something. */
struct look {
	size_t nr_adapt;
	size_t nr_firm;         /* of these, whatever else is taken */
	struct need *candidates;
	size_t nr_candidates;
	bool is_stuck;
	bool is_cut;            /* the deadline passed: nothing is known */
	bool may_adapt;         /* that hunk */
	uint64_t hunk;
};

static void note_judgement(struct look *look, const struct judgement *judgement, uint64_t hunk)
{
	if (judgement->standing == STANDS_ADAPT) {
		look->nr_adapt++;
		look->nr_firm += !judgement->is_loose;
	}
	if (judgement->standing != STANDS_NEEDS || (look->is_stuck && look->nr_candidates <= judgement->nr_candidates))
		return;
	look->is_stuck = true;
	look->candidates = judgement->candidates;
	look->nr_candidates = judgement->nr_candidates;
	look->may_adapt = judgement->may_adapt;
	look->hunk = hunk;
}

/* One that was chosen to be adapted stays so. */
static void note_adapted(struct look *look)
{
	look->nr_adapt++;
	look->nr_firm++;
}

static bool is_spent(const struct search *search)
{
	return search_clock() > search->deadline;
}

static int look_at_names(struct look *look, struct search *search, const struct moment *moment, const struct state *state,
			 struct error *err)
{
	struct name_judgements names;
	size_t i;

	look->is_cut |= is_spent(search);
	if (look->is_stuck || look->is_cut)
		return 0;
	if (needs_names(&names, search, moment, state->set, state->nr, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++) {
		uint64_t hunk = hunk_key(moment->commit, names.v[i].hunk);

		if (!is_adapted(state, hunk)) /* else it was counted with the hunks */
			note_judgement(look, &names.v[i].judgement, hunk);
	}
	return 0;
}

static int look_at_pick(struct look *look, struct search *search, const struct moment *moment, const struct state *state,
			struct error *err)
{
	const struct merge *merge = &moment->outcome->merge;
	size_t i;

	/* With a single candidate there is nothing left to choose; hunks not judged yet cost nothing yet. */
	for (i = 0; i < merge->nr_hunks && !(look->is_stuck && look->nr_candidates == 1); i++) {
		uint64_t hunk = hunk_key(moment->commit, i);
		struct judgement judgement;

		look->is_cut = is_spent(search);
		if (look->is_cut)
			return 0;

		if (is_adapted(state, hunk)) {
			note_adapted(look);
			continue;
		}
		if (needs_judge(&judgement, search, moment->before, moment->commit, moment->outcome, i, state->set,
				state->nr, err) < 0)
			return -1;
		note_judgement(look, &judgement, hunk);
	}
	return look_at_names(look, search, moment, state, err);
}

static void free_commits(uint32_t **commits)
{
	free(*commits);
}

/* Picks one by one, so that nothing is merged behind the first pick that lacks something. */
static int look_at(struct look *look, struct search *search, const struct state *state, struct error *err)
{
	owned(free_commits) uint32_t *all = mem_alloc((state->nr + search->nr_fixes + 1) * sizeof(*all));
	const struct moment *moment = workbench_target(search->bench);
	size_t nr = order(all, search, state->set, state->nr), i;

	*look = (struct look){ 0 };
	for (i = 0; i < nr && !look->is_stuck && !look->is_cut; i++)
		if (proc_check_interrupt(err) < 0 ||
		    workbench_pick(&moment, search->bench, moment, all[i], err) < 0 ||
		    look_at_pick(look, search, moment, state, err) < 0)
			return -1;
	return 0;
}

/* ---- the search ---- */

unsigned search_most_commits(const struct search *search)
{
	unsigned most = search->options->max_commits ? search->options->max_commits : MAX_COMMITS;

	return search->most && search->most < most ? (unsigned)search->most : most;
}

static int push_children(struct queue *queue, struct search *search, const struct state *state, const struct look *look,
			 struct error *err)
{
	struct state *adapting;
	size_t i;

	if (look->may_adapt) {
		adapting = state_adapting(search, state, look->hunk);
		adapting->nr_adapt = look->nr_firm + 1;
		if (is_new(queue, adapting))
			push(queue, adapting);
	}
	for (i = 0; i < look->nr_candidates && state->nr < search_most_commits(search) + search->nr_required; i++) {
		struct state *child = state_with(search, state, &look->candidates[i], err);

		if (!child)
			return -1;
		child->nr_adapt = look->nr_firm;
		if (is_new(queue, child))
			push(queue, child);
	}
	return 0;
}

static int first_state(struct state **first, struct search *search, struct error *err)
{
	size_t i;

	*first = arena_alloc(search->arena, sizeof(**first));
	for (i = 0; i < search->nr_required; i++) {
		*first = state_with(search, *first, &search->required[i], err);
		if (!*first)
			return -1;
	}
	return 0;
}

/* *works stays NULL if nothing works; ended says that the budget was the reason. */
static int search_smallest(struct state **works, bool *ended, struct search *search, struct error *err)
{
	owned(queue_release) struct queue queue = { 0 };
	struct state *state;

	*works = NULL;
	*ended = false;
	if (first_state(&state, search, err) < 0)
		return -1;
	push(&queue, state);
	while (queue.nr) {
		struct look look;

		state = pop(&queue);
		if (state->works) {
			*works = state;
			return 0;
		}
		if (look_at(&look, search, state, err) < 0)
			return -1;
		*ended = look.is_cut || workbench_bytes(search->bench) > MAX_BYTES;
		if (*ended)
			return 0;
		state->works = !look.is_stuck;
		state->nr_adapt = look.nr_adapt;
		if (state->works)
			push(&queue, state);
		else if (push_children(&queue, search, state, &look, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- when the budget has ended it ---- */

static const struct need *newest(const struct search *search, const struct look *look)
{
	const struct need *best = &look->candidates[0];
	size_t i;

	for (i = 1; i < look->nr_candidates; i++)
		if (histories_is_older(search->histories, best->commit, look->candidates[i].commit))
			best = &look->candidates[i];
	return best;
}

static int thin_out(struct state **state, struct search *search, struct error *err)
{
	size_t place = 0;

	while (place < (*state)->nr && search_clock() < search->deadline) {
		struct state *smaller = state_without(search, *state, place);
		struct look look;

		if ((*state)->reasons[place].kind >= NEED_DECLARED) {
			place++;
			continue;
		}
		if (look_at(&look, search, smaller, err) < 0)
			return -1;
		if (look.is_stuck || look.is_cut || look.nr_adapt > (*state)->nr_adapt) {
			place++;
			continue;
		}
		smaller->nr_adapt = look.nr_adapt;
		*state = smaller;
	}
	return 0;
}

static int search_greedily(struct state **works, struct search *search, struct error *err)
{
	struct state *state;
	struct look look;

	*works = NULL;
	if (first_state(&state, search, err) < 0 || look_at(&look, search, state, err) < 0)
		return -1;
	while (look.is_stuck && !look.is_cut && state->nr < MAX_GREEDY) {
		state = state_with(search, state, newest(search, &look), err);
		if (!state || look_at(&look, search, state, err) < 0)
			return -1;
	}
	if (look.is_stuck || look.is_cut)
		return 0;
	state->nr_adapt = look.nr_adapt;
	if (thin_out(&state, search, err) < 0)
		return -1;
	if (state->nr <= search_most_commits(search) + search->nr_required)
		*works = state;
	return 0;
}

/*
 * What the search is for when it has more time or less to ask for: the smallest set, and if the budget ends that, a
 * greedy one.
 */
static int search_within(struct state **works, bool *ended, struct search *search, double budget, struct error *err)
{
	search->deadline = search_clock() + budget;
	if (search_smallest(works, ended, search, err) < 0)
		return -1;
	search->deadline = search_clock() + budget / 4;
	return *works || !*ended ? 0 : search_greedily(works, search, err);
}

static int search_relaxed(struct state **works, struct search *search, double budget, struct error *err)
{
	bool ended;

	search->is_relaxed = true;
	if (search_within(works, &ended, search, budget, err) < 0)
		return -1;
	search->is_relaxed = false;
	if (*works)
		return 0;
	if (first_state(works, search, err) < 0)
		return -1;
	(*works)->nr_adapt = UINT16_MAX; /* nobody knows: any set that works is better */
	return 0;
}

static void tell_solution(struct solution *solution, const struct state *state, bool ended, bool is_relaxed,
			  bool is_plain)
{
	*solution = (struct solution){
		.set = state->set,
		.reasons = state->reasons,
		.nr = state->nr,
		.nr_adapt = state->nr_adapt,
		.smallest = !ended,
		.is_plain = is_plain,
		.is_relaxed = is_relaxed,
	};
}

int search_run(struct solution *solution, struct search *search, double budget, struct error *err)
{
	struct state *works, *relaxed;
	bool ended;

	search->is_relaxed = false;
	if (search_within(&works, &ended, search, budget, err) < 0)
		return -1;
	if (!works || ended) {
		if (search_relaxed(&relaxed, search, budget / 4, err) < 0)
			return -1;
		search->is_relaxed = !works || cost_of(relaxed) < cost_of(works);
		if (search->is_relaxed)
			works = relaxed;
	}
	tell_solution(solution, works, ended, search->is_relaxed, search->is_plain);
	return 0;
}

int search_plainly(struct solution *solution, bool *found, bool *ended, struct search *search, size_t most, double budget,
		   struct error *err)
{
	struct state *works;

	search->is_plain = true;
	search->most = most;
	search->deadline = search_clock() + budget;
	if (search_smallest(&works, ended, search, err) < 0)
		return -1;
	search->is_plain = search->options->plain;
	search->most = 0;
	*found = works && !works->nr_adapt;
	if (*found)
		tell_solution(solution, works, *ended, false, true);
	return 0;
}
