// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many documents for a terminal: below each fix a line for each target, since twenty columns fit into no terminal;
 * below that why a person has to look. What has no document, and the result of all, come last, where the eye is.
 */
#include "../writer.h"
#include "matrix.h"
#include "words.h"

/* Names of targets take this much at most; a longer one moves the rest of its line. */
#define TARGET_MOST 40
#define TARGET_INDENT 2
#define REASON_INDENT 6

static enum colour colour_of(enum verdict verdict)
{
	static const enum colour colours[] = {
		[VERDICT_NOTHING_TO_DO] = BLUE, [VERDICT_READY] = GREEN, [VERDICT_PERSON] = RED,
	};

	return colours[verdict];
}

static size_t widest_target(const struct matrix *matrix)
{
	size_t i, widest = 0;

	for (i = 0; i < matrix->nr_documents; i++) {
		size_t len = strlen(matrix_target_name(matrix, &matrix->documents[i].backport->target));

		widest = len > widest ? len : widest;
	}
	return widest < TARGET_MOST ? widest : TARGET_MOST;
}

static void write_fix(const struct writer *w, const struct matrix *matrix, size_t i)
{
	const struct backport *backport = matrix->documents[i].backport;
	const char *name = backport->recipe->name, *title = backport->recipe->title;

	if (i && !strcmp(name, matrix->documents[i - 1].backport->recipe->name))
		return;
	text_adds(w->out, i ? "\n" : "");
	write_itemf(w, 0, "", "%s%s%s", name, title ? ": " : "", title ? title : "");
}

static void write_target(const struct writer *w, const struct backport *backport, const char *name, size_t columns)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text label = { 0 }, facts = { 0 };
	struct matrix_summary summary;
	struct string_list reasons = { 0 };
	const char *word;
	size_t i;

	matrix_summarize(&summary, backport);
	matrix_words(&facts, &summary);
	matrix_reasons(&reasons, &arena, backport);
	word = verdict_word(summary.verdict);
	text_add_printable(&label, name, strlen(name));
	text_addf(w->out, "%*s%-*s  ", TARGET_INDENT, "", (int)columns, text_str(&label));
	write_coloured(w, colour_of(summary.verdict), word);
	text_addf(w->out, "%*s", (int)(strlen("nothing to do") + 2 - strlen(word)), "");
	write_words(w, TARGET_INDENT + columns + 2 + strlen("nothing to do") + 2, REASON_INDENT, text_str(&facts));
	for (i = 0; i < reasons.nr; i++)
		write_item(w, REASON_INDENT, "-", reasons.v[i]);
}

static void write_missing(const struct writer *w, const struct matrix *matrix)
{
	size_t i;

	if (matrix->nr_missing)
		text_adds(w->out, "\nWithout a document:\n");
	for (i = 0; i < matrix->nr_missing; i++)
		write_itemf(w, TARGET_INDENT, "-", "cell %s: %s", matrix->missing[i].cell, matrix->missing[i].why);
}

void report_matrix_text(struct text *out, const struct matrix *matrix, bool colour)
{
	const struct writer writer = { .out = out, .colour = colour };
	enum verdict verdict = matrix_verdict(matrix);
	size_t i, columns = widest_target(matrix);

	for (i = 0; i < matrix->nr_documents; i++) {
		const struct backport *backport = matrix->documents[i].backport;

		write_fix(&writer, matrix, i);
		write_target(&writer, backport, matrix_target_name(matrix, &backport->target), columns);
	}
	write_missing(&writer, matrix);
	text_adds(out, "\nResult: ");
	write_coloured(&writer, colour_of(verdict), matrix_sentence(matrix));
	text_addc(out, '\n');
}
