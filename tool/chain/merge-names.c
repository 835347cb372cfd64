// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names that the target has under another name: renamed upstream since, or on the branch.
 *
 * They are learned from the file itself, if it is C: words of a manual are no names. Where a stretch of the ancestor's lines is different in ours, their words
 * are compared; one name in the place of another, in as many words, is a pair. A pair is believed when
 *	- the ancestor's name is nowhere in ours and ours' is nowhere in the ancestor, so that no line can mean both;
 *	- the two look alike, as RTE_MBUF_F_TX_VLAN and PKT_TX_VLAN do, and neither looks as much like another one that it is
 *	  in a pair with (where lines were added to a list, its entries are seen in the place of others);
 *	- or they were seen three times together and neither ever with another;
 *	- and where both are called, it is with as many arguments: RTE_LOG(ERR, PMD, "x") is no PMD_DRV_LOG(ERR, "x").
 *
 * Then the ancestor and theirs are written anew with ours' names, and merged as ever.
 */
#include "merge-hunk.h"
#include "outlines.h"
#include "words.h"

/* A stretch of lines that is longer was not renamed but written anew. */
#define MAX_STRETCH 200
#define TIMES_ENOUGH 3
/* More names than that are other code. */
#define MAX_PAIRS 2048
#define MAX_NAMES 256

struct pair {
	struct name_there name;
	uint32_t times;
	size_t likeness;        /* letters that both begin or end with; 0: not half of the shorter one */
	bool is_other;          /* they were called with other numbers of arguments */
};

struct pairs {
	struct pair *v;
	size_t nr;
};

static bool is_spelled(const char *name, const struct words *words, uint32_t word)
{
	return !strncmp(name, words_spelling(words, word), words->v[word].len) && !name[words->v[word].len];
}

static char *word_dup(struct arena *arena, const struct words *words, uint32_t word)
{
	return arena_strndup(arena, words_spelling(words, word), words->v[word].len);
}

/* How many letters of the longest beginning or end are the same, where they make up half of the shorter name. */
static size_t likeness_of(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b), shorter = a_len < b_len ? a_len : b_len, head = 0, tail = 0, longest;

	while (head < shorter && a[head] == b[head])
		head++;
	while (tail < shorter && a[a_len - 1 - tail] == b[b_len - 1 - tail])
		tail++;
	longest = head > tail ? head : tail;
	return 2 * longest >= shorter ? longest : 0;
}

/* Arguments of a call of a name, and one more; 0: it is none, or does not end within the words. */
static uint32_t count_arguments(const struct words *words, uint32_t name)
{
	uint32_t word = name + 1, nr = 1, depth = 0;

	if (word >= words->nr || *words_spelling(words, word) != '(')
		return 0;
	for (; word < words->nr; word++) {
		char c = *words_spelling(words, word);

		depth += c == '(' || c == '[' || c == '{';
		depth -= c == ')' || c == ']' || c == '}';
		if (!depth)
			return word == name + 2 ? nr : nr + 1;
		nr += c == ',' && depth == 1;
	}
	return 0;
}

static bool is_called_otherwise(const struct words *old, uint32_t old_word, const struct words *ours, uint32_t our_word)
{
	uint32_t nr = count_arguments(old, old_word), our_nr = count_arguments(ours, our_word);

	return nr && our_nr && nr != our_nr;
}

static void note_pair(struct arena *arena, struct pairs *pairs, const struct words *old, uint32_t old_word,
		      const struct words *ours, uint32_t our_word)
{
	struct pair *pair;
	size_t i;

	for (i = 0; i < pairs->nr; i++)
		if (is_spelled(pairs->v[i].name.from, old, old_word) && is_spelled(pairs->v[i].name.to, ours, our_word)) {
			pairs->v[i].times++;
			pairs->v[i].is_other |= is_called_otherwise(old, old_word, ours, our_word);
			return;
		}
	if (pairs->nr == MAX_PAIRS)
		return;
	pair = arena_push(arena, pairs->v, pairs->nr);
	pair->name = (struct name_there){ word_dup(arena, old, old_word), word_dup(arena, ours, our_word) };
	pair->times = 1;
	pair->likeness = likeness_of(pair->name.from, pair->name.to);
	pair->is_other = is_called_otherwise(old, old_word, ours, our_word);
}

/* The pairs of one stretch of lines. */
static int note_pairs(struct pairs *pairs, struct arena *arena, const struct version *ancestor,
		      const struct version *other, const struct difference *lines, struct error *err)
{
	owned(differences_release) struct differences differences = { 0 };
	struct words old = words_of(arena, ancestor, lines->old_first, lines->old_nr);
	struct words ours = words_of(arena, other, lines->new_first, lines->new_nr);
	size_t i;
	uint32_t k;

	if (words_differences(&differences, &old, 0, old.nr, &ours, 0, ours.nr, err) < 0)
		return -1;
	for (i = 0; i < differences.nr; i++) {
		const struct difference *d = &differences.v[i];

		for (k = 0; d->old_nr == d->new_nr && k < d->old_nr; k++)
			if (words_is_name(&old, d->old_first - 1 + k) && words_is_name(&ours, d->new_first - 1 + k))
				note_pair(arena, pairs, &old, d->old_first - 1 + k, &ours, d->new_first - 1 + k);
	}
	return 0;
}

/* No pair that has one of the two names is as good. */
static bool is_best(const struct pairs *pairs, const struct pair *pair)
{
	size_t i;

	for (i = 0; i < pairs->nr; i++) {
		const struct pair *other = &pairs->v[i];
		bool shares = !strcmp(other->name.from, pair->name.from) || !strcmp(other->name.to, pair->name.to);

		if (other != pair && shares && other->likeness >= pair->likeness)
			return false;
	}
	return !pair->is_other && (pair->likeness || pair->times >= TIMES_ENOUGH);
}

