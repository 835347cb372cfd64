// SPDX-License-Identifier: GPL-2.0-only
/*
 * What git knows: names to ids, which paths a commit touches, three-way picks,
 * diffs. (The scan for trailers is in trailers.c.)
 *
 * A pick compares the tree objects of the commit and its first parent by entry
 * ids, goes down only where they differ, and merges each touched path on its
 * own: ancestor is the parent's blob, theirs the commit's, ours what the
 * target has. On a tree of 61,745 files that is 1.2 ms where
 * git_cherrypick_commit(), which walks whole trees, takes 27 to 44 ms; both
 * come to the same trees. Renames are not followed: a file that upstream knows
 * under another name is a conflict that says so.
 *
 * A diff that is to be shown or sent never follows the user's diff.noprefix and
 * the like: prefixes are given, and libgit2 then does not look.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "files.h"
#include "history.h"

/*
 * Longer than any run of '<' in a kernel, so that a line of a file that looks like
 * a conflict (Documentation/ has some with git's seven) is not counted as one.
 */
#define MARKER_SIZE 61

/* As tree.c: deeper than any kernel. */
#define MAX_DEPTH 64

static void buf_release(git_buf *buf)
{
	git_buf_dispose(buf);
}

/* ---- opening and naming ---- */

/* The folder that safe.directory has to name: the work tree, or the repository if it is bare. */
static void trusted_folder(struct text *folder, const char *path)
{
	owned(buf_release) git_buf found = { 0 };
	char *real = realpath(path, NULL);
	size_t len;

	text_adds(folder, real ? real : path);
	free(real);
	if (git_repository_discover(&found, path, 0, NULL) < 0)
		return;
	len = strlen(found.ptr);
	while (len > 1 && found.ptr[len - 1] == '/')
		len--;
	if (len > 5 && !strncmp(found.ptr + len - 5, "/.git", 5))
		len -= 5;
	text_clear(folder);
	text_add(folder, found.ptr, len);
}

static int say_owner(const char *path, struct error *err)
{
	owned(text_release) struct text folder = { 0 };

	trusted_folder(&folder, path);
	return error_set(err,
			 "repository '%s' belongs to another user; if you trust it: "
			 "git config --global --add safe.directory %s",
			 text_str(&folder), text_str(&folder));
}

/*
 * libgit2 1.5.1 says GIT_ENOTFOUND for another user's repository when no safe.directory is
 * configured at all; finding the repository does not look at the owner.
 */
static bool is_anothers(const char *path, int code)
{
	owned(buf_release) git_buf found = { 0 };

	return code == GIT_EOWNER ||
	       (code == GIT_ENOTFOUND && git_repository_discover(&found, path, 0, NULL) == 0);
}

/* libgit2 1.5 has no code of its own for it. */
static bool is_sha256(void)
{
	const git_error *last = git_error_last();

	return last && last->message && strstr(last->message, "extensions.objectformat");
}

int history_open(git_repository **repo, const char *path, struct error *err)
{
	int opened = git_repository_open_ext(repo, path, 0, NULL);

	if (opened == 0)
		return 0;
	*repo = NULL;
	if (is_anothers(path, opened))
		return say_owner(path, err);
	if (opened == GIT_ENOTFOUND)
		return error_set(err, "'%s' is not in a git repository", path);
	if (is_sha256())
		return error_set(err, "the repository '%s' has SHA-256 ids, which are not supported", path);
	return error_git(err, "cannot open the repository '%s'", path);
}

static const char *folder_of(git_repository *repo)
{
	return git_repository_workdir(repo) ? git_repository_workdir(repo) : git_repository_path(repo);
}

static int say_no_commit(git_repository *repo, const char *revision, int code, struct error *err)
{
	bool is_shallow = git_repository_is_shallow(repo) == 1;

	if (code == GIT_EAMBIGUOUS)
		return error_set(err, "'%s' names more than one object in '%s'", revision, folder_of(repo));
	if (git_repository_head_unborn(repo) == 1 && git_repository_is_empty(repo) == 1)
		return error_set(err, "no commit '%s' in '%s', which is empty", revision, folder_of(repo));
	return error_set(err, "no commit '%s' in '%s'%s", revision, folder_of(repo),
			 is_shallow ? " (a shallow clone: git fetch --unshallow brings the rest)" : "");
}

