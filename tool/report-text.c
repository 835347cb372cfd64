// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report for a terminal: what was asked for, each step with its reasons,
 * what was left out, the check, and last, where the eye is when it has been printed,
 * the result.
 */
#include <stdio.h>

#include "report.h"
#include "writer.h"

/* Where the lines of a step begin, below its subject; and of what belongs to one of them. */
#define STEP_INDENT 7
#define DETAIL_INDENT 9

/* What was asked for: the fix and the target. */
static void write_head(const struct writer *w, const struct backport *backport)
{
	const struct target *target = &backport->target;
	const char *where = target->folder ? target->folder : target->ref ? target->ref : target->commit;

	write_itemf(w, 0, "", "%s: %s", backport->recipe->name, backport->recipe->title);
	write_itemf(w, 0, "", "onto %s %s (Linux %s)", target->folder ? "the tree" : "the branch", where,
		    target->version);
	if (target->upstream_ref)
		write_itemf(w, 0, "", "upstream's history from %s", target->upstream_ref);
}

/* Steps. */

static enum colour colour_of(enum disposition disposition)
{
	static const enum colour colours[] = {
		[STEP_ALREADY_THERE] = BLUE,  [STEP_PICK] = GREEN,   [STEP_ADAPT] = YELLOW,
		[STEP_NOT_APPLICABLE] = DIM, [STEP_CONFLICT] = RED,
	};

	return colours[disposition];
}

static void write_reason(const struct writer *w, const char *mark, const struct reason *reason)
{
	write_item(w, STEP_INDENT, mark, reason->text);
	write_item(w, DETAIL_INDENT, "", reason->evidence);
}

/* How many rules fired, and the names of those that did not: they are what one asks about. */
static void add_rules(struct text *text, const struct used_adaptation *used)
{
	size_t i, fired = 0, missed = 0;

	for (i = 0; i < used->nr_rules; i++)
		fired += used->rules[i].fired;
	if (used->nr_rules)
		text_addf(text, "; %zu rule%s fired", fired, fired == 1 ? "" : "s");
	for (i = 0; i < used->nr_rules; i++)
		if (!used->rules[i].fired)
			text_addf(text, "%s %s", missed++ ? "," : "; did not fire:", used->rules[i].name);
}

static void write_adaptation(const struct writer *w, const struct used_adaptation *used)
{
	owned(text_release) struct text detail = { 0 };
	size_t i;

	text_addf(&detail, "%s %s", used->is_shim ? "shim" : "semantic patch", used->path);
	for (i = 0; i < used->missing.nr; i++)
		text_addf(&detail, "%s %s", i ? "," : "; missing here:", used->missing.v[i]);
	add_rules(&detail, used);
	write_item(w, STEP_INDENT, "-", used->why ? used->why : "adapted");
	write_item(w, DETAIL_INDENT, "", text_str(&detail));
}

/* "to adapt (fix); 2 files, +3 -1" */
static void write_disposition(const struct writer *w, const struct step *step)
{
	text_addf(w->out, "%*s", STEP_INDENT, "");
	write_coloured(w, colour_of(step->disposition), disposition_name(step->disposition));
	text_addf(w->out, " (%s)", role_name(step->role));
	if (step_is_carried(step))
		text_addf(w->out, "; %zu file%s, +%u -%u", step->nr_files, step->nr_files == 1 ? "" : "s",
			  step->added, step->removed);
	text_addc(w->out, '\n');
}

static void write_step(const struct writer *w, const struct step *step, size_t nr)
{
	owned(text_release) struct text mark = { 0 };
	size_t i;

	text_addf(&mark, "%4zu. ", nr);
	text_addc(w->out, '\n');
	if (step->id)
		write_itemf(w, 0, text_str(&mark), "%s %s", step->name, step->subject);
	else
		write_item(w, 0, text_str(&mark), step->subject);
	if (!step->id)
		write_itemf(w, STEP_INDENT, "", "<%s>", step->name);
	write_disposition(w, step);
	for (i = 0; i < step->nr_reasons; i++)
		write_reason(w, "-", &step->reasons[i]);
	for (i = 0; i < step->nr_adaptations; i++)
		write_adaptation(w, &step->adaptations[i]);
	for (i = 0; i < step->nr_warnings; i++)
		write_reason(w, "!", &step->warnings[i]);
}

