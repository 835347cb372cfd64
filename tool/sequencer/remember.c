// SPDX-License-Identifier: GPL-2.0-only
/*
 * A path that is in conflict as a whole is known again by what the target has under it: nothing, or the same content as
 * then; one with markers by the conflicts themselves.
 */
#include "remember.h"
#include "resolution.h"

/* ---- used ---- */

struct use {
	struct carried *carried;
	struct carried_path *path;
	size_t index;           /* of the path */
	const struct resolutions *known;
};

/* Of the path, and of the kind that the conflict is. */
static bool is_for(const struct resolution *resolution, const struct carried_path *path)
{
	if (strcmp(resolution->path, path->upstream))
		return false;
	if (path->has_markers)
		return resolution->conflict == RESOLVED_LINES;
	if (!path->ours.mode)
		return resolution->conflict == RESOLVED_NO_FILE;
	return !path->theirs.mode && resolution->conflict == RESOLVED_GONE &&
	       !strcmp(resolution->ours, git_oid_tostr_s(&path->ours.id));
}

static void take_result(struct use *use, const char *content, size_t len, bool exists)
{
	struct carried_path *path = use->path;

	path->in_conflict = false;
	path->exists = exists;
	path->mode = !exists ? 0 : path->theirs.mode ? path->theirs.mode : path->ours.mode;
	text_clear(&path->result);
	text_add(&path->result, content, len);
	path->is_changed = path->exists != path->existed || path->mode != path->mode_before ||
			   !text_equal(&path->result, &path->before);
	use->carried->is_changed |= path->is_changed;
}

/* The hunks of the path are resolved as the file has it. */
static void tell_hunks(struct use *use, const char *file)
{
	struct carried *carried = use->carried;
	size_t i;

	for (i = 0; i < carried->nr_hunks; i++) {
		struct carried_hunk *hunk = &carried->hunks[i];

		if (hunk->path != use->index || hunk->disposition != CHAIN_ADAPT)
			continue;
		hunk->disposition = CHAIN_REMEMBERED;
		hunk->why = arena_printf(&carried->arena, "resolved as '%s' has it", file);
		carried->nr_conflicts--;
	}
}

static void use_whole(struct use *use)
{
	size_t i;

	for (i = 0; i < use->known->nr; i++) {
		const struct resolution *known = &use->known->v[i];

		if (!is_for(known, use->path))
			continue;
		take_result(use, known->content, known->content_len, known->exists);
		tell_hunks(use, known->file);
		return;
	}
}

static void use_lines(struct use *use)
{
	owned(resolution_use_release) struct resolution_use used = { 0 };
	const struct resolution **known = arena_alloc(&use->carried->arena, (use->known->nr + 1) * sizeof(*known));
	size_t i, nr = 0;

	for (i = 0; i < use->known->nr; i++)
		if (is_for(&use->known->v[i], use->path))
			known[nr++] = &use->known->v[i];
	if (!nr)
		return;
	resolution_use(&used, &use->path->marked, use->path->marker_size, known, nr);
	if (!used.nr_used || used.nr_missed || used.contradiction)
		return;
	if (used.nr_left) {
		text_release(&use->path->marked);
		use->path->marked = take(used.text);
		return;
	}
	take_result(use, text_str(&used.text), used.text.len, true);
	tell_hunks(use, known[0]->file);
}

int remember_use(struct carried *carried, const char *folder, const char *commit, struct error *err)
{
	owned(resolutions_release) struct resolutions known = { 0 };
	size_t i;

	if (resolutions_read(&known, folder, commit, err) < 0)
		return -1;
	for (i = 0; i < carried->nr_paths && known.nr; i++) {
		struct use use = { .carried = carried, .path = &carried->paths[i], .index = i, .known = &known };

		if (!use.path->in_conflict)
			continue;
		if (use.path->has_markers)
			use_lines(&use);
		else
			use_whole(&use);
	}
	return 0;
}

/* ---- kept ---- */

/* The function that the path's hunks are in, if it is one. */
static const char *function_of(const struct todo_step *step, const char *path)
{
	const char *function = NULL;
	size_t i;

	for (i = 0; i < step->nr_hunks; i++) {
		const struct todo_hunk *hunk = &step->hunks[i];

		if (hunk->disposition != CHAIN_ADAPT || strcmp(hunk->file, path))
			continue;
		if (!hunk->function || (function && strcmp(function, hunk->function)))
			return NULL;
		function = hunk->function;
	}
	return function;
}

/* No entry: there is nothing to know it by. */
static int describe(struct resolution *resolution, bool *is_known, const struct todo_conflict *conflict,
		    const struct text *marked, const struct text *resolved, struct error *err)
{
	*is_known = true;
	if (conflict->has_markers && resolved) {
		resolution->conflict = RESOLVED_LINES;
		if (resolution_learn(resolution, marked, conflict->marker_size, resolved, err) < 0)
			return -1;
		*is_known = resolution->nr_entries > 0;
		return 0;
	}
	*is_known = !conflict->has_markers && (!conflict->ours || conflict->is_gone);
	resolution->conflict = conflict->ours ? RESOLVED_GONE : RESOLVED_NO_FILE;
	resolution->ours = conflict->ours;
	resolution->exists = resolved != NULL;
	resolution->content = resolved ? text_str(resolved) : "";
	resolution->content_len = resolved ? resolved->len : 0;
	return 0;
}

static void free_string(char **string)
{
	free(*string);
}

int remember_keep(struct strings *files, const char *folder, const struct todo *todo, size_t index,
		  const struct text *marked, const struct text *resolved, struct error *err)
{
	const struct todo_step *step = &todo->steps[todo->next];
	const struct todo_conflict *conflict = &todo->conflicts[index];
	owned(resolution_release) struct resolution resolution = {
		.commit = step->commit,
		.subject = step->subject,
		.path = conflict->upstream_path,
		.function = function_of(step, conflict->upstream_path),
	};
	owned(free_string) char *file = NULL;
	bool is_known;

	if (describe(&resolution, &is_known, conflict, marked, resolved, err) < 0)
		return -1;
	if (!is_known)
		return 0;
	if (resolution_store(&file, folder, &resolution, err) < 0)
		return -1;
	if (file)
		strings_add(files, file);
	return 0;
}
