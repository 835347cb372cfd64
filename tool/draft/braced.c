// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the differences of two versions of an entity to SmPL.
 *
 * Differences are grouped to clusters: runs of neighbouring statements of one list that can be said by themselves. A
 * difference whose lines open more braces than they close belongs together with the one that closes them; one that
 * closes what it did not open ("} else {") belongs to the statement around. Two clusters with at most one statement
 * between them are one.
 *
 * A cluster of a function is written, from what a person would rather read to what must be right:
 *	0. <+... the statements ...+>, with one statement beside where something is only added
 *	1. the same with a statement on either side
 *	2. in its place: what is around it is spelled, "..." stands for all else
 *	3. both
 *	4. the whole function, every statement of it
 * Several clusters: all of them in one rule where they are all in the outermost list, since then it is all or nothing; else,
 * or where that does not do, one rule each, and the function as a whole. In 2 to 4 what an earlier rule of the function has
 * made is what the later ones find.
 *
 * Members and entries are written in their place, as of 2 and 4.
 */
#include "braced.h"
#include "smpl.h"

/* More differences in one entity are no fix of it, and each costs runs. */
#define MAX_REGIONS 60

enum region_state { REGION_LATER, REGION_NOW, REGION_DONE };

struct region {
	size_t old_first, old_nr, new_first, new_nr; /* code lines */
	struct code_edit edit;
	struct text added;      /* '+' lines */
	bool blank_above, blank_below; /* upstream has an empty line there */
	enum region_state state;
};

struct cluster {
	size_t first, end;      /* of the regions */
	const struct statement_list *list;
	size_t from, to;        /* statements of it that it touches: from .. to - 1; none: it adds before 'from' */
};

struct drawing {
	struct arena arena;
	const struct braced *old, *fresh;
	struct region *regions;
	size_t nr_regions;
	struct cluster *clusters;
	size_t nr_clusters;
	struct statement_list root;
	bool is_list;           /* of entries, with commas */
	unsigned beside;        /* statements shown on either side of a cluster */
	bool in_full;
	struct text *body;
};

static void drawing_release(struct drawing *d)
{
	size_t i;

	for (i = 0; i < d->nr_regions; i++)
		text_release(&d->regions[i].added);
	arena_release(&d->arena);
}

struct braced braced_of(const struct code *code, const struct entity *entity)
{
	struct braced braced = { .code = code, .entity = entity };
	size_t from, to, at;

	braced.first = code_at(code, entity->first);
	braced.end = code_at(code, entity->last + 1);
	from = braced.first < code->nr ? code->v[braced.first].first : code->nr_tokens;
	to = braced.end < code->nr ? code->v[braced.end].first : code->nr_tokens;
	for (at = from; at < to && code->tokens[at].kind != '{'; at++)
		if (code->tokens[at].kind == '(')
			at = statements_partner(code, at, to);
	if (at >= to || entity->kind == ENTITY_MACRO)
		return braced;
	braced.open = at;
	braced.close = statements_partner(code, at, to);
	braced.brace = code_at(code, code->tokens[at].line);
	if (braced.close >= to)
		braced.open = braced.close = 0;
	return braced;
}

/* ---- lines ---- */

static void context_line(struct text *body, char mark, const struct code *code, size_t at)
{
	owned(text_release) struct text line = { 0 };

	code_line_text(&line, code, at);
	smpl_line(body, mark, text_str(&line), line.len);
}

/* Whether a line of nothing but a comment is also in the other text, as far as its letters go. */
static bool is_known_comment(const struct code *fresh, uint32_t line, const struct code *old)
{
	const char *text = fresh->text + fresh->starts[line - 1];
	size_t len = fresh->starts[line] - fresh->starts[line - 1];

	while (len && (*text == ' ' || *text == '\t')) {
		text++;
		len--;
	}
	return len < 4 || memmem(old->text, old->len, text, len) != NULL;
}

static bool is_blank(const struct code *code, uint32_t line)
{
	const char *text = code->text + code->starts[line - 1];

	return strspn(text, " \t\r") >= code->starts[line] - code->starts[line - 1] - 1;
}

/* The comment directly above that came with the lines; "@@" in it would be SmPL's. */
static uint32_t lead_of(const struct code *fresh, size_t first, const struct code *old)
{
	uint32_t line = fresh->v[first].line, stop = first ? fresh->v[first - 1].line : 0, lead = line, at;

	for (at = line; at > stop + 1; at--) {
		if (is_blank(fresh, at - 1))
			break;
		if (strstr(fresh->text + fresh->starts[at - 2], "*/") && !is_known_comment(fresh, at - 1, old))
			lead = at - 1;
		else if (!is_known_comment(fresh, at - 1, old))
			lead = at - 1;
	}
	return lead;
}