static void write_left_out(const struct writer *w, const struct backport *backport)
{
	size_t i;

	if (!backport->nr_left_out)
		return;
	text_adds(w->out, "\nLeft out:\n");
	for (i = 0; i < backport->nr_left_out; i++) {
		const struct left_out_commit *commit = &backport->left_out[i];

		write_itemf(w, 2, "-", "%.12s %s", commit->id, commit->subject);
		write_item(w, STEP_INDENT, "", commit->why);
		write_item(w, STEP_INDENT, "", commit->evidence);
	}
}

/* The check. */

static void write_diagnostic(const struct writer *w, const char *mark, const struct diagnostic *diagnostic)
{
	write_itemf(w, DETAIL_INDENT, mark, "%s:%u: %s: %s%s%s%s", diagnostic->file, diagnostic->line,
		    diagnostic->kind, diagnostic->text, diagnostic->option ? " [" : "",
		    diagnostic->option ? diagnostic->option : "", diagnostic->option ? "]" : "");
}

/* Not wrapped: it is to be copied, or it points at columns. */
static void write_log(const struct writer *w, int indent, const char *log)
{
	const char *at = log, *end = log + strlen(log), *line;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		text_addf(w->out, "%*s", indent, "");
		text_add_printable(w->out, line, len);
		text_addc(w->out, '\n');
	}
}

static void write_step_check(const struct writer *w, const struct step_check *built)
{
	size_t i;

	text_addf(w->out, "  after step %zu: ", built->step + 1);
	write_coloured(w, built->built ? GREEN : RED, built->built ? "builds" : "does not build");
	text_addf(w->out, ", %zu object%s, warnings before %u, after %u, new %zu\n", built->objects.nr,
		  built->objects.nr == 1 ? "" : "s", built->warnings_before, built->warnings_after,
		  built->nr_new_diagnostics);
	for (i = 0; i < built->nr_new_diagnostics; i++)
		write_diagnostic(w, "new:", &built->new_diagnostics[i]);
	if (built->log)
		write_log(w, DETAIL_INDENT, built->log);
}

/* "fs/nfsd/nfs4proc.c:1234-1236 needs NFSD_V4_2_INTER_SSC (#ifdef CONFIG_NFSD_V4_2_INTER_SSC)" */
static void write_uncompiled(const struct writer *w, const struct uncompiled_lines *lines)
{
	owned(text_release) struct text place = { 0 };
	size_t i;

	text_addf(&place, "%s:%u", lines->path, lines->first);
	if (lines->last > lines->first)
		text_addf(&place, "-%u", lines->last);
	text_adds(&place, lines->options.nr ? " needs " : " is not compiled");
	for (i = 0; i < lines->options.nr; i++)
		text_addf(&place, "%s%s", i ? ", " : "", lines->options.v[i]);
	if (lines->why)
		text_addf(&place, " (%s)", lines->why);
	write_item(w, DETAIL_INDENT, "!", text_str(&place));
}

static void write_coverage(const struct writer *w, const struct coverage *coverage)
{
	bool all = coverage->compiled == coverage->lines;
	size_t i;

	if (!coverage->done)
		return;
	text_adds(w->out, "  Coverage: ");
	if (coverage->lines)
		write_coloured(w, all ? GREEN : YELLOW, all ? "whole" : "in part");
	if (coverage->lines)
		text_addf(w->out, ", %u of %u changed lines compiled\n", coverage->compiled, coverage->lines);
	else
		text_adds(w->out, "the result has no changed line of code\n");
	for (i = 0; i < coverage->nr_uncompiled; i++)
		write_uncompiled(w, &coverage->uncompiled[i]);
}

