/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROSE_H
#define PROSE_H

#include "../text.h"

/* Text that others wrote, on its way into a message that people and git read. */

/* On one line, without control characters. */
void prose_add_line(struct text *text, const char *string);

/*
 * Printable, without carriage returns, trailing blanks, and empty lines at both ends; whole lines or nothing. A line
 * that git am would take for the beginning of the patch is indented by one blank. Every line that is not empty is
 * indented by indent.
 */
void prose_add_body(struct text *message, const char *body, const char *indent);

/* What begins at that place is the first line of a mail's body: that git am does not read a head in it. */
void prose_guard_first_line(struct text *message, size_t at);

/* Broken at blanks, at the width of a commit message; lines after the first are indented. With a line feed. */
void prose_add_wrapped(struct text *message, const char *string, const char *indent);

/* Whether the last paragraph is one of trailers ("Fixes: ", "[ cel: ..."), so that ours join it. */
bool prose_ends_with_trailers(const struct text *message);

#endif
