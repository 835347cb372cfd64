// SPDX-License-Identifier: GPL-2.0-only
/*
 * The places around a file, ring by ring, each made when it is asked for.
 *
 * What "#include" means is in no file that could be read: include paths are the build's. So a path is looked for
 * beside the file, then in each folder above and in what these have under "include": net/sunrpc/ finds
 * <linux/list.h> in include/, arch/x86/mm/ finds <asm/page.h> in arch/x86/include/. What is not found that way
 * (the compiler's own headers) is not looked at.
 *
 * A view cannot list a folder. The target's headers are those that upstream has (as far as they are there) and
 * those that the target's version of the file includes.
 */
#include <stdlib.h>

#include "../files.h"
#include "places.h"

/* A folder with more headers is no subsystem but include/linux or a collection: there only those included count. */
#define MAX_FOLDER_HEADERS 128
#define MAX_INCLUDES 256
#define NR_BUCKETS 256

/* ---- sides ---- */

struct memo_entry {
	const char *path;
	struct known_file *file;
	struct memo_entry *next;
};

struct side_memo {
	struct arena arena;
	struct memo_entry *buckets[NR_BUCKETS];
};

void side_forget(struct side *side)
{
	if (side->memo)
		arena_release(&side->memo->arena);
	free(side->memo);
	side->memo = NULL;
}

void side_release(struct side *side)
{
	side_forget(side);
}

static int read_commit(struct known_file **file, struct side *side, const char *path, struct error *err)
{
	struct commits *commits = outlines_commits(side->outlines);
	struct path_entry entry;

	*file = NULL;
	if (commits_entry(&entry, commits, side->commit, commits_path(commits, path), err) < 0)
		return -1;
	if (!path_entry_is_file(&entry))
		return 0;
	return outlines_of_blob(file, side->outlines, &entry.id, path, err);
}

static int read_view(struct known_file **file, struct side *side, const char *path, struct error *err)
{
	owned(text_release) struct text content = { 0 };
	bool exists = false;

	if (side->view->read(&content, &exists, side->view->data, path, err) < 0)
		return -1;
	*file = exists ? outlines_of_text(side->outlines, &content) : NULL;
	return 0;
}

static struct memo_entry **memo_slot(struct side *side, const char *path)
{
	struct memo_entry **at;
	unsigned hash = 5381;
	const char *c;

	for (c = path; *c; c++)
		hash = hash * 33 + (unsigned char)*c;
	if (!side->memo)
		side->memo = mem_alloc(sizeof(*side->memo));
	for (at = &side->memo->buckets[hash % NR_BUCKETS]; *at && strcmp((*at)->path, path); )
		at = &(*at)->next;
	return at;
}

int side_file(struct known_file **file, struct side *side, const char *path, struct error *err)
{
	struct memo_entry **slot = memo_slot(side, path), *entry = *slot;

	if (!entry) {
		if ((side->view ? read_view(file, side, path, err) : read_commit(file, side, path, err)) < 0)
			return -1;
		entry = arena_alloc(&side->memo->arena, sizeof(*entry));
		*entry = (struct memo_entry){ .path = arena_strdup(&side->memo->arena, path), .file = *file };
		*slot = entry;
	}
	*file = entry->file;
	return 0;
}

int side_outline(const struct outline **outline, struct side *side, struct known_file *file, const char *path,
		 struct error *err)
{
	owned(text_release) struct text content = { 0 };
	bool exists = false;

	if (!side->view)
		return outlines_blob_outline(outline, side->outlines, file, path, err);
	if (!file->outline && side->view->read(&content, &exists, side->view->data, path, err) < 0)
		return -1;
	*outline = outlines_text_outline(side->outlines, file, &content);
	return 0;
}

/* ---- paths of includes ---- */

/* folder/middle/include with its "../" taken away; false: that leads out of the tree, or is no path. */
static bool join(struct text *path, const char *folder, size_t len, const char *middle, const char *include)
{
	text_clear(path);
	while (!strncmp(include, "../", 3) || !strncmp(include, "./", 2)) {
		if (include[1] == '.') {
			if (!len)
				return false;
			while (len && folder[--len] != '/')
				;
		}
		include = strchr(include, '/') + 1;
	}
	text_add(path, folder, len);
	if (len)
		text_addc(path, '/');
	text_adds(path, middle);
	text_adds(path, include);
	return path_is_safe(text_str(path));
}

static int try_path(struct place *place, struct places *places, const struct text *path, struct error *err)
{
	struct known_file *file;

	if (side_file(&file, places->side, text_str(path), err) < 0)
		return -1;
	if (file)
		*place = (struct place){ arena_strdup(&places->arena, text_str(path)), file };
	return 0;
}

