// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of commits: numbers and facts. (Objects and messages are in commits-object.c, ranges in commits-range.c,
 * paths in commits-paths.c.)
 *
 * A commit is numbered when it is met: found by a name, or as a parent. Its id leads to the number through a hash
 * table, its position in the commit-graph through an array. Facts of what the graph has are copied from there, and
 * nothing is unpacked; parents are numbered when somebody asks for them, or meeting one commit would meet all of its
 * ancestors. Facts of other commits are read from their objects, with git_odb_read() and a parser of our own: 8 to 13
 * microseconds each on the kernel's history, most of it zlib's. libgit2's cache of objects is turned off for commits
 * and trees, since nothing here is read twice: it made reading 211,707 commits a quarter slower and kept 160 MB.
 *
 * The graph is believed without looking, except:
 * 	a commit that somebody names is compared with its object;
 * 	a parent must be of a smaller generation (what commits-range.c relies on);
 * 	a row that cannot be read is damaged.
 * If one of these fails, the graph is dropped. Numbers stay, and all facts that came from it are compared with the
 * objects: if they are the same then so is every answer that was given, and if not, somebody has been told what is not
 * so and may have built on it. That is an error with the command that mends it, rather than half an answer from either.
 * So a graph that lies about a commit that nobody names, and about it alone, is believed, as git believes it; Bloom
 * filters are believed too.
 *
 * A graph keeps 34 bits of a date: two dates are the same if those are.
 */
#include <assert.h>
#include <stdlib.h>

#include "../files.h"
#include "commits-table.h"

OWNED_POINTER(git_reference_iterator, git_reference_iterator_free);

#define GRAPH_DATE_MASK ((INT64_C(1) << 34) - 1)

/*
 * How much of the packs is mapped at a time, and in pieces of what size. libgit2 maps whole gigabytes, which then count
 * as ours: reading 100,000 commits with their roots took 214 MB, and takes 127 in the same time.
 */
#define PACK_WINDOW ((size_t)8 << 20)
#define PACK_WINDOWS ((size_t)48 << 20)

const char *commits_folder(const struct commits *commits)
{
	const char *workdir = git_repository_workdir(commits->repo);

	return workdir ? workdir : git_repository_path(commits->repo);
}

git_repository *commits_repository(const struct commits *commits)
{
	return commits->repo;
}

git_odb *commits_odb(const struct commits *commits)
{
	return commits->odb;
}

void commits_free(struct commits *commits)
{
	if (!commits)
		return;
	commit_graph_free(commits->graph);
	path_memo_release(&commits->paths);
	facts_cache_free(commits->cache);
	git_odb_free(commits->odb);
	free(commits->by_position);
	free(commits->v);
	free(commits->table);
	free(commits->parents);
	free(commits->boundary);
	free(commits->cache_path);
	free(commits);
}

/* ---- numbers ---- */

/* The slot of an id, or the empty one where it belongs. Ids are hashes already. */
static uint32_t *slot_of(const struct commits *commits, const git_oid *id)
{
	size_t mask = commits->table_size - 1, at;

	memcpy(&at, id->id, sizeof(at));
	for (at &= mask; commits->table[at]; at = (at + 1) & mask)
		if (git_oid_equal(&commits->v[commits->table[at] - 1].facts.id, id))
			break;
	return &commits->table[at];
}

static void grow(struct commits *commits)
{
	uint32_t i;

	commits->capacity = commits->capacity ? 2 * commits->capacity : 1024;
	commits->v = mem_realloc(commits->v, commits->capacity * sizeof(*commits->v));
	free(commits->table);
	commits->table_size = 2 * (size_t)commits->capacity;
	commits->table = mem_alloc(commits->table_size * sizeof(*commits->table));
	for (i = 0; i < commits->nr; i++)
		*slot_of(commits, &commits->v[i].facts.id) = i + 1;
}

