// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trying commits in memory.
 *
 * A moment is the target with some commits over it, kept as a list that grows at one end: moments share their
 * past, and nothing is ever undone. To read a file at a moment is to walk back to the last commit that changed
 * it, or to the target's own blob.
 *
 * What a commit comes to depends only on the contents of the paths that it touches. So an outcome is remembered
 * under the commit and the ids of those contents, and two sets of prerequisites that agree on these paths share
 * it, however else they differ. In a search over hundreds of sets some tens of merges are really made.
 */
#include <stdlib.h>

#include "introducer.h"
#include "outlines.h"
#include "search.h"
#include "tokens.h"

/* A file that upstream renamed since the target. */
struct former {
	const char *path, *on_target;
};

/* What is remembered of a commit: its paths, and what it came to on the contents met so far. */
struct tried {
	uint32_t commit;
	const struct merge_path *paths;
	size_t nr_paths;
	struct outcome *outcomes;
	struct tried *next;
};

struct kept_text {
	struct shared_text shared; /* first: what is asked for the id */
	uint64_t hash;
	git_oid id;             /* of the content; zero: no such file */
	bool has_id;            /* SHA-1 costs as much as a merge: made when asked for */
	struct outline *outline; /* made when asked for */
	struct kept_text *next;
};

struct kept_moment {
	struct moment moment;
	struct kept_moment *next;
};

/* The lists behind stay short at the few thousand entries of the longest search. */
#define NR_BUCKETS 1024

struct workbench {
	struct arena arena;
	struct commits *commits;
	struct blobs *blobs;
	struct merger *merger;
	struct outlines *outlines;
	uint32_t target;
	struct former *formers;
	size_t nr_formers;
	struct moment start;
	struct tried *tried[NR_BUCKETS];
	struct kept_text *texts[NR_BUCKETS];
	struct kept_moment *moments[NR_BUCKETS];
	double ends;            /* 0: no such time */
	unsigned picks;
	size_t bytes;
};

int workbench_open(struct workbench **bench, struct commits *commits, struct blobs *blobs, uint32_t target,
		   struct error *err)
{
	owned(workbench_freep) struct workbench *made = mem_alloc(sizeof(*made));

	made->commits = commits;
	made->blobs = blobs;
	made->target = target;
	made->start.commit = NO_COMMIT;
	made->outlines = outlines_new(commits, blobs);
	if (merger_open(&made->merger, commits, blobs, err) < 0)
		return -1;
	*bench = take(made);
	return 0;
}

static void free_texts(struct kept_text *text)
{
	while (text) {
		struct kept_text *next = text->next;

		text_release(&text->shared.text);
		if (text->outline)
			outline_release(text->outline);
		free(text->outline);
		free(text);
		text = next;
	}
}

static void free_moments(struct kept_moment *moment)
{
	while (moment) {
		struct kept_moment *next = moment->next;

		free(moment);
		moment = next;
	}
}

static void free_tried(struct tried *tried)
{
	for (; tried; tried = tried->next) {
		struct outcome *outcome;

		for (outcome = tried->outcomes; outcome; outcome = outcome->next)
			merge_release(&outcome->merge);
	}
}

void workbench_free(struct workbench *bench)
{
	size_t i;

	if (!bench)
		return;
	for (i = 0; i < NR_BUCKETS; i++) {
		free_texts(bench->texts[i]);
		free_moments(bench->moments[i]);
		free_tried(bench->tried[i]);
	}
	outlines_free(bench->outlines);
	merger_free(bench->merger);
	arena_release(&bench->arena);
	free(bench);
}

struct outlines *workbench_outlines(struct workbench *bench)
{
	return bench->outlines;
}

struct merger *workbench_merger(struct workbench *bench)
{
	return bench->merger;
}

void workbench_until(struct workbench *bench, double ends)
{
	bench->ends = ends;
}

void workbench_adapt(struct workbench *bench)
{
	merger_adapt(bench->merger);
}

void workbench_rename(struct workbench *bench, const char *upstream, const char *target)
{
	merger_rename(bench->merger, upstream, target);
}

void workbench_move(struct workbench *bench, const char *upstream, const char *target)
{
	merger_move(bench->merger, upstream, target);
}

const struct moment *workbench_target(const struct workbench *bench)
{
	return &bench->start;
}

unsigned workbench_picks(const struct workbench *bench)
{
	return bench->picks;
}

