// SPDX-License-Identifier: GPL-2.0-only
/*
 * The order of writing is what makes a killed run harmless:
 *
 *	- a step that was carried or resolved is a commit object first; then the todo says so and that the next one is being
 *	  laid out; then the work tree is touched; then the todo says that a person has it. A run that finds "stopping" lays
 *	  out again, since nobody was told that it is ready;
 *	- at the end the todo says "finishing", then come the patches, the branch, and the way back: the work tree goes, the
 *	  todo goes. All of these can be done twice: a branch that is what it should be is made.
 *
 * Commits are made in a quarantine (series/quarantine.h), which is emptied into the repository before a todo or the branch
 * names them. A run that meets no conflict keeps no todo: what it leaves when it is killed is its quarantine, and a lock of
 * the branch that this knows of, for the next run to take away.
 */
#include <stdlib.h>

#include "../proc.h"
#include "../series/mainline.h"
#include "../series/range-diff.h"
#include "notes.h"
#include "parts.h"
#include "remember.h"
#include "step-patch.h"

void sequencer_release(struct sequencer *sequencer)
{
	size_t i;

	for (i = 0; sequencer->changes && i < sequencer->todo.nr_steps; i++)
		changes_release(&sequencer->changes[i]);
	free(sequencer->changes);
	series_release(&sequencer->series);
	carrier_free(sequencer->carrier);
	quarantine_release(&sequencer->quarantine);
	commits_free(sequencer->commits);
	text_release(&sequencer->range_diff);
	git_signature_free(sequencer->committer);
	underway_release(&sequencer->underway);
	todo_release(&sequencer->todo);
	if (sequencer->unseen)
		unseen_free(sequencer->unseen);
	else
		git_repository_free(sequencer->repo);
	arena_release(&sequencer->arena);
}

void sequencer_note(struct sequencer *sequencer, const char *sentence)
{
	*arena_push(&sequencer->arena, sequencer->notes.v, sequencer->notes.nr) =
		arena_strdup(&sequencer->arena, sentence);
}

void sequencer_told(struct sequencer *sequencer)
{
	quarantine_done(&sequencer->quarantine);
}

int parse_hex(git_oid *id, const char *hex, struct error *err)
{
	return git_oid_fromstr(id, hex) < 0 ? error_set(err, "'%s' is not the id of a commit", hex) : 0;
}

/* ---- what both ways of beginning share ---- */

static int open_quarantine(struct sequencer *sequencer, struct error *err)
{
	struct quarantine *quarantine = &sequencer->quarantine;

	if (quarantine_open(quarantine, sequencer->repo, err) < 0)
		return -1;
	if (quarantine->found.len)
		sequencer_note(sequencer, text_str(&quarantine->found));
	return 0;
}

int sequencer_open_repository(struct sequencer *sequencer, struct error *err)
{
	const char *path = sequencer->settings->repo;
	owned(git_repository_freep) git_repository *repo = NULL;

	if (history_open(&repo, path ? path : ".", err) < 0)
		return -1;
	if (!sequencer->is_dry) {
		sequencer->repo = take(repo);
		return open_quarantine(sequencer, err);
	}
	if (unseen_open(&sequencer->unseen, repo, err) < 0)
		return -1;
	sequencer->repo = unseen_repository(sequencer->unseen);
	return 0;
}

static int refuse_style(const char *style, struct error *err)
{
	owned(text_release) struct text styles = { 0 };

	message_style_list(&styles);
	return error_set(err, "there is no message style '%s'; there are %s", style, text_str(&styles));
}

/* What the todo's words mean to the series. */
static int open_options(struct sequencer *sequencer, struct error *err)
{
	struct message_options *message = &sequencer->options.message;
	const struct todo *todo = &sequencer->todo;

	if (todo->style && !message_style_parse(&message->style, todo->style))
		return refuse_style(todo->style, err);
	if (series_committer(&sequencer->committer, sequencer->repo, err) < 0)
		return -1;
	message->committer = sequencer->committer;
	message->signoff = todo->signoff;
	message->references = todo->references;
	sequencer->options.cover_letter = todo->cover_letter;
	return 0;
}

