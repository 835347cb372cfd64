// SPDX-License-Identifier: GPL-2.0-only
/* What the target has already and what came after the fix, as messages, changes and texts tell it. */
#include <string.h>

#include "tests/lib/plan.h"

/* ---- presence ---- */

static git_oid add_fix(struct plan *plan)
{
	return fixture_edit(&plan->f, "lamp: half steps, no more", LAMP_C,
			    STEP_LINE, "	lamp->level -= step / 2;\n	port_note(lamp->port, step);\n", NULL);
}

START_TEST(a_fix_of_the_targets_own_history_is_there)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix, later;

	begin(&plan);
	fix = add_fix(&plan);
	later = fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	plan_all(&plan, &later, &fix, 1);
	is_there_by(&plan, &fix, PRESENCE_HISTORY);
}
END_TEST

static const char *const spellings[] = {
	"commit %s upstream.",
	"Commit %s upstream",
	"[ Upstream commit %s ]",
	"[ upstream commit %s ]",
	"Upstream commit: %s",
	"Upstream-commit: %s",
	"(cherry picked from commit %s)",
	"(backported from commit %s)",
	"[ Backported from upstream commit %s ]",
};

/* A backport that has another text than upstream's. */
START_TEST(a_trailer_of_the_branch_shows_that_a_fix_is_there)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text message = { 0 };
	git_oid fix;

	begin(&plan);
	fix = add_fix(&plan);
	text_adds(&message, "lamp: half steps, no more\n\n");
	text_add(&message, spellings[_i], (size_t)(strstr(spellings[_i], "%s") - spellings[_i]));
	text_addf(&message, "%s%s\n\nSo it is.\n", fixture_hex(&fix), strstr(spellings[_i], "%s") + 2);
	stable_gets(&plan, fixture_edit, text_str(&message), LAMP_C, STEP_LINE, "	lamp->level -= step >> 1;\n", NULL);
	plan_fix(&plan, &fix);
	is_there_by(&plan, &fix, PRESENCE_TRAILER);
	some_reason_says(step_of(&plan, &fix)->why, 1, "backport");
}
END_TEST

START_TEST(a_message_in_another_encoding_says_what_it_is_a_backport_of)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text message = { 0 };
	git_oid fix;

	begin(&plan);
	plan.f.encoding = "ISO-8859-1";
	fix = fixture_edit(&plan.f, "lamp: gr\xfc\xdf dich", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	text_addf(&message, "lamp: gr\xfc\xdf dich\n\ncommit %s upstream.\n", fixture_hex(&fix));
	stable_gets(&plan, fixture_edit, text_str(&message), LAMP_C, STEP_LINE, "	lamp->level -= step >> 1;\n", NULL);
	plan_fix(&plan, &fix);
	is_there_by(&plan, &fix, PRESENCE_TRAILER);
	ck_assert_str_eq(step_of(&plan, &fix)->subject, "lamp: gr\xc3\xbc\xc3\x9f dich");
}
END_TEST

START_TEST(a_commit_of_the_branch_that_makes_the_same_change_shows_it)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	/* What it made is no longer in the text: only the change can tell. */
	begin(&plan);
	fix = add_fix(&plan);
	stable_gets(&plan, fixture_edit, "lamp: by another name", LAMP_C, STEP_LINE,
		    HALF_STEP_LINE "	port_note(lamp->port, step);\n", NULL);
	stable_gets(&plan, fixture_edit, "lamp: a third here", LAMP_C, HALF_STEP_LINE, "	lamp->level -= step / 3;\n", NULL);
	plan_fix(&plan, &fix);
	is_there_by(&plan, &fix, PRESENCE_PATCH_ID);
}
END_TEST

START_TEST(a_commit_of_the_branch_that_does_more_shows_it_by_content)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fix = add_fix(&plan);
	stable_gets(&plan, fixture_edit, "lamp: all sorts", LAMP_C, "	int tries = 3;\n",
		    "	int tries = 3;\n\n	port_wait(lamp->port);\n", LAMP_C, STEP_LINE,
		    "	lamp->level -= step / 2;\n	port_note(lamp->port, step);\n", NULL);
	plan_fix(&plan, &fix);
	is_there_by(&plan, &fix, PRESENCE_CONTENT);
	some_reason_says(step_of(&plan, &fix)->why, step_of(&plan, &fix)->nr_why, LAMP_C ":35 (lamp_dim)");
}
END_TEST

