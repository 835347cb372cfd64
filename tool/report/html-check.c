// SPDX-License-Identifier: GPL-2.0-only
/*
 * The check: all configurations in one table, then each with what is new after which step, what of the change it did
 * not compile, and what modules outside the tree would notice; checkpatch; conditions. What is as it should be is
 * one line; what is not is shown.
 */
#include "html-parts.h"

/* ---- one table of all configurations ---- */

static void write_name(struct text *out, const struct build_check *build)
{
	html_escape(out, build->name);
	text_adds(out, ", ");
	html_escape(out, build->arch);
}

static void write_result(struct text *out, const struct build_check *build)
{
	struct build_totals totals = { 0 };

	build_totals_add(&totals, build);
	text_adds(out, "<td data-of=\"builds\">");
	if (!build->done)
		html_badge(out, "bad", "not built");
	else
		html_badge(out, totals.built == totals.commits ? "ok" : "bad",
			   totals.built == totals.commits ? "builds" : "does not build");
	if (build->done)
		text_addf(out, " %zu of %zu commits", totals.built, totals.commits);
	text_addf(out, "</td><td data-of=\"new diagnostics\" class=\"number%s\">", totals.diagnostics ? " bad" : "");
	text_addf(out, build->done ? "%zu</td>" : "</td>", totals.diagnostics);
}

static void write_coverage_cell(struct text *out, const struct coverage *coverage)
{
	text_adds(out, "<td data-of=\"changed lines compiled\" class=\"number\">");
	if (coverage->done)
		text_addf(out, "%u of %u%s", coverage->compiled, coverage->lines,
			  coverage->compiled < coverage->lines ? " <span class=\"warn\">not all</span>" : "");
	else
		text_adds(out, "not measured");
	text_adds(out, "</td>");
}

static size_t nr_seen_by_modules(const struct kabi *kabi)
{
	size_t i, nr = 0;

	for (i = 0; i < kabi->nr_changes; i++)
		nr += kabi->changes[i].exported;
	return nr;
}

static void write_kabi_cell(struct text *out, const struct kabi *kabi)
{
	size_t exported = nr_seen_by_modules(kabi);

	text_adds(out, "<td data-of=\"kABI changes\" class=\"number\">");
	if (!kabi->done)
		text_adds(out, "not compared");
	else if (exported)
		text_addf(out, "%zu, <b class=\"warn\">modules see %zu</b>", kabi->nr_changes, exported);
	else
		text_addf(out, kabi->nr_changes ? "%zu, modules see none" : "0", kabi->nr_changes);
	text_adds(out, "</td>");
}

static void write_totals_row(struct text *out, const struct build_check *build, size_t nr)
{
	text_addf(out, "<tr><th scope=\"row\"><a href=\"#build-%zu\">", nr);
	write_name(out, build);
	text_adds(out, "</a></th>");
	write_result(out, build);
	write_coverage_cell(out, &build->coverage);
	write_kabi_cell(out, &build->kabi);
	text_adds(out, "<td data-of=\"time\" class=\"number\">");
	if (build->done)
		text_addf(out, "%.0f s; %u compiled, %u kept from before", build->seconds, build->compiled,
			  build->remembered);
	text_adds(out, "</td></tr>\n");
}

static void write_totals(struct text *out, const struct check *check)
{
	static const char *const columns[] = {
		"configuration",          "builds",       "new diagnostics",
		"changed lines compiled", "kABI changes", "time and objects",
	};
	size_t i;

	html_table(out, "Each commit, before and after", columns, nr_of(columns));
	for (i = 0; i < check->nr_builds; i++)
		write_totals_row(out, &check->builds[i], i + 1);
	html_table_end(out);
}

/* ---- one configuration ---- */

static void write_diagnostic(struct text *out, const struct diagnostic *diagnostic)
{
	owned(text_release) struct text line = { 0 };

	text_addf(&line, "%s:%u: %s: %s", diagnostic->file, diagnostic->line, diagnostic->kind, diagnostic->text);
	if (diagnostic->option)
		text_addf(&line, " [%s]", diagnostic->option);
	if (diagnostic->function)
		text_addf(&line, " in %s()", diagnostic->function);
	text_adds(out, "<br>");
	html_element(out, "code", "bad", text_str(&line));
}

