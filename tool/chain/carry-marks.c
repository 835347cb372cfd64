// SPDX-License-Identifier: GPL-2.0-only
/*
 * Conflict markers for just the hunks that nobody carried.
 *
 * Upstream's parent with the hunks that are applied is what the result would be if the target were upstream: the base.
 * What is different between base and result is the target's own; what is different between base and theirs (all hunks
 * but those that are dropped) is in conflict, by definition. So a conflict is a hunk's lines in the base, widened to
 * whole differences between base and result that touch it, as git does; what these lines are in the result is ours.
 * Git's own merge would not do: it takes a hunk in silence where only its context fits, and a hunk that was refused
 * since it has another function there, or a name that is lost, has to be seen.
 *
 * Where the target lacks a long stretch around the hunk, base and theirs would have all of it. They are cut down to some
 * lines around the hunk, the same in both.
 */
#include <stdlib.h>

#include "carry-marks.h"

/* git's. */
#define MARKER_SIZE 7
/* More of what both sides of upstream have in common around a hunk tells a reader nothing. */
#define MAX_AROUND 10

static const char marker_characters[] = "<|=>";

/* Lines from .. to - 1. */
static void add_lines(struct text *text, const struct lined *lines, uint32_t from, uint32_t to)
{
	if (to > from)
		text_add(text, lines->data + lines->starts[from - 1], lines->starts[to - 1] - lines->starts[from - 1]);
}

static bool ends_in_line(const struct text *text)
{
	return text->len && text->data[text->len - 1] != '\n';
}

/* ---- base and theirs ---- */

/* A stretch from .. to - 1 that is in conflict. */
struct stretch {
	uint32_t base_from, base_to, their_from, their_to, our_from, our_to;
};

struct marking {
	struct text base_text, their_text;
	struct lined base, theirs, ours;
	struct differences between;     /* base and ours */
	struct stretch *stretches;      /* in order; one for each hunk in conflict at first */
	size_t nr;
};

static void marking_release(struct marking *marking)
{
	text_release(&marking->base_text);
	text_release(&marking->their_text);
	lined_release(&marking->base);
	lined_release(&marking->theirs);
	lined_release(&marking->ours);
	differences_release(&marking->between);
	free(marking->stretches);
}

/* Writes versions of upstream's text, and counts their lines. */
struct version_writer {
	struct text *text;
	uint32_t next;          /* line */
};

static void write_span(struct version_writer *writer, const struct lined *lines, uint32_t first, uint32_t nr)
{
	add_lines(writer->text, lines, first, first + nr);
	writer->next += nr;
}

static void write_versions(struct marking *marking, const struct lined *old, const struct lined *new,
			   const struct marked_change *change)
{
	struct version_writer base = { &marking->base_text, 1 }, theirs = { &marking->their_text, 1 };
	uint32_t at = 1;
	size_t i;

	marking->stretches = mem_alloc((change->nr + 1) * sizeof(*marking->stretches));
	for (i = 0; i < change->nr; i++) {
		const struct difference *hunk = &change->hunks[i];
		enum mark mark = change->marks[i];
		struct stretch *stretch = &marking->stretches[marking->nr];

		write_span(&base, old, at, hunk->old_first - at);
		write_span(&theirs, old, at, hunk->old_first - at);
		*stretch = (struct stretch){ .base_from = base.next, .their_from = theirs.next };
		if (mark == MARK_APPLIED)
			write_span(&base, new, hunk->new_first, hunk->new_nr);
		else
			write_span(&base, old, hunk->old_first, hunk->old_nr);
		if (mark == MARK_DROPPED)
			write_span(&theirs, old, hunk->old_first, hunk->old_nr);
		else
			write_span(&theirs, new, hunk->new_first, hunk->new_nr);
		stretch->base_to = base.next;
		stretch->their_to = theirs.next;
		marking->nr += mark == MARK_CONFLICT;
		at = hunk->old_first + hunk->old_nr;
	}
	write_span(&base, old, at, old->nr + 1 - at);
	write_span(&theirs, old, at, old->nr + 1 - at);
}

/* ---- where it is in the result ---- */

/* To whole differences that touch it; outside of hunks base and theirs have the same lines. */
static void widen(struct stretch *stretch, const struct differences *between)
{
	size_t i;

	for (i = 0; i < between->nr; i++) {
		const struct difference *d = &between->v[i];
		uint32_t from = d->old_first, to = d->old_first + d->old_nr;

		if (to < stretch->base_from || from > stretch->base_to)
			continue;
		if (from < stretch->base_from) {
			stretch->their_from -= stretch->base_from - from;
			stretch->base_from = from;
		}
		if (to > stretch->base_to) {
			stretch->their_to += to - stretch->base_to;
			stretch->base_to = to;
		}
	}
}

/*
 * Stretches that came to touch are one. The left edge of the first and the right edge of the last are right in theirs too:
 * between them the first was widened by lines of the base.
 */
