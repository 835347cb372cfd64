// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hunks of a chain that are to be adapted, tried on the ladder: the steps are carried once more on a bench that
 * takes the target's names and merges word by word (ladder.h), each onto what the ones before came to there. A hunk
 * that is carried that way, and whose names are all there, is told as such, for a person to look at. The set of
 * commits is found without: what can be merged as upstream has it, is not adapted.
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
		if (!climb.is_late)
			tell_climb(build, step_at(build, i), &climb);
	}
	if (i < build->replay.nr || climb.is_late)
		build->search.was_cut = true;
	return 0;
}
