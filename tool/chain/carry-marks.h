/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CARRY_MARKS_H
#define CARRY_MARKS_H

#include "blobs.h"

/*
 * Texts where a path of a commit was carried in part: hunks taken back, and those in conflict marked. Pure.
 */

enum mark {
	MARK_APPLIED,           /* the result has what it does: carried, or there before */
	MARK_DROPPED,           /* moot: nobody is to see it */
	MARK_CONFLICT,
};

/* Upstream's two versions of a path and its hunks in order, which may touch one another. */
struct marked_change {
	const char *old, *new;
	size_t old_len, new_len;
	const struct difference *hunks;
	const enum mark *marks; /* by hunk */
	size_t nr;
};

/* What stands behind the markers, each in a line; NULL: nothing. */
struct mark_labels {
	const char *ours, *base, *theirs;
};

/*
 * The result with a conflict (ours, base, theirs) for each hunk in conflict, and for nothing else; neighbours that touch
 * share one. size: of the markers, so that no line of the texts is taken for one.
 */
int mark_conflicts(struct text *marked, unsigned *size, const struct text *result, const struct marked_change *change,
		   const struct mark_labels *labels, struct error *err) must_check;

/* Lines of the result that are a hunk's. */
struct carried_lines {
	uint32_t first, nr;     /* nr 0: it only took lines away, before first */
	bool is_refused;
};
/*
 * Takes the refused hunks back out of a result: their lines are again as before. What is not to be told apart from a
 * refused one, since no line as it was stands between, becomes refused too. Lines of the others are brought up to date.
 */
int take_back(struct text *result, struct carried_lines *hunks, size_t nr, const struct text *before,
	      struct error *err) must_check;

#endif
