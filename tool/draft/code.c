// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of code by their tokens. What spatch writes is wrapped and indented otherwise, so two texts are the same when
 * their tokens are; lines are compared by their tokens' spellings, as text, by the same diff as everything else.
 */
#include "code.h"

static void add_starts(struct code *code)
{
	const char *at = code->text, *end = at + code->len, *line;
	size_t len, nr = 0;

	while (text_line(&line, &len, &at, end))
		*arena_push(&code->arena, code->starts, nr) = (uint32_t)(line - code->text);
	code->nr_lines = (uint32_t)nr;
	*arena_push(&code->arena, code->starts, nr) = (uint32_t)code->len;
}

static void add_tokens(struct code *code)
{
	struct scanner scanner = scanner_of(code->text, code->len);
	struct token token;

	while ((token = scanner_next(&scanner)).kind != TOKEN_END)
		if (token.kind != TOKEN_DIRECTIVE_END)
			*arena_push(&code->arena, code->tokens, code->nr_tokens) = token;
}

static const char *make_key(struct code *code, const struct code_line *line)
{
	owned(text_release) struct text key = { 0 };
	size_t i;

	for (i = 0; i < line->nr; i++) {
		const struct token *token = &code->tokens[line->first + i];

		if (i)
			text_addc(&key, ' ');
		text_add(&key, code->text + token->at, token->len);
	}
	return arena_strndup(&code->arena, text_str(&key), key.len);
}

static void add_lines(struct code *code)
{
	size_t i, k;

	for (i = 0; i < code->nr_tokens; i += code->v[code->nr - 1].nr) {
		struct code_line *line = arena_push(&code->arena, code->v, code->nr);

		line->line = code->tokens[i].line;
		line->first = i;
		for (k = i; k < code->nr_tokens && code->tokens[k].line == line->line; k++)
			line->nr++;
		line->key = make_key(code, line);
	}
}

void code_make(struct code *code, const char *text, size_t len)
{
	*code = (struct code){ .text = text, .len = len };
	add_starts(code);
	add_tokens(code);
	add_lines(code);
}

void code_release(struct code *code)
{
	if (code)
		arena_release(&code->arena);
}

size_t code_at(const struct code *code, uint32_t line)
{
	size_t low = 0, high = code->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code->v[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool code_token_is(const struct code *code, size_t token, const char *spelling)
{
	size_t len = strlen(spelling);

	return token < code->nr_tokens && code->tokens[token].len == len &&
	       !memcmp(code->text + code->tokens[token].at, spelling, len);
}

static bool only_blanks(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (text[i] != ' ' && text[i] != '\t')
			return false;
	return true;
}

void code_line_text(struct text *text, const struct code *code, size_t at)
{
	const struct code_line *line = &code->v[at];
	uint32_t from = code->starts[line->line - 1];
	size_t i;

	for (i = 0; i < line->nr; i++) {
		const struct token *token = &code->tokens[line->first + i];

		if (only_blanks(code->text + from, token->at - from))
			text_add(text, code->text + from, token->at - from);
		else
			text_addc(text, ' ');
		text_add(text, code->text + token->at, token->len);
		from = token->at + token->len;
	}
}

void code_copy(struct text *text, const struct code *code, uint32_t first, uint32_t nr)
{
	if (!nr)
		return;
	text_add(text, code->text + code->starts[first - 1], code->starts[first - 1 + nr] - code->starts[first - 1]);
}

static void add_keys(struct text *text, const struct code *code, size_t first, size_t end)
{
	size_t i;

	for (i = first; i < end; i++)
		text_addf(text, "%s\n", code->v[i].key);
}

int code_differences(struct differences *differences, const struct code *old, size_t old_first, size_t old_end,
		     const struct code *fresh, size_t fresh_first, size_t fresh_end, struct error *err)
{
	owned(text_release) struct text a = { 0 }, b = { 0 };

	add_keys(&a, old, old_first, old_end);
	add_keys(&b, fresh, fresh_first, fresh_end);
	return text_differences(differences, text_str(&a), a.len, text_str(&b), b.len, err);
}

static bool is_string(const struct code *code, size_t at)
{
	return at < code->nr_tokens && code->tokens[at].kind == TOKEN_LITERAL && code->text[code->tokens[at].at] == '"';
}

/* Adds a token, and with a string those that it is one with ("a" "b" is "ab"); the token behind. */
static size_t add_token(struct text *text, const struct code *code, size_t at)
{
	const struct token *token = &code->tokens[at];

	if (!is_string(code, at) || token->len < 2) {
		text_add(text, code->text + token->at, token->len);
		return at + 1;
	}
	text_addc(text, '"');
	for (; is_string(code, at) && code->tokens[at].len >= 2; at++)
		text_add(text, code->text + code->tokens[at].at + 1, code->tokens[at].len - 2);
	return at;
}

uint32_t code_first_difference(const struct code *a, const struct code *b)
{
	owned(text_release) struct text x = { 0 }, y = { 0 };
	size_t i = 0, k = 0;

	while (i < a->nr_tokens && k < b->nr_tokens) {
		uint32_t line = b->tokens[k].line;

		text_clear(&x);
		text_clear(&y);
		i = add_token(&x, a, i);
		k = add_token(&y, b, k);
		if (!text_equal(&x, &y))
			return line;
	}
	if (i == a->nr_tokens && k == b->nr_tokens)
		return 0;
	return k < b->nr_tokens ? b->tokens[k].line : b->nr_lines ? b->nr_lines : 1;
}

void code_apply(struct text *text, const struct code *old, const struct code *fresh, uint32_t first, uint32_t last,
		const struct code_edit *edits, size_t nr)
{
	uint32_t at = first;
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct code_edit *edit = &edits[i];

		if (edit->old_first < at || edit->old_first + edit->old_nr > last + 1)
			continue;
		code_copy(text, old, at, edit->old_first - at);
		if (text->len && text->data[text->len - 1] != '\n')
			text_addc(text, '\n');
		code_copy(text, fresh, edit->new_first, edit->new_nr);
		at = edit->old_first + edit->old_nr;
	}
	if (at <= last)
		code_copy(text, old, at, last + 1 - at);
}
