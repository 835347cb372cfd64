// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hunks within an entity whose neighbours are different on the target.
 *
 * A three-way merge refuses a hunk as soon as a line beside it is different. In the hunk's own function there is
 * often no doubt where it goes all the same:
 *
 *  1. The run of lines that it replaces stands there once in upstream's function and once in the target's, and says
 *     something. It is replaced where it is.
 *         upstream "lock(); -run(cb); +try_run(cb); unlock();", target "take(); run(cb); leave();"
 *  2. Lines are added, and the target lacks lines on one side of the place: what is left on both sides is beside each
 *     other, and there is one gap to put them in.
 *         upstream "{ x(); +if (busy) +return; y();", target "{ y();"
 *     But not where the lines that lack could as well be seen a line further down or up (all blocks end with "}"),
 *     since then the place may be in what lacks; nor where they open or close a brace more than the other.
 *  3. Lines are added, and on one side of the place the target has other lines, while the line on the other side says
 *     something and stands once in both functions, and upstream's different line is nowhere in the target's: else
 *     there would be two places.
 *         upstream "p = get(a, b); +if (!p) +return; use(p);", target "p = get(a); use(p);"
 *
 * In 2 and 3 the opening brace of the entity and its closing one are such lines too: each is there once.
 *
 * Added lines may depend on the lines that are different. So there must be no variable or member in them that
 * upstream's lines there set, or that the target's own lines on the other side have, unless it is in what the target
 * has instead; and nothing goes behind a "return", into the middle of a statement, or between declarations. In any
 * doubt it is a conflict.
 *     upstream "p = alloc(); +if (!p) +return; x = 1;", target "x = 1; p = alloc_node(n);"
 *     where p is not what it was above "x = 1;"
 */
#include <ctype.h>

#include "merge-hunk.h"

/* Longer runs are not looked for: files of nothing but equal lines exist, and a person sees such a hunk better. */
#define MAX_RUN 64

struct beside {
	struct sides *sides;
	const struct hunk *hunk;
	const struct block *old, *ours;
	const struct difference *touching; /* that ends, or begins, at the hunk; in lines of the blocks */
	bool is_above;          /* it ends there */
	uint32_t first;         /* what old_first is in ours */
};

/* ---- lines ---- */

static const char *indented_line(size_t *len, size_t *indent, const struct version *version, uint32_t line)
{
	const char *at = version_line(len, version, line);

	while (*len && isspace((unsigned char)at[*len - 1]))
		--*len;
	for (*indent = 0; *indent < *len && (at[*indent] == ' ' || at[*indent] == '\t'); ++*indent)
		;
	return at;
}

static bool begins_with(const struct version *version, uint32_t line, const char *const *words, size_t nr)
{
	size_t len, indent, i;
	const char *at = indented_line(&len, &indent, version, line);

	for (i = 0; i < nr; i++)
		if (len - indent >= strlen(words[i]) && !memcmp(at + indent, words[i], strlen(words[i])))
			return true;
	return false;
}

/* What is below it is reached another way. */
static bool leaves(const struct version *version, uint32_t line)
{
	static const char *const words[] = { "return", "goto ", "break;", "continue;" };

	return begins_with(version, line, words, nr_of(words));
}

/* "return ret;" stands once in many functions, and at another place in each. */
static bool is_telling(const struct version *version, uint32_t line)
{
	static const char *const words[] = { "return", "goto", "break", "continue", "case", "default", "}" };

	return version_says_something(version, line) && !begins_with(version, line, words, nr_of(words));
}

static char last_of(const struct version *version, uint32_t line)
{
	size_t len, indent;
	const char *at = indented_line(&len, &indent, version, line);

	return len ? at[len - 1] : ';';
}

/* A statement, a label, a comment: no "if (x)" or "f(a,". */
static bool is_complete(const struct version *version, uint32_t line)
{
	return strchr(";{}:/", last_of(version, line)) != NULL;
}

static size_t indent_of(const struct version *version, uint32_t line)
{
	size_t len, indent;

	indented_line(&len, &indent, version, line);
	return indent;
}

