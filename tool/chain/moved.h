/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MOVED_H
#define MOVED_H

#include "versions.h"

/*
 * The function that a commit took the code of another one out of, by its version of a file and that before it. NULL: none,
 * or not one alone. In the arena.
 */
const char *moved_out_of(struct arena *arena, const struct version *has, const struct version *before, const char *name);

#endif
