/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INITRAMFS_H
#define INITRAMFS_H

#include "../error.h"
#include "../recipe.h"

/* The guest's files, as a cpio archive that the kernel unpacks. The same parts make the same bytes. */
struct initramfs {
	const char *busybox;            /* the program's path here; it must be static */
	const char *helpers_folder;     /* where the helpers are */
	const struct string_list *helpers;
	const char *scenario;           /* the script's path here */
};
int initramfs_make(struct text *archive, const struct initramfs *initramfs, struct error *err) must_check;

/* Where busybox is, or an error that names the Debian package. */
int initramfs_find_busybox(const char **path, struct error *err) must_check;

#endif
