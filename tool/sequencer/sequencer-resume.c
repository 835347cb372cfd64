// SPDX-License-Identifier: GPL-2.0-only
/* An apply that is under way: found, read, and brought on by what a person made of the step that it stopped at. */
#include "notes.h"
#include "parts.h"
#include "remember.h"
#include "step-patch.h"

/* NAME/LABEL, or NAME where only one of that name is under way; NULL: none, or several. */
static const char *find_name(const struct strings *names, const char *which)
{
	const char *found = NULL;
	size_t len = strlen(which), nr = 0, i;

	for (i = 0; i < names->nr; i++) {
		if (!strcmp(names->v[i], which))
			return names->v[i];
		if (!strncmp(names->v[i], which, len) && names->v[i][len] == '/') {
			found = names->v[i];
			nr++;
		}
	}
	return nr == 1 ? found : NULL;
}

static int choose(const char **which, struct arena *arena, git_repository *repo, struct error *err)
{
	owned(strings_release) struct strings names = { 0 };
	static const char prefix[] = "stableport/";
	const char *found;

	if (underway_list(&names, repo, err) < 0)
		return -1;
	if (!names.nr)
		return error_set(err, "no apply is under way here");
	if (!*which)
		*which = underway_here(arena, repo);
	if (!*which && names.nr > 1)
		return error_set(err, "%zu applies are under way: name one, '%s' for example", names.nr, names.v[0]);
	if (!*which)
		*which = arena_strdup(arena, names.v[0]);
	if (!strncmp(*which, prefix, strlen(prefix)))
		*which += strlen(prefix);
	found = find_name(&names, *which);
	if (!found)
		return error_set(err, "'%s' names no apply that is under way, or several: one is '%s'", *which, names.v[0]);
	*which = arena_strdup(arena, found);
	return 0;
}

/* The lock first, then what is under it: another run may just have ended it. */
static int read_todo(struct sequencer *sequencer, const char *which, struct error *err)
{
	struct arena *arena = &sequencer->arena;
	bool exists;

	underway_name(&sequencer->underway, arena, sequencer->repo, which);
	if (underway_lock(&sequencer->underway, err) < 0 ||
	    todo_read(&sequencer->todo, &exists, sequencer_todo_path(sequencer), err) < 0)
		return -1;
	if (!exists)
		return error_set(err, "no apply of '%s' is under way any more", which);
	underway_place(&sequencer->underway, arena, sequencer->todo.output);
	return underway_lock_output(&sequencer->underway, err);
}

/*
 * The last patch is of a step that is this commit. Where its message is not the one that we write, a person wrote it, and
 * the mail says the same as the branch.
 */
static int take_message(struct sequencer *sequencer, const git_commit *commit, const char *made, struct error *err)
{
	struct series *series = &sequencer->series;
	struct series_patch *patch = &series->patches[series->nr_patches - 1];
	owned(text_release) struct text message = { 0 };

	patch->commit = made;
	series_message(&message, series, series->nr_patches - 1, &sequencer->options.message);
	return strcmp(text_str(&message), git_commit_message(commit)) ?
		       patch_take_commit(patch, &series->arena, sequencer->repo, git_commit_id(commit), err) : 0;
}

/* Steps that earlier runs made. */
static int add_made(struct sequencer *sequencer, struct error *err)
{
	const struct todo *todo = &sequencer->todo;
	size_t i;

	for (i = 0; i < todo->next; i++) {
		owned(git_commit_freep) git_commit *commit = NULL;
		git_oid id;

		if (todo->steps[i].outcome != TODO_MADE)
			continue;
		if (parse_hex(&id, todo->steps[i].made, err) < 0)
			return -1;
		if (git_commit_lookup(&commit, sequencer->repo, &id) < 0 || !git_commit_parentcount(commit))
			return error_git(err, "cannot read the commit '%s' that was made of step %zu", todo->steps[i].made,
					 i + 1);
		if (changes_between(&sequencer->changes[i], sequencer->repo, git_commit_parent_id(commit, 0),
				    git_commit_tree_id(commit), err) < 0 ||
		    sequencer_add_patch(sequencer, i, err) < 0 ||
		    take_message(sequencer, commit, todo->steps[i].made, err) < 0)
			return -1;
	}
	return 0;
}

int sequencer_open(struct sequencer *sequencer, struct app *app, const struct settings *settings, const char *which,
		   struct error *err)
{
	sequencer->app = app;
	sequencer->settings = settings;
	if (sequencer_open_repository(sequencer, err) < 0 || choose(&which, &sequencer->arena, sequencer->repo, err) < 0 ||
	    read_todo(sequencer, which, err) < 0)
		return -1;
	sequencer->is_kept = true;
	return 0;
}

