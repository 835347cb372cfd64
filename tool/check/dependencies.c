// SPDX-License-Identifier: GPL-2.0-only
/*
 * fixdep's files look so in every kernel:
 *
 *	cmd_fs/nfsd/vfs.o := gcc ...
 *	source_fs/nfsd/vfs.o := /tmp/x/src/fs/nfsd/vfs.c
 *	deps_fs/nfsd/vfs.o := \
 *	    $(wildcard include/config/nfsd/v4.h) \
 *	  /tmp/x/src/include/linux/fs.h \
 *	  arch/x86/include/generated/asm/x.h \
 *
 * The source stands there as an absolute path, or as ".." and its name; a compiler also leaves "fs/nfsd/../lockd" as it
 * was put together from an -I and an #include.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "../files.h"
#include "dependencies.h"

#define MAX_FILE ((size_t)16 << 20)

/* A path without its "x/.." parts; false if it leaves where it stands. */
static bool add_straight(struct text *out, const char *path)
{
	while (*path) {
		size_t len = strcspn(path, "/");

		if (len == 2 && path[0] == '.' && path[1] == '.') {
			char *slash = out->len ? strrchr(out->data, '/') : NULL;

			if (!out->len)
				return false;
			out->len = slash ? (size_t)(slash - out->data) : 0;
			out->data[out->len] = '\0';
		} else if (len && !(len == 1 && *path == '.')) {
			if (out->len)
				text_addc(out, '/');
			text_add(out, path, len);
		}
		path += len + (path[len] == '/');
	}
	return out->len;
}

static const char *after(const char *string, const char *begin)
{
	size_t len = strlen(begin);

	return strncmp(string, begin, len) ? NULL : string + len;
}

/* The part below the source, or NULL. */
static const char *below_source(const char *path, const struct built_in *where)
{
	const char *rest = after(path, where->source);

	if (rest && *rest == '/')
		return rest + 1;
	rest = after(path, "../");
	if (!rest)
		return NULL;
	rest = after(rest, strrchr(where->source, '/') + 1);
	return rest && *rest == '/' ? rest + 1 : NULL;
}

static bool is_prepared(const char *path)
{
	return after(path, "include/") || (after(path, "arch/") && strstr(path, "/include/generated/"));
}

/* One path of a .cmd file; false: it was made on the way. */
static bool add_path(struct strings *files, const struct built_in *where, const char *path)
{
	owned(text_release) struct text straight = { 0 };
	const char *rest = below_source(path, where);

	if (!rest)
		return *path == '/' || is_prepared(path);
	if (add_straight(&straight, rest))
		strings_add(files, text_str(&straight));
	return true;
}

/* The path in a line of the list, without what stands around it. */
static void add_word(struct text *word, const char *line, size_t len)
{
	while (len && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	while (len && strchr(" \t\\", line[len - 1]))
		len--;
	text_clear(word);
	text_add(word, line, len);
}

static bool read_cmd(struct strings *files, const struct built_in *where, const char *path)
{
	owned(text_release) struct text text = { 0 }, word = { 0 };
	const char *at, *end, *line;
	bool in_list = false, has_list = false, all = true;
	size_t len;

	if (!file_exists(path) || file_read_whole(&text, path, MAX_FILE, NULL) < 0)
		return false;
	at = text_str(&text);
	end = at + text.len;
	while (text_line(&line, &len, &at, end)) {
		const char *is = memmem(line, len, " := ", 4);

		add_word(&word, line, len);
		if (is && len > 7 && !memcmp(line, "source_", 7)) {
			add_word(&word, is + 4, len - (size_t)(is + 4 - line));
			all &= add_path(files, where, text_str(&word));
		} else if (is && len > 5 && !memcmp(line, "deps_", 5)) {
			in_list = has_list = true;
		} else if (in_list && !word.len) {
			in_list = false;
		} else if (in_list && *text_str(&word) != '$') {
			all &= add_path(files, where, text_str(&word));
		}
	}
	return has_list && all && files->nr;
}

bool dependencies_of_object(struct strings *files, const struct built_in *where, const char *object)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *slash = strrchr(object, '/'), *name = slash ? slash + 1 : object;
	const char *cmd = arena_printf(&arena, "%s/%.*s.%s.cmd", where->out, (int)(name - object), object, name);

	if (!read_cmd(files, where, cmd))
		return false;
	strings_sort_unique(files);
	return true;
}

/* The link "source" in a build folder leads to 60,000 files. */
static bool is_real_folder(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void add_folder(struct strings *files, const struct built_in *where, const char *folder, size_t depth)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings names = { 0 };
	size_t i;

	if (depth > 64 || file_list(&names, folder, NULL) < 0)
		return;
	for (i = 0; i < names.nr; i++) {
		const char *path = path_join(&arena, folder, names.v[i]);
		size_t len = strlen(names.v[i]);

		if (len > 4 && !strcmp(names.v[i] + len - 4, ".cmd"))
			read_cmd(files, where, path);
		else if (is_real_folder(path))
			add_folder(files, where, path, depth + 1);
	}
}

void dependencies_so_far(struct strings *files, const struct built_in *where)
{
	add_folder(files, where, where->out, 0);
	strings_sort_unique(files);
}
