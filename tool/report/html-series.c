// SPDX-License-Identifier: GPL-2.0-only
/* The series at a glance: the steps in order, and who needs whom, in a picture (graph.h) and in words. */
#include "html-parts.h"

static enum graph_node node_of(const struct step *step)
{
	if (step->disposition == STEP_CONFLICT)
		return NODE_CONFLICT;
	if (!step_is_carried(step))
		return NODE_THERE;
	return step->role == ROLE_FIX ? NODE_FIX : NODE_PREREQUISITE;
}

static void write_target(struct text *out, const struct backport *backport, const struct graph *graph)
{
	text_adds(out, "<li>");
	graph_row_svg(out, graph, 0, NODE_TARGET, "none");
	text_adds(out, "<p>");
	if (backport->target.version) {
		text_adds(out, "<b>Linux ");
		html_escape(out, backport->target.version);
		text_adds(out, "</b> ");
	}
	html_element(out, "span", "soft", backport->target.label);
	text_adds(out, "</p></li>\n");
}

/* "needed by 5 and 6" */
static void write_needed_by(struct text *out, const struct graph_row *row, const struct recipe *recipe)
{
	size_t i;

	if (!row->nr_needed_by)
		return;
	text_adds(out, " \xc2\xb7 needed by ");
	for (i = 0; i < row->nr_needed_by && i < HTML_MOST_ITEMS; i++)
		text_addf(out, "%s%zu", i ? ", " : "", row->needed_by[i] + 1);
	if (!row->is_told)
		text_addf(out, " (%s)", recipe_who_says(recipe));
}

/* A commit that is dropped says at once why. */
static void write_why_not(struct text *out, const struct step *step)
{
	if (step->disposition != STEP_NOT_APPLICABLE || !step->nr_reasons)
		return;
	text_adds(out, " \xc2\xb7 ");
	html_escape(out, step->reasons->text);
}

static void write_row(struct text *out, const struct backport *backport, const struct graph *graph, size_t index)
{
	const struct step *step = &backport->steps[index];

	text_adds(out, "<li>");
	graph_row_svg(out, graph, index, node_of(step), disposition_class(step->disposition));
	text_addf(out, "<p>%zu. <a href=\"#step-%zu\">", index + 1, index + 1);
	html_escape(out, step->subject);
	text_adds(out, "</a></p><p class=\"meta\">");
	html_badge(out, disposition_class(step->disposition), step_done_name(step));
	text_adds(out, role_name(step->role));
	if (step->id) {
		text_adds(out, " \xc2\xb7 ");
		html_element(out, "code", NULL, step->name);
	}
	if (step_is_carried(step))
		text_addf(out, " \xc2\xb7 +%u -%u", step->added, step->removed);
	write_needed_by(out, &graph->rows[index], backport->recipe);
	write_why_not(out, step);
	text_adds(out, "</p></li>\n");
}

static bool has_guess(const struct graph *graph)
{
	size_t i;

	for (i = 0; i < graph->nr_rows; i++)
		if (graph->rows[i].nr_needed_by && !graph->rows[i].is_told)
			return true;
	return false;
}

static void write_legend(struct text *out, const struct graph *graph, const struct recipe *recipe)
{
	text_adds(out, "<p class=\"soft legend\">\xe2\x96\xa0 the target \xc2\xb7 \xe2\x97\x8f carried \xc2\xb7 "
		       "\xe2\x97\x86 a fix that is carried \xc2\xb7 \xe2\x97\x8b not carried \xc2\xb7 "
		       "\xe2\x9c\x95 in conflict");
	if (graph->nr_lanes)
		text_adds(out, "; a line leads from a commit to those that need it");
	if (graph->nr_lanes && has_guess(graph))
		text_addf(out, ", dashed where %s", recipe_who_says(recipe));
	text_adds(out, "</p>\n");
}

void html_series(struct text *out, const struct backport *backport, const struct graph *graph)
{
	size_t i;

	html_section(out, "series", "The series");
	if (!backport->nr_steps)
		text_adds(out, "<p>There is no step.</p>\n");
	text_addf(out, "<ol class=\"series\" style=\"--rail:%zupx\">\n", graph_width(graph) + 6);
	if (backport->nr_steps)
		write_target(out, backport, graph);
	for (i = 0; i < backport->nr_steps; i++)
		write_row(out, backport, graph, i);
	text_adds(out, "</ol>\n");
	if (backport->nr_steps)
		write_legend(out, graph, backport->recipe);
	html_section_end(out);
}
