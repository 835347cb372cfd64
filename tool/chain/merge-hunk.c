// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hunks of a path: differences, cut where they go over a border between entities.
 *
 * A difference is what xdiff found shortest, which is not what a person changed: two functions that are rewritten
 * one behind the other are one difference, and so are four functions that are new. On a target that has
 * only one of them the other would be lost with it. In three steps:
 *
 *  1. An addition or removal that begins or ends in the middle of a function is slid along equal lines, to where it
 *  is whole
 *     functions ("}", blank, "int b(void)", "{", "y();" is the same change as "int b(void)", "{", "y();", "}", blank).
 *  2. A replacement is cut where both versions have the same border: the end of f() and the end of f(), the
 *     head of struct g and the head of struct g.
 *  3. An addition of whole entities is cut behind each of them, with what stands above it; a removal likewise; an
 *     addition of #include lines is cut into lines. Nothing is cut between an #if and its #endif.
 *
 * Then each piece is asked what it is in. Blank lines at its ends belong to no entity and do not count.
 */
#include <ctype.h>

#include "merge-hunk.h"

/* Sliding further than a long function is no better than not sliding. */
#define MAX_SLIDE 200

struct cutter {
	const struct version *ancestor, *theirs;
	struct arena *arena;
	struct hunk *hunks;
	size_t nr;
};

struct line_span version_core(const struct version *version, uint32_t first, uint32_t nr)
{
	while (nr && version_is_blank(version, first)) {
		first++;
		nr--;
	}
	while (nr && version_is_blank(version, first + nr - 1))
		nr--;
	return (struct line_span){ .first = first, .nr = nr };
}

/* ---- lines that say something ---- */

static bool is_trivial(const char *letters, size_t nr)
{
	static const char *const words[] = { "",       "else",	    "elseif",	 "break",   "continue",	   "return",
					     "return0", "returnret", "returnerr", "returnrc", "returnerror", "do",
					     "default", "endif",     "int" };
	size_t i;

	for (i = 0; i < nr_of(words); i++)
		if (strlen(words[i]) == nr && !memcmp(words[i], letters, nr))
			return true;
	return false;
}

size_t version_letters(char *letters, size_t size, const struct version *version, uint32_t line)
{
	size_t len, i, nr = 0;
	const char *at = version_line(&len, version, line);

	for (i = 0; i < len && nr < size; i++)
		if (isalnum((unsigned char)at[i]) || at[i] == '_' || (unsigned char)at[i] >= 0x80)
			letters[nr++] = at[i];
	return nr;
}

bool version_says_something(const struct version *version, uint32_t line)
{
	char letters[16];
	size_t nr = version_letters(letters, sizeof(letters), version, line);

	return !is_trivial(letters, nr);
}

/* ---- what a hunk is in ---- */

static uint32_t end_of(struct line_span span)
{
	return span.first + span.nr;
}

/* The block that has all of a span, or, of an empty span, the place. */
static uint32_t block_of(const struct version *version, struct line_span span)
{
	uint32_t block;

	if (!span.nr)
		return version_block_around(version, span.first);
	block = version_block_at(version, span.first);
	return block != NO_BLOCK && version_block(version, block)->last >= end_of(span) - 1 ? block : NO_BLOCK;
}

static bool begins_and_ends_outside(const struct version *version, struct line_span span)
{
	return version_block_around(version, span.first) == NO_BLOCK &&
	       version_block_around(version, end_of(span)) == NO_BLOCK;
}

/* The first block of those that a span has as a whole; NO_BLOCK: it has none, or others in part. */
static uint32_t whole_block(const struct version *version, struct line_span span)
{
	uint32_t block = version_blocks_before(version, span.first);

	if (!span.nr || !begins_and_ends_outside(version, span))
		return NO_BLOCK;
	if (block >= version_nr_blocks(version))
		return NO_BLOCK;
	return version_block(version, block)->last < end_of(span) ? block : NO_BLOCK;
}

static bool is_outside(const struct version *version, struct line_span span)
{
	return begins_and_ends_outside(version, span) && whole_block(version, span) == NO_BLOCK;
}

