// SPDX-License-Identifier: GPL-2.0-only
/*
 * A commit merged onto a target.
 *
 * For each path three contents: the ancestor (the parent's), theirs (the commit's), ours (the target's). What is
 * settled by comparing them is settled first. Else every hunk is judged by itself (merge-there.c, merge-place.c);
 * each that is carried
 * is an edit of ours, and the edits make the result. Beside that git's own three-way merge is made: where it is
 * clean and comes to the same text, all that was carried is clean; where it is clean and comes to another text, it
 * has put a hunk into another function, or one that is there a second time, and ours counts.
 *
 * What a commit touches, and its hunks, are found once and kept for good: some hundred bytes a hunk.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../history.h"
#include "merge-hunk.h"

/* Prepared commits are found by number; the table doubles. */
#define FIRST_PREPARED 256
/* A path's outcomes that are remembered: on the target, with a prerequisite or two, and on the branch's end. */
#define MAX_KNOWN 4

/* What the hunks of a path came to on a content. */
struct known {
	uint64_t serial;        /* of the content's version; 0: free */
	size_t nr_names;        /* that the target had otherwise then */
	bool is_plain;
	struct verdict *verdicts; /* by hunk */
};

struct prepared_path {
	struct hunk *hunks;
	size_t nr;
	const struct differences *change; /* where there are lines to compare */
	struct known known[MAX_KNOWN];
	unsigned next_known;
	bool is_made;           /* on first use: both versions are read */
	bool is_binary;
};

struct prepared {
	bool is_made;
	struct merge_path *paths;
	struct prepared_path *files; /* by path */
	size_t nr;
	const char *odd;        /* as struct touched has it */
};

struct merger {
	struct arena arena;
	struct commits *commits;
	struct blobs *blobs;
	struct versions *versions;
	struct prepared **prepared; /* by commit */
	size_t nr_prepared;
	bool may_adapt;
	struct names_there names; /* in the arena */
	struct names_there moved; /* functions; likewise */
};

int merger_open(struct merger **merger, struct commits *commits, struct blobs *blobs, struct error *err)
{
	(void)err;
	*merger = mem_alloc(sizeof(**merger));
	(*merger)->commits = commits;
	(*merger)->blobs = blobs;
	(*merger)->versions = versions_new(blobs);
	return 0;
}

void merger_free(struct merger *merger)
{
	if (!merger)
		return;
	versions_free(merger->versions);
	free(merger->prepared);
	arena_release(&merger->arena);
	free(merger);
}

void merger_adapt(struct merger *merger)
{
	merger->may_adapt = true;
}

static void add_name(struct merger *merger, struct names_there *names, const char *from, const char *to)
{
	*arena_push(&merger->arena, names->v, names->nr) = (struct name_there){
		arena_strdup(&merger->arena, from), arena_strdup(&merger->arena, to),
	};
}

void merger_rename(struct merger *merger, const char *upstream, const char *target)
{
	add_name(merger, &merger->names, upstream, target);
}

void merger_move(struct merger *merger, const char *upstream, const char *target)
{
	add_name(merger, &merger->moved, upstream, target);
}

size_t merger_nr_names(const struct merger *merger)
{
	return merger->names.nr + merger->moved.nr;
}

struct versions *merger_versions(struct merger *merger)
{
	return merger->versions;
}

void merge_release(struct merge *merge)
{
	size_t i;

	if (!merge)
		return;
	for (i = 0; i < merge->nr_files; i++) {
		text_release(&merge->files[i].ours);
		text_release(&merge->files[i].result);
	}
	arena_release(&merge->arena);
}

/* ---- what a commit touches ---- */

static struct path_entry entry_of(const git_oid *id, uint16_t mode)
{
	return (struct path_entry){ .id = *id, .mode = mode };
}

static struct prepared *prepare(struct merger *merger, const struct touched *touched)
{
	struct prepared *prepared = arena_alloc(&merger->arena, sizeof(*prepared));
	size_t i;

