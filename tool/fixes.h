/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIXES_H
#define FIXES_H

#include "command.h"

/*
 * What the arguments of a command name: a recipe, a document of an earlier stage, or commits; and which options go with
 * which. An option that would be ignored is refused.
 */
size_t nr_names(const char *const *names); /* of a NULL-terminated list; NULL: none */

/* The first option of a list that was given; NULL: none. */
struct given_option {
	bool given;
	const char *name;
};
const char *first_given(const struct given_option *options, size_t nr);

/* Neither a document nor the name or path of a recipe. */
bool fix_is_commit(const struct app *app, const struct settings *settings, const char *fix);
/* That a commit of that name is there; if not, an error that speaks of recipes as well. (An id is looked for later.) */
int fix_check_commit(struct app *app, const struct settings *settings, const char *fix, struct error *err) must_check;
/* A recipe or document among so many fixes: that nothing is asked of it which is for commits. */
int fix_check_recipe(const struct settings *settings, const char *fix, size_t nr_fixes, struct error *err) must_check;
/* Nothing but commits: that nothing is asked which is for recipes. */
int fix_check_commits_only(const struct settings *settings, const char *fix, struct error *err) must_check;

#endif
