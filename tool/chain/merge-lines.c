// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hunks of a path carried onto ours.
 *
 * Each hunk is judged against ours as it is, not against what the hunks before made of it: so one conflict says
 * nothing about the next hunk, and each that is carried is an edit in ours' own lines. In ours' order the edits make
 * the result. Two that want the same lines (an entity that was found for two of upstream's) cannot both be right: the
 * later one is in conflict.
 *
 * Whether git would come to the same is asked of git (libgit2) itself, for the lines around what upstream changed: it
 * compares all lines of what it is given, and the rest of a long file is as it was. Where it does not come to the
 * same it has put a hunk into another function, or one that is there a second time.
 */
#include <stdlib.h>

#include "merge-hunk.h"

/* As history.c: longer than any run of '<' in a kernel, so that no line of a file looks like a conflict. */
#define MARKER_SIZE 61
/*
 * How many lines beside a change git is given. A change that can be seen in another place among equal lines is seen
 * there by git as well, unless that is further away; so many equal lines in a row stand in no source.
 */
#define AROUND 100

void line_merge_release(struct line_merge *merge)
{
	if (merge)
		text_release(&merge->result);
}

/* Carried as theirs would be with the target's names: those are not in theirs, which the result is made of. */
static void take_renamed(struct verdict *verdict, const struct verdict *renamed, const struct version *theirs)
{
	uint32_t first = renamed->edit.from - 1, from = theirs->starts[first];

	*verdict = *renamed;
	verdict->outcome = HUNK_RENAMED;
	verdict->edit.text = theirs->data + from;
	verdict->edit.text_len = theirs->starts[first + renamed->edit.from_nr] - from;
}

/* The target may know its entity under another name too. */
static void name_entity(struct verdict *verdict, const struct sides *sides, const struct hunk *hunk)
{
	uint32_t first = verdict->edit.first;
	uint32_t block = verdict->edit.nr ? version_block_at(sides->ours, first) : version_block_around(sides->ours, first);
	const char *name = block == NO_BLOCK ? "" : version_block(sides->ours, block)->entity->name;

	if (hunk->site == SITE_WITHIN && hunk->entity && *name && strcmp(name, hunk->entity))
		verdict->entity = name;
}

/* Where the target has other names, or other words in these lines or beside them. */
static int adapt(struct verdict *verdict, struct sides *sides, const struct hunk *hunk, struct error *err)
{
	struct verdict placed;
	struct sides *renamed;

	if (hunk_place_sorted(verdict, sides, hunk))
		return 0;
	if (sides_renamed(&renamed, sides, err) < 0)
		return -1;
	if (renamed && hunk_place(&placed, renamed, hunk, err) < 0)
		return -1;
	if (renamed && outcome_is_carried(placed.outcome))
		take_renamed(verdict, &placed, renamed->theirs);
	else if (hunk_merge_words(verdict, renamed ? renamed : sides, hunk, err) < 0)
		return -1;
	if (outcome_is_carried(verdict->outcome))
		name_entity(verdict, sides, hunk);
	return 0;
}

/* The first line of upstream's next change behind a hunk. */
static uint32_t next_change(const struct sides *sides, const struct hunk *hunk)
{
	size_t i;

	for (i = 0; i < sides->change->nr; i++)
		if (sides->change->v[i].old_first > hunk->at.old_first)
			return sides->change->v[i].old_first;
	return sides->ancestor->nr_lines + 2;
}

static bool is_where(const struct sides *sides, const struct hunk *hunk)
{
	uint32_t block = hunk->site == SITE_WITHIN ? hunk->old_block : NO_BLOCK;

	return version_block_around(sides->ancestor, hunk->at.old_first) == block &&
	       version_block_around(sides->ancestor, hunk->at.old_first + hunk->at.old_nr) == block;
}

/*
 * Lines that are only added, or only taken away, can often be seen further down: "b; +a; +b;" is "+b; +a; b;" as well.
 * Hunks are where they read best (the indent heuristic), and git's merge has them as far down as they go. Whether there
 * is such a place.
 */
static bool slide_down(struct hunk *slid, const struct sides *sides, const struct hunk *hunk)
{
	const struct version *of = hunk->at.old_nr ? sides->ancestor : sides->theirs;
	uint32_t nr = hunk->at.old_nr ? hunk->at.old_nr : hunk->at.new_nr, end = next_change(sides, hunk);
	uint32_t *first = hunk->at.old_nr ? &slid->at.old_first : &slid->at.new_first;

	*slid = *hunk;
	if ((hunk->at.old_nr && hunk->at.new_nr) || (hunk->site != SITE_WITHIN && hunk->site != SITE_OUTSIDE))
		return false;
	while (*first + nr <= of->nr_lines && slid->at.old_first + hunk->at.old_nr + 1 < end &&
	       version_same_line(of, *first, of, *first + nr)) {
		slid->at.old_first++;
		slid->at.new_first++;
	}
	return slid->at.old_first > hunk->at.old_first && is_where(sides, slid);
}

static int judge(struct verdict *verdict, struct sides *sides, const struct hunk *hunk, struct error *err)
{
	struct verdict other;
	struct hunk slid;
	bool there;

	if (hunk_place_untouched(verdict, sides, hunk))
		return 0;
	if (hunk_is_there(&there, verdict, sides, hunk, err) < 0)
		return -1;
	if (there)
		return 0;
	if (hunk_place(verdict, sides, hunk, err) < 0)
		return -1;
	if (verdict->outcome == HUNK_CONFLICT && slide_down(&slid, sides, hunk)) {
		if (hunk_place(&other, sides, &slid, err) < 0)
			return -1;
		if (other.outcome == HUNK_CLEAN)
			*verdict = other;
	}
	if (verdict->outcome == HUNK_CONFLICT && hunk_is_elsewhere(&other, sides, hunk))
		*verdict = other;
	return verdict->outcome == HUNK_CONFLICT && sides->may_adapt ? adapt(verdict, sides, hunk, err) : 0;
}

/* ---- edits in ours' order ---- */

struct order {
	struct verdict **v;     /* those that are carried */
	size_t nr;
};

static int compare_edits(const void *a, const void *b)
{
	const struct verdict *x = *(struct verdict *const *)a, *y = *(struct verdict *const *)b;

	if (x->edit.first != y->edit.first)
		return x->edit.first < y->edit.first ? -1 : 1;
	if (!x->edit.nr != !y->edit.nr)
		return x->edit.nr ? 1 : -1;
	return x < y ? -1 : x > y;
}

static struct order order_edits(struct arena *arena, struct verdict *verdicts, size_t nr)
{
	struct order order = { .v = arena_alloc(arena, (nr + 1) * sizeof(*order.v)) };
	uint32_t end = 1;
	size_t i, kept = 0;

	for (i = 0; i < nr; i++)
		if (outcome_is_carried(verdicts[i].outcome))
			order.v[order.nr++] = &verdicts[i];
	qsort(order.v, order.nr, sizeof(*order.v), compare_edits);
	for (i = 0; i < order.nr; i++) {
		struct verdict *verdict = order.v[i];

		if (verdict->edit.first < end) {
			*verdict = (struct verdict){ .outcome = HUNK_CONFLICT, .obstacle = OBSTACLE_LINES,
						     .line = verdict->edit.first };
			continue;
		}
		end = verdict->edit.first + verdict->edit.nr;
		order.v[kept++] = verdict;
	}
	order.nr = kept;
	return order;
}

/* ---- the result ---- */

struct writer {
	struct text *text;
	uint32_t nr_lines;
	const struct sides *sides;
};

/* What comes behind a last line without a line end does not join it. */
static void write_text(struct writer *writer, const char *lines, size_t len)
{
	struct text *text = writer->text;
	const char *at, *end = lines + len, *ignored;
	size_t ignored_len;

	if (len && text->len && text->data[text->len - 1] != '\n')
		text_addc(text, '\n');
	text_add(text, lines, len);
	for (at = lines; text_line(&ignored, &ignored_len, &at, end);)
		writer->nr_lines++;
}

static void write_lines(struct writer *writer, const struct version *version, uint32_t first, uint32_t nr)
{
	uint32_t from = version->starts[first - 1];

	if (nr)
		write_text(writer, version->data + from, version->starts[first + nr - 1] - from);
}

static void write_blank(struct writer *writer)
{
	text_addc(writer->text, '\n');
	writer->nr_lines++;
}

static bool ends_blank(const struct text *text)
{
	size_t i = text->len;

	if (i && text->data[i - 1] == '\n')
		i--;
	while (i && (text->data[i - 1] == ' ' || text->data[i - 1] == '\t' || text->data[i - 1] == '\r'))
		i--;
	return !i || text->data[i - 1] == '\n';
}

/* next: the edit behind it, or NULL. */
static void write_edit(struct writer *writer, struct verdict *verdict, const struct verdict *next)
{
	const struct version *ours = writer->sides->ours;
	const struct edit *edit = &verdict->edit;
	uint32_t behind = edit->first + edit->nr;
	bool same_place = next && next->edit.first == behind;

	if (edit->blank_above && !ends_blank(writer->text))
		write_blank(writer);
	verdict->line = writer->nr_lines + 1;
	if (edit->text)
		write_text(writer, edit->text, edit->text_len);
	else
		write_lines(writer, writer->sides->theirs, edit->from, edit->from_nr);
	verdict->nr_lines = writer->nr_lines + 1 - verdict->line;
	if (edit->blank_below && !(same_place && next->edit.blank_above) && behind <= ours->nr_lines &&
	    (same_place || !version_is_blank(ours, behind)))
		write_blank(writer);
}

/* Lines from .. to - 1 of ours with the edits that begin there. */
static void write_stretch(struct text *result, const struct sides *sides, const struct order *order, uint32_t from,
			  uint32_t to)
{
	struct writer writer = { .text = result, .sides = sides, .nr_lines = from - 1 };
	uint32_t at = from;
	size_t i;

	for (i = 0; i < order->nr; i++) {
		const struct edit *edit = &order->v[i]->edit;

		write_lines(&writer, sides->ours, at, edit->first - at);
		write_edit(&writer, order->v[i], i + 1 < order->nr ? order->v[i + 1] : NULL);
		at = edit->first + edit->nr;
	}
	write_lines(&writer, sides->ours, at, to - at);
}

static void write_result(struct text *result, const struct sides *sides, const struct order *order)
{
	write_stretch(result, sides, order, 1, sides->ours->nr_lines + 1);
}

/* ---- git's own merge ---- */

/*
 * A stretch of the three versions around what upstream changed. Each goes from a line to before another (old_from to
 * before old_to), and begins and ends in lines that all three have. What is outside of such stretches upstream left
 * as it was.
 */
struct window {
	uint32_t old_from, old_to, their_from, their_to, our_from, our_to;
};

static bool is_touched(const struct difference *d, uint32_t place)
{
	return d->old_first <= place && d->old_first + d->old_nr >= place;
}

/* The place at or above one that no difference touches. */
static uint32_t untouched_above(const struct differences *differences, uint32_t place)
{
	size_t i;

	for (i = differences->nr; i-- > 0 && place > 1;)
		if (is_touched(&differences->v[i], place))
			place = differences->v[i].old_first - 1;
	return place > 1 ? place : 1;
}

static uint32_t untouched_below(const struct differences *differences, uint32_t place, uint32_t end)
{
	size_t i;

	for (i = 0; i < differences->nr && place < end; i++)
		if (is_touched(&differences->v[i], place))
			place = differences->v[i].old_first + differences->v[i].old_nr + 1;
	return place < end ? place : end;
}

/* Where a place that no difference touches is; the first and the last place are so anyway. */
static uint32_t place_in_new(const struct differences *differences, uint32_t place, uint32_t old_end, uint32_t new_end)
{
	uint32_t first;

	if (place == 1 || place == old_end)
		return place == 1 ? 1 : new_end;
	(void)differences_spare(&first, differences, place, 0);
	return first;
}

/* The first window from the change at index *next on; *next: the change behind it. */
static struct window next_window(const struct sides *sides, size_t *next)
{
	const struct differences *change = sides->change, *between = &sides->between;
	uint32_t end = sides->ancestor->nr_lines + 1, from = change->v[*next].old_first, to;
	struct window window;

	window.old_from = untouched_above(between, from > AROUND ? from - AROUND : 1);
	do {
		to = change->v[*next].old_first + change->v[*next].old_nr;
		window.old_to = untouched_below(between, end - to > AROUND ? to + AROUND : end, end);
		++*next;
		from = *next < change->nr ? change->v[*next].old_first : 0;
	} while (from && untouched_above(between, from > AROUND ? from - AROUND : 1) <= window.old_to);
	window.their_from = place_in_new(change, window.old_from, end, sides->theirs->nr_lines + 1);
	window.their_to = place_in_new(change, window.old_to, end, sides->theirs->nr_lines + 1);
	window.our_from = place_in_new(between, window.old_from, end, sides->ours->nr_lines + 1);
	window.our_to = place_in_new(between, window.old_to, end, sides->ours->nr_lines + 1);
	return window;
}

static void merge_result_release(git_merge_file_result *result)
{
	git_merge_file_result_free(result);
}

static git_merge_file_input input_of(const struct version *version, uint32_t from, uint32_t to)
{
	return (git_merge_file_input){
		.version = GIT_MERGE_FILE_INPUT_VERSION,
		.ptr = version->data + version->starts[from - 1],
		.size = version->starts[to - 1] - version->starts[from - 1],
	};
}

/* The edits of a window, taken from the head of those that are left. */
static struct order take_edits(struct order *left, const struct window *window)
{
	struct order order = { .v = left->v };

	while (left->nr && left->v[0]->edit.first >= window->our_from &&
	       left->v[0]->edit.first + left->v[0]->edit.nr <= window->our_to) {
		left->v++;
		left->nr--;
		order.nr++;
	}
	return order;
}

static int merge_window(bool *same, const struct sides *sides, const struct window *window, const struct order *order,
			struct error *err)
{
	owned(merge_result_release) git_merge_file_result merged = { 0 };
	owned(text_release) struct text result = { 0 };
	git_merge_file_input ancestor = input_of(sides->ancestor, window->old_from, window->old_to);
	git_merge_file_input theirs = input_of(sides->theirs, window->their_from, window->their_to);
	git_merge_file_input ours = input_of(sides->ours, window->our_from, window->our_to);
	git_merge_file_options options = {
		.version = GIT_MERGE_FILE_OPTIONS_VERSION,
		.marker_size = MARKER_SIZE,
	};

	if (git_merge_file(&merged, &ancestor, &ours, &theirs, &options) < 0)
		return error_git(err, "cannot merge '%s'", sides->path);
	write_stretch(&result, sides, order, window->our_from, window->our_to);
	*same = merged.automergeable && merged.len == result.len &&
		(!merged.len || !memcmp(merged.ptr, result.data, merged.len));
	return 0;
}

/* Nothing may be edited outside of the windows, and in each git must come to the same as we do. */
static int merge_as_git(bool *same, const struct sides *sides, const struct order *order, struct error *err)
{
	struct order left = *order;
	size_t i = 0;

	*same = true;
	while (*same && i < sides->change->nr) {
		struct window window = next_window(sides, &i);
		struct order edits = take_edits(&left, &window);

		if (merge_window(same, sides, &window, &edits, err) < 0)
			return -1;
	}
	*same = *same && !left.nr;
	return 0;
}

static bool all_carried(const struct verdict *verdicts, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (verdicts[i].outcome == HUNK_CONFLICT)
			return false;
	return true;
}

int merge_lines(struct line_merge *merge, struct sides *sides, const struct hunk *hunks, size_t nr, struct error *err)
{
	owned(line_merge_release) struct line_merge made = { 0 };
	struct order order;
	size_t i;

	if (text_differences(&sides->between, sides->ancestor->data, sides->ancestor->len, sides->ours->data,
			     sides->ours->len, err) < 0)
		return -1;
	made.verdicts = arena_alloc(&sides->arena, (nr + 1) * sizeof(*made.verdicts));
	for (i = 0; i < nr; i++)
		if (judge(&made.verdicts[i], sides, &hunks[i], err) < 0)
			return -1;
	order = order_edits(&sides->arena, made.verdicts, nr);
	if (all_carried(made.verdicts, nr) && merge_as_git(&made.is_plain, sides, &order, err) < 0)
		return -1;
	write_result(&made.result, sides, &order); /* last: it tells where each edit is in the result */
	for (i = 0; made.is_plain && i < nr; i++)
		if (made.verdicts[i].outcome == HUNK_PLACED)
			made.verdicts[i].outcome = HUNK_CLEAN;
	*merge = take(made);
	return 0;
}

void merge_lines_again(struct text *result, struct sides *sides, struct verdict *verdicts, size_t nr)
{
	struct order order = order_edits(&sides->arena, verdicts, nr);

	write_result(result, sides, &order);
}
