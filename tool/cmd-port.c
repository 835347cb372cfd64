// SPDX-License-Identifier: GPL-2.0-only
/* stableport port FIX --onto TARGET: the whole way. */
#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	size_t nr = options_target(table, settings);

	nr += options_apply(table + nr, settings);
	nr += options_check(table + nr, settings);
	return nr + options_json(table + nr, settings);
}

static int run(struct app *app, const struct settings *settings, const char *const *arguments, struct error *err)
{
	owned(session_release) struct session session = { 0 };

	if (session_open(&session, app, settings, arguments[0], err) < 0 ||
	    session_plan(&session, false, err) < 0 ||
	    session_may_apply(&session, err) < 0 ||
	    session_check(&session, err) < 0 ||
	    session_apply(&session, err) < 0 ||
	    session_write_report(&session, err) < 0 ||
	    session_print(&session, err) < 0)
		return -1;
	return session_exit_code(&session);
}

const struct command cmd_port = {
	.name = "port",
	.summary = "carry a fix onto a target: plan, check, apply, report",
	.arguments = "FIX|PLAN.json",
	.nr_arguments = 1,
	.options = options,
	.run = run,
};