int sequencer_open_series(struct sequencer *sequencer, struct error *err)
{
	const struct todo *todo = &sequencer->todo;

	sequencer->series.name = todo->name;
	sequencer->series.label = todo->label;
	sequencer->series.target = todo->target_ref;
	sequencer->series.version = todo->target_version;
	sequencer->series.base = todo->target_commit;
	sequencer->changes = mem_alloc((todo->nr_steps + 1) * sizeof(*sequencer->changes));
	return open_options(sequencer, err) < 0 ? -1 : carrier_open(&sequencer->carrier, sequencer->repo, err);
}

const char *sequencer_todo_path(struct sequencer *sequencer)
{
	return underway_todo(&sequencer->underway, &sequencer->arena);
}

int sequencer_keep_todo(struct sequencer *sequencer, enum todo_phase phase, struct error *err)
{
	sequencer->todo.phase = phase;
	if (sequencer->is_dry)
		return 0;
	sequencer->is_kept = true;
	if (quarantine_publish(&sequencer->quarantine, err) < 0)
		return -1;
	return todo_write(&sequencer->todo, sequencer_todo_path(sequencer), err);
}

/* ---- a commit ---- */

/* Which release has it, for the styles that say so. */
static int find_mainline(struct sequencer *sequencer, struct error *err)
{
	if (!message_style_names_mainline(sequencer->options.message.style))
		return 0;
	if (!sequencer->commits && commits_open(&sequencer->commits, sequencer->repo, err) < 0)
		return -1;
	return series_find_mainline(&sequencer->series, sequencer->commits, err);
}

int sequencer_add_patch(struct sequencer *sequencer, size_t step, struct error *err)
{
	struct series *series = &sequencer->series;
	struct series_patch patch;

	if (patch_of_step(&patch, series, sequencer->repo, &sequencer->todo, step, err) < 0)
		return -1;
	patch.changes = &sequencer->changes[step];
	*arena_push(&series->arena, series->patches, series->nr_patches) = patch;
	return find_mainline(sequencer, err);
}

void sequencer_end_step(struct sequencer *sequencer, enum todo_outcome outcome)
{
	struct todo *todo = &sequencer->todo;

	todo->steps[todo->next++].outcome = outcome;
	todo->conflicts = NULL;
	todo->nr_conflicts = 0;
}

int sequencer_make_commit(struct sequencer *sequencer, struct error *err)
{
	struct todo *todo = &sequencer->todo;
	struct todo_step *step = &todo->steps[todo->next];
	git_oid parent, made;

	if (parse_hex(&parent, todo->tip, err) < 0 || sequencer_add_patch(sequencer, todo->next, err) < 0 ||
	    series_commit(&made, sequencer->repo, &parent, &sequencer->series, sequencer->series.nr_patches - 1,
			  &sequencer->options, err) < 0)
		return error_prefix(err, "cannot commit %.12s", step->commit);
	step->made = todo->tip = arena_strdup(&todo->arena, git_oid_tostr_s(&made));
	sequencer_end_step(sequencer, TODO_MADE);
	return 0;
}

/* ---- carrying ---- */

static int carry_next(struct carried *carried, struct sequencer *sequencer, struct error *err)
{
	struct todo *todo = &sequencer->todo;
	const struct todo_step *step = &todo->steps[todo->next];
	enum chain_disposition *plan = arena_alloc(&todo->arena, (step->nr_hunks + 1) * sizeof(*plan));
	git_oid onto, upstream;
	size_t i;

	for (i = 0; i < step->nr_hunks; i++)
		plan[i] = step->hunks[i].disposition;
	if (parse_hex(&onto, todo->tip, err) < 0 || parse_hex(&upstream, step->commit, err) < 0)
		return -1;
	return carry_commit(carried, sequencer->carrier, &onto, &upstream, plan, step->nr_hunks, err);
}

/* How the hunks came. What the plan said of those that are not carried stays said. */
static void take_provenance(struct todo *todo, const struct carried *carried)
{
	struct todo_step *step = &todo->steps[todo->next];
	struct arena *arena = &todo->arena;
	size_t i;

	if (carried->nr_hunks != step->nr_hunks) {
		step->hunks = arena_alloc(arena, (carried->nr_hunks + 1) * sizeof(*step->hunks));
		step->nr_hunks = carried->nr_hunks;
	}
	for (i = 0; i < carried->nr_hunks; i++) {
		const struct carried_hunk *from = &carried->hunks[i];
		struct todo_hunk *to = &step->hunks[i];

		to->file = arena_strdup(arena, from->file);
		to->line = from->line;
		to->function = arena_strdup(arena, from->function);
		to->disposition = from->disposition;
		to->place = from->place ? arena_strdup(arena, from->place) : to->place;
		to->why = from->why ? arena_strdup(arena, from->why) : to->why;
	}
}

