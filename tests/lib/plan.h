/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TEST_PLAN_H
#define TEST_PLAN_H

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/chain.h"
#include "tool/history.h"

/*
 * A chain on a small history, and what it says. Each history begins with a driver of lamps; "stable" goes its own
 * way from there, and what a test adds to master after that is what the target lacks:
 *
 *	owned(plan_release) struct plan plan = { 0 };
 *
 *	begin(&plan);
 *	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, "old", "new", NULL);
 *	plan_fix(&plan, &fix);
 *	carries(&plan, &fix, NULL);
 *
 * Where every hunk of a plan is said to merge cleanly, libgit2 cherry-picks it to prove it.
 */
#define LAMP_C "drivers/lamp/lamp.c"
#define LAMP_H "drivers/lamp/lamp.h"
#define WALL_C "drivers/lamp/wall.c"
#define NOTES "Documentation/lamp.txt"

extern const char lamp_h[], lamp_c[], wall_c[];

/* Pieces of lamp.c that are there once. */
#define STEP_LINE "	lamp->level -= step;\n"
#define HALF_STEP_LINE "	lamp->level -= step / 2;\n"
#define DOUBLE_STEP_LINE "	lamp->level -= 2 * step;\n"
#define LEAST_LINE "	if (lamp->level < 0)\n"
#define DIM_PROTOTYPE "void lamp_dim(struct lamp *lamp, int step);\n" /* in lamp.h */
#define PROBE_HEAD "int lamp_probe(struct lamp *lamp, struct port *port)\n{\n"
/* Not there: what several tests bring. */
#define FADE_FUNCTION                                           \
	"void lamp_fade(struct lamp *lamp)\n{\n"                 \
	"	int left = lamp->level;\n\n"                          \
	"	while (left--)\n		lamp_dim(lamp, 1);\n}\n\n"

struct plan {
	struct fixture f;
	git_oid base, stable;   /* stable: where the branch is */
	struct chain_options options;
	struct chain chain;
};
void plan_release(struct plan *plan);
void begin(struct plan *plan);

/* The branch gets a commit more. */
#define stable_gets(plan, how, ...)                             \
	do {                                                    \
		fixture_on(&(plan)->f, "stable");               \
		(plan)->stable = how(&(plan)->f, __VA_ARGS__);  \
		fixture_on(&(plan)->f, "master");               \
	} while (0)

/* Plans onto a commit, with master as upstream; the plan must be verified. */
void plan_all(struct plan *plan, const git_oid *target, const git_oid *fixes, size_t nr_fixes);
void plan_fix(struct plan *plan, const git_oid *fix); /* onto stable */

/* One commit onto another by libgit2, which becomes that pick; false: conflicts. */
bool git_picks(git_oid *onto, git_repository *repo, const git_oid *id);

/* ---- what it says ---- */

/* The commits to carry, in order: carries(&plan, &a, &fix, NULL). */
void carries(const struct plan *plan, ...) __attribute__((sentinel));
bool all_are_clean(const struct chain *chain);
const struct chain_step *step_of(const struct plan *plan, const git_oid *id);
const struct chain_left_out *find_left_out(const struct plan *plan, const git_oid *id);
void some_reason_says(const struct reason *reasons, size_t nr, const char *words);
void is_taken_since(const struct plan *plan, const git_oid *id, const char *words);
void is_left_out_since(const struct plan *plan, const git_oid *id, const char *words);
/* Nothing is to be carried, since the fix is there. */
void is_there_by(const struct plan *plan, const git_oid *id, enum presence presence);
/* The first hunk of a commit in a function; NULL: outside of any. */
const struct chain_hunk *hunk_in(const struct plan *plan, const git_oid *id, const char *function);
void hunk_is(const struct plan *plan, const git_oid *id, const char *function, enum chain_disposition wanted);
void hunk_says(const struct plan *plan, const git_oid *id, const char *function, const char *words);
bool has_note(const struct plan *plan, const char *words);
/* The document without what is another each time. */
json_t *settled_document(const struct plan *plan);

#endif
