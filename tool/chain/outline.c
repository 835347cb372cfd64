// SPDX-License-Identifier: GPL-2.0-only
/*
 * Outlines of C files.
 *
 * A recogniser of declarations goes over the tokens once. Those of a statement are collected until its ';' or '{'; at
 * a '{' they say what it opens:
 *	struct x {		members are statements of a scope within
 *	enum x {		enumerators, by commas
 *	... = {			a table, of which only ".name =" is wanted
 *	... name(...) {		a function, whose body is skipped by counting braces
 *	extern "C" {		nothing
 * and anything else is skipped with its braces. At the ';' the rest of the declarators is read.
 *
 * #if: what the recogniser is in the middle of is one small struct (moment), which is copied at #if and put back at
 * #else and #elif. So in
 *	#ifdef A
 *	int f(int a) {
 *	#else
 *	int f(void) {
 *	#endif
 * the brace counts once: the first f is never closed and is dropped at the end, the second lasts to the '}' and begins
 * where the first did.
 *
 * A file whose braces do not balance that way is read once more by columns: a '}' at the begin of a line ends
 * whatever is open. (Both kernel style and DPDK's have it so. ctags does the same.)
 *
 * Everything is linear in the text: a statement is looked at once when it ends, at most MAX_TAG_TOKENS of its end for
 * each '{' in it, and at most MAX_OLD_PARAMETERS names for each ';' of K&R parameters.
 */
#include <stdlib.h>

#include "../error.h"
#include "outline.h"
#include "tokens.h"

#define MAX_TAG_TOKENS 32      /* "struct __attribute__((packed, aligned(4))) name" has 12 */
#define MAX_OLD_PARAMETERS 64  /* C89 promises 31 */
#define MAX_HEAD_TOKENS 32     /* storage, type and attributes before the name of a K&R function */
#define MAX_CONDITIONALS 512   /* the deepest of the kernel's is 9 */
#define PLACE_STEP 1024         /* bytes from a place to the next */
#define MAX_SAME_NAME 64       /* declarations of one name that are looked at for whether they are on a line */

/* ---- the recogniser ---- */

enum mode {
	MODE_DECLARATIONS,      /* statements of a scope */
	MODE_BODY,              /* a function's */
	MODE_TABLE,
	MODE_BRACES,            /* that mean nothing to us */
};

enum scope_kind { SCOPE_FILE, SCOPE_STRUCT, SCOPE_ENUM };

/* Indices of entities are from 1 in here, 0 is none. */
struct scope {
	enum scope_kind kind;
	uint32_t parens;        /* open in the statement */
	bool has_value;         /* the statement has a '=' outside of them */
	uint32_t first_line;    /* of the statement, where an abandoned branch of an #if began it; else 0 */
	size_t base;            /* of its tokens */
	size_t start;           /* of the statement's tokens */
	size_t parameters_end;  /* K&R parameters are being declared: behind the ')' before them; else 0 */
	size_t entity;          /* the struct or enum that the scope is the inside of; 0: anonymous within another */
	size_t first_member;
	size_t tag;             /* file scope: the struct or enum that the statement has defined */
	uint32_t tag_end;       /* the line of its '}' */
};

/* Where the recogniser is; #else puts back what was at #if. */
struct moment {
	enum mode mode;
	uint32_t depth;         /* braces, but in MODE_DECLARATIONS */
	size_t function;        /* MODE_BODY */
	size_t nr_tokens, nr_outer;
	uint32_t nr_externs;    /* extern "C" { */
	struct scope scope;
};

struct conditional {
	struct moment before;
	uint32_t first_line;    /* of what an abandoned branch left open; 0: nothing */
	bool is_never;          /* "#if 0": what is open at its end was no code */
};

struct pending_members {
	struct entity_member *v;
	size_t nr, capacity;
};

/* A struct within a struct: its members are a stretch of the outer's. */
struct inner {
	size_t entity, first_member, nr_members;
};

struct parser {
	struct outline *outline;
	struct scanner scan;
	struct comments comments;
	struct moment now;
	struct token *tokens;
	size_t capacity;
	struct scope *outer;
	size_t outer_capacity;
	struct conditional *conditionals;
	size_t nr_conditionals, conditional_capacity;
	size_t nr_too_deep;     /* conditionals above MAX_CONDITIONALS */
	struct pending_members members;
	struct inner *inner;
	size_t nr_inner, inner_capacity;
	bool by_column;
	bool unbalanced;
	uint32_t next_place;
	struct token before;    /* MODE_TABLE: the two last tokens */
	struct token before_that;
};

static void parser_release(struct parser *p)
{
	free(p->comments.v);
	free(p->tokens);
	free(p->outer);
	free(p->conditionals);
	free(p->members.v);
	free(p->inner);
}

static struct tokens statement_tokens(const struct parser *p)
{
	size_t start = p->now.scope.start, end = p->now.nr_tokens;

	return (struct tokens){ NULL, p->scan.text, p->tokens, start < end ? start : end, end };
}

/* Tokens that an open #if may want back stay. */
static void clear_statement(struct parser *p)
{
	struct scope *scope = &p->now.scope;
	size_t floor = p->nr_conditionals ? p->conditionals[p->nr_conditionals - 1].before.nr_tokens : 0;

	scope->start = scope->base > floor ? scope->base : floor;
	p->now.nr_tokens = scope->start;
	scope->parens = 0;
	scope->has_value = false;
	scope->first_line = 0;
	scope->parameters_end = 0;
	scope->tag = 0;
	if (scope->kind == SCOPE_FILE)
		p->members.nr = 0;
}

