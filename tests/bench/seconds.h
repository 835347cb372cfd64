/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SECONDS_H
#define SECONDS_H

/* For qsort(): of doubles, from short to long. */
static inline int compare_seconds(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

#endif
