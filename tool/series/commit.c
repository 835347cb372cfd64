// SPDX-License-Identifier: GPL-2.0-only
/*
 * A commit of the series. Blobs, trees and the commit go to the object database, where nobody sees them.
 *
 * git_tree_create_updated() touches only the trees on the way to the changed files. Before a file is replaced its blob
 * must be the one that was planned for. A changed file keeps the mode that it has on the target unless upstream's
 * commit changes modes; symbolic links are blobs with another mode. Submodules are nobody's blobs and not carried.
 */
#include <stdlib.h>

#include "../files.h"
#include "../history.h"
#include "series.h"

/* Whether the tree has what was planned for; *entry is it, or NULL. */
static int check_before(git_tree_entry **entry, const git_tree *tree, const struct change *change, struct error *err)
{
	int code = git_tree_entry_bypath(entry, tree, change->path);
	git_oid id;

	if (code < 0 && code != GIT_ENOTFOUND)
		return error_git(err, "cannot look for '%s'", change->path);
	if ((code == 0) != change->existed)
		return error_set(err, "'%s' is not as the plan saw it", change->path);
	if (!change->existed)
		return 0;
	if (git_odb_hash(&id, text_str(&change->before), change->before.len, GIT_OBJECT_BLOB) < 0)
		return error_git(err, "cannot hash '%s'", change->path);
	if (!git_oid_equal(&id, git_tree_entry_id(*entry)) ||
	    (change->before_mode && change->before_mode != git_tree_entry_filemode(*entry)))
		return error_set(err, "'%s' is not as the plan saw it", change->path);
	return 0;
}

static git_filemode_t mode_for(const struct change *change, const git_tree_entry *entry)
{
	if (change->after_mode)
		return (git_filemode_t)change->after_mode;
	return entry ? git_tree_entry_filemode(entry) : GIT_FILEMODE_BLOB;
}

static bool is_blob(git_filemode_t mode)
{
	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE || mode == GIT_FILEMODE_LINK;
}

static int make_update(git_tree_update *update, git_repository *repo, const git_tree *tree,
		       const struct change *change, struct error *err)
{
	owned(git_tree_entry_freep) git_tree_entry *entry = NULL;

	if (!path_is_safe(change->path))
		return error_set(err, "the path '%s' %s", change->path, path_trouble(change->path));
	if (check_before(&entry, tree, change, err) < 0)
		return -1;
	update->path = change->path;
	update->action = change->exists ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE;
	update->filemode = mode_for(change, entry);
	if (!is_blob(update->filemode))
		return error_set(err, "'%s' would have the mode %o, which is not carried", change->path,
				 (unsigned)update->filemode);
	if (change->exists && git_blob_create_from_buffer(&update->id, repo, text_str(&change->after),
							  change->after.len) < 0)
		return error_git(err, "cannot write '%s'", change->path);
	return 0;
}

static void free_updates(git_tree_update **updates)
{
	free(*updates);
}

int series_tree(git_oid *id, git_repository *repo, const git_commit *parent, const struct changes *changes,
		struct error *err)
{
	owned(free_updates) git_tree_update *updates = mem_alloc((changes->nr + 1) * sizeof(*updates));
	owned(git_tree_freep) git_tree *tree = NULL;
	size_t i;

	if (git_commit_tree(&tree, parent) < 0)
		return error_git(err, "cannot read the tree of '%s'", git_oid_tostr_s(git_commit_id(parent)));
	for (i = 0; i < changes->nr; i++)
		if (make_update(&updates[i], repo, tree, &changes->v[i], err) < 0)
			return -1;
	if (git_tree_create_updated(id, repo, tree, changes->nr, updates) < 0)
		return error_git(err, "cannot write a tree");
	return 0;
}

static const char *hex_of(struct arena *arena, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	return arena_strdup(arena, hex);
}

int series_commit(git_oid *made, git_repository *repo, const git_oid *parent_id, struct series *series, size_t nth,
		  const struct series_options *options, struct error *err)
{
	owned(git_signature_freep) git_signature *author = NULL;
	owned(git_commit_freep) git_commit *parent = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	owned(text_release) struct text message = { 0 };
	struct series_patch *patch = &series->patches[nth];
	const git_commit *parents[1];
	git_oid tree_id;

	if (!patch->changes->nr)
		return error_set(err, "the step '%s' changes nothing", patch->name);
	if (git_commit_lookup(&parent, repo, parent_id) < 0)
		return error_git(err, "cannot read the commit '%s'", git_oid_tostr_s(parent_id));
	if (series_tree(&tree_id, repo, parent, patch->changes, err) < 0 ||
	    series_author(&author, patch, options->message.committer, err) < 0)
		return error_prefix(err, "cannot commit '%s'", patch->name);
	series_message(&message, series, nth, &options->message);
	parents[0] = parent;
	if (git_tree_lookup(&tree, repo, &tree_id) < 0 ||
	    git_commit_create(made, repo, NULL, author, options->message.committer, NULL, text_str(&message), tree, 1,
			      parents) < 0)
		return error_git(err, "cannot commit '%s'", patch->name);
	patch->commit = hex_of(&series->arena, made);
	return 0;
}
