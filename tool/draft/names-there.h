/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NAMES_THERE_H
#define NAMES_THERE_H

#include "draft.h"

/*
 * The names that the target's version of a function has in the place of upstream's, as the ladder learns them. Pure.
 */
int draft_names(struct draft_name **names, size_t *nr, struct arena *arena, const char *old, size_t old_len,
		const char *target, size_t target_len, struct error *err) must_check;

#endif
