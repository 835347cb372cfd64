// SPDX-License-Identifier: GPL-2.0-only
/* stableport apply FIX|PLAN.json: the series, as a branch or as patches, without the check. */
#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	size_t nr = options_target(table, settings);

	nr += options_apply(table + nr, settings);
	return nr + options_json(table + nr, settings);
}

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

static int run(struct app *app, const struct settings *settings, const char *const *arguments, struct error *err)
{
	owned(session_release) struct session session = { 0 };

	if (session_open(&session, app, settings, arguments[0], err) < 0 ||
	    session_plan(&session, false, err) < 0 ||
	    keep_check(&session, err) < 0 ||
	    session_may_apply(&session, err) < 0 ||
	    session_apply(&session, err) < 0 ||
	    session_print(&session, err) < 0)
		return -1;
	return session_exit_code(&session);
}

const struct command cmd_apply = {
	.name = "apply",
	.summary = "make the series: a new branch, and patches for git am and quilt",
	.arguments = "FIX|PLAN.json",
	.nr_arguments = 1,
	.options = options,
	.run = run,
};
