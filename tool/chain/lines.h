/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINES_H
#define LINES_H

#include "blobs.h"
#include "histories.h"

/*
 * Where lines come from, back to what a target has. One queue of commits, children first, carries (path, lines) from a
 * commit to its parents: lines that a parent has too go to that parent, what no parent has was made here. A parent with
 * the same file gets everything, and no blob is read (what "git blame" does; all parents are followed, since the first
 * parent alone gives other answers). Lines that come to a commit of the target's have no origin; its history is read
 * only as far down as the lines went.
 *
 * A file that a commit's parents lack under its path is looked for among the files that the commit takes away from
 * them: the same content, or the most similar with at least half of its lines in common (git's rename threshold), and
 * the lines are followed there. Bounded: at most 100 such files are compared, those with the most similar paths.
 */
struct line_origin {
	uint32_t commit;        /* NO_COMMIT: the target has it */
	uint32_t line;          /* in the version that was asked about, from 1 */
};
struct line_origins {
	struct line_origin *v;  /* by line */
	size_t nr;
};
void line_origins_release(struct line_origins *origins);

/* Which lines are asked for: first .. first + nr - 1. */
struct line_span {
	uint32_t first, nr;
};

/* The origins of the lines of path as commit 'at' has it. target: see histories.h. */
int lines_origins(struct line_origins *origins, struct commits *commits, struct blobs *blobs,
		  struct painting *target, uint32_t at, const char *path, const struct line_span *spans,
		  size_t nr_spans, struct error *err) must_check;

/*
 * Which commits that the target lacks made, changed or took away something within a region of a file, on the region's
 * way back from commit 'at': the lines first .. first + nr - 1 and the gaps between them, and with nr 0 the gap before
 * line first. As "git log -L", but over all parents; also tells removals, which leave no line to blame. Children first.
 * 'added' and 'removed' say how many lines a commit added to the region and took from it.
 */
struct region_commit {
	uint32_t commit;
	uint32_t added, removed;
};
struct region_commits {
	struct region_commit *v;
	size_t nr;
};
void region_commits_release(struct region_commits *commits);
int lines_region(struct region_commits *found, struct commits *commits, struct blobs *blobs,
		 struct painting *target, uint32_t at, const char *path, struct line_span region,
		 struct error *err) must_check;

#endif
