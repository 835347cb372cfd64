// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report as one page that stands alone: no network, no script. A reviewer asks first whether it is sound and what
 * to look at; so the page begins with the verdict, five facts, and what to look at, each a link to its place. It goes
 * on with the series and who needs whom, proof, the bug, each step with its evidence and its diff beside upstream's,
 * what was left out and the check; and ends with how to repeat it.
 *
 * Safety: every string goes through html_escape(), which makes it printable and escapes the five characters that mean
 * something to HTML; nothing that was not written here becomes a URL or an attribute, except numbers. A
 * Content-Security-Policy forbids everything but the page's own style, in case we err.
 */
#include "../report.h"
#include "html-parts.h"

static bool has_words(const struct recipe *recipe)
{
	return recipe->description || recipe->notes.nr || recipe->log.nr || recipe->stack.nr || recipe->references.nr;
}

static void write_navigation(struct text *out, const struct backport *backport)
{
	text_adds(out, "<nav aria-label=\"sections\"><div><a href=\"#series\">Series</a>");
	if (backport->nr_proofs)
		text_adds(out, "<a href=\"#proof\">Proof</a>");
	if (has_words(backport->recipe))
		text_addf(out, "<a href=\"#fix\">%s</a>",
			  backport->recipe->description ? "Bug and fix" : "To be known");
	text_adds(out, "<a href=\"#steps\">Steps</a>");
	if (backport->nr_left_out)
		text_adds(out, "<a href=\"#left-out\">Left out</a>");
	if (backport->check.done)
		text_adds(out, "<a href=\"#build\">Build</a><a href=\"#conditions\">Conditions</a>");
	text_adds(out, "<a href=\"#repeat\">To repeat it</a></div></nav>\n");
}

/* ---- what the bug is ---- */

void html_paragraphs(struct text *out, const char *string)
{
	const char *at = string, *end = string + strlen(string), *line;
	bool is_open = false;
	size_t len;

	if (end - string > HTML_LONGEST_TEXT)
		end = string + HTML_LONGEST_TEXT;
	while (text_line(&line, &len, &at, end)) {
		text_adds(out, !len && is_open ? "</p>\n" : len && !is_open ? "<p>" : "");
		is_open = len > 0;
		html_escape_part(out, line, len, HTML_LONGEST);
		text_adds(out, len ? "\n" : "");
	}
	text_adds(out, is_open ? "</p>\n" : "");
}

static void write_fix(struct text *out, const struct recipe *recipe)
{
	if (!has_words(recipe))
		return;
	html_section(out, "fix", recipe->description ? "The bug and its fix" : "To be known");
	if (recipe->description)
		html_paragraphs(out, recipe->description);
	html_list(out, "For the reviewer", &recipe->notes, "span");
	html_list(out, "Log lines by which it is known", &recipe->log, "code");
	html_list(out, "Stack frames by which it is known", &recipe->stack, "code");
	html_list(out, "References", &recipe->references, "span");
	html_section_end(out);
}

/* ---- what was left out ---- */

static void write_left_out_commit(struct text *out, const struct left_out_commit *commit)
{
	text_adds(out, "<tr><td><code>");
	html_escape_part(out, commit->id, strnlen(commit->id, 12), HTML_LONGEST);
	text_adds(out, "</code> ");
	html_escape(out, commit->subject);
	text_adds(out, "</td>");
	html_element(out, "td", NULL, commit->why);
	html_element(out, "td", "soft", commit->evidence);
	text_adds(out, "</tr>\n");
}

static bool has_evidence(const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_left_out; i++)
		if (backport->left_out[i].evidence)
			return true;
	return false;
}

static void write_left_out(struct text *out, const struct backport *backport)
{
	const char *columns[] = { "commit", "why it stays out", "" };
	size_t i;

	if (!backport->nr_left_out)
		return;
	if (has_evidence(backport))
		columns[2] = "what would have suggested it";
	html_section(out, "left-out", "Left out, and why");
	html_table(out, "Commits that the series does not take", columns, nr_of(columns));
	for (i = 0; i < backport->nr_left_out; i++)
		write_left_out_commit(out, &backport->left_out[i]);
	html_table_end(out);
	html_section_end(out);
}