size_t workbench_bytes(const struct workbench *bench)
{
	return bench->bytes;
}

/* ---- texts ---- */

static struct kept_text *find_text(struct workbench *bench, uint64_t hash, const struct text *content, bool exists)
{
	struct kept_text *text = bench->texts[hash % NR_BUCKETS];

	while (text && !(text->hash == hash && text->shared.exists == exists &&
			 text_equal(&text->shared.text, content)))
		text = text->next;
	return text;
}

static struct kept_text *new_text(struct workbench *bench, uint64_t hash)
{
	struct kept_text **bucket = &bench->texts[hash % NR_BUCKETS];
	struct kept_text *kept = mem_alloc(sizeof(*kept));

	kept->hash = hash;
	kept->next = *bucket;
	*bucket = kept;
	return kept;
}

/* What is found on demand is kept in a text that is const to its users. */
static int id_of_text(git_oid *id, const struct shared_text *shared, struct error *err)
{
	struct kept_text *kept = (struct kept_text *)shared;

	if (!kept->has_id && shared->exists &&
	    git_odb_hash(&kept->id, text_str(&shared->text), shared->text.len, GIT_OBJECT_BLOB) < 0)
		return error_git(err, "cannot hash a file");
	kept->has_id = true;
	git_oid_cpy(id, &kept->id);
	return 0;
}

bool shared_text_equal(const struct shared_text *a, const struct shared_text *b)
{
	return a->exists == b->exists && text_equal(&a->text, &b->text);
}

/* A text has room to grow, which one that is kept does not need. */
static struct text without_room(struct text *content)
{
	struct text kept = take(*content);

	if (kept.data) {
		kept.capacity = kept.len + 1;
		kept.data = mem_realloc(kept.data, kept.capacity);
	}
	return kept;
}

/* Keeps a content, which is taken over. */
static const struct shared_text *keep_text(struct workbench *bench, struct text *content, bool exists)
{
	uint64_t hash = line_hash(text_str(content), content->len);
	struct kept_text *kept = find_text(bench, hash, content, exists);

	if (!kept) {
		kept = new_text(bench, hash);
		kept->shared.exists = exists;
		kept->shared.text = without_room(content);
		bench->bytes += kept->shared.text.len;
	}
	return &kept->shared;
}

/* ---- reading at a moment ---- */

/* What the target calls a file that it lacks under the path; NULL: nothing that is known. */
static const char *former_of(const struct workbench *bench, const char *path)
{
	size_t i;

	for (i = 0; i < bench->nr_formers; i++)
		if (!strcmp(bench->formers[i].path, path))
			return bench->formers[i].on_target;
	return NULL;
}

/* The last step that touched a path; *file: as what. NULL: none did. */
static const struct moment *last_step(size_t *file, const struct moment *moment, const char *path)
{
	for (; moment->before; moment = moment->before)
		for (*file = 0; *file < moment->outcome->merge.nr_files; (*file)++)
			if (!strcmp(moment->outcome->merge.files[*file].path, path))
				return moment;
	return NULL;
}

/* What the last step that changed a path made of it; NULL: none did. */
static const struct shared_text *text_under(const struct moment *moment, const char *path)
{
	size_t i;

	for (; moment->before; moment = moment->before)
		for (i = 0; i < moment->outcome->merge.nr_files; i++)
			if (moment->outcome->results[i] && !strcmp(moment->outcome->merge.files[i].path, path))
				return moment->outcome->results[i];
	return NULL;
}

/*
 * What steps made of a path, under its own name or under the other one of a file that upstream renamed and the target
 * did not. NULL: it is as the target has it, which may be under the former name.
 */
static const struct shared_text *changed_text(const struct workbench *bench, const struct moment *moment, const char *path,
					      bool by_former)
{
	const struct shared_text *text = text_under(moment, path);
	const char *former = by_former ? former_of(bench, path) : NULL;
	size_t i;

	for (i = 0; !text && i < bench->nr_formers; i++)
		if (!strcmp(bench->formers[i].on_target, path))
			text = text_under(moment, bench->formers[i].path);
	return text || !former ? text : text_under(moment, former);
}

static int target_entry(struct path_entry *entry, struct workbench *bench, const char *path, bool by_former,
			struct error *err)
{
	const char *former = by_former ? former_of(bench, path) : NULL;

