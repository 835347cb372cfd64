/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MAKEFILE_WANTS_H
#define MAKEFILE_WANTS_H

#include "../recipe.h"

/* An option that a makefile's line depends on: "NFSD_PNFS", for "nfsd-$(CONFIG_NFSD_PNFS)". */
struct makefile_want {
	const char *option;             /* or "!X" */
	const char *why;                /* the variable, or the conditional, as it stands there */
};

struct makefile_wants {
	struct makefile_want *v;
	size_t nr;
};

/*
 * Adds what a folder's Makefile wants of the configuration before it builds an object ("nfs4proc.o"), also as a part of
 * another one, or goes into a folder ("nfsd/"). Whether it names it. Pure.
 */
bool makefile_wants(struct makefile_wants *wants, struct arena *arena, const char *makefile, size_t len,
		    const char *goal);

#endif
