/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WORDS_H
#define WORDS_H

#include "versions.h"

/*
 * Lines of a version, word by word. A word is a run of letters, digits and underscores, or one other character. The
 * blanks before a word belong to it, and do not count when words are compared: what is wrapped or indented otherwise
 * is the same. Comments and literals are words as any others.
 */
struct text_word {
	uint32_t at, len;       /* in the version's data */
	uint32_t line;
};
struct words {
	const struct version *version; /* borrowed */
	struct text_word *v;    /* in the arena */
	uint32_t nr;
	uint32_t from;          /* where the blanks before the first word begin, in the version's data */
};
struct words words_of(struct arena *arena, const struct version *version, uint32_t first, uint32_t nr);

const char *words_spelling(const struct words *words, uint32_t word);
/* It begins as a name does. */
bool words_is_name(const struct words *words, uint32_t word);
bool words_same(const struct words *a, uint32_t i, const struct words *b, uint32_t k);
/* The blanks before a word. */
const char *words_blanks(size_t *len, const struct words *words, uint32_t word);
bool words_same_blanks(const struct words *a, uint32_t i, const struct words *b, uint32_t k);
/* The first word of a line or behind it; nr: there is none. */
uint32_t words_at_line(const struct words *words, uint32_t line);
/* Behind a member's '.' or "->". */
bool words_is_member(const struct words *words, uint32_t word);

/* Of words from .. to - 1; "lines" of the differences are words, counted from 1 at from. */
int words_differences(struct differences *differences, const struct words *old, uint32_t old_from, uint32_t old_to,
		      const struct words *new, uint32_t new_from, uint32_t new_to, struct error *err) must_check;

/* Whether a text has a name as a word. */
bool text_has_word(const char *text, size_t len, const char *word);

#endif
