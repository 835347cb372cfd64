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
#include "series/series.h"
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
	git_oid id;

	if (git_commit_lookup(&parent, unseen->repo, parent_id) < 0)
		return error_git(err, "cannot read the commit %s", git_oid_tostr_s(parent_id));
	if (series_tree(&id, unseen->repo, parent, changes, err) < 0)
		return -1;
	return make_commit(made, unseen->repo, parent, &id, err);
}
