/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MEMO_H
#define MEMO_H

#include <stdbool.h>

#include "../text.h"

/*
 * What is known of objects that were compiled earlier: whether they were built, and what the compilers printed. An entry
 * is true for a state of the source: for one in which every file that the object was made of has the content that it had.
 * The base (the target's own files), the configuration, the compiler and the flags are the memo's folder's: they are the
 * same for all of it.
 */
enum memo_outcome { MEMO_BUILT, MEMO_FAILED, MEMO_NO_RULE };

/* A file that differs from the base's. */
struct memo_file {
	const char *path;
	const char *id;                 /* of its content; "-": it is removed */
	bool is_new;                    /* the base has no such file */
};

struct memo_state {
	const struct memo_file *files;
	size_t nr;
	const char *ground;             /* id of those that reach objects that do not name them: makefiles, Kconfig ... */
	const char *exact;              /* id of all of it */
};

struct memo_entry {
	enum memo_outcome outcome;
	bool is_earlier;                /* from an earlier run */
	bool is_doubtful;               /* not for later runs */
	bool is_asked_for;              /* in this run: made, or found */
	char *ground;
	char *exact;                    /* true in just that state; NULL: wherever its files are the same */
	struct strings files;           /* sorted: what it was made of */
	struct strings ids;             /* of these; "": as in the base */
	struct text log;                /* what the compilers printed */
	struct text failure;            /* what make printed last, when it failed */
};

struct memo;
/* folder: where it is kept; NULL: nowhere. */
struct memo *memo_open(const char *folder);
void memo_free(struct memo *memo);
OWNED_POINTER(struct memo, memo_free);

/* NULL: not known. Lives as long as the memo. */
const struct memo_entry *memo_find(struct memo *memo, const char *object, const struct memo_state *state);

/* A new entry, to be filled; true for this state and, once files are added, for those like it. */
struct memo_entry *memo_add(struct memo *memo, const char *object, const struct memo_state *state);
/* Makes an entry true wherever these files (sorted; moved in) are the same. */
void memo_depends(struct memo_entry *entry, struct strings *files, const struct memo_state *state);
/* Writes what was added. That it cannot be written costs a later run time, and nothing else. */
void memo_keep(struct memo *memo);

#endif