/* All of a vendor's history in one commit that has nothing in common with upstream's. */
START_TEST(a_squashed_history_shows_it_by_content)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text text = { 0 };
	git_oid fix, tarball;

	begin(&plan);
	fix = add_fix(&plan);
	fixture_read(&text, &plan.f, LAMP_C);
	fixture_branch(&plan.f, "tarball", NULL);
	fixture_commit(&plan.f, "5.10.1", LAMP_C, text_str(&text), LAMP_H, lamp_h, WALL_C, wall_c, NULL);
	tarball = fixture_edit(&plan.f, "ours", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	fixture_on(&plan.f, "master");
	plan_all(&plan, &tarball, &fix, 1);
	is_there_by(&plan, &fix, PRESENCE_CONTENT);
	ck_assert(has_note(&plan, "no commit in common"));
}
END_TEST

START_TEST(onto_a_squashed_history_a_fix_is_carried)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix, tarball;

	begin(&plan);
	fixture_branch(&plan.f, "tarball", NULL);
	tarball = fixture_commit(&plan.f, "5.10.1", LAMP_C, lamp_c, LAMP_H, lamp_h, WALL_C, wall_c, NULL);
	fixture_on(&plan.f, "master");
	fix = add_fix(&plan);
	plan_all(&plan, &tarball, &fix, 1);
	carries(&plan, &fix, NULL);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(code_that_the_target_moved_shows_it_by_content)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fix = add_fix(&plan);
	stable_gets(&plan, fixture_edit, "lamp: all sorts", LAMP_C, "void lamp_dim(struct lamp *lamp, int step)\n{\n",
		    "static void lamp_dim_claimed(struct lamp *lamp, int step)\n{\n",
		    LAMP_C, "	port_claim(lamp->port);\n	if (lamp->mode == LAMP_DARK)", "	if (lamp->mode == LAMP_DARK)",
		    LAMP_C, STEP_LINE, "	lamp->level -= step / 2;\n	port_note(lamp->port, step);\n",
		    LAMP_C, "	lamp_write(lamp, lamp->level);\n	port_yield(lamp->port);\n}\n",
		    "	lamp_write(lamp, lamp->level);\n}\n\nvoid lamp_dim(struct lamp *lamp, int step)\n{\n"
		    "	port_claim(lamp->port);\n	lamp_dim_claimed(lamp, step);\n	port_yield(lamp->port);\n}\n", NULL);
	plan_fix(&plan, &fix);
	is_there_by(&plan, &fix, PRESENCE_CONTENT);
	some_reason_says(step_of(&plan, &fix)->why, step_of(&plan, &fix)->nr_why, "(lamp_dim_claimed)");
}
END_TEST

START_TEST(half_of_a_fix_is_not_there)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fix = fixture_edit(&plan.f, "lamp: both", LAMP_C, STEP_LINE, "	lamp->level -= step / 2;\n	port_note(lamp->port, step);\n",
			   WALL_C, "lamp_dim(lamp, 1);", "lamp_dim(lamp, 2);", NULL);
	stable_gets(&plan, fixture_edit, "lamp: half of it", LAMP_C, STEP_LINE,
		    "	lamp->level -= step / 2;\n	port_note(lamp->port, step);\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_THERE);
	hunk_is(&plan, &fix, "wall_press", CHAIN_CLEAN);
}
END_TEST

static void backport(struct plan *plan, const git_oid *fix)
{
	owned(text_release) struct text message = { 0 };

	text_addf(&message, "lamp: half steps, no more\n\ncommit %s upstream.\n", fixture_hex(fix));
	stable_gets(plan, fixture_edit, text_str(&message), LAMP_C, STEP_LINE,
		    "	lamp->level -= step / 2;\n	port_note(lamp->port, step);\n", NULL);
}

static void revert_on_stable(struct plan *plan, const git_oid *id, bool again)
{
	const char *without = STEP_LINE, *with = "	lamp->level -= step / 2;\n	port_note(lamp->port, step);\n";
	owned(text_release) struct text message = { 0 };

	text_addf(&message, "Revert \"%slamp: half steps, no more%s\n\nThis reverts commit %s.\n", again ? "Revert \"" : "",
		  again ? "\"\"" : "\"", fixture_hex(id));
	stable_gets(plan, fixture_edit, text_str(&message), LAMP_C, again ? without : with, again ? with : without, NULL);
}