static bool has_unsafe_comment(const struct code *code, uint32_t first, uint32_t last)
{
	uint32_t line;

	for (line = first; line <= last; line++) {
		const char *text = code->text + code->starts[line - 1];
		size_t len = code->starts[line] - code->starts[line - 1], blanks = strspn(text, " \t");

		if (memmem(text, len, "@@", 2) || (blanks < len && text[blanks] == '@'))
			return true;
	}
	return false;
}

/* The comments that stand whole within the lines are added; half a comment is none. */
static bool is_whole(const struct code *code, uint32_t first, uint32_t last)
{
	owned(code_release) struct code part = { 0 };
	const char *text = code->text + code->starts[first - 1];
	size_t len = code->starts[last] - code->starts[first - 1], at = code_at(code, first), end = code_at(code, last + 1);

	code_make(&part, text, len);
	if (memmem(text, len, "*/", 2) && !memmem(text, len, "/*", 2))
		return false;
	return part.nr_tokens == (end < code->nr ? code->v[end].first : code->nr_tokens) -
				 (at < code->nr ? code->v[at].first : code->nr_tokens);
}

void braced_added_lines(struct text *body, struct code_edit *edit, const struct code *fresh, size_t first, size_t end,
			const struct code *old)
{
	uint32_t last, line;
	size_t i;

	if (first == end)
		return;
	last = fresh->v[end - 1].line;
	edit->new_first = lead_of(fresh, first, old);
	edit->new_nr = last + 1 - edit->new_first;
	if (has_unsafe_comment(fresh, edit->new_first, last) || !is_whole(fresh, edit->new_first, last)) {
		edit->new_first = fresh->v[first].line;
		edit->new_nr = last + 1 - edit->new_first;
		for (i = first; i < end; i++)
			context_line(body, '+', fresh, i);
		return;
	}
	for (line = edit->new_first; line <= last; line++)
		smpl_line(body, '+', fresh->text + fresh->starts[line - 1], fresh->starts[line] - fresh->starts[line - 1]);
}

/* ---- regions and clusters ---- */

static void region_edit(struct region *region, const struct code *old, const struct code *fresh)
{
	struct code_edit *edit = &region->edit;

	if (region->old_nr) {
		edit->old_first = old->v[region->old_first].line;
		edit->old_nr = old->v[region->old_first + region->old_nr - 1].line + 1 - edit->old_first;
	} else {
		edit->old_first = region->old_first < old->nr ? old->v[region->old_first].line : old->nr_lines + 1;
	}
	edit->new_first = region->new_first < fresh->nr ? fresh->v[region->new_first].line : fresh->nr_lines + 1;
	braced_added_lines(&region->added, edit, fresh, region->new_first, region->new_first + region->new_nr, old);
	if (!edit->new_nr)
		return;
	region->blank_above = edit->new_first > 1 && is_blank(fresh, edit->new_first - 1);
	region->blank_below = edit->new_first + edit->new_nr <= fresh->nr_lines &&
			      is_blank(fresh, edit->new_first + edit->new_nr);
}

/* How deep brackets go in some lines, and come back to. */
struct balance {
	long depth, lowest;
};

static void count_braces(struct balance *balance, const struct code *code, size_t first, size_t nr)
{
	size_t i, k;

	for (i = first; i < first + nr; i++)
		for (k = code->v[i].first; k < code->v[i].first + code->v[i].nr; k++) {
			int kind = code->tokens[k].kind;

			balance->depth += is_opening(kind);
			balance->depth -= is_closing(kind);
			if (balance->depth < balance->lowest)
				balance->lowest = balance->depth;
		}
}

static bool is_whole_code(const struct code *code, size_t first, size_t nr)
{
	struct balance balance = { 0 };

	count_braces(&balance, code, first, nr);
	return balance.depth == 0 && balance.lowest == 0;
}

/*
 * Lines that were added (or taken away) can often be told at several places: "}" is the end of what is above and of what
 * was added. What begins and ends whole statements is meant. first .. first + nr - 1 may slide up to 'stop'.
 */
static size_t slides_up(const struct code *code, size_t first, size_t nr, size_t stop)
{
	size_t up;

	for (up = 0; !is_whole_code(code, first - up, nr); up++)
		if (first - up <= stop || strcmp(code->v[first - up - 1].key, code->v[first - up + nr - 1].key))
			return 0;
	return up;
}

static void slide(struct region *region, const struct drawing *d)
{
	size_t up = 0;

	if (!region->old_nr && region->new_nr)
		up = slides_up(d->fresh->code, region->new_first, region->new_nr, d->fresh->first);
	else if (region->old_nr && !region->new_nr)
		up = slides_up(d->old->code, region->old_first, region->old_nr, d->old->first);
	/* Nothing is added behind the closing brace. */
	if (!up && !region->old_nr && region->old_first == d->old->end)
		up = 1;
	region->old_first -= up;
	region->new_first -= up;
}

static bool is_directive_line(const struct code *code, size_t at)
{
	return code->tokens[code->v[at].first].in_directive;
}

static bool has_directive(const struct code *code, size_t first, size_t nr)
{
	size_t i;

	for (i = first; i < first + nr; i++)
		if (is_directive_line(code, i))
			return true;
	return false;
}

