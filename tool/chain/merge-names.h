/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MERGE_NAMES_H
#define MERGE_NAMES_H

#include "versions.h"

/* Names that a target has under another name than upstream. */
struct name_there {
	const char *from, *to;
};
struct names_there {
	struct name_there *v;
	size_t nr;
};
/* The version with other names, a line a line. */
int names_write(const struct version **written, struct versions *versions, const struct version *version,
		const struct names_there *names, const char *path, struct error *err) must_check;
/*
 * What stood where a name stands now, in a commit's version of a file and in that before it: it renamed that. NULL: nothing,
 * or not one thing everywhere. In the arena.
 */
int names_former(const char **former, struct arena *arena, const struct version *has, const struct version *before,
		 const char *name, struct error *err) must_check;

#endif
