/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STATEMENTS_H
#define STATEMENTS_H

#include "code.h"

/*
 * What stands between two braces, as a tree: statements of a function, members of a struct, entries of an enum or a
 * table. Each begins and ends with a line of its own, or it is taken together with those it shares a line with. Pure;
 * what is not understood is one statement without parts.
 */
struct statement;
struct statement_list {
	struct statement *v;
	size_t nr;
	size_t first, end;      /* code lines of what is inside, without the braces' */
	bool is_braced;         /* else: the one statement behind an if () without braces */
};
struct statement {
	size_t first, last;     /* code lines */
	bool says_something;    /* no label, break, return: these stand everywhere */
	bool is_declaration;    /* as far as one can tell */
	bool is_directive, is_switch;
	struct statement_list *parts;
	size_t nr_parts;
};

/*
 * Of the tokens from..to-1, which are inside of braces. 'separator' is ';' for statements and members, ',' for entries.
 */
void statements_make(struct statement_list *list, struct arena *arena, const struct code *code, size_t from, size_t to,
		     char separator);
/* The partner of an opening bracket, at most 'to', where none is. */
size_t statements_partner(const struct code *code, size_t open, size_t to);

/* Code lines first .. last, to all the lines of the innermost statement (or of its head, where it has parts) that has them. */
void statements_widen(size_t *first, size_t *last, const struct statement_list *list);

#endif