/* The ancestor's version of an entity of which lines are added at its border: a comment above it. */
static uint32_t block_beside(const struct cutter *cutter, struct line_span old, uint32_t new_block)
{
	uint32_t block = version_same_block(cutter->ancestor, cutter->theirs, new_block);
	const struct block *b = block == NO_BLOCK ? NULL : version_block(cutter->ancestor, block);

	return b && (b->lead == old.first || b->last + 1 == old.first) ? block : NO_BLOCK;
}

static bool is_include(const struct version *version, struct line_span span)
{
	return span.nr == 1 && version_directive(version, span.first) == DIRECTIVE_INCLUDE;
}

static void classify_addition(struct hunk *hunk, const struct cutter *cutter, struct line_span old,
			      struct line_span new)
{
	uint32_t within = block_of(cutter->ancestor, old), whole = whole_block(cutter->theirs, new);

	hunk->new_block = whole == NO_BLOCK ? block_of(cutter->theirs, new) : whole;
	hunk->old_block = within;
	if (whole != NO_BLOCK)
		hunk->site = within == NO_BLOCK ? SITE_NEW : SITE_ACROSS;
	else if (hunk->new_block == NO_BLOCK)
		hunk->site = within != NO_BLOCK || !is_outside(cutter->theirs, new) ? SITE_ACROSS :
			     is_include(cutter->theirs, new) ? SITE_INCLUDE : SITE_OUTSIDE;
	else if (within == NO_BLOCK)
		hunk->old_block = block_beside(cutter, old, hunk->new_block);
	if (hunk->site == SITE_WITHIN && hunk->old_block == NO_BLOCK)
		hunk->site = SITE_ACROSS;
}

static void classify_removal(struct hunk *hunk, const struct cutter *cutter, struct line_span old, struct line_span new)
{
	uint32_t whole = whole_block(cutter->ancestor, old);

	hunk->old_block = whole == NO_BLOCK ? block_of(cutter->ancestor, old) : whole;
	hunk->new_block = NO_BLOCK;
	if (whole != NO_BLOCK)
		hunk->site = version_block_around(cutter->theirs, new.first) == NO_BLOCK ? SITE_OLD : SITE_ACROSS;
	else if (hunk->old_block != NO_BLOCK)
		hunk->new_block = version_same_block(cutter->theirs, cutter->ancestor, hunk->old_block);
	else
		hunk->site = is_outside(cutter->ancestor, old) ? SITE_OUTSIDE : SITE_ACROSS;
}

static void classify_replacement(struct hunk *hunk, const struct cutter *cutter, struct line_span old,
				 struct line_span new)
{
	hunk->old_block = block_of(cutter->ancestor, old);
	hunk->new_block = block_of(cutter->theirs, new);
	if (is_outside(cutter->ancestor, old) && is_outside(cutter->theirs, new))
		hunk->site = SITE_OUTSIDE;
	else if (hunk->old_block == NO_BLOCK || hunk->new_block == NO_BLOCK)
		hunk->site = SITE_ACROSS;
}

static void name_hunk(struct hunk *hunk, const struct cutter *cutter, struct line_span old)
{
	const struct version *version = hunk->site == SITE_NEW ? cutter->theirs : cutter->ancestor;
	uint32_t block = hunk->site == SITE_NEW ? hunk->new_block : hunk->old_block;

	if (hunk->site == SITE_ACROSS && old.nr)
		block = version_block_at(version, old.first);
	if (block == NO_BLOCK)
		return;
	hunk->entity = arena_strdup(cutter->arena, version_block(version, block)->entity->name);
	hunk->kind = version_block(version, block)->entity->kind;
}

static void add_hunk(struct cutter *cutter, struct difference at)
{
	struct line_span old = version_core(cutter->ancestor, at.old_first, at.old_nr);
	struct line_span new = version_core(cutter->theirs, at.new_first, at.new_nr);
	struct hunk *hunk = arena_push(cutter->arena, cutter->hunks, cutter->nr);

	*hunk = (struct hunk){ .at = at, .site = SITE_WITHIN };
	if (!old.nr)
		old.first = at.old_first;
	if (!new.nr)
		new.first = at.new_first;
	if (new.nr && old.nr)
		classify_replacement(hunk, cutter, old, new);
	else if (new.nr)
		classify_addition(hunk, cutter, old, new);
	else
		classify_removal(hunk, cutter, old, new);
	name_hunk(hunk, cutter, old);
}

