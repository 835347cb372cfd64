// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files found by what others include of them: the tree is listed once, its headers by their last name; then from one
 * text its includes, their includes, and so on, each file once.
 */
#include <stdlib.h>

#include "outlines.h"
#include "reach.h"

/* A driver of DPDK sees some 150 headers; a file that sees more sees half of the kernel. */
#define MAX_FILES 600
#define MAX_BYTES ((size_t)16 << 20)
#define NR_BUCKETS 4096

struct header {
	const char *path, *last; /* last: behind the last '/' */
	git_oid id;
	struct header *next;
	unsigned in;            /* the number of the last struct reached that has it */
};

struct reach {
	struct arena arena;
	struct blobs *blobs;
	unsigned last;          /* number given to a struct reached */
	struct header *buckets[NR_BUCKETS];
};

void reach_free(struct reach *reach)
{
	if (reach)
		arena_release(&reach->arena);
	free(reach);
}

static const char *last_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static struct header **bucket_of(struct reach *reach, const char *last)
{
	unsigned hash = 5381;

	while (*last)
		hash = hash * 33 + (unsigned char)*last++;
	return &reach->buckets[hash % NR_BUCKETS];
}

static int note_entry(const char *folder, const git_tree_entry *entry, void *data)
{
	struct reach *reach = data;
	struct header *header, **bucket;

	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB || !path_is_header(git_tree_entry_name(entry)))
		return 0;
	bucket = bucket_of(reach, git_tree_entry_name(entry));
	header = arena_alloc(&reach->arena, sizeof(*header));
	header->path = arena_printf(&reach->arena, "%s%s", folder, git_tree_entry_name(entry));
	header->last = last_of(header->path);
	git_oid_cpy(&header->id, git_tree_entry_id(entry));
	header->next = *bucket;
	*bucket = header;
	return 0;
}

static void free_tree(git_tree **tree)
{
	git_tree_free(*tree);
}

int reach_open(struct reach **reach, struct commits *commits, struct blobs *blobs, uint32_t commit, struct error *err)
{
	owned(reach_freep) struct reach *made = mem_alloc(sizeof(*made));
	owned(free_tree) git_tree *tree = NULL;

	made->blobs = blobs;
	if (git_tree_lookup(&tree, commits_repository(commits), &commits_facts(commits, commit)->tree) < 0 ||
	    git_tree_walk(tree, GIT_TREEWALK_PRE, note_entry, made) < 0)
		return error_git(err, "cannot list the files of a commit");
	*reach = take(made);
	return 0;
}

void reached_release(struct reached *reached)
{
	size_t i;

	for (i = 0; i < reached->nr; i++)
		blob_release(reached->v[i].blob);
	arena_release(&reached->arena);
}

/* The path between "" or <> of a line that includes something; len 0: it does not. */
static const char *included(size_t *len, const char *line, size_t line_len)
{
	static const char word[] = "include";
	const char *at = line, *end = line + line_len, *close;

	*len = 0;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if (at == end || *at++ != '#')
		return line;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if ((size_t)(end - at) < sizeof(word) || memcmp(at, word, sizeof(word) - 1))
		return line;
	for (at += sizeof(word) - 1; at < end && (*at == ' ' || *at == '\t'); at++)
		;
	if (at == end || (*at != '"' && *at != '<'))
		return line;
	close = memchr(at + 1, *at == '"' ? '"' : '>', (size_t)(end - at - 1));
	*len = close ? (size_t)(close - at - 1) : 0;
	return at + 1;
}

static bool ends_in(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);

	return len >= end_len && !strcmp(path + len - end_len, end) && (len == end_len || path[len - end_len - 1] == '/');
}

static int add_file(struct reached *reached, struct reach *reach, struct header *header, size_t *bytes,
		    struct error *err)
{
	struct reached_file *file;

	if (header->in == reach->last)
		return 0;
	header->in = reach->last;
	if (reached->nr == MAX_FILES || *bytes > MAX_BYTES) {
		reached->is_cut = true;
		return 0;
	}
	file = arena_push(&reached->arena, reached->v, reached->nr);
	file->path = header->path;
	if (blobs_get(&file->blob, reach->blobs, &header->id, header->path, err) < 0)
		return -1;
	*bytes += file->blob->len;
	return 0;
}

static int add_included(struct reached *reached, struct reach *reach, const char *text, size_t len, size_t *bytes,
			struct error *err)
{
	const char *at = text, *line;
	size_t line_len;

	while (text_line(&line, &line_len, &at, text + len)) {
		size_t path_len;
		const char *path = included(&path_len, line, line_len);
		struct header *header;
		bool found = false;

		if (!path_len)
			continue;
		while (path_len > 3 && !memcmp(path, "../", 3)) {
			path += 3;
			path_len -= 3;
		}
		path = arena_strndup(&reached->arena, path, path_len);
		for (header = *bucket_of(reach, last_of(path)); header; header = header->next)
			if (ends_in(header->path, path)) {
				found = true;
				if (add_file(reached, reach, header, bytes, err) < 0)
					return -1;
			}
		if (!found)
			*arena_push(&reached->arena, reached->elsewhere, reached->nr_elsewhere) = path;
	}
	return 0;
}

int reached_from(struct reached *reached, struct reach *reach, const char *text, size_t len, struct error *err)
{
	size_t bytes = 0, i;

	reach->last++;
	if (add_included(reached, reach, text, len, &bytes, err) < 0)
		return -1;
	for (i = 0; i < reached->nr; i++)
		if (add_included(reached, reach, reached->v[i].blob->data, reached->v[i].blob->len, &bytes, err) < 0)
			return -1;
	return 0;
}

const struct reached_file *reached_next(size_t *at, const struct reached *reached, const char *name)
{
	while (*at < reached->nr) {
		const struct reached_file *file = &reached->v[(*at)++];

		if (text_has_word(file->blob->data, file->blob->len, name))
			return file;
	}
	return NULL;
}

bool reached_misses(const struct reached *reached, const char *path)
{
	size_t i;

	for (i = 0; i < reached->nr_elsewhere; i++)
		if (!strcmp(last_of(reached->elsewhere[i]), last_of(path)))
			return true;
	return false;
}
