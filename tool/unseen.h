/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UNSEEN_H
#define UNSEEN_H

#include <git2.h>

#include "adapt.h"

/*
 * Commits that nobody else sees: a second handle on a repository, whose new objects stay in memory. What can read only
 * commits (the chain, the ladder) reads the steps of a plan there as if they were carried out.
 */
struct unseen;
int unseen_open(struct unseen **unseen, git_repository *repo, struct error *err) must_check;
void unseen_free(struct unseen *unseen);
OWNED_POINTER(struct unseen, unseen_free);

/* It has all that the repository has. Borrowed. */
git_repository *unseen_repository(const struct unseen *unseen);

/* A commit on a parent with its tree and the changes. Author, date and message say nothing. */
int unseen_commit(git_oid *made, struct unseen *unseen, const git_oid *parent, const struct changes *changes,
		  struct error *err) must_check;

#endif
