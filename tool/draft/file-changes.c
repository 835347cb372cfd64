// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file's two versions as rows of items: entities, and lines of code outside of any. What is in both rows is compared
 * within; what is in one only was added or taken away. An entity that was taken away is a rule; what was added stands behind
 * the item before it, or what was taken away there, or before the item behind it.
 */
#include <ctype.h>

#include "braced.h"
#include "smpl.h"

struct item {
	const struct entity *entity;    /* NULL: a line outside */
	size_t first, end;      /* code lines, the comment above is none */
	const char *key;
};

struct items {
	struct arena arena;
	struct outline outline;
	const struct code *code;
	struct item *v;
	size_t nr;
};

static void items_release(struct items *items)
{
	outline_release(&items->outline);
	arena_release(&items->arena);
}

/* The n-th of a kind and name: both branches of an #if may define it. */
static unsigned nth_of(const struct items *items, const struct entity *entity)
{
	unsigned nth = 0;
	size_t i;

	for (i = 0; i < items->nr; i++) {
		const struct entity *other = items->v[i].entity;

		nth += other && other->kind == entity->kind && !strcmp(other->name, entity->name);
	}
	return nth;
}

static void add_item(struct items *items, const struct entity *entity, size_t first, size_t end)
{
	struct item item = { .entity = entity, .first = first, .end = end };
	/* A declaration without braces is its text. */
	bool is_line = !entity || entity->kind == ENTITY_PROTOTYPE || entity->kind == ENTITY_TYPEDEF;

	if (is_line)
		item.key = items->code->v[first].key;
	else
		item.key = arena_printf(&items->arena, "\1%d %s %u", (int)entity->kind, entity->name,
					nth_of(items, entity));
	if (is_line && end - first > 1) {
		owned(text_release) struct text key = { 0 };
		size_t i;

		for (i = first; i < end; i++)
			text_addf(&key, "%s ", items->code->v[i].key);
		item.key = arena_strndup(&items->arena, text_str(&key), key.len);
	}
	*arena_push(&items->arena, items->v, items->nr) = item;
}

static void items_make(struct items *items, const struct code *code)
{
	size_t at = 0, next = 0;

	items->code = code;
	outline_make(&items->outline, code->text, code->len);
	while (at < code->nr) {
		const struct entity *entity = NULL;
		size_t end = at + 1;

		while (next < items->outline.nr && code_at(code, items->outline.v[next].first) < at)
			next++;
		if (next < items->outline.nr && code_at(code, items->outline.v[next].first) == at) {
			entity = &items->outline.v[next];
			end = code_at(code, entity->last + 1);
			if (end <= at)
				end = at + 1;
		}
		add_item(items, entity, at, end);
		at = end;
	}
}

static int compare_items(struct differences *found, const struct items *old, const struct items *fresh, struct error *err)
{
	owned(text_release) struct text a = { 0 }, b = { 0 };
	size_t i;

	for (i = 0; i < old->nr; i++)
		text_addf(&a, "%s\n", old->v[i].key);
	for (i = 0; i < fresh->nr; i++)
		text_addf(&b, "%s\n", fresh->v[i].key);
	return text_differences(found, text_str(&a), a.len, text_str(&b), b.len, err);
}

/* ---- what an item is ---- */

static const struct token *first_token(const struct items *items, const struct item *item)
{
	return &items->code->tokens[items->code->v[item->first].first];
}

static bool is_include(const struct items *items, const struct item *item)
{
	const struct token *token = first_token(items, item);

	return !item->entity && token->kind == TOKEN_DIRECTIVE && token->word == DIRECTIVE_INCLUDE;
}

/* What SmPL has no words for. */
static const char *item_trouble(const struct items *items, const struct item *item)
{
	const struct token *token = first_token(items, item);

	if (item->entity && item->entity->kind == ENTITY_MACRO && item->end - item->first > 1)
		return "a macro of several lines: spatch 1.1.1 writes them without backslashes";
	if (item->entity || token->kind != TOKEN_DIRECTIVE || is_include(items, item))
		return NULL;
	if (token->word == DIRECTIVE_IF || token->word == DIRECTIVE_ELSE || token->word == DIRECTIVE_ENDIF)
		return "a preprocessor conditional: SmPL has none";
	return "a preprocessor directive that SmPL does not know";
}

static bool has_conditional(const struct items *items, const struct item *item)
{
	size_t i;

	for (i = item->first; i < item->end; i++)
		if (items->code->tokens[items->code->v[i].first].kind == TOKEN_DIRECTIVE && item->entity &&
		    item->entity->kind != ENTITY_MACRO)
			return true;
	return false;
}

