// SPDX-License-Identifier: GPL-2.0-only
/*
 * The product of fixes, targets, configurations and architectures.
 *
 * An id is the four names with what is no letter of an id made '-', so that people know a cell by it. Where that makes
 * two of them alike (refs/a and a, or x and X, which are one file on some file systems), or one that is too long, the
 * first letters stay and a sum of the four names is added.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <strings.h>

#include "../record.h"
#include "cells.h"

/* With a sum of 9 letters and ".json" it stays a name that people read, and that every CI takes for an artifact. */
#define ID_MOST 80
/* GitLab refuses names of jobs that are longer than 255; the rest is for the job's own name and the commas. */
#define GITLAB_JOB_MOST 200

/* What a value may be. */

static bool is_plain(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("._/+@~^:-", c));
}

static int refuse_letter(const char *what, const char *value, const char *at, struct error *err)
{
	owned(text_release) struct text shown = { 0 }, letter = { 0 };
	size_t len = 1;

	while ((at[len] & 0xc0) == 0x80) /* all of a UTF-8 character */
		len++;
	text_add_printable(&shown, value, strlen(value));
	text_add_printable(&letter, at, len);
	return error_set(err, "the %s '%s' has a '%s': a CI hands on letters, digits and ._/+@~^:- only", what,
			 text_str(&shown), text_str(&letter));
}

static int check_letters(const char *what, const char *value, struct error *err)
{
	const char *at = value;

	if (!*value)
		return error_set(err, "the %s is empty", what);
	while (is_plain(*at))
		at++;
	return *at ? refuse_letter(what, value, at, err) : 0;
}

static int check_value(const char *what, const char *value, struct error *err)
{
	if (check_letters(what, value, err) < 0)
		return -1;
	return *value == '-' ? error_set(err, "the %s '%s' begins with '-', as an option does", what, value) : 0;
}

static int check_values(const char *what, const struct string_list *values, struct error *err)
{
	size_t i, j;

	for (i = 0; i < values->nr; i++) {
		if (check_value(what, values->v[i], err) < 0)
			return -1;
		for (j = 0; j < i; j++)
			if (!strcmp(values->v[i], values->v[j]))
				return error_set(err, "the %s '%s' is given twice", what, values->v[i]);
	}
	return 0;
}

static bool is_range(const char *fix)
{
	return strstr(fix, "..") != NULL;
}

static const char *begin_of_range(struct arena *arena, const char *range)
{
	size_t len = (size_t)(strstr(range, "..") - range);

	return len ? arena_strndup(arena, range, len) : "HEAD";
}

/* A range has its own target, and all else needs one. */
static int check_targets(const struct cells_request *request, struct error *err)
{
	size_t i;

	for (i = 0; i < request->fixes.nr; i++)
		if (!is_range(request->fixes.v[i]) && !request->targets.nr)
			return error_set(err, "name the targets of '%s': --onto REF, several times",
					 request->fixes.v[i]);
	return 0;
}

static int check_request(const struct cells_request *request, struct error *err)
{
	size_t i;

	if (check_values("fix", &request->fixes, err) < 0 || check_values("target", &request->targets, err) < 0 ||
	    check_values("configuration", &request->configs, err) < 0 ||
	    check_values("architecture", &request->arches, err) < 0)
		return -1;
	if (check_targets(request, err) < 0)
		return -1;
	for (i = 0; i < request->options.nr; i++)
		if (check_letters("option's value", request->options.v[i], err) < 0)
			return -1;
	return 0;
}

/* Ids. */

static void add_id_part(struct text *id, const char *value)
{
	static const char *const prefixes[] = { "refs/heads/", "refs/tags/", "refs/remotes/" };
	size_t i;

	for (i = 0; i < nr_of(prefixes); i++)
		if (!strncmp(value, prefixes[i], strlen(prefixes[i])))
			value += strlen(prefixes[i]);
	text_adds(id, id->len ? "--" : "");
	for (; *value; value++)
		text_addc(id, isalnum((unsigned char)*value) || strchr("._-", *value) ? *value : '-');
}

static const char *finished_id(struct arena *arena, struct text *id)
{
	if (!id->len)
		text_addc(id, '_');
	if (*id->data == '-' || *id->data == '.')
		*id->data = '_';
	return arena_strndup(arena, text_str(id), id->len);
}

static const char *plain_id(struct arena *arena, const struct cell *cell)
{
	owned(text_release) struct text id = { 0 };

	add_id_part(&id, cell->fix);
	add_id_part(&id, cell->target);
	add_id_part(&id, cell->config);
	add_id_part(&id, cell->arch);
	return finished_id(arena, &id);
}

