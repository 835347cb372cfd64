// SPDX-License-Identifier: GPL-2.0-only
/*
 * Facts of commits from one run to the next (facts-cache.h). Only what was read from objects is kept: what a
 * commit-graph says is as near the next time. A commit at the boundary of a shallow clone is left out, since its
 * parents were not met.
 *
 * Of a repository that is damaged the cache may know more than is there: then a range names a commit whose object is
 * missing, and whoever reads its message or its files says so.
 */
#include <stdlib.h>

#include "commits-table.h"

void commits_use_cache(struct commits *commits, const char *path)
{
	facts_cache_free(commits->cache);
	free(commits->cache_path);
	commits->cache_path = mem_strdup(path);
	facts_cache_read(&commits->cache, path);
}

static bool is_new(const struct commits *commits, uint32_t commit)
{
	const struct known_commit *known = &commits->v[commit];

	return known->is_confirmed && known->parents != PARENTS_UNKNOWN && !known->facts.is_boundary &&
	       !commits_in_graph(commits, commit) &&
	       !(commits->cache && facts_cache_find(commits->cache, &known->facts.id));
}

static void add_fact(struct facts_list *list, const struct commits *commits, uint32_t commit)
{
	const struct known_commit *known = &commits->v[commit];
	uint32_t i;

	list->v[list->nr++] = (struct cached_commit){
		.id = known->facts.id,
		.tree = known->facts.tree,
		.date = known->facts.date,
		.first_parent = (uint32_t)list->nr_parents,
		.nr_parents = known->facts.nr_parents,
	};
	for (i = 0; i < known->facts.nr_parents; i++)
		list->parents[list->nr_parents++] = commits->v[commits->parents[known->parents + i]].facts.id;
}

static void list_facts(struct facts_list *list, const struct commits *commits, uint32_t nr)
{
	uint32_t i;

	list->v = mem_alloc(nr * sizeof(*list->v));
	list->parents = mem_alloc((commits->nr_parents + (size_t)1) * sizeof(*list->parents));
	for (i = 0; i < commits->nr; i++)
		if (is_new(commits, i))
			add_fact(list, commits, i);
}

void commits_keep(struct commits *commits)
{
	owned(facts_list_release) struct facts_list list = { 0 };
	uint32_t nr = 0, i;

	if (!commits->cache_path)
		return;
	for (i = 0; i < commits->nr; i++)
		nr += is_new(commits, i);
	if (!facts_cache_is_worth(commits->cache, nr))
		return;
	list_facts(&list, commits, nr);
	facts_cache_write(commits->cache_path, commits->cache, &list);
}
