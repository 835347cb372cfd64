// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plans side by side. A process each: they share nothing that is worth sharing but what the kernel caches of the
 * repository anyway, libgit2 gains nothing from threads, and one that runs out of memory ends alone.
 *
 * A cell is read from what the child prints, a chain's document or a backport's; of one that failed, from
 * its sentence.
 */
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "../proc.h"
#include "chain-session.h"
#include "plan-table.h"

/* A chain's document is some ten kilobytes; that of a recipe has all its diffs. */
#define MAX_OUTPUT ((size_t)256 << 20)

/* As many digits as the kernel's own rule asks for. */
#define SHORT_ID 12

struct table {
	struct app *app;
	const struct settings *settings;
	struct arena arena;
	const char *const *fixes;
	size_t nr_fixes;
	size_t nr_rows, nr_targets;
	struct proc *procs;             /* row by row, as results, documents and cells */
	struct proc_result *results;
	json_t **documents;
	struct chain_cell *cells;
};

static size_t nr_cells(const struct table *table)
{
	return table->nr_rows * table->nr_targets;
}

static void table_release(struct table *table)
{
	size_t i;

	for (i = 0; table->results && i < nr_cells(table); i++)
		proc_result_release(&table->results[i]);
	for (i = 0; table->documents && i < nr_cells(table); i++)
		json_decref(table->documents[i]);
	arena_release(&table->arena);
}

/* ---- what a cell runs ---- */

struct arguments {
	const char **v;
	size_t nr;
};

static void add_argument(struct table *table, struct arguments *arguments, const char *argument)
{
	*arena_push(&table->arena, arguments->v, arguments->nr) = argument;
}

/* "--onto=x": a value that begins with '-' stays one. */
static void add_option(struct table *table, struct arguments *arguments, const char *option, const char *value)
{
	if (value)
		add_argument(table, arguments, arena_printf(&table->arena, "--%s=%s", option, value));
}

static void add_options(struct table *table, struct arguments *arguments, const char *option, char *const *values)
{
	size_t i;

	for (i = 0; values && values[i]; i++)
		add_option(table, arguments, option, values[i]);
}

static void add_number(struct table *table, struct arguments *arguments, const char *option, double number)
{
	if (number > 0)
		add_option(table, arguments, option, arena_printf(&table->arena, "%.15g", number));
}

static void add_settings(struct table *table, struct arguments *arguments)
{
	const struct settings *settings = table->settings;

	add_option(table, arguments, "repo", settings->repo);
	add_option(table, arguments, "upstream", settings->upstream);
	add_option(table, arguments, "style", settings->style);
	add_option(table, arguments, "recipes", settings->recipes);
	add_number(table, arguments, "timeout", settings->timeout);
	add_options(table, arguments, "with", settings->with);
	add_options(table, arguments, "without", settings->without);
	add_options(table, arguments, "keep-out", settings->keep_out);
	add_number(table, arguments, "max", settings->max_commits);
	add_number(table, arguments, "budget", settings->budget);
	if (settings->follow_ups)
		add_argument(table, arguments, "--follow-ups");
	if (settings->plain)
		add_argument(table, arguments, "--plain");
	if (settings->fewest)
		add_argument(table, arguments, "--fewest");
	if (settings->no_cache)
		add_argument(table, arguments, "--no-cache");
	if (settings->together)
		add_argument(table, arguments, "--together");
}

/* The cells are the jobs; a probe's make has one of its own. */
static const char *const *make_command(struct table *table, size_t row, size_t target)
{
	static const char *const begin[] = { "/proc/self/exe", "plan", "--json", "--jobs=1" };
	struct arguments arguments = { 0 };
	size_t i, first = table->settings->together ? 0 : row;
	size_t nr = table->settings->together ? table->nr_fixes : 1;

	for (i = 0; i < nr_of(begin); i++)
		add_argument(table, &arguments, begin[i]);
	add_settings(table, &arguments);
	add_option(table, &arguments, "onto", table->settings->targets[target]);
	add_argument(table, &arguments, "--");
	for (i = 0; i < nr; i++)
		add_argument(table, &arguments, table->fixes[first + i]);
	add_argument(table, &arguments, NULL);
	return arguments.v;
}

static const char *shortened(struct table *table, const char *name)
{
	bool is_full_id = strlen(name) == 40 && strspn(name, "0123456789abcdef") == 40;

	return is_full_id ? arena_strndup(&table->arena, name, SHORT_ID) : name;
}

static const char *name_of_row(struct table *table, size_t row)
{
	const char *first = shortened(table, table->fixes[row]);

	if (!table->settings->together || table->nr_fixes == 1)
		return first;
	return arena_printf(&table->arena, "%s and %zu more", first, table->nr_fixes - 1);
}

static void prepare(struct table *table)
{
	size_t row, target;

	table->procs = arena_alloc(&table->arena, nr_cells(table) * sizeof(*table->procs));
	table->results = arena_alloc(&table->arena, nr_cells(table) * sizeof(*table->results));
	table->documents = arena_alloc(&table->arena, nr_cells(table) * sizeof(*table->documents));
	table->cells = arena_alloc(&table->arena, nr_cells(table) * sizeof(*table->cells));
	for (row = 0; row < table->nr_rows; row++) {
		for (target = 0; target < table->nr_targets; target++) {
			size_t i = row * table->nr_targets + target;

			table->procs[i].argv = make_command(table, row, target);
			table->procs[i].max_output = MAX_OUTPUT;
			table->cells[i].fix = name_of_row(table, row);
			table->cells[i].target = shortened(table, table->settings->targets[target]);
		}
	}
}

/* ---- what came out ---- */