static uint32_t add_commit(struct commits *commits, const git_oid *id)
{
	if (commits->nr == commits->capacity)
		grow(commits);
	commits->v[commits->nr] = (struct known_commit){
		.facts = { .id = *id },
		.position = NOT_IN_GRAPH,
		.generation = NO_GENERATION,
		.parents = PARENTS_UNKNOWN,
	};
	*slot_of(commits, id) = commits->nr + 1;
	return commits->nr++;
}

static uint32_t number_of(const struct commits *commits, const git_oid *id)
{
	return commits->nr ? *slot_of(commits, id) - 1 : NO_COMMIT; /* an empty slot's 0 is NO_COMMIT here */
}

uint32_t commits_known(const struct commits *commits, const git_oid *id)
{
	uint32_t commit = number_of(commits, id);

	return commit != NO_COMMIT && commits->v[commit].has_facts ? commit : NO_COMMIT;
}

const struct commit_facts *commits_facts(const struct commits *commits, uint32_t commit)
{
	assert(commit < commits->nr && commits->v[commit].has_facts);
	return &commits->v[commit].facts;
}

/* False: the graph is damaged there. */
static bool meet_position(uint32_t *commit, struct commits *commits, uint32_t position)
{
	struct known_commit *known;
	struct graph_commit row;

	*commit = commits->by_position[position] - 1;
	if (*commit != NO_COMMIT)
		return true;
	if (!commit_graph_read(&row, commits->graph, position))
		return false;
	*commit = number_of(commits, &row.id);
	if (*commit == NO_COMMIT)
		*commit = add_commit(commits, &row.id);
	commits->by_position[position] = *commit + 1;
	known = &commits->v[*commit];
	if (known->has_facts)
		return true; /* the graph has it twice */
	known->facts.tree = row.tree;
	known->facts.date = row.date;
	known->facts.nr_parents = row.nr_parents;
	known->position = position;
	known->generation = row.generation ? row.generation : NO_GENERATION;
	known->has_facts = true;
	return true;
}

/* A commit's number; its facts are read where that costs no object. */
static int meet(uint32_t *commit, struct commits *commits, const git_oid *id, struct error *err)
{
	uint32_t position;

	*commit = number_of(commits, id);
	if (*commit != NO_COMMIT)
		return 0;
	if (commits->graph && commit_graph_find(&position, commits->graph, id)) {
		if (meet_position(commit, commits, position))
			return 0;
		if (commits_drop_graph(commits, err) < 0)
			return -1;
	}
	*commit = number_of(commits, id);
	if (*commit == NO_COMMIT)
		*commit = add_commit(commits, id);
	return 0;
}

/* ---- facts ---- */

static int compare_ids(const void *a, const void *b)
{
	return git_oid_cmp(a, b);
}

static bool is_boundary(const struct commits *commits, const git_oid *id)
{
	return commits->nr_boundary &&
	       bsearch(id, commits->boundary, commits->nr_boundary, sizeof(*id), compare_ids);
}

/* Room for the numbers of a commit's parents. */
static uint32_t add_parents(struct commits *commits, uint32_t nr)
{
	uint32_t first = commits->nr_parents;

	commits->nr_parents += nr;
	if (commits->nr_parents > commits->parents_capacity) {
		commits->parents_capacity = 2 * commits->nr_parents + 1024;
		commits->parents = mem_realloc(commits->parents,
					       commits->parents_capacity * sizeof(*commits->parents));
	}
	return first;
}

static int take_parents(struct commits *commits, uint32_t commit, const struct commit_object *object,
			struct error *err)
{
	uint32_t nr = commits->v[commit].facts.nr_parents;
	uint32_t first = add_parents(commits, nr), parent, i;

	for (i = 0; i < nr; i++) {
		git_oid id = commit_object_parent(object, i);

		if (meet(&parent, commits, &id, err) < 0)
			return -1;
		commits->parents[first + i] = parent;
	}
	commits->v[commit].parents = first;
	return 0;
}