/* ---- how to see it again ---- */

static void write_option(struct text *out, const char *option, const char *value)
{
	if (!value)
		return;
	text_addf(out, " %s ", option);
	html_escape(out, value);
}

static void write_where(struct text *out, const char *what, const char *where)
{
	if (!where)
		return;
	text_addf(out, "<p>%s ", what);
	html_element(out, "code", NULL, where);
	text_adds(out, ".</p>\n");
}

static void write_command(struct text *out, const struct backport *backport, const char *command, bool is_range)
{
	const struct target *target = &backport->target;

	text_addf(out, "stableport %s ", command);
	html_escape(out, backport->recipe->name);
	write_option(out, "--repo", target->repo);
	if (!is_range)
		write_option(out, "--onto", target->folder ? target->folder : target->commit);
	write_option(out, "--upstream", target->upstream_commit);
	if (backport->recipe->path)
		text_addf(out, " --style %s", backport->style == STYLE_SHIM ? "shim" : "inline");
}

/* Each configuration once, and each architecture. */
static void write_configurations(struct text *out, const struct check *check)
{
	size_t i, j;

	for (i = 0; i < check->nr_builds; i++) {
		for (j = 0; j < i && strcmp(check->builds[j].name, check->builds[i].name); j++)
			;
		write_option(out, "--config", j == i ? check->builds[i].name : NULL);
	}
	for (i = 0; i < check->nr_builds; i++) {
		for (j = 0; j < i && strcmp(check->builds[j].arch, check->builds[i].arch); j++)
			;
		write_option(out, "--arch", j == i ? check->builds[i].arch : NULL);
	}
}

/* A recipe is carried, a range was checked, and commits that no recipe knows are applied; then what else was done. */
static void write_commands(struct text *out, const struct backport *backport)
{
	const struct check *check = &backport->check;
	bool is_range = !backport->recipe->path && check->done;

	if (!is_range && (has_written(backport) || (!check->done && !backport->nr_proofs)))
		write_command(out, backport, backport->recipe->path ? "port" : "apply", false);
	if (check->done && (is_range || !has_written(backport))) {
		write_command(out, backport, "check", is_range);
		write_configurations(out, check);
	}
	if (backport->nr_proofs) {
		text_adds(out, check->done || has_written(backport) ? "\n" : "");
		write_command(out, backport, "prove", false);
	}
}

static void write_repeat(struct text *out, const struct backport *backport)
{
	html_section(out, "repeat", "To repeat it");
	text_adds(out, "<pre tabindex=\"0\">");
	write_commands(out, backport);
	text_adds(out, "</pre>\n");
	write_where(out, "The series is the branch", backport->branch);
	write_where(out, "The patches are in", has_written(backport) ? backport->output : NULL);
	if (backport->in_place)
		text_adds(out, "<p>The tree itself was changed.</p>\n");
	html_section_end(out);
}

void report_html(struct text *out, const struct backport *backport)
{
	owned(graph_release) struct graph graph = { 0 };
	owned(text_release) struct text title = { 0 };

	graph_of_backport(&graph, backport);
	text_addf(&title, "%s onto %s", backport->recipe->name, backport->target.label);
	html_begin(out, text_str(&title), "");
	html_title(out, backport->recipe->name, backport->target.label, backport->recipe->title);
	write_navigation(out, backport);
	text_adds(out, "<main>\n");
	html_summary(out, backport, &graph);
	html_series(out, backport, &graph);
	if (backport->nr_proofs)
		html_proofs(out, backport);
	write_fix(out, backport->recipe);
	html_steps(out, backport);
	write_left_out(out, backport);
	if (backport->check.done) {
		html_builds(out, backport);
		html_conditions(out, &backport->check);
	}
	write_repeat(out, backport);
	html_end(out);
}
