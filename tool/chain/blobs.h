/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BLOBS_H
#define BLOBS_H

#include <git2.h>

#include "../error.h"
#include "../text.h"

/*
 * Versions of files and what is different between two of them, remembered: the candidates of a plan
 * ask for the same ones again and again. Contents are kept up to a bound (the least recently used go first),
 * differences for good.
 */
struct blobs;
struct headers;

/* The repository is borrowed, and must outlive them. Nothing is read yet: an object that is missing is an error of who asks. */
int blobs_open(struct blobs **blobs, git_repository *repo, struct error *err) must_check;
void blobs_free(struct blobs *blobs);
OWNED_POINTER(struct blobs, blobs_free);
/* What was read of headers, remembered as long as the blobs (headers.h). */
struct headers *blobs_headers(struct blobs *blobs);

/*
 * A file's content with its lines: line n (from 1) is data[starts[n - 1] .. starts[n]), with its line end; starts has
 * nr_lines + 1 entries. Reference counted, so that it stays valid until blob_release(), whatever is dropped from the
 * memory.
 */
struct blob {
	const char *data;
	size_t len;
	const uint32_t *starts;
	uint32_t nr_lines;
	bool is_binary;         /* as git judges: a NUL in the first 8000 bytes */
	unsigned references;
};
/* Gives one reference back; the last one frees the content. NULL is fine. */
void blob_release(const struct blob *blob);
OWNED_POINTER(const struct blob, blob_release);
/* path is for the error that names a missing object. A zero id is an empty file. */
int blobs_get(const struct blob **blob, struct blobs *blobs, const git_oid *id, const char *path,
	      struct error *err) must_check;

/*
 * What is different between two versions, without context: old lines first .. first + nr - 1 became new lines
 * likewise. An insertion has old_nr 0 and stands before old line old_first (so old_first is 1 .. nr_lines + 1); a
 * deletion likewise in new. (This is not git's "@@" convention, which names the line before.) In order, never touching
 * one another. As "git blame" sees them: xdiff (Myers) with the indent heuristic, as "git diff -U0" prints it.
 */
struct difference {
	uint32_t old_first, old_nr, new_first, new_nr;
};
struct differences {
	struct difference *v;
	size_t nr;
};
void differences_release(struct differences *differences);
/* Borrowed from blobs, valid until blobs_free(). Binary files: one difference of everything. */
int blobs_differences(const struct differences **differences, struct blobs *blobs, const git_oid *old,
		      const git_oid *new, const char *path, struct error *err) must_check;
/*
 * The lines that every difference of two versions is within, with room for one that slides: found without comparing
 * them, by what they have in common at the head and at the tail.
 */
int blobs_window(struct difference *window, struct blobs *blobs, const git_oid *old, const git_oid *new,
		 const char *path, struct error *err) must_check;
/*
 * How much of the larger one's bytes is in lines that both have, in whatever order, of BLOBS_SAME; 0 when it cannot be
 * half, since one is more than twice as large. Near enough to what git finds renames by.
 */
#define BLOBS_SAME 60000
int blobs_similarity(unsigned *similarity, struct blobs *blobs, const git_oid *old, const git_oid *new,
		     const char *path, struct error *err) must_check;
/* The differences of two texts that are not blobs. */
int text_differences(struct differences *differences, const char *old, size_t old_len, const char *new,
		     size_t new_len, struct error *err) must_check;

#endif
