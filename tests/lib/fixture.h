/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <git2.h>

#include "tool/files.h"
#include "tool/text.h"

/*
 * A repository that a test makes, with a fixed author and a clock that ticks one
 * minute a commit, so that ids are the same everywhere:
 *
 *	owned(fixture_release) struct fixture f = { 0 };
 *
 *	fixture_make(&f);
 *	base = fixture_commit(&f, "first", "a.c", "int a;\n", "b/c.c", "int c;\n", NULL);
 *	fixture_branch(&f, "linux-4.19.y", &base);
 *
 * Commits go on the current branch ("master" at first) by libgit2 alone: nothing is
 * checked out, no git program, no configuration of the user's. What cannot be made
 * fails the test.
 */
struct fixture {
	struct scratch scratch;
	git_repository *repo;
	char *path;             /* of the repository, which is not bare */
	char *branch;           /* "refs/heads/master" */
	git_time_t clock;       /* of the last commit; a test may set it */
	const char *encoding;   /* that the next messages are said to be in; NULL: UTF-8 */
};

/* Of one commit. */
#define FIXTURE_MAX_PARENTS 8

void fixture_make(struct fixture *f);
/* From here on objects are kept in memory: ten times as fast, and nobody but this process sees them. */
void fixture_in_memory(struct fixture *f);
void fixture_release(struct fixture *f);

/*
 * A commit of the branch's files with some changed: pairs of path and content,
 * content NULL removes, then NULL. Its id.
 */
git_oid fixture_commit(struct fixture *f, const char *message, ...) __attribute__((sentinel));
/* As fixture_commit() with one file of any bytes. */
git_oid fixture_commit_bytes(struct fixture *f, const char *message, const char *path, const void *bytes, size_t len);
/* A commit of the branch's files with pieces replaced: path, old, new, ..., NULL. Each old must be there exactly once. */
git_oid fixture_edit(struct fixture *f, const char *message, ...) __attribute__((sentinel));
/* What the branch has under a path, added to content. */
void fixture_read(struct text *content, const struct fixture *f, const char *path);
/* A commit with the branch's files and another parent: a merge that takes ours. */
git_oid fixture_merge(struct fixture *f, const char *message, const git_oid *other);
/* As fixture_commit(), with other parents: a merge that took some of theirs, an octopus. */
git_oid fixture_join(struct fixture *f, const char *message, const git_oid *others, size_t nr_others, ...)
	__attribute__((sentinel));

/* Makes a branch at a commit (NULL: one without a commit) and goes on there. */
void fixture_branch(struct fixture *f, const char *name, const git_oid *at);
/* Goes on on a branch that is there. */
void fixture_on(struct fixture *f, const char *name);

/* The id as 40 digits, in static memory that holds the last eight. */
const char *fixture_hex(const git_oid *id);

/* For owned(). */
void free_string_p(char **string);

/* A path below the scratch folder; the caller frees it. */
char *fixture_path(const struct fixture *f, const char *path);
/* A plain tree: writes files (pairs as above) below the folder. */
void fixture_files(const char *folder, ...) __attribute__((sentinel));

#endif
