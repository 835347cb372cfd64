// SPDX-License-Identifier: GPL-2.0-only
/*
 * A recursive descent over tokens. A name with parentheses that a statement follows, not an operator or ';', is a loop
 * of the kernel's (list_for_each_entry (...) { }). Directives are statements of their own.
 */
#include "statements.h"

/* Deeper code is no code that a person wrote; it is then one statement. */
#define MAX_DEPTH 60

struct reader {
	struct arena *arena;
	const struct code *code;
	char separator;
	unsigned depth;
};

static bool is(const struct reader *r, size_t at, size_t to, int kind)
{
	return at < to && r->code->tokens[at].kind == kind;
}

static enum word word_at(const struct reader *r, size_t at, size_t to)
{
	return at < to && r->code->tokens[at].kind == TOKEN_NAME ? r->code->tokens[at].word : WORD_PLAIN;
}

size_t statements_partner(const struct code *code, size_t open, size_t to)
{
	size_t depth = 0, at;

	for (at = open; at < to; at++) {
		int kind = code->tokens[at].kind;

		if (code->tokens[at].in_directive)
			continue;
		depth += is_opening(kind);
		if (is_closing(kind) && --depth == 0)
			return at;
	}
	return to;
}

static size_t line_of(const struct code *code, size_t token)
{
	return code_at(code, code->tokens[token].line);
}

/* Behind the directive that begins at 'at'. */
static size_t behind_directive(const struct reader *r, size_t at, size_t to)
{
	do
		at++;
	while (at < to && r->code->tokens[at].in_directive && r->code->tokens[at].kind != TOKEN_DIRECTIVE);
	return at;
}

/* Behind the separator that ends a plain statement; a '}' that closes what is around ends it too. */
static size_t behind_plain(const struct reader *r, size_t at, size_t to)
{
	while (at < to) {
		int kind = r->code->tokens[at].kind;

		if (kind == r->separator || kind == ';')
			return at + 1;
		if (kind == TOKEN_DIRECTIVE)
			return at;
		at = is_opening(kind) ? statements_partner(r->code, at, to) + 1 : at + 1;
	}
	return to;
}

static size_t read_statement(struct reader *r, struct statement *statement, size_t at, size_t to);

static void read_list(struct reader *r, struct statement_list *list, size_t from, size_t to);

/* The statement behind "if (...)": a block, or one without braces. */
static size_t read_part(struct reader *r, struct statement *statement, size_t at, size_t to)
{
	struct statement_list *part = arena_push(r->arena, statement->parts, statement->nr_parts);
	struct statement inner = { 0 };
	size_t end;

	if (is(r, at, to, '{')) {
		end = statements_partner(r->code, at, to);
		part->is_braced = true;
		part->first = line_of(r->code, at) + 1;
		part->end = end < to ? line_of(r->code, end) : part->first;
		read_list(r, part, at + 1, end);
		return end < to ? end + 1 : to;
	}
	end = read_statement(r, &inner, at, to);
	*arena_push(r->arena, part->v, part->nr) = inner;
	part->first = inner.first;
	part->end = inner.last + 1;
	return end;
}

static size_t read_else(struct reader *r, struct statement *statement, size_t at, size_t to)
{
	while (at < to && code_token_is(r->code, at, "else")) {
		at++;
		if (code_token_is(r->code, at, "if") && is(r, at + 1, to, '('))
			at = statements_partner(r->code, at + 1, to) + 1;
		at = read_part(r, statement, at, to);
	}
	return at;
}

static size_t read_control(struct reader *r, struct statement *statement, size_t at, size_t to)
{
	size_t behind = statements_partner(r->code, at + 1, to) + 1;

	if (behind >= to)
		return to;
	if (is(r, behind, to, ';'))
		return behind + 1;
	return read_else(r, statement, read_part(r, statement, behind, to), to);
}

/* A loop by a macro: a name, parentheses, and a block behind them. */
static bool is_loop(const struct reader *r, size_t at, size_t to)
{
	size_t behind;

	if (r->separator == ',' || word_at(r, at, to) != WORD_PLAIN || !is(r, at, to, TOKEN_NAME) || !is(r, at + 1, to, '('))
		return false;
	behind = statements_partner(r->code, at + 1, to) + 1;
	return is(r, behind, to, '{') || is(r, behind, to, TOKEN_NAME);
}

static bool is_label(const struct reader *r, size_t at, size_t to)
{
	return r->separator == ';' && is(r, at, to, TOKEN_NAME) && is(r, at + 1, to, ':') && !is(r, at + 2, to, TOKEN_NUMBER);
}

static bool is_case(const struct reader *r, size_t at)
{
	return code_token_is(r->code, at, "case") || code_token_is(r->code, at, "default");
}

static size_t read_do(struct reader *r, struct statement *statement, size_t at, size_t to)
{
	at = read_part(r, statement, at + 1, to);
	return behind_plain(r, at, to);
}

