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

int file_write(const char *path, const void *bytes, size_t len, struct error *err)
{
	owned(text_release) struct text beside = { 0 };
	owned(close_fd) int fd = -1;
	mode_t mask;

	if (make_parent(path, err) < 0)
		return -1;
	text_addf(&beside, "%s.XXXXXX", path);
	fd = mkostemp(beside.data, O_CLOEXEC);
	if (fd < 0)
		return error_sys(err, "cannot write '%s'", path);
	mask = umask(0);
	umask(mask);
	if (write_all(fd, bytes, len) < 0 || fchmod(fd, 0666 & ~mask) < 0 || fsync(fd) < 0 ||
	    rename(beside.data, path) < 0) {
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

int scratch_make(struct scratch *scratch, struct error *err)
{
	const char *base = getenv("TMPDIR");
	owned(text_release) struct text path = { 0 };

	text_addf(&path, "%s/stableport-XXXXXX", base && *base ? base : "/tmp");
	if (!mkdtemp(path.data))
		return error_sys(err, "cannot make a scratch folder '%s'", text_str(&path));
	scratch->path = realpath(path.data, NULL);
	if (!scratch->path)
		return error_sys(err, "cannot find the scratch folder '%s'", text_str(&path));
	return 0;
}

void scratch_release(struct scratch *scratch)
{
	if (!scratch || !scratch->path)
		return;
	file_remove_tree(scratch->path, NULL); /* best effort: $TMPDIR is cleaned by others too */
	free(scratch->path);
	scratch->path = NULL;
}

int lock_take(struct lock *lock, bool *taken, const char *folder, struct error *err)
{
	owned(close_fd) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return error_sys(err, "cannot open the folder '%s'", folder);
	*taken = flock(fd, LOCK_EX | LOCK_NB) == 0;
	if (!*taken && errno != EWOULDBLOCK)
		return error_sys(err, "cannot lock the folder '%s'", folder);
	if (*taken) {
		lock->fd_plus_one = fd + 1;
		fd = -1;
	}
	return 0;
}

void lock_release(struct lock *lock)
{
	if (lock && lock->fd_plus_one)
		close(lock->fd_plus_one - 1);
}