/* Lines of the preprocessor that are added are told apart from code: SmPL may know what to do with that. */
static void add_region(struct drawing *d, const struct region *region)
{
	size_t at, end = region->new_first + region->new_nr, next;

	if (region->old_nr) {
		*arena_push(&d->arena, d->regions, d->nr_regions) = *region;
		return;
	}
	for (at = region->new_first; at < end; at = next) {
		struct region *part = arena_push(&d->arena, d->regions, d->nr_regions);

		for (next = at + 1; next < end && is_directive_line(d->fresh->code, next) ==
							   is_directive_line(d->fresh->code, at);)
			next++;
		*part = (struct region){ .old_first = region->old_first, .new_first = at, .new_nr = next - at };
	}
}

static int find_regions(struct drawing *d, struct error *err)
{
	owned(differences_release) struct differences found = { 0 };
	size_t i;

	if (code_differences(&found, d->old->code, d->old->first, d->old->end, d->fresh->code, d->fresh->first,
			     d->fresh->end, err) < 0)
		return -1;
	for (i = 0; i < found.nr; i++) {
		struct region region = { .old_first = d->old->first + found.v[i].old_first - 1,
					 .old_nr = found.v[i].old_nr,
					 .new_first = d->fresh->first + found.v[i].new_first - 1,
					 .new_nr = found.v[i].new_nr };

		slide(&region, d);
		add_region(d, &region);
	}
	return 0;
}

/* A difference within a statement is one of the statement: part of it is hard to read, and not all of SmPL takes it. */
static void widen_region(struct region *region, const struct drawing *d)
{
	size_t low = region->old_first, high = low + region->old_nr, first, last;

	if (low == high && (low <= d->root.first || low >= d->root.end))
		return;
	first = low == high ? low - 1 : low;
	last = low == high ? low : high - 1;
	if (low == high) {
		/* Between two lines of one statement, or between statements: then there is nothing to widen. */
		size_t above = low - 1, above_last = low - 1;

		statements_widen(&above, &above_last, &d->root);
		if (above_last < low)
			return;
		first = above;
		last = above_last;
	} else {
		statements_widen(&first, &last, &d->root);
	}
	region->new_first -= low - first;
	region->new_nr += (low - first) + (last + 1 - high);
	region->old_first = first;
	region->old_nr = last + 1 - first;
}

static void widen_regions(struct drawing *d)
{
	size_t i, nr = 0;

	for (i = 0; i < d->nr_regions; i++) {
		struct region *before = nr ? &d->regions[nr - 1] : NULL, one = d->regions[i];

		if (!has_directive(d->fresh->code, one.new_first, one.new_nr))
			widen_region(&one, d);
		if (before && before->old_nr && one.old_nr && one.old_first < before->old_first + before->old_nr) {
			size_t end = one.old_first + one.old_nr, new_end = one.new_first + one.new_nr;

			before->old_nr = end - before->old_first;
			before->new_nr = new_end - before->new_first;
		} else {
			d->regions[nr++] = one;
		}
	}
	d->nr_regions = nr;
	for (i = 0; i < d->nr_regions; i++)
		region_edit(&d->regions[i], d->old->code, d->fresh->code);
}

/* How many lists further out a cluster has to be looked at; open: it is not closed yet. */
static size_t levels_up(bool *open, const struct drawing *d, const struct cluster *cluster)
{
	struct balance minus = { 0 }, plus = { 0 };
	size_t i;

	for (i = cluster->first; i < cluster->end; i++) {
		count_braces(&minus, d->old->code, d->regions[i].old_first, d->regions[i].old_nr);
		count_braces(&plus, d->fresh->code, d->regions[i].new_first, d->regions[i].new_nr);
	}
	*open = minus.depth != 0 || plus.depth != 0;
	return (size_t)-(minus.lowest < plus.lowest ? minus.lowest : plus.lowest);
}

static const struct statement_list *list_within(const struct statement_list *list, size_t low, size_t high)
{
	size_t i, k;

	for (i = 0; i < list->nr; i++)
		for (k = 0; k < list->v[i].nr_parts; k++) {
			const struct statement_list *part = &list->v[i].parts[k];

			if (part->nr && part->first <= low && high <= part->end && (low < high || part->is_braced))
				return part;
		}
	return NULL;
}

#define MAX_LISTS 64

static void cluster_place(struct cluster *cluster, const struct drawing *d, size_t up)
{
	const struct region *first = &d->regions[cluster->first], *last = &d->regions[cluster->end - 1];
	size_t low = first->old_first, high = last->old_first + last->old_nr, nr = 0;
	const struct statement_list *lists[MAX_LISTS], *list;

	for (list = &d->root; list && nr < MAX_LISTS; list = list_within(list, low, high))
		lists[nr++] = list;
	list = cluster->list = lists[up < nr ? nr - 1 - up : 0];
	cluster->from = 0;
	while (cluster->from < list->nr && list->v[cluster->from].last < low)
		cluster->from++;
	cluster->to = cluster->from;
	while (cluster->to < list->nr && (list->v[cluster->to].first < high))
		cluster->to++;
}

