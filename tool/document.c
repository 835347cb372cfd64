// SPDX-License-Identifier: GPL-2.0-only
/*
 * A backport as JSON and back.
 *
 * Both directions are driven by the same tables: a table says for each struct
 * which keys it has, of what kind and at which offset. One writer and one
 * reader walk them, so that what is written is what is read, and a new field is one line
 * here and one in docs/report-schema.md. Enums are written as the words people see.
 *
 * The reader trusts nothing: every key's type is checked, the error says where
 * ("steps[2].disposition"), unknown keys are ignored (a newer program may have
 * written them; "format" says when it cannot be read at all), every path that
 * would be joined to a folder has to be safe, every commit has to be named in
 * hexadecimal digits (libgit2 would otherwise read "HEAD@{1}" into it), and
 * every index has to be one of something that is there.
 *
 * A string without which the program or a reader could do nothing, and every
 * enum, is required: a check whose outcome was forgotten must not read as
 * "holds", which is the enum's 0. All else may be missing: it is then NULL, 0, false or empty.
 */
#include <jansson.h>
#include <stdlib.h>

#include "document.h"
#include "files.h"

#define DOCUMENT_FORMAT 1

/*
 * Numbers with a fraction are seconds that a person reads: six digits are
 * plenty, and 12.3 does not become 12.300000000000001.
 */
#define REAL_DIGITS 6

enum kind {
	KIND_STRING,
	KIND_PATH,                      /* a string that path_is_safe() */
	KIND_ID,                        /* a string that is_id() */
	KIND_BOOL,
	KIND_NUMBER,
	KIND_REAL,
	KIND_SIZE,
	KIND_ENUM,
	KIND_STRINGS,
	KIND_OBJECT,
	KIND_ARRAY,
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

static const char *role_word(unsigned value)
{
	return role_name((enum role)value);
}

static const char *disposition_word(unsigned value)
{
	return disposition_name((enum disposition)value);
}

static const char *presence_word(unsigned value)
{
	return presence_name((enum presence)value);
}

static const char *style_word(unsigned value)
{
	static const char *const words[] = {
		[STYLE_ANY] = "any", [STYLE_INLINE] = "inline", [STYLE_SHIM] = "shim"
	};

	return words[value];
}

static const char *outcome_word(unsigned value)
{
	static const char *const words[] = {
		[CONDITION_HOLDS] = "holds",
		[CONDITION_FAILS] = "fails",
		[CONDITION_NOT_APPLICABLE] = "not applicable",
	};

	return words[value];
}

static const struct field reason_fields[] = { NEEDED(reason, text), STRING(reason, evidence) };
TABLE(reason);

static const struct field used_rule_fields[] = { NEEDED(used_rule, name), BOOL(used_rule, fired) };
TABLE(used_rule);

static const struct field used_adaptation_fields[] = {
	SIZE(used_adaptation, index),
	NEEDED_PATH(used_adaptation, path),
	BOOL(used_adaptation, is_shim),
	STRING(used_adaptation, why),
	STRINGS(used_adaptation, missing),
	ARRAY(used_adaptation, rules, used_rule_table),
};
TABLE(used_adaptation);

static const struct field file_change_fields[] = {
	NEEDED_PATH(file_change, path),
	ID(file_change, before),
	ID(file_change, after),
};
TABLE(file_change);

static const struct field step_fields[] = {
	SIZE(step, index),
	NEEDED(step, name),
	ID(step, id),
	STRING(step, message_id),
	NEEDED(step, subject),
	STRING(step, author),
	STRING(step, date),
	ENUM(step, role, role_word, ROLE_FOLLOW_UP + 1),
	ENUM(step, disposition, disposition_word, STEP_CONFLICT + 1),
	ENUM(step, presence, presence_word, PRESENCE_CONTENT + 1),
	ARRAY(step, reasons, reason_table),
	ARRAY(step, adaptations, used_adaptation_table),
	ARRAY(step, warnings, reason_table),
	ARRAY(step, files, file_change_table),
	NUMBER(step, added),
	NUMBER(step, removed),
	ID(step, commit),
	PATH(step, patch),
	STRING(step, body),
	BOOL(step, body_is_upstream),
	ID(step, upstream_object),
	STRING(step, diff),
	STRING(step, upstream_diff),
};
TABLE(step);

static const struct field left_out_commit_fields[] = {
	NEEDED_ID(left_out_commit, id),
	NEEDED(left_out_commit, subject),
	STRING(left_out_commit, why),
	STRING(left_out_commit, evidence),
	BOOL(left_out_commit, suggested),
};
TABLE(left_out_commit);

static const struct field diagnostic_fields[] = {
	NEEDED(diagnostic, file),
	STRING(diagnostic, function),
	NUMBER(diagnostic, line),
	NEEDED(diagnostic, kind),
	NEEDED(diagnostic, text),
	STRING(diagnostic, option),
};
TABLE(diagnostic);

static const struct field step_check_fields[] = {
	SIZE(step_check, step),
	BOOL(step_check, built),
	STRINGS(step_check, objects),
	NUMBER(step_check, warnings_before),
	NUMBER(step_check, warnings_after),
	ARRAY(step_check, new_diagnostics, diagnostic_table),
	STRING(step_check, log),
};
TABLE(step_check);

static const struct field condition_check_fields[] = {
	NEEDED(condition_check, title),
	ENUM(condition_check, outcome, outcome_word, CONDITION_NOT_APPLICABLE + 1),
	STRINGS(condition_check, places),
	STRING(condition_check, note),
};
TABLE(condition_check);

static const struct field keep_out_check_fields[] = {
	NEEDED(keep_out_check, name),
	BOOL(keep_out_check, newly_there),
	STRINGS(keep_out_check, places),
};
TABLE(keep_out_check);

static const struct field check_fields[] = {
	BOOL(check, done),
	BOOL(check, build_done),
	STRING(check, build_note),
	STRING(check, compiler),
	STRING(check, flags),
	BOOL(check, sparse_done),
	ARRAY(check, steps, step_check_table),
	ARRAY(check, conditions, condition_check_table),
	ARRAY(check, keep_out, keep_out_check_table),
	STRINGS(check, uncompiled),
	REAL(check, seconds),
};
TABLE(check);

static const struct field target_fields[] = {
	STRING(target, repo),
	STRING(target, ref),
	ID(target, commit),
	STRING(target, folder),
	NEEDED(target, version),
	NEEDED_PATH(target, label),
	STRING(target, upstream_ref),
	ID(target, upstream_commit),
};
TABLE(target);

static const struct field backport_fields[] = {
	OBJECT(backport, target, target_table),
	ENUM(backport, style, style_word, STYLE_SHIM + 1),
	ARRAY(backport, steps, step_table),
	ARRAY(backport, left_out, left_out_commit_table),
	BOOL(backport, applied),
	STRING(backport, branch),
	STRING(backport, output),
	BOOL(backport, in_place),
	OBJECT(backport, check, check_table),
};
TABLE(backport);

/* The writer. */

#define AT(type, base, field) ((type *)(void *)((char *)(base) + (field)->offset))
#define CONST_AT(type, base, field) ((const type *)(const void *)((const char *)(base) + (field)->offset))

static json_t *write_table(const struct table *table, const void *base);

/* Strings that somebody else wrote may be no UTF-8: then their printable form is kept. */
static json_t *write_string(const char *string)
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

static json_t *write_strings(const struct string_list *list)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < list->nr; i++)
		json_array_append_new(array, write_string(list->v[i]));
	return array;
}

