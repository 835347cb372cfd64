// SPDX-License-Identifier: GPL-2.0-only
/*
 * Laying out, each time the same way, so that what a killed run left half done is simply done again:
 *
 *	1. the files that link the work tree, if they are not there;
 *	2. its index is brought to the commit's tree, entry by entry; whatever was unmerged or staged goes;
 *	3. the step's paths are put over it, also those in conflict, with their text of markers as a blob;
 *	4. the folders of these paths, and the files of those above them (that is a cone of git-sparse-checkout(1)), stop
 *	   being skipped; files of the user's that are in the way of what is to be written end it here;
 *	5. what is gone is removed; the index is written, so that a run which does it again knows for ours what comes next;
 *	   libgit2's checkout writes all else that changed;
 *	6. the paths in conflict get their three sides for stages, and index and HEAD are written.
 *
 * A path in conflict is checked out as a blob since nothing else writes files of the work tree: one way, and safe.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../files.h"
#include "../history.h"
#include "work-tree.h"

OWNED_POINTER(git_index_conflict_iterator, git_index_conflict_iterator_free);
OWNED_POINTER(git_status_list, git_status_list_free);
OWNED_POINTER(git_worktree, git_worktree_free);

/* While it is laid out. */
struct layout {
	const struct work_tree *tree;
	git_repository *repo;           /* the work tree as one */
	git_index *index;
	git_index *before;              /* as it is on disk: what of the files there git knows */
	struct strings cone;            /* folders whose files are there: "", "fs", "fs/nfsd" */
	struct strings changed;         /* paths to be checked out, or removed */
};

static void layout_release(struct layout *layout)
{
	git_index_free(layout->index);
	git_index_free(layout->before);
	git_repository_free(layout->repo);
	strings_release(&layout->cone);
	strings_release(&layout->changed);
}

/* ---- what links it ---- */

static void name_link(struct text *path, const struct work_tree *tree, const char *file)
{
	text_addf(path, "%sworktrees/%s%s", git_repository_commondir(tree->repo), tree->name, file);
}

static int write_file(const char *path, struct text *content, struct error *err)
{
	return file_exists(path) ? 0 : file_write(path, text_str(content), content->len, err);
}

static int write_head(const struct work_tree *tree, const git_oid *commit, struct error *err)
{
	owned(text_release) struct text path = { 0 }, line = { 0 };

	name_link(&path, tree, "/HEAD");
	text_addf(&line, "%s\n", git_oid_tostr_s(commit));
	return file_write(text_str(&path), text_str(&line), line.len, err);
}

