// SPDX-License-Identifier: GPL-2.0-only
/* What changed between documents, for a terminal and as a page: worse first, and "what: after, was before". */
#include "../report/html-parts.h"
#include "../writer.h"
#include "compare.h"

static const char *const titles[] = {
	[CHANGE_WORSE] = "Worse", [CHANGE_BETTER] = "Better", [CHANGE_OTHER] = "Otherwise",
};

/* "step x: conflict, was to pick"; "newly there" and "gone" for what has no word of its own. */
static void add_sentence(struct text *out, const struct difference *change)
{
	bool is_presence = !strcmp(change->before ? change->before : change->after, "there");

	text_addf(out, "%s %s: ", change->section, change->what);
	if (!change->before)
		text_addf(out, "%s", is_presence ? "new" : change->after);
	else if (!change->after)
		text_adds(out, "gone");
	else
		text_adds(out, change->after);
	if (!change->before && !is_presence)
		text_adds(out, ", was not there");
	else if (change->before && !is_presence)
		text_addf(out, ", was %s", change->before);
}

static bool begins_kind(const struct comparison *comparison, size_t i)
{
	return !i || comparison->changes[i].kind != comparison->changes[i - 1].kind;
}

/* Text. */

static enum colour colour_of(enum change_kind kind)
{
	static const enum colour colours[] = {
		[CHANGE_WORSE] = RED, [CHANGE_BETTER] = GREEN, [CHANGE_OTHER] = BLUE,
	};

	return colours[kind];
}

static void write_comparison(const struct writer *w, const struct comparison *comparison)
{
	size_t i;

	write_itemf(w, 0, "", "%s onto %s: %s, was %s", comparison->fix, comparison->new_target,
		    verdict_word(comparison->new_verdict), verdict_word(comparison->old_verdict));
	for (i = 0; i < comparison->nr_changes; i++) {
		owned(text_release) struct text sentence = { 0 };

		if (begins_kind(comparison, i)) {
			text_adds(w->out, "  ");
			write_coloured(w, colour_of(comparison->changes[i].kind), titles[comparison->changes[i].kind]);
			text_adds(w->out, ":\n");
		}
		add_sentence(&sentence, &comparison->changes[i]);
		write_item(w, 4, "-", text_str(&sentence));
	}
	text_addc(w->out, '\n');
}

void report_compare_text(struct text *out, const struct comparisons *comparisons, bool colour)
{
	const struct writer writer = { .out = out, .colour = colour };
	size_t i;

	for (i = 0; i < comparisons->nr; i++)
		write_comparison(&writer, &comparisons->v[i]);
	for (i = 0; i < comparisons->nr_missing; i++)
		write_itemf(&writer, 0, "-", "cell %s: %s", comparisons->missing[i].cell, comparisons->missing[i].why);
	text_adds(out, "Result: ");
	write_coloured(&writer, colour_of(comparisons_result(comparisons)), comparisons_sentence(comparisons));
	text_addc(out, '\n');
}

/* The page. */

static const char *class_of(enum change_kind kind)
{
	static const char *const classes[] = {
		[CHANGE_WORSE] = "bad", [CHANGE_BETTER] = "ok", [CHANGE_OTHER] = "info",
	};

	return classes[kind];
}

static void write_changes(struct text *out, const struct comparison *comparison)
{
	static const char *const columns[] = { "", "what", "before", "after" };
	size_t i;

	html_table(out, "Worse first", columns, nr_of(columns));
	for (i = 0; i < comparison->nr_changes; i++) {
		const struct difference *change = &comparison->changes[i];

		text_adds(out, "<tr><td>");
		html_badge(out, class_of(change->kind), change_word(change->kind));
		text_adds(out, "</td><td>");
		html_element(out, "span", "soft", change->section);
		text_adds(out, " ");
		html_escape(out, change->what);
		text_adds(out, "</td><td data-of=\"before\">");
		html_escape(out, change->before ? change->before : "-");
		text_adds(out, "</td><td data-of=\"after\">");
		html_escape(out, change->after ? change->after : "-");
		text_adds(out, "</td></tr>\n");
	}
	html_table_end(out);
}

static void write_section(struct text *out, const struct comparison *comparison)
{
	text_adds(out, "\n<h2>");
	html_escape(out, comparison->fix);
	text_adds(out, " onto ");
	html_escape(out, comparison->new_target);
	text_addf(out, "</h2>\n<p>%s, was %s</p>\n", verdict_word(comparison->new_verdict),
		  verdict_word(comparison->old_verdict));
	if (comparison->nr_changes)
		write_changes(out, comparison);
	else
		text_adds(out, "<p>Nothing has changed.</p>\n");
}

void report_compare_html(struct text *out, const struct comparisons *comparisons)
{
	size_t i;

	html_begin(out, "stableport: what changed", "");
	text_addf(out,
		  "<header><p class=\"meta\">stableport</p>\n<h1>What changed</h1></header>\n<main>\n"
		  "<p class=\"verdict %s\">%s</p>\n",
		  class_of(comparisons_result(comparisons)), comparisons_sentence(comparisons));
	for (i = 0; i < comparisons->nr; i++)
		write_section(out, &comparisons->v[i]);
	for (i = 0; i < comparisons->nr_missing; i++) {
		text_adds(out, "<p class=\"bad\">cell ");
		html_element(out, "code", NULL, comparisons->missing[i].cell);
		text_adds(out, ": ");
		html_escape(out, comparisons->missing[i].why);
		text_adds(out, "</p>\n");
	}
	html_end(out);
}
