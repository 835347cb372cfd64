// SPDX-License-Identifier: GPL-2.0-only
/*
 * A backport in the order in which a reviewer asks: the verdict; what it is, onto what, which prerequisites, what was
 * adapted or dropped, whether it builds and cures; what to look at; and then, of each, the particulars. The words are
 * here, how they are set is the markup's (sheet.h).
 *
 * Bounded: a list is cut at LIST_MAX entries, and a section that would not fit into the markup's room is a line that
 * says so. So a merge request's description is taken by its host whatever a compiler has said.
 */
#include "findings.h"
#include "sheet.h"

#define LIST_MAX 20

/* "; and 3 more" as an entry of its own; the list ends there. */
static bool is_enough(struct sheet *sheet, size_t i, size_t nr)
{
	if (i < LIST_MAX || nr <= i)
		return false;
	sheet_item(sheet, 0);
	sheet_ours(sheet, "and %zu more, which the JSON document names", nr - i);
	sheet_end(sheet);
	return true;
}

static const char *plural(size_t nr)
{
	return nr == 1 ? "" : "s";
}

/* A list of code, with commas. */
static void say_codes(struct sheet *sheet, const struct string_list *list)
{
	size_t i;

	for (i = 0; i < list->nr && i < LIST_MAX; i++) {
		sheet_ours(sheet, i ? ", " : "");
		sheet_code(sheet, list->v[i]);
	}
	if (list->nr > LIST_MAX)
		sheet_ours(sheet, " and %zu more", list->nr - LIST_MAX);
}

static void say_reason(struct sheet *sheet, const struct reason *reason)
{
	sheet_text(sheet, reason->text);
	if (reason->evidence) {
		sheet_ours(sheet, ": ");
		sheet_code(sheet, reason->evidence);
	}
}

static void say_commit(struct sheet *sheet, const struct step *step)
{
	if (step->id) {
		sheet_code(sheet, step->name);
		sheet_ours(sheet, " ");
	}
	sheet_text(sheet, step->subject);
}

static void say_build_name(struct sheet *sheet, const struct build_check *build)
{
	sheet_code(sheet, build->name);
	sheet_ours(sheet, " (");
	sheet_text(sheet, build->arch);
	sheet_ours(sheet, ")");
}

/* The five facts. */

static void begin_fact(struct sheet *sheet, const char *label)
{
	sheet_begin(sheet, SHEET_FACT, 0);
	sheet_cell(sheet);
	sheet_ours(sheet, "%s", label);
	sheet_cell(sheet);
}

static void say_what(struct sheet *sheet, const struct backport *backport)
{
	begin_fact(sheet, "what");
	sheet_text(sheet, backport->recipe->title);
	sheet_ours(sheet, " (");
	sheet_code(sheet, backport->recipe->name);
	sheet_ours(sheet, ")");
	sheet_end(sheet);
}

static void say_onto(struct sheet *sheet, const struct backport *backport)
{
	const struct target *target = &backport->target;

	begin_fact(sheet, "onto what");
	sheet_ours(sheet, "Linux ");
	sheet_text(sheet, target->version);
	sheet_ours(sheet, ", %s ", target->folder ? "the tree" : "the branch");
	sheet_code(sheet, target->folder ? target->folder : target->ref ? target->ref : target->commit);
	if (target->commit && target->ref) {
		sheet_ours(sheet, " at ");
		sheet_code(sheet, target->commit);
	}
	sheet_end(sheet);
}

static bool is_carried_prerequisite(const struct step *step)
{
	return step->role == ROLE_PREREQUISITE && step_is_carried(step);
}

static size_t nr_prerequisites(const struct backport *backport)
{
	size_t i, nr = 0;

	for (i = 0; i < backport->nr_steps; i++)
		nr += is_carried_prerequisite(&backport->steps[i]);
	return nr;
}

static void say_prerequisites(struct sheet *sheet, const struct backport *backport)
{
	size_t carried = backport_nr_carried(backport), there = backport_nr(backport, STEP_ALREADY_THERE);

	begin_fact(sheet, "prerequisites");
	sheet_ours(sheet, "%zu of the %zu commit%s to carry; %zu %s there already", nr_prerequisites(backport), carried,
		   plural(carried), there, there == 1 ? "is" : "are");
	sheet_end(sheet);
}

