// SPDX-License-Identifier: GPL-2.0-only
/*
 * C's tokens (chain/tokens.h) in order: each makes its line one of code; #if,
 * #ifdef and #ifndef open a region in the one they stand in, #elif and #else its
 * next brother, #endif leaves it. A brother also wants that none before it held.
 */
#include <ctype.h>

#include "../chain/tokens.h"
#include "regions.h"
#include "wants.h"

/* A chain of #if, #elif, #else that is open. */
struct chain {
	struct chain *outer;
	uint32_t parent;                /* the region that it stands in */
	const char *first;              /* "#ifdef CONFIG_X" */
	struct string_list so_far;      /* what makes all conditions so far false */
};

struct finder {
	struct regions *regions;
	struct arena *arena;
	const char *text;
	struct chain *open;
	uint32_t region;                /* where the next line stands */
};

static void begin_region(struct finder *f, const char *condition, const struct string_list *options)
{
	struct region *region = arena_push(f->arena, f->regions->v, f->regions->nr);

	region->parent = f->open->parent;
	region->condition = condition;
	wants_join(&region->options, f->arena, options);
	f->region = (uint32_t)(f->regions->nr - 1);
}

/* A directive's name and what follows it: "#  ifdef CONFIG_X" has both. */
struct directive_text {
	const char *name, *rest;
	size_t name_len, rest_len;
	const char *squeezed;
};

static bool is_named(const struct directive_text *d, const char *name)
{
	return d->name_len == strlen(name) && !memcmp(d->name, name, d->name_len);
}

static struct directive_text directive_of(struct arena *arena, const char *at, size_t len)
{
	struct directive_text d = { .squeezed = arena_squeezed(arena, at, len) };
	const char *end = at + len;

	for (at++; at < end && isblank((unsigned char)*at);)
		at++;
	d.name = at;
	while (at < end && isalpha((unsigned char)*at))
		at++;
	d.name_len = (size_t)(at - d.name);
	while (at < end && isblank((unsigned char)*at))
		at++;
	d.rest = at;
	d.rest_len = (size_t)(end - at);
	return d;
}

/* What the condition of #if, #ifdef, #ifndef or #elif wants. */
static void read_condition(struct wants *wants, struct arena *arena, const struct directive_text *d)
{
	struct wants other;
	size_t len = 0;

	if (is_named(d, "if") || is_named(d, "elif")) {
		wants_of_expression(wants, arena, d->rest, d->rest_len);
		return;
	}
	while (len < d->rest_len && !isspace((unsigned char)d->rest[len]))
		len++;
	wants_of_name(wants, arena, d->rest, len);
	if (is_named(d, "ifndef")) {
		other = *wants;
		*wants = (struct wants){ .yes = other.no, .no = other.yes };
	}
}

static void open_chain(struct finder *f, const struct directive_text *d)
{
	struct chain *chain = arena_alloc(f->arena, sizeof(*chain));
	struct wants wants = { 0 };

	chain->outer = f->open;
	chain->parent = f->region;
	chain->first = d->squeezed;
	f->open = chain;
	read_condition(&wants, f->arena, d);
	begin_region(f, d->squeezed, &wants.yes);
	wants_join(&chain->so_far, f->arena, &wants.no);
}

static void next_in_chain(struct finder *f, const struct directive_text *d)
{
	struct string_list options = { 0 };
	struct wants wants = { 0 };

	if (is_named(d, "elif"))
		read_condition(&wants, f->arena, d);
	wants_join(&options, f->arena, &f->open->so_far);
	wants_join(&options, f->arena, &wants.yes);
	begin_region(f, arena_printf(f->arena, "%s of %s", d->squeezed, f->open->first), &options);
	wants_join(&f->open->so_far, f->arena, &wants.no);
}

/* Divides the region that its chain stands in: then its lines are of that one. */
static bool is_divider(const struct directive_text *d)
{
	return is_named(d, "elif") || is_named(d, "else") || is_named(d, "endif");
}

static void take_directive(struct finder *f, const struct directive_text *d)
{
	if (d->name_len >= 2 && !memcmp(d->name, "if", 2))
		open_chain(f, d);
	else if (f->open && is_named(d, "endif"))
		f->open = f->open->outer;
	else if (f->open && is_divider(d))
		next_in_chain(f, d);
}

static void mark_lines(struct finder *f, uint32_t first, uint32_t last)
{
	uint32_t line;

	for (line = first; line <= last && line <= f->regions->nr_lines; line++) {
		f->regions->is_code[line] = true;
		f->regions->of_line[line] = f->region;
	}
}

static void read_directive(struct finder *f, struct scanner *scanner, const struct token *directive)
{
	uint32_t end = directive->at + directive->len;
	struct token token = *directive;
	struct directive_text d;

	while (token.kind != TOKEN_DIRECTIVE_END && token.kind != TOKEN_END) {
		end = token.at + token.len;
		token = scanner_next(scanner);
	}
	d = directive_of(f->arena, f->text + directive->at, end - directive->at);
	if (f->open && is_divider(&d))
		f->region = f->open->parent;
	mark_lines(f, directive->line, token.line);
	take_directive(f, &d);
}

static uint32_t count_lines(const char *text, size_t len)
{
	owned(lined_release) struct lined lined = lined_of(text, len);

	return lined.nr;
}

void regions_find(struct regions *regions, struct arena *arena, const char *text, size_t len)
{
	struct finder f = { .regions = regions, .arena = arena, .text = text };
	struct scanner scanner = scanner_of(text, len);
	struct token token;

	*regions = (struct regions){ .nr_lines = count_lines(text, len) };
	regions->of_line = arena_alloc(arena, (regions->nr_lines + 1) * sizeof(*regions->of_line));
	regions->is_code = arena_alloc(arena, (regions->nr_lines + 1) * sizeof(*regions->is_code));
	arena_push(arena, regions->v, regions->nr);
	while ((token = scanner_next(&scanner)).kind != TOKEN_END) {
		if (token.kind == TOKEN_DIRECTIVE)
			read_directive(&f, &scanner, &token);
		else
			mark_lines(&f, token.line, token.line);
	}
}
