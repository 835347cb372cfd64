/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NAME_SHAPE_H
#define NAME_SHAPE_H

#include "places.h"

/* What a definition is for the use of a name. Pure. */

bool definition_is_field(const struct definition *d);    /* a struct's member */
bool definition_is_function(const struct definition *d); /* or its prototype */
bool definition_is_tag(const struct definition *d);

typedef bool can_be(const struct name_use *use, const struct definition *d);
/* In the same of C's name spaces. "typedef struct { } x" is a struct of that name: a plain x may mean it. */
bool can_mean(const struct name_use *use, const struct definition *d);
/* A plain name that is a member: "list_for_each_entry(pos, head, member)". */
bool can_be_argument(const struct name_use *use, const struct definition *d);
bool can_be_anything(const struct name_use *use, const struct definition *d);

/* The enum name_trouble of a call with what it calls; -1: it fits, as far as one can tell. */
int call_trouble(const struct name_use *use, const struct definition *d);

/* Whether the use surely fits none of the target's definitions, or may fit one. */
bool shape_may_fit(const struct name_use *use, const struct definitions *there);
/*
 * The enum name_trouble of a use that fits none of the target's definitions, if upstream's say that it is one;
 * else -1. here: the one of upstream's that it fits.
 */
int shape_trouble(const struct definition **which, const struct name_use *use, const struct definitions *here,
		  const struct definitions *there);

/* Whether a use of a member is of the struct "of", as far as its function tells. */
enum owner {
	OWNER_UNKNOWN,
	OWNER_IS,
	OWNER_IS_NOT,
};
enum owner member_owner(const struct outline *outline, const char *text, size_t len, const struct name_use *use,
			const char *of);

#endif
