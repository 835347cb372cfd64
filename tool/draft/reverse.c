// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way back over a change of interface.
 *
 * A place is where a function has other lines before and after the commit, with something on both sides. Of its statement the
 * words that are the same at both ends are left off, as far as what remains is a whole expression; what is left is what the
 * commit wrote, and what was there before. Expressions that stand in both become metavariables, the longest first. Places
 * that then look alike are one rule, with what the commit wrote to be found, and what was before to be put there.
 *
 * Two rules that find the same and put something else cannot both be right: what the new interface no longer says is lost. The
 * one of more places is written, and the run shows that it does not give back all.
 *
 * A rule is run alone on the commit's files; what must come out is the commit's text with just the lines of the rule's places
 * as the parent has them.
 */
#include <ctype.h>

#include "../files.h"
#include "../proc.h"
#include "reverse.h"
#include "smpl.h"
#include "statements.h"

#define MAX_EXPRESSIONS 9
/* What is longer was written anew. */
#define MAX_PLACE 120
#define MAX_RULES 40

struct place {
	size_t file;
	struct code_edit edit;  /* of the commit's text: old_* in it, new_* in the parent's */
	const char *function;
};

struct shape {
	const char *found, *put; /* with metavariables */
	const char *name;       /* what is called in it */
	unsigned nr_expressions;
	struct place *places;
	size_t nr_places;
	bool is_rival;          /* another one finds the same */
	bool is_told;           /* narrow: it has its rule */
};

struct shapes {
	struct draft *draft;
	struct shape *v;
	size_t nr;
	size_t nr_other;        /* places that are none of a call */
	bool is_narrow;         /* members stay as they are */
};

/* ---- words of a place ---- */

struct stretch {
	const struct code *code;
	size_t first, nr;       /* tokens */
};

static const struct token *token_of(const struct stretch *s, size_t i)
{
	return &s->code->tokens[s->first + i];
}

static bool same_token(const struct stretch *a, size_t i, const struct stretch *b, size_t k)
{
	const struct token *x = token_of(a, i), *y = token_of(b, k);

	return x->len == y->len && !memcmp(a->code->text + x->at, b->code->text + y->at, x->len);
}

static bool is_member_mark(int kind)
{
	return kind == '.' || kind == TOKEN_ARROW;
}

static long depth_of(const struct stretch *s, size_t from, size_t to, long *lowest)
{
	long depth = 0;

	for (*lowest = 0; from < to; from++) {
		depth += is_opening(token_of(s, from)->kind);
		depth -= is_closing(token_of(s, from)->kind);
		*lowest = depth < *lowest ? depth : *lowest;
	}
	return depth;
}

/* Whether tokens from .. to - 1 can be an expression by themselves, as far as what is beside them tells. */
static bool is_whole(const struct stretch *s, size_t from, size_t to)
{
	long lowest;

	if (from >= to || depth_of(s, from, to, &lowest) != 0 || lowest < 0)
		return false;
	if (from && (is_member_mark(token_of(s, from - 1)->kind) || is_member_mark(token_of(s, from)->kind) ||
		     is_one_of(token_of(s, from)->kind, "([,") || (token_of(s, from - 1)->kind == TOKEN_NAME &&
		     token_of(s, from)->kind == '(')))
		return false;
	if (to < s->nr && (is_one_of(token_of(s, to)->kind, "([") || is_member_mark(token_of(s, to)->kind)))
		return false;
	return token_of(s, from)->kind == TOKEN_NAME || is_one_of(token_of(s, from)->kind, "&*!") ||
	       token_of(s, from)->kind == TOKEN_NUMBER || token_of(s, from)->kind == TOKEN_LITERAL;
}

enum phrase { PHRASE_NONE, PHRASE_EXPRESSION, PHRASE_STATEMENTS };

/* Statements end with a ';' and begin behind one; an expression has none, and no keyword of control. */
static enum phrase phrase_of(const struct stretch *s, size_t from, size_t to)
{
	bool has_end = false, has_keyword = false;
	size_t i;

