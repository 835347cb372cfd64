/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REACH_H
#define REACH_H

#include "blobs.h"
#include "commits.h"
#include "headers.h"
#include "words.h"

/*
 * What a file can see: itself and what it includes, directly and through others. Include paths are the build's and
 * stand nowhere, so "#include <a/b.h>" means each file of the tree whose path ends in "/a/b.h". Made for the few names of
 * an adapted hunk, where "the target has no such name" decides: for that a file too many is no harm.
 */
struct reach;
int reach_open(struct reach **reach, struct commits *commits, struct blobs *blobs, uint32_t commit,
	       struct error *err) must_check;
void reach_free(struct reach *reach);
OWNED_POINTER(struct reach, reach_free);

/*
 * The files that a text includes, found as far as they are asked for. The text itself is not among them, and has to
 * outlive it; so does the reach, which is asked for one text at a time.
 */
struct reached {
	struct arena arena;
	struct reach *reach;
	struct reached_file {
		const char *path;
		const struct header *header;
	} *v;
	size_t nr;
	size_t nr_followed;     /* whose own includes are among them */
	size_t bytes;
	const char **elsewhere; /* includes that no file of the tree answers to: the system's */
	size_t nr_elsewhere;
	bool is_cut;            /* there are more than are looked at: what is not found may be there */
};
void reached_release(struct reached *reached);
int reached_from(struct reached *reached, struct reach *reach, const char *text, size_t len, struct error *err) must_check;
/*
 * The next file from *at on (first 0) that has a name as a word; NULL: none has. Behind the last one is_cut and
 * reached_misses() are known.
 */
int reached_next(const struct reached_file **file, size_t *at, struct reached *reached, const char *name,
		 struct error *err) must_check;
/* Whether a file among them defines a name. */
int reached_defines(bool *defines, struct reached *reached, const struct reached_file *file, const char *name,
		    struct error *err) must_check;
/* Whether something includes a file of the same name as this path, from outside of the tree. */
bool reached_misses(const struct reached *reached, const char *path);

#endif
