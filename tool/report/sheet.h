/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SHEET_H
#define SHEET_H

#include "../backport.h"

/*
 * What a report says to people, apart from how it is marked up: summary.c says it once, to a sheet; markdown.c and
 * mail.c each are a markup. Everything that is not a word of ours goes through sheet_text() or sheet_code().
 *
 *	sheet_item(sheet, 0);
 *	sheet_code(sheet, step->name);
 *	sheet_ours(sheet, " changes %zu files", step->nr_files);
 *	sheet_end(sheet);
 */
struct sheet {
	struct text *out;
	const struct markup *markup;
	struct text line;               /* the entry that is being said */
	enum { SHEET_PARAGRAPH, SHEET_ITEM, SHEET_FACT, SHEET_ROW } entry;
	unsigned depth;                 /* of an item: 0, or 1 below one of those */
	size_t cells;                   /* of a row or a fact, so far */
};

struct markup {
	void (*heading)(struct sheet *sheet, const char *title);
	/* The columns of the rows that follow: their titles, and after the last row. */
	void (*table)(struct sheet *sheet, const char *const titles[], size_t nr);
	void (*cell)(struct sheet *sheet);              /* before each cell of a row */
	void (*text)(struct sheet *sheet, const char *string);
	void (*code)(struct sheet *sheet, const char *string);
	void (*end)(struct sheet *sheet);               /* of the entry: sheet->line goes to sheet->out */
	void (*block)(struct sheet *sheet, const char *lines);  /* several lines as they are: a log */
	size_t room;                    /* bytes that all of it may have; 0: any number */
};

static inline void sheet_begin(struct sheet *sheet, int entry, unsigned depth)
{
	text_clear(&sheet->line);
	sheet->entry = entry;
	sheet->depth = depth;
	sheet->cells = 0;
}

/* Words of ours and numbers, as they are. */
#define sheet_ours(sheet, ...) text_addf(&(sheet)->line, __VA_ARGS__)
#define sheet_text(sheet, string) ((sheet)->markup->text(sheet, string))
#define sheet_code(sheet, string) ((sheet)->markup->code(sheet, string))
#define sheet_end(sheet) ((sheet)->markup->end(sheet))
#define sheet_cell(sheet) ((sheet)->markup->cell(sheet))
#define sheet_paragraph(sheet) sheet_begin(sheet, SHEET_PARAGRAPH, 0)
#define sheet_item(sheet, depth) sheet_begin(sheet, SHEET_ITEM, depth)
#define sheet_row(sheet) sheet_begin(sheet, SHEET_ROW, 0)

/* The whole report. */
void summary(struct text *out, const struct markup *markup, const struct backport *backport);

#endif
