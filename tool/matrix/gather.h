/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MATRIX_GATHER_H
#define MATRIX_GATHER_H

#include "../command.h"
#include "matrix.h"

/*
 * Reads documents into a matrix. A file is a cell's document, ID.json; a matrix of 'check --matrix json', which says
 * what cells there should be; what 'check --merge --json' wrote; or a folder with such files. What is missing, empty or
 * damaged is a result. A file ID.err beside is what the cell said.
 */
struct gathered {
	struct arena arena;
	struct matrix matrix;
	struct cells expected;
	struct strings folders;         /* that were named: where a cell's .err may be */
	struct strings seen;            /* the cells of which there is a document, or a sentence */
	struct gathered_recipe {
		const char *path;
		struct recipe recipe;
	} **recipes;
	size_t nr_recipes;
	struct backport **backports;
	size_t nr_backports;
	struct backport **merged;       /* of them those that no file of their own was of */
	size_t nr_merged;
};

void gathered_release(struct gathered *gathered);

/* That not one document can be read is an error, of which the sentence names why. */
int gather(struct gathered *gathered, struct app *app, const char *const *files, struct error *err) must_check;

#endif