int history_resolve(git_oid *commit, git_repository *repo, const char *revision, struct error *err)
{
	owned(git_object_freep) git_object *object = NULL;
	owned(git_object_freep) git_object *peeled = NULL;
	int code;

	if (!*revision || *revision == '-')
		return error_set(err, "'%s' is not the name of a commit", revision);
	code = git_revparse_single(&object, repo, revision);
	if (code == 0)
		code = git_object_peel(&peeled, object, GIT_OBJECT_COMMIT);
	if (code < 0)
		return say_no_commit(repo, revision, code, err);
	git_oid_cpy(commit, git_object_id(peeled));
	return 0;
}

int history_merge_base(git_oid *base, bool *found, git_repository *repo, const git_oid *a, const git_oid *b,
		       struct error *err)
{
	int code = git_merge_base(base, repo, a, b);

	if (code < 0 && code != GIT_ENOTFOUND)
		return error_git(err, "cannot look for a common ancestor");
	*found = code == 0;
	return 0;
}

/* ---- what a commit touches ---- */

void touched_release(struct touched *touched)
{
	size_t i;

	if (!touched)
		return;
	for (i = 0; i < touched->nr; i++)
		free(touched->v[i].path);
	free(touched->v);
	free(touched->odd);
}

int touched_check(const struct touched *touched, struct error *err)
{
	return touched->odd ? error_set(err, "the path '%s' %s", touched->odd, path_trouble(touched->odd)) : 0;
}

static void touched_add(struct touched *touched, const char *path, const git_tree_entry *old,
			const git_tree_entry *new)
{
	struct touched_path *one;

	touched->v = mem_realloc(touched->v, (touched->nr + 1) * sizeof(*touched->v));
	one = &touched->v[touched->nr++];
	*one = (struct touched_path){ .path = mem_strdup(path) };
	if (old) {
		one->old_mode = git_tree_entry_filemode(old);
		git_oid_cpy(&one->old, git_tree_entry_id(old));
	}
	if (new) {
		one->new_mode = git_tree_entry_filemode(new);
		git_oid_cpy(&one->new, git_tree_entry_id(new));
	}
}

struct comparison {
	struct touched *touched;
	git_repository *repo;
	struct text path;
	unsigned depth;
};

static void comparison_release(struct comparison *comparison)
{
	text_release(&comparison->path);
}

static int compare_trees(struct comparison *comparison, const git_tree *old, const git_tree *new,
			 struct error *err);

static bool is_tree(const git_tree_entry *entry)
{
	return entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE;
}

static int open_tree(git_tree **tree, struct comparison *comparison, const git_tree_entry *entry,
		     struct error *err)
{
	if (is_tree(entry) && git_tree_lookup(tree, comparison->repo, git_tree_entry_id(entry)) < 0)
		return error_git(err, "cannot read the folder '%s'", text_str(&comparison->path));
	return 0;
}

static int compare_below(struct comparison *comparison, const git_tree_entry *old, const git_tree_entry *new,
			 struct error *err)
{
	owned(git_tree_freep) git_tree *old_tree = NULL;
	owned(git_tree_freep) git_tree *new_tree = NULL;
	int compared;

	if (open_tree(&old_tree, comparison, old, err) < 0 || open_tree(&new_tree, comparison, new, err) < 0)
		return -1;
	if (++comparison->depth > MAX_DEPTH)
		return error_set(err, "the folders of the tree are more than %d deep", MAX_DEPTH);
	compared = compare_trees(comparison, old_tree, new_tree, err);
	comparison->depth--;
	return compared;
}

static int compare_safe(struct comparison *comparison, const git_tree_entry *old, const git_tree_entry *new,
			struct error *err)
{
	int compared = is_tree(old) || is_tree(new) ? compare_below(comparison, old, new, err) : 0;

	if ((old && !is_tree(old)) || (new && !is_tree(new)))
		touched_add(comparison->touched, text_str(&comparison->path), is_tree(old) ? NULL : old,
			    is_tree(new) ? NULL : new);
	return compared;
}

/* One name in both trees; either may lack it. A folder that became a file is both gone and come. */
static int compare_entry(struct comparison *comparison, const git_tree_entry *old, const git_tree_entry *new,
			 struct error *err)
{
	const char *name = git_tree_entry_name(old ? old : new);
	size_t len = comparison->path.len;
	int compared = 0;

	if (old && new && git_tree_entry_filemode(old) == git_tree_entry_filemode(new) &&
	    git_oid_equal(git_tree_entry_id(old), git_tree_entry_id(new)))
		return 0;
	text_addf(&comparison->path, "%s%s", len ? "/" : "", name);
	if (path_is_safe(name))
		compared = compare_safe(comparison, old, new, err);
	else if (!comparison->touched->odd)
		comparison->touched->odd = mem_strdup(text_str(&comparison->path));
	comparison->path.len = len;
	comparison->path.data[len] = '\0';
	return compared;
}