/* "struct cb *cb = x;", "unsigned long flags;": two words, the first of which is no statement's. */
static bool is_declaration(const struct version *version, uint32_t line)
{
	static const char *const words[] = { "return", "goto", "else", "case", "do ", "default" };
	size_t len, indent;
	const char *at = indented_line(&len, &indent, version, line), *end = at + len;

	for (at += indent; at < end && (isalnum((unsigned char)*at) || *at == '_'); at++)
		;
	if (!len || at == end || (*at != ' ' && *at != '\t') || begins_with(version, line, words, nr_of(words)))
		return false;
	while (at < end && (*at == ' ' || *at == '\t' || *at == '*'))
		at++;
	return at < end && (isalpha((unsigned char)*at) || *at == '_');
}

static bool is_balanced(const struct version *version, uint32_t first, uint32_t nr)
{
	const char *at = version->data + version->starts[first - 1];
	const char *end = version->data + version->starts[first + nr - 1];
	int depth = 0;

	for (; at < end && depth >= 0; at++)
		depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
	return !depth;
}

/* ---- runs ---- */

/* How often lines of the ancestor stand in a block; line: the first of them. */
static uint32_t count_in(uint32_t *found, struct sides *sides, const struct version *in, const struct block *block,
			 uint32_t first, uint32_t nr)
{
	const uint32_t *numbers = sides_numbers(sides, in), *wanted = sides_numbers(sides, sides->ancestor) + first - 1;
	uint32_t line, times = 0;

	for (line = block->lead; line + nr <= block->last + 1; line++) {
		if (numbers[line - 1] != *wanted || memcmp(&numbers[line - 1], wanted, nr * sizeof(*wanted)))
			continue;
		if (!times++)
			*found = line;
	}
	return times;
}

static bool is_only_one(uint32_t *line, const struct beside *beside, uint32_t first, uint32_t nr)
{
	struct sides *sides = beside->sides;
	uint32_t ignored;

	return sides_may_seek(sides, beside->old->last - beside->old->lead + beside->ours->last - beside->ours->lead) &&
	       count_in(&ignored, sides, sides->ancestor, beside->old, first, nr) == 1 &&
	       count_in(line, sides, sides->ours, beside->ours, first, nr) == 1;
}

static bool is_nowhere(const struct beside *beside, uint32_t old_line)
{
	uint32_t ignored;

	return sides_may_seek(beside->sides, beside->ours->last - beside->ours->lead) &&
	       !count_in(&ignored, beside->sides, beside->sides->ours, beside->ours, old_line, 1);
}

/* ---- 1 ---- */

static bool replaces_only_one(struct beside *beside)
{
	uint32_t first = beside->hunk->at.old_first, nr = beside->hunk->at.old_nr, i;

	for (i = 0; i < nr && nr <= MAX_RUN; i++)
		if (is_telling(beside->sides->ancestor, first + i))
			return is_only_one(&beside->first, beside, first, nr);
	return false;
}

/* ---- what added lines depend on ---- */

/* The next name of a stretch that may be a variable or a member: no call, no constant, no tag, nothing in a comment. */
static bool next_name(const char **name, size_t *len, const char **at, const char *end)
{
	bool is_tag = false;

	while (*at < end) {
		const char *from = *at, *behind;
		bool has_small = false;

		if (end - from >= 2 && from[0] == '/' && from[1] == '*') {
			behind = memmem(from + 2, (size_t)(end - from - 2), "*/", 2);
			*at = behind ? behind + 2 : end;
			continue;
		}
		while (*at < end && (isalnum((unsigned char)**at) || **at == '_'))
			has_small |= islower((unsigned char)*(*at)++) != 0;
		if (*at == from) {
			++*at;
			continue;
		}
		*name = from;
		*len = (size_t)(*at - from);
		for (behind = *at; behind < end && (*behind == ' ' || *behind == '\t'); behind++)
			;
		if (has_small && !is_tag && !isdigit((unsigned char)*from) && (behind == end || *behind != '('))
			return true;
		is_tag = false;
	}
	return false;
}

static bool is_keyword(const char *name, size_t len)
{
	static const char *const words[] = {
		"int", "long", "char", "void", "bool", "unsigned", "signed", "short", "struct", "union", "enum",
		"const", "static", "if", "else", "for", "while", "return", "sizeof", "switch", "case", "break",
		"goto", "do", "u8", "u16", "u32", "u64", "size_t", "true", "false", "default",
	};
	size_t i;

	for (i = 0; i < nr_of(words); i++)
		if (strlen(words[i]) == len && !memcmp(words[i], name, len))
			return true;
	return false;
}

/* Lines of a version as one stretch of bytes. */
struct stretch {
	const char *at, *end;
};

