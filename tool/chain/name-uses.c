// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which names lines use, and how.
 *
 * Tokens of the entities that the lines are in are kept and their brackets paired: a call's arguments, and whether its
 * value is used, stand beside it then. Each bracket is gone through once, however deep they are.
 *
 * What a function declares is found by the look of statements: a keyword of a type, "name name;", "name *name =". Of
 * two names with a star between them at the begin of a statement the second is a variable: nobody multiplies there.
 *
 * When in doubt a value counts as not used and a name as declared: a need that is not seen costs a build, one that is
 * not there costs the plan.
 */
#include <stdlib.h>

#include "../error.h"
#include "outline.h"
#include "tokens.h"

#define MAX_GROUP_DEPTH 4      /* parentheses in parameters that have parameters: callbacks of callbacks */
#define MAX_STATEMENT 256      /* tokens of a local declaration, brackets counted as one: so many have none */

/* ---- identifiers ---- */

static uint64_t identifier_hash(enum identifier_use use, const char *name, size_t len)
{
	uint64_t hash = name_hash(name, len, (uint64_t)use * 0x632be59bd9b4e019u);

	return hash ? hash : 1;
}

static uint64_t *identifier_slot(const struct identifiers *identifiers, uint64_t hash)
{
	size_t at = hash & (identifiers->nr_slots - 1);

	while (identifiers->slots[at] && identifiers->slots[at] != hash)
		at = (at + 1) & (identifiers->nr_slots - 1);
	return &identifiers->slots[at];
}

static void identifiers_grow(struct identifiers *identifiers)
{
	struct identifiers grown = { .nr = identifiers->nr, .nr_slots = 64 };
	size_t i;

	if (identifiers->nr_slots)
		grown.nr_slots = 2 * identifiers->nr_slots;
	grown.slots = mem_alloc(grown.nr_slots * sizeof(*grown.slots));
	for (i = 0; i < identifiers->nr_slots; i++)
		if (identifiers->slots[i])
			*identifier_slot(&grown, identifiers->slots[i]) = identifiers->slots[i];
	free(identifiers->slots);
	*identifiers = grown;
}

static void identifiers_add(struct identifiers *identifiers, enum identifier_use use, const char *name, size_t len)
{
	uint64_t hash = identifier_hash(use, name, len), *slot;

	if (2 * identifiers->nr >= identifiers->nr_slots)
		identifiers_grow(identifiers);
	slot = identifier_slot(identifiers, hash);
	identifiers->nr += !*slot;
	*slot = hash;
}

static bool identifiers_has_token(const struct identifiers *identifiers, const char *text, const struct token *token)
{
	uint64_t hash = identifier_hash(IDENTIFIER_PLAIN, text + token->at, token->len);

	return identifiers->nr && *identifier_slot(identifiers, hash);
}

bool identifiers_has(const struct identifiers *identifiers, enum identifier_use use, const char *name)
{
	return identifiers->nr && *identifier_slot(identifiers, identifier_hash(use, name, strlen(name)));
}

void identifiers_release(struct identifiers *identifiers)
{
	if (identifiers)
		free(identifiers->slots);
}

static enum identifier_use use_behind(const struct token *before)
{
	if (before->kind == '.' || before->kind == TOKEN_ARROW)
		return IDENTIFIER_MEMBER;
	if (before->kind == TOKEN_NAME && (before->word == WORD_STRUCT || before->word == WORD_ENUM))
		return IDENTIFIER_TAG;
	return IDENTIFIER_PLAIN;
}

void identifiers_make(struct identifiers *identifiers, const char *text, size_t len)
{
	struct scanner s = scanner_of(text, len);
	struct token token, before = { 0 };

	*identifiers = (struct identifiers){ 0 };
	for (; (token = scanner_next(&s)).kind != TOKEN_END; before = token) {
		if (token.kind == TOKEN_DIRECTIVE && token.word == DIRECTIVE_INCLUDE)
			scanner_skip_directive(&s);
		else if (token.kind == TOKEN_NAME && token.word == WORD_PLAIN)
			identifiers_add(identifiers, use_behind(&before), text + token.at, token.len);
	}
}

/* ---- uses of names ---- */

/* Tokens of a stretch of lines, paired. Of directives only #define is among them. */
struct code {
	struct tokens t;        /* at is 0 */
	struct token *tokens;
	struct pairing *pairs;
	size_t capacity, pairs_capacity;
};

static void code_release(struct code *c)
{
	free(c->tokens);
	free(c->pairs);
}

