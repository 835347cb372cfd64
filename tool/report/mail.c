// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report as plain text for a mail: the body of a cover letter, as "git format-patch --cover-letter
 * --description-file" takes it, whose first paragraph is the subject.
 *
 * Lines are wrapped at 72 columns, so that they stay below 80 when they have been quoted twice; only a word that is
 * longer stands alone, and no line has more than the 998 bytes that a mail may have (RFC 5322), since words are cut
 * before that (one-line.h). No line that others wrote begins at the first column: there git am would take "---",
 * "diff -" or "From " for the beginning of a patch, and a reader a word for ours. "-- >8 --" (a scissors line) is one
 * with blanks before it, too: its scissors are taken apart.
 */
#include "../report.h"
#include "../writer.h"
#include "one-line.h"
#include "sheet.h"

#define COLUMNS 72

/* Where the particulars of a fact, or of a step in the series, begin. */
#define FACT_INDENT 18

/* Lines of a log: the last ones say what stopped it. */
#define LOG_LINES 20
#define LOG_LINE_MAX 300

static bool are_scissors(const char *at)
{
	return !strncmp(at, ">8", 2) || !strncmp(at, "8<", 2) || !strncmp(at, ">%", 2) || !strncmp(at, "%<", 2);
}

static void add_without_scissors(struct text *out, const char *string)
{
	for (; *string; string++) {
		text_addc(out, *string);
		if (are_scissors(string))
			text_addc(out, ' ');
	}
}

static void mail_text(struct sheet *sheet, const char *string)
{
	owned(text_release) struct text line = { 0 };

	add_one_line(&line, string);
	add_without_scissors(&sheet->line, text_str(&line));
}

static void mail_code(struct sheet *sheet, const char *string)
{
	mail_text(sheet, string);
}

static void mail_heading(struct sheet *sheet, const char *title)
{
	text_addf(sheet->out, "\n%s:\n", title);
}

static void mail_table(struct sheet *sheet, const char *const titles[], size_t nr)
{
	(void)sheet;
	(void)titles;
	(void)nr;
}

/* "to adapt, prerequisite: 2bbfed98a4d8 frob: queue a widget, +1 -1"; a fact's label has a column of its own. */
static void mail_cell(struct sheet *sheet)
{
	size_t at = sheet->line.len;

	if (sheet->entry == SHEET_FACT && sheet->cells)
		text_addf(&sheet->line, ":%*s", at + 1 < FACT_INDENT ? (int)(FACT_INDENT - at - 1) : 1, "");
	else if (sheet->cells)
		text_adds(&sheet->line, sheet->cells == 1 ? ". " : sheet->cells == 3 ? ": " : ", ");
	sheet->cells++;
}

/* The number is the mark, below which the rest is set; a last cell that is empty leaves a comma. */
static void write_row(const struct writer *writer, const char *line)
{
	owned(text_release) struct text mark = { 0 }, rest = { 0 };
	size_t digits = strcspn(line, " ");

	text_add(&mark, line, digits);
	text_adds(&rest, line + digits + 1);
	if (rest.len > 2 && !strcmp(rest.data + rest.len - 2, ", "))
		rest.data[rest.len - 2] = '\0';
	write_item(writer, 2, text_str(&mark), text_str(&rest));
}

static void mail_end(struct sheet *sheet)
{
	const struct writer writer = { .out = sheet->out, .width = COLUMNS };
	const char *line = text_str(&sheet->line);

	switch (sheet->entry) {
	case SHEET_PARAGRAPH: text_addf(sheet->out, "%s\n\n", line); break;
	case SHEET_ITEM: write_item(&writer, 2 + sheet->depth * 2, "-", line); break;
	case SHEET_FACT:
		text_add(sheet->out, line, FACT_INDENT);
		write_words(&writer, FACT_INDENT, FACT_INDENT, line + FACT_INDENT);
		break;
	case SHEET_ROW: write_row(&writer, line); break;
	}
}

static const char *last_lines(const char *lines, size_t nr)
{
	const char *at = lines + strlen(lines);

	while (at > lines && (at[-1] != '\n' || !at[0] || nr--))
		at--;
	return at;
}

static void mail_block(struct sheet *sheet, const char *lines)
{
	const char *at = last_lines(lines, LOG_LINES - 1), *end = at + strlen(at), *line;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		owned(text_release) struct text printable = { 0 };

		add_lines(&printable, line, len < LOG_LINE_MAX ? len : LOG_LINE_MAX);
		text_adds(sheet->out, "      ");
		add_without_scissors(sheet->out, text_str(&printable));
		text_adds(sheet->out, len < LOG_LINE_MAX ? "\n" : "...\n");
	}
}

/* The subject: the words are ours, so that no name passes for a head. */
static void write_subject(struct text *out, const struct backport *backport)
{
	text_adds(out, "Backport of ");
	add_short(out, backport->recipe->name, 30);
	text_adds(out, " to Linux ");
	add_short(out, backport->target.version, 12);
	text_adds(out, "\n\n");
}

void report_mail(struct text *out, const struct backport *backport)
{
	static const struct markup markup = {
		.heading = mail_heading,
		.table = mail_table,
		.cell = mail_cell,
		.text = mail_text,
		.code = mail_code,
		.end = mail_end,
		.block = mail_block,
	};

	write_subject(out, backport);
	summary(out, &markup, backport);
}