static size_t behind_colon(const struct reader *r, size_t at, size_t to)
{
	while (at < to && !is(r, at, to, ':'))
		at++;
	return at < to ? at + 1 : to;
}

/* By its first token; says where it ends. */
static size_t read_kind(struct reader *r, struct statement *statement, size_t at, size_t to)
{
	bool is_code = r->separator == ';';

	if (is(r, at, to, TOKEN_DIRECTIVE)) {
		statement->is_directive = true;
		return behind_directive(r, at, to);
	}
	if (is_code && is(r, at, to, '{'))
		return read_part(r, statement, at, to);
	statement->is_switch = code_token_is(r->code, at, "switch");
	if (is_code && word_at(r, at, to) == WORD_CONTROL && is(r, at + 1, to, '('))
		return read_control(r, statement, at, to);
	if (is_code && code_token_is(r->code, at, "do"))
		return read_do(r, statement, at, to);
	if (is_loop(r, at, to))
		return read_control(r, statement, at, to);
	if (is_code && is_case(r, at))
		return behind_colon(r, at, to);
	if (is_label(r, at, to))
		return at + 2;
	return behind_plain(r, at, to);
}

static bool is_declaration(const struct reader *r, size_t at, size_t to)
{
	enum word word = word_at(r, at, to);

	if (word == WORD_TYPE || word == WORD_STRUCT || word == WORD_ENUM || word == WORD_STATIC ||
	    word == WORD_QUALIFIER || word == WORD_VOID || word == WORD_STORAGE)
		return true;
	if (!is(r, at, to, TOKEN_NAME) || word != WORD_PLAIN)
		return false;
	while (is(r, at + 1, to, '*'))
		at++;
	return is(r, at + 1, to, TOKEN_NAME);
}

static bool says_something(const struct reader *r, size_t at, size_t to)
{
	static const char *const plain[] = { "return", "break", "continue", "goto", "case", "default", "else" };
	size_t i;

	for (i = 0; i < nr_of(plain); i++)
		if (code_token_is(r->code, at, plain[i]))
			return false;
	return is(r, at, to, TOKEN_NAME) && !is_label(r, at, to);
}

/* A part whose lines others share cannot be told from them. */
static void drop_shared_parts(struct statement *statement)
{
	size_t i;

	for (i = 0; i < statement->nr_parts; i++) {
		const struct statement_list *part = &statement->parts[i];
		size_t k;

		for (k = 0; k < part->nr; k++)
			if (part->v[k].first < part->first || part->v[k].last >= part->end ||
			    part->v[k].first == statement->first)
				statement->nr_parts = 0;
	}
}

static size_t read_statement(struct reader *r, struct statement *statement, size_t at, size_t to)
{
	size_t end;

	*statement = (struct statement){ .says_something = says_something(r, at, to),
					 .is_declaration = is_declaration(r, at, to) };
	if (r->depth++ < MAX_DEPTH)
		end = read_kind(r, statement, at, to);
	else
		end = to;
	r->depth--;
	if (end <= at)
		end = at + 1;
	if (end > to)
		end = to;
	statement->first = line_of(r->code, at);
	statement->last = line_of(r->code, end - 1);
	drop_shared_parts(statement);
	return end;
}

static void read_list(struct reader *r, struct statement_list *list, size_t from, size_t to)
{
	while (from < to) {
		struct statement one = { 0 }, *before = list->nr ? &list->v[list->nr - 1] : NULL;

		from = read_statement(r, &one, from, to);
		if (before && one.first <= before->last) {
			before->last = one.last > before->last ? one.last : before->last;
			before->says_something |= one.says_something;
			before->nr_parts = 0;
		} else {
			*arena_push(r->arena, list->v, list->nr) = one;
		}
	}
}

void statements_make(struct statement_list *list, struct arena *arena, const struct code *code, size_t from, size_t to,
		     char separator)
{
	struct reader reader = { .arena = arena, .code = code, .separator = separator };

	*list = (struct statement_list){ .is_braced = true };
	list->first = from ? line_of(code, from - 1) + 1 : 0;
	list->end = to < code->nr_tokens ? line_of(code, to) : code->nr;
	read_list(&reader, list, from, to);
}

void statements_widen(size_t *first, size_t *last, const struct statement_list *list)
{
	size_t i, k;

	for (i = 0; i < list->nr; i++) {
		const struct statement *statement = &list->v[i];
		size_t head_last = statement->last;

		if (statement->last < *first || statement->first > *last)
			continue;
		for (k = 0; k < statement->nr_parts; k++) {
			statements_widen(first, last, &statement->parts[k]);
			if (k == 0 && statement->parts[k].first > statement->first)
				head_last = statement->parts[k].first - 1;
		}
		if (*first <= head_last && *first > statement->first)
			*first = statement->first;
		if (*last >= statement->first && *last < head_last)
			*last = head_last;
	}
}
