/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef OF_BACKPORT_H
#define OF_BACKPORT_H

#include "series.h"

/* The carried steps of a recipe as a series, which borrows from the backport. */
void series_of_backport(struct series *series, const struct backport *backport);

/* What writing filled in, into the steps that it was made of. */
void series_tell_backport(struct backport *backport, const struct series *series);

#endif
