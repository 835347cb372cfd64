/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HEADERS_H
#define HEADERS_H

#include <git2.h>

#include "blobs.h"

/*
 * What headers include and which words they have, and where a tree has headers: remembered by the ids of blobs and
 * trees, whose contents never change, so that neighbouring commits share nearly all. Owned by struct blobs
 * (blobs_headers()); of headers the least recently used go beyond a bound, of trees all but those that are in use.
 */
struct headers;
struct headers *headers_new(struct blobs *blobs, git_repository *repo);
void headers_free(struct headers *headers);

/* ---- one header ---- */

/* The path of an #include, without brackets and "../", and the hash of what is behind its last '/'. */
struct inclusion {
	const char *path;
	uint32_t hash;
};

struct header {
	git_oid id;
	size_t len;             /* of its text */
	struct inclusion *includes;
	size_t nr_includes;
};
/* Counted: to be given back. path is for errors. */
int headers_get(const struct header **header, struct headers *headers, const git_oid *id, const char *path,
		struct error *err) must_check;
void header_release(const struct header *header);
/* Whether its text has a name as a word (text_has_word()). */
int header_has_word(bool *has, struct headers *headers, const struct header *header, const char *name,
		    struct error *err) must_check;
/* Whether it defines or declares a name (outline_defines()). */
int header_defines(bool *defines, struct headers *headers, const struct header *header, const char *name,
		   struct error *err) must_check;

/* The next #include of a text; false: there is none behind *at. The path is not NUL-terminated. */
bool include_next(const char **path, size_t *len, const char **at, const char *end);
/* What is behind the last '/'. */
const char *last_of_path(const char *path);
uint32_t hash_of_last(const char *last, size_t len);

/* ---- the headers of a tree ---- */

struct header_tree;
int header_tree_open(struct header_tree **tree, struct headers *headers, const git_oid *id, struct error *err) must_check;
void header_tree_close(struct header_tree *tree);
/* Each header with a last name, the last in the tree's order first; at most some thousands. */
typedef void each_header(void *data, const char *folder, const char *last, const git_oid *id);
void header_tree_find(const struct header_tree *tree, const char *last, uint32_t hash, each_header *each, void *data);

#endif
