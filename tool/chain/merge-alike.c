// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines that a hunk replaces or takes away, and that the target has but for white space and comments: who wrote these
 * is no prerequisite. The run of lines with the same tokens, line by line, if there is one such run in the entity.
 */
#include "merge-hunk.h"

/* More lines than that are not told apart by a blank here and there. */
#define MAX_LINES 64

static void spell(struct text *spelled, const struct version *version, uint32_t line)
{
	size_t len;
	const char *text = version_line(&len, version, line);
	struct scanner scanner = scanner_of(text, len);
	struct token token;

	text_clear(spelled);
	while ((token = scanner_next(&scanner)).kind != TOKEN_END) {
		text_add(spelled, text + token.at, token.len);
		text_adds(spelled, "\n");
	}
}

/* A file has one kind of line end, and keeps it. */
static bool has_cr(const struct version *version, uint32_t line)
{
	uint32_t end = version->starts[line];

	return end - version->starts[line - 1] > 1 && version->data[end - 2] == '\r';
}

/* The next letter that is no white space, at or behind *at. */
static char next_letter(const char **at, const char *end)
{
	while (*at < end && strchr(" \t\r\f\v", **at))
		++*at;
	return *at < end ? *(*at)++ : '\0';
}

/* It may begin a comment, or continue a line. */
static bool may_be_blank(char letter)
{
	return letter == '/' || letter == '\\';
}

/* Lines that differ in what is no white space, before anything that could be a comment: as almost all do. */
static bool are_apart(const struct version *a, uint32_t line_a, const struct version *b, uint32_t line_b)
{
	size_t len_a, len_b;
	const char *at_a = version_line(&len_a, a, line_a), *end_a = at_a + len_a;
	const char *at_b = version_line(&len_b, b, line_b), *end_b = at_b + len_b;
	char letter, other;

	do {
		letter = next_letter(&at_a, end_a);
		other = next_letter(&at_b, end_b);
	} while (letter == other && letter && !may_be_blank(letter));
	return letter != other && !may_be_blank(letter) && !may_be_blank(other);
}

static bool are_alike(const struct version *a, uint32_t line_a, const struct version *b, uint32_t line_b)
{
	owned(text_release) struct text one = { 0 }, other = { 0 };

	if (version_same_line(a, line_a, b, line_b))
		return true;
	if (are_apart(a, line_a, b, line_b) || has_cr(a, line_a) != has_cr(b, line_b))
		return false;
	spell(&one, a, line_a);
	spell(&other, b, line_b);
	return one.len == other.len && !memcmp(text_str(&one), text_str(&other), one.len);
}

static bool is_run(const struct sides *sides, const struct hunk *hunk, uint32_t first)
{
	uint32_t i;

	for (i = 0; i < hunk->at.old_nr; i++)
		if (!are_alike(sides->ancestor, hunk->at.old_first + i, sides->ours, first + i))
			return false;
	return true;
}

static bool says_something(const struct sides *sides, const struct hunk *hunk)
{
	uint32_t i;

	for (i = 0; i < hunk->at.old_nr; i++)
		if (version_says_something(sides->ancestor, hunk->at.old_first + i))
			return true;
	return false;
}

bool hunk_place_alike(uint32_t *first, const struct sides *sides, const struct hunk *hunk, const struct block *ours)
{
	uint32_t line;

	if (!hunk->at.old_nr || hunk->at.old_nr > MAX_LINES || !says_something(sides, hunk))
		return false;
	*first = 0;
	for (line = ours->lead; line + hunk->at.old_nr <= ours->last + 1; line++) {
		if (!is_run(sides, hunk, line))
			continue;
		if (*first)
			return false;
		*first = line;
	}
	return *first != 0;
}
