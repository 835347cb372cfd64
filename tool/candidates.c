// SPDX-License-Identifier: GPL-2.0-only
/*
 * Candidates for the prerequisites of a fix, by two questions to base..fix^.
 *
 * Where do the lines come from? The lines that the fix removes or has as context
 * are followed from fix^ towards base. The commits of the range stand children
 * before parents; each holds the lines that reached it. A parent whose folder
 * has the same id gets all of them without a look at any file; a parent whose file
 * differs gets those that a diff of the two blobs leaves unchanged; what no parent
 * takes was made here. This is git blame for some lines, and costs a path
 * lookup a commit and a diff a change, where git_blame_file() takes 50 to 260
 * times as long as git. What reaches base is on the target, or is not blame's to say.
 *
 * Where do the names come from? An identifier that the fix's added lines use and
 * that neither the touched files nor the headers beside them have on the target came
 * with the oldest commit of the range that brought it into one of these files.
 * Real example: 1054e8ffc5c4 "nfsd: prevent callback tasks running concurrently"
 * removes lines of commits that 4.19 must not take; that it needs 2bbfed98a4d8
 * shows in nfsd41_destroy_cb alone.
 *
 * Merges make no candidate; lines go through them to the parent that has them.
 */
#include <ctype.h>
#include <stdlib.h>

#include "feature.h"
#include "history.h"
#include "proc.h"

#define NOWHERE SIZE_MAX

/* A commit of the range. */
struct node {
	git_oid id;
	size_t parent;      /* the first one's place in the range, or NOWHERE */
	git_oid parent_id;
	unsigned nr_parents;
};

/* A folder with files that are looked at, and its id in each commit of the range (zero: no such folder). */
struct watched {
	char *folder;
	git_oid *ids;
	struct strings names; /* of the files, without the folder */
};

struct search {
	git_repository *repo;
	struct node *nodes;   /* children before parents */
	size_t nr;
	size_t *by_id;
	struct watched *folders;
	size_t nr_folders;
	struct touched touched;
	struct text added;    /* lines that the fix adds */
	struct strings wanted; /* identifiers whose origin is looked for */
	size_t *candidate_of; /* by node: its place in candidates plus one */
	struct candidates found;
};

void candidates_release(struct candidates *candidates)
{
	size_t i;

	if (!candidates)
		return;
	for (i = 0; i < candidates->nr; i++)
		strings_release(&candidates->v[i].names);
	free(candidates->v);
}

static void search_release(struct search *search)
{
	size_t i;

	for (i = 0; i < search->nr_folders; i++) {
		free(search->folders[i].folder);
		free(search->folders[i].ids);
		strings_release(&search->folders[i].names);
	}
	free(search->folders);
	free(search->nodes);
	free(search->by_id);
	free(search->candidate_of);
	touched_release(&search->touched);
	text_release(&search->added);
	strings_release(&search->wanted);
	candidates_release(&search->found);
}

static struct candidate *candidate_for(struct search *search, size_t node)
{
	struct candidates *found = &search->found;

	if (!search->candidate_of[node]) {
		found->v = mem_realloc(found->v, (found->nr + 1) * sizeof(*found->v));
		found->v[found->nr] = (struct candidate){ .commit = search->nodes[node].id };
		search->candidate_of[node] = ++found->nr;
	}
	return &found->v[search->candidate_of[node] - 1];
}

/* ---- the range ---- */

static int compare_nodes(const void *a, const void *b, void *nodes)
{
	const struct node *all = nodes;

	return git_oid_cmp(&all[*(const size_t *)a].id, &all[*(const size_t *)b].id);
}

