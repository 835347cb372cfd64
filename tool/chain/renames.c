// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a file was called before.
 *
 * The trees of the parent and of the commit are compared for files that only the parent has; folders that are the
 * same are not read (libgit2 1.5 reads them all: 2,000 in the kernel). Among these files, as git does it, the same
 * content comes first; then the only one of the same name, if three quarters are the same; then the most similar, if
 * half is. The search is for one file, so it does not matter what else may have come from the same.
 *
 * Example: 10 of 50 lines changed and "drivers/staging/x/y.c" moved to "drivers/net/x/y.c" is the second case.
 */
#include <stdlib.h>

#include "../history.h"
#include "renames.h"

/* git's default of "-M", and halfway from there to all. */
#define SIMILAR (BLOBS_SAME / 2)
#define SIMILAR_WITH_NAME (BLOBS_SAME / 4 * 3)
/*
 * A commit that moves a folder takes away hundreds of files: those with the most similar paths are compared. (git 2.49
 * has one that renamed 919 from "X.txt" to "X.adoc", and most of them changed a line.)
 */
#define MAX_COMPARED 100
/* Deeper than any tree that people make; each level is a call. */
#define MAX_DEPTH 64

struct removed_file {
	const char *path;
	git_oid id;
};

struct removed_files {
	struct arena arena;
	struct removed_file *v;
	size_t nr;
};

static void removed_files_release(struct removed_files *removed)
{
	arena_release(&removed->arena);
}

/* ---- files that only the parent has ---- */

struct comparison {
	git_repository *repo;
	struct removed_files *removed;
	struct text path;       /* of the folder: "fs/nfsd/" */
	unsigned depth;
};

static void comparison_release(struct comparison *comparison)
{
	text_release(&comparison->path);
}

static bool is_tree(const git_tree_entry *entry)
{
	return entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE;
}

static bool is_file(const git_tree_entry *entry)
{
	return entry && git_tree_entry_type(entry) == GIT_OBJECT_BLOB &&
	       git_tree_entry_filemode(entry) != GIT_FILEMODE_LINK;
}

static int open_tree(git_tree **tree, git_repository *repo, const git_oid *id, struct error *err)
{
	if (git_tree_lookup(tree, repo, id) < 0)
		return error_git(err, "cannot read the folder %s", git_oid_tostr_s(id));
	return 0;
}

static int compare_trees(struct comparison *comparison, const git_oid *old_id, const git_oid *new_id,
			 struct error *err);

/* new is NULL if the commit has nothing of the name. */
static int compare_entry(struct comparison *comparison, const git_tree_entry *old, const git_tree_entry *new,
			 struct error *err)
{
	struct arena *arena = &comparison->removed->arena;
	size_t len = comparison->path.len;
	int compared = 0;

	text_adds(&comparison->path, git_tree_entry_name(old));
	if (is_file(old) && !is_file(new)) {
		struct removed_file *file = arena_push(arena, comparison->removed->v, comparison->removed->nr);

		file->path = arena_strdup(arena, text_str(&comparison->path));
		file->id = *git_tree_entry_id(old);
	} else if (is_tree(old)) {
		text_addc(&comparison->path, '/');
		compared = compare_trees(comparison, git_tree_entry_id(old),
					 is_tree(new) ? git_tree_entry_id(new) : NULL, err);
	}
	comparison->path.len = len;
	return compared;
}

static int compare_trees(struct comparison *comparison, const git_oid *old_id, const git_oid *new_id,
			 struct error *err)
{
	owned(git_tree_freep) git_tree *old = NULL;
	owned(git_tree_freep) git_tree *new = NULL;
	size_t i;

	if (comparison->depth >= MAX_DEPTH)
		return error_set(err, "the folders of a tree are more than %d deep", MAX_DEPTH);
	if (open_tree(&old, comparison->repo, old_id, err) < 0 ||
	    (new_id && open_tree(&new, comparison->repo, new_id, err) < 0))
		return -1;
	comparison->depth++;
	for (i = 0; i < git_tree_entrycount(old); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(old, i);
		const git_tree_entry *other = new ? git_tree_entry_byname(new, git_tree_entry_name(entry)) : NULL;

		if (other && git_oid_equal(git_tree_entry_id(entry), git_tree_entry_id(other)))
			continue;
		if (compare_entry(comparison, entry, other, err) < 0)
			return -1;
	}
	comparison->depth--;
	return 0;
}

