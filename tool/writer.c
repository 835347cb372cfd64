// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines are broken at blanks before column 96: a terminal of 100 columns shows them whole, and
 * what is quoted in a mail stays below it. A word that is longer (a path,
 * an URL) is never broken, so that it can be copied.
 */
#include <stdarg.h>

#include "writer.h"

size_t count_columns(const char *bytes, size_t len)
{
	size_t i, nr = 0;

	for (i = 0; i < len; i++)
		nr += ((unsigned char)bytes[i] & 0xc0) != 0x80; /* a UTF-8 sequence counts where it begins */
	return nr;
}

void write_coloured(const struct writer *w, enum colour colour, const char *word)
{
	if (w->colour)
		text_addf(w->out, "\033[%dm%s\033[0m", (int)colour, word);
	else
		text_adds(w->out, word);
}

void write_words(const struct writer *w, size_t column, size_t indent, const char *string)
{
	owned(text_release) struct text printable = { 0 };
	size_t width = w->width ? w->width : WIDTH;
	bool is_first = true;
	const char *at;

	text_add_printable(&printable, string, strlen(string));
	at = text_str(&printable);
	at += strspn(at, " \n");
	while (*at) {
		size_t len = strcspn(at, " \n"), columns = count_columns(at, len);

		if (!is_first && column + 1 + columns > width) {
			text_addf(w->out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!is_first) {
			text_addc(w->out, ' ');
			column++;
		}
		text_add(w->out, at, len);
		column += columns;
		is_first = false;
		at += len + strspn(at + len, " \n");
	}
	text_addc(w->out, '\n');
}

void write_item(const struct writer *w, size_t indent, const char *mark, const char *string)
{
	size_t start = indent + strlen(mark) + (*mark != '\0');

	if (!string)
		return;
	text_addf(w->out, "%*s%s%s", (int)indent, "", mark, *mark ? " " : "");
	write_words(w, start, start, string);
}

void write_itemf(const struct writer *w, size_t indent, const char *mark, const char *format, ...)
{
	owned(text_release) struct text text = { 0 };
	va_list args;

	va_start(args, format);
	text_vaddf(&text, format, args);
	va_end(args);
	write_item(w, indent, mark, text_str(&text));
}