static size_t node_of(const struct search *search, const git_oid *id)
{
	size_t low = 0, high = search->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = git_oid_cmp(&search->nodes[search->by_id[middle]].id, id);

		if (order == 0)
			return search->by_id[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NOWHERE;
}

static int list_range(struct search *search, const git_oid *tip, const git_oid *base, struct error *err)
{
	owned(git_revwalk_freep) git_revwalk *walk = NULL;
	size_t capacity = 0;
	git_oid id;
	int code;

	if (git_revwalk_new(&walk, search->repo) < 0 || git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL) < 0 ||
	    git_revwalk_push(walk, tip) < 0 || git_revwalk_hide(walk, base) < 0)
		return error_git(err, "cannot walk the history");
	while ((code = git_revwalk_next(&id, walk)) == 0) {
		if (proc_check_interrupt(err) < 0)
			return -1;
		if (search->nr == capacity) {
			capacity = capacity ? 2 * capacity : 1024;
			search->nodes = mem_realloc(search->nodes, capacity * sizeof(*search->nodes));
		}
		search->nodes[search->nr++] = (struct node){ .id = id, .parent = NOWHERE };
	}
	return code == GIT_ITEROVER ? 0 : error_git(err, "cannot walk the history");
}

/* A folder's id in a commit; zero where there is none. "" is the root. */
static int folder_id(git_oid *id, git_commit *commit, const char *folder, struct error *err)
{
	owned(git_tree_freep) git_tree *tree = NULL;
	owned(git_tree_entry_freep) git_tree_entry *entry = NULL;
	int code;

	memset(id, 0, sizeof(*id));
	if (git_commit_tree(&tree, commit) < 0)
		return error_git(err, "cannot read the tree of '%s'", git_oid_tostr_s(git_commit_id(commit)));
	if (!*folder) {
		git_oid_cpy(id, git_tree_id(tree));
		return 0;
	}
	code = git_tree_entry_bypath(&entry, tree, folder);
	if (code < 0 && code != GIT_ENOTFOUND)
		return error_git(err, "cannot look for '%s' in '%s'", folder,
				 git_oid_tostr_s(git_commit_id(commit)));
	if (code == 0 && git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		git_oid_cpy(id, git_tree_entry_id(entry));
	return 0;
}

static int read_node(struct search *search, size_t at, struct error *err)
{
	struct node *node = &search->nodes[at];
	owned(git_commit_freep) git_commit *commit = NULL;
	size_t i;

	if (git_commit_lookup(&commit, search->repo, &node->id) < 0)
		return error_git(err, "cannot read the commit '%s'", git_oid_tostr_s(&node->id));
	node->nr_parents = git_commit_parentcount(commit);
	if (node->nr_parents) {
		git_oid_cpy(&node->parent_id, git_commit_parent_id(commit, 0));
		node->parent = node_of(search, &node->parent_id);
	}
	for (i = 0; i < search->nr_folders; i++)
		if (folder_id(&search->folders[i].ids[at], commit, search->folders[i].folder, err) < 0)
			return -1;
	return 0;
}

static int read_range(struct search *search, struct error *err)
{
	size_t i;

	search->by_id = mem_alloc((search->nr + 1) * sizeof(*search->by_id));
	search->candidate_of = mem_alloc((search->nr + 1) * sizeof(*search->candidate_of));
	for (i = 0; i < search->nr; i++)
		search->by_id[i] = i;
	qsort_r(search->by_id, search->nr, sizeof(*search->by_id), compare_nodes, search->nodes);
	for (i = 0; i < search->nr_folders; i++)
		search->folders[i].ids = mem_alloc((search->nr + 1) * sizeof(git_oid));
	for (i = 0; i < search->nr; i++)
		if (read_node(search, i, err) < 0)
			return -1;
	return 0;
}

/* The folder's id in any commit, from the range where it is one of it. */
static int id_of_folder(git_oid *id, const struct search *search, const struct watched *watched,
			const git_oid *commit_id, struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	size_t node = node_of(search, commit_id);

	if (node != NOWHERE) {
		git_oid_cpy(id, &watched->ids[node]);
		return 0;
	}
	if (git_commit_lookup(&commit, search->repo, commit_id) < 0)
		return error_git(err, "cannot read the commit '%s'", git_oid_tostr_s(commit_id));
	return folder_id(id, commit, watched->folder, err);
}

/* A file's blob id in a folder's tree; zero where there is none. */
static int file_id(git_oid *id, const struct search *search, const git_oid *folder, const char *name,
		   struct error *err)
{
	owned(git_tree_freep) git_tree *tree = NULL;
	const git_tree_entry *entry;

	memset(id, 0, sizeof(*id));
	if (git_oid_is_zero(folder))
		return 0;
	if (git_tree_lookup(&tree, search->repo, folder) < 0)
		return error_git(err, "cannot read the folder of '%s'", name);
	entry = git_tree_entry_byname(tree, name);
	if (entry && git_tree_entry_type(entry) == GIT_OBJECT_BLOB &&
	    git_tree_entry_filemode(entry) != GIT_FILEMODE_LINK)
		git_oid_cpy(id, git_tree_entry_id(entry));
	return 0;
}

/* ---- lines ---- */

/* A line of the fix: where it stands in the version that is being looked at. */
struct line {
	size_t at; /* from 1 */
	bool removed;
};

struct lines {
	struct line *v;
	size_t nr, capacity;
};

static void lines_add(struct lines *lines, struct line line)
{
	if (lines->nr == lines->capacity) {
		lines->capacity = lines->capacity ? 2 * lines->capacity : 16;
		lines->v = mem_realloc(lines->v, lines->capacity * sizeof(*lines->v));
	}
	lines->v[lines->nr++] = line;
}

static void lines_release(struct lines *lines)
{
	free(lines->v);
	*lines = (struct lines){ 0 };
}

/* What a callback of libgit2's diff fills. */
struct fix_lines {
	struct lines *lines;
	struct text *added;
};

static int note_fix_line(const git_diff_delta *delta, const git_diff_hunk *hunk, const git_diff_line *line,
			 void *payload)
{
	struct fix_lines *fix = payload;

	(void)delta;
	(void)hunk;
	if (line->origin == GIT_DIFF_LINE_ADDITION)
		text_add(fix->added, line->content, line->content_len);
	if (line->origin == GIT_DIFF_LINE_DELETION || line->origin == GIT_DIFF_LINE_CONTEXT)
		lines_add(fix->lines, (struct line){ .at = (size_t)line->old_lineno,
						     .removed = line->origin == GIT_DIFF_LINE_DELETION });
	return 0;
}

/* As git show prints it: three lines of context. */
static int lines_of_fix(struct lines *lines, struct text *added, const struct text *old,
			const struct text *new)
{
	git_diff_options options = {
		.version = GIT_DIFF_OPTIONS_VERSION,
		.flags = GIT_DIFF_INDENT_HEURISTIC,
		.context_lines = 3,
	};
	struct fix_lines fix = { .lines = lines, .added = added };

	return git_diff_buffers(text_str(old), old->len, NULL, text_str(new), new->len, NULL, &options, NULL,
				NULL, NULL, note_fix_line, &fix);
}

struct hunk {
	size_t old_start, old_lines, new_start, new_lines;
};

struct hunks {
	struct hunk *v;
	size_t nr;
};

static void hunks_release(struct hunks *hunks)
{
	free(hunks->v);
}

static int note_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *payload)
{
	struct hunks *hunks = payload;

	(void)delta;
	hunks->v = mem_realloc(hunks->v, (hunks->nr + 1) * sizeof(*hunks->v));
	hunks->v[hunks->nr++] = (struct hunk){
		.old_start = (size_t)hunk->old_start,
		.old_lines = (size_t)hunk->old_lines,
		.new_start = (size_t)hunk->new_start,
		.new_lines = (size_t)hunk->new_lines,
	};
	return 0;
}