static void push_token(struct parser *p, const struct token *token)
{
	struct scope *scope = &p->now.scope;

	if (token->kind == '(' || token->kind == '[')
		scope->parens++;
	else if ((token->kind == ')' || token->kind == ']') && scope->parens)
		scope->parens--;
	else if (token->kind == '=' && !scope->parens)
		scope->has_value = true;
	p->tokens = array_room(p->tokens, p->now.nr_tokens, &p->capacity, sizeof(*p->tokens));
	p->tokens[p->now.nr_tokens++] = *token;
}

static struct entity *entity_at(const struct parser *p, size_t entity)
{
	return &p->outline->v[entity - 1];
}

static const char *kept_name(struct parser *p, const struct token *token)
{
	return arena_strndup(&p->outline->arena, p->scan.text + token->at, token->len);
}

/* A new entity; its index. Dropped at the end if its last line was never set. */
static size_t add_entity(struct parser *p, enum entity_kind kind, const struct token *name, uint32_t first,
			 uint32_t last)
{
	struct entity *entity = arena_push(&p->outline->arena, p->outline->v, p->outline->nr);

	entity->kind = kind;
	entity->name = name ? kept_name(p, name) : "";
	entity->first = first;
	entity->last = last;
	entity->nr_parameters = -1;
	entity->returns_value = true;
	return p->outline->nr;
}

static void add_member(struct parser *p, const struct token *name)
{
	struct pending_members *members = &p->members;

	members->v = array_room(members->v, members->nr, &members->capacity, sizeof(*members->v));
	members->v[members->nr++] = (struct entity_member){ kept_name(p, name), name->line };
}

/* Gives the members that were read to an entity and to those within it. */
static void settle_members(struct parser *p, size_t entity, size_t first)
{
	size_t nr = p->members.nr > first ? p->members.nr - first : 0, i;
	struct entity_member *kept;

	if (nr) {
		kept = arena_alloc(&p->outline->arena, nr * sizeof(*kept));
		memcpy(kept, p->members.v + first, nr * sizeof(*kept));
		entity_at(p, entity)->members = kept;
		entity_at(p, entity)->nr_members = nr;
		for (i = 0; i < p->nr_inner; i++) {
			struct inner *inner = &p->inner[i];

			if (inner->first_member < first || inner->first_member + inner->nr_members > first + nr)
				continue;
			entity_at(p, inner->entity)->members = kept + (inner->first_member - first);
			entity_at(p, inner->entity)->nr_members = inner->nr_members;
		}
	}
	p->nr_inner = 0;
	p->members.nr = 0;
}

/*
 * Where the declaration begins: macros that stand before it on lines of their own without a ';' (EXPORT_SYMBOL(x),
 * BUFFER_FNS(Dirty, dirty)) do not belong to it.
 */
static size_t statement_first(const struct tokens *t, size_t name)
{
	size_t at = t->at;

	while (is_name(t, at) && is_kind(t, at + 1, '(') && at != name && !token_is_reserved(t, at)) {
		size_t behind = tokens_behind_call(t, at);

		if (behind >= t->end || t->v[behind].line <= t->v[behind - 1].line || t->v[behind].kind != TOKEN_NAME)
			break;
		at = behind;
	}
	return at;
}

static uint32_t first_line(const struct parser *p, const struct tokens *t, size_t first)
{
	return first == t->at && p->now.scope.first_line ? p->now.scope.first_line : t->v[first].line;
}

/* The text between two tokens, as struct entity's type wants it. */
static void add_type(struct text *text, const struct tokens *t, size_t at, size_t end)
{
	uint32_t behind = 0;

	for (; at < end; behind = t->v[at].at + t->v[at].len, at++) {
		if (t->v[at].word >= WORD_STATIC && t->v[at].word <= WORD_TYPEDEF)
			continue;
		if (text->len && t->v[at].at > behind)
			text_addc(text, ' ');
		if (t->v[at].kind == TOKEN_BODY)
			text_adds(text, "{ }");
		else
			text_add(text, token_spelling(t, at), t->v[at].len);
	}
}

static bool has_word(const struct tokens *t, size_t at, size_t end, enum word word)
{
	for (; at < end; at++)
		if (is_word(t, at, word))
			return true;
	return false;
}

static bool has_kind(const struct tokens *t, size_t at, size_t end, int kind)
{
	for (; at < end; at++)
		if (t->v[at].kind == kind)
			return true;
	return false;
}

/*
 * What the tokens before an entity's name say of it. The second of "int *a, **b" has its type in two places: first to
 * type_end, and begin to name.
 */
static void describe_entity(struct parser *p, size_t index, const struct tokens *t, size_t first, size_t type_end,
			    size_t begin, size_t name)
{
	owned(text_release) struct text type = { 0 };
	struct entity *entity = entity_at(p, index);

	add_type(&type, t, first, type_end);
	add_type(&type, t, begin, name);
	entity->type = arena_strndup(&p->outline->arena, text_str(&type), type.len);
	entity->is_static = has_word(t, first, type_end, WORD_STATIC);
	entity->is_inline = has_word(t, first, type_end, WORD_INLINE);
}

static bool is_void(const struct tokens *t, size_t first, size_t name)
{
	return has_word(t, first, name, WORD_VOID) && !has_kind(t, first, name, '*');
}

static size_t add_function(struct parser *p, enum entity_kind kind, const struct tokens *t, const struct signature *s)
{
	size_t first = statement_first(t, s->name);
	bool by_macro = signature_is_macro(t, s);
	size_t name = by_macro ? signature_of_macro(t, s) : s->name;
	size_t index = add_entity(p, kind, &t->v[name == SIZE_MAX ? s->name : name], first_line(p, t, first), 0);

	describe_entity(p, index, t, first, s->name, s->name, by_macro ? s->open : s->name);
	if (!by_macro) {
		entity_at(p, index)->nr_parameters = signature_parameters(t, s);
		entity_at(p, index)->returns_value = !is_void(t, first, s->name);
	}
	return index;
}

