/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUILD_FOLDER_H
#define BUILD_FOLDER_H

#include "../files.h"
#include "../tree.h"

/*
 * Where a kernel is built. Kept folders stand side by side below one ($XDG_CACHE_HOME/stableport/builds):
 *
 *	build-KEY/      one configured build: src, out, memo, ...; held by one run at a time
 *	tree-ID/files   a commit's files, which the builds of all its configurations share
 *	spatch-KEY/     what spatch has said (spatch-memo.h): one of these, so that it goes when there is no room
 *
 * Without a place for these it is a scratch folder, which goes with its owner.
 */
struct build_folder {
	char *path;
	char *shared;           /* the folder of kept ones; NULL: a scratch folder */
	struct lock lock, tree_lock;
	struct scratch scratch;
};

/*
 * Opens, or makes, the folder of a key (letters and digits). shared NULL: a scratch folder. While another run holds it
 * waiting() is called again and again; a new one first makes room: those that nobody holds go, the one that was not used
 * for longest first, until all together have at most max bytes.
 */
struct build_folder_options {
	const char *shared;
	const char *key;
	unsigned long long max;
	void (*waiting)(void *data);    /* may be NULL */
	void *data;
};
int build_folder_open(struct build_folder *folder, const struct build_folder_options *options, struct error *err) must_check;
void build_folder_release(struct build_folder *folder);

/* Opens, or makes, the folder "spatch-KEY", which several may hold: each of its files is written in one rename. */
int build_folder_share(struct build_folder *folder, const char *shared, const char *key, struct error *err) must_check;

/* The files of a commit's tree of this id, which are written once. path is the arena's. */
int build_folder_tree(const char **path, struct arena *arena, struct build_folder *folder, const struct tree *tree,
		      const char *id, struct error *err) must_check;

/* $XDG_CACHE_HOME/stableport/builds, or ~/.cache/...; NULL where there is none, STABLEPORT_NO_CACHE is set or make takes no such path. */
const char *build_folder_usual(struct arena *arena);

#endif
