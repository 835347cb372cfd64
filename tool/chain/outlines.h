/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef OUTLINES_H
#define OUTLINES_H

#include "names.h"

/* Versions of files with their names, by content: what names*.c and places.c share. */

/* A content. Borrowed from struct outlines, valid until outlines_trim(). */
struct known_file {
	git_oid key;            /* of a blob its id; of a text, which is no blob, what it hashes to */
	bool is_text;
	struct identifiers identifiers;
	struct outline *outline; /* NULL: not asked for yet */
	struct known_uses *uses;
	size_t bytes;
	uint64_t given;         /* the last outlines_get() that gave it, from 1; 0: none */
	struct known_file *next; /* in the bucket */
	struct known_file *newer, *older;
};
bool known_file_mentions(const struct known_file *file, const char *name);

int outlines_of_blob(struct known_file **file, struct outlines *outlines, const git_oid *id, const char *path,
		     struct error *err) must_check;
struct known_file *outlines_of_text(struct outlines *outlines, const struct text *text)
	__attribute__((returns_nonnull));
int outlines_blob_outline(const struct outline **outline, struct outlines *outlines, struct known_file *file,
			  const char *path, struct error *err) must_check;
const struct outline *outlines_text_outline(struct outlines *outlines, struct known_file *file,
					    const struct text *text);

/* The uses of names in stretches of a blob. */
int outlines_uses(const struct name_uses **uses, struct outlines *outlines, struct known_file *file, const char *path,
		  const struct line_stretch *stretches, size_t nr, struct error *err) must_check;

/* The C files that a commit has in the folder of a path, as the tree has them. Valid until outlines_trim(). */
struct folder_file {
	const char *path;
	git_oid id;
	bool is_header;
};
struct folder {
	git_oid id;
	struct arena arena;
	struct folder_file *v;
	size_t nr, nr_headers;
	struct folder *next;
};
int outlines_folder(const struct folder **folder, struct outlines *outlines, uint32_t commit, const char *path,
		    struct error *err) must_check;

/* names-referrers.c: the uses of one name in a text. */
void name_uses_of_word(struct name_uses *uses, const struct outline *outline, const char *text, size_t len,
		       const char *name);

/* Forgets what was not used for longest, if there is too much. */
bool outlines_are_full(const struct outlines *outlines);
void outlines_trim(struct outlines *outlines);

struct commits *outlines_commits(const struct outlines *outlines);
struct blobs *outlines_blobs(const struct outlines *outlines);

bool path_is_c(const char *path);
bool path_is_header(const char *path);
size_t path_folder_len(const char *path); /* without the '/'; 0: in the root */

#endif