/* ---- statements ---- */

/* DEFINE_MUTEX(x); */
static void macro_statement(struct parser *p, const struct tokens *t, const struct signature *s, uint32_t last)
{
	size_t name = signature_of_macro(t, s), first = statement_first(t, s->name), index;

	if (name == SIZE_MAX || token_has_part(t, s->name, "EXPORT") || token_has_part(t, s->name, "MODULE_") ||
	    token_has_part(t, s->name, "ASSERT") || token_has_part(t, s->name, "BUILD_BUG"))
		return;
	index = add_entity(p, ENTITY_VARIABLE, &t->v[name], first_line(p, t, first), last);
	describe_entity(p, index, t, first, s->open, s->open, s->open);
	settle_members(p, index, 0);
}

static void function_statement(struct parser *p, const struct tokens *t, const struct signature *s, uint32_t last)
{
	if (signature_is_macro(t, s))
		macro_statement(p, t, s, last);
	else if (tokens_have_type(t, s->name) || has_word(t, t->at, s->name, WORD_STATIC) ||
		 has_word(t, t->at, s->name, WORD_EXTERN)) /* else it is module_init(x); */
		entity_at(p, add_function(p, ENTITY_PROTOTYPE, t, s))->last = last;
}

/* A name that "struct x { } name" or "typedef struct { } name" declares. */
static void declare_with_tag(struct parser *p, const struct token *name, bool is_typedef, uint32_t last)
{
	const struct scope *scope = &p->now.scope;
	bool was_anonymous = !*entity_at(p, scope->tag)->name;

	if (was_anonymous)
		entity_at(p, scope->tag)->name = kept_name(p, name);
	if (is_typedef && !was_anonymous)
		add_entity(p, ENTITY_TYPEDEF, name, entity_at(p, scope->tag)->first, last);
	else if (!is_typedef)
		settle_members(p, add_entity(p, ENTITY_VARIABLE, name, scope->tag_end, last), 0);
}

/* "__extension__ typedef" too. */
static bool begins_typedef(const struct tokens *t, size_t first)
{
	return is_word(t, first, WORD_TYPEDEF) || is_word(t, first + 1, WORD_TYPEDEF);
}

static void declaration_statement(struct parser *p, const struct tokens *t, uint32_t last)
{
	struct declarators d = { .t = *t };
	size_t first = statement_first(t, SIZE_MAX), name, index;
	bool is_typedef = begins_typedef(t, first);

	d.t.at = first;
	d.is_typedef = is_typedef;
	while (declarators_next(&name, &d)) {
		if (p->now.scope.tag) {
			declare_with_tag(p, &t->v[name], is_typedef, last);
			continue;
		}
		index = add_entity(p, is_typedef ? ENTITY_TYPEDEF : ENTITY_VARIABLE, &t->v[name],
				   first_line(p, t, first), last);
		describe_entity(p, index, t, first, d.type_end, d.begin, name);
		settle_members(p, index, 0);
	}
}

static void file_statement(struct parser *p, uint32_t last)
{
	struct tokens t = statement_tokens(p);
	struct signature s;

	if (t.at == t.end)
		return;
	if (p->now.scope.tag && !p->now.scope.has_value)
		entity_at(p, p->now.scope.tag)->last = last;
	if (!p->now.scope.tag && !begins_typedef(&t, statement_first(&t, SIZE_MAX)) && signature_find(&s, &t, false))
		function_statement(p, &t, &s, last);
	else
		declaration_statement(p, &t, last);
}

/* DECLARE_BITMAP(name, 3); and struct_group(name, int a; int b;): the first argument, and what is before a ';'. */
static void macro_members(struct parser *p, const struct tokens *t)
{
	struct signature s = { t->at, t->at + 1, tokens_behind_call(t, t->at) };
	size_t name = signature_of_macro(t, &s), at;

	if (name != SIZE_MAX)
		add_member(p, &t->v[name]);
	for (at = s.open + 1; at + 1 < s.behind; at++)
		if (is_name(t, at) && is_kind(t, at + 1, ';'))
			add_member(p, &t->v[at]);
}

static void member_statement(struct parser *p)
{
	struct declarators d = { .t = statement_tokens(p) };
	size_t name;

	if (d.t.at == d.t.end)
		return;
	if (is_name(&d.t, d.t.at) && is_kind(&d.t, d.t.at + 1, '(') && tokens_behind_call(&d.t, d.t.at) == d.t.end) {
		macro_members(p, &d.t);
		return;
	}
	while (declarators_next(&name, &d))
		add_member(p, &d.t.v[name]);
}

static void enumerator_statement(struct parser *p)
{
	struct tokens t = statement_tokens(p);

	if (is_name(&t, t.at) && !is_kind(&t, t.at + 1, '('))
		add_member(p, &t.v[t.at]);
}

static bool same_spelling(const struct tokens *t, size_t a, size_t b)
{
	return t->v[a].len == t->v[b].len && !memcmp(token_spelling(t, a), token_spelling(t, b), t->v[a].len);
}

static bool is_old_parameter(const struct tokens *t, const struct signature *s, size_t name)
{
	size_t at;

	for (at = s->open + 1; at + 1 < s->behind; at++)
		if (same_spelling(t, at, name))
			return true;
	return false;
}

/* "(a, b, c)" */
static bool has_only_names(const struct tokens *t, const struct signature *s)
{
	size_t at, nr = s->behind - s->open - 2;

	if (s->behind > t->end || nr > 2 * MAX_OLD_PARAMETERS || !(nr & 1))
		return false;
	for (at = s->open + 1; at + 1 < s->behind; at++)
		if ((at - s->open) & 1 ? !is_name(t, at) : t->v[at].kind != ',')
			return false;
	return true;
}