	for (i = from; i < to; i++) {
		const struct token *token = token_of(s, i);

		has_end |= token->kind == ';' || token->kind == '{';
		has_keyword |= token->kind == TOKEN_NAME && (token->word == WORD_CONTROL || token->word == WORD_STATEMENT ||
							     token->word == WORD_OTHER || token->word == WORD_GOTO) &&
			       !(token->len == 6 && !memcmp(s->code->text + token->at, "sizeof", 6));
	}
	if (!has_end)
		return has_keyword ? PHRASE_NONE : PHRASE_EXPRESSION;
	return token_of(s, to - 1)->kind == ';' && (!from || is_one_of(token_of(s, from - 1)->kind, ";{}")) ?
		       PHRASE_STATEMENTS : PHRASE_NONE;
}

/* Has a call in it: a name with parentheses. */
static bool has_call(const struct stretch *s, size_t from, size_t to)
{
	size_t i;

	for (i = from; i + 1 < to; i++)
		if (token_of(s, i)->kind == TOKEN_NAME && token_of(s, i)->word == WORD_PLAIN &&
		    token_of(s, i + 1)->kind == '(')
			return true;
	return false;
}

/* Leaves off at both ends what is the same, as much as leaves whole expressions on both sides. */
static bool trim(struct stretch *a, struct stretch *b)
{
	size_t head = 0, tail = 0, shorter = a->nr < b->nr ? a->nr : b->nr, h, t;

	while (head < shorter && same_token(a, head, b, head))
		head++;
	while (tail < shorter - head && same_token(a, a->nr - 1 - tail, b, b->nr - 1 - tail))
		tail++;
	for (h = head + 1; h-- > 0;)
		for (t = tail + 1; t-- > 0;) {
			if (!is_whole(a, h, a->nr - t) || !is_whole(b, h, b->nr - t) ||
			    phrase_of(a, h, a->nr - t) == PHRASE_NONE ||
			    phrase_of(a, h, a->nr - t) != phrase_of(b, h, b->nr - t) ||
			    !(has_call(a, h, a->nr - t) || has_call(b, h, b->nr - t)))
				continue;
			a->first += h;
			a->nr -= h + t;
			b->first += h;
			b->nr -= h + t;
			return true;
		}
	return false;
}

/* ---- metavariables ---- */

struct marks {
	unsigned char *of;      /* by token: 0, or the expression it belongs to */
};

static bool is_free(const struct marks *marks, size_t from, size_t nr)
{
	size_t i;

	for (i = from; i < from + nr; i++)
		if (marks->of[i])
			return false;
	return true;
}

static bool fits(const struct stretch *s, const struct marks *marks, size_t from, size_t nr)
{
	return is_free(marks, from, nr) && !(from && is_member_mark(token_of(s, from - 1)->kind)) &&
	       !(from + nr < s->nr && token_of(s, from + nr)->kind == '(');
}

/* "&a->lock", "a->b.lock": something within something. */
static bool is_argument_of_member(const struct stretch *s, size_t from, size_t nr)
{
	return (nr > 1 && is_member_mark(token_of(s, from + nr - 2)->kind) &&
		!(from + nr < s->nr && is_member_mark(token_of(s, from + nr)->kind))) ||
	       (nr == 2 && token_of(s, from)->kind == '&');
}

