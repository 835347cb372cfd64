/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VERDICT_H
#define VERDICT_H

#include "../backport.h"

/*
 * What two runs, before and after the backport, come to: the proof's verdict
 * and its sentence. Pure.
 */
void proof_judge(struct proof *proof, struct arena *arena, const struct scenario *scenario);

/* It could not be tried, and why. */
void proof_fail(struct proof *proof, struct arena *arena, const char *format, ...) printf_like(3, 4);

#endif