static int compare_trees(struct comparison *comparison, const git_tree *old, const git_tree *new,
			 struct error *err)
{
	size_t nr_old = old ? git_tree_entrycount(old) : 0;
	size_t nr_new = new ? git_tree_entrycount(new) : 0;
	size_t i;

	for (i = 0; i < nr_old; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(old, i);
		const git_tree_entry *other =
			new ? git_tree_entry_byname(new, git_tree_entry_name(entry)) : NULL;

		if (compare_entry(comparison, entry, other, err) < 0)
			return -1;
	}
	for (i = 0; i < nr_new; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(new, i);

		if (old && git_tree_entry_byname(old, git_tree_entry_name(entry)))
			continue;
		if (compare_entry(comparison, NULL, entry, err) < 0)
			return -1;
	}
	return 0;
}

static int say_unreadable(git_repository *repo, const git_oid *commit, struct error *err)
{
	if (git_repository_is_shallow(repo) == 1)
		return error_set(err, "the history ends before the commit '%s': '%s' is a shallow clone "
				 "(git fetch --unshallow brings the rest)",
				 git_oid_tostr_s(commit), folder_of(repo));
	return error_git(err, "cannot read the commit '%s'", git_oid_tostr_s(commit));
}

/* The trees of a commit and its first parent; *old stays NULL for a root commit. */
static int trees_of(git_tree **old, git_tree **new, git_repository *repo, const git_oid *id,
		    struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	owned(git_commit_freep) git_commit *parent = NULL;

	if (git_commit_lookup(&commit, repo, id) < 0)
		return say_unreadable(repo, id, err);
	if (git_commit_parentcount(commit) && git_commit_parent(&parent, commit, 0) < 0)
		return say_unreadable(repo, git_commit_parent_id(commit, 0), err);
	if (git_commit_tree(new, commit) < 0 || (parent && git_commit_tree(old, parent) < 0))
		return error_git(err, "cannot read the tree of the commit '%s'", git_oid_tostr_s(id));
	return 0;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct touched_path *)a)->path, ((const struct touched_path *)b)->path);
}

int history_touched(struct touched *touched, git_repository *repo, const git_oid *commit, struct error *err)
{
	owned(touched_release) struct touched found = { 0 };
	owned(comparison_release) struct comparison comparison = { .touched = &found, .repo = repo };
	owned(git_tree_freep) git_tree *old = NULL;
	owned(git_tree_freep) git_tree *new = NULL;

	if (trees_of(&old, &new, repo, commit, err) < 0 || compare_trees(&comparison, old, new, err) < 0)
		return -1;
	if (found.nr)
		qsort(found.v, found.nr, sizeof(*found.v), compare_paths);
	*touched = take(found);
	return 0;
}

int history_blob(struct text *content, git_repository *repo, const git_oid *id, const char *path,
		 struct error *err)
{
	owned(git_blob_freep) git_blob *blob = NULL;
	int found = git_blob_lookup(&blob, repo, id);

	if (found == GIT_ENOTFOUND)
		return error_set(err, "the object %s of '%s' is missing from the repository '%s'",
				 git_oid_tostr_s(id), path, folder_of(repo));
	if (found < 0)
		return error_git(err, "cannot read the object %s of '%s'", git_oid_tostr_s(id), path);
	text_add(content, git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob));
	return 0;
}

/* ---- picks ---- */

void pick_result_release(struct pick_result *result)
{
	if (!result)
		return;
	changes_release(&result->changes);
	strings_release(&result->conflicts);
}

/* One path of a pick. A version that is not there has exists false and no text. */
struct version {
	bool exists;
	struct text text;
};

struct pick {
	const char *path;
	struct version ancestor, ours, theirs;
	struct pick_result *result;
};

static void pick_release(struct pick *pick)
{
	text_release(&pick->ancestor.text);
	text_release(&pick->ours.text);
	text_release(&pick->theirs.text);
}

static bool version_equal(const struct version *a, const struct version *b)
{
	return a->exists == b->exists && text_equal(&a->text, &b->text);
}

/* As git judges it: a NUL in the first 8000 bytes. */
static bool is_binary(const struct text *text)
{
	return memchr(text_str(text), '\0', text->len < 8000 ? text->len : 8000) != NULL;
}

