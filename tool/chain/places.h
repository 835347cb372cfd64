/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PLACES_H
#define PLACES_H

#include "outlines.h"

/*
 * Where the names that a file uses can come from: the file itself, the headers of its folder, and what else it
 * includes directly. The same question is asked of upstream's commit, of its parent, and of the target.
 */

/* Who has the files: a commit, or a view. What was read is remembered until side_forget(). */
struct side {
	struct outlines *outlines;
	uint32_t commit;
	const struct merge_view *view; /* NULL: the commit's files */
	struct side_memo *memo;
};
void side_release(struct side *side);
void side_forget(struct side *side);
/* NULL: there is no such file. Valid until outlines_trim(), before which side_forget() is due. */
int side_file(struct known_file **file, struct side *side, const char *path, struct error *err) must_check;
int side_outline(const struct outline **outline, struct side *side, struct known_file *file, const char *path,
		 struct error *err) must_check;

/* From near to far. */
enum ring {
	RING_FILE,
	RING_FOLDER,            /* its folder's headers */
	RING_INCLUDED,          /* other files that it includes */
	NR_RINGS,
};

struct place {
	const char *path;
	struct known_file *file;
};

struct places {
	struct arena arena;
	struct side *side;
	const char *path;
	struct places *like;    /* upstream's: their paths are looked for too; NULL: this is upstream */
	struct place *v;
	size_t nr;
	size_t ends[NR_RINGS];
	unsigned nr_rings;      /* that were looked for */
};
void places_release(struct places *places);

/* What a name is somewhere. Borrowed like the outlines. */
struct definition {
	const char *path;
	enum ring ring;
	const struct entity *entity;
	const struct entity_member *member;
};
#define MAX_DEFINITIONS 64     /* of one name in one ring: both branches of an #if, members of several structs */
struct definitions {
	struct definition v[MAX_DEFINITIONS];
	size_t nr;
};
/* Adds all that a name is in one ring. */
int places_define(struct definitions *found, struct places *places, enum ring ring, const char *name,
		  struct error *err) must_check;
/* Adds all that it is in one file. */
int side_define(struct definitions *found, struct side *side, struct known_file *file, const char *path, enum ring ring,
		const char *name, struct error *err) must_check;

#endif
