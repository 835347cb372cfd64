// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files found by what others include of them: from one text its includes, their includes, and so on, each file once.
 * What a header includes and what words it has is remembered (headers.h); and a file's own includes are followed only
 * when nothing before had the name, since most names stand in one of the first.
 */
#include <stdlib.h>

#include "reach.h"

/* A driver of DPDK sees some 150 headers; a file that sees more sees half of the kernel. */
#define MAX_FILES 600
#define MAX_BYTES ((size_t)16 << 20)
#define NR_BUCKETS 512

struct found {
	const char *path;
	git_oid id;
	struct found *next;
	unsigned in;            /* the number of the last struct reached that has it */
};

/* The headers of the tree with a last name. */
struct named {
	const char *last;
	uint32_t hash;
	struct found *first, **end;
	struct named *next;     /* in the bucket */
};

struct reach {
	struct arena arena;
	struct headers *headers;
	struct header_tree *tree;
	unsigned last;          /* number given to a struct reached */
	struct named *buckets[NR_BUCKETS];
};

void reach_free(struct reach *reach)
{
	if (reach) {
		header_tree_close(reach->tree);
		arena_release(&reach->arena);
	}
	free(reach);
}

int reach_open(struct reach **reach, struct commits *commits, struct blobs *blobs, uint32_t commit, struct error *err)
{
	owned(reach_freep) struct reach *made = mem_alloc(sizeof(*made));

	made->headers = blobs_headers(blobs);
	if (header_tree_open(&made->tree, made->headers, &commits_facts(commits, commit)->tree, err) < 0)
		return -1;
	*reach = take(made);
	return 0;
}

/* ---- where headers are ---- */

struct naming {
	struct reach *reach;
	struct named *named;
};

static void note_header(void *data, const char *folder, const char *last, const git_oid *id)
{
	struct naming *naming = data;
	struct arena *arena = &naming->reach->arena;
	struct found *found = arena_alloc(arena, sizeof(*found));

	found->path = arena_printf(arena, "%s%s", folder, last);
	found->id = *id;
	*naming->named->end = found;
	naming->named->end = &found->next;
}

static struct named *named_of(struct reach *reach, const char *last, uint32_t hash)
{
	struct named **bucket = &reach->buckets[hash % NR_BUCKETS], *named = *bucket;
	struct naming naming = { .reach = reach };

	while (named && !(named->hash == hash && !strcmp(named->last, last)))
		named = named->next;
	if (named)
		return named;
	named = arena_alloc(&reach->arena, sizeof(*named));
	*named = (struct named){ .last = arena_strdup(&reach->arena, last), .hash = hash, .next = *bucket };
	named->end = &named->first;
	*bucket = named;
	naming.named = named;
	header_tree_find(reach->tree, last, hash, note_header, &naming);
	return named;
}

static bool ends_in(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);

	return len >= end_len && !strcmp(path + len - end_len, end) && (len == end_len || path[len - end_len - 1] == '/');
}

/* ---- following includes ---- */

void reached_release(struct reached *reached)
{
	size_t i;

	for (i = 0; i < reached->nr; i++)
		header_release(reached->v[i].header);
	arena_release(&reached->arena);
}

static int add_file(struct reached *reached, struct found *found, struct error *err)
{
	struct reach *reach = reached->reach;
	struct reached_file *file;

	if (found->in == reach->last)
		return 0;
	found->in = reach->last;
	if (reached->nr == MAX_FILES || reached->bytes > MAX_BYTES) {
		reached->is_cut = true;
		return 0;
	}
	file = arena_push(&reached->arena, reached->v, reached->nr);
	file->path = found->path;
	if (headers_get(&file->header, reach->headers, &found->id, found->path, err) < 0)
		return -1;
	reached->bytes += file->header->len;
	return 0;
}

static int add_included(struct reached *reached, const struct inclusion *inclusion, struct error *err)
{
	struct named *named = named_of(reached->reach, last_of_path(inclusion->path), inclusion->hash);
	struct found *found;
	bool is_here = false;

	for (found = named->first; found; found = found->next)
		if (ends_in(found->path, inclusion->path)) {
			is_here = true;
			if (add_file(reached, found, err) < 0)
				return -1;
		}
	if (!is_here)
		*arena_push(&reached->arena, reached->elsewhere, reached->nr_elsewhere) = inclusion->path;
	return 0;
}

int reached_from(struct reached *reached, struct reach *reach, const char *text, size_t len, struct error *err)
{
	const char *at = text, *path;
	size_t path_len;

	reached->reach = reach;
	reach->last++;
	while (include_next(&path, &path_len, &at, text + len)) {
		struct inclusion inclusion = { .path = arena_strndup(&reached->arena, path, path_len) };
		const char *last = last_of_path(inclusion.path);

		inclusion.hash = hash_of_last(last, strlen(last));
		if (add_included(reached, &inclusion, err) < 0)
			return -1;
	}
	return 0;
}

static int follow_next(struct reached *reached, struct error *err)
{
	const struct header *header = reached->v[reached->nr_followed++].header;
	size_t i;

	for (i = 0; i < header->nr_includes; i++)
		if (add_included(reached, &header->includes[i], err) < 0)
			return -1;
	return 0;
}

int reached_next(const struct reached_file **file, size_t *at, struct reached *reached, const char *name,
		 struct error *err)
{
	for (*file = NULL; !*file; ++*at) {
		bool has;

		while (*at == reached->nr && reached->nr_followed < reached->nr)
			if (follow_next(reached, err) < 0)
				return -1;
		if (*at == reached->nr)
			return 0;
		if (header_has_word(&has, reached->reach->headers, reached->v[*at].header, name, err) < 0)
			return -1;
		if (has)
			*file = &reached->v[*at];
	}
	return 0;
}

int reached_defines(bool *defines, struct reached *reached, const struct reached_file *file, const char *name,
		    struct error *err)
{
	return header_defines(defines, reached->reach->headers, file->header, name, err);
}

bool reached_misses(const struct reached *reached, const char *path)
{
	size_t i;

	for (i = 0; i < reached->nr_elsewhere; i++)
		if (!strcmp(last_of_path(reached->elsewhere[i]), last_of_path(path)))
			return true;
	return false;
}
