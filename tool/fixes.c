// SPDX-License-Identifier: GPL-2.0-only
#include "chain/chain-session.h"
#include "fixes.h"
#include "history.h"
#include "session.h"

size_t nr_names(const char *const *names)
{
	size_t nr = 0;

	while (names && names[nr])
		nr++;
	return nr;
}

bool fix_is_commit(const struct app *app, const struct settings *settings, const char *fix)
{
	return !session_is_document(fix) && !session_has_recipe(app, settings, fix);
}

const char *first_given(const struct given_option *options, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (options[i].given)
			return options[i].name;
	return NULL;
}

static const char *option_for_commits(const struct settings *settings)
{
	const struct given_option options[] = {
		{ settings->together, "--together" }, { settings->with, "--with" },
		{ settings->without, "--without" },   { settings->keep_out, "--keep-out" },
		{ settings->max_commits, "--max" },   { settings->budget > 0, "--budget" },
		{ settings->follow_ups, "--follow-ups" }, { settings->plain, "--plain" },
		{ settings->fewest, "--fewest" },     { settings->dot, "--dot" },
		{ settings->from, "--from" },         { settings->dry_run, "--dry-run" },
	};

	return first_given(options, nr_of(options));
}

/* What a recipe or a document is asked that it has settled itself. */
int fix_check_recipe(const struct settings *settings, const char *fix, size_t nr_fixes, struct error *err)
{
	const char *option = option_for_commits(settings);

	if (option)
		return error_set(err, "%s is for a plan of commits: '%s' is a %s, which says itself what belongs to it",
				 option, fix, session_is_document(fix) ? "document" : "recipe");
	if (session_is_document(fix) && nr_fixes > 1)
		return error_set(err, "'%s' is a document: it names its own target and is planned alone", fix);
	return 0;
}

int fix_check_commits_only(const struct settings *settings, const char *fix, struct error *err)
{
	const char *option = settings->style ? "--style" : settings->timeout ? "--timeout" :
			     settings->in_place ? "--in-place" : NULL;

	if (settings->plain && settings->fewest)
		return error_set(err, "--plain and --fewest do not go together: one asks for what git carries, the other for less");
	if (option)
		return error_set(err, "%s is for a recipe: '%s' is a commit", option, fix);
	return 0;
}

/* Both sentences. */
int fix_check_commit(struct app *app, const struct settings *settings, const char *fix, struct error *err)
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