static bool belong_together(const struct cluster *a, const struct cluster *b, bool a_is_open)
{
	/* What is between them is shown: one plain statement at most. */
	bool is_near = a->list == b->list &&
		       (b->from <= a->to || (b->from == a->to + 1 && !a->list->v[a->to].nr_parts));

	return a_is_open || is_near ||
	       (a->to > a->from && b->list != a->list && b->list->first >= a->list->v[a->from].first &&
		b->list->end <= a->list->v[a->to - 1].last + 1);
}

static void place(struct cluster *cluster, const struct drawing *d, bool *open)
{
	size_t up = levels_up(open, d, cluster);

	cluster_place(cluster, d, up);
}

/* From left to right; whoever belongs to the one before joins it, which may make that one belong to its own. */
static void find_clusters(struct drawing *d, size_t first_region)
{
	bool open[MAX_REGIONS + 1] = { false };
	size_t i;

	for (i = first_region; i < d->nr_regions; i++) {
		struct cluster *one = arena_push(&d->arena, d->clusters, d->nr_clusters);

		one->first = i;
		one->end = i + 1;
		place(one, d, &open[d->nr_clusters - 1]);
		while (d->nr_clusters > 1) {
			struct cluster *last = &d->clusters[d->nr_clusters - 1], *before = last - 1;
			bool around = before->list != last->list && last->to > last->from &&
				      before->list->first >= last->list->v[last->from].first &&
				      before->list->end <= last->list->v[last->to - 1].last + 1;

			if (!around && !belong_together(before, last, open[d->nr_clusters - 2]))
				break;
			before->end = last->end;
			d->nr_clusters--;
			place(before, d, &open[d->nr_clusters - 1]);
		}
	}
}

/* More lines than that are better left where they are, although their indentation is then another one. */
#define LONGEST_WRAPPED 12

/* Code that braces are put around or taken from is written anew, since it is indented otherwise. */
static void join_regions(struct drawing *d, const struct cluster *cluster)
{
	struct region *first = &d->regions[cluster->first], *last = &d->regions[cluster->end - 1], *region;

	if (last->old_first + last->old_nr - first->old_first > LONGEST_WRAPPED)
		return;
	first->old_nr = last->old_first + last->old_nr - first->old_first;
	first->new_nr = last->new_first + last->new_nr - first->new_first;
	for (region = first + 1; region <= last; region++) {
		text_release(&region->added);
		region->added = (struct text){ 0 };
		region->old_nr = region->new_nr = 0;
	}
	text_clear(&first->added);
	first->edit = (struct code_edit){ 0 };
	region_edit(first, d->old->code, d->fresh->code);
}

static void join_wrapped(struct drawing *d)
{
	size_t i, k;

	for (i = 0; i < d->nr_clusters; i++) {
		const struct cluster *c = &d->clusters[i];
		bool wraps = false;

		for (k = c->first; k < c->end; k++)
			wraps |= !is_whole_code(d->old->code, d->regions[k].old_first, d->regions[k].old_nr) ||
				 !is_whole_code(d->fresh->code, d->regions[k].new_first, d->regions[k].new_nr);
		if (wraps && c->end - c->first > 1)
			join_regions(d, c);
	}
}

/* ---- drawing ---- */

static void added(struct drawing *d, const struct region *region, bool is_behind, bool is_before)
{
	size_t i;

	if (region->state == REGION_NOW && region->new_nr) {
		if (is_behind && region->blank_above)
			text_adds(d->body, "+\n");
		text_add(d->body, text_str(&region->added), region->added.len);
		if (is_before && region->blank_below)
			text_adds(d->body, "+\n");
	}
	if (region->state == REGION_DONE)
		for (i = region->new_first; i < region->new_first + region->new_nr; i++)
			context_line(d->body, ' ', d->fresh->code, i);
}

/* What is added before a code line. */
static void draw_gap(struct drawing *d, size_t at, bool is_before)
{
	size_t i;

	for (i = 0; i < d->nr_regions; i++)
		if (!d->regions[i].old_nr && d->regions[i].old_first == at)
			added(d, &d->regions[i], !is_before, is_before);
}

static const struct region *region_at(const struct drawing *d, size_t at)
{
	size_t i;

	for (i = 0; i < d->nr_regions; i++)
		if (d->regions[i].old_first <= at && at < d->regions[i].old_first + d->regions[i].old_nr)
			return &d->regions[i];
	return NULL;
}

static void draw_line(struct drawing *d, size_t at)
{
	const struct region *region = region_at(d, at);

	draw_gap(d, at, true);
	if (!region || region->state == REGION_LATER)
		context_line(d->body, ' ', d->old->code, at);
	else if (region->state == REGION_NOW)
		context_line(d->body, '-', d->old->code, at);
	if (region && at + 1 == region->old_first + region->old_nr)
		added(d, region, false, false);
}

