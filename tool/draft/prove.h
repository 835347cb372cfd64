/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DRAFT_PROVE_H
#define DRAFT_PROVE_H

#include "../spatch.h"
#include "draft.h"

/*
 * Runs what was drafted. A rule is tried alone on the lines that it changes, with one way of writing it after the other,
 * then all that did are run together on the files of upstream's parent, and on the target's.
 */
struct draft_trial {
	const struct tree *target;      /* NULL: not asked */
	const struct spatch_options *spatch;
	void (*progress)(void *data, const char *what); /* may be NULL */
	void *data;
};
int draft_prove(struct draft *draft, const struct draft_trial *trial, struct error *err) must_check;

#endif