static int take_facts(struct commits *commits, uint32_t commit, const struct commit_object *object,
		      struct error *err)
{
	struct known_commit *known = &commits->v[commit];
	bool is_cut = is_boundary(commits, &known->facts.id);

	known->facts.tree = object->tree;
	known->facts.date = object->date;
	known->facts.nr_parents = is_cut ? 0 : object->nr_parents;
	known->facts.is_boundary = is_cut && object->nr_parents;
	known->has_facts = true;
	known->is_confirmed = object->object != NULL;
	return known->parents == PARENTS_UNKNOWN ? take_parents(commits, commit, object, err) : 0;
}

static int read_facts(struct commits *commits, uint32_t commit, struct error *err)
{
	owned(commit_object_release) struct commit_object object = { 0 };
	git_oid id = commits->v[commit].facts.id;

	if (!commit_object_from_cache(&object, commits, &id) && commit_object_read(&object, commits, &id, err) < 0)
		return -1;
	return take_facts(commits, commit, &object, err);
}

static int need_facts(struct commits *commits, uint32_t commit, struct error *err)
{
	return commits->v[commit].has_facts ? 0 : read_facts(commits, commit, err);
}

/* False: the graph is damaged there, or its generations are not to be relied upon. */
static bool parents_from_graph(struct commits *commits, uint32_t commit)
{
	uint32_t nr = commits->v[commit].facts.nr_parents, position = commits->v[commit].position;
	uint64_t generation = commits->v[commit].generation;
	uint32_t first = add_parents(commits, nr), parent, at, i;
	struct graph_commit row;

	if (!commit_graph_read(&row, commits->graph, position))
		return false;
	for (i = 0; i < nr; i++) {
		at = row.parents[i & 1];
		if ((i > 1 && !commit_graph_parent(&at, commits->graph, position, i)) ||
		    !meet_position(&parent, commits, at))
			return false;
		if (generation != NO_GENERATION && commits->v[parent].generation >= generation)
			return false;
		commits->parents[first + i] = parent;
	}
	commits->v[commit].parents = first;
	return true;
}

static int need_parents(struct commits *commits, uint32_t commit, struct error *err)
{
	if (commits->v[commit].parents != PARENTS_UNKNOWN)
		return 0;
	if (!commits_in_graph(commits, commit))
		return read_facts(commits, commit, err);
	return parents_from_graph(commits, commit) ? 0 : commits_drop_graph(commits, err);
}

int commits_parent(uint32_t *parent, struct commits *commits, uint32_t commit, uint32_t nth, struct error *err)
{
	assert(commit < commits->nr && commits->v[commit].has_facts && nth < commits->v[commit].facts.nr_parents);
	if (need_parents(commits, commit, err) < 0)
		return -1;
	*parent = commits->parents[commits->v[commit].parents + nth];
	return need_facts(commits, *parent, err);
}

/* ---- a graph that is wrong ---- */

/* Whether what was told of a commit is what its object says; parents that nobody asked for were not told. */
static bool facts_agree(const struct commits *commits, uint32_t commit, const struct commit_object *object)
{
	const struct known_commit *known = &commits->v[commit];
	uint32_t i;

	if (!git_oid_equal(&known->facts.tree, &object->tree) || known->facts.nr_parents != object->nr_parents ||
	    (known->facts.date & GRAPH_DATE_MASK) != (object->date & GRAPH_DATE_MASK))
		return false;
	for (i = 0; known->parents != PARENTS_UNKNOWN && i < object->nr_parents; i++) {
		git_oid id = commit_object_parent(object, i);

		if (!git_oid_equal(&commits->v[commits->parents[known->parents + i]].facts.id, &id))
			return false;
	}
	return true;
}

