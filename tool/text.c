// SPDX-License-Identifier: GPL-2.0-only
/*
 * Growing text, lists of strings, the arena.
 *
 * A text that must grow gets half as much again as it needs, a list doubles, so
 * that n additions cost O(n). The arena hands out pieces of blocks of 16 KiB (a
 * plan with its reasons fits in a few; a larger piece gets a block of its own)
 * and frees them all at once.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"
#include "text.h"

void text_release(struct text *text)
{
	if (text)
		free(text->data);
}

void text_clear(struct text *text)
{
	text_release(text);
	*text = (struct text){ 0 };
}

static void text_reserve(struct text *text, size_t more)
{
	size_t need = text->len + more + 1;

	if (need <= text->capacity)
		return;
	text->capacity = need < 64 ? 64 : need + need / 2;
	text->data = mem_realloc(text->data, text->capacity);
}

void text_add(struct text *text, const void *bytes, size_t len)
{
	text_reserve(text, len);
	if (len)
		memcpy(text->data + text->len, bytes, len);
	text->len += len;
	text->data[text->len] = '\0';
}

void text_adds(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

void text_addc(struct text *text, char c)
{
	text_add(text, &c, 1);
}

void text_vaddf(struct text *text, const char *format, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	if (len > 0) {
		text_reserve(text, (size_t)len);
		vsnprintf(text->data + text->len, (size_t)len + 1, format, again);
		text->len += (size_t)len;
	}
	va_end(again);
}

void text_addf(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vaddf(text, format, args);
	va_end(args);
}

const char *text_str(const struct text *text)
{
	return text->data ? text->data : "";
}

bool text_equal(const struct text *a, const struct text *b)
{
	return a->len == b->len && (!a->len || !memcmp(a->data, b->data, a->len));
}

/*
 * The length of the UTF-8 sequence at bytes, 0 if it is none: the table of
 * well-formed sequences of Unicode 15, chapter 3, table 3-7, which leaves out overlong
 * forms and surrogates.
 */
static size_t utf8_length(const unsigned char *bytes, size_t len)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t need, i;

	if (bytes[0] < 0x80)
		return 1;
	if (bytes[0] < 0xc2 || bytes[0] > 0xf4)
		return 0;
	need = bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
	if (bytes[0] == 0xe0)
		low = 0xa0;
	else if (bytes[0] == 0xed)
		high = 0x9f;
	else if (bytes[0] == 0xf0)
		low = 0x90;
	else if (bytes[0] == 0xf4)
		high = 0x8f;
	if (len < need)
		return 0;
	for (i = 1; i < need; i++, low = 0x80, high = 0xbf)
		if (bytes[i] < low || bytes[i] > high)
			return 0;
	return need;
}

/* C0 controls (but tab and line feed), DEL, and C1 controls, which are U+0080 to U+009F. */
static bool is_control(const unsigned char *bytes, size_t len)
{
	if (len == 1)
		return (bytes[0] < 0x20 && bytes[0] != '\t' && bytes[0] != '\n') || bytes[0] == 0x7f;
	return len == 2 && bytes[0] == 0xc2 && bytes[1] < 0xa0;
}

void text_add_printable(struct text *text, const char *bytes, size_t len)
{
	const unsigned char *at = (const unsigned char *)bytes;
	const unsigned char *end = at + len;

	text_add(text, "", 0); /* what is empty is a string too */
	text_reserve(text, len);
	while (at < end) {
		size_t sequence = utf8_length(at, (size_t)(end - at));

		if (!sequence || is_control(at, sequence))
			text_adds(text, "\xef\xbf\xbd");
		else
			text_add(text, at, sequence);
		at += sequence ? sequence : 1;
	}
}

bool text_line(const char **line, size_t *len, const char **at, const char *end)
{
	const char *newline;

	if (*at >= end)
		return false;
	newline = memchr(*at, '\n', (size_t)(end - *at));
	*line = *at;
	*len = (size_t)((newline ? newline : end) - *at);
	*at = newline ? newline + 1 : end;
	return true;
}

struct lined lined_of(const char *data, size_t len)
{
	struct lined lined = { .data = data, .starts = mem_alloc((len + 2) * sizeof(*lined.starts)) };
	const char *at = data, *end = data + len;

	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));

		lined.starts[lined.nr++] = (size_t)(at - data);
		at = feed ? feed + 1 : end;
	}
	lined.starts[lined.nr] = len;
	return lined;
}

void lined_release(struct lined *lined)
{
	free(lined->starts);
}

void strings_release(struct strings *strings)
{
	size_t i;

	if (!strings)
		return;
	for (i = 0; i < strings->nr; i++)
		free(strings->v[i]);
	free(strings->v);
}

static void strings_take(struct strings *strings, char *string)
{
	if (strings->nr == strings->capacity) {
		strings->capacity = strings->capacity ? 2 * strings->capacity : 8;
		strings->v = mem_realloc(strings->v, strings->capacity * sizeof(*strings->v));
	}
	strings->v[strings->nr++] = string;
}

void strings_add(struct strings *strings, const char *string)
{
	strings_take(strings, mem_strdup(string));
}

void strings_addf(struct strings *strings, const char *format, ...)
{
	struct text text = { 0 };
	va_list args;

	va_start(args, format);
	text_vaddf(&text, format, args);
	va_end(args);
	strings_take(strings, text.data ? text.data : mem_strdup(""));
}