static void conflict(struct pick *pick, const char *what)
{
	strings_addf(&pick->result->conflicts, "%s: %s", pick->path, what);
}

static void picked(struct pick *pick, const struct version *merged)
{
	if (!version_equal(merged, &pick->ours))
		changes_put(&pick->result->changes, pick->path, pick->ours.exists ? &pick->ours.text : NULL,
			    merged->exists ? &merged->text : NULL);
}

static bool is_marker(const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < MARKER_SIZE; i++)
		if (i == len || line[i] != '<')
			return false;
	return true;
}

static unsigned count_markers(const char *merged, size_t len)
{
	const char *at = merged, *line;
	size_t line_len;
	unsigned nr = 0;

	while (text_line(&line, &line_len, &at, merged + len))
		nr += is_marker(line, line_len);
	return nr;
}

/* The first hunk between ours and the merge with markers that adds one says the line in ours. */
static int note_marker(const git_diff_delta *delta, const git_diff_hunk *hunk, const git_diff_line *line,
		       void *payload)
{
	int *first = payload;

	(void)delta;
	if (!*first && line->origin == GIT_DIFF_LINE_ADDITION && is_marker(line->content, line->content_len))
		*first = hunk->old_start + (hunk->old_lines == 0);
	return 0;
}

static int first_conflict(const struct text *ours, const git_merge_file_result *merged)
{
	git_diff_options options = { .version = GIT_DIFF_OPTIONS_VERSION };
	int first = 0;

	options.context_lines = 0;
	options.flags = GIT_DIFF_FORCE_TEXT;
	git_diff_buffers(text_str(ours), ours->len, NULL, merged->ptr, merged->len, NULL, &options, NULL,
			 NULL, NULL, note_marker, &first);
	return first > 0 ? first : 1;
}

static void say_conflicts(struct pick *pick, const git_merge_file_result *merged)
{
	unsigned nr = count_markers(merged->ptr, merged->len);

	strings_addf(&pick->result->conflicts, "%s: %u conflict%s at line %d", pick->path, nr,
		     nr == 1 ? "" : "s, the first", first_conflict(&pick->ours.text, merged));
}

static git_merge_file_input input_of(const struct text *text)
{
	return (git_merge_file_input){
		.version = GIT_MERGE_FILE_INPUT_VERSION,
		.ptr = text_str(text),
		.size = text->len,
	};
}

static void merge_result_release(git_merge_file_result *result)
{
	git_merge_file_result_free(result);
}

static int pick_merge(struct pick *pick, struct error *err)
{
	owned(merge_result_release) git_merge_file_result merged = { 0 };
	owned(text_release) struct text text = { 0 };
	git_merge_file_input ancestor = input_of(&pick->ancestor.text);
	git_merge_file_input ours = input_of(&pick->ours.text);
	git_merge_file_input theirs = input_of(&pick->theirs.text);
	git_merge_file_options options = {
		.version = GIT_MERGE_FILE_OPTIONS_VERSION,
		.marker_size = MARKER_SIZE,
	};

	if (git_merge_file(&merged, &ancestor, &ours, &theirs, &options) < 0)
		return error_git(err, "cannot merge '%s'", pick->path);
	if (!merged.automergeable) {
		say_conflicts(pick, &merged);
		return 0;
	}
	text_add(&text, merged.ptr, merged.len);
	picked(pick, &(struct version){ .exists = true, .text = text });
	return 0;
}

/* Some version is not there. */
static void pick_added_or_removed(struct pick *pick)
{
	if (!pick->theirs.exists)
		conflict(pick, "the commit removes it, but it differs here");
	else if (!pick->ancestor.exists)
		conflict(pick, "the commit adds it, but another one is here");
	else
		conflict(pick, "does not exist here");
}

static int pick_versions(struct pick *pick, struct error *err)
{
	if (version_equal(&pick->ours, &pick->theirs))
		return 0;
	if (version_equal(&pick->ours, &pick->ancestor)) {
		picked(pick, &pick->theirs);
		return 0;
	}
	if (!pick->theirs.exists && !pick->ours.exists)
		return 0;
	if (!pick->ancestor.exists || !pick->ours.exists || !pick->theirs.exists) {
		pick_added_or_removed(pick);
		return 0;
	}
	if (is_binary(&pick->ancestor.text) || is_binary(&pick->ours.text) || is_binary(&pick->theirs.text)) {
		conflict(pick, "binary, and differs here");
		return 0;
	}
	return pick_merge(pick, err);
}

