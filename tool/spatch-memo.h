/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SPATCH_MEMO_H
#define SPATCH_MEMO_H

#include "spatch.h"

/*
 * What spatch has printed and written in earlier runs. A run is known by the id of what it is of: the semantic patch, the
 * macros, each file's path and content. The program itself is the folder's that this is kept in.
 */
struct spatch_memo;

/* shared: where builds are kept (check/build-folder.h). NULL where nothing can be kept: that costs time and nothing else. */
struct spatch_memo *spatch_memo_open(const char *shared);
void spatch_memo_free(struct spatch_memo *memo);
OWNED_POINTER(struct spatch_memo, spatch_memo_free);

/* Fills a result that has its files as they are given to spatch, and what spatch printed to stderr. */
bool spatch_memo_find(struct spatch_result *result, struct text *printed, struct spatch_memo *memo, const char *id);
void spatch_memo_add(struct spatch_memo *memo, const char *id, const struct spatch_result *result,
		     const struct text *printed);

#endif
