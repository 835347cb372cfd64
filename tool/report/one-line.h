/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ONE_LINE_H
#define ONE_LINE_H

#include "../text.h"

/*
 * Text that others wrote, as a piece of a line of ours: printable, each run of blanks, tabs and line ends one blank,
 * none at its ends, no character that turns the direction of what stands behind it, and "..." after so many bytes: a
 * line of a mail may have 998 bytes, a merge request of GitHub's 65536 characters. NULL is nothing.
 */
#define ONE_LINE_MAX 900

void add_one_line(struct text *out, const char *string);
/* The same with another number of bytes. */
void add_short(struct text *out, const char *string, size_t max);
/* The same of several lines, which stay. */
void add_lines(struct text *out, const char *bytes, size_t len);

#endif
