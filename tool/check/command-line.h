/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include "../recipe.h"

/*
 * The compiler's command as kbuild keeps it beside each object, in ".vfs.o.cmd":
 *
 *	savedcmd_fs/nfsd/vfs.o := gcc ... -DNAME='"nfsd"' -c -o fs/nfsd/vfs.o ../src/fs/nfsd/vfs.c ; objtool
 *
 * Its words as a shell would see them, so that none is needed: up to the first ';', '|' or '&'. Without "-c",
 * "-o OBJECT" and what has a file of dependencies written. False: it has a form that is not known. Pure.
 */
bool command_line_words(struct string_list *words, struct arena *arena, const char *cmd, size_t len);

#endif
