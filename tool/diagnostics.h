/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DIAGNOSTICS_H
#define DIAGNOSTICS_H

#include "backport.h"

/*
 * What gcc, clang and sparse print, as data; and which of it is new. Pure.
 *
 * Warnings and errors only: notes, code excerpts and what make says are
 * dropped. All strings are in the arena and printable.
 */

/*
 * source is the folder that the compiler was shown, as an absolute path
 * ("/tmp/stableport-x/src"). It is cut off wherever it stands, also as kbuild
 * spells it from a build folder beside it ("../src"): paths are the kernel's own.
 */
void diagnostics_parse(struct diagnostic **diagnostics, size_t *nr, struct arena *arena, const char *log, size_t len,
		       const char *source);

/*
 * The diagnostics of after that before does not have, compared by file,
 * function, kind and text as a multiset, never by line: a second warning with the
 * same words in the same function is new. Line numbers within texts do
 * not count either.
 */
void diagnostics_new(struct diagnostic **fresh, size_t *nr, struct arena *arena, const struct diagnostic *before,
		     size_t nr_before, const struct diagnostic *after, size_t nr_after);

/*
 * Whether a line of kbuild's is the first of what one compiler printed:
 * "  CC      fs/nfsd/vfs.o", "  CHECK   ../src/fs/nfsd/vfs.c".
 */
bool diagnostics_begin_section(const char *line, size_t len);

#endif
