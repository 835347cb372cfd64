/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COVERAGE_H
#define COVERAGE_H

#include "../kbuild.h"
#include "line-markers.h"
#include "makefile-wants.h"
#include "outcome.h"

/*
 * Which changed lines of a result a configuration compiled, and which options would compile the others.
 *
 * Compiled is a line that the preprocessor lets through, or that stands among such lines in the same #if. So code in
 * "if (IS_ENABLED(CONFIG_X))" is compiled, whatever the compiler makes of it; a macro is when it is defined.
 */
struct coverage_asked {
	const struct outcomes *outcomes;
	const struct tree *tree;
	const struct kbuild *kbuild;
	const struct kbuild_options *options;
	const struct string_list *objects; /* that were built of the result */
};

int coverage_find(struct coverage *coverage, struct arena *arena, const struct coverage_asked *asked,
		  struct error *err) must_check;

/* A changed file of the result, with what the preprocessor showed of it. */
struct covered_file {
	struct outcome outcome;
	struct seen_file seen;
	bool named;                     /* a makefile has an object of it */
	struct makefile_wants wants;    /* and what it depends on */
};

/* The same from what was read; config is .config's text. Pure, but for memory that libgit2 could not get. */
int coverage_judge(struct coverage *coverage, struct arena *arena, const struct covered_file *files, size_t nr,
		   const char *config, struct error *err) must_check;

/* Whether a path is one of C or assembly: others have no lines that are compiled. */
bool coverage_is_code(const char *path);

#endif
