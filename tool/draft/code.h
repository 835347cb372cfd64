/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CODE_H
#define CODE_H

#include "../chain/blobs.h"
#include "../chain/tokens.h"
#include "../text.h"

/*
 * A text as a semantic patch sees it: its lines that have tokens, without comments and blanks. Pure.
 */
struct code_line {
	uint32_t line;          /* from 1 */
	size_t first, nr;       /* its tokens */
	const char *key;        /* their spellings with one blank between: lines with the same key are the same */
};

struct code {
	struct arena arena;
	const char *text;       /* borrowed */
	size_t len;
	uint32_t *starts;       /* line n is text[starts[n - 1] .. starts[n]) */
	uint32_t nr_lines;
	struct token *tokens;   /* without the ends of directives */
	size_t nr_tokens;
	struct code_line *v;
	size_t nr;
};
void code_make(struct code *code, const char *text, size_t len);
void code_release(struct code *code);

/* The first code line at a line or behind it; nr: there is none. */
size_t code_at(const struct code *code, uint32_t line);
bool code_token_is(const struct code *code, size_t token, const char *spelling);
/* A line as it can stand in SmPL: its indentation and tokens, comments left out. */
void code_line_text(struct text *text, const struct code *code, size_t at);
/* Lines first .. first + nr - 1 of the text as they are, with their line ends. */
void code_copy(struct text *text, const struct code *code, uint32_t first, uint32_t nr);

/* Code lines [first, end) of two texts compared; "lines" of the differences are code lines counted from 1 at first. */
int code_differences(struct differences *differences, const struct code *old, size_t old_first, size_t old_end,
		     const struct code *fresh, size_t fresh_first, size_t fresh_end, struct error *err) must_check;
/* The first line of each that has another token than the other one; 0: they are the same but for comments and blanks. */
uint32_t code_first_difference(const struct code *a, const struct code *b);

/* Lines that become other lines: old_nr 0 stands before old_first, and likewise in the new text. */
struct code_edit {
	uint32_t old_first, old_nr, new_first, new_nr;
};
/* Lines first .. last of the old text with edits, which are in order. */
void code_apply(struct text *text, const struct code *old, const struct code *fresh, uint32_t first, uint32_t last,
		const struct code_edit *edits, size_t nr);

#endif