static void draw_dots(struct drawing *d, bool is_last)
{
	text_adds(d->body, !d->is_list ? " \t...\n" : is_last ? " \t...\n" : " \t...,\n");
}

static bool is_changed_between(const struct drawing *d, size_t first, size_t end)
{
	size_t i;

	for (i = 0; i < d->nr_regions; i++) {
		const struct region *region = &d->regions[i];

		if (region->state != REGION_NOW)
			continue;
		if (region->old_nr ? region->old_first < end && first < region->old_first + region->old_nr :
				     first <= region->old_first && region->old_first <= end)
			return true;
	}
	return false;
}

/* Whether a statement has a change within, not only beside it. */
static bool is_touched(const struct drawing *d, const struct statement *statement)
{
	size_t i;

	for (i = 0; i < d->nr_regions; i++) {
		const struct region *region = &d->regions[i];

		if (region->state != REGION_NOW)
			continue;
		if (region->old_nr ? region->old_first <= statement->last &&
					     statement->first < region->old_first + region->old_nr :
				     statement->first < region->old_first && region->old_first <= statement->last)
			return true;
	}
	return false;
}

static void draw_list(struct drawing *d, const struct statement_list *list);

static void draw_part(struct drawing *d, const struct statement_list *part)
{
	if (is_changed_between(d, part->first, part->end))
		draw_list(d, part);
	else if (part->nr)
		draw_dots(d, true);
}

static void draw_lines(struct drawing *d, size_t first, size_t end)
{
	while (first < end)
		draw_line(d, first++);
}

static void draw_statement(struct drawing *d, const struct statement *statement)
{
	size_t at = statement->first, i;

	for (i = 0; !d->in_full && i < statement->nr_parts; i++) {
		const struct statement_list *part = &statement->parts[i];
		/* SmPL has no "switch (x) { ... }". */
		bool is_spelled = statement->is_switch && !is_changed_between(d, part->first, part->end);

		if (!part->is_braced || is_spelled)
			continue;
		draw_lines(d, at, part->first);
		draw_part(d, part);
		at = part->end;
	}
	draw_lines(d, at, statement->last + 1);
}

/* Whether what is added is a declaration, as far as its first word tells. */
static bool is_declaration(const struct drawing *d, const struct cluster *c)
{
	const struct code *code = d->fresh->code;
	const struct region *region = &d->regions[c->first];
	const struct token *token;

	if (!region->new_nr)
		return false;
	token = &code->tokens[code->v[region->new_first].first];
	if (token->kind != TOKEN_NAME || token[1].kind == '(' || token[1].kind == '=')
		return false;
	return token->word == WORD_TYPE || token->word == WORD_STRUCT || token->word == WORD_ENUM ||
	       token->word == WORD_VOID || token->word == WORD_QUALIFIER || token->word == WORD_STATIC ||
	       (token->word == WORD_PLAIN && (token[1].kind == TOKEN_NAME || token[1].kind == '*'));
}

/*
 * The statement that something added stands beside: the one above, unless only the one below says something. A directive
 * is none that SmPL knows.
 */
static bool anchor_above(const struct drawing *d, const struct cluster *c)
{
	const struct statement_list *list = c->list;
	size_t at = c->from;
	const struct statement *above = at ? &list->v[at - 1] : NULL, *below = at < list->nr ? &list->v[at] : NULL;

	if (!above || above->is_directive)
		return false;
	if (!below || below->is_directive)
		return true;
	if (above->is_declaration && !below->is_declaration && !is_declaration(d, c))
		return false;
	return above->says_something || !below->says_something;
}

static bool anchor_below(const struct drawing *d, const struct cluster *c)
{
	return c->from < c->list->nr && !anchor_above(d, c);
}

/* Whether a cluster of this list has a statement be shown that is not touched itself. */
static bool is_beside(const struct drawing *d, const struct statement_list *list, size_t at)
{
	size_t i;

	for (i = 0; i < d->nr_clusters; i++) {
		const struct cluster *c = &d->clusters[i];

		if (c->list != list || d->regions[c->first].state != REGION_NOW)
			continue;
		if (c->from <= at && at < c->to)
			return true;
		if (at + d->beside >= c->from && at < c->to + d->beside)
			return true;
		if (c->from == c->to && c->from && ((at + 1 == c->from && anchor_above(d, c)) ||
						     (at == c->from && anchor_below(d, c))))
			return true;
	}
	return false;
}

static void draw_list(struct drawing *d, const struct statement_list *list)
{
	bool elided = false;
	size_t i;

	for (i = 0; i < list->nr; i++) {
		if (d->in_full || is_touched(d, &list->v[i]) || is_beside(d, list, i)) {
			draw_statement(d, &list->v[i]);
			elided = false;
			continue;
		}
		draw_gap(d, list->v[i].first, false);
		if (!elided)
			draw_dots(d, i + 1 == list->nr);
		elided = true;
	}
}

