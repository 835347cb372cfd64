// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hunk merged word by word, where its lines or those beside it are other lines on the target.
 *
 *  1. The words of the hunk's entity in the ancestor are aligned with those of ours (of the whole file, where the
 *     hunk is outside of any entity).
 *  2. The hunk's own words are compared with those that theirs has in their place: each difference takes words away
 *     and adds others. Blanks are merged three-way with the words that they stand before.
 *  3. What is taken away must be in ours in one piece, and so must the words on both sides be, next to it; and these
 *     words together must be in the entity once. Then there is one place, and nothing else is touched.
 *  4. Lines that are only added may have another line on one side, if the one on the other side is like upstream's, no more
 *     than two of five words different; not in an enum or a table, where an entry's place counts. Lines that only go may
 *     have as many other words between the first and the last.
 *  5. A name that is added and that upstream's entity used already, the target's must use too, and in the same way: a
 *     member as a member, "p->" as "p->". Where the target walks an array by index, upstream's pointer is not there. Nor is
 *     "p->m" used where upstream's entity has it and the target's only has the m of others.
 *  6. A row that is added beside a row of the same shape, "| a | b |" below "| c | d |", needs one of that shape beside it in
 *     ours, where the table may have other columns.
 *  7. A statement goes where it is reached as upstream's is: not behind the one statement of an "if" without braces, nor before.
 *  8. Where the target has the code of the hunk's function in another one still (moved.h), that is the one of ours. Lines are
 *     replaced there, none of which returns.
 *
 * This is what wiggle does, but for 3 to 8: it takes the best place, and leaves a person to look.
 */
#include <ctype.h>

#include "merge-hunk.h"
#include "words.h"

/* A file whose lines are in no entity is compared as a whole, up to so many. */
#define MAX_LINES 4000
/* Words on both sides that have to be the same: on each, and together ("x = y;" has as many). */
#define LEAST_BESIDE 1
#define LEAST_TOGETHER 4
/* So many words that are taken away hold themselves. */
#define ENOUGH_ALONE 6
/* More of them say nothing more. */
#define MOST_BESIDE 8

#define NO_WORD UINT32_MAX

/* Bytes of ours that give way to blanks, words of theirs, and blanks before what stands behind. */
struct piece {
	uint32_t from, to;
	uint32_t word, nr;
	const char *blanks, *behind;
	size_t blanks_len, behind_len;
};

struct word_merge {
	struct arena *arena;
	bool is_ordered;        /* an enum, a table: what is put one line too early counts otherwise */
	bool is_code;           /* statements */
	bool is_moved;          /* ours has the code in another function */
	struct words old, ours; /* of the entity */
	struct words theirs;    /* of the hunk, and the line behind it */
	uint32_t *to;           /* by word of old: which of ours it is, or NO_WORD */
	uint32_t first, end;    /* the hunk's words in old: first .. end - 1 */
	uint32_t theirs_end;    /* the hunk's in theirs are before it */
	struct piece *pieces;
	size_t nr_pieces;
};

/* ---- what is compared ---- */

static struct line_span span_of(const struct version *version, uint32_t block)
{
	const struct block *b = version_block(version, block);

	return (struct line_span){ .first = b->lead, .nr = b->last + 1 - b->lead };
}

/* Lines that are added leave their function: they would leave another one. */
static bool leaves(const struct version *theirs, const struct difference *at)
{
	uint32_t from, to;

	if (!at->new_nr)
		return false;
	from = theirs->starts[at->new_first - 1];
	to = theirs->starts[at->new_first - 1 + at->new_nr];
	return text_has_word(theirs->data + from, to - from, "return") ||
	       text_has_word(theirs->data + from, to - from, "goto");
}

