// SPDX-License-Identifier: GPL-2.0-only
/*
 * Folders that builds are kept in.
 *
 * A folder is held by flock(2) on itself, which ends with its holder. Whoever has waited for a lock may hold a folder that
 * was removed meanwhile: he looks whether the name still means it, and begins anew. Builds are held alone, trees by all
 * that build from them; who writes a tree, or removes anything, holds it alone. That a tree is whole says the file
 * "whole" in it, which is written last and has its size.
 *
 * A folder's own time says when it was used last. Sizes are counted when a new build is made, which takes ten seconds
 * anyway; those of trees, with 60,000 files each, stand in "whole".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../proc.h"
#include "build-folder.h"

#define WAIT_MILLISECONDS 200

static void close_folder(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

const char *build_folder_usual(struct arena *arena)
{
	owned(text_release) struct text folder = { 0 };

	if (!file_cache_folder(&folder) || strpbrk(text_str(&folder), " \t\n:"))
		return NULL;
	return arena_printf(arena, "%sbuilds", text_str(&folder));
}

/* ---- locks ---- */

static bool is_still(const struct lock *lock, const char *path)
{
	struct stat held, named;

	return fstat(lock->fd_plus_one - 1, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino &&
	       held.st_dev == named.st_dev;
}

static int wait_a_little(const struct build_folder_options *options, struct error *err)
{
	const struct timespec pause = { .tv_nsec = WAIT_MILLISECONDS * 1000000L };

	if (options->waiting)
		options->waiting(options->data);
	nanosleep(&pause, NULL);
	return proc_check_interrupt(err);
}

/* Holds a folder, which is made if there is none, alone or with others. */
static int hold(struct lock *lock, bool alone, const char *path, const struct build_folder_options *options,
		struct error *err)
{
	for (;;) {
		owned(lock_release) struct lock held = { 0 };
		bool taken = false;

		if (file_make_folders(path, err) < 0)
			return -1;
		if ((alone ? lock_take : lock_share)(&held, &taken, path, NULL) < 0 && file_is_folder(path))
			return error_sys(err, "cannot hold the folder '%s'", path);
		if (taken && is_still(&held, path)) {
			*lock = take(held);
			return 0;
		}
		if (wait_a_little(options, err) < 0)
			return -1;
	}
}

/* ---- sizes ---- */

static unsigned long long size_below(int parent, const char *name)
{
	owned(close_folder) DIR *folder = NULL;
	unsigned long long size = 0;
	const struct dirent *entry;
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	folder = fd < 0 ? NULL : fdopendir(fd);
	if (!folder)
		return 0;
	while ((entry = readdir(folder))) {
		struct stat status;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		size += (unsigned long long)status.st_blocks * 512;
		if (S_ISDIR(status.st_mode))
			size += size_below(fd, entry->d_name);
	}
	return size;
}

struct kept {
	const char *path;
	struct timespec used;
	unsigned long long size;
};

static unsigned long long size_of(const char *path)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text said = { 0 };

	if (file_exists(path_join(&arena, path, "whole")) &&
	    file_read(&said, path_join(&arena, path, "whole"), NULL) == 0 && said.len)
		return strtoull(text_str(&said), NULL, 10);
	return size_below(AT_FDCWD, path);
}

static int compare_use(const void *a, const void *b)
{
	const struct timespec *x = &((const struct kept *)a)->used, *y = &((const struct kept *)b)->used;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? -1 : 1;
	return (x->tv_nsec > y->tv_nsec) - (x->tv_nsec < y->tv_nsec);
}

/* ---- making room ---- */

