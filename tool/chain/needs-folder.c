// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file that is added to a folder which upstream had before and the target has not. The text is as upstream has it, so
 * that it is carried; but git, which compares folders as a whole, takes such a one for renamed wherever files of it are
 * like others on the target, and stops ("CONFLICT (file location)", "CONFLICT (directory rename split)"). It is often
 * wrong (headers of one platform are like those of another) and sometimes right: upstream renamed the folder later.
 * Where the file belongs then depends on what builds it. So a person looks: the hunk is placed, never clean, and it is
 * told what upstream's history calls the folder on the target, if that has it at all.
 */
#include "introducer.h"
#include "needs.h"
#include "outlines.h"

/* Files of the folder that are asked where they were: one that came later than the target was nowhere. */
#define MAX_ASKED 4

OWNED_POINTER(git_tree, git_tree_free);

static int read_folder(git_tree **tree, struct search *search, uint32_t commit, const char *folder, struct error *err)
{
	struct path_entry entry;

	if (commits_entry(&entry, search->commits, commit, commits_path(search->commits, folder), err) < 0)
		return -1;
	if (entry.mode == GIT_FILEMODE_TREE &&
	    git_tree_lookup(tree, commits_repository(search->commits), &entry.id) < 0)
		return error_git(err, "cannot read the folder '%s'", folder);
	return 0;
}

/* What the target calls the folder, by the first of its files that it has under another name; NULL: it has none. */
static int find_former(const char **former, const struct question *question, const char *folder, struct error *err)
{
	struct search *search = question->search;
	owned(git_tree_freep) git_tree *tree = NULL;
	size_t i, asked = 0;
	uint32_t parent;

	*former = NULL;
	if (commits_parent(&parent, search->commits, question->commit, 0, err) < 0 ||
	    read_folder(&tree, search, parent, folder, err) < 0)
		return -1;
	for (i = 0; tree && i < git_tree_entrycount(tree) && asked < MAX_ASKED && !*former; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);

		if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
			continue;
		asked++;
		if (introducer_former_path(former, search->commits, search->blobs, parent,
					   arena_printf(search->arena, "%s/%s", folder, git_tree_entry_name(entry)),
					   search->target, err) < 0)
			return -1;
	}
	return 0;
}

int needs_judge_folder(struct judgement *judgement, const struct question *question, struct error *err)
{
	struct search *search = question->search;
	const char *folder = arena_strndup(search->arena, question->path, path_folder_len(question->path));
	const char *former = NULL;

	judgement->standing = search->is_plain || search->takes_none ? STANDS_ADAPT : STANDS_CARRIED;
	if ((!search->is_telling && !search->takes_none) || needs_are_late(search))
		return 0;
	if (find_former(&former, question, folder, err) < 0)
		return -1;
	needs_add_evidence(judgement, search,
			   former ? arena_printf(search->arena,
						 "upstream renamed the folder: on the target it is '%.*s'; git stops where it sees that",
						 (int)path_folder_len(former), former) :
				    "the target has nothing else of this folder; where git takes it for a renamed one it stops",
			   folder);
	return 0;
}
