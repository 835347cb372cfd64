// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs of spatch that are remembered, as objects are (check/memo.h): each as an entry of its own that is true in one state.
 * The folder stands beside those of builds and goes with them when there is no room.
 *
 * An entry's text:
 *
 *	out LENGTH              what was printed to stdout; that many bytes and a line end follow
 *	err LENGTH              to stderr
 *	file LENGTH PATH        as spatch left it; for each file that it has changed
 *
 * What does not read like this to its end, or is of other files, is not believed, and spatch runs.
 */
#include <stdio.h>
#include <stdlib.h>

#include "check/build-folder.h"
#include "check/identity.h"
#include "check/memo.h"
#include "spatch-memo.h"

struct spatch_memo {
	struct build_folder folder;
	struct memo *memo;
};

struct spatch_memo *spatch_memo_open(const char *shared)
{
	owned(spatch_memo_freep) struct spatch_memo *made = mem_alloc(sizeof(*made));
	owned(text_release) struct text program = { 0 };
	const char *home = getenv("COCCINELLE_HOME");
	char id[41];

	text_addf(&program, "stableport spatch 1\n%s\n", home ? home : "");
	identity_add_program(&program, "spatch");
	identity_hash(id, text_str(&program), program.len);
	if (!shared || build_folder_share(&made->folder, shared, id, NULL) < 0)
		return NULL;
	made->memo = memo_open(made->folder.path);
	return take(made);
}

void spatch_memo_free(struct spatch_memo *memo)
{
	memo_freep(&memo->memo);
	build_folder_release(&memo->folder);
	free(memo);
}

/* ---- reading ---- */

/* "KIND LENGTH[ PATH]" and its bytes, from *at; false: it is none. */
static bool next_part(struct text *kind, struct text *path, struct text *bytes, const char **at, const char *end)
{
	owned(text_release) struct text head = { 0 };
	const char *line;
	char *behind;
	size_t len;

	text_clear(kind);
	text_clear(path);
	text_clear(bytes);
	if (!text_line(&line, &len, at, end))
		return false;
	text_add(&head, line, len);
	text_add(kind, line, strcspn(text_str(&head), " "));
	len = strtoull(text_str(&head) + kind->len, &behind, 10);
	text_adds(path, *behind ? behind + 1 : "");
	if ((size_t)(end - *at) <= len || (*at)[len] != '\n')
		return false;
	text_add(bytes, *at, len);
	*at += len + 1;
	return true;
}

/* What a record says, until it is known to be whole; of the files those that were changed, by their places. */
struct record {
	struct text out, err, *files;
	size_t nr;
};

static void record_release(struct record *record)
{
	size_t i;

	for (i = 0; i < record->nr; i++)
		text_release(&record->files[i]);
	free(record->files);
	text_release(&record->out);
	text_release(&record->err);
}

/* Where the bytes of a part belong, or NULL. */
static struct text *place_of(struct record *record, const struct strings *files, const char *kind, const char *path)
{
	size_t i;

	if (!strcmp(kind, "out"))
		return &record->out;
	if (!strcmp(kind, "err"))
		return &record->err;
	for (i = 0; !strcmp(kind, "file") && i < files->nr; i++)
		if (!strcmp(files->v[i], path))
			return &record->files[i];
	return NULL;
}

static bool read_record(struct record *record, const struct strings *files, const struct text *text)
{
	const char *at = text_str(text), *end = at + text->len;

	record->nr = files->nr;
	record->files = mem_alloc((files->nr + 1) * sizeof(*record->files));
	while (at < end) {
		owned(text_release) struct text kind = { 0 }, path = { 0 }, bytes = { 0 };
		struct text *place = NULL;

		if (next_part(&kind, &path, &bytes, &at, end))
			place = place_of(record, files, text_str(&kind), text_str(&path));
		if (!place)
			return false;
		text_release(place);
		*place = take(bytes);
	}
	return true;
}

static struct memo_state state_of(const char *id)
{
	return (struct memo_state){ .ground = id, .exact = id };
}

bool spatch_memo_find(struct spatch_result *result, struct text *printed, struct spatch_memo *memo, const char *id)
{
	const struct memo_state state = state_of(id);
	const struct memo_entry *known = memo_find(memo->memo, id, &state);
	owned(record_release) struct record record = { 0 };
	size_t i;

	if (!known || !read_record(&record, &result->files, &known->log))
		return false;
	for (i = 0; i < record.nr; i++) {
		if (!record.files[i].data)
			continue;
		text_release(&result->left[i].text);
		result->left[i] = (struct spatch_left){ take(record.files[i]), true };
	}
	result->out = take(record.out);
	*printed = take(record.err);
	return true;
}

/* ---- writing ---- */

static void add_part(struct text *record, const char *kind, const char *path, const struct text *bytes)
{
	text_addf(record, "%s %zu%s%s\n", kind, bytes->len, *path ? " " : "", path);
	text_add(record, text_str(bytes), bytes->len);
	text_addc(record, '\n');
}

void spatch_memo_add(struct spatch_memo *memo, const char *id, const struct spatch_result *result,
		     const struct text *printed)
{
	const struct memo_state state = state_of(id);
	struct memo_entry *entry;
	size_t i;

	if (!memo)
		return;
	entry = memo_add(memo->memo, id, &state);
	entry->outcome = MEMO_BUILT;
	add_part(&entry->log, "out", "", &result->out);
	add_part(&entry->log, "err", "", printed);
	for (i = 0; i < result->files.nr; i++)
		if (result->left[i].is_changed)
			add_part(&entry->log, "file", result->files.v[i], &result->left[i].text);
	memo_keep(memo->memo);
}