/* ---- stopping ---- */

static void take_conflicts(struct todo *todo, const struct carried *carried)
{
	size_t i;

	todo->conflicts = NULL;
	todo->nr_conflicts = 0;
	for (i = 0; i < carried->nr_paths; i++) {
		const struct carried_path *path = &carried->paths[i];

		if (path->in_conflict)
			*arena_push(&todo->arena, todo->conflicts, todo->nr_conflicts) = (struct todo_conflict){
				.path = arena_strdup(&todo->arena, path->path),
				.upstream_path = arena_strdup(&todo->arena, path->upstream),
				.has_markers = path->has_markers,
				.marker_size = path->marker_size,
				.ours = path->ours.mode ? arena_strdup(&todo->arena, git_oid_tostr_s(&path->ours.id)) : NULL,
				.is_gone = !path->theirs.mode,
			};
	}
}

/* What a person was given, to learn from what comes of it. */
static int keep_marked(struct sequencer *sequencer, const struct carried *carried, struct error *err)
{
	size_t i, nr = 0;

	for (i = 0; i < carried->nr_paths; i++) {
		const struct text *marked = &carried->paths[i].marked;

		if (carried->paths[i].in_conflict &&
		    file_write(underway_marked(&sequencer->underway, &sequencer->arena, nr++), text_str(marked),
			       marked->len, err) < 0)
			return -1;
	}
	return 0;
}

static struct work_side side_of(const struct path_entry *entry)
{
	return (struct work_side){ .id = entry->id, .mode = entry->mode };
}

static struct work_path work_path_of(const struct carried_path *path)
{
	if (!path->in_conflict)
		return (struct work_path){ .path = path->path, .exists = path->exists, .mode = path->mode,
					   .content = &path->result };
	return (struct work_path){
		.path = path->path,
		.in_conflict = true,
		.exists = path->marked_mode != 0,
		.mode = path->marked_mode,
		.content = &path->marked,
		.sides = { side_of(&path->base), side_of(&path->ours), side_of(&path->theirs) },
	};
}

static int lay_out(struct sequencer *sequencer, const struct carried *carried, struct error *err)
{
	struct work_path *paths = arena_alloc(&sequencer->arena, (carried->nr_paths + 1) * sizeof(*paths));
	git_oid tip;
	size_t i;

	for (i = 0; i < carried->nr_paths; i++)
		paths[i] = work_path_of(&carried->paths[i]);
	if (parse_hex(&tip, sequencer->todo.tip, err) < 0)
		return -1;
	return work_tree_lay_out(&sequencer->underway.work_tree, &tip, paths, carried->nr_paths, err);
}

static int stop(struct sequencer *sequencer, const struct carried *carried, struct error *err)
{
	take_conflicts(&sequencer->todo, carried);
	if (sequencer->is_dry)
		return 0;
	if (proc_check_interrupt(err) < 0 || keep_marked(sequencer, carried, err) < 0 ||
	    sequencer_keep_todo(sequencer, TODO_STOPPING, err) < 0 || lay_out(sequencer, carried, err) < 0)
		return -1;
	return sequencer_keep_todo(sequencer, TODO_STOPPED, err);
}

/* stopped: a person has to resolve it. */
static int run_step(bool *stopped, struct sequencer *sequencer, struct error *err)
{
	owned(carried_release) struct carried carried = { 0 };
	struct todo *todo = &sequencer->todo;

	if (carry_next(&carried, sequencer, err) < 0 ||
	    (carried.nr_conflicts &&
	     remember_use(&carried, todo->resolutions, todo->steps[todo->next].commit, err) < 0))
		return -1;
	take_provenance(todo, &carried);
	*stopped = carried.nr_conflicts > 0;
	if (*stopped)
		return stop(sequencer, &carried, err);
	if (!carried.is_changed) {
		sequencer_end_step(sequencer, TODO_EMPTY);
		return 0;
	}
	carried_changes(&sequencer->changes[todo->next], &carried);
	return sequencer_make_commit(sequencer, err);
}

/* ---- the end ---- */