/* Where a line of the new version stands in the old one; 0 if it is new. */
static size_t old_place(const struct hunks *hunks, size_t at)
{
	size_t i, shift_up = 0, shift_down = 0;

	for (i = 0; i < hunks->nr; i++) {
		const struct hunk *hunk = &hunks->v[i];

		/* A hunk that only removes stands behind the line that it names. */
		if (at < hunk->new_start + (hunk->new_lines == 0))
			break;
		if (hunk->new_lines && at < hunk->new_start + hunk->new_lines)
			return 0;
		shift_up += hunk->old_lines;
		shift_down += hunk->new_lines;
	}
	return at + shift_up - shift_down;
}

/* One path's lines on their way: what has reached each commit of the range. */
struct trace {
	struct search *search;
	const struct watched *watched;
	const char *path, *name;
	struct lines *pending; /* by node */
};

static void trace_release(struct trace *trace)
{
	size_t i;

	for (i = 0; i < trace->search->nr; i++)
		lines_release(&trace->pending[i]);
	free(trace->pending);
}

/* Lines for a commit that is not in the range are on their way to base: done. */
static void hand_over(struct trace *trace, size_t node, struct line line)
{
	if (node != NOWHERE)
		lines_add(&trace->pending[node], line);
}

static void hand_over_all(struct trace *trace, size_t node, struct lines *lines)
{
	size_t i;

	for (i = 0; i < lines->nr; i++)
		hand_over(trace, node, lines->v[i]);
	lines->nr = 0;
}