static void code_push(struct code *c, const struct token *token, uint32_t before, uint32_t conditionals)
{
	size_t nr = c->t.end;

	c->tokens = array_room(c->tokens, nr, &c->capacity, sizeof(*c->tokens));
	c->pairs = array_room(c->pairs, nr, &c->pairs_capacity, sizeof(*c->pairs));
	c->tokens[nr] = *token;
	c->pairs[nr] = (struct pairing){ NO_TOKEN, before, conditionals, -1, false };
	c->t.v = c->tokens;
	c->t.pairs = c->pairs;
	c->t.end++;
}

/* A scanner that is at a place, as far as the text goes. */
static struct scanner scanner_at(const char *text, size_t len, const struct outline_place *place)
{
	struct scanner s = scanner_of(text, len);

	if (place->line && place->at <= s.end) {
		s.at = place->at;
		s.line = place->line;
		s.line_begun = place->line_begun;
	}
	return s;
}

/* Tokens of windows, in order; the scanner has to begin where no comment is open. */
static void code_read(struct code *c, const char *text, size_t len, const struct outline_place *place,
		      const struct line_stretch *windows, size_t nr)
{
	const struct line_stretch *window = windows, *end = windows + nr;
	struct scanner s = scanner_at(text, len, place);
	uint32_t conditionals = 0, outside = NO_TOKEN, inside = NO_TOKEN;
	struct token token;

	c->t.text = text;
	while (window < end && (token = scanner_next(&s)).kind != TOKEN_END) {
		while (window < end && token.line > window->last)
			window++;
		if (token.kind == TOKEN_DIRECTIVE && token.word != DIRECTIVE_DEFINE) {
			conditionals += token.word >= DIRECTIVE_IF && token.word <= DIRECTIVE_ENDIF;
			scanner_skip_directive(&s);
			continue;
		}
		if (window == end || token.line < window->first)
			continue;
		code_push(c, &token, token.in_directive ? inside : outside, conditionals);
		inside = token.kind == TOKEN_DIRECTIVE_END ? NO_TOKEN : (uint32_t)c->t.end - 1;
		if (!token.in_directive)
			outside = inside;
	}
}

struct opened {
	uint32_t token;
	int32_t commas;
};

struct opened_list {
	struct opened *v;
	size_t nr, capacity;
	size_t floor;           /* what a #define stands in is out of its reach */
};

static void opened_release(struct opened_list *list)
{
	free(list->v);
}

static void pair_close(struct code *c, struct opened_list *open, uint32_t at)
{
	int kind = c->tokens[at].kind, opening = kind == ')' ? '(' : kind == ']' ? '[' : '{';
	struct opened *top = open->nr > open->floor ? &open->v[open->nr - 1] : NULL;

	if (!top || c->tokens[top->token].kind != opening)
		return;
	c->pairs[at].partner = top->token;
	c->pairs[top->token].partner = at;
	if (c->pairs[at].conditionals == c->pairs[top->token].conditionals)
		c->pairs[top->token].arguments = at == top->token + 1 ? 0 : top->commas + 1;
	open->nr--;
}

static void code_pair(struct code *c)
{
	owned(opened_release) struct opened_list open = { 0 };
	uint32_t at;

	for (at = 0; at < c->t.end; at++) {
		int kind = c->tokens[at].kind;

		if (kind == TOKEN_DIRECTIVE) {
			open.floor = open.nr;
		} else if (kind == TOKEN_DIRECTIVE_END) {
			open.nr = open.floor;
			open.floor = 0;
		} else if (is_opening(kind)) {
			open.v = array_room(open.v, open.nr, &open.capacity, sizeof(*open.v));
			open.v[open.nr++] = (struct opened){ at, 0 };
		} else if (is_closing(kind)) {
			pair_close(c, &open, at);
		} else if (kind == ',' && open.nr > open.floor) {
			open.v[open.nr - 1].commas++;
		}
	}
}

static bool code_is(const struct code *c, uint32_t at, int kind)
{
	return is_kind(&c->t, at, kind);
}

/* Behind the end of what begins here: a bracket's partner, or the token. */
static size_t behind_pair(const struct code *c, size_t at)
{
	uint32_t partner = c->pairs[at].partner;

	return partner != NO_TOKEN && partner > at ? partner + 1 : at + 1;
}

static bool code_is_word(const struct code *c, uint32_t at, enum word word)
{
	return is_word(&c->t, at, word);
}

typedef void found_name(struct code *c, size_t name, void *data);