static void join_stretches(struct marking *marking)
{
	size_t nr = 0, i;

	for (i = 0; i < marking->nr; i++) {
		const struct stretch *stretch = &marking->stretches[i];
		struct stretch *last = nr ? &marking->stretches[nr - 1] : NULL;

		if (last && last->base_to >= stretch->base_from) {
			last->base_to = stretch->base_to;
			last->their_to = stretch->their_to;
		} else {
			marking->stretches[nr++] = *stretch;
		}
	}
	marking->nr = nr;
}

/* What the lines are in ours: differences that touch the stretch are within it. */
static void find_ours(struct stretch *stretch, const struct differences *between)
{
	int64_t before = 0, until = 0;
	size_t i;

	for (i = 0; i < between->nr && between->v[i].old_first <= stretch->base_to; i++) {
		const struct difference *d = &between->v[i];
		int64_t more = (int64_t)d->new_nr - d->old_nr;

		if (d->old_first + d->old_nr < stretch->base_from)
			before += more;
		until += more;
	}
	stretch->our_from = (uint32_t)(stretch->base_from + before);
	stretch->our_to = (uint32_t)(stretch->base_to + until);
}

static bool same_line(const struct lined *a, uint32_t line_a, const struct lined *b, uint32_t line_b)
{
	uint32_t len = a->starts[line_a] - a->starts[line_a - 1];

	return len == b->starts[line_b] - b->starts[line_b - 1] &&
	       !memcmp(a->data + a->starts[line_a - 1], b->data + b->starts[line_b - 1], len);
}

/* Of what base and theirs have in common at both ends, some lines stay. */
static void cut_down(struct stretch *stretch, const struct marking *marking)
{
	uint32_t head = 0, tail = 0;

	while (stretch->base_from + head < stretch->base_to && stretch->their_from + head < stretch->their_to &&
	       same_line(&marking->base, stretch->base_from + head, &marking->theirs, stretch->their_from + head))
		head++;
	while (stretch->base_to - tail > stretch->base_from + head && stretch->their_to - tail > stretch->their_from + head &&
	       same_line(&marking->base, stretch->base_to - tail - 1, &marking->theirs, stretch->their_to - tail - 1))
		tail++;
	head = head > MAX_AROUND ? head - MAX_AROUND : 0;
	tail = tail > MAX_AROUND ? tail - MAX_AROUND : 0;
	stretch->base_from += head;
	stretch->their_from += head;
	stretch->base_to -= tail;
	stretch->their_to -= tail;
}

static void find_stretches(struct marking *marking)
{
	size_t i;

	for (i = 0; i < marking->nr; i++)
		widen(&marking->stretches[i], &marking->between);
	join_stretches(marking);
	for (i = 0; i < marking->nr; i++) {
		find_ours(&marking->stretches[i], &marking->between);
		cut_down(&marking->stretches[i], marking);
	}
}

/* ---- markers ---- */

/* The size of a marker that the line is; 0: it is none. "=====" under a heading is one if it is as long. */
static unsigned marker_of(const char *line, size_t len)
{
	size_t nr = 0;

	if (!len || !strchr(marker_characters, *line) || !*line)
		return 0;
	while (nr < len && line[nr] == *line)
		nr++;
	return nr == len || line[nr] == ' ' || line[nr] == '\t' || line[nr] == '\r' ? (unsigned)nr : 0;
}

static bool has_marker(const struct lined *lines, unsigned size)
{
	const char *line, *at = lines->data, *end = lines->data + lines->starts[lines->nr];
	size_t len;

	while (text_line(&line, &len, &at, end))
		if (marker_of(line, len) == size)
			return true;
	return false;
}

static unsigned find_size(const struct marking *marking)
{
	unsigned size = MARKER_SIZE;

	while (has_marker(&marking->ours, size) || has_marker(&marking->base, size) || has_marker(&marking->theirs, size))
		size++;
	return size;
}

static void add_marker(struct text *text, char character, unsigned size, const char *label)
{
	if (ends_in_line(text))
		text_addc(text, '\n');
	while (size--)
		text_addc(text, character);
	if (label)
		text_addf(text, " %s", label);
	text_addc(text, '\n');
}

static void add_stretch(struct text *text, const struct marking *marking, const struct stretch *stretch, unsigned size,
			const struct mark_labels *labels)
{
	add_marker(text, '<', size, labels->ours);
	add_lines(text, &marking->ours, stretch->our_from, stretch->our_to);
	add_marker(text, '|', size, labels->base);
	add_lines(text, &marking->base, stretch->base_from, stretch->base_to);
	add_marker(text, '=', size, NULL);
	add_lines(text, &marking->theirs, stretch->their_from, stretch->their_to);
	add_marker(text, '>', size, labels->theirs);
}

