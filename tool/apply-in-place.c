// SPDX-License-Identifier: GPL-2.0-only
/*
 * The result in a plain tree: all files or none.
 *
 *	1. The steps' changes are summed up: a file's first "before", its last "after".
 *	2. Each file must still be what the plan saw.
 *	3. A journal says what will be written (in-place-journal.h).
 *	4. New contents are written beside, synced; each old file gets a second
 *	   name (a hard link). Until here nothing of the tree has changed.
 *	5. The new files take their places one by one. If one cannot, those that did
 *	   give their places back to the old ones.
 *	6. The journal says that it is done; the second names go, then the journal.
 * A crash leaves the journal, by which the next run puts the tree back.
 *
 * As tree.c, no path is followed out of the tree by a link.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apply.h"
#include "files.h"
#include "in-place-journal.h"
#include "proc.h"
#include "tree.h"

/* One file on its way. */
struct staged {
	const struct text *before, *after;      /* NULL: no such file */
	uint16_t mode;  /* git's, that it is to have; 0: as it is */
	const char *path;
	char *full;
	char *fresh;    /* the new content beside, or NULL */
	char *old;      /* the old file's second name, or NULL */
	bool is_in_place;
};

struct staging {
	struct tree *tree;
	struct staged *v;
	size_t nr;
	struct strings made;    /* folders that lacked, outer first */
	struct in_place_journal journal;
	bool is_begun, is_done;
};

static void put_back(struct staged *staged)
{
	if (!staged->is_in_place)
		return;
	if (staged->before ? rename(staged->old, staged->full) < 0 : unlink(staged->full) < 0)
		return; /* the second name and the journal stay, for the next run */
	staged->is_in_place = false;
}

/* Whether nothing of it is left that should not be. */
static bool tidy_up(struct staged *staged, bool is_done)
{
	bool is_tidy = true;

	if (!is_done)
		put_back(staged);
	if (staged->fresh)
		is_tidy = unlink(staged->fresh) == 0;
	if (staged->old && (is_done || !staged->is_in_place))
		is_tidy &= unlink(staged->old) == 0 || errno == ENOENT;
	return is_tidy && (is_done || !staged->is_in_place);
}

static void staged_release(struct staged *staged)
{
	free(staged->full);
	free(staged->fresh);
	free(staged->old);
}

static void staging_release(struct staging *staging)
{
	bool is_tidy = true;
	size_t i;

	for (i = staging->nr; i-- > 0;) {
		is_tidy &= tidy_up(&staging->v[i], staging->is_done);
		staged_release(&staging->v[i]);
	}
	if (!staging->is_done)
		for (i = staging->made.nr; i-- > 0;)
			rmdir(staging->made.v[i]);
	if (staging->is_begun && is_tidy)
		in_place_journal_remove(tree_folder(staging->tree), NULL);
	free(staging->v);
	strings_release(&staging->made);
	in_place_journal_release(&staging->journal);
	tree_free(staging->tree);
}

/* ---- what has to be done ---- */

static struct staged *staged_for(struct staging *staging, const struct change *change)
{
	struct staged *staged;
	size_t i;

	for (i = 0; i < staging->nr; i++)
		if (!strcmp(staging->v[i].path, change->path))
			return &staging->v[i];
	staging->v = mem_realloc(staging->v, (staging->nr + 1) * sizeof(*staging->v));
	staged = &staging->v[staging->nr++];
	*staged = (struct staged){ .path = change->path, .before = change->existed ? &change->before : NULL };
	return staged;
}

static void take_up(struct staging *staging, const struct change *change)
{
	struct staged *staged = staged_for(staging, change);

	staged->after = change->exists ? &change->after : NULL;
	if (!change->exists || change->after_mode)
		staged->mode = change->after_mode;
}

static bool is_unchanged(const struct staged *staged)
{
	if (!staged->before || !staged->after || staged->mode)
		return staged->before == staged->after;
	return text_equal(staged->before, staged->after);
}

static void sum_up(struct staging *staging, const struct backport *backport)
{
	size_t i, j, kept = 0;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct changes *changes = &backport->steps[i].changes;

		for (j = 0; step_is_carried(&backport->steps[i]) && j < changes->nr; j++)
			take_up(staging, &changes->v[j]);
	}
	for (i = 0; i < staging->nr; i++)
		if (!is_unchanged(&staging->v[i]))
			staging->v[kept++] = staging->v[i];
	staging->nr = kept;
}

/* ---- whether it can be ---- */

static int check_one(const struct staging *staging, const struct staged *staged, struct error *err)
{
	owned(text_release) struct text now = { 0 };
	bool exists = false;

	if (tree_read(&now, &exists, staging->tree, staged->path, err) < 0)
		return -1;
	if (staged->mode && staged->mode != GIT_FILEMODE_BLOB && staged->mode != GIT_FILEMODE_BLOB_EXECUTABLE)
		return error_set(err, "'%s' is no regular file, which is not written in place", staged->path);
	if (exists != (staged->before != NULL) || (exists && !text_equal(&now, staged->before)))
		return error_set(err, "'%s' has changed meanwhile; nothing was written", staged->path);
	return 0;
}

