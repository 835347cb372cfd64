/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STEP_PATCH_H
#define STEP_PATCH_H

#include "../series/series.h"
#include "todo.h"

/* A step as a patch of the series, with upstream's text: what its message is made of. Strings in the series' arena. */
int patch_of_step(struct series_patch *patch, struct series *series, git_repository *repo, const struct todo *todo,
		  size_t step, struct error *err) must_check;

/* A person committed the step: the patch says what the commit does. */
int patch_take_commit(struct series_patch *patch, struct arena *arena, git_repository *repo, const git_oid *made,
		      struct error *err) must_check;

/* Upstream's own id of a commit: that of its trailer, or its own. In the arena. */
int upstream_id_of(const char **id, struct arena *arena, git_repository *repo, const git_oid *commit,
		   struct error *err) must_check;

/* What is different between a commit and a tree, as changes that own their texts. A submodule is an error. */
int changes_between(struct changes *changes, git_repository *repo, const git_oid *commit, const git_oid *tree,
		    struct error *err) must_check;

#endif
