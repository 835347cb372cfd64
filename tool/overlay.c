// SPDX-License-Identifier: GPL-2.0-only
/*
 * A folder that looks like another one and can be written to.
 *
 * At first the overlay is one real folder with a symbolic link for each of the
 * base's entries: 25 links stand for a kernel's 80,000 files. Before a file is
 * written, the folders on the way to it are opened: for fs/nfsd/state.h the
 * link fs is replaced by a real folder fs with links to the base's fs/9p,
 * fs/Kconfig, ..., and in it the link nfsd likewise. The file itself is written
 * beside and renamed over its link, hence never through it.
 *
 * A real folder is needed wherever gcc has to see a changed file: it resolves
 * #include "state.h" beside the path under which it opened the including file, and
 * "../" by the kernel, which would leave by the link.
 *
 * What is left out, and why:
 *   .git                       scripts/setlocalversion runs git update-index in the source, which writes
 *   .config, include/config, arch/x86/include/generated
 *                              "The source tree is not clean, please run 'make mrproper'"
 *   include/generated          comes before the build's own in the search path: another kernel's autoconf.h
 *   *.o, *.ko, *.a, .*.cmd     are found through VPATH and taken for the build's own
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "overlay.h"

void overlay_release(struct overlay *overlay)
{
	if (!overlay)
		return;
	free(overlay->base);
	free(overlay->folder);
	*overlay = (struct overlay){ 0 };
}

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), len_end = strlen(end);

	return len > len_end && !strcmp(name + len - len_end, end);
}

/* Whether an entry of a folder ("" for the root) is an earlier build's, or git's. */
static bool is_left_out(const char *folder, const char *name)
{
	static const char *const endings[] = { ".o", ".ko", ".a", ".cmd" };
	size_t i;

	for (i = 0; i < nr_of(endings); i++)
		if (ends_with(name, endings[i]))
			return true;
	if (!*folder)
		return !strcmp(name, ".git") || !strcmp(name, ".config");
	if (!strcmp(folder, "include"))
		return !strcmp(name, "config") || !strcmp(name, "generated");
	return !strncmp(folder, "arch/", 5) && ends_with(folder, "/include") && !strcmp(name, "generated");
}

/* Fills a real folder with links. What cannot be listed in the base is a folder that only we have. */
static int lay_links(const struct overlay *overlay, const char *folder, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings names = { 0 };
	const char *base = *folder ? path_join(&arena, overlay->base, folder) : overlay->base;
	const char *real = *folder ? path_join(&arena, overlay->folder, folder) : overlay->folder;
	size_t i;

	if (!file_is_folder(base))
		return 0;
	if (file_list(&names, base, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++)
		if (!is_left_out(folder, names.v[i]) &&
		    symlink(path_join(&arena, base, names.v[i]), path_join(&arena, real, names.v[i])) < 0)
			return error_sys(err, "cannot link '%s/%s'", real, names.v[i]);
	return 0;
}

/* One folder whose parent is real already. */
static int open_one(const struct overlay *overlay, const char *folder, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *real = path_join(&arena, overlay->folder, folder);
	struct stat status;
	bool there = lstat(real, &status) == 0;

	if (there && S_ISDIR(status.st_mode))
		return 0;
	if (there && !file_is_folder(real))
		return error_set(err, "'%s' is not a folder", folder);
	if ((there && unlink(real) < 0) || mkdir(real, 0777) < 0)
		return error_sys(err, "cannot make the folder '%s'", real);
	return lay_links(overlay, folder, err);
}

int overlay_open(const struct overlay *overlay, const char *folder, struct error *err)
{
	owned(text_release) struct text part = { 0 };
	const char *at = folder;

	for (;;) {
		size_t len = strcspn(at, "/");

		text_add(&part, at, len);
		if (part.len && open_one(overlay, text_str(&part), err) < 0)
			return -1;
		at += len;
		if (!*at)
			return 0;
		text_addc(&part, *at++);
	}
}

/* The traces of an earlier build are inside these: they are opened so that they can be left out. */
static int hide_earlier_build(const struct overlay *overlay, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings names = { 0 };
	const char *arch = path_join(&arena, overlay->base, "arch");
	size_t i;

	if ((file_exists(path_join(&arena, overlay->base, "include/config")) ||
	     file_exists(path_join(&arena, overlay->base, "include/generated"))) &&
	    overlay_open(overlay, "include", err) < 0)
		return -1;
	if (!file_is_folder(arch))
		return 0;
	if (file_list(&names, arch, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++) {
		const char *include = arena_printf(&arena, "arch/%s/include", names.v[i]);
		const char *generated = arena_printf(&arena, "%s/%s/generated", overlay->base, include);

		if (file_exists(generated) && overlay_open(overlay, include, err) < 0)
			return -1;
	}
	return 0;
}

int overlay_make(struct overlay *overlay, const char *base, const char *folder, struct error *err)
{
	owned(overlay_release) struct overlay made = { 0 };

	made.base = realpath(base, NULL);
	if (!made.base)
		return error_sys(err, "cannot find the folder '%s'", base);
	made.folder = mem_strdup(folder);
	if (mkdir(folder, 0777) < 0)
		return error_sys(err, "cannot make the folder '%s'", folder);
	if (lay_links(&made, "", err) < 0 || hide_earlier_build(&made, err) < 0)
		return -1;
	*overlay = take(made);
	return 0;
}

static int open_parent(const struct overlay *overlay, const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	owned(text_release) struct text parent = { 0 };

	if (!slash)
		return 0;
	text_add(&parent, path, (size_t)(slash - path));
	return overlay_open(overlay, text_str(&parent), err);
}

/*
 * The file's time by the exact clock. The kernel itself stamps files with the
 * time of its last tick, up to 10 ms ago: a source changed right after its
 * object was made would seem to be as old, and make would leave it.
 */
static int stamp(const char *path, struct error *err)
{
	struct timespec times[2];

	clock_gettime(CLOCK_REALTIME, &times[0]);
	times[1] = times[0];
	if (utimensat(AT_FDCWD, path, times, 0) < 0)
		return error_sys(err, "cannot set the time of '%s'", path);
	return 0;
}

int overlay_write(const struct overlay *overlay, const char *path, const void *bytes, size_t len,
		  struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *file = path_join(&arena, overlay->folder, path);

	if (open_parent(overlay, path, err) < 0 || file_write(file, bytes, len, err) < 0)
		return -1;
	return stamp(file, err);
}

int overlay_remove(const struct overlay *overlay, const char *path, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };

	if (open_parent(overlay, path, err) < 0)
		return -1;
	if (unlink(path_join(&arena, overlay->folder, path)) < 0 && errno != ENOENT)
		return error_sys(err, "cannot remove '%s'", path);
	return 0;
}
