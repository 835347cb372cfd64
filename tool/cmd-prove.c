// SPDX-License-Identifier: GPL-2.0-only
/* stableport prove FIX|PLAN.json: does the bug show before the backport, and not after? */
#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	size_t nr = options_target(table, settings);

	nr += options_prove(table + nr, settings);
	return nr + options_json(table + nr, settings);
}

/* What could not be tried is no answer, neither good nor bad. */
static int exit_code(const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_proofs; i++)
		if (backport->proofs[i].verdict == PROOF_FAILED)
			return EXIT_TROUBLE;
	if (!backport->nr_proofs)
		return EXIT_PERSON;
	return proofs_hold(backport) ? EXIT_DONE : EXIT_PERSON;
}

static int run(struct app *app, const struct settings *settings, const char *const *arguments, struct error *err)
{
	owned(session_release) struct session session = { 0 };

	if (session_open(&session, app, settings, arguments[0], err) < 0 ||
	    session_plan(&session, false, err) < 0 ||
	    session_prove(&session, err) < 0 ||
	    session_write_report(&session, err) < 0 ||
	    session_print(&session, err) < 0)
		return -1;
	return exit_code(&session.backport);
}

const struct command cmd_prove = {
	.name = "prove",
	.summary = "boot the kernel before and after: is the bug there, and then gone?",
	.arguments = "FIX|PLAN.json",
	.nr_arguments = 1,
	.options = options,
	.run = run,
};
