/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUILD_H
#define BUILD_H

#include "message.h"
#include "search.h"

/* What chain.c and chain-tell.c share while a chain is built. */

/* A fix that was asked for, or a follow-up that was taken. */
struct planned {
	uint32_t commit;
	enum chain_role role;
	struct presence_answer presence;
};

struct follow_up {
	uint32_t commit;
	uint32_t of;            /* whom it speaks of */
	bool reverts;
};

struct build {
	struct chain *chain;
	const struct chain_options *options;
	bool ignore_graph;
	struct commits *commits;
	struct blobs *blobs;
	struct histories histories;
	uint32_t target, upstream;
	struct planned *planned;
	size_t nr_planned;
	struct search search;
	struct solution solution;
	struct replay replay;
	struct judgement **judgements; /* by place in the replay, then by hunk, as they were told */
	struct follow_up *follow_ups;
	size_t nr_follow_ups;
};

/* Frees what the build opened; the chain, in whose arena all that is found stands, is its caller's. */
void build_release(struct build *build);
/* Progress, for who waits. */
void build_say(const struct build *build, const char *what);
/* Adds a note to the chain, each once; the string must live as long as that, and is not copied. */
void build_note(struct build *build, const char *note);
/* A commit's whole id, in the chain's arena. */
const char *build_hex(struct build *build, uint32_t commit);
/* Reads a commit's message, the caller's to release; the error is that its object is missing. */
int build_message(struct message *message, struct build *build, uint32_t commit, struct error *err) must_check;

/* chain-tell.c: made printable, in the chain's arena. */
void tell_reason(struct build *build, struct reason **reasons, size_t *nr, const char *text, const char *evidence);
const char *tell_place(struct build *build, const struct merge_file *file, const struct merge_hunk *hunk);

/* chain-adapt.c: hunks that are to be adapted, where the ladder carries them. Right behind the steps. */
int adapt_chain(struct build *build, struct error *err) must_check;

/* chain-tell.c: steps, hunks, left out, and failure, from what was found. */
int tell_chain(struct build *build, struct error *err) must_check;

#endif
