/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CLAIMS_H
#define CLAIMS_H

#include <git2.h>

#include "message.h"

/*
 * What the commits of a history say of others, taken together: who says to be the backport of what, who
 * reverts what, and which of that still counts. Commits are added newest first, a child before its parents; a commit's
 * place in that order is its age, 0 the newest.
 *
 * Going from new to old, a revert counts unless a newer counting revert names it. A claim counts unless a newer
 * counting revert names the one who makes it, or the commit that it claims. So a revert takes a presence away, a
 * revert of the revert or a second backport gives it back, and a hundred commits that revert each other cost
 * a hundred steps.
 *
 * Ids are compared by their common length, at least 12 digits: what the kernel's own rules ask for.
 */
struct claims;

#define CLAIMS_MIN_ID 12
#define NO_AGE SIZE_MAX

struct claims *claims_new(void) __attribute__((returns_nonnull));
void claims_free(struct claims *claims);
OWNED_POINTER(struct claims, claims_free);

/* message may be NULL: a commit that is only known by its id. */
void claims_add(struct claims *claims, const git_oid *commit, const struct message *message);
/*
 * After the last commit, before anything is asked. left_out, by age: what of them turned out not to belong; NULL:
 * nothing.
 */
void claims_settle(struct claims *claims, const bool *left_out);

size_t claims_nr(const struct claims *claims);
const git_oid *claims_commit(const struct claims *claims, size_t age);

/* The newest counting revert of an id that is newer than an age (NO_AGE: any), or NO_AGE. */
size_t claims_revert_of(const struct claims *claims, const char *id, size_t age);
/* The same of the commit of that age. */
size_t claims_revert_of_commit(const struct claims *claims, size_t age);
/*
 * The newest commit that claims the id and counts, or NO_AGE; then reverted_by (may be NULL) is what took the newest
 * claim back.
 */
size_t claims_backport_of(const struct claims *claims, size_t *reverted_by, const char *id);
/* The newest commit that was that mail and is not reverted, or NO_AGE. */
size_t claims_of_mail(const struct claims *claims, const char *message_id);

#endif
