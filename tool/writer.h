/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WRITER_H
#define WRITER_H

#include "text.h"

/*
 * Lines for a terminal: words wrapped below where they begin, and colour. Pure, and shared by the reports in text.
 * What is written is made printable, and its own line ends become blanks: no title passes for a line of ours.
 */
struct writer {
	struct text *out;
	bool colour;
	size_t width;                   /* columns of a line; 0: WIDTH */
};

enum colour { GREEN = 32, YELLOW = 33, RED = 31, BLUE = 34, DIM = 2 };

/* Columns of a line at most; a word that is longer stands alone, and whole. */
#define WIDTH 96

/* How many columns UTF-8 takes, each character counted as one. */
size_t count_columns(const char *bytes, size_t len);

/* Colour is only ever added to whole words of ours, so that the text reads the same without. */
void write_coloured(const struct writer *w, enum colour colour, const char *word);

/* A string's words from column on, and the line's end; what goes to further lines begins at indent. */
void write_words(const struct writer *w, size_t column, size_t indent, const char *string);

/* "       - the text, which goes on below itself"; nothing for NULL. */
void write_item(const struct writer *w, size_t indent, const char *mark, const char *string);
void write_itemf(const struct writer *w, size_t indent, const char *mark, const char *format, ...)
	printf_like(4, 5);

#endif
