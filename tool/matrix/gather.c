// SPDX-License-Identifier: GPL-2.0-only
/*
 * A cell's file is ID.json, whatever wrote it: a file that is empty is of a cell that died before it could print, one
 * that ends in the middle of a cell that died while it did. Neither stops the others from being read. A recipe is
 * read once for all documents that name it.
 */
#include <stdlib.h>

#include "../document.h"
#include "../files.h"
#include "../proc.h"
#include "../record.h"
#include "../session.h"
#include "gather.h"

/* As for a single document (session.c). */
#define MAX_RECIPE ((size_t)1 << 20)
#define MAX_DOCUMENT ((size_t)256 << 20)
/* Of what a cell said on stderr the last line is told. */
#define MAX_SAID ((size_t)1 << 20)
/* As many reasons as a sentence of an error has. */
#define REASONS_TOLD 3

void gathered_release(struct gathered *gathered)
{
	size_t i;

	for (i = 0; i < gathered->nr_backports; i++)
		backport_release(gathered->backports[i]);
	for (i = 0; i < gathered->nr_recipes; i++)
		recipe_release(&gathered->recipes[i]->recipe);
	matrix_release(&gathered->matrix);
	strings_release(&gathered->folders);
	strings_release(&gathered->seen);
	arena_release(&gathered->arena);
}

/* Names. */

static bool ends_with(const char *string, const char *end)
{
	size_t len = strlen(string), end_len = strlen(end);

	return len >= end_len && !strcmp(string + len - end_len, end);
}

static const char *cell_of_file(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t len = strlen(name);

	return arena_strndup(arena, name, ends_with(name, ".json") ? len - strlen(".json") : len);
}

static const char *error_file(struct arena *arena, const char *path)
{
	size_t len = strlen(path);

	return arena_printf(arena, "%.*s.err", (int)(ends_with(path, ".json") ? len - strlen(".json") : len), path);
}

/* What a cell that died has said. */

static const char *last_line(struct arena *arena, const struct text *said)
{
	static const char prefix[] = "stableport: error: ";
	owned(text_release) struct text printable = { 0 };
	const char *at = text_str(said), *end = at + said->len, *line, *last = NULL;
	size_t len, last_len = 0;

	while (text_line(&line, &len, &at, end))
		if (len && line[0] != ' ')
			last = line, last_len = len;
	if (!last)
		return NULL;
	if (last_len > strlen(prefix) && !strncmp(last, prefix, strlen(prefix)))
		last += strlen(prefix), last_len -= strlen(prefix);
	text_add_printable(&printable, last, last_len);
	return arena_strdup(arena, text_str(&printable));
}

/* What stands in file, a cell's .err; NULL: nothing. */
static const char *said_in(struct arena *arena, const char *file)
{
	owned(text_release) struct text said = { 0 };

	if (!file_exists(file) || file_read_whole(&said, file, MAX_SAID, NULL) < 0)
		return NULL;
	return last_line(arena, &said);
}

static void add_missing(struct gathered *gathered, const char *cell, const char *why, const char *said)
{
	struct arena *arena = &gathered->arena;

	matrix_add_missing(&gathered->matrix, cell, said ? arena_printf(arena, "%s; it said: %s", why, said) : why);
	strings_add(&gathered->seen, cell);
}

/* One document. */

static struct gathered_recipe *add_recipe(struct gathered *gathered, const char *path)
{
	struct gathered_recipe *added = arena_alloc(&gathered->arena, sizeof(*added));

	added->path = arena_strdup(&gathered->arena, path);
	*arena_push(&gathered->arena, gathered->recipes, gathered->nr_recipes) = added;
	return added;
}

static int read_recipe(struct gathered *gathered, const struct recipe **recipe, const char *path, struct error *err)
{
	owned(text_release) struct text text = { 0 };
	owned(recipe_release) struct recipe read = { 0 };
	struct gathered_recipe *added;
	size_t i;

	for (i = 0; i < gathered->nr_recipes; i++) {
		*recipe = &gathered->recipes[i]->recipe;
		if (gathered->recipes[i]->path && !strcmp(gathered->recipes[i]->path, path))
			return 0;
	}
	if (file_read_whole(&text, path, MAX_RECIPE, err) < 0 ||
	    recipe_parse(&read, path, text_str(&text), text.len, err) < 0)
		return error_prefix(err, "cannot read the recipe");
	added = add_recipe(gathered, path);
	added->recipe = take(read);
	*recipe = &added->recipe;
	return 0;
}