static void say_adapted(struct sheet *sheet, const struct backport *backport)
{
	size_t conflicts = backport_nr(backport, STEP_CONFLICT);

	begin_fact(sheet, "adapted, dropped");
	sheet_ours(sheet, "%zu adapted; %zu not applicable here; %zu left out", backport_nr(backport, STEP_ADAPT),
		   backport_nr(backport, STEP_NOT_APPLICABLE), backport->nr_left_out);
	if (conflicts)
		sheet_ours(sheet, "; %zu in conflict", conflicts);
	sheet_end(sheet);
}

/* "yes: 4 of 4 commits, 0 new warnings, 31 of 40 changed lines compiled" */
static void say_build(struct sheet *sheet, const struct build_check *build)
{
	size_t i, built = 0, fresh = 0;

	for (i = 0; i < build->nr_steps; i++) {
		built += build->steps[i].built;
		fresh += build->steps[i].nr_new_diagnostics;
	}
	if (!build->done) {
		sheet_ours(sheet, "not built: ");
		sheet_text(sheet, build->note ? build->note : "not asked for");
		return;
	}
	sheet_ours(sheet, "%s: %zu of %zu commit%s, %zu new warning%s",
		   built == build->nr_steps ? "builds" : "does not build", built, build->nr_steps,
		   plural(build->nr_steps), fresh, plural(fresh));
	if (build->coverage.done)
		sheet_ours(sheet, ", %u of %u changed lines compiled", build->coverage.compiled, build->coverage.lines);
}

/* Each configuration in few words, and each scenario. */
static void say_builds_and_cures(struct sheet *sheet, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i;

	begin_fact(sheet, "builds, cures");
	if (!check->nr_builds && !check->done)
		sheet_ours(sheet, "not built commit by commit");
	else if (!check->nr_builds)
		sheet_ours(sheet, "not built: %s", check_why_no_builds(backport));
	for (i = 0; i < check->nr_builds && i < LIST_MAX; i++) {
		sheet_ours(sheet, i ? "; " : "");
		sheet_text(sheet, check->builds[i].name);
		sheet_ours(sheet, " ");
		say_build(sheet, &check->builds[i]);
	}
	if (!backport->nr_proofs)
		sheet_ours(sheet, "; no kernel was booted");
	for (i = 0; i < backport->nr_proofs && i < LIST_MAX; i++) {
		sheet_ours(sheet, "; ");
		sheet_text(sheet, backport->proofs[i].scenario);
		sheet_ours(sheet, ": %s", proof_words(&backport->proofs[i]));
	}
	sheet_end(sheet);
}

static void say_head(struct sheet *sheet, const struct backport *backport)
{
	static const char *const no_titles[] = { "", "" };

	sheet_paragraph(sheet);
	sheet_ours(sheet, "Result: %s", verdict_sentence(backport_verdict(backport)));
	sheet_end(sheet);
	sheet->markup->table(sheet, no_titles, nr_of(no_titles));
	say_what(sheet, backport);
	say_onto(sheet, backport);
	say_prerequisites(sheet, backport);
	say_adapted(sheet, backport);
	say_builds_and_cures(sheet, backport);
	sheet->markup->table(sheet, NULL, 0);
}

/* Sections: each says nothing when there is nothing to say. */

static void say_findings(struct sheet *sheet, const struct backport *backport)
{
	owned(findings_release) struct findings findings = { 0 };
	size_t i, nr = 0;

	findings_of(&findings, backport);
	while (nr < findings.nr && findings.v[nr].level != FINDING_NOTE)
		nr++;
	for (i = 0; i < nr && !is_enough(sheet, i, nr); i++) {
		const struct finding *finding = &findings.v[i];

		sheet_item(sheet, 0);
		sheet_ours(sheet, "%s: ", finding_rule_name(finding->rule));
		if (finding->path && finding->line) {
			sheet_code(sheet, finding->path);
			sheet_ours(sheet, ", line %u: ", finding->line);
		}
		sheet_text(sheet, finding->text);
		sheet_end(sheet);
	}
}

static void say_row(struct sheet *sheet, const struct step *step, size_t nr)
{
	sheet_row(sheet);
	sheet_cell(sheet);
	sheet_ours(sheet, "%zu", nr);
	sheet_cell(sheet);
	sheet_ours(sheet, "%s", step_done_name(step));
	sheet_cell(sheet);
	sheet_ours(sheet, "%s", role_name(step->role));
	sheet_cell(sheet);
	say_commit(sheet, step);
	sheet_cell(sheet);
	if (step_is_carried(step))
		sheet_ours(sheet, "+%u -%u", step->added, step->removed);
	sheet_end(sheet);
}

