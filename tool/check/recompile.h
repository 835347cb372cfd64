/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RECOMPILE_H
#define RECOMPILE_H

#include "../kbuild.h"
#include "../proc.h"

/*
 * Runs the commands that compiled objects (command-line.h) once more with other options, beside the build: what make
 * knows of it stays as it is, and it costs no make.
 */
struct recompile {
	const struct kbuild *kbuild;
	unsigned jobs, timeout;         /* as struct kbuild_options has them */
	const char *const *options;     /* in the place of "-c -o OBJECT", NULL-terminated */
	const char *output;             /* a folder: OBJECT goes there, with its '/' made '%'; NULL: to stdout */
	struct arena *arena;            /* where the failures' words go */
};

/*
 * For each object its result, to be released by the caller; zeroed, and ran false, where kbuild keeps no command
 * for it. That a compiler fails, is killed, or prints more than is kept is a result, which says nothing of the code.
 */
struct recompiled {
	bool ran;
	const char *failure;            /* how it ended, if not well */
	struct proc_result result;
};
int recompile_all(struct recompiled *results, const struct recompile *how, const struct string_list *objects,
		  struct error *err) must_check;
/* Where an object's output went. */
const char *recompile_output(struct arena *arena, const struct recompile *how, const char *object);

#endif
