/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MERGE_H
#define MERGE_H

#include "blobs.h"
#include "commits.h"
#include "lines.h"
#include "outline.h"

/*
 * A commit merged onto a target that has other lines, hunk by hunk.
 *
 * First each touched path as git does it: three-way, ancestor the parent's version, theirs the commit's, ours the
 * target's.
 * Where that is clean and every hunk stands in the function (struct, enum, macro, table) of the same name as
 * upstream's, it is taken. A path that is in conflict, or whose merge put a hunk somewhere else, is taken apart: each
 * hunk is tried alone, then
 * within its own entity on the target, found by name. So one conflict does not condemn the hunks beside it, and a
 * hunk never lands where only its context happens to match.
 *
 * What cannot be carried is left out of the result, and is a result.
 */

/* What the target has at one moment of a plan. A view is whatever can read. */
struct merge_view {
	int (*read)(struct text *content, bool *exists, void *data, const char *path, struct error *err);
	bool (*is_late)(void *data); /* no path more is to be judged; NULL: there is time */
	void *data;
};

enum hunk_outcome {
	HUNK_CLEAN,             /* the path's own three-way merge carries it */
	/*
	 * It was merged within its entity: context there or beside it is different. Or (workbench.c) a file is added to
	 * a folder that the target lacks.
	 */
	HUNK_PLACED,
	HUNK_RENAMED,           /* the same once names are what the target calls them */
	HUNK_WORDS,             /* merged word by word: other words of these lines are different */
	HUNK_THERE,             /* the target has what it adds and lacks what it removes */
	HUNK_CONFLICT,          /* none of these */
};
/* The result has it from the commit. */
static inline bool outcome_is_carried(enum hunk_outcome outcome)
{
	return outcome != HUNK_THERE && outcome != HUNK_CONFLICT;
}

/* Why a hunk is in conflict, or what is peculiar. */
enum hunk_obstacle {
	OBSTACLE_NONE,
	OBSTACLE_FILE,          /* the target has no such file */
	OBSTACLE_ENTITY,        /* the file is there, the hunk's entity is not */
	OBSTACLE_LINES,         /* the entity (or the part of the file outside of any) has other lines there */
	OBSTACLE_BINARY,        /* binary, a symbolic link, a submodule, a mode: no lines to merge */
	OBSTACLE_TIME,          /* none that is known: it was late (merge_view) */
};

/*
 * One stretch of upstream's change: a difference of the two versions, or a part of one that goes over a border
 * between entities (so hunks may touch one another). A path without lines to tell (a mode, an empty file) has one
 * hunk with no lines.
 */
struct merge_hunk {
	size_t file;            /* in the merge's files */
	struct difference at;   /* old: upstream's parent, new: upstream's commit */
	const char *entity;     /* the entity it changes (by upstream's parent's name), or that it adds; NULL: outside of any */
	enum entity_kind kind;  /* where entity is not NULL */
	bool adds_entity;       /* it brings the entity as a whole */
	enum hunk_outcome outcome;
	enum hunk_obstacle obstacle;
	/*
	 * The lines of upstream's parent that the target must have for a plain merge: what it removes, and one line
	 * either side.
	 */
	struct line_span leans_on;
	/*
	 * In the merge's result (CLEAN, PLACED) or in the target (THERE, CONFLICT where one can point there); 0:
	 * nowhere.
	 */
	uint32_t target_line;
	uint32_t target_nr;     /* lines from there on that are its own; in the result only */
	const char *target_entity; /* the entity of that line, where it is not that of the same name; else NULL */
};

struct merge_file {
	const char *path;       /* upstream's; where the target knows the file under another, that is target_path */
	const char *target_path; /* NULL: the target has the file under no name that is known */
	struct path_entry old_entry, new_entry; /* upstream's parent's and upstream's */
	bool existed;           /* on the target */
	bool exists;            /* in the result */
	bool changed;
	struct text ours;       /* the target's content */
	struct text result;
};

struct merge {
	struct arena arena;
	struct merge_file *files; /* texts are released by merge_release() */
	size_t nr_files;
	struct merge_hunk *hunks; /* by file and line */
	size_t nr_hunks;
	bool is_plain;          /* git's merge of every path is clean and comes to the same: "git cherry-pick" */
};
void merge_release(struct merge *merge);

/*
 * What is remembered between merges: of each commit, its paths and hunks (for good); of file versions, upstream's and
 * the views', lines and outline (up to a bound); and where a path's hunks went on the last few contents, not the
 * results.
 * Both tables must outlive it.
 */
struct merger;
int merger_open(struct merger **merger, struct commits *commits, struct blobs *blobs, struct error *err) must_check;
void merger_free(struct merger *merger);
OWNED_POINTER(struct merger, merger_free);

/*
 * From now on what is in conflict is adapted where that can be done in one way only: by the names that the target has in
 * the place of upstream's (HUNK_RENAMED), then word by word (HUNK_WORDS). A search for prerequisites does without.
 */
void merger_adapt(struct merger *merger);
/* From now on the target's name stands for upstream's in all that commits change. Copied. */
void merger_rename(struct merger *merger, const char *upstream, const char *target);
/* From now on a function that a file of the target lacks stands in another one there. Copied. */
void merger_move(struct merger *merger, const char *upstream, const char *target);
size_t merger_nr_names(const struct merger *merger); /* told so far, of both */
struct versions *merger_versions(struct merger *merger);

/* The paths that a commit changes against its first parent (a root commit: against nothing), sorted. */
struct merge_path {
	const char *path;
	struct path_entry old_entry, new_entry;
};
/* Borrowed from the merger, valid until merger_free(). */
int merger_paths(const struct merge_path **paths, size_t *nr, struct merger *merger, uint32_t commit,
		 struct error *err) must_check;

/* A path of the commit that is not safe (path_trouble()), and that is not among its paths; NULL: there is none. */
int merger_odd_path(const char **odd, struct merger *merger, uint32_t commit, struct error *err) must_check;

/*
 * Merges what a commit changed against its first parent onto the view. For a merge commit the same; the caller has
 * said that it is one. The merge's strings belong to the merger: they are valid until merger_free().
 */
int merge_commit(struct merge *merge, struct merger *merger, const struct merge_view *view, uint32_t commit,
		 struct error *err) must_check;

#endif