/* A cluster's own statements; false: nothing would tell the place of what is added. */
static bool draw_cluster(struct drawing *d, const struct cluster *c)
{
	size_t from = c->from, to = c->to, i;
	const struct region *last = &d->regions[c->end - 1];

	if (from == to && anchor_above(d, c))
		from--;
	else if (from == to && anchor_below(d, c))
		to++;
	if (from == to)
		return false;
	if (d->beside && from)
		from--;
	if (d->beside && to < c->list->nr)
		to++;
	for (i = from; i < to; i++)
		draw_statement(d, &c->list->v[i]);
	if (!last->old_nr && last->old_first == c->list->v[to - 1].last + 1)
		added(d, last, true, false);
	return true;
}

/* ---- bodies ---- */

/* "typedef struct s { } t;" is matched by the struct alone. */
static bool is_typedef_struct(const struct braced *b)
{
	return b->entity->kind == ENTITY_STRUCT && *b->entity->name && code_token_is(b->code, b->code->v[b->first].first, "typedef") &&
	       b->open > b->code->v[b->first].first + 2;
}

static void frame(struct drawing *d)
{
	const struct code *code = d->old->code;
	size_t i, first = code->v[d->old->first].first;

	if (d->old->entity->kind == ENTITY_FUNCTION) {
		text_addf(d->body, " %s(...)\n {\n", d->old->entity->name);
	} else if (is_typedef_struct(d->old)) {
		text_addf(d->body, " %.*s %.*s {\n", (int)code->tokens[first + 1].len, code->text + code->tokens[first + 1].at,
			  (int)code->tokens[first + 2].len, code->text + code->tokens[first + 2].at);
	} else {
		for (i = d->old->first; i <= d->old->brace; i++)
			context_line(d->body, ' ', code, i);
	}
}

static void frame_end(struct drawing *d)
{
	size_t i, line = code_at(d->old->code, d->old->code->tokens[d->old->close].line);

	draw_gap(d, line, false);
	if (is_typedef_struct(d->old)) {
		text_adds(d->body, " };\n");
		return;
	}
	for (i = line; i < d->old->end; i++)
		context_line(d->body, ' ', d->old->code, i);
}

static void add_body(struct draft_rule *rule, struct draft *draft, const struct text *body)
{
	size_t i;

	for (i = 0; i < rule->nr_bodies; i++)
		if (!strcmp(rule->bodies[i], text_str(body)))
			return;
	*arena_push(&draft->arena, rule->bodies, rule->nr_bodies) = arena_strndup(&draft->arena, text_str(body), body->len);
}

static void add_nest(struct draft_rule *rule, struct draft *draft, struct drawing *d, const struct cluster *cluster,
		     unsigned beside)
{
	owned(text_release) struct text body = { 0 };

	d->body = &body;
	d->beside = beside;
	d->in_full = false;
	frame(d);
	text_adds(&body, " \t<+...\n");
	if (!draw_cluster(d, cluster))
		return;
	text_adds(&body, " \t...+>\n }\n");
	add_body(rule, draft, &body);
}

static void add_path(struct draft_rule *rule, struct draft *draft, struct drawing *d, unsigned beside, bool in_full)
{
	owned(text_release) struct text body = { 0 };

	d->body = &body;
	d->beside = beside;
	d->in_full = in_full;
	frame(d);
	draw_list(d, &d->root);
	frame_end(d);
	add_body(rule, draft, &body);
}

static struct draft_rule *add_rule(struct draft_variant *variant, struct draft *draft, const struct draft_file *file,
				   const struct drawing *d)
{
	struct draft_rule *rule = arena_push(&draft->arena, variant->rules, variant->nr);
	const struct entity *entity = d->old->entity;

	*rule = (struct draft_rule){ .path = file->path, .entity = entity->name, .kind = entity->kind };
	rule->first = entity->first;
	rule->last = entity->last;
	return rule;
}

static void add_edits(struct draft_rule *rule, struct draft *draft, const struct drawing *d, size_t first, size_t end)
{
	size_t i;

	for (i = first; i < end; i++)
		if (d->regions[i].old_nr || d->regions[i].new_nr)
			*arena_push(&draft->arena, rule->edits, rule->nr_edits) = d->regions[i].edit;
	rule->line = rule->edits[0].old_first;
}

static void set_states(struct drawing *d, size_t first, size_t end)
{
	size_t i;

	for (i = 0; i < d->nr_regions; i++)
		d->regions[i].state = i < first ? REGION_DONE : i < end ? REGION_NOW : REGION_LATER;
}

static void cluster_rule(struct draft_variant *variant, struct draft *draft, const struct draft_file *file,
			 struct drawing *d, const struct cluster *cluster)
{
	struct draft_rule *rule = add_rule(variant, draft, file, d);

