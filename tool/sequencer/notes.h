/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NOTES_H
#define NOTES_H

#include "todo.h"

/*
 * What a commit's message has to say of how it differs from upstream's, from its hunks: one sentence for each kind, with
 * the places, "context adjusted: fs/nfsd/state.h (nfs4_client)". Those that a person must look at begin with
 * "review: ". In the arena. Pure.
 */
void step_notes(struct string_list *notes, struct arena *arena, const struct todo_step *step);
/* Whether it is not upstream's change line by line: "backported", not "cherry picked". */
bool step_is_adapted(const struct todo_step *step);
/* Hunks that nobody but the program has looked at and somebody should. */
size_t step_nr_to_review(const struct todo_step *step);
size_t todo_nr_to_review(const struct todo *todo);

#endif
