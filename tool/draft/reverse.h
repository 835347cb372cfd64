/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REVERSE_H
#define REVERSE_H

#include "prove.h"

/*
 * Rules that take code from the interface that a commit made back to the one before it, generalised from the places that
 * the commit changed, and run: on the commit's own files, which must become the parent's there, and on the target's.
 */
int reverse_draft(struct draft *draft, const struct draft_trial *trial, struct error *err) must_check;

#endif
