/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INCIDENTAL_H
#define INCIDENTAL_H

#include "merge.h"

/*
 * Whether what a commit does to a file means nothing to code that stands beside it: what the kernel's
 * Documentation/process/backporting.rst calls an incidental commit, as against a prerequisite one.
 */
enum incidental {
	NOT_INCIDENTAL,
	INCIDENTAL_SPACE,       /* white space and comments */
	INCIDENTAL_TRACING,     /* and statements that trace, print or log */
	INCIDENTAL_MOVED,       /* the same lines elsewhere, or the file under another name */
};
/* A path that the commit does not touch under this name (it was renamed since): all that it touches. */
int incidental_find(enum incidental *kind, struct merger *merger, struct blobs *blobs, uint32_t commit, const char *path,
		    struct error *err) must_check;
/* "white space and comments only"; NULL: it is not. */
const char *incidental_name(enum incidental kind);

#endif