static void say_series(struct sheet *sheet, const struct backport *backport)
{
	static const char *const titles[] = { "step", "", "as", "commit", "lines" };
	size_t i;

	if (!backport->nr_steps)
		return;
	sheet->markup->table(sheet, titles, nr_of(titles));
	for (i = 0; i < backport->nr_steps; i++)
		say_row(sheet, &backport->steps[i], i + 1);
	sheet->markup->table(sheet, NULL, 0);
}

/* No line and no name leads to it: what the recipe says of it, which is short. */
static void say_recipes_reason(struct sheet *sheet, const struct recipe *recipe, const struct step *step)
{
	sheet_item(sheet, 1);
	if (step->body && !step->body_is_upstream)
		sheet_text(sheet, step->body);
	else
		sheet_ours(sheet, "%s", recipe_who_says(recipe));
	sheet_end(sheet);
}

static void say_why(struct sheet *sheet, const struct backport *backport)
{
	size_t i, j;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];

		if (!is_carried_prerequisite(step))
			continue;
		sheet_item(sheet, 0);
		say_commit(sheet, step);
		sheet_end(sheet);
		for (j = 0; j < step->nr_reasons && j < LIST_MAX; j++) {
			sheet_item(sheet, 1);
			say_reason(sheet, &step->reasons[j]);
			sheet_end(sheet);
		}
		if (!step->nr_reasons)
			say_recipes_reason(sheet, backport->recipe, step);
	}
}

/* What it is, and the rules that did not fire: they are what one asks about. */
static void say_adaptation(struct sheet *sheet, const struct used_adaptation *used)
{
	size_t i, missed = 0;

	sheet_item(sheet, 1);
	sheet_text(sheet, used->why ? used->why : "adapted");
	sheet_ours(sheet, ": %s ", used->is_shim ? "shim" : "semantic patch");
	sheet_code(sheet, used->path);
	if (used->missing.nr) {
		sheet_ours(sheet, "; missing here: ");
		say_codes(sheet, &used->missing);
	}
	for (i = 0; i < used->nr_rules && i < LIST_MAX; i++) {
		if (used->rules[i].fired)
			continue;
		sheet_ours(sheet, missed++ ? ", " : "; did not fire: ");
		sheet_code(sheet, used->rules[i].name);
	}
	sheet_end(sheet);
}

static void say_adaptations(struct sheet *sheet, const struct backport *backport)
{
	size_t i, j;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];

		if (!step->nr_adaptations && step->disposition != STEP_NOT_APPLICABLE)
			continue;
		sheet_item(sheet, 0);
		say_commit(sheet, step);
		if (step->disposition == STEP_NOT_APPLICABLE) {
			sheet_ours(sheet, ": not applicable here");
			sheet_ours(sheet, step->nr_reasons ? "; " : "");
			if (step->nr_reasons)
				say_reason(sheet, &step->reasons[0]);
		}
		sheet_end(sheet);
		for (j = 0; j < step->nr_adaptations && j < LIST_MAX; j++)
			say_adaptation(sheet, &step->adaptations[j]);
	}
}

static void say_diagnostic(struct sheet *sheet, const struct diagnostic *diagnostic)
{
	sheet_item(sheet, 1);
	sheet_code(sheet, diagnostic->file);
	if (diagnostic->line)
		sheet_ours(sheet, ", line %u", diagnostic->line);
	if (diagnostic->function) {
		sheet_ours(sheet, ", ");
		sheet_code(sheet, diagnostic->function);
	}
	sheet_ours(sheet, ": ");
	sheet_text(sheet, diagnostic->kind);
	sheet_ours(sheet, ": ");
	sheet_code(sheet, diagnostic->text);
	if (diagnostic->option) {
		sheet_ours(sheet, " ");
		sheet_code(sheet, diagnostic->option);
	}
	sheet_end(sheet);
}

static void say_diagnostics(struct sheet *sheet, const struct diagnostic *v, size_t nr)
{
	size_t i;

	for (i = 0; i < nr && !is_enough(sheet, i, nr); i++)
		say_diagnostic(sheet, &v[i]);
}

