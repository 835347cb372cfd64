/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CHAIN_BACKPORT_H
#define CHAIN_BACKPORT_H

#include "../backport.h"
#include "chain-session.h"

/*
 * A chain as a backport that has no recipe's file, for what shows backports: its steps are carried once more, in memory,
 * so that each has its own diff beside upstream's. recipe has only a name and a title, and what is to be known. Both are
 * zeroed before; the session must outlive them.
 */
int chain_backport(struct backport *backport, struct recipe *recipe, const struct chain_session *session,
		   struct error *err) must_check;

#endif
