// SPDX-License-Identifier: GPL-2.0-only
/*
 * As git receive-pack does: objects are written to a folder of their own and moved when all are there. So a killed run
 * leaves no half object under a random name among the user's, where nobody could tell whose it is.
 *
 *	.run-XXXXXX/objects	what was written
 *	.run-XXXXXX/branch	"NAME TIP BEFORE\n", written before the branch is made
 *
 * The folder is held by flock(2), so that a run that was killed is told from one that is at work. libgit2 makes NAME.lock,
 * writes the reflog and the lock, and renames it. The lock of a killed run is told from git's own, which
 * lives for a moment, by what it holds: our tip, which nobody else knows; or nothing, and then it must be younger than our
 * note of the branch and still be there after a second.
 *
 * A run that ends (killed, a full disk) between the branch and its last word leaves the note. The next run may replace the
 * branch if it still is what the note says: nobody has seen that as done.
 *
 * All is synced before the branch is made, as git does since 2.36: objects by libgit2, then the folders that they came
 * to.
 */
#include <errno.h>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "quarantine.h"
#include "series.h"

/* Before libgit2's own backends, which have 1 and 2. */
#define PRIORITY 10

static void add_path(struct text *path, const struct held_folder *folder, const char *name)
{
	text_addf(path, "%s/%s", folder->path, name);
}

/* ---- the note of a branch ---- */

struct note {
	struct text branch;
	git_oid tip, before;
};

static void note_release(struct note *note)
{
	text_release(&note->branch);
}

static bool read_id(git_oid *id, const char **at)
{
	if (**at != ' ' || git_oid_fromstrn(id, *at + 1, GIT_OID_HEXSZ) < 0)
		return false;
	*at += 1 + GIT_OID_HEXSZ;
	return true;
}

/* False: no branch was about to be made. */
static bool note_read(struct note *note, const char *folder)
{
	owned(text_release) struct text path = { 0 }, line = { 0 };
	bool exists = false;
	const char *at;
	int is_valid = 0;

	text_addf(&path, "%s/branch", folder);
	if (file_read_if(&line, &exists, text_str(&path), NULL) < 0 || !exists)
		return false;
	at = text_str(&line) + strcspn(text_str(&line), " ");
	text_add(&note->branch, text_str(&line), (size_t)(at - text_str(&line)));
	return line.len > 2 * GIT_OID_HEXSZ + 2 && read_id(&note->tip, &at) && read_id(&note->before, &at) &&
	       git_reference_name_is_valid(&is_valid, text_str(&note->branch)) == 0 && is_valid;
}

static int note_write(const struct quarantine *quarantine, const char *reference, const git_oid *tip, const git_oid *before,
		      struct error *err)
{
	owned(text_release) struct text path = { 0 }, line = { 0 };

	add_path(&path, &quarantine->folder, "branch");
	text_addf(&line, "%s %s", reference, git_oid_tostr_s(tip));
	text_addf(&line, " %s\n", git_oid_tostr_s(before));
	return file_write(text_str(&path), text_str(&line), line.len, err);
}

/* ---- what killed runs left ---- */

static bool is_at(git_repository *repo, const char *branch, const git_oid *id)
{
	git_oid now;

	return git_reference_name_to_id(&now, repo, branch) == 0 && git_oid_equal(&now, id);
}


/* A lock with nothing in it: ours, if it came after our note and nobody finishes with it. */
static bool is_forsaken(const char *lock, const char *folder)
{
	const struct timespec moment = { .tv_nsec = 100 * 1000 * 1000 };
	owned(text_release) struct text note = { 0 };
	struct stat first, now, noted;
	int i;

	text_addf(&note, "%s/branch", folder);
	if (lstat(lock, &first) < 0 || stat(text_str(&note), &noted) < 0 || first.st_mtime < noted.st_mtime)
		return false;
	for (i = 0; i < 10; i++) {
		nanosleep(&moment, NULL);
		if (lstat(lock, &now) < 0 || now.st_ino != first.st_ino || now.st_size)
			return false;
	}
	return true;
}

static bool remove_lock(git_repository *repo, const struct note *note, const char *folder)
{
	owned(text_release) struct text lock = { 0 }, content = { 0 };
	struct stat status;
	bool exists = false;

	text_addf(&lock, "%s%s.lock", git_repository_commondir(repo), text_str(&note->branch));
	if (lstat(text_str(&lock), &status) < 0 || !S_ISREG(status.st_mode) ||
	    file_read_if(&content, &exists, text_str(&lock), NULL) < 0)
		return false;
	if (content.len ? strncmp(text_str(&content), git_oid_tostr_s(&note->tip), GIT_OID_HEXSZ) :
			  !is_forsaken(text_str(&lock), folder))
		return false;
	return unlink(text_str(&lock)) == 0;
}

