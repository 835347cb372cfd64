// SPDX-License-Identifier: GPL-2.0-only
/* The words for a backport's enums, and the few questions that several stages ask of it. */
#include "backport.h"
#include "check.h"

void backport_release(struct backport *backport)
{
	size_t i;

	if (!backport)
		return;
	for (i = 0; i < backport->nr_steps; i++)
		changes_release(&backport->steps[i].changes);
	arena_release(&backport->arena);
}

const char *disposition_name(enum disposition disposition)
{
	static const char *const names[] = {
		[STEP_ALREADY_THERE] = "already there",
		[STEP_PICK] = "to pick",
		[STEP_ADAPT] = "to adapt",
		[STEP_NOT_APPLICABLE] = "not applicable here",
		[STEP_CONFLICT] = "conflict",
	};

	return names[disposition];
}

const char *presence_name(enum presence presence)
{
	static const char *const names[] = {
		[PRESENCE_NONE] = "none",
		[PRESENCE_HISTORY] = "history",
		[PRESENCE_TRAILER] = "trailer",
		[PRESENCE_PATCH_ID] = "patch-id",
		[PRESENCE_CONTENT] = "content",
	};

	return names[presence];
}

const char *run_outcome_name(enum run_outcome outcome)
{
	static const char *const names[] = {
		[RUN_ENDED] = "ended",	 [RUN_TIMED_OUT] = "timed out", [RUN_PANICKED] = "panicked",
		[RUN_SILENT] = "silent", [RUN_DIED] = "died",
	};

	return names[outcome];
}

const char *proof_verdict_name(enum proof_verdict verdict)
{
	static const char *const names[] = {
		[PROOF_CURED] = "cured",   [PROOF_NOT_SHOWN] = "not shown", [PROOF_NOT_CURED] = "not cured",
		[PROOF_HARMED] = "harmed", [PROOF_FAILED] = "failed",
	};

	return names[verdict];
}

const char *run_outcome_words(enum run_outcome outcome)
{
	static const char *const words[] = {
		[RUN_ENDED] = "ended by itself",  [RUN_TIMED_OUT] = "ran out of time", [RUN_PANICKED] = "panicked",
		[RUN_SILENT] = "printed nothing", [RUN_DIED] = "died",
	};

	return words[outcome];
}

const char *proof_words(const struct proof *proof)
{
	static const char *const words[] = {
		[PROOF_CURED] = "cured",     [PROOF_NOT_SHOWN] = "bug not shown before", [PROOF_NOT_CURED] = "not cured",
		[PROOF_HARMED] = "does harm", [PROOF_FAILED] = "could not be tried",
	};

	return proof->load && proof->verdict == PROOF_CURED ? "behaves the same" : words[proof->verdict];
}

const char *condition_outcome_name(enum condition_outcome outcome)
{
	static const char *const names[] = {
		[CONDITION_HOLDS] = "holds", [CONDITION_FAILS] = "fails", [CONDITION_NOT_APPLICABLE] = "not applicable",
	};

	return names[outcome];
}

bool proofs_hold(const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_proofs; i++)
		if (backport->proofs[i].verdict != PROOF_CURED)
			return false;
	return true;
}

bool step_is_carried(const struct step *step)
{
	return step->disposition == STEP_PICK || step->disposition == STEP_ADAPT;
}

size_t backport_nr(const struct backport *backport, enum disposition disposition)
{
	size_t i, nr = 0;

	for (i = 0; i < backport->nr_steps; i++)
		nr += backport->steps[i].disposition == disposition;
	return nr;
}

static bool is_to_review(const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		if (backport->steps[i].to_review)
			return true;
	return false;
}

static bool needs_a_person(const struct backport *backport)
{
	if (backport_nr(backport, STEP_CONFLICT) || is_to_review(backport) || !proofs_hold(backport))
		return true;
	return backport->check.done && !check_passed(&backport->check);
}

size_t backport_nr_carried(const struct backport *backport)
{
	return backport_nr(backport, STEP_PICK) + backport_nr(backport, STEP_ADAPT);
}

const char *check_why_no_builds(const struct backport *backport)
{
	return backport_nr_carried(backport) ? "not asked for" : "no commit was carried";
}

bool step_is_written(const struct step *step)
{
	return step->commit || step->patch;
}

const char *step_done_name(const struct step *step)
{
	if (step_is_written(step) && step->disposition == STEP_PICK)
		return "picked";
	if (step_is_written(step) && step->disposition == STEP_ADAPT)
		return "adapted";
	return disposition_name(step->disposition);
}

const char *recipe_who_says(const struct recipe *recipe)
{
	return recipe->path ? "the recipe says so" : "it was asked for, or its author says so";
}

enum verdict backport_verdict(const struct backport *backport)
{
	if (needs_a_person(backport))
		return VERDICT_PERSON;
	if (backport_nr_carried(backport) == 0)
		return VERDICT_NOTHING_TO_DO;
	return VERDICT_READY;
}

const char *verdict_sentence(enum verdict verdict)
{
	static const char *const sentences[] = {
		[VERDICT_NOTHING_TO_DO] = "nothing to do: the target has all of it that applies",
		[VERDICT_READY] = "ready for review",
		[VERDICT_PERSON] = "a person has to look",
	};

	return sentences[verdict];
}

const char *verdict_word(enum verdict verdict)
{
	static const char *const words[] = {
		[VERDICT_NOTHING_TO_DO] = "nothing to do",
		[VERDICT_READY] = "ready",
		[VERDICT_PERSON] = "person",
	};

	return words[verdict];
}

bool kabi_change_is_of_crc(const struct kabi_change *change)
{
	return change->kind == KABI_SYMBOL && change->detail && change->before && change->after &&
	       !strcmp(change->before, change->after);
}