static bool is_believed(const struct sides *sides, const struct pairs *pairs, const struct pair *pair)
{
	return is_best(pairs, pair) && !text_has_word(sides->ours->data, sides->ours->len, pair->name.from) &&
	       !text_has_word(sides->ancestor->data, sides->ancestor->len, pair->name.to);
}

static int note_all_pairs(struct pairs *pairs, struct arena *arena, const struct version *ancestor,
			  const struct version *other, const struct differences *between, struct error *err)
{
	size_t i;

	for (i = 0; i < between->nr; i++) {
		const struct difference *d = &between->v[i];

		if (d->old_nr && d->new_nr && d->old_nr <= MAX_STRETCH && d->new_nr <= MAX_STRETCH &&
		    note_pairs(pairs, arena, ancestor, other, d, err) < 0)
			return -1;
	}
	return 0;
}

static int learn(struct names_there *names, struct sides *sides, struct error *err)
{
	struct pairs pairs = { 0 };
	size_t i;

	if (note_all_pairs(&pairs, &sides->arena, sides->ancestor, sides->ours, &sides->between, err) < 0)
		return -1;
	for (i = 0; i < pairs.nr && names->nr < MAX_NAMES; i++)
		if (is_believed(sides, &pairs, &pairs.v[i]))
			*arena_push(&sides->arena, names->v, names->nr) = pairs.v[i].name;
	return 0;
}

/*
 * "#define DEV_TX_OFFLOAD_TCP_TSO RTE_ETH_TX_OFFLOAD_TCP_TSO": who renames what others use, leaves them the former name
 * for a while. The line's last word is the name, and its macro is what there was before.
 */
static const char *former_by_alias(struct arena *arena, const struct version *has, const struct version *before,
				   const char *name)
{
	struct words words = words_of(arena, has, 1, has->nr_lines);
	uint32_t i;

	for (i = 3; i < words.nr; i++) {
		uint32_t line = words.v[i].line, define = words_at_line(&words, line) + 1;
		const char *former;

		if (!is_spelled(name, &words, i) || (i + 1 < words.nr && words.v[i + 1].line == line) || define + 2 > i ||
		    !is_spelled("define", &words, define))
			continue;
		former = word_dup(arena, &words, define + 1);
		if (text_has_word(before->data, before->len, former))
			return former;
	}
	return NULL;
}

int names_former(const char **former, struct arena *arena, const struct version *has, const struct version *before,
		 const char *name, struct error *err)
{
	owned(differences_release) struct differences between = { 0 };
	struct pairs pairs = { 0 };
	size_t i;

	*former = former_by_alias(arena, has, before, name);
	if (*former)
		return 0;
	if (text_differences(&between, has->data, has->len, before->data, before->len, err) < 0 ||
	    note_all_pairs(&pairs, arena, has, before, &between, err) < 0)
		return -1;
	for (i = 0; i < pairs.nr; i++)
		if (!strcmp(pairs.v[i].name.from, name) && is_best(&pairs, &pairs.v[i]))
			*former = pairs.v[i].name.to;
	return 0;
}

/* ---- versions with other names ---- */

static const struct name_there *find_name(const struct names_there *names, const struct words *words, uint32_t word)
{
	size_t i;

	if (!words_is_name(words, word))
		return NULL;
	for (i = 0; i < names->nr; i++)
		if (is_spelled(names->v[i].from, words, word))
			return &names->v[i];
	return NULL;
}

int names_write(const struct version **written, struct versions *versions, const struct version *version,
		const struct names_there *names, const char *path, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	struct words words = words_of(&arena, version, 1, version->nr_lines);
	uint32_t i, at = 0;

	for (i = 0; i < words.nr; i++) {
		const struct name_there *name = find_name(names, &words, i);

		if (!name)
			continue;
		text_add(&text, version->data + at, words.v[i].at - at);
		text_adds(&text, name->to);
		at = words.v[i].at + words.v[i].len;
	}
	text_add(&text, version->data + at, version->len - at);
	return versions_of_text(written, versions, &text, path, err);
}

static int write_sides(struct sides *renamed, struct sides *sides, struct error *err)
{
	struct names_there names = { 0 };
	struct text ours = { .data = (char *)sides->ours->data, .len = sides->ours->len };

	if (learn(&names, sides, err) < 0)
		return -1;
	if (!names.nr)
		return 0;
	renamed->change = sides->change;
	renamed->moved = sides->moved;
	renamed->versions = sides->versions;
	renamed->path = sides->path;
	if (names_write(&renamed->ancestor, sides->versions, sides->ancestor, &names, sides->path, err) < 0 ||
	    names_write(&renamed->theirs, sides->versions, sides->theirs, &names, sides->path, err) < 0 ||
	    versions_of_text(&renamed->ours, sides->versions, &ours, sides->path, err) < 0)
		return -1;
	return text_differences(&renamed->between, renamed->ancestor->data, renamed->ancestor->len,
				renamed->ours->data, renamed->ours->len, err);
}

int sides_renamed(struct sides **renamed, struct sides *sides, struct error *err)
{
	*renamed = NULL;
	if (!path_is_c(sides->path))
		return 0;
	if (!sides->renamed) {
		sides->renamed = arena_alloc(&sides->arena, sizeof(*sides->renamed));
		if (write_sides(sides->renamed, sides, err) < 0)
			return -1;
	}
	*renamed = sides->renamed->ours ? sides->renamed : NULL;
	return 0;
}