static void write_kabi_change(const struct writer *w, const struct kabi_change *change)
{
	owned(text_release) struct text head = { 0 };
	const char *at = change->detail ? change->detail : "", *end = at + strlen(at), *line;
	size_t len;

	if (kabi_change_is_of_crc(change)) {
		write_itemf(w, DETAIL_INDENT, "!", "symbol %s: %s", change->name, change->detail);
		return;
	}
	text_addf(&head, "%s %s%s%s: %s", change->kind == KABI_STRUCT ? "struct" : "symbol", change->name,
		  change->path ? " of " : "", change->path ? change->path : "",
		  change->before ? change->before : "not there");
	if (!change->before || !change->after || strcmp(change->before, change->after))
		text_addf(&head, " -> %s", change->after ? change->after : "gone");
	if (change->exported)
		text_adds(&head, "; modules outside the tree can see it");
	write_item(w, DETAIL_INDENT, change->exported ? "!" : "-", text_str(&head));
	while (text_line(&line, &len, &at, end))
		write_itemf(w, DETAIL_INDENT + 2, "", "%.*s", (int)len, line);
}

static void write_kabi(const struct writer *w, const struct kabi *kabi)
{
	size_t i, nr = 0;

	if (kabi->note)
		write_itemf(w, 2, "kABI:", "%s%s", kabi->done ? "" : "not compared: ", kabi->note);
	if (!kabi->done)
		return;
	for (i = 0; i < kabi->nr_changes; i++)
		nr += kabi->changes[i].exported;
	text_adds(w->out, "  kABI: ");
	if (kabi->nr_changes)
		write_coloured(w, nr ? YELLOW : GREEN, nr ? "changed for modules outside the tree" :
							    "changed within the tree only");
	else
		write_coloured(w, GREEN, "not changed");
	text_addf(w->out, ", %u exported symbol%s compared\n", kabi->symbols, kabi->symbols == 1 ? "" : "s");
	for (i = 0; i < kabi->nr_changes; i++)
		write_kabi_change(w, &kabi->changes[i]);
}

static void write_build(const struct writer *w, const struct build_check *build)
{
	size_t i;

	text_addc(w->out, '\n');
	write_itemf(w, 0, "", "Build of %s for %s%s%s%s%s:", build->name, build->arch, build->compiler ? " with " : "",
		    build->compiler ? build->compiler : "", build->flags && *build->flags ? ", " : "",
		    build->flags ? build->flags : "");
	if (build->note)
		write_itemf(w, 2, "!", "%s%s", build->done ? "" : "not done: ", build->note);
	for (i = 0; i < build->nr_steps; i++)
		write_step_check(w, &build->steps[i]);
	for (i = 0; i < build->uncompiled.nr; i++)
		write_itemf(w, 2, "!", "%s was changed, and the configuration does not compile it",
			    build->uncompiled.v[i]);
	write_coverage(w, &build->coverage);
	write_kabi(w, &build->kabi);
}

static void write_builds(const struct writer *w, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i;

	for (i = 0; i < check->nr_builds; i++)
		write_build(w, &check->builds[i]);
	if (!check->nr_builds)
		text_addf(w->out, "\nBuild:\n  not done: %s\n", check_why_no_builds(backport));
}

/* What the target's own scripts say of style: it does not decide anything. */
static void write_style(const struct writer *w, const struct check *check)
{
	size_t i, j;

	if (check->nr_style || check->style_note || check->cocci_done || check->cocci_note)
		text_adds(w->out, "\nStyle, by the target's own rules:\n");
	write_item(w, 2, "checkpatch:", check->style_note);
	for (i = 0; i < check->nr_style; i++) {
		const struct style_check *style = &check->style[i];

		text_addf(w->out, "  checkpatch on step %zu: %zu finding%s\n", style->step + 1, style->nr_findings,
			  style->nr_findings == 1 ? "" : "s");
		for (j = 0; j < style->nr_findings; j++)
			write_diagnostic(w, "-", &style->findings[j]);
	}
	write_item(w, 2, "coccicheck:", check->cocci_note);
	if (check->cocci_done)
		text_addf(w->out, "  coccicheck on the result: %zu new\n", check->nr_cocci);
	for (i = 0; i < check->nr_cocci; i++)
		write_diagnostic(w, "new:", &check->cocci[i]);
}