static bool is_file_or_none(uint16_t mode)
{
	return mode == 0 || mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

static int read_version(struct version *version, git_repository *repo, const git_oid *id, uint16_t mode,
			const char *path, struct error *err)
{
	version->exists = mode != 0;
	return mode ? history_blob(&version->text, repo, id, path, err) : 0;
}

static int pick_path(struct pick_result *result, const struct tree *onto, git_repository *repo,
		     const struct touched_path *touched, struct error *err)
{
	owned(pick_release) struct pick pick = { .path = touched->path, .result = result };

	if (!is_file_or_none(touched->old_mode) || !is_file_or_none(touched->new_mode)) {
		conflict(&pick, "a symbolic link or submodule, which is not carried");
		return 0;
	}
	if (!touched->old_mode && touched->new_mode == GIT_FILEMODE_BLOB_EXECUTABLE) {
		conflict(&pick, "it is new and executable, which is not carried");
		return 0;
	}
	if (touched->old_mode && touched->new_mode && touched->old_mode != touched->new_mode) {
		conflict(&pick, "its mode changes, which is not carried");
		return 0;
	}
	if (read_version(&pick.ancestor, repo, &touched->old, touched->old_mode, touched->path, err) < 0 ||
	    read_version(&pick.theirs, repo, &touched->new, touched->new_mode, touched->path, err) < 0 ||
	    tree_read(&pick.ours.text, &pick.ours.exists, onto, touched->path, err) < 0)
		return -1;
	return pick_versions(&pick, err);
}

int history_pick(struct pick_result *result, const struct tree *onto, git_repository *repo,
		 const git_oid *commit, struct error *err)
{
	owned(pick_result_release) struct pick_result merged = { 0 };
	owned(touched_release) struct touched touched = { 0 };
	size_t i;

	if (history_touched(&touched, repo, commit, err) < 0 || touched_check(&touched, err) < 0)
		return -1;
	for (i = 0; i < touched.nr; i++)
		if (pick_path(&merged, onto, repo, &touched.v[i], err) < 0)
			return -1;
	if (merged.conflicts.nr) {
		merged.outcome = PICK_CONFLICT;
		changes_release(&merged.changes);
		merged.changes = (struct changes){ 0 };
	} else {
		merged.outcome = merged.changes.nr ? PICK_CLEAN : PICK_NOTHING;
	}
	*result = take(merged);
	return 0;
}

/* ---- diffs ---- */

static git_diff_options diff_options(void)
{
	return (git_diff_options){
		.version = GIT_DIFF_OPTIONS_VERSION,
		.ignore_submodules = GIT_SUBMODULE_IGNORE_UNSPECIFIED,
		.flags = GIT_DIFF_INDENT_HEURISTIC, /* as git, whose patch ids people compare */
		.context_lines = 3,
		.old_prefix = "a/",
		.new_prefix = "b/",
	};
}

int history_diff(struct text *diff, git_repository *repo, const git_oid *commit, struct error *err)
{
	git_diff_options options = diff_options();
	owned(git_tree_freep) git_tree *old = NULL;
	owned(git_tree_freep) git_tree *new = NULL;
	owned(git_diff_freep) git_diff *between = NULL;
	owned(buf_release) git_buf printed = { 0 };

	if (trees_of(&old, &new, repo, commit, err) < 0)
		return -1;
	if (git_diff_tree_to_tree(&between, repo, old, new, &options) < 0 ||
	    git_diff_to_buf(&printed, between, GIT_DIFF_FORMAT_PATCH) < 0)
		return error_git(err, "cannot make the diff of the commit '%s'", git_oid_tostr_s(commit));
	text_add(diff, printed.ptr, printed.size);
	return 0;
}

/* As libgit2 prints two texts, which are files of the mode 100644 to it. */
static int texts_diff(struct text *diff, const struct change *change, struct error *err)
{
	git_diff_options options = diff_options();
	owned(git_patch_freep) git_patch *patch = NULL;
	owned(buf_release) git_buf printed = { 0 };

	options.flags |= GIT_DIFF_SHOW_BINARY;
	if (git_patch_from_buffers(&patch, change->existed ? text_str(&change->before) : NULL,
				   change->before.len, change->path,
				   change->exists ? text_str(&change->after) : NULL, change->after.len,
				   change->path, &options) < 0 ||
	    git_patch_to_buf(&printed, patch) < 0)
		return error_git(err, "cannot make the diff of '%s'", change->path);
	text_add(diff, printed.ptr, printed.size);
	return 0;
}

static bool begins_with(const char *line, size_t len, const char *start)
{
	return len >= strlen(start) && !memcmp(line, start, strlen(start));
}

static bool mode_changes(const struct change *change)
{
	return change->existed && change->exists && change->before_mode && change->after_mode &&
	       change->before_mode != change->after_mode;
}

/* One line of a diff's head, with the modes that the change says. */
static void add_head_line(struct text *diff, const struct change *change, const char *line, size_t len)
{
	uint16_t mode = change->after_mode ? change->after_mode : change->before_mode;

	if (mode && begins_with(line, len, "new file mode "))
		text_addf(diff, "new file mode %06o\n", mode);
	else if (mode && begins_with(line, len, "deleted file mode "))
		text_addf(diff, "deleted file mode %06o\n", mode);
	else if (mode_changes(change) && begins_with(line, len, "diff --git "))
		text_addf(diff, "%.*s\nold mode %06o\nnew mode %06o\n", (int)len, line, change->before_mode,
			  change->after_mode);
	else if (mode_changes(change) && begins_with(line, len, "index "))
		text_addf(diff, "%.*s\n", (int)strcspn(line + 6, " \n") + 6, line);
	else if (mode && begins_with(line, len, "index ") && line[len - 7] == ' ')
		text_addf(diff, "%.*s %06o\n", (int)len - 7, line, mode);
	else
		text_addf(diff, "%.*s\n", (int)len, line);
}

/* The head ends where the texts begin. */
static void add_with_modes(struct text *diff, const struct change *change, const struct text *printed)
{
	const char *at = text_str(printed), *end = at + printed->len, *line = at;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (begins_with(line, len, "--- ") || begins_with(line, len, "GIT binary patch"))
			break;
		add_head_line(diff, change, line, len);
		line = at;
	}
	text_add(diff, line, (size_t)(end - line));
}

