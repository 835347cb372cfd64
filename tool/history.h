/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HISTORY_H
#define HISTORY_H

#include <git2.h>
#include <stdbool.h>

#include "adapt.h"
#include "error.h"
#include "text.h"

/*
 * What git knows: names to ids, where upstream's commits are, what the target
 * has already (trailers.c), and three-way picks. libgit2, which main() has initialised, is at work in these two,
 * in tree.c, plan.c, apply.c, unseen.c, draft/draft-session.c, series/, sequencer/ and chain/; history.c is the only place that
 * takes a revision as a string.
 */

OWNED_POINTER(git_repository, git_repository_free);
OWNED_POINTER(git_commit, git_commit_free);
OWNED_POINTER(git_tree, git_tree_free);
OWNED_POINTER(git_tree_entry, git_tree_entry_free);
OWNED_POINTER(git_blob, git_blob_free);
OWNED_POINTER(git_object, git_object_free);
OWNED_POINTER(git_reference, git_reference_free);
OWNED_POINTER(git_revwalk, git_revwalk_free);
OWNED_POINTER(git_diff, git_diff_free);
OWNED_POINTER(git_patch, git_patch_free);
OWNED_POINTER(git_blame, git_blame_free);
OWNED_POINTER(git_signature, git_signature_free);
OWNED_POINTER(git_config, git_config_free);
OWNED_POINTER(git_treebuilder, git_treebuilder_free);

/*
 * Opens a repository at or above path. Errors in plain words: not a
 * repository; owned by another user (with the git config line that helps); a shallow
 * clone is a warning the caller can ask for with git_repository_is_shallow().
 */
int history_open(git_repository **repo, const char *path, struct error *err) must_check;

/*
 * The paths that a commit touches against its first parent, sorted, with their
 * blobs and modes (0: no such file). Found by comparing tree entries, not by diffs.
 */
struct touched_path {
	char *path;
	git_oid old, new;
	uint16_t old_mode, new_mode;
};
struct touched {
	struct touched_path *v;
	size_t nr;
	char *odd;              /* the first path that is not safe (path_trouble()); such are left out. NULL: none */
};
void touched_release(struct touched *touched);
int history_touched(struct touched *touched, git_repository *repo, const git_oid *commit,
		    struct error *err) must_check;

/* That a path is not safe is an error for whoever is to carry it. */
int touched_check(const struct touched *touched, struct error *err) must_check;

/* A blob's content, added to a text. path is for the error that names a missing object. */
int history_blob(struct text *content, git_repository *repo, const git_oid *id, const char *path,
		 struct error *err) must_check;

/* A revision that names a commit. Names that begin with '-' are refused. */
int history_resolve(git_oid *commit, git_repository *repo, const char *revision, struct error *err) must_check;

/*
 * One scan of a range of history: the upstream commits that its commits say
 * they are. Real spellings of the trailers are read, never prose:
 * "commit <40> upstream." and "[ Upstream commit <40> ]" as a line of its own, "Upstream-commit:
 * <id>", "(cherry picked from commit <40>)", "Message-Id: <...>", "Link:" to the mail
 * that was applied, and the ids of the commits themselves. A later revert on the
 * same branch takes a presence away, a later revert of that or a new backport
 * gives it back. In a shallow clone the scan ends where the history does.
 */
struct trailer_index;
int trailer_index_make(struct trailer_index **index, git_repository *repo, const git_oid *tip,
		       const git_oid *hide, struct error *err) must_check; /* hide may be NULL */
void trailer_index_free(struct trailer_index *index);
OWNED_POINTER(struct trailer_index, trailer_index_free);
/* Whether a commit of the range reverts upstream's id (12 to 40 digits), and no later one reverts that. */
bool trailer_index_reverts(const struct trailer_index *index, const char *id);
/* The commit of the range that is, or says it is, upstream's id (12 to 40 digits) or has the message id. */
bool trailer_index_find(git_oid *commit, bool *by_trailer, const struct trailer_index *index, const char *id,
			const char *message_id);

/*
 * A three-way merge of what a commit changed (against its first parent) onto
 * the tree, path by path; no more than the touched paths are read.
 */
enum pick_outcome { PICK_CLEAN, PICK_NOTHING, PICK_CONFLICT };
struct pick_result {
	enum pick_outcome outcome;
	struct changes changes;         /* when clean */
	struct strings conflicts;       /* "fs/nfsd/nfs4state.c: 3 conflicts, the first at line 3240" */
};
void pick_result_release(struct pick_result *result);
int history_pick(struct pick_result *result, const struct tree *onto, git_repository *repo, const git_oid *commit,
		 struct error *err) must_check;

/* The commit's own unified diff against its first parent. */
int history_diff(struct text *diff, git_repository *repo, const git_oid *commit, struct error *err) must_check;
/*
 * The unified diff of changes, with git's headers, paths in order: git apply takes it, also where it is of modes, links
 * and binaries ("GIT binary patch").
 */
int changes_diff(struct text *diff, const struct changes *changes, struct error *err) must_check;

/* The merge base; that there is none is a result. */
int history_merge_base(git_oid *base, bool *found, git_repository *repo, const git_oid *a, const git_oid *b,
		       struct error *err) must_check;

#endif
