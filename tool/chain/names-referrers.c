// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who refers to an entity, in its file and the others of its folder.
 *
 * Most files do not have the name among their identifiers, and are done with. In the others the lines that have
 * the word are looked at: comments, literals, members and local variables of that name fall away.
 *
 * A static entity of a .c file is known in that file alone, but for .c files that include one another
 * (kernel/sched.c and sched_rt.c): the others are read too where the file includes one, or does not use the entity
 * itself. A file that defines a static one of the name means its own.
 */
#include <stdlib.h>

#include "../error.h"
#include "outlines.h"
#include "tokens.h"

void referrers_release(struct referrers *referrers)
{
	if (referrers)
		arena_release(&referrers->arena);
}

struct stretches {
	struct line_stretch *v;
	size_t nr, capacity;
};

static void stretches_release(struct stretches *stretches)
{
	free(stretches->v);
}

/* The lines that have a word, or a longer one around it. */
static void find_word(struct stretches *lines, const char *text, size_t len, const char *name)
{
	const char *at = text, *end = text + len, *hit, *newline;
	size_t name_len = strlen(name);
	uint32_t line = 1;

	while (at < end && (hit = memmem(at, (size_t)(end - at), name, name_len))) {
		while ((newline = memchr(at, '\n', (size_t)(hit - at)))) {
			at = newline + 1;
			line++;
		}
		lines->v = array_room(lines->v, lines->nr, &lines->capacity, sizeof(*lines->v));
		lines->v[lines->nr++] = (struct line_stretch){ line, line };
		newline = memchr(hit, '\n', (size_t)(end - hit));
		at = newline ? newline + 1 : end;
		line++;
	}
}

void name_uses_of_word(struct name_uses *uses, const struct outline *outline, const char *text, size_t len,
		       const char *name)
{
	owned(stretches_release) struct stretches lines = { 0 };
	size_t i, nr = 0;

	find_word(&lines, text, len, name);
	name_uses_of(uses, outline, text, len, lines.v, lines.nr);
	for (i = 0; i < uses->nr; i++)
		if (!strcmp(uses->v[i].name, name))
			uses->v[nr++] = uses->v[i];
	uses->nr = nr;
}

struct reader {
	struct referrers *referrers;
	struct outlines *outlines;
	const char *name;
	const char *path;       /* where the entity is */
	bool is_alone;          /* no other file can know it */
};

static void add_referrer(struct referrers *referrers, const char *path, const struct entity *entity, uint32_t line)
{
	struct referrer *last = referrers->nr ? &referrers->v[referrers->nr - 1] : NULL;
	struct referrer *referrer;

	/* By lines: those of one entity follow one another. */
	if (last && !strcmp(last->path, path) && (entity ? last->entity && last->kind == entity->kind &&
						  !strcmp(last->entity, entity->name) : !last->entity))
		return;
	referrer = arena_push(&referrers->arena, referrers->v, referrers->nr);
	referrer->path = last && !strcmp(last->path, path) ? last->path : arena_strdup(&referrers->arena, path);
	referrer->entity = entity ? arena_strdup(&referrers->arena, entity->name) : NULL;
	referrer->kind = entity ? entity->kind : ENTITY_FUNCTION;
	referrer->line = line;
}

static const struct entity *find_own(const struct outline *outline, const char *name)
{
	const struct entity *entity = outline_find(outline, ENTITY_FUNCTION, name);

	return entity ? entity : outline_find(outline, ENTITY_VARIABLE, name);
}

/* Another file's own of the same name. */
static bool has_its_own(const struct reader *r, const struct outline *outline, const char *path)
{
	const struct entity *entity;

	if (!strcmp(path, r->path) || path_is_header(path))
		return false;
	entity = find_own(outline, r->name);
	return entity && entity->is_static;
}

static int read_file(struct reader *r, const struct folder_file *file, struct error *err)
{
	owned(name_uses_release) struct name_uses uses = { 0 };
	owned(blob_releasep) const struct blob *blob = NULL;
	const struct outline *outline;
	struct known_file *known;
	size_t i;

	if (outlines_of_blob(&known, r->outlines, &file->id, file->path, err) < 0)
		return -1;
	if (!known_file_mentions(known, r->name))
		return 0;
	if (outlines_blob_outline(&outline, r->outlines, known, file->path, err) < 0 ||
	    blobs_get(&blob, outlines_blobs(r->outlines), &file->id, file->path, err) < 0)
		return -1;
	if (has_its_own(r, outline, file->path))
		return 0;
	name_uses_of_word(&uses, outline, blob->data, blob->len, r->name);
	for (i = 0; i < uses.nr; i++) {
		const struct entity *entity = outline_at(outline, uses.v[i].line);

		if (uses.v[i].is_member || (entity && !strcmp(entity->name, r->name)))
			continue;
		add_referrer(r->referrers, file->path, entity, uses.v[i].line);
	}
	return 0;
}

static bool includes_code(const struct outline *outline)
{
	size_t i;

	for (i = 0; i < outline->nr_includes; i++)
		if (!path_is_header(outline->includes[i]) && path_is_c(outline->includes[i]))
			return true;
	return false;
}

static int find_alone(struct reader *r, uint32_t at, struct error *err)
{
	const struct outline *outline;
	const struct entity *entity;

	if (path_is_header(r->path))
		return 0;
	if (outlines_get(&outline, r->outlines, at, r->path, err) < 0)
		return -1;
	entity = outline ? find_own(outline, r->name) : NULL;
	r->is_alone = entity && entity->is_static && !includes_code(outline);
	return 0;
}

static int read_folder(struct reader *r, const struct folder *folder, struct error *err)
{
	size_t i;

	for (i = 0; folder && i < folder->nr; i++)
		if ((!r->is_alone || !strcmp(folder->v[i].path, r->path)) && read_file(r, &folder->v[i], err) < 0)
			return -1;
	return 0;
}

int names_referrers(struct referrers *referrers, struct outlines *outlines, uint32_t at, const char *path,
		    const char *name, struct error *err)
{
	owned(referrers_release) struct referrers found = { 0 };
	struct reader r = { .referrers = &found, .outlines = outlines, .name = name, .path = path };
	const struct folder *folder;

	*referrers = (struct referrers){ 0 };
	outlines_trim(outlines);
	if (!*name)
		return 0;
	if (find_alone(&r, at, err) < 0 || outlines_folder(&folder, outlines, at, path, err) < 0 ||
	    read_folder(&r, folder, err) < 0)
		return -1;
	if (r.is_alone && !found.nr) {
		r.is_alone = false;
		if (read_folder(&r, folder, err) < 0)
			return -1;
	}
	*referrers = take(found);
	return 0;
}
