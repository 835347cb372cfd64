/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STEP_TEXT_H
#define STEP_TEXT_H

#include <git2.h>

#include "backport.h"

/* What a step says of itself, from a repository's objects and diffs; made printable. */

/* The commit's author, date, and message without its subject. */
void step_take_commit(struct step *step, struct arena *arena, const git_commit *commit);
/* Of the step's changes: the files with their contents' ids, the diff, and its lines counted. */
int step_take_changes(struct step *step, struct arena *arena, struct error *err) must_check;

#endif
