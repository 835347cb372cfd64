// SPDX-License-Identifier: GPL-2.0-only
/* A plan becomes a todo; what would keep the apply from its end is asked before any work. */
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "parts.h"
#include "step-patch.h"

#define SHORT_ID 12

/* "1054e8ffc5c4", and of several "1054e8ffc5c4+2". */
static int name_chain(const char **name, struct arena *arena, const struct chain_session *session, struct error *err)
{
	const char *first;

	if (upstream_id_of(&first, arena, session->repo, &session->fixes[0], err) < 0)
		return -1;
	*name = session->nr_fixes == 1 ? arena_printf(arena, "%.*s", SHORT_ID, first) :
					 arena_printf(arena, "%.*s+%zu", SHORT_ID, first, session->nr_fixes - 1);
	return 0;
}

static void take_hunk(struct todo_hunk *to, struct arena *arena, const struct chain_hunk *hunk)
{
	*to = (struct todo_hunk){
		.file = arena_strdup(arena, hunk->file),
		.line = hunk->line,
		.function = arena_strdup(arena, hunk->function),
		.disposition = hunk->disposition,
		.place = arena_strdup(arena, hunk->place),
		.why = hunk->nr_evidence ? arena_strdup(arena, hunk->evidence[0].text) : NULL,
	};
}

static void take_step(struct todo *todo, const struct chain_step *step)
{
	struct arena *arena = &todo->arena;
	struct todo_step *it = arena_push(arena, todo->steps, todo->nr_steps);
	size_t i;

	it->commit = arena_strdup(arena, step->commit);
	it->subject = arena_strdup(arena, step->subject);
	it->role = step->role;
	it->why = step->nr_why ? arena_strdup(arena, step->why[0].text) : NULL;
	it->hunks = arena_alloc(arena, (step->nr_hunks + 1) * sizeof(*it->hunks));
	it->nr_hunks = step->nr_hunks;
	for (i = 0; i < step->nr_hunks; i++)
		take_hunk(&it->hunks[i], arena, &step->hunks[i]);
}

static void take_settings(struct todo *todo, const struct settings *settings)
{
	size_t i;

	todo->style = arena_strdup(&todo->arena, settings->message_style);
	todo->signoff = settings->signoff;
	todo->cover_letter = settings->cover_letter;
	for (i = 0; settings->references && settings->references[i]; i++)
		*arena_push(&todo->arena, todo->references.v, todo->references.nr) =
			arena_strdup(&todo->arena, settings->references[i]);
}

static int take_chain(struct todo *todo, const struct chain_session *session, struct error *err)
{
	const struct chain *chain = &session->chain;
	size_t i;

	if (name_chain(&todo->name, &todo->arena, session, err) < 0)
		return -1;
	todo->label = target_label(&todo->arena, session->settings->onto);
	todo->target_ref = arena_strdup(&todo->arena, chain->target_ref);
	todo->target_commit = arena_strdup(&todo->arena, chain->target_commit);
	todo->target_version = arena_strdup(&todo->arena, chain->target_version);
	todo->tip = todo->target_commit;
	for (i = 0; i < chain->nr_steps; i++)
		if (chain->steps[i].presence == PRESENCE_NONE)
			take_step(todo, &chain->steps[i]);
	take_settings(todo, session->settings);
	return 0;
}

/* Absolute, since a later run may be started elsewhere. */
static int make_absolute(const char **path, struct arena *arena, struct error *err)
{
	char here[PATH_MAX];

	if (**path != '/' && !getcwd(here, sizeof(here)))
		return error_sys(err, "cannot tell where we are");
	*path = **path == '/' ? arena_strdup(arena, *path) : arena_printf(arena, "%s/%s", here, *path);
	return 0;
}

static int find_folders(struct sequencer *sequencer, struct error *err)
{
	const struct settings *settings = sequencer->settings;
	struct todo *todo = &sequencer->todo;

	todo->output = settings->output ? settings->output :
					  arena_printf(&todo->arena, "stableport-out/%s/%s", todo->name, todo->label);
	todo->resolutions = settings->resolutions ? settings->resolutions :
						    underway_resolutions(&todo->arena, sequencer->repo);
	if (make_absolute(&todo->output, &todo->arena, err) < 0)
		return -1;
	return make_absolute(&todo->resolutions, &todo->arena, err);
}

