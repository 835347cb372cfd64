/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "error.h"
#include "text.h"

/*
 * A folder that looks like another one and can be written to: symbolic links
 * to what the other, the base, has, with changed files laid over them. The base is
 * never written to.
 *
 * What an earlier build left in the base (.config, include/generated,
 * objects, ...) does not show, since kbuild refuses to build from such a
 * source; nor does .git, in which a kernel's scripts would refresh the index.
 *
 * Paths are relative to the base and safe (path_is_safe()).
 */
struct overlay {
	char *base;                     /* absolute; owned */
	char *folder;                   /* owned; the files in it are not */
};

/* Makes the folder, which must not exist, and lays the links. */
int overlay_make(struct overlay *overlay, const char *base, const char *folder, struct error *err) must_check;
/* The memory only: the files go with the folder that they are in. */
void overlay_release(struct overlay *overlay);

/* Makes a path's folder, and those on the way to it, real folders with links in them. */
int overlay_open(const struct overlay *overlay, const char *folder, struct error *err) must_check;
/* Lays a file over the base's, or beside it. */
int overlay_write(const struct overlay *overlay, const char *path, const void *bytes, size_t len,
		  struct error *err) must_check;
/* The base's file does not show any more. That there is none is fine. */
int overlay_remove(const struct overlay *overlay, const char *path, struct error *err) must_check;

#endif
