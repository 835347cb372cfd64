// SPDX-License-Identifier: GPL-2.0-only
/*
 * The branch. It is made or moved in one step, and only if it is still what it was when we began:
 *
 *	1. git's own lock on the reference is taken (NAME.lock), which git and other runs of ours respect.
 *	2. Under the lock: is it what it was? Is it checked out? A work tree's HEAD is a file that names the branch,
 *	   also where the branch has no commit yet.
 *	3. The new id takes its place by one rename, and the lock is gone with it.
 *
 * libgit2's git_reference_create() looks before it takes the lock; hence a transaction. That in turn does not look for
 * references whose names are folders of ours, or the other way round: "a" beside "a/b" is not possible.
 */
#include "../history.h"
#include "../proc.h"
#include "series.h"

OWNED_POINTER(git_transaction, git_transaction_free);
OWNED_POINTER(git_worktree, git_worktree_free);
OWNED_POINTER(git_reference_iterator, git_reference_iterator_free);

#define HEADS "refs/heads/"

void series_branch_name(struct text *branch, const struct series *series)
{
	text_addf(branch, "stableport/%s/%s", series->name, series->label);
}

static int say_checked_out(const char *branch, struct error *err)
{
	return error_set(err, "branch '%s' is checked out; it is not replaced under your feet", branch);
}

/* ---- whether somebody has it checked out ---- */

/* Whether a repository's (or work tree's) HEAD names the branch. A HEAD that cannot be read names nothing. */
static bool head_is(git_repository *repo, const char *ref)
{
	owned(git_reference_freep) git_reference *head = NULL;
	const char *target;

	if (git_reference_lookup(&head, repo, "HEAD") < 0)
		return false;
	target = git_reference_symbolic_target(head);
	return target && !strcmp(target, ref);
}

static bool main_head_is(git_repository *repo, const char *ref)
{
	owned(git_repository_freep) git_repository *main_repo = NULL;

	return git_repository_open(&main_repo, git_repository_commondir(repo)) == 0 && head_is(main_repo, ref);
}

static bool work_tree_head_is(git_repository *repo, const char *name, const char *ref)
{
	owned(git_worktree_freep) git_worktree *tree = NULL;
	owned(git_repository_freep) git_repository *opened = NULL;

	return git_worktree_lookup(&tree, repo, name) == 0 &&
	       git_repository_open_from_worktree(&opened, tree) == 0 && head_is(opened, ref);
}

static bool is_checked_out(git_repository *repo, const char *ref)
{
	git_strarray names = { 0 };
	bool found = head_is(repo, ref) || main_head_is(repo, ref);
	size_t i;

	if (found || git_worktree_list(&names, repo) < 0)
		return found;
	for (i = 0; i < names.count && !found; i++)
		found = work_tree_head_is(repo, names.strings[i], ref);
	git_strarray_dispose(&names);
	return found;
}

/* ---- whether there is room for its name ---- */

/* A branch whose name is the beginning of ours: refs/heads/stableport would be one. */
static int check_above(git_repository *repo, const char *ref, struct error *err)
{
	owned(text_release) struct text above = { 0 };
	const char *slash = ref + strlen(HEADS) - 1;

	while ((slash = strchr(slash + 1, '/'))) {
		git_oid id;

		text_clear(&above);
		text_add(&above, ref, (size_t)(slash - ref));
		if (git_reference_name_to_id(&id, repo, text_str(&above)) == 0)
			return error_set(err, "there is a branch '%s', beside which there cannot be a branch '%s'",
					 text_str(&above) + strlen(HEADS), ref + strlen(HEADS));
	}
	return 0;
}

static int check_below(git_repository *repo, const char *ref, struct error *err)
{
	owned(git_reference_iterator_freep) git_reference_iterator *iterator = NULL;
	owned(text_release) struct text below = { 0 };
	const char *name;
	int code;

	text_addf(&below, "%s/*", ref);
	if (git_reference_iterator_glob_new(&iterator, repo, text_str(&below)) < 0)
		return error_git(err, "cannot look for branches below '%s'", ref + strlen(HEADS));
	code = git_reference_next_name(&name, iterator);
	if (code == 0)
		return error_set(err, "there is a branch '%s', beside which there cannot be a branch '%s'",
				 name + strlen(HEADS), ref + strlen(HEADS));
	return code == GIT_ITEROVER ? 0 : error_git(err, "cannot look for branches below '%s'", ref + strlen(HEADS));
}

static int read_branch(git_oid *id, git_repository *repo, const char *ref, struct error *err)
{
	int code = git_reference_name_to_id(id, repo, ref);

	if (code == 0)
		return 0;
	memset(id, 0, sizeof(*id));
	return code == GIT_ENOTFOUND ? 0 : error_git(err, "cannot look for the branch '%s'", ref + strlen(HEADS));
}

int series_branch_before(git_oid *before, git_repository *repo, const char *branch, struct error *err)
{
	owned(text_release) struct text ref = { 0 };
	int is_valid = 0;

	text_addf(&ref, HEADS "%s", branch);
	if (git_reference_name_is_valid(&is_valid, text_str(&ref)) < 0 || !is_valid)
		return error_set(err, "'%s' is not a name for a branch", branch);
	if (read_branch(before, repo, text_str(&ref), err) < 0 || check_above(repo, text_str(&ref), err) < 0 ||
	    check_below(repo, text_str(&ref), err) < 0)
		return -1;
	return is_checked_out(repo, text_str(&ref)) ? say_checked_out(branch, err) : 0;
}

/* ---- making it ---- */

static int say_moved(const char *branch, const git_oid *before, const git_oid *now, struct error *err)
{
	if (git_oid_is_zero(before))
		return error_set(err, "branch '%s' has been made by somebody else meanwhile; it is not replaced", branch);
	if (git_oid_is_zero(now))
		return error_set(err, "branch '%s' has been removed by somebody else meanwhile; it is not made again",
				 branch);
	return error_set(err, "branch '%s' has been moved by somebody else meanwhile; it is not replaced", branch);
}

int series_branch(git_repository *repo, const char *branch, const git_oid *tip, const git_oid *before,
		  const char *reflog, struct error *err)
{
	owned(git_transaction_freep) git_transaction *transaction = NULL;
	owned(text_release) struct text ref = { 0 };
	const git_oid nothing = { .id = { 0 } };
	git_oid now;

	before = before ? before : &nothing;
	text_addf(&ref, HEADS "%s", branch);
	if (git_transaction_new(&transaction, repo) < 0 ||
	    git_transaction_lock_ref(transaction, text_str(&ref)) < 0)
		return error_git(err, "cannot lock the branch '%s'", branch);
	if (series_branch_before(&now, repo, branch, err) < 0)
		return -1;
	if (!git_oid_equal(&now, before))
		return say_moved(branch, before, &now, err);
	if (git_transaction_set_target(transaction, text_str(&ref), tip, NULL, reflog) < 0)
		return error_git(err, "cannot make the branch '%s'", branch);
	if (proc_check_interrupt(err) < 0)
		return -1;
	return git_transaction_commit(transaction) < 0 ? error_git(err, "cannot make the branch '%s'", branch) : 0;
}