	if (commits_entry(entry, bench->commits, bench->target, commits_path(bench->commits, path), err) < 0)
		return -1;
	return entry->mode || !former ? 0 :
	       commits_entry(entry, bench->commits, bench->target, commits_path(bench->commits, former), err);
}

int workbench_entry(struct path_entry *entry, struct workbench *bench, const struct moment *moment, const char *path,
		    struct error *err)
{
	size_t file;
	const struct moment *step = last_step(&file, moment, path);

	if (!step)
		return target_entry(entry, bench, path, false, err);
	*entry = step->outcome->merge.files[file].new_entry;
	return step->outcome->results[file] ? id_of_text(&entry->id, step->outcome->results[file], err) : 0;
}

/* A step that brings a file under a new name does not bring it to the one of the former name. */
static bool adds_path(const struct tried *tried, const char *path)
{
	size_t i;

	for (i = 0; tried && i < tried->nr_paths; i++)
		if (!strcmp(tried->paths[i].path, path))
			return !tried->paths[i].old_entry.mode;
	return false;
}

static int read_moment(struct text *content, bool *exists, void *data, const char *path, struct error *err)
{
	const struct moment_view *view = data;
	bool by_former = !adds_path(view->picking, path);
	const struct shared_text *shared = changed_text(view->bench, view->moment, path, by_former);
	owned(blob_releasep) const struct blob *blob = NULL;
	struct path_entry entry;

	if (shared) {
		*exists = shared->exists;
		text_add(content, text_str(&shared->text), shared->text.len);
		return 0;
	}
	if (target_entry(&entry, view->bench, path, by_former, err) < 0)
		return -1;
	*exists = path_entry_is_file(&entry);
	if (!*exists)
		return 0;
	if (blobs_get(&blob, view->bench->blobs, &entry.id, path, err) < 0)
		return -1;
	text_add(content, blob->data, blob->len);
	return 0;
}

static bool is_late(void *data)
{
	const struct moment_view *view = data;

	return view->bench->ends > 0 && search_clock() > view->bench->ends;
}

struct merge_view moment_view(struct moment_view *data)
{
	return (struct merge_view){ .read = read_moment, .is_late = is_late, .data = data };
}

/* Whether a step put something into a folder. */
static bool was_brought(const struct moment *moment, const char *folder)
{
	size_t len = strlen(folder), i;

	for (; moment->before; moment = moment->before)
		for (i = 0; i < moment->outcome->merge.nr_files; i++) {
			const struct shared_text *result = moment->outcome->results[i];
			const char *path = moment->outcome->merge.files[i].path;

			if (result && result->exists && !strncmp(path, folder, len) && path[len] == '/')
				return true;
		}
	return false;
}

/* A file is added to a folder that upstream had before, and that is not there. */
static int find_lost_folder(bool *lost, struct workbench *bench, const struct moment *moment, uint32_t commit,
			    const struct merge_path *path, struct error *err)
{
	owned(text_release) struct text folder = { 0 };
	struct path_entry entry;
	uint32_t parent;

	text_add(&folder, path->path, path_folder_len(path->path));
	*lost = folder.len && !path->old_entry.mode && commits_facts(bench->commits, commit)->nr_parents;
	if (!*lost)
		return 0;
	if (target_entry(&entry, bench, text_str(&folder), false, err) < 0)
		return -1;
	*lost = !entry.mode && !was_brought(moment, text_str(&folder));
	if (!*lost)
		return 0;
	if (commits_parent(&parent, bench->commits, commit, 0, err) < 0 ||
	    commits_entry(&entry, bench->commits, parent, commits_path(bench->commits, text_str(&folder)), err) < 0)
		return -1;
	*lost = entry.mode == GIT_FILEMODE_TREE;
	return 0;
}

/* In the place of a content's id: a file is to be added there, to a folder that is lost. No content has it. */
static const git_oid lost_folder = { .id = { 1 } };

/*
 * The id of what a moment has under a path that a commit touches: zero if nothing. Git compares folders as a whole, so
 * that for a file that is added the folder is part of what it meets.
 */
