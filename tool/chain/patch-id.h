/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PATCH_ID_H
#define PATCH_ID_H

#include "blobs.h"
#include "commits.h"

/*
 * The commits of a range that make the change that another commit makes, or just the opposite one: by patch id, which
 * is what "git patch-id --stable" is about (paths, added and removed lines and three lines around them; neither blanks
 * nor line numbers), though not its number. Only commits with one parent make a change here.
 *
 * What is asked for is remembered: of a path, which commits touch it; of those, which paths they touch, and their patch
 * ids.
 */
struct patch_ids;

/* All three must outlive it. */
struct patch_ids *patch_ids_new(struct commits *commits, struct blobs *blobs, const struct range *range)
	__attribute__((returns_nonnull));
void patch_ids_free(struct patch_ids *ids);
OWNED_POINTER(struct patch_ids, patch_ids_free);

struct twin {
	uint32_t commit;
	bool undoes;            /* it takes away what the other commit makes */
};
struct twins {
	struct twin *v;
	size_t nr;
	/* Where there are twins: the commits of the range that touch one of the paths, twins among them. Borrowed. */
	const struct commit_list *touching;
};
void twins_release(struct twins *twins);
/* In the range's order, the newest first. */
int patch_ids_twins(struct twins *twins, struct patch_ids *ids, uint32_t commit, struct error *err) must_check;

#endif