static const char *trouble_of(const struct items *items, size_t first, size_t nr)
{
	size_t i;

	for (i = first; i < first + nr; i++) {
		const char *trouble = item_trouble(items, &items->v[i]);

		if (trouble)
			return trouble;
		if (has_conditional(items, &items->v[i]))
			return "it has a preprocessor conditional within, which spatch 1.1.1 cannot write";
	}
	return NULL;
}

static bool item_anchor(struct text *body, const struct items *items, size_t at)
{
	const struct item *item = &items->v[at];
	owned(text_release) struct text line = { 0 };
	struct braced braced;

	if (item_trouble(items, item))
		return false;
	if (item->entity) {
		braced = braced_of(items->code, item->entity);
		return *item->entity->name && braced_anchor(body, &braced);
	}
	if (item->end - item->first > 1)
		return false;
	code_line_text(&line, items->code, item->first);
	smpl_line(body, ' ', text_str(&line), line.len);
	return true;
}

static void item_removal(struct text *body, const struct items *items, const struct item *item)
{
	size_t i;

	if (item->entity) {
		struct braced braced = braced_of(items->code, item->entity);

		braced_removal(body, &braced);
		return;
	}
	for (i = item->first; i < item->end; i++) {
		owned(text_release) struct text line = { 0 };

		code_line_text(&line, items->code, i);
		smpl_line(body, '-', text_str(&line), line.len);
	}
}

/* ---- rules of what stands outside ---- */

struct pairing_of_items {
	struct draft *draft;
	struct draft_file *file;
	const struct items *old, *fresh;
};

static uint32_t item_line(const struct items *items, size_t at)
{
	return at < items->nr ? items->code->v[items->v[at].first].line : items->code->nr_lines + 1;
}

static uint32_t item_last_line(const struct items *items, size_t at)
{
	return items->v[at].entity ? items->v[at].entity->last : items->code->v[items->v[at].end - 1].line;
}

static struct draft_rule *add_rule(struct draft_change *change, const struct pairing_of_items *p, const struct item *what)
{
	struct draft_variant *variant = change->nr_variants ? change->variants :
				    arena_push(&p->draft->arena, change->variants, change->nr_variants);
	struct draft_rule *rule = arena_push(&p->draft->arena, variant->rules, variant->nr);

	*rule = (struct draft_rule){ .path = p->file->path };
	if (what && what->entity) {
		rule->entity = what->entity->name;
		rule->kind = what->entity->kind;
	}
	return rule;
}

static void add_body(struct draft_rule *rule, const struct pairing_of_items *p, const struct text *body)
{
	*arena_push(&p->draft->arena, rule->bodies, rule->nr_bodies) =
		arena_strndup(&p->draft->arena, text_str(body), body->len);
}

static struct code_edit *add_edit(struct draft_rule *rule, const struct pairing_of_items *p)
{
	return arena_push(&p->draft->arena, rule->edits, rule->nr_edits);
}

static void added_items(struct text *body, struct code_edit *edit, const struct pairing_of_items *p, size_t first, size_t nr)
{
	if (nr)
		braced_added_lines(body, edit, p->fresh->code, p->fresh->v[first].first, p->fresh->v[first + nr - 1].end,
				   p->old->code);
}

/* An empty line between what is there and what is added, where upstream has one. */
static bool has_blank_above(const struct code *code, uint32_t line)
{
	return line > 1 && code->starts[line - 1] - code->starts[line - 2] <= 1;
}

static void add_behind(struct text *body, const struct text *anchor, const struct text *added, bool is_blank)
{
	text_add(body, text_str(anchor), anchor->len);
	if (is_blank)
		text_adds(body, "+\n");
	text_add(body, text_str(added), added->len);
}

static void set_anchor(struct draft_rule *rule, const struct pairing_of_items *p, size_t at, struct text *body)
{
	const struct entity *entity = p->old->v[at].entity;
	uint32_t first = item_line(p->old, at), last = item_last_line(p->old, at);

	rule->anchor = rule->anchor ? rule->anchor : entity ? entity->name : NULL;
	rule->first = rule->first && rule->first < first ? rule->first : first;
	rule->last = rule->last > last ? rule->last : last;
	add_body(rule, p, body);
}

/* Behind a prototype spatch adds nothing, but behind one that it writes anew. */
static void rewrite_anchor(struct text *anchor)
{
	static const char marks[] = "-+";
	owned(text_release) struct text both = { 0 };
	const char *mark, *at, *end, *line;
	size_t len;

	for (mark = marks; *mark; mark++) {
		at = text_str(anchor);
		end = at + anchor->len;
		while (text_line(&line, &len, &at, end)) {
			text_addc(&both, *mark);
			text_add(&both, line + 1, len - 1);
			text_addc(&both, '\n');
		}
	}
	text_clear(anchor);
	text_add(anchor, text_str(&both), both.len);
}

