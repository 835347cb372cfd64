/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BRACED_H
#define BRACED_H

#include "draft.h"
#include "statements.h"

/*
 * The change of one entity with braces (function, struct, enum, table), in all the ways of writing it. Pure.
 */

/* Where an entity stands in its text: code lines, and the tokens of its braces. */
struct braced {
	const struct code *code;
	const struct entity *entity;
	size_t first, end;      /* code lines */
	size_t open, close;     /* tokens; open == close: it has none */
	size_t brace;           /* the code line of the opening one */
};
struct braced braced_of(const struct code *code, const struct entity *entity);

int braced_change(struct draft_change *change, struct draft *draft, const struct draft_file *file,
		  const struct braced *old, const struct braced *fresh, struct error *err) must_check;

/* " f(...) { ... }", " struct s { ... };", or its lines: what something can be added behind. False: it is too long for that. */
bool braced_anchor(struct text *body, const struct braced *entity);
/* All of it, taken away. */
void braced_removal(struct text *body, const struct braced *entity);
/* Lines of the new text as added ones; code lines first .. end - 1, with the comments above that the old one lacks. */
void braced_added_lines(struct text *body, struct code_edit *edit, const struct code *fresh, size_t first, size_t end,
			const struct code *old);

#endif