/* An argument, or a name with its members: what stands for a value. Capitals are constants of the interface. */
static bool is_value(const struct stretch *s, size_t from, size_t nr, bool is_narrow)
{
	const struct token *first = token_of(s, from);
	int before = from ? token_of(s, from - 1)->kind : TOKEN_END, behind = from + nr < s->nr ?
		     token_of(s, from + nr)->kind : TOKEN_END;
	bool is_argument = is_one_of(before, "(,") && is_one_of(behind, ",)");
	long lowest;
	size_t i;

	if (depth_of(s, from, from + nr, &lowest) != 0 || lowest < 0)
		return false;
	for (i = from; i < from + nr; i++)
		if (token_of(s, i)->kind == ';' || token_of(s, i)->kind == '{')
			return false;
	/* Narrow: the last member of a lock, a list, ... tells it from others that the commit leaves alone. */
	if (is_narrow && (nr > 1 || is_argument || !is_member_mark(behind)) && is_argument_of_member(s, from, nr))
		return false;
	if (is_argument) {
		long depth = 0;

		for (i = from; i < from + nr; i++) {
			depth += is_opening(token_of(s, i)->kind) - is_closing(token_of(s, i)->kind);
			if (!depth && token_of(s, i)->kind == ',')
				return false;
		}
		return true;
	}
	if (first->kind != TOKEN_NAME || first->word != WORD_PLAIN || token_of(s, from + nr - 1)->kind != TOKEN_NAME)
		return false;
	for (i = from + 1; i < from + nr; i++)
		if (token_of(s, i)->kind != TOKEN_NAME && !is_member_mark(token_of(s, i)->kind))
			return false;
	return nr == 1 || is_member_mark(token_of(s, from + 1)->kind);
}

static bool is_constant(const struct stretch *s, size_t from, size_t nr)
{
	const struct token *token = token_of(s, from);
	uint32_t i;

	if (nr != 1 || token->kind != TOKEN_NAME)
		return false;
	for (i = 0; i < token->len; i++)
		if (islower((unsigned char)s->code->text[token->at + i]))
			return false;
	return true;
}

static bool same_tokens(const struct stretch *a, size_t i, const struct stretch *b, size_t k, size_t nr)
{
	size_t n;

	for (n = 0; n < nr; n++)
		if (!same_token(a, i + n, b, k + n))
			return false;
	return true;
}

static bool mark_in(const struct stretch *s, struct marks *marks, const struct stretch *of, size_t from, size_t nr,
		    unsigned char number)
{
	bool any = false;
	size_t k;

	for (k = 0; k + nr <= s->nr; k++)
		if (same_tokens(s, k, of, from, nr) && fits(s, marks, k, nr)) {
			memset(marks->of + k, number, nr);
			any = true;
		}
	return any;
}

static bool stands_in(const struct stretch *s, const struct marks *marks, const struct stretch *of, size_t from, size_t nr)
{
	size_t k;

	for (k = 0; k + nr <= s->nr; k++)
		if (same_tokens(s, k, of, from, nr) && fits(s, marks, k, nr))
			return true;
	return false;
}

static unsigned abstract(struct stretch *a, struct marks *in_a, struct stretch *b, struct marks *in_b, bool is_narrow)
{
	unsigned char number = 0;
	size_t nr, from;

	for (nr = a->nr; nr > 0 && number < MAX_EXPRESSIONS; nr--)
		for (from = 0; from + nr <= a->nr && number < MAX_EXPRESSIONS; from++) {
			if (!fits(a, in_a, from, nr) || !is_value(a, from, nr, is_narrow) || is_constant(a, from, nr) ||
			    (nr == a->nr) || !stands_in(b, in_b, a, from, nr))
				continue;
			number++;
			(void)mark_in(a, in_a, a, from, nr, number);
			(void)mark_in(b, in_b, a, from, nr, number);
		}
	return number;
}

/* In the order in which they are met in what is found, so that places alike are the same text. */
static void renumber(unsigned char *numbers, const struct marks *marks, size_t nr)
{
	unsigned char next = 0;
	size_t i;

	for (i = 0; i < nr; i++)
		if (marks->of[i] && !numbers[marks->of[i]])
			numbers[marks->of[i]] = ++next;
}

static bool is_blank_between(const struct stretch *s, size_t i)
{
	const struct token *before = token_of(s, i - 1), *token = token_of(s, i);

	return before->at + before->len < token->at;
}

