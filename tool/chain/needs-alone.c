// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the hunks of one commit stand when nothing but that commit is picked: what needs_judge() says where no commit may
 * be taken. Neither what upstream has nor what messages claim is asked for then, so it costs what the hunks in conflict
 * cost, and nothing where there is none.
 */
#include <stdlib.h>

#include "needs.h"

/* A file that is added is only ever placed where its folder is lost, and there git stops. */
static bool is_in_doubt(const struct merge *merge, const struct merge_hunk *hunk)
{
	return hunk->outcome == HUNK_CONFLICT || hunk->outcome == HUNK_THERE ||
	       (hunk->outcome == HUNK_PLACED && !merge->files[hunk->file].old_entry.mode);
}

static int judge_hunks(struct judgement *judgements, struct search *search, const struct moment *after, struct error *err)
{
	const struct outcome *outcome = after->outcome;
	size_t i;

	for (i = 0; i < outcome->merge.nr_hunks; i++) {
		if (!is_in_doubt(&outcome->merge, &outcome->merge.hunks[i]))
			continue;
		if (needs_judge(&judgements[i], search, after->before, after->commit, outcome, i, NULL, 0, err) < 0)
			return -1;
	}
	return 0;
}

int needs_alone(struct judgement **judgements, struct arena *arena, struct commits *commits, struct blobs *blobs,
		struct workbench *bench, uint32_t target, const struct moment *after, struct error *err)
{
	static const struct chain_options options;
	struct search search = {
		.arena = arena,
		.commits = commits,
		.blobs = blobs,
		.bench = bench,
		.target = target,
		.options = &options,
		.takes_none = true,
	};
	int code;

	*judgements = arena_alloc(arena, (after->outcome->merge.nr_hunks + 1) * sizeof(**judgements));
	code = judge_hunks(*judgements, &search, after, err);
	needs_cache_free(search.cache);
	return code;
}