static void write_diagnostics(struct text *out, const struct step_check *built)
{
	size_t i;

	for (i = 0; i < built->nr_new_diagnostics && i < HTML_MOST_ITEMS; i++)
		write_diagnostic(out, &built->new_diagnostics[i]);
	html_more(out, "div", built->nr_new_diagnostics);
}

static bool has_same_log(const struct step_check *built, const struct step_check *before)
{
	return built->log && before && before->log && !strcmp(built->log, before->log);
}

/* As wide as the table, since a compiler draws with blanks. The first one is open: the next ones mostly say the same. */
static void write_step_log(struct text *out, const struct step_check *built, const struct step_check *before)
{
	if (!built->log || has_same_log(built, before))
		return;
	text_addf(out, "<tr><td colspan=\"4\"><details%s><summary>What the build said</summary>",
		  before && before->log ? "" : " open");
	html_log(out, built->log);
	text_adds(out, "</details></td></tr>\n");
}

/* "49 before, 49 after" */
static void write_warning_counts(struct text *out, const struct step_check *built)
{
	text_addf(out, "<td data-of=\"warnings\" class=\"number\">%u before, %u after, ", built->warnings_before,
		  built->warnings_after);
	text_addf(out, built->nr_new_diagnostics ? "<b class=\"bad\">%zu new</b></td>" : "%zu new</td>",
		  built->nr_new_diagnostics);
}

static void write_step_check(struct text *out, const struct backport *backport, size_t nr,
			     const struct step_check *built, const struct step_check *before)
{
	size_t i;

	text_addf(out, "<tr id=\"build-%zu-%zu\"><td><a href=\"#step-%zu\">%zu. ", nr, built->step + 1,
		  built->step + 1, built->step + 1);
	html_escape(out, backport->steps[built->step].subject);
	text_adds(out, "</a></td><td>");
	html_badge(out, built->built ? "ok" : "bad", built->built ? "builds" : "does not build");
	text_adds(out, has_same_log(built, before) ? " <span class=\"soft\">as after the step before</span>" : "");
	write_diagnostics(out, built);
	text_adds(out, "</td>");
	write_warning_counts(out, built);
	text_adds(out, "<td data-of=\"objects\">");
	for (i = 0; i < built->objects.nr && i < HTML_MOST_ITEMS; i++) {
		text_adds(out, i ? " " : "");
		html_element(out, "code", NULL, built->objects.v[i]);
	}
	html_more(out, "span", built->objects.nr);
	text_adds(out, "</td></tr>\n");
	write_step_log(out, built, before);
}

static void write_step_checks(struct text *out, const struct backport *backport, size_t index)
{
	static const char *const columns[] = { "after step", "", "warnings", "objects" };
	const struct build_check *build = &backport->check.builds[index];
	size_t i;

	text_adds(out, "<p class=\"soft\">");
	html_escape(out, build->compiler);
	if (build->flags && *build->flags) {
		text_adds(out, ", ");
		html_element(out, "code", NULL, build->flags);
	}
	text_adds(out, build->sparse_done ? "</p>\n" : ", without sparse</p>\n");
	html_table(out, "New after each step", columns, nr_of(columns));
	for (i = 0; i < build->nr_steps; i++)
		write_step_check(out, backport, index + 1, &build->steps[i], i ? &build->steps[i - 1] : NULL);
	html_table_end(out);
}

/* ---- what it did not compile ---- */

static void write_uncompiled_files(struct text *out, size_t nr, const struct string_list *uncompiled)
{
	size_t i;

	if (!uncompiled->nr)
		return;
	text_adds(out, "<h4>Changed, and not compiled by this configuration</h4><ul>");
	for (i = 0; i < uncompiled->nr && i < HTML_MOST_ITEMS; i++) {
		text_addf(out, "<li id=\"uncompiled-%zu-%zu\">", nr, i + 1);
		html_element(out, "code", "warn", uncompiled->v[i]);
		text_adds(out, "</li>");
	}
	html_more(out, "li", uncompiled->nr);
	text_adds(out, "</ul>\n");
}

