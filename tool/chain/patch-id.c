// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two commits make the same change if they touch the same paths, and their diffs are the same but for blanks and line
 * numbers. The second is dear (two blobs a path, and a diff), so it is looked at last:
 *
 *  1. commits of the range that touch one path of the commit: the longest, since what lies deep is seldom touched
 *     ("lib/librte_ip_frag/ip_frag_internal.c", not "MAINTAINERS");
 *  2. of these, those that touch the same set of paths, by a hash of their names;
 *  3. of these, those with the same patch id.
 *
 * A patch id is the hash of a text: for each path in order its name, the mode where that changes, and the diff's lines
 * without any blanks, each with a sign before it that says whether it was added, removed, or stands around. What has no
 * lines (binary, a link, a submodule) is told by its ids.
 *
 * What undoes a commit is found by the patch id of the commit's two sides exchanged: "git revert" makes that where
 * nothing around it was changed since.
 */
#include <ctype.h>
#include <stdlib.h>

#include "../history.h"
#include "patch-id.h"

/* Lines of context, as git's diffs have by default. */
#define CONTEXT 3

/* What is known of a commit of the range. */
struct known_change {
	uint64_t paths;         /* hash of their names */
	git_oid patch_id;
	bool has_paths, has_patch_id;
};

struct path_commits {
	const struct commits_path *path;
	struct commit_list list;
};

struct patch_ids {
	struct commits *commits;
	struct blobs *blobs;
	const struct range *range;
	struct known_change *changes; /* by place in the range */
	struct path_commits *paths;
	size_t nr_paths;
};

struct patch_ids *patch_ids_new(struct commits *commits, struct blobs *blobs, const struct range *range)
{
	struct patch_ids *ids = mem_alloc(sizeof(*ids));

	ids->commits = commits;
	ids->blobs = blobs;
	ids->range = range;
	ids->changes = mem_alloc((range->nr + 1) * sizeof(*ids->changes));
	return ids;
}

void patch_ids_free(struct patch_ids *ids)
{
	size_t i;

	if (!ids)
		return;
	for (i = 0; i < ids->nr_paths; i++)
		commit_list_release(&ids->paths[i].list);
	free(ids->paths);
	free(ids->changes);
	free(ids);
}

void twins_release(struct twins *twins)
{
	if (twins)
		free(twins->v);
}

/* ---- a diff without blanks ---- */

static void add_line(struct text *text, const struct blob *blob, uint32_t line)
{
	uint32_t at, from = blob->starts[line - 1], end = blob->starts[line];

	for (at = from; at < end; at++) {
		if (!isspace((unsigned char)blob->data[at]))
			continue;
		text_add(text, blob->data + from, at - from);
		from = at + 1;
	}
	text_add(text, blob->data + from, end - from);
}

static void add_lines(struct text *text, const struct blob *blob, uint32_t first, uint32_t end, char sign)
{
	for (; first < end; first++) {
		text_addc(text, '\n');
		text_addc(text, sign);
		add_line(text, blob, first);
	}
}

static void add_differences(struct text *text, const struct blob *old, const struct blob *new,
			    const struct differences *differences)
{
	uint32_t told = 1; /* old lines before it were added */
	size_t i;

	for (i = 0; i < differences->nr; i++) {
		const struct difference *d = &differences->v[i];
		uint32_t from = d->old_first > told + CONTEXT ? d->old_first - CONTEXT : told;
		uint32_t next = i + 1 < differences->nr ? d[1].old_first : old->nr_lines + 1;

		add_lines(text, old, from, d->old_first, '=');
		add_lines(text, old, d->old_first, d->old_first + d->old_nr, '-');
		add_lines(text, new, d->new_first, d->new_first + d->new_nr, '+');
		from = d->old_first + d->old_nr;
		told = next - from > CONTEXT ? from + CONTEXT : next;
		add_lines(text, old, from, told, '=');
	}
}

static void add_id(struct text *text, const char *sign, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	text_addf(text, "%s%s", sign, git_oid_tostr(hex, sizeof(hex), id));
}

static int add_file(struct text *text, struct patch_ids *ids, const char *path, const struct path_entry *old,
		    const struct path_entry *new, struct error *err)
{
	owned(blob_releasep) const struct blob *before = NULL;
	owned(blob_releasep) const struct blob *after = NULL;
	const struct differences *differences;
	bool is_text = path_entry_has_lines(old) && path_entry_has_lines(new);

	text_add(text, path, strlen(path) + 1);
	if (old->mode != new->mode)
		text_addf(text, "%o %o ", old->mode, new->mode);
	if (is_text && (blobs_get(&before, ids->blobs, &old->id, path, err) < 0 ||
			blobs_get(&after, ids->blobs, &new->id, path, err) < 0))
		return -1;
	if (!is_text || before->is_binary || after->is_binary) {
		add_id(text, "-", &old->id);
		add_id(text, "+", &new->id);
		return 0;
	}
	if (blobs_differences(&differences, ids->blobs, &old->id, &new->id, path, err) < 0)
		return -1;
	add_differences(text, before, after, differences);
	return 0;
}

static int make_patch_id(git_oid *id, struct patch_ids *ids, const struct touched *touched, bool undoes,
			 struct error *err)
{
	owned(text_release) struct text text = { 0 };
	size_t i;

