// SPDX-License-Identifier: GPL-2.0-only
/* Who last wrote the lines that a fix removes or leans on: git-deps's question, answered by lines.h. */
#include <stdlib.h>

#include "tests/bench/asked.h"
#include "tool/history.h"

void asked_files_release(struct asked_files *files)
{
	size_t i;

	for (i = 0; i < files->nr; i++) {
		free(files->v[i].path);
		free(files->v[i].spans);
	}
	free(files->v);
}

/* The lines that a difference removes, and one either side. Spans that touch become one. */
static void ask_lines(struct asked_file *file, const struct difference *difference, uint32_t nr_lines)
{
	uint32_t first = difference->old_first > 1 ? difference->old_first - 1 : 1;
	uint32_t end = difference->old_first + difference->old_nr + 1;
	struct line_span *last = file->nr_spans ? &file->spans[file->nr_spans - 1] : NULL;

	end = end < nr_lines + 1 ? end : nr_lines + 1;
	if (last && first <= last->first + last->nr)
		last->nr = end - last->first;
	else if (first < end)
		file->spans[file->nr_spans++] = (struct line_span){ .first = first, .nr = end - first };
}

static bool is_file(uint16_t mode)
{
	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

static int ask_path(struct asked_files *files, struct blobs *blobs, const struct touched_path *touched,
		    struct error *err)
{
	owned(blob_releasep) const struct blob *old = NULL;
	const struct differences *differences;
	struct asked_file *file = &files->v[files->nr];
	size_t i;

	if (!is_file(touched->old_mode) || (touched->new_mode && !is_file(touched->new_mode)))
		return 0;
	if (blobs_get(&old, blobs, &touched->old, touched->path, err) < 0 ||
	    blobs_differences(&differences, blobs, &touched->old, &touched->new, touched->path, err) < 0)
		return -1;
	if (old->is_binary || !differences->nr)
		return 0;
	file->path = mem_strdup(touched->path);
	file->spans = mem_alloc(differences->nr * sizeof(*file->spans));
	files->nr++;
	for (i = 0; i < differences->nr; i++)
		ask_lines(file, &differences->v[i], old->nr_lines);
	return 0;
}

int ask_all(struct asked_files *files, git_repository *repo, struct blobs *blobs, const git_oid *fix, struct error *err)
{
	owned(touched_release) struct touched touched = { 0 };
	size_t i;

	if (history_touched(&touched, repo, fix, err) < 0)
		return -1;
	files->v = mem_alloc((touched.nr + 1) * sizeof(*files->v));
	for (i = 0; i < touched.nr; i++)
		if (ask_path(files, blobs, &touched.v[i], err) < 0)
			return -1;
	return 0;
}

/* ---- one fix, by us ---- */

static int answer_file(struct strings *answer, struct commits *commits, struct blobs *blobs, struct painting *target,
		       uint32_t parent, const struct asked_file *file, struct error *err)
{
	owned(line_origins_release) struct line_origins origins = { 0 };
	size_t i;

	if (lines_origins(&origins, commits, blobs, target, parent, file->path, file->spans, file->nr_spans, err) < 0)
		return -1;
	for (i = 0; i < origins.nr; i++)
		if (origins.v[i].commit != NO_COMMIT)
			strings_add(answer, git_oid_tostr_s(&commits_facts(commits, origins.v[i].commit)->id));
	return 0;
}

int answer_fix(struct strings *answer, git_repository *repo, const git_oid *target, const git_oid *fix, struct error *err)
{
	owned(commits_freep) struct commits *commits = NULL;
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(painting_freep) struct painting *painting = NULL;
	owned(asked_files_release) struct asked_files files = { 0 };
	uint32_t hidden, tip, parent;
	size_t i;

	if (commits_open(&commits, repo, err) < 0 || blobs_open(&blobs, repo, err) < 0 ||
	    commits_find(&hidden, commits, target, err) < 0 || commits_find(&tip, commits, fix, err) < 0 ||
	    commits_parent(&parent, commits, tip, 0, err) < 0 ||
	    ask_all(&files, repo, blobs, fix, err) < 0)
		return -1;
	painting = painting_new(commits, hidden);
	for (i = 0; i < files.nr; i++)
		if (answer_file(answer, commits, blobs, painting, parent, &files.v[i], err) < 0)
			return -1;
	strings_sort_unique(answer);
	return 0;
}
