/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PARTS_H
#define PARTS_H

#include "sequencer.h"

/* What beginning, running and resuming an apply share. */

int parse_hex(git_oid *id, const char *hex, struct error *err) must_check;
void sequencer_note(struct sequencer *sequencer, const char *sentence);

/* The settings' repository; when dry, with objects that are written kept in memory. */
int sequencer_open_repository(struct sequencer *sequencer, struct error *err) must_check;
/* What the todo says of the series and its options; and the carrier. */
int sequencer_open_series(struct sequencer *sequencer, struct error *err) must_check;

const char *sequencer_todo_path(struct sequencer *sequencer);
int sequencer_keep_todo(struct sequencer *sequencer, enum todo_phase phase, struct error *err) must_check;

/* A step as a patch of the series, whose changes the sequencer keeps. */
int sequencer_add_patch(struct sequencer *sequencer, size_t step, struct error *err) must_check;
/* Makes the next step a commit on the tip, of the changes that are kept for it. */
int sequencer_make_commit(struct sequencer *sequencer, struct error *err) must_check;
/* The next step has an outcome. */
void sequencer_end_step(struct sequencer *sequencer, enum todo_outcome outcome);

int sequencer_take_work_tree_away(struct sequencer *sequencer, struct error *err) must_check;

#endif
