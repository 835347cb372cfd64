// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words are compared as lines are: each is written on a line of its own, and these are given to the same diff.
 */
#include <ctype.h>

#include "tokens.h"
#include "words.h"

/* Bytes of a name in another encoding than ASCII belong together. */
static bool is_letter(char c)
{
	return char_classes[(unsigned char)c] & (CHAR_LETTER | CHAR_DIGIT) && c != '$';
}

static uint32_t word_end(const char *data, uint32_t at, uint32_t end)
{
	if (!is_letter(data[at]))
		return at + 1;
	while (at < end && is_letter(data[at]))
		at++;
	return at;
}

/* The blanks before the first word may begin on lines above. */
static uint32_t blanks_begin(const struct version *version, uint32_t at)
{
	while (at && isspace((unsigned char)version->data[at - 1]))
		at--;
	return at;
}

struct words words_of(struct arena *arena, const struct version *version, uint32_t first, uint32_t nr)
{
	uint32_t at = version->starts[first - 1], end = version->starts[first - 1 + nr], line = first;
	struct words words = { .version = version, .from = blanks_begin(version, at) };
	size_t made = 0;

	while (at < end) {
		if (isspace((unsigned char)version->data[at])) {
			line += version->data[at++] == '\n';
		} else {
			uint32_t behind = word_end(version->data, at, end);

			*arena_push(arena, words.v, made) = (struct text_word){ at, behind - at, line };
			at = behind;
		}
	}
	words.nr = (uint32_t)made;
	return words;
}

const char *words_spelling(const struct words *words, uint32_t word)
{
	return words->version->data + words->v[word].at;
}

bool words_is_name(const struct words *words, uint32_t word)
{
	char c = *words_spelling(words, word);

	return is_letter(c) && !isdigit((unsigned char)c);
}

bool words_same(const struct words *a, uint32_t i, const struct words *b, uint32_t k)
{
	return a->v[i].len == b->v[k].len && !memcmp(words_spelling(a, i), words_spelling(b, k), a->v[i].len);
}

const char *words_blanks(size_t *len, const struct words *words, uint32_t word)
{
	uint32_t from = word ? words->v[word - 1].at + words->v[word - 1].len : words->from;

	*len = words->v[word].at - from;
	return words->version->data + from;
}

bool words_same_blanks(const struct words *a, uint32_t i, const struct words *b, uint32_t k)
{
	size_t one_len, other_len;
	const char *one = words_blanks(&one_len, a, i), *other = words_blanks(&other_len, b, k);

	return one_len == other_len && !memcmp(one, other, one_len);
}

uint32_t words_at_line(const struct words *words, uint32_t line)
{
	uint32_t low = 0, high = words->nr;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (words->v[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool words_is_member(const struct words *words, uint32_t word)
{
	char before = word ? *words_spelling(words, word - 1) : '\0';

	return before == '.' || (before == '>' && word > 1 && *words_spelling(words, word - 2) == '-');
}

static void spell(struct text *text, const struct words *words, uint32_t from, uint32_t to)
{
	uint32_t i;

	for (i = from; i < to; i++) {
		text_add(text, words_spelling(words, i), words->v[i].len);
		text_addc(text, '\n');
	}
}

int words_differences(struct differences *differences, const struct words *old, uint32_t old_from, uint32_t old_to,
		      const struct words *new, uint32_t new_from, uint32_t new_to, struct error *err)
{
	owned(text_release) struct text one = { 0 }, other = { 0 };

	spell(&one, old, old_from, old_to);
	spell(&other, new, new_from, new_to);
	return text_differences(differences, text_str(&one), one.len, text_str(&other), other.len, err);
}

static bool is_letter_at(const char *text, size_t len, const char *at)
{
	return at >= text && at < text + len && is_letter(*at);
}

bool text_has_word(const char *text, size_t len, const char *word)
{
	const char *at = text;
	size_t word_len = strlen(word);

	for (; (at = memmem(at, len - (size_t)(at - text), word, word_len)); at += word_len)
		if (!is_letter_at(text, len, at - 1) && !is_letter_at(text, len, at + word_len))
			return true;
	return false;
}