/* Whether the ';' ends "int a, *b" in "f(a, b) int a, *b;", so that the statement goes on. */
static bool declares_old_parameters(struct parser *p)
{
	struct scope *scope = &p->now.scope;
	struct tokens t = statement_tokens(p);
	struct declarators d = { .t = t };
	struct signature s;
	size_t name, nr = 0;

	if (scope->has_value || scope->tag)
		return false;
	if (t.end - t.at > MAX_HEAD_TOKENS)
		t.end = t.at + MAX_HEAD_TOKENS; /* where the name is looked for */
	for (s.name = t.at; s.name < t.end && !(is_name(&t, s.name) && is_kind(&t, s.name + 1, '(')); s.name++)
		if (t.v[s.name].kind != TOKEN_NAME && t.v[s.name].kind != '*')
			return false;
	if (s.name >= t.end)
		return false;
	t.end = d.t.end;
	s.open = s.name + 1;
	s.behind = tokens_behind_group(&t, s.open);
	if (!has_only_names(&t, &s))
		return false;
	d.t.at = scope->parameters_end ? scope->parameters_end : s.behind;
	while (declarators_next(&name, &d)) {
		if (!is_old_parameter(&t, &s, name))
			return false;
		nr++;
	}
	return nr > 0;
}

static void end_statement(struct parser *p, const struct token *token)
{
	struct scope *scope = &p->now.scope;

	if (scope->kind == SCOPE_FILE && declares_old_parameters(p)) {
		push_token(p, token);
		scope->parameters_end = p->now.nr_tokens;
		return;
	}
	if (scope->kind == SCOPE_FILE)
		file_statement(p, token->line);
	else if (scope->kind == SCOPE_STRUCT)
		member_statement(p);
	clear_statement(p);
}

/* ---- braces ---- */

/* "struct x" at the end of the statement: its keyword and, unless SIZE_MAX, its name. */
static bool find_tag(size_t *keyword, size_t *name, const struct tokens *t)
{
	size_t at = t->end, low = t->end - t->at > MAX_TAG_TOKENS ? t->end - MAX_TAG_TOKENS : t->at;
	bool is_plain_name_behind = false;

	*name = SIZE_MAX;
	while (at-- > low) {
		if (is_word(t, at, WORD_STRUCT) || is_word(t, at, WORD_ENUM)) {
			*keyword = at;
			return true;
		}
		if (t->v[at].kind == ')') {
			size_t depth = 1;

			while (depth && at-- > low)
				depth += (size_t)(t->v[at].kind == ')') - (size_t)(t->v[at].kind == '(');
			if (depth || at-- == low)
				return false;
			if (!is_word(t, at, WORD_ATTRIBUTE) && !(is_name(t, at) && is_plain_name_behind))
				return false;
		} else if (is_name(t, at)) {
			if (*name == SIZE_MAX || (token_is_attribute(t, *name) && !token_is_attribute(t, at)))
				*name = at;
			is_plain_name_behind = true;
		} else if (!is_word(t, at, WORD_ATTRIBUTE)) {
			return false;
		}
	}
	return false;
}

static void open_tag(struct parser *p, const struct tokens *t, size_t keyword, size_t name)
{
	bool is_enum = t->v[keyword].word == WORD_ENUM;
	size_t first = statement_first(t, SIZE_MAX), entity = 0;

	if (name != SIZE_MAX || !p->now.nr_outer)
		entity = add_entity(p, is_enum ? ENTITY_ENUM : ENTITY_STRUCT, name == SIZE_MAX ? NULL : &t->v[name],
				    first_line(p, t, first), 0);
	p->outer = array_room(p->outer, p->now.nr_outer, &p->outer_capacity, sizeof(*p->outer));
	p->outer[p->now.nr_outer++] = p->now.scope;
	p->now.scope = (struct scope){
		.kind = is_enum ? SCOPE_ENUM : SCOPE_STRUCT,
		.base = p->now.nr_tokens,
		.start = p->now.nr_tokens,
		.entity = entity,
		.first_member = p->members.nr,
	};
}

static void note_inner(struct parser *p, size_t entity, size_t first_member)
{
	size_t nr = p->members.nr > first_member ? p->members.nr - first_member : 0;

	p->inner = array_room(p->inner, p->nr_inner, &p->inner_capacity, sizeof(*p->inner));
	p->inner[p->nr_inner++] = (struct inner){ entity, first_member, nr };
}

static void close_tag(struct parser *p, const struct token *token)
{
	struct scope closed = p->now.scope;
	struct token body = { .kind = TOKEN_BODY, .at = token->at, .len = token->len, .line = token->line };

	p->now.scope = p->outer[--p->now.nr_outer];
	p->now.nr_tokens = closed.base;
	push_token(p, &body);
	if (closed.entity)
		entity_at(p, closed.entity)->last = token->line;
	if (p->now.nr_outer) {
		if (closed.entity)
			note_inner(p, closed.entity, closed.first_member);
		return;
	}
	p->now.scope.tag = closed.entity;
	p->now.scope.tag_end = token->line;
	if (closed.entity)
		settle_members(p, closed.entity, closed.first_member);
}

static void open_function(struct parser *p, const struct tokens *t, const struct signature *s, uint32_t line)
{
	p->now.function = add_function(p, ENTITY_FUNCTION, t, s);
	entity_at(p, p->now.function)->body = line;
	p->now.mode = MODE_BODY;
	clear_statement(p);
}

static bool is_extern_c(const struct tokens *t)
{
	return t->end - t->at == 2 && is_word(t, t->at, WORD_EXTERN) && is_kind(t, t->at + 1, TOKEN_LITERAL);
}