/* ---- cutting additions and removals ---- */

/* How the depth of #if is different behind a line. */
static int depth_of(const struct version *version, uint32_t line)
{
	enum directive directive = version_directive(version, line);

	return directive == DIRECTIVE_IF ? 1 : directive == DIRECTIVE_ENDIF ? -1 : 0;
}

static bool is_all_includes(const struct version *version, uint32_t first, uint32_t nr)
{
	uint32_t i;

	for (i = first; i < first + nr; i++)
		if (!version_is_blank(version, i) && version_directive(version, i) != DIRECTIVE_INCLUDE)
			return false;
	return true;
}

/* Whether a piece may end behind a line. */
static bool is_end(const struct version *version, uint32_t line, bool includes)
{
	uint32_t block = version_block_at(version, line);

	if (includes)
		return !version_is_blank(version, line);
	return block != NO_BLOCK && version_block(version, block)->last == line;
}

/* The lines from first on that are the next piece of a stretch; all of it if nothing but blank lines would be left. */
static uint32_t next_piece(const struct version *version, uint32_t first, uint32_t nr, bool includes)
{
	uint32_t line, end = first + nr;
	int depth = 0;

	for (line = first; line < end; line++) {
		depth += depth_of(version, line);
		if (depth || !is_end(version, line, includes))
			continue;
		while (line + 1 < end && version_is_blank(version, line + 1))
			line++;
		return line + 1 - first;
	}
	return nr;
}

static void cut_addition(struct cutter *cutter, struct difference d)
{
	bool includes = is_all_includes(cutter->theirs, d.new_first, d.new_nr);
	struct line_span new = { .first = d.new_first, .nr = d.new_nr };
	uint32_t nr;

	if (block_of(cutter->theirs, new) != NO_BLOCK ||
	    version_block_around(cutter->ancestor, d.old_first) != NO_BLOCK) {
		add_hunk(cutter, d);
		return;
	}
	for (; new.nr; new.first += nr, new.nr -= nr) {
		nr = next_piece(cutter->theirs, new.first, new.nr, includes);
		add_hunk(cutter, (struct difference){ d.old_first, 0, new.first, nr });
	}
}

static void cut_removal(struct cutter *cutter, struct difference d)
{
	struct line_span old = { .first = d.old_first, .nr = d.old_nr };
	uint32_t nr;

	if (block_of(cutter->ancestor, old) != NO_BLOCK ||
	    version_block_around(cutter->theirs, d.new_first) != NO_BLOCK) {
		add_hunk(cutter, d);
		return;
	}
	for (; old.nr; old.first += nr, old.nr -= nr) {
		nr = next_piece(cutter->ancestor, old.first, old.nr, false);
		add_hunk(cutter, (struct difference){ old.first, nr, d.new_first, 0 });
	}
}

static void cut_one_sided(struct cutter *cutter, struct difference d)
{
	if (!d.old_nr && !d.new_nr)
		return;
	if (!d.old_nr)
		cut_addition(cutter, d);
	else if (!d.new_nr)
		cut_removal(cutter, d);
	else
		add_hunk(cutter, d);
}

/* ---- cutting replacements ---- */

/* Cuts what is before a border that both versions have; the rest stays in d. */
static void cut_before(struct cutter *cutter, struct difference *d, uint32_t old, uint32_t new)
{
	uint32_t old_end = d->old_first + d->old_nr, new_end = d->new_first + d->new_nr;

	if (old < d->old_first || old > old_end || new < d->new_first || new > new_end ||
	    (old == d->old_first && new == d->new_first) || (old == old_end && new == new_end))
		return;
	cut_one_sided(cutter, (struct difference){ d->old_first, old - d->old_first,
						   d->new_first, new - d->new_first });
	*d = (struct difference){ old, old_end - old, new, new_end - new };
}

