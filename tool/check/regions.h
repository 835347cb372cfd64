/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REGIONS_H
#define REGIONS_H

#include "../recipe.h"

/*
 * A C file as the preprocessor's conditionals divide it, and which of its lines are code: neither blank nor only a
 * comment. Pure.
 */
struct region {
	uint32_t parent;                /* the file itself is region 0 and its own parent */
	const char *condition;          /* "#ifdef CONFIG_X", "#else of #ifdef CONFIG_X"; NULL: the file */
	struct string_list options;     /* what that wants of the configuration: "X", "!Y" */
};

struct regions {
	struct region *v;
	size_t nr;
	uint32_t nr_lines;
	uint32_t *of_line;              /* [line from 1] of code; a directive is of the region that it divides */
	bool *is_code;                  /* [line from 1] */
};

/* All of it is in the arena. */
void regions_find(struct regions *regions, struct arena *arena, const char *text, size_t len);

#endif
