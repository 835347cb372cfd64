/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DEPENDENCIES_H
#define DEPENDENCIES_H

#include "../text.h"

/*
 * What an object was made of, as kbuild's fixdep has written it beside it: fs/nfsd/.vfs.o.cmd.
 *
 * Adds the source's own files, relative to it. What the configuration and prepare have made (include/generated, ...) and
 * the compiler's own headers are left out. False when there is no such file, or when it names something else that was
 * made on the way: then it does not say all.
 */
struct built_in {
	const char *source;     /* the folder of the source, absolute */
	const char *out;        /* the build's, beside it */
};
bool dependencies_of_object(struct strings *files, const struct built_in *where, const char *object);

/* All of the source that anything in the build's folder was made of so far. */
void dependencies_so_far(struct strings *files, const struct built_in *where);

#endif
