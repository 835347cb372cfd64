// SPDX-License-Identifier: GPL-2.0-only
/*
 * stableport apply FIX|COMMIT...|PLAN.json: the series, as a branch and as patches, without the check.
 *
 * A recipe's series is made or it is not. Commits are carried one by one, and where a person is needed it stops, to go on
 * with --continue as git does.
 */
#include "fixes.h"
#include "sequencer/sequencer.h"
#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	const struct poptOption own[] = {
		{ "continue", 0, POPT_ARG_NONE, &settings->go_on, 0, "go on, with what was resolved in the work tree", NULL },
		{ "skip", 0, POPT_ARG_NONE, &settings->skip, 0, "go on without the commit that it stopped at", NULL },
		{ "abort", 0, POPT_ARG_NONE, &settings->abort, 0, "end it, as if it had never begun", NULL },
		{ "quit", 0, POPT_ARG_NONE, &settings->quit, 0, "end it, and leave the work tree as it is", NULL },
		{ "from", 0, POPT_ARG_STRING, &settings->from, 0,
		  "begin at a step of the plan: those before it are in the target in some form", "NUMBER|COMMIT" },
		{ "resolutions", 0, POPT_ARG_STRING, &settings->resolutions, 0,
		  "where resolutions are remembered (default: in the repository's own folder)", "FOLDER" },
		{ "dry-run", 'n', POPT_ARG_NONE, &settings->dry_run, 0,
		  "carry the commits in memory, and show what comes of it", NULL },
	};
	size_t nr = nr_of(own);

	memcpy(table, own, sizeof(own));
	nr += options_target(table + nr, settings);
	nr += options_chain(table + nr, settings);
	nr += options_apply(table + nr, settings);
	return nr + options_json(table + nr, settings);
}

/* ---- a recipe ---- */

/*
 * What check found of the same plan stays found. Nothing is written in place that was not checked:
 * the tree has no other copy.
 */
static int keep_check(struct session *session, struct error *err)
{
	session->backport.check = session->before.check;
	if (session->settings->in_place && !session->backport.check.done)
		return error_set(err, "--in-place needs a check: use 'port', or the document that 'check --json' printed");
	return 0;
}

static int apply_recipe(struct app *app, const struct settings *settings, const char *fix, struct error *err)
{
	owned(session_release) struct session session = { 0 };

	if (session_open(&session, app, settings, fix, err) < 0 ||
	    session_plan(&session, false, err) < 0 ||
	    keep_check(&session, err) < 0 ||
	    session_may_apply(&session, err) < 0 ||
	    session_apply(&session, err) < 0 ||
	    session_print(&session, err) < 0)
		return -1;
	return session_exit_code(&session);
}

/* ---- commits ---- */

static int print_sequencer(const struct sequencer *sequencer, struct error *err)
{
	owned(text_release) struct text out = { 0 };
	owned(json_decrefp) json_t *document = NULL;

	if (sequencer->settings->json) {
		document = sequencer_document(sequencer);
		return chain_print_json(sequencer->app, document, err);
	}
	report_sequencer(&out, sequencer, sequencer->app->colour);
	return print_result(sequencer->app, &out, err);
}

/* Nothing to do, or nothing that could be done: the plan says why. */
static bool is_over(const struct chain *chain)
{
	return chain->failure || chain_nr_carried(chain, CHAIN_FIX) + chain_nr_carried(chain, CHAIN_PREREQUISITE) == 0;
}

static int apply_commits(struct app *app, const struct settings *settings, const char *const *commits,
			 struct error *err)
{
	owned(chain_session_release) struct chain_session session = { 0 };
	owned(sequencer_release) struct sequencer sequencer = { 0 };

	if (chain_session_open(&session, app, settings, commits, nr_names(commits), err) < 0 ||
	    chain_session_plan(&session, err) < 0)
		return -1;
	if (is_over(&session.chain))
		return chain_session_print(&session, err) < 0 ? -1 : chain_session_exit_code(&session);
	if (sequencer_begin(&sequencer, app, settings, &session, err) < 0 || sequencer_run(&sequencer, err) < 0 ||
	    print_sequencer(&sequencer, err) < 0)
		return -1;
	sequencer_told(&sequencer);
	return sequencer_exit_code(&sequencer);
}

/* ---- one that is under way ---- */