/* "  holds: a title" */
static void write_verdict_on(const struct writer *w, enum colour colour, const char *word, const char *title)
{
	text_adds(w->out, "  ");
	write_coloured(w, colour, word);
	text_adds(w->out, ": ");
	write_words(w, strlen("  : ") + strlen(word), DETAIL_INDENT, title);
}

static void write_condition(const struct writer *w, const struct condition_check *condition)
{
	static const enum colour colours[] = {
		[CONDITION_HOLDS] = GREEN, [CONDITION_FAILS] = RED, [CONDITION_NOT_APPLICABLE] = DIM,
	};
	size_t i;

	write_verdict_on(w, colours[condition->outcome], condition_outcome_name(condition->outcome), condition->title);
	write_item(w, DETAIL_INDENT, "", condition->note);
	for (i = 0; condition->outcome == CONDITION_FAILS && i < condition->places.nr; i++)
		write_item(w, DETAIL_INDENT, "", condition->places.v[i]);
}

static void write_newly_there(const struct writer *w, const struct keep_out_check *name)
{
	size_t i;

	write_verdict_on(w, RED, "newly there", name->name);
	for (i = 0; i < name->places.nr; i++)
		write_item(w, DETAIL_INDENT, "", name->places.v[i]);
}

static void write_keep_out(const struct writer *w, const struct check *check)
{
	size_t i, nr = 0;

	for (i = 0; i < check->nr_keep_out; i++) {
		if (!check->keep_out[i].newly_there)
			continue;
		nr++;
		write_newly_there(w, &check->keep_out[i]);
	}
	if (check->nr_keep_out)
		text_addf(w->out, "  %zu of %zu names that are to stay out stay out\n",
			  check->nr_keep_out - nr, check->nr_keep_out);
}

static void write_check(const struct writer *w, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i;

	if (!check->done)
		return;
	write_builds(w, backport);
	text_adds(w->out, "\nConditions:\n");
	for (i = 0; i < check->nr_conditions; i++)
		write_condition(w, &check->conditions[i]);
	write_keep_out(w, check);
	write_style(w, check);
}

/* The proof. */

/* "recalls 400, callbacks 2" */
static void add_measured(struct text *text, const struct guest_run *run)
{
	size_t i;

	for (i = 0; i < run->nr_measured; i++)
		text_addf(text, "%s%s %lld", i ? ", " : "", run->measured[i].name, run->measured[i].value);
}

/* "the bug shows, and it ended in 12 s (built in 240 s)" */
static void add_outcome(struct text *text, const struct guest_run *run, bool load)
{
	if (run->answered && !load)
		text_addf(text, "the bug %s, and it ", run->shows_bug ? "shows" : "is absent");
	text_addf(text, "%s after %.0f s", run_outcome_words(run->outcome), run->run_seconds);
	if (run->build_seconds > 0)
		text_addf(text, " (built in %.0f s)", run->build_seconds);
	if (run->exit_code)
		text_addf(text, ", the script with code %lld", run->exit_code);
}

static void write_run(const struct writer *w, const struct guest_run *run, bool load)
{
	owned(text_release) struct text outcome = { 0 }, measured = { 0 };
	size_t i;

	add_outcome(&outcome, run, load);
	add_measured(&measured, run);
	write_itemf(w, 2, "-", "%s, %s: %s", run->name, run->what, text_str(&outcome));
	if (measured.len)
		write_itemf(w, 4, "", "measured: %s", text_str(&measured));
	for (i = 0; i < run->complaints.nr; i++)
		write_itemf(w, 4, "!", "%s", run->complaints.v[i]);
	if (run->console)
		write_itemf(w, 4, "", "console: %s", run->console);
}