static int recipe_of(struct gathered *gathered, const struct recipe **recipe, const json_t *json, struct error *err)
{
	const char *path = document_recipe_path(json);
	struct gathered_recipe *added;

	if (path && *path)
		return read_recipe(gathered, recipe, path, err);
	added = add_recipe(gathered, NULL);
	*recipe = &added->recipe;
	return document_own_recipe(&added->recipe, json, err);
}

static int read_document(struct gathered *gathered, struct backport *backport, const json_t *json, struct error *err)
{
	const json_t *format = json_object_get(json, "format");
	const struct recipe *recipe = NULL;

	if (!json_is_integer(format) || json_integer_value(format) != DOCUMENT_FORMAT)
		return error_set(err, "not a document of stableport's format %d", DOCUMENT_FORMAT);
	if (recipe_of(gathered, &recipe, json, err) < 0)
		return -1;
	return document_from_json(backport, recipe, json, err);
}

/* NULL: it is damaged, and said to be missing. */
static struct backport *add_document(struct gathered *gathered, const char *cell, const json_t *json)
{
	struct backport *backport = arena_alloc(&gathered->arena, sizeof(*backport));
	owned(error_release) struct error err = { 0 };

	if (read_document(gathered, backport, json, &err) < 0) {
		add_missing(gathered, cell, arena_printf(&gathered->arena, "a damaged document: %s", err.message),
			    NULL);
		return NULL;
	}
	*arena_push(&gathered->arena, gathered->backports, gathered->nr_backports) = backport;
	strings_add(&gathered->seen, cell);
	matrix_add(&gathered->matrix, cell, backport);
	return backport;
}

static const char *name_in(struct gathered *gathered, const json_t *json)
{
	const char *fix = json_string_value(json_object_get(json_object_get(json, "recipe"), "name"));
	const char *target = json_string_value(json_object_get(json_object_get(json, "target"), "label"));

	return cells_name(&gathered->arena, fix ? fix : "", target ? target : "");
}

/* One file. */

static void add_matrix(struct gathered *gathered, const char *cell, const json_t *json)
{
	owned(error_release) struct error err = { 0 };
	const json_t *document;
	size_t i;

	json_array_foreach(json_object_get(json, "documents"), i, document) {
		struct backport *backport = add_document(gathered, name_in(gathered, document), document);

		if (backport)
			*arena_push(&gathered->arena, gathered->merged, gathered->nr_merged) = backport;
	}
	if (matrix_read_missing(&gathered->matrix, json, &err) < 0)
		add_missing(gathered, cell, arena_printf(&gathered->arena, "damaged: %s", err.message), NULL);
}

static void add_expected(struct gathered *gathered, const char *cell, const json_t *json)
{
	owned(error_release) struct error err = { 0 };
	struct cells cells = { 0 };
	size_t i;

	if (cells_read(&cells, &gathered->arena, json, &err) < 0) {
		add_missing(gathered, cell, arena_printf(&gathered->arena, "damaged: %s", err.message), NULL);
		return;
	}
	for (i = 0; i < cells.nr_include; i++)
		*arena_push(&gathered->arena, gathered->expected.include, gathered->expected.nr_include) =
			cells.include[i];
}

static void add_json(struct gathered *gathered, const char *cell, const char *path, const struct text *text)
{
	struct arena *arena = &gathered->arena;
	json_error_t at;
	owned(json_decrefp) json_t *json = json_loadb(text_str(text), text->len, JSON_REJECT_DUPLICATES, &at);

	if (!json)
		add_missing(gathered, cell,
			    arena_printf(arena, "a damaged document: it breaks off or is no JSON at line %d", at.line),
			    said_in(arena, error_file(arena, path)));
	else if (cells_is_json(json))
		add_expected(gathered, cell, json);
	else if (matrix_is_json(json))
		add_matrix(gathered, cell, json);
	else
		add_document(gathered, cell, json);
}

static void add_file(struct gathered *gathered, const char *path)
{
	struct arena *arena = &gathered->arena;
	const char *cell = cell_of_file(arena, path);
	owned(text_release) struct text text = { 0 };
	owned(error_release) struct error err = { 0 };

	if (file_read_whole(&text, path, MAX_DOCUMENT, &err) < 0)
		add_missing(gathered, cell, arena_printf(arena, "no document: %s", err.message),
			    said_in(arena, error_file(arena, path)));
	else if (!text.len)
		add_missing(gathered, cell, "no document", said_in(arena, error_file(arena, path)));
	else
		add_json(gathered, cell, path, &text);
}

