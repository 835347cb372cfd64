// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many documents from the command line: cells are printed, documents are gathered, and what comes out is printed or
 * written. A page of many documents has a page of its own for each of them only where there is a folder to put them
 * in: with --output FOLDER; index.html is written last, so that its links lead somewhere whenever it is there.
 */
#include "../check/configuration.h"
#include "../files.h"
#include "../report.h"
#include "../session.h"
#include "commands.h"
#include "compare.h"
#include "gather.h"

/* check --matrix */

struct request {
	struct arena arena;
	struct cells_request cells;
};

static void request_release(struct request *request)
{
	arena_release(&request->arena);
}

static void add_name(struct request *request, struct string_list *list, const char *name)
{
	*arena_push(&request->arena, list->v, list->nr) = name;
}

static void add_names(struct request *request, struct string_list *list, const char *const *names)
{
	size_t i;

	for (i = 0; names && names[i]; i++)
		add_name(request, list, names[i]);
}

static void add_option(struct request *request, const char *option, const char *value)
{
	if (!value)
		return;
	add_name(request, &request->cells.options, option);
	add_name(request, &request->cells.options, value);
}

static void add_flag(struct request *request, const char *option, bool given)
{
	if (given)
		add_name(request, &request->cells.options, option);
}

static void add_number(struct request *request, const char *option, int number)
{
	if (number > 0)
		add_option(request, option, arena_printf(&request->arena, "%d", number));
}

/* All that changes what a cell finds, or how. */
static void add_options(struct request *request, const struct settings *settings)
{
	add_option(request, "--repo", settings->repo);
	add_option(request, "--upstream", settings->upstream);
	add_option(request, "--style", settings->style);
	add_option(request, "--recipes", settings->recipes);
	add_option(request, "--cc", settings->cc);
	add_option(request, "--build-dir", settings->build_dir);
	add_number(request, "--build-max", settings->build_max);
	add_number(request, "--timeout", settings->timeout);
	add_number(request, "--jobs", settings->jobs);
	add_flag(request, "--no-build", settings->no_build);
	add_flag(request, "--no-sparse", settings->no_sparse);
	add_flag(request, "-W", settings->warnings);
	add_flag(request, "--no-checkpatch", settings->no_checkpatch);
	add_flag(request, "--coccicheck", settings->coccicheck);
	add_flag(request, "--no-kabi", settings->no_kabi);
}

static int make_request(struct request *request, const struct settings *settings, const char *const *fixes,
			struct error *err)
{
	struct cells_request *cells = &request->cells;
	size_t i;

	for (i = 0; fixes[i]; i++)
		if (session_is_document(fixes[i]))
			return error_set(err, "'%s' is a document: it names its own target and is no cell", fixes[i]);
	add_names(request, &cells->fixes, fixes);
	add_names(request, &cells->targets, (const char *const *)settings->targets);
	add_names(request, &cells->configs, (const char *const *)settings->configs);
	add_names(request, &cells->arches, (const char *const *)settings->archs);
	if (!cells->arches.nr)
		add_name(request, &cells->arches, configuration_host_arch(&request->arena));
	add_options(request, settings);
	return 0;
}

/* GitHub alone has that limit; others read the same JSON. */
static void note_github(const struct app *app, const struct cells *cells)
{
	owned(text_release) struct text sentence = { 0 };

	text_addf(&sentence, "GitHub runs %d jobs of one matrix at most, and these are %zu", GITHUB_MOST,
		  cells->nr_include);
	if (cells->nr_include > GITHUB_MOST)
		app->note((void *)app, text_str(&sentence));
}

static int write_cells(struct text *out, const struct app *app, const char *format, const struct cells *cells,
		       struct error *err)
{
	if (!strcmp(format, "gitlab"))
		return cells_write_gitlab(out, cells, err);
	if (!strcmp(format, "json")) {
		note_github(app, cells);
		return cells_write_json(out, cells, err);
	}
	if (strcmp(format, "lines"))
		return error_set(err, "'%s' is no format of a matrix; there are 'json', 'gitlab' and 'lines'", format);
	cells_write_lines(out, cells);
	return 0;
}

int matrix_print_cells(const struct app *app, const struct settings *settings, const char *const *fixes,
		       struct error *err)
{
	owned(request_release) struct request request = { 0 };
	owned(text_release) struct text out = { 0 };
	struct cells cells = { 0 };

	if (make_request(&request, settings, fixes, err) < 0 ||
	    cells_make(&cells, &request.arena, &request.cells, err) < 0 ||
	    write_cells(&out, app, settings->matrix, &cells, err) < 0 || print_result(app, &out, err) < 0)
		return -1;
	return EXIT_DONE;
}

/* Output. */

static int put_out(const struct app *app, const struct settings *settings, const struct text *out, struct error *err)
{
	return settings->output ? file_write(settings->output, text_str(out), out->len, err) :
				  print_result(app, out, err);
}

static int exit_code_of(const struct matrix *matrix)
{
	return matrix_verdict(matrix) == VERDICT_PERSON ? EXIT_PERSON : EXIT_DONE;
}