/* New items: new_first, nr of them, before the old item 'before'. */
static void addition(struct draft_change *change, const struct pairing_of_items *p, size_t before, size_t first, size_t nr)
{
	const struct item *what = &p->fresh->v[first];
	struct draft_rule *rule = add_rule(change, p, what);
	struct code_edit *edit = add_edit(rule, p);
	owned(text_release) struct text added = { 0 }, above = { 0 }, below = { 0 }, body = { 0 };
	bool is_blank, has_above, is_prototype;

	rule->reason = trouble_of(p->fresh, first, nr);
	rule->line = edit->old_first = before ? item_last_line(p->old, before - 1) + 1 : item_line(p->old, 0);
	added_items(&added, edit, p, first, nr);
	is_blank = has_blank_above(p->fresh->code, edit->new_first);
	has_above = before && item_anchor(&above, p->old, before - 1);
	is_prototype = has_above && p->old->v[before - 1].entity && p->old->v[before - 1].entity->kind == ENTITY_PROTOTYPE;
	if (has_above && !is_prototype) {
		add_behind(&body, &above, &added, is_blank);
		set_anchor(rule, p, before - 1, &body);
	}
	text_clear(&body);
	if (before < p->old->nr && item_anchor(&below, p->old, before)) {
		add_behind(&body, &added, &below, false);
		set_anchor(rule, p, before, &body);
	}
	text_clear(&body);
	if (is_prototype) {
		rewrite_anchor(&above);
		add_behind(&body, &above, &added, is_blank);
		set_anchor(rule, p, before - 1, &body);
	}
	/* Between what is tried on there are other lines, and what is there twice is told by the file alone. */
	rule->last = 0;
	if (!rule->reason && !rule->nr_bodies)
		rule->reason = "nothing beside it can tell spatch the place";
	if (rule->reason)
		rule->outcome = DRAFT_UNWRITABLE;
}

/* One old item goes; with the last of them new items come. */
static void removal(struct draft_change *change, const struct pairing_of_items *p, size_t at, size_t first, size_t nr)
{
	const struct item *item = &p->old->v[at];
	struct draft_rule *rule = add_rule(change, p, item);
	struct code_edit *edit = add_edit(rule, p);
	owned(text_release) struct text body = { 0 };

	rule->reason = trouble_of(p->old, at, 1);
	if (!rule->reason && nr)
		rule->reason = trouble_of(p->fresh, first, nr);
	rule->line = edit->old_first = item_line(p->old, at);
	edit->old_nr = item_last_line(p->old, at) + 1 - edit->old_first;
	item_removal(&body, p->old, item);
	added_items(&body, edit, p, first, nr);
	add_body(rule, p, &body);
	if (rule->reason)
		rule->outcome = DRAFT_UNWRITABLE;
}

static struct draft_change *add_change(const struct pairing_of_items *p)
{
	return arena_push(&p->draft->arena, p->file->changes, p->file->nr_changes);
}

/* Runs of includes and of other things are said each by themselves. */
static void additions(const struct pairing_of_items *p, size_t before, size_t first, size_t nr)
{
	size_t at, end;

	for (at = first; at < first + nr; at = end) {
		bool includes = is_include(p->fresh, &p->fresh->v[at]);

		for (end = at + 1; end < first + nr && is_include(p->fresh, &p->fresh->v[end]) == includes;)
			end++;
		addition(add_change(p), p, before, at, end - at);
	}
}

/* Nothing can be added beside a function that goes with "..." for a body. */
static bool takes_function(const struct items *items, size_t first, size_t nr)
{
	size_t i;

	for (i = first; i < first + nr; i++)
		if (items->v[i].entity && items->v[i].entity->kind == ENTITY_FUNCTION)
			return true;
	return false;
}

static void outside_change(const struct pairing_of_items *p, const struct difference *d)
{
	size_t old = d->old_first - 1, fresh = d->new_first - 1, i;

	if (!d->old_nr) {
		additions(p, old, fresh, d->new_nr);
		return;
	}
	if (takes_function(p->old, old, d->old_nr)) {
		additions(p, old, fresh, d->new_nr);
		for (i = 0; i < d->old_nr; i++)
			removal(add_change(p), p, old + i, fresh, 0);
		return;
	}
	for (i = 0; i < d->old_nr; i++) {
		bool is_paired = d->old_nr == d->new_nr;
		bool is_last = i + 1 == d->old_nr;

		if (is_paired)
			removal(add_change(p), p, old + i, fresh + i, 1);
		else
			removal(add_change(p), p, old + i, fresh, is_last ? d->new_nr : 0);
	}
}

/* ---- what is in both ---- */