const char *cells_name(struct arena *arena, const char *fix, const char *target)
{
	owned(text_release) struct text name = { 0 };

	add_id_part(&name, fix);
	add_id_part(&name, target);
	if (name.len > ID_MOST)
		name.len = ID_MOST;
	return finished_id(arena, &name);
}

/* FNV-1a: short, and the same on each machine and in each version. */
static uint32_t sum_of(const struct cell *cell)
{
	const char *const parts[] = { cell->fix, cell->target, cell->config, cell->arch };
	uint32_t sum = 2166136261u;
	size_t i, j;

	for (i = 0; i < nr_of(parts); i++)
		for (j = 0; j <= strlen(parts[i]); j++)
			sum = (sum ^ (unsigned char)parts[i][j]) * 16777619u;
	return sum;
}

static void add_sum(struct arena *arena, struct cell *cell)
{
	cell->id = arena_printf(arena, "%.*s-%08" PRIx32, ID_MOST, cell->id, sum_of(cell));
}

static int compare_ids(const void *a, const void *b)
{
	return strcasecmp((*(struct cell *const *)a)->id, (*(struct cell *const *)b)->id);
}

static void free_cells(struct cell ***cells)
{
	free(*cells);
}

static struct cell **sorted_by_id(const struct cells *cells)
{
	struct cell **sorted = mem_alloc((cells->nr_include + 1) * sizeof(struct cell *));
	size_t i;

	for (i = 0; i < cells->nr_include; i++)
		sorted[i] = &cells->include[i];
	qsort(sorted, cells->nr_include, sizeof(struct cell *), compare_ids);
	return sorted;
}

/* All of a run of equals get a sum, also one that is alike to nothing but its longer neighbour's first letters. */
static void tell_apart(struct arena *arena, const struct cells *cells)
{
	owned(free_cells) struct cell **sorted = sorted_by_id(cells);
	bool was_alike = false;
	size_t i;

	for (i = 0; i < cells->nr_include; i++) {
		bool is_alike = i + 1 < cells->nr_include && !strcasecmp(sorted[i]->id, sorted[i + 1]->id);

		if (is_alike || was_alike || strlen(sorted[i]->id) > ID_MOST)
			add_sum(arena, sorted[i]);
		was_alike = is_alike;
	}
}

/* Two sums that are equal by chance: one in thousands of millions, and it must not be two cells in one file. */
static int check_ids(const struct cells *cells, struct error *err)
{
	owned(free_cells) struct cell **sorted = sorted_by_id(cells);
	size_t i;

	for (i = 1; i < cells->nr_include; i++)
		if (!strcasecmp(sorted[i]->id, sorted[i - 1]->id))
			return error_set(err, "two cells have the id '%s'", sorted[i]->id);
	return 0;
}

/* The cells. */

static void add_words(struct arena *arena, struct cell *cell, const char *const *words, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		*arena_push(arena, cell->command.v, cell->command.nr) = words[i];
}

static void add_command(struct arena *arena, struct cell *cell, const struct string_list *options)
{
	const char *const begin[] = { "stableport", "check", cell->fix }, *const onto[] = { "--onto", cell->target };
	const char *const build[] = { "--config", cell->config, "--arch", cell->arch }, *const end[] = { "--json" };

	add_words(arena, cell, begin, nr_of(begin));
	if (!is_range(cell->fix))
		add_words(arena, cell, onto, nr_of(onto));
	add_words(arena, cell, build, nr_of(build));
	add_words(arena, cell, options->v, options->nr);
	add_words(arena, cell, end, nr_of(end));
}

static void add_cell(struct cells *cells, struct arena *arena, const struct cell *names)
{
	struct cell *cell = arena_push(arena, cells->include, cells->nr_include);

	*cell = *names;
	cell->id = plain_id(arena, cell);
	add_command(arena, cell, &cells->options);
}

static void add_builds(struct cells *cells, struct arena *arena, const struct cells_request *request, struct cell names)
{
	const char *const usual[] = { is_range(names.fix) ? "defconfig" : "recipe" };
	const struct string_list configs = { (const char **)usual, 1 };
	const struct string_list *list = request->configs.nr ? &request->configs : &configs;
	size_t i, j;

	for (i = 0; i < list->nr; i++) {
		for (j = 0; j < request->arches.nr; j++) {
			names.config = list->v[i];
			names.arch = request->arches.v[j];
			add_cell(cells, arena, &names);
		}
	}
}

