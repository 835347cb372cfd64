/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WANTS_H
#define WANTS_H

#include "../recipe.h"

/*
 * What a condition of the preprocessor wants of the kernel's configuration:
 * "defined(CONFIG_A) && !IS_ENABLED(CONFIG_B)" wants "A" and "!B". Where one of several is enough, it is the first that the configuration has a say in. Pure.
 */
struct wants {
	struct string_list yes;         /* so that it is true */
	struct string_list no;          /* so that it is false */
};

void wants_of_expression(struct wants *wants, struct arena *arena, const char *expression, size_t len);
/* "CONFIG_X" of an #ifdef; any other name wants nothing. */
void wants_of_name(struct wants *wants, struct arena *arena, const char *name, size_t len);
/* Adds those of from that list lacks. */
void wants_join(struct string_list *list, struct arena *arena, const struct string_list *from);
/* Whether a configuration (.config's text) fulfils "X", by y or m, or "!X". */
bool wants_met(const char *config, const char *option);

#endif
