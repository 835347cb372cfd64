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
 * an id). Two commits are left out. Of two configurations one could be tried; in it there are a new warning, a step
 * that does not build, lines that are not compiled and a changed struct. A condition fails and one does not apply, a
 * name that was to stay out is there, checkpatch and coccicheck say something. Of four scenarios one shows the cure,
 * one shows the bug before and after, one is a load, and one could not be tried.
 */
struct sample {
	struct recipe recipe;
	struct backport backport;
};

enum sample_step { SAMPLE_THERE, SAMPLE_ADAPTED, SAMPLE_SHIM, SAMPLE_NOT_HERE, SAMPLE_FIX, SAMPLE_FOLLOW_UP,
		   SAMPLE_NR_STEPS };
enum sample_proof { SAMPLE_CURED, SAMPLE_NOT_CURED, SAMPLE_LOAD, SAMPLE_NOT_TRIED };

typedef void make_sample(struct sample *sample);

void sample_make(struct sample *sample);
/* Plans of the same recipe, not carried: the fix is in conflict; all that applies is there. */
void sample_make_conflict(struct sample *sample);
void sample_make_nothing_to_do(struct sample *sample);
/* A recipe with the same commits, and a plan of no step at all for a plain tree. */
void sample_make_empty(struct sample *sample);
/* A series of so many steps, each with a diff of so many lines beside another one of upstream's. Not checked. */
void sample_make_long(struct sample *sample, size_t nr_steps, size_t nr_lines);
/* Every string that is there, of recipe and backport, becomes this one. */
void sample_poison(struct sample *sample, const char *string);
void sample_release(struct sample *sample);

/* One of each kind but the long one. */
#define NR_SAMPLES 4
extern make_sample *const samples[NR_SAMPLES];

/* What has to stay text, wherever it is shown. */
#define HOSTILE "\033]0;x\007<script>alert(1)</script>&\"'"
#define HOSTILE_LINES                                                   \
	"\n</code></pre></main><meta http-equiv=refresh content=0>\n"   \
	"--> <img src=x onerror=alert(1)>\n" HOSTILE

/* Parts of sample_make(). */
void sample_add_check(struct sample *sample);
void sample_add_proofs(struct sample *sample);

#endif