	prepared->nr = touched->nr;
	prepared->odd = arena_strdup(&merger->arena, touched->odd);
	prepared->paths = arena_alloc(&merger->arena, (touched->nr + 1) * sizeof(*prepared->paths));
	prepared->files = arena_alloc(&merger->arena, (touched->nr + 1) * sizeof(*prepared->files));
	for (i = 0; i < touched->nr; i++)
		prepared->paths[i] = (struct merge_path){
			.path = arena_strdup(&merger->arena, touched->v[i].path),
			.old_entry = entry_of(&touched->v[i].old, touched->v[i].old_mode),
			.new_entry = entry_of(&touched->v[i].new, touched->v[i].new_mode),
		};
	return prepared;
}

static struct prepared **slot_of(struct merger *merger, uint32_t commit)
{
	size_t nr = merger->nr_prepared ? merger->nr_prepared : FIRST_PREPARED;

	while (nr <= commit)
		nr *= 2;
	if (nr > merger->nr_prepared) {
		merger->prepared = mem_realloc(merger->prepared, nr * sizeof(*merger->prepared));
		memset(merger->prepared + merger->nr_prepared, 0,
		       (nr - merger->nr_prepared) * sizeof(*merger->prepared));
		merger->nr_prepared = nr;
	}
	return &merger->prepared[commit];
}

static int prepared_of(struct prepared **prepared, struct merger *merger, uint32_t commit, struct error *err)
{
	owned(touched_release) struct touched touched = { 0 };
	struct prepared **slot = slot_of(merger, commit);

	if (!*slot) {
		if (history_touched(&touched, commits_repository(merger->commits),
				    &commits_facts(merger->commits, commit)->id, err) < 0)
			return -1;
		*slot = prepare(merger, &touched);
	}
	*prepared = *slot;
	return 0;
}

int merger_paths(const struct merge_path **paths, size_t *nr, struct merger *merger, uint32_t commit, struct error *err)
{
	struct prepared *prepared;

	if (prepared_of(&prepared, merger, commit, err) < 0)
		return -1;
	*paths = prepared->paths;
	*nr = prepared->nr;
	return 0;
}

int merger_odd_path(const char **odd, struct merger *merger, uint32_t commit, struct error *err)
{
	struct prepared *prepared;

	if (prepared_of(&prepared, merger, commit, err) < 0)
		return -1;
	*odd = prepared->odd;
	return 0;
}

/* ---- one path ---- */

/* Borrowed, but for sides. */
struct path_merge {
	struct merger *merger;
	const struct merge_path *path;
	struct prepared_path *prepared;
	struct merge *merge;
	struct merge_file *file;
	size_t file_nr;
	struct sides sides;
	const struct version *upstream; /* theirs before names were replaced; NULL: none was */
};

static void path_merge_release(struct path_merge *path)
{
	version_release(path->upstream);
	sides_release(&path->sides);
}

static bool has_lines(const struct merge_path *path)
{
	return path_entry_has_lines(&path->old_entry) && path_entry_has_lines(&path->new_entry);
}

static bool is_modified(const struct merge_path *path)
{
	return path->old_entry.mode && path->new_entry.mode;
}

static bool changes_mode(const struct merge_path *path)
{
	return is_modified(path) && path->old_entry.mode != path->new_entry.mode;
}

/* Nothing but the mode changes: no content shows whether it did. */
static bool is_mode(const struct merge_path *path)
{
	return changes_mode(path) && git_oid_equal(&path->old_entry.id, &path->new_entry.id);
}

/* The id of what is not there is zero, which is the empty file. */
static int read_upstream(struct path_merge *path, struct error *err)
{
	const struct merge_path *p = path->path;

	if (!has_lines(p))
		return 0;
	if (versions_of_blob(&path->sides.ancestor, path->merger->versions, &p->old_entry.id, p->path, err) < 0)
		return -1;
	return versions_of_blob(&path->sides.theirs, path->merger->versions, &p->new_entry.id, p->path, err);
}

