// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose member a use names: of "lamp->level" the struct that the function declares lamp as.
 *
 * Only what stands in the same function is looked at: a parameter or a local variable of "struct x", the nearest
 * declaration before the use; in a table the type of the table. Through another member, a call, a cast, a macro or a
 * typedef it cannot be told, and nothing is said.
 */
#include <stdlib.h>

#include "name-shape.h"
#include "tokens.h"

struct token_list {
	struct token *v;
	size_t nr, capacity;
};

static void token_list_release(struct token_list *list)
{
	free(list->v);
}

static const char *line_of(const char *text, size_t len, uint32_t line)
{
	const char *at = text, *newline;

	while (--line && (newline = memchr(at, '\n', len - (size_t)(at - text))))
		at = newline + 1;
	return at;
}

/* The tokens of an entity, up to the end of a line; their lines count from the entity's first. */
static void read_tokens(struct token_list *list, struct tokens *t, const struct entity *entity, const char *text,
			size_t len, uint32_t last)
{
	const char *from = line_of(text, len, entity->first);
	struct scanner s = scanner_of(from, len - (size_t)(from - text));
	struct token token;

	while ((token = scanner_next(&s)).kind != TOKEN_END && token.line <= last - entity->first + 1) {
		list->v = array_room(list->v, list->nr, &list->capacity, sizeof(*list->v));
		list->v[list->nr++] = token;
	}
	*t = (struct tokens){ .text = from, .v = list->v, .end = list->nr };
}

static bool is_spelt(const struct tokens *t, size_t at, const char *name)
{
	return is_name(t, at) && t->v[at].len == strlen(name) && !memcmp(token_spelling(t, at), name, t->v[at].len);
}

static bool is_same_name(const struct tokens *t, size_t a, size_t b)
{
	return is_name(t, a) && t->v[a].len == t->v[b].len &&
	       !memcmp(token_spelling(t, a), token_spelling(t, b), t->v[a].len);
}

/* What the declarator at 'at' is of: back over stars, and over "*a," of "struct x *a, *b". */
static enum owner owner_by_declarator(const struct tokens *t, size_t at, const char *of)
{
	while (at) {
		at--;
		if (is_kind(t, at, '*') || is_word(t, at, WORD_QUALIFIER))
			continue;
		if (is_kind(t, at, ',') && at && is_name(t, at - 1)) {
			at--;
			continue;
		}
		if (!is_name(t, at) || !at || !is_word(t, at - 1, WORD_STRUCT))
			return OWNER_UNKNOWN;
		return is_spelt(t, at, of) ? OWNER_IS : OWNER_IS_NOT;
	}
	return OWNER_UNKNOWN;
}

/* By the nearest declaration of the name at 'variable' before it. */
static enum owner owner_by_variable(const struct tokens *t, size_t variable, const char *of)
{
	enum owner owner = OWNER_UNKNOWN;
	size_t at;

	for (at = variable; at-- > 0 && owner == OWNER_UNKNOWN;)
		if (is_same_name(t, at, variable))
			owner = owner_by_declarator(t, at, of);
	return owner;
}

/* "static const struct x table = {": by what stands before the '='. */
static enum owner owner_by_table(const struct tokens *t, const char *of)
{
	size_t at;

	for (at = 0; at + 1 < t->end && !is_kind(t, at, '='); at++)
		if (is_word(t, at, WORD_STRUCT) && is_name(t, at + 1))
			return is_spelt(t, at + 1, of) ? OWNER_IS : OWNER_IS_NOT;
	return OWNER_UNKNOWN;
}

/* at: the member's name, behind '.' or '->'. */
static enum owner owner_at(const struct tokens *t, size_t at, const struct entity *entity, const char *of)
{
	bool is_initialised = is_kind(t, at - 1, '.') && at > 1 && (is_kind(t, at - 2, '{') || is_kind(t, at - 2, ','));

	if (is_initialised && entity->kind == ENTITY_VARIABLE)
		return owner_by_table(t, of);
	if (at < 3 || !is_name(t, at - 2) || is_kind(t, at - 3, '.') || is_kind(t, at - 3, TOKEN_ARROW))
		return OWNER_UNKNOWN;
	return owner_by_variable(t, at - 2, of);
}

enum owner member_owner(const struct outline *outline, const char *text, size_t len, const struct name_use *use,
			const char *of)
{
	const struct entity *entity = outline_at(outline, use->line);
	owned(token_list_release) struct token_list list = { 0 };
	enum owner owner = OWNER_IS_NOT;
	struct tokens t;
	size_t at;

	if (!entity || use->line < entity->first)
		return OWNER_UNKNOWN;
	read_tokens(&list, &t, entity, text, len, use->line);
	for (at = 1; at < t.end && owner != OWNER_IS; at++) {
		enum owner here;

		if (t.v[at].line != use->line - entity->first + 1 || !is_spelt(&t, at, use->name) ||
		    (!is_kind(&t, at - 1, '.') && !is_kind(&t, at - 1, TOKEN_ARROW)))
			continue;
		here = owner_at(&t, at, entity, of);
		if (here != OWNER_IS_NOT)
			owner = here;
	}
	return owner;
}
