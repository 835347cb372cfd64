// SPDX-License-Identifier: GPL-2.0-only
/*
 * stableport plan FIX... --onto TARGET...: what would be done, and why. Reads only.
 *
 * A fix is a recipe's, a document's, or a commit of the repository. One onto one target is planned here; several
 * are a table (plan-table.c).
 */
#include "chain/chain-session.h"
#include "chain/plan-table.h"
#include "history.h"
#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	const struct poptOption own[] = {
		{ "onto", 0, POPT_ARG_ARGV, &settings->targets, 0,
		  "the target: a revision, or the folder of a plain source tree; several make a table", "REF|FOLDER" },
		{ "together", 0, POPT_ARG_NONE, &settings->together, 0, "plan several commits as one chain", NULL },
		{ "with", 0, POPT_ARG_ARGV, &settings->with, 0, "a commit that must be in the chain", "COMMIT" },
		{ "without", 0, POPT_ARG_ARGV, &settings->without, 0, "a commit that must not", "COMMIT" },
		{ "keep-out", 0, POPT_ARG_ARGV, &settings->keep_out, 0, "a name that it must not bring", "NAME" },
		{ "max", 0, POPT_ARG_INT, &settings->max_commits, 0, "prerequisites at most (default: 16)", "N" },
		{ "budget", 0, POPT_ARG_DOUBLE, &settings->budget, 0,
		  "seconds for the search (default: 1)", "SECONDS" },
		{ "follow-ups", 0, POPT_ARG_NONE, &settings->follow_ups, 0,
		  "take upstream's later fixes of the chain into it", NULL },
		{ "plain", 0, POPT_ARG_NONE, &settings->plain, 0,
		  "a chain that git's own merge carries: no hunk placed, dropped or adapted", NULL },
		{ "fewest", 0, POPT_ARG_NONE, &settings->fewest, 0,
		  "the fewest commits, also where a few more would let git's own merge carry it all", NULL },
		{ "no-cache", 0, POPT_ARG_NONE, &settings->no_cache, 0,
		  "read all commits anew, and keep nothing for the next run", NULL },
		{ "dot", 0, POPT_ARG_NONE, &settings->dot, 0, "print the chain as a graph for dot(1)", NULL },
		{ "jobs", 'j', POPT_ARG_INT, &settings->jobs, 0,
		  "plans of a table at a time (default: one a processor)", "N" },
	};
	size_t nr = nr_of(own);

	memcpy(table, own, sizeof(own));
	nr += options_where(table + nr, settings);
	return nr + options_json(table + nr, settings);
}

static size_t nr_strings(const char *const *list)
{
	size_t nr = 0;

	while (list && list[nr])
		nr++;
	return nr;
}

static bool is_commit(const struct app *app, const struct settings *settings, const char *fix)
{
	return !session_is_document(fix) && !session_has_recipe(app, settings, fix);
}

/* ---- which options go together ---- */

static const char *option_for_commits(const struct settings *settings)
{
	const struct {
		bool given;
		const char *name;
	} options[] = {
		{ settings->together, "--together" }, { settings->with, "--with" },
		{ settings->without, "--without" },   { settings->keep_out, "--keep-out" },
		{ settings->max_commits, "--max" },   { settings->budget > 0, "--budget" },
		{ settings->follow_ups, "--follow-ups" }, { settings->plain, "--plain" },
		{ settings->fewest, "--fewest" },     { settings->dot, "--dot" },
	};
	size_t i;

	for (i = 0; i < nr_of(options); i++)
		if (options[i].given)
			return options[i].name;
	return NULL;
}

/* What a recipe or a document is asked that it has settled itself. */
static int check_recipe(const struct settings *settings, const char *fix, size_t nr_fixes, struct error *err)
{
	const char *option = option_for_commits(settings);

	if (option)
		return error_set(err, "%s is for a plan of commits: '%s' is a %s, which says itself what belongs to it",
				 option, fix, session_is_document(fix) ? "document" : "recipe");
	if (session_is_document(fix) && nr_fixes > 1)
		return error_set(err, "'%s' is a document: it names its own target and is planned alone", fix);
	return 0;
}