START_TEST(what_the_branch_reverted_is_carried_again)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fix = add_fix(&plan);
	backport(&plan, &fix);
	plan_fix(&plan, &fix);
	is_there_by(&plan, &fix, PRESENCE_TRAILER);
	revert_on_stable(&plan, &plan.stable, false);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	some_reason_says(step_of(&plan, &fix)->why, step_of(&plan, &fix)->nr_why, "took it back");
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(what_the_branch_reverted_and_took_again_is_there)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fix = add_fix(&plan);
	backport(&plan, &fix);
	revert_on_stable(&plan, &plan.stable, false);
	revert_on_stable(&plan, &plan.stable, true);
	plan_fix(&plan, &fix);
	carries(&plan, NULL);
	ck_assert_int_ne(step_of(&plan, &fix)->presence, PRESENCE_NONE);
}
END_TEST

START_TEST(what_the_branch_reverted_and_backported_again_is_there)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fix = add_fix(&plan);
	backport(&plan, &fix);
	revert_on_stable(&plan, &plan.stable, false);
	backport(&plan, &fix);
	plan_fix(&plan, &fix);
	is_there_by(&plan, &fix, PRESENCE_TRAILER);
}
END_TEST

START_TEST(a_fix_from_before_the_branch_that_the_branch_reverted_is_carried_again)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fix = add_fix(&plan);
	git_reference_remove(plan.f.repo, "refs/heads/stable");
	fixture_branch(&plan.f, "stable", &fix);
	revert_on_stable(&plan, &fix, false);
	fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	some_reason_says(step_of(&plan, &fix)->why, step_of(&plan, &fix)->nr_why, "took it back");
}
END_TEST

START_TEST(a_prerequisite_that_the_branch_has_in_another_form_is_not_carried_again)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text message = { 0 };
	git_oid made, fix;

	begin(&plan);
	made = fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	text_addf(&message, "lamp: double steps\n\ncommit %s upstream.\n", fixture_hex(&made));
	stable_gets(&plan, fixture_edit, text_str(&message), LAMP_C, STEP_LINE, "	lamp->level -= step + step;\n", NULL);
	fix = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_ADAPT);
	ck_assert_ptr_null(find_left_out(&plan, &made));
}
END_TEST

/* ---- follow-ups ---- */

struct followed {
	git_oid fix, mends, mends_again, reverts;
};

/* A commit whose message names another between two pieces of text. */
static git_oid following_in(struct plan *plan, const char *path, const char *before, const git_oid *id, const char *after,
			    const char *old, const char *new)
{
	owned(text_release) struct text text = { 0 };

	text_addf(&text, "%s%.*s%s\n", before, *after == '.' ? 40 : 12, fixture_hex(id), after);
	return fixture_edit(&plan->f, text_str(&text), path, old, new, NULL);
}

static git_oid following(struct plan *plan, const char *before, const git_oid *id, const char *after, const char *old,
			 const char *new)
{
	return following_in(plan, LAMP_C, before, id, after, old, new);
}

static struct followed follow(struct plan *plan)
{
	struct followed all = { .fix = add_fix(plan) };

	all.mends = following(plan, "lamp: round up\n\nFixes: ", &all.fix, " (\"lamp: half steps, no more\")", "step / 2;",
			      "(step + 1) / 2;");
	all.mends_again = following(plan, "lamp: round down\n\nFixes: ", &all.mends, " (\"lamp: round up\")",
				    "(step + 1) / 2;", "(step - 1) / 2;");
	all.reverts = following(plan, "Revert \"lamp: half steps, no more\"\n\nThis reverts commit ", &all.fix, ".",
				"	lamp->level -= (step - 1) / 2;\n	port_note(lamp->port, step);\n", STEP_LINE);
	return all;
}

static void is_followed_by(const struct plan *plan, const git_oid *id, const char *verb, const git_oid *of)
{
	owned(text_release) struct text words = { 0 };

	text_addf(&words, "%s %.12s", verb, fixture_hex(of));
	is_left_out_since(plan, id, text_str(&words));
	ck_assert_int_eq(find_left_out(plan, id)->role, CHAIN_FOLLOW_UP);
}