static int find_branch(struct sequencer *sequencer, struct error *err)
{
	owned(text_release) struct text branch = { 0 };
	git_oid before;

	series_branch_name(&branch, &sequencer->series);
	if (series_branch_before(&before, sequencer->repo, text_str(&branch), err) < 0)
		return -1;
	if (git_oid_is_zero(&before))
		return 0;
	if (!sequencer->settings->force && !sequencer->is_dry &&
	    !quarantine_was_left(&sequencer->quarantine, text_str(&branch)))
		return error_set(err, "branch '%s' is there already; --force replaces it", text_str(&branch));
	sequencer->todo.branch_before = arena_strdup(&sequencer->todo.arena, git_oid_tostr_s(&before));
	return 0;
}

/* --from: a number of the plan, or the commit. Those before it are taken to be there in some form. */
static int skip_to(struct sequencer *sequencer, const char *from, struct error *err)
{
	struct todo *todo = &sequencer->todo;
	size_t len = strlen(from), i;
	char *end;
	unsigned long nr = strtoul(from, &end, 10);

	if (*end || !nr || nr > todo->nr_steps)
		for (nr = 1; nr <= todo->nr_steps; nr++)
			if (len >= 7 && !strncmp(todo->steps[nr - 1].commit, from, len))
				break;
	if (nr > todo->nr_steps)
		return error_set(err, "--from '%s': there is no such step; the plan has %zu", from, todo->nr_steps);
	for (i = 0; i + 1 < nr; i++)
		todo->steps[i].outcome = TODO_SKIPPED;
	todo->next = nr - 1;
	return 0;
}

static int refuse_second(struct sequencer *sequencer, struct error *err)
{
	struct todo before = { 0 };
	bool exists;

	if (todo_read(&before, &exists, sequencer_todo_path(sequencer), err) < 0)
		return error_prefix(err, "an apply of %s onto %s is under way", sequencer->todo.name, sequencer->todo.label);
	todo_release(&before);
	return exists ? error_set(err,
				  "an apply of %s onto %s is under way: 'stableport status' says where it stands; go on with "
				  "--continue, or end it with --abort",
				  sequencer->todo.name, sequencer->todo.label) : 0;
}

/*
 * The todo is there before the work tree, and is forgotten after it: a work tree without one is the user's, who quit its
 * apply or had files of his own there. A link whose folder is gone is nobody's.
 */
static int check_left_work_tree(const struct sequencer *sequencer, struct error *err)
{
	const struct work_tree *tree = &sequencer->underway.work_tree;
	owned(text_release) struct text folder = { 0 };
	bool kept;

	if (!work_tree_is_linked(tree))
		return 0;
	if (work_tree_is_left(&folder, tree))
		return error_set(err, "'%s' was left to you by an earlier apply: 'git worktree remove' takes it away",
				 text_str(&folder));
	return work_tree_remove(&kept, tree, err);
}

static int begin_on_disk(struct sequencer *sequencer, struct error *err)
{
	if (underway_lock(&sequencer->underway, err) < 0 || refuse_second(sequencer, err) < 0 ||
	    underway_lock_output(&sequencer->underway, err) < 0)
		return -1;
	if (check_left_work_tree(sequencer, err) < 0)
		return -1;
	return series_patches_are_possible(sequencer->todo.output, err);
}

int sequencer_begin(struct sequencer *sequencer, struct app *app, const struct settings *settings,
		    const struct chain_session *session, struct error *err)
{
	struct todo *todo = &sequencer->todo;

	sequencer->app = app;
	sequencer->settings = settings;
	sequencer->is_dry = settings->dry_run;
	if (take_chain(todo, session, err) < 0)
		return -1;
	if (settings->from && skip_to(sequencer, settings->from, err) < 0)
		return -1;
	if (sequencer_open_repository(sequencer, err) < 0 || find_folders(sequencer, err) < 0)
		return -1;
	underway_name(&sequencer->underway, &sequencer->arena, sequencer->repo,
		      arena_printf(&sequencer->arena, "%s/%s", todo->name, todo->label));
	underway_place(&sequencer->underway, &sequencer->arena, todo->output);
	if (sequencer_open_series(sequencer, err) < 0 || find_branch(sequencer, err) < 0)
		return -1;
	return sequencer->is_dry ? 0 : begin_on_disk(sequencer, err);
}