static bool same_options(const struct string_list *a, const struct string_list *b)
{
	size_t i;

	for (i = 0; i < a->nr && i < b->nr; i++)
		if (strcmp(a->v[i], b->v[i]))
			return false;
	return a->nr == b->nr;
}

/* Lines of one file that one thing keeps out are one row. */
static bool is_of_the_same(const struct uncompiled_lines *a, const struct uncompiled_lines *b)
{
	return !strcmp(a->path, b->path) && !strcmp(a->why ? a->why : "", b->why ? b->why : "") &&
	       same_options(&a->options, &b->options);
}

static void write_uncompiled_lines(struct text *out, const struct uncompiled_lines *lines, size_t nr)
{
	size_t i;

	text_adds(out, "<tr><td><code class=\"warn\">");
	html_escape(out, lines->path);
	for (i = 0; i < nr && i < HTML_MOST_ITEMS; i++) {
		text_addf(out, "%s%u", i ? ", " : ":", lines[i].first);
		if (lines[i].last > lines[i].first)
			text_addf(out, "-%u", lines[i].last);
	}
	html_more(out, "span", nr);
	text_adds(out, "</code></td><td data-of=\"why\">");
	html_escape(out, lines->why);
	text_adds(out, "</td><td data-of=\"would compile them\">");
	for (i = 0; i < lines->options.nr && i < HTML_MOST_ITEMS; i++) {
		text_adds(out, i ? " " : "");
		html_element(out, "code", NULL, lines->options.v[i]);
	}
	text_adds(out, "</td></tr>\n");
}

static void write_all_uncompiled(struct text *out, const struct coverage *coverage)
{
	static const char *const columns[] = { "lines of the result", "why", "options that would compile them" };
	const struct uncompiled_lines *lines = coverage->uncompiled;
	size_t i, nr, rows = 0;

	html_table(out, "Not compiled", columns, nr_of(columns));
	for (i = 0; i < coverage->nr_uncompiled; i += nr) {
		for (nr = 1; i + nr < coverage->nr_uncompiled && is_of_the_same(&lines[i], &lines[i + nr]); nr++)
			;
		if (rows++ < HTML_MOST_ITEMS)
			write_uncompiled_lines(out, &lines[i], nr);
	}
	html_table_end(out);
	html_more(out, "p", rows);
}

static void write_coverage(struct text *out, size_t nr, const struct coverage *coverage)
{
	if (!coverage->done)
		return;
	text_addf(out, "<h4 id=\"coverage-%zu\">Coverage of the change</h4>\n"
		  "<p>%u of %u changed lines of code were compiled.</p>\n",
		  nr, coverage->compiled, coverage->lines);
	if (coverage->nr_uncompiled)
		write_all_uncompiled(out, coverage);
}

/* ---- kABI ---- */

static void write_kabi_change(struct text *out, const struct kabi_change *change)
{
	text_addf(out, "<tr><td>%s ", change->kind == KABI_STRUCT ? "struct" : "symbol");
	html_element(out, "code", NULL, change->name);
	text_adds(out, change->exported ? " <b class=\"warn\">modules see it</b>" :
					       " <span class=\"soft\">not exported</span>");
	if (change->path) {
		text_adds(out, "<br>");
		html_element(out, "code", "soft", change->path);
	}
	text_adds(out, "</td><td data-of=\"before\">");
	html_element(out, "code", NULL, change->before ? change->before : "not there");
	text_adds(out, "</td><td data-of=\"after\">");
	html_element(out, "code", NULL, change->after ? change->after : "not there");
	text_adds(out, "</td><td>");
	if (change->detail)
		html_log(out, change->detail);
	text_adds(out, "</td></tr>\n");
}

