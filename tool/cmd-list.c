// SPDX-License-Identifier: GPL-2.0-only
/* stableport list [--onto TARGET]: the fixes known, and which of them a target lacks. */
#include <jansson.h>

#include "session.h"

static size_t options(struct poptOption *table, struct settings *settings)
{
	size_t nr = options_target(table, settings);

	return nr + options_json(table + nr, settings);
}

/* What a target has of a fix. */
enum state { STATE_NOT_ASKED, STATE_HAS_IT, STATE_LACKS_IT, STATE_NOT_AFFECTED };

static const char *state_name(enum state state)
{
	static const char *const names[] = {
		[STATE_NOT_ASKED] = NULL,
		[STATE_HAS_IT] = "has it",
		[STATE_LACKS_IT] = "lacks it",
		[STATE_NOT_AFFECTED] = "not affected",
	};

	return names[state];
}

/*
 * From a look at each commit on the tree as it is. A fix commit that is
 * neither there nor inapplicable is lacking; prerequisites alone decide nothing,
 * since a branch may rightly be without them.
 */
static enum state judge(const struct backport *backport)
{
	size_t i, there = 0;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];

		if (step->role == ROLE_PREREQUISITE)
			continue;
		if (step->disposition == STEP_CONFLICT)
			return STATE_LACKS_IT;
		there += step->disposition == STEP_ALREADY_THERE;
	}
	return there ? STATE_HAS_IT : STATE_NOT_AFFECTED;
}

static int look(struct session *session, enum state *state, struct app *app, const struct settings *settings,
		const char *name, struct error *err)
{
	if (!settings->onto)
		return session_open_recipe(session, app, settings, name, err);
	if (session_open(session, app, settings, name, err) < 0 || session_plan(session, true, err) < 0)
		return -1;
	*state = judge(&session->backport);
	return 0;
}

static int add_entry(json_t *fixes, const struct session *session, enum state state, struct error *err)
{
	const struct recipe *recipe = &session->recipe;
	json_t *entry = json_pack("{s:s, s:s, s:s?}", "fix", recipe->name, "title", recipe->title, "state",
				  state_name(state));

	if (!entry || json_array_append_new(fixes, entry) < 0)
		return error_set(err, "cannot make JSON of '%s'", recipe->name);
	return 0;
}

static void print_entry(const struct app *app, const json_t *entry)
{
	const char *state = json_string_value(json_object_get(entry, "state"));

	fprintf(app->out, "%-28s", json_string_value(json_object_get(entry, "fix")));
	if (state)
		fprintf(app->out, "%-14s", state);
	fprintf(app->out, "%s\n", json_string_value(json_object_get(entry, "title")));
}

static int print(const struct app *app, const struct settings *settings, const json_t *fixes, struct error *err)
{
	const json_t *entry;
	size_t i;

	if (settings->json) {
		json_dumpf(fixes, app->out, JSON_INDENT(2));
		fputc('\n', app->out);
	} else {
		json_array_foreach(fixes, i, entry)
			print_entry(app, entry);
	}
	return fflush(app->out) == 0 ? 0 : error_sys(err, "cannot print the list");
}

static int run(struct app *app, const struct settings *settings, const char *const *arguments, struct error *err)
{
	owned(strings_release) struct strings names = { 0 };
	owned(json_decrefp) json_t *fixes = json_array();
	bool lacks = false;
	size_t i;

	(void)arguments;
	if (session_fixes(&names, app, settings, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++) {
		owned(session_release) struct session session = { 0 };
		enum state state = STATE_NOT_ASKED;

		if (look(&session, &state, app, settings, names.v[i], err) < 0 ||
		    add_entry(fixes, &session, state, err) < 0)
			return -1;
		lacks |= state == STATE_LACKS_IT;
	}
	if (print(app, settings, fixes, err) < 0)
		return -1;
	return lacks ? EXIT_PERSON : EXIT_DONE;
}

const struct command cmd_list = {
	.name = "list",
	.summary = "the fixes known, and with --onto which of them a target lacks",
	.options = options,
	.run = run,
};
