// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a person made of a conflict, found by comparing the text with markers and the text without.
 *
 * A conflict is a stretch of lines, from its first marker to its last. Each difference of the two texts that overlaps it
 * widens it, since then neither begins or ends there; stretches that overlap are one. What became of it is between the
 * lines that both texts have before and behind it. A difference beside all conflicts, with three lines around it, is
 * a stretch too. A stretch that stands in the text more than once is widened until it does not: it must be clear
 * which one is meant.
 *
 * Using is the reverse, all at once: stretches are looked for in the text as it was, so that none is found in what
 * another one brought, and two that overlap are not both used.
 */
#include <stdlib.h>

#include "../chain/blobs.h"
#include "resolution.h"

/* git's, of a patch. */
#define CONTEXT 3
/* Two functions that are alike over that many lines are not told apart. */
#define MAX_CONTEXT 30

void resolution_release(struct resolution *resolution)
{
	if (resolution)
		arena_release(&resolution->arena);
}

void resolution_use_release(struct resolution_use *use)
{
	text_release(&use->text);
}

/* ---- lines ---- */

/* The character of a marker line of that size; 0: it is none. */
static char marker_at(const struct lined *lines, uint32_t line, unsigned size)
{
	const char *at = lines->data + lines->starts[line - 1];
	size_t len = lines->starts[line] - lines->starts[line - 1], nr = 0;

	while (len && (at[len - 1] == '\n' || at[len - 1] == '\r'))
		len--;
	if (!len || !*at || !strchr("<|=>", *at))
		return 0;
	while (nr < len && at[nr] == *at)
		nr++;
	return nr == size && (nr == len || at[nr] == ' ') ? *at : 0;
}

/* Lines from .. to - 1. */
struct stretch {
	uint32_t from, to;
	bool has_conflict;
};

/* The next complete conflict from *line on, which goes behind it: "<", perhaps "|", "=", ">". */
static bool next_conflict(struct stretch *stretch, uint32_t *line, const struct lined *lines, unsigned size)
{
	char expected = '<';

	for (; *line <= lines->nr; ++*line) {
		char marker = marker_at(lines, *line, size);

		if (marker == '<') {
			*stretch = (struct stretch){ *line, 0, true };
			expected = '=';
		} else if (marker == '=' && expected == '=') {
			expected = '>';
		} else if (marker == '>' && expected == '>') {
			stretch->to = ++*line;
			return true;
		}
	}
	return false;
}

size_t resolution_conflicts(const struct text *text, unsigned marker_size)
{
	owned(lined_release) struct lined lines = lined_of(text_str(text), text->len);
	struct stretch ignored;
	uint32_t line = 1;
	size_t nr = 0;

	while (next_conflict(&ignored, &line, &lines, marker_size))
		nr++;
	return nr;
}

static bool has_markers(const struct lined *lines, uint32_t from, uint32_t to, unsigned size)
{
	uint32_t line;

	for (line = from; line < to; line++)
		if (marker_at(lines, line, size))
			return true;
	return false;
}

bool resolution_has_markers(const struct text *text, unsigned marker_size)
{
	owned(lined_release) struct lined lines = lined_of(text_str(text), text->len);

	return has_markers(&lines, 1, lines.nr + 1, marker_size);
}

/* ---- learning ---- */

struct learning {
	struct resolution *resolution;
	struct lined marked, resolved;
	struct differences differences;
	unsigned marker_size;
	struct arena arena;
	struct stretch *stretches; /* in order */
	size_t nr;
};

static void learning_release(struct learning *learning)
{
	lined_release(&learning->marked);
	lined_release(&learning->resolved);
	differences_release(&learning->differences);
	arena_release(&learning->arena);
}

static uint32_t less(uint32_t line, uint32_t by)
{
	return line > by ? line - by : 1;
}

static uint32_t more(uint32_t to, uint32_t by, const struct lined *lines)
{
	return lines->nr + 1 - to > by ? to + by : lines->nr + 1;
}

/* Lines that go away at its edge, or come in there, are its own. */
static bool touches(const struct difference *d, const struct stretch *stretch)
{
	return d->old_first <= stretch->to && d->old_first + d->old_nr >= stretch->from;
}

static void widen(struct stretch *stretch, const struct differences *differences)
{
	size_t i;

	for (i = 0; i < differences->nr; i++) {
		const struct difference *d = &differences->v[i];

		if (!touches(d, stretch))
			continue;
		if (d->old_first < stretch->from)
			stretch->from = d->old_first;
		if (d->old_first + d->old_nr > stretch->to)
			stretch->to = d->old_first + d->old_nr;
	}
}

static bool is_covered(const struct learning *learning, const struct difference *d)
{
	size_t i;

	for (i = 0; i < learning->nr; i++)
		if (learning->stretches[i].has_conflict && touches(d, &learning->stretches[i]))
			return true;
	return false;
}

static int compare_stretches(const void *a, const void *b)
{
	const struct stretch *x = a, *y = b;

	return x->from != y->from ? (x->from > y->from) - (x->from < y->from) : (x->to > y->to) - (x->to < y->to);
}