static int content_id(git_oid *id, struct workbench *bench, const struct moment *moment, uint32_t commit,
		      const struct merge_path *path, struct error *err)
{
	bool by_former = path->old_entry.mode != 0, lost = false;
	const struct shared_text *shared = changed_text(bench, moment, path->path, by_former);
	struct path_entry entry;

	memset(id, 0, sizeof(*id));
	if (shared)
		return id_of_text(id, shared, err);
	if (target_entry(&entry, bench, path->path, by_former, err) < 0)
		return -1;
	if (path_entry_is_file(&entry))
		git_oid_cpy(id, &entry.id);
	else if (!entry.mode && find_lost_folder(&lost, bench, moment, commit, path, err) < 0)
		return -1;
	if (lost)
		git_oid_cpy(id, &lost_folder);
	return 0;
}

int workbench_outline(const struct outline **outline, struct workbench *bench, const struct moment *moment,
		      const char *path, struct error *err)
{
	const struct shared_text *shared = changed_text(bench, moment, path, true);
	struct path_entry entry;
	struct kept_text *kept;

	if (!shared) {
		if (commits_entry(&entry, bench->commits, bench->target, commits_path(bench->commits, path), err) < 0)
			return -1;
		return outlines_get(outline, bench->outlines, bench->target,
				    entry.mode || !former_of(bench, path) ? path : former_of(bench, path), err);
	}
	kept = (struct kept_text *)shared;
	if (kept->shared.exists && !kept->outline) {
		kept->outline = mem_alloc(sizeof(*kept->outline));
		outline_make(kept->outline, text_str(&shared->text), shared->text.len);
	}
	*outline = kept->outline;
	return 0;
}

/* ---- picking ---- */

static struct tried *find_tried(struct workbench *bench, uint32_t commit)
{
	struct tried *tried = bench->tried[commit % NR_BUCKETS];

	while (tried && tried->commit != commit)
		tried = tried->next;
	return tried;
}

/*
 * A file that a commit changes and the target lacks may be there under the name that it had before upstream renamed it.
 */
static int find_former(struct workbench *bench, uint32_t commit, const struct merge_path *path, struct error *err)
{
	struct path_entry entry;
	struct former *former;
	const char *on_target;
	uint32_t parent;

	if (!path_entry_is_file(&path->old_entry))
		return 0;
	if (former_of(bench, path->path))
		return 0;
	if (target_entry(&entry, bench, path->path, false, err) < 0)
		return -1;
	if (entry.mode)
		return 0;
	if (commits_parent(&parent, bench->commits, commit, 0, err) < 0 ||
	    introducer_former_path(&on_target, bench->commits, bench->blobs, parent, path->path, bench->target, err) < 0)
		return -1;
	if (!on_target)
		return 0;
	former = arena_push(&bench->arena, bench->formers, bench->nr_formers);
	*former = (struct former){ .path = path->path, .on_target = on_target };
	return 0;
}

static int find_formers(struct workbench *bench, const struct tried *tried, struct error *err)
{
	size_t i;

	for (i = 0; i < tried->nr_paths; i++)
		if (find_former(bench, tried->commit, &tried->paths[i], err) < 0)
			return -1;
	return 0;
}

static int tried_of(struct tried **tried, struct workbench *bench, uint32_t commit, struct error *err)
{
	struct tried **bucket = &bench->tried[commit % NR_BUCKETS];

	*tried = find_tried(bench, commit);
	if (*tried)
		return 0;
	*tried = arena_alloc(&bench->arena, sizeof(**tried));
	(*tried)->commit = commit;
	if (merger_paths(&(*tried)->paths, &(*tried)->nr_paths, bench->merger, commit, err) < 0 ||
	    find_formers(bench, *tried, err) < 0)
		return -1;
	(*tried)->next = *bucket;
	*bucket = *tried;
	return 0;
}

static int content_ids(git_oid *ids, struct workbench *bench, const struct moment *moment, const struct tried *tried,
		       struct error *err)
{
	size_t i;

	for (i = 0; i < tried->nr_paths; i++)
		if (content_id(&ids[i], bench, moment, tried->commit, &tried->paths[i], err) < 0)
			return -1;
	return 0;
}

static void free_ids(git_oid **ids)
{
	free(*ids);
}

