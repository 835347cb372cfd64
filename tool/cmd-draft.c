// SPDX-License-Identifier: GPL-2.0-only
/*
 * stableport draft COMMIT --onto TARGET: a first semantic patch of a commit, run on upstream's parent and on the target.
 * Only the file that -o names is written, in the end.
 */
#include "draft/draft-session.h"
#include "files.h"
#include "proc.h"
#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	const struct poptOption own[] = {
		{ "onto", 0, POPT_ARG_STRING, &settings->onto, 0,
		  "the target: a revision, or the folder of a plain source tree", "REF|FOLDER" },
		{ "repo", 0, POPT_ARG_STRING, &settings->repo, 0,
		  "the repository of the commit (default: the current one)", "FOLDER" },
		{ "reverse", 0, POPT_ARG_NONE, &settings->reverse, 0,
		  "of a change of interface: rules that take callers back to the one before", NULL },
		{ "output", 'o', POPT_ARG_STRING, &settings->output, 0, "write the semantic patch to a file", "FILE" },
		{ "timeout", 0, POPT_ARG_INT, &settings->timeout, 0, "seconds for one run of spatch (default 60)",
		  "SECONDS" },
	};

	memcpy(table, own, sizeof(own));
	return nr_of(own) + options_json(table + nr_of(own), settings);
}

/* The report's lines as comments above the rules. */
static void write_whole(struct text *text, const struct draft *draft)
{
	owned(text_release) struct text report = { 0 }, rules = { 0 };
	const char *at, *end, *line;
	size_t len;

	draft_report(&report, draft);
	draft_smpl(&rules, draft);
	text_add(text, text_str(&rules), rules.len);
	text_adds(text, "\n// What was shown:\n");
	at = text_str(&report);
	end = at + report.len;
	while (text_line(&line, &len, &at, end))
		text_addf(text, len ? "// %.*s\n" : "//\n", (int)len, line);
}

static int print(struct app *app, const struct settings *settings, const struct draft *draft, struct error *err)
{
	owned(text_release) struct text smpl = { 0 }, report = { 0 };

	write_whole(&smpl, draft);
	draft_report(&report, draft);
	if (proc_check_interrupt(err) < 0 ||
	    (settings->output && file_write(settings->output, text_str(&smpl), smpl.len, err) < 0))
		return -1;
	if (settings->json) {
		owned(json_decrefp) json_t *document = draft_document(draft, &smpl);

		json_dumpf(document, app->out, JSON_INDENT(1));
		fputc('\n', app->out);
	} else {
		fputs(text_str(settings->output ? &report : &smpl), app->out);
	}
	return fflush(app->out) == 0 ? 0 : error_sys(err, "cannot print the draft");
}

static int run(struct app *app, const struct settings *settings, const char *const *arguments, struct error *err)
{
	owned(draft_release) struct draft draft = { .nr_files = 0 };

	if (!settings->onto)
		return error_set(err, "name the target: --onto REF, or --onto FOLDER for a plain tree");
	if (draft_open(&draft, app, settings, arguments[0], err) < 0 || print(app, settings, &draft, err) < 0)
		return -1;
	return draft_exit_code(&draft);
}

const struct command cmd_draft = {
	.name = "draft",
	.summary = "a first semantic patch of a commit, and what of it was shown to do",
	.arguments = "COMMIT",
	.nr_arguments = 1,
	.options = options,
	.run = run,
};