	set_states(d, cluster->first, cluster->end);
	add_edits(rule, draft, d, cluster->first, cluster->end);
	if (d->old->entity->kind == ENTITY_FUNCTION) {
		add_nest(rule, draft, d, cluster, 0);
		add_nest(rule, draft, d, cluster, 1);
	}
	add_path(rule, draft, d, 0, false);
	add_path(rule, draft, d, 1, false);
	add_path(rule, draft, d, 0, true);
}

static void whole_rule(struct draft_variant *variant, struct draft *draft, const struct draft_file *file,
		       struct drawing *d, size_t first_region, bool in_full)
{
	struct draft_rule *rule = add_rule(variant, draft, file, d);

	set_states(d, first_region, d->nr_regions);
	add_edits(rule, draft, d, first_region, d->nr_regions);
	if (!in_full) {
		add_path(rule, draft, d, 0, false);
		add_path(rule, draft, d, 1, false);
	}
	add_path(rule, draft, d, 0, true);
}

/* ---- the head of a function ---- */

static size_t head_end(const struct braced *b)
{
	return b->code->v[b->brace].first == b->open ? b->brace : b->brace + 1;
}

static bool head_changed(const struct drawing *d)
{
	size_t a = d->old->first, b = d->fresh->first, a_end = head_end(d->old), b_end = head_end(d->fresh);

	if (a_end - a != b_end - b)
		return true;
	for (; a < a_end; a++, b++)
		if (strcmp(d->old->code->v[a].key, d->fresh->code->v[b].key))
			return true;
	return false;
}

static void head_rule(struct draft_variant *variant, struct draft *draft, const struct draft_file *file,
		      struct drawing *d)
{
	struct draft_rule *rule = add_rule(variant, draft, file, d);
	struct code_edit *edit = arena_push(&draft->arena, rule->edits, rule->nr_edits);
	const struct code *old = d->old->code, *fresh = d->fresh->code;
	size_t a_end = head_end(d->old), b_end = head_end(d->fresh), i;
	owned(text_release) struct text body = { 0 };

	edit->old_first = old->v[d->old->first].line;
	edit->old_nr = old->v[a_end - 1].line + 1 - edit->old_first;
	edit->new_first = fresh->v[d->fresh->first].line;
	edit->new_nr = fresh->v[b_end - 1].line + 1 - edit->new_first;
	rule->line = edit->old_first;
	for (i = d->old->first; i < a_end; i++)
		context_line(&body, '-', old, i);
	for (i = d->fresh->first; i < b_end; i++)
		context_line(&body, '+', fresh, i);
	text_adds(&body, a_end == d->old->brace ? " {\n \t...\n }\n" : " \t...\n }\n");
	add_body(rule, draft, &body);
}

/* The regions of the head are the head rule's. */
static void drop_head_regions(struct drawing *d)
{
	size_t end = head_end(d->old), i, kept = 0;

	for (i = 0; i < d->nr_regions; i++) {
		struct region *region = &d->regions[i];

		if (region->old_first < end || (region->old_first == end && !region->old_nr && end == d->old->brace))
			text_release(&region->added);
		else
			d->regions[kept++] = *region;
	}
	d->nr_regions = kept;
}

/* ---- an entity ---- */

static bool all_outermost(const struct drawing *d)
{
	size_t i;

	for (i = 0; i < d->nr_clusters; i++)
		if (d->clusters[i].list != &d->root)
			return false;
	return true;
}

static struct draft_variant *add_variant(struct draft_change *change, struct draft *draft)
{
	return arena_push(&draft->arena, change->variants, change->nr_variants);
}

static void add_variants(struct draft_change *change, struct draft *draft, const struct draft_file *file, struct drawing *d,
			 bool has_head)
{
	bool is_code = d->old->entity->kind == ENTITY_FUNCTION;
	struct draft_variant *variant;
	size_t i;

	if (d->nr_clusters != 1 && (all_outermost(d) || !is_code) && d->nr_regions) {
		variant = add_variant(change, draft);
		whole_rule(variant, draft, file, d, 0, false);
		if (has_head)
			head_rule(variant, draft, file, d);
	}
	variant = add_variant(change, draft);
	for (i = 0; i < d->nr_clusters; i++)
		cluster_rule(variant, draft, file, d, &d->clusters[i]);
	if (has_head)
		head_rule(variant, draft, file, d);
	if (d->nr_clusters > 1 && is_code) {
		variant = add_variant(change, draft);
		whole_rule(variant, draft, file, d, 0, true);
		if (has_head)
			head_rule(variant, draft, file, d);
	}
}

static void set_trouble(struct draft_change *change, struct draft *draft, const struct draft_file *file,
			const struct drawing *d, const char *reason)
{
	struct draft_rule *rule;

	change->nr_variants = 0;
	change->variants = NULL;
	rule = add_rule(add_variant(change, draft), draft, file, d);
	rule->line = d->old->entity->first;
	rule->outcome = DRAFT_UNWRITABLE;
	rule->reason = reason;
	*arena_push(&draft->arena, rule->edits, rule->nr_edits) = (struct code_edit){
		d->old->entity->first, d->old->entity->last + 1 - d->old->entity->first, d->fresh->entity->first,
		d->fresh->entity->last + 1 - d->fresh->entity->first };
}