/* ---- preparing ---- */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* Makes the folders on the way to a new file; whatever is there must be a folder of the tree itself. */
static int make_parents(struct staging *staging, const char *path, struct error *err)
{
	owned(text_release) struct text folder = { 0 };
	const char *slash;

	for (slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		struct stat status;

		text_clear(&folder);
		text_addf(&folder, "%s/%.*s", tree_folder(staging->tree), (int)(slash - path), path);
		if (mkdir(text_str(&folder), 0777) == 0) {
			strings_add(&staging->made, text_str(&folder));
			continue;
		}
		if (errno != EEXIST)
			return error_sys(err, "cannot make the folder '%s'", text_str(&folder));
		if (lstat(text_str(&folder), &status) < 0 || !S_ISDIR(status.st_mode))
			return error_set(err, "'%s' is not a folder", text_str(&folder));
	}
	return 0;
}

static int write_all(int fd, const struct text *content)
{
	size_t at = 0;

	while (at < content->len) {
		ssize_t nr = write(fd, content->data + at, content->len - at);

		if (nr < 0 && errno == EINTR)
			continue;
		if (nr < 0)
			return -1;
		at += (size_t)nr;
	}
	return fsync(fd);
}

/* Who may read it may run it, or nobody may, as git does it; 0: as it is. */
static mode_t with_mode(mode_t permissions, uint16_t mode)
{
	if (mode == GIT_FILEMODE_BLOB_EXECUTABLE)
		return permissions | (permissions & 0444) >> 2;
	return mode ? permissions & ~(mode_t)0111 : permissions;
}

/* The old file's mode, or that of a new file. */
static mode_t mode_for(const struct staged *staged)
{
	struct stat status;
	mode_t mask;

	if (staged->before && lstat(staged->full, &status) == 0)
		return with_mode(status.st_mode & 07777, staged->mode);
	mask = umask(0);
	umask(mask);
	return with_mode(0666 & ~mask, staged->mode);
}

static int write_fresh(struct staged *staged, struct error *err)
{
	owned(text_release) struct text name = { 0 };
	owned(close_fd) int fd = -1;

	if (!staged->after)
		return 0;
	text_addf(&name, "%s" IN_PLACE_NEW, staged->full);
	fd = open(text_str(&name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_sys(err, "cannot write beside '%s'", staged->full);
	staged->fresh = mem_strdup(text_str(&name));
	if (write_all(fd, staged->after) < 0 || fchmod(fd, mode_for(staged)) < 0)
		return error_sys(err, "cannot write beside '%s'", staged->full);
	return 0;
}

/* A second name that is there although there was no journal is somebody's: a person's to look at. */
static int keep_old(struct staged *staged, struct error *err)
{
	owned(text_release) struct text name = { 0 };

	if (!staged->before)
		return 0;
	text_addf(&name, "%s" IN_PLACE_OLD, staged->full);
	if (link(staged->full, text_str(&name)) < 0)
		return error_sys(err, "cannot keep '%s' as '%s'", staged->full, text_str(&name));
	staged->old = mem_strdup(text_str(&name));
	return 0;
}

static int prepare(struct staging *staging, struct staged *staged, struct error *err)
{
	owned(text_release) struct text full = { 0 };
	struct stat status;

	text_addf(&full, "%s/%s", tree_folder(staging->tree), staged->path);
	staged->full = mem_strdup(text_str(&full));
	if (!staged->before && make_parents(staging, staged->path, err) < 0)
		return -1;
	if (!staged->before && lstat(staged->full, &status) == 0)
		return error_set(err, "'%s' is in the way; nothing was written", staged->path);
	return write_fresh(staged, err) < 0 || keep_old(staged, err) < 0 ? -1 : 0;
}

static int write_journal(struct staging *staging, struct error *err)
{
	size_t i;

	for (i = 0; i < staging->nr; i++)
		if (in_place_journal_add(&staging->journal, staging->v[i].path, staging->v[i].before,
					 staging->v[i].after, err) < 0)
			return -1;
	staging->is_begun = true;
	return in_place_journal_write(&staging->journal, tree_folder(staging->tree), err);
}

/* ---- doing ---- */

static int move_into_place(struct staged *staged, struct error *err)
{
	int moved = staged->after ? rename(staged->fresh, staged->full) : unlink(staged->full);

	if (moved < 0)
		return error_sys(err, "cannot replace '%s'; the old files are back", staged->full);
	free(staged->fresh);
	staged->fresh = NULL;
	staged->is_in_place = true;
	return 0;
}

int apply_in_place(struct backport *backport, const char *folder, struct error *err)
{
	owned(staging_release) struct staging staging = { 0 };
	size_t i;

	sum_up(&staging, backport);
	if (tree_of_folder(&staging.tree, folder, err) < 0)
		return -1;
	for (i = 0; i < staging.nr; i++)
		if (check_one(&staging, &staging.v[i], err) < 0)
			return -1;
	if (!staging.nr)
		return 0;
	if (write_journal(&staging, err) < 0)
		return -1;
	for (i = 0; i < staging.nr; i++)
		if (prepare(&staging, &staging.v[i], err) < 0)
			return -1;
	if (proc_check_interrupt(err) < 0)
		return -1;
	for (i = 0; i < staging.nr; i++)
		if (move_into_place(&staging.v[i], err) < 0)
			return -1;
	if (in_place_journal_done(&staging.journal, folder, err) < 0)
		return -1;
	staging.is_done = true;
	backport->in_place = true;
	return 0;
}