static bool find_regions(struct line_span *old, struct line_span *ours, bool *is_moved, const struct sides *sides,
			 const struct hunk *hunk)
{
	uint32_t counterpart;
	bool is_renamed;

	if (hunk->site != SITE_WITHIN) {
		*old = (struct line_span){ 1, sides->ancestor->nr_lines };
		*ours = (struct line_span){ 1, sides->ours->nr_lines };
		return old->nr && ours->nr && old->nr <= MAX_LINES && ours->nr <= MAX_LINES;
	}
	counterpart = sides_counterpart(&is_renamed, sides, hunk->old_block);
	*is_moved = counterpart == NO_BLOCK && hunk->at.old_nr && !leaves(sides->theirs, &hunk->at);
	if (*is_moved)
		counterpart = sides_moved(sides, hunk->old_block);
	if (counterpart == NO_BLOCK)
		return false;
	*old = span_of(sides->ancestor, hunk->old_block);
	*ours = span_of(sides->ours, counterpart);
	return hunk->at.old_first >= old->first && hunk->at.old_first + hunk->at.old_nr <= old->first + old->nr;
}

/* The hunk's lines and the next one with words: the blanks before that may change too. */
static struct words words_of_hunk(struct arena *arena, const struct version *theirs, const struct difference *at)
{
	uint32_t behind = at->new_first + at->new_nr;

	while (behind <= theirs->nr_lines && version_is_blank(theirs, behind))
		behind++;
	if (behind <= theirs->nr_lines)
		behind++;
	return words_of(arena, theirs, at->new_first, behind - at->new_first);
}

static uint32_t *map_words(struct arena *arena, uint32_t nr, const struct differences *differences)
{
	uint32_t *to = arena_alloc(arena, (nr + 1) * sizeof(*to)), at = 0, ours = 0;
	size_t i;

	for (i = 0; i < differences->nr; i++) {
		const struct difference *d = &differences->v[i];

		while (at + 1 < d->old_first)
			to[at++] = ours++;
		while (at + 1 < d->old_first + d->old_nr)
			to[at++] = NO_WORD;
		ours = d->new_first - 1 + d->new_nr;
	}
	while (at < nr)
		to[at++] = ours++;
	return to;
}

static int align(struct word_merge *m, struct error *err)
{
	owned(differences_release) struct differences between = { 0 };

	if (words_differences(&between, &m->old, 0, m->old.nr, &m->ours, 0, m->ours.nr, err) < 0)
		return -1;
	m->to = map_words(m->arena, m->old.nr, &between);
	return 0;
}

/* ---- the place ---- */

/* A stretch of words in old, and where it begins in ours. */
struct place {
	uint32_t old, nr, ours;
};

static bool is_in_one_piece(const struct word_merge *m, const struct place *place)
{
	uint32_t i;

	for (i = 0; i < place->nr; i++)
		if (m->to[place->old + i] != place->ours + i)
			return false;
	return true;
}

static bool is_once(const struct words *in, const struct words *of, uint32_t first, uint32_t nr)
{
	uint32_t at, i, times = 0;

	for (at = 0; at + nr <= in->nr && times < 2; at++) {
		for (i = 0; i < nr && words_same(in, at + i, of, first + i); i++)
			;
		times += i == nr;
	}
	return times == 1;
}

static bool has_name(const struct words *words, uint32_t first, uint32_t nr)
{
	uint32_t i;

	for (i = first; i < first + nr; i++)
		if (words_is_name(words, i) && words->v[i].len > 2)
			return true;
	return false;
}

static bool is_there(const struct word_merge *m, const struct place *place)
{
	uint32_t i;

	for (i = 0; i < place->nr && words_same(&m->old, place->old + i, &m->ours, place->ours + i); i++)
		;
	return i == place->nr;
}

/* The one place where ours has words, and old has them once. */
static bool find_once(struct place *place, const struct word_merge *m)
{
	if (!place->nr || !has_name(&m->old, place->old, place->nr) ||
	    !is_once(&m->old, &m->old, place->old, place->nr) || !is_once(&m->ours, &m->old, place->old, place->nr))
		return false;
	while (!is_there(m, place))
		place->ours++;
	return true;
}

/* Where words of old are in ours; of none: between those beside them. */
static bool find_place(struct place *place, const struct word_merge *m, uint32_t old, uint32_t nr)
{
	*place = (struct place){ .old = old, .nr = nr };
	if (m->is_moved)
		return find_once(place, m);
	if (old < m->old.nr && m->to[old] != NO_WORD)
		place->ours = m->to[old];
	else if (!nr && old && m->to[old - 1] != NO_WORD)
		place->ours = m->to[old - 1] + 1;
	else
		return false;
	return is_in_one_piece(m, place);
}

