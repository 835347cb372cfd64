/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COMMITS_TABLE_H
#define COMMITS_TABLE_H

#include "commit-graph.h"
#include "commits.h"
#include "facts-cache.h"

/* The table behind commits.h, shared by commits.c, commits-range.c and commits-paths.c. Nobody else includes this. */

#define NOT_IN_GRAPH UINT32_MAX
#define PARENTS_UNKNOWN UINT32_MAX
/* Of a commit that no graph has: it may be the child of any other. */
#define NO_GENERATION UINT64_MAX

/* One commit. It has a number as soon as somebody names it as a parent, and facts as soon as somebody is told of it. */
struct known_commit {
	struct commit_facts facts; /* has_facts: all; else the id */
	uint64_t generation;
	uint32_t position;      /* in the graph */
	uint32_t parents;       /* where its parents' numbers begin in the table's */
	bool has_facts;
	bool is_confirmed;      /* its object was read and says the same */
};

/* What a folder has under the name of a part: number of an entry. folder 0: an empty slot. */
struct path_answer {
	uint32_t part, folder, entry;
};

/* See commits-paths.c. */
struct path_memo {
	struct arena arena;     /* of parts' names and paths */
	struct path_part *parts; /* 0: the root */
	uint32_t nr_parts;
	struct path_entry *entries; /* 0: nothing */
	uint32_t nr_entries, entries_capacity;
	uint32_t *entry_table;  /* by hash: number of an entry; 0: empty */
	uint32_t *roots;        /* by commit: the number of its root folder; 0: not asked yet */
	uint32_t nr_roots;
	struct path_answer *answers; /* by hash */
	size_t nr_answers, answers_size;
};
void path_memo_release(struct path_memo *memo);

struct commits {
	git_repository *repo;
	git_odb *odb;
	struct commit_graph *graph; /* NULL: there is none, or it was dropped */
	uint32_t *by_position;  /* of the graph: number plus one; 0: not met */
	struct known_commit *v;
	uint32_t nr, capacity;
	uint32_t *table;        /* by hash of the id: number plus one */
	size_t table_size;
	uint32_t *parents;      /* numbers, those of one commit next to one another */
	uint32_t nr_parents, parents_capacity;
	git_oid *boundary;      /* where a shallow clone ends, sorted */
	size_t nr_boundary;
	struct facts_cache *cache; /* NULL: there is none */
	char *cache_path;       /* NULL: nothing is kept */
	struct path_memo paths;
};

static inline bool commits_in_graph(const struct commits *commits, uint32_t commit)
{
	return commits->graph && commits->v[commit].position != NOT_IN_GRAPH;
}

static inline bool commits_have_corrected_dates(const struct commits *commits)
{
	return commits->graph && commit_graph_has_corrected_dates(commits->graph);
}

/* A parent's is always smaller; NO_GENERATION says nothing, and only commits without one have such children. */
static inline uint64_t commits_generation(const struct commits *commits, uint32_t commit)
{
	return commits_in_graph(commits, commit) ? commits->v[commit].generation : NO_GENERATION;
}

/*
 * Goes on without the graph, which is damaged or wrong somewhere: what was learnt from it is compared with the objects.
 * An error if it was not so, since somebody may have been told.
 */
int commits_drop_graph(struct commits *commits, struct error *err) must_check;

/* ---- commits-object.c ---- */

struct commit_object {
	git_odb_object *object; /* NULL: from the cache, which has no headers and no message */
	git_oid tree;
	const char *parents;    /* their lines */
	const git_oid *cached_parents; /* instead */
	uint32_t nr_parents;
	const char *headers;    /* those after the parents */
	const char *end;
	int64_t date;
};
void commit_object_release(struct commit_object *object);
/* That it is missing, no commit or malformed is an error. */
int commit_object_read(struct commit_object *object, const struct commits *commits, const git_oid *id,
		       struct error *err) must_check;
/* From the cache. False: it is not there. */
bool commit_object_from_cache(struct commit_object *object, const struct commits *commits, const git_oid *id);
git_oid commit_object_parent(const struct commit_object *object, uint32_t nth);

/* The repository as a person knows it, for a sentence. */
const char *commits_folder(const struct commits *commits);

#endif