/* A branch that a killed run has made is made once more: that is how it is known from then on to be told of. */
static int make_branch(struct sequencer *sequencer, struct error *err)
{
	const struct todo *todo = &sequencer->todo;
	owned(text_release) struct text branch = { 0 }, log = { 0 };
	git_oid tip, before = { 0 }, now;

	series_branch_name(&branch, &sequencer->series);
	if (parse_hex(&tip, todo->tip, err) < 0 ||
	    (todo->branch_before && parse_hex(&before, todo->branch_before, err) < 0) ||
	    series_branch_before(&now, sequencer->repo, text_str(&branch), err) < 0)
		return -1;
	if (git_oid_equal(&now, &tip))
		before = tip;
	text_addf(&log, "stableport: %s onto %s", todo->name, todo->label);
	if (quarantine_branch(&sequencer->quarantine, text_str(&branch), &tip, &before, text_str(&log), err) < 0)
		return -1;
	sequencer->branch = arena_strdup(&sequencer->arena, text_str(&branch));
	return 0;
}

int sequencer_take_work_tree_away(struct sequencer *sequencer, struct error *err)
{
	const struct work_tree *tree = &sequencer->underway.work_tree;
	bool kept;

	if (work_tree_remove(&kept, tree, err) < 0)
		return -1;
	if (kept)
		sequencer_note(sequencer, arena_printf(&sequencer->arena, "the work tree '%s' has files of yours and stays: "
					     "'git worktree remove --force' takes it away", tree->folder));
	return 0;
}

static int finish(struct sequencer *sequencer, struct error *err)
{
	struct series *series = &sequencer->series;

	if (sequencer->is_dry)
		return 0;
	if (proc_check_interrupt(err) < 0 || (sequencer->is_kept && sequencer_keep_todo(sequencer, TODO_FINISHING, err) < 0))
		return -1;
	if (series->nr_patches && (series_patches(series, sequencer->todo.output, &sequencer->options, err) < 0 ||
				   make_branch(sequencer, err) < 0))
		return -1;
	if (sequencer->is_kept && sequencer_take_work_tree_away(sequencer, err) < 0)
		return -1;
	if (sequencer->is_kept && sequencer->branch)
		quarantine_settle(&sequencer->quarantine, sequencer->branch); /* the todo knows of it, and then nothing is left to do */
	return underway_forget(&sequencer->underway, err);
}

/* Each commit that is not upstream's line by line, against upstream's. */
static int compare_with_upstream(struct sequencer *sequencer, struct error *err)
{
	const struct series *series = &sequencer->series;
	size_t i;

	for (i = 0; i < series->nr_patches; i++) {
		const struct series_patch *patch = &series->patches[i];
		owned(text_release) struct text theirs = { 0 }, ours = { 0 };
		bool differs;
		git_oid id;

		if (!patch->is_backported)
			continue;
		if (parse_hex(&id, patch->object, err) < 0 ||
		    history_diff(&theirs, sequencer->repo, &id, err) < 0 ||
		    changes_diff(&ours, patch->changes, err) < 0 ||
		    range_diff(&sequencer->range_diff, &differs,
			       &(struct range_diff_pair){ .number = i + 1, .upstream = patch->id, .ours = patch->commit,
							  .subject = patch->subject, .upstream_diff = text_str(&theirs),
							  .our_diff = text_str(&ours) }, err) < 0)
			return -1;
	}
	return 0;
}

static void say_step(struct sequencer *sequencer)
{
	const struct todo *todo = &sequencer->todo;
	owned(text_release) struct text what = { 0 };

	text_addf(&what, "carrying %zu of %zu", todo->next + 1, todo->nr_steps);
	sequencer->app->progress(sequencer->app, text_str(&what));
}

int sequencer_run(struct sequencer *sequencer, struct error *err)
{
	const struct todo *todo = &sequencer->todo;
	bool stopped = false;

	while (todo_is_stopped(todo) && !stopped) {
		say_step(sequencer);
		if (proc_check_interrupt(err) < 0 || run_step(&stopped, sequencer, err) < 0)
			return -1;
	}
	if (stopped)
		return 0;
	if (finish(sequencer, err) < 0)
		return -1;
	return sequencer->settings->range_diff ? compare_with_upstream(sequencer, err) : 0;
}

int sequencer_exit_code(const struct sequencer *sequencer)
{
	if (sequencer->is_gone)
		return EXIT_DONE;
	return todo_is_stopped(&sequencer->todo) || todo_nr_to_review(&sequencer->todo) ? EXIT_PERSON : EXIT_DONE;
}