/* A '{' of the file's scope, outside of parentheses. */
static void open_in_file(struct parser *p, const struct tokens *t, uint32_t line)
{
	struct tokens head = *t;
	struct signature s;

	if (p->now.scope.parameters_end)
		for (head.end = head.at; head.end < t->end && t->v[head.end].kind != ')'; )
			head.end++;
	head.end += head.end < t->end; /* the ')' of K&R parameters */
	if (p->now.scope.has_value)
		p->now.mode = MODE_TABLE;
	else if (signature_find(&s, &head, true))
		open_function(p, &head, &s, line);
}

static bool is_in_first_column(const struct scanner *s, uint32_t at)
{
	return !at || s->text[at - 1] == '\n';
}

/* Parentheses that were never closed: the statement begins with the last name that stands in the first column. */
static size_t restart_by_column(struct parser *p, const struct tokens *t)
{
	size_t at = t->end;

	p->now.scope.parens = 0;
	while (at-- > t->at)
		if (t->v[at].kind == TOKEN_NAME && is_in_first_column(&p->scan, t->v[at].at))
			return at;
	return t->at;
}

static void open_brace(struct parser *p, const struct token *token)
{
	struct tokens t = statement_tokens(p);
	struct scope *scope = &p->now.scope;
	size_t keyword, name;

	if (p->by_column && scope->parens && scope->kind == SCOPE_FILE && is_in_first_column(&p->scan, token->at))
		t.at = scope->start = restart_by_column(p, &t);
	if (!scope->parens && scope->kind == SCOPE_FILE && is_extern_c(&t)) {
		p->now.nr_externs++;
		clear_statement(p);
		return;
	}
	if (!scope->parens && scope->kind != SCOPE_ENUM && !scope->has_value && find_tag(&keyword, &name, &t)) {
		open_tag(p, &t, keyword, name);
		return;
	}
	p->now.mode = MODE_BRACES;
	p->now.depth = 1;
	p->before = p->before_that = *token;
	if (!scope->parens && scope->kind == SCOPE_FILE)
		open_in_file(p, &t, token->line);
}

static void close_scope(struct parser *p, const struct token *token)
{
	struct scope *scope = &p->now.scope;

	if (scope->kind != SCOPE_FILE) {
		do {
			if (scope->kind == SCOPE_ENUM)
				enumerator_statement(p);
			else
				member_statement(p);
			close_tag(p, token);
		} while (p->by_column && p->now.nr_outer && is_in_first_column(&p->scan, token->at));
		return;
	}
	if (p->now.nr_externs)
		p->now.nr_externs--;
	else
		p->unbalanced = true;
	clear_statement(p);
}

/* The last brace of a body, a table or others. */
static void close_braces(struct parser *p, uint32_t line)
{
	bool ends_statement = p->now.mode == MODE_BODY ||
			      (p->now.mode == MODE_BRACES && p->now.scope.kind == SCOPE_FILE && !p->now.scope.parens);

	if (p->now.mode == MODE_BODY)
		entity_at(p, p->now.function)->last = line;
	p->now.mode = MODE_DECLARATIONS;
	if (ends_statement)
		clear_statement(p);
}

static void count_brace(struct parser *p, char brace, uint32_t at, uint32_t line)
{
	if (brace == '{') {
		p->now.depth++;
		return;
	}
	if (p->by_column && is_in_first_column(&p->scan, at))
		p->now.depth = 1;
	if (!--p->now.depth)
		close_braces(p, line);
}

/* To the brace that closes what is open, to a directive, or to the end. */
static void skip_braces(struct parser *p)
{
	struct scanner *s = &p->scan;

	while (s->at < s->end && p->now.mode != MODE_DECLARATIONS) {
		char c = s->text[s->at];

		if (!(scanner_class(s) & CHAR_BRACED)) {
			scanner_skip_to(s, CHAR_BRACED);
		} else if (c == '\n') {
			s->at++;
			s->line++;
			while (s->at < s->end && scanner_class(s) & CHAR_BLANK)
				s->at++;
			s->line_begun = false;
			if (scanner_sees(s, 0, '#'))
				return;
		} else if (scanner_at_comment(s)) {
			s->line_begun = true;
			scanner_skip_comment(s);
		} else if (c == '"' || c == '\'') {
			scanner_skip_literal(s);
		} else {
			s->at++;
			s->line_begun = true;
			if (c == '{' || c == '}')
				count_brace(p, c, s->at - 1, s->line);
		}
	}
}

/* Fields: "{ .name", ", .name", and gcc's old "name:". */
static void table_token(struct parser *p, const struct token *token)
{
	const struct token *before = &p->before, *before_that = &p->before_that;

	if (before->kind == TOKEN_NAME && !before->word &&
	    ((before_that->kind == '.' && (token->kind == '=' || token->kind == '.' || token->kind == '[')) ||
	     (token->kind == ':' && (before_that->kind == '{' || before_that->kind == ','))))
		add_member(p, before);
	p->before_that = p->before;
	p->before = *token;
	if (token->kind == '{' || token->kind == '}')
		count_brace(p, (char)token->kind, token->at, token->line);
}

/* ---- directives ---- */

/* The first line of what a branch leaves open that its #if did not find open; 0: nothing. */
static uint32_t left_open(const struct parser *p, const struct conditional *conditional)
{
	const struct moment *now = &p->now, *before = &conditional->before;
	size_t start = now->scope.start;

	if (before->mode != MODE_DECLARATIONS || before->nr_tokens > before->scope.start)
		return 0;
	if (now->mode == MODE_BODY)
		return entity_at(p, now->function)->first;
	if (now->nr_outer > before->nr_outer)
		return now->scope.entity ? entity_at(p, now->scope.entity)->first : 0;
	return now->nr_outer == before->nr_outer && now->nr_tokens > start ? p->tokens[start].line : 0;
}

