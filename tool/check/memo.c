// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file for each object, which is read when the object is first asked for:
 *
 *	stableport-memo 1
 *	entry OUTCOME GROUND EXACT FILES LOG FAILURE    ("-": none; FILES and the others: how many, or how long)
 *	ID PATH                                         FILES times; "-" is the base's content
 *	...                                             LOG and FAILURE bytes, a line end after each
 *	end
 *
 * Written beside and renamed, so that a run that is killed leaves the old one. What does not read like this to its end is
 * not believed: nothing is known then, and the object is compiled.
 *
 * An entry with files is true in another state if that has the same ground, and of each of the entry's files the same
 * content; a file that is new there must not have the name of one of them either, since it could be found before it on
 * the include path.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../files.h"
#include "memo.h"

#define HEADER "stableport-memo 1\n"
/* Entries of an object that are kept, of those that this run did not ask for: another series has theirs too. */
#define MAX_OTHERS 32
/* A file of a memo: 32 entries of 1,000 paths and what W=1 prints are 2 MiB. */
#define MAX_FILE ((size_t)64 << 20)

struct object {
	char *name;
	struct memo_entry **entries;
	size_t nr;
	bool is_changed;
};

struct memo {
	char *folder;
	struct object *objects;
	size_t nr;
};

static void entry_free(struct memo_entry *entry)
{
	if (!entry)
		return;
	free(entry->ground);
	free(entry->exact);
	strings_release(&entry->files);
	strings_release(&entry->ids);
	text_release(&entry->log);
	text_release(&entry->failure);
	free(entry);
}
OWNED_POINTER(struct memo_entry, entry_free);

struct memo *memo_open(const char *folder)
{
	struct memo *memo = mem_alloc(sizeof(*memo));

	memo->folder = folder ? mem_strdup(folder) : NULL;
	return memo;
}

void memo_free(struct memo *memo)
{
	size_t i, j;

	if (!memo)
		return;
	for (i = 0; i < memo->nr; i++) {
		for (j = 0; j < memo->objects[i].nr; j++)
			entry_free(memo->objects[i].entries[j]);
		free(memo->objects[i].entries);
		free(memo->objects[i].name);
	}
	free(memo->objects);
	free(memo->folder);
	free(memo);
}

/* ---- reading ---- */

struct cursor {
	const char *at, *end;
};

static bool next_line(struct text *line, struct cursor *cursor)
{
	const char *begin;
	size_t len;

	text_clear(line);
	if (!text_line(&begin, &len, &cursor->at, cursor->end))
		return false;
	text_add(line, begin, len);
	return !memchr(begin, '\0', len);
}

static bool next_bytes(struct text *bytes, struct cursor *cursor, size_t len)
{
	if ((size_t)(cursor->end - cursor->at) <= len || cursor->at[len] != '\n')
		return false;
	text_add(bytes, cursor->at, len);
	cursor->at += len + 1;
	return true;
}

static bool read_files(struct memo_entry *entry, struct cursor *cursor, size_t nr)
{
	owned(text_release) struct text line = { 0 };
	size_t i;

	for (i = 0; i < nr; i++) {
		const char *path;

		if (!next_line(&line, cursor))
			return false;
		path = strchr(text_str(&line), ' ');
		if (!path)
			return false;
		strings_add(&entry->files, path + 1);
		line.data[path - line.data] = '\0';
		strings_add(&entry->ids, strcmp(line.data, "-") ? line.data : "");
	}
	return true;
}

static bool read_entry(struct memo_entry *entry, struct cursor *cursor, const char *line)
{
	char ground[64], exact[64];
	unsigned outcome;
	size_t nr, log, failure;

	if (sscanf(line, "entry %u %63s %63s %zu %zu %zu", &outcome, ground, exact, &nr, &log, &failure) != 6 ||
	    outcome > MEMO_NO_RULE || !read_files(entry, cursor, nr) || !next_bytes(&entry->log, cursor, log) ||
	    !next_bytes(&entry->failure, cursor, failure))
		return false;
	entry->outcome = outcome;
	entry->ground = mem_strdup(ground);
	entry->exact = strcmp(exact, "-") ? mem_strdup(exact) : NULL;
	entry->is_earlier = true;
	return entry->exact || entry->files.nr;
}

static void push(struct object *object, struct memo_entry *entry)
{
	object->entries = mem_realloc(object->entries, (object->nr + 1) * sizeof(*object->entries));
	object->entries[object->nr++] = entry;
}

static void forget(struct object *object)
{
	while (object->nr)
		entry_free(object->entries[--object->nr]);
}

static bool read_entries(struct object *object, const struct text *text)
{
	owned(text_release) struct text line = { 0 };
	struct cursor cursor = { text_str(text), text_str(text) + text->len };

	if (text->len < strlen(HEADER) || memcmp(cursor.at, HEADER, strlen(HEADER)))
		return false;
	cursor.at += strlen(HEADER);
	while (next_line(&line, &cursor) && strcmp(text_str(&line), "end")) {
		owned(entry_freep) struct memo_entry *entry = mem_alloc(sizeof(*entry));

		if (!read_entry(entry, &cursor, text_str(&line)))
			return false;
		push(object, take(entry));
	}
	return !strcmp(text_str(&line), "end");
}

static char *path_of(struct arena *arena, const struct memo *memo, const char *name)
{
	char *file = arena_strdup(arena, name), *at;

	for (at = file; *at; at++)
		if (*at == '/')
			*at = '%';
	return path_join(arena, memo->folder, file);
}

