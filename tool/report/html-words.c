// SPDX-License-Identifier: GPL-2.0-only
/*
 * A line beside another one that is nearly the same: both are cut into words (names and numbers, runs of blanks, single
 * signs), the longest common run of words is found as diff(1) finds that of lines, and what is not in it is marked.
 * Lines with little in common are not marked: there everything is different, and the colour of the line says so.
 */
#include "html-parts.h"

/* Words of a line beyond which nobody reads it; it is then shown without marks. */
#define MOST_WORDS 160

/* Of a line's words, so many must be in the other one too, blanks and signs not counted: a third. */
#define LEAST_SHARE 3

struct words {
	const char *line;
	size_t starts[MOST_WORDS + 1];
	bool common[MOST_WORDS];
	size_t nr;
};

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t word_length(const char *at, size_t len)
{
	size_t i = 1;

	if (is_name(*at))
		while (i < len && is_name(at[i]))
			i++;
	else if (is_blank(*at))
		while (i < len && is_blank(at[i]))
			i++;
	return i;
}

/* false: too many. */
static bool cut_words(struct words *words, const char *line, size_t len)
{
	size_t at = 0;

	words->line = line;
	words->nr = 0;
	while (at < len && words->nr < MOST_WORDS) {
		words->starts[words->nr] = at;
		words->common[words->nr++] = false;
		at += word_length(line + at, len - at);
	}
	words->starts[words->nr] = at;
	return at == len;
}

static bool same_word(const struct words *a, size_t i, const struct words *b, size_t j)
{
	size_t len = a->starts[i + 1] - a->starts[i];

	return len == b->starts[j + 1] - b->starts[j] && !memcmp(a->line + a->starts[i], b->line + b->starts[j], len);
}

/* lengths[i][j]: of the longest common run of a's words from i and b's from j. */
typedef unsigned char length_table[MOST_WORDS + 1][MOST_WORDS + 1];

static void measure(length_table lengths, const struct words *a, const struct words *b)
{
	size_t i, j;

	for (i = a->nr + 1; i-- > 0;) {
		for (j = b->nr + 1; j-- > 0;) {
			if (i == a->nr || j == b->nr)
				lengths[i][j] = 0;
			else if (same_word(a, i, b, j))
				lengths[i][j] = (unsigned char)(lengths[i + 1][j + 1] + 1);
			else
				lengths[i][j] =
					lengths[i + 1][j] > lengths[i][j + 1] ? lengths[i + 1][j] : lengths[i][j + 1];
		}
	}
}

static void find_common(struct words *a, const struct words *b)
{
	length_table lengths;
	size_t i = 0, j = 0;

	measure(lengths, a, b);
	while (i < a->nr && j < b->nr) {
		if (same_word(a, i, b, j)) {
			a->common[i++] = true;
			j++;
		} else if (lengths[i + 1][j] >= lengths[i][j + 1]) {
			i++;
		} else {
			j++;
		}
	}
}

static bool has_enough_in_common(const struct words *words)
{
	size_t i, nr = 0, nr_common = 0;

	for (i = 0; i < words->nr; i++) {
		if (!is_name(words->line[words->starts[i]]))
			continue;
		nr++;
		nr_common += words->common[i];
	}
	return nr_common * LEAST_SHARE >= nr;
}

/* A blank between two marked words is marked with them: what reads as one is one. */
static bool is_marked(const struct words *words, size_t i)
{
	if (!words->common[i])
		return true;
	return i && i + 1 < words->nr && is_blank(words->line[words->starts[i]]) && !words->common[i - 1] &&
	       !words->common[i + 1];
}

static void write_words(struct text *out, const struct words *words)
{
	size_t i, from;
	bool marked;

	for (from = 0; from < words->nr; from = i) {
		marked = is_marked(words, from);
		for (i = from; i < words->nr && is_marked(words, i) == marked; i++)
			;
		text_adds(out, marked ? "<mark>" : "");
		html_escape_part(out, words->line + words->starts[from], words->starts[i] - words->starts[from],
				 HTML_LONGEST);
		text_adds(out, marked ? "</mark>" : "");
	}
}

void html_words(struct text *out, const char *line, size_t len, const char *other, size_t other_len)
{
	struct words a, b;

	if (!cut_words(&a, line, len) || !cut_words(&b, other, other_len)) {
		html_escape_part(out, line, len, HTML_LONGEST);
		return;
	}
	find_common(&a, &b);
	if (has_enough_in_common(&a))
		write_words(out, &a);
	else
		html_escape_part(out, line, len, HTML_LONGEST);
}
