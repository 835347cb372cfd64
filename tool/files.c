// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files and folders. file_write() is the usual three steps (write beside, sync,
 * rename); everything else is small.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

static bool leaves_tree(const char *part, size_t len)
{
	return len == 0 || (len == 1 && part[0] == '.') || (len == 2 && part[0] == '.' && part[1] == '.') ||
	       (len == 4 && !strncasecmp(part, ".git", 4));
}

static bool is_odd(const char *part, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)part[i] < 0x20 || part[i] == 0x7f)
			return true;
	return part[0] == '-';
}

const char *path_trouble(const char *path)
{
	const char *at = path;
	bool odd = false;

	for (;; at++) {
		size_t len = strcspn(at, "/");

		if (leaves_tree(at, len))
			return "leaves the tree";
		odd |= is_odd(at, len);
		at += len;
		if (!*at)
			return odd ? "is not carried: it begins with a dash or has a control character" : NULL;
	}
}

bool path_is_safe(const char *path)
{
	return !path_trouble(path);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int read_all(struct text *out, int fd, const char *path, struct error *err)
{
	char buffer[65536];
	ssize_t nr;

	while ((nr = read(fd, buffer, sizeof(buffer))) != 0) {
		if (nr < 0 && errno == EINTR)
			continue;
		if (nr < 0)
			return error_sys(err, "cannot read '%s'", path);
		text_add(out, buffer, (size_t)nr);
	}
	return 0;
}

int file_read_if(struct text *out, bool *exists, const char *path, struct error *err)
{
	owned(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	owned(text_release) struct text read = { 0 };

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		*exists = false;
		return 0;
	}
	if (fd < 0)
		return error_sys(err, "cannot open '%s'", path);
	if (read_all(&read, fd, path, err) < 0)
		return -1;
	text_release(out);
	*out = take(read);
	*exists = true;
	return 0;
}

int file_read(struct text *out, const char *path, struct error *err)
{
	bool exists = false;

	if (file_read_if(out, &exists, path, err) < 0)
		return -1;
	return exists ? 0 : error_set(err, "there is no file '%s'", path);
}

int file_read_whole(struct text *out, const char *path, size_t max, struct error *err)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return error_sys(err, "cannot open '%s'", path);
	if (!S_ISREG(status.st_mode))
		return error_set(err, "'%s' is no regular file", path);
	if ((size_t)status.st_size > max)
		return error_set(err, "'%s' is larger than %zu MiB", path, max >> 20);
	return file_read(out, path, err);
}

int file_make_folders(const char *path, struct error *err)
{
	owned(text_release) struct text part = { 0 };
	const char *at = path;

	do {
		size_t len = strcspn(at, "/");

		text_add(&part, at, len);
		if (part.len && mkdir(text_str(&part), 0777) < 0 && errno != EEXIST)
			return error_sys(err, "cannot make the folder '%s'", text_str(&part));
		at += len;
		if (*at)
			text_addc(&part, *at++);
	} while (*at);
	if (!file_is_folder(path))
		return error_set(err, "'%s' is not a folder", path);
	return 0;
}

static int make_parent(const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	owned(text_release) struct text parent = { 0 };

	if (!slash || slash == path)
		return 0;
	text_add(&parent, path, (size_t)(slash - path));
	return file_make_folders(text_str(&parent), err);
}

static int write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t nr = write(fd, bytes, len);

		if (nr < 0 && errno == EINTR)
			continue;
		if (nr < 0)
			return -1;
		bytes += nr;
		len -= (size_t)nr;
	}
	return 0;
}

static bool is_still(int fd, const char *path)
{
	struct stat held, there;

	return fstat(fd, &held) == 0 && lstat(path, &there) == 0 && held.st_dev == there.st_dev &&
	       held.st_ino == there.st_ino;
}

static int lock_and_wait(int fd)
{
	int locked;

	do {
		locked = flock(fd, LOCK_EX);
	} while (locked < 0 && errno == EINTR);
	return locked;
}

/*
 * The file beside has one name, so that what a killed run left is written over by the next; two that write at once wait
 * for each other. Whoever waited may hold the file that the other has just renamed: then once more.
 */
static int open_beside(const char *beside)
{
	for (;;) {
		owned(close_fd) int fd = open(beside, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
		struct stat status;
		int opened = fd;

		if (fd < 0 || lock_and_wait(fd) < 0)
			return -1;
		if (!is_still(fd, beside))
			continue;
		if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1) {
			errno = EEXIST;
			return -1;
		}
		fd = -1;
		return opened;
	}
}

int file_write(const char *path, const void *bytes, size_t len, struct error *err)
{
	owned(text_release) struct text beside = { 0 };
	owned(close_fd) int fd = -1;

	if (make_parent(path, err) < 0)
		return -1;
	text_addf(&beside, "%s" FILE_BESIDE, path);
	fd = open_beside(text_str(&beside));
	if (fd < 0)
		return error_sys(err, "cannot write '%s'", path);
	if (ftruncate(fd, 0) < 0 || write_all(fd, bytes, len) < 0 || fsync(fd) < 0 || rename(beside.data, path) < 0) {
		error_sys(err, "cannot write '%s'", path);
		unlink(beside.data);
		return -1;
	}
	return 0;
}

