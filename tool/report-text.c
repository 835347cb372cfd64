// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report for a terminal: the verdict's facts first, then each step with
 * its reasons, what was left out, and the check. Colour is only ever added to
 * whole words, so that the text reads the same without.
 */
#include <stdio.h>

#include "report.h"

struct writer {
	struct text *out;
	bool colour;
};

enum colour { GREEN = 32, YELLOW = 33, RED = 31, BLUE = 34, DIM = 2 };

static void add_coloured(const struct writer *w, enum colour colour, const char *word)
{
	if (w->colour)
		text_addf(w->out, "\033[%dm%s\033[0m", (int)colour, word);
	else
		text_adds(w->out, word);
}

static void add_printable(const struct writer *w, const char *string)
{
	text_add_printable(w->out, string, strlen(string));
}

static enum colour colour_of(enum disposition disposition)
{
	static const enum colour colours[] = {
		[STEP_ALREADY_THERE] = BLUE, [STEP_PICK] = GREEN, [STEP_ADAPT] = YELLOW,
		[STEP_NOT_APPLICABLE] = DIM, [STEP_CONFLICT] = RED,
	};

	return colours[disposition];
}

/* What was asked for: the fix and the target. */
static void write_head(const struct writer *w, const struct backport *backport)
{
	const struct target *target = &backport->target;

	text_addf(w->out, "%s: ", backport->recipe->name);
	add_printable(w, backport->recipe->title);
	text_addf(w->out, "\nonto %s ", target->folder ? "the tree" : "the branch");
	add_printable(w, target->folder ? target->folder : target->ref ? target->ref : target->commit);
	text_adds(w->out, " (Linux ");
	add_printable(w, target->version);
	text_adds(w->out, ")\n");
	if (target->upstream_ref) {
		text_adds(w->out, "upstream's history from ");
		add_printable(w, target->upstream_ref);
		text_addc(w->out, '\n');
	}
}

static void write_reasons(const struct writer *w, const char *mark, const struct reason *reasons, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		text_addf(w->out, "       %s ", mark);
		add_printable(w, reasons[i].text);
		if (reasons[i].evidence) {
			text_adds(w->out, " (");
			add_printable(w, reasons[i].evidence);
			text_addc(w->out, ')');
		}
		text_addc(w->out, '\n');
	}
}

static void write_rules(const struct writer *w, const struct step *step)
{
	size_t i, j;

	for (i = 0; i < step->nr_adaptations; i++) {
		const struct used_adaptation *used = &step->adaptations[i];

		text_addf(w->out, "       %s %s:", used->is_shim ? "shim" : "semantic patch", used->path);
		for (j = 0; j < used->nr_rules; j++)
			text_addf(w->out, "%s %s%s", j ? "," : " rules", used->rules[j].name,
				  used->rules[j].fired ? "" : " (did not fire)");
		for (j = 0; j < used->missing.nr; j++)
			text_addf(w->out, "%s %s", j ? "," : " for the missing", used->missing.v[j]);
		text_addc(w->out, '\n');
	}
}

static void write_step(const struct writer *w, const struct step *step, size_t nr)
{
	text_addf(w->out, "\n  %2zu.  %s ", nr, step->name);
	add_printable(w, step->subject);
	text_adds(w->out, "\n       ");
	add_coloured(w, colour_of(step->disposition), disposition_name(step->disposition));
	text_addf(w->out, " (%s)", role_name(step->role));
	if (step_is_carried(step))
		text_addf(w->out, "; %zu file%s, +%u -%u", step->nr_files, step->nr_files == 1 ? "" : "s", step->added,
			  step->removed);
	text_addc(w->out, '\n');
	write_reasons(w, "-", step->reasons, step->nr_reasons);
	write_rules(w, step);
	write_reasons(w, "!", step->warnings, step->nr_warnings);
}

static void write_left_out(const struct writer *w, const struct backport *backport)
{
	size_t i;

	if (!backport->nr_left_out)
		return;
	text_adds(w->out, "\nLeft out:\n");
	for (i = 0; i < backport->nr_left_out; i++) {
		const struct left_out_commit *commit = &backport->left_out[i];
		struct reason reason = { commit->why, commit->evidence };

		text_addf(w->out, "       %.12s ", commit->id);
		add_printable(w, commit->subject);
		text_addc(w->out, '\n');
		write_reasons(w, "-", &reason, commit->why != NULL);
	}
}

/* The check. */

static void write_diagnostic(const struct writer *w, const struct diagnostic *diagnostic)
{
	owned(text_release) struct text line = { 0 };

	text_addf(&line, "%s:%u: %s: %s", diagnostic->file, diagnostic->line, diagnostic->kind, diagnostic->text);
	text_adds(w->out, "         new: ");
	add_printable(w, text_str(&line));
	text_addc(w->out, '\n');
}