START_TEST(follow_ups_and_theirs_and_reverts_are_named)
{
	owned(plan_release) struct plan plan = { 0 };
	struct followed all;

	begin(&plan);
	all = follow(&plan);
	plan_fix(&plan, &all.fix);
	carries(&plan, &all.fix, NULL);
	is_followed_by(&plan, &all.mends, "mends", &all.fix);
	is_followed_by(&plan, &all.mends_again, "mends", &all.mends);
	is_followed_by(&plan, &all.reverts, "reverts", &all.fix);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(follow_ups_are_taken_when_asked_for)
{
	owned(plan_release) struct plan plan = { .options.follow_ups = true };
	struct followed all;

	begin(&plan);
	all = follow(&plan);
	plan_fix(&plan, &all.fix);
	carries(&plan, &all.fix, &all.mends, &all.mends_again, NULL);
	ck_assert_int_eq(step_of(&plan, &all.fix)->role, CHAIN_FIX);
	ck_assert_int_eq(step_of(&plan, &all.mends)->role, CHAIN_FOLLOW_UP);
	ck_assert_int_eq(step_of(&plan, &all.mends_again)->role, CHAIN_FOLLOW_UP);
	is_followed_by(&plan, &all.reverts, "reverts", &all.fix);
}
END_TEST

START_TEST(a_follow_up_brings_its_own_prerequisites)
{
	owned(plan_release) struct plan plan = { .options.follow_ups = true };
	git_oid fix, made, mends;

	begin(&plan);
	fix = add_fix(&plan);
	made = fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	mends = following(&plan, "lamp: try still more often\n\nFixes: ", &fix, " (\"lamp: half steps, no more\")",
			  "int tries = 5;", "int tries = 8;");
	plan_fix(&plan, &fix);
	carries(&plan, &fix, &made, &mends, NULL);
}
END_TEST

START_TEST(follow_ups_of_a_prerequisite_are_named)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid made, mends, fix;

	begin(&plan);
	made = fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	mends = following(&plan, "lamp: more light\n\nFixes: ", &made, " (\"lamp: double steps\")", "lamp->limit = 10;",
			  "lamp->limit = 20;");
	fix = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &made, &fix, NULL);
	is_followed_by(&plan, &mends, "mends", &made);
}
END_TEST

START_TEST(a_follow_up_in_another_file_is_named)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix, mends;

	begin(&plan);
	fix = add_fix(&plan);
	mends = following_in(&plan, WALL_C, "wall: as the lamp\n\nFixes: ", &fix, " (\"lamp: half steps, no more\")", "lamp_dim(lamp, 1);",
			     "lamp_dim(lamp, 2);");
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	is_followed_by(&plan, &mends, "mends", &fix);
}
END_TEST

START_TEST(what_only_speaks_of_a_fix_is_no_follow_up)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix, speaks;

	begin(&plan);
	fix = add_fix(&plan);
	speaks = following(&plan, "lamp: more light\n\nAs commit ", &fix, " (\"lamp: half steps, no more\") did.", "lamp->limit = 10;",
			   "lamp->limit = 20;");
	plan_fix(&plan, &fix);
	ck_assert_ptr_null(find_left_out(&plan, &speaks));
}
END_TEST

START_TEST(a_follow_up_of_a_prerequisite_comes_in_its_place)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid made, mends, fix;

	begin(&plan);
	made = fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	mends = following(&plan, "lamp: more light\n\nFixes: ", &made, " (\"lamp: double steps\")", "lamp->limit = 10;",
			  "lamp->limit = 20;");
	fix = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	plan.options.follow_ups = true;
	plan_fix(&plan, &fix);
	carries(&plan, &made, &mends, &fix, NULL);
	ck_assert_int_eq(step_of(&plan, &mends)->role, CHAIN_FOLLOW_UP);
}
END_TEST

START_TEST(a_follow_up_that_the_branch_has_is_not_named)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text message = { 0 };
	git_oid fix, mends;

	begin(&plan);
	fix = add_fix(&plan);
	mends = following(&plan, "lamp: more light\n\nFixes: ", &fix, " (\"lamp: half steps, no more\")", "lamp->limit = 10;",
			  "lamp->limit = 20;");
	text_addf(&message, "lamp: more light\n\ncommit %s upstream.\n", fixture_hex(&mends));
	stable_gets(&plan, fixture_edit, text_str(&message), LAMP_C, "lamp->limit = 10;", "lamp->limit = 20;", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_ptr_null(find_left_out(&plan, &mends));
}
END_TEST

