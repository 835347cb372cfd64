/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COMMIT_GRAPH_H
#define COMMIT_GRAPH_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "../error.h"
#include "../text.h"

/*
 * git's commit-graph, read directly: a file or a chain of files that says of each commit its
 * tree, parents, date, generation, and a Bloom filter of the paths that it changes. (git's
 * Documentation/gitformat-commit-graph.txt.) libgit2 1.5 refuses every file that has git's
 * own GDA2 chunk, which is each that git writes today.
 *
 * The file is untrusted: every offset and position is checked before it is followed, and one that
 * cannot be right makes the reading fail as a result, never a crash and never an endless
 * walk. It is only an index: whoever cannot use it parses commits instead.
 *
 * Positions count through the chain, oldest file first, as git counts them.
 */
struct commit_graph;

/*
 * Maps the graph of an objects folder (".git/objects"): info/commit-graph, or
 * info/commit-graphs/commit-graph-chain. That there is none, or none that can be used, is a
 * result: *graph is NULL, and why_not says the second in a sentence (empty: there is none).
 * Chunks that are not known are skipped. SHA-1 only.
 *
 * A generation is the corrected date (its own or a second after the latest of its parents, whichever is later)
 * where all files of a chain have those, else the topological level. Levels make a walk long: one commit on an old side
 * branch is as low as the branch, and all of the rest has to be walked down to there.
 */
void commit_graph_open(struct commit_graph **graph, struct text *why_not, const char *objects_folder);
void commit_graph_free(struct commit_graph *graph);
OWNED_POINTER(struct commit_graph, commit_graph_free);

/* The same over bytes in memory: one file without a base; for the fuzzer. bytes must outlive the graph. */
void commit_graph_of_memory(struct commit_graph **graph, struct text *why_not, const void *bytes, size_t len);

uint32_t commit_graph_nr(const struct commit_graph *graph);
/* Binary search through the fan-out tables. */
bool commit_graph_find(uint32_t *position, const struct commit_graph *graph, const git_oid *id);

struct graph_commit {
	git_oid id, tree;
	int64_t date;           /* the committer's, seconds */
	uint64_t generation;    /* larger than that of each parent; 0: the file does not say */
	uint32_t nr_parents;
	uint32_t parents[2];    /* positions of the first two; more by commit_graph_parent() */
};
/* Whether generations are corrected dates. */
bool commit_graph_has_corrected_dates(const struct commit_graph *graph);
/* False: the file is damaged there. */
bool commit_graph_read(struct graph_commit *commit, const struct commit_graph *graph, uint32_t position);
/* The position of the nth parent (from 0), also of an octopus. False: damaged, or no such parent. */
bool commit_graph_parent(uint32_t *parent, const struct commit_graph *graph, uint32_t position, uint32_t nth);

/*
 * What a path hashes to in the Bloom filters of this graph (murmur3, versions 1 and 2 of the hash). A key is for
 * one graph and path; a path's leading folders have keys of their own.
 *
 * Version 1 hashes bytes above 127 as the char of the machine that wrote the filter: signed on x86, unsigned
 * on ARM. Nothing says which, so a key for such a path is of both kinds, and either counts.
 */
struct bloom_key {
	uint32_t start[2], step[2]; /* the ith hash is start + i * step */
	unsigned nr;                /* 1, or 2: both kinds */
};
/* False: the graph has no filters (or of a kind that is not known), or the path is empty: no filter has the root. */
bool commit_graph_bloom_key(struct bloom_key *key, const struct commit_graph *graph, const char *path, size_t len);
/*
 * BLOOM_NO: the commit surely leaves the path as its first parent has it. BLOOM_MAYBE: it may
 * change it, or nothing is known (no filter, too many changed paths).
 */
enum bloom_answer { BLOOM_NO, BLOOM_MAYBE };
enum bloom_answer commit_graph_bloom(const struct commit_graph *graph, uint32_t position, const struct bloom_key *key);

#endif
