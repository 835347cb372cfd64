/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef OUTLINE_H
#define OUTLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../text.h"

/*
 * The outline of a C file: what it defines and declares, where each begins and ends, and which names a stretch of lines
 * uses and how. Pure; one pass over tokens, without a preprocessor, a build or a parser: what is not understood is no
 * entity, and never an error. It is asked hundreds of times a second, on versions of files that no compiler has seen,
 * so ctags (a process each) will not do.
 *
 * "#if ... #else": both branches are read; a brace that is opened in both counts once. K&R parameters, attributes,
 * macros that stand for a definition (DEFINE_MUTEX(x);, SYSCALL_DEFINE2(name, ...) { }), initialised tables, nested and
 * anonymous structs, typedef struct { } name, function-like macros over several lines. A definition by a macro has the
 * name of the macro's first argument that can be one; EXPORT_SYMBOL(x);, MODULE_LICENSE("x"); and module_init(x);
 * define nothing and are no entity.
 */
enum entity_kind {
	ENTITY_FUNCTION,        /* a definition, with its body */
	ENTITY_PROTOTYPE,
	ENTITY_STRUCT,          /* struct or union with members */
	ENTITY_ENUM,
	ENTITY_TYPEDEF,         /* that defines no struct or enum; also the y of "typedef struct x { } y" */
	ENTITY_MACRO,
	ENTITY_VARIABLE,        /* also tables, extern declarations and DEFINE_x(name) */
};

/* A member of a struct or an enumerator, or a field that a table initialises (.name =). */
struct entity_member {
	const char *name;       /* NUL-terminated, owned by the outline */
	uint32_t line;
};

struct entity {
	enum entity_kind kind;
	const char *name;       /* "" for an anonymous struct or enum without a name of any kind */
	uint32_t lead;          /* the first line of the comment that stands directly above, or first */
	uint32_t first, last;   /* lines, from 1, of the declaration itself: return type to closing brace or ';' */
	uint32_t body;          /* functions: the line of the opening brace; else 0 */
	bool is_static, is_inline;
	bool returns_value;     /* functions, prototypes: not void (a pointer to void is a value) */
	int nr_parameters;      /* functions, prototypes, function-like macros: -1 not known or variadic, 0 for (void);
				 * macros without parentheses: -1 */
	/*
	 * Functions, prototypes, variables: what stands before the name, blanks made one, without static, inline,
	 * extern; else NULL.
	 */
	const char *type;
	struct entity_member *members; /* a struct's also has those of the structs and enums within it */
	size_t nr_members;
};

/* Where a scanner was between two declarations, so that another one can go on from there. */
struct outline_place {
	uint32_t at, line;
	bool line_begun;
};

struct outline_index;
struct outline {
	struct arena arena;
	/*
	 * By first line. They do not overlap, but: a macro or a struct that is defined within another entity stands
	 * behind that, and "typedef struct x { } y", "struct x { } y" and "int x, y" are two each on the same lines.
	 */
	struct entity *v;
	size_t nr;
	const char **includes;  /* "linux/sunrpc/svc.h" of <...>, "state.h" of "...", without the brackets */
	size_t nr_includes;
	struct outline_place *places; /* every kilobyte or so */
	size_t nr_places;
	struct outline_index *index;
};

void outline_make(struct outline *outline, const char *text, size_t len);
void outline_release(struct outline *outline);

/* The entity that a line belongs to (lead comment included), or NULL; the outermost, and the first of a line's. */
const struct entity *outline_at(const struct outline *outline, uint32_t line);
/* The definition of a name of a kind, else NULL; a name may be defined twice (#if): the first. */
const struct entity *outline_find(const struct outline *outline, enum entity_kind kind, const char *name);
/*
 * What the file knows a name as: a function, prototype, macro, variable, typedef, struct or enum tag,
 * member or enumerator. Definitions before declarations, members last (the fields of a table are none). member is set
 * when it is one; NULL: not at all.
 */
const struct entity *outline_defines(const struct entity_member **member, const struct outline *outline,
				     const char *name);
/* The struct or enum that has a member or enumerator of a name, the first of them, or NULL. */
const struct entity *outline_member(const struct entity_member **member, const struct outline *outline,
				    const char *name);
/*
 * All that a name is, one after the other in the order of the file: *at is 0 before the first, and NULL follows the
 * last. member as of outline_defines().
 */
const struct entity *outline_each(const struct entity_member **member, uint32_t *at, const struct outline *outline,
				  const char *name);
/* The last place that is on a line before this one; all zero: none is. */
struct outline_place outline_place_before(const struct outline *outline, uint32_t line);
/* About how much memory it takes. */
size_t outline_bytes(const struct outline *outline);
/* Whether a name is declared at a line: as what an entity, a parameter list aside, or a member is called. */
bool outline_declares(const struct outline *outline, const char *name, uint32_t line);
/* The last line before 'line' that an entity ends with; 0: none does. */
uint32_t outline_end_before(const struct outline *outline, uint32_t line);

/* One use of a name. */
struct name_use {
	const char *name;       /* owned by the list's arena */
	uint32_t line;
	bool is_call;           /* followed by '(' */
	bool value_used;        /* the call is not a statement of its own */
	int nr_arguments;       /* of a call, or -1 where it cannot be told (the call does not end, or has #if in it) */
	bool is_member;         /* after '.' or '->' */
	bool is_tag;            /* after struct, union or enum */
};
struct name_uses {
	struct arena arena;
	struct name_use *v;
	size_t nr;
};
void name_uses_release(struct name_uses *uses);
/*
 * The names used in lines first .. last of a file (each occurrence; keywords of C, comments, literals left out). The
 * tokens before and after are read too, so that a comment or a call that begins or ends outside is known for what it
 * is. Left out where that can be seen: names that the function declares as parameters or local variables, its labels, a
 * macro's parameters, a name at the place that declares it, and what #if and #include say.
 */
void name_uses_make(struct name_uses *uses, const char *text, size_t len, uint32_t first, uint32_t last);
/* The same of several stretches, in order, where the text's outline is there already. */
struct line_stretch {
	uint32_t first, last;
};
void name_uses_of(struct name_uses *uses, const struct outline *outline, const char *text, size_t len,
		  const struct line_stretch *stretches, size_t nr);

/*
 * The names that a text has outside of comments and literals, by how they are used. Kept as hashes of 64 bits: that two
 * names have the same one happens less often than a memory error.
 */
enum identifier_use {
	IDENTIFIER_PLAIN,
	IDENTIFIER_MEMBER,      /* after '.' or '->' */
	IDENTIFIER_TAG,         /* after struct, union or enum */
};
struct identifiers {
	uint64_t *slots;        /* 0: free */
	size_t nr, nr_slots;
};
void identifiers_make(struct identifiers *identifiers, const char *text, size_t len);
void identifiers_release(struct identifiers *identifiers);
bool identifiers_has(const struct identifiers *identifiers, enum identifier_use use, const char *name);

#endif
