// SPDX-License-Identifier: GPL-2.0-only
/*
 * The todo as a file of the repository's own folder. Nobody but the program writes it, but it is read as if: a file that
 * was damaged, or that a later version wrote, is refused with a sentence, and nothing is done by it.
 */
#include "../files.h"
#include "../record.h"
#include "todo.h"

#define TODO_FORMAT 1

/* A todo of a thousand steps has some hundred bytes for each hunk. */
#define MAX_BYTES (64u << 20)

void todo_release(struct todo *todo)
{
	arena_release(&todo->arena);
}

bool todo_is_stopped(const struct todo *todo)
{
	return todo->next < todo->nr_steps;
}

const char *todo_outcome_name(enum todo_outcome outcome)
{
	static const char *const words[] = {
		[TODO_PENDING] = "pending", [TODO_MADE] = "made", [TODO_EMPTY] = "empty", [TODO_SKIPPED] = "skipped",
	};

	return words[outcome];
}

static const char *outcome_word(unsigned value)
{
	return todo_outcome_name((enum todo_outcome)value);
}

static const char *phase_word(unsigned value)
{
	static const char *const words[] = {
		[TODO_STOPPING] = "stopping", [TODO_STOPPED] = "stopped", [TODO_FINISHING] = "finishing",
	};

	return words[value];
}

static const char *role_word(unsigned value)
{
	return chain_role_name((enum chain_role)value);
}

static const char *disposition_word(unsigned value)
{
	return chain_disposition_name((enum chain_disposition)value);
}

static const struct field todo_hunk_fields[] = {
	NEEDED(todo_hunk, file),
	NUMBER(todo_hunk, line),
	STRING(todo_hunk, function),
	ENUM(todo_hunk, disposition, disposition_word, NR_CHAIN_DISPOSITIONS),
	STRING(todo_hunk, place),
	STRING(todo_hunk, why),
};
TABLE(todo_hunk);

static const struct field todo_step_fields[] = {
	NEEDED_ID(todo_step, commit),
	STRING(todo_step, subject),
	ENUM(todo_step, role, role_word, CHAIN_FOLLOW_UP + 1),
	STRING(todo_step, why),
	ARRAY(todo_step, hunks, todo_hunk_table),
	ENUM(todo_step, outcome, outcome_word, TODO_SKIPPED + 1),
	ID(todo_step, made),
	BOOL(todo_step, by_person),
};
TABLE(todo_step);

static const struct field todo_conflict_fields[] = {
	NEEDED_PATH(todo_conflict, path),
	NEEDED_PATH(todo_conflict, upstream_path),
	BOOL(todo_conflict, has_markers),
	NUMBER(todo_conflict, marker_size),
	ID(todo_conflict, ours),
	BOOL(todo_conflict, is_gone),
};
TABLE(todo_conflict);

static const struct field todo_fields[] = {
	NEEDED_PATH(todo, name),
	NEEDED_PATH(todo, label),
	ID(todo, branch_before),
	NEEDED(todo, target_ref),
	NEEDED_ID(todo, target_commit),
	STRING(todo, target_version),
	NEEDED(todo, output),
	NEEDED(todo, resolutions),
	STRING(todo, style),
	STRINGS(todo, references),
	BOOL(todo, signoff),
	BOOL(todo, cover_letter),
	ARRAY(todo, steps, todo_step_table),
	SIZE(todo, next),
	NEEDED_ID(todo, tip),
	ENUM(todo, phase, phase_word, TODO_FINISHING + 1),
	ARRAY(todo, conflicts, todo_conflict_table),
};
TABLE(todo);

json_t *todo_document(const struct todo *todo)
{
	owned(json_decrefp) json_t *body = record_write(&todo_table, todo);
	json_t *document = json_object();

	json_object_set_new(document, "format", json_integer(TODO_FORMAT));
	json_object_set_new(document, "document", json_string("apply"));
	json_object_update(document, body);
	return document;
}

int todo_write(const struct todo *todo, const char *path, struct error *err)
{
	owned(json_decrefp) json_t *document = todo_document(todo);
	owned(text_release) struct text json = { 0 };

	if (record_print(&json, document, err) < 0)
		return -1;
	return file_write(path, text_str(&json), json.len, err);
}

/* What no table can say. */
static int check(const struct todo *todo, struct error *err)
{
	if (todo->next > todo->nr_steps || (todo->next == todo->nr_steps) != (todo->phase == TODO_FINISHING))
		return error_set(err, "next: there are %zu steps", todo->nr_steps);
	return *todo->output == '/' ? 0 : error_set(err, "output: not an absolute path");
}

static int parse(struct todo *todo, const struct text *json, struct error *err)
{
	owned(json_decrefp) json_t *document = record_parse(text_str(json), json->len, TODO_FORMAT, err);

	if (!document || record_read(todo, &todo->arena, &todo_table, document, err) < 0)
		return -1;
	return check(todo, err);
}

int todo_read(struct todo *todo, bool *exists, const char *path, struct error *err)
{
	owned(todo_release) struct todo read = { 0 };
	owned(text_release) struct text json = { 0 };

	*exists = file_exists(path);
	if (!*exists)
		return 0;
	if (file_read_whole(&json, path, MAX_BYTES, err) < 0)
		return -1;
	if (parse(&read, &json, err) < 0)
		return error_prefix(err, "'%s' is damaged", path);
	*todo = take(read);
	return 0;
}
