// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many documents as one page: what all of it comes to, what to look at, and a table of fixes and targets whose cells
 * are links to the documents' own pages, where there are any. As safe as a single report's page (report/html-page.c),
 * and in its style: whatever was not written here goes through html_escape(), and links are names of ours.
 */
#include <stdlib.h>

#include "../report/html-parts.h"
#include "words.h"

/* Reasons of one cell in the list of what to look at; the rest is on its own page. */
#define REASONS_MOST 3

/* A wide table scrolls under its first column, also where the style of a single report would stack its cells. */
static const char style[] =
	".matrix td{min-width:9rem;padding:.5rem .9rem .5rem 0}.matrix tbody th{position:sticky;left:0;"
	"background:var(--bg);max-width:18rem;min-width:10rem;color:inherit;font-size:1rem}"
	".matrix thead th{white-space:nowrap}.matrix small{display:block;font-weight:400;color:var(--soft)}"
	".matrix a{text-decoration:none}.matrix .none{color:var(--soft)}\n"
	"@media(max-width:40rem){.matrix thead{display:table-header-group}.matrix tr{display:table-row}"
	".matrix td,.matrix th{display:table-cell;padding:.4rem .6rem .4rem 0}.matrix tbody th{min-width:7rem}}";

static const char *class_of(enum verdict verdict)
{
	static const char *const classes[] = {
		[VERDICT_NOTHING_TO_DO] = "info", [VERDICT_READY] = "ok", [VERDICT_PERSON] = "bad",
	};

	return classes[verdict];
}

/* The columns: each target once, in the order of the documents of one fix. */

struct columns {
	const struct backport **v;      /* a document of that target */
	size_t nr;
};

static void columns_release(struct columns *columns)
{
	free(columns->v);
}

static int compare_targets(const void *a, const void *b)
{
	return matrix_compare_targets(&(*(const struct backport *const *)a)->target,
				      &(*(const struct backport *const *)b)->target);
}

static struct columns columns_of(const struct matrix *matrix)
{
	struct columns columns = { mem_alloc((matrix->nr_documents + 1) * sizeof(struct backport *)), 0 };
	size_t i, nr = 0;

	for (i = 0; i < matrix->nr_documents; i++)
		columns.v[i] = matrix->documents[i].backport;
	qsort(columns.v, matrix->nr_documents, sizeof(struct backport *), compare_targets);
	for (i = 0; i < matrix->nr_documents; i++)
		if (!nr || matrix_compare_targets(&columns.v[nr - 1]->target, &columns.v[i]->target))
			columns.v[nr++] = columns.v[i];
	columns.nr = nr;
	return columns;
}

static bool begins_row(const struct matrix *matrix, size_t i)
{
	return !i || strcmp(matrix->documents[i].backport->recipe->name,
			    matrix->documents[i - 1].backport->recipe->name);
}

static size_t nr_rows(const struct matrix *matrix)
{
	size_t i, nr = 0;

	for (i = 0; i < matrix->nr_documents; i++)
		nr += begins_row(matrix, i);
	return nr;
}

/* The head. */

static void write_fact(struct text *out, const char *label, size_t nr, const char *more)
{
	text_addf(out, "<div><span>%s</span><b>%zu</b><span>%s</span></div>\n", label, nr, more);
}

static void write_facts(struct text *out, const struct matrix *matrix, size_t nr_targets)
{
	size_t i, builds = 0, building = 0, verdicts[] = { 0, 0, 0 };
	owned(text_release) struct text more = { 0 };

	for (i = 0; i < matrix->nr_documents; i++) {
		struct matrix_summary summary;

		matrix_summarize(&summary, matrix->documents[i].backport);
		verdicts[summary.verdict]++;
		builds += summary.builds;
		building += summary.building;
	}
	text_addf(&more, "onto %zu target%s", nr_targets, nr_targets == 1 ? "" : "s");
	text_adds(out, "<div class=\"facts\">\n");
	write_fact(out, "fixes", nr_rows(matrix), text_str(&more));
	write_fact(out, "ready", verdicts[VERDICT_READY], "for review");
	write_fact(out, "nothing to do", verdicts[VERDICT_NOTHING_TO_DO], "the target has it");
	write_fact(out, "for a person", verdicts[VERDICT_PERSON], "to look at");
	text_clear(&more);
	text_addf(&more, "of %zu configurations", builds);
	write_fact(out, "build", building, text_str(&more));
	if (matrix->nr_missing)
		write_fact(out, "without a document", matrix->nr_missing, "cells that died");
	text_adds(out, "</div>\n");
}

static void write_title(struct text *out, const struct matrix *matrix)
{
	text_addf(out,
		  "<header><p class=\"meta\">stableport</p>\n<h1>Fixes and targets</h1></header>\n<main>\n"
		  "<p class=\"verdict %s\">%s</p>\n",
		  class_of(matrix_verdict(matrix)), matrix_sentence(matrix));
}

/* What to look at. */

static void open_link(struct text *out, const struct matrix_document *document)
{
	if (document->page)
		text_addf(out, "<a href=\"%s\">", document->page);
}

