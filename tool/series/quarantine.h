/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef QUARANTINE_H
#define QUARANTINE_H

#include <git2.h>

#include "../files.h"

/*
 * What a run writes into a repository, kept apart until it is whole. Objects go to a folder of the run's own,
 * $GIT_COMMON_DIR/stableport/.run-XXXXXX, which git does not look into, and are moved into the object database once all are
 * there; then the branch is made. A run that is killed leaves that folder and perhaps the lock of the branch: the
 * next one knows by the folder that they are ours and takes them away.
 */
struct quarantine {
	git_repository *repo;           /* borrowed; NULL: not open */
	git_odb *usual;                 /* the repository's own, while ours stands in its place */
	struct held_folder folder;
	struct strings left;            /* folders of runs that ended after they had made a branch and before they were done */
	struct text found;              /* what killed runs had left, a sentence; empty: nothing */
	bool made_branch, is_done;
};

/* Takes away what killed runs left, and puts objects that are written to the repository from now on into the quarantine. */
int quarantine_open(struct quarantine *quarantine, git_repository *repo, struct error *err) must_check;

/* Whether that branch ("stableport/...") is as a run made it that did not come to its end: it may be made anew. */
bool quarantine_was_left(const struct quarantine *quarantine, const char *branch);

/* Moves the objects into the repository, synced; then series_branch(). */
int quarantine_branch(struct quarantine *quarantine, const char *branch, const git_oid *tip, const git_oid *before,
		      const char *reflog, struct error *err) must_check;

/* From here on somebody else remembers that the branch is made, or nobody has to: neither this run nor an earlier one is noted. */
void quarantine_settle(struct quarantine *quarantine, const char *branch);

/* The objects alone, for those who need them before there is a branch. */
int quarantine_publish(struct quarantine *quarantine, struct error *err) must_check;

/* All that the run was to do is done: nothing of it has to be remembered. */
void quarantine_done(struct quarantine *quarantine);
void quarantine_release(struct quarantine *quarantine);

#endif
