// SPDX-License-Identifier: GPL-2.0-only
/*
 * An apply for a terminal: in the first line what it comes to, then its steps, each with what became of it and with the
 * hunks that need an eye, and what is to be done next.
 */
#include "../writer.h"
#include "notes.h"

/* As in a chain's report. */
#define STEP_INDENT 5
#define DETAIL_INDENT 9
#define SHORT_ID 12

static const char *plural(size_t nr)
{
	return nr == 1 ? "" : "s";
}

static size_t count_outcome(const struct todo *todo, enum todo_outcome outcome)
{
	size_t i, nr = 0;

	for (i = 0; i < todo->nr_steps; i++)
		nr += todo->steps[i].outcome == outcome;
	return nr;
}

static void add_verdict(struct text *line, const struct todo *todo)
{
	size_t made = count_outcome(todo, TODO_MADE), skipped = count_outcome(todo, TODO_SKIPPED);
	size_t to_review = todo_nr_to_review(todo);

	if (todo_is_stopped(todo))
		text_addf(line, "stopped at %zu of %zu, a person has to resolve it", todo->next + 1, todo->nr_steps);
	else if (made)
		text_addf(line, "%zu commit%s", made, plural(made));
	else
		text_adds(line, "nothing to carry");
	if (skipped)
		text_addf(line, ", %zu left out", skipped);
	if (to_review)
		text_addf(line, ", %zu hunk%s to look at", to_review, plural(to_review));
}

static void write_head(const struct writer *w, const struct todo *todo)
{
	owned(text_release) struct text line = { 0 };

	text_addf(&line, "%s onto %s", todo->name, todo->target_ref);
	if (todo->target_version)
		text_addf(&line, " (%s)", todo->target_version);
	text_adds(&line, ": ");
	add_verdict(&line, todo);
	write_words(w, 0, 2, text_str(&line));
}

/* "in conflict: fs/nfsd/nfs4proc.c:1850 nfsd4_send_cb_offload, here fs/nfsd/nfs4proc.c:1461 (nfsd4_do_async_copy)" */
static void write_conflict(const struct writer *w, const struct todo_hunk *hunk)
{
	owned(text_release) struct text where = { 0 };

	text_addf(&where, "%s:%u", hunk->file, (unsigned)hunk->line);
	if (hunk->function)
		text_addf(&where, " %s", hunk->function);
	if (hunk->place)
		text_addf(&where, ", here %s", hunk->place);
	text_addf(w->out, "%*s", STEP_INDENT, "");
	write_coloured(w, YELLOW, "in conflict");
	text_adds(w->out, ": ");
	write_words(w, STEP_INDENT + strlen("in conflict: "), DETAIL_INDENT, text_str(&where));
	write_item(w, DETAIL_INDENT, "", hunk->why);
}

static void write_conflicts(const struct writer *w, const struct todo_step *step)
{
	size_t i;

	for (i = 0; i < step->nr_hunks; i++)
		if (step->hunks[i].disposition == CHAIN_ADAPT)
			write_conflict(w, &step->hunks[i]);
}

static void write_notes(const struct writer *w, const struct todo_step *step)
{
	owned(arena_release) struct arena arena = { 0 };
	struct string_list notes = { 0 };
	size_t i;

	step_notes(&notes, &arena, step);
	for (i = 0; i < notes.nr; i++)
		write_item(w, STEP_INDENT, "", notes.v[i]);
}

static const char *outcome_of(const struct todo *todo, size_t index)
{
	const struct todo_step *step = &todo->steps[index];

	switch (step->outcome) {
	case TODO_MADE:
		return step->by_person ? "made, resolved by hand" : step_is_adapted(step) ? "made" : "made, as upstream's";
	case TODO_EMPTY:
		return "nothing of it changes the target";
	case TODO_SKIPPED:
		return "left out";
	case TODO_PENDING:
		break;
	}
	return index == todo->next ? "to be resolved" : "to be carried";
}

static enum colour colour_of(const struct todo_step *step)
{
	if (step->outcome == TODO_MADE)
		return step_nr_to_review(step) ? YELLOW : GREEN;
	return step->outcome == TODO_PENDING ? YELLOW : DIM;
}

/* "  2. 4f1c2d3e5a6b  nfsd: make nfsd4_run_cb a bool return function (prerequisite b95239ca4954: made)" */
static void write_step(const struct writer *w, const struct todo *todo, size_t index)
{
	const struct todo_step *step = &todo->steps[index];
	owned(text_release) struct text title = { 0 }, id = { 0 };

	text_addf(&id, "%.*s", SHORT_ID, step->made ? step->made : "-           ");
	text_addf(&title, "%s (%s %.*s: %s)", step->subject, chain_role_name(step->role), SHORT_ID, step->commit,
		  outcome_of(todo, index));
	text_addf(w->out, "%3zu. ", index + 1);
	write_coloured(w, colour_of(step), text_str(&id));
	text_adds(w->out, "  ");
	write_words(w, STEP_INDENT + SHORT_ID + 2, STEP_INDENT + SHORT_ID + 2, text_str(&title));
	if (step->outcome == TODO_MADE || step->outcome == TODO_EMPTY)
		write_notes(w, step);
	else if (index == todo->next)
		write_conflicts(w, step);
}

/* What the person does now. */
static void write_next(const struct writer *w, const struct todo *todo)
{
	static const char *const phases[] = {
		[TODO_STOPPING] = "A run ended while it laid out the work tree; 'stableport apply --continue' does it again.",
		[TODO_STOPPED] =
			("Edit there what is in conflict and 'git add' it, then 'stableport apply --continue'; --skip "
			 "leaves this commit out, --abort ends it all."),
	};
	size_t i;

	text_addc(w->out, '\n');
	if (todo->phase == TODO_STOPPED) {
		write_itemf(w, 0, "", "Work tree: %s/work-tree", todo->output);
		for (i = 0; i < todo->nr_conflicts; i++)
			write_itemf(w, 2, "-", "%s%s", todo->conflicts[i].path,
				    todo->conflicts[i].has_markers ? "" : " (as a whole: keep it, or 'git rm' it)");
	}
	write_item(w, 0, "", phases[todo->phase]);
}

void report_todo(struct text *out, const struct todo *todo, bool colour)
{
	const struct writer writer = { .out = out, .colour = colour };
	size_t i;

	write_head(&writer, todo);
	text_addc(out, '\n');
	for (i = 0; i < todo->nr_steps; i++)
		write_step(&writer, todo, i);
	if (todo_is_stopped(todo))
		write_next(&writer, todo);
}
