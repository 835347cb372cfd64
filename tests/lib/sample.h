/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "tool/backport.h"

/*
 * A backport in memory with one of everything, for the tests of what only
 * reads it: an invented fix of an invented driver onto an invented branch.
 *
 *	owned(sample_release) struct sample sample = { 0 };
 *
 *	sample_make(&sample);
 *	report_text(&out, &sample.backport, false);
 *
 * Its six steps are there by a trailer, adapted by a semantic patch, adapted
 * by a shim, not applicable, picked (the fix), and picked (a follow-up without
 * an id). Two commits are left out. Its check has a new warning, a
 * condition that fails and one that does not apply, and a name that stays out.
 */
struct sample {
	struct recipe recipe;
	struct backport backport;
};

enum sample_step { SAMPLE_THERE, SAMPLE_ADAPTED, SAMPLE_SHIM, SAMPLE_NOT_HERE, SAMPLE_FIX, SAMPLE_FOLLOW_UP,
		   SAMPLE_NR_STEPS };

void sample_make(struct sample *sample);
/* With coverage, kABI, checkpatch and proofs as well. */
void sample_make_all(struct sample *sample);
/* The same without its check, and the fix is in conflict. */
void sample_make_conflict(struct sample *sample);
/* The same without its check, and all that applies is there. */
void sample_make_nothing_to_do(struct sample *sample);
/* A recipe with the same commits, and a plan of no step at all for a plain tree. */
void sample_make_empty(struct sample *sample);
/* Every string that is there, of recipe and backport, becomes this one. */
void sample_poison(struct sample *sample, const char *string);
void sample_poison_all(struct sample *sample, const char *string);      /* also what sample_make_all() adds */
void sample_release(struct sample *sample);

#endif