static void write_stretch(struct text *text, const struct stretch *s, const struct marks *marks,
			  const unsigned char *numbers)
{
	size_t i;

	for (i = 0; i < s->nr; i++) {
		const struct token *token = token_of(s, i);
		bool goes_on = i && marks->of[i] && marks->of[i] == marks->of[i - 1];

		if (goes_on)
			continue;
		if (i && (is_blank_between(s, i)))
			text_addc(text, ' ');
		if (marks->of[i])
			text_addf(text, "E%u", numbers[marks->of[i]]);
		else
			text_add(text, s->code->text + token->at, token->len);
	}
}

static const char *called_name(const struct stretch *s, const struct marks *marks, struct arena *arena)
{
	size_t i;

	for (i = 0; i + 1 < s->nr; i++)
		if (!marks->of[i] && token_of(s, i)->kind == TOKEN_NAME && token_of(s, i)->word == WORD_PLAIN &&
		    token_of(s, i + 1)->kind == '(')
			return arena_strndup(arena, s->code->text + token_of(s, i)->at, token_of(s, i)->len);
	return NULL;
}

/* ---- places ---- */

static void note_shape(struct shapes *shapes, const struct text *found, const struct text *put, const char *name,
		       unsigned nr_expressions, const struct place *place)
{
	struct shape *shape = NULL;
	struct arena *arena = &shapes->draft->arena;
	size_t i;

	for (i = 0; i < shapes->nr; i++)
		if (!strcmp(shapes->v[i].found, text_str(found)) && !strcmp(shapes->v[i].put, text_str(put)))
			shape = &shapes->v[i];
	if (!shape) {
		shape = arena_push(arena, shapes->v, shapes->nr);
		*shape = (struct shape){ .found = arena_strndup(arena, text_str(found), found->len),
					 .put = arena_strndup(arena, text_str(put), put->len), .name = name,
					 .nr_expressions = nr_expressions };
	}
	*arena_push(arena, shape->places, shape->nr_places) = *place;
}

static void note_place(struct shapes *shapes, struct stretch *a, struct stretch *b, const struct place *place)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text found = { 0 }, put = { 0 };
	unsigned char numbers[MAX_EXPRESSIONS + 1] = { 0 };
	struct marks in_a, in_b;
	const char *name;
	unsigned nr;

	if (a->nr > MAX_PLACE || b->nr > MAX_PLACE || !trim(a, b)) {
		shapes->nr_other++;
		return;
	}
	in_a.of = arena_alloc(&arena, a->nr + 1);
	in_b.of = arena_alloc(&arena, b->nr + 1);
	nr = abstract(a, &in_a, b, &in_b, shapes->is_narrow);
	name = called_name(a, &in_a, &shapes->draft->arena);
	if (!name) {
		shapes->nr_other++;
		return;
	}
	renumber(numbers, &in_a, a->nr);
	write_stretch(&found, a, &in_a, numbers);
	write_stretch(&put, b, &in_b, numbers);
	note_shape(shapes, &found, &put, name, nr, place);
}

struct function_pair {
	struct shapes *shapes;
	size_t file;
	const char *name;
	const struct code *fresh, *old;
	size_t fresh_first, fresh_end;
	struct statement_list body;
};

static struct stretch stretch_of(const struct code *code, size_t first, size_t nr)
{
	struct stretch s = { .code = code, .first = code->v[first].first };

	s.nr = code->v[first + nr - 1].first + code->v[first + nr - 1].nr - s.first;
	return s;
}

static void note_lines(struct function_pair *f, size_t fresh_first, size_t fresh_nr, size_t old_first, size_t old_nr)
{
	struct stretch a = stretch_of(f->fresh, fresh_first, fresh_nr), b = stretch_of(f->old, old_first, old_nr);
	struct place place = { .file = f->file, .function = f->name };

	place.edit.old_first = f->fresh->v[fresh_first].line;
	place.edit.old_nr = f->fresh->v[fresh_first + fresh_nr - 1].line + 1 - place.edit.old_first;
	place.edit.new_first = f->old->v[old_first].line;
	place.edit.new_nr = f->old->v[old_first + old_nr - 1].line + 1 - place.edit.new_first;
	note_place(f->shapes, &a, &b, &place);
}

