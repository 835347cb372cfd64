// SPDX-License-Identifier: GPL-2.0-only
/* The words of a cell. What is as it should be is said in short, what is not is counted. */
#include "words.h"

static void add_count(struct text *out, const char *before, size_t nr, const char *noun)
{
	text_addf(out, "%s%zu %s%s", before, nr, noun, nr == 1 ? "" : "s");
}

static void add_plan(struct text *out, const struct matrix_summary *summary)
{
	add_count(out, "", summary->carried, "commit");
	if (summary->adapted)
		text_addf(out, ", %zu adapted", summary->adapted);
	if (summary->conflicts)
		add_count(out, ", ", summary->conflicts, "conflict");
	if (summary->to_review)
		text_addf(out, ", %zu to look at", summary->to_review);
}

static void add_build(struct text *out, const struct matrix_summary *summary)
{
	text_addf(out, "; %zu of %zu build%s", summary->building, summary->builds, summary->builds == 1 ? "" : "s");
	if (summary->new_warnings)
		add_count(out, ", ", summary->new_warnings, "new warning");
	if (summary->lines)
		text_addf(out, ", %u of %u changed lines compiled", summary->compiled, summary->lines);
	if (summary->uncompiled)
		add_count(out, ", ", summary->uncompiled, "changed file");
	text_adds(out, summary->uncompiled ? " not compiled" : "");
}

void matrix_words(struct text *out, const struct matrix_summary *summary)
{
	if (summary->verdict == VERDICT_NOTHING_TO_DO) {
		text_adds(out, "all of it that applies is there");
		return;
	}
	add_plan(out, summary);
	if (summary->builds)
		add_build(out, summary);
	else if (summary->carried)
		text_adds(out, "; not built");
	if (summary->fails)
		text_addf(out, "; %zu fail%s", summary->fails, summary->fails == 1 ? "s" : "");
}

const char *matrix_sentence(const struct matrix *matrix)
{
	switch (matrix_verdict(matrix)) {
	case VERDICT_NOTHING_TO_DO:
		return "nothing to do: each target has all of it that applies";
	case VERDICT_READY:
		return "ready for review";
	case VERDICT_PERSON:
		break;
	}
	return "a person has to look";
}
