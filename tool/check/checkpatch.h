/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CHECKPATCH_H
#define CHECKPATCH_H

#include "../backport.h"
#include "../tree.h"

struct checkpatch_options {
	unsigned jobs;                  /* 0: 1 */
	unsigned timeout;               /* seconds for one patch; 0: none */
};

/*
 * Has the target's own scripts/checkpatch.pl look at each carried step's diff: fills check->style. It judges style, so
 * nothing of it fails the check. No perl, no script, or one that does not end: check->style_note says so.
 *
 * Only diffs, no messages: those are upstream's.
 */
int checkpatch_run(struct check *check, const struct backport *backport, struct arena *arena, const struct tree *tree,
		   const struct checkpatch_options *options, struct error *err) must_check;

/* What it prints with --terse --showfile --show-types. Pure; strings are in the arena and printable. */
void checkpatch_parse(struct style_check *style, struct arena *arena, const char *output, size_t len);

#endif
