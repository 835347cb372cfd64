// SPDX-License-Identifier: GPL-2.0-only
/*
 * A range of commits as a series: what apply has written, or somebody by hand.
 *
 * The way back from the tip is by first parents; a merge on it is one step with all that it brings. A range has no recipe:
 * there are no conditions and no names to keep out, and what a changed header reaches is found in the sources
 * (includers.c).
 */
#include "../files.h"
#include "../history.h"
#include "../proc.h"
#include "../sequencer/step-patch.h"
#include "../step-text.h"
#include "includers.h"
#include "range.h"

/* A series of more commits than that is a branch, and each of them costs a make. */
#define MAX_COMMITS 500

bool range_is_one(const char *argument)
{
	return strstr(argument, "..") && strcmp(argument, "..");
}

int range_parse(struct range *range, struct arena *arena, const char *argument, struct error *err)
{
	const char *dots = strstr(argument, "..");

	if (dots[2] == '.')
		return error_set(err, "'%s': a range is A..B, the commits that B has after A", argument);
	range->from = dots == argument ? "HEAD" : arena_strndup(arena, argument, (size_t)(dots - argument));
	range->to = dots[2] ? arena_strdup(arena, dots + 2) : "HEAD";
	return 0;
}

/* The commits from the tip to before the first, newest first. */
static int list_commits(git_oid **ids, size_t *nr, struct arena *arena, git_repository *repo, const git_oid *from,
			const git_oid *to, struct error *err)
{
	git_oid at = *to;

	while (!git_oid_equal(&at, from)) {
		owned(git_commit_freep) git_commit *commit = NULL;

		if (proc_check_interrupt(err) < 0)
			return -1;
		if (git_commit_lookup(&commit, repo, &at) < 0)
			return error_git(err, "cannot read the commit '%s'", git_oid_tostr_s(&at));
		if (*nr == MAX_COMMITS)
			return error_set(err, "there are more than %d commits by first parents, or none leads there",
					 MAX_COMMITS);
		*arena_push(arena, *ids, *nr) = at;
		if (!git_commit_parentcount(commit))
			return error_set(err, "the first is not among the first parents of the last");
		at = *git_commit_parent_id(commit, 0);
	}
	return *nr ? 0 : error_set(err, "there is no commit in it");
}

static void describe(struct step *step, struct arena *arena, git_commit *commit)
{
	const char *summary = git_commit_summary(commit);
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), git_commit_id(commit));
	step->id = step->upstream_object = arena_strdup(arena, hex);
	step->commit = step->id;
	step->name = arena_strndup(arena, hex, 12);
	step->subject = arena_printable(arena, summary ? summary : "");
	step_take_commit(step, arena, commit);
	step->role = ROLE_FIX;
	step->disposition = STEP_PICK;
}

static int fill_step(struct step *step, struct arena *arena, git_repository *repo, const git_oid *id, struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	size_t i;

	if (git_commit_lookup(&commit, repo, id) < 0)
		return error_git(err, "cannot read the commit '%s'", git_oid_tostr_s(id));
	describe(step, arena, commit);
	if (changes_between(&step->changes, repo, git_commit_parent_id(commit, 0), git_commit_tree_id(commit), err) < 0)
		return error_prefix(err, "commit %s", step->name);
	for (i = 0; i < step->changes.nr; i++) {
		const char *path = step->changes.v[i].path;

		if (!path_is_safe(path))
			return error_set(err, "commit %s: the path '%s' %s", step->name,
					 arena_printable(arena, path), path_trouble(path));
	}
	return step_take_changes(step, arena, err);
}

int range_steps(struct backport *backport, struct recipe *recipe, git_repository *repo, const struct tree *target,
		const git_oid *from, const git_oid *to, struct error *err)
{
	struct arena *arena = &backport->arena;
	git_oid *ids = NULL;
	size_t nr = 0, i;

	if (list_commits(&ids, &nr, &recipe->arena, repo, from, to, err) < 0)
		return error_prefix(err, "the range");
	for (i = nr; i-- > 0;) {
		struct step *step = arena_push(arena, backport->steps, backport->nr_steps);
		struct recipe_commit *commit = arena_push(&recipe->arena, recipe->commits, recipe->nr_commits);

		step->index = nr - 1 - i;
		if (fill_step(step, arena, repo, &ids[i], err) < 0)
			return -1;
		commit->name = step->name;
		commit->id = step->id;
		commit->subject = step->subject;
	}
	recipe->title = arena_printf(&recipe->arena, "%zu commit%s", nr, nr == 1 ? "" : "s");
	return includers_find(recipe, backport, target, err);
}
