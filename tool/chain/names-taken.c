// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names that a commit takes away from a file, or gives another number of arguments.
 *
 * Only what is gone from upstream's file altogether counts as taken away: what it still uses has moved to where it is
 * still seen. Nor does what another file of the same commit has since then. A function of a .c file that becomes static
 * is taken away from the others.
 *
 * Other files know what a header has, and the functions and variables of a .c file that are not static.
 */
#include "names-taken.h"

/* What a commit takes away beyond that is a driver or a feature; of it this much tells enough. */
#define MAX_TAKEN 64

void taken_names_release(struct taken_names *taken)
{
	if (taken)
		arena_release(&taken->arena);
}

bool taken_is_member(const struct taken_name *taken)
{
	return taken->of && taken->kind == ENTITY_STRUCT;
}

static bool is_tag(const struct taken_name *taken)
{
	return !taken->of && (taken->kind == ENTITY_STRUCT || taken->kind == ENTITY_ENUM);
}

enum identifier_use taken_identifier(const struct taken_name *taken)
{
	return taken_is_member(taken) ? IDENTIFIER_MEMBER : is_tag(taken) ? IDENTIFIER_TAG : IDENTIFIER_PLAIN;
}

bool taken_breaks(const struct taken_name *taken, const struct name_use *use)
{
	if (use->is_member != taken_is_member(taken) || use->is_tag != is_tag(taken))
		return false;
	return taken->trouble != NAME_RESHAPED || (use->is_call && use->nr_arguments == taken->arguments);
}

/* ---- a file of the commit, before and after ---- */

struct two {
	struct taken_names *taken;
	struct outlines *outlines;
	const struct merge *merge;
	size_t file;
	const struct known_file *new;    /* NULL: there is none */
	const struct outline *before, *after;
};

static const struct merge_file *file_of(const struct two *two)
{
	return &two->merge->files[two->file];
}

/* Whether the commit removes one of some lines. */
static bool is_touched(const struct two *two, uint32_t first, uint32_t last)
{
	size_t i;

	for (i = 0; i < two->merge->nr_hunks; i++) {
		const struct merge_hunk *hunk = &two->merge->hunks[i];

		if (hunk->file == two->file && hunk->at.old_nr && hunk->at.old_first <= last &&
		    hunk->at.old_first + hunk->at.old_nr > first)
			return true;
	}
	return false;
}

static bool is_linked(const struct entity *entity)
{
	return (entity->kind == ENTITY_FUNCTION || entity->kind == ENTITY_VARIABLE) && !entity->is_static;
}

/* Whether another file of the commit has what a name stands for, where those who used it may find it. */
static int has_moved(bool *moved, const struct two *two, const struct entity *entity, const char *name,
		     struct error *err)
{
	size_t i;

	*moved = false;
	for (i = 0; i < two->merge->nr_files && !*moved; i++) {
		const struct merge_file *file = &two->merge->files[i];
		const struct entity_member *member;
		const struct outline *outline;
		const struct entity *found;
		struct known_file *known;

		if (i == two->file || !path_is_c(file->path) || !path_entry_is_file(&file->new_entry))
			continue;
		if (outlines_of_blob(&known, two->outlines, &file->new_entry.id, file->path, err) < 0)
			return -1;
		if (!known_file_mentions(known, name))
			continue;
		if (outlines_blob_outline(&outline, two->outlines, known, file->path, err) < 0)
			return -1;
		found = outline_defines(&member, outline, name);
		*moved = found && (path_is_header(file->path) ||
				   (is_linked(found) && entity->kind != ENTITY_PROTOTYPE));
	}
	return 0;
}

static bool has_taken(const struct taken_names *taken, const char *name, enum entity_kind kind, size_t file)
{
	size_t i;

	for (i = 0; i < taken->nr; i++)
		if (taken->v[i].kind == kind && taken->v[i].file == file && !strcmp(taken->v[i].name, name))
			return true;
	return false;
}

static struct taken_name *add_taken(struct two *two, const struct entity *entity, const char *name,
				    enum name_trouble trouble)
{
	struct taken_names *taken = two->taken;
	struct taken_name *one = arena_push(&taken->arena, taken->v, taken->nr);

	*one = (struct taken_name){
		.name = arena_strdup(&taken->arena, name),
		.trouble = trouble,
		.file = two->file,
		.path = arena_strdup(&taken->arena, file_of(two)->path),
		.first = entity->first,
		.last = entity->body ? entity->body : entity->last,
		.kind = entity->kind,
		.is_outside = path_is_header(file_of(two)->path) || is_linked(entity),
	};
	return one;
}

/* ---- taken away ---- */

/*
 * The members of a struct that stays, and has a name by which it can be told; the enumerators of any enum. (Fields that
 * a table initialises are no members.)
 */
static bool loses_members(const struct two *two, const struct entity *entity)
{
	const struct entity *now = two->after ? outline_find(two->after, entity->kind, entity->name) : NULL;

	return entity->kind == ENTITY_ENUM || (entity->kind == ENTITY_STRUCT && *entity->name && now);
}