static void add_marked(struct text *text, const struct marking *marking, unsigned size, const struct mark_labels *labels)
{
	uint32_t at = 1;
	size_t i;

	for (i = 0; i < marking->nr; i++) {
		add_lines(text, &marking->ours, at, marking->stretches[i].our_from);
		add_stretch(text, marking, &marking->stretches[i], size, labels);
		at = marking->stretches[i].our_to;
	}
	add_lines(text, &marking->ours, at, marking->ours.nr + 1);
}

int mark_conflicts(struct text *marked, unsigned *size, const struct text *result, const struct marked_change *change,
		   const struct mark_labels *labels, struct error *err)
{
	owned(lined_release) struct lined old = lined_of(change->old, change->old_len);
	owned(lined_release) struct lined new = lined_of(change->new, change->new_len);
	owned(marking_release) struct marking marking = { 0 };

	write_versions(&marking, &old, &new, change);
	marking.base = lined_of(text_str(&marking.base_text), marking.base_text.len);
	marking.theirs = lined_of(text_str(&marking.their_text), marking.their_text.len);
	marking.ours = lined_of(text_str(result), result->len);
	if (text_differences(&marking.between, text_str(&marking.base_text), marking.base_text.len, text_str(result),
			     result->len, err) < 0)
		return -1;
	find_stretches(&marking);
	*size = find_size(&marking);
	add_marked(marked, &marking, *size, labels);
	return 0;
}

/* ---- taking back ---- */

static bool touches(const struct carried_lines *hunk, const struct difference *d)
{
	return hunk->first <= d->new_first + d->new_nr && hunk->first + hunk->nr >= d->new_first;
}

/* Until nothing more becomes refused: true if the difference is to be taken back. */
static bool is_refused(struct carried_lines *hunks, size_t nr, const struct difference *d, bool *more)
{
	bool refused = false;
	size_t i;

	for (i = 0; i < nr; i++)
		refused |= hunks[i].is_refused && touches(&hunks[i], d);
	for (i = 0; refused && i < nr; i++) {
		*more |= touches(&hunks[i], d) && !hunks[i].is_refused;
		hunks[i].is_refused |= touches(&hunks[i], d);
	}
	return refused;
}

static void spread_refusals(bool *back, struct carried_lines *hunks, size_t nr, const struct differences *differences)
{
	bool more = true;
	size_t i;

	while (more) {
		more = false;
		for (i = 0; i < differences->nr; i++)
			back[i] = is_refused(hunks, nr, &differences->v[i], &more);
	}
}

/* A refused hunk that no difference touches: an equal line beside it is taken for the new one. Nothing is known then. */
static bool is_hidden(const struct carried_lines *hunk, const struct differences *differences)
{
	size_t i;

	for (i = 0; hunk->is_refused && i < differences->nr; i++)
		if (touches(hunk, &differences->v[i]))
			return false;
	return hunk->is_refused;
}

static void move_lines(struct carried_lines *hunks, size_t nr, const struct difference *d)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!hunks[i].is_refused && hunks[i].first >= d->new_first + d->new_nr)
			hunks[i].first += d->old_nr - d->new_nr;
}

static void write_back(struct text *result, const struct text *before, const struct differences *differences,
		       const bool *back)
{
	owned(lined_release) struct lined old = lined_of(text_str(before), before->len);
	owned(lined_release) struct lined new = lined_of(text_str(result), result->len);
	struct text made = { 0 };
	uint32_t at = 1;
	size_t i;

	for (i = 0; i < differences->nr; i++) {
		const struct difference *d = &differences->v[i];

		if (!back[i])
			continue;
		add_lines(&made, &new, at, d->new_first);
		add_lines(&made, &old, d->old_first, d->old_first + d->old_nr);
		at = d->new_first + d->new_nr;
	}
	add_lines(&made, &new, at, new.nr + 1);
	text_release(result);
	*result = made;
}

static void free_flags(bool **flags)
{
	free(*flags);
}

int take_back(struct text *result, struct carried_lines *hunks, size_t nr, const struct text *before, struct error *err)
{
	owned(differences_release) struct differences differences = { 0 };
	owned(free_flags) bool *back = NULL;
	bool all = false;
	size_t i;

	if (text_differences(&differences, text_str(before), before->len, text_str(result), result->len, err) < 0)
		return -1;
	back = mem_alloc((differences.nr + 1) * sizeof(*back));
	for (i = 0; i < nr; i++)
		all |= is_hidden(&hunks[i], &differences);
	for (i = 0; all && i < nr; i++)
		hunks[i].is_refused = true;
	spread_refusals(back, hunks, nr, &differences);
	for (i = 0; all && i < differences.nr; i++)
		back[i] = true;
	for (i = differences.nr; i-- > 0;) /* from the end, so that lines before are as the difference has them */
		if (back[i])
			move_lines(hunks, nr, &differences.v[i]);
	write_back(result, before, &differences, back);
	return 0;
}
