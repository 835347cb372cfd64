// SPDX-License-Identifier: GPL-2.0-only
/* Hunks of one kind are said together, by file, each function once; where the plan has a reason, the first one is said. */
#include "notes.h"

static const struct kind {
	enum chain_disposition disposition;
	const char *sentence;
} kinds[] = {
	{ CHAIN_MOOT, "dropped, since it is not here" },
	{ CHAIN_LACKING, "review: dropped, since this tree has nothing of the lines around it" },
	{ CHAIN_PLACED, "context adjusted" },
	{ CHAIN_RENAMED, "review: merged with the names of this tree" },
	{ CHAIN_WORDS, "review: merged word by word" },
	{ CHAIN_REMEMBERED, "review: resolved as it was before" },
	{ CHAIN_RESOLVED, "resolved by hand" },
};

static const char *place_name(const struct todo_hunk *hunk)
{
	return hunk->function ? hunk->function : "outside of any function";
}

/* The hunks of a kind in a file, as long as there are any: "fs/nfsd/state.h (nfs4_client, nfsd4_callback)". */
static void add_file(struct text *line, const struct todo_step *step, size_t from)
{
	const struct todo_hunk *first = &step->hunks[from];
	size_t i, j;

	text_addf(line, "%s (%s", first->file, place_name(first));
	for (i = from + 1; i < step->nr_hunks; i++) {
		const struct todo_hunk *hunk = &step->hunks[i];
		bool is_said = false;

		if (hunk->disposition != first->disposition || strcmp(hunk->file, first->file))
			continue;
		for (j = from; j < i && !is_said; j++)
			is_said = step->hunks[j].disposition == first->disposition &&
				  !strcmp(step->hunks[j].file, hunk->file) &&
				  !strcmp(place_name(&step->hunks[j]), place_name(hunk));
		if (!is_said)
			text_addf(line, ", %s", place_name(hunk));
	}
	text_addc(line, ')');
}

static bool is_first_of_file(const struct todo_step *step, size_t index)
{
	size_t i;

	for (i = 0; i < index; i++)
		if (step->hunks[i].disposition == step->hunks[index].disposition &&
		    !strcmp(step->hunks[i].file, step->hunks[index].file))
			return false;
	return true;
}

static void add_kind(struct string_list *notes, struct arena *arena, const struct todo_step *step,
		     const struct kind *kind)
{
	owned(text_release) struct text line = { 0 };
	size_t i;

	for (i = 0; i < step->nr_hunks; i++) {
		if (step->hunks[i].disposition != kind->disposition || !is_first_of_file(step, i))
			continue;
		text_adds(&line, line.len ? ", " : kind->sentence);
		if (line.len == strlen(kind->sentence))
			text_adds(&line, ": ");
		add_file(&line, step, i);
	}
	if (line.len)
		*arena_push(arena, notes->v, notes->nr) = arena_strdup(arena, text_str(&line));
}

void step_notes(struct string_list *notes, struct arena *arena, const struct todo_step *step)
{
	size_t i;

	for (i = 0; i < nr_of(kinds); i++)
		add_kind(notes, arena, step, &kinds[i]);
}

bool step_is_adapted(const struct todo_step *step)
{
	size_t i, j;

	for (i = 0; i < step->nr_hunks; i++)
		for (j = 0; j < nr_of(kinds); j++)
			if (step->hunks[i].disposition == kinds[j].disposition)
				return true;
	return step->by_person;
}

size_t step_nr_to_review(const struct todo_step *step)
{
	size_t i, nr = 0;

	for (i = 0; i < step->nr_hunks; i++)
		nr += disposition_is_to_review(step->hunks[i].disposition);
	return nr;
}

size_t todo_nr_to_review(const struct todo *todo)
{
	size_t i, nr = 0;

	for (i = 0; i < todo->nr_steps; i++)
		nr += step_nr_to_review(&todo->steps[i]);
	return nr;
}