/* What has no lines to tell is one hunk: a file that comes or goes, is binary or a link, or changes but its mode. */
static int prepare_hunks(struct path_merge *path, struct error *err)
{
	const struct version *ancestor = path->sides.ancestor, *theirs = path->sides.theirs;
	struct arena *arena = &path->merger->arena;
	struct prepared_path *prepared = path->prepared;
	const struct merge_path *p = path->path;

	if (has_lines(p) && is_modified(p) && !ancestor->is_binary && !theirs->is_binary) {
		if (blobs_differences(&prepared->change, path->merger->blobs, &p->old_entry.id, &p->new_entry.id, p->path,
				      err) < 0)
			return -1;
		hunks_make(&prepared->hunks, &prepared->nr, arena, ancestor, theirs, prepared->change);
	}
	if (!prepared->nr)
		*arena_push(arena, prepared->hunks, prepared->nr) = (struct hunk){
			.at = { 1, has_lines(p) ? ancestor->nr_lines : 0, 1, has_lines(p) ? theirs->nr_lines : 0 },
			.site = SITE_OUTSIDE, .old_block = NO_BLOCK, .new_block = NO_BLOCK,
		};
	prepared->is_made = true;
	return 0;
}

/* What the hunk removes, and one line either side, as far as there are such. */
static struct line_span leaning(const struct hunk *hunk, uint32_t nr_lines)
{
	uint32_t first = hunk->at.old_first > 1 ? hunk->at.old_first - 1 : 1;
	uint32_t last = hunk->at.old_first + hunk->at.old_nr;

	if (last > nr_lines)
		last = nr_lines;
	return (struct line_span){ .first = first, .nr = last + 1 - first };
}

static bool has_other_names(const struct path_merge *path, const struct hunk *hunk)
{
	uint32_t i;

	for (i = 0; path->upstream && i < hunk->at.new_nr; i++)
		if (!version_same_line(path->upstream, hunk->at.new_first + i, path->sides.theirs, hunk->at.new_first + i))
			return true;
	return false;
}

static void add_hunk(struct path_merge *path, const struct hunk *hunk, const struct verdict *verdict)
{
	struct merge *merge = path->merge;
	struct merge_hunk *added = arena_push(&merge->arena, merge->hunks, merge->nr_hunks);

	*added = (struct merge_hunk){
		.file = path->file_nr,
		.at = hunk->at,
		.entity = hunk->entity,
		.kind = hunk->kind,
		.adds_entity = hunk->site == SITE_NEW,
		.outcome = verdict->outcome,
		.obstacle = verdict->obstacle,
		.target_line = verdict->line,
		.target_nr = verdict->nr_lines,
		.target_entity = arena_strdup(&merge->arena, verdict->entity),
	};
	if ((added->outcome == HUNK_CLEAN || added->outcome == HUNK_PLACED) && has_other_names(path, hunk)) {
		added->outcome = HUNK_RENAMED;
		merge->is_plain = false;
	}
	if (path->sides.ancestor)
		added->leans_on = leaning(hunk, path->sides.ancestor->nr_lines);
}

static void add_hunks(struct path_merge *path, enum hunk_outcome outcome, enum hunk_obstacle obstacle)
{
	size_t i;

	for (i = 0; i < path->prepared->nr; i++) {
		const struct hunk *hunk = &path->prepared->hunks[i];
		struct verdict verdict = { .outcome = outcome, .obstacle = obstacle };

		if (outcome != HUNK_CONFLICT) {
			verdict.line = hunk->at.new_first;
			verdict.nr_lines = hunk->at.new_nr;
		}
		add_hunk(path, hunk, &verdict);
	}
	if (outcome == HUNK_CONFLICT)
		path->merge->is_plain = false;
}

/* ---- what needs no merging ---- */

static bool is_version(const struct merge_file *file, const struct path_entry *entry, const struct version *version)
{
	if (!file->existed || !entry->mode)
		return file->existed == (entry->mode != 0);
	return file->ours.len == version->len && !memcmp(text_str(&file->ours), version->data, version->len);
}

