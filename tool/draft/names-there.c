// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ladder writes upstream's text with the target's names (merge-names.c); what it put in the place of what is read off
 * word by word. Of one function alone, so that a local variable counts that another function of the file uses as well.
 */
#include "../chain/merge-hunk.h"
#include "../chain/words.h"
#include "names-there.h"

static int make_sides(struct sides *sides, const char *old, size_t old_len, const char *target, size_t target_len,
		      struct error *err)
{
	const struct text ancestor = { .data = (char *)old, .len = old_len };
	const struct text ours = { .data = (char *)target, .len = target_len };

	sides->path = "a.c";
	if (versions_of_text(&sides->ancestor, sides->versions, &ancestor, sides->path, err) < 0 ||
	    versions_of_text(&sides->theirs, sides->versions, &ancestor, sides->path, err) < 0 ||
	    versions_of_text(&sides->ours, sides->versions, &ours, sides->path, err) < 0)
		return -1;
	return text_differences(&sides->between, old, old_len, target, target_len, err);
}

/* Declared there: behind a type, before what ends a declarator. */
static bool is_declared(const struct code *code, const char *name)
{
	size_t i;

	for (i = 1; i + 1 < code->nr_tokens; i++) {
		int before = code->tokens[i - 1].kind, behind = code->tokens[i + 1].kind;

		if (!code_token_is(code, i, name))
			continue;
		if (before == '.' || before == TOKEN_ARROW || behind == '(')
			return false;
		if ((before == '*' || before == TOKEN_NAME) && is_one_of(behind, ";,=)[") &&
		    !code_token_is(code, i - 1, "return") && !code_token_is(code, i - 1, "struct"))
			return true;
	}
	return false;
}

static bool is_known(const struct draft_name *names, size_t nr, const char *from)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strcmp(names[i].from, from))
			return true;
	return false;
}

static void read_off(struct draft_name **names, size_t *nr, struct arena *arena, const struct version *before,
		     const struct version *after, const struct code *code)
{
	struct words a = words_of(arena, before, 1, before->nr_lines), b = words_of(arena, after, 1, after->nr_lines);
	uint32_t i;

	for (i = 0; i < a.nr && a.nr == b.nr; i++) {
		const char *from;

		if (words_same(&a, i, &b, i) || !words_is_name(&a, i) || !words_is_name(&b, i))
			continue;
		from = arena_strndup(arena, words_spelling(&a, i), a.v[i].len);
		if (is_known(*names, *nr, from))
			continue;
		*arena_push(arena, *names, *nr) = (struct draft_name){
			.from = from, .to = arena_strndup(arena, words_spelling(&b, i), b.v[i].len),
			.is_local = is_declared(code, from) };
	}
}

int draft_names(struct draft_name **names, size_t *nr, struct arena *arena, const char *old, size_t old_len,
		const char *target, size_t target_len, struct error *err)
{
	owned(versions_freep) struct versions *versions = versions_new(NULL);
	owned(code_release) struct code code = { 0 };
	struct differences none = { 0 };
	struct sides sides = { .versions = versions, .change = &none }, *renamed = NULL;
	int code_of_it = make_sides(&sides, old, old_len, target, target_len, err);

	if (code_of_it == 0)
		code_of_it = sides_renamed(&renamed, &sides, err);
	if (code_of_it == 0 && renamed) {
		code_make(&code, old, old_len);
		read_off(names, nr, arena, sides.ancestor, renamed->ancestor, &code);
	}
	sides_release(&sides);
	return code_of_it;
}