int sequencer_take_up(struct sequencer *sequencer, struct error *err)
{
	if (sequencer->todo.phase == TODO_STOPPING) {
		work_tree_unlock(&sequencer->underway.work_tree);
		sequencer_note(sequencer, "the run before ended while it laid out the work tree: it is laid out again");
	} else if (sequencer->todo.phase == TODO_FINISHING) {
		sequencer_note(sequencer, "the run before ended while it made patches and branch: they are made again");
	}
	return sequencer_open_series(sequencer, err) < 0 ? -1 : add_made(sequencer, err);
}

/* Lines that a person has to take out: "<<<<<<< target", "||||||| ID^", ">>>>>>> ID (subject)". */
static void add_marks(struct string_list *marks, struct arena *arena, unsigned size, const char *id)
{
	static const char signs[] = "<|>";
	size_t i;

	for (i = 0; i < strlen(signs); i++) {
		owned(text_release) struct text mark = { 0 };
		unsigned nr;

		for (nr = 0; nr < size; nr++)
			text_addc(&mark, signs[i]);
		text_addf(&mark, " %.12s", signs[i] == '<' ? "target" : id);
		*arena_push(arena, marks->v, marks->nr) = arena_strdup(arena, text_str(&mark));
	}
}

static int take_tree(git_oid *tree, struct strings *troubles, struct sequencer *sequencer, struct error *err)
{
	const struct todo *todo = &sequencer->todo;
	struct string_list marks = { 0 };
	size_t i;

	for (i = 0; i < todo->nr_conflicts; i++)
		if (todo->conflicts[i].has_markers)
			add_marks(&marks, &sequencer->arena, todo->conflicts[i].marker_size,
				  todo->steps[todo->next].commit);
	return work_tree_take(tree, troubles, &sequencer->underway.work_tree, marks.v, marks.nr, err);
}

/* The user has committed in the work tree: the commit has to be one on the tip, with all that is staged. */
static int check_commit(struct strings *troubles, struct sequencer *sequencer, const git_oid *head, const git_oid *tip,
			const git_oid *staged, struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;

	if (git_commit_lookup(&commit, sequencer->repo, head) < 0)
		return error_git(err, "cannot read the commit that the work tree is on");
	if (git_commit_parentcount(commit) != 1 || !git_oid_equal(git_commit_parent_id(commit, 0), tip))
		strings_addf(troubles, "the work tree is on %.12s, which is not one commit on %.12s",
			     git_oid_tostr_s(head), sequencer->todo.tip);
	else if (!git_oid_equal(git_commit_tree_id(commit), staged))
		strings_add(troubles, "the work tree has staged changes that are not in its commit");
	return 0;
}

/* The next step is on: carried, or the end. */
static int keep_progress(struct sequencer *sequencer, struct error *err)
{
	return sequencer_keep_todo(sequencer, todo_is_stopped(&sequencer->todo) ? TODO_STOPPING : TODO_FINISHING, err);
}

static void note_resolved(struct todo *todo)
{
	struct todo_step *step = &todo->steps[todo->next];
	size_t i;

	step->by_person = true;
	for (i = 0; i < step->nr_hunks; i++)
		if (step->hunks[i].disposition == CHAIN_ADAPT)
			step->hunks[i].disposition = CHAIN_RESOLVED;
}

/* The commit that the user made is the step. */
static int take_commit(struct sequencer *sequencer, const git_oid *head, struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	struct todo *todo = &sequencer->todo;

	todo->steps[todo->next].made = todo->tip = arena_strdup(&todo->arena, git_oid_tostr_s(head));
	if (git_commit_lookup(&commit, sequencer->repo, head) < 0)
		return error_git(err, "cannot read the commit that the work tree is on");
	if (sequencer_add_patch(sequencer, todo->next, err) < 0 || take_message(sequencer, commit, todo->tip, err) < 0)
		return -1;
	sequencer_end_step(sequencer, TODO_MADE);
	return 0;
}