static void take_theirs(struct path_merge *path)
{
	path->file->exists = path->path->new_entry.mode != 0;
	path->file->changed = true;
	if (path->file->exists)
		text_add(&path->file->result, path->sides.theirs->data, path->sides.theirs->len);
	add_hunks(path, HUNK_CLEAN, OBSTACLE_NONE);
}

static void keep_ours(struct path_merge *path, enum hunk_outcome outcome, enum hunk_obstacle obstacle)
{
	path->file->exists = path->file->existed;
	if (path->file->exists)
		text_add(&path->file->result, text_str(&path->file->ours), path->file->ours.len);
	add_hunks(path, outcome, obstacle);
}

/* A file that is there or not, as one: true when that settles it. */
static bool merge_whole(struct path_merge *path)
{
	const struct merge_path *p = path->path;
	bool is_theirs = has_lines(p) && !is_mode(p) && is_version(path->file, &p->new_entry, path->sides.theirs);

	if (is_theirs)
		keep_ours(path, HUNK_THERE, OBSTACLE_NONE);
	else if (!path->file->existed && is_modified(p))
		keep_ours(path, HUNK_CONFLICT, OBSTACLE_FILE);
	else if (!has_lines(p) || is_mode(p))
		keep_ours(path, HUNK_CONFLICT, OBSTACLE_BINARY);
	else if (is_version(path->file, &p->old_entry, path->sides.ancestor))
		take_theirs(path);
	else if (!is_modified(p))
		keep_ours(path, HUNK_CONFLICT, OBSTACLE_LINES);
	else
		return false;
	return true;
}

/* ---- lines ---- */

static struct known *find_known(const struct path_merge *path)
{
	size_t i;

	for (i = 0; i < MAX_KNOWN; i++)
		if (path->prepared->known[i].serial == path->sides.ours->serial &&
		    path->prepared->known[i].nr_names == merger_nr_names(path->merger))
			return &path->prepared->known[i];
	return NULL;
}

static void keep_strings(struct arena *arena, struct verdict *verdict)
{
	verdict->entity = arena_strdup(arena, verdict->entity);
	if (verdict->edit.text)
		verdict->edit.text = arena_strndup(arena, verdict->edit.text, verdict->edit.text_len);
}

/* The oldest makes room. Names of entities are the version's, which may be dropped. */
static void keep_known(struct path_merge *path, const struct line_merge *merged)
{
	struct prepared_path *prepared = path->prepared;
	struct known *known = &prepared->known[prepared->next_known++ % MAX_KNOWN];
	struct arena *arena = &path->merger->arena;
	size_t i;

	if (!known->verdicts)
		known->verdicts = arena_alloc(arena, (prepared->nr + 1) * sizeof(*known->verdicts));
	memcpy(known->verdicts, merged->verdicts, prepared->nr * sizeof(*known->verdicts));
	for (i = 0; i < prepared->nr; i++)
		keep_strings(arena, &known->verdicts[i]);
	known->serial = path->sides.ours->serial;
	known->nr_names = merger_nr_names(path->merger);
	known->is_plain = merged->is_plain;
}

static int merge_hunks(struct path_merge *path, struct error *err)
{
	owned(line_merge_release) struct line_merge merged = { 0 };
	struct prepared_path *prepared = path->prepared;

	path->sides.change = prepared->change;
	path->sides.versions = path->merger->versions;
	path->sides.path = path->path->path;
	path->sides.may_adapt = path->merger->may_adapt;
	path->sides.moved = &path->merger->moved;
	if (merge_lines(&merged, &path->sides, prepared->hunks, prepared->nr, err) < 0)
		return -1;
	keep_known(path, &merged);
	path->file->result = take(merged.result);
	return 0;
}

