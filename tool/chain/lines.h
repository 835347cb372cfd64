/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINES_H
#define LINES_H

#include "blobs.h"
#include "commits.h"

/*
 * Where lines come from. One queue over the commits of a range, children first, carries (path, lines) from a commit to
 * its parents: lines that a parent has too go to that parent, what no parent has was made here. A parent with the
 * same file gets everything, and no blob is read (what "git blame" does; all parents are followed, since the first
 * parent alone gives other answers). Lines that leave the range have no origin in it.
 *
 * A file that a commit's parents lack under its path is looked for among the files that the commit takes away from
 * them: the same content, or the most similar with at least half of its lines in common (git's rename threshold), and
 * the lines are followed there. Bounded: at most 100 such files are compared, those with the most similar paths.
 */
struct line_origin {
	uint32_t commit;        /* in the range; NO_COMMIT: older than it */
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

/* The origins of the lines of path as commit 'at' (which need not be in the range, but its parents' side is) has it. */
int lines_origins(struct line_origins *origins, struct commits *commits, struct blobs *blobs,
		  const struct range *range, uint32_t at, const char *path, const struct line_span *spans,
		  size_t nr_spans, struct error *err) must_check;

/*
 * Which commits of the range made, changed or took away something within a region of a file, on the region's way
 * back from commit 'at': the lines first .. first + nr - 1 and the gaps between them, and with nr 0 the gap before
 * line first. As "git log -L", but over all parents; also tells removals, which leave no line to blame. In the range's
 * order. 'added' and 'removed' say how many lines a commit added to the region and took from it.
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
		 const struct range *range, uint32_t at, const char *path, struct line_span region,
		 struct error *err) must_check;

#endif
