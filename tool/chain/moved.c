// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code that upstream took out of a function and made one of its own. A target from before that has it where it stood, and a
 * hunk of the new function has to go there.
 *
 * The commit that brought the function says from where: of the lines of it that say something, at least half, and three, are
 * in one function of the version before, and not any more in that function now. Blanks do not count: what is moved is
 * indented anew.
 */
#include "merge-hunk.h"
#include "moved.h"

#define LEAST_LINES 3
/* A line is compared by so many of its letters. */
#define MAX_LETTERS 160

static bool has_line(const struct version *version, uint32_t block, const char *letters, size_t nr)
{
	const struct block *b = version_block(version, block);
	char here[MAX_LETTERS];
	uint32_t line;

	for (line = b->lead; line <= b->last; line++)
		if (version_letters(here, sizeof(here), version, line) == nr && !memcmp(here, letters, nr))
			return true;
	return false;
}

/* Lines of the new function that a function had before and has no more. */
static uint32_t count_taken(uint32_t *telling, const struct version *has, uint32_t made, const struct version *before,
			    uint32_t from)
{
	const struct block *b = version_block(has, made);
	uint32_t now = version_same_block(has, before, from), line, taken = 0;

	*telling = 0;
	for (line = b->entity->first + 1; line <= b->last; line++) {
		char letters[MAX_LETTERS];
		size_t nr = version_letters(letters, sizeof(letters), has, line);

		if (!version_says_something(has, line))
			continue;
		++*telling;
		taken += has_line(before, from, letters, nr) && (now == NO_BLOCK || !has_line(has, now, letters, nr));
	}
	return taken;
}

const char *moved_out_of(struct arena *arena, const struct version *has, const struct version *before, const char *name)
{
	uint32_t made = version_find_block(has, ENTITY_FUNCTION, name, 0), found = NO_BLOCK, i, telling;

	if (made == NO_BLOCK || version_find_name(before, name) != NO_BLOCK)
		return NULL;
	for (i = 0; i < version_nr_blocks(before); i++) {
		uint32_t taken;

		if (version_block(before, i)->entity->kind != ENTITY_FUNCTION)
			continue;
		taken = count_taken(&telling, has, made, before, i);
		if (taken < LEAST_LINES || 2 * taken < telling)
			continue;
		if (found != NO_BLOCK)
			return NULL;
		found = i;
	}
	return found == NO_BLOCK ? NULL : arena_strdup(arena, version_block(before, found)->entity->name);
}