/* What is moved stands among other code, where all but the names is aligned at random: it goes by its own words. */
static bool is_same_word(const struct word_merge *m, uint32_t old, uint32_t ours)
{
	return m->to[old] == ours || (m->is_moved && words_same(&m->old, old, &m->ours, ours));
}

/* The same with the words on both sides that are in ours too, as far as they count. */
static struct place with_sides(const struct word_merge *m, struct place place)
{
	uint32_t nr;

	for (nr = 0; nr < MOST_BESIDE && place.old && place.ours && is_same_word(m, place.old - 1, place.ours - 1);
	     nr++) {
		place.old--;
		place.ours--;
		place.nr++;
	}
	for (nr = 0; nr < MOST_BESIDE && place.old + place.nr < m->old.nr && place.ours + place.nr < m->ours.nr &&
		     is_same_word(m, place.old + place.nr, place.ours + place.nr); nr++)
		place.nr++;
	return place;
}

/* The words beside it hold it: some on each side, unless the entity ends there in both. */
static bool is_held(const struct word_merge *m, const struct place *place)
{
	struct place wide = with_sides(m, *place);
	uint32_t left = place->old - wide.old, right = wide.nr - place->nr - left;
	bool at_begin = !place->old && !place->ours;
	bool at_end = place->old + place->nr == m->old.nr && place->ours + place->nr == m->ours.nr;

	if (place->nr >= ENOUGH_ALONE && has_name(&m->old, place->old, place->nr) &&
	    is_once(&m->ours, &m->ours, place->ours, place->nr) && is_once(&m->old, &m->old, place->old, place->nr))
		return true;
	return (left >= LEAST_BESIDE || at_begin) && (right >= LEAST_BESIDE || at_end) &&
	       left + right >= LEAST_TOGETHER && has_name(&m->old, wide.old, wide.nr) &&
	       is_once(&m->ours, &m->ours, wide.ours, wide.nr) && is_once(&m->old, &m->old, wide.old, wide.nr);
}

/* ---- names ---- */

static bool is_before_member(const struct words *words, uint32_t word)
{
	return word + 1 < words->nr && (*words_spelling(words, word + 1) == '.' ||
					(*words_spelling(words, word + 1) == '-' && word + 2 < words->nr &&
					 *words_spelling(words, word + 2) == '>'));
}

/* Used in the same way: as a member or not, with a member behind it or not. */
static bool is_used_as(const struct words *in, const struct words *of, uint32_t word)
{
	uint32_t i;

	for (i = 0; i < in->nr; i++)
		if (words_same(in, i, of, word) && words_is_member(in, i) == words_is_member(of, word) &&
		    is_before_member(in, i) == is_before_member(of, word))
			return true;
	return false;
}

/* The name whose member a word is; nr: none, or the member of something longer. */
static uint32_t base_of(const struct words *words, uint32_t word)
{
	uint32_t back = words_is_member(words, word) ? *words_spelling(words, word - 1) == '.' ? 2 : 3 : word + 1;

	return word >= back && words_is_name(words, word - back) ? word - back : words->nr;
}

enum { MEMBER_NOWHERE, MEMBER_OF_OTHERS, MEMBER_OF_IT };

/* Whether a member is used in words, and of the same name. */
static int find_member(const struct words *in, const struct words *of, uint32_t member)
{
	uint32_t i, base = base_of(of, member), found = MEMBER_NOWHERE;

	for (i = 0; i < in->nr && found != MEMBER_OF_IT; i++)
		if (words_same(in, i, of, member) && base_of(in, i) < in->nr)
			found = words_same(in, base_of(in, i), of, base) ? MEMBER_OF_IT : MEMBER_OF_OTHERS;
	return (int)found;
}

