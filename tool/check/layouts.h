/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LAYOUTS_H
#define LAYOUTS_H

#include "../backport.h"

/*
 * Structs and functions as pahole and pfunct (of Debian's dwarves) print them from an object's debug information, and
 * what is different between two such sets. Pure; all is in the arena.
 */
struct layout_member {
	const char *name;               /* NULL: an unnamed bit field */
	const char *declaration;        /* "struct list_head l" */
	const char *place;              /* "16", "16:3" with a bit, as pahole has it */
};

struct layout {
	const char *name;               /* "foo" */
	const char *path;               /* "include/linux/foo.h", as far as it is the kernel's; or NULL */
	const char *size;               /* "64" */
	const char *text;               /* all that pahole prints, without its comments on holes */
	struct layout_member *members;
	size_t nr_members;
	struct string_list uses;        /* the names in its members: of structs, typedefs and others */
};

struct prototype {
	const char *name, *text;
};

struct layouts {
	struct layout *structs;         /* sorted by name and path, once layouts_sort() was called */
	size_t nr_structs;
	struct prototype *functions;    /* likewise */
	size_t nr_functions;
};

/* Adds what "pahole -I" printed. source is the folder that paths are below, absolute. */
void layouts_read(struct layouts *layouts, struct arena *arena, const char *output, size_t len, const char *source);
/* Adds what "pfunct -P" printed. */
void prototypes_read(struct layouts *layouts, struct arena *arena, const char *output, size_t len);
/* Once all was added: sorts, each struct of a file and each function once. */
void layouts_sort(struct layouts *layouts);

/*
 * What changed: structs that both have and that are otherwise, and exported functions that are otherwise, are new or
 * gone. The names that are exported before and after are sorted lists.
 */
void layouts_compare(struct kabi *kabi, struct arena *arena, const struct layouts *before,
		     const struct strings *exported_before, const struct layouts *after,
		     const struct strings *exported_after);

/* The names that a C file's EXPORT_SYMBOL*() lines have, added. */
void exports_read(struct strings *names, const char *text, size_t len);

#endif
