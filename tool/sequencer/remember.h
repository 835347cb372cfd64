/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REMEMBER_H
#define REMEMBER_H

#include "../chain/carry.h"
#include "todo.h"
#include "work-tree.h"

/* Resolutions (resolution.h) in an apply: used before a person is asked, and kept when one has answered. */

/*
 * What was resolved before is taken into what was carried: a path whose conflicts are all known is in conflict no more, of
 * others fewer markers are left. Its hunks are CHAIN_REMEMBERED, and why names the file. folder need not be there.
 */
int remember_use(struct carried *carried, const char *folder, const char *commit, struct error *err) must_check;

/*
 * Keeps what a person made of one conflict of the next step: marked is what there was, resolved what there is (NULL: no
 * file). Files that were written are added to files. What cannot be remembered (a binary file, a link) is not.
 */
int remember_keep(struct strings *files, const char *folder, const struct todo *todo, size_t conflict,
		  const struct text *marked, const struct text *resolved, struct error *err) must_check;

#endif