/* libgit2 writes the log before the branch: one line about a branch that never was. */
static void remove_log(git_repository *repo, const struct note *note)
{
	owned(text_release) struct text log = { 0 }, content = { 0 };
	bool exists = false;
	const char *newline;
	git_oid now;

	text_addf(&log, "%slogs/%s", git_repository_commondir(repo), text_str(&note->branch));
	if (git_reference_name_to_id(&now, repo, text_str(&note->branch)) == 0 ||
	    file_read_if(&content, &exists, text_str(&log), NULL) < 0 || !exists)
		return;
	newline = strchr(text_str(&content), '\n');
	if (content.len > 2 * GIT_OID_HEXSZ && (!newline || !newline[1]) &&
	    !strncmp(content.data + GIT_OID_HEXSZ + 1, git_oid_tostr_s(&note->tip), GIT_OID_HEXSZ))
		unlink(text_str(&log));
}

static void say_found(struct quarantine *quarantine, const char *sentence)
{
	text_addf(&quarantine->found, "%s%s", quarantine->found.len ? "; " : "", sentence);
}

static void forget(struct held_folder *folder)
{
	lock_release(&folder->lock);
	free(folder->path);
	*folder = (struct held_folder){ 0 };
}

/* Of a run that had made its branch, the note is kept until that branch is made anew, or is another. */
static void take_over(struct quarantine *quarantine, struct held_folder *left)
{
	owned(note_release) struct note note = { 0 };
	owned(text_release) struct text objects = { 0 };

	add_path(&objects, left, "objects");
	if (!note_read(&note, left->path)) {
		say_found(quarantine, "an earlier run was killed; what it had left in the repository is removed");
		return;
	}
	if (remove_lock(quarantine->repo, &note, left->path))
		say_found(quarantine, "an earlier run was killed while it made its branch; the lock that it had left is removed");
	remove_log(quarantine->repo, &note);
	if (!is_at(quarantine->repo, text_str(&note.branch), &note.tip))
		return;
	file_remove_tree(text_str(&objects), NULL);
	strings_add(&quarantine->left, left->path);
	forget(left);
}

static int sweep(struct quarantine *quarantine, const char *prefix, struct error *err)
{
	owned(strings_release) struct strings paths = { 0 };
	size_t i;

	if (held_folder_list(&paths, prefix, err) < 0)
		return -1;
	for (i = 0; i < paths.nr; i++) {
		owned(held_folder_release) struct held_folder left = { 0 };

		if (held_folder_take(&left, paths.v[i]))
			take_over(quarantine, &left);
	}
	return 0;
}

static void add_reference(struct text *reference, const char *branch)
{
	text_addf(reference, "refs/heads/%s", branch);
}

bool quarantine_was_left(const struct quarantine *quarantine, const char *branch)
{
	owned(text_release) struct text reference = { 0 };
	size_t i;

	add_reference(&reference, branch);
	for (i = 0; i < quarantine->left.nr; i++) {
		owned(note_release) struct note note = { 0 };

		if (note_read(&note, quarantine->left.v[i]) && !strcmp(text_str(&note.branch), text_str(&reference)) &&
		    is_at(quarantine->repo, text_str(&reference), &note.tip))
			return true;
	}
	return false;
}

/* The new note stands for the branch now. */
static void remove_left(const struct quarantine *quarantine, const char *reference)
{
	size_t i;

	for (i = 0; i < quarantine->left.nr; i++) {
		owned(note_release) struct note note = { 0 };

		if (note_read(&note, quarantine->left.v[i]) && !strcmp(text_str(&note.branch), reference))
			file_remove_tree(quarantine->left.v[i], NULL);
	}
}

/* ---- objects ---- */

OWNED_POINTER(git_odb, git_odb_free);

static int objects_of(struct text *path, git_repository *repo, struct error *err)
{
	git_buf buffer = { 0 };

	if (git_repository_item_path(&buffer, repo, GIT_REPOSITORY_ITEM_OBJECTS) < 0)
		return error_git(err, "cannot find the objects of the repository");
	text_adds(path, buffer.ptr);
	git_buf_dispose(&buffer);
	while (path->len > 1 && path->data[path->len - 1] == '/')
		path->data[--path->len] = '\0';
	return 0;
}

/* The quarantine is written to; the repository, and its alternates, are read. */
static int divert(struct quarantine *quarantine, struct error *err)
{
	owned(git_odb_freep) git_odb *odb = NULL;
	owned(text_release) struct text own = { 0 }, usual = { 0 };
	git_odb_backend *backend = NULL;

	add_path(&own, &quarantine->folder, "objects");
	if (objects_of(&usual, quarantine->repo, err) < 0 || file_make_folders(text_str(&own), err) < 0)
		return -1;
	if (git_repository_odb(&quarantine->usual, quarantine->repo) < 0 || git_odb_new(&odb) < 0 ||
	    git_odb_backend_loose(&backend, text_str(&own), -1, true, 0, 0) < 0)
		return error_git(err, "cannot open the object database");
	if (git_odb_add_backend(odb, backend, PRIORITY) < 0) {
		backend->free(backend);
		return error_git(err, "cannot open the object database");
	}
	if (git_odb_add_disk_alternate(odb, text_str(&usual)) < 0 ||
	    git_repository_set_odb(quarantine->repo, odb) < 0)
		return error_git(err, "cannot open the object database");
	return 0;
}