/* The child's own sentence, without its "stableport: error: ", or how it ended. */
static const char *sentence_of(struct table *table, size_t i)
{
	static const char mark[] = "error: ";
	const struct proc_result *result = &table->results[i];
	const char *said = strstr(text_str(&result->err), mark);
	owned(text_release) struct text sentence = { 0 };

	if (said)
		return arena_strndup(&table->arena, said + strlen(mark), strcspn(said + strlen(mark), "\n"));
	if (result->truncated)
		return "its document is too large";
	proc_describe(&sentence, &table->procs[i], result);
	return arena_strdup(&table->arena, text_str(&sentence));
}

static const char *string_at(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static bool is_word(const json_t *object, const char *key, const char *word)
{
	const char *said = string_at(object, key);

	return said && !strcmp(said, word);
}

static void count_hunks(struct chain_cell *cell, const json_t *step)
{
	const json_t *hunk;
	size_t i;

	json_array_foreach(json_object_get(step, "hunks"), i, hunk) {
		cell->nr_adapt += is_word(hunk, "disposition", "adapt");
		cell->nr_review += is_word(hunk, "disposition", "renamed") || is_word(hunk, "disposition", "words");
	}
}

static void read_chain(struct chain_cell *cell, const json_t *document)
{
	const json_t *step;
	size_t i;

	cell->failure = string_at(document, "failure");
	json_array_foreach(json_object_get(document, "steps"), i, step) {
		if (is_word(step, "role", "fix") && !cell->subject)
			cell->subject = string_at(step, "subject");
		cell->nr_commits += is_word(step, "presence", "none");
		count_hunks(cell, step);
	}
}

static void read_backport(struct chain_cell *cell, const json_t *document)
{
	const json_t *step;
	size_t i;

	cell->subject = string_at(json_object_get(document, "recipe"), "title");
	json_array_foreach(json_object_get(document, "steps"), i, step) {
		cell->nr_commits += is_word(step, "disposition", disposition_name(STEP_PICK)) ||
				    is_word(step, "disposition", disposition_name(STEP_ADAPT));
		cell->nr_conflicts += is_word(step, "disposition", disposition_name(STEP_CONFLICT));
	}
}

static json_t *load(const struct proc_result *result)
{
	bool is_done = result->exit_code == EXIT_DONE || result->exit_code == EXIT_PERSON;

	return is_done && !result->truncated ?
		       json_loadb(text_str(&result->out), result->out.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

/* In the array, where a document would be. */
static json_t *make_error(const struct table *table, size_t i)
{
	const struct chain_cell *cell = &table->cells[i];
	size_t row = i / table->nr_targets;

	return json_pack("{s:s, s:s, s:s}", "fix", table->settings->together ? cell->fix : table->fixes[row],
			 "target", table->settings->targets[i % table->nr_targets], "error", cell->error);
}

static int read_cell(struct table *table, size_t i, struct error *err)
{
	struct chain_cell *cell = &table->cells[i];
	json_t *document = load(&table->results[i]);

	if (!document) {
		cell->error = sentence_of(table, i);
		document = make_error(table, i);
	} else if (is_word(document, "document", "chain")) {
		read_chain(cell, document);
	} else {
		read_backport(cell, document);
	}
	table->documents[i] = document;
	return document ? 0 : error_set(err, "cannot make JSON of '%s' onto '%s'", cell->fix, cell->target);
}

static int worst_code(const struct table *table)
{
	int worst = EXIT_DONE;
	size_t i;

	for (i = 0; i < nr_cells(table); i++) {
		int code = table->cells[i].error ? EXIT_TROUBLE : table->results[i].exit_code;

		worst = code > worst ? code : worst;
	}
	return worst;
}

static int print_documents(const struct table *table, struct error *err)
{
	owned(json_decrefp) json_t *array = json_array();
	size_t i;

	for (i = 0; i < nr_cells(table); i++)
		json_array_append(array, table->documents[i]);
	return chain_print_json(table->app, array, err);
}

static int print(const struct table *table, struct error *err)
{
	owned(text_release) struct text out = { 0 };

	if (table->settings->json)
		return print_documents(table, err);
	report_chain_table(&out, table->cells, table->nr_rows, table->nr_targets, table->app->colour);
	return print_result(table->app, &out, err);
}

static void say_how_far(void *data, size_t nr_ended)
{
	struct table *table = data;
	owned(text_release) struct text what = { 0 };

	text_addf(&what, "%zu of %zu planned", nr_ended, nr_cells(table));
	table->app->progress(table->app, text_str(&what));
}

/* A signal is told without the name by which we start ourselves. */
static int run_cells(struct table *table, struct error *err)
{
	const struct settings *settings = table->settings;
	struct proc_batch batch = { .procs = table->procs, .nr = nr_cells(table), .ended = say_how_far, .data = table };

	batch.jobs = (size_t)(settings->jobs ? settings->jobs : sysconf(_SC_NPROCESSORS_ONLN));
	if (proc_run_all(table->results, &batch, err) == 0)
		return 0;
	return proc_interrupt_pending() ? proc_check_interrupt(err) : -1;
}

int plan_table(int *exit_code, struct app *app, const struct settings *settings, const char *const *fixes,
	       size_t nr_fixes, struct error *err)
{
	owned(table_release) struct table table = { .app = app, .settings = settings, .fixes = fixes,
						    .nr_fixes = nr_fixes };
	size_t i;

	table.nr_rows = settings->together ? 1 : nr_fixes;
	while (settings->targets[table.nr_targets])
		table.nr_targets++;
	prepare(&table);
	if (run_cells(&table, err) < 0)
		return -1;
	for (i = 0; i < nr_cells(&table); i++)
		if (read_cell(&table, i, err) < 0)
			return -1;
	if (print(&table, err) < 0)
		return -1;
	*exit_code = worst_code(&table);
	return 0;
}