static int add_folder(struct gathered *gathered, const char *folder, struct error *err)
{
	owned(strings_release) struct strings names = { 0 };
	size_t i;

	if (file_list(&names, folder, err) < 0)
		return -1;
	strings_add(&gathered->folders, folder);
	for (i = 0; i < names.nr; i++) {
		if (proc_check_interrupt(err) < 0)
			return -1;
		if (ends_with(names.v[i], ".json"))
			add_file(gathered, path_join(&gathered->arena, folder, names.v[i]));
	}
	return 0;
}

/* What was expected and is not there. */

static const char *said_in_folders(struct gathered *gathered, const char *cell)
{
	struct arena *arena = &gathered->arena;
	size_t i;

	for (i = 0; i < gathered->folders.nr; i++) {
		const char *said = said_in(arena, path_join(arena, gathered->folders.v[i],
							    arena_printf(arena, "%s.err", cell)));

		if (said)
			return said;
	}
	return NULL;
}

static bool has_build(const struct check *check, const struct cell *cell)
{
	size_t i;

	for (i = 0; i < check->nr_builds; i++)
		if (!strcmp(check->builds[i].name, cell->config) && !strcmp(check->builds[i].arch, cell->arch))
			return true;
	return !check->nr_builds;
}

/* A cell names a folder as it was given, "../linux/", and a document where it is. */
static bool is_folder_of(const char *folder, const char *given)
{
	size_t len, given_len;

	while (!strncmp(given, "./", 2) || !strncmp(given, "../", 3))
		given = strchr(given, '/') + 1;
	len = strlen(folder);
	given_len = strlen(given);
	while (given_len && given[given_len - 1] == '/')
		given_len--;
	return given_len <= len && !strncmp(folder + len - given_len, given, given_len) &&
	       (given_len == len || (given_len && *given != '/' && folder[len - given_len - 1] == '/'));
}

/* Where it is, if it is on this machine. */
static bool leads_to(const char *given, const char *folder)
{
	char *real = realpath(given, NULL);
	bool same = real && !strcmp(real, folder);

	free(real);
	return same;
}

static bool is_target_of(struct arena *arena, const struct target *target, const struct cell *cell)
{
	if (target->folder)
		return is_folder_of(target->folder, cell->target) || leads_to(cell->target, target->folder);
	return !strcmp(target->label, target_label(arena, cell->target));
}

/* Whether what was merged before has what the cell was to find; no file says that by its name. */
static bool was_merged(struct gathered *gathered, const struct cell *cell)
{
	size_t i;

	for (i = 0; i < gathered->nr_merged; i++) {
		const struct backport *backport = gathered->merged[i];

		if (!strcmp(backport->recipe->name, cell->fix) &&
		    is_target_of(&gathered->arena, &backport->target, cell) && has_build(&backport->check, cell))
			return true;
	}
	return false;
}

static void add_unseen(struct gathered *gathered)
{
	size_t i;

	for (i = 0; i < gathered->expected.nr_include; i++) {
		const struct cell *cell = &gathered->expected.include[i];

		if (!strings_has(&gathered->seen, cell->id) && !was_merged(gathered, cell))
			add_missing(gathered, cell->id, "no document", said_in_folders(gathered, cell->id));
	}
}

static int complain_of_all(const struct matrix *matrix, struct error *err)
{
	owned(text_release) struct text sentence = { 0 };
	size_t i;

	for (i = 0; i < matrix->nr_missing && i < REASONS_TOLD; i++)
		text_addf(&sentence, "%scell %s: %s", i ? "; " : ": ", matrix->missing[i].cell, matrix->missing[i].why);
	if (i < matrix->nr_missing)
		text_addf(&sentence, "; and %zu more", matrix->nr_missing - i);
	return error_set(err, "there is not one document that could be read%s", text_str(&sentence));
}

int gather(struct gathered *gathered, struct app *app, const char *const *files, struct error *err)
{
	size_t i;

	for (i = 0; files[i]; i++) {
		app->progress(app, "reading documents");
		if (proc_check_interrupt(err) < 0)
			return -1;
		if (!file_is_folder(files[i]))
			add_file(gathered, files[i]);
		else if (add_folder(gathered, files[i], err) < 0)
			return -1;
	}
	add_unseen(gathered);
	matrix_sort(&gathered->matrix);
	return gathered->matrix.nr_documents ? 0 : complain_of_all(&gathered->matrix, err);
}