static void write_kabi(struct text *out, size_t nr, const struct kabi *kabi)
{
	static const char *const columns[] = { "what", "before", "after", "what changed" };
	size_t i;

	if (!kabi->done && !kabi->note)
		return;
	text_addf(out, "<h4 id=\"kabi-%zu\">kABI</h4>\n<p>", nr);
	if (kabi->note)
		html_escape(out, kabi->note);
	if (kabi->done && !kabi->symbols)
		text_addf(out, "%sThe objects export no symbol.", kabi->note ? "; " : "");
	else if (kabi->done)
		text_addf(out, "%s%u exported symbols were compared.", kabi->note ? "; " : "", kabi->symbols);
	if (kabi->done && !kabi->note && !kabi->nr_changes)
		text_adds(out, " Nothing changed for modules outside the tree.");
	if (kabi->nr_changes && !nr_seen_by_modules(kabi))
		text_adds(out, " Modules outside the tree see none of these changes.");
	text_adds(out, "</p>\n");
	if (!kabi->nr_changes)
		return;
	html_table(out, "Changed", columns, nr_of(columns));
	for (i = 0; i < kabi->nr_changes && i < HTML_MOST_ITEMS; i++)
		write_kabi_change(out, &kabi->changes[i]);
	html_table_end(out);
	html_more(out, "p", kabi->nr_changes);
}

static void write_build(struct text *out, const struct backport *backport, size_t index)
{
	const struct build_check *build = &backport->check.builds[index];

	text_addf(out, "<h3 id=\"build-%zu\">", index + 1);
	write_name(out, build);
	text_adds(out, "</h3>\n");
	if (build->done && build->note)
		html_element(out, "p", "warn", build->note);
	if (!build->done) {
		text_adds(out, "<p>Not done: ");
		html_escape(out, build->note);
		text_adds(out, "</p>\n");
	} else {
		write_step_checks(out, backport, index);
	}
	write_uncompiled_files(out, index + 1, &build->uncompiled);
	write_coverage(out, index + 1, &build->coverage);
	write_kabi(out, index + 1, &build->kabi);
}

/* ---- checkpatch ---- */

static void write_style(struct text *out, const struct backport *backport, const struct style_check *style)
{
	size_t i;

	text_addf(out, "<tr id=\"style-%zu\"><td><a href=\"#step-%zu\">%zu. ", style->step + 1, style->step + 1,
		  style->step + 1);
	html_escape(out, backport->steps[style->step].subject);
	text_addf(out, "</a></td><td data-of=\"findings\" class=\"number\">%zu</td><td class=\"places\">",
		  style->nr_findings);
	for (i = 0; i < style->nr_findings && i < HTML_MOST_ITEMS; i++) {
		const struct diagnostic *finding = &style->findings[i];
		owned(text_release) struct text line = { 0 };

		text_addf(&line, "%s:%u: %s: %s", finding->file, finding->line, finding->kind, finding->text);
		html_element(out, "code", NULL, text_str(&line));
	}
	html_more(out, "span", style->nr_findings);
	text_adds(out, "</td></tr>\n");
}

static void write_styles(struct text *out, const struct backport *backport)
{
	static const char *const columns[] = { "step", "findings", "" };
	const struct check *check = &backport->check;
	size_t i;

	if (!check->nr_style && !check->style_note)
		return;
	text_adds(out, "<h3>checkpatch, of the target</h3>\n");
	if (check->style_note)
		html_element(out, "p", "warn", check->style_note);
	if (!check->nr_style)
		return;
	html_table(out, "What it says of each commit", columns, nr_of(columns));
	for (i = 0; i < check->nr_style; i++)
		write_style(out, backport, &check->style[i]);
	html_table_end(out);
}

/* The target's own semantic patches, run on the result. */
static void write_coccicheck(struct text *out, const struct check *check)
{
	size_t i;

	if (!check->cocci_done && !check->cocci_note && !check->nr_cocci)
		return;
	text_adds(out, "<h3 id=\"coccicheck\">coccicheck, of the target</h3>\n");
	if (check->cocci_note)
		html_element(out, "p", "warn", check->cocci_note);
	if (!check->nr_cocci) {
		text_adds(out, check->cocci_done ? "<p>Nothing new on the result.</p>\n" : "");
		return;
	}
	text_adds(out, "<p>");
	for (i = 0; i < check->nr_cocci && i < HTML_MOST_ITEMS; i++)
		write_diagnostic(out, &check->cocci[i]);
	html_more(out, "span", check->nr_cocci);
	text_adds(out, "</p>\n");
}