/* Behind #endif: what is open began in the branch that was left, in other words. */
static void begin_earlier(struct parser *p, const struct conditional *conditional)
{
	const struct moment *before = &conditional->before;
	uint32_t first = conditional->first_line;
	struct moment *now = &p->now;

	if (!first || !left_open(p, conditional))
		return;
	if (now->mode == MODE_BODY)
		entity_at(p, now->function)->first = first;
	else if (now->nr_outer > before->nr_outer)
		entity_at(p, now->scope.entity)->first = first;
	else
		now->scope.first_line = first;
}

/* "#if 0" */
static bool is_never(const struct scanner *s, const struct token *token)
{
	return token->len > 2 && !memcmp(s->text + token->at + token->len - 2, "if", 2) && scanner_sees(s, 0, ' ') &&
	       scanner_sees(s, 1, '0') && (s->end - s->at == 2 || scanner_sees(s, 2, '\n') || scanner_sees(s, 2, ' '));
}

static void conditional_begin(struct parser *p, const struct token *token)
{
	if (p->nr_conditionals == MAX_CONDITIONALS) {
		p->nr_too_deep++;
		return;
	}
	p->conditionals = array_room(p->conditionals, p->nr_conditionals, &p->conditional_capacity,
				    sizeof(*p->conditionals));
	p->conditionals[p->nr_conditionals++] = (struct conditional){
		.before = p->now,
		.is_never = is_never(&p->scan, token),
	};
}

static void conditional_else(struct parser *p)
{
	struct conditional *top;

	if (p->nr_too_deep || !p->nr_conditionals)
		return;
	top = &p->conditionals[p->nr_conditionals - 1];
	if (!top->first_line && !top->is_never)
		top->first_line = left_open(p, top);
	top->is_never = false;
	p->now = top->before;
}

static void conditional_end(struct parser *p)
{
	if (p->nr_too_deep) {
		p->nr_too_deep--;
	} else if (p->nr_conditionals) {
		const struct conditional *top = &p->conditionals[--p->nr_conditionals];

		if (top->is_never)
			p->now = top->before;
		else
			begin_earlier(p, top);
	}
}

/* The parameters of a macro; -1: it has none, or any number. */
static int macro_parameters(struct parser *p)
{
	struct token token;
	int nr = 0;

	if (!scanner_sees(&p->scan, 0, '('))
		return -1;
	while ((token = scanner_next(&p->scan)).kind != ')') {
		if (token.kind == TOKEN_DIRECTIVE_END || token.kind == '.')
			return -1;
		nr += token.kind == TOKEN_NAME;
	}
	return nr;
}

static void define(struct parser *p, uint32_t first)
{
	struct token name = scanner_next(&p->scan);
	size_t index;

	if (name.kind != TOKEN_NAME)
		return;
	index = add_entity(p, ENTITY_MACRO, &name, first, first);
	entity_at(p, index)->nr_parameters = macro_parameters(p);
	if (p->scan.in_directive)
		scanner_skip_directive(&p->scan);
	entity_at(p, index)->last = p->scan.line;
}

static void include(struct parser *p)
{
	struct scanner *s = &p->scan;
	struct outline *outline = p->outline;
	const char *start, *end;
	size_t rest;

	scanner_skip_blanks(s);
	rest = s->end - s->at;
	if (rest < 2 || (s->text[s->at] != '<' && s->text[s->at] != '"'))
		return;
	start = s->text + s->at + 1;
	end = memchr(start, s->text[s->at] == '<' ? '>' : '"', rest - 1);
	if (end && !memchr(start, '\n', (size_t)(end - start)))
		*arena_push(&outline->arena, outline->includes, outline->nr_includes) =
			arena_strndup(&outline->arena, start, (size_t)(end - start));
}

static void directive(struct parser *p, const struct token *token)
{
	switch ((enum directive)token->word) {
	case DIRECTIVE_IF:
		conditional_begin(p, token);
		break;
	case DIRECTIVE_ELSE:
		conditional_else(p);
		break;
	case DIRECTIVE_ENDIF:
		conditional_end(p);
		break;
	case DIRECTIVE_DEFINE:
		define(p, token->line);
		break;
	case DIRECTIVE_INCLUDE:
		include(p);
		break;
	case DIRECTIVE_OTHER:
		break;
	}
	if (p->scan.in_directive)
		scanner_skip_directive(&p->scan);
}

/* ---- the whole ---- */

static void declaration_token(struct parser *p, const struct token *token)
{
	const struct scope *scope = &p->now.scope;

	if (token->kind == '{') {
		open_brace(p, token);
	} else if (token->kind == '}') {
		close_scope(p, token);
	} else if (token->kind == ';' && !scope->parens) {
		end_statement(p, token);
	} else if (token->kind == ',' && scope->kind == SCOPE_ENUM && !scope->parens) {
		enumerator_statement(p);
		clear_statement(p);
	} else {
		push_token(p, token);
	}
}

static void note_place(struct parser *p)
{
	const struct scanner *s = &p->scan;

	if (s->at < p->next_place || s->in_directive || p->now.mode != MODE_DECLARATIONS || p->now.nr_outer)
		return;
	p->next_place = s->at + PLACE_STEP;
	*arena_push(&p->outline->arena, p->outline->places, p->outline->nr_places) =
		(struct outline_place){ s->at, s->line, s->line_begun };
}

