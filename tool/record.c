// SPDX-License-Identifier: GPL-2.0-only
/*
 * The writer and the reader walk the same tables.
 *
 * The reader trusts nothing: every key's type is checked, the error says where
 * ("steps[2].disposition"), unknown keys are ignored (a newer program may have
 * written them; "format" says when it cannot be read at all), every path that
 * would be joined to a folder has to be safe, every commit has to be named in
 * hexadecimal digits (libgit2 would otherwise read "HEAD@{1}" into it).
 *
 * A string without which the program or a reader could do nothing, and every
 * enum, is required: a check whose outcome was forgotten must not read as
 * "holds", which is the enum's 0. All else may be missing: it is then NULL, 0, false or empty.
 */
#include <stdlib.h>

#include "files.h"
#include "record.h"

/*
 * Numbers with a fraction are seconds that a person reads: six digits are
 * plenty, and 12.3 does not become 12.300000000000001.
 */
#define REAL_DIGITS 6

/* The writer. */

#define AT(type, base, field) ((type *)(void *)((char *)(base) + (field)->offset))
#define CONST_AT(type, base, field) ((const type *)(const void *)((const char *)(base) + (field)->offset))


/* Strings that somebody else wrote may be no UTF-8: then their printable form is kept. */
json_t *record_string(const char *string)
{
	owned(text_release) struct text printable = { 0 };
	json_t *json;

	if (!string)
		return json_null();
	json = json_string(string);
	if (json)
		return json;
	text_add_printable(&printable, string, strlen(string));
	return json_string(text_str(&printable));
}

json_t *record_strings(const struct string_list *list)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < list->nr; i++)
		json_array_append_new(array, record_string(list->v[i]));
	return array;
}

static json_t *write_array(const struct field *field, const void *base)
{
	const char *elements = *CONST_AT(char *, base, field);
	size_t nr = *(const size_t *)(const void *)((const char *)base + field->offset_nr);
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < nr; i++)
		json_array_append_new(array, record_write(field->table, elements + i * field->table->size));
	return array;
}

static json_t *write_field(const struct field *field, const void *base)
{
	switch (field->kind) {
	case KIND_STRING:
	case KIND_PATH:
	case KIND_ID:
		return record_string(*CONST_AT(char *, base, field));
	case KIND_BOOL:
		return json_boolean(*CONST_AT(bool, base, field));
	case KIND_NUMBER:
		return json_integer(*CONST_AT(unsigned, base, field));
	case KIND_INTEGER:
		return json_integer(*CONST_AT(long long, base, field));
	case KIND_REAL:
		return json_real(*CONST_AT(double, base, field));
	case KIND_SIZE:
		return json_integer((json_int_t)*CONST_AT(size_t, base, field));
	case KIND_ENUM:
		return json_string(field->name(*CONST_AT(unsigned, base, field)));
	case KIND_STRINGS:
		return record_strings(CONST_AT(struct string_list, base, field));
	case KIND_OBJECT:
		return record_write(field->table, (const char *)base + field->offset);
	case KIND_ARRAY:
		return write_array(field, base);
	}
	return NULL;
}

/* Absent strings are left out rather than written as null. */
json_t *record_write(const struct table *table, const void *base)
{
	json_t *object = json_object();
	size_t i;

	for (i = 0; i < table->nr; i++) {
		json_t *value = write_field(&table->fields[i], base);

		if (json_is_null(value))
			json_decref(value);
		else
			json_object_set_new(object, table->fields[i].key, value);
	}
	return object;
}

static void free_string(char **string)
{
	free(*string);
}

int record_print(struct text *out, const json_t *json, struct error *err)
{
	owned(free_string) char *dump = json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(REAL_DIGITS));

	if (!dump)
		return error_set(err, "cannot make JSON of it");
	text_addf(out, "%s\n", dump);
	return 0;
}

/* The reader. */

struct reader {
	struct arena *arena;
	struct error *err;
	const char *where; /* "steps[2]", "" at the top */
};

