/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CARRY_H
#define CARRY_H

#include <git2.h>

#include "../adapt.h"
#include "chain.h"
#include "commits.h"

/*
 * One upstream commit carried onto a commit of the target, by the ladder (ladder.h): texts, modes, and for what is left to a
 * person conflict markers around just that.
 *
 * What comes out depends on the two commits and the plan of the hunks alone, not on what the same carrier carried before:
 * names that the target has otherwise are learned anew on each, since a step may have brought them. So a run that goes
 * on where another one stopped comes to the same.
 */
struct carrier;
/* Costs little; what is read of a repository stays known until carrier_free(). The repository must outlive it. */
int carrier_open(struct carrier **carrier, git_repository *repo, struct error *err) must_check;
void carrier_free(struct carrier *carrier);
OWNED_POINTER(struct carrier, carrier_free);

#define CARRIED_NO_PATH SIZE_MAX

/* Strings are printable, and in the arena. */
struct carried_hunk {
	const char *file;       /* upstream's path */
	uint32_t line;          /* in upstream's parent */
	uint32_t added, removed; /* lines; both 0: the mode, a link, or a binary file */
	const char *function;   /* or struct, macro, table, by upstream's parent's name; NULL: outside of any */
	/* CHAIN_ADAPT: in conflict. RENAMED, WORDS: to be looked at. */
	enum chain_disposition disposition;
	const char *place;      /* on the target, in the result: "path:line (function)"; NULL: nowhere */
	const char *why;        /* a name that is lost, what is otherwise; NULL: nothing is to be said */
	size_t path;            /* in the carried paths; CARRIED_NO_PATH: its file is as it was */
};

/* A path that is different then, or that has a hunk in conflict. */
struct carried_path {
	const char *path;       /* on the target, raw, and safe (path_trouble()) */
	const char *upstream;   /* upstream's; mostly the same */
	bool existed, exists;   /* before, and in the result */
	uint16_t mode_before, mode; /* as git has them (GIT_FILEMODE_...); 0: not there */
	struct text before, result; /* of a link, where it leads. Of a submodule or folder: empty */
	bool is_changed;        /* the result is different from before */
	bool in_conflict;
	/*
	 * In conflict, for the work tree: the result with markers (diff3) around the hunks that are in conflict. Where there
	 * is nothing to mark (a link, a binary file, a mode, another kind of thing in its place) it is as git leaves it.
	 */
	struct text marked;
	uint16_t marked_mode;   /* 0: no file */
	bool has_markers;       /* a person has to take them out */
	unsigned marker_size;   /* 7, more if the text has such lines (git's conflict-marker-size) */
	struct path_entry base, ours, theirs; /* in conflict: the index's stages 1 to 3; mode 0: there is none */
};

struct carried {
	struct arena arena;
	struct carried_path *paths;
	size_t nr_paths;
	struct carried_hunk *hunks; /* all of the commit, in the order of the plan's */
	size_t nr_hunks;
	size_t nr_conflicts;    /* hunks */
	bool is_changed;        /* at least one path */
};
void carried_release(struct carried *carried);

/*
 * plan: by hunk, as the plan told it (chain_step's hunks), since it knows more than a merge: what is CHAIN_MOOT or LACKING is dropped
 * instead of being in conflict, and what is CHAIN_ADAPT is in conflict although its lines would merge (a name that it
 * uses is otherwise here). nr_plan 0: nothing is known. Hunks are cut by upstream's text alone; a plan of another number
 * of hunks than there are is as none. onto may have been written after the carrier was opened, upstream is
 * compared with its first parent. That it changes a path that is not safe is an error.
 */
int carry_commit(struct carried *carried, struct carrier *carrier, const git_oid *onto, const git_oid *upstream,
		 const enum chain_disposition *plan, size_t nr_plan, struct error *err) must_check;

/* The changed paths as changes that own their texts. What is in conflict is in them as the result has it. */
void carried_changes(struct changes *changes, const struct carried *carried);

#endif
