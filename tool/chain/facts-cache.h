/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FACTS_CACHE_H
#define FACTS_CACHE_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "../error.h"
#include "../text.h"

/*
 * Facts of commits that were read from their objects once, kept in a file for the next run. What a commit's object says
 * never changes, so a fact can be missing but not stale: whatever became of the history, an id that is asked for has
 * these.
 *
 * The file is never needed, and no failure of it is one of ours: a file that is not there, is of another version, was
 * cut off or damaged is as none, and what cannot be written is not kept. It is read whole, so that nobody can take it
 * away under us, and another takes its place in one rename, so that any number of runs may read and write at the same
 * time; of two that write, one's new facts are lost, and read again by whoever needs them.
 */
struct facts_cache;

/* As the object says, without regard to shallow boundaries, grafts and replace refs. */
struct cached_commit {
	git_oid id, tree;
	int64_t date;           /* the committer's */
	uint32_t first_parent;  /* where its parents' ids begin */
	uint32_t nr_parents;
};

/*
 * Where the facts of a repository are: a file in $XDG_CACHE_HOME/stableport (or ~/.cache/stableport), named by the
 * repository's own folder, so that its linked work trees share it. False: nowhere, since the environment names no such
 * folder, or since STABLEPORT_NO_CACHE is set (to anything but nothing).
 */
bool facts_cache_path(struct text *path, git_repository *repo);

/* *cache is NULL if there is none that can be used. */
void facts_cache_read(struct facts_cache **cache, const char *path);
void facts_cache_free(struct facts_cache *cache);
OWNED_POINTER(struct facts_cache, facts_cache_free);

/* NULL: not in it. */
const struct cached_commit *facts_cache_find(const struct facts_cache *cache, const git_oid *id);
const git_oid *facts_cache_parents(const struct facts_cache *cache, const struct cached_commit *commit);

/* Facts to be written; parents of all commits one after the other. */
struct facts_list {
	struct cached_commit *v;
	size_t nr;
	git_oid *parents;
	size_t nr_parents;
};
void facts_list_release(struct facts_list *list);

/*
 * Whether as many new facts are worth a new file beside those in the cache (NULL: none): reading a commit costs some
 * fifty times what writing one does, and a file that saves no hundredth of a second is not worth having.
 */
bool facts_cache_is_worth(const struct facts_cache *cache, size_t nr_new);
/*
 * The cache's facts and the list's, which is sorted by this and must not have what the cache has. At most 64 MiB: else
 * the list's alone, else nothing.
 */
void facts_cache_write(const char *path, const struct facts_cache *cache, struct facts_list *list);

#endif