void html_builds(struct text *out, const struct backport *backport)
{
	size_t i;

	html_section(out, "build", "Build");
	if (!backport->check.nr_builds)
		text_addf(out, "<p>Not done: %s</p>\n", check_why_no_builds(backport));
	else
		write_totals(out, &backport->check);
	for (i = 0; i < backport->check.nr_builds; i++)
		write_build(out, backport, i);
	write_styles(out, backport);
	write_coccicheck(out, &backport->check);
	html_section_end(out);
}

/* ---- what to look at ---- */

static void look_at_step_check(struct text *out, const struct backport *backport, size_t nr,
			       const struct step_check *built)
{
	owned(text_release) struct text what = { 0 }, place = { 0 };

	html_count(&what, built->nr_new_diagnostics, "new warning");
	text_addf(&place, "build-%zu-%zu", nr, built->step + 1);
	if (!built->built || built->nr_new_diagnostics)
		html_look(out, "bad", text_str(&place), built->built ? text_str(&what) : "does not build",
			  backport->steps[built->step].subject);
}

static void look_at_kabi(struct text *out, size_t nr, const struct kabi *kabi)
{
	owned(text_release) struct text place = { 0 };
	size_t i;

	text_addf(&place, "kabi-%zu", nr);
	for (i = 0; i < kabi->nr_changes && i < HTML_MOST_ITEMS; i++)
		if (kabi->changes[i].exported)
			html_look(out, "warn", text_str(&place), "kABI changes", kabi->changes[i].name);
}

static void look_at_coccicheck(struct text *out, const struct check *check)
{
	size_t i;

	for (i = 0; i < check->nr_cocci && i < HTML_MOST_ITEMS; i++) {
		owned(text_release) struct text which = { 0 };

		text_addf(&which, "%s:%u: %s", check->cocci[i].file, check->cocci[i].line, check->cocci[i].text);
		html_look(out, "warn", "coccicheck", "coccicheck", text_str(&which));
	}
}

static bool builds_nothing(const struct build_check *build)
{
	struct build_totals totals = { 0 };

	build_totals_add(&totals, build);
	return totals.commits && !totals.built;
}

/* What the build said first: check puts there what it knows, such as that the target does not build either. */
static void add_first_line(struct text *out, const char *log)
{
	const char *line, *at = log;
	size_t len;

	if (log && text_line(&line, &len, &at, log + strlen(log)) && len) {
		text_adds(out, ": ");
		text_add(out, line, len);
	}
}

/* One reason that no commit builds is one thing to look at. */
static void look_at_steps(struct text *out, const struct backport *backport, const struct build_check *build, size_t nr)
{
	owned(text_release) struct text place = { 0 }, which = { 0 };
	size_t i;

	if (!builds_nothing(build)) {
		for (i = 0; i < build->nr_steps; i++)
			look_at_step_check(out, backport, nr, &build->steps[i]);
		return;
	}
	text_addf(&place, "build-%zu", nr);
	text_addf(&which, "with %s for %s", build->name, build->arch);
	add_first_line(&which, build->steps->log);
	html_look(out, "bad", text_str(&place), "no commit builds", text_str(&which));
}

void html_look_at_builds(struct text *out, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i;

	for (i = 0; i < check->nr_builds; i++) {
		const struct build_check *build = &check->builds[i];
		owned(text_release) struct text place = { 0 };

		text_addf(&place, "build-%zu", i + 1);
		if (!build->done)
			html_look(out, "bad", text_str(&place), "not built", build->note ? build->note : build->name);
		else if (build->note)
			html_look(out, "warn", text_str(&place), build->name, build->note);
		look_at_steps(out, backport, build, i + 1);
		look_at_kabi(out, i + 1, &build->kabi);
	}
	look_at_coccicheck(out, check);
}