bool file_is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static void close_folder(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

int file_list(struct strings *names, const char *folder, struct error *err)
{
	owned(close_folder) DIR *stream = opendir(folder);
	const struct dirent *entry;

	if (!stream)
		return error_sys(err, "cannot read the folder '%s'", folder);
	while ((entry = readdir(stream)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			strings_add(names, entry->d_name);
	strings_sort_unique(names);
	return 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *position)
{
	(void)status;
	(void)type;
	(void)position;
	return remove(path);
}

int file_remove_tree(const char *path, struct error *err)
{
	if (nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS) < 0 && errno != ENOENT)
		return error_sys(err, "cannot remove '%s'", path);
	return 0;
}

char *path_join(struct arena *arena, const char *folder, const char *path)
{
	size_t len = strlen(folder);

	return arena_printf(arena, "%s%s%s", folder, len && folder[len - 1] == '/' ? "" : "/", path);
}

static int lock_as(struct lock *lock, bool *taken, int how, const char *folder, struct error *err)
{
	owned(close_fd) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return error_sys(err, "cannot open the folder '%s'", folder);
	*taken = flock(fd, how | LOCK_NB) == 0;
	if (!*taken && errno != EWOULDBLOCK)
		return error_sys(err, "cannot lock the folder '%s'", folder);
	if (*taken) {
		lock->fd_plus_one = fd + 1;
		fd = -1;
	}
	return 0;
}

int lock_take(struct lock *lock, bool *taken, const char *folder, struct error *err)
{
	return lock_as(lock, taken, LOCK_EX, folder, err);
}

int lock_share(struct lock *lock, bool *taken, const char *folder, struct error *err)
{
	return lock_as(lock, taken, LOCK_SH, folder, err);
}

void lock_release(struct lock *lock)
{
	if (lock && lock->fd_plus_one)
		close(lock->fd_plus_one - 1);
}

/* ---- folders that are held ---- */

#define LETTERS "XXXXXX"

/* Between its making and its locking a folder may have been taken for one that was left, and removed: then another. */
int held_folder_make(struct held_folder *folder, const char *prefix, struct error *err)
{
	bool taken = false;

	while (!taken) {
		owned(text_release) struct text path = { 0 };

		lock_release(&folder->lock);
		folder->lock = (struct lock){ 0 };
		text_addf(&path, "%s" LETTERS, prefix);
		if (!mkdtemp(path.data))
			return error_sys(err, "cannot make a folder '%s'", text_str(&path));
		if (lock_take(&folder->lock, &taken, text_str(&path), NULL) < 0 && file_is_folder(text_str(&path)))
			return error_sys(err, "cannot hold the folder '%s'", text_str(&path));
		taken = taken && is_still(folder->lock.fd_plus_one - 1, text_str(&path));
		if (taken)
			folder->path = mem_strdup(text_str(&path));
	}
	return 0;
}

void held_folder_release(struct held_folder *folder)
{
	if (folder->path)
		file_remove_tree(folder->path, NULL); /* best effort: the next run tries again */
	lock_release(&folder->lock);
	free(folder->path);
	*folder = (struct held_folder){ 0 };
}

static bool is_random(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	return strlen(name) == strlen(LETTERS) && strspn(name, letters) == strlen(LETTERS);
}

int held_folder_list(struct strings *paths, const char *prefix, struct error *err)
{
	const char *begin = strrchr(prefix, '/') + 1;
	owned(strings_release) struct strings names = { 0 };
	owned(text_release) struct text folder = { 0 };
	size_t i;

	text_add(&folder, prefix, (size_t)(begin - prefix));
	if (file_list(&names, text_str(&folder), err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++)
		if (!strncmp(names.v[i], begin, strlen(begin)) && is_random(names.v[i] + strlen(begin)))
			strings_addf(paths, "%s%s", text_str(&folder), names.v[i]);
	return 0;
}

bool held_folder_take(struct held_folder *folder, const char *path)
{
	owned(lock_release) struct lock lock = { 0 };
	struct stat status;
	bool taken = false;

	if (lstat(path, &status) < 0 || !S_ISDIR(status.st_mode) || status.st_uid != geteuid() ||
	    lock_take(&lock, &taken, path, NULL) < 0 || !taken || !is_still(lock.fd_plus_one - 1, path))
		return false;
	*folder = (struct held_folder){ mem_strdup(path), take(lock) };
	return true;
}

void held_folder_remove_left(const char *prefix)
{
	owned(strings_release) struct strings paths = { 0 };
	size_t i;

	if (held_folder_list(&paths, prefix, NULL) < 0)
		return;
	for (i = 0; i < paths.nr; i++) {
		owned(held_folder_release) struct held_folder left = { 0 };

		held_folder_take(&left, paths.v[i]);
	}
}

/* ---- scratch folders ---- */

int scratch_make(struct scratch *scratch, struct error *err)
{
	const char *base = getenv("TMPDIR");
	owned(text_release) struct text prefix = { 0 };
	owned(held_folder_release) struct held_folder folder = { 0 };

	text_addf(&prefix, "%s/stableport-scratch-", base && *base ? base : "/tmp");
	held_folder_remove_left(text_str(&prefix));
	if (held_folder_make(&folder, text_str(&prefix), err) < 0)
		return error_prefix(err, "cannot make a scratch folder");
	scratch->path = realpath(folder.path, NULL);
	if (!scratch->path)
		return error_sys(err, "cannot find the scratch folder '%s'", folder.path);
	scratch->lock = take(folder.lock);
	free(folder.path);
	folder.path = NULL;
	return 0;
}

void scratch_release(struct scratch *scratch)
{
	struct held_folder folder = { 0 };

	if (!scratch)
		return;
	folder = (struct held_folder){ scratch->path, scratch->lock };
	held_folder_release(&folder);
	*scratch = (struct scratch){ 0 };
}

bool file_cache_folder(struct text *folder)
{
	const char *off = getenv("STABLEPORT_NO_CACHE"), *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (off && *off)
		return false;
	if (base && *base == '/')
		text_addf(folder, "%s/stableport/", base);
	else if (home && *home == '/')
		text_addf(folder, "%s/.cache/stableport/", home);
	return folder->len;
}
