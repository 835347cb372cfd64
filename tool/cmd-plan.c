// SPDX-License-Identifier: GPL-2.0-only
/*
 * stableport plan FIX... --onto TARGET...: what would be done, and why. Reads only.
 *
 * A fix is a recipe's, a document's, or a commit of the repository. One onto one target is planned here; several
 * are a table (plan-table.c).
 */
#include "chain/chain-session.h"
#include "chain/plan-table.h"
#include "fixes.h"
#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	const struct poptOption own[] = {
		{ "onto", 0, POPT_ARG_ARGV, &settings->targets, 0,
		  "the target: a revision, or the folder of a plain source tree; several make a table", "REF|FOLDER" },
		{ "together", 0, POPT_ARG_NONE, &settings->together, 0, "plan several commits as one chain", NULL },
		{ "dot", 0, POPT_ARG_NONE, &settings->dot, 0, "print the chain as a graph for dot(1)", NULL },
		{ "html", 0, POPT_ARG_NONE, &settings->html, 0, "print the plan as a page", NULL },
		{ "jobs", 'j', POPT_ARG_INT, &settings->jobs, 0,
		  "plans of a table at a time (default: one a processor)", "N" },
	};
	size_t nr = nr_of(own);

	memcpy(table, own, sizeof(own));
	nr += options_chain(table + nr, settings);
	nr += options_where(table + nr, settings);
	return nr + options_json(table + nr, settings);
}

/* ---- which options go together ---- */

static int check_choices(const struct settings *settings, bool is_table, struct error *err)
{
	if (!!settings->dot + !!settings->json + !!settings->html > 1)
		return error_set(err, "--dot, --json and --html do not go together: one document is printed");
	if (settings->dot && is_table)
		return error_set(err, "--dot draws one chain: name one target, and one fix or several with --together");
	if (settings->html && is_table)
		return error_set(err, "--html shows one plan: name one target, and one fix or several with --together");
	return 0;
}

static int check_fixes(struct app *app, const struct settings *settings, const char *const *fixes, struct error *err)
{
	size_t i, nr_commits = 0, nr = nr_names(fixes);

	for (i = 0; i < nr; i++) {
		bool commit = fix_is_commit(app, settings, fixes[i]);

		nr_commits += commit;
		if ((commit ? fix_check_commit(app, settings, fixes[i], err) :
			      fix_check_recipe(settings, fixes[i], nr, err)) < 0)
			return -1;
	}
	return nr_commits == nr ? fix_check_commits_only(settings, fixes[0], err) : 0;
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

	if (chain_session_open(&session, app, settings, fixes, nr_names(fixes), err) < 0 ||
	    chain_session_plan(&session, err) < 0 ||
	    chain_session_print(&session, err) < 0)
		return -1;
	return chain_session_exit_code(&session);
}

static int run(struct app *app, const struct settings *settings, const char *const *fixes, struct error *err)
{
	size_t nr_targets = nr_names((const char *const *)settings->targets);
	bool is_table = nr_targets > 1 || (nr_names(fixes) > 1 && !settings->together);
	struct settings one = *settings;
	int code;

	if (check_fixes(app, settings, fixes, err) < 0 || check_choices(settings, is_table, err) < 0)
		return -1;
	if (!nr_targets && (is_table || fix_is_commit(app, settings, fixes[0])))
		return error_set(err, "name the target: --onto REF, or --onto FOLDER for a plain tree");
	if (is_table && !session_is_document(fixes[0]))
		return plan_table(&code, app, settings, fixes, nr_names(fixes), err) < 0 ? -1 : code;
	one.onto = nr_targets ? settings->targets[0] : NULL;
	return fix_is_commit(app, settings, fixes[0]) ? plan_chain(app, &one, fixes, err) :
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
