// SPDX-License-Identifier: GPL-2.0-only
/*
 * A line that is added to a list in order: #include lines, the sources of a Makefile, the symbols of a map. Where the lines
 * beside it are other ones on the target, its place is the one that the order gives it.
 *
 * The list is the run of lines around the added one that are indented alike and begin and end with the same punctuation. It
 * must be in order with the new line in theirs, and be so in ours, where one run has all of its lines that ours has. Statements are
 * in no such order, so that within a function nothing is a list.
 */
#include <ctype.h>
#include <strings.h>

#include "merge-hunk.h"

/* As many lines are in order by chance once in a hundred times. */
#define LEAST_LINES 5
/* Those of #include lines are in order on purpose where they are in order at all. */
#define LEAST_INCLUDES 3
#define MAX_LINES 400

struct item {
	const char *at;
	size_t len, head;       /* head: blanks and punctuation before the first letter */
};

static struct item item_of(const struct version *version, uint32_t line)
{
	struct item item = { 0 };

	item.at = version_line(&item.len, version, line);
	while (item.len && isspace((unsigned char)item.at[item.len - 1]))
		item.len--;
	while (item.head < item.len && !isalnum((unsigned char)item.at[item.head]) && item.at[item.head] != '_')
		item.head++;
	return item;
}

static bool is_alike(const struct version *a, uint32_t i, const struct version *b, uint32_t k)
{
	struct item x = item_of(a, i), y = item_of(b, k);

	return x.head < x.len && y.head < y.len && x.head == y.head && !memcmp(x.at, y.at, x.head) &&
	       x.at[x.len - 1] == y.at[y.len - 1] && version_directive(a, i) == version_directive(b, k);
}

typedef int compare_fn(const char *a, const char *b, size_t len);

static int compare_bytes(const char *a, const char *b, size_t len)
{
	return memcmp(a, b, len);
}

static int compare_items(const struct version *a, uint32_t i, const struct version *b, uint32_t k, compare_fn *compare)
{
	struct item x = item_of(a, i), y = item_of(b, k);
	int order = compare(x.at, y.at, x.len < y.len ? x.len : y.len);

	return order ? order : (x.len > y.len) - (x.len < y.len);
}

/* The lines around one that are like it. */
static struct line_span run_around(const struct version *version, uint32_t line)
{
	uint32_t first = line, last = line;

	while (first > 1 && line - first < MAX_LINES && is_alike(version, first - 1, version, line))
		first--;
	while (last < version->nr_lines && last - line < MAX_LINES && is_alike(version, last + 1, version, line))
		last++;
	return (struct line_span){ first, last + 1 - first };
}

static bool is_in_order(const struct version *version, struct line_span run, compare_fn *compare)
{
	uint32_t line;

	for (line = run.first; line + 1 < run.first + run.nr; line++)
		if (compare_items(version, line, version, line + 1, compare) >= 0)
			return false;
	return true;
}

/* The first line of ours that is one of the run's; 0: none is. */
static uint32_t find_one(struct sides *sides, const struct version *of, uint32_t line)
{
	const uint32_t *numbers = sides_numbers(sides, sides->ours);
	uint32_t wanted = sides_numbers(sides, of)[line - 1], i;

	for (i = 1; sides_may_seek(sides, sides->ours->nr_lines) && i <= sides->ours->nr_lines; i++)
		if (numbers[i - 1] == wanted)
			return i;
	return 0;
}

/* The run of ours that has what ours has of a run of theirs; nr 0: there is none, or these are in several. */
static struct line_span find_run(struct sides *sides, struct line_span theirs, uint32_t added)
{
	struct line_span found = { 0 };
	uint32_t line;

	for (line = theirs.first; line < theirs.first + theirs.nr; line++) {
		uint32_t here = line == added ? 0 : find_one(sides, sides->theirs, line);

		if (!here || !is_alike(sides->theirs, added, sides->ours, here))
			continue;
		if (!found.nr)
			found = run_around(sides->ours, here);
		else if (here < found.first || here >= found.first + found.nr)
			return (struct line_span){ 0 };
	}
	return found;
}

/* Where the order puts a line of theirs; 0: the list has it. */
static uint32_t place_of(const struct sides *sides, struct line_span run, uint32_t added, compare_fn *compare)
{
	uint32_t line;

	for (line = run.first; line < run.first + run.nr; line++) {
		int order = compare_items(sides->ours, line, sides->theirs, added, compare);

		if (order >= 0)
			return order ? line : 0;
	}
	return line;
}

static bool may_be_list(const struct hunk *hunk)
{
	return hunk->site == SITE_OUTSIDE || hunk->site == SITE_INCLUDE ||
	       (hunk->site == SITE_WITHIN && hunk->kind != ENTITY_FUNCTION && hunk->kind != ENTITY_MACRO);
}

bool hunk_place_sorted(struct verdict *verdict, struct sides *sides, const struct hunk *hunk)
{
	static compare_fn *const orders[] = { compare_bytes, strncasecmp };
	struct line_span core = version_core(sides->theirs, hunk->at.new_first, hunk->at.new_nr), theirs, ours;
	uint32_t least = hunk->site == SITE_INCLUDE ? LEAST_INCLUDES : LEAST_LINES, place;
	size_t i;

	if (!may_be_list(hunk) || version_core(sides->ancestor, hunk->at.old_first, hunk->at.old_nr).nr || core.nr != 1)
		return false;
	theirs = run_around(sides->theirs, core.first);
	if (theirs.nr < least)
		return false;
	ours = find_run(sides, theirs, core.first);
	for (i = 0; ours.nr >= least && i < nr_of(orders); i++) {
		if (!is_in_order(sides->theirs, theirs, orders[i]) || !is_in_order(sides->ours, ours, orders[i]))
			continue;
		place = place_of(sides, ours, core.first, orders[i]);
		if (!place)
			return false;
		*verdict = (struct verdict){ .outcome = HUNK_PLACED,
					     .edit = { .first = place, .from = core.first, .from_nr = 1 } };
		return true;
	}
	return false;
}
