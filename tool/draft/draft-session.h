/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DRAFT_SESSION_H
#define DRAFT_SESSION_H

#include <jansson.h>

#include "../command.h"
#include "draft.h"

/*
 * The commit, its parent and the target, opened; the draft made and run.
 */
int draft_open(struct draft *draft, struct app *app, const struct settings *settings, const char *commit,
	       struct error *err) must_check;
json_t *draft_document(const struct draft *draft, const struct text *smpl);

#endif