static int read_table(struct reader *reader, const struct table *table, void *base, const json_t *json);

static int complain(const struct reader *reader, const struct field *field, const char *sentence)
{
	return error_set(reader->err, "%s%s%s: %s", reader->where, *reader->where ? "." : "", field->key,
			 sentence);
}

/* The longest piece of a document that a sentence about it repeats. */
#define QUOTED_MAX 40

/* What is there, and why it will not do: "steps[2].disposition: 'x' is none of ...". */
static int complain_of(const struct reader *reader, const struct field *field, const char *value,
		       const char *sentence)
{
	owned(text_release) struct text what = { 0 };

	text_addc(&what, '\'');
	text_add_printable(&what, value, strnlen(value, QUOTED_MAX));
	text_addf(&what, "%s' %s", strlen(value) > QUOTED_MAX ? "..." : "", sentence);
	return complain(reader, field, text_str(&what));
}

/* A git id as the program writes them: as short as a recipe may give it, as long as they get. */
static bool is_id(const char *string)
{
	size_t len = strspn(string, "0123456789abcdef");

	return !string[len] && len >= 12 && len <= 40;
}

static int read_string(struct reader *reader, const struct field *field, void *base, const json_t *json)
{
	const char *string = json_string_value(json);

	if (!string)
		return complain(reader, field, "not a string");
	if (field->kind == KIND_PATH && !path_is_safe(string))
		return complain_of(reader, field, string, "is not a path that stays in its folder");
	if (field->kind == KIND_ID && !is_id(string))
		return complain_of(reader, field, string, "is not an id of 12 to 40 hexadecimal digits");
	*AT(char *, base, field) = arena_strdup(reader->arena, string);
	return 0;
}

static int read_integer(struct reader *reader, const struct field *field, void *base, const json_t *json)
{
	json_int_t value = json_integer_value(json);

	if (!json_is_integer(json) || value < 0 || value > INT32_MAX)
		return complain(reader, field, "not a whole number from 0 to 2147483647");
	if (field->kind == KIND_SIZE)
		*AT(size_t, base, field) = (size_t)value;
	else
		*AT(unsigned, base, field) = (unsigned)value;
	return 0;
}

static int complain_of_word(const struct reader *reader, const struct field *field, const char *word)
{
	owned(text_release) struct text sentence = { 0 };
	unsigned value;

	text_adds(&sentence, "is none of");
	for (value = 0; value < field->nr_values; value++)
		text_addf(&sentence, "%s '%s'", value ? "," : "", field->name(value));
	return complain_of(reader, field, word, text_str(&sentence));
}

static int read_enum(struct reader *reader, const struct field *field, void *base, const json_t *json)
{
	const char *word = json_string_value(json);
	unsigned value;

	if (!word)
		return complain(reader, field, "not a string");
	for (value = 0; value < field->nr_values; value++) {
		if (!strcmp(field->name(value), word)) {
			*AT(unsigned, base, field) = value;
			return 0;
		}
	}
	return complain_of_word(reader, field, word);
}

static int read_strings(struct reader *reader, const struct field *field, void *base, const json_t *json)
{
	struct string_list *list = AT(struct string_list, base, field);
	struct string_list read = { 0 };
	const json_t *element;
	size_t i;

	if (!json_is_array(json))
		return complain(reader, field, "not an array");
	json_array_foreach(json, i, element) {
		if (!json_is_string(element))
			return complain(reader, field, "not an array of strings");
		*arena_push(reader->arena, read.v, read.nr) =
			arena_strdup(reader->arena, json_string_value(element));
	}
	*list = read;
	return 0;
}