/* Only the mode is another: libgit2 prints nothing of two texts that are the same. */
static int mode_diff(struct text *diff, const struct change *change, struct error *err)
{
	char other[] = "x";
	const struct change any = {
		.path = change->path, .existed = true, .exists = true, .after = { .data = other, .len = 1 },
	};
	owned(text_release) struct text printed = { 0 };
	const char *at, *line;
	size_t len;

	if (texts_diff(&printed, &any, err) < 0)
		return -1;
	at = text_str(&printed);
	if (text_line(&line, &len, &at, at + printed.len))
		add_head_line(diff, change, line, len);
	return 0;
}

static int change_diff(struct text *diff, const struct change *change, struct error *err)
{
	owned(text_release) struct text printed = { 0 };
	bool is_same = change->existed && change->exists && text_equal(&change->before, &change->after);

	if (is_same)
		return mode_changes(change) ? mode_diff(diff, change, err) : 0;
	if (texts_diff(&printed, change, err) < 0)
		return -1;
	add_with_modes(diff, change, &printed);
	return 0;
}

/* A file that becomes a link, or the other way round, goes and comes, as git has it. */
static int change_of_kind_diff(struct text *diff, const struct change *change, struct error *err)
{
	struct change goes = *change, comes = *change;

	goes.exists = comes.existed = false;
	goes.after_mode = comes.before_mode = 0;
	goes.after = comes.before = (struct text){ 0 };
	return change_diff(diff, &goes, err) < 0 || change_diff(diff, &comes, err) < 0 ? -1 : 0;
}

static bool kind_changes(const struct change *change)
{
	return mode_changes(change) && (change->before_mode == GIT_FILEMODE_LINK) != (change->after_mode == GIT_FILEMODE_LINK);
}

static int compare_changes(const void *a, const void *b)
{
	return strcmp((*(const struct change *const *)a)->path, (*(const struct change *const *)b)->path);
}

static void free_array(const struct change ***array)
{
	free(*array);
}

int changes_diff(struct text *diff, const struct changes *changes, struct error *err)
{
	owned(free_array) const struct change **sorted = mem_alloc((changes->nr + 1) * sizeof(*sorted));
	owned(text_release) struct text made = { 0 };
	size_t i;

	for (i = 0; i < changes->nr; i++)
		sorted[i] = &changes->v[i];
	qsort(sorted, changes->nr, sizeof(*sorted), compare_changes);
	for (i = 0; i < changes->nr; i++)
		if ((kind_changes(sorted[i]) ? change_of_kind_diff : change_diff)(&made, sorted[i], err) < 0)
			return -1;
	text_add(diff, made.data, made.len);
	return 0;
}
