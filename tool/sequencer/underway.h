/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UNDERWAY_H
#define UNDERWAY_H

#include <git2.h>

#include "../files.h"
#include "todo.h"
#include "work-tree.h"

/*
 * The applies that are under way in a repository: a folder each, $GIT_COMMON_DIR/stableport/NAME/LABEL, which all linked
 * work trees share. It has the todo, and the texts with markers that a person was given. Whoever works on an apply
 * holds its lock.
 */
struct underway {
	git_repository *repo;   /* borrowed */
	const char *which;      /* "NAME/LABEL" */
	const char *folder;     /* of the state */
	const char *output;     /* absolute; NULL: not known yet */
	struct work_tree work_tree;
	struct lock lock;
	struct lock output_lock; /* of the folder where patches and work tree are */
};
void underway_release(struct underway *underway);

/* By "NAME/LABEL". Strings in the arena; nothing is made yet. */
void underway_name(struct underway *underway, struct arena *arena, git_repository *repo, const char *which);
/* Where its patches and its work tree are: an absolute path. */
void underway_place(struct underway *underway, struct arena *arena, const char *output);
/* Makes the folder of the state, or that of the output, and takes its lock; that another run holds it is an error. */
int underway_lock(struct underway *underway, struct error *err) must_check;
int underway_lock_output(struct underway *underway, struct error *err) must_check;
const char *underway_todo(const struct underway *underway, struct arena *arena);      /* the file's path */
const char *underway_marked(const struct underway *underway, struct arena *arena, size_t nr);
/* Where resolutions are remembered, unless the user says otherwise: shared by all applies in a repository. */
const char *underway_resolutions(struct arena *arena, git_repository *repo);
/* Forgets the apply: the todo last, so that what is left of a run that was killed meanwhile is known for an apply. */
int underway_forget(struct underway *underway, struct error *err) must_check;

/* Their names, "NAME/LABEL", sorted; those that have a todo. */
int underway_list(struct strings *names, git_repository *repo, struct error *err) must_check;
/* The one whose work tree the repository was opened in; NULL: in none. In the arena. */
const char *underway_here(struct arena *arena, git_repository *repo);

#endif