/* In order. Those that touch are one, or lines that come in between would be both's. */
static void join_stretches(struct learning *learning)
{
	size_t nr = 0, i;

	if (learning->nr)
		qsort(learning->stretches, learning->nr, sizeof(*learning->stretches), compare_stretches);
	for (i = 0; i < learning->nr; i++) {
		const struct stretch *stretch = &learning->stretches[i];
		struct stretch *last = nr ? &learning->stretches[nr - 1] : NULL;

		if (!last || stretch->from > last->to) {
			learning->stretches[nr++] = *stretch;
			continue;
		}
		last->to = stretch->to > last->to ? stretch->to : last->to;
		last->has_conflict |= stretch->has_conflict;
	}
	learning->nr = nr;
}

static void add_stretch(struct learning *learning, struct stretch stretch)
{
	*arena_push(&learning->arena, learning->stretches, learning->nr) = stretch;
}

static void find_conflicts(struct learning *learning)
{
	struct stretch stretch;
	uint32_t line = 1;

	while (next_conflict(&stretch, &line, &learning->marked, learning->marker_size)) {
		widen(&stretch, &learning->differences);
		add_stretch(learning, stretch);
	}
}

static void find_edits(struct learning *learning)
{
	size_t conflicts = learning->nr, i;

	for (i = 0; conflicts && i < learning->differences.nr; i++) {
		const struct difference *d = &learning->differences.v[i];
		struct stretch stretch = { less(d->old_first, CONTEXT),
					   more(d->old_first + d->old_nr, CONTEXT, &learning->marked), false };

		if (is_covered(learning, d))
			continue;
		widen(&stretch, &learning->differences); /* its lines around may reach into the next one */
		add_stretch(learning, stretch);
	}
}

/* How often the lines stand in a text, two at most; *where: the first. */
static unsigned count(uint32_t *where, const struct lined *lines, const char *bytes, size_t len)
{
	unsigned nr = 0;
	uint32_t line;

	for (line = 1; line <= lines->nr && nr < 2; line++) {
		size_t from = lines->starts[line - 1];
		bool ends_in_line = from + len == lines->starts[lines->nr] || (len && bytes[len - 1] == '\n');

		if (lines->starts[lines->nr] - from < len)
			break;
		if (!ends_in_line || memcmp(lines->data + from, bytes, len))
			continue;
		if (!nr++)
			*where = line;
	}
	return nr;
}

static bool is_unique(const struct lined *lines, const struct stretch *stretch)
{
	uint32_t ignored;

	return count(&ignored, lines, lines->data + lines->starts[stretch->from - 1],
		     lines->starts[stretch->to - 1] - lines->starts[stretch->from - 1]) == 1;
}

static void make_unique(struct learning *learning, struct stretch *stretch)
{
	unsigned lines;

	for (lines = 0; lines < MAX_CONTEXT && !is_unique(&learning->marked, stretch); lines++) {
		stretch->from = less(stretch->from, 1);
		stretch->to = more(stretch->to, 1, &learning->marked);
		widen(stretch, &learning->differences);
	}
}

/* Where a line that is outside of all differences, or their edge, is in the resolved text. */
static uint32_t in_resolved(const struct differences *differences, uint32_t line, bool behind)
{
	int64_t to = line;
	size_t i;

	for (i = 0; i < differences->nr; i++) {
		const struct difference *d = &differences->v[i];

		if (d->old_first + d->old_nr < line || (behind && d->old_first + d->old_nr == line))
			to += (int64_t)d->new_nr - d->old_nr;
	}
	return (uint32_t)to;
}

static void add_entry(struct learning *learning, const struct stretch *stretch)
{
	const struct lined *marked = &learning->marked, *resolved = &learning->resolved;
	uint32_t from = in_resolved(&learning->differences, stretch->from, false);
	uint32_t to = in_resolved(&learning->differences, stretch->to, true);
	struct resolution *resolution = learning->resolution;
	struct resolution_entry *entry;

	if (!is_unique(marked, stretch) ||
	    (stretch->has_conflict && has_markers(resolved, from, to, learning->marker_size)))
		return;
	entry = arena_push(&resolution->arena, resolution->entries, resolution->nr_entries);
	entry->before_len = marked->starts[stretch->to - 1] - marked->starts[stretch->from - 1];
	entry->after_len = resolved->starts[to - 1] - resolved->starts[from - 1];
	entry->before = arena_strndup(&resolution->arena, marked->data + marked->starts[stretch->from - 1],
				      entry->before_len);
	entry->after = arena_strndup(&resolution->arena, resolved->data + resolved->starts[from - 1], entry->after_len);
	entry->has_conflict = stretch->has_conflict;
}

