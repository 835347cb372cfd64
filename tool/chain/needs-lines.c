// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hunk whose lines are different on the target: each commit that made, changed or took away something among the lines
 * that it removes and their two neighbours could be needed. Which of them is, the search finds out by trying. A hunk of
 * blank lines is dropped instead.
 */
#include <stdlib.h>

#include "needs.h"

static uint32_t count_origins(const struct line_origins *origins, uint32_t commit)
{
	uint32_t nr = 0;
	size_t i;

	for (i = 0; i < origins->nr; i++)
		nr += origins->v[i].commit == commit;
	return nr;
}

static void add_needs(struct hunk_needs *needs, struct search *search, const struct region_commits *region,
		      const struct line_origins *origins, const char *path)
{
	size_t i;

	for (i = 0; i < region->nr; i++) {
		struct need *need = arena_push(search->arena, needs->v, needs->nr);
		uint32_t removed = count_origins(origins, region->v[i].commit);

		*need = (struct need){
			.commit = region->v[i].commit,
			.of = needs->commit,
			.kind = removed ? NEED_REMOVED : NEED_CONTEXT,
			.path = arena_strdup(search->arena, path),
			.line = needs->at.old_first,
			.lines = removed ? removed : region->v[i].added + region->v[i].removed,
		};
	}
}

/* A commit that brings the file has no parent with lines to ask about; nor has a link or a submodule. */
static int parent_with(uint32_t *parent, struct search *search, uint32_t commit, const char *path, struct error *err)
{
	struct path_entry entry;

	*parent = NO_COMMIT;
	if (!commits_facts(search->commits, commit)->nr_parents)
		return 0;
	if (commits_parent(parent, search->commits, commit, 0, err) < 0 ||
	    commits_entry(&entry, search->commits, *parent, commits_path(search->commits, path), err) < 0)
		return -1;
	if (!path_entry_is_file(&entry))
		*parent = NO_COMMIT;
	return 0;
}

static int look_for_lines(struct hunk_needs *needs, struct search *search, const struct merge_hunk *hunk,
			  const char *path, struct error *err)
{
	const struct line_span removed = { .first = hunk->at.old_first, .nr = hunk->at.old_nr };
	owned(region_commits_release) struct region_commits region = { 0 };
	owned(line_origins_release) struct line_origins origins = { 0 };
	struct painting *target = search->histories->of_target;
	uint32_t parent;

	if (parent_with(&parent, search, needs->commit, path, err) < 0)
		return -1;
	if (parent == NO_COMMIT)
		return 0;
	if (lines_origins(&origins, search->commits, search->blobs, target, parent, path, &removed, removed.nr ? 1 : 0,
			  err) < 0 ||
	    lines_region(&region, search->commits, search->blobs, target, parent, path, hunk->leans_on, err) < 0)
		return -1;
	add_needs(needs, search, &region, &origins, path);
	return 0;
}

static bool is_of(const struct hunk_needs *needs, uint32_t commit, const struct merge_hunk *hunk)
{
	return needs->commit == commit && needs->file == hunk->file &&
	       !memcmp(&needs->at, &hunk->at, sizeof(needs->at));
}

int needs_lines(const struct need **found, size_t *nr, struct search *search, uint32_t commit,
		const struct merge_hunk *hunk, const char *path, struct error *err)
{
	struct hunk_needs **bucket = &needs_cache_of(search)->hunks[(commit * 31 + hunk->at.old_first) % NR_BUCKETS];
	struct hunk_needs *needs;

	for (needs = *bucket; needs && !is_of(needs, commit, hunk); needs = needs->next)
		;
	if (!needs) {
		needs = arena_alloc(search->arena, sizeof(*needs));
		*needs = (struct hunk_needs){ .commit = commit, .file = hunk->file, .at = hunk->at, .next = *bucket };
		if (look_for_lines(needs, search, hunk, path, err) < 0)
			return -1;
		*bucket = needs;
	}
	*found = needs->v;
	*nr = needs->nr;
	return 0;
}

/* Whether lines of a file as a commit has it are nothing but white space. */
static int are_blank(bool *are, struct search *search, uint32_t commit, const char *path, uint32_t first, uint32_t nr,
		     struct error *err)
{
	owned(blob_releasep) const struct blob *blob = NULL;
	struct path_entry entry;
	uint32_t at;

	if (!*are || !nr)
		return 0;
	if (commits_entry(&entry, search->commits, commit, commits_path(search->commits, path), err) < 0 ||
	    blobs_get(&blob, search->blobs, &entry.id, path, err) < 0)
		return -1;
	*are = first + nr - 1 <= blob->nr_lines;
	for (at = *are ? blob->starts[first - 1] : 0; *are && at < blob->starts[first + nr - 1]; at++)
		*are = strchr(" \t\r\n", blob->data[at]) != NULL;
	return 0;
}

/* Blank lines within a function: nobody misses them, and no commit is taken for them. */
static int is_blank_hunk(bool *is, const struct question *question, struct error *err)
{
	const struct difference *at = &question->hunk->at;
	struct search *search = question->search;
	uint32_t parent;

	*is = question->hunk->entity && commits_facts(search->commits, question->commit)->nr_parents;
	if (!*is)
		return 0;
	return commits_parent(&parent, search->commits, question->commit, 0, err) < 0 ||
	       are_blank(is, search, parent, question->path, at->old_first, at->old_nr, err) < 0 ||
	       are_blank(is, search, question->commit, question->path, at->new_first, at->new_nr, err) < 0 ? -1 : 0;
}

int needs_judge_lines(struct judgement *judgement, const struct question *question, struct error *err)
{
	struct search *search = question->search;
	const struct need *needs;
	bool is_blank = false;
	size_t nr, i;

	if (!search->is_plain && is_blank_hunk(&is_blank, question, err) < 0)
		return -1;
	if (is_blank) {
		judgement->standing = STANDS_MOOT;
		needs_add_evidence(judgement, search, "nothing but blank lines, and the target has other lines beside them", NULL);
		return 0;
	}
	if (search->takes_none)
		return needs_judge_lacking(judgement, question, err);
	if (needs_lines(&needs, &nr, search, question->commit, question->hunk, question->path, err) < 0)
		return -1;
	for (i = 0; i < nr && !search->is_relaxed; i++)
		if (needs_offer(judgement, question, &needs[i], err) < 0)
			return -1;
	judgement->standing = judgement->nr_candidates ? STANDS_NEEDS : STANDS_ADAPT;
	judgement->may_adapt = !search->is_plain;
	if (!judgement->nr_candidates)
		needs_add_evidence(judgement, search,
				   "the target has other lines here, and no commit that may be taken makes them fit", NULL);
	return 0;
}

int needs_origin(uint32_t *origin, struct search *search, uint32_t at, const char *path, uint32_t line,
		 struct error *err)
{
	owned(line_origins_release) struct line_origins origins = { 0 };
	const struct line_span span = { .first = line, .nr = 1 };
	struct path_entry entry;

	*origin = NO_COMMIT;
	if (commits_entry(&entry, search->commits, at, commits_path(search->commits, path), err) < 0)
		return -1;
	if (!path_entry_is_file(&entry))
		return 0;
	if (lines_origins(&origins, search->commits, search->blobs, search->histories->of_target, at, path, &span, 1,
			  err) < 0)
		return -1;
	if (origins.nr)
		*origin = origins.v[0].commit;
	return 0;
}
