/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef IN_PLACE_JOURNAL_H
#define IN_PLACE_JOURNAL_H

#include "files.h"

/*
 * What is being written into a plain tree, in its file .stableport-in-place while it is: should the run be killed
 * half-way, the next one puts the tree back by it. The tree's lock is to be held.
 */
#define IN_PLACE_OLD ".stableport-old" /* the second name of a file that is replaced */
#define IN_PLACE_NEW FILE_BESIDE /* what will replace it */

struct in_place_journal {
	struct text lines;
};

/* A file: what it was, what it becomes; NULL: no such file. */
int in_place_journal_add(struct in_place_journal *journal, const char *path, const struct text *before,
			 const struct text *after, struct error *err) must_check;
int in_place_journal_write(const struct in_place_journal *journal, const char *tree, struct error *err) must_check;
/* All is in place: from now on a run that is killed has done it. */
int in_place_journal_done(const struct in_place_journal *journal, const char *tree, struct error *err) must_check;
int in_place_journal_remove(const char *tree, struct error *err);
void in_place_journal_release(struct in_place_journal *journal);

/* Whether a run was killed there. */
bool in_place_is_unfinished(const char *tree);
/*
 * Puts the files back, or takes the old ones away if all were in place; found says what was done. A file that is neither
 * what it was nor what it was to become was changed by somebody since: an error, and nothing is touched.
 */
int in_place_recover(struct text *found, const char *tree, struct error *err) must_check;

#endif
