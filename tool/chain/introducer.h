/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INTRODUCER_H
#define INTRODUCER_H

#include "names.h"

/*
 * Which commit brought a file, or a name to a file: the commit has it, none of its parents does, and neither has a
 * parent that the file was renamed from. NO_COMMIT: 'at' has none, or a shallow clone ends before it came. What was
 * taken away and brought back has two such commits: either may be found.
 */
int introducer_of_file(uint32_t *introducer, struct commits *commits, struct blobs *blobs, uint32_t at,
		       const char *path, struct error *err) must_check;
int introducer_of_name(uint32_t *introducer, struct commits *commits, struct blobs *blobs, struct outlines *outlines,
		       uint32_t at, const char *path, const char *name, struct error *err) must_check;

/*
 * What a file that 'at' has was called when the target last had it: upstream renamed it since. NULL: the target has it
 * under no name that it ever had.
 */
int introducer_former_path(const char **former, struct commits *commits, struct blobs *blobs, uint32_t at,
			   const char *path, uint32_t target, struct error *err) must_check;

#endif