static bool is_of_others(const struct word_merge *m, uint32_t word)
{
	return base_of(&m->theirs, word) < m->theirs.nr && find_member(&m->old, &m->theirs, word) == MEMBER_OF_IT &&
	       find_member(&m->ours, &m->theirs, word) == MEMBER_OF_OTHERS;
}

static bool knows_names(const struct word_merge *m, uint32_t first, uint32_t nr)
{
	uint32_t i;

	for (i = first; i < first + nr; i++)
		if (words_is_name(&m->theirs, i) &&
		    ((is_used_as(&m->old, &m->theirs, i) && !is_used_as(&m->ours, &m->theirs, i)) || is_of_others(m, i)))
			return false;
	return true;
}

/* ---- pieces ---- */

static struct piece *new_piece(struct word_merge *m, uint32_t from, uint32_t to)
{
	struct piece *piece = arena_push(m->arena, m->pieces, m->nr_pieces);

	piece->from = from;
	piece->to = to;
	return piece;
}

static uint32_t end_of_word(const struct words *words, uint32_t word)
{
	return words->v[word].at + words->v[word].len;
}

/*
 * Blanks before the first added word: ours', where upstream gives it those of the word that it stands for, or that it is
 * put before. That one then has upstream's.
 */
static void put_blanks(struct word_merge *m, struct piece *piece, const struct place *place)
{
	bool stands_for = place->old < m->old.nr && place->ours < m->ours.nr &&
			  words_same_blanks(&m->old, place->old, &m->theirs, piece->word);
	uint32_t behind = piece->word + piece->nr;

	piece->blanks = words_blanks(&piece->blanks_len, &m->theirs, piece->word);
	if (!stands_for)
		return;
	piece->blanks = words_blanks(&piece->blanks_len, &m->ours, place->ours);
	if (!place->nr && behind < m->theirs.nr && !words_same_blanks(&m->old, place->old, &m->ours, place->ours)) {
		piece->behind = words_blanks(&piece->behind_len, &m->theirs, behind);
		piece->to = m->ours.v[place->ours].at;
	}
}

/* ---- whole lines ---- */

static uint32_t line_begin(const struct words *words, uint32_t word)
{
	while (word && words->v[word - 1].line == words->v[word].line)
		word--;
	return word;
}

static uint32_t line_end(const struct words *words, uint32_t word)
{
	uint32_t line = words->v[word].line;

	while (word < words->nr && words->v[word].line == line)
		word++;
	return word;
}

/* A line of the ancestor that ours has with other words in it, no more than two of five, and a name among the others; *ours: a word of it there. */
static bool is_like(uint32_t *ours, const struct word_merge *m, uint32_t word)
{
	uint32_t begin = line_begin(&m->old, word), end = line_end(&m->old, word), i, same = 0, longer, our_begin, our_end;
	bool shares_name = false;

	if (m->to[word] == NO_WORD)
		return false;
	*ours = m->to[word];
	our_begin = line_begin(&m->ours, *ours);
	our_end = line_end(&m->ours, *ours);
	for (i = begin; i < end; i++) {
		if (m->to[i] == NO_WORD || m->to[i] < our_begin || m->to[i] >= our_end)
			continue;
		same++;
		shares_name |= has_name(&m->old, i, 1);
	}
	longer = end - begin > our_end - our_begin ? end - begin : our_end - our_begin;
	return 5 * same >= 3 * longer && shares_name &&
	       is_once(&m->old, &m->old, begin, end - begin) && is_once(&m->ours, &m->ours, our_begin, our_end - our_begin);
}

/* The lines of two words have the same punctuation. */
static bool same_shape(const struct words *a, uint32_t i, const struct words *b, uint32_t k)
{
	uint32_t i_end = line_end(a, i), k_end = line_end(b, k);

	for (i = line_begin(a, i), k = line_begin(b, k);; i++, k++) {
		while (i < i_end && isalnum((unsigned char)*words_spelling(a, i)))
			i++;
		while (k < k_end && isalnum((unsigned char)*words_spelling(b, k)))
			k++;
		if (i == i_end || k == k_end)
			return i == i_end && k == k_end;
		if (!words_same(a, i, b, k))
			return false;
	}
}