static int check_commits_only(const struct settings *settings, const char *fix, struct error *err)
{
	const char *option = settings->style ? "--style" : settings->timeout ? "--timeout" : NULL;

	if (option)
		return error_set(err, "%s is for a recipe: '%s' is a commit", option, fix);
	return 0;
}

static int check_choices(const struct settings *settings, bool is_table, struct error *err)
{
	if (settings->plain && settings->fewest)
		return error_set(err, "--plain and --fewest do not go together: one asks for what git carries, the other for less");
	if (settings->dot && settings->json)
		return error_set(err, "--dot and --json do not go together: one document is printed");
	if (settings->dot && is_table)
		return error_set(err, "--dot draws one chain: name one target, and one fix or several with --together");
	return 0;
}

/* Neither a recipe nor a commit: both sentences. (An id is looked for once, when the chain is opened.) */
static int check_commit(struct app *app, const struct settings *settings, const char *fix, struct error *err)
{
	owned(git_repository_freep) git_repository *repo = NULL;
	owned(session_release) struct session session = { 0 };
	owned(error_release) struct error no_commit = { 0 }, no_recipe = { 0 };
	git_oid id;

	if (chain_session_is_id(fix))
		return 0;
	if (history_open(&repo, settings->repo ? settings->repo : ".", &no_commit) == 0 &&
	    history_resolve(&id, repo, fix, &no_commit) == 0)
		return 0;
	return session_open_recipe(&session, app, settings, fix, &no_recipe) < 0 ?
		       error_set(err, "%s; and %s", no_recipe.message, no_commit.message) : 0;
}

static int check_fixes(struct app *app, const struct settings *settings, const char *const *fixes, struct error *err)
{
	size_t i, nr_commits = 0, nr = nr_strings(fixes);

	for (i = 0; i < nr; i++) {
		bool commit = is_commit(app, settings, fixes[i]);

		nr_commits += commit;
		if ((commit ? check_commit(app, settings, fixes[i], err) :
			      check_recipe(settings, fixes[i], nr, err)) < 0)
			return -1;
	}
	return nr_commits == nr ? check_commits_only(settings, fixes[0], err) : 0;
}

/* ---- the plans ---- */

static int plan_recipe(struct app *app, const struct settings *settings, const char *fix, struct error *err)
{
	owned(session_release) struct session session = { 0 };

	if (session_open(&session, app, settings, fix, err) < 0 ||
	    session_plan(&session, false, err) < 0 ||
	    session_print(&session, err) < 0)
		return -1;
	return session_exit_code(&session);
}

static int plan_chain(struct app *app, const struct settings *settings, const char *const *fixes, struct error *err)
{
	owned(chain_session_release) struct chain_session session = { 0 };

	if (chain_session_open(&session, app, settings, fixes, nr_strings(fixes), err) < 0 ||
	    chain_session_plan(&session, err) < 0 ||
	    chain_session_print(&session, err) < 0)
		return -1;
	return chain_session_exit_code(&session);
}

static int run(struct app *app, const struct settings *settings, const char *const *fixes, struct error *err)
{
	size_t nr_targets = nr_strings((const char *const *)settings->targets);
	bool is_table = nr_targets > 1 || (nr_strings(fixes) > 1 && !settings->together);
	struct settings one = *settings;
	int code;

	if (check_fixes(app, settings, fixes, err) < 0 || check_choices(settings, is_table, err) < 0)
		return -1;
	if (!nr_targets && (is_table || is_commit(app, settings, fixes[0])))
		return error_set(err, "name the target: --onto REF, or --onto FOLDER for a plain tree");
	if (is_table && !session_is_document(fixes[0]))
		return plan_table(&code, app, settings, fixes, nr_strings(fixes), err) < 0 ? -1 : code;
	one.onto = nr_targets ? settings->targets[0] : NULL;
	return is_commit(app, settings, fixes[0]) ? plan_chain(app, &one, fixes, err) :
						    plan_recipe(app, &one, fixes[0], err);
}

const struct command cmd_plan = {
	.name = "plan",
	.summary = "say what a target needs for a fix, and why; changes nothing",
	.arguments = "FIX...|COMMIT...|PLAN.json",
	.nr_arguments = 1,
	.takes_more = true,
	.options = options,
	.run = run,
};