static void add_fix(struct cells *cells, struct arena *arena, const struct cells_request *request, const char *fix)
{
	size_t i;

	if (is_range(fix)) {
		add_builds(cells, arena, request, (struct cell){ .fix = fix, .target = begin_of_range(arena, fix) });
		return;
	}
	for (i = 0; i < request->targets.nr; i++)
		add_builds(cells, arena, request, (struct cell){ .fix = fix, .target = request->targets.v[i] });
}

int cells_make(struct cells *cells, struct arena *arena, const struct cells_request *request, struct error *err)
{
	size_t i;

	*cells = (struct cells){ .options = request->options };
	if (check_request(request, err) < 0)
		return -1;
	for (i = 0; i < request->fixes.nr; i++)
		add_fix(cells, arena, request, request->fixes.v[i]);
	tell_apart(arena, cells);
	return check_ids(cells, err);
}

/* As text. */

static const struct field cell_fields[] = {
	NEEDED(cell, id),
	NEEDED(cell, fix),
	NEEDED(cell, target),
	STRING(cell, config),
	STRING(cell, arch),
	STRINGS(cell, command),
};
TABLE(cell);

static const struct field cells_fields[] = { ARRAY(cells, include, cell_table) };
TABLE(cells);

int cells_write_json(struct text *out, const struct cells *cells, struct error *err)
{
	owned(json_decrefp) json_t *json = record_write(&cells_table, cells);

	return record_print(out, json, err);
}

static json_t *gitlab_variables(const struct cell *cell)
{
	json_t *variables = json_object();

	json_object_set_new(variables, "ID", record_string(cell->id)); /* first: GitLab names the job by them */
	json_object_set_new(variables, "FIX", record_string(cell->fix));
	json_object_set_new(variables, "TARGET", record_string(cell->target));
	json_object_set_new(variables, "CONFIG", record_string(cell->config));
	json_object_set_new(variables, "ARCH", record_string(cell->arch));
	return variables;
}

static int check_gitlab(const struct cells *cells, struct error *err)
{
	size_t i;

	if (cells->nr_include > GITLAB_MOST)
		return error_set(err, "GitLab takes %d jobs of a parallel:matrix at most, and these are %zu",
				 GITLAB_MOST, cells->nr_include);
	for (i = 0; i < cells->nr_include; i++) {
		const struct cell *cell = &cells->include[i];

		if (strlen(cell->id) + strlen(cell->fix) + strlen(cell->target) + strlen(cell->config) +
			    strlen(cell->arch) > GITLAB_JOB_MOST)
			return error_set(err, "the names of the cell '%s' are too long for a job of GitLab", cell->id);
	}
	return 0;
}

static const char *gitlab_options(struct arena *arena, const struct cells *cells)
{
	owned(text_release) struct text options = { 0 };
	size_t i;

	for (i = 0; i < cells->options.nr; i++)
		text_addf(&options, "%s%s", i ? " " : "", cells->options.v[i]);
	return arena_strdup(arena, text_str(&options));
}

int cells_write_gitlab(struct text *out, const struct cells *cells, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(json_decrefp) json_t *file = NULL;
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < cells->nr_include; i++)
		json_array_append_new(list, gitlab_variables(&cells->include[i]));
	file = json_pack("{s:{s:s}, s:{s:{s:o}}}", "variables", "STABLEPORT_OPTIONS", gitlab_options(&arena, cells),
			 ".stableport-cells", "parallel", "matrix", list);
	return check_gitlab(cells, err) < 0 ? -1 : record_print(out, file, err);
}

void cells_write_lines(struct text *out, const struct cells *cells)
{
	size_t i, j;

	for (i = 0; i < cells->nr_include; i++) {
		const struct cell *cell = &cells->include[i];

		text_adds(out, cell->id);
		for (j = 0; j < cell->command.nr; j++)
			text_addf(out, "%s%s", j ? " " : "\t", cell->command.v[j]);
		text_addc(out, '\n');
	}
}

/* And back. */

bool cells_is_json(const json_t *json)
{
	return json_is_array(json_object_get(json, "include"));
}

static bool is_id(const char *id)
{
	return *id && *id != '.' && *id != '-' && strlen(id) <= 2 * ID_MOST &&
	       !id[strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")];
}

int cells_read(struct cells *cells, struct arena *arena, const json_t *json, struct error *err)
{
	size_t i;

	if (record_read(cells, arena, &cells_table, json, err) < 0)
		return -1;
	for (i = 0; i < cells->nr_include; i++)
		if (!is_id(cells->include[i].id))
			return error_set(err, "include[%zu].id: letters, digits, '.', '_' and '-' only", i);
	return 0;
}
