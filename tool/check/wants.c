// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recursive descent over #if's grammar as far as options go:
 *
 *	or      and ("||" and)*
 *	and     unary ("&&" unary)*
 *	unary   "!" unary | "(" or ")" | "defined" name | IS_ENABLED(name) | name | anything else
 *
 * Both answers are kept for each part, so that "!" only exchanges them: of A && B
 * all that makes A true and all that makes B true, or what makes one of them false.
 *
 * A comparison or a sum wants nothing that could be named ("CONFIG_HZ > 100"):
 * what stands beside such an operator, up to the next "&&", "||" or ")", is passed over.
 */
#include <ctype.h>

#include "wants.h"

/* Deeper parentheses are nobody's; what is in them is passed over. */
#define MAX_DEPTH 64

struct parser {
	struct arena *arena;
	const char *at, *end;
	unsigned depth;
};

void wants_join(struct string_list *list, struct arena *arena, const struct string_list *from)
{
	size_t i;

	for (i = 0; i < from->nr; i++)
		if (!string_list_has(list, from->v[i]))
			*arena_push(arena, list->v, list->nr) = from->v[i];
}

static bool ends_with(const char *name, size_t len, const char *end)
{
	return len > strlen(end) && !memcmp(name + len - strlen(end), end, strlen(end));
}

void wants_of_name(struct wants *wants, struct arena *arena, const char *name, size_t len)
{
	static const char prefix[] = "CONFIG_", module[] = "_MODULE";

	*wants = (struct wants){ 0 };
	if (len <= strlen(prefix) || memcmp(name, prefix, strlen(prefix)))
		return;
	name += strlen(prefix);
	len -= strlen(prefix);
	if (ends_with(name, len, module))
		len -= strlen(module);
	*arena_push(arena, wants->yes.v, wants->yes.nr) = arena_strndup(arena, name, len);
	*arena_push(arena, wants->no.v, wants->no.nr) = arena_printf(arena, "!%.*s", (int)len, name);
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static void skip_blanks(struct parser *p)
{
	while (p->at < p->end && (isspace((unsigned char)*p->at) || *p->at == '\\'))
		p->at++;
}

static bool sees(struct parser *p, const char *what)
{
	skip_blanks(p);
	return (size_t)(p->end - p->at) >= strlen(what) && !memcmp(p->at, what, strlen(what));
}

static bool eats(struct parser *p, const char *what)
{
	if (!sees(p, what))
		return false;
	p->at += strlen(what);
	return true;
}

static size_t name_length(const struct parser *p)
{
	const char *at = p->at;

	while (at < p->end && is_name_char(*at))
		at++;
	return (size_t)(at - p->at);
}

/* Behind the ')' of a '(' that stands here. */
static void skip_group(struct parser *p)
{
	unsigned depth = 0;

	do {
		depth += *p->at == '(';
		depth -= *p->at == ')';
		p->at++;
	} while (depth && p->at < p->end);
}

static void read_or(struct wants *wants, struct parser *p);

static bool asks_for_option(const char *name, size_t len)
{
	static const char *const words[] = {
		"defined", "IS_ENABLED", "IS_BUILTIN", "IS_MODULE", "IS_REACHABLE",
	};
	size_t i;

	for (i = 0; i < nr_of(words); i++)
		if (strlen(words[i]) == len && !memcmp(words[i], name, len))
			return true;
	return false;
}

static void read_name(struct wants *wants, struct parser *p)
{
	size_t len = name_length(p);
	const char *name = p->at;
	bool open;

	p->at += len;
	if (!asks_for_option(name, len)) {
		wants_of_name(wants, p->arena, name, len);
		if (sees(p, "("))
			skip_group(p);
		return;
	}
	open = eats(p, "(");
	skip_blanks(p);
	len = name_length(p);
	wants_of_name(wants, p->arena, p->at, len);
	p->at += len;
	if (open)
		eats(p, ")");
}

/* Over what is no option: up to what the grammar knows. */
static bool skip_operators(struct parser *p)
{
	bool skipped = false;

	while (skip_blanks(p), p->at < p->end && *p->at != ')' && !sees(p, "&&") && !sees(p, "||")) {
		skipped = true;
		if (*p->at == '(')
			skip_group(p);
		else
			p->at++;
	}
	return skipped;
}

static void read_unary(struct wants *wants, struct parser *p)
{
	*wants = (struct wants){ 0 };
	if (sees(p, "!") && !sees(p, "!=")) {
		struct wants other = { 0 };

		p->at++;
		if (p->depth++ < MAX_DEPTH)
			read_unary(&other, p);
		p->depth--;
		*wants = (struct wants){ .yes = other.no, .no = other.yes };
	} else if (sees(p, "(") && p->depth < MAX_DEPTH) {
		p->at++;
		p->depth++;
		read_or(wants, p);
		p->depth--;
		eats(p, ")");
	} else if (p->at < p->end && is_name_char(*p->at)) {
		read_name(wants, p);
	}
	if (skip_operators(p))
		*wants = (struct wants){ 0 };
}

static void read_and(struct wants *wants, struct parser *p)
{
	read_unary(wants, p);
	while (eats(p, "&&")) {
		struct wants right;

		read_unary(&right, p);
		wants_join(&wants->yes, p->arena, &right.yes);
		if (!wants->no.nr)
			wants->no = right.no;
	}
}

static void read_or(struct wants *wants, struct parser *p)
{
	read_and(wants, p);
	while (eats(p, "||")) {
		struct wants right;

		read_and(&right, p);
		wants_join(&wants->no, p->arena, &right.no);
		if (!wants->yes.nr)
			wants->yes = right.yes;
	}
}

void wants_of_expression(struct wants *wants, struct arena *arena, const char *expression, size_t len)
{
	struct parser parser = { .arena = arena, .at = expression, .end = expression + len };

	read_or(wants, &parser);
}

static bool config_has(const char *config, const char *option)
{
	owned(text_release) struct text line = { 0 };
	const char *at;

	text_addf(&line, "CONFIG_%s=", option);
	for (at = config; (at = strstr(at, text_str(&line))); at += line.len)
		if ((at == config || at[-1] == '\n') && strchr("ym", at[line.len]))
			return true;
	return false;
}

bool wants_met(const char *config, const char *option)
{
	return *option == '!' ? !config_has(config, option + 1) : config_has(config, option);
}