/* Hands to a parent what is unchanged between it and us; lines keeps the rest. */
static int hand_over_unchanged(struct trace *trace, const git_oid *parent_id, const git_oid *theirs,
			       const git_oid *ours, struct lines *lines, struct error *err)
{
	git_diff_options options = {
		.version = GIT_DIFF_OPTIONS_VERSION,
		.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC,
	};
	owned(text_release) struct text old = { 0 }, new = { 0 };
	owned(hunks_release) struct hunks hunks = { 0 };
	size_t node = node_of(trace->search, parent_id), i, kept = 0;

	if (history_blob(&old, trace->search->repo, theirs, trace->path, err) < 0 ||
	    history_blob(&new, trace->search->repo, ours, trace->path, err) < 0)
		return -1;
	if (git_diff_buffers(text_str(&old), old.len, NULL, text_str(&new), new.len, NULL, &options, NULL,
			     NULL, note_hunk, NULL, &hunks) < 0)
		return error_git(err, "cannot compare two versions of '%s'", trace->path);
	for (i = 0; i < lines->nr; i++) {
		struct line line = lines->v[i];
		size_t place = old_place(&hunks, line.at);

		if (place)
			hand_over(trace, node, (struct line){ .at = place, .removed = line.removed });
		else
			lines->v[kept++] = line;
	}
	lines->nr = kept;
	return 0;
}

/* To a parent whose file is ours go all lines. */
static int hand_to_same(struct trace *trace, git_commit *commit, const git_oid *ours, struct lines *lines,
			git_oid *theirs, struct error *err)
{
	unsigned i;

	for (i = 0; i < git_commit_parentcount(commit); i++) {
		const git_oid *parent = git_commit_parent_id(commit, i);
		git_oid folder;

		if (id_of_folder(&folder, trace->search, trace->watched, parent, err) < 0 ||
		    file_id(&theirs[i], trace->search, &folder, trace->name, err) < 0)
			return -1;
		if (!git_oid_equal(&theirs[i], ours))
			continue;
		hand_over_all(trace, node_of(trace->search, parent), lines);
		return 0;
	}
	return 0;
}

static void made_here(struct trace *trace, size_t node, const struct lines *lines)
{
	struct candidate *candidate;
	size_t i;

	if (!lines->nr || trace->search->nodes[node].nr_parents > 1)
		return;
	candidate = candidate_for(trace->search, node);
	for (i = 0; i < lines->nr; i++) {
		candidate->removed += lines->v[i].removed;
		candidate->context += !lines->v[i].removed;
	}
}

static void free_ids(git_oid **ids)
{
	free(*ids);
}

