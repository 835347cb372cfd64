// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a commit-graph: either it is one, of which everything can be asked,
 * or there is a sentence. With clang -fsanitize=fuzzer this is a fuzzer; with plain.c a
 * program that reads the files it is given, to see what became of the ones that a fuzzer found.
 *
 * Seeds: what git writes of small repositories, with --changed-paths, a merge of three (EDGE), and one commit in the
 * year 2200 with a child of today (GDO2).
 */
#include <stdint.h>
#include <stdlib.h>

#include "tests/fuzz/target.h"
#include "tool/chain/commit-graph.h"

static void promise(bool kept)
{
	if (!kept)
		abort();
}

/* An id that is found is the one that was looked for; whether it is found depends on the others' order. */
static void look_for(const struct commit_graph *graph, const git_oid *id)
{
	struct graph_commit found;
	uint32_t position;

	if (!commit_graph_find(&position, graph, id))
		return;
	promise(position < commit_graph_nr(graph));
	promise(!commit_graph_read(&found, graph, position) || git_oid_equal(&found.id, id));
}

static void follow_parents(const struct commit_graph *graph, uint32_t position, const struct graph_commit *commit)
{
	uint32_t parent;

	for (uint32_t nth = 0; nth < commit->nr_parents; nth++) {
		bool is_given = commit_graph_parent(&parent, graph, position, nth);

		promise(is_given || nth >= 2);
		promise(!is_given || parent < commit_graph_nr(graph));
		promise(nth >= 2 || parent == commit->parents[nth]);
	}
	promise(!commit_graph_parent(&parent, graph, position, commit->nr_parents));
}

static void ask_filters(const struct commit_graph *graph)
{
	static const char *const paths[] = { "a", "fs/nfsd/nfs4state.c", "\xc2\xa2\xc2\xa2/\xff", "" };

	for (size_t i = 0; i < nr_of(paths); i++) {
		struct bloom_key key;

		if (!commit_graph_bloom_key(&key, graph, paths[i], strlen(paths[i])))
			continue;
		for (uint32_t position = 0; position < commit_graph_nr(graph); position++)
			commit_graph_bloom(graph, position, &key);
		promise(commit_graph_bloom(graph, commit_graph_nr(graph), &key) == BLOOM_MAYBE);
	}
}

static void ask_everything(const struct commit_graph *graph)
{
	struct graph_commit commit;
	uint32_t position = 0;

	for (; position < commit_graph_nr(graph); position++) {
		bool is_read = commit_graph_read(&commit, graph, position);

		look_for(graph, &commit.id);
		look_for(graph, &commit.tree);
		promise(!is_read || commit.generation < UINT64_MAX);
		if (is_read)
			follow_parents(graph, position, &commit);
	}
	promise(!commit_graph_read(&commit, graph, position));
	ask_filters(graph);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	owned(commit_graph_freep) struct commit_graph *graph = NULL;
	owned(text_release) struct text why_not = { 0 };

	commit_graph_of_memory(&graph, &why_not, bytes, len);
	promise((graph == NULL) == (why_not.len > 0));
	if (graph)
		ask_everything(graph);
	return 0;
}