/* The lines that a person wants to see who does not believe it, where it is not as it should be. */
static void write_excerpts(const struct writer *w, const struct proof *proof)
{
	size_t i;

	for (i = 0; i < proof->nr_runs && proof->verdict != PROOF_CURED; i++) {
		if (!proof->runs[i].excerpt)
			continue;
		write_itemf(w, 2, "", "of the console %s:", proof->runs[i].name);
		write_log(w, DETAIL_INDENT, proof->runs[i].excerpt);
	}
	if (proof->log)
		write_log(w, DETAIL_INDENT, proof->log);
}

static void write_proof(const struct writer *w, const struct proof *proof)
{
	static const enum colour colours[] = {
		[PROOF_CURED] = GREEN, [PROOF_NOT_SHOWN] = YELLOW, [PROOF_NOT_CURED] = RED,
		[PROOF_HARMED] = RED,  [PROOF_FAILED] = RED,
	};
	size_t i;

	write_itemf(w, 0, "", "Scenario: %s", proof->scenario);
	for (i = 0; i < proof->nr_runs; i++)
		write_run(w, &proof->runs[i], proof->load);
	write_excerpts(w, proof);
	write_verdict_on(w, colours[proof->verdict], proof_words(proof),
			 proof->sentence);
	if (proof->repeat.nr)
		write_item(w, 2, "", "by hand:");
	for (i = 0; i < proof->repeat.nr; i++)
		write_log(w, 4, proof->repeat.v[i]);
}

static void write_proofs(const struct writer *w, const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_proofs; i++) {
		text_addc(w->out, '\n');
		write_proof(w, &backport->proofs[i]);
	}
}

static void write_notes(const struct writer *w, const struct recipe *recipe)
{
	size_t i;

	if (recipe->notes.nr)
		text_adds(w->out, "\nNotes:\n");
	for (i = 0; i < recipe->notes.nr; i++)
		write_item(w, 2, "-", recipe->notes.v[i]);
}

/* Where it is. */
static void write_where(const struct writer *w, const struct backport *backport)
{
	bool has_patches = false;
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		has_patches |= backport->steps[i].patch != NULL;
	if (backport->branch)
		write_item(w, 0, "Branch:", backport->branch);
	if (has_patches && backport->output)
		write_itemf(w, 0, "Patches:", "%s/patches", backport->output);
	if (backport->in_place)
		write_item(w, 0, "Written to:", backport->target.folder);
	for (i = 0; i < backport->leftovers.nr; i++)
		write_itemf(w, 0, "Note:", "'%s', which a killed run had left, was removed", backport->leftovers.v[i]);
}

static void write_result(const struct writer *w, const struct backport *backport)
{
	static const enum colour colours[] = {
		[VERDICT_NOTHING_TO_DO] = BLUE, [VERDICT_READY] = GREEN, [VERDICT_PERSON] = RED,
	};
	enum verdict verdict = backport_verdict(backport);

	text_addc(w->out, '\n');
	write_where(w, backport);
	text_adds(w->out, "Result: ");
	write_coloured(w, colours[verdict], verdict_sentence(verdict));
	text_addc(w->out, '\n');
}

void report_text(struct text *out, const struct backport *backport, bool colour)
{
	const struct writer writer = { .out = out, .colour = colour };
	size_t i;

	write_head(&writer, backport);
	for (i = 0; i < backport->nr_steps; i++)
		write_step(&writer, &backport->steps[i], i + 1);
	write_left_out(&writer, backport);
	write_check(&writer, backport);
	write_proofs(&writer, backport);
	write_notes(&writer, backport->recipe);
	write_result(&writer, backport);
}