/* No line that is added is a row of the table that the line above or below is one of, or that is as wide in ours. */
static bool fits_table(const struct word_merge *m, uint32_t old, uint32_t ours, uint32_t added, uint32_t nr)
{
	uint32_t end = added + nr;

	if (m->is_code || same_shape(&m->old, old, &m->ours, ours))
		return true;
	for (; added < end; added = line_end(&m->theirs, added))
		if (same_shape(&m->theirs, added, &m->old, old))
			return false;
	return true;
}

/* Lines that are only added are rows of the tables beside them, if of any. */
static bool fits_beside(const struct word_merge *m, const struct place *place, const struct difference *d)
{
	uint32_t added = d->new_first - 1;

	if (m->first != m->end)
		return true;
	return (!place->old || !place->ours || fits_table(m, place->old - 1, place->ours - 1, added, d->new_nr)) &&
	       (place->old >= m->old.nr || place->ours >= m->ours.nr ||
		fits_table(m, place->old, place->ours, added, d->new_nr));
}

/* Between two lines, next to the one that is like its own: the other is another one here. */
static bool find_beside_line(struct place *place, const struct word_merge *m, uint32_t old)
{
	uint32_t ours;

	*place = (struct place){ .old = old };
	if (old < m->old.nr && is_like(&ours, m, old) && ours == line_begin(&m->ours, ours)) {
		place->ours = ours;
		return true;
	}
	if (old && is_like(&ours, m, old - 1) && ours + 1 == line_end(&m->ours, ours)) {
		place->ours = ours + 1;
		return true;
	}
	return false;
}

/* Lines that go, of which ours has some otherwise, or not. */
static bool find_lines_like(struct place *place, uint32_t *our_nr, const struct word_merge *m, uint32_t old, uint32_t nr)
{
	uint32_t i, same = 0, longer, first, last;

	if (nr < ENOUGH_ALONE || m->to[old] == NO_WORD || m->to[old + nr - 1] == NO_WORD)
		return false;
	first = m->to[old];
	last = m->to[old + nr - 1];
	if (line_begin(&m->ours, first) != first || line_end(&m->ours, last) != last + 1)
		return false;
	for (i = 0; i < nr; i++)
		same += m->to[old + i] != NO_WORD;
	*place = (struct place){ .old = old, .nr = nr, .ours = first };
	*our_nr = last + 1 - first;
	longer = nr > *our_nr ? nr : *our_nr;
	return 5 * same >= 3 * longer;
}

static bool add_piece(struct word_merge *m, const struct difference *d)
{
	uint32_t old = m->first + d->old_first - 1, our_nr = d->old_nr, from;
	bool goes = !d->new_nr && d->old_nr == m->end - m->first;
	struct piece *piece;
	struct place place;

	if (!(find_place(&place, m, old, d->old_nr) && is_held(m, &place)) &&
	    !(m->first == m->end && !m->is_ordered && find_beside_line(&place, m, old)) &&
	    !(goes && find_lines_like(&place, &our_nr, m, old, d->old_nr)))
		return false;
	if (!knows_names(m, d->new_first - 1, d->new_nr) || !fits_beside(m, &place, d))
		return false;
	from = place.ours ? end_of_word(&m->ours, place.ours - 1) : m->ours.from;
	if (m->nr_pieces && m->pieces[m->nr_pieces - 1].to > from)
		return false;
	piece = new_piece(m, from, our_nr ? end_of_word(&m->ours, place.ours + our_nr - 1) : from);
	piece->word = d->new_first - 1;
	piece->nr = d->new_nr;
	if (piece->nr)
		put_blanks(m, piece, &place);
	return true;
}

/* Blanks that upstream changes before a word that stays, where ours has them as they were. */
static void add_blanks(struct word_merge *m, uint32_t old, uint32_t theirs)
{
	struct piece *piece;
	uint32_t ours;

	if (old >= m->old.nr || m->is_moved || theirs >= m->theirs.nr || m->to[old] == NO_WORD ||
	    words_same_blanks(&m->old, old, &m->theirs, theirs))
		return;
	ours = m->to[old];
	if (!words_same_blanks(&m->old, old, &m->ours, ours))
		return;
	piece = new_piece(m, ours ? end_of_word(&m->ours, ours - 1) : m->ours.from, m->ours.v[ours].at);
	if (m->nr_pieces > 1 && piece[-1].to > piece->from) /* put_blanks() was here */
		m->nr_pieces--;
	else
		piece->blanks = words_blanks(&piece->blanks_len, &m->theirs, theirs);
}