static void parse(struct parser *p)
{
	for (;;) {
		struct token token;

		if (p->now.mode == MODE_BODY || p->now.mode == MODE_BRACES)
			skip_braces(p);
		note_place(p);
		token = scanner_next(&p->scan);
		if (token.kind == TOKEN_END)
			break;
		if (token.kind == TOKEN_DIRECTIVE)
			directive(p, &token);
		else if (p->now.mode == MODE_TABLE)
			table_token(p, &token);
		else if (p->now.mode == MODE_DECLARATIONS)
			declaration_token(p, &token);
	}
	if (p->now.mode != MODE_DECLARATIONS || p->now.nr_outer || p->now.scope.parens)
		p->unbalanced = true;
}

/* Those that were never closed go. */
static void drop_unfinished(struct outline *outline)
{
	size_t i, nr = 0;

	for (i = 0; i < outline->nr; i++)
		if (outline->v[i].last)
			outline->v[nr++] = outline->v[i];
	outline->nr = nr;
}

struct entity_order {
	uint32_t first;
	size_t place;
};

static int compare_entities(const void *a, const void *b)
{
	const struct entity_order *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static void free_order(struct entity_order **order)
{
	free(*order);
}

/* They come by first line but for macros in the middle of a declaration. */
static void sort_entities(struct outline *outline)
{
	owned(free_order) struct entity_order *order = NULL;
	struct entity *sorted;
	bool is_sorted = true;
	size_t i;

	for (i = 1; i < outline->nr; i++)
		is_sorted &= outline->v[i - 1].first <= outline->v[i].first;
	if (is_sorted)
		return;
	order = mem_alloc(outline->nr * sizeof(*order));
	for (i = 0; i < outline->nr; i++)
		order[i] = (struct entity_order){ outline->v[i].first, i };
	qsort(order, outline->nr, sizeof(*order), compare_entities);
	sorted = arena_alloc(&outline->arena, outline->nr * sizeof(*sorted));
	for (i = 0; i < outline->nr; i++)
		sorted[i] = outline->v[order[i].place];
	outline->v = sorted;
}

/*
 * The index: names with what they are, and the entities that are not within another, for outline_at(). Entries of one
 * name are chained in the order of the file.
 */
struct name_entry {
	const char *name;
	uint32_t entity;
	uint32_t member;        /* from 1; 0: the entity itself */
	uint32_t next;          /* of the same name, from 1 */
	uint32_t tail;          /* of a chain's first */
};

struct outline_index {
	struct name_entry *entries;
	uint32_t *slots;        /* entries from 1 */
	size_t nr_entries, nr_slots;
	uint32_t *outermost;
	size_t nr_outermost;
};

static uint32_t *index_slot(const struct outline_index *index, const char *name)
{
	size_t at = name_hash(name, strlen(name), 0) & (index->nr_slots - 1);

	while (index->slots[at] && strcmp(index->entries[index->slots[at] - 1].name, name))
		at = (at + 1) & (index->nr_slots - 1);
	return &index->slots[at];
}

static void index_add(struct outline_index *index, const char *name, size_t entity, size_t member)
{
	struct name_entry *entry = &index->entries[index->nr_entries++];
	uint32_t *slot = index_slot(index, name), self = (uint32_t)index->nr_entries;

	entry->name = name;
	entry->entity = (uint32_t)entity;
	entry->member = (uint32_t)member;
	entry->tail = self;
	if (*slot) {
		struct name_entry *head = &index->entries[*slot - 1];

		index->entries[head->tail - 1].next = self;
		head->tail = self;
	} else {
		*slot = self;
	}
}

static bool has_own_members(const struct entity *entity)
{
	return entity->kind == ENTITY_STRUCT || entity->kind == ENTITY_ENUM;
}

static void index_outermost(struct outline *outline)
{
	struct outline_index *index = outline->index;
	size_t i;

	index->outermost = arena_alloc(&outline->arena, (outline->nr + 1) * sizeof(*index->outermost));
	for (i = 0; i < outline->nr; i++) {
		struct entity *before = index->nr_outermost ?
					&outline->v[index->outermost[index->nr_outermost - 1]] : NULL;

		if (before && outline->v[i].last <= before->last)
			continue;
		if (before && outline->v[i].first < before->last) /* branches of an #if that share a part */
			before->last = outline->v[i].first > before->first ? outline->v[i].first - 1 : before->first;
		index->outermost[index->nr_outermost++] = (uint32_t)i;
	}
}

static void make_index(struct outline *outline)
{
	struct outline_index *index = arena_alloc(&outline->arena, sizeof(*index));
	size_t nr = outline->nr, i, j;

	for (i = 0; i < outline->nr; i++)
		nr += has_own_members(&outline->v[i]) ? outline->v[i].nr_members : 0;
	for (index->nr_slots = 16; index->nr_slots < 2 * nr; index->nr_slots *= 2)
		;
	index->slots = arena_alloc(&outline->arena, index->nr_slots * sizeof(*index->slots));
	index->entries = arena_alloc(&outline->arena, (nr + 1) * sizeof(*index->entries));
	outline->index = index;
	for (i = 0; i < outline->nr; i++) {
		const struct entity *entity = &outline->v[i];

		index_add(index, entity->name, i, 0);
		for (j = 0; has_own_members(entity) && j < entity->nr_members; j++)
			index_add(index, entity->members[j].name, i, j + 1);
	}
	index_outermost(outline);
}

/* Both are by line. */
static void find_leads(struct outline *outline, const struct comments *comments)
{
	uint32_t end = 0; /* of the entities before */
	size_t i, at = 0;

	for (i = 0; i < outline->nr; i++) {
		struct entity *entity = &outline->v[i];

		while (at < comments->nr && comments->v[at].last + 1 < entity->first)
			at++;
		entity->lead = entity->first;
		if (at < comments->nr && comments->v[at].last + 1 == entity->first && comments->v[at].first > end)
			entity->lead = comments->v[at].first;
		end = entity->last > end ? entity->last : end;
	}
}

/* False: the braces do not balance. */
static bool make_once(struct outline *outline, const char *text, size_t len, bool by_column)
{
	owned(parser_release) struct parser p = {
		.outline = outline,
		.scan = scanner_of(text, len),
		.by_column = by_column,
	};

	*outline = (struct outline){ 0 };
	p.scan.comments = &p.comments;
	parse(&p);
	drop_unfinished(outline);
	sort_entities(outline);
	make_index(outline);
	find_leads(outline, &p.comments);
	return !p.unbalanced;
}

void outline_make(struct outline *outline, const char *text, size_t len)
{
	if (make_once(outline, text, len, false))
		return;
	outline_release(outline);
	make_once(outline, text, len, true);
}

void outline_release(struct outline *outline)
{
	if (outline)
		arena_release(&outline->arena);
}

/* ---- questions ---- */

struct outline_place outline_place_before(const struct outline *outline, uint32_t line)
{
	size_t low = 0, high = outline->nr_places;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (outline->places[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? outline->places[low - 1] : (struct outline_place){ 0 };
}

const struct entity *outline_at(const struct outline *outline, uint32_t line)
{
	const struct outline_index *index = outline->index;
	size_t low = 0, high = index ? index->nr_outermost : 0;
	const struct entity *entity;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (outline->v[index->outermost[middle]].last < line)
			low = middle + 1;
		else
			high = middle;
	}
	if (!index || low == index->nr_outermost)
		return NULL;
	entity = &outline->v[index->outermost[low]];
	return entity->lead <= line ? entity : NULL;
}

/* The first entry of a name, from 1. */
static uint32_t first_entry(const struct outline *outline, const char *name)
{
	return outline->index ? *index_slot(outline->index, name) : 0;
}

const struct entity *outline_find(const struct outline *outline, enum entity_kind kind, const char *name)
{
	uint32_t at;

	for (at = first_entry(outline, name); at; at = outline->index->entries[at - 1].next) {
		const struct name_entry *entry = &outline->index->entries[at - 1];

		if (!entry->member && outline->v[entry->entity].kind == kind)
			return &outline->v[entry->entity];
	}
	return NULL;
}

/* Smaller is the better answer to what a name is. */
static unsigned rank_entry(const struct outline *outline, const struct name_entry *entry)
{
	const struct entity *entity = &outline->v[entry->entity];

	if (entry->member)
		return 4;
	if (entity->kind == ENTITY_PROTOTYPE)
		return 3;
	return entity->kind == ENTITY_FUNCTION || entity->kind == ENTITY_MACRO ? 0 : 1;
}

const struct entity *outline_defines(const struct entity_member **member, const struct outline *outline,
				     const char *name)
{
	const struct name_entry *best = NULL;
	uint32_t at;

	for (at = first_entry(outline, name); at; at = outline->index->entries[at - 1].next) {
		const struct name_entry *entry = &outline->index->entries[at - 1];

		if (!best || rank_entry(outline, entry) < rank_entry(outline, best))
			best = entry;
	}
	*member = best && best->member ? &outline->v[best->entity].members[best->member - 1] : NULL;
	return best ? &outline->v[best->entity] : NULL;
}

const struct entity *outline_member(const struct entity_member **member, const struct outline *outline,
				    const char *name)
{
	uint32_t at;

	for (at = first_entry(outline, name); at; at = outline->index->entries[at - 1].next) {
		const struct name_entry *entry = &outline->index->entries[at - 1];

		if (!entry->member)
			continue;
		*member = &outline->v[entry->entity].members[entry->member - 1];
		return &outline->v[entry->entity];
	}
	*member = NULL;
	return NULL;
}

const struct entity *outline_each(const struct entity_member **member, uint32_t *at, const struct outline *outline,
				  const char *name)
{
	const struct name_entry *entry;
	const struct entity *entity;

	*at = *at ? outline->index->entries[*at - 1].next : first_entry(outline, name);
	if (!*at)
		return NULL;
	entry = &outline->index->entries[*at - 1];
	entity = &outline->v[entry->entity];
	*member = entry->member ? &entity->members[entry->member - 1] : NULL;
	return entity;
}

/* A name has some 20 bytes; entities were moved into twice the room now and then. */
size_t outline_bytes(const struct outline *outline)
{
	const struct outline_index *index = outline->index;

	return sizeof(*outline) + 2 * outline->nr * sizeof(*outline->v) + outline->nr_includes * 40 +
	       index->nr_entries * (sizeof(*index->entries) + sizeof(struct entity_member) + 32) +
	       index->nr_slots * sizeof(*index->slots);
}

uint32_t outline_end_before(const struct outline *outline, uint32_t line)
{
	uint32_t end = 0;
	size_t i;

	for (i = 0; i < outline->index->nr_outermost; i++) {
		uint32_t last = outline->v[outline->index->outermost[i]].last;

		if (last < line && last > end)
			end = last;
	}
	return end;
}

bool outline_declares(const struct outline *outline, const char *name, uint32_t line)
{
	uint32_t at = first_entry(outline, name);
	unsigned nr;

	for (nr = 0; at && nr < MAX_SAME_NAME; nr++, at = outline->index->entries[at - 1].next) {
		const struct name_entry *entry = &outline->index->entries[at - 1];
		const struct entity *entity = &outline->v[entry->entity];
		uint32_t last = entity->body ? entity->body : entity->last;

		if (entity->kind == ENTITY_MACRO)
			last = entity->first;
		if (entry->member ? entity->members[entry->member - 1].line == line :
				    entity->first <= line && line <= last)
			return true;
	}
	return false;
}