static void say_built_step(struct sheet *sheet, const struct backport *backport, const struct build_check *build,
			   const struct step_check *built)
{
	if (built->built && !built->nr_new_diagnostics)
		return;
	sheet_item(sheet, 0);
	say_build_name(sheet, build);
	sheet_ours(sheet, ", after step %zu (", built->step + 1);
	sheet_text(sheet, backport->steps[built->step].subject);
	sheet_ours(sheet, "): %s, %zu new warning%s", built->built ? "builds" : "does not build",
		   built->nr_new_diagnostics, plural(built->nr_new_diagnostics));
	sheet_end(sheet);
	say_diagnostics(sheet, built->new_diagnostics, built->nr_new_diagnostics);
	if (built->log)
		sheet->markup->block(sheet, built->log);
}

static void say_builds(struct sheet *sheet, const struct backport *backport)
{
	size_t i, j;

	for (i = 0; i < backport->check.nr_builds; i++) {
		const struct build_check *build = &backport->check.builds[i];

		sheet_item(sheet, 0);
		say_build_name(sheet, build);
		sheet_ours(sheet, ": ");
		say_build(sheet, build);
		if (build->compiler) {
			sheet_ours(sheet, "; ");
			sheet_text(sheet, build->compiler);
		}
		if (build->done && build->note) {
			sheet_ours(sheet, "; ");
			sheet_text(sheet, build->note);
		}
		sheet_end(sheet);
	}
	for (i = 0; i < backport->check.nr_builds; i++)
		for (j = 0; j < backport->check.builds[i].nr_steps; j++)
			say_built_step(sheet, backport, &backport->check.builds[i],
				       &backport->check.builds[i].steps[j]);
}

static void say_uncompiled_lines(struct sheet *sheet, const struct build_check *build,
				 const struct uncompiled_lines *lines)
{
	sheet_item(sheet, 0);
	sheet_code(sheet, lines->path);
	if (lines->first == lines->last)
		sheet_ours(sheet, ", line %u", lines->first);
	else
		sheet_ours(sheet, ", lines %u to %u", lines->first, lines->last);
	sheet_ours(sheet, ", not in ");
	say_build_name(sheet, build);
	if (lines->why) {
		sheet_ours(sheet, ": ");
		sheet_code(sheet, lines->why);
	}
	if (lines->options.nr) {
		sheet_ours(sheet, "; it takes ");
		say_codes(sheet, &lines->options);
	}
	sheet_end(sheet);
}

static void say_coverage(struct sheet *sheet, const struct backport *backport)
{
	size_t i, j;

	for (i = 0; i < backport->check.nr_builds; i++) {
		const struct build_check *build = &backport->check.builds[i];
		const struct coverage *coverage = &build->coverage;

		for (j = 0; j < coverage->nr_uncompiled && !is_enough(sheet, j, coverage->nr_uncompiled); j++)
			say_uncompiled_lines(sheet, build, &coverage->uncompiled[j]);
		if (coverage->done || !build->uncompiled.nr)
			continue;
		sheet_item(sheet, 0);
		sheet_ours(sheet, "nothing in ");
		say_build_name(sheet, build);
		sheet_ours(sheet, " of ");
		say_codes(sheet, &build->uncompiled);
		sheet_end(sheet);
	}
}

/* Lines, as parts of one. */
static void say_lines(struct sheet *sheet, const char *lines)
{
	const char *at = lines, *end = lines + strlen(lines), *line;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		owned(text_release) struct text one = { 0 };

		text_add(&one, line, len);
		sheet_ours(sheet, "; ");
		sheet_text(sheet, text_str(&one));
	}
}

static void say_kabi_change(struct sheet *sheet, const struct kabi_change *change)
{
	sheet_item(sheet, 1);
	sheet_ours(sheet, "%s ", change->kind == KABI_STRUCT ? "struct" : "symbol");
	sheet_code(sheet, change->name);
	sheet_ours(sheet, ": ");
	if (kabi_change_is_of_crc(change)) {
		sheet_text(sheet, change->detail);
		sheet_end(sheet);
		return;
	}
	sheet_code(sheet, change->before ? change->before : "not there");
	sheet_ours(sheet, " before, ");
	sheet_code(sheet, change->after ? change->after : "not there");
	sheet_ours(sheet, " after%s", change->exported ? "; modules outside the tree can see it" : "");
	if (change->detail)
		say_lines(sheet, change->detail);
	sheet_end(sheet);
}

static void say_kabi_totals(struct sheet *sheet, const struct kabi *kabi)
{
	size_t i, exported = 0;

	for (i = 0; i < kabi->nr_changes; i++)
		exported += kabi->changes[i].exported;
	sheet_ours(sheet, ": %zu change%s", kabi->nr_changes, plural(kabi->nr_changes));
	if (kabi->nr_changes)
		sheet_ours(sheet, ", of which modules outside the tree see %zu", exported);
	sheet_ours(sheet, "; %u exported symbol%s compared", kabi->symbols, plural(kabi->symbols));
}

