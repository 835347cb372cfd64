/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NAMES_TAKEN_H
#define NAMES_TAKEN_H

#include "outlines.h"

/* Names that a commit takes away, or gives another number of arguments: what names-users.c looks for the users of. */
struct taken_name {
	const char *name;
	enum name_trouble trouble; /* NAME_TAKEN_AWAY or NAME_RESHAPED */
	size_t file;            /* of the merge's files: where it was defined */
	const char *path;       /* of that file */
	uint32_t first, last;   /* lines of it in the commit's parent; of a function up to its brace */
	enum entity_kind kind;  /* a member's or enumerator's is that of its struct or enum */
	const char *of;         /* a struct's member: its struct; an enumerator: its enum, or ""; else NULL */
	bool is_outside;        /* other files know it */
	bool stays_inside;      /* its own file has it still: it became static */
	int arguments, arguments_now; /* of a name that is reshaped */
};
struct taken_names {
	struct arena arena;
	struct taken_name *v;
	size_t nr;
};
void taken_names_release(struct taken_names *taken);
/* merge: any of the commit, carried or not. */
int names_taken(struct taken_names *taken, struct outlines *outlines, const struct merge *merge,
		struct error *err) must_check;

bool taken_is_member(const struct taken_name *taken);
/* How the name is used. */
enum identifier_use taken_identifier(const struct taken_name *taken);
/* Whether a use of the name is one as before: it would no longer compile. */
bool taken_breaks(const struct taken_name *taken, const struct name_use *use);

#endif
