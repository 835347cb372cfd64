// SPDX-License-Identifier: GPL-2.0-only
/*
 * Made printable first (text.h), then copied character by character. Characters that nobody sees, and that turn
 * the direction of writing, would let "ready" be seen where something else stands: they become U+FFFD too, and so do
 * U+FFFE and U+FFFF, which are no characters and at which some readers of UTF-8 stop.
 */
#include "one-line.h"

/* The UTF-8 sequence that begins here; what was made printable is whole. */
static size_t sequence_length(const char *at)
{
	size_t len = 1;

	while ((at[len] & 0xc0) == 0x80)
		len++;
	return len;
}

static bool is_unseen(const char *at, size_t len)
{
	return len > 1 && text_unseen(at, &len);
}

static bool is_no_character(const char *at)
{
	return !strncmp(at, "\xef\xbf\xbe", 3) || !strncmp(at, "\xef\xbf\xbf", 3);
}

void add_lines(struct text *out, const char *bytes, size_t len)
{
	owned(text_release) struct text printable = { 0 };
	const char *at;

	text_add_printable(&printable, bytes, len);
	for (at = text_str(&printable); *at; at += len) {
		len = sequence_length(at);
		if (is_unseen(at, len) || is_no_character(at))
			text_adds(out, "\xef\xbf\xbd");
		else
			text_add(out, at, len);
	}
}

static void add_words(struct text *out, const char *at, size_t max)
{
	size_t start = out->len, len;

	for (at += strspn(at, " \t\n"); *at; at += len) {
		if (out->len - start >= max) {
			text_adds(out, "...");
			return;
		}
		len = strspn(at, " \t\n");
		if (len) {
			text_adds(out, at[len] ? " " : "");
			continue;
		}
		len = sequence_length(at);
		text_add(out, at, len);
	}
}

void add_short(struct text *out, const char *string, size_t max)
{
	owned(text_release) struct text lines = { 0 };

	if (!string)
		return;
	/* What is behind is not shown, even if half of this is blanks. */
	add_lines(&lines, string, strnlen(string, 8 * max));
	add_words(out, text_str(&lines), max);
}

void add_one_line(struct text *out, const char *string)
{
	add_short(out, string, ONE_LINE_MAX);
}
