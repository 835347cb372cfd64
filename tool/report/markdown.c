// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report as Markdown, for the description of a merge request on GitLab or GitHub.
 *
 * What others wrote must show as itself, and do nothing. In order of harm:
 *
 * 1. GitLab runs a line that begins with "/" ("/merge", "/assign @all"). Every line of ours begins with a word or
 *    sign of ours; a log's lines are indented by a blank.
 * 2. Both hosts look through the text that is rendered (so a backslash does not help) for what refers to something, and
 *    tell people or close issues: @name, #1, !1, ~label, %milestone, $1, &1, ^alert, *iteration:, [vulnerability:1],
 *    GH-1, and addresses with or without "://". Where a letter, digit or quote stands behind such a sign, a character
 *    without width (U+200B) is put between.
 * 3. HTML, images, links, and what else Markdown has: & < > ` | \ are written as numeric references, which never are
 *    structure (a "\|" in a table would depend on who reads it); the other signs get a backslash.
 * 4. Code is set in code, in which none of this means anything; it is fenced by more backticks than it has. A '|' in it
 *    would yet end a table's cell, so such code is set as text.
 */
#include <ctype.h>
#include <strings.h>

#include "../report.h"
#include "one-line.h"
#include "sheet.h"

/* GitHub takes 65536 characters (GitLab a million). Some are left for what the user writes, and for our last lines. */
#define ROOM 60000

#define NO_WIDTH "&#8203;"

/* What both hosts look for in the text, when a name or a number follows. */
static bool begins_a_reference(const char *at)
{
	return strchr("@#!~%$&^*[", *at) && at[1] &&
	       (isalnum((unsigned char)at[1]) || strchr("\"'_-", at[1]) || (at[1] & 0x80));
}

static bool begins_an_address(const char *at)
{
	return !strncmp(at, "://", 3);
}

static bool is_www(const char *at)
{
	return !strncasecmp(at, "www.", 4);
}

static bool is_github_number(const char *at)
{
	return !strncasecmp(at, "GH-", 3) && isdigit((unsigned char)at[3]);
}

static void add_character(struct text *out, const char *at)
{
	if (strchr("&<>`|\\", *at))
		text_addf(out, "&#%d;", *at);
	else if (strchr("*_[]{}~#!$^", *at))
		text_addf(out, "\\%c", *at);
	else
		text_addc(out, *at);
	if (begins_a_reference(at) || begins_an_address(at))
		text_adds(out, NO_WIDTH);
}

/* What would begin a list or a heading where an entry begins: "- ", "+ ", "===", "1. ", "2) ". */
static size_t add_start(struct text *out, const char *string)
{
	size_t digits = strspn(string, "0123456789");

	if (*string && strchr("-+=", *string)) {
		text_addf(out, "\\%c", *string);
		return 1;
	}
	if (digits && string[digits] && strchr(".)", string[digits])) {
		text_add(out, string, digits);
		text_addf(out, "\\%c", string[digits]);
		return digits + 1;
	}
	return 0;
}

static void add_escaped(struct text *out, const char *string)
{
	const char *at = string + (out->len ? 0 : add_start(out, string));

	for (; *at; at++) {
		if (is_www(at) || is_github_number(at)) {
			text_add(out, at, 3);
			text_adds(out, NO_WIDTH);
			at += 2;
			continue;
		}
		add_character(out, at);
	}
}

static void markdown_text(struct sheet *sheet, const char *string)
{
	owned(text_release) struct text line = { 0 };

	add_one_line(&line, string);
	add_escaped(&sheet->line, text_str(&line));
}

static size_t longest_backticks(const char *at)
{
	size_t longest = 0, len;

	for (; *at; at += len ? len : 1) {
		len = strspn(at, "`");
		if (len > longest)
			longest = len;
	}
	return longest;
}

static void add_fence(struct text *out, size_t len)
{
	for (; len; len--)
		text_addc(out, '`');
}

static void markdown_code(struct sheet *sheet, const char *string)
{
	owned(text_release) struct text line = { 0 };
	size_t fence;

	add_one_line(&line, string);
	if (!line.len || strchr(text_str(&line), '|')) {
		add_escaped(&sheet->line, text_str(&line));
		return;
	}
	fence = longest_backticks(text_str(&line)) + 1;
	add_fence(&sheet->line, fence);
	text_addf(&sheet->line, fence > 1 ? " %s " : "%s", text_str(&line));
	add_fence(&sheet->line, fence);
}

static void markdown_heading(struct sheet *sheet, const char *title)
{
	text_addf(sheet->out, "\n### %s\n\n", title);
}

/* GitHub wants a head row, also where it is empty. */
static void markdown_table(struct sheet *sheet, const char *const titles[], size_t nr)
{
	size_t i;

	if (!titles)
		return;
	text_adds(sheet->out, "|");
	for (i = 0; i < nr; i++)
		text_addf(sheet->out, " %s |", titles[i]);
	text_adds(sheet->out, "\n|");
	for (i = 0; i < nr; i++)
		text_adds(sheet->out, "---|");
	text_addc(sheet->out, '\n');
}

static void markdown_cell(struct sheet *sheet)
{
	text_adds(&sheet->line, sheet->cells++ ? " | " : "| ");
}

static void markdown_end(struct sheet *sheet)
{
	const char *line = text_str(&sheet->line);

	switch (sheet->entry) {
	case SHEET_PARAGRAPH: text_addf(sheet->out, "**%s**\n\n", line); break;
	case SHEET_ITEM: text_addf(sheet->out, "%*s- %s\n", (int)sheet->depth * 2, "", line); break;
	case SHEET_FACT:
	case SHEET_ROW: text_addf(sheet->out, "%s |\n", line); break;
	}
}

static void markdown_block(struct sheet *sheet, const char *lines)
{
	owned(text_release) struct text printable = { 0 };
	size_t fence, len;
	const char *at, *end, *line;

	add_lines(&printable, lines, strlen(lines));
	fence = longest_backticks(text_str(&printable));
	fence = fence < 3 ? 3 : fence + 1;
	text_addc(sheet->out, '\n');
	add_fence(sheet->out, fence);
	text_adds(sheet->out, "text\n");
	for (at = text_str(&printable), end = at + printable.len; text_line(&line, &len, &at, end);)
		text_addf(sheet->out, " %.*s\n", (int)len, line);
	add_fence(sheet->out, fence);
	text_adds(sheet->out, "\n\n");
}

void report_markdown(struct text *out, const struct backport *backport)
{
	static const struct markup markup = {
		.heading = markdown_heading,
		.table = markdown_table,
		.cell = markdown_cell,
		.text = markdown_text,
		.code = markdown_code,
		.end = markdown_end,
		.block = markdown_block,
		.room = ROOM,
	};

	summary(out, &markup, backport);
}