static void read_object(struct object *object, const struct memo *memo)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	const char *path;

	if (!memo->folder)
		return;
	path = path_of(&arena, memo, object->name);
	if (!file_exists(path))
		return;
	if (file_read_whole(&text, path, MAX_FILE, NULL) < 0 || !read_entries(object, &text))
		forget(object);
}

static struct object *object_of(struct memo *memo, const char *name)
{
	size_t i;

	for (i = 0; i < memo->nr; i++)
		if (!strcmp(memo->objects[i].name, name))
			return &memo->objects[i];
	memo->objects = mem_realloc(memo->objects, (memo->nr + 1) * sizeof(*memo->objects));
	memo->objects[memo->nr] = (struct object){ .name = mem_strdup(name) };
	read_object(&memo->objects[memo->nr], memo);
	return &memo->objects[memo->nr++];
}

/* ---- asking ---- */

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The place of a path among an entry's files, or -1. */
static long place_of(const struct memo_entry *entry, const char *path)
{
	char **found = bsearch(&path, entry->files.v, entry->files.nr, sizeof(*entry->files.v), compare);

	return found ? found - entry->files.v : -1;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool could_hide_one(const struct memo_entry *entry, const char *path)
{
	size_t i;

	for (i = 0; i < entry->files.nr; i++)
		if (!strcmp(base_name(entry->files.v[i]), base_name(path)))
			return true;
	return false;
}

static const struct memo_file *file_of(const struct memo_state *state, const char *path)
{
	size_t i;

	for (i = 0; i < state->nr; i++)
		if (!strcmp(state->files[i].path, path))
			return &state->files[i];
	return NULL;
}

static bool files_are_same(const struct memo_entry *entry, const struct memo_state *state)
{
	size_t i;

	for (i = 0; i < state->nr; i++) {
		const struct memo_file *file = &state->files[i];
		long place = place_of(entry, file->path);

		if (place >= 0 ? strcmp(entry->ids.v[place], file->id) != 0 :
				 file->is_new && could_hide_one(entry, file->path))
			return false;
	}
	/* What was laid over the base then must be so now. */
	for (i = 0; i < entry->files.nr; i++)
		if (*entry->ids.v[i] && !file_of(state, entry->files.v[i]))
			return false;
	return true;
}

static bool is_true_in(const struct memo_entry *entry, const struct memo_state *state)
{
	if (entry->exact)
		return !strcmp(entry->exact, state->exact);
	return !strcmp(entry->ground, state->ground) && files_are_same(entry, state);
}

const struct memo_entry *memo_find(struct memo *memo, const char *name, const struct memo_state *state)
{
	const struct object *object = object_of(memo, name);
	size_t i;

	for (i = object->nr; i-- > 0;) {
		if (is_true_in(object->entries[i], state)) {
			object->entries[i]->is_asked_for = true;
			return object->entries[i];
		}
	}
	return NULL;
}

/* ---- adding ---- */

struct memo_entry *memo_add(struct memo *memo, const char *name, const struct memo_state *state)
{
	struct object *object = object_of(memo, name);
	struct memo_entry *entry = mem_alloc(sizeof(*entry));

	entry->ground = mem_strdup(state->ground);
	entry->exact = mem_strdup(state->exact);
	entry->is_asked_for = true;
	push(object, entry);
	object->is_changed = true;
	return entry;
}

void memo_depends(struct memo_entry *entry, struct strings *files, const struct memo_state *state)
{
	size_t i;

	entry->files = *files;
	*files = (struct strings){ 0 };
	for (i = 0; i < entry->files.nr; i++) {
		const struct memo_file *file = file_of(state, entry->files.v[i]);

		strings_add(&entry->ids, file ? file->id : "");
	}
	free(entry->exact);
	entry->exact = NULL;
}

static void write_entry(struct text *out, const struct memo_entry *entry)
{
	size_t i;

	text_addf(out, "entry %u %s %s %zu %zu %zu\n", entry->outcome, entry->ground, entry->exact ? entry->exact : "-",
		  entry->files.nr, entry->log.len, entry->failure.len);
	for (i = 0; i < entry->files.nr; i++)
		text_addf(out, "%s %s\n", *entry->ids.v[i] ? entry->ids.v[i] : "-", entry->files.v[i]);
	text_add(out, text_str(&entry->log), entry->log.len);
	text_addc(out, '\n');
	text_add(out, text_str(&entry->failure), entry->failure.len);
	text_addc(out, '\n');
}

static size_t nr_others(const struct object *object)
{
	size_t nr = 0, i;

	for (i = 0; i < object->nr; i++)
		nr += !object->entries[i]->is_asked_for;
	return nr;
}

/* All of this run: a series has as many as it has commits that reach the object. Of the others the oldest go. */
static void keep_object(struct memo *memo, struct object *object)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	size_t others = nr_others(object), i;

	text_adds(&text, HEADER);
	for (i = 0; i < object->nr; i++) {
		bool is_kept = object->entries[i]->is_asked_for || others-- <= MAX_OTHERS;

		if (is_kept && !object->entries[i]->is_doubtful)
			write_entry(&text, object->entries[i]);
	}
	text_adds(&text, "end\n");
	if (text.len > MAX_FILE || file_write(path_of(&arena, memo, object->name), text.data, text.len, NULL) < 0)
		return;
	object->is_changed = false;
}

void memo_keep(struct memo *memo)
{
	size_t i;

	for (i = 0; memo->folder && i < memo->nr; i++)
		if (memo->objects[i].is_changed)
			keep_object(memo, &memo->objects[i]);
}
