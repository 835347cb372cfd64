/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PEERS_H
#define PEERS_H

#include "tests/bench/likeness.h"
#include "tests/bench/pairs.h"

/*
 * What other tools make of the picks that we are scored by: git cherry-pick, git apply --3way, patch and wiggle, each with
 * the same input. All that they write is in a scratch folder that is removed in the end; the repository is only read.
 */
struct cost {
	double seconds, cpu_seconds;
};

/* What one of them, or we, made of a pick. */
struct answer {
	struct cost cost;
	bool applied;           /* it says so, and no conflict is left in the files */
	bool timed_out;
	bool failed;            /* it ended in another way than with a result or a conflict */
	struct likeness likeness; /* all false where it did not apply */
};

struct peers;
/* The scored repository must outlive them. */
int peers_open(struct peers **peers, const struct opened *opened, struct error *err) must_check;
void peers_free(struct peers *peers);
OWNED_POINTER(struct peers, peers_free);

/* Asks them all about a pair of which ours is known; each answer is printed where that is wanted. */
int peers_pick(struct peers *peers, uint32_t backport, uint32_t fix, const struct answer *ours, bool is_shown,
	       struct error *err) must_check;

/*
 * After the last pair: all picks in one git merge-tree, so many of them by git cherry-pick in a work tree, and the table
 * is printed.
 */
int peers_print(struct peers *peers, size_t in_work_tree, struct error *err) must_check;

/* What this process has used by now. */
struct cost cost_now(void);
struct cost cost_since(const struct cost *start);

#endif