static void say_kabi(struct sheet *sheet, const struct backport *backport)
{
	size_t i, j;

	for (i = 0; i < backport->check.nr_builds; i++) {
		const struct build_check *build = &backport->check.builds[i];
		const struct kabi *kabi = &build->kabi;

		if (!kabi->done && !kabi->note)
			continue;
		sheet_item(sheet, 0);
		say_build_name(sheet, build);
		if (kabi->done)
			say_kabi_totals(sheet, kabi);
		if (kabi->note) {
			sheet_ours(sheet, kabi->done ? "; " : ": not compared: ");
			sheet_text(sheet, kabi->note);
		}
		sheet_end(sheet);
		for (j = 0; j < kabi->nr_changes && !is_enough(sheet, j, kabi->nr_changes); j++)
			say_kabi_change(sheet, &kabi->changes[j]);
	}
}

static void say_coccicheck(struct sheet *sheet, const struct check *check)
{
	if (!check->cocci_done && !check->cocci_note)
		return;
	sheet_item(sheet, 0);
	sheet_ours(sheet, "coccicheck: ");
	if (check->cocci_done)
		sheet_ours(sheet, "%zu new on the result", check->nr_cocci);
	if (check->cocci_note) {
		sheet_ours(sheet, check->cocci_done ? "; " : "not run: ");
		sheet_text(sheet, check->cocci_note);
	}
	sheet_end(sheet);
	say_diagnostics(sheet, check->cocci, check->nr_cocci);
}

static void say_style(struct sheet *sheet, const struct backport *backport)
{
	size_t i;

	if (backport->check.style_note) {
		sheet_item(sheet, 0);
		sheet_ours(sheet, "not all of it was looked at: ");
		sheet_text(sheet, backport->check.style_note);
		sheet_end(sheet);
	}
	for (i = 0; i < backport->check.nr_style; i++) {
		const struct style_check *style = &backport->check.style[i];

		if (!style->nr_findings)
			continue;
		sheet_item(sheet, 0);
		sheet_text(sheet, backport->steps[style->step].subject);
		sheet_end(sheet);
		say_diagnostics(sheet, style->findings, style->nr_findings);
	}
	say_coccicheck(sheet, &backport->check);
}

static void say_condition(struct sheet *sheet, const struct condition_check *condition)
{
	sheet_item(sheet, 0);
	sheet_ours(sheet, "%s: ", condition_outcome_name(condition->outcome));
	sheet_text(sheet, condition->title);
	if (condition->note) {
		sheet_ours(sheet, "; ");
		sheet_text(sheet, condition->note);
	}
	if (condition->outcome == CONDITION_FAILS && condition->places.nr) {
		sheet_ours(sheet, "; ");
		say_codes(sheet, &condition->places);
	}
	sheet_end(sheet);
}

static void say_keep_out(struct sheet *sheet, const struct check *check)
{
	size_t i, nr = 0;

	for (i = 0; i < check->nr_keep_out; i++) {
		const struct keep_out_check *name = &check->keep_out[i];

		if (!name->newly_there)
			continue;
		nr++;
		sheet_item(sheet, 0);
		sheet_ours(sheet, "newly there: ");
		sheet_code(sheet, name->name);
		sheet_ours(sheet, name->places.nr ? "; " : "");
		say_codes(sheet, &name->places);
		sheet_end(sheet);
	}
	if (!check->nr_keep_out)
		return;
	sheet_item(sheet, 0);
	sheet_ours(sheet, "%zu of %zu names that are to stay out stay out", check->nr_keep_out - nr,
		   check->nr_keep_out);
	sheet_end(sheet);
}

static void say_conditions(struct sheet *sheet, const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->check.nr_conditions; i++)
		say_condition(sheet, &backport->check.conditions[i]);
	say_keep_out(sheet, &backport->check);
}

static void say_run(struct sheet *sheet, const struct guest_run *run)
{
	size_t i;

	sheet_item(sheet, 1);
	sheet_text(sheet, run->name);
	sheet_ours(sheet, " (");
	sheet_text(sheet, run->what);
	sheet_ours(sheet, "): the kernel %s", run_outcome_words(run->outcome));
	if (run->answered)
		sheet_ours(sheet, "; the bug %s", run->shows_bug ? "shows" : "does not show");
	for (i = 0; i < run->nr_measured && i < LIST_MAX; i++) {
		sheet_ours(sheet, "; ");
		sheet_text(sheet, run->measured[i].name);
		sheet_ours(sheet, " %lld", run->measured[i].value);
	}
	for (i = 0; i < run->complaints.nr && i < LIST_MAX; i++) {
		sheet_ours(sheet, "; ");
		sheet_code(sheet, run->complaints.v[i]);
	}
	sheet_end(sheet);
}

