/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RECORD_H
#define RECORD_H

#include <jansson.h>
#include <stddef.h>

#include "backport.h"
#include "error.h"
#include "text.h"

/*
 * Structs as JSON and back, by tables: a table says which keys a struct has, of what kind and at which offset. One
 * writer and one reader walk them, so that what is written is what is read. Structs and strings live in an arena; enums
 * are written as the words people see; absent strings are left out.
 */
enum kind {
	KIND_STRING,
	KIND_PATH,                      /* a string that path_is_safe() */
	KIND_ID,                        /* a git id of 12 to 40 digits */
	KIND_BOOL,
	KIND_NUMBER,                    /* of 32 bits */
	KIND_INTEGER,                   /* of 64 bits, with a sign */
	KIND_REAL,
	KIND_SIZE,
	KIND_ENUM,
	KIND_STRINGS,                   /* struct string_list */
	KIND_OBJECT,
	KIND_ARRAY,                     /* a pointer to the first, and their number in nr_KEY */
};

struct field {
	const char *key;
	enum kind kind;
	bool required;
	size_t offset;
	size_t offset_nr;               /* KIND_ARRAY: where the number of elements is */
	const struct table *table;      /* KIND_OBJECT, KIND_ARRAY */
	const char *(*name)(unsigned value); /* KIND_ENUM */
	unsigned nr_values;             /* KIND_ENUM */
};

struct table {
	size_t size;
	const struct field *fields;
	size_t nr;
};

#define STRING(s, f) { .key = #f, .kind = KIND_STRING, .offset = offsetof(struct s, f) }
#define NEEDED(s, f) { .key = #f, .kind = KIND_STRING, .required = true, .offset = offsetof(struct s, f) }
#define PATH(s, f) { .key = #f, .kind = KIND_PATH, .offset = offsetof(struct s, f) }
#define NEEDED_PATH(s, f) { .key = #f, .kind = KIND_PATH, .required = true, .offset = offsetof(struct s, f) }
#define ID(s, f) { .key = #f, .kind = KIND_ID, .offset = offsetof(struct s, f) }
#define NEEDED_ID(s, f) { .key = #f, .kind = KIND_ID, .required = true, .offset = offsetof(struct s, f) }
#define BOOL(s, f) { .key = #f, .kind = KIND_BOOL, .offset = offsetof(struct s, f) }
#define NUMBER(s, f) { .key = #f, .kind = KIND_NUMBER, .offset = offsetof(struct s, f) }
#define INTEGER(s, f) { .key = #f, .kind = KIND_INTEGER, .offset = offsetof(struct s, f) }
#define REAL(s, f) { .key = #f, .kind = KIND_REAL, .offset = offsetof(struct s, f) }
#define SIZE(s, f) { .key = #f, .kind = KIND_SIZE, .offset = offsetof(struct s, f) }
#define STRINGS(s, f) { .key = #f, .kind = KIND_STRINGS, .offset = offsetof(struct s, f) }
#define OBJECT(s, f, t) { .key = #f, .kind = KIND_OBJECT, .offset = offsetof(struct s, f), .table = &(t) }
#define ARRAY(s, f, t)                                                          \
	{ .key = #f, .kind = KIND_ARRAY, .offset = offsetof(struct s, f),       \
	  .offset_nr = offsetof(struct s, nr_##f), .table = &(t) }
#define ENUM(s, f, names, nr)                                                   \
	{ .key = #f, .kind = KIND_ENUM, .required = true, .offset = offsetof(struct s, f),      \
	  .name = names, .nr_values = nr }
#define TABLE(s) static const struct table s##_table = { sizeof(struct s), s##_fields, nr_of(s##_fields) }

json_t *record_write(const struct table *table, const void *record); /* a new reference */
/* As KIND_STRING and KIND_STRINGS are written. */
json_t *record_string(const char *string);
json_t *record_strings(const struct string_list *list);
/* Fills a zeroed struct; an error says where: "steps[2].outcome: missing". Unknown keys are ignored. */
int record_read(void *record, struct arena *arena, const struct table *table, const json_t *json,
		struct error *err) must_check;

/* As text, with two of its conventions: numbers with a fraction are seconds that a person reads, and a final newline. */
int record_print(struct text *out, const json_t *json, struct error *err) must_check;
/* JSON of ours: an object whose "format" is the wanted one. NULL: an error. A new reference. */
json_t *record_parse(const char *json, size_t len, int wanted, struct error *err) must_check;

#endif