static json_t *write_array(const struct field *field, const void *base)
{
	const char *elements = *CONST_AT(char *, base, field);
	size_t nr = *(const size_t *)(const void *)((const char *)base + field->offset_nr);
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < nr; i++)
		json_array_append_new(array, write_table(field->table, elements + i * field->table->size));
	return array;
}

static json_t *write_field(const struct field *field, const void *base)
{
	switch (field->kind) {
	case KIND_STRING:
	case KIND_PATH:
	case KIND_ID:
		return write_string(*CONST_AT(char *, base, field));
	case KIND_BOOL:
		return json_boolean(*CONST_AT(bool, base, field));
	case KIND_NUMBER:
		return json_integer(*CONST_AT(unsigned, base, field));
	case KIND_REAL:
		return json_real(*CONST_AT(double, base, field));
	case KIND_SIZE:
		return json_integer((json_int_t)*CONST_AT(size_t, base, field));
	case KIND_ENUM:
		return json_string(field->name(*CONST_AT(unsigned, base, field)));
	case KIND_STRINGS:
		return write_strings(CONST_AT(struct string_list, base, field));
	case KIND_OBJECT:
		return write_table(field->table, (const char *)base + field->offset);
	case KIND_ARRAY:
		return write_array(field, base);
	}
	return NULL;
}

/* Absent strings are left out rather than written as null. */
static json_t *write_table(const struct table *table, const void *base)
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