static bool is_same_folder(const char *one, const char *other)
{
	struct stat a, b;

	return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/*
 * That the folder is the work tree which is linked under this name: there may be another apply's, or one that the user
 * was left with. git may have written its file anew (worktree repair), so it is asked where that leads.
 */
static bool is_ours(const struct work_tree *tree)
{
	static const char key[] = "gitdir: ";
	owned(text_release) struct text dot_git = { 0 }, content = { 0 }, link = { 0 }, there = { 0 };
	const char *path;

	text_addf(&dot_git, "%s/.git", tree->folder);
	if (!file_exists(text_str(&dot_git)) || file_is_folder(text_str(&dot_git)) ||
	    file_read(&content, text_str(&dot_git), NULL) < 0 || strncmp(text_str(&content), key, strlen(key)))
		return false;
	if (content.data[content.len - 1] == '\n')
		content.data[--content.len] = '\0';
	path = text_str(&content) + strlen(key);
	name_link(&link, tree, "");
	text_addf(&there, "%s%s%s", *path == '/' ? "" : tree->folder, *path == '/' ? "" : "/", path);
	return !strcmp(path, text_str(&link)) || is_same_folder(text_str(&there), text_str(&link));
}

/* A folder that somebody else made is not taken. */
static int make_folder(const struct work_tree *tree, struct error *err)
{
	owned(text_release) struct text begun = { 0 };
	owned(strings_release) struct strings names = { 0 };

	if (file_make_folders(tree->folder, err) < 0)
		return -1;
	if (is_ours(tree))
		return 0;
	text_addf(&begun, "%s/.git" FILE_BESIDE, tree->folder);
	unlink(text_str(&begun)); /* there if a run was killed as it wrote the first file */
	if (file_list(&names, tree->folder, err) < 0)
		return -1;
	return names.nr ? error_set(err, "'%s' is there already, and no work tree of ours", tree->folder) : 0;
}

static int link_folder(const struct work_tree *tree, const git_oid *commit, struct error *err)
{
	owned(text_release) struct text common = { 0 }, gitdir = { 0 }, head = { 0 }, dot_git = { 0 }, here = { 0 };
	owned(text_release) struct text up = { 0 }, back = { 0 }, there = { 0 };

	name_link(&common, tree, "/commondir");
	name_link(&gitdir, tree, "/gitdir");
	name_link(&head, tree, "/HEAD");
	name_link(&here, tree, "");
	text_addf(&dot_git, "%s/.git", tree->folder);
	text_adds(&up, "../..\n");
	text_addf(&back, "%s/.git\n", tree->folder);
	text_addf(&there, "gitdir: %s\n", text_str(&here));
	if (make_folder(tree, err) < 0 ||
	    (!file_exists(text_str(&head)) && write_head(tree, commit, err) < 0) ||
	    write_file(text_str(&common), &up, err) < 0 ||
	    write_file(text_str(&gitdir), &back, err) < 0)
		return -1;
	return write_file(text_str(&dot_git), &there, err);
}

static int open_layout(struct layout *layout, const struct work_tree *tree, struct error *err)
{
	layout->tree = tree;
	if (git_repository_open_ext(&layout->repo, tree->folder, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) < 0 ||
	    git_repository_index(&layout->index, layout->repo) < 0 ||
	    git_index_open(&layout->before, git_index_path(layout->index)) < 0)
		return error_git(err, "cannot open the work tree '%s' (is its index split, or sparse?)", tree->folder);
	return 0;
}

/* ---- the index ---- */

static size_t length_of_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

/* The folder of a path, and all above it. */
static void widen_cone(struct strings *cone, const char *path)
{
	owned(text_release) struct text folder = { 0 };
	size_t len;

	text_adds(&folder, path);
	do {
		len = length_of_folder(text_str(&folder));
		text_clear(&folder);
		text_add(&folder, path, len);
		if (!strings_has(cone, text_str(&folder)))
			strings_add(cone, text_str(&folder));
	} while (len);
}

static bool is_in_cone(const struct layout *layout, const char *path)
{
	size_t len = length_of_folder(path), i;

	for (i = 0; i < layout->cone.nr; i++)
		if (strlen(layout->cone.v[i]) == len && !strncmp(layout->cone.v[i], path, len))
			return true;
	return false;
}

/* That git knows the file, and has not left it out: what is there under such a path is not the user's alone. */
static bool is_tracked(const struct layout *layout, const char *path)
{
	const git_index_entry *entry = git_index_get_bypath(layout->before, path, 0);

	if (entry)
		return !(entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE);
	return git_index_find(NULL, layout->before, path) == 0; /* unmerged */
}

static int add_entry(struct layout *layout, const char *path, const git_oid *id, uint32_t mode, uint16_t flags,
		     struct error *err)
{
	const git_index_entry entry = { .path = path, .id = *id, .mode = mode, .flags_extended = flags };

	if (git_index_add(layout->index, &entry) < 0)
		return error_git(err, "cannot put '%s' in the index of '%s'", path, layout->tree->folder);
	return 0;
}

/* At first everything is skipped. */
static int fill_index(struct layout *layout, const git_tree *tree, struct error *err)
{
	size_t i;

	if (git_index_read_tree(layout->index, tree) < 0)
		return error_git(err, "cannot read a tree into the index of '%s'", layout->tree->folder);
	for (i = 0; i < git_index_entrycount(layout->index); i++) {
		const git_index_entry *entry = git_index_get_byindex(layout->index, i);

		if (add_entry(layout, entry->path, &entry->id, entry->mode, GIT_INDEX_ENTRY_SKIP_WORKTREE, err) < 0)
			return -1;
	}
	return 0;
}

static int forget_conflicts(struct layout *layout, struct error *err)
{
	if (git_index_has_conflicts(layout->index) && git_index_conflict_cleanup(layout->index) < 0)
		return error_git(err, "cannot write the index of '%s'", layout->tree->folder);
	return 0;
}

static int bring_entry(struct layout *layout, const git_diff_delta *delta, struct error *err)
{
	const git_diff_file *wanted = &delta->old_file;
	bool is_shown = is_in_cone(layout, wanted->path) || is_tracked(layout, wanted->path);

	if (is_shown)
		strings_add(&layout->changed, wanted->path);
	if (delta->status == GIT_DELTA_ADDED) /* in the index only */
		return git_index_remove(layout->index, wanted->path, 0) < 0 ?
			       error_git(err, "cannot take '%s' out of the index", wanted->path) : 0;
	return add_entry(layout, wanted->path, &wanted->id, wanted->mode,
			 is_shown ? 0 : GIT_INDEX_ENTRY_SKIP_WORKTREE, err);
}

static int bring_index(struct layout *layout, const git_tree *tree, struct error *err)
{
	owned(git_diff_freep) git_diff *diff = NULL;
	size_t i;

	if (!git_index_entrycount(layout->index))
		return fill_index(layout, tree, err);
	if (forget_conflicts(layout, err) < 0)
		return -1;
	if (git_diff_tree_to_index(&diff, layout->repo, (git_tree *)tree, layout->index, NULL) < 0)
		return error_git(err, "cannot compare the index of '%s'", layout->tree->folder);
	for (i = 0; i < git_diff_num_deltas(diff); i++)
		if (bring_entry(layout, git_diff_get_delta(diff, i), err) < 0)
			return -1;
	return 0;
}

/* What a killed run was to write has no times of a file in the index. */
static bool is_unwritten(const git_index_entry *entry)
{
	return !(entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) && !entry->mtime.seconds;
}

/* What was skipped and is in the cone now. */
static int show_cone(struct layout *layout, struct error *err)
{
	size_t i;

	for (i = 0; i < git_index_entrycount(layout->index); i++) {
		const git_index_entry *entry = git_index_get_byindex(layout->index, i);

		if (is_unwritten(entry))
			strings_add(&layout->changed, entry->path);
		if (!(entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) || !is_in_cone(layout, entry->path))
			continue;
		strings_add(&layout->changed, entry->path);
		if (add_entry(layout, entry->path, &entry->id, entry->mode, 0, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- the step's paths ---- */

static int put_path(struct layout *layout, const struct work_path *path, struct error *err)
{
	git_oid id;

	strings_add(&layout->changed, path->path);
	if (!path->exists)
		return git_index_remove_bypath(layout->index, path->path) < 0 ?
			       error_git(err, "cannot take '%s' out of the index", path->path) : 0;
	if (git_blob_create_from_buffer(&id, layout->repo, text_str(path->content), path->content->len) < 0)
		return error_git(err, "cannot write '%s'", path->path);
	return add_entry(layout, path->path, &id, path->mode, 0, err);
}

static int say_link(const char *path, struct error *err)
{
	return error_set(err, "'%s' is a symbolic link: nothing is written through it", path);
}

/* libgit2 1.5 does follow a link in the place of a folder when it is given paths. */
static int check_folders(const struct layout *layout, const char *path, struct error *err)
{
	owned(text_release) struct text folder = { 0 };
	const char *slash;
	struct stat status;

	for (slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		text_clear(&folder);
		text_addf(&folder, "%s/%.*s", layout->tree->folder, (int)(slash - path), path);
		if (lstat(text_str(&folder), &status) == 0 && S_ISLNK(status.st_mode))
			return say_link(text_str(&folder), err);
	}
	return 0;
}

/* A folder that became empty goes too, as git has it. */
static int remove_path(const struct layout *layout, const char *path, struct error *err)
{
	owned(text_release) struct text file = { 0 };
	size_t len;

	if (check_folders(layout, path, err) < 0)
		return -1;
	text_addf(&file, "%s/%s", layout->tree->folder, path);
	if (unlink(text_str(&file)) < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : error_sys(err, "cannot remove '%s'", text_str(&file));
	for (len = length_of_folder(path); len; len = length_of_folder(text_str(&file) + strlen(layout->tree->folder) + 1)) {
		text_clear(&file);
		text_addf(&file, "%s/%.*s", layout->tree->folder, (int)len, path);
		if (rmdir(text_str(&file)) < 0)
			break;
	}
	return 0;
}

static bool is_wanted(const struct layout *layout, const char *path)
{
	return git_index_get_bypath(layout->index, path, 0) != NULL;
}

/*
 * A file that git does not know is where one is to be written, or a folder that one goes into. A link that git knows and that
 * is in the way of a folder goes with the rest.
 */
static int check_users_file(const struct layout *layout, const char *path, size_t len, struct error *err)
{
	owned(text_release) struct text prefix = { 0 }, file = { 0 };
	struct stat status;

	text_add(&prefix, path, len);
	text_addf(&file, "%s/%s", layout->tree->folder, text_str(&prefix));
	if (lstat(text_str(&file), &status) < 0 || S_ISDIR(status.st_mode) || is_tracked(layout, text_str(&prefix)))
		return 0;
	if (path[len] && S_ISLNK(status.st_mode))
		return say_link(text_str(&file), err);
	return error_set(err, "'%s' is a file of yours, and in the way of this commit: move it away", text_str(&file));
}

static int check_users_files(const struct layout *layout, struct error *err)
{
	const struct strings *changed = &layout->changed;
	size_t i;

	for (i = 0; i < changed->nr; i++) {
		const char *path = changed->v[i], *slash;

		if (!is_wanted(layout, path))
			continue;
		for (slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
			if (check_users_file(layout, path, (size_t)(slash - path), err) < 0)
				return -1;
		if (check_users_file(layout, path, strlen(path), err) < 0)
			return -1;
	}
	return 0;
}

/* What is gone first: a file or a link may be in the way of a folder. What git does not know is the user's. */
static int make_way(const struct layout *layout, struct error *err)
{
	const struct strings *changed = &layout->changed;
	size_t i;

	for (i = 0; i < changed->nr; i++)
		if (!is_wanted(layout, changed->v[i]) && is_tracked(layout, changed->v[i]) &&
		    remove_path(layout, changed->v[i], err) < 0)
			return -1;
	for (i = 0; i < changed->nr; i++)
		if (check_folders(layout, changed->v[i], err) < 0)
			return -1;
	return 0;
}

static int write_index(struct layout *layout, struct error *err)
{
	return git_index_write(layout->index) < 0 ?
		       error_git(err, "cannot write the index of '%s'", layout->tree->folder) : 0;
}

static int check_out(struct layout *layout, struct error *err)
{
	git_checkout_options options = { .version = GIT_CHECKOUT_OPTIONS_VERSION };

	strings_sort_unique(&layout->changed);
	options.checkout_strategy = GIT_CHECKOUT_FORCE | GIT_CHECKOUT_DISABLE_PATHSPEC_MATCH;
	options.paths = (git_strarray){ layout->changed.v, layout->changed.nr };
	if (!layout->changed.nr)
		return 0;
	if (check_users_files(layout, err) < 0 || make_way(layout, err) < 0 || write_index(layout, err) < 0)
		return -1;
	if (git_checkout_index(layout->repo, layout->index, &options) < 0)
		return error_git(err, "cannot write the work tree '%s'", layout->tree->folder);
	return 0;
}

static const git_index_entry *side_entry(git_index_entry *entry, const struct work_path *path, unsigned side)
{
	*entry = (git_index_entry){ .path = path->path, .id = path->sides[side].id, .mode = path->sides[side].mode };
	return path->sides[side].mode ? entry : NULL;
}

static int unmerge(struct layout *layout, const struct work_path *path, struct error *err)
{
	git_index_entry sides[3];

	if (git_index_conflict_add(layout->index, side_entry(&sides[0], path, 0), side_entry(&sides[1], path, 1),
				   side_entry(&sides[2], path, 2)) < 0)
		return error_git(err, "cannot say in the index that '%s' is in conflict", path->path);
	return 0;
}

static int put_paths(struct layout *layout, const struct work_path *paths, size_t nr, struct error *err)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (put_path(layout, &paths[i], err) < 0)
			return -1;
	if (show_cone(layout, err) < 0 || check_out(layout, err) < 0)
		return -1;
	for (i = 0; i < nr; i++)
		if (paths[i].in_conflict && unmerge(layout, &paths[i], err) < 0)
			return -1;
	return write_index(layout, err);
}

static int read_tree(git_tree **tree, git_repository *repo, const git_oid *id, struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;

	if (git_commit_lookup(&commit, repo, id) < 0 || git_commit_tree(tree, commit) < 0)
		return error_git(err, "cannot read the tree of '%s'", git_oid_tostr_s(id));
	return 0;
}

int work_tree_lay_out(const struct work_tree *tree, const git_oid *commit, const struct work_path *paths, size_t nr,
		      struct error *err)
{
	owned(layout_release) struct layout layout = { 0 };
	owned(git_tree_freep) git_tree *content = NULL;
	size_t i;

	for (i = 0; i < nr; i++)
		widen_cone(&layout.cone, paths[i].path);
	if (link_folder(tree, commit, err) < 0 || open_layout(&layout, tree, err) < 0 ||
	    read_tree(&content, layout.repo, commit, err) < 0 ||
	    bring_index(&layout, content, err) < 0 || put_paths(&layout, paths, nr, err) < 0)
		return -1;
	return write_head(tree, commit, err);
}

/* ---- what the user made of it ---- */

static int find_unmerged(struct strings *troubles, struct layout *layout, struct error *err)
{
	owned(git_index_conflict_iterator_freep) git_index_conflict_iterator *conflicts = NULL;
	const git_index_entry *base, *ours, *theirs;
	int code;

	if (git_index_conflict_iterator_new(&conflicts, layout->index) < 0)
		return error_git(err, "cannot read the index of '%s'", layout->tree->folder);
	while ((code = git_index_conflict_next(&base, &ours, &theirs, conflicts)) == 0) {
		const git_index_entry *side = ours ? ours : theirs ? theirs : base;

		strings_addf(troubles, "'%s' is in conflict still: edit it, then 'git add' or 'git rm' it", side->path);
	}
	return code == GIT_ITEROVER ? 0 : error_git(err, "cannot read the index of '%s'", layout->tree->folder);
}

/* A file that is not there because it is skipped is as the index has it. */
static bool is_skipped(const struct layout *layout, const git_diff_delta *delta)
{
	const git_index_entry *entry = git_index_get_bypath(layout->index, delta->old_file.path, 0);

	return delta->status == GIT_DELTA_DELETED && entry &&
	       (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE);
}

static int find_unstaged(struct strings *troubles, struct layout *layout, struct error *err)
{
	owned(git_diff_freep) git_diff *diff = NULL;
	size_t i;

	if (git_diff_index_to_workdir(&diff, layout->repo, layout->index, NULL) < 0)
		return error_git(err, "cannot compare the work tree '%s'", layout->tree->folder);
	for (i = 0; i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);

		if (delta->status != GIT_DELTA_CONFLICTED && !is_skipped(layout, delta))
			strings_addf(troubles, "'%s' has changes that are not staged: 'git add' it, or 'git restore' it",
				     delta->new_file.path);
	}
	return 0;
}

static bool begins_with_one(const char *line, size_t len, const char *const *marks, size_t nr_marks)
{
	size_t i;

	for (i = 0; i < nr_marks; i++)
		if (len >= strlen(marks[i]) && !memcmp(line, marks[i], strlen(marks[i])))
			return true;
	return false;
}

/* The first line of a text that is a marker; 0: none. */
static unsigned find_mark(const struct text *content, const char *const *marks, size_t nr_marks)
{
	const char *at = text_str(content), *end = at + content->len, *line;
	unsigned nr = 0;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		nr++;
		if (begins_with_one(line, len, marks, nr_marks))
			return nr;
	}
	return 0;
}

static int find_marks(struct strings *troubles, struct layout *layout, const char *const *marks, size_t nr_marks,
		      struct error *err)
{
	owned(git_tree_freep) git_tree *head = NULL;
	owned(git_diff_freep) git_diff *diff = NULL;
	git_oid id;
	size_t i;

	if (git_reference_name_to_id(&id, layout->repo, "HEAD") < 0)
		return error_git(err, "cannot read HEAD of '%s'", layout->tree->folder);
	if (read_tree(&head, layout->repo, &id, err) < 0)
		return -1;
	if (git_diff_tree_to_index(&diff, layout->repo, head, layout->index, NULL) < 0)
		return error_git(err, "cannot compare the index of '%s'", layout->tree->folder);
	for (i = 0; i < git_diff_num_deltas(diff); i++) {
		const git_diff_file *file = &git_diff_get_delta(diff, i)->new_file;
		owned(text_release) struct text content = { 0 };
		unsigned line;

		if (git_diff_get_delta(diff, i)->status == GIT_DELTA_DELETED || file->mode == GIT_FILEMODE_COMMIT)
			continue;
		if (history_blob(&content, layout->repo, &file->id, file->path, err) < 0)
			return -1;
		line = find_mark(&content, marks, nr_marks);
		if (line)
			strings_addf(troubles, "'%s' has a conflict marker still, in line %u", file->path, line);
	}
	return 0;
}

int work_tree_take(git_oid *made, struct strings *troubles, const struct work_tree *tree, const char *const *marks,
		   size_t nr_marks, struct error *err)
{
	owned(layout_release) struct layout layout = { 0 };

	if (open_layout(&layout, tree, err) < 0 || find_unmerged(troubles, &layout, err) < 0 ||
	    find_unstaged(troubles, &layout, err) < 0)
		return -1;
	if (!troubles->nr && find_marks(troubles, &layout, marks, nr_marks, err) < 0)
		return -1;
	if (troubles->nr)
		return 0;
	if (git_index_write_tree_to(made, layout.index, tree->repo) < 0)
		return error_git(err, "cannot write what '%s' has as a tree", tree->folder);
	return 0;
}

bool work_tree_is_linked(const struct work_tree *tree)
{
	owned(text_release) struct text link = { 0 };

	name_link(&link, tree, "");
	return file_exists(text_str(&link));
}

bool work_tree_is_left(struct text *folder, const struct work_tree *tree)
{
	owned(git_worktree_freep) git_worktree *linked = NULL;

	if (git_worktree_lookup(&linked, tree->repo, tree->name) < 0 || git_worktree_validate(linked) < 0)
		return false;
	text_adds(folder, git_worktree_path(linked));
	return true;
}

void work_tree_unlock(const struct work_tree *tree)
{
	owned(text_release) struct text lock = { 0 };

	name_link(&lock, tree, "/index.lock");
	unlink(text_str(&lock)); /* mostly there is none */
}

int work_tree_head(git_oid *head, bool *exists, const struct work_tree *tree, struct error *err)
{
	owned(layout_release) struct layout layout = { 0 };

	*exists = is_ours(tree);
	if (!*exists)
		return 0;
	if (open_layout(&layout, tree, err) < 0)
		return -1;
	if (git_reference_name_to_id(head, layout.repo, "HEAD") < 0)
		return error_git(err, "cannot read HEAD of '%s'", tree->folder);
	return 0;
}

/* ---- taking it away ---- */

/*
 * Files that git does not know and is not told to ignore: nobody else has them. An index that libgit2 cannot read (split,
 * sparse) does not say: then there may be some.
 */
static int has_files_of_the_user(bool *has, const struct work_tree *tree, struct error *err)
{
	owned(layout_release) struct layout layout = { 0 };
	owned(git_status_list_freep) git_status_list *list = NULL;
	git_status_options options = { .version = GIT_STATUS_OPTIONS_VERSION };
	size_t i;

	options.show = GIT_STATUS_SHOW_WORKDIR_ONLY;
	options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED;
	*has = open_layout(&layout, tree, NULL) < 0;
	if (*has)
		return 0;
	if (git_status_list_new(&list, layout.repo, &options) < 0)
		return error_git(err, "cannot look at the work tree '%s'", tree->folder);
	for (i = 0; i < git_status_list_entrycount(list) && !*has; i++)
		*has = git_status_byindex(list, i)->status & GIT_STATUS_WT_NEW;
	return 0;
}

/* The file that makes it a work tree goes last, so that one that was removed in part is still known for one. */
static int remove_folder(const struct work_tree *tree, struct error *err)
{
	owned(strings_release) struct strings names = { 0 };
	size_t i;

	if (file_list(&names, tree->folder, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++) {
		owned(text_release) struct text path = { 0 };

		text_addf(&path, "%s/%s", tree->folder, names.v[i]);
		if (strcmp(names.v[i], ".git") && file_remove_tree(text_str(&path), err) < 0)
			return -1;
	}
	return file_remove_tree(tree->folder, err);
}

static int remove_link(const struct work_tree *tree, struct error *err)
{
	owned(text_release) struct text link = { 0 }, links = { 0 };

	name_link(&link, tree, "");
	text_addf(&links, "%sworktrees", git_repository_commondir(tree->repo));
	if (file_remove_tree(text_str(&link), err) < 0)
		return -1;
	rmdir(text_str(&links)); /* if it was the only one, as git does */
	return 0;
}

int work_tree_remove(bool *kept, const struct work_tree *tree, struct error *err)
{
	owned(text_release) struct text index = { 0 };
	bool is_there = is_ours(tree);

	*kept = false;
	name_link(&index, tree, "/index");
	/* Without an index it was never laid out whole, and nobody was sent there. */
	if (is_there && file_exists(text_str(&index)) && has_files_of_the_user(kept, tree, err) < 0)
		return -1;
	if (*kept)
		return 0;
	if (is_there && remove_folder(tree, err) < 0)
		return -1;
	rmdir(tree->folder); /* of a run that was killed right then; if it is empty */
	return remove_link(tree, err);
}