/*
 * Whether something but blank lines is before a border, in one of the versions: else the border is where the last cut
 * was.
 */
static bool is_apart(const struct cutter *cutter, const struct difference *d, uint32_t old, uint32_t new)
{
	return old > d->old_first && new > d->new_first &&
	       (version_core(cutter->ancestor, d->old_first, old - d->old_first).nr ||
		version_core(cutter->theirs, d->new_first, new - d->new_first).nr);
}

static void cut_replacement(struct cutter *cutter, struct difference d)
{
	const struct version *ancestor = cutter->ancestor, *theirs = cutter->theirs;
	uint32_t i = version_blocks_before(ancestor, d.old_first), end = d.old_first + d.old_nr;

	for (; i < version_nr_blocks(ancestor) && version_block(ancestor, i)->lead <= end; i++) {
		uint32_t same = version_same_block(theirs, ancestor, i);

		if (same == NO_BLOCK)
			continue;
		if (is_apart(cutter, &d, version_block(ancestor, i)->lead, version_block(theirs, same)->lead))
			cut_before(cutter, &d, version_block(ancestor, i)->lead, version_block(theirs, same)->lead);
		cut_before(cutter, &d, version_block(ancestor, i)->last + 1, version_block(theirs, same)->last + 1);
	}
	cut_one_sided(cutter, d);
}

/* ---- sliding ---- */

/* Whether a stretch begins and ends between entities, or is in one altogether. */
static bool is_neat(const struct version *version, uint32_t first, uint32_t nr)
{
	struct line_span span = { .first = first, .nr = nr };

	return begins_and_ends_outside(version, span) || block_of(version, span) != NO_BLOCK;
}

/* How far a one-sided stretch has to be slid so that it is neat, within the bounds; 0: it cannot be. */
static int32_t find_slide(const struct version *version, uint32_t first, uint32_t nr, uint32_t up, uint32_t down)
{
	uint32_t i;

	for (i = 1; i <= up && version_same_line(version, first - i, version, first + nr - i); i++)
		if (is_neat(version, first - i, nr))
			return -(int32_t)i;
	for (i = 1; i <= down && version_same_line(version, first + i - 1, version, first + nr + i - 1); i++)
		if (is_neat(version, first + i, nr))
			return (int32_t)i;
	return 0;
}

static uint32_t bound(uint32_t room)
{
	return room < MAX_SLIDE ? room : MAX_SLIDE;
}

/* up, down: lines that both versions have on either side, up to the next difference or the end. */
static struct difference slide(const struct cutter *cutter, struct difference d, uint32_t up, uint32_t down)
{
	const struct version *version = d.old_nr ? cutter->ancestor : cutter->theirs;
	uint32_t first = d.old_nr ? d.old_first : d.new_first, nr = d.old_nr ? d.old_nr : d.new_nr;
	int32_t by;

	if ((d.old_nr && d.new_nr) || is_neat(version, first, nr))
		return d;
	by = find_slide(version, first, nr, bound(up), bound(down));
	d.old_first += (uint32_t)by;
	d.new_first += (uint32_t)by;
	return d;
}

void hunks_make(struct hunk **hunks, size_t *nr, struct arena *arena, const struct version *ancestor,
		const struct version *theirs, const struct differences *differences)
{
	struct cutter cutter = { .ancestor = ancestor, .theirs = theirs, .arena = arena };
	uint32_t end = 1;
	size_t i;

	for (i = 0; i < differences->nr; i++) {
		struct difference d = differences->v[i];
		uint32_t next = i + 1 < differences->nr ? d.old_first + d.old_nr < differences->v[i + 1].old_first ?
				differences->v[i + 1].old_first : d.old_first + d.old_nr : ancestor->nr_lines + 1;

		d = slide(&cutter, d, d.old_first - end, next - d.old_first - d.old_nr);
		if (d.old_nr && d.new_nr)
			cut_replacement(&cutter, d);
		else
			cut_one_sided(&cutter, d);
		end = d.old_first + d.old_nr;
	}
	*hunks = cutter.hunks;
	*nr = cutter.nr;
}