int resolution_learn(struct resolution *resolution, const struct text *marked, unsigned marker_size,
		     const struct text *resolved, struct error *err)
{
	owned(learning_release) struct learning learning = {
		.resolution = resolution,
		.marked = lined_of(text_str(marked), marked->len),
		.resolved = lined_of(text_str(resolved), resolved->len),
		.marker_size = marker_size,
	};
	size_t i;

	resolution->conflict = RESOLVED_LINES;
	resolution->marker_size = marker_size;
	if (text_differences(&learning.differences, text_str(marked), marked->len, text_str(resolved), resolved->len,
			     err) < 0)
		return -1;
	find_conflicts(&learning);
	find_edits(&learning);
	for (i = 0; i < learning.nr; i++)
		make_unique(&learning, &learning.stretches[i]);
	join_stretches(&learning);
	for (i = 0; i < learning.nr; i++)
		add_entry(&learning, &learning.stretches[i]);
	return 0;
}

/* ---- using ---- */

/* An entry at its place; sorted by place. */
struct fit {
	const struct resolution *resolution;
	const struct resolution_entry *entry;
	size_t from, to;        /* bytes of the text */
	bool is_dropped;
};

struct using {
	struct arena arena;
	struct lined lines;
	struct fit *fits;
	size_t nr;
};

static void using_release(struct using *using)
{
	lined_release(&using->lines);
	arena_release(&using->arena);
}

static void find_fits(struct using *using, const struct resolution *resolution)
{
	size_t i;

	for (i = 0; i < resolution->nr_entries; i++) {
		const struct resolution_entry *entry = &resolution->entries[i];
		uint32_t line;

		if (!entry->before_len || count(&line, &using->lines, entry->before, entry->before_len) != 1)
			continue;
		*arena_push(&using->arena, using->fits, using->nr) = (struct fit){
			.resolution = resolution, .entry = entry, .from = using->lines.starts[line - 1],
			.to = using->lines.starts[line - 1] + entry->before_len,
		};
	}
}

/* By place; of those at one place the widest first. */
static int compare_fits(const void *a, const void *b)
{
	const struct fit *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to < y->to) - (x->to > y->to);
}

static bool same_entry(const struct fit *a, const struct fit *b)
{
	return a->from == b->from && a->to == b->to && a->entry->after_len == b->entry->after_len &&
	       !memcmp(a->entry->after, b->entry->after, a->entry->after_len);
}

/* The same twice is once; of those that overlap otherwise none is used. */
static void drop_overlaps(struct using *using, struct resolution_use *use)
{
	size_t i, j;

	for (i = 0; i < using->nr; i++) {
		struct fit *fit = &using->fits[i];

		for (j = i + 1; j < using->nr && using->fits[j].from < fit->to; j++) {
			if (same_entry(fit, &using->fits[j])) {
				fit->is_dropped = true;
				continue;
			}
			fit->is_dropped = true;
			using->fits[j].is_dropped = true;
			use->contradiction = using->fits[j].resolution->file;
		}
	}
}

/* An edit beside a conflict belongs to it: where none of its file's is replaced, neither is it. */
static bool is_idle(const struct using *using, const struct resolution *resolution)
{
	size_t i;

	for (i = 0; i < using->nr; i++)
		if (using->fits[i].resolution == resolution && using->fits[i].entry->has_conflict && !using->fits[i].is_dropped)
			return false;
	return true;
}

static size_t count_missed(const struct using *using, const struct resolution *resolution)
{
	size_t nr = 0, i;

	for (i = 0; i < resolution->nr_entries; i++)
		nr += !resolution->entries[i].has_conflict;
	for (i = 0; i < using->nr; i++)
		nr -= using->fits[i].resolution == resolution && !using->fits[i].entry->has_conflict;
	return nr;
}

static void write_fits(struct resolution_use *use, const struct using *using, const struct text *marked)
{
	size_t at = 0, i;

	for (i = 0; i < using->nr; i++) {
		const struct fit *fit = &using->fits[i];

		if (fit->is_dropped)
			continue;
		text_add(&use->text, text_str(marked) + at, fit->from - at);
		text_add(&use->text, fit->entry->after, fit->entry->after_len);
		at = fit->to;
	}
	text_add(&use->text, text_str(marked) + at, marked->len - at);
}

void resolution_use(struct resolution_use *use, const struct text *marked, unsigned marker_size,
		    const struct resolution *const *resolutions, size_t nr)
{
	owned(using_release) struct using using = { .lines = lined_of(text_str(marked), marked->len) };
	size_t conflicts = resolution_conflicts(marked, marker_size), i;

	*use = (struct resolution_use){ 0 };
	for (i = 0; i < nr; i++)
		find_fits(&using, resolutions[i]);
	if (using.nr)
		qsort(using.fits, using.nr, sizeof(*using.fits), compare_fits);
	drop_overlaps(&using, use);
	for (i = 0; i < using.nr; i++)
		using.fits[i].is_dropped |= !using.fits[i].entry->has_conflict && is_idle(&using, using.fits[i].resolution);
	for (i = 0; i < nr; i++)
		use->nr_missed += is_idle(&using, resolutions[i]) ? 0 : count_missed(&using, resolutions[i]);
	write_fits(use, &using, marked);
	use->nr_left = resolution_conflicts(&use->text, marker_size);
	use->nr_used = conflicts - use->nr_left;
}
