// SPDX-License-Identifier: GPL-2.0-only
/* Steps are made of a recipe's commits, of a range and of a chain: their texts come about in one way. */
#include <stdlib.h>

#include "history.h"
#include "step-text.h"

void step_take_commit(struct step *step, struct arena *arena, const git_commit *commit)
{
	const git_signature *author = git_commit_author(commit);
	const char *body = git_commit_body((git_commit *)(uintptr_t)commit);
	int offset = author->when.offset;

	step->author = arena_printable(arena, arena_printf(arena, "%s <%s>", author->name, author->email));
	step->date = arena_printf(arena, "%lld %c%02d%02d", (long long)author->when.time, offset < 0 ? '-' : '+',
				  abs(offset) / 60, abs(offset) % 60);
	step->body = body ? arena_printable(arena, body) : NULL;
	step->body_is_upstream = true;
}

/* What a hunk adds and removes: a removed "-- x" is no header although its line begins with "--- ". */
static void count_lines(struct step *step, const struct text *diff)
{
	const char *at = text_str(diff), *end = at + diff->len, *line;
	bool in_hunk = false;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (len >= 5 && !strncmp(line, "diff ", 5))
			in_hunk = false;
		else if (len >= 2 && !strncmp(line, "@@", 2))
			in_hunk = true;
		step->added += in_hunk && len && *line == '+';
		step->removed += in_hunk && len && *line == '-';
	}
}

static const char *blob_id(struct arena *arena, bool exists, const struct text *content)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid id;

	if (!exists || git_odb_hash(&id, text_str(content), content->len, GIT_OBJECT_BLOB) < 0)
		return NULL;
	return arena_strdup(arena, git_oid_tostr(hex, sizeof(hex), &id));
}

int step_take_changes(struct step *step, struct arena *arena, struct error *err)
{
	owned(text_release) struct text diff = { 0 };
	size_t i;

	for (i = 0; i < step->changes.nr; i++) {
		const struct change *change = &step->changes.v[i];

		*arena_push(arena, step->files, step->nr_files) = (struct file_change){
			.path = arena_strdup(arena, change->path),
			.before = blob_id(arena, change->existed, &change->before),
			.after = blob_id(arena, change->exists, &change->after),
		};
	}
	if (changes_diff(&diff, &step->changes, err) < 0)
		return -1;
	count_lines(step, &diff);
	step->diff = arena_printable(arena, text_str(&diff));
	return 0;
}
