/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RANGE_DIFF_H
#define RANGE_DIFF_H

#include <stdbool.h>

#include "../error.h"
#include "../text.h"

/*
 * Upstream's diff of a commit against ours, as git-range-diff(1) shows a pair of commits: the diff of two diffs.
 * Context lines and hunks that merely stand at other places are no difference. Pure.
 */
struct range_diff_pair {
	size_t number;                  /* in the series, from 1 */
	const char *upstream;           /* id; NULL: there is none */
	const char *ours;               /* id of our commit; NULL: there is none yet */
	const char *subject;
	const char *upstream_diff, *our_diff;
};

/*
 * "1:  1054e8ffc5c4 = 1:  4567def01234 subject", or with "!" and the differences below it, indented by four blanks, the
 * subject on one line and printable.
 */
int range_diff(struct text *out, bool *differs, const struct range_diff_pair *pair, struct error *err) must_check;

#endif
