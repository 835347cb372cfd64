// SPDX-License-Identifier: GPL-2.0-only
/*
 * The three versions of a path that is merged, and what is known of their lines.
 *
 * Runs of lines are counted again and again, in long files for each of hundreds of hunks. So each line gets a number,
 * the same one for the same bytes in all three versions: a run is then compared by its numbers, and no hash that
 * happens to be equal can deceive.
 */
#include <stdlib.h>

#include "merge-hunk.h"

/* Some 300 hunks in a file of 30,000 lines; half a second of work where nothing is as it was. */
#define MAX_SOUGHT 30000000

void sides_release(struct sides *sides)
{
	size_t i;

	if (!sides)
		return;
	for (i = 0; i < sides->nr_entities; i++)
		differences_release(&sides->entities[i].differences);
	for (i = 0; i < sides->nr_gaps; i++)
		differences_release(&sides->gaps[i].differences);
	sides_release(sides->renamed);
	differences_release(&sides->between);
	arena_release(&sides->arena);
	version_release(sides->ancestor);
	version_release(sides->theirs);
	version_release(sides->ours);
}

bool sides_may_seek(struct sides *sides, size_t nr)
{
	sides->sought += nr;
	return sides->sought <= MAX_SOUGHT;
}

/* ---- numbers of lines ---- */

/* A line that was met first, by its number. */
struct first_met {
	const struct version *version;
	uint32_t line, hash;
};

struct numbering {
	struct first_met *met;
	uint32_t nr;
	uint32_t *slots;        /* open addressing: numbers from 1 */
	size_t size;
};

static void numbering_release(struct numbering *numbering)
{
	free(numbering->met);
	free(numbering->slots);
}

static struct numbering numbering_for(size_t nr_lines)
{
	struct numbering numbering = { .met = mem_alloc((nr_lines + 1) * sizeof(*numbering.met)), .size = 256 };

	while (numbering.size < 2 * nr_lines)
		numbering.size *= 2;
	numbering.slots = mem_alloc(numbering.size * sizeof(*numbering.slots));
	return numbering;
}

static uint32_t number_of(struct numbering *numbering, const struct version *version, uint32_t line)
{
	const char *start = version->data + version->starts[line - 1];
	uint32_t hash = (uint32_t)line_hash(start, version->starts[line] - version->starts[line - 1]);
	size_t at = hash & (numbering->size - 1);

	for (; numbering->slots[at]; at = (at + 1) & (numbering->size - 1)) {
		const struct first_met *met = &numbering->met[numbering->slots[at] - 1];

		if (met->hash == hash && version_same_line(met->version, met->line, version, line))
			return numbering->slots[at];
	}
	numbering->met[numbering->nr] = (struct first_met){ version, line, hash };
	numbering->slots[at] = ++numbering->nr;
	return numbering->nr;
}

static void number_lines(struct version_lines *lines, struct sides *sides, struct numbering *numbering,
			 const struct version *version)
{
	uint32_t line;

	lines->version = version;
	lines->numbers = arena_alloc(&sides->arena, (version->nr_lines + 1) * sizeof(*lines->numbers));
	for (line = 1; line <= version->nr_lines; line++)
		lines->numbers[line - 1] = number_of(numbering, version, line);
}

static void number_all(struct sides *sides)
{
	owned(numbering_release) struct numbering numbering =
		numbering_for((size_t)sides->ancestor->nr_lines + sides->theirs->nr_lines + sides->ours->nr_lines);

	number_lines(&sides->numbered[0], sides, &numbering, sides->ancestor);
	number_lines(&sides->numbered[1], sides, &numbering, sides->theirs);
	number_lines(&sides->numbered[2], sides, &numbering, sides->ours);
}

const uint32_t *sides_numbers(struct sides *sides, const struct version *version)
{
	size_t i = 0;

	if (!sides->numbered[0].version)
		number_all(sides);
	while (sides->numbered[i].version != version)
		i++;
	return sides->numbered[i].numbers;
}
