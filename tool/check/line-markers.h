/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LINE_MARKERS_H
#define LINE_MARKERS_H

#include "../text.h"

/* A file, and which of its lines a preprocessor let through. */
struct seen_file {
	const char *path;               /* the kernel's own */
	uint32_t nr_lines;
	bool included;                  /* any object has it */
	bool *lines;                    /* [line from 1] */
};

/*
 * Adds what a preprocessed text (cc -E -dD -dI) shows of some files. source is the source's folder and cwd the one that
 * the compiler ran in, both absolute: paths in the text are below the first, spelled in any way. Pure.
 */
void line_markers_read(struct seen_file *files, size_t nr, const char *text, size_t len, const char *source,
		       const char *cwd);

#endif