bool strings_has(const struct strings *strings, const char *string)
{
	size_t i;

	for (i = 0; i < strings->nr; i++)
		if (!strcmp(strings->v[i], string))
			return true;
	return false;
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strings_sort_unique(struct strings *strings)
{
	size_t i, nr = 0;

	if (!strings->nr)
		return;
	qsort(strings->v, strings->nr, sizeof(*strings->v), compare_strings);
	for (i = 1; i < strings->nr; i++) {
		if (strcmp(strings->v[nr], strings->v[i]))
			strings->v[++nr] = strings->v[i];
		else
			free(strings->v[i]);
	}
	strings->nr = nr + 1;
}

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	max_align_t memory[];
};

/*
 * The first is small: a commit's message needs no more, and there are many. Blocks are zeroed, which costs more than
 * reading it.
 */
#define ARENA_FIRST_BLOCK ((size_t)1024)
#define ARENA_BLOCK ((size_t)16 * 1024)

void arena_release(struct arena *arena)
{
	struct arena_block *block, *next;

	if (!arena)
		return;
	for (block = arena->block; block; block = next) {
		next = block->next;
		free(block);
	}
	arena->block = NULL;
}

/* Blocks grow, so that an arena that ends small has wasted little. */
static size_t next_size(const struct arena_block *block)
{
	return block->size < ARENA_BLOCK / 2 ? 2 * block->size : ARENA_BLOCK;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t rounded = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
	struct arena_block *block = arena->block;

	if (!block || block->size - block->used < rounded) {
		size_t least = block ? next_size(block) : ARENA_FIRST_BLOCK, room = rounded > least ? rounded : least;

		block = mem_alloc(sizeof(*block) + room);
		block->size = room;
		block->next = arena->block;
		arena->block = block;
	}
	block->used += rounded;
	return (char *)block->memory + block->used - rounded;
}

char *arena_strndup(struct arena *arena, const char *bytes, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	if (len)
		memcpy(copy, bytes, len);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *string)
{
	return string ? arena_strndup(arena, string, strlen(string)) : NULL;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	owned(text_release) struct text text = { 0 };
	va_list args;

	va_start(args, format);
	text_vaddf(&text, format, args);
	va_end(args);
	return arena_strndup(arena, text_str(&text), text.len);
}

const char *arena_printable(struct arena *arena, const char *string)
{
	return string ? arena_printable_bytes(arena, string, strlen(string)) : NULL;
}

const char *arena_printable_bytes(struct arena *arena, const char *bytes, size_t len)
{
	owned(text_release) struct text text = { 0 };

	text_add_printable(&text, bytes, len);
	return arena_strndup(arena, text_str(&text), text.len);
}

const char *arena_squeezed(struct arena *arena, const char *bytes, size_t len)
{
	owned(text_release) struct text out = { 0 };
	bool blank = false;
	size_t i;

	for (i = 0; i < len; i++) {
		bool continued = bytes[i] == '\\' && i + 1 < len && bytes[i + 1] == '\n';
		bool is_blank = continued || isspace((unsigned char)bytes[i]);

		if (!is_blank && blank && out.len)
			text_addc(&out, ' ');
		if (!is_blank)
			text_addc(&out, bytes[i]);
		blank = is_blank;
	}
	return arena_printable_bytes(arena, text_str(&out), out.len);
}

void *arena_push_(struct arena *arena, void **array, size_t *nr, size_t size)
{
	bool is_full = (*nr & (*nr - 1)) == 0; /* nr is 0 or a power of two */

	if (is_full) {
		void *grown = arena_alloc(arena, (*nr ? 2 * *nr : 1) * size);

		if (*nr)
			memcpy(grown, *array, *nr * size);
		*array = grown;
	}
	return (char *)*array + (*nr)++ * size;
}

bool string_list_has(const struct string_list *list, const char *string)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		if (!strcmp(list->v[i], string))
			return true;
	return false;
}

void string_list_push(struct string_list *list, struct arena *arena, const char *string)
{
	*arena_push(arena, list->v, list->nr) = string;
}

void string_list_add_once(struct string_list *list, struct arena *arena, const char *string)
{
	if (!string_list_has(list, string))
		string_list_push(list, arena, arena_strdup(arena, string));
}

/* Those that change how others are read: marks and controls of direction, blanks without width, tags. */
static const struct { unsigned first, last; } unseen[] = {
	{ 0x061c, 0x061c }, { 0x200b, 0x200b }, { 0x200e, 0x200f }, { 0x202a, 0x202e },
	{ 0x2060, 0x2060 }, { 0x2066, 0x2069 }, { 0xfeff, 0xfeff }, { 0xe0000, 0xe007f },
};

/* The character that well-formed UTF-8 of more than one byte begins with, and its bytes. */
static unsigned decode(const char *bytes, size_t *len)
{
	unsigned char first = (unsigned char)bytes[0];
	unsigned code;
	size_t i;

	*len = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	code = first & (0x7fU >> *len);
	for (i = 1; i < *len; i++)
		code = code << 6 | ((unsigned char)bytes[i] & 0x3f);
	return code;
}

unsigned text_unseen(const char *bytes, size_t *len)
{
	unsigned code = decode(bytes, len);
	size_t i;

	for (i = 0; i < nr_of(unseen); i++)
		if (code >= unseen[i].first && code <= unseen[i].last)
			return code;
	return 0;
}