static int confirm(struct commits *commits, uint32_t commit, struct error *err)
{
	owned(commit_object_release) struct commit_object object = { 0 };
	git_oid id = commits->v[commit].facts.id;

	if (commit_object_read(&object, commits, &id, err) < 0)
		return error_prefix(err, "the commit-graph of the repository '%s' is wrong", commits_folder(commits));
	if (!facts_agree(commits, commit, &object))
		return error_set(err,
				 "the commit-graph of the repository '%s' is wrong about the commit %s "
				 "(git commit-graph write --reachable makes a new one)",
				 commits_folder(commits), git_oid_tostr_s(&id));
	return take_facts(commits, commit, &object, err);
}

bool commits_have_graph(const struct commits *commits)
{
	return commits->graph != NULL;
}

void commits_forget_graph(struct commits *commits)
{
	assert(!commits->nr);
	commit_graph_free(commits->graph);
	commits->graph = NULL;
}

int commits_drop_graph(struct commits *commits, struct error *err)
{
	uint32_t nr = commits->nr, i;

	commit_graph_free(commits->graph);
	commits->graph = NULL;
	for (i = 0; i < nr; i++)
		if (commits->v[i].position != NOT_IN_GRAPH && confirm(commits, i, err) < 0)
			return -1;
	return 0;
}

/* ---- a commit that somebody named ---- */

/* Whether the graph has the parents that the object says, without meeting them. */
static bool graph_parents_agree(const struct commits *commits, uint32_t commit, const struct commit_object *object)
{
	uint32_t position, i;

	for (i = 0; i < object->nr_parents; i++) {
		git_oid id = commit_object_parent(object, i);
		struct graph_commit row;

		if (!commit_graph_parent(&position, commits->graph, commits->v[commit].position, i) ||
		    !commit_graph_read(&row, commits->graph, position) || !git_oid_equal(&row.id, &id))
			return false;
	}
	return true;
}

/* It was not met before, so nobody has been told what the graph says of it. */
static void forget_graph_facts(struct commits *commits, uint32_t commit)
{
	commits->v[commit].has_facts = false;
	commits->v[commit].position = NOT_IN_GRAPH;
}

static int compare_with_object(struct commits *commits, uint32_t commit, bool was_known, struct error *err)
{
	owned(commit_object_release) struct commit_object object = { 0 };
	git_oid id = commits->v[commit].facts.id;

	if (commit_object_read(&object, commits, &id, err) < 0)
		return -1;
	if (commits_in_graph(commits, commit)) {
		commits->v[commit].is_confirmed = facts_agree(commits, commit, &object) &&
						  graph_parents_agree(commits, commit, &object);
		if (commits->v[commit].is_confirmed)
			return 0;
		if (!was_known)
			forget_graph_facts(commits, commit);
		if (commits_drop_graph(commits, err) < 0)
			return -1;
	}
	commits->v[commit].parents = PARENTS_UNKNOWN; /* it may have been met in the cache: the object is surer */
	return take_facts(commits, commit, &object, err);
}

int commits_find(uint32_t *commit, struct commits *commits, const git_oid *id, struct error *err)
{
	bool was_known = commits_known(commits, id) != NO_COMMIT;

	if (meet(commit, commits, id, err) < 0)
		return -1;
	if (commits->v[*commit].is_confirmed)
		return 0;
	return compare_with_object(commits, *commit, was_known, err);
}

/* ---- opening ---- */

static int read_common(struct text *content, const struct commits *commits, const char *name, struct error *err)
{
	owned(text_release) struct text path = { 0 };
	bool exists;

	text_addf(&path, "%s%s", git_repository_commondir(commits->repo), name);
	return file_read_if(content, &exists, text_str(&path), err);
}