static void add_aside(struct draft_change *change, struct draft *draft, const struct draft_file *file,
		      const struct drawing *d, const struct draft_rule *aside)
{
	size_t i;

	for (i = 0; aside->nr_edits && i < change->nr_variants; i++) {
		struct draft_rule *rule = add_rule(&change->variants[i], draft, file, d);

		rule->edits = aside->edits;
		rule->nr_edits = aside->nr_edits;
		rule->line = aside->edits[0].old_first;
		rule->outcome = DRAFT_UNWRITABLE;
		rule->reason = "lines of the preprocessor within it, which spatch 1.1.1 does not change";
	}
}

/* The braces' own lines must be theirs alone, or "..." cannot stand between them. */
static bool is_spread(const struct drawing *d)
{
	size_t i;

	for (i = 0; i < d->root.nr; i++)
		if (d->root.v[i].first <= d->old->brace || d->root.v[i].last >= d->root.end)
			return false;
	return true;
}

/* A #define within a struct, an #ifdef within a function are no SmPL; what changes beside them is. */
static void set_aside(struct draft_rule *aside, struct draft *draft, struct drawing *d)
{
	size_t i, kept = 0;

	for (i = 0; i < d->nr_regions; i++) {
		struct region *region = &d->regions[i];

		if (!has_directive(d->fresh->code, region->new_first, region->new_nr) &&
		    !has_directive(d->old->code, region->old_first, region->old_nr)) {
			d->regions[kept++] = *region;
			continue;
		}
		*arena_push(&draft->arena, aside->edits, aside->nr_edits) = region->edit;
		text_release(&region->added);
	}
	d->nr_regions = kept;
}

static const char *trouble_of(const struct drawing *d)
{
	if (d->nr_regions > MAX_REGIONS)
		return "it is written anew: more of it is different than rules could say";
	return NULL;
}

int braced_change(struct draft_change *change, struct draft *draft, const struct draft_file *file,
		  const struct braced *old, const struct braced *fresh, struct error *err)
{
	owned(drawing_release) struct drawing d = { .old = old, .fresh = fresh };
	bool has_head = false, is_entries = old->entity->kind == ENTITY_ENUM || old->entity->kind == ENTITY_VARIABLE;
	struct draft_rule aside = { .nr_edits = 0 };
	const char *trouble;

	d.is_list = is_entries;
	statements_make(&d.root, &d.arena, old->code, old->open + 1, old->close, is_entries ? ',' : ';');
	if (find_regions(&d, err) < 0)
		return -1;
	widen_regions(&d);
	trouble = trouble_of(&d);
	if (!trouble && !is_spread(&d))
		trouble = "its braces share a line with what is between them";
	if (!trouble && old->entity->kind == ENTITY_FUNCTION) {
		has_head = head_changed(&d);
		if (has_head)
			drop_head_regions(&d);
	}
	if (trouble) {
		set_trouble(change, draft, file, &d, trouble);
		return 0;
	}
	set_aside(&aside, draft, &d);
	find_clusters(&d, 0);
	join_wrapped(&d);
	add_variants(change, draft, file, &d, has_head);
	add_aside(change, draft, file, &d, &aside);
	return 0;
}

/* ---- as an anchor, and taken away ---- */

/* A longer one is not spelled as an anchor. */
#define LONGEST_ANCHOR 8

bool braced_anchor(struct text *body, const struct braced *b)
{
	const struct entity *entity = b->entity;
	size_t i;

	if (entity->kind == ENTITY_FUNCTION) {
		text_addf(body, " %s(...) { ... }\n", entity->name);
		return true;
	}
	if (entity->kind == ENTITY_STRUCT && b->open != b->close && code_token_is(b->code, b->code->v[b->first].first, "struct") &&
	    b->close + 2 == (b->end < b->code->nr ? b->code->v[b->end].first : b->code->nr_tokens)) {
		text_addf(body, " struct %s { ... };\n", entity->name);
		return true;
	}
	if (b->end - b->first > LONGEST_ANCHOR || (entity->kind == ENTITY_MACRO && entity->last > entity->first))
		return false;
	for (i = b->first; i < b->end; i++)
		context_line(body, ' ', b->code, i);
	return true;
}

void braced_removal(struct text *body, const struct braced *b)
{
	size_t i, from = b->first, head = b->open == b->close ? b->end : b->brace + 1;

	for (i = from; i < head; i++)
		context_line(body, '-', b->code, i);
	if (b->open == b->close)
		return;
	if (b->entity->kind == ENTITY_FUNCTION) {
		text_adds(body, "-\t...\n-}\n");
		return;
	}
	for (i = head; i < b->end; i++)
		context_line(body, '-', b->code, i);
}