static int read_array(struct reader *reader, const struct field *field, void *base, const json_t *json)
{
	size_t nr = json_array_size(json);
	char *elements;
	size_t i;

	if (!json_is_array(json))
		return complain(reader, field, "not an array");
	elements = arena_alloc(reader->arena, nr * field->table->size);
	for (i = 0; i < nr; i++) {
		struct reader inner = *reader;

		inner.where = arena_printf(reader->arena, "%s%s%s[%zu]", reader->where,
					   *reader->where ? "." : "", field->key, i);
		if (read_table(&inner, field->table, elements + i * field->table->size,
			       json_array_get(json, i)) < 0)
			return -1;
	}
	*AT(char *, base, field) = elements;
	*(size_t *)(void *)((char *)base + field->offset_nr) = nr;
	return 0;
}

static int read_object(struct reader *reader, const struct field *field, void *base, const json_t *json)
{
	struct reader inner = *reader;

	inner.where =
		arena_printf(reader->arena, "%s%s%s", reader->where, *reader->where ? "." : "", field->key);
	return read_table(&inner, field->table, (char *)base + field->offset, json);
}

static int read_field(struct reader *reader, const struct field *field, void *base, const json_t *json)
{
	switch (field->kind) {
	case KIND_STRING:
	case KIND_PATH:
	case KIND_ID:
		return read_string(reader, field, base, json);
	case KIND_BOOL:
		*AT(bool, base, field) = json_is_true(json);
		return json_is_boolean(json) ? 0 : complain(reader, field, "not true or false");
	case KIND_NUMBER:
	case KIND_SIZE:
		return read_integer(reader, field, base, json);
	case KIND_INTEGER:
		*AT(long long, base, field) = json_integer_value(json);
		return json_is_integer(json) ? 0 : complain(reader, field, "not a whole number");
	case KIND_REAL:
		*AT(double, base, field) = json_number_value(json);
		return json_is_number(json) ? 0 : complain(reader, field, "not a number");
	case KIND_ENUM:
		return read_enum(reader, field, base, json);
	case KIND_STRINGS:
		return read_strings(reader, field, base, json);
	case KIND_OBJECT:
		return read_object(reader, field, base, json);
	case KIND_ARRAY:
		return read_array(reader, field, base, json);
	}
	return -1;
}

static int read_table(struct reader *reader, const struct table *table, void *base, const json_t *json)
{
	size_t i;

	if (!json_is_object(json))
		return error_set(reader->err, "%s: not an object",
				 *reader->where ? reader->where : "the document");
	for (i = 0; i < table->nr; i++) {
		const struct field *field = &table->fields[i];
		const json_t *value = json_object_get(json, field->key);

		if (!value && field->required)
			return complain(reader, field, "missing");
		if (value && read_field(reader, field, base, value) < 0)
			return -1;
	}
	return 0;
}

/* jansson's own sentence, which repeats what it stumbled over. */
static void complain_of_syntax(const json_error_t *error, struct error *err)
{
	owned(text_release) struct text sentence = { 0 };

	text_add_printable(&sentence, error->text, strlen(error->text));
	error_set(err, "line %d, column %d: %s", error->line, error->column, text_str(&sentence));
}

json_t *record_parse(const char *json, size_t len, int wanted, struct error *err)
{
	json_error_t error;
	owned(json_decrefp) json_t *document = json_loadb(json, len, JSON_REJECT_DUPLICATES, &error);
	const json_t *format = json_object_get(document, "format");

	if (memchr(json, '\0', len)) /* jansson passes over it as if it were a blank */
		error_set(err, "it has a NUL byte");
	else if (!document)
		complain_of_syntax(&error, err);
	else if (!json_is_integer(format))
		error_set(err, "not a document of stableport's: it has no 'format'");
	else if (json_integer_value(format) != wanted)
		error_set(err,
			  "a document of format %" JSON_INTEGER_FORMAT ", and this program reads format %d",
			  json_integer_value(format), wanted);
	else
		return take(document);
	return NULL;
}

int record_read(void *record, struct arena *arena, const struct table *table, const json_t *json, struct error *err)
{
	struct reader reader = { .arena = arena, .err = err, .where = "" };

	return read_table(&reader, table, record, json);
}
