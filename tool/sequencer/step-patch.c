// SPDX-License-Identifier: GPL-2.0-only
/*
 * Upstream's message and author are re-coded to UTF-8 where the commit says its encoding. A history that was imported
 * again names upstream's own id in a trailer, "Upstream-commit: ID"; the message that we write names that one. (Other
 * spellings say less: a maintainer's tree is picked from within mainline, too.)
 */
#include <stdlib.h>

#include "../chain/commits.h"
#include "../chain/message.h"
#include "../history.h"
#include "notes.h"
#include "step-patch.h"

#define TRAILER "Upstream-commit: "

static void add_recoded(struct text *out, const git_commit *commit, const char *string)
{
	const char *charset = git_commit_message_encoding(commit);

	if (!charset || !commits_recode(out, charset, string, strlen(string)))
		text_adds(out, string);
}

static const char *recoded(struct arena *arena, const git_commit *commit, const char *string)
{
	owned(text_release) struct text text = { 0 };

	add_recoded(&text, commit, string);
	return arena_strdup(arena, text_str(&text));
}

/* The id of the trailer, or the commit's own. */
static const char *upstream_id(struct arena *arena, const char *body, const char *own)
{
	const char *at = body, *end = at + strlen(at), *line;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		const char *id = line + strlen(TRAILER);

		if (len == strlen(TRAILER) + GIT_OID_HEXSZ && !memcmp(line, TRAILER, strlen(TRAILER)) &&
		    strspn(id, "0123456789abcdef") >= GIT_OID_HEXSZ)
			return arena_strndup(arena, id, GIT_OID_HEXSZ);
	}
	return own;
}

/* The commit's own words. */
static void take_words(struct series_patch *patch, struct arena *arena, const git_commit *commit)
{
	const git_signature *author = git_commit_author(commit);
	const char *subject = git_commit_summary((git_commit *)(uintptr_t)commit);
	const char *body = git_commit_body((git_commit *)(uintptr_t)commit);
	int offset = abs(author->when.offset);

	patch->subject = recoded(arena, commit, subject ? subject : "");
	patch->body = body ? recoded(arena, commit, body) : NULL;
	patch->author = recoded(arena, commit, arena_printf(arena, "%s <%s>", author->name, author->email));
	patch->date = arena_printf(arena, "%lld %c%02d%02d", (long long)author->when.time,
				   author->when.offset < 0 ? '-' : '+', offset / 60, offset % 60);
}

static void take_text(struct series_patch *patch, struct arena *arena, const git_commit *commit, const char *id)
{
	take_words(patch, arena, commit);
	patch->id = upstream_id(arena, recoded(arena, commit, git_commit_message(commit)), id);
	patch->name = arena_printf(arena, "%.12s", patch->id);
}

static int lookup(git_commit **commit, git_repository *repo, const char *hex, struct error *err)
{
	git_oid id;

	if (git_oid_fromstr(&id, hex) < 0 || git_commit_lookup(commit, repo, &id) < 0)
		return error_git(err, "cannot read the commit '%.12s'", hex);
	return 0;
}

int upstream_id_of(const char **id, struct arena *arena, git_repository *repo, const git_oid *commit, struct error *err)
{
	owned(git_commit_freep) git_commit *object = NULL;
	const char *own = arena_strdup(arena, git_oid_tostr_s(commit));

	if (git_commit_lookup(&object, repo, commit) < 0)
		return error_git(err, "cannot read the commit '%.12s'", own);
	*id = upstream_id(arena, git_commit_message(object), own);
	return 0;
}

/* Of a prerequisite: the first fix that is carried. */
static int find_fix(const struct series_fix **needed_by, struct series *series, git_repository *repo,
		    const struct todo *todo, struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	struct series_patch patch = { 0 };
	struct series_fix *fix;
	size_t i;

	for (i = 0; i < todo->nr_steps && todo->steps[i].role != CHAIN_FIX; i++)
		;
	if (i == todo->nr_steps)
		return 0;
	if (lookup(&commit, repo, todo->steps[i].commit, err) < 0)
		return -1;
	take_text(&patch, &series->arena, commit, todo->steps[i].commit);
	fix = arena_alloc(&series->arena, sizeof(*fix));
	*fix = (struct series_fix){ .id = patch.id, .subject = patch.subject };
	*needed_by = fix;
	return 0;
}

