// SPDX-License-Identifier: GPL-2.0-only
/*
 * The folder of a state is made for its lock, and taken away with the state; a run that dies leaves it empty, and that is
 * no apply. A run that waits for nothing and takes the lock of a folder that is being taken away finds it gone
 * behind the lock, and makes it again.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "underway.h"

/* A process that ends its apply takes the folder away in an instant; a second try is enough, unless somebody plays. */
#define TRIES 10

#define LINK_PREFIX "stableport-"

void underway_release(struct underway *underway)
{
	lock_release(&underway->lock);
	lock_release(&underway->output_lock);
}

static const char *states_of(struct arena *arena, git_repository *repo)
{
	return arena_printf(arena, "%sstableport", git_repository_commondir(repo));
}

void underway_name(struct underway *underway, struct arena *arena, git_repository *repo, const char *which)
{
	underway->repo = repo;
	underway->which = which;
	underway->folder = arena_printf(arena, "%s/%s", states_of(arena, repo), which);
}

/* A link's name has no slash. */
static const char *link_name(struct arena *arena, const char *which)
{
	char *name = arena_printf(arena, LINK_PREFIX "%s", which);

	*strchr(name, '/') = '-';
	return name;
}

void underway_place(struct underway *underway, struct arena *arena, const char *output)
{
	underway->output = output;
	underway->work_tree = (struct work_tree){
		.repo = underway->repo,
		.name = link_name(arena, underway->which),
		.folder = arena_printf(arena, "%s/work-tree", output),
	};
}

/* Whether the lock is one of the folder that has the name now. */
static bool is_folder_there(const struct underway *underway)
{
	struct stat locked, there;

	return fstat(underway->lock.fd_plus_one - 1, &locked) == 0 && stat(underway->folder, &there) == 0 &&
	       locked.st_ino == there.st_ino && locked.st_dev == there.st_dev;
}

static int lock_state(struct underway *underway, bool *taken, struct error *err)
{
	unsigned try;

	for (try = 0; try < TRIES; try++) {
		if (file_make_folders(underway->folder, err) < 0 ||
		    lock_take(&underway->lock, taken, underway->folder, err) < 0)
			return -1;
		if (!*taken || is_folder_there(underway))
			return 0;
		lock_release(&underway->lock);
		underway->lock = (struct lock){ 0 };
	}
	*taken = false;
	return 0;
}

int underway_lock(struct underway *underway, struct error *err)
{
	bool taken;

	if (lock_state(underway, &taken, err) < 0)
		return -1;
	return taken ? 0 : error_set(err, "another run is at work on '%s'", underway->which);
}

int underway_lock_output(struct underway *underway, struct error *err)
{
	bool taken;

	if (file_make_folders(underway->output, err) < 0 || lock_take(&underway->output_lock, &taken, underway->output, err) < 0)
		return -1;
	return taken ? 0 : error_set(err, "another run is at work in '%s'", underway->output);
}

const char *underway_todo(const struct underway *underway, struct arena *arena)
{
	return arena_printf(arena, "%s/todo.json", underway->folder);
}

const char *underway_marked(const struct underway *underway, struct arena *arena, size_t nr)
{
	return arena_printf(arena, "%s/marked-%zu", underway->folder, nr);
}

const char *underway_resolutions(struct arena *arena, git_repository *repo)
{
	return arena_printf(arena, "%s/resolutions", states_of(arena, repo));
}

/* Folders above, if nobody else is in them. */
static void remove_empty(struct arena *arena, const struct underway *underway)
{
	const char *states = states_of(arena, underway->repo);

	if (rmdir(arena_printf(arena, "%s/%.*s", states, (int)strcspn(underway->which, "/"), underway->which)) == 0)
		rmdir(states);
}

static int remove_texts(const struct underway *underway, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings names = { 0 };
	size_t i;

	if (file_list(&names, underway->folder, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++)
		if (strcmp(names.v[i], "todo.json") &&
		    file_remove_tree(path_join(&arena, underway->folder, names.v[i]), err) < 0)
			return -1;
	return 0;
}

int underway_forget(struct underway *underway, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };

	if (remove_texts(underway, err) < 0 || file_remove_tree(underway->folder, err) < 0)
		return -1;
	remove_empty(&arena, underway);
	return 0;
}

static int list_labels(struct strings *names, struct arena *arena, const char *states, const char *name,
		       struct error *err)
{
	owned(strings_release) struct strings labels = { 0 };
	const char *folder = arena_printf(arena, "%s/%s", states, name);
	size_t i;

	if (!file_is_folder(folder))
		return 0;
	if (file_list(&labels, folder, err) < 0)
		return -1;
	for (i = 0; i < labels.nr; i++)
		if (file_exists(arena_printf(arena, "%s/%s/todo.json", folder, labels.v[i])))
			strings_addf(names, "%s/%s", name, labels.v[i]);
	return 0;
}

int underway_list(struct strings *names, git_repository *repo, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings found = { 0 };
	const char *states = states_of(&arena, repo);
	size_t i;

	if (!file_is_folder(states))
		return 0;
	if (file_list(&found, states, err) < 0)
		return -1;
	for (i = 0; i < found.nr; i++)
		if (list_labels(names, &arena, states, found.v[i], err) < 0)
			return -1;
	return 0;
}

/* "stableport-NAME-LABEL": neither of the two is told from the other by that, so the list is asked. */
const char *underway_here(struct arena *arena, git_repository *repo)
{
	owned(strings_release) struct strings names = { 0 };
	const char *path = git_repository_path(repo);
	size_t i;

	if (!git_repository_is_worktree(repo) || underway_list(&names, repo, NULL) < 0)
		return NULL;
	for (i = 0; i < names.nr; i++) {
		const char *link = arena_printf(arena, "/worktrees/%s/", link_name(arena, names.v[i]));

		if (strstr(path, link))
			return arena_strdup(arena, names.v[i]);
	}
	return NULL;
}
