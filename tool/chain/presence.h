/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PRESENCE_H
#define PRESENCE_H

#include "../backport.h"
#include "histories.h"
#include "merge.h"

/*
 * Whether a target has an upstream commit already, and how one can tell:
 *
 *  id        it is in the target's own history;
 *  trailer   a commit of the branch says that it is a backport of it (message.h has the spellings);
 *  content   the change is in the text: every hunk's added lines stand there and its removed lines do not, each within
 *            the function of its name (or, moved, within one function elsewhere). Works on squashed and tarball
 *            trees. A hunk of nothing but blank lines or lone braces proves nothing;
 *  patch-id  a commit of the branch makes the same change (git patch-id --stable), looked for only among those that
 *            touch the same set of paths. The branch may have changed the text again since.
 *
 * A revert takes a presence away, and a revert of the revert or a later backport gives it back: judged by what the
 * branch's commits say, newest first, also in the history that target and upstream have in common.
 */
struct presence_index;

struct presence_options {
	bool ignore_trailers;   /* for measuring: as if no message named an upstream commit */
};

/*
 * Costs nothing: histories (histories.h, which must outlive the index) are read as little as each question needs.
 *
 *  id: history_has(). A commit of histories_missing(), where that was walked already, needs no look.
 *
 *  trailer, reverts: the messages of what the target has since the commit's date (history_since()), for nobody can name
 *  a commit before it is there. Read once for the date of the first commit asked for; if an older one is asked for
 *  later, for all of histories_branch(). At most a bounded number.
 *
 *  patch-id: only commits of histories_branch() that touch the same paths; it walks both histories, so it is not looked
 *  for by presence_in_history() but by presence_by_patch_id(), which callers ask when a hunk is in conflict.
 */
int presence_open(struct presence_index **index, struct commits *commits, struct blobs *blobs,
		  struct histories *histories, const struct presence_options *options, struct error *err) must_check;
void presence_free(struct presence_index *index);
OWNED_POINTER(struct presence_index, presence_free);

struct presence_answer {
	enum presence presence; /* PRESENCE_NONE, or how it is known */
	uint32_t by;            /* the commit that shows it; NO_COMMIT for content */
	bool reverted;          /* not there: it was, and 'by' took it back */
	char place[256];        /* content: "fs/nfsd/nfs4state.c:5424 (nfsd_break_one_deleg)" of the first hunk; else "" */
};
/* By id and trailer. */
int presence_in_history(struct presence_answer *answer, struct presence_index *index, uint32_t commit,
			struct error *err) must_check;
/* By patch-id. The answer stays PRESENCE_NONE if a revert took it back. */
int presence_by_patch_id(struct presence_answer *answer, struct presence_index *index, uint32_t commit,
			 struct error *err) must_check;
/* By content on any view; reads the commit's paths. */
int presence_by_content(struct presence_answer *answer, struct merger *merger, const struct merge_view *view,
			uint32_t commit, struct error *err) must_check;

#endif
