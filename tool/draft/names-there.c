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

struct parameters {
	const char **v;
	size_t nr;
};

/* The last name of each parameter of the function that a text is. */
static void read_parameters(struct parameters *parameters, struct arena *arena, const struct code *code)
{
	size_t at = 0, depth = 1, name = 0;

	while (at < code->nr_tokens && code->tokens[at].kind != '(')
		at++;
	for (at++; at < code->nr_tokens && depth; at++) {
		int kind = code->tokens[at].kind;

		depth += is_opening(kind);
		depth -= is_closing(kind);
		if (kind == TOKEN_NAME && depth == 1)
			name = at;
		if ((depth == 0 || (depth == 1 && kind == ',')) && name)
			*arena_push(arena, parameters->v, parameters->nr) =
				arena_strndup(arena, code->text + code->tokens[name].at, code->tokens[name].len);
	}
}

/* Parameters have their places: which is which is known, also where the name is that of a struct as well. */
static void add_parameters(struct draft_name **names, size_t *nr, struct arena *arena, const struct code *old,
			   const struct code *target)
{
	struct parameters a = { 0 }, b = { 0 };
	size_t i;

	read_parameters(&a, arena, old);
	read_parameters(&b, arena, target);
	for (i = 0; i < a.nr && a.nr == b.nr; i++)
		if (strcmp(a.v[i], b.v[i]) && !is_known(*names, *nr, a.v[i]))
			*arena_push(arena, *names, *nr) =
				(struct draft_name){ .from = a.v[i], .to = b.v[i], .is_local = true };
}

int draft_names(struct draft_name **names, size_t *nr, struct arena *arena, const char *old, size_t old_len,
		const char *target, size_t target_len, struct error *err)
{
	owned(versions_freep) struct versions *versions = versions_new(NULL);
	owned(code_release) struct code code = { 0 }, there = { 0 };
	struct differences none = { 0 };
	struct sides sides = { .versions = versions, .change = &none }, *renamed = NULL;
	int code_of_it = make_sides(&sides, old, old_len, target, target_len, err);

	if (code_of_it == 0)
		code_of_it = sides_renamed(&renamed, &sides, err);
	code_make(&code, old, old_len);
	code_make(&there, target, target_len);
	if (code_of_it == 0)
		add_parameters(names, nr, arena, &code, &there);
	if (code_of_it == 0 && renamed)
		read_off(names, nr, arena, sides.ancestor, renamed->ancestor, &code);
	sides_release(&sides);
	return code_of_it;
}
