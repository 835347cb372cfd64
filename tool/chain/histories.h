/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HISTORIES_H
#define HISTORIES_H

#include "commits.h"

/*
 * What a commit reaches, painted from it on down, and only as far as somebody asks: as old as what was asked about. So
 * a question costs what the newest commits cost, and the next one goes on from there. Exact by the commit-graph's
 * generations. Without one it goes by dates, which are believed within the bounds that commits-range.c has reasons for.
 */
struct painting;

/* from NO_COMMIT: what reaches nothing. */
struct painting *painting_new(struct commits *commits, uint32_t from);
void painting_free(struct painting *painting);
OWNED_POINTER(struct painting, painting_free);
/* Whether the commit is reached. */
int painting_has(bool *has, struct painting *painting, uint32_t commit, struct error *err) must_check;
/*
 * The same for who walks down beside it and only wants to know where to end: by dates without any bound for clocks that
 * were wrong, so that a no may be wrong.
 */
int painting_has_likely(bool *has, struct painting *painting, uint32_t commit, struct error *err) must_check;

/*
 * The two histories of a plan: the target's, and upstream's up to the fixes. What one has and the other lacks is known
 * only after both were walked down to where they part, which on a kernel is most of what a plan costs; so it is read
 * when it is first asked for. A fix that applies as it is, never asks.
 */
/* Whether one commit of two that are close by their dates is behind the other. */
struct lineage {
	uint32_t from, wanted;
	bool is_known, is_behind;
};

struct histories {
	struct commits *commits;
	uint32_t target;
	const uint32_t *fixes;
	size_t nr_fixes;
	struct painting *of_target;
	struct range missing, branch;
	bool has_missing, has_branch;
	struct lineage pairs[256]; /* that were asked about last */
};

/* fixes must stay valid. */
void histories_open(struct histories *histories, struct commits *commits, uint32_t target, const uint32_t *fixes,
		    size_t nr_fixes);
void histories_release(struct histories *histories);

/* What the fixes reach and the target does not, they included. Borrowed. */
int histories_missing(const struct range **missing, struct histories *histories, struct error *err) must_check;
/* What the target reaches and the fixes do not. Borrowed. */
int histories_branch(const struct range **branch, struct histories *histories, struct error *err) must_check;
/*
 * Whether a comes before b in a chain: upstream's order. By corrected dates where the commit-graph has them, else by
 * dates, except that a commit comes after those that it is built on; what the target has comes last.
 */
bool histories_is_older(struct histories *histories, uint32_t a, uint32_t b);

/*
 * Whether a commit is in the history of another (or is it). Exact by the commit-graph's generations. Without one the
 * walk goes by date, and ends where all that waits is older than what is looked for, a few commits later as git's own
 * does: a "no" may be wrong where a committer's clock was.
 */
int history_has(bool *has, struct commits *commits, uint32_t from, uint32_t wanted, struct error *err) must_check;

/*
 * The commits that 'from' reaches and that are not older than a date, the newest first. Whatever names a commit by its
 * id is younger than that. At most 'most': is_cut says that there are more.
 */
int history_since(struct commit_list *list, bool *is_cut, struct commits *commits, uint32_t from, int64_t date,
		  size_t most, struct error *err) must_check;

#endif
