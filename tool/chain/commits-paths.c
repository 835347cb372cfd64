// SPDX-License-Identifier: GPL-2.0-only
/*
 * What commits have under paths, and which commits change them.
 *
 * Paths that were asked for are a tree of parts: "fs/nfsd/nfs4state.c" and "fs/nfsd/state.h" share "fs" and "nfsd".
 * What a folder (a tree object) has under a part is an answer, and answers are kept: folders hardly change from commit
 * to commit, so most questions are a few looks into a hash table. A tree object is read once, answers all parts that
 * are known below its folder, and is not kept.
 *
 * Ids and modes are numbered, so that an answer is three numbers, and two commits have the same under a path if they
 * have the same number. To compare two commits both are followed from the root at the same time, and no further than
 * where they are the same.
 *
 * A million answers are 25 MB, and what they are numbers of at most 40. Then all are forgotten, which costs reading
 * again what is asked again. 50,000 commits and five paths make half of that.
 */
#include <stdlib.h>

#include "../proc.h"
#include "commits-table.h"

#define MAX_ANSWERS (1u << 20)
#define FOLDER_MODE 040000
#define NOTHING 0

/* A name on the way to a path. */
struct path_part {
	const char *name;
	size_t len;
	uint32_t *below;        /* sorted by name, in the arena */
	size_t nr_below;
	struct commits_path *path; /* that ends here; NULL: none was asked for */
};

struct commits_path {
	const char *name;
	uint32_t *parts;        /* from the root's on down */
	size_t nr_parts;
	struct bloom_key *keys; /* the path's own, then those of its folders, the nearest first */
	size_t nr_keys;         /* 0: the graph has no filters */
};

void path_memo_release(struct path_memo *memo)
{
	arena_release(&memo->arena);
	free(memo->parts);
	free(memo->entries);
	free(memo->entry_table);
	free(memo->roots);
	free(memo->answers);
}

/* ---- parts and paths ---- */

