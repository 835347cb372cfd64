// SPDX-License-Identifier: GPL-2.0-only
/*
 * The folder of a build as it stands, from nothing or from what an earlier run has left. What says what is of it:
 *
 *	ready           out/ is configured for this identity, "busy" or not
 *	busy            a run uses out/, or was killed while it did: the next one begins anew
 *	touched         what any run has laid over the source
 */
#include <sys/stat.h>
#include <time.h>

#include "build.h"

/* The folder whose files are built: the tree's own, or an export of the commit. */
static int find_base(const char **base, struct kbuild *kbuild, struct arena *arena, struct error *err)
{
	*base = tree_folder(kbuild->tree);
	if (*base)
		return 0;
	kbuild_progress(kbuild, "writing the tree's files for the build");
	return build_folder_tree(base, arena, &kbuild->folder, kbuild->tree, kbuild->tree_id, err);
}

int kbuild_open_folders(const struct kbuild *kbuild, const struct string_list *objects, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	size_t i;

	for (i = 0; i < objects->nr; i++) {
		const char *object = objects->v[i], *slash = strrchr(object, '/');
		const char *folder = slash ? arena_strndup(&arena, object, (size_t)(slash - object)) : NULL;

		if (folder && file_is_folder(path_join(&arena, kbuild->overlay.base, folder)) &&
		    overlay_open(&kbuild->overlay, folder, err) < 0)
			return -1;
	}
	return 0;
}

int kbuild_write_list(const struct kbuild *kbuild, const char *name, const struct strings *list, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	size_t i;

	for (i = 0; i < list->nr; i++)
		text_addf(&text, "%s\n", list->v[i]);
	return file_write(path_join(&arena, kbuild->folder.path, name), text_str(&text), text.len, err);
}

int kbuild_read_list(struct strings *list, const struct kbuild *kbuild, const char *name, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	const char *at, *end, *line;
	bool exists;
	size_t len;

	if (file_read_if(&text, &exists, path_join(&arena, kbuild->folder.path, name), err) < 0)
		return -1;
	for (at = text_str(&text), end = at + text.len; text_line(&line, &len, &at, end);)
		strings_addf(list, "%.*s", (int)len, line);
	return 0;
}

bool kbuild_says(const struct kbuild *kbuild, const char *name, const char *what)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	const char *path = path_join(&arena, kbuild->folder.path, name);

	return file_exists(path) && file_read(&text, path, NULL) == 0 && !strcmp(text_str(&text), what);
}

int kbuild_clear(const struct kbuild *kbuild, const char *const *names, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	size_t i;

	for (i = 0; names[i]; i++) {
		const char *path = path_join(&arena, kbuild->folder.path, names[i]);
		struct stat status;

		if (lstat(path, &status) == 0 && file_remove_tree(path, err) < 0)
			return error_prefix(err, "cannot empty the build's folder");
	}
	return 0;
}

static int lay_out(struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *base;

	if (file_make_folders(kbuild->out, err) < 0 ||
	    file_make_folders(path_join(&arena, kbuild->folder.path, "tmp"), err) < 0 ||
	    find_base(&base, kbuild, &arena, err) < 0 || overlay_make(&kbuild->overlay, base, kbuild->source, err) < 0)
		return -1;
	return kbuild_open_folders(kbuild, &kbuild->recipe->objects, err);
}

/* What an earlier run had laid over the source is the base's again, as a file of now, so that make sees that it changed. */
static int lay_anew(const struct kbuild *kbuild, const char *path, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text content = { 0 };
	bool exists;

	if (file_read_if(&content, &exists, path_join(&arena, kbuild->overlay.base, path), err) < 0)
		return -1;
	return exists ? overlay_write(&kbuild->overlay, path, text_str(&content), content.len, err) : 0;
}

/* The build as an earlier run has left it, with the target's own files. */
static int go_on(struct kbuild *kbuild, struct error *err)
{
	static const char *const anew[] = { "src", "tmp", "make.log", NULL };
	size_t i;

	if (kbuild_clear(kbuild, anew, err) < 0 || lay_out(kbuild, err) < 0 ||
	    kbuild_read_list(&kbuild->touched, kbuild, "touched", err) < 0)
		return -1;
	for (i = 0; i < kbuild->touched.nr; i++)
		if (lay_anew(kbuild, kbuild->touched.v[i], err) < 0)
			return -1;
	return 0;
}

static int begin(struct kbuild *kbuild, struct error *err)
{
	static const char *const all[] = { "ready", "src", "out", "tmp", "touched", "make.log", NULL };

	if (kbuild_clear(kbuild, all, err) < 0 || lay_out(kbuild, err) < 0 || kbuild_configure(kbuild, err) < 0)
		return -1;
	return kbuild->identity ? file_write(path_join(&kbuild->arena, kbuild->folder.path, "ready"), kbuild->identity,
					     strlen(kbuild->identity), err) : 0;
}

/*
 * Whether the clock was set back since the last run. What is laid over the source now would be older than the objects
 * of then, and make goes by times: it would leave them.
 */
static bool is_of_the_future(const char *path)
{
	struct timespec now;
	struct stat status;

	clock_gettime(CLOCK_REALTIME, &now);
	return stat(path, &status) == 0 && (status.st_mtim.tv_sec > now.tv_sec ||
		(status.st_mtim.tv_sec == now.tv_sec && status.st_mtim.tv_nsec > now.tv_nsec));
}

/* Whether an earlier run has left the same build, came to an orderly end, and was before now. */
static bool is_left(const struct kbuild *kbuild)
{
	owned(arena_release) struct arena arena = { 0 };

	return kbuild->identity && kbuild_says(kbuild, "ready", kbuild->identity) &&
	       !file_exists(path_join(&arena, kbuild->folder.path, "busy")) &&
	       !is_of_the_future(path_join(&arena, kbuild->folder.path, "ready"));
}

/*
 * Source and configuration as make needs them. "busy" stands in the folder from here to an orderly end: where a run was
 * killed in between, the next one begins anew.
 */
int kbuild_make_ready(struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *busy = path_join(&arena, kbuild->folder.path, "busy");
	bool goes_on = is_left(kbuild);

	if (kbuild->is_ready)
		return 0;
	if (kbuild_find_host_flags(kbuild, err) < 0 || (kbuild->identity && file_write(busy, "", 0, err) < 0))
		return -1;
	if ((goes_on ? go_on(kbuild, err) : begin(kbuild, err)) < 0)
		return -1;
	if (file_read_whole(&kbuild->config, path_join(&arena, kbuild->out, ".config"), KBUILD_MAX_CONFIG, err) < 0)
		return error_prefix(err, "cannot configure the kernel");
	kbuild->is_ready = true;
	return 0;
}

