// SPDX-License-Identifier: GPL-2.0-only
/*
 * libgit2's mempack, a backend that keeps objects in memory, stands before the repository's own: what is written goes
 * there, what is read is looked for there first. The handle is opened anew, so that nobody who has the other one
 * writes to memory and loses it.
 */
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <stdlib.h>

#include "history.h"
#include "unseen.h"

/* Above libgit2's own, loose and packed. */
#define BEFORE_FILES 100

OWNED_POINTER(git_odb, git_odb_free);

struct unseen {
	git_repository *repo;
};

static int keep_in_memory(git_repository *repo, struct error *err)
{
	owned(git_odb_freep) git_odb *odb = NULL;
	git_odb_backend *memory = NULL;

	if (git_repository_odb(&odb, repo) < 0 || git_mempack_new(&memory) < 0)
		return error_git(err, "cannot keep objects in memory");
	if (git_odb_add_backend(odb, memory, BEFORE_FILES) < 0) {
		memory->free(memory);
		return error_git(err, "cannot keep objects in memory");
	}
	return 0;
}

int unseen_open(struct unseen **unseen, git_repository *repo, struct error *err)
{
	owned(unseen_freep) struct unseen *made = mem_alloc(sizeof(*made));

	if (git_repository_open(&made->repo, git_repository_path(repo)) < 0)
		return error_git(err, "cannot open the repository '%s'", git_repository_path(repo));
	if (keep_in_memory(made->repo, err) < 0)
		return -1;
	*unseen = take(made);
	return 0;
}

void unseen_free(struct unseen *unseen)
{
	if (!unseen)
		return;
	git_repository_free(unseen->repo);
	free(unseen);
}

git_repository *unseen_repository(const struct unseen *unseen)
{
	return unseen->repo;
}

static git_filemode_t mode_of(git_tree *tree, const struct change *change)
{
	owned(git_tree_entry_freep) git_tree_entry *entry = NULL;

	if (change->after_mode)
		return change->after_mode;
	return git_tree_entry_bypath(&entry, tree, change->path) == 0 ? git_tree_entry_filemode(entry) : GIT_FILEMODE_BLOB;
}

static int update_of(git_tree_update *update, git_repository *repo, git_tree *tree, const struct change *change,
		     struct error *err)
{
	*update = (git_tree_update){ .action = change->exists ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE,
				     .path = change->path };
	if (!change->exists)
		return 0;
	update->filemode = mode_of(tree, change);
	if (git_blob_create_from_buffer(&update->id, repo, text_str(&change->after), change->after.len) < 0)
		return error_git(err, "cannot keep the file '%s' in memory", change->path);
	return 0;
}

static void free_updates(git_tree_update **updates)
{
	free(*updates);
}

static int make_tree(git_oid *made, git_repository *repo, git_tree *tree, const struct changes *changes, struct error *err)
{
	owned(free_updates) git_tree_update *updates = mem_alloc((changes->nr + 1) * sizeof(*updates));
	size_t i;

	for (i = 0; i < changes->nr; i++)
		if (update_of(&updates[i], repo, tree, &changes->v[i], err) < 0)
			return -1;
	if (git_tree_create_updated(made, repo, tree, changes->nr, updates) < 0)
		return error_git(err, "cannot keep a tree in memory");
	return 0;
}

static int make_commit(git_oid *made, git_repository *repo, git_commit *parent, const git_oid *tree_id, struct error *err)
{
	owned(git_signature_freep) git_signature *nobody = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	const git_commit *parents[] = { parent };

	if (git_signature_new(&nobody, "nobody", "nobody", git_commit_time(parent), 0) < 0 ||
	    git_tree_lookup(&tree, repo, tree_id) < 0 ||
	    git_commit_create(made, repo, NULL, nobody, nobody, NULL, "unseen\n", tree, 1, parents) < 0)
		return error_git(err, "cannot keep a commit in memory");
	return 0;
}

int unseen_commit(git_oid *made, struct unseen *unseen, const git_oid *parent_id, const struct changes *changes,
		  struct error *err)
{
	owned(git_commit_freep) git_commit *parent = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	git_oid id;

	if (git_commit_lookup(&parent, unseen->repo, parent_id) < 0 || git_commit_tree(&tree, parent) < 0)
		return error_git(err, "cannot read the commit %s", git_oid_tostr_s(parent_id));
	if (make_tree(&id, unseen->repo, tree, changes, err) < 0)
		return -1;
	return make_commit(made, unseen->repo, parent, &id, err);
}
