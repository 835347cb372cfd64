// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names that carried lines take away from a file, or give other arguments, and that the target still uses there as they
 * were: upstream called a function by another name, dropped it with its last caller or changed all of its callers, and
 * the branch has a caller more.
 *
 * Only what is gone from upstream's file altogether counts as taken away: what it still uses has moved to where it is
 * still seen.
 */
#include "outlines.h"

static bool is_carried(const struct merge_hunk *hunk)
{
	return hunk->outcome == HUNK_CLEAN || hunk->outcome == HUNK_PLACED;
}

/* The carried hunk that takes a line of the old version; SIZE_MAX: none. */
static size_t taken_by(const struct merge *merge, size_t first_hunk, size_t end_hunk, uint32_t line)
{
	size_t i;

	for (i = first_hunk; i < end_hunk; i++) {
		const struct difference *at = &merge->hunks[i].at;

		if (is_carried(&merge->hunks[i]) && line >= at->old_first && line < at->old_first + at->old_nr)
			return i;
	}
	return SIZE_MAX;
}

static void add_taken(struct name_needs *needs, const struct merge_file *file, size_t hunk, const struct entity *entity,
		      enum name_trouble trouble, uint32_t target_line)
{
	struct name_need *need = arena_push(&needs->arena, needs->v, needs->nr);

	*need = (struct name_need){
		.name = arena_strdup(&needs->arena, entity->name),
		.trouble = trouble,
		.used_path = arena_strdup(&needs->arena, file->path),
		.used_line = entity->first,
		.hunk = hunk,
		.defined_path = arena_strdup(&needs->arena, file->path),
		.defined_first = entity->first,
		.kind = entity->kind,
		.target_path = target_line ? arena_strdup(&needs->arena, file->path) : NULL,
		.target_line = target_line,
	};
}

/* The line of a call in the target's text that has another number of arguments than the function takes now; 0: none. */
static uint32_t old_call(const struct outline *after, const struct text *text, const struct entity *now)
{
	const struct line_stretch all = { 1, UINT32_MAX - 1 };
	owned(name_uses_release) struct name_uses uses = { 0 };
	size_t i;

	name_uses_of(&uses, after, text_str(text), text->len, &all, 1);
	for (i = 0; i < uses.nr; i++)
		if (uses.v[i].is_call && !uses.v[i].is_member && uses.v[i].nr_arguments >= 0 &&
		    uses.v[i].nr_arguments != now->nr_parameters && !strcmp(uses.v[i].name, now->name))
			return uses.v[i].line;
	return 0;
}

/*
 * Whether upstream's file and the target's result both have the function with another number of parameters than before.
 */
static const struct entity *reshaped(const struct entity *old, const struct outline *new, const struct outline *after)
{
	const struct entity *now = outline_find(new, old->kind, old->name), *here = outline_find(after, old->kind, old->name);

	if (old->kind != ENTITY_FUNCTION || !now || !here || now->nr_parameters < 0 || old->nr_parameters < 0 ||
	    now->nr_parameters == old->nr_parameters || here->nr_parameters != now->nr_parameters)
		return NULL;
	return now;
}

int names_taken_away(struct name_needs *needs, struct outlines *outlines, const struct merge *merge, size_t first_hunk,
		     size_t end_hunk, const struct known_file *outside, const struct outline *after,
		     const struct text *text, struct error *err)
{
	const struct merge_file *file = &merge->files[merge->hunks[first_hunk].file];
	const struct outline *before, *then;
	const struct entity_member *member;
	struct known_file *old, *new;
	size_t i;

	if (!file->old_entry.mode)
		return 0;
	if (outlines_of_blob(&old, outlines, &file->old_entry.id, file->path, err) < 0 ||
	    outlines_blob_outline(&before, outlines, old, file->path, err) < 0 ||
	    outlines_of_blob(&new, outlines, &file->new_entry.id, file->path, err) < 0 ||
	    outlines_blob_outline(&then, outlines, new, file->path, err) < 0)
		return -1;
	for (i = 0; i < before->nr; i++) {
		const struct entity *entity = &before->v[i], *now;
		size_t hunk = taken_by(merge, first_hunk, end_hunk, entity->first);

		if (hunk == SIZE_MAX || !*entity->name)
			continue;
		if (!known_file_mentions(new, entity->name) && known_file_mentions(outside, entity->name) &&
		    !outline_defines(&member, after, entity->name))
			add_taken(needs, file, hunk, entity, NAME_TAKEN_AWAY, 0);
		now = reshaped(entity, then, after);
		if (now && old_call(after, text, now))
			add_taken(needs, file, hunk, entity, NAME_RESHAPED, old_call(after, text, now));
	}
	return 0;
}