START_TEST(without_upstream_no_follow_up_is_looked_for)
{
	owned(plan_release) struct plan plan = { 0 };
	struct followed all;

	begin(&plan);
	all = follow(&plan);
	succeeds(chain_build(&plan.chain, plan.f.repo, &all.fix, 1, &plan.stable, NULL, &plan.options, err));
	carries(&plan, &all.fix, NULL);
	ck_assert_uint_eq(plan.chain.nr_left_out, 0);
}
END_TEST

/* ---- the same again ---- */

static const unsigned char orders[][4] = {
	{ 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 0, 3, 2 }, { 2, 3, 0, 1 }, { 2, 0, 3, 1 }, { 1, 3, 0, 2 },
};

/* Two of the fixes are there, of two that are not one needs another commit. */
START_TEST(the_plan_is_the_same_whatever_the_order_of_the_fixes_is)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(json_decrefp) json_t *first = NULL, *other = NULL;
	git_oid fixes[4], given[4];
	size_t i;

	begin(&plan);
	fixes[0] = add_fix(&plan);
	fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	fixes[1] = fixture_edit(&plan.f, "lamp: more light", LAMP_C, "lamp->limit = 10;", "lamp->limit = 11;", NULL);
	fixes[2] = fixture_edit(&plan.f, "lamp: try still more often", LAMP_C, "int tries = 5;", "int tries = 7;", NULL);
	fixes[3] = fixture_edit(&plan.f, "wall: two steps", WALL_C, "lamp_dim(lamp, 1);", "lamp_dim(lamp, 2);", NULL);
	backport(&plan, &fixes[0]);
	stable_gets(&plan, fixture_edit, "lamp: more light", LAMP_C, "lamp->limit = 10;", "lamp->limit = 11;", NULL);
	plan_all(&plan, &plan.stable, fixes, 4);
	first = settled_document(&plan);
	for (i = 0; i < 4; i++)
		given[i] = fixes[orders[_i][i]];
	plan_all(&plan, &plan.stable, given, 4);
	other = settled_document(&plan);
	ck_assert(json_equal(first, other));
}
END_TEST

START_TEST(a_plan_is_the_same_each_time)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(json_decrefp) json_t *first = NULL, *other = NULL;
	struct followed all;

	begin(&plan);
	fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	all = follow(&plan);
	plan_fix(&plan, &all.mends_again);
	first = settled_document(&plan);
	plan_fix(&plan, &all.mends_again);
	other = settled_document(&plan);
	ck_assert(json_equal(first, other));
}
END_TEST

SUITE(chain_history)
{
	TEST(a_fix_of_the_targets_own_history_is_there);
	LOOP_TEST(a_trailer_of_the_branch_shows_that_a_fix_is_there, nr_of(spellings));
	TEST(a_message_in_another_encoding_says_what_it_is_a_backport_of);
	TEST(a_commit_of_the_branch_that_makes_the_same_change_shows_it);
	TEST(a_commit_of_the_branch_that_does_more_shows_it_by_content);
	TEST(a_squashed_history_shows_it_by_content);
	TEST(onto_a_squashed_history_a_fix_is_carried);
	TEST(code_that_the_target_moved_shows_it_by_content);
	TEST(half_of_a_fix_is_not_there);
	TEST(what_the_branch_reverted_is_carried_again);
	TEST(what_the_branch_reverted_and_took_again_is_there);
	TEST(what_the_branch_reverted_and_backported_again_is_there);
	TEST(a_fix_from_before_the_branch_that_the_branch_reverted_is_carried_again);
	TEST(a_prerequisite_that_the_branch_has_in_another_form_is_not_carried_again);
	TEST(follow_ups_and_theirs_and_reverts_are_named);
	TEST(follow_ups_are_taken_when_asked_for);
	TEST(a_follow_up_brings_its_own_prerequisites);
	TEST(follow_ups_of_a_prerequisite_are_named);
	TEST(a_follow_up_in_another_file_is_named);
	TEST(what_only_speaks_of_a_fix_is_no_follow_up);
	TEST(a_follow_up_of_a_prerequisite_comes_in_its_place);
	TEST(a_follow_up_that_the_branch_has_is_not_named);
	TEST(without_upstream_no_follow_up_is_looked_for);
	LOOP_TEST(the_plan_is_the_same_whatever_the_order_of_the_fixes_is, nr_of(orders));
	TEST(a_plan_is_the_same_each_time);
}
