// SPDX-License-Identifier: GPL-2.0-only
/* stableport status: the applies that are under way in a repository, and what each waits for. Reads only. */
#include "chain/chain-session.h"
#include "history.h"
#include "record.h"
#include "sequencer/underway.h"
#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	const struct poptOption own[] = {
		{ "repo", 0, POPT_ARG_STRING, &settings->repo, 0, "the repository (default: the current one)", "FOLDER" },
	};

	memcpy(table, own, sizeof(own));
	return nr_of(own) + options_json(table + nr_of(own), settings);
}

struct status {
	struct arena arena;
	struct strings damaged;         /* a sentence each */
	struct todo *todos;
	size_t nr;
};

static void status_release(struct status *status)
{
	size_t i;

	for (i = 0; i < status->nr; i++)
		todo_release(&status->todos[i]);
	strings_release(&status->damaged);
	arena_release(&status->arena);
}

/* One that ends while we look is none; one that cannot be read does not hide the others. */
static void read_one(struct status *status, git_repository *repo, const char *which)
{
	owned(error_release) struct error trouble = { 0 };
	struct underway underway = { 0 };
	struct todo todo = { 0 };
	bool exists;

	underway_name(&underway, &status->arena, repo, which);
	if (todo_read(&todo, &exists, underway_todo(&underway, &status->arena), &trouble) < 0)
		strings_addf(&status->damaged, "%s: %s", which, trouble.message);
	else if (exists)
		*arena_push(&status->arena, status->todos, status->nr) = todo;
}

static int read_all(struct status *status, const struct settings *settings, struct error *err)
{
	owned(git_repository_freep) git_repository *repo = NULL;
	owned(strings_release) struct strings names = { 0 };
	size_t i;

	if (history_open(&repo, settings->repo ? settings->repo : ".", err) < 0 ||
	    underway_list(&names, repo, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++)
		read_one(status, repo, names.v[i]);
	return 0;
}

static json_t *make_array(const struct status *status)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < status->nr; i++)
		json_array_append_new(array, todo_document(&status->todos[i]));
	for (i = 0; i < status->damaged.nr; i++)
		json_array_append_new(array, json_pack("{s:o}", "error", record_string(status->damaged.v[i])));
	return array;
}

static int print(struct app *app, const struct settings *settings, const struct status *status, struct error *err)
{
	owned(text_release) struct text out = { 0 };
	owned(json_decrefp) json_t *array = NULL;
	size_t i;

	if (settings->json) {
		array = make_array(status);
		return chain_print_json(app, array, err);
	}
	if (!status->nr && !status->damaged.nr)
		text_adds(&out, "no apply is under way\n");
	for (i = 0; i < status->nr; i++) {
		text_adds(&out, i ? "\n" : "");
		report_todo(&out, &status->todos[i], app->colour);
		if (status->todos[i].phase == TODO_FINISHING)
			text_adds(&out, "\nAll is carried; 'stableport apply --continue' makes patches and branch.\n");
	}
	for (i = 0; i < status->damaged.nr; i++) {
		text_add_printable(&out, status->damaged.v[i], strlen(status->damaged.v[i]));
		text_addc(&out, '\n');
	}
	return print_result(app, &out, err);
}

static int run(struct app *app, const struct settings *settings, const char *const *arguments, struct error *err)
{
	owned(status_release) struct status status = { 0 };

	(void)arguments;
	if (read_all(&status, settings, err) < 0 || print(app, settings, &status, err) < 0)
		return -1;
	return status.nr || status.damaged.nr ? EXIT_PERSON : EXIT_DONE;
}

const struct command cmd_status = {
	.name = "status",
	.summary = "say which applies are under way, and what they wait for",
	.options = options,
	.run = run,
};
