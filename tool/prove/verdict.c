// SPDX-License-Identifier: GPL-2.0-only
/*
 * From two runs to a verdict. The questions are asked in this order, and the
 * first answer counts:
 *
 *	1. Did the kernel before come to its end? If not, nothing is known: could not be tried.
 *	2. Did the kernel after? If not, the backport did harm.
 *	3. Does the kernel after complain of something (KASAN, lockdep, ...) that the one before did not? Harm.
 *	4. A scenario of a bug: did it show before, and not after?
 *	   A load: did it end well on both, and measure the same?
 *
 * That the kernel before complains is fine: that may be how the bug shows.
 *
 * A guest whose scenario has said that the bug shows and which then did not stop has come to its end for 1 and 2: a
 * server that cannot be stopped is what one of the bugs is. One that said "absent" has to.
 */
#include <stdarg.h>

#include "console.h"
#include "verdict.h"

static void set_verdict(struct proof *proof, struct arena *arena, enum proof_verdict verdict, const char *format, ...)
	printf_like(4, 5);

static void set_verdict(struct proof *proof, struct arena *arena, enum proof_verdict verdict, const char *format, ...)
{
	owned(text_release) struct text sentence = { 0 };
	va_list args;

	va_start(args, format);
	text_vaddf(&sentence, format, args);
	va_end(args);
	proof->done = verdict != PROOF_FAILED;
	proof->verdict = verdict;
	proof->sentence = arena_strndup(arena, text_str(&sentence), sentence.len);
}

void proof_fail(struct proof *proof, struct arena *arena, const char *format, ...)
{
	owned(text_release) struct text sentence = { 0 };
	va_list args;

	va_start(args, format);
	text_vaddf(&sentence, format, args);
	va_end(args);
	set_verdict(proof, arena, PROOF_FAILED, "%s", text_str(&sentence));
}

/* How a run went that did not come to its end, after "the kernel before". */
static const char *how_it_went(enum run_outcome outcome)
{
	static const char *const words[] = {
		[RUN_ENDED] = "came to its end",
		[RUN_TIMED_OUT] = "had not ended when its time was up",
		[RUN_PANICKED] = "panicked",
		[RUN_SILENT] = "printed nothing",
		[RUN_DIED] = "stopped before the scenario's end",
	};

	return words[outcome];
}

static bool has_come_to_its_end(const struct guest_run *run, bool must_answer)
{
	if (must_answer && run->shows_bug)
		return run->outcome != RUN_PANICKED;
	return run->outcome == RUN_ENDED && (run->answered || !must_answer);
}

/* Why a run that has not is of no use. */
static const char *why_not(const struct guest_run *run)
{
	return run->outcome == RUN_ENDED ? "did not say whether the bug shows" : how_it_went(run->outcome);
}

/* The first complaint that only the run after has, or NULL. */
static const char *new_complaint(const struct guest_run *before, const struct guest_run *after)
{
	size_t i, j;

	for (i = 0; i < after->complaints.nr; i++) {
		for (j = 0; j < before->complaints.nr; j++)
			if (complaint_is_same(after->complaints.v[i], before->complaints.v[j]))
				break;
		if (j == before->complaints.nr)
			return after->complaints.v[i];
	}
	return NULL;
}

static const struct measured *measured_of(const struct guest_run *run, const char *name)
{
	size_t i;

	for (i = 0; i < run->nr_measured; i++)
		if (!strcmp(run->measured[i].name, name))
			return &run->measured[i];
	return NULL;
}

/* "recalls 400, then 12", or nothing: the first number that is not the same. */
static void add_difference(struct text *text, const struct guest_run *before, const struct guest_run *after)
{
	size_t i;

	for (i = 0; i < before->nr_measured && !text->len; i++) {
		const struct measured *was = &before->measured[i], *is = measured_of(after, was->name);

		if (!is)
			text_addf(text, "'%s' was %lld and is not measured any more", was->name, was->value);
		else if (is->value != was->value)
			text_addf(text, "'%s' was %lld and is %lld", was->name, was->value, is->value);
	}
	for (i = 0; i < after->nr_measured && !text->len; i++)
		if (!measured_of(before, after->measured[i].name))
			text_addf(text, "'%s' was not measured before", after->measured[i].name);
}

static void judge_load(struct proof *proof, struct arena *arena)
{
	const struct guest_run *before = &proof->runs[0], *after = &proof->runs[1];
	owned(text_release) struct text difference = { 0 };

	add_difference(&difference, before, after);
	if (before->exit_code)
		proof_fail(proof, arena, "the load fails on the kernel before already (code %lld)", before->exit_code);
	else if (after->exit_code)
		set_verdict(proof, arena, PROOF_HARMED, "the load, which ended well before, fails after (code %lld)",
			    after->exit_code);
	else if (difference.len)
		set_verdict(proof, arena, PROOF_HARMED, "the load behaves otherwise after: %s", text_str(&difference));
	else
		set_verdict(proof, arena, PROOF_CURED, "the load behaves the same before and after%s",
			    after->complaints.nr ? "" : ", and the kernel after complains of nothing");
}

static void judge_bug(struct proof *proof, struct arena *arena)
{
	const struct guest_run *before = &proof->runs[0], *after = &proof->runs[1];

	if (!before->shows_bug && after->shows_bug)
		set_verdict(proof, arena, PROOF_HARMED, "the bug does not show before and shows after");
	else if (!before->shows_bug)
		set_verdict(proof, arena, PROOF_NOT_SHOWN,
			    "the bug does not show before, so that its absence after says nothing");
	else if (after->shows_bug)
		set_verdict(proof, arena, PROOF_NOT_CURED, "the bug shows before and after");
	else
		set_verdict(proof, arena, PROOF_CURED, "the bug shows before and is gone after%s",
			    after->complaints.nr ? "" : ", and the kernel after complains of nothing");
}

void proof_judge(struct proof *proof, struct arena *arena, const struct scenario *scenario)
{
	const struct guest_run *before = &proof->runs[0], *after = &proof->runs[1];
	const char *complaint = new_complaint(before, after);
	bool must_answer = !scenario->shows_no_bug;

	if (!has_come_to_its_end(before, must_answer) && !has_come_to_its_end(after, must_answer))
		proof_fail(proof, arena, "the kernel before %s, and the one after %s", why_not(before), why_not(after));
	else if (!has_come_to_its_end(before, must_answer))
		proof_fail(proof, arena, "the kernel before %s", why_not(before));
	else if (!has_come_to_its_end(after, must_answer))
		set_verdict(proof, arena, PROOF_HARMED, "the kernel after %s", why_not(after));
	else if (complaint)
		set_verdict(proof, arena, PROOF_HARMED, "the kernel after complains of what the one before did not: %s",
			    complaint);
	else if (scenario->shows_no_bug)
		judge_load(proof, arena);
	else
		judge_bug(proof, arena);
}