static bool is_kept(const char *name)
{
	static const char *const prefixes[] = { "build-", "tree-", "spatch-" };
	size_t i;

	for (i = 0; i < nr_of(prefixes); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

static struct kept *list_kept(size_t *nr, struct arena *arena, const char *shared)
{
	owned(strings_release) struct strings names = { 0 };
	struct kept *kept = NULL;
	size_t i;

	if (file_list(&names, shared, NULL) < 0)
		return NULL;
	for (i = 0; i < names.nr; i++) {
		const char *path = path_join(arena, shared, names.v[i]);
		struct stat status;

		if (!is_kept(names.v[i]) || lstat(path, &status) < 0 || !S_ISDIR(status.st_mode))
			continue;
		*arena_push(arena, kept, *nr) = (struct kept){ path, status.st_mtim, size_of(path) };
	}
	if (*nr)
		qsort(kept, *nr, sizeof(*kept), compare_use);
	return kept;
}

/*
 * Only one that nobody holds; the lock goes when it has gone. What says that it is whole goes first: where a run is killed
 * at this, or cannot remove all of it, nobody is to take the rest for a build (kbuild.c) or a tree.
 */
static bool remove_kept(const char *path)
{
	static const char *const marks[] = { "whole", "ready", "identity" };
	owned(arena_release) struct arena arena = { 0 };
	owned(lock_release) struct lock lock = { 0 };
	bool taken = false;
	size_t i;

	if (lock_take(&lock, &taken, path, NULL) < 0 || !taken || !is_still(&lock, path))
		return false;
	for (i = 0; i < nr_of(marks); i++)
		if (unlink(path_join(&arena, path, marks[i])) < 0 && errno != ENOENT)
			return false;
	return file_remove_tree(path, NULL) == 0;
}

static void make_room(const char *shared, unsigned long long max)
{
	owned(arena_release) struct arena arena = { 0 };
	unsigned long long sum = 0;
	size_t nr = 0, i;
	const struct kept *kept = list_kept(&nr, &arena, shared);

	for (i = 0; i < nr; i++)
		sum += kept[i].size;
	for (i = 0; i < nr && sum > max; i++)
		if (remove_kept(kept[i].path))
			sum -= kept[i].size;
}

/* ---- opening ---- */

int build_folder_open(struct build_folder *folder, const struct build_folder_options *options, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *path;

	if (!options->shared) {
		if (scratch_make(&folder->scratch, err) < 0)
			return -1;
		folder->path = mem_strdup(folder->scratch.path);
		return 0;
	}
	path = path_join(&arena, options->shared, arena_printf(&arena, "build-%s", options->key));
	if (!file_exists(path) && file_is_folder(options->shared))
		make_room(options->shared, options->max);
	if (hold(&folder->lock, true, path, options, err) < 0)
		return error_prefix(err, "cannot keep the build");
	folder->path = realpath(path, NULL);
	folder->shared = realpath(options->shared, NULL);
	if (!folder->path || !folder->shared)
		return error_sys(err, "cannot find the folder '%s'", path);
	futimens(folder->lock.fd_plus_one - 1, NULL); /* used now; that it cannot be said costs it its place sooner */
	return 0;
}

int build_folder_share(struct build_folder *folder, const char *shared, const char *key, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct build_folder_options options = { 0 };
	const char *path = path_join(&arena, shared, arena_printf(&arena, "spatch-%s", key));

	if (hold(&folder->lock, false, path, &options, err) < 0)
		return -1;
	folder->path = mem_strdup(path);
	futimens(folder->lock.fd_plus_one - 1, NULL);
	return 0;
}

void build_folder_release(struct build_folder *folder)
{
	lock_release(&folder->lock);
	lock_release(&folder->tree_lock);
	free(folder->path);
	free(folder->shared);
	scratch_release(&folder->scratch);
	*folder = (struct build_folder){ 0 };
}

/* What a killed run has written of a tree goes first. */
static int write_tree(const char *kept, const struct tree *tree, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *files = path_join(&arena, kept, "files"), *size;

	if (file_exists(files) && file_remove_tree(files, err) < 0)
		return -1;
	if (tree_export(tree, files, err) < 0) {
		file_remove_tree(files, NULL); /* on a full disk the half of it would stay in the way */
		return -1;
	}
	size = arena_printf(&arena, "%llu\n", size_below(AT_FDCWD, files));
	return file_write(path_join(&arena, kept, "whole"), size, strlen(size), err);
}

static int write_tree_once(const char *kept, const struct tree *tree, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct build_folder_options options = { 0 };
	owned(lock_release) struct lock lock = { 0 };

	if (file_exists(path_join(&arena, kept, "whole")))
		return 0;
	if (hold(&lock, true, kept, &options, err) < 0)
		return -1;
	return file_exists(path_join(&arena, kept, "whole")) ? 0 : write_tree(kept, tree, err);
}

int build_folder_tree(const char **path, struct arena *arena, struct build_folder *folder, const struct tree *tree,
		      const char *id, struct error *err)
{
	const struct build_folder_options options = { 0 };
	const char *kept;

	if (!folder->shared) {
		*path = path_join(arena, folder->path, "base");
		return tree_export(tree, *path, err);
	}
	kept = path_join(arena, folder->shared, arena_printf(arena, "tree-%s", id));
	for (;;) {
		owned(lock_release) struct lock lock = { 0 };

		if (write_tree_once(kept, tree, err) < 0 || hold(&lock, false, kept, &options, err) < 0)
			return -1;
		if (!file_exists(path_join(arena, kept, "whole")))
			continue; /* it was removed in between */
		futimens(lock.fd_plus_one - 1, NULL);
		folder->tree_lock = take(lock);
		break;
	}
	*path = path_join(arena, kept, "files");
	return 0;
}