/* libgit2 looks for the file beside HEAD, where a linked work tree does not have it. */
static int read_boundary(struct commits *commits, struct error *err)
{
	owned(text_release) struct text content = { 0 };
	const char *at, *end, *line;
	size_t len;

	if (read_common(&content, commits, "shallow", err) < 0)
		return -1;
	at = text_str(&content);
	end = at + content.len;
	commits->boundary = mem_alloc((content.len / GIT_OID_HEXSZ + 1) * sizeof(*commits->boundary));
	while (text_line(&line, &len, &at, end)) {
		git_oid *id = &commits->boundary[commits->nr_boundary];

		if (len != GIT_OID_HEXSZ || git_oid_fromstrn(id, line, len) < 0)
			return error_set(err, "the file 'shallow' of the repository '%s' has a line that is no id",
					 commits_folder(commits));
		commits->nr_boundary++;
	}
	if (commits->nr_boundary)
		qsort(commits->boundary, commits->nr_boundary, sizeof(*commits->boundary), compare_ids);
	return 0;
}

static int has_replacements(bool *has, const struct commits *commits, struct error *err)
{
	owned(git_reference_iterator_freep) git_reference_iterator *iterator = NULL;
	const char *name;
	int code = git_reference_iterator_glob_new(&iterator, commits->repo, "refs/replace/*");

	if (code == 0)
		code = git_reference_next_name(&name, iterator);
	if (code < 0 && code != GIT_ITEROVER)
		return error_git(err, "cannot look for replace refs in the repository '%s'", commits_folder(commits));
	*has = code == 0;
	return 0;
}

/* Whether commits have the parents that their objects say, or git would not use a graph. */
static int is_plain(bool *plain, const struct commits *commits, struct error *err)
{
	owned(text_release) struct text grafts = { 0 };
	bool has_replaced = false;

	if (read_common(&grafts, commits, "info/grafts", err) < 0 || has_replacements(&has_replaced, commits, err) < 0)
		return -1;
	*plain = !commits->nr_boundary && !grafts.len && !has_replaced;
	return 0;
}

static void open_graph_in(struct commits *commits, const char *objects)
{
	owned(text_release) struct text why_not = { 0 }; /* nobody asks */

	if (!commits->graph)
		commit_graph_open(&commits->graph, &why_not, objects);
}

/* What "git clone --shared" borrows from may have the graph. */
static int open_alternates_graph(struct commits *commits, const char *objects, struct error *err)
{
	owned(text_release) struct text content = { 0 };
	const char *at, *end, *line;
	size_t len;

	if (read_common(&content, commits, "objects/info/alternates", err) < 0)
		return -1;
	at = text_str(&content);
	end = at + content.len;
	while (text_line(&line, &len, &at, end)) {
		owned(text_release) struct text folder = { 0 };

		if (!len || *line == '#')
			continue;
		if (*line != '/')
			text_addf(&folder, "%s/", objects);
		text_add(&folder, line, len);
		open_graph_in(commits, text_str(&folder));
	}
	return 0;
}

static int open_graph(struct commits *commits, struct error *err)
{
	owned(text_release) struct text objects = { 0 };
	bool plain;

	if (is_plain(&plain, commits, err) < 0)
		return -1;
	if (!plain)
		return 0;
	text_addf(&objects, "%sobjects", git_repository_commondir(commits->repo));
	open_graph_in(commits, text_str(&objects));
	if (open_alternates_graph(commits, text_str(&objects), err) < 0)
		return -1;
	if (commits->graph)
		commits->by_position =
			mem_alloc((commit_graph_nr(commits->graph) + (size_t)1) * sizeof(*commits->by_position));
	return 0;
}

/* libgit2 has no such settings for one repository. */
void commits_tune_libgit2(void)
{
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_COMMIT, (size_t)0);
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, (size_t)0);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, PACK_WINDOW);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, PACK_WINDOWS);
}

int commits_open(struct commits **commits, git_repository *repo, struct error *err)
{
	owned(commits_freep) struct commits *made = mem_alloc(sizeof(*made));

	made->repo = repo;
	commits_tune_libgit2();
	if (git_repository_odb(&made->odb, repo) < 0)
		return error_git(err, "cannot open the objects of the repository '%s'", commits_folder(made));
	if (read_boundary(made, err) < 0 || open_graph(made, err) < 0)
		return -1;
	*commits = take(made);
	return 0;
}
