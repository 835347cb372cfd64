// SPDX-License-Identifier: GPL-2.0-only
/*
 * stableport draft's stages: read the commit's files on both sides of it, generate, learn the target's names, run.
 *
 * --reverse reads the commit the other way round: what the commit made is what the rules find.
 */
#include "../chain/message.h"
#include "../files.h"
#include "../history.h"
#include "../proc.h"
#include "../recipe.h"
#include "draft-session.h"
#include "names-there.h"
#include "prove.h"
#include "reverse.h"

/* A commit of more files is a feature or a treewide sweep; those behind are named as left out. */
#define MAX_FILES 60
/* A larger file is a table that a program wrote. */
#define MAX_FILE ((size_t)4 << 20)
#define TRY_SECONDS 60

static bool is_c(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && (!strcmp(path + len - 2, ".c") || !strcmp(path + len - 2, ".h"));
}

static const char *trouble_of(const struct touched_path *path, bool is_reverse)
{
	if (!is_c(path->path))
		return "no C";
	if (!path->old_mode)
		return is_reverse ? "the commit adds this file" : "a new file: a recipe's shim, or git, brings one";
	if (!path->new_mode)
		return "the file is removed";
	if ((path->old_mode | 0111) != (GIT_FILEMODE_BLOB | 0111) || (path->new_mode | 0111) != (GIT_FILEMODE_BLOB | 0111))
		return "no regular file";
	return NULL;
}

static int read_sides(struct draft_file *file, git_repository *repo, const struct touched_path *path, struct error *err)
{
	if (history_blob(&file->old, repo, &path->old, path->path, err) < 0 ||
	    history_blob(&file->fresh, repo, &path->new, path->path, err) < 0)
		return -1;
	if (lines_have_cr(&file->old))
		lines_drop_cr(&file->old);
	if (lines_have_cr(&file->fresh))
		lines_drop_cr(&file->fresh);
	return 0;
}

static int read_file(struct draft *draft, git_repository *repo, const struct touched_path *path, struct error *err)
{
	struct draft_file *file = arena_push(&draft->arena, draft->files, draft->nr_files);

	file->path = file->target_path = arena_strdup(&draft->arena, path->path);
	file->reason = trouble_of(path, draft->is_reverse);
	if (file->reason)
		return 0;
	if (read_sides(file, repo, path, err) < 0)
		return -1;
	if (memchr(text_str(&file->old), 0, file->old.len) || memchr(text_str(&file->fresh), 0, file->fresh.len))
		file->reason = "binary";
	else if (file->old.len > MAX_FILE || file->fresh.len > MAX_FILE)
		file->reason = "larger than anything that a person writes";
	if (file->reason || draft->is_reverse)
		return 0;
	return draft_file_changes(draft, file, err);
}

static int read_files(struct draft *draft, git_repository *repo, const git_oid *commit, struct error *err)
{
	owned(touched_release) struct touched touched = { 0 };
	size_t i;

	if (history_touched(&touched, repo, commit, err) < 0 || touched_check(&touched, err) < 0)
		return -1;
	for (i = 0; i < touched.nr && i < MAX_FILES; i++)
		if (proc_check_interrupt(err) < 0 || read_file(draft, repo, &touched.v[i], err) < 0)
			return -1;
	if (touched.nr > MAX_FILES)
		*arena_push(&draft->arena, draft->notes, draft->nr_notes) =
			arena_printf(&draft->arena, "the commit changes %zu files; only the first %d were read", touched.nr,
				     MAX_FILES);
	return 0;
}

/* ---- names that the target has ---- */

struct target_side {
	struct text text;
	struct code code;
	struct outline outline;
};

static void target_side_release(struct target_side *side)
{
	text_release(&side->text);
	code_release(&side->code);
	outline_release(&side->outline);
}

static int name_rule(struct draft *draft, const struct draft_file *file, struct draft_rule *rule,
		     const struct target_side *side, struct error *err)
{
	const struct entity *there = outline_find(&side->outline, ENTITY_FUNCTION, rule->entity);
	owned(text_release) struct text old = { 0 }, target = { 0 };
	struct draft_name *names = NULL;

	if (!there)
		return 0;
	code_copy(&old, &file->old_code, rule->first, rule->last + 1 - rule->first);
	code_copy(&target, &side->code, there->first, there->last + 1 - there->first);
	if (draft_names(&names, &rule->nr_names, &draft->arena, text_str(&old), old.len, text_str(&target), target.len,
			err) < 0)
		return -1;
	rule->names = names;
	return 0;
}

static int name_file(struct draft *draft, const struct draft_file *file, const struct tree *target, struct error *err)
{
	owned(target_side_release) struct target_side side = { .text = { 0 } };
	bool exists = false;
	size_t i, k, n;

	if (tree_read(&side.text, &exists, target, file->target_path, err) < 0)
		return -1;
	code_make(&side.code, text_str(&side.text), side.text.len);
	outline_make(&side.outline, text_str(&side.text), side.text.len);
	for (i = 0; exists && i < file->nr_changes; i++)
		for (k = 0; k < file->changes[i].nr_variants; k++)
			for (n = 0; n < file->changes[i].variants[k].nr; n++) {
				struct draft_rule *rule = &file->changes[i].variants[k].rules[n];

				if (rule->entity && rule->kind == ENTITY_FUNCTION && rule->last && !rule->anchor &&
				    name_rule(draft, file, rule, &side, err) < 0)
					return -1;
			}
	return 0;
}

static int learn_names(struct draft *draft, const struct tree *target, struct error *err)
{
	size_t i;

	for (i = 0; i < draft->nr_files; i++)
		if (!draft->files[i].reason && name_file(draft, &draft->files[i], target, err) < 0)
			return -1;
	return 0;
}

