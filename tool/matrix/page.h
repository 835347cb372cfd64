/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MATRIX_PAGE_H
#define MATRIX_PAGE_H

#include "../text.h"

/* The begin and the end of a page in the style of a single report's; title and style are ours. */
void matrix_page_begin(struct text *out, const char *title, const char *style);
void matrix_page_end(struct text *out);

#endif