int matrix_merge(struct app *app, const struct settings *settings, const char *const *files, struct error *err)
{
	owned(gathered_release) struct gathered gathered = { 0 };
	owned(text_release) struct text out = { 0 };

	if (gather(&gathered, app, files, err) < 0)
		return -1;
	if (!settings->json)
		report_matrix_text(&out, &gathered.matrix, app->colour);
	else if (matrix_write_json(&out, &gathered.matrix, err) < 0)
		return -1;
	return print_result(app, &out, err) < 0 ? -1 : exit_code_of(&gathered.matrix);
}

/* report FILE... */

static bool is_page_file(const char *output)
{
	size_t len = strlen(output);

	return len > strlen(".html") && !strcmp(output + len - strlen(".html"), ".html");
}

static int write_page(const char *folder, const struct matrix_document *document, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text page = { 0 };

	report_html(&page, document->backport);
	return file_write(path_join(&arena, folder, document->page), text_str(&page), page.len, err);
}

static int write_folder(struct app *app, struct matrix *matrix, const char *folder, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text page = { 0 };
	size_t i;

	matrix_name_pages(matrix);
	for (i = 0; i < matrix->nr_documents; i++) {
		app->progress(app, "writing pages");
		if (write_page(folder, &matrix->documents[i], err) < 0)
			return -1;
	}
	report_matrix_html(&page, matrix);
	return file_write(path_join(&arena, folder, "index.html"), text_str(&page), page.len, err);
}

static int render_matrix(struct text *out, const struct app *app, const struct settings *settings,
			 const struct matrix *matrix, struct error *err)
{
	const char *format = settings->format ? settings->format : "text";

	if (!strcmp(format, "json"))
		return matrix_write_json(out, matrix, err);
	if (!strcmp(format, "html"))
		report_matrix_html(out, matrix);
	else if (!strcmp(format, "text"))
		report_matrix_text(out, matrix, app->colour && !settings->output);
	else
		return error_set(err, "several documents are shown as 'text', 'html' or 'json', not as '%s'", format);
	return 0;
}

/* What 'check --merge --json' writes has its documents first of all, also after jq. */
#define FIRST_KEYS 200

bool matrix_is_file(const char *path)
{
	char begin[FIRST_KEYS + 1] = "";
	FILE *stream = strcmp(path, "-") ? fopen(path, "r") : NULL;

	if (!stream)
		return false;
	begin[fread(begin, 1, FIRST_KEYS, stream)] = '\0';
	fclose(stream);
	return strstr(begin, "\"documents\"") != NULL;
}

int matrix_report(struct app *app, const struct settings *settings, const char *const *files, struct error *err)
{
	owned(gathered_release) struct gathered gathered = { 0 };
	owned(text_release) struct text out = { 0 };
	bool is_html = settings->format && !strcmp(settings->format, "html");

	if (gather(&gathered, app, files, err) < 0)
		return -1;
	if (is_html && settings->output && !is_page_file(settings->output)) {
		if (write_folder(app, &gathered.matrix, settings->output, err) < 0)
			return -1;
	} else if (render_matrix(&out, app, settings, &gathered.matrix, err) < 0 ||
		   put_out(app, settings, &out, err) < 0) {
		return -1;
	}
	return exit_code_of(&gathered.matrix);
}

/* report --compare */

static int gather_one(struct gathered *gathered, struct app *app, const char *file, struct error *err)
{
	const char *const files[] = { file, NULL };

	return gather(gathered, app, files, err);
}

static int render_comparisons(struct text *out, const struct app *app, const struct settings *settings,
			      const struct comparisons *comparisons, struct error *err)
{
	const char *format = settings->format ? settings->format : "text";

	if (!strcmp(format, "json"))
		return comparisons_write_json(out, comparisons, err);
	if (!strcmp(format, "html"))
		report_compare_html(out, comparisons);
	else if (!strcmp(format, "text"))
		report_compare_text(out, comparisons, app->colour && !settings->output);
	else
		return error_set(err, "a comparison is shown as 'text', 'html' or 'json', not as '%s'", format);
	return 0;
}

int matrix_compare(struct app *app, const struct settings *settings, const char *const *files, struct error *err)
{
	owned(gathered_release) struct gathered old = { 0 }, new = { 0 };
	owned(comparisons_release) struct comparisons comparisons = { 0 };
	owned(text_release) struct text out = { 0 };

	if (!files[0] || !files[1] || files[2])
		return error_set(err, "--compare takes two documents, the old one and the new one");
	if (gather_one(&old, app, files[0], err) < 0 || gather_one(&new, app, files[1], err) < 0 ||
	    comparisons_make(&comparisons, &old.matrix, &new.matrix, err) < 0 ||
	    render_comparisons(&out, app, settings, &comparisons, err) < 0 || put_out(app, settings, &out, err) < 0)
		return -1;
	return comparisons_result(&comparisons) == CHANGE_WORSE ? EXIT_PERSON : EXIT_DONE;
}