static bool ends_statement(const struct code *code, size_t line)
{
	const struct code_line *l = &code->v[line];

	return code->tokens[l->first + l->nr - 1].kind == ';';
}

/* Statement by statement where they go in pairs, one line each. */
static bool are_pairs(const struct function_pair *f, const struct difference *d)
{
	size_t i;

	for (i = 0; i < d->new_nr; i++)
		if (!ends_statement(f->fresh, f->fresh_first + d->old_first - 1 + i) ||
		    !ends_statement(f->old, d->new_first + i))
			return false;
	return d->old_nr == d->new_nr && d->old_nr > 1;
}

/* old_* of the difference are the commit's lines; new_* the parent's, whose first code line is old_base. */
static void note_difference(struct function_pair *f, const struct difference *d, size_t old_base, size_t next_fresh)
{
	size_t first = f->fresh_first + d->old_first - 1, last = first + d->old_nr - 1, old = old_base + d->new_first - 1;
	struct difference here = *d;
	size_t i, from = first, to = last;

	if (!d->old_nr || !d->new_nr || first < f->body.first) {
		f->shapes->nr_other++;
		return;
	}
	here.new_first = (uint32_t)old;
	if (are_pairs(f, &here)) {
		for (i = 0; i < d->old_nr; i++)
			note_lines(f, first + i, 1, old + i, 1);
		return;
	}
	statements_widen(&from, &to, &f->body);
	if (to >= next_fresh || old < first - from || to >= f->fresh_end)
		from = first, to = last;
	note_lines(f, from, to + 1 - from, old - (first - from), d->new_nr + (first - from) + (to - last));
}

static int note_function(struct function_pair *f, const struct entity *fresh, const struct entity *old, struct error *err)
{
	owned(differences_release) struct differences found = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	size_t old_first = code_at(f->old, old->first), old_end = code_at(f->old, old->last + 1), open, i;

	f->fresh_first = code_at(f->fresh, fresh->first);
	f->fresh_end = code_at(f->fresh, fresh->last + 1);
	f->name = fresh->name;
	if (code_differences(&found, f->fresh, f->fresh_first, f->fresh_end, f->old, old_first, old_end, err) < 0)
		return -1;
	if (!found.nr)
		return 0;
	open = f->fresh->v[code_at(f->fresh, fresh->body)].first;
	while (open < f->fresh->nr_tokens && f->fresh->tokens[open].kind != '{')
		open++;
	statements_make(&f->body, &arena, f->fresh, open + 1, statements_partner(f->fresh, open, f->fresh->nr_tokens), ';');
	for (i = 0; i < found.nr; i++) {
		size_t next = i + 1 < found.nr ? f->fresh_first + found.v[i + 1].old_first - 1 : f->fresh_end;

		note_difference(f, &found.v[i], old_first, next);
	}
	return 0;
}