static json_t *write_recipe(const struct recipe *recipe)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", write_string(recipe->name));
	json_object_set_new(object, "path", write_string(recipe->path));
	json_object_set_new(object, "title", write_string(recipe->title));
	json_object_set_new(object, "description", write_string(recipe->description));
	json_object_set_new(object, "references", write_strings(&recipe->references));
	json_object_set_new(object, "notes", write_strings(&recipe->notes));
	return object;
}

int document_write(struct text *json, const struct backport *backport, struct error *err)
{
	owned(json_decrefp) json_t *body = write_table(&backport_table, backport);
	owned(json_decrefp) json_t *document = json_object();
	char *dump;

	json_object_set_new(document, "format", json_integer(DOCUMENT_FORMAT));
	json_object_set_new(document, "recipe", write_recipe(backport->recipe));
	json_object_set_new(document, "verdict", json_string(verdict_word(backport_verdict(backport))));
	json_object_update(document, body);
	dump = json_dumps(document, JSON_INDENT(1) | JSON_REAL_PRECISION(REAL_DIGITS));
	if (!dump)
		return error_set(err, "cannot make JSON of the backport");
	text_adds(json, dump);
	text_addc(json, '\n');
	free(dump);
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

static json_t *load(const char *json, size_t len, struct error *err)
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
	else if (json_integer_value(format) != DOCUMENT_FORMAT)
		error_set(err,
			  "a document of format %" JSON_INTEGER_FORMAT ", and this program reads format %d",
			  json_integer_value(format), DOCUMENT_FORMAT);
	else
		return take(document);
	return NULL;
}

int document_recipe(struct text *recipe_path, const char *json, size_t len, struct error *err)
{
	owned(json_decrefp) json_t *document = load(json, len, err);
	const char *path;

	if (!document)
		return -1;
	path = json_string_value(json_object_get(json_object_get(document, "recipe"), "path"));
	if (!path || !*path)
		return error_set(err, "it names no recipe");
	text_adds(recipe_path, path);
	return 0;
}

/* What no table can say: what the program indexes with, and what only makes sense together. */

static bool is_label(const char *string)
{
	return !string[strspn(string, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")];
}

static int validate_target(const struct backport *backport, struct error *err)
{
	const struct target *target = &backport->target;

	if (!is_label(target->label))
		return error_set(err, "target.label: letters, digits, '.', '_' and '-' only");
	if (!target->folder && !(target->repo && target->commit))
		return error_set(err, "target: neither a folder nor a repository and a commit");
	if (target->folder && (target->repo || target->commit))
		return error_set(err, "target: both a folder and a repository");
	if (backport->in_place && !target->folder)
		return error_set(err, "in_place: only the tree in a folder can be changed in place");
	return 0;
}

static int validate_steps(const struct backport *backport, struct error *err)
{
	size_t i, j;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];

		if (step->index >= backport->recipe->nr_commits)
			return error_set(err, "steps[%zu].index: the recipe has %zu commits", i,
					 backport->recipe->nr_commits);
		for (j = 0; j < step->nr_adaptations; j++)
			if (step->adaptations[j].index >=
			    backport->recipe->commits[step->index].nr_adaptations)
				return error_set(
					err, "steps[%zu].adaptations[%zu].index: the recipe has no such one",
					i, j);
	}
	return 0;
}

static int validate_check(const struct backport *backport, struct error *err)
{
	size_t i;

	for (i = 0; i < backport->check.nr_steps; i++)
		if (backport->check.steps[i].step >= backport->nr_steps)
			return error_set(err, "check.steps[%zu].step: there are %zu steps", i,
					 backport->nr_steps);
	return 0;
}

static int validate_recipe(const struct recipe *recipe, const json_t *document, struct error *err)
{
	const json_t *said = json_object_get(json_object_get(document, "recipe"), "name");

	if (!json_is_string(said) || strcmp(json_string_value(said), recipe->name))
		return error_set(err, "recipe.name: not '%s', whose recipe was read", recipe->name);
	return 0;
}

int document_read(struct backport *backport, const struct recipe *recipe, const char *json, size_t len,
		  struct error *err)
{
	owned(json_decrefp) json_t *document = load(json, len, err);
	owned(backport_release) struct backport built = { .recipe = recipe };
	struct reader reader = { .arena = &built.arena, .err = err, .where = "" };

	if (!document || validate_recipe(recipe, document, err) < 0 ||
	    read_table(&reader, &backport_table, &built, document) < 0 || validate_target(&built, err) < 0 ||
	    validate_steps(&built, err) < 0 || validate_check(&built, err) < 0)
		return -1;
	backport_release(backport);
	*backport = take(built);
	return 0;
}
