// SPDX-License-Identifier: GPL-2.0-only
/* stableport plan FIX --onto TARGET: what would be done, and why. Reads only. */
#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	size_t nr = options_target(table, settings);

	return nr + options_json(table + nr, settings);
}

static int run(struct app *app, const struct settings *settings, const char *const *arguments, struct error *err)
{
	owned(session_release) struct session session = { 0 };

	if (session_open(&session, app, settings, arguments[0], err) < 0 ||
	    session_plan(&session, false, err) < 0 ||
	    session_print(&session, err) < 0)
		return -1;
	return session_exit_code(&session);
}

const struct command cmd_plan = {
	.name = "plan",
	.summary = "say what a target needs for a fix, and why; changes nothing",
	.arguments = "FIX|PLAN.json",
	.nr_arguments = 1,
	.options = options,
	.run = run,
};