static void write_step_check(const struct writer *w, const struct backport *backport, const struct step_check *built)
{
	size_t i;

	text_addf(w->out, "  %s: ", backport->steps[built->step].name);
	add_coloured(w, built->built ? GREEN : RED, built->built ? "builds" : "does not build");
	text_addf(w->out, ", %zu object%s, warnings before %u, after %u, new %zu\n", built->objects.nr,
		  built->objects.nr == 1 ? "" : "s", built->warnings_before, built->warnings_after,
		  built->nr_new_diagnostics);
	for (i = 0; i < built->nr_new_diagnostics; i++)
		write_diagnostic(w, &built->new_diagnostics[i]);
	if (built->log)
		add_printable(w, built->log);
}

static void write_build(const struct writer *w, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i;

	text_adds(w->out, "\nBuild");
	if (check->compiler) {
		text_adds(w->out, " with ");
		add_printable(w, check->compiler);
		text_addf(w->out, ", %s", check->flags ? check->flags : "");
	}
	text_addf(w->out, ":\n");
	if (!check->build_done)
		text_addf(w->out, "  not done: %s\n", check->build_note ? check->build_note : "not asked for");
	for (i = 0; i < check->nr_steps; i++)
		write_step_check(w, backport, &check->steps[i]);
	for (i = 0; i < check->uncompiled.nr; i++)
		text_addf(w->out, "  ! %s was changed, and the configuration does not compile it\n",
			  check->uncompiled.v[i]);
}

static void write_condition(const struct writer *w, const struct condition_check *condition)
{
	static const enum colour colours[] = {
		[CONDITION_HOLDS] = GREEN, [CONDITION_FAILS] = RED, [CONDITION_NOT_APPLICABLE] = DIM,
	};
	static const char *const words[] = {
		[CONDITION_HOLDS] = "holds", [CONDITION_FAILS] = "FAILS", [CONDITION_NOT_APPLICABLE] = "does not apply",
	};
	size_t i;

	text_adds(w->out, "  ");
	add_coloured(w, colours[condition->outcome], words[condition->outcome]);
	text_adds(w->out, ": ");
	add_printable(w, condition->title);
	if (condition->note) {
		text_adds(w->out, " (");
		add_printable(w, condition->note);
		text_addc(w->out, ')');
	}
	text_addc(w->out, '\n');
	for (i = 0; condition->outcome == CONDITION_FAILS && i < condition->places.nr; i++) {
		text_adds(w->out, "         ");
		add_printable(w, condition->places.v[i]);
		text_addc(w->out, '\n');
	}
}

static void write_keep_out(const struct writer *w, const struct check *check)
{
	size_t i, nr = 0;

	for (i = 0; i < check->nr_keep_out; i++) {
		if (!check->keep_out[i].newly_there)
			continue;
		nr++;
		text_adds(w->out, "  ");
		add_coloured(w, RED, "newly there");
		text_addf(w->out, ": %s\n", check->keep_out[i].name);
	}
	if (check->nr_keep_out)
		text_addf(w->out, "  %zu of %zu names that are to stay out stay out\n", check->nr_keep_out - nr,
			  check->nr_keep_out);
}

static void write_check(const struct writer *w, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i;

	if (!check->done)
		return;
	write_build(w, backport);
	text_adds(w->out, "\nConditions:\n");
	for (i = 0; i < check->nr_conditions; i++)
		write_condition(w, &check->conditions[i]);
	write_keep_out(w, check);
}

static void write_notes(const struct writer *w, const struct recipe *recipe)
{
	size_t i;

	if (recipe->notes.nr)
		text_adds(w->out, "\nNotes:\n");
	for (i = 0; i < recipe->notes.nr; i++) {
		text_adds(w->out, "  ");
		add_printable(w, recipe->notes.v[i]);
		text_addc(w->out, '\n');
	}
}

static void write_result(const struct writer *w, const struct backport *backport)
{
	static const enum colour colours[] = {
		[VERDICT_NOTHING_TO_DO] = BLUE, [VERDICT_READY] = GREEN, [VERDICT_PERSON] = RED,
	};
	enum verdict verdict = backport_verdict(backport);

	text_addc(w->out, '\n');
	if (backport->branch)
		text_addf(w->out, "Branch: %s\n", backport->branch);
	if (backport->applied && backport->output)
		text_addf(w->out, "Patches: %s/patches\n", backport->output);
	if (backport->in_place)
		text_addf(w->out, "Written to: %s\n", backport->target.folder);
	text_adds(w->out, "Result: ");
	add_coloured(w, colours[verdict], verdict_sentence(verdict));
	text_addc(w->out, '\n');
}

void report_text(struct text *out, const struct backport *backport, bool colour)
{
	const struct writer writer = { out, colour };
	size_t i;

	write_head(&writer, backport);
	for (i = 0; i < backport->nr_steps; i++)
		write_step(&writer, &backport->steps[i], i + 1);
	write_left_out(&writer, backport);
	write_check(&writer, backport);
	write_notes(&writer, backport->recipe);
	write_result(&writer, backport);
}