static void take_notes(struct series_patch *patch, struct arena *arena, const struct todo_step *step)
{
	struct string_list notes = { 0 };
	size_t i;

	step_notes(&notes, arena, step);
	for (i = 0; i < notes.nr; i++)
		*arena_push(arena, patch->notes, patch->nr_notes) = (struct series_note){ .text = notes.v[i] };
}

int patch_of_step(struct series_patch *patch, struct series *series, git_repository *repo, const struct todo *todo,
		  size_t step, struct error *err)
{
	static const enum role roles[] = {
		[CHAIN_PREREQUISITE] = ROLE_PREREQUISITE, [CHAIN_FIX] = ROLE_FIX, [CHAIN_FOLLOW_UP] = ROLE_FOLLOW_UP,
	};
	const struct todo_step *it = &todo->steps[step];
	owned(git_commit_freep) git_commit *commit = NULL;

	if (lookup(&commit, repo, it->commit, err) < 0)
		return -1;
	*patch = (struct series_patch){ .object = it->commit, .role = roles[it->role], .is_backported = step_is_adapted(it) };
	take_text(patch, &series->arena, commit, it->commit);
	take_notes(patch, &series->arena, it);
	return it->role == CHAIN_PREREQUISITE ? find_fix(&patch->needed_by, series, repo, todo, err) : 0;
}

int patch_take_commit(struct series_patch *patch, struct arena *arena, git_repository *repo, const git_oid *made,
		      struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;

	if (git_commit_lookup(&commit, repo, made) < 0)
		return error_git(err, "cannot read the commit '%.12s'", git_oid_tostr_s(made));
	take_words(patch, arena, commit);
	patch->message = recoded(arena, commit, git_commit_message(commit));
	return 0;
}

/* ---- changes ---- */

static int read_side(struct text *content, git_repository *repo, const git_diff_file *file, struct error *err)
{
	if (file->mode == GIT_FILEMODE_COMMIT)
		return error_set(err, "'%s' is a submodule, which is not carried", file->path);
	return file->mode ? history_blob(content, repo, &file->id, file->path, err) : 0;
}

static int add_change(struct changes *changes, git_repository *repo, const git_diff_delta *delta, struct error *err)
{
	owned(text_release) struct text before = { 0 }, after = { 0 };
	bool existed = delta->old_file.mode, exists = delta->new_file.mode;

	if (read_side(&before, repo, &delta->old_file, err) < 0 || read_side(&after, repo, &delta->new_file, err) < 0)
		return -1;
	changes_put_modes(changes, delta->new_file.path, existed ? &before : NULL, delta->old_file.mode, exists ? &after : NULL,
			  delta->new_file.mode);
	return 0;
}

int changes_between(struct changes *changes, git_repository *repo, const git_oid *commit, const git_oid *tree,
		    struct error *err)
{
	owned(git_commit_freep) git_commit *before = NULL;
	owned(git_tree_freep) git_tree *old = NULL;
	owned(git_tree_freep) git_tree *new = NULL;
	owned(git_diff_freep) git_diff *diff = NULL;
	size_t i;

	if (git_commit_lookup(&before, repo, commit) < 0 || git_commit_tree(&old, before) < 0 ||
	    git_tree_lookup(&new, repo, tree) < 0 ||
	    git_diff_tree_to_tree(&diff, repo, old, new, NULL) < 0)
		return error_git(err, "cannot compare with '%s'", git_oid_tostr_s(commit));
	for (i = 0; i < git_diff_num_deltas(diff); i++)
		if (add_change(changes, repo, git_diff_get_delta(diff, i), err) < 0)
			return -1;
	return 0;
}