/*
 * Calls found() with the name of each parameter in the parentheses of a declaration; also of parameters that are
 * functions and have parameters themselves. alone: a parameter that is one name counts as declared (K&R,
 * SYSCALL_DEFINE1(x, int, name)).
 */
static void each_parameter(struct code *c, size_t at, size_t end, bool alone, found_name *found, void *data)
{
	size_t depth = 0, start = 0;

	for (; at < end; at++) {
		int kind = c->tokens[at].kind;
		struct declarators d = { .t = c->t };
		size_t name;

		depth += kind == '(';
		depth -= kind == ')' && depth;
		if ((kind != '(' && kind != ',') || !depth || depth > MAX_GROUP_DEPTH)
			continue;
		for (start = at + 1; start < end && c->tokens[start].kind == TOKEN_DIRECTIVE_END; start++)
			;
		d.t.at = d.t.end = start;
		while (d.t.end < end && c->tokens[d.t.end].kind != ',' && c->tokens[d.t.end].kind != ')')
			d.t.end = behind_pair(c, d.t.end);
		if (d.t.end == start + 1 && alone && is_name(&d.t, start))
			found(c, start, data);
		else if (d.t.end > start + 1 && declarators_next(&name, &d))
			found(c, name, data);
	}
}

static void add_local(struct code *c, size_t name, void *locals)
{
	identifiers_add(locals, IDENTIFIER_PLAIN, token_spelling(&c->t, name), c->tokens[name].len);
}

static void mark_declared(struct code *c, size_t name, void *unused)
{
	(void)unused;
	c->pairs[name].is_declared = true;
}

static bool begins_statement(const struct code *c, size_t at)
{
	uint32_t before = c->pairs[at].before;

	if (before == NO_TOKEN)
		return true;
	if (code_is(c, before, '(') && c->pairs[before].before != NO_TOKEN)
		return code_is_word(c, c->pairs[before].before, WORD_CONTROL); /* for (int i = 0; */
	return code_is(c, before, ';') || code_is(c, before, '{') || code_is(c, before, '}') || code_is(c, before, ':');
}

/* "foo_t x;", "foo_t *x = ...", "foo_t __user *x[3]" */
static bool begins_named_declaration(const struct tokens *t, size_t at)
{
	bool is_pointer = false;

	at++;
	while (is_kind(t, at, '*') || is_word(t, at, WORD_QUALIFIER) || (is_name(t, at) && is_name(t, at + 1))) {
		is_pointer |= is_kind(t, at, '*');
		at++;
	}
	if (!is_name(t, at) || at + 1 >= t->end)
		return false;
	return is_one_of(t->v[at + 1].kind, ";,=[") || (is_pointer && t->v[at + 1].kind == ')');
}

static bool begins_declaration(const struct tokens *t, size_t at)
{
	while (at < t->end && t->v[at].kind == TOKEN_NAME) {
		enum word word = t->v[at].word;

		if (word == WORD_ATTRIBUTE)
			at = tokens_behind_call(t, at);
		else if (word >= WORD_TYPE && word <= WORD_TYPEOF)
			return true;
		else if (word == WORD_PLAIN)
			return begins_named_declaration(t, at);
		else if (word >= WORD_CONTROL)
			return false;
		else
			at++;
	}
	return false;
}

/* LIST_HEAD(x); and DECLARE_WORK_ONSTACK(x); declare in functions too. */
static bool is_declaring_macro(const struct tokens *t, size_t at)
{
	return is_name(t, at) && is_kind(t, at + 1, '(') && token_is_capitals(t, at) &&
	       (token_has_part(t, at, "DEFINE") || token_has_part(t, at, "DECLARE") || token_has_part(t, at, "_HEAD"));
}

/* Adds what a statement declares. */
static void add_locals_of(struct identifiers *locals, struct code *c, size_t at, size_t end)
{
	struct declarators d = { .t = c->t };
	struct tokens all = c->t;
	size_t name, nr;

	all.at = d.t.at = d.t.end = at;
	all.end = end;
	if (is_declaring_macro(&all, at)) {
		struct signature s = { at, at + 1, tokens_behind_group(&all, at + 1) };

		name = signature_of_macro(&all, &s);
		if (name != SIZE_MAX)
			add_local(c, name, locals);
		return;
	}
	if (!begins_declaration(&all, at))
		return;
	for (nr = 0; nr < MAX_STATEMENT && d.t.end < end && c->tokens[d.t.end].kind != ';'; nr++)
		d.t.end = behind_pair(c, d.t.end);
	while (declarators_next(&name, &d))
		add_local(c, name, locals);
}

