/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "owned.h"

/*
 * Growing text, lists of strings, and an arena.
 *
 * struct text: bytes that grow. Always NUL-terminated once anything was added
 * (text_str() gives "" before that), may hold NUL bytes, len does not count
 * the terminator. Zeroed is empty.
 */
struct text {
	char *data;
	size_t len, capacity;
};

void text_release(struct text *text);
void text_clear(struct text *text);
void text_add(struct text *text, const void *bytes, size_t len);
void text_adds(struct text *text, const char *string);
void text_addc(struct text *text, char c);
void text_addf(struct text *text, const char *format, ...) printf_like(2, 3);
void text_vaddf(struct text *text, const char *format, va_list args) printf_like(2, 0);
const char *text_str(const struct text *text);
bool text_equal(const struct text *a, const struct text *b);

/*
 * The bytes as valid UTF-8 without control characters other than tab and line
 * feed: each byte that is neither becomes U+FFFD. For everything that reaches a
 * terminal, a page or JSON and that somebody else wrote.
 */
void text_add_printable(struct text *text, const char *bytes, size_t len);

/* Calls nothing, allocates nothing: the next line of text from *at, without its line end; false at the end. */
bool text_line(const char **line, size_t *len, const char **at, const char *end);

/* Bytes with their lines: line n (from 1) is data[starts[n - 1] .. starts[n]). The bytes are borrowed. */
struct lined {
	const char *data;
	size_t *starts;
	uint32_t nr;
};
struct lined lined_of(const char *data, size_t len);
void lined_release(struct lined *lined);

/* A list of strings that owns them. */
struct strings {
	char **v;
	size_t nr, capacity;
};

void strings_release(struct strings *strings);
void strings_add(struct strings *strings, const char *string);
void strings_addf(struct strings *strings, const char *format, ...) printf_like(2, 3);
bool strings_has(const struct strings *strings, const char *string);
void strings_sort_unique(struct strings *strings);

/*
 * Of a character that well-formed UTF-8 of more than one byte begins with: its number, if nobody sees it and it changes how
 * others are read (direction, no width, tags); else 0. len: its bytes.
 */
unsigned text_unseen(const char *bytes, size_t *len);

/*
 * An arena: memory that lives exactly as long as one document (a recipe, a
 * plan with its check). The documents are trees of small strings and arrays
 * that are built once and then only read; one owner instead of a release
 * function for each node. Zeroed is empty.
 */
struct arena_block;
struct arena {
	struct arena_block *block;
};

void arena_release(struct arena *arena);
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull)); /* zeroed, aligned */
char *arena_strdup(struct arena *arena, const char *string);                     /* NULL stays NULL */
char *arena_strndup(struct arena *arena, const char *bytes, size_t len);
char *arena_printf(struct arena *arena, const char *format, ...) printf_like(2, 3);
/* As text_add_printable() has it. */
const char *arena_printable(struct arena *arena, const char *string);          /* NULL stays NULL */
const char *arena_printable_bytes(struct arena *arena, const char *bytes, size_t len);
/* That on one line: blanks, line ends and continued lines are one blank, and none at the ends. */
const char *arena_squeezed(struct arena *arena, const char *bytes, size_t len);

/*
 * Appends a zeroed element to an arena's array and gives a pointer to it:
 *	struct reason *r = arena_push(arena, step->reasons, step->nr_reasons);
 * Grows by doubling at powers of two, hence no capacity to keep; earlier
 * pointers into the array may go stale.
 */
#define arena_push(arena, array, nr) \
	((__typeof__(array))arena_push_(arena, (void **)&(array), &(nr), sizeof *(array)))
void *arena_push_(struct arena *arena, void **array, size_t *nr, size_t size);

/* Strings in an arena; a list of them is short enough to be gone through. */
struct string_list {
	const char **v;
	size_t nr;
};

bool string_list_has(const struct string_list *list, const char *string);
/* The string itself: it must live as long as the list. */
void string_list_push(struct string_list *list, struct arena *arena, const char *string);
/* A copy of the string, unless one is there. */
void string_list_add_once(struct string_list *list, struct arena *arena, const char *string);

#endif