/* What a file includes; path NULL: it is not in the tree. */
static int resolve(struct place *place, struct places *places, const char *include, struct error *err)
{
	static const char *const below[] = { "include/", "" };
	size_t folder_len = path_folder_len(places->path), len = folder_len, i;
	owned(text_release) struct text path = { 0 };

	*place = (struct place){ 0 };
	if (join(&path, places->path, len, "", include) && try_path(place, places, &path, err) < 0)
		return -1;
	while (!place->path && *include != '.') {
		for (i = 0; i < nr_of(below) && !place->path; i++)
			if ((*below[i] || len < folder_len) && join(&path, places->path, len, below[i], include) &&
			    try_path(place, places, &path, err) < 0)
				return -1;
		if (!len)
			break;
		while (len && places->path[--len] != '/')
			;
	}
	return 0;
}

/* ---- rings ---- */

void places_release(struct places *places)
{
	if (places)
		arena_release(&places->arena);
}

static bool has_place(const struct places *places, const struct known_file *file)
{
	size_t i;

	for (i = 0; i < places->nr; i++)
		if (places->v[i].file == file)
			return true;
	return false;
}

static void add_place(struct places *places, const char *path, struct known_file *file)
{
	if (file && !has_place(places, file))
		*arena_push(&places->arena, places->v, places->nr) = (struct place){ path, file };
}

static int add_path(struct places *places, const char *path, struct error *err)
{
	struct known_file *file;

	if (side_file(&file, places->side, path, err) < 0)
		return -1;
	add_place(places, path, file);
	return 0;
}

static int add_folder(struct places *places, struct error *err)
{
	const struct folder *folder;
	size_t i;

	if (outlines_folder(&folder, places->side->outlines, places->side->commit, places->path, err) < 0)
		return -1;
	for (i = 0; folder && i < folder->nr && folder->nr_headers <= MAX_FOLDER_HEADERS; i++)
		if (folder->v[i].is_header && add_path(places, folder->v[i].path, err) < 0)
			return -1;
	return 0;
}

/* A path of upstream's folder, in the target's, which may have the file under another name. */
static const char *moved_path(struct places *places, const char *path)
{
	size_t from = path_folder_len(places->like->path), to = path_folder_len(places->path);

	if (from == to && !memcmp(places->like->path, places->path, from))
		return path;
	if (path_folder_len(path) != from || memcmp(path, places->like->path, from))
		return path;
	return arena_printf(&places->arena, "%.*s%s%s", (int)to, places->path, to ? "/" : "", path + from + (from > 0));
}

static int places_make(struct places *places, enum ring ring, struct error *err);

static int add_alike(struct places *places, enum ring ring, struct error *err)
{
	struct places *like = places->like;
	size_t i;

	if (places_make(like, ring, err) < 0)
		return -1;
	for (i = ring ? like->ends[ring - 1] : 0; i < like->ends[ring]; i++)
		if (add_path(places, arena_strdup(&places->arena, moved_path(places, like->v[i].path)), err) < 0)
			return -1;
	return 0;
}

static int add_includes(struct places *places, struct error *err)
{
	const struct outline *outline;
	struct known_file *file;
	size_t i;

	if (side_file(&file, places->side, places->path, err) < 0)
		return -1;
	if (!file)
		return 0;
	if (side_outline(&outline, places->side, file, places->path, err) < 0)
		return -1;
	for (i = 0; i < outline->nr_includes && i < MAX_INCLUDES; i++) {
		struct place place;

		if (resolve(&place, places, outline->includes[i], err) < 0)
			return -1;
		add_place(places, place.path, place.file);
	}
	return 0;
}

static int add_ring(struct places *places, enum ring ring, struct error *err)
{
	if (ring == RING_FILE)
		return add_path(places, places->path, err);
	if (ring == RING_INCLUDED && add_includes(places, err) < 0)
		return -1;
	if (places->like)
		return add_alike(places, ring, err);
	return ring == RING_FOLDER ? add_folder(places, err) : 0;
}

/* Rings up to one. */
static int places_make(struct places *places, enum ring ring, struct error *err)
{
	while (places->nr_rings <= ring) {
		if (add_ring(places, (enum ring)places->nr_rings, err) < 0)
			return -1;
		places->ends[places->nr_rings++] = places->nr;
	}
	return 0;
}

/* ---- definitions ---- */

int side_define(struct definitions *found, struct side *side, struct known_file *file, const char *path, enum ring ring,
		const char *name, struct error *err)
{
	const struct entity_member *member;
	const struct outline *outline;
	const struct entity *entity;
	uint32_t at = 0;

	if (!known_file_mentions(file, name))
		return 0;
	if (side_outline(&outline, side, file, path, err) < 0)
		return -1;
	while (found->nr < MAX_DEFINITIONS && (entity = outline_each(&member, &at, outline, name)))
		found->v[found->nr++] = (struct definition){ path, ring, entity, member };
	return 0;
}

int places_define(struct definitions *found, struct places *places, enum ring ring, const char *name, struct error *err)
{
	size_t i;

	if (places_make(places, ring, err) < 0)
		return -1;
	for (i = ring ? places->ends[ring - 1] : 0; i < places->ends[ring]; i++)
		if (side_define(found, places->side, places->v[i].file, places->v[i].path, ring, name, err) < 0)
			return -1;
	return 0;
}
