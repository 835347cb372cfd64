// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a target has what a hunk does.
 *
 * A hunk that is there and is merged again is there twice (a merge is clean where only its context is the same), and
 * one that is wrongly taken for being there is lost. So what proves it is counted: a run of lines proves an addition
 * where upstream has it more often with the hunk than without, and the target at least as often as upstream; a
 * removal likewise the other way round. Runs are counted within the hunk's own entity (a hunk outside of any: within
 * the file), without blank lines. Lines that stand everywhere ("}", "else", "break;") prove nothing alone. A funnel,
 * the surer ground first:
 *
 *  1. The target changed the same lines, to the same.
 *         upstream "-a(); +b();", target "-a(); +b();"
 *  2. An entity that is brought as a whole: the target defines it, with the same text.
 *         "+int f(void) { return 0; }": there; with another body there it is not, and is not brought again either
 *     An entity that is taken away: the target defines no such. An #include: the target has the line.
 *  3. Added lines: they stand there together with the line above, or the one below, that they have upstream; or
 *     there are three lines or more that say something, which no coincidence puts there.
 *         "lock(); +check(); use();", there "lock(); check(); use_it();"
 *  4. Replaced lines: the new ones stand there beside one of their neighbours and the old ones beside neither of
 *     theirs; or the new ones stand there and the old ones do not at all.
 *         "-f(a); +f(a, 0);", there "g(); f(a, 0);"
 *  5. Removed lines: they are not there, and the lines above and below stand beside each other.
 *         "a(); -b(); c();", there "a(); c();" but not "a(); x(); c();", which may do what b() did
 *  6. When all else failed: moved code. The hunk's own entity has none of it, but exactly one other entity has the
 *     new lines, with both neighbours or three lines that say something, and the old ones not, more often than
 *     upstream has them in the entity of that name.
 *         f() was split on the target, and the fix is in f_locked()
 */
#include <stdlib.h>

#include "merge-hunk.h"

/* As many lines that say something are no coincidence. */
#define MANY 3
/* How far from a run the line is looked for that says something. */
#define NEAR 3
/* Letters and digits of a run that can stand for itself when the lines it replaces are gone: "goto out;" cannot. */
#define TELLING 12

/* A run of lines that are not blank. */
struct run {
	const struct lines *in;
	uint32_t first, nr;
};

static struct lines lines_of(struct sides *sides, const struct version *version, uint32_t first, uint32_t nr)
{
	struct lines lines = {
		.version = version,
		.v = arena_alloc(&sides->arena, (nr + 1) * sizeof(*lines.v)),
		.numbers = arena_alloc(&sides->arena, (nr + 1) * sizeof(*lines.numbers)),
	};
	const uint32_t *numbers = sides_numbers(sides, version);
	uint32_t line;

	for (line = first; line < first + nr; line++) {
		if (version_is_blank(version, line))
			continue;
		lines.numbers[lines.nr] = numbers[line - 1];
		lines.v[lines.nr++] = line;
	}
	return lines;
}

/* The lines of a block, or all: listed once, however many hunks ask. */
static struct lines listed_lines(struct sides *sides, const struct version *version, uint32_t block)
{
	const struct block *b = block == NO_BLOCK ? NULL : version_block(version, block);
	struct lines *listed;
	size_t i;

	for (i = 0; i < sides->nr_listed; i++)
		if (sides->listed[i].version == version && sides->listed[i].block == block)
			return sides->listed[i];
	listed = arena_push(&sides->arena, sides->listed, sides->nr_listed);
	*listed = b ? lines_of(sides, version, b->lead, b->last + 1 - b->lead) :
		      lines_of(sides, version, 1, version->nr_lines);
	listed->block = block;
	return *listed;
}

