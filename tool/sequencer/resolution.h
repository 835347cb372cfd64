/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RESOLUTION_H
#define RESOLUTION_H

#include <stdbool.h>

#include "../error.h"
#include "../text.h"

/*
 * Resolutions of conflicts that are remembered, as git's rerere does it, but in files that can be committed, reviewed and
 * shared. One is what a person made of one path of one upstream commit. It is used again where the conflict is the
 * same: all three of its sides, and no other.
 */

/* Why the path was in conflict. */
enum resolved_conflict {
	RESOLVED_LINES,         /* there were markers: entries */
	RESOLVED_NO_FILE,       /* upstream changes a file that the target lacks */
	RESOLVED_GONE,          /* upstream takes a file away that the target has otherwise */
};

/* Lines that became others. Whole lines; only the last of a file may lack its end. */
struct resolution_entry {
	const char *before, *after;
	size_t before_len, after_len;
	bool has_conflict;      /* markers are in before; else an edit beside them, with lines around it */
};

struct resolution {
	struct arena arena;
	const char *file;       /* where it was read; NULL */
	const char *commit;     /* upstream's, 40 digits */
	const char *subject;    /* printable */
	const char *path;       /* upstream's, safe */
	const char *function;   /* for a reader; printable; NULL: outside of any, or several */
	enum resolved_conflict conflict;
	/* RESOLVED_LINES: */
	unsigned marker_size;
	struct resolution_entry *entries;
	size_t nr_entries;
	/* Else: whether the file is there then, and what it has. */
	const char *ours;       /* RESOLVED_GONE: the target's blob, 40 digits */
	bool exists;
	const char *content;
	size_t content_len;
};
void resolution_release(struct resolution *resolution);

/* ---- resolution.c: texts ---- */

/* The conflicts in a text: blocks with the markers of that size that are complete. */
size_t resolution_conflicts(const struct text *text, unsigned marker_size);
/* Whether a line of the text is a marker of that size, part of a complete conflict or not. */
bool resolution_has_markers(const struct text *text, unsigned marker_size);

/*
 * Adds the entries that make resolved of marked; using them on marked gives resolved. A conflict of which a marker is
 * left gives no entry. Each before stands in marked once: lines around it are taken in until it does, and what never
 * does is left out.
 */
int resolution_learn(struct resolution *resolution, const struct text *marked, unsigned marker_size,
		     const struct text *resolved, struct error *err) must_check;

struct resolution_use {
	struct text text;
	size_t nr_used;         /* conflicts that were replaced */
	size_t nr_left;         /* that are still there */
	size_t nr_missed;       /* edits beside conflicts that were used which have no place, or not one only */
	const char *contradiction; /* a file whose resolution of a conflict is another than a used one's; borrowed; NULL */
};
void resolution_use_release(struct resolution_use *use);
/*
 * Replaces each conflict that an entry has exactly, if it stands there once. Where two resolutions make different things
 * of it, it is left. What is taken is all of RESOLVED_LINES and of this path: the caller has chosen.
 */
void resolution_use(struct resolution_use *use, const struct text *marked, unsigned marker_size,
		    const struct resolution *const *resolutions, size_t nr);

/* ---- resolution-file.c ---- */

/* Larger ones are not read or written: a person is to review them. */
#define RESOLUTION_MAX_BYTES ((size_t)1 << 20)

void resolution_write(struct text *out, const struct resolution *resolution);
/* name is for errors: "NAME:line:column: ...". */
int resolution_parse(struct resolution *resolution, const char *name, const char *bytes, size_t len, struct error *err)
	must_check;

/* All of a commit. */
struct resolutions {
	struct resolution *v;
	size_t nr;
};
void resolutions_release(struct resolutions *resolutions);
/* Reads FOLDER/<12 digits>-*; that there is none is no error. commit: 40 digits. */
int resolutions_read(struct resolutions *resolutions, const char *folder, const char *commit, struct error *err) must_check;
/*
 * Writes FOLDER/<12 digits>-<subject>/<path>-<n>.resolution in one step, and says where (the caller frees it). A file of
 * the same path and the same conflicts is replaced: a person has thought again. Nothing to tell (no entries): file NULL.
 */
int resolution_store(char **file, const char *folder, const struct resolution *resolution, struct error *err) must_check;

#endif