/* The parameters and local variables of a function whose tokens are at .. end. */
static void find_locals(struct identifiers *locals, struct code *c, size_t at, size_t end, uint32_t body)
{
	size_t open = at;

	while (open < end && !(c->tokens[open].kind == '{' && c->tokens[open].line >= body))
		open++;
	each_parameter(c, at, open, true, add_local, locals);
	for (at = open + 1; at < end; at++)
		if (!c->tokens[at].in_directive && begins_statement(c, at))
			add_locals_of(locals, c, at, end);
}

static bool is_label(const struct code *c, size_t at)
{
	uint32_t before = c->pairs[at].before;

	if (before != NO_TOKEN && code_is_word(c, before, WORD_GOTO))
		return true;
	return code_is(c, (uint32_t)at + 1, ':') && begins_statement(c, at);
}

/* Whether what stands before a call makes it a statement: another statement's end, "if (x)", "else", "(void)". */
static bool is_statement_behind(const struct code *c, uint32_t before)
{
	uint32_t open, head;

	if (before == NO_TOKEN)
		return true;
	if (c->tokens[before].kind == TOKEN_NAME)
		return c->tokens[before].word == WORD_PLAIN || c->tokens[before].word == WORD_STATEMENT;
	if (!code_is(c, before, ')'))
		return is_one_of(c->tokens[before].kind, ";{}:?,");
	open = c->pairs[before].partner;
	if (open == NO_TOKEN)
		return true;
	head = c->pairs[open].before;
	if (head != NO_TOKEN && (code_is_word(c, head, WORD_CONTROL) || is_name(&c->t, head)))
		return true;
	return before == open + 2 && code_is_word(c, open + 1, WORD_VOID);
}

/* Of the call whose name is at 'at'. What may be a comma operator or a "?:" between void calls counts as not used. */
static bool is_value_used(const struct code *c, size_t at)
{
	uint32_t close = c->pairs[at + 1].partner, before = c->pairs[at].before;
	int after;

	if (close == NO_TOKEN || close + 1 >= c->t.end)
		return !is_statement_behind(c, before);
	after = c->tokens[close + 1].kind;
	if (after == ')' && before != NO_TOKEN && code_is(c, before, ';'))
		return false; /* for (;; next()) */
	if (after == ',' && before != NO_TOKEN && code_is(c, before, ','))
		return true;
	if (after == TOKEN_ARROW || is_one_of(after, "=+-*/%&|^<>!?.[)]"))
		return true;
	return !is_statement_behind(c, before);
}

struct use_reader {
	struct name_uses *uses;
	const struct outline *outline;
	struct code code;
	const struct entity *entity;    /* the one at the token */
	struct identifiers locals;      /* of the function */
	struct identifiers parameters;  /* of the #define */
};

static void use_reader_release(struct use_reader *r)
{
	code_release(&r->code);
	identifiers_release(&r->locals);
	identifiers_release(&r->parameters);
}

static void enter_entity(struct use_reader *r, size_t at)
{
	struct code *c = &r->code;
	size_t end = at;

	identifiers_release(&r->locals);
	r->locals = (struct identifiers){ 0 };
	r->entity = outline_at(r->outline, c->tokens[at].line);
	if (!r->entity)
		return;
	while (end < c->t.end && c->tokens[end].line <= r->entity->last)
		end++;
	if (r->entity->kind == ENTITY_FUNCTION)
		find_locals(&r->locals, c, at, end, r->entity->body);
	else if (r->entity->kind == ENTITY_PROTOTYPE || r->entity->kind == ENTITY_STRUCT ||
		 r->entity->kind == ENTITY_TYPEDEF)
		each_parameter(c, at, end, false, mark_declared, NULL);
}

/* "#define name(a, b)": what follows the name at once. */
static void enter_define(struct use_reader *r, size_t at)
{
	struct code *c = &r->code;

	identifiers_release(&r->parameters);
	r->parameters = (struct identifiers){ 0 };
	if (!code_is(c, (uint32_t)at + 1, TOKEN_NAME) || !code_is(c, (uint32_t)at + 2, '(') ||
	    c->tokens[at + 2].at != c->tokens[at + 1].at + c->tokens[at + 1].len)
		return;
	for (at += 3; is_name(&c->t, at) || is_kind(&c->t, at, ','); at++)
		if (is_name(&c->t, at))
			add_local(c, at, &r->parameters);
}