/* How many of the lines are before line 'before'. */
static uint32_t index_of(const struct lines *lines, uint32_t before)
{
	uint32_t low = 0, high = lines->nr;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (lines->v[middle] < before)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct run run_of(const struct lines *lines, uint32_t first, uint32_t nr)
{
	uint32_t from = index_of(lines, first);

	return (struct run){ .in = lines, .first = from, .nr = index_of(lines, first + nr) - from };
}

/* The run with 'above' lines more before it and 'below' more behind; nr 0 if they are not there. */
static struct run with_neighbours(struct run run, uint32_t above, uint32_t below)
{
	if (run.first < above || run.first + run.nr + below > run.in->nr)
		return (struct run){ .in = run.in };
	return (struct run){ .in = run.in, .first = run.first - above, .nr = run.nr + above + below };
}

/* ---- lines that say something ---- */

static uint32_t count_telling(struct run run)
{
	uint32_t i, nr = 0;

	for (i = 0; i < run.nr; i++)
		nr += version_says_something(run.in->version, run.in->v[run.first + i]);
	return nr;
}

static bool has_letters(struct run run)
{
	char letters[TELLING];
	size_t nr = 0;
	uint32_t i;

	for (i = 0; i < run.nr && nr < TELLING; i++)
		nr += version_letters(letters, TELLING, run.in->version, run.in->v[run.first + i]);
	return nr >= TELLING;
}

/* ---- counting ---- */

static bool same(struct run run, uint32_t i, const struct lines *in, uint32_t at)
{
	return run.in->numbers[run.first + i] == in->numbers[at];
}

static void free_borders(uint32_t **borders)
{
	free(*borders);
}

/*
 * Knuth, Morris and Pratt: how long a head of the run is its tail, by length. Files of nothing but equal lines exist.
 */
static uint32_t *find_borders(struct run run)
{
	uint32_t *border = mem_alloc((run.nr + 1) * sizeof(*border));
	uint32_t i, k = 0;

	for (i = 1; i < run.nr; i++) {
		while (k && !same(run, k, run.in, run.first + i))
			k = border[k];
		k += same(run, k, run.in, run.first + i);
		border[i + 1] = k;
	}
	return border;
}

/* The next place at or after 'from' where a run stands in lines; nr if none. Occurrences may overlap. */
struct seeker {
	struct run run;
	const struct lines *in;
	uint32_t *border;
	uint32_t at, matched;
};

static void seeker_release(struct seeker *seeker)
{
	free_borders(&seeker->border);
}

static struct seeker seek(struct run run, const struct lines *in)
{
	return (struct seeker){ .run = run, .in = in, .border = run.nr ? find_borders(run) : NULL };
}

/* Whether a line is left; while none of the run has matched, one that could be its first: most of the way is skipped. */
static bool go_on(struct seeker *seeker)
{
	const uint32_t *numbers = seeker->in->numbers, first = seeker->run.in->numbers[seeker->run.first];
	uint32_t at = seeker->at, nr = seeker->in->nr;

	while (!seeker->matched && at < nr && numbers[at] != first)
		at++;
	seeker->at = at;
	return at < nr;
}

static bool seek_next(uint32_t *found, struct seeker *seeker)
{
	while (seeker->run.nr && go_on(seeker)) {
		while (seeker->matched && !same(seeker->run, seeker->matched, seeker->in, seeker->at))
			seeker->matched = seeker->border[seeker->matched];
		seeker->matched += same(seeker->run, seeker->matched, seeker->in, seeker->at);
		seeker->at++;
		if (seeker->matched < seeker->run.nr)
			continue;
		seeker->matched = seeker->border[seeker->matched];
		*found = seeker->at - seeker->run.nr;
		return true;
	}
	return false;
}

static uint32_t count(struct run run, const struct lines *in)
{
	owned(seeker_release) struct seeker seeker = seek(run, in);
	uint32_t nr = 0, at;

	while (seek_next(&at, &seeker))
		nr++;
	return nr;
}

/* ---- what proves something ---- */

struct scopes {
	struct lines ancestor, theirs, ours;
};

/* Upstream has it more often with the hunk, and the target as often as upstream. */
static bool is_brought(struct run run, const struct scopes *scopes)
{
	uint32_t with = run.nr ? count(run, &scopes->theirs) : 0;

	return with && count(run, &scopes->ancestor) < with && count(run, &scopes->ours) >= with;
}

/* Upstream has it less often with the hunk, and the target no more often than upstream. */
static bool is_gone(struct run run, const struct scopes *scopes)
{
	uint32_t without = run.nr ? count(run, &scopes->theirs) : 0;

	return run.nr && count(run, &scopes->ancestor) > without && count(run, &scopes->ours) <= without;
}

static bool is_gone_or_no_proof(struct run run, const struct scopes *scopes)
{
	return !run.nr || is_gone(run, scopes) || count(run, &scopes->ancestor) <= count(run, &scopes->theirs);
}

/* The run with what stands above it, up to a line that says something; nr 0: there is none near. */
static struct run with_above(struct run run)
{
	uint32_t nr;

	for (nr = 1; nr <= NEAR; nr++) {
		struct run longer = with_neighbours(run, nr, 0);

		if (longer.nr && count_telling((struct run){ longer.in, longer.first, 1 }))
			return longer;
	}
	return (struct run){ .in = run.in };
}

static struct run with_below(struct run run)
{
	uint32_t nr;

	for (nr = 1; nr <= NEAR; nr++) {
		struct run longer = with_neighbours(run, 0, nr);

		if (longer.nr && count_telling((struct run){ longer.in, longer.first + longer.nr - 1, 1 }))
			return longer;
	}
	return (struct run){ .in = run.in };
}

static bool is_brought_beside(struct run run, const struct scopes *scopes)
{
	return is_brought(with_above(run), scopes) || is_brought(with_below(run), scopes);
}

static bool addition_is_there(struct run added, const struct scopes *scopes)
{
	uint32_t telling = count_telling(added);

	return telling && (is_brought_beside(added, scopes) || (telling >= MANY && is_brought(added, scopes)));
}

static bool is_gone_beside(struct run removed, const struct scopes *scopes)
{
	struct run above = with_neighbours(removed, 1, 0), below = with_neighbours(removed, 0, 1);

	return (is_gone(above, scopes) && is_gone_or_no_proof(below, scopes)) ||
	       (is_gone(below, scopes) && is_gone_or_no_proof(above, scopes));
}

/* Each line that says something, and not only the run as it was: it may be there in a variation. */
static bool each_is_gone(struct run removed, const struct scopes *scopes)
{
	uint32_t i;

	for (i = 0; i < removed.nr; i++) {
		struct run line = { .in = removed.in, .first = removed.first + i, .nr = 1 };

		if (count_telling(line) && !is_gone_or_no_proof(line, scopes))
			return false;
	}
	return is_gone(removed, scopes);
}

static bool replacement_is_there(struct run removed, struct run added, const struct scopes *scopes)
{
	if (!count_telling(added))
		return false;
	if (is_brought_beside(added, scopes) && (is_gone_beside(removed, scopes) || is_gone(removed, scopes)))
		return true;
	return has_letters(added) && is_brought(added, scopes) && each_is_gone(removed, scopes);
}

/* The lines around a removal, on both sides up to one that says something, stand beside each other. */
static bool removal_is_there(struct run removed, uint32_t new_place, const struct scopes *scopes)
{
	struct run place = { .in = &scopes->theirs, .first = index_of(&scopes->theirs, new_place) };
	struct run above = with_above(place), below = with_below(place);
	struct run around = { .in = place.in, .first = above.first, .nr = above.nr + below.nr };

	return count_telling(removed) && above.nr && below.nr && each_is_gone(removed, scopes) &&
	       is_brought(around, scopes);
}

static bool runs_are_there(const struct hunk *hunk, const struct scopes *scopes)
{
	struct run removed = run_of(&scopes->ancestor, hunk->at.old_first, hunk->at.old_nr);
	struct run added = run_of(&scopes->theirs, hunk->at.new_first, hunk->at.new_nr);

	if (added.nr && removed.nr)
		return replacement_is_there(removed, added, scopes);
	if (added.nr)
		return addition_is_there(added, scopes);
	return removed.nr && removal_is_there(removed, hunk->at.new_first, scopes);
}

/* Where its runs are counted: the entity's three versions, or the files. */
static struct scopes scopes_of(struct sides *sides, const struct hunk *hunk, uint32_t counterpart)
{
	if (hunk->site == SITE_WITHIN)
		return (struct scopes){
			.ancestor = listed_lines(sides, sides->ancestor, hunk->old_block),
			.theirs = listed_lines(sides, sides->theirs, hunk->new_block),
			.ours = listed_lines(sides, sides->ours, counterpart),
		};
	return (struct scopes){
		.ancestor = listed_lines(sides, sides->ancestor, NO_BLOCK),
		.theirs = listed_lines(sides, sides->theirs, NO_BLOCK),
		.ours = listed_lines(sides, sides->ours, NO_BLOCK),
	};
}

/* ---- where it is there ---- */

/* The line of ours where the hunk's first new line is, or that is behind what is gone. */
static uint32_t line_there(const struct hunk *hunk, const struct scopes *scopes)
{
	struct run added = run_of(&scopes->theirs, hunk->at.new_first, hunk->at.new_nr);
	uint32_t from = added.first, at;
	struct run tries[] = {
		with_neighbours(added, 1, 1), with_neighbours(added, 1, 0), with_neighbours(added, 0, 1), added,
	};
	size_t i;

	for (i = 0; i < nr_of(tries); i++) {
		owned(seeker_release) struct seeker seeker = seek(tries[i], &scopes->ours);
		uint32_t behind = from - tries[i].first;

		if (tries[i].nr && seek_next(&at, &seeker) && at + behind < scopes->ours.nr)
			return scopes->ours.v[at + behind];
	}
	return scopes->ours.nr ? scopes->ours.v[0] : 0;
}

static bool say_there(struct verdict *verdict, uint32_t line)
{
	*verdict = (struct verdict){ .outcome = HUNK_THERE, .line = line };
	return true;
}

/* ---- 1: the same change ---- */

static bool same_stretch(const struct version *a, uint32_t first_a, uint32_t nr_a, const struct version *b,
			 uint32_t first_b, uint32_t nr_b)
{
	uint32_t i;

	for (i = 0; nr_a == nr_b && i < nr_a; i++)
		if (!version_same_line(a, first_a + i, b, first_b + i))
			return false;
	return nr_a == nr_b;
}

/*
 * Lines first .. first + nr - 1 of ours are what the target made of the hunk's old lines, when all differences that
 * touch these lie within them. shift: lines before what was compared.
 */
static bool find_changed(struct line_span *found, const struct differences *differences, uint32_t first, uint32_t nr)
{
	int64_t before = 0, within = 0;
	bool touched = false;
	size_t i;

	for (i = 0; i < differences->nr; i++) {
		const struct difference *d = &differences->v[i];
		int64_t more = (int64_t)d->new_nr - d->old_nr;

		if (d->old_first + d->old_nr < first) {
			before += more;
			continue;
		}
		if (d->old_first > first + nr)
			break;
		if (d->old_first < first || d->old_first + d->old_nr > first + nr)
			return false;
		within += more;
		touched = true;
	}
	*found = (struct line_span){ .first = (uint32_t)(first + before), .nr = (uint32_t)(nr + within) };
	return touched;
}

static bool same_change(struct line_span *found, const struct sides *sides, const struct differences *differences,
			const struct hunk *hunk, uint32_t old_shift, uint32_t our_shift)
{
	if (!find_changed(found, differences, hunk->at.old_first - old_shift, hunk->at.old_nr))
		return false;
	found->first += our_shift;
	return same_stretch(sides->theirs, hunk->at.new_first, hunk->at.new_nr, sides->ours, found->first, found->nr);
}

/* Not when the same lines were changed in an entity of another name. */
static bool is_in_place(const struct sides *sides, const struct hunk *hunk, struct line_span found,
			uint32_t counterpart)
{
	uint32_t block = found.nr ? version_block_at(sides->ours, found.first) :
				    version_block_around(sides->ours, found.first);

	return hunk->site != SITE_WITHIN || (block != NO_BLOCK && block == counterpart);
}

static int made_the_same(bool *there, struct verdict *verdict, struct sides *sides, const struct hunk *hunk,
			 uint32_t counterpart, struct error *err)
{
	const struct entity_merge *entity;
	struct line_span found;

	*there = false;
	if (same_change(&found, sides, &sides->between, hunk, 0, 0) && is_in_place(sides, hunk, found, counterpart)) {
		*there = say_there(verdict, found.first);
		return 0;
	}
	if (hunk->site != SITE_WITHIN || counterpart == NO_BLOCK)
		return 0;
	if (hunk->at.old_first < version_block(sides->ancestor, hunk->old_block)->lead)
		return 0;
	if (sides_entity(&entity, sides, hunk->old_block, counterpart, err) < 0)
		return -1;
	if (same_change(&found, sides, &entity->differences, hunk,
			version_block(sides->ancestor, hunk->old_block)->lead - 1,
			version_block(sides->ours, counterpart)->lead - 1))
		*there = say_there(verdict, found.first);
	return 0;
}

/* ---- 2: whole entities ---- */

/* As text, but for blank lines; not their comments. */
static bool same_text(struct sides *sides, const struct version *a, const struct block *block_a,
		      const struct version *b, const struct block *block_b)
{
	uint32_t first_a = block_a->entity->first, first_b = block_b->entity->first;
	struct lines lines_a = lines_of(sides, a, first_a, block_a->last + 1 - first_a);
	struct lines lines_b = lines_of(sides, b, first_b, block_b->last + 1 - first_b);

	return lines_a.nr == lines_b.nr && !memcmp(lines_a.numbers, lines_b.numbers, lines_a.nr * sizeof(*lines_a.numbers));
}

/* How many blocks of a version are the same as one of another; line: of the first. */
static uint32_t count_blocks(uint32_t *line, struct sides *sides, const struct version *in, const struct version *of,
			     const struct block *block)
{
	uint32_t i, nr = 0;

	for (i = 0; i < version_nr_blocks(in); i++) {
		const struct block *b = version_block(in, i);

		if (b->entity->kind != block->entity->kind || strcmp(b->entity->name, block->entity->name) ||
		    !same_text(sides, of, block, in, b))
			continue;
		if (!nr++)
			*line = b->entity->first;
	}
	return nr;
}

/* An entity that upstream only moves is in the ancestor too, and proves nothing. */
static bool is_block_brought(uint32_t *line, struct sides *sides, const struct block *block)
{
	uint32_t ignored, with = count_blocks(&ignored, sides, sides->theirs, sides->theirs, block);

	return count_blocks(&ignored, sides, sides->ancestor, sides->theirs, block) < with &&
	       count_blocks(line, sides, sides->ours, sides->theirs, block) >= with;
}

static bool new_entities_are_there(struct verdict *verdict, struct sides *sides, const struct hunk *hunk)
{
	uint32_t i, line, first = 0, end = hunk->at.new_first + hunk->at.new_nr;
	uint32_t nr = version_nr_blocks(sides->theirs);

	for (i = hunk->new_block; i < nr && version_block(sides->theirs, i)->lead < end; i++) {
		if (!is_block_brought(&line, sides, version_block(sides->theirs, i)))
			return false;
		first = first ? first : line;
	}
	return say_there(verdict, first);
}

static bool old_entity_is_gone(struct verdict *verdict, struct sides *sides, const struct hunk *hunk)
{
	if (!*hunk->entity || version_find_block(sides->theirs, hunk->kind, hunk->entity, 0) != NO_BLOCK ||
	    version_find_block(sides->ours, hunk->kind, hunk->entity, 0) != NO_BLOCK)
		return false;
	return say_there(verdict, differences_near(&sides->between, hunk->at.old_first));
}

static bool include_is_there(struct verdict *verdict, struct sides *sides, const struct hunk *hunk)
{
	struct scopes scopes = scopes_of(sides, hunk, NO_BLOCK);
	struct run added = run_of(&scopes.theirs, hunk->at.new_first, hunk->at.new_nr);

	return is_brought(added, &scopes) && say_there(verdict, line_there(hunk, &scopes));
}

/* ---- 3 to 5 ---- */

int hunk_is_there(bool *there, struct verdict *verdict, struct sides *sides, const struct hunk *hunk, struct error *err)
{
	uint32_t counterpart = NO_BLOCK;
	struct scopes scopes;
	bool is_renamed;

	if (hunk->site == SITE_WITHIN)
		counterpart = sides_counterpart(&is_renamed, sides, hunk->old_block);
	if (made_the_same(there, verdict, sides, hunk, counterpart, err) < 0)
		return -1;
	if (*there)
		return 0;
	if (hunk->site == SITE_NEW)
		*there = new_entities_are_there(verdict, sides, hunk);
	else if (hunk->site == SITE_OLD)
		*there = old_entity_is_gone(verdict, sides, hunk);
	else if (hunk->site == SITE_INCLUDE)
		*there = include_is_there(verdict, sides, hunk);
	else if (hunk->site == SITE_OUTSIDE || (counterpart != NO_BLOCK && hunk->new_block != NO_BLOCK)) {
		scopes = scopes_of(sides, hunk, counterpart);
		*there = sides_may_seek(sides, scopes.ancestor.nr + scopes.theirs.nr + scopes.ours.nr) &&
			 runs_are_there(hunk, &scopes) && say_there(verdict, line_there(hunk, &scopes));
	}
	return 0;
}

/* ---- 6: moved ---- */

static uint32_t block_of_line(const struct lines *lines, uint32_t index)
{
	return version_block_at(lines->version, lines->v[index]);
}

/* The one block of ours that a run stands in; NO_BLOCK: it stands in none, in several, or outside. */
static uint32_t only_block_with(uint32_t *line, struct run run, const struct lines *ours)
{
	owned(seeker_release) struct seeker seeker = seek(run, ours);
	uint32_t found = NO_BLOCK, at;

	while (seek_next(&at, &seeker)) {
		uint32_t block = block_of_line(ours, at);

		if (block == NO_BLOCK || block_of_line(ours, at + run.nr - 1) != block ||
		    (found != NO_BLOCK && found != block))
			return NO_BLOCK;
		if (found == NO_BLOCK)
			*line = ours->v[at];
		found = block;
	}
	return found;
}

/* How often upstream has a run in the entity of the name that a block of ours has. */
static uint32_t count_upstream(struct run run, struct sides *sides, uint32_t our_block)
{
	const struct block *block = version_block(sides->ours, our_block);
	uint32_t theirs = version_find_block(sides->theirs, block->entity->kind, block->entity->name, block->nth);
	struct lines lines;

	if (theirs == NO_BLOCK)
		return 0;
	lines = listed_lines(sides, sides->theirs, theirs);
	return count(run, &lines);
}

bool hunk_is_elsewhere(struct verdict *verdict, struct sides *sides, const struct hunk *hunk)
{
	struct lines theirs, old, ours, block;
	struct run added, removed;
	uint32_t found, line = 0;

	if (hunk->site != SITE_WITHIN || hunk->new_block == NO_BLOCK || !hunk->at.new_nr)
		return false;
	theirs = listed_lines(sides, sides->theirs, hunk->new_block);
	added = run_of(&theirs, hunk->at.new_first, hunk->at.new_nr);
	if (!count_telling(added))
		return false;
	if (count_telling(added) < MANY)
		added = with_neighbours(added, 1, 1);
	ours = listed_lines(sides, sides->ours, NO_BLOCK);
	found = added.nr ? only_block_with(&line, added, &ours) : NO_BLOCK;
	if (found == NO_BLOCK)
		return false;
	block = listed_lines(sides, sides->ours, found);
	old = listed_lines(sides, sides->ancestor, hunk->old_block);
	removed = run_of(&old, hunk->at.old_first, hunk->at.old_nr);
	if ((removed.nr && count(removed, &block)) || count(added, &block) <= count_upstream(added, sides, found))
		return false;
	say_there(verdict, line);
	verdict->entity = version_block(sides->ours, found)->entity->name;
	return true;
}