static struct stretch stretch_of(const struct version *version, uint32_t first, uint32_t nr)
{
	return (struct stretch){ version->data + version->starts[first - 1],
				 version->data + version->starts[first + nr - 1] };
}

static bool has_name(struct stretch in, const char *name, size_t len)
{
	const char *other;
	size_t other_len;

	while (next_name(&other, &other_len, &in.at, in.end))
		if (other_len == len && !memcmp(other, name, len))
			return true;
	return false;
}

/* "p = x", "&p", "p++", "int p;", but not "p |= x", which comes to the same in any order. */
static bool is_set_here(struct stretch in, const char *name, size_t len)
{
	const char *behind = name + len;

	while (behind < in.end && (*behind == ' ' || *behind == '\t'))
		behind++;
	if (name > in.at && name[-1] == '&')
		return true;
	if (in.end - behind < 2)
		return false;
	return (behind[0] == '=' && behind[1] != '=') || (behind[0] == '+' && (behind[1] == '+' || behind[1] == '=')) ||
	       (behind[0] == '-' && (behind[1] == '-' || behind[1] == '='));
}

static bool sets_name(struct stretch in, const char *name, size_t len)
{
	struct stretch rest = in;
	const char *other;
	size_t other_len;

	while (next_name(&other, &other_len, &rest.at, rest.end))
		if (other_len == len && !memcmp(other, name, len) && is_set_here(in, other, len))
			return true;
	return false;
}

static bool declares_name(const struct beside *beside, const char *name, size_t len)
{
	uint32_t first = beside->old->lead - 1 + beside->touching->old_first, i;

	for (i = 0; i < beside->touching->old_nr; i++)
		if (is_declaration(beside->sides->ancestor, first + i) &&
		    has_name(stretch_of(beside->sides->ancestor, first + i, 1), name, len))
			return true;
	return false;
}

/* The target has lines of its own with the name on the other side of the place: what it lacks here may be there. */
static bool is_beyond(const struct beside *beside, const struct differences *differences, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < differences->nr; i++) {
		const struct difference *d = &differences->v[i];

		if ((beside->is_above ? d > beside->touching : d < beside->touching) &&
		    has_name(stretch_of(beside->sides->ours, beside->ours->lead - 1 + d->new_first, d->new_nr), name,
			     len))
			return true;
	}
	return false;
}

/*
 * The added lines have a name in common with upstream's lines beside them, and the target does something else with
 * it.
 */
static bool depends_on_different(const struct beside *beside, const struct differences *differences)
{
	const struct difference *at = &beside->hunk->at, *d = beside->touching;
	struct stretch added = stretch_of(beside->sides->theirs, at->new_first, at->new_nr);
	struct stretch old = stretch_of(beside->sides->ancestor, beside->old->lead - 1 + d->old_first, d->old_nr);
	struct stretch ours = stretch_of(beside->sides->ours, beside->ours->lead - 1 + d->new_first, d->new_nr);
	const char *name;
	size_t len;

	if (beside->old->entity->kind != ENTITY_FUNCTION && beside->old->entity->kind != ENTITY_MACRO)
		return false;
	while (next_name(&name, &len, &added.at, added.end)) {
		if (is_keyword(name, len) || !has_name(old, name, len) || has_name(ours, name, len))
			continue;
		if (sets_name(old, name, len) || declares_name(beside, name, len) ||
		    is_beyond(beside, differences, name, len))
			return true;
	}
	return false;
}

/* ---- the place ---- */

/*
 * The one difference beside an addition; false: it is within one, or there is none, or the target adds lines there
 * too.
 */
static bool find_touching(struct beside *beside, const struct differences *differences)
{
	uint32_t place = beside->hunk->at.old_first - (beside->old->lead - 1);
	size_t i;

	beside->first = place + beside->ours->lead - 1;
	for (i = 0; i < differences->nr && differences->v[i].old_first <= place; i++) {
		const struct difference *d = &differences->v[i];
		uint32_t end = d->old_first + d->old_nr;

		if (end > place && d->old_first < place)
			return false;
		if (end == place || d->old_first == place)
			beside->touching = d;
		if (end > place)
			break;
		beside->is_above = end == place;
		beside->first += d->new_nr - d->old_nr;
	}
	return beside->touching && beside->touching->old_nr;
}

static bool is_opened_above(const struct block *block, uint32_t place)
{
	return block->entity->body && place == block->entity->body + 1;
}