static void say_proofs(struct sheet *sheet, const struct backport *backport)
{
	size_t i, j;

	for (i = 0; i < backport->nr_proofs; i++) {
		const struct proof *proof = &backport->proofs[i];

		sheet_item(sheet, 0);
		sheet_text(sheet, proof->scenario);
		sheet_ours(sheet, ": %s; ", proof_words(proof));
		sheet_text(sheet, proof->sentence);
		sheet_end(sheet);
		for (j = 0; j < proof->nr_runs; j++)
			say_run(sheet, &proof->runs[j]);
	}
}

/* As short as the steps' names are. */
static void say_id(struct sheet *sheet, const char *id)
{
	owned(text_release) struct text name = { 0 };

	text_add(&name, id, strnlen(id, 12));
	sheet_code(sheet, text_str(&name));
}

static void say_left_out(struct sheet *sheet, const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_left_out && !is_enough(sheet, i, backport->nr_left_out); i++) {
		const struct left_out_commit *commit = &backport->left_out[i];

		sheet_item(sheet, 0);
		say_id(sheet, commit->id);
		sheet_ours(sheet, " ");
		sheet_text(sheet, commit->subject);
		if (commit->why) {
			sheet_ours(sheet, ": ");
			sheet_text(sheet, commit->why);
		}
		if (commit->evidence) {
			sheet_ours(sheet, "; ");
			sheet_text(sheet, commit->evidence);
		}
		sheet_end(sheet);
	}
}

static void say_strings(struct sheet *sheet, const struct string_list *list)
{
	size_t i;

	for (i = 0; i < list->nr && !is_enough(sheet, i, list->nr); i++) {
		sheet_item(sheet, 0);
		sheet_text(sheet, list->v[i]);
		sheet_end(sheet);
	}
}

static void say_notes(struct sheet *sheet, const struct backport *backport)
{
	say_strings(sheet, &backport->recipe->notes);
}

static void say_references(struct sheet *sheet, const struct backport *backport)
{
	size_t i;
	const struct string_list *references = &backport->recipe->references;

	for (i = 0; i < references->nr && !is_enough(sheet, i, references->nr); i++) {
		sheet_item(sheet, 0);
		sheet_code(sheet, references->v[i]);
		sheet_end(sheet);
	}
}

static void say_section(struct sheet *sheet, const struct backport *backport, const char *title,
			void (*say)(struct sheet *sheet, const struct backport *backport))
{
	owned(text_release) struct text section = { 0 };
	struct sheet inner = { .out = &section, .markup = sheet->markup };

	say(&inner, backport);
	text_release(&inner.line);
	if (!section.len)
		return;
	sheet->markup->heading(sheet, title);
	if (!sheet->markup->room || sheet->out->len + section.len < sheet->markup->room) {
		text_add(sheet->out, text_str(&section), section.len);
		return;
	}
	sheet_item(sheet, 0);
	sheet_ours(sheet, "too long to be said here: the page and the JSON document have it");
	sheet_end(sheet);
}

void summary(struct text *out, const struct markup *markup, const struct backport *backport)
{
	static const struct {
		const char *title;
		void (*say)(struct sheet *sheet, const struct backport *backport);
	} sections[] = {
		{ "Look at", say_findings },
		{ "The series", say_series },
		{ "Prerequisites, and why", say_why },
		{ "Adapted, or not applicable here", say_adaptations },
		{ "Builds and new diagnostics", say_builds },
		{ "Conditions", say_conditions },
		{ "Proof", say_proofs },
		{ "Changed, not compiled", say_coverage },
		{ "kABI", say_kabi },
		{ "Left out", say_left_out },
		{ "For the reviewer", say_notes },
		{ "checkpatch and coccicheck", say_style },
		{ "References", say_references },
	};
	struct sheet sheet = { .out = out, .markup = markup };
	size_t i;

	say_head(&sheet, backport);
	for (i = 0; i < nr_of(sections); i++)
		say_section(&sheet, backport, sections[i].title, sections[i].say);
	text_release(&sheet.line);
}