static void look_at_coverage(struct text *out, const struct build_check *build, size_t nr)
{
	owned(text_release) struct text place = { 0 }, which = { 0 };
	const struct coverage *coverage = &build->coverage;

	if (!coverage->done || coverage->compiled >= coverage->lines)
		return;
	text_addf(&place, "coverage-%zu", nr);
	text_addf(&which, "%u of %u changed lines of code, with %s for %s", coverage->lines - coverage->compiled,
		  coverage->lines, build->name, build->arch);
	html_look(out, "warn", text_str(&place), "not compiled", text_str(&which));
}

void html_look_at_uncompiled(struct text *out, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i, j;

	for (i = 0; i < check->nr_builds; i++) {
		const struct string_list *files = &check->builds[i].uncompiled;

		if (builds_nothing(&check->builds[i]))
			continue;
		for (j = 0; j < files->nr && j < HTML_MOST_ITEMS; j++) {
			owned(text_release) struct text place = { 0 };

			text_addf(&place, "uncompiled-%zu-%zu", i + 1, j + 1);
			html_look(out, "warn", text_str(&place), "changed, not compiled", files->v[j]);
		}
		look_at_coverage(out, &check->builds[i], i + 1);
	}
}

/* ---- conditions ---- */

static void write_places(struct text *out, const struct string_list *places)
{
	size_t i;

	for (i = 0; i < places->nr && i < HTML_MOST_ITEMS; i++)
		html_element(out, "code", NULL, places->v[i]);
	html_more(out, "span", places->nr);
}

static void write_condition(struct text *out, const struct condition_check *condition, size_t nr)
{
	static const char *const classes[] = {
		[CONDITION_HOLDS] = "ok", [CONDITION_FAILS] = "bad", [CONDITION_NOT_APPLICABLE] = "none",
	};

	text_addf(out, "<tr id=\"condition-%zu\"><td class=\"number\">", nr);
	html_badge(out, classes[condition->outcome], condition_outcome_name(condition->outcome));
	text_adds(out, "</td><td class=\"places\">");
	html_escape(out, condition->title);
	if (condition->note) {
		text_adds(out, "<br>");
		html_element(out, "span", "soft", condition->note);
	}
	write_places(out, &condition->places);
	text_adds(out, "</td></tr>\n");
}

static void write_newly_there(struct text *out, const struct keep_out_check *name, size_t nr)
{
	text_addf(out, "<li id=\"name-%zu\">", nr);
	html_element(out, "b", NULL, name->name);
	text_adds(out, " <span class=\"bad\">is newly there</span>");
	write_places(out, &name->places);
	text_adds(out, "</li>\n");
}

/* Those that stay out are one line. */
static void write_keep_out(struct text *out, const struct check *check)
{
	size_t i, nr_in = 0, nr_out = 0;

	if (!check->nr_keep_out)
		return;
	text_adds(out, "<h3>Names that must not newly appear</h3>\n");
	for (i = 0; i < check->nr_keep_out; i++) {
		if (!check->keep_out[i].newly_there)
			continue;
		text_adds(out, nr_in++ ? "" : "<ul class=\"places\">\n");
		write_newly_there(out, &check->keep_out[i], i + 1);
	}
	text_adds(out, nr_in ? "</ul>\n" : "");
	for (i = 0; i < check->nr_keep_out; i++) {
		if (check->keep_out[i].newly_there)
			continue;
		text_adds(out, nr_out++ ? ", " : "<p><span class=\"ok\">Stay out:</span> ");
		html_element(out, "code", NULL, check->keep_out[i].name);
	}
	text_adds(out, nr_out ? "</p>\n" : "");
}

void html_conditions(struct text *out, const struct check *check)
{
	static const char *const columns[] = { "outcome", "condition" };
	size_t i;

	html_section(out, "conditions", "What must hold on the result");
	if (check->nr_conditions) {
		html_table(out, "Conditions of the recipe", columns, nr_of(columns));
		for (i = 0; i < check->nr_conditions; i++)
			write_condition(out, &check->conditions[i], i + 1);
		html_table_end(out);
	} else {
		text_adds(out, "<p>The recipe names no condition.</p>\n");
	}
	write_keep_out(out, check);
	html_section_end(out);
}