/* The place of a name below a part, or where it belongs. */
static size_t place_below(bool *found, const struct path_memo *memo, uint32_t part, const char *name, size_t len)
{
	const struct path_part *parts = memo->parts, *folder = &parts[part];
	size_t low = 0, high = folder->nr_below;

	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct path_part *other = &parts[folder->below[middle]];
		int order = memcmp(other->name, name, other->len < len ? other->len : len);

		if (!order)
			order = (other->len > len) - (other->len < len);
		*found = !order;
		if (*found)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static uint32_t add_part(struct path_memo *memo, const char *name, size_t len)
{
	if (!(memo->nr_parts & (memo->nr_parts - 1))) /* 0 or a power of two: full */
		memo->parts = mem_realloc(memo->parts,
					  (memo->nr_parts ? 2 * (size_t)memo->nr_parts : 1) * sizeof(*memo->parts));
	memo->parts[memo->nr_parts] = (struct path_part){
		.name = arena_strndup(&memo->arena, name, len),
		.len = len,
	};
	return memo->nr_parts++;
}

static uint32_t part_below(struct path_memo *memo, uint32_t part, const char *name, size_t len)
{
	bool found;
	size_t at = place_below(&found, memo, part, name, len);
	struct path_part *folder;
	uint32_t added;

	if (found)
		return memo->parts[part].below[at];
	added = add_part(memo, name, len);
	folder = &memo->parts[part];
	arena_push(&memo->arena, folder->below, folder->nr_below);
	memmove(&folder->below[at + 1], &folder->below[at], (folder->nr_below - 1 - at) * sizeof(*folder->below));
	folder->below[at] = added;
	return added;
}

static void add_keys(struct commits_path *path, struct commits *commits)
{
	size_t len = strlen(path->name);

	path->keys = arena_alloc(&commits->paths.arena, path->nr_parts * sizeof(*path->keys));
	while (commits->graph && len) {
		if (!commit_graph_bloom_key(&path->keys[path->nr_keys], commits->graph, path->name, len))
			return;
		path->nr_keys++;
		while (len && path->name[--len] != '/')
			;
	}
}

static struct commits_path *add_path(struct commits *commits, const char *name)
{
	struct path_memo *memo = &commits->paths;
	struct commits_path *path = arena_alloc(&memo->arena, sizeof(*path));
	const char *at, *end;
	uint32_t part = 0;

	path->name = arena_strdup(&memo->arena, name);
	for (at = path->name; at; at = *end ? end + 1 : NULL) {
		end = strchrnul(at, '/');
		part = part_below(memo, part, at, (size_t)(end - at));
		*arena_push(&memo->arena, path->parts, path->nr_parts) = part;
	}
	add_keys(path, commits);
	memo->parts[part].path = path;
	return path;
}

const struct commits_path *commits_path(struct commits *commits, const char *path)
{
	struct path_memo *memo = &commits->paths;
	const char *at, *end;
	uint32_t part = 0;
	bool found = true;

	if (!memo->nr_parts)
		add_part(memo, "", 0);
	for (at = path; at && found; at = *end ? end + 1 : NULL) {
		size_t place;

		end = strchrnul(at, '/');
		place = place_below(&found, memo, part, at, (size_t)(end - at));
		if (found)
			part = memo->parts[part].below[place];
	}
	return found && memo->parts[part].path ? memo->parts[part].path : add_path(commits, path);
}

const char *commits_path_name(const struct commits_path *path)
{
	return path->name;
}

/* ---- entries, numbered ---- */

static uint32_t *entry_slot(const struct path_memo *memo, const struct path_entry *entry)
{
	size_t mask = 2 * (size_t)memo->entries_capacity - 1, at;

	memcpy(&at, entry->id.id, sizeof(at));
	for (at = (at ^ entry->mode) & mask; memo->entry_table[at]; at = (at + 1) & mask) {
		const struct path_entry *other = &memo->entries[memo->entry_table[at]];

		if (other->mode == entry->mode && git_oid_equal(&other->id, &entry->id))
			break;
	}
	return &memo->entry_table[at];
}

static void grow_entries(struct path_memo *memo)
{
	uint32_t i;

	memo->entries_capacity = memo->entries_capacity ? 2 * memo->entries_capacity : 1024;
	memo->entries = mem_realloc(memo->entries, memo->entries_capacity * sizeof(*memo->entries));
	free(memo->entry_table);
	memo->entry_table = mem_alloc(2 * (size_t)memo->entries_capacity * sizeof(*memo->entry_table));
	if (!memo->nr_entries)
		memo->entries[memo->nr_entries++] = (struct path_entry){ 0 };
	for (i = 1; i < memo->nr_entries; i++)
		*entry_slot(memo, &memo->entries[i]) = i;
}

static uint32_t entry_number(struct path_memo *memo, const struct path_entry *entry)
{
	uint32_t *slot;

	if (memo->nr_entries == memo->entries_capacity)
		grow_entries(memo);
	slot = entry_slot(memo, entry);
	if (!*slot) {
		memo->entries[memo->nr_entries] = *entry;
		*slot = memo->nr_entries++;
	}
	return *slot;
}

/* ---- answers ---- */

static struct path_answer *answer_slot(const struct path_memo *memo, uint32_t part, uint32_t folder)
{
	size_t mask = memo->answers_size - 1;
	size_t at = (((uint64_t)part << 32 | folder) * UINT64_C(0x9e3779b97f4a7c15) >> 32) & mask;

	for (; memo->answers[at].folder; at = (at + 1) & mask)
		if (memo->answers[at].folder == folder && memo->answers[at].part == part)
			break;
	return &memo->answers[at];
}

static void grow_answers(struct path_memo *memo)
{
	struct path_answer *old = memo->answers;
	size_t old_size = memo->answers_size, i;

	memo->answers_size = old_size ? 2 * old_size : 2048;
	memo->answers = mem_alloc(memo->answers_size * sizeof(*memo->answers));
	for (i = 0; i < old_size; i++)
		if (old[i].folder)
			*answer_slot(memo, old[i].part, old[i].folder) = old[i];
	free(old);
}

/* The first answer stays: a tree has a name twice only if it is malformed. */
static void add_answer(struct path_memo *memo, uint32_t part, uint32_t folder, uint32_t entry)
{
	struct path_answer *slot;

	if (2 * memo->nr_answers >= memo->answers_size)
		grow_answers(memo);
	slot = answer_slot(memo, part, folder);
	if (slot->folder)
		return;
	*slot = (struct path_answer){ .part = part, .folder = folder, .entry = entry };
	memo->nr_answers++;
}

/* Numbers of entries are others from here on. */
static void forget_if_many(struct path_memo *memo)
{
	if (memo->nr_answers < MAX_ANSWERS)
		return;
	free(memo->entries);
	free(memo->entry_table);
	free(memo->answers);
	free(memo->roots);
	memo->entries = NULL;
	memo->entry_table = NULL;
	memo->answers = NULL;
	memo->roots = NULL;
	memo->nr_entries = memo->entries_capacity = memo->nr_roots = 0;
	memo->nr_answers = memo->answers_size = 0;
}

/* ---- tree objects ---- */

/* As git does: only the kind, and of a file whether it can be run. */
static uint16_t canonical_mode(uint32_t mode)
{
	switch (mode & 0170000) {
	case 0100000:
		return mode & 0100 ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
	case 0120000:
		return GIT_FILEMODE_LINK;
	case FOLDER_MODE:
		return FOLDER_MODE;
	default:
		return GIT_FILEMODE_COMMIT;
	}
}

struct tree_row {
	const char *name;
	size_t len;
	struct path_entry entry;
};

/* "100644 name\0" and 20 bytes of id. False: something else stands there. */
static bool next_row(struct tree_row *row, const char **at, const char *end)
{
	const char *nul = memchr(*at, '\0', (size_t)(end - *at));
	uint32_t mode = 0;

	if (!nul || end - nul <= GIT_OID_RAWSZ)
		return false;
	for (; **at >= '0' && **at <= '7' && mode <= 0177777; (*at)++)
		mode = mode << 3 | (uint32_t)(**at - '0');
	if (**at != ' ' || mode > 0177777)
		return false;
	row->name = *at + 1;
	row->len = (size_t)(nul - row->name);
	row->entry.mode = canonical_mode(mode);
	git_oid_fromraw(&row->entry.id, (const unsigned char *)nul + 1);
	*at = nul + 1 + GIT_OID_RAWSZ;
	return true;
}

static void free_object(git_odb_object **object)
{
	git_odb_object_free(*object);
}

static int read_tree(git_odb_object **object, const struct commits *commits, const git_oid *id,
		     const struct commits_path *path, struct error *err)
{
	int code = git_odb_read(object, commits->odb, id);

	if (code == GIT_ENOTFOUND)
		return error_set(err, "the folder %s of '%s' is missing from the repository '%s'",
				 git_oid_tostr_s(id), path->name, commits_folder(commits));
	if (code < 0)
		return error_git(err, "cannot read the folder %s of '%s'", git_oid_tostr_s(id), path->name);
	if (git_odb_object_type(*object) != GIT_OBJECT_TREE)
		return error_set(err, "the object %s of '%s' is not a folder", git_oid_tostr_s(id), path->name);
	return 0;
}

/* Answers what a folder has under each part that is known below it. */
static int read_folder(struct commits *commits, uint32_t part, uint32_t folder, const struct commits_path *path,
		       struct error *err)
{
	struct path_memo *memo = &commits->paths;
	owned(free_object) git_odb_object *object = NULL;
	git_oid id = memo->entries[folder].id;
	const char *at, *end;
	size_t i;

	if (read_tree(&object, commits, &id, path, err) < 0)
		return -1;
	at = git_odb_object_data(object);
	end = at + git_odb_object_size(object);
	while (at < end) {
		struct tree_row row;
		bool found;

		if (!next_row(&row, &at, end))
			return error_set(err, "the folder %s of '%s' is malformed", git_oid_tostr_s(&id), path->name);
		i = place_below(&found, memo, part, row.name, row.len);
		if (found)
			add_answer(memo, memo->parts[part].below[i], folder, entry_number(memo, &row.entry));
	}
	for (i = 0; i < memo->parts[part].nr_below; i++)
		add_answer(memo, memo->parts[part].below[i], folder, NOTHING);
	return 0;
}

/* ---- following a path ---- */

static uint32_t root_of(struct commits *commits, uint32_t commit)
{
	struct path_memo *memo = &commits->paths;
	uint32_t nr = memo->nr_roots;

	if (commit >= nr) {
		memo->nr_roots = commits->capacity;
		memo->roots = mem_realloc(memo->roots, memo->nr_roots * sizeof(*memo->roots));
		memset(memo->roots + nr, 0, (memo->nr_roots - nr) * sizeof(*memo->roots));
	}
	if (!memo->roots[commit]) {
		struct path_entry root = { .id = commits_facts(commits, commit)->tree, .mode = FOLDER_MODE };

		memo->roots[commit] = entry_number(memo, &root);
	}
	return memo->roots[commit];
}

/* From a folder (or whatever stands there) to what it has under the nth part of the path. */
static int go_down(uint32_t *entry, struct commits *commits, const struct commits_path *path, size_t nth,
		   struct error *err)
{
	struct path_memo *memo = &commits->paths;
	uint32_t folder = *entry;
	const struct path_answer *answer;

	*entry = NOTHING;
	if (memo->entries[folder].mode != FOLDER_MODE)
		return 0;
	answer = memo->answers_size ? answer_slot(memo, path->parts[nth], folder) : NULL;
	if (!answer || !answer->folder) {
		if (read_folder(commits, nth ? path->parts[nth - 1] : 0, folder, path, err) < 0)
			return -1;
		answer = answer_slot(memo, path->parts[nth], folder);
	}
	*entry = answer->entry;
	return 0;
}

int commits_entry(struct path_entry *entry, struct commits *commits, uint32_t commit,
		  const struct commits_path *path, struct error *err)
{
	uint32_t found;
	size_t i;

	forget_if_many(&commits->paths);
	found = root_of(commits, commit);
	for (i = 0; i < path->nr_parts; i++)
		if (go_down(&found, commits, path, i, err) < 0)
			return -1;
	*entry = commits->paths.entries[found];
	return 0;
}

static int is_different(bool *different, struct commits *commits, uint32_t a, uint32_t b,
			const struct commits_path *path, struct error *err)
{
	uint32_t in_a = root_of(commits, a), in_b = root_of(commits, b);
	size_t i;

	for (i = 0; i < path->nr_parts && in_a != in_b; i++)
		if (go_down(&in_a, commits, path, i, err) < 0 || go_down(&in_b, commits, path, i, err) < 0)
			return -1;
	*different = in_a != in_b;
	return 0;
}

/* ---- what changes a path ---- */

bool commits_may_change(struct commits *commits, uint32_t commit, const struct commits_path *path)
{
	size_t i;

	if (!commits_in_graph(commits, commit))
		return true;
	for (i = 0; i < path->nr_keys; i++)
		if (commit_graph_bloom(commits->graph, commits->v[commit].position, &path->keys[i]) == BLOOM_NO)
			return false;
	return true;
}

/* Without parents (a root, or where a shallow clone ends) it changes what it has, as git has it. */
static int brings(bool *changes, struct commits *commits, uint32_t commit, const struct commits_path *path,
		  struct error *err)
{
	struct path_entry entry;

	if (commits_entry(&entry, commits, commit, path, err) < 0)
		return -1;
	*changes = entry.mode != 0;
	return 0;
}

static int is_changed(bool *changes, struct commits *commits, uint32_t commit, const struct commits_path *path,
		      struct error *err)
{
	uint32_t nr_parents = commits_facts(commits, commit)->nr_parents, parent, i;

	*changes = commits_may_change(commits, commit, path);
	if (!*changes)
		return 0;
	if (!nr_parents)
		return brings(changes, commits, commit, path, err);
	for (i = 0; i < nr_parents && *changes; i++) {
		forget_if_many(&commits->paths);
		if (commits_parent(&parent, commits, commit, i, err) < 0 ||
		    is_different(changes, commits, commit, parent, path, err) < 0)
			return -1;
	}
	return 0;
}

void commit_list_release(struct commit_list *list)
{
	if (list)
		free(list->v);
}

static void list_add(struct commit_list *list, uint32_t commit)
{
	if (!(list->nr & (list->nr - 1))) /* 0 or a power of two: full */
		list->v = mem_realloc(list->v, (list->nr ? 2 * list->nr : 1) * sizeof(*list->v));
	list->v[list->nr++] = commit;
}

int commits_touching(struct commit_list *list, struct commits *commits, const struct range *range,
		     const struct commits_path *const *paths, size_t nr_paths, struct error *err)
{
	owned(commit_list_release) struct commit_list found = { 0 };
	size_t i, j;

	for (i = 0; i < range->nr; i++) {
		bool changes = false;

		if (proc_check_interrupt(err) < 0)
			return -1;
		for (j = 0; j < nr_paths && !changes; j++)
			if (is_changed(&changes, commits, range->v[i], paths[j], err) < 0)
				return -1;
		if (changes)
			list_add(&found, range->v[i]);
	}
	*list = take(found);
	return 0;
}
