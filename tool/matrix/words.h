/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MATRIX_WORDS_H
#define MATRIX_WORDS_H

#include "matrix.h"

/* What text and page say of a cell and of all, in the same words. */

/* "2 commits, 1 adapted; 2 of 2 builds, 1 new warning" */
void matrix_words(struct text *out, const struct matrix_summary *summary);
const char *matrix_sentence(const struct matrix *matrix);

#endif
