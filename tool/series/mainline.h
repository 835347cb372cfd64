/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MAINLINE_H
#define MAINLINE_H

#include "../chain/commits.h"
#include "series.h"

/*
 * Sets each patch' mainline, if it is not known: the lowest tag v* of the repository that has upstream's commit. Left NULL: no tag has it
 * (is_unreleased), the repository has no such tags, or not the commit.
 */
int series_find_mainline(struct series *series, struct commits *commits, struct error *err) must_check;

#endif