static bool is_closed_below(const struct version *version, const struct block *block, uint32_t place)
{
	return place == block->last && version->data[version->starts[place - 1]] == '}';
}

/* Nothing but a brace of the entity is on the other side, in both. */
static bool is_at_opening(const struct beside *beside)
{
	return is_opened_above(beside->old, beside->hunk->at.old_first) && is_opened_above(beside->ours, beside->first);
}

static bool is_at_closing(const struct beside *beside)
{
	return is_closed_below(beside->sides->ancestor, beside->old, beside->hunk->at.old_first) &&
	       is_closed_below(beside->sides->ours, beside->ours, beside->first);
}

/* Between what the target has above and below, the added lines are reached, and cut nothing in two. */
static bool fits(const struct beside *beside)
{
	const struct version *ours = beside->sides->ours, *theirs = beside->sides->theirs;
	uint32_t above = beside->first - 1, from = beside->hunk->at.new_first;
	uint32_t to = from + beside->hunk->at.new_nr - 1;

	if (beside->first <= beside->ours->lead)
		return false;
	if (!is_complete(ours, above) && last_of(ours, above) != last_of(theirs, from - 1))
		return false;
	if (beside->old->entity->kind != ENTITY_FUNCTION)
		return true;
	if (leaves(ours, above) && indent_of(ours, above) == indent_of(theirs, from))
		return false;
	return beside->first > beside->ours->last || !is_declaration(ours, beside->first) || is_declaration(theirs, to);
}

/* ---- 2 ---- */

/* Whether what the target lacks ends above the hunk, or begins below it, and nowhere else. */
static bool lacks_just_that(const struct beside *beside)
{
	const struct version *ancestor = beside->sides->ancestor;
	uint32_t first = beside->old->lead - 1 + beside->touching->old_first, end = first + beside->touching->old_nr;

	if (!is_balanced(ancestor, first, end - first))
		return false;
	if (beside->is_above)
		return end > beside->old->last || !version_same_line(ancestor, first, ancestor, end);
	return first <= beside->old->lead || !version_same_line(ancestor, first - 1, ancestor, end - 1);
}

/* One of the lines that are left beside the gap says something. */
static bool gap_is_telling(const struct beside *beside)
{
	const struct version *ours = beside->sides->ours;

	return (beside->first > beside->ours->lead && is_telling(ours, beside->first - 1)) ||
	       (beside->first <= beside->ours->last && is_telling(ours, beside->first)) ||
	       is_at_opening(beside) || is_at_closing(beside);
}

/* ---- 3 ---- */

static bool is_changed_evenly(const struct beside *beside)
{
	const struct difference *d = beside->touching;

	return is_balanced(beside->sides->ancestor, beside->old->lead - 1 + d->old_first, d->old_nr) &&
	       is_balanced(beside->sides->ours, beside->ours->lead - 1 + d->new_first, d->new_nr);
}

/* The line on the other side of what is different; place: the line of the ancestor behind the addition. */
static bool leans_on_other(const struct beside *beside)
{
	uint32_t place = beside->hunk->at.old_first, line;
	uint32_t other = beside->is_above ? place : place - 1, different = beside->is_above ? place - 1 : place;

	if (!is_nowhere(beside, different))
		return false;
	if (beside->is_above ? is_at_closing(beside) : is_at_opening(beside))
		return true;
	return other >= beside->old->lead && other <= beside->old->last && is_telling(beside->sides->ancestor, other) &&
	       (beside->is_above || is_complete(beside->sides->ancestor, other)) &&
	       is_only_one(&line, beside, other, 1);
}

static bool added_in_gap(struct beside *beside, const struct differences *differences)
{
	bool has_place;

	if (!find_touching(beside, differences))
		return false;
	if (beside->touching->new_nr)
		has_place = is_changed_evenly(beside) && leans_on_other(beside);
	else
		has_place = lacks_just_that(beside) && gap_is_telling(beside);
	return has_place && fits(beside) && !depends_on_different(beside, differences);
}

bool hunk_place_beside(uint32_t *first, struct sides *sides, const struct hunk *hunk,
		       const struct entity_merge *entity)
{
	struct beside beside = {
		.sides = sides, .hunk = hunk, .old = version_block(sides->ancestor, entity->old_block),
		.ours = version_block(sides->ours, entity->our_block),
	};
	bool placed = hunk->at.old_nr ? replaces_only_one(&beside) : added_in_gap(&beside, &entity->differences);

	*first = beside.first;
	return placed;
}
