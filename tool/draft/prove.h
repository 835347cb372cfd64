/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_H
#define PROVE_H

#include "../spatch.h"
#include "draft.h"

/*
 * Runs what was drafted. A rule is tried alone on the lines that it changes, with one way of writing it after the other,
 * then all that did are run together on the files of upstream's parent, and on the target's.
 */
struct proof {
	const struct tree *target;      /* NULL: not asked */
	const struct spatch_options *options;
	void (*progress)(void *data, const char *what); /* may be NULL */
	void *data;
};
int draft_prove(struct draft *draft, const struct proof *proof, struct error *err) must_check;

#endif