static int take_members(struct two *two, const struct entity *entity, struct error *err)
{
	size_t i;

	if (!loses_members(two, entity))
		return 0;
	for (i = 0; i < entity->nr_members && two->taken->nr < MAX_TAKEN; i++) {
		const struct entity_member *member = &entity->members[i];
		struct taken_name *taken;
		bool moved;

		if (!is_touched(two, member->line, member->line) ||
		    (two->new && known_file_mentions(two->new, member->name)) ||
		    has_taken(two->taken, member->name, entity->kind, two->file))
			continue;
		if (has_moved(&moved, two, entity, member->name, err) < 0)
			return -1;
		if (moved)
			continue;
		taken = add_taken(two, entity, member->name, NAME_TAKEN_AWAY);
		taken->of = arena_strdup(&two->taken->arena, entity->name);
		taken->first = taken->last = member->line;
	}
	return 0;
}

static bool is_static_now(const struct two *two, const struct entity *entity)
{
	const struct entity *now = two->after ? outline_find(two->after, entity->kind, entity->name) : NULL;

	return is_linked(entity) && !path_is_header(file_of(two)->path) && now && now->is_static;
}

static int take_entity(struct two *two, const struct entity *entity, struct error *err)
{
	bool stays = is_static_now(two, entity), moved;

	if (!stays && two->new && known_file_mentions(two->new, entity->name))
		return 0;
	if (entity->kind == ENTITY_PROTOTYPE && !path_is_header(file_of(two)->path))
		return 0;
	if (has_taken(two->taken, entity->name, entity->kind, two->file))
		return 0;
	if (has_moved(&moved, two, entity, entity->name, err) < 0)
		return -1;
	if (!moved)
		add_taken(two, entity, entity->name, NAME_TAKEN_AWAY)->stays_inside = stays;
	return 0;
}

/* ---- other arguments ---- */

static bool has_arguments(const struct entity *entity)
{
	return (entity->kind == ENTITY_FUNCTION || entity->kind == ENTITY_PROTOTYPE || entity->kind == ENTITY_MACRO) &&
	       entity->nr_parameters >= 0;
}

static void take_shape(struct two *two, const struct entity *entity)
{
	const struct entity *now = two->after ? outline_find(two->after, entity->kind, entity->name) : NULL;
	struct taken_name *taken;

	if (!now || !has_arguments(entity) || !has_arguments(now) || now->nr_parameters == entity->nr_parameters ||
	    has_taken(two->taken, entity->name, entity->kind, two->file))
		return;
	taken = add_taken(two, entity, entity->name, NAME_RESHAPED);
	taken->arguments = entity->nr_parameters;
	taken->arguments_now = now->nr_parameters;
}

/* ---- files ---- */

static int read_two(struct two *two, struct error *err)
{
	const struct merge_file *file = file_of(two);
	struct known_file *old, *new = NULL;

	if (outlines_of_blob(&old, two->outlines, &file->old_entry.id, file->path, err) < 0 ||
	    outlines_blob_outline(&two->before, two->outlines, old, file->path, err) < 0)
		return -1;
	if (path_entry_is_file(&file->new_entry) &&
	    (outlines_of_blob(&new, two->outlines, &file->new_entry.id, file->path, err) < 0 ||
	     outlines_blob_outline(&two->after, two->outlines, new, file->path, err) < 0))
		return -1;
	two->new = new;
	return 0;
}

static int take_from_file(struct two *two, struct error *err)
{
	size_t i;

	if (read_two(two, err) < 0)
		return -1;
	for (i = 0; i < two->before->nr && two->taken->nr < MAX_TAKEN; i++) {
		const struct entity *entity = &two->before->v[i];

		if (!is_touched(two, entity->first, entity->last))
			continue;
		if (take_members(two, entity, err) < 0)
			return -1;
		if (!*entity->name || !is_touched(two, entity->first, entity->body ? entity->body : entity->last))
			continue;
		take_shape(two, entity);
		if (take_entity(two, entity, err) < 0)
			return -1;
	}
	return 0;
}

static bool removes_lines(const struct merge *merge, size_t file)
{
	size_t i;

	for (i = 0; i < merge->nr_hunks; i++)
		if (merge->hunks[i].file == file && merge->hunks[i].at.old_nr)
			return true;
	return false;
}

int names_taken(struct taken_names *taken, struct outlines *outlines, const struct merge *merge, struct error *err)
{
	owned(taken_names_release) struct taken_names found = { 0 };
	size_t i;

	*taken = (struct taken_names){ 0 };
	for (i = 0; i < merge->nr_files; i++) {
		struct two two = { .taken = &found, .outlines = outlines, .merge = merge, .file = i };

		if (!path_is_c(merge->files[i].path) || !path_entry_is_file(&merge->files[i].old_entry) ||
		    (merge->files[i].new_entry.mode && !path_entry_is_file(&merge->files[i].new_entry)) ||
		    !removes_lines(merge, i))
			continue;
		if (take_from_file(&two, err) < 0)
			return -1;
	}
	*taken = take(found);
	return 0;
}