static int print_troubles(const struct sequencer *sequencer, const struct strings *troubles, struct error *err)
{
	owned(text_release) struct text out = { 0 };
	size_t i;

	for (i = 0; i < troubles->nr; i++) {
		text_add_printable(&out, troubles->v[i], strlen(troubles->v[i]));
		text_addc(&out, '\n');
	}
	text_addf(&out, "the work tree is '%s'\n", sequencer->underway.work_tree.folder);
	return print_result(sequencer->app, &out, err) < 0 ? -1 : EXIT_PERSON;
}

static int go_on(struct sequencer *sequencer, struct error *err)
{
	owned(strings_release) struct strings troubles = { 0 };

	if (sequencer_take_up(sequencer, err) < 0)
		return -1;
	if (sequencer->settings->skip ? sequencer_skip(sequencer, err) < 0 :
					sequencer_resolve(sequencer, &troubles, err) < 0)
		return -1;
	if (troubles.nr)
		return print_troubles(sequencer, &troubles, err);
	return sequencer_run(sequencer, err);
}

static int resume(struct app *app, const struct settings *settings, const char *which, struct error *err)
{
	owned(sequencer_release) struct sequencer sequencer = { 0 };
	int code;

	if (sequencer_open(&sequencer, app, settings, which, err) < 0)
		return -1;
	code = settings->abort ? sequencer_abort(&sequencer, err) :
	       settings->quit  ? sequencer_quit(&sequencer, err) :
				 go_on(&sequencer, err);
	if (code)
		return code;
	if (print_sequencer(&sequencer, err) < 0)
		return -1;
	sequencer_told(&sequencer);
	return sequencer_exit_code(&sequencer);
}

/* ---- which of them ---- */

/* What was settled when it began, and stands in its todo. */
static const char *option_of_beginning(const struct settings *settings)
{
	const struct given_option options[] = {
		{ settings->onto, "--onto" },               { settings->from, "--from" },
		{ settings->dry_run, "--dry-run" },         { settings->output, "--output" },
		{ settings->resolutions, "--resolutions" }, { settings->message_style, "--message-style" },
		{ settings->references, "--reference" },    { settings->cover_letter, "--cover-letter" },
		{ settings->signoff, "--signoff" },         { settings->force, "--force" },
		{ settings->in_place, "--in-place" },       { settings->style, "--style" },
		{ settings->with, "--with" },               { settings->without, "--without" },
		{ settings->keep_out, "--keep-out" },       { settings->max_commits, "--max" },
		{ settings->follow_ups, "--follow-ups" },   { settings->plain, "--plain" },
		{ settings->fewest, "--fewest" },
	};

	return first_given(options, nr_of(options));
}

static int check_resume(const struct settings *settings, size_t nr, struct error *err)
{
	const char *option = option_of_beginning(settings);

	if (settings->go_on + settings->skip + settings->abort + settings->quit > 1)
		return error_set(err, "--continue, --skip, --abort and --quit do not go together");
	if (option)
		return error_set(err, "%s is for the beginning of an apply, which is under way", option);
	return nr > 1 ? error_set(err, "name one apply: NAME/TARGET") : 0;
}

static int check_commits(struct app *app, const struct settings *settings, const char *const *fixes, size_t nr,
			 struct error *err)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!fix_is_commit(app, settings, fixes[i]))
			return error_set(err, "'%s' is a %s, which is applied alone", fixes[i],
					 session_is_document(fixes[i]) ? "document" : "recipe");
		if (fix_check_commit(app, settings, fixes[i], err) < 0)
			return -1;
	}
	if (!settings->onto)
		return error_set(err, "name the target: --onto REF");
	return fix_check_commits_only(settings, fixes[0], err);
}

static int run(struct app *app, const struct settings *settings, const char *const *fixes, struct error *err)
{
	size_t nr = nr_names(fixes);

	if (settings->go_on || settings->skip || settings->abort || settings->quit)
		return check_resume(settings, nr, err) < 0 ? -1 : resume(app, settings, nr ? fixes[0] : NULL, err);
	if (!nr)
		return error_set(err, "name a fix or a commit; see 'stableport apply --help'");
	if (nr == 1 && !fix_is_commit(app, settings, fixes[0]))
		return fix_check_recipe(settings, fixes[0], nr, err) < 0 ? -1 :
									   apply_recipe(app, settings, fixes[0], err);
	return check_commits(app, settings, fixes, nr, err) < 0 ? -1 : apply_commits(app, settings, fixes, err);
}

const struct command cmd_apply = {
	.name = "apply",
	.summary = "make the series: a new branch, and patches for git am and quilt",
	.arguments = "FIX|COMMIT...|PLAN.json",
	.nr_arguments = 0,
	.takes_more = true,
	.options = options,
	.run = run,
};