static void add_base(struct text *base, git_repository *repo)
{
	text_addf(base, "%sstableport", git_repository_commondir(repo));
}

/* Whoever is done takes the empty folder away, and may do so just then. */
static int make_folder(struct quarantine *quarantine, const char *base, const char *prefix, struct error *err)
{
	int i;

	for (i = 0; i < 10; i++) {
		if (file_make_folders(base, err) < 0)
			return -1;
		if (held_folder_make(&quarantine->folder, prefix, err) == 0)
			return 0;
		if (errno != ENOENT)
			return -1;
	}
	return -1;
}

int quarantine_open(struct quarantine *quarantine, git_repository *repo, struct error *err)
{
	owned(text_release) struct text base = { 0 }, prefix = { 0 };

	quarantine->repo = repo;
	add_base(&base, repo);
	text_addf(&prefix, "%s/.run-", text_str(&base));
	if ((file_is_folder(text_str(&base)) && sweep(quarantine, text_str(&prefix), err) < 0) ||
	    make_folder(quarantine, text_str(&base), text_str(&prefix), err) < 0)
		return error_prefix(err, "cannot write to the repository");
	return divert(quarantine, err);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* A file system that cannot sync a folder says EINVAL. */
static int sync_folder(const char *path, struct error *err)
{
	owned(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL))
		return error_sys(err, "cannot sync '%s'", path);
	return 0;
}

static int move_fan(const char *from, const char *to, struct error *err)
{
	owned(strings_release) struct strings names = { 0 };
	size_t i;

	if (file_list(&names, from, err) < 0 || file_make_folders(to, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++) {
		owned(text_release) struct text old = { 0 }, new = { 0 };

		text_addf(&old, "%s/%s", from, names.v[i]);
		text_addf(&new, "%s/%s", to, names.v[i]);
		if (rename(text_str(&old), text_str(&new)) < 0)
			return error_sys(err, "cannot move an object to '%s'", text_str(&new));
	}
	return sync_folder(to, err);
}

int quarantine_publish(struct quarantine *quarantine, struct error *err)
{
	owned(text_release) struct text own = { 0 }, usual = { 0 };
	owned(strings_release) struct strings fans = { 0 };
	size_t i;

	add_path(&own, &quarantine->folder, "objects");
	if (objects_of(&usual, quarantine->repo, err) < 0 || file_list(&fans, text_str(&own), err) < 0)
		return -1;
	for (i = 0; i < fans.nr; i++) {
		owned(text_release) struct text from = { 0 }, to = { 0 };

		text_addf(&from, "%s/%s", text_str(&own), fans.v[i]);
		text_addf(&to, "%s/%s", text_str(&usual), fans.v[i]);
		if (move_fan(text_str(&from), text_str(&to), err) < 0)
			return -1;
	}
	return fans.nr ? sync_folder(text_str(&usual), err) : 0;
}

/* ---- the branch ---- */

/* What libgit2 could not take away, or wrote too early. */
static void clean_up(const struct quarantine *quarantine, const char *reference, const git_oid *tip)
{
	owned(note_release) struct note note = { .tip = *tip };

	text_adds(&note.branch, reference);
	remove_lock(quarantine->repo, &note, quarantine->folder.path);
	remove_log(quarantine->repo, &note);
}

int quarantine_branch(struct quarantine *quarantine, const char *branch, const git_oid *tip, const git_oid *before,
		      const char *reflog, struct error *err)
{
	static const git_oid none = { { 0 } };
	owned(text_release) struct text reference = { 0 };
	int made;

	add_reference(&reference, branch);
	if (quarantine_publish(quarantine, err) < 0 ||
	    note_write(quarantine, text_str(&reference), tip, before ? before : &none, err) < 0)
		return -1;
	made = series_branch(quarantine->repo, branch, tip, before, reflog, err);
	quarantine->made_branch = is_at(quarantine->repo, text_str(&reference), tip);
	clean_up(quarantine, text_str(&reference), tip);
	if (made == 0)
		remove_left(quarantine, text_str(&reference));
	return made;
}

void quarantine_settle(struct quarantine *quarantine, const char *branch)
{
	owned(text_release) struct text note = { 0 }, reference = { 0 };

	add_reference(&reference, branch);
	add_path(&note, &quarantine->folder, "branch");
	unlink(text_str(&note)); /* not there if the branch was made by an earlier run */
	quarantine->made_branch = false;
	remove_left(quarantine, text_str(&reference));
}

void quarantine_done(struct quarantine *quarantine)
{
	quarantine->is_done = true;
}

void quarantine_release(struct quarantine *quarantine)
{
	owned(text_release) struct text base = { 0 };

	if (!quarantine->repo)
		return;
	if (quarantine->usual)
		git_repository_set_odb(quarantine->repo, quarantine->usual);
	git_odb_free(quarantine->usual);
	if (quarantine->made_branch && !quarantine->is_done)
		forget(&quarantine->folder);
	held_folder_release(&quarantine->folder);
	add_base(&base, quarantine->repo);
	rmdir(text_str(&base)); /* if it is empty */
	strings_release(&quarantine->left);
	text_release(&quarantine->found);
}
