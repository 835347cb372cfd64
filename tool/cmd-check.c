// SPDX-License-Identifier: GPL-2.0-only
/* stableport check FIX|A..B|PLAN.json: does it build, do the conditions hold? */
#include "check/range.h"
#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	size_t nr = options_target(table, settings);

	nr += options_check(table + nr, settings);
	return nr + options_json(table + nr, settings);
}

/* A series that was applied stays named in what comes out: check is one more section of the document. */
static void keep_applied(struct session *session)
{
	const struct backport *before = &session->before;
	struct backport *backport = &session->backport;
	size_t i;

	backport->applied = before->applied;
	backport->branch = before->branch;
	backport->in_place = before->in_place;
	if (before->applied)
		backport->output = before->output; /* only named in what comes out, never written to */
	for (i = 0; i < before->nr_steps; i++) {
		backport->steps[i].commit = before->steps[i].commit;
		backport->steps[i].patch = before->steps[i].patch;
	}
}

static int check_range(struct app *app, const struct settings *settings, const char *range, struct error *err)
{
	owned(session_release) struct session session = { 0 };

	if (session_open_range(&session, app, settings, range, err) < 0 ||
	    session_check(&session, err) < 0 ||
	    session_print(&session, err) < 0)
		return -1;
	return session_exit_code(&session);
}

static int run(struct app *app, const struct settings *settings, const char *const *arguments, struct error *err)
{
	owned(session_release) struct session session = { 0 };
	const char *what = arguments[0];

	if (range_is_one(what) && !session_is_document(what) && !session_has_recipe(app, settings, what))
		return check_range(app, settings, what, err);
	if (session_open(&session, app, settings, what, err) < 0 ||
	    session_plan(&session, false, err) < 0 ||
	    session_check(&session, err) < 0)
		return -1;
	keep_applied(&session);
	if (session_print(&session, err) < 0)
		return -1;
	return session_exit_code(&session);
}

const struct command cmd_check = {
	.name = "check",
	.summary = "build the series step by step and test its conditions",
	.arguments = "FIX|A..B|PLAN.json",
	.nr_arguments = 1,
	.options = options,
	.run = run,
};