/* ---- the whole ---- */

static void subject_of(struct draft *draft, git_commit *commit)
{
	const char *summary = git_commit_summary(commit);

	draft->subject = arena_strdup(&draft->arena, summary ? summary : "");
}

static int describe_commit(struct draft *draft, git_repository *repo, const git_oid *id, struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	char hex[GIT_OID_HEXSZ + 1];

	if (git_commit_lookup(&commit, repo, id) < 0)
		return error_git(err, "cannot read the commit");
	if (!git_commit_parentcount(commit))
		return error_set(err, "the commit has no parent: there is nothing that it changes");
	if (git_commit_parentcount(commit) > 1)
		return error_set(err, "the commit is a merge; name one of those that it brings");
	draft->id = arena_strdup(&draft->arena, git_oid_tostr(hex, sizeof(hex), id));
	subject_of(draft, commit);
	return 0;
}

static int open_target(struct tree **tree, git_repository *repo, const struct settings *settings, struct error *err)
{
	git_oid onto;

	if (!settings->repo && file_is_folder(settings->onto))
		return tree_of_folder(tree, settings->onto, err);
	if (history_resolve(&onto, repo, settings->onto, err) < 0)
		return -1;
	return tree_of_commit(tree, repo, &onto, err);
}

int draft_open(struct draft *draft, struct app *app, const struct settings *settings, const char *commit, struct error *err)
{
	owned(git_repository_freep) git_repository *repo = NULL;
	owned(tree_freep) struct tree *target = NULL;
	const struct spatch_options options = {
		.data = &app->data, .timeout = settings->timeout ? (unsigned)settings->timeout : TRY_SECONDS };
	struct draft_trial trial = { .spatch = &options, .progress = app->progress, .data = app };
	git_oid id;

	if (history_open(&repo, settings->repo ? settings->repo : ".", err) < 0 ||
	    history_resolve(&id, repo, commit, err) < 0 || open_target(&target, repo, settings, err) < 0)
		return -1;
	trial.target = target;
	draft->is_reverse = settings->reverse;
	draft->onto = arena_strdup(&draft->arena, settings->onto);
	if (describe_commit(draft, repo, &id, err) < 0 || read_files(draft, repo, &id, err) < 0)
		return -1;
	if (draft->is_reverse)
		return reverse_draft(draft, &trial, err);
	if (learn_names(draft, target, err) < 0)
		return -1;
	return draft_prove(draft, &trial, err);
}

/* ---- JSON ---- */

static json_t *make_string(const char *string)
{
	owned(text_release) struct text printable = { 0 };

	if (!string)
		return json_null();
	text_add_printable(&printable, string, strlen(string));
	return json_string(text_str(&printable));
}

static json_t *make_rule(const struct draft_rule *rule)
{
	static const char *const outcomes[] = {
		[DRAFT_UNTRIED] = "untried", [DRAFT_REPRODUCES] = "reproduces", [DRAFT_DIFFERS] = "differs",
		[DRAFT_UNWRITABLE] = "unwritable",
	};
	static const char *const there[] = {
		[THERE_NOT_ASKED] = "not run", [THERE_FIRES] = "fires", [THERE_FIRES_AGAIN] = "fires, though it is there",
		[THERE_NO_FILE] = "no file", [THERE_NO_ENTITY] = "no function", [THERE_OTHER] = "other statements",
		[THERE_HAS_IT] = "there", [THERE_UNREAD] = "unread",
	};
	json_t *object = json_object();

	json_object_set_new(object, "rule", make_string(rule->name));
	json_object_set_new(object, "file", make_string(rule->path));
	json_object_set_new(object, "line", json_integer(rule->line));
	json_object_set_new(object, "entity", make_string(rule->entity));
	json_object_set_new(object, "outcome", json_string(outcomes[rule->outcome]));
	json_object_set_new(object, "reason", make_string(rule->reason));
	json_object_set_new(object, "target", json_string(there[rule->there]));
	json_object_set_new(object, "sites", json_integer((json_int_t)rule->nr_sites));
	return object;
}

static json_t *make_files(const struct draft *draft)
{
	json_t *files = json_array();
	size_t i;

	for (i = 0; i < draft->nr_files; i++) {
		json_t *object = json_object();

		json_object_set_new(object, "file", make_string(draft->files[i].path));
		json_object_set_new(object, "reproduces", json_boolean(draft->files[i].same));
		json_object_set_new(object, "reason", make_string(draft->files[i].reason));
		json_array_append_new(files, object);
	}
	return files;
}

json_t *draft_document(const struct draft *draft, const struct text *smpl)
{
	json_t *document = json_object(), *rules = json_array(), *notes = json_array();
	struct draft_place at = { 0 };
	struct draft_rule *rule;
	size_t i;

	json_object_set_new(document, "draft", json_integer(1));
	json_object_set_new(document, "commit", make_string(draft->id));
	json_object_set_new(document, "subject", make_string(draft->subject));
	json_object_set_new(document, "onto", make_string(draft->onto));
	json_object_set_new(document, "reverse", json_boolean(draft->is_reverse));
	json_object_set_new(document, "files", make_files(draft));
	while ((rule = draft_next(draft, &at)))
		json_array_append_new(rules, make_rule(rule));
	for (i = 0; i < draft->nr_notes; i++)
		json_array_append_new(notes, make_string(draft->notes[i]));
	json_object_set_new(document, "rules", rules);
	json_object_set_new(document, "notes", notes);
	json_object_set_new(document, "failure", make_string(draft->failure));
	json_object_set_new(document, "semantic_patch", make_string(text_str(smpl)));
	return document;
}