	for (i = 0; i < touched->nr; i++) {
		const struct touched_path *path = &touched->v[i];
		const struct path_entry old = { .id = path->old, .mode = path->old_mode };
		const struct path_entry new = { .id = path->new, .mode = path->new_mode };

		if (add_file(&text, ids, path->path, undoes ? &new : &old, undoes ? &old : &new, err) < 0)
			return -1;
	}
	if (git_odb_hash(id, text_str(&text), text.len, GIT_OBJECT_BLOB) < 0)
		return error_git(err, "cannot hash a diff");
	return 0;
}

/* ---- the range ---- */

/* None, if some of them are not safe: nobody carries such a commit, so none is its twin. */
static int read_touched(struct touched *touched, struct patch_ids *ids, uint32_t commit, struct error *err)
{
	owned(touched_release) struct touched found = { 0 };
	git_oid id = commits_facts(ids->commits, commit)->id;

	if (history_touched(&found, commits_repository(ids->commits), &id, err) < 0)
		return -1;
	if (!found.odd)
		*touched = take(found);
	return 0;
}

/* FNV-1a; whoever makes two sets with one hash gains a comparison of patch ids, which have the names too. */
static uint64_t hash_paths(const struct touched *touched)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	const char *at;
	size_t i;

	for (i = 0; i < touched->nr; i++)
		for (at = touched->v[i].path; at; at = *at ? at + 1 : NULL)
			hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
	return hash;
}

static int commits_of_path(const struct commit_list **list, struct patch_ids *ids, const struct commits_path *path,
			   struct error *err)
{
	struct path_commits *made;
	size_t i;

	for (i = 0; i < ids->nr_paths; i++)
		if (ids->paths[i].path == path)
			break;
	if (i == ids->nr_paths) {
		ids->paths = mem_realloc(ids->paths, (i + 1) * sizeof(*ids->paths));
		made = &ids->paths[i];
		*made = (struct path_commits){ .path = path };
		if (commits_touching(&made->list, ids->commits, ids->range, &path, 1, err) < 0)
			return -1;
		ids->nr_paths++;
	}
	*list = &ids->paths[i].list;
	return 0;
}

static const char *longest_path(const struct touched *touched)
{
	const char *longest = "";
	size_t i;

	for (i = 0; i < touched->nr; i++)
		if (strlen(touched->v[i].path) > strlen(longest))
			longest = touched->v[i].path;
	return longest;
}

/* ---- asking ---- */

/* What is asked about. */
struct asked {
	const struct touched *touched;
	uint64_t paths;
	git_oid patch_id, opposite;
	bool has_ids;
};

/* Whether a commit of the range touches the same paths; if so its patch id is known afterwards. */
static int has_same_paths(bool *same, struct patch_ids *ids, const struct asked *asked, uint32_t commit,
			  struct error *err)
{
	struct known_change *change = &ids->changes[range_place(ids->range, commit)];
	owned(touched_release) struct touched touched = { 0 };

	*same = false;
	if (change->has_paths && (change->paths != asked->paths || change->has_patch_id)) {
		*same = change->paths == asked->paths;
		return 0;
	}
	if (read_touched(&touched, ids, commit, err) < 0)
		return -1;
	change->paths = hash_paths(&touched);
	change->has_paths = true;
	*same = change->paths == asked->paths;
	if (!*same)
		return 0;
	change->has_patch_id = true;
	return make_patch_id(&change->patch_id, ids, &touched, false, err);
}

static int make_asked_ids(struct asked *asked, struct patch_ids *ids, struct error *err)
{
	if (asked->has_ids)
		return 0;
	asked->has_ids = true;
	if (make_patch_id(&asked->patch_id, ids, asked->touched, false, err) < 0)
		return -1;
	return make_patch_id(&asked->opposite, ids, asked->touched, true, err);
}

static void add_twin(struct twins *twins, uint32_t commit, bool undoes)
{
	twins->v = mem_realloc(twins->v, (twins->nr + 1) * sizeof(*twins->v));
	twins->v[twins->nr++] = (struct twin){ .commit = commit, .undoes = undoes };
}

static int compare_change(struct twins *twins, struct patch_ids *ids, struct asked *asked, uint32_t commit,
			  struct error *err)
{
	const git_oid *patch_id = &ids->changes[range_place(ids->range, commit)].patch_id;
	bool same;

	if (commits_facts(ids->commits, commit)->nr_parents != 1)
		return 0;
	if (has_same_paths(&same, ids, asked, commit, err) < 0)
		return -1;
	if (!same)
		return 0;
	if (make_asked_ids(asked, ids, err) < 0)
		return -1;
	if (git_oid_equal(patch_id, &asked->patch_id))
		add_twin(twins, commit, false);
	else if (git_oid_equal(patch_id, &asked->opposite))
		add_twin(twins, commit, true);
	return 0;
}

int patch_ids_twins(struct twins *twins, struct patch_ids *ids, uint32_t commit, struct error *err)
{
	owned(touched_release) struct touched touched = { 0 };
	owned(twins_release) struct twins found = { 0 };
	const struct commit_list *list;
	struct asked asked = { .touched = &touched };
	size_t i;

	*twins = (struct twins){ 0 };
	if (!ids->range->nr || commits_facts(ids->commits, commit)->nr_parents != 1)
		return 0;
	if (read_touched(&touched, ids, commit, err) < 0)
		return -1;
	if (!touched.nr)
		return 0;
	asked.paths = hash_paths(&touched);
	if (commits_of_path(&list, ids, commits_path(ids->commits, longest_path(&touched)), err) < 0)
		return -1;
	for (i = 0; i < list->nr; i++)
		if (compare_change(&found, ids, &asked, list->v[i], err) < 0)
			return -1;
	found.touching = list;
	*twins = take(found);
	return 0;
}