/* What the tree has under a path. */
static int read_resolved(struct text *content, bool *exists, struct sequencer *sequencer, const git_oid *tree,
			 const char *path, struct error *err)
{
	owned(git_tree_freep) git_tree *root = NULL;
	owned(git_tree_entry_freep) git_tree_entry *entry = NULL;
	int code;

	if (git_tree_lookup(&root, sequencer->repo, tree) < 0)
		return error_git(err, "cannot read what is staged");
	code = git_tree_entry_bypath(&entry, root, path);
	*exists = code == 0 && git_tree_entry_type(entry) == GIT_OBJECT_BLOB;
	if (code < 0 && code != GIT_ENOTFOUND)
		return error_git(err, "cannot look for '%s'", path);
	return *exists ? history_blob(content, sequencer->repo, git_tree_entry_id(entry), path, err) : 0;
}

/* That a resolution cannot be kept does not keep it from being used. */
static void keep_resolution(struct sequencer *sequencer, size_t conflict, const git_oid *tree)
{
	const struct todo *todo = &sequencer->todo;
	owned(error_release) struct error trouble = { 0 };
	owned(strings_release) struct strings files = { 0 };
	owned(text_release) struct text marked = { 0 }, resolved = { 0 };
	struct arena *arena = &sequencer->arena;
	bool exists = false;
	size_t i;

	if (file_read(&marked, underway_marked(&sequencer->underway, arena, conflict), &trouble) < 0 ||
	    read_resolved(&resolved, &exists, sequencer, tree, todo->conflicts[conflict].path, &trouble) < 0 ||
	    remember_keep(&files, todo->resolutions, todo, conflict, &marked, exists ? &resolved : NULL, &trouble) < 0)
		sequencer_note(sequencer, arena_printf(arena, "what was resolved is not remembered: %s", trouble.message));
	for (i = 0; i < files.nr; i++)
		sequencer_note(sequencer, arena_printf(arena, "remembered in '%s'", files.v[i]));
}

static int take_resolution(struct sequencer *sequencer, const git_oid *head, const git_oid *tip, const git_oid *tree,
			   struct error *err)
{
	struct todo *todo = &sequencer->todo;
	struct changes *changes = &sequencer->changes[todo->next];
	size_t i;

	for (i = 0; i < todo->nr_conflicts; i++)
		keep_resolution(sequencer, i, tree);
	note_resolved(todo);
	if (changes_between(changes, sequencer->repo, tip, tree, err) < 0)
		return -1;
	if ((git_oid_equal(head, tip) ? sequencer_make_commit(sequencer, err) : take_commit(sequencer, head, err)) < 0)
		return -1;
	return keep_progress(sequencer, err);
}

int sequencer_resolve(struct sequencer *sequencer, struct strings *troubles, struct error *err)
{
	const struct todo *todo = &sequencer->todo;
	const struct work_tree *work_tree = &sequencer->underway.work_tree;
	owned(git_commit_freep) git_commit *tip_commit = NULL;
	git_oid head, tip, tree;
	bool exists;

	if (todo->phase != TODO_STOPPED)
		return 0;
	if (parse_hex(&tip, todo->tip, err) < 0 || work_tree_head(&head, &exists, work_tree, err) < 0)
		return -1;
	if (!exists)
		return error_set(err, "the work tree '%s' is gone: --skip leaves the step out, --abort ends the apply",
				 work_tree->folder);
	if (take_tree(&tree, troubles, sequencer, err) < 0)
		return -1;
	if (troubles->nr)
		return 0;
	if (git_commit_lookup(&tip_commit, sequencer->repo, &tip) < 0)
		return error_git(err, "cannot read the commit '%s'", todo->tip);
	if (!git_oid_equal(&head, &tip) && check_commit(troubles, sequencer, &head, &tip, &tree, err) < 0)
		return -1;
	if (git_oid_equal(&tree, git_commit_tree_id(tip_commit)))
		strings_add(troubles, "nothing is staged: --skip leaves the step out");
	return troubles->nr ? 0 : take_resolution(sequencer, &head, &tip, &tree, err);
}

/* A run that was killed right behind this has left out the step already: another one would be the next. */
int sequencer_skip(struct sequencer *sequencer, struct error *err)
{
	if (sequencer->todo.phase != TODO_STOPPED)
		return 0;
	sequencer_end_step(sequencer, TODO_SKIPPED);
	return keep_progress(sequencer, err);
}

int sequencer_abort(struct sequencer *sequencer, struct error *err)
{
	if (sequencer_take_work_tree_away(sequencer, err) < 0)
		return -1;
	sequencer->is_gone = true;
	return underway_forget(&sequencer->underway, err);
}

int sequencer_quit(struct sequencer *sequencer, struct error *err)
{
	sequencer->is_gone = true;
	return underway_forget(&sequencer->underway, err);
}