/* The words from one difference to the next are the same, but for blanks. */
static bool add_pieces(struct word_merge *m, const struct differences *change)
{
	uint32_t old = m->first, theirs = 0;
	size_t i;

	for (i = 0; i < change->nr; i++) {
		const struct difference *d = &change->v[i];

		while (old < m->first + d->old_first - 1)
			add_blanks(m, old++, theirs++);
		if (!add_piece(m, d))
			return false;
		old += d->old_nr;
		theirs += d->new_nr;
	}
	while (old <= m->end)
		add_blanks(m, old++, theirs++);
	return m->nr_pieces > 0;
}

/* ---- the edit ---- */

static void write_piece(struct text *text, const struct word_merge *m, const struct piece *piece)
{
	const struct words *theirs = &m->theirs;
	uint32_t from;

	text_add(text, piece->blanks, piece->blanks_len);
	if (piece->nr) {
		from = theirs->v[piece->word].at;
		text_add(text, theirs->version->data + from, end_of_word(theirs, piece->word + piece->nr - 1) - from);
	}
	text_add(text, piece->behind, piece->behind_len);
}

/* The line that a byte is in. */
static uint32_t line_at(const struct version *version, uint32_t byte)
{
	uint32_t low = 1, high = version->nr_lines;

	while (low < high) {
		uint32_t middle = low + (high - low + 1) / 2;

		if (version->starts[middle - 1] <= byte)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

/* Lines that begin or end the edit and are as they were are no part of it. */
static void trim(struct edit *edit, const struct version *ours)
{
	const char *end;

	while (edit->nr) {
		uint32_t from = ours->starts[edit->first - 1], len = ours->starts[edit->first] - from;

		if (edit->text_len < len || memcmp(edit->text, ours->data + from, len))
			break;
		edit->text += len;
		edit->text_len -= len;
		edit->first++;
		edit->nr--;
	}
	for (; edit->nr; edit->nr--) {
		uint32_t from = ours->starts[edit->first + edit->nr - 2];
		uint32_t len = ours->starts[edit->first + edit->nr - 1] - from;

		end = edit->text + edit->text_len;
		if (edit->text_len < len || memcmp(end - len, ours->data + from, len) ||
		    (edit->text_len > len && end[-(ptrdiff_t)len - 1] != '\n'))
			break;
		edit->text_len -= len;
	}
}

static void write_edit(struct edit *edit, const struct word_merge *m)
{
	const struct version *ours = m->ours.version;
	owned(text_release) struct text text = { 0 };
	uint32_t from = m->pieces[0].from, to = m->pieces[m->nr_pieces - 1].to, at;
	size_t i;

	edit->first = line_at(ours, from ? from - 1 : 0);
	edit->nr = line_at(ours, to ? to - 1 : 0) + 1 - edit->first;
	at = ours->starts[edit->first - 1];
	for (i = 0; i < m->nr_pieces; i++) {
		text_add(&text, ours->data + at, m->pieces[i].from - at);
		write_piece(&text, m, &m->pieces[i]);
		at = m->pieces[i].to;
	}
	text_add(&text, ours->data + at, ours->starts[edit->first + edit->nr - 1] - at);
	edit->text = arena_strndup(m->arena, text_str(&text), text.len);
	edit->text_len = text.len;
	trim(edit, ours);
}

/* ---- whether it is reached ---- */

static uint32_t line_above(const struct version *version, uint32_t line)
{
	while (--line && version_is_blank(version, line))
		;
	return line;
}

static struct line_text {
	const char *at;
	size_t len, indent;
} text_of(const struct version *version, uint32_t line)
{
	struct line_text text = { 0 };

	text.at = version_line(&text.len, version, line);
	while (text.len && isspace((unsigned char)text.at[text.len - 1]))
		text.len--;
	while (text.indent < text.len && (text.at[text.indent] == ' ' || text.at[text.indent] == '\t'))
		text.indent++;
	return text;
}

/* No end of a statement, a block, a label or a comment: what is below belongs to it. */
static bool is_open(const struct version *version, uint32_t line)
{
	struct line_text text = text_of(version, line);

	return text.len && !strchr(";{}:/", text.at[text.len - 1]);
}

/* It stands below the head of an "if" without braces, or below the one statement of that and as far to the right. */
static bool is_misled(const struct version *ours, uint32_t place, const struct version *theirs, uint32_t added)
{
	uint32_t above = line_above(ours, place), head = above ? line_above(ours, above) : 0;

	if (!above || added < 2)
		return false;
	if (is_open(ours, above))
		return !is_open(theirs, line_above(theirs, added));
	return head && is_open(ours, head) && text_of(ours, head).indent < text_of(ours, above).indent &&
	       text_of(theirs, added).indent >= text_of(ours, above).indent;
}

static bool is_else(const struct version *version, uint32_t line)
{
	struct line_text text = text_of(version, line);

	return text.len - text.indent >= 4 && !memcmp(text.at + text.indent, "else", 4);
}

static uint32_t line_from(const struct version *version, uint32_t line)
{
	while (line <= version->nr_lines && version_is_blank(version, line))
		line++;
	return line;
}

/* Between a statement and its "else". */
static bool splits_else(const struct version *ours, uint32_t place, const struct version *theirs, uint32_t behind)
{
	place = line_from(ours, place);
	behind = line_from(theirs, behind);
	return place <= ours->nr_lines && is_else(ours, place) && (behind > theirs->nr_lines || !is_else(theirs, behind));
}

/* Lines that are added in a function, and that upstream reaches otherwise, in the ancestor's lines as well. */
static bool is_reached(const struct sides *sides, const struct hunk *hunk, const struct edit *edit)
{
	const struct difference *at = &hunk->at;

	if (hunk->kind != ENTITY_FUNCTION || hunk->site != SITE_WITHIN || at->old_nr)
		return true;
	return !splits_else(sides->ours, edit->first + edit->nr, sides->theirs, at->new_first + at->new_nr) &&
	       (!is_misled(sides->ours, edit->first, sides->theirs, at->new_first) ||
		is_misled(sides->ancestor, at->old_first, sides->theirs, at->new_first));
}

int hunk_merge_words(struct verdict *verdict, struct sides *sides, const struct hunk *hunk, struct error *err)
{
	owned(differences_release) struct differences change = { 0 };
	bool is_code = hunk->kind == ENTITY_FUNCTION || hunk->kind == ENTITY_MACRO;
	struct word_merge m = { .arena = &sides->arena, .is_ordered = hunk->site == SITE_WITHIN && !is_code,
				.is_code = hunk->site == SITE_WITHIN && is_code };
	struct line_span old, ours;

	if (!find_regions(&old, &ours, &m.is_moved, sides, hunk))
		return 0;
	m.old = words_of(m.arena, sides->ancestor, old.first, old.nr);
	m.ours = words_of(m.arena, sides->ours, ours.first, ours.nr);
	m.theirs = words_of_hunk(m.arena, sides->theirs, &hunk->at);
	m.first = words_at_line(&m.old, hunk->at.old_first);
	m.end = words_at_line(&m.old, hunk->at.old_first + hunk->at.old_nr);
	m.theirs_end = words_at_line(&m.theirs, hunk->at.new_first + hunk->at.new_nr);
	if (align(&m, err) < 0 ||
	    words_differences(&change, &m.old, m.first, m.end, &m.theirs, 0, m.theirs_end, err) < 0)
		return -1;
	if (add_pieces(&m, &change)) {
		struct edit edit = { 0 };

		write_edit(&edit, &m);
		if (!is_reached(sides, hunk, &edit))
			return 0;
		*verdict = (struct verdict){ .outcome = HUNK_WORDS, .edit = edit };
	}
	return 0;
}
