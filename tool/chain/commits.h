/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COMMITS_H
#define COMMITS_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "../error.h"
#include "../text.h"

/*
 * The commits of a repository as a table of numbers: each commit that was met has a number, and with it its tree,
 * parents and date. What a plan asks of a history (which commits are between two, what file does a commit have under a
 * path, did it change it) is answered here, at the speed of reading tree objects, and each answer is remembered.
 *
 * Facts about a commit come from git's commit-graph where there is one that belongs to this repository, else from the
 * commit object. The graph is an index that may be wrong: it is not used in a repository with a shallow boundary,
 * grafts or replace refs (git does not either), and it is dropped when a commit that somebody names is not as the graph
 * has it, or when it is damaged. If something was told by then that the objects do not say, that is an error: somebody
 * may have built on it.
 *
 * Replace refs and grafts themselves are not followed: what is planned is what the objects say.
 */
struct commits;

#define NO_COMMIT UINT32_MAX

struct commit_facts {
	git_oid id, tree;
	int64_t date;           /* the committer's */
	uint32_t nr_parents;    /* those that the repository has: in a shallow clone the boundary has none */
	bool is_boundary;       /* parents were cut off (shallow) */
};

/*
 * For the whole process: libgit2's cache of commits and trees is turned off, since all is read once here, and little of
 * a pack is mapped at a time. commits_open() does it too, but a pack that somebody read from before stays mapped as it
 * is: to be called before a repository is opened.
 */
void commits_tune_libgit2(void);

/*
 * The repository must outlive the table. A missing or useless commit-graph is no error.
 */
int commits_open(struct commits **commits, git_repository *repo, struct error *err) must_check;
void commits_free(struct commits *commits);
OWNED_POINTER(struct commits, commits_free);
/* Whether facts come from a commit-graph; without one from now on, if nothing was asked yet. */
bool commits_have_graph(const struct commits *commits);
void commits_forget_graph(struct commits *commits);
git_repository *commits_repository(const struct commits *commits);
git_odb *commits_odb(const struct commits *commits);

/*
 * Before a commit's object is read, its facts are looked for in this file (facts_cache_path() says where a repository
 * has one); where there is none that can be used, nothing is different. A commit that somebody names is read from its
 * object all the same.
 */
void commits_use_cache(struct commits *commits, const char *path);
/* Adds to the file what was read from objects since, if that is worth it. That it cannot be written is no failure. */
void commits_keep(struct commits *commits);

/*
 * The number of a commit that somebody named: its object is read, and compared with the commit-graph. That it
 * is missing is an error that says so (and that the clone is shallow, if it is).
 */
int commits_find(uint32_t *commit, struct commits *commits, const git_oid *id, struct error *err) must_check;
/* The number of a commit that was met already; NO_COMMIT if it was not. */
uint32_t commits_known(const struct commits *commits, const git_oid *id);

/* Valid until the next call that may meet a commit. */
const struct commit_facts *commits_facts(const struct commits *commits, uint32_t commit);
/* The nth parent (from 0) of a commit; its own facts are read if they were not. */
int commits_parent(uint32_t *parent, struct commits *commits, uint32_t commit, uint32_t nth,
		   struct error *err) must_check;

/* The commit's message, re-coded to UTF-8 where it says its encoding (iconv), else as it is. Added to text. */
int commits_message(struct text *message, struct commits *commits, uint32_t commit, struct error *err) must_check;
/* What a commit object in that encoding says, as UTF-8. False, and nothing is added: it is not all of it, or nobody knows it. */
bool commits_recode(struct text *out, const char *charset, const char *bytes, size_t len);

/*
 * What tips reach and hidden do not, a child always before its parents ("git rev-list --topo-order tips --not
 * hidden"). Exact by the commit-graph; without one
 * dates have to be believed a little, see commits-range.c. Parents' numbers and facts of all of it have been read.
 */
struct range {
	uint32_t *v;
	size_t nr;
	uint32_t *place;        /* by commit number: place in v plus one; 0: not in it */
	size_t nr_place;
};
void range_release(struct range *range);
int commits_range(struct range *range, struct commits *commits, const uint32_t *tips, size_t nr_tips,
		  const uint32_t *hidden, size_t nr_hidden, struct error *err) must_check;
static inline bool range_has(const struct range *range, uint32_t commit)
{
	return commit < range->nr_place && range->place[commit];
}
/* Older commits have larger places; only for what range_has(). */
static inline size_t range_place(const struct range *range, uint32_t commit)
{
	return range->place[commit] - 1;
}

/*
 * A file path that will be asked for many times, in one repository: its parts, its Bloom keys, what was found.
 * Get it once, keep it; the table owns it. The same path gives the same pointer.
 */
struct commits_path;
const struct commits_path *commits_path(struct commits *commits, const char *path);
const char *commits_path_name(const struct commits_path *path);

/* What a commit has under the path: mode 0 and a zero id if nothing. Folders on the way are remembered by their ids. */
struct path_entry {
	git_oid id;
	uint16_t mode;
};
/* A regular file, executable or not: what has lines, if it is no binary. */
static inline bool path_entry_is_file(const struct path_entry *entry)
{
	return entry->mode == GIT_FILEMODE_BLOB || entry->mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}
/* Lines, or nothing yet: no link, submodule or folder. */
static inline bool path_entry_has_lines(const struct path_entry *entry)
{
	return !entry->mode || path_entry_is_file(entry);
}
int commits_entry(struct path_entry *entry, struct commits *commits, uint32_t commit,
		  const struct commits_path *path, struct error *err) must_check;
/* False: it surely leaves the path as its first parent has it (a Bloom filter says so). Costs no object read. */
bool commits_may_change(struct commits *commits, uint32_t commit, const struct commits_path *path);

/*
 * The commits of a range that change one of the paths against each of their parents (a merge that takes one side's file
 * changes nothing), in the range's order. "git log -- paths" without merges that only bring sides together.
 */
struct commit_list {
	uint32_t *v;
	size_t nr;
};
void commit_list_release(struct commit_list *list);
int commits_touching(struct commit_list *list, struct commits *commits, const struct range *range,
		     const struct commits_path *const *paths, size_t nr_paths, struct error *err) must_check;

#endif
