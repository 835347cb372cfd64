/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SEQUENCER_H
#define SEQUENCER_H

#include "../chain/carry.h"
#include "../chain/chain-session.h"
#include "../series/quarantine.h"
#include "../series/series.h"
#include "../unseen.h"
#include "underway.h"

/*
 * Carries the commits of a chain, one on top of the other, as git's own sequencer does: it stops where a person has to
 * resolve something, in a work tree of its own, and goes on when told to.
 *
 * Until the end nobody sees anything of it: the commits are objects that no ref leads to. Then the patches take
 * their place in one rename and the branch is made in one step. A run that is killed leaves the user's refs, index and
 * work tree as they were; what it had begun beside is found and done again, or taken away, by the next one.
 */
struct sequencer {
	struct app *app;
	const struct settings *settings;
	struct arena arena;
	git_repository *repo;           /* when dry, that of unseen */
	struct unseen *unseen;          /* objects in memory; NULL: not dry */
	struct quarantine quarantine;   /* commits, until a todo or the branch names them; not when dry */
	struct underway underway;
	struct todo todo;
	bool is_kept;                   /* the todo is on disk */
	bool is_dry;                    /* nothing is written but to memory */
	struct carrier *carrier;
	struct commits *commits;        /* for releases; once they are asked for */
	struct series series;           /* of the steps that were made */
	struct changes *changes;        /* by step: what its commit changes */
	struct series_options options;
	git_signature *committer;
	struct string_list notes;       /* what was found and done besides, for the person to know */
	struct text range_diff;         /* at the end: what is otherwise than upstream's */
	const char *branch;             /* once it is made */
	bool is_gone;                   /* the apply was ended without a branch (--abort, --quit) */
};
void sequencer_release(struct sequencer *sequencer);

/* From a plan, which must have found one: settled whether this can be done at all, before any work. */
int sequencer_begin(struct sequencer *sequencer, struct app *app, const struct settings *settings,
		    const struct chain_session *session, struct error *err) must_check;
/* One that is under way: NAME/LABEL, or NULL for the only one, or for that of the work tree we are in. To be ended, or: */
int sequencer_open(struct sequencer *sequencer, struct app *app, const struct settings *settings, const char *which,
		   struct error *err) must_check;
/* What it takes to go on with one that was opened: who commits, and what earlier runs made. */
int sequencer_take_up(struct sequencer *sequencer, struct error *err) must_check;

/* Goes on until a person is needed or all is done. */
int sequencer_run(struct sequencer *sequencer, struct error *err) must_check;
/* Takes what the person made of the step that it stopped at; troubles: why that cannot be taken yet. */
int sequencer_resolve(struct sequencer *sequencer, struct strings *troubles, struct error *err) must_check;
int sequencer_skip(struct sequencer *sequencer, struct error *err) must_check;
/* Ends it and takes the work tree away; without a trace, but for files of the user's in the work tree. */
int sequencer_abort(struct sequencer *sequencer, struct error *err) must_check;
/* Forgets it, and leaves the work tree to the user. */
int sequencer_quit(struct sequencer *sequencer, struct error *err) must_check;

int sequencer_exit_code(const struct sequencer *sequencer);

/* All was told: nothing of a run that ended with a branch has to be remembered. */
void sequencer_told(struct sequencer *sequencer);

/* For people. */
void report_sequencer(struct text *out, const struct sequencer *sequencer, bool colour);
/* The todo with the branch: docs/apply-schema.md. */
json_t *sequencer_document(const struct sequencer *sequencer);

#endif