/* An outcome of the commit on the same contents; NULL: there is none yet. */
static int find_outcome(const struct outcome **found, struct workbench *bench, const struct moment *before,
			const struct tried *tried, struct error *err)
{
	owned(free_ids) git_oid *ids = mem_alloc((tried->nr_paths + 1) * sizeof(*ids));
	const struct outcome *outcome;

	*found = NULL;
	if (!tried->outcomes)
		return 0;
	if (content_ids(ids, bench, before, tried, err) < 0)
		return -1;
	for (outcome = tried->outcomes; outcome && !*found; outcome = outcome->next)
		if (outcome->nr_names == merger_nr_names(bench->merger) &&
		    !memcmp(ids, outcome->ours, tried->nr_paths * sizeof(*ids)))
			*found = outcome;
	return 0;
}

/* Whether the file is there under its own name: the target has it, or a step brought it. */
static bool is_under_its_name(const struct workbench *bench, const struct moment *before, const struct merge_file *file)
{
	size_t ignored;

	return !former_of(bench, file->path) || !file->old_entry.mode || last_step(&ignored, before, file->path);
}

/* It is carried, but a person has to look. */
static void place_in_lost_folder(struct merge *merge, size_t file)
{
	size_t i;

	merge->is_plain = false;
	for (i = 0; i < merge->nr_hunks; i++)
		if (merge->hunks[i].file == file && merge->hunks[i].outcome == HUNK_CLEAN)
			merge->hunks[i].outcome = HUNK_PLACED;
}

static void keep_results(struct outcome *outcome, struct workbench *bench, const struct moment *before)
{
	struct merge *merge = &outcome->merge;
	size_t i;

	outcome->results = arena_alloc(&bench->arena, (merge->nr_files + 1) * sizeof(*outcome->results));
	for (i = 0; i < merge->nr_files; i++) {
		struct merge_file *file = &merge->files[i];

		if (file->changed)
			outcome->results[i] = keep_text(bench, &file->result, file->exists);
		if (git_oid_equal(&outcome->ours[i], &lost_folder))
			place_in_lost_folder(merge, i);
		outcome->changes |= file->changed;
		if (file->existed && !is_under_its_name(bench, before, file))
			file->target_path = former_of(bench, file->path);
		text_clear(&file->ours);
		text_clear(&file->result);
	}
	for (i = 0; i < merge->nr_hunks; i++)
		outcome->nr_conflicts += merge->hunks[i].outcome == HUNK_CONFLICT;
}

static int make_outcome(const struct outcome **made, struct workbench *bench, const struct moment *before,
			struct tried *tried, struct error *err)
{
	struct moment_view data = { .bench = bench, .moment = before, .picking = tried };
	struct merge_view view = moment_view(&data);
	struct outcome *outcome = arena_alloc(&bench->arena, sizeof(*outcome));
	git_oid *ids;

	if (merge_commit(&outcome->merge, bench->merger, &view, tried->commit, err) < 0)
		return -1;
	bench->picks++;
	outcome->nr_names = merger_nr_names(bench->merger);
	outcome->next = tried->outcomes;
	tried->outcomes = outcome; /* from here on it is released with the bench */
	ids = arena_alloc(&bench->arena, (tried->nr_paths + 1) * sizeof(*ids));
	outcome->ours = ids;
	*made = outcome;
	if (content_ids(ids, bench, before, tried, err) < 0)
		return -1;
	keep_results(outcome, bench, before);
	return 0;
}

static const struct moment *moment_after(struct workbench *bench, const struct moment *before, uint32_t commit,
					 const struct outcome *outcome)
{
	struct kept_moment **bucket =
		&bench->moments[((uintptr_t)before / sizeof(*before) * 31 + commit) % NR_BUCKETS];
	struct kept_moment *kept;

	for (kept = *bucket; kept; kept = kept->next)
		if (kept->moment.before == before && kept->moment.commit == commit && kept->moment.outcome == outcome)
			return &kept->moment;
	kept = mem_alloc(sizeof(*kept));
	kept->moment = (struct moment){ .before = before, .commit = commit, .outcome = outcome };
	kept->next = *bucket;
	*bucket = kept;
	return &kept->moment;
}

int workbench_pick(const struct moment **after, struct workbench *bench, const struct moment *before, uint32_t commit,
		   struct error *err)
{
	const struct outcome *outcome;
	struct tried *tried;

	if (tried_of(&tried, bench, commit, err) < 0 ||
	    find_outcome(&outcome, bench, before, tried, err) < 0 ||
	    (!outcome && make_outcome(&outcome, bench, before, tried, err) < 0))
		return -1;
	*after = moment_after(bench, before, commit, outcome);
	return 0;
}
