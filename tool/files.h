/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <sys/types.h>

#include "error.h"
#include "text.h"

/*
 * Files and folders. Every write goes to a file beside the target which then
 * takes its place in one rename; a full disk or a killed process leaves the old
 * file or the new one, never a half.
 */

/*
 * Whether path may be joined to a folder of ours: relative, not empty, no
 * empty, "." or ".." part, no part that begins with '-' or is ".git", no
 * control character. Paths in recipes, documents and repositories are
 * untrusted and go through here before they are used.
 */
bool path_is_safe(const char *path);
/* What is wrong with a path that is not safe, for "the path 'x' ..."; NULL: nothing. */
const char *path_trouble(const char *path);

int file_read(struct text *out, const char *path, struct error *err) must_check;
/* As file_read(), for a path that somebody else named: a regular file of at most max bytes, or an error. */
int file_read_whole(struct text *out, const char *path, size_t max, struct error *err) must_check;
/* As file_read(), but that it is not there is a result. */
int file_read_if(struct text *out, bool *exists, const char *path, struct error *err) must_check;
/* What is written beside a file has its name with this at the end; a run that is killed leaves it to the next write. */
#define FILE_BESIDE ".stableport-new"
/* Makes the folders that lack, writes beside, syncs, renames. */
int file_write(const char *path, const void *bytes, size_t len, struct error *err) must_check;
int file_make_folders(const char *path, struct error *err) must_check; /* as mkdir -p */
bool file_is_folder(const char *path);
bool file_exists(const char *path);
/* The sorted names in a folder, without "." and "..". */
int file_list(struct strings *names, const char *folder, struct error *err) must_check;
int file_remove_tree(const char *path, struct error *err); /* does not follow symbolic links */

/*
 * Where what is made anew when it is gone is kept between runs: $XDG_CACHE_HOME/stableport/ or ~/.cache/stableport/,
 * added with the slash. False: nowhere, since there is no home or STABLEPORT_NO_CACHE is set.
 */
bool file_cache_folder(struct text *folder);

char *path_join(struct arena *arena, const char *folder, const char *path);

/*
 * A lock that one process holds at a time: flock(2) on a folder that is there,
 * so that nothing is left behind, however the holder ends. That somebody else holds it
 * is a result (*taken false).
 */
struct lock {
	int fd_plus_one; /* zeroed: not held */
};
int lock_take(struct lock *lock, bool *taken, const char *folder, struct error *err) must_check;
/* As lock_take(), but together with others that share it. */
int lock_share(struct lock *lock, bool *taken, const char *folder, struct error *err) must_check;
void lock_release(struct lock *lock);

/*
 * A folder that is its maker's for as long as he runs: its name is PREFIX and six letters, and he holds its lock. One
 * that nobody holds was left by a run that was killed.
 */
struct held_folder {
	char *path; /* NULL: none */
	struct lock lock;
};
int held_folder_make(struct held_folder *folder, const char *prefix, struct error *err) must_check;
/* Removes it, with all that is in it. */
void held_folder_release(struct held_folder *folder);
/* The folders with such names, whoever's. */
int held_folder_list(struct strings *paths, const char *prefix, struct error *err) must_check;
/* Takes over one that was left; false if it is another user's, or somebody holds it. */
bool held_folder_take(struct held_folder *folder, const char *path);
/* Removes those that were left; as well as it can. */
void held_folder_remove_left(const char *prefix);

/*
 * A scratch folder under $TMPDIR (or /tmp) that is removed with all that is in
 * it at the end of its owner's scope, also after a signal; after SIGKILL by the next run.
 */
struct scratch {
	char *path; /* NULL: none */
	struct lock lock;
};
int scratch_make(struct scratch *scratch, struct error *err) must_check;
void scratch_release(struct scratch *scratch);

#endif
