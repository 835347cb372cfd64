/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAMPLE_PROVEN_H
#define SAMPLE_PROVEN_H

#include "tests/lib/sample.h"

/*
 * The sample of sample.h, and what a long check and a proof add to it: a second configuration that builds, lines that
 * it did not compile, a changed struct, what checkpatch says, one scenario that shows the cure and one that
 * does not. All strings are poisoned, if one is given.
 */
void sample_make_proven(struct sample *sample, const char *poison);
/* A series of so many steps, each with a diff of so many lines beside another one of upstream's. */
void sample_make_long(struct sample *sample, size_t nr_steps, size_t nr_lines);

#endif
