// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a text has a commit's change: the commit is merged onto it (merge.h), and merge-there.c says of each hunk
 * whether it is there. The whole is, if
 *
 *	each hunk is there. One that would apply cleanly is missing, whatever stands around it;
 *	one of them adds something. That a line is gone proves nothing, since the target may never have had it: the
 *		file, function or call that a commit takes away may have come after the branch was made. Nor do
 *		blank lines and braces, which stand everywhere ("}" after "return 0;");
 *	no mode changes, since a content does not show it.
 *
 * What is taken for missing and is not costs a look: merging it again finds the same hunks there and changes nothing.
 * What is taken for being there and is not, is lost.
 */
#include <ctype.h>
#include <stdio.h>

#include "presence.h"

/* Where a line (from 1) begins; the text's end, if it has fewer. */
static const char *find_line(const struct text *text, uint32_t line)
{
	const char *at = text_str(text), *end = at + text->len;

	while (--line && at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));

		at = feed ? feed + 1 : end;
	}
	return at;
}

static bool says_something(const struct text *text, uint32_t line, uint32_t nr)
{
	const char *at = find_line(text, line), *end = find_line(text, line + nr);

	for (; at < end; at++)
		if (isalnum((unsigned char)*at))
			return true;
	return false;
}

static bool adds_something(const struct merge *merge, const struct merge_hunk *hunk)
{
	return hunk->at.new_nr && hunk->target_line &&
	       says_something(&merge->files[hunk->file].ours, hunk->target_line, hunk->at.new_nr);
}

static bool changes_mode(const struct merge_file *file)
{
	return file->old_entry.mode && file->new_entry.mode && file->old_entry.mode != file->new_entry.mode;
}

/* The first hunk that proves it; NULL: it is not there. */
static const struct merge_hunk *find_proof(const struct merge *merge)
{
	const struct merge_hunk *proof = NULL;
	size_t i;

	for (i = 0; i < merge->nr_files; i++)
		if (changes_mode(&merge->files[i]))
			return NULL;
	for (i = 0; i < merge->nr_hunks; i++) {
		if (merge->hunks[i].outcome != HUNK_THERE)
			return NULL;
		if (!proof && adds_something(merge, &merge->hunks[i]))
			proof = &merge->hunks[i];
	}
	return proof;
}

static void tell_place(struct presence_answer *answer, const struct merge *merge, const struct merge_hunk *hunk)
{
	const struct merge_file *file = &merge->files[hunk->file];
	const char *entity = hunk->target_entity ? hunk->target_entity : hunk->entity;

	snprintf(answer->place, sizeof(answer->place), "%s:%u%s%s%s",
		 file->target_path ? file->target_path : file->path,
		 hunk->target_line, entity ? " (" : "", entity ? entity : "", entity ? ")" : "");
}

int presence_by_content(struct presence_answer *answer, struct merger *merger, const struct merge_view *view,
			uint32_t commit, struct error *err)
{
	owned(merge_release) struct merge merge = { 0 };
	const struct merge_hunk *proof;

	if (merge_commit(&merge, merger, view, commit, err) < 0)
		return -1;
	proof = find_proof(&merge);
	*answer = (struct presence_answer){ .presence = proof ? PRESENCE_CONTENT : PRESENCE_NONE, .by = NO_COMMIT };
	if (proof)
		tell_place(answer, &merge, proof);
	return 0;
}