static int list_removed(struct removed_files *removed, struct commits *commits, uint32_t parent, uint32_t commit,
			struct error *err)
{
	git_oid old = commits_facts(commits, parent)->tree, new = commits_facts(commits, commit)->tree;
	owned(comparison_release) struct comparison comparison = {
		.repo = commits_repository(commits), .removed = removed
	};

	return compare_trees(&comparison, &old, &new, err);
}

/* ---- which of them it is ---- */

struct search {
	struct blobs *blobs;
	const struct removed_files *removed;
	const char *path;       /* that is new, with its content */
	const git_oid *id;
	const struct removed_file *best;
	unsigned best_similarity;
	size_t nr_compared;
};

static bool has_same_name(const char *a, const char *b)
{
	const char *a_slash = strrchr(a, '/'), *b_slash = strrchr(b, '/');

	return !strcmp(a_slash ? a_slash + 1 : a, b_slash ? b_slash + 1 : b);
}

static const struct removed_file *find_identical(const struct search *search)
{
	const struct removed_file *found = NULL;
	size_t i;

	for (i = 0; i < search->removed->nr; i++) {
		const struct removed_file *file = &search->removed->v[i];

		if (!git_oid_equal(&file->id, search->id))
			continue;
		if (has_same_name(file->path, search->path))
			return file;
		found = found ? found : file;
	}
	return found;
}

static int compare_removed(struct search *search, bool same_name, struct error *err)
{
	unsigned similarity;
	size_t i;

	for (i = 0; i < search->removed->nr && search->nr_compared < MAX_COMPARED; i++) {
		const struct removed_file *file = &search->removed->v[i];

		if (has_same_name(file->path, search->path) != same_name)
			continue;
		if (blobs_similarity(&similarity, search->blobs, &file->id, search->id, file->path, err) < 0)
			return -1;
		search->nr_compared++;
		if (similarity >= SIMILAR && similarity > search->best_similarity) {
			search->best = file;
			search->best_similarity = similarity;
		}
	}
	return 0;
}

/* How many bytes two paths have in common at both ends. */
static size_t common_ends(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b), max = a_len < b_len ? a_len : b_len, head = 0, tail = 0;

	while (head < max && a[head] == b[head])
		head++;
	while (tail < max - head && a[a_len - 1 - tail] == b[b_len - 1 - tail])
		tail++;
	return head + tail;
}

static int compare_paths(const void *a, const void *b, void *path)
{
	const struct removed_file *one = a, *other = b;
	size_t one_common = common_ends(one->path, path), other_common = common_ends(other->path, path);

	if (one_common != other_common)
		return one_common > other_common ? -1 : 1;
	return strcmp(one->path, other->path);
}

static int find_similar(struct search *search, struct error *err)
{
	if (search->removed->nr > MAX_COMPARED)
		qsort_r(search->removed->v, search->removed->nr, sizeof(*search->removed->v), compare_paths,
			(void *)search->path);
	if (compare_removed(search, true, err) < 0)
		return -1;
	if (search->nr_compared == 1 && search->best_similarity >= SIMILAR_WITH_NAME)
		return 0;
	return compare_removed(search, false, err);
}

int renames_find(struct renamed_file *renamed, struct commits *commits, struct blobs *blobs, uint32_t parent,
		 uint32_t commit, const struct commits_path *path, const git_oid *id, struct error *err)
{
	owned(removed_files_release) struct removed_files removed = { 0 };
	struct search search = {
		.blobs = blobs, .removed = &removed, .path = commits_path_name(path), .id = id
	};

	*renamed = (struct renamed_file){ 0 };
	if (list_removed(&removed, commits, parent, commit, err) < 0)
		return -1;
	search.best = find_identical(&search);
	if (!search.best && find_similar(&search, err) < 0)
		return -1;
	if (search.best)
		*renamed = (struct renamed_file){
			.from = commits_path(commits, search.best->path), .id = search.best->id
		};
	return 0;
}
