// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hunks of a chain that are to be adapted, tried on the ladder: the steps are carried once more on a bench that
 * takes the target's names and merges word by word (ladder.h), each onto what the ones before came to there. A hunk
 * that is carried that way, and whose names are all there, is told as such, for a person to look at. The set of
 * commits is found without: what can be merged as upstream has it, is not adapted.
 *
 * What is left then may be of code that the target has nothing of (needs-lacking.c), and no commit is taken for its sake any
 * more: it is dropped, for a person to look at, unless nothing of the step would be left.
 */
#include "build.h"
#include "ladder.h"

static bool is_adapted(const struct merge_hunk *hunk)
{
	return hunk->outcome == HUNK_RENAMED || hunk->outcome == HUNK_WORDS;
}

static const char *lost_name(const struct climb *climb, size_t hunk)
{
	size_t i;

	for (i = 0; i < climb->nr_lost; i++)
		if (climb->lost[i].hunk == hunk)
			return climb->lost[i].name;
	return NULL;
}

static void tell_adapted(struct build *build, struct chain_hunk *told, const struct merge *merge, size_t index)
{
	const struct merge_hunk *hunk = &merge->hunks[index];

	told->disposition = hunk->outcome == HUNK_WORDS ? CHAIN_WORDS : CHAIN_RENAMED;
	told->place = tell_place(build, &merge->files[hunk->file], hunk);
	tell_reason(build, &told->evidence, &told->nr_evidence,
		    hunk->outcome == HUNK_WORDS ? "merged word by word: look at it" :
						  "merged with the names that the target has: look at it", NULL);
}

static void tell_lost(struct build *build, struct chain_hunk *told, const char *name)
{
	tell_reason(build, &told->evidence, &told->nr_evidence,
		    arena_printf(&build->chain->arena, "'%s', which it uses, is not to be seen here", name), NULL);
}

static void tell_climb(struct build *build, struct chain_step *step, const struct climb *climb)
{
	const struct merge *merge = &climb->after->outcome->merge;
	size_t i;

	for (i = 0; i < step->nr_hunks && i < merge->nr_hunks; i++) {
		const char *lost = lost_name(climb, i);

		if (step->hunks[i].disposition != CHAIN_ADAPT || !is_adapted(&merge->hunks[i]))
			continue;
		if (lost)
			tell_lost(build, &step->hunks[i], lost);
		else
			tell_adapted(build, &step->hunks[i], merge, i);
	}
}

static void tell_lacking(struct build *build, struct chain_hunk *told, const struct judgement *judgement)
{
	size_t i;

	told->disposition = CHAIN_LACKING;
	for (i = 0; i < judgement->nr_evidence; i++)
		tell_reason(build, &told->evidence, &told->nr_evidence, judgement->evidence[i].text,
			    judgement->evidence[i].evidence);
}

static size_t count_hunks(const struct chain_step *step, enum chain_disposition disposition)
{
	size_t i, nr = 0;

	for (i = 0; i < step->nr_hunks; i++)
		nr += step->hunks[i].disposition == disposition;
	return nr;
}

static bool is_lacking(const struct chain_step *step, const struct judgement *judgements, const struct climb *climb,
		       size_t hunk)
{
	return step->hunks[hunk].disposition == CHAIN_ADAPT && judgements[hunk].standing == STANDS_MOOT &&
	       climb->after->outcome->merge.hunks[hunk].outcome == HUNK_CONFLICT;
}

static int look_for_moot(struct build *build, struct workbench *bench, struct chain_step *step, const struct climb *climb,
			 struct error *err)
{
	size_t nr = climb->after->outcome->merge.nr_hunks, moot = count_hunks(step, CHAIN_MOOT), i;
	struct judgement *judgements;

	if (step->nr_hunks != nr || !count_hunks(step, CHAIN_ADAPT))
		return 0;
	if (needs_alone(&judgements, &build->chain->arena, build->commits, build->blobs, bench, build->target, climb->after,
			err) < 0)
		return -1;
	for (i = 0; i < nr; i++)
		moot += is_lacking(step, judgements, climb, i);
	for (i = 0; i < nr && moot < nr; i++)
		if (is_lacking(step, judgements, climb, i))
			tell_lacking(build, &step->hunks[i], &judgements[i]);
	return 0;
}

/* The step of a place in the replay: those that are there already are told before. */
static struct chain_step *step_at(struct build *build, size_t place)
{
	struct chain *chain = build->chain;

	return &chain->steps[chain->nr_steps - build->replay.nr + place];
}

int adapt_chain(struct build *build, struct error *err)
{
	owned(workbench_freep) struct workbench *bench = NULL;
	owned(ladder_freep) struct ladder *ladder = NULL;
	struct climb climb = { 0 };
	size_t i;

	if (!chain_nr_hunks(build->chain, CHAIN_ADAPT) || build->options->plain || search_clock() > build->search.ends)
		return 0;
	if (workbench_open(&bench, build->commits, build->blobs, build->target, err) < 0)
		return -1;
	workbench_until(bench, build->search.ends);
	ladder = ladder_new(build->commits, build->blobs, bench, build->target);
	ladder_until(ladder, build->search.ends);
	climb.after = workbench_target(bench);
	for (i = 0; i < build->replay.nr && !climb.is_late; i++) {
		const struct moment *before = climb.after;

		if (ladder_climb(&climb, ladder, before, build->replay.commits[i], err) < 0)
			return -1;
		if (climb.is_late)
			break;
		tell_climb(build, step_at(build, i), &climb);
		if (look_for_moot(build, bench, step_at(build, i), &climb, err) < 0)
			return -1;
	}
	if (i < build->replay.nr || climb.is_late)
		build->search.was_cut = true;
	return 0;
}