/* Whether a plain name is one that the code itself declares. */
static bool is_own_name(const struct use_reader *r, size_t at)
{
	const struct code *c = &r->code;
	const struct token *token = &c->tokens[at];
	uint32_t before = c->pairs[at].before;

	if (token->in_directive && before != NO_TOKEN && code_is(c, before, TOKEN_DIRECTIVE))
		return true;
	if (token->in_directive && identifiers_has_token(&r->parameters, c->t.text, token))
		return true;
	if (c->pairs[at].is_declared || identifiers_has_token(&r->locals, c->t.text, token))
		return true;
	return r->entity && r->entity->kind == ENTITY_FUNCTION && is_label(c, at);
}

static void add_use(struct use_reader *r, size_t at)
{
	const struct code *c = &r->code;
	const struct token *token = &c->tokens[at], none = { 0 };
	uint32_t before = c->pairs[at].before;
	enum identifier_use how = use_behind(before == NO_TOKEN ? &none : &c->tokens[before]);
	struct name_use use = { .line = token->line, .nr_arguments = -1 };
	struct name_uses *uses = r->uses;

	if (how == IDENTIFIER_PLAIN && is_own_name(r, at))
		return;
	use.name = arena_strndup(&uses->arena, token_spelling(&c->t, at), token->len);
	if (how != IDENTIFIER_MEMBER && outline_declares(r->outline, use.name, token->line))
		return;
	use.is_member = how == IDENTIFIER_MEMBER;
	use.is_tag = how == IDENTIFIER_TAG;
	use.is_call = code_is(c, (uint32_t)at + 1, '(');
	if (use.is_call) {
		use.nr_arguments = c->pairs[at + 1].arguments;
		use.value_used = is_value_used(c, at);
	}
	*arena_push(&uses->arena, uses->v, uses->nr) = use;
}

static void read_uses(struct use_reader *r, const struct line_stretch *stretches, size_t nr)
{
	const struct line_stretch *stretch = stretches, *end = stretches + nr;
	uint32_t known = 0; /* up to which line entity is right */
	size_t at;

	for (at = 0; at < r->code.t.end; at++) {
		const struct token *token = &r->code.tokens[at];

		if (token->line > known) {
			enter_entity(r, at);
			known = r->entity ? r->entity->last : token->line;
		}
		while (stretch < end && stretch->last < token->line)
			stretch++;
		if (token->kind == TOKEN_DIRECTIVE)
			enter_define(r, at);
		else if (stretch < end && stretch->first <= token->line && is_name(&r->code.t, at))
			add_use(r, at);
	}
}

static void free_stretches(struct line_stretch **stretches)
{
	free(*stretches);
}

/* The entities that the stretches are in: what has to be read to understand them. */
static size_t find_windows(struct line_stretch *windows, const struct outline *outline,
			   const struct line_stretch *stretches, size_t nr)
{
	size_t nr_windows = 0, i;

	for (i = 0; i < nr; i++) {
		const struct entity *head = outline_at(outline, stretches[i].first);
		const struct entity *tail = outline_at(outline, stretches[i].last);
		struct line_stretch window = stretches[i];

		window.first = head && head->first <= window.first ? head->first :
								     outline_end_before(outline, window.first) + 1;
		if (tail && tail->last > window.last)
			window.last = tail->last;
		if (nr_windows && window.first <= windows[nr_windows - 1].last)
			windows[nr_windows - 1].last = window.last;
		else
			windows[nr_windows++] = window;
	}
	return nr_windows;
}

void name_uses_of(struct name_uses *uses, const struct outline *outline, const char *text, size_t len,
		  const struct line_stretch *stretches, size_t nr)
{
	owned(use_reader_release) struct use_reader r = { .uses = uses, .outline = outline };
	owned(free_stretches) struct line_stretch *windows = mem_alloc((nr + 1) * sizeof(*windows));
	size_t nr_windows = find_windows(windows, outline, stretches, nr);
	struct outline_place place = outline_place_before(outline, windows->first);

	*uses = (struct name_uses){ 0 };
	code_read(&r.code, text, len, &place, windows, nr_windows);
	code_pair(&r.code);
	read_uses(&r, stretches, nr);
}

void name_uses_make(struct name_uses *uses, const char *text, size_t len, uint32_t first, uint32_t last)
{
	owned(outline_release) struct outline outline = { 0 };
	struct line_stretch stretch = { first, last };

	outline_make(&outline, text, len);
	name_uses_of(uses, &outline, text, len, &stretch, 1);
}

void name_uses_release(struct name_uses *uses)
{
	if (uses)
		arena_release(&uses->arena);
}
