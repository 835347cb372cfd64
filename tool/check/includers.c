// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which objects a changed header is built by.
 *
 * Looked at are the C files that stand in a folder in which the series changes something: of a header of fs/nfsd those of
 * fs/nfsd, of include/linux/sunrpc/svc.h those of the folders that the series works in. Taken are those that include
 * it, or include a header of these folders that does, by an #include whose last part is the header's name, at most
 * MAX_OBJECTS beside those that the series changes, which are built anyway; a note names the others. To ask the whole
 * kernel who includes a header would be to read 30,000 files, and to build who does would be to build it.
 */
#include "../files.h"
#include "../kbuild.h"
#include "includers.h"

#define MAX_OBJECTS 40

struct source {
	const char *path;
	struct strings includes;        /* the last parts of what it includes */
	bool is_reached;
};

struct sources {
	struct source *v;
	size_t nr;
};

static void sources_release(struct sources *sources)
{
	size_t i;

	for (i = 0; i < sources->nr; i++)
		strings_release(&sources->v[i].includes);
}

static bool ends_in(const char *path, const char *letters)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' && strchr(letters, path[len - 1]);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "state.h" of '#include "state.h"' and of '# include <x/state.h>'. */
static void add_include(struct strings *includes, const char *line, size_t len)
{
	const char *end = line + len, *close;

	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if (line == end || *line++ != '#')
		return;
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if (end - line < 9 || memcmp(line, "include", 7))
		return;
	line += 7;
	while (line < end && *line != '"' && *line != '<')
		line++;
	if (line == end)
		return;
	close = memchr(line + 1, *line == '"' ? '"' : '>', (size_t)(end - line - 1));
	if (close) {
		owned(text_release) struct text name = { 0 };

		text_add(&name, line + 1, (size_t)(close - line - 1));
		strings_add(includes, base_name(text_str(&name)));
	}
}

static int read_source(struct source *source, const struct tree *tree, struct error *err)
{
	owned(text_release) struct text text = { 0 };
	const char *at, *end, *line;
	bool exists;
	size_t len;

	if (tree_read(&text, &exists, tree, source->path, err) < 0)
		return -1;
	for (at = text_str(&text), end = at + text.len; text_line(&line, &len, &at, end);)
		add_include(&source->includes, line, len);
	return 0;
}

static int add_folder(struct sources *sources, struct arena *arena, const struct tree *tree, const char *folder,
		      struct error *err)
{
	owned(strings_release) struct strings paths = { 0 };
	size_t i;

	if (tree_list(&paths, tree, folder, err) < 0)
		return -1;
	for (i = 0; i < paths.nr; i++) {
		struct source *source;

		if (!ends_in(paths.v[i], "ch"))
			continue;
		source = arena_push(arena, sources->v, sources->nr);
		source->path = arena_strdup(arena, paths.v[i]);
		if (read_source(source, tree, err) < 0)
			return -1;
	}
	return 0;
}

/* The changed headers, and the folders that the series works in. include/ is for all, and is no such folder. */
static void look_over(struct strings *headers, struct strings *folders, const struct backport *backport)
{
	size_t i, j;

	for (i = 0; i < backport->nr_steps; i++) {
		for (j = 0; j < backport->steps[i].changes.nr; j++) {
			const char *path = backport->steps[i].changes.v[j].path, *slash = strrchr(path, '/');

			if (ends_in(path, "h"))
				strings_add(headers, base_name(path));
			if (slash && ends_in(path, "ch") && strncmp(path, "include/", 8) && !strstr(path, "/include/"))
				strings_addf(folders, "%.*s", (int)(slash - path), path);
		}
	}
	strings_sort_unique(headers);
	strings_sort_unique(folders);
}

static bool includes_one(const struct source *source, const struct strings *headers)
{
	size_t i;

	for (i = 0; i < source->includes.nr; i++)
		if (strings_has(headers, source->includes.v[i]))
			return true;
	return false;
}

/* A header that is reached is one more to ask for, until there is none. */
static void reach(struct sources *sources, struct strings *headers)
{
	bool is_more = true;
	size_t i;

	while (is_more) {
		is_more = false;
		for (i = 0; i < sources->nr; i++) {
			struct source *source = &sources->v[i];

			if (source->is_reached || !includes_one(source, headers))
				continue;
			source->is_reached = is_more = true;
			if (ends_in(source->path, "h"))
				strings_add(headers, base_name(source->path));
		}
	}
}

static bool is_changed(const struct backport *backport, const char *path)
{
	size_t i, j;

	for (i = 0; i < backport->nr_steps; i++)
		for (j = 0; j < backport->steps[i].changes.nr; j++)
			if (!strcmp(backport->steps[i].changes.v[j].path, path))
				return true;
	return false;
}

int includers_find(struct recipe *recipe, const struct backport *backport, const struct tree *target, struct error *err)
{
	owned(strings_release) struct strings headers = { 0 }, folders = { 0 };
	owned(sources_release) struct sources sources = { 0 };
	struct arena *arena = &recipe->arena;
	size_t i;

	look_over(&headers, &folders, backport);
	for (i = 0; headers.nr && i < folders.nr; i++)
		if (add_folder(&sources, arena, target, folders.v[i], err) < 0)
			return -1;
	reach(&sources, &headers);
	for (i = 0; i < sources.nr; i++) {
		const char *path = sources.v[i].path;
		const char *object = arena_printf(arena, "%.*s.o", (int)strlen(path) - 2, path);
		bool is_room = recipe->objects.nr < MAX_OBJECTS;

		if (sources.v[i].is_reached && ends_in(path, "c") && kbuild_names_object(object) && !is_changed(backport, path))
			string_list_push(is_room ? &recipe->objects : &recipe->objects_left_out, arena, object);
	}
	return 0;
}