static void close_link(struct text *out, const struct matrix_document *document)
{
	if (document->page)
		text_adds(out, "</a>");
}

static void write_reasons(struct text *out, const struct backport *backport)
{
	owned(arena_release) struct arena arena = { 0 };
	struct string_list reasons = { 0 };
	size_t i;

	matrix_reasons(&reasons, &arena, backport);
	for (i = 0; i < reasons.nr && i < REASONS_MOST; i++) {
		text_adds(out, i ? "; " : ": ");
		html_escape(out, reasons.v[i]);
	}
	if (i < reasons.nr)
		text_addf(out, "; and %zu more", reasons.nr - i);
}

static void look_at_document(struct text *out, const struct matrix *matrix, const struct matrix_document *document)
{
	text_adds(out, "<li class=\"bad\">");
	open_link(out, document);
	html_escape(out, document->backport->recipe->name);
	text_adds(out, " onto ");
	html_escape(out, matrix_target_name(matrix, &document->backport->target));
	close_link(out, document);
	write_reasons(out, document->backport);
	text_adds(out, "</li>\n");
}

static void look_at_missing(struct text *out, const struct missing_cell *missing)
{
	text_adds(out, "<li class=\"bad\">cell ");
	html_element(out, "code", NULL, missing->cell);
	text_adds(out, ": ");
	html_escape(out, missing->why);
	text_adds(out, "</li>\n");
}

static void write_look(struct text *out, const struct matrix *matrix)
{
	owned(text_release) struct text items = { 0 };
	size_t i;

	for (i = 0; i < matrix->nr_missing; i++)
		look_at_missing(&items, &matrix->missing[i]);
	for (i = 0; i < matrix->nr_documents; i++)
		if (backport_verdict(matrix->documents[i].backport) == VERDICT_PERSON)
			look_at_document(&items, matrix, &matrix->documents[i]);
	html_look_at(out, &items);
}

/* The table. */

static void write_columns(struct text *out, const struct matrix *matrix, const struct columns *columns)
{
	size_t i;

	text_adds(out, "<thead><tr><th scope=\"col\">fix</th>");
	for (i = 0; i < columns->nr; i++) {
		text_adds(out, "<th scope=\"col\">");
		html_escape(out, matrix_target_name(matrix, &columns->v[i]->target));
		text_adds(out, "<small>Linux ");
		html_escape(out, columns->v[i]->target.version);
		text_adds(out, "</small></th>");
	}
	text_adds(out, "</tr></thead>\n");
}

static void write_cell(struct text *out, const struct matrix_document *document)
{
	owned(text_release) struct text words = { 0 };
	struct matrix_summary summary;

	matrix_summarize(&summary, document->backport);
	matrix_words(&words, &summary);
	text_adds(out, "<td>");
	open_link(out, document);
	html_badge(out, class_of(summary.verdict), verdict_word(summary.verdict));
	close_link(out, document);
	html_element(out, "small", NULL, text_str(&words));
	text_adds(out, "</td>");
}

static bool is_in_column(const struct matrix_document *document, const struct backport *column)
{
	return !matrix_compare_targets(&document->backport->target, &column->target);
}

/* Documents of one fix and columns are in the same order. Gives the first document of the next row. */
static size_t write_row(struct text *out, const struct matrix *matrix, const struct columns *columns, size_t at)
{
	const struct recipe *recipe = matrix->documents[at].backport->recipe;
	bool in_row = true;
	size_t i;

	text_adds(out, "<tr><th scope=\"row\">");
	html_escape(out, recipe->name);
	html_element(out, "small", NULL, recipe->title);
	text_adds(out, "</th>");
	for (i = 0; i < columns->nr; i++) {
		if (!in_row || !is_in_column(&matrix->documents[at], columns->v[i])) {
			text_adds(out, "<td class=\"none\">no document</td>");
			continue;
		}
		write_cell(out, &matrix->documents[at++]);
		in_row = at < matrix->nr_documents && !begins_row(matrix, at);
	}
	text_adds(out, "</tr>\n");
	return at;
}

static void write_table(struct text *out, const struct matrix *matrix, const struct columns *columns)
{
	size_t at = 0;

	text_adds(out, "\n<h2>Each fix and target</h2>\n");
	text_adds(out, "<div class=\"wide\" tabindex=\"0\"><table class=\"matrix\">"
		       "<caption>A fix a row, a target a column</caption>");
	write_columns(out, matrix, columns);
	text_adds(out, "<tbody>\n");
	while (at < matrix->nr_documents)
		at = write_row(out, matrix, columns, at);
	text_adds(out, "</tbody></table></div>\n");
}

void report_matrix_html(struct text *out, const struct matrix *matrix)
{
	owned(columns_release) struct columns columns = columns_of(matrix);

	html_begin(out, "stableport: fixes and targets", style);
	write_title(out, matrix);
	write_facts(out, matrix, columns.nr);
	write_look(out, matrix);
	write_table(out, matrix, &columns);
	html_end(out);
}