static int follow_changed(struct trace *trace, size_t at, struct lines *lines, struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	owned(free_ids) git_oid *theirs = NULL;
	git_oid ours;
	unsigned i, nr;

	if (git_commit_lookup(&commit, trace->search->repo, &trace->search->nodes[at].id) < 0)
		return error_git(err, "cannot read a commit");
	nr = git_commit_parentcount(commit);
	theirs = mem_alloc((nr + 1) * sizeof(*theirs));
	if (file_id(&ours, trace->search, &trace->watched->ids[at], trace->name, err) < 0 ||
	    hand_to_same(trace, commit, &ours, lines, theirs, err) < 0)
		return -1;
	for (i = 0; i < nr && lines->nr; i++)
		if (!git_oid_is_zero(&theirs[i]) &&
		    hand_over_unchanged(trace, git_commit_parent_id(commit, i), &theirs[i], &ours, lines,
					err) < 0)
			return -1;
	made_here(trace, at, lines);
	return 0;
}

static int follow(struct trace *trace, size_t at, struct error *err)
{
	const struct node *node = &trace->search->nodes[at];
	owned(lines_release) struct lines lines = take(trace->pending[at]);

	if (node->parent != NOWHERE &&
	    git_oid_equal(&trace->watched->ids[at], &trace->watched->ids[node->parent])) {
		hand_over_all(trace, node->parent, &lines);
		return 0;
	}
	return follow_changed(trace, at, &lines, err);
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool has_sorted(const struct strings *sorted, const char *name)
{
	return sorted->nr && bsearch(&name, sorted->v, sorted->nr, sizeof(*sorted->v), compare_strings);
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static const struct watched *watched_of(const struct search *search, const char *path)
{
	size_t len = (size_t)(name_of(path) - path), i;

	len -= len != 0; /* the slash */
	for (i = 0; i < search->nr_folders; i++)
		if (strlen(search->folders[i].folder) == len &&
		    !strncmp(search->folders[i].folder, path, len))
			return &search->folders[i];
	return NULL;
}

static int trace_path(struct search *search, const struct touched_path *touched, struct lines *lines,
		      struct error *err)
{
	owned(trace_release) struct trace trace = {
		.search = search,
		.watched = watched_of(search, touched->path),
		.path = touched->path,
		.name = name_of(touched->path),
		.pending = mem_alloc((search->nr + 1) * sizeof(*trace.pending)),
	};
	size_t i;

	trace.pending[0] = take(*lines); /* the range begins with fix^ */
	for (i = 0; i < search->nr; i++)
		if (proc_check_interrupt(err) < 0 || (trace.pending[i].nr && follow(&trace, i, err) < 0))
			return -1;
	return 0;
}

static bool is_file(uint16_t mode)
{
	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

/* Follows the lines of one touched path, and keeps what it adds for the search for names. */
static int search_lines(struct search *search, const struct touched_path *touched, struct error *err)
{
	owned(text_release) struct text old = { 0 }, new = { 0 }, added = { 0 };
	owned(strings_release) struct strings used = { 0 }, real = { 0 };
	owned(lines_release) struct lines lines = { 0 };
	size_t i;

	if (is_file(touched->old_mode) &&
	    history_blob(&old, search->repo, &touched->old, touched->path, err) < 0)
		return -1;
	if (is_file(touched->new_mode) &&
	    history_blob(&new, search->repo, &touched->new, touched->path, err) < 0)
		return -1;
	if (lines_of_fix(&lines, &added, &old, &new) < 0)
		return error_git(err, "cannot compare two versions of '%s'", touched->path);
	/* An added line may be the middle of a comment: a word counts if the file has it as a name. */
	identifiers_in(&used, text_str(&added), added.len);
	identifiers_in(&real, text_str(&new), new.len);
	strings_sort_unique(&real);
	for (i = 0; i < used.nr; i++)
		if (has_sorted(&real, used.v[i]))
			strings_add(&search->wanted, used.v[i]);
	return lines.nr ? trace_path(search, touched, &lines, err) : 0;
}

/* ---- names ---- */

static bool is_header(const char *name)
{
	size_t len = strlen(name);

	return len > 2 && !strcmp(name + len - 2, ".h");
}

/* Adds the identifiers of what the target has of the watched files and of the headers beside them. */
static int names_on_target(struct strings *names, const struct search *search, const struct tree *onto,
			   struct error *err)
{
	owned(strings_release) struct strings paths = { 0 };
	size_t i;

	for (i = 0; i < search->touched.nr; i++)
		strings_add(&paths, search->touched.v[i].path);
	for (i = 0; i < search->nr_folders; i++) {
		owned(strings_release) struct strings all = { 0 };
		size_t j;

		if (tree_list(&all, onto, search->folders[i].folder, err) < 0)
			return -1;
		for (j = 0; j < all.nr; j++)
			if (is_header(all.v[j]))
				strings_add(&paths, all.v[j]);
	}
	strings_sort_unique(&paths);
	for (i = 0; i < paths.nr; i++) {
		owned(text_release) struct text content = { 0 };
		bool exists = false;

		if (tree_read(&content, &exists, onto, paths.v[i], err) < 0)
			return -1;
		identifiers_in(names, text_str(&content), content.len);
	}
	strings_sort_unique(names);
	return 0;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whether the text has the name as a word. */
static bool has_word(const struct text *text, const char *name)
{
	size_t len = strlen(name);
	const char *at = text_str(text), *end = at + text->len, *found;

	while ((found = memmem(at, (size_t)(end - at), name, len))) {
		bool begins = found == text->data || !is_word(found[-1]);
		bool ends = found + len == end || !is_word(found[len]);

		if (begins && ends)
			return true;
		at = found + 1;
	}
	return false;
}

static int drop_names_on_target(struct search *search, const struct tree *onto, struct error *err)
{
	owned(strings_release) struct strings there = { 0 };
	owned(strings_release) struct strings lacking = { 0 };
	size_t i;

	if (names_on_target(&there, search, onto, err) < 0)
		return -1;
	strings_sort_unique(&search->wanted);
	for (i = 0; i < search->wanted.nr; i++)
		if (!has_sorted(&there, search->wanted.v[i]))
			strings_add(&lacking, search->wanted.v[i]);
	strings_release(&search->wanted);
	search->wanted = take(lacking);
	return 0;
}

/* One version of a watched file and the one before it: who brought a name, has it now and had it not. */
static void note_names(struct search *search, size_t node, const struct text *old, const struct text *new)
{
	struct strings *wanted = &search->wanted;
	size_t i, kept = 0;

	for (i = 0; i < wanted->nr; i++) {
		char *name = wanted->v[i];

		if (has_word(new, name) && !has_word(old, name)) {
			strings_add(&candidate_for(search, node)->names, name);
			free(name);
		} else {
			wanted->v[kept++] = name;
		}
	}
	wanted->nr = kept;
}

static int names_of_file(struct search *search, size_t node, const git_oid *old_folder,
			 const git_oid *new_folder, const char *name, struct error *err)
{
	owned(text_release) struct text old = { 0 }, new = { 0 };
	git_oid old_id, new_id;

	if (file_id(&old_id, search, old_folder, name, err) < 0 ||
	    file_id(&new_id, search, new_folder, name, err) < 0)
		return -1;
	if (git_oid_equal(&old_id, &new_id) || git_oid_is_zero(&new_id))
		return 0;
	if (history_blob(&new, search->repo, &new_id, name, err) < 0 ||
	    (!git_oid_is_zero(&old_id) && history_blob(&old, search->repo, &old_id, name, err) < 0))
		return -1;
	note_names(search, node, &old, &new);
	return 0;
}

static int names_of_folder(struct search *search, size_t at, const struct watched *watched, struct error *err)
{
	const struct node *node = &search->nodes[at];
	git_oid old = { { 0 } };
	size_t i;

	if (node->nr_parents && id_of_folder(&old, search, watched, &node->parent_id, err) < 0)
		return -1;
	if (git_oid_equal(&old, &watched->ids[at]))
		return 0;
	for (i = 0; i < watched->names.nr; i++)
		if (names_of_file(search, at, &old, &watched->ids[at], watched->names.v[i], err) < 0)
			return -1;
	return 0;
}

/* From old to new, so that the first who brought a name gets it. */
static int search_names(struct search *search, struct error *err)
{
	size_t at, i;

	for (at = search->nr; at-- > 0 && search->wanted.nr;) {
		if (search->nodes[at].nr_parents > 1)
			continue;
		for (i = 0; i < search->nr_folders; i++)
			if (names_of_folder(search, at, &search->folders[i], err) < 0)
				return -1;
	}
	return 0;
}

/* ---- together ---- */

static struct watched *watch_folder(struct search *search, const char *path)
{
	size_t len = (size_t)(name_of(path) - path);
	struct watched *watched = (struct watched *)watched_of(search, path);

	if (watched)
		return watched;
	search->folders = mem_realloc(search->folders, (search->nr_folders + 1) * sizeof(*search->folders));
	watched = &search->folders[search->nr_folders++];
	*watched = (struct watched){ .folder = mem_alloc(len + 1) };
	memcpy(watched->folder, path, len ? len - 1 : 0);
	return watched;
}

/* The headers that stand in the folder as fix^ has it. */
static int watch_headers(struct watched *watched, const struct tree *tree,
			 struct error *err)
{
	owned(strings_release) struct strings paths = { 0 };
	size_t i;

	if (tree_list(&paths, tree, watched->folder, err) < 0)
		return -1;
	for (i = 0; i < paths.nr; i++)
		if (is_header(paths.v[i]))
			strings_add(&watched->names, name_of(paths.v[i]));
	strings_sort_unique(&watched->names);
	return 0;
}

static int watch(struct search *search, const git_oid *parent, struct error *err)
{
	owned(tree_freep) struct tree *tree = NULL;
	size_t i;

	if (tree_of_commit(&tree, search->repo, parent, err) < 0)
		return -1;
	for (i = 0; i < search->touched.nr; i++) {
		const char *path = search->touched.v[i].path;

		strings_add(&watch_folder(search, path)->names, name_of(path));
	}
	for (i = 0; i < search->nr_folders; i++)
		if (watch_headers(&search->folders[i], tree, err) < 0)
			return -1;
	return 0;
}

/* The fix's first parent, with which the range ends; that there is none is a result. */
static int parent_of(git_oid *parent, bool *has_parent, git_repository *repo, const git_oid *id,
		     struct error *err)
{
	owned(git_commit_freep) git_commit *commit = NULL;

	if (git_commit_lookup(&commit, repo, id) < 0)
		return error_git(err, "cannot read the commit '%s'", git_oid_tostr_s(id));
	*has_parent = git_commit_parentcount(commit) > 0;
	if (*has_parent)
		git_oid_cpy(parent, git_commit_parent_id(commit, 0));
	return 0;
}

int history_candidates(struct candidates *candidates, git_repository *repo, const git_oid *commit,
		       const git_oid *base, const struct tree *onto, struct error *err)
{
	owned(search_release) struct search search = { .repo = repo };
	bool has_parent = false;
	git_oid parent;
	size_t i;

	if (parent_of(&parent, &has_parent, repo, commit, err) < 0)
		return -1;
	if (has_parent && (list_range(&search, &parent, base, err) < 0 ||
			   history_touched(&search.touched, repo, commit, err) < 0))
		return -1;
	if (search.nr) {
		if (watch(&search, &parent, err) < 0 || read_range(&search, err) < 0)
			return -1;
		for (i = 0; i < search.touched.nr; i++)
			if (search_lines(&search, &search.touched.v[i], err) < 0)
				return -1;
		if (drop_names_on_target(&search, onto, err) < 0 || search_names(&search, err) < 0)
			return -1;
	}
	*candidates = take(search.found);
	return 0;
}
