/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SECONDS_H
#define SECONDS_H

#include <time.h>

static inline double seconds_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* For qsort(): of doubles, from short to long. */
static inline int compare_seconds(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

#endif