static bool is_same(const struct pairing_of_items *p, const struct item *a, const struct item *b)
{
	size_t i;

	if (a->end - a->first != b->end - b->first)
		return false;
	for (i = 0; i < a->end - a->first; i++)
		if (strcmp(p->old->code->v[a->first + i].key, p->fresh->code->v[b->first + i].key))
			return false;
	return true;
}

/* The first lines of a table or struct can only be said with all of it. */
static bool is_other_head(const struct braced *a, const struct braced *b)
{
	size_t i;

	if (a->entity->kind == ENTITY_FUNCTION)
		return false;
	if (a->brace - a->first != b->brace - b->first)
		return true;
	for (i = 0; i <= a->brace - a->first; i++)
		if (strcmp(a->code->v[a->first + i].key, b->code->v[b->first + i].key))
			return true;
	return false;
}

static int inner_change(const struct pairing_of_items *p, size_t at, size_t fresh_at, struct error *err)
{
	const struct item *a = &p->old->v[at], *b = &p->fresh->v[fresh_at];
	struct braced old, fresh;

	if (!a->entity || !b->entity || is_same(p, a, b))
		return 0;
	old = braced_of(p->old->code, a->entity);
	fresh = braced_of(p->fresh->code, b->entity);
	if (old.open == old.close || fresh.open == fresh.close || is_other_head(&old, &fresh)) {
		removal(add_change(p), p, at, fresh_at, 1);
		return 0;
	}
	return braced_change(add_change(p), p->draft, p->file, &old, &fresh, err);
}

static int inner_changes(const struct pairing_of_items *p, size_t old_from, size_t fresh_from, size_t nr, struct error *err)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (inner_change(p, old_from + i, fresh_from + i, err) < 0)
			return -1;
	return 0;
}

/* ---- names of rules ---- */

/* Names that spatch gives, or that a reader has to tell apart, are given once: f, f_2, f_3. */
const char *draft_rule_name(struct draft *draft, const char *from)
{
	owned(text_release) struct text name = { 0 };
	unsigned nth = 1;
	size_t i, len;

	smpl_rule_name(&name, from);
	len = name.len;
	for (i = 0; i < draft->nr_names; i++) {
		if (strcmp(draft->taken[i], text_str(&name)))
			continue;
		name.len = len;
		text_addf(&name, "_%u", ++nth);
		i = (size_t)-1;
	}
	*arena_push(&draft->arena, draft->taken, draft->nr_names) = arena_strndup(&draft->arena, text_str(&name), name.len);
	return draft->taken[draft->nr_names - 1];
}

/* Names live in the items' outline, which goes; paths are the file's. */
static void keep_names(const struct pairing_of_items *p)
{
	size_t i, k, n;

	for (i = 0; i < p->file->nr_changes; i++)
		for (k = 0; k < p->file->changes[i].nr_variants; k++)
			for (n = 0; n < p->file->changes[i].variants[k].nr; n++) {
				struct draft_rule *rule = &p->file->changes[i].variants[k].rules[n];

				rule->entity = arena_strdup(&p->draft->arena, rule->entity);
				rule->anchor = arena_strdup(&p->draft->arena, rule->anchor);
			}
}

int draft_file_changes(struct draft *draft, struct draft_file *file, struct error *err)
{
	owned(items_release) struct items old = { .nr = 0 }, fresh = { .nr = 0 };
	owned(differences_release) struct differences found = { 0 };
	struct pairing_of_items p = { .draft = draft, .file = file, .old = &old, .fresh = &fresh };
	size_t i, old_at = 0, fresh_at = 0;

	code_make(&file->old_code, text_str(&file->old), file->old.len);
	code_make(&file->fresh_code, text_str(&file->fresh), file->fresh.len);
	items_make(&old, &file->old_code);
	items_make(&fresh, &file->fresh_code);
	if (compare_items(&found, &old, &fresh, err) < 0)
		return -1;
	for (i = 0; i < found.nr; i++) {
		const struct difference *d = &found.v[i];

		if (inner_changes(&p, old_at, fresh_at, d->old_first - 1 - old_at, err) < 0)
			return -1;
		outside_change(&p, d);
		old_at = d->old_first - 1 + d->old_nr;
		fresh_at = d->new_first - 1 + d->new_nr;
	}
	if (inner_changes(&p, old_at, fresh_at, old.nr - old_at, err) < 0)
		return -1;
	keep_names(&p);
	return 0;
}

void draft_release(struct draft *draft)
{
	size_t i;

	if (!draft)
		return;
	for (i = 0; i < draft->nr_files; i++) {
		text_release(&draft->files[i].old);
		text_release(&draft->files[i].fresh);
		code_release(&draft->files[i].old_code);
		code_release(&draft->files[i].fresh_code);
	}
	arena_release(&draft->arena);
}
