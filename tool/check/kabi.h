/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KABI_H
#define KABI_H

#include "../kbuild.h"
#include "layouts.h"
#include "outcome.h"

/*
 * Exported symbols and the layouts of structs before and after a series, so that a distribution sees what modules
 * outside the tree would stumble over: in one configuration's build, in which all steps were put. A missing pahole,
 * an object that cannot be compiled once more, or a changed file that was not compiled, is a note.
 */
struct kabi_look {
	const struct outcomes *outcomes;
	struct kbuild *kbuild;
	const struct kbuild_options *options;
	struct arena *arena;
	const char *note;               /* why nothing can be compared; NULL: it can */
	struct string_list objects;     /* those that show all that can have changed */
	struct string_list unseen;      /* changed files that were not compiled, and headers that none of these includes */
};

/* objects are those that were built; kbuild_lay() was called. */
int kabi_find(struct kabi *kabi, struct kabi_look *look, const struct string_list *objects,
	      struct error *err) must_check;

/*
 * Whether a change of a C file can change what others see of it: lines outside of function bodies. Pure, but for memory
 * that libgit2 could not get.
 */
int kabi_can_change(bool *can, const struct outcome *outcome, struct error *err) must_check;

#endif