static int note_file(struct shapes *shapes, size_t at, struct error *err)
{
	struct draft_file *file = &shapes->draft->files[at];
	owned(outline_release) struct outline old = { .nr = 0 }, fresh = { .nr = 0 };
	size_t i;

	outline_make(&old, text_str(&file->old), file->old.len);
	outline_make(&fresh, text_str(&file->fresh), file->fresh.len);
	for (i = 0; i < fresh.nr; i++) {
		struct function_pair f = { .shapes = shapes, .file = at, .fresh = &file->fresh_code, .old = &file->old_code };
		const struct entity *before = outline_find(&old, ENTITY_FUNCTION, fresh.v[i].name);

		if (fresh.v[i].kind == ENTITY_FUNCTION && fresh.v[i].body && before &&
		    note_function(&f, &fresh.v[i], before, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- rules ---- */

/* Statements on a line each. */
static void write_lines(struct text *body, char mark, const char *code)
{
	const char *end;

	while ((end = strstr(code, "; "))) {
		smpl_line(body, mark, code, (size_t)(end + 1 - code));
		code = end + 2;
	}
	smpl_line(body, mark, code, strlen(code));
}

static void make_rule(struct draft_rule *rule, struct draft *draft, const struct shape *shape)
{
	owned(text_release) struct text body = { 0 };

	write_lines(&body, '-', shape->found);
	write_lines(&body, '+', shape->put);
	*rule = (struct draft_rule){ .path = draft->files[shape->places[0].file].path,
				     .line = shape->places[0].edit.old_first, .nr_sites = shape->nr_places, .name = "tried" };
	rule->nr_expressions = shape->nr_expressions;
	*arena_push(&draft->arena, rule->bodies, rule->nr_bodies) = arena_strndup(&draft->arena, text_str(&body), body.len);
}

static void find_rivals(struct shapes *shapes)
{
	size_t i, k;

	for (i = 0; i < shapes->nr; i++)
		for (k = 0; k < shapes->nr; k++) {
			struct shape *a = &shapes->v[i], *b = &shapes->v[k];

			if (i != k && !strcmp(a->found, b->found) &&
			    (a->nr_places < b->nr_places || (a->nr_places == b->nr_places && i > k)))
				a->is_rival = true;
		}
}

/* ---- the run ---- */

struct run {
	struct shapes *shapes;
	const struct draft_trial *trial;
	struct tree *tree;
	struct scratch scratch;
};

static void run_release(struct run *run)
{
	tree_free(run->tree);
	scratch_release(&run->scratch);
}

static bool has_place(const struct shape *shape, size_t file)
{
	size_t i;

	for (i = 0; i < shape->nr_places; i++)
		if (shape->places[i].file == file)
			return true;
	return false;
}

static void wanted_of(struct text *wanted, const struct shapes *shapes, const struct shape *shape, size_t file)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct draft_file *f = &shapes->draft->files[file];
	struct code_edit *edits = NULL;
	size_t nr = 0, i;

	for (i = 0; i < shape->nr_places; i++)
		if (shape->places[i].file == file)
			*arena_push(&arena, edits, nr) = shape->places[i].edit;
	code_apply(wanted, &f->fresh_code, &f->old_code, 1, f->fresh_code.nr_lines, edits, nr);
}

static void judge_file(const struct run *run, struct draft_rule *rule, const struct shape *shape, size_t file,
		       const struct spatch_result *ran)
{
	struct draft *draft = run->shapes->draft;
	const struct text *made = spatch_left(ran, draft->files[file].path);
	owned(text_release) struct text wanted = { 0 };
	owned(code_release) struct code a = { 0 }, b = { 0 };
	uint32_t line;

	wanted_of(&wanted, run->shapes, shape, file);
	code_make(&a, text_str(made), made->len);
	code_make(&b, text_str(&wanted), wanted.len);
	line = code_first_difference(&a, &b);
	if (!line)
		return;
	rule->outcome = DRAFT_DIFFERS;
	if (!rule->reason)
		rule->reason = arena_printf(&draft->arena, "%s does not become the parent's: '%s'", draft->files[file].path,
					    code_at(&b, line) < b.nr ? b.v[code_at(&b, line)].key : "its end");
}

static int run_rule(struct run *run, struct draft_rule *rule, const struct shape *shape, struct error *err)
{
	struct draft *draft = run->shapes->draft;
	owned(spatch_result_release) struct spatch_result ran = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	struct string_list files = { .v = arena_alloc(&arena, (draft->nr_files + 1) * sizeof(*files.v)) };
	size_t i;

	for (i = 0; i < draft->nr_files; i++)
		if (has_place(shape, i))
			files.v[files.nr++] = draft->files[i].path;
	draft_rule_text(&text, rule);
	if (spatch_run_text(&ran, run->tree, &text, &files, true, run->trial->spatch, err) < 0)
		return -1;
	rule->outcome = ran.failure ? DRAFT_DIFFERS : DRAFT_REPRODUCES;
	rule->reason = ran.failure ? arena_strdup(&draft->arena, ran.failure) : NULL;
	for (i = 0; i < draft->nr_files && !ran.failure; i++)
		if (has_place(shape, i))
			judge_file(run, rule, shape, i, &ran);
	return 0;
}

static int prove_rule(struct run *run, struct draft_rule *rule, const struct shape *shape, struct error *err)
{
	const char *trouble = smpl_trouble(rule->bodies[0]);

	if (proc_check_interrupt(err) < 0)
		return -1;
	if (run->trial->progress)
		run->trial->progress(run->trial->data, rule->name);
	if (trouble || shape->is_rival) {
		rule->outcome = DRAFT_DIFFERS;
		rule->reason = trouble ? trouble : "the same code stood for something else at more places: the commit does not tell";
		return 0;
	}
	return run_rule(run, rule, shape, err);
}

static bool has_same_place(const struct shape *a, const struct shape *b)
{
	size_t i, k;

	for (i = 0; i < a->nr_places; i++)
		for (k = 0; k < b->nr_places; k++)
			if (a->places[i].file == b->places[k].file &&
			    a->places[i].edit.old_first == b->places[k].edit.old_first)
				return true;
	return false;
}

/* Whether saying it more narrowly says something else. */
static bool shares_place(const struct shapes *narrow, const struct shape *shape, const char *found)
{
	size_t i;

	for (i = 0; i < narrow->nr; i++)
		if (has_same_place(&narrow->v[i], shape) && strcmp(narrow->v[i].found, found))
			return true;
	return false;
}

/* Places that were told by now are left out of the narrower shapes that others share them with. */
static void keep_rule(struct draft_variant *variant, struct draft *draft, const struct draft_rule *rule,
		      const struct shape *shape)
{
	struct draft_rule *kept = arena_push(&draft->arena, variant->rules, variant->nr);
	owned(text_release) struct text name = { 0 };

	*kept = *rule;
	text_addf(&name, "%s_back", shape->name);
	kept->name = draft_rule_name(draft, text_str(&name));
}

static int prove_narrow(struct run *run, struct draft_variant *variant, struct shapes *narrow, const struct shape *shape,
			struct error *err)
{
	struct shapes *wide = run->shapes;
	size_t i;

	for (i = 0; i < narrow->nr && variant->nr < MAX_RULES; i++) {
		struct draft_rule rule;

		if (narrow->v[i].is_told || !has_same_place(&narrow->v[i], shape))
			continue;
		narrow->v[i].is_told = true;
		make_rule(&rule, narrow->draft, &narrow->v[i]);
		run->shapes = narrow;
		if (prove_rule(run, &rule, &narrow->v[i], err) < 0)
			return -1;
		run->shapes = wide;
		keep_rule(variant, narrow->draft, &rule, &narrow->v[i]);
	}
	return 0;
}

static int prove_rules(struct shapes *shapes, struct shapes *narrow, struct draft_variant *variant,
		       const struct draft_trial *trial, struct error *err)
{
	owned(run_release) struct run run = { .shapes = shapes, .trial = trial };
	size_t i;

	if (scratch_make(&run.scratch, err) < 0 || tree_of_folder(&run.tree, run.scratch.path, err) < 0)
		return -1;
	for (i = 0; i < shapes->draft->nr_files; i++)
		tree_put(run.tree, shapes->draft->files[i].path, &shapes->draft->files[i].fresh);
	for (i = 0; i < shapes->nr && variant->nr < MAX_RULES; i++) {
		struct draft_rule rule;

		make_rule(&rule, shapes->draft, &shapes->v[i]);
		if (prove_rule(&run, &rule, &shapes->v[i], err) < 0)
			return -1;
		if (rule.outcome == DRAFT_REPRODUCES || !narrow ||
		    !shares_place(narrow, &shapes->v[i], shapes->v[i].found))
			keep_rule(variant, shapes->draft, &rule, &shapes->v[i]);
		else if (prove_narrow(&run, variant, narrow, &shapes->v[i], err) < 0)
			return -1;
	}
	return 0;
}

/* Each rule's firing, in whatever file of the target's. */
static int run_on_target(struct draft *draft, struct draft_variant *variant, const struct draft_trial *trial,
			 struct error *err)
{
	owned(spatch_result_release) struct spatch_result ran = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	struct string_list files = { .v = arena_alloc(&arena, (draft->nr_files + 1) * sizeof(*files.v)) };
	size_t i, k;

	for (i = 0; i < draft->nr_files; i++)
		if (!draft->files[i].reason)
			files.v[files.nr++] = draft->files[i].target_path;
	draft_smpl(&text, draft);
	if (!trial->target || spatch_run_text(&ran, trial->target, &text, &files, true, trial->spatch, err) < 0)
		return trial->target ? -1 : 0;
	if (ran.failure)
		draft->failure = arena_strdup(&draft->arena, ran.failure);
	for (i = 0; i < variant->nr && !ran.failure; i++) {
		struct draft_rule *rule = &variant->rules[i];

		rule->there = rule->outcome == DRAFT_REPRODUCES ? THERE_OTHER : THERE_NOT_ASKED;
		for (k = 0; k < ran.nr_rules; k++)
			if (!strcmp(ran.rules[k].name, rule->name) && ran.rules[k].fired)
				rule->there = THERE_FIRES;
	}
	return 0;
}

/* The rule of the most places first. */
static void sort_shapes(struct shapes *shapes)
{
	size_t i, k;

	for (i = 1; i < shapes->nr; i++) {
		struct shape one = shapes->v[i];

		for (k = i; k && shapes->v[k - 1].nr_places < one.nr_places; k--)
			shapes->v[k] = shapes->v[k - 1];
		shapes->v[k] = one;
	}
}

int reverse_draft(struct draft *draft, const struct draft_trial *trial, struct error *err)
{
	struct shapes shapes = { .draft = draft }, narrow = { .draft = draft, .is_narrow = true };
	struct draft_change *change;
	struct draft_variant *variant;
	size_t i;

	for (i = 0; i < draft->nr_files; i++) {
		code_make(&draft->files[i].old_code, text_str(&draft->files[i].old), draft->files[i].old.len);
		code_make(&draft->files[i].fresh_code, text_str(&draft->files[i].fresh), draft->files[i].fresh.len);
	}
	for (i = 0; i < draft->nr_files; i++)
		if (!draft->files[i].reason && (note_file(&shapes, i, err) < 0 || note_file(&narrow, i, err) < 0))
			return -1;
	if (shapes.nr_other)
		*arena_push(&draft->arena, draft->notes, draft->nr_notes) =
			arena_printf(&draft->arena, "%zu other %s of functions %s no call that could be told back", shapes.nr_other,
				     shapes.nr_other == 1 ? "change" : "changes", shapes.nr_other == 1 ? "is" : "are");
	if (!shapes.nr) {
		*arena_push(&draft->arena, draft->notes, draft->nr_notes) = "the commit has no place that a rule could be made of";
		return 0;
	}
	find_rivals(&shapes);
	find_rivals(&narrow);
	sort_shapes(&shapes);
	sort_shapes(&narrow);
	change = arena_push(&draft->arena, draft->files[0].changes, draft->files[0].nr_changes);
	variant = arena_push(&draft->arena, change->variants, change->nr_variants);
	if (prove_rules(&shapes, &narrow, variant, trial, err) < 0)
		return -1;
	return run_on_target(draft, variant, trial, err);
}