static int merge_text(struct path_merge *path, struct error *err)
{
	struct prepared_path *prepared = path->prepared;
	struct known *known;
	size_t i;

	if (versions_of_text(&path->sides.ours, path->merger->versions, &path->file->ours, path->path->path, err) < 0)
		return -1;
	if (path->sides.ancestor->is_binary || path->sides.theirs->is_binary || path->sides.ours->is_binary) {
		keep_ours(path, HUNK_CONFLICT, OBSTACLE_BINARY);
		return 0;
	}
	known = find_known(path);
	if (known)
		merge_lines_again(&path->file->result, &path->sides, known->verdicts, prepared->nr);
	else if (merge_hunks(path, err) < 0)
		return -1;
	known = find_known(path);
	for (i = 0; i < prepared->nr; i++)
		add_hunk(path, &prepared->hunks[i], &known->verdicts[i]);
	path->merge->is_plain &= known->is_plain;
	path->file->exists = true;
	path->file->changed = !text_equal(&path->file->result, &path->file->ours);
	return 0;
}

/* A mode has no place in a content: it is left to a person, beside the hunks of lines that are carried. */
static void add_mode(struct path_merge *path)
{
	struct hunk hunk = { .at = { .old_first = 1, .new_first = 1 } };
	struct verdict verdict = { .outcome = HUNK_CONFLICT, .obstacle = OBSTACLE_BINARY };

	if (!changes_mode(path->path) || !has_lines(path->path) || !path->file->existed || is_mode(path->path))
		return;
	add_hunk(path, &hunk, &verdict);
	path->merge->is_plain = false;
}

/* Nothing is known of the path; hunks that were not made are as one. */
static void leave_path(struct path_merge *path)
{
	const struct hunk hunk = { .at = { .old_first = 1, .new_first = 1 } };
	const struct verdict verdict = { .outcome = HUNK_CONFLICT, .obstacle = OBSTACLE_TIME };

	add_hunks(path, HUNK_CONFLICT, OBSTACLE_TIME);
	if (!path->prepared->nr)
		add_hunk(path, &hunk, &verdict);
}

static int rename_names(struct path_merge *path, struct error *err)
{
	const struct names_there *names = &path->merger->names;
	struct versions *versions = path->merger->versions;
	const struct version *ancestor = path->sides.ancestor;

	if (!names->nr || !has_lines(path->path) || ancestor->is_binary || path->sides.theirs->is_binary)
		return 0;
	path->upstream = path->sides.theirs;
	path->sides.theirs = NULL;
	if (names_write(&path->sides.theirs, versions, path->upstream, names, path->path->path, err) < 0 ||
	    names_write(&path->sides.ancestor, versions, ancestor, names, path->path->path, err) < 0)
		return -1;
	version_release(ancestor);
	return 0;
}

static int merge_path(struct path_merge *path, const struct merge_view *view, struct error *err)
{
	struct merge_file *file = path->file;
	const char *name = path->path->path;

	*file = (struct merge_file){
		.path = name, .old_entry = path->path->old_entry, .new_entry = path->path->new_entry,
	};
	if (view->is_late && view->is_late(view->data)) {
		leave_path(path);
		return 0;
	}
	if (view->read(&file->ours, &file->existed, view->data, name, err) < 0)
		return -1;
	file->target_path = file->existed || !path->path->old_entry.mode ? name : NULL;
	if (read_upstream(path, err) < 0 || (!path->prepared->is_made && prepare_hunks(path, err) < 0) ||
	    rename_names(path, err) < 0)
		return -1;
	if (!merge_whole(path) && merge_text(path, err) < 0)
		return -1;
	add_mode(path);
	return 0;
}

int merge_commit(struct merge *merge, struct merger *merger, const struct merge_view *view, uint32_t commit,
		 struct error *err)
{
	owned(merge_release) struct merge made = { .is_plain = true };
	struct prepared *prepared;
	size_t i;

	if (prepared_of(&prepared, merger, commit, err) < 0)
		return -1;
	made.files = arena_alloc(&made.arena, (prepared->nr + 1) * sizeof(*made.files));
	made.nr_files = prepared->nr;
	for (i = 0; i < prepared->nr; i++) {
		owned(path_merge_release) struct path_merge path = {
			.merger = merger, .path = &prepared->paths[i], .prepared = &prepared->files[i], .merge = &made,
			.file = &made.files[i], .file_nr = i,
		};

		if (merge_path(&path, view, err) < 0)
			return -1;
	}
	*merge = take(made);
	return 0;
}
