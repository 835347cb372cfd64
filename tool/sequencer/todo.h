/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TODO_H
#define TODO_H

#include "../chain/chain.h"

/*
 * What an apply of commits still has to do, and what it has done: plain data that outlives the process when a person has to
 * resolve a conflict. Lives in its arena; strings that may be absent are NULL, ids are hexadecimal in full.
 */
enum todo_outcome {
	TODO_PENDING,
	TODO_MADE,              /* it is a commit now */
	TODO_EMPTY,             /* nothing of it changes the target: all of it is there or moot */
	TODO_SKIPPED,           /* a person said so */
};

/* Where it stands. What is on disk is always true of what else is on disk: it is written before what it announces. */
enum todo_phase {
	TODO_STOPPING,          /* the work tree is being laid out for the next step: not to be relied on */
	TODO_STOPPED,           /* a person resolves the next step in the work tree */
	TODO_FINISHING,         /* every step has an outcome; the patches and the branch are being made */
};

/* How a hunk came, or why it did not. */
struct todo_hunk {
	const char *file;       /* upstream's path */
	uint32_t line;          /* in upstream's parent */
	const char *function;
	enum chain_disposition disposition; /* as the plan said, then as it was carried */
	const char *place;      /* on the target */
	const char *why;
};

struct todo_step {
	const char *commit;     /* upstream's */
	const char *subject;
	enum chain_role role;
	const char *why;        /* the plan's first reason */
	struct todo_hunk *hunks; /* in the order of the commit */
	size_t nr_hunks;
	enum todo_outcome outcome;
	const char *made;       /* the commit on the target */
	bool by_person;         /* who resolved it, or committed it */
};

/* A path that is in conflict; the text with markers is a file of the state folder, "marked-N". */
struct todo_conflict {
	const char *path;       /* on the target */
	const char *upstream_path;
	bool has_markers;       /* false: the path as a whole is in conflict (removed here, binary) */
	unsigned marker_size;   /* of the markers */
	const char *ours;       /* the target's blob; NULL: it has no such file */
	bool is_gone;           /* upstream takes it away */
};

struct todo {
	struct arena arena;
	const char *name, *label; /* stableport/NAME/LABEL is the branch */
	const char *branch_before; /* what it was when this began; NULL: not there */
	const char *target_ref, *target_commit, *target_version;
	const char *output;     /* an absolute path */
	const char *resolutions; /* the folder of what is remembered, an absolute path */
	const char *style;      /* of messages */
	struct string_list references;
	bool signoff, cover_letter;
	struct todo_step *steps;
	size_t nr_steps;
	size_t next;            /* the step that is to be carried, or resolved */
	const char *tip;        /* what it goes on */
	enum todo_phase phase;
	struct todo_conflict *conflicts; /* of the next step, when stopped */
	size_t nr_conflicts;
};
void todo_release(struct todo *todo);

/* A step is left that has no outcome. */
bool todo_is_stopped(const struct todo *todo);
const char *todo_outcome_name(enum todo_outcome outcome); /* "pending", "made", "empty", "skipped" */

/* The file is replaced in one rename. */
int todo_write(const struct todo *todo, const char *path, struct error *err) must_check;
/* A file that is not there is a result. What is no todo of ours is an error that names the file. */
int todo_read(struct todo *todo, bool *exists, const char *path, struct error *err) must_check;

/* Where it stands, for people. Its own text: report-todo.c. */
void report_todo(struct text *out, const struct todo *todo, bool colour);
json_t *todo_document(const struct todo *todo); /* docs/apply-schema.md; a new reference */

#endif
