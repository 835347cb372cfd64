// SPDX-License-Identifier: GPL-2.0-only
/* Hunks that need nothing although lines are different: dropped, placed, adapted, incidental. */
#include <string.h>

#include "tests/lib/plan.h"

/* ---- functions and files that the target lacks ---- */

static git_oid bring_fade(struct plan *plan, const char *path, const char *caller, const char *called)
{
	return fixture_edit(&plan->f, "lamp: fade", LAMP_C, PROBE_HEAD, FADE_FUNCTION PROBE_HEAD, path, caller, called,
			    LAMP_H, "int lamp_on(", "void lamp_fade(struct lamp *lamp);\nint lamp_on(", NULL);
}

START_TEST(a_function_only_called_from_code_that_the_target_lacks_is_moot)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = bring_fade(&plan, WALL_C, "int wall_press(",
			    "void wall_night(struct lamp *lamp)\n{\n	lamp_fade(lamp);\n}\n\nint wall_press(");
	fix = fixture_edit(&plan.f, "lamp: a lock", LAMP_C, "	int left = lamp->level;\n",
			   "	int left = lamp->level / 2;\n", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_fade", CHAIN_MOOT);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_CLEAN);
	is_left_out_since(&plan, &brings, "introduced lamp_fade");
	is_left_out_since(&plan, &brings, "nothing there leads to it");
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(a_function_that_the_targets_code_calls_upstream_needs_its_introducer)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = bring_fade(&plan, LAMP_C, "	if (error)\n", "	if (error)\n		lamp_fade(lamp);\n	if (error)\n");
	fix = fixture_edit(&plan.f, "lamp: a lock", LAMP_C, "	int left = lamp->level;\n",
			   "	int left = lamp->level / 2;\n", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &brings, &fix, NULL);
	is_taken_since(&plan, &brings, "brought lamp_fade");
}
END_TEST

/* As upstream moves the middle of lamp_dim() into a function of its own. */
#define MIDDLE                                                  \
	"	if (lamp->mode == LAMP_DARK)\n		step = 0;\n"    \
	STEP_LINE LEAST_LINE "		lamp->level = 0;\n"

static git_oid move_middle(struct plan *plan)
{
	return fixture_edit(&plan->f, "lamp: a function of its own", LAMP_C, "void lamp_dim(struct lamp *lamp, int step)\n{\n",
			    "static void lamp_step(struct lamp *lamp, int step)\n{\n" MIDDLE "}\n\n"
			    "void lamp_dim(struct lamp *lamp, int step)\n{\n",
			    LAMP_C, "	port_claim(lamp->port);\n" MIDDLE,
			    "	port_claim(lamp->port);\n	lamp_step(lamp, step);\n", NULL);
}

START_TEST(code_that_upstream_moved_out_of_a_function_later_is_to_be_adapted_in_place)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid moves, fix;

	begin(&plan);
	moves = move_middle(&plan);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_step", CHAIN_ADAPT);
	ck_assert_ptr_nonnull(hunk_in(&plan, &fix, "lamp_step")->place);
	ck_assert_str_eq(hunk_in(&plan, &fix, "lamp_step")->place, LAMP_C ":33 (lamp_dim)");
	hunk_says(&plan, &fix, "lamp_step", "stands in lamp_dim, from where upstream moved it later");
	is_left_out_since(&plan, &moves, "moved it later");
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
	ck_assert_ptr_null(plan.chain.failure);
}
END_TEST

/*
 * Either neighbour makes the first hunk fit; who made one of them also moved the code of the second hunk, so that with
 * that one nothing is to be adapted.
 */
START_TEST(a_hunk_to_be_adapted_may_be_carried_by_what_another_hunk_needs)
{
	owned(plan_release) struct plan plan = { .options.fewest = true };
	git_oid moves, small, fix;

	begin(&plan);
	moves = fixture_edit(&plan.f, "lamp: a function of its own", LAMP_C, "void lamp_dim(struct lamp *lamp, int step)\n{\n",
			     "static void lamp_step(struct lamp *lamp, int step)\n{\n" MIDDLE "}\n\n"
			     "void lamp_dim(struct lamp *lamp, int step)\n{\n",
			     LAMP_C, "	port_claim(lamp->port);\n" MIDDLE,
			     "	port_claim(lamp->port);\n	lamp_step(lamp, step);\n",
			     LAMP_C, "	error = lamp_write(lamp, lamp->level);\n",
			     "	error = lamp_write(lamp, lamp->level + 1);\n", NULL);
	small = fixture_edit(&plan.f, "lamp: brighter", LAMP_C, "	lamp->level = 10;\n", "	lamp->level = 11;\n", NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps, with a limit", LAMP_C, "	lamp->level = 11;\n",
			   "	lamp->level = 11;\n	lamp->limit = 12;\n", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &moves, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_step", CHAIN_CLEAN);
	ck_assert(plan.chain.smallest);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
	is_left_out_since(&plan, &small, "is carried without it");
}
END_TEST

#define BULB_C "drivers/bulb/bulb.c"
#define FUSE_H "drivers/bulb/fuse.h"

START_TEST(a_file_for_a_folder_that_the_target_lacks_is_to_be_looked_at)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid folder, fix;

	begin(&plan);
	folder = fixture_commit(&plan.f, "bulb: a driver", BULB_C, "int bulb;\n", NULL);
	fix = fixture_commit(&plan.f, "bulb: fuses", FUSE_H, "#define FUSES 3\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, NULL, CHAIN_PLACED);
	hunk_says(&plan, &fix, NULL, "the target has nothing else of this folder");
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
	plan.options.with = &folder;
	plan.options.nr_with = 1;
	plan_fix(&plan, &fix);
	carries(&plan, &folder, &fix, NULL);
	hunk_is(&plan, &fix, NULL, CHAIN_CLEAN);
}
END_TEST

START_TEST(a_file_that_is_the_first_of_its_folder_is_clean)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fix = fixture_commit(&plan.f, "bulb: fuses", FUSE_H, "#define FUSES 3\n", NULL);
	plan_fix(&plan, &fix);
	hunk_is(&plan, &fix, NULL, CHAIN_CLEAN);
}
END_TEST

START_TEST(a_file_for_a_folder_that_upstream_renamed_says_what_the_target_calls_it)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fixture_commit(&plan.f, "wall: a folder of its own", WALL_C, NULL, "drivers/wall/wall.c", wall_c, NULL);
	fix = fixture_commit(&plan.f, "wall: fuses", "drivers/wall/fuse.h", "#define FUSES 3\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, NULL, CHAIN_PLACED);
	hunk_says(&plan, &fix, NULL, "upstream renamed the folder: on the target it is 'drivers/lamp'");
}
END_TEST

/* One fix with a hunk of each kind: absence alone decides nothing. */
START_TEST(each_function_that_the_target_lacks_is_judged_by_what_leads_to_it)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid lonely, called, moves, fix;

	begin(&plan);
	lonely = fixture_edit(&plan.f, "lamp: at night", LAMP_C, PROBE_HEAD,
			      "static void lamp_sleep(struct lamp *lamp)\n{\n	lamp_write(lamp, 0);\n	lamp->mode = LAMP_DARK;\n}\n\n"
			      "void lamp_night(struct lamp *lamp)\n{\n	lamp_sleep(lamp);\n}\n\n" PROBE_HEAD, NULL);
	called = fixture_edit(&plan.f, "lamp: clean up", LAMP_C, "int lamp_on(struct lamp *lamp)\n",
			      "static void lamp_clear(struct lamp *lamp)\n{\n	lamp->level = 0;\n	port_clear(lamp->port);\n}\n\n"
			      "int lamp_on(struct lamp *lamp)\n",
			      LAMP_C, "	if (error)\n", "	if (error)\n		lamp_clear(lamp);\n	if (error)\n", NULL);
	moves = move_middle(&plan);
	fix = fixture_edit(&plan.f, "lamp: flags go", LAMP_C, "	lamp_write(lamp, 0);\n	lamp->mode = LAMP_DARK;\n",
			   "	lamp_write(lamp, 0);\n	lamp->limit = 0;\n	lamp->mode = LAMP_DARK;\n",
			   LAMP_C, "	port_clear(lamp->port);\n", "	lamp->limit = 0;\n	port_clear(lamp->port);\n",
			   LAMP_C, STEP_LINE, HALF_STEP_LINE, LAMP_C, "int tries = 3;", "int tries = 4;", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &called, &fix, NULL);
	is_taken_since(&plan, &called, "brought lamp_clear");
	hunk_is(&plan, &fix, "lamp_sleep", CHAIN_MOOT);
	hunk_is(&plan, &fix, "lamp_clear", CHAIN_CLEAN);
	hunk_is(&plan, &fix, "lamp_step", CHAIN_ADAPT);
	hunk_is(&plan, &fix, "lamp_write", CHAIN_CLEAN);
	is_left_out_since(&plan, &lonely, "introduced lamp_sleep");
	is_left_out_since(&plan, &moves, "introduced lamp_step");
}
END_TEST

/* Other things than functions that the target lacks, that nothing there uses, and a hunk within. */
static const struct {
	const char *entity, *path, *old, *new, *change, *changed;
} lonely[] = {
	{ "lamp_time", LAMP_H, "struct lamp {", "struct lamp_time {\n	int since;\n	int until;\n};\n\nstruct lamp {",
	  "	int until;\n", "	long until;\n" },
	{ "lamp_colour", LAMP_H, "struct lamp {", "enum lamp_colour {\n	LAMP_RED,\n	LAMP_GREEN,\n};\n\nstruct lamp {",
	  "	LAMP_GREEN,\n", "	LAMP_GREEN,\n	LAMP_BLUE,\n" },
	{ "lamp_table", LAMP_C, PROBE_HEAD, "static const int lamp_table[] = {\n	1,\n	20,\n	300,\n};\n\n" PROBE_HEAD,
	  "	20,\n", "	21,\n" },
};

START_TEST(what_the_target_lacks_and_nothing_leads_to_is_moot)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = fixture_edit(&plan.f, "lamp: something new", lonely[_i].path, lonely[_i].old, lonely[_i].new, NULL);
	fix = fixture_edit(&plan.f, "lamp: mend it", lonely[_i].path, lonely[_i].change, lonely[_i].changed,
			   LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, lonely[_i].entity, CHAIN_MOOT);
	is_left_out_since(&plan, &brings, "introduced");
}
END_TEST

/* The whole fix is about something that the target lacks. */
START_TEST(a_fix_of_nothing_but_moot_hunks_needs_no_person)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = bring_fade(&plan, WALL_C, "int wall_press(",
			    "void wall_night(struct lamp *lamp)\n{\n	lamp_fade(lamp);\n}\n\nint wall_press(");
	fix = fixture_edit(&plan.f, "lamp: a lock", LAMP_C, "	int left = lamp->level;\n",
			   "	int left = lamp->level / 2;\n", NULL);
	plan_fix(&plan, &fix);
	ck_assert_uint_eq(chain_nr_carried(&plan.chain, CHAIN_PREREQUISITE), 0);
	hunk_is(&plan, &fix, "lamp_fade", CHAIN_MOOT);
	is_left_out_since(&plan, &brings, "nothing there leads to it");
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

static const char night_c[] =
	"#include \"lamp.h\"\n"
	"\n"
	"int night_falls(struct lamp *lamp)\n"
	"{\n"
	"	if (!lamp->port)\n"
	"		return 0;\n"
	"	lamp_dim(lamp, 5);\n"
	"	return 1;\n"
	"}\n";

START_TEST(a_file_that_nothing_on_the_target_leads_to_is_moot)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = fixture_commit(&plan.f, "lamp: night", "drivers/lamp/night.c", night_c, NULL);
	fix = fixture_edit(&plan.f, "lamp: dim more", "drivers/lamp/night.c", "lamp_dim(lamp, 5);", "lamp_dim(lamp, 6);",
			   WALL_C, "lamp_dim(lamp, 1);", "lamp_dim(lamp, 2);", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "night_falls", CHAIN_MOOT);
	hunk_is(&plan, &fix, "wall_press", CHAIN_CLEAN);
	is_left_out_since(&plan, &brings, "introduced");
}
END_TEST

START_TEST(a_file_that_the_targets_code_calls_upstream_needs_its_introducer)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = fixture_edit(&plan.f, "lamp: call it", WALL_C, "	lamp_dim(lamp, 1);\n",
			      "	lamp_dim(lamp, 1);\n	night_falls(lamp);\n", NULL);
	brings = fixture_commit(&plan.f, "lamp: night", "drivers/lamp/night.c", night_c, NULL);
	fix = fixture_edit(&plan.f, "lamp: dim more", "drivers/lamp/night.c", "lamp_dim(lamp, 5);", "lamp_dim(lamp, 6);",
			   NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &brings, &fix, NULL);
}
END_TEST

START_TEST(a_hunk_follows_its_function_within_the_file)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text moved = { 0 };
	const char *dim = strstr(lamp_c, "void lamp_dim("), *probe = strstr(lamp_c, "int lamp_probe("),
		   *write = strstr(lamp_c, "static int lamp_write(");
	git_oid fix;

	begin(&plan);
	text_add(&moved, lamp_c, (size_t)(write - lamp_c));
	text_add(&moved, dim, (size_t)(probe - dim));
	text_add(&moved, write, (size_t)(dim - write));
	text_adds(&moved, probe);
	stable_gets(&plan, fixture_commit, "lamp: another order", LAMP_C, text_str(&moved), NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_uint_eq(chain_nr_hunks(&plan.chain, CHAIN_CLEAN) + chain_nr_hunks(&plan.chain, CHAIN_PLACED), 1);
}
END_TEST

/* ---- incidental ---- */

/* What overlaps with a fix of the step line, or stands beside it, and says nothing new. */
static const struct {
	const char *what, *old, *new;
	const char *step;       /* the step line afterwards */
} incidental[] = {
	{ "lamp: blanks for tabs beside", LEAST_LINE, "        if (lamp->level < 0)\n", STEP_LINE },
	{ "lamp: a blank line above", STEP_LINE, "\n" STEP_LINE, STEP_LINE },
	{ "lamp: white space within the line", STEP_LINE, "	lamp->level  -=  step;\n", "	lamp->level  -=  step;\n" },
	{ "lamp: blanks for a tab of the line", STEP_LINE, "        lamp->level -= step;\n", "        lamp->level -= step;\n" },
	{ "lamp: a comment above", STEP_LINE, "	/* The level goes down. */\n" STEP_LINE, STEP_LINE },
	{ "lamp: a comment behind", STEP_LINE, "	lamp->level -= step; /* down */\n", "	lamp->level -= step; /* down */\n" },
	{ "lamp: tracing above", STEP_LINE, "	trace_lamp_dim(lamp, step);\n" STEP_LINE, STEP_LINE },
	{ "lamp: tracing below", LEAST_LINE, "	pr_debug(\"lamp: %d\\n\", lamp->level);\n" LEAST_LINE, STEP_LINE },
};

START_TEST(what_is_incidental_is_not_needed)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid commit, fix;

	begin(&plan);
	commit = fixture_edit(&plan.f, incidental[_i].what, LAMP_C, incidental[_i].old, incidental[_i].new, NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, incidental[_i].step, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_uint_eq(chain_nr_hunks(&plan.chain, CHAIN_ADAPT), 0);
	is_left_out_since(&plan, &commit, "");
}
END_TEST

START_TEST(the_rename_of_a_function_is_not_needed)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fixture_edit(&plan.f, "lamp: another name", LAMP_C, "void lamp_dim(struct", "void lamp_darken(struct",
		     LAMP_H, "void lamp_dim(", "void lamp_darken(", WALL_C, "	lamp_dim(lamp, 1);\n", "	lamp_darken(lamp, 1);\n", NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_uint_eq(chain_nr_hunks(&plan.chain, CHAIN_CLEAN) + chain_nr_hunks(&plan.chain, CHAIN_PLACED), 1);
	ck_assert_str_eq(hunk_in(&plan, &fix, "lamp_darken")->place, LAMP_C ":33 (lamp_dim)");
}
END_TEST

/* Within its folder, and to another. */
START_TEST(the_rename_of_a_file_is_not_needed)
{
	owned(plan_release) struct plan plan = { 0 };
	const char *path = _i ? "drivers/light/bulb.c" : "drivers/lamp/bulb.c";
	git_oid fix;

	begin(&plan);
	fixture_commit(&plan.f, "lamp: another file", LAMP_C, NULL, path, lamp_c, NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", path, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_uint_eq(chain_nr_hunks(&plan.chain, CHAIN_CLEAN) + chain_nr_hunks(&plan.chain, CHAIN_PLACED), 1);
	ck_assert_ptr_nonnull(hunk_in(&plan, &fix, "lamp_dim")->place);
	ck_assert_str_eq(hunk_in(&plan, &fix, "lamp_dim")->place, LAMP_C ":33 (lamp_dim)");
}
END_TEST

/* lamp.c with another order of functions. */
static void reorder(struct text *moved)
{
	const char *dim = strstr(lamp_c, "void lamp_dim("), *probe = strstr(lamp_c, "int lamp_probe("),
		   *on = strstr(lamp_c, "int lamp_on(");

	text_add(moved, lamp_c, (size_t)(on - lamp_c));
	text_add(moved, dim, (size_t)(probe - dim));
	text_add(moved, on, (size_t)(dim - on));
	text_adds(moved, probe);
}

START_TEST(who_moved_the_function_within_the_file_is_not_needed)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text moved = { 0 };
	git_oid fix;

	begin(&plan);
	reorder(&moved);
	fixture_commit(&plan.f, "lamp: another order", LAMP_C, text_str(&moved), NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_uint_eq(chain_nr_hunks(&plan.chain, CHAIN_CLEAN) + chain_nr_hunks(&plan.chain, CHAIN_PLACED), 1);
}
END_TEST

/* ---- placed ---- */

START_TEST(a_hunk_does_not_go_where_only_its_lines_are)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	/* The target has the step line, and all that is around it, in another function, and has another one in its place. */
	begin(&plan);
	stable_gets(&plan, fixture_edit, "lamp: two ways to dim", LAMP_C, "void lamp_dim(struct lamp *lamp, int step)\n{\n",
		    "void lamp_drop(struct lamp *lamp, int step)\n{\n",
		    LAMP_C, PROBE_HEAD, "void lamp_dim(struct lamp *lamp, int step)\n{\n	lamp_drop(lamp, step);\n"
		    "	port_note(lamp->port, step);\n}\n\n" PROBE_HEAD, NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_ADAPT);
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
}
END_TEST

#define FLUSH(ms) "	if (lamp->port) {\n		port_flush_all(lamp->port, " ms ");\n	}\n"

/* The commit that brought a block to lamp_dim() must stay out; the fix changes a line of that, and others. */
static git_oid fix_block(struct plan *plan, git_oid *brought)
{
	begin(plan);
	*brought = fixture_edit(&plan->f, "lamp: flush", LAMP_C, STEP_LINE, STEP_LINE FLUSH("10"), NULL);
	plan->options.without = brought;
	plan->options.nr_without = 1;
	return fixture_edit(&plan->f, "lamp: flush for longer", LAMP_C, FLUSH("10"), FLUSH("99"), LAMP_C, "	lamp->limit = 10;\n",
			    "	lamp->limit = 9;\n", NULL);
}

START_TEST(a_block_that_the_target_has_nothing_of_is_dropped_for_a_look_when_nothing_is_taken_for_it)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brought, fix;

	fix = fix_block(&plan, &brought);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_LACKING);
	hunk_says(&plan, &fix, "lamp_dim", "nothing stands in the place of it");
	hunk_is(&plan, &fix, "lamp_probe", CHAIN_CLEAN);
}
END_TEST

START_TEST(a_fix_is_not_dropped_as_a_whole_since_its_block_is_not_there)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brought, fix;

	begin(&plan);
	brought = fixture_edit(&plan.f, "lamp: flush", LAMP_C, STEP_LINE, STEP_LINE FLUSH("10"), NULL);
	plan.options.without = &brought;
	plan.options.nr_without = 1;
	fix = fixture_edit(&plan.f, "lamp: flush for longer", LAMP_C, FLUSH("10"), FLUSH("99"), NULL);
	plan_fix(&plan, &fix);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_ADAPT);
}
END_TEST

SUITE(chain_hunks)
{
	TEST(a_function_only_called_from_code_that_the_target_lacks_is_moot);
	TEST(a_function_that_the_targets_code_calls_upstream_needs_its_introducer);
	TEST(code_that_upstream_moved_out_of_a_function_later_is_to_be_adapted_in_place);
	TEST(a_hunk_to_be_adapted_may_be_carried_by_what_another_hunk_needs);
	TEST(a_file_for_a_folder_that_the_target_lacks_is_to_be_looked_at);
	TEST(a_file_that_is_the_first_of_its_folder_is_clean);
	TEST(a_file_for_a_folder_that_upstream_renamed_says_what_the_target_calls_it);
	TEST(each_function_that_the_target_lacks_is_judged_by_what_leads_to_it);
	LOOP_TEST(what_the_target_lacks_and_nothing_leads_to_is_moot, nr_of(lonely));
	TEST(a_fix_of_nothing_but_moot_hunks_needs_no_person);
	TEST(a_file_that_nothing_on_the_target_leads_to_is_moot);
	TEST(a_file_that_the_targets_code_calls_upstream_needs_its_introducer);
	TEST(a_hunk_follows_its_function_within_the_file);
	LOOP_TEST(what_is_incidental_is_not_needed, nr_of(incidental));
	TEST(the_rename_of_a_function_is_not_needed);
	LOOP_TEST(the_rename_of_a_file_is_not_needed, 2);
	TEST(who_moved_the_function_within_the_file_is_not_needed);
	TEST(a_hunk_does_not_go_where_only_its_lines_are);
	TEST(a_block_that_the_target_has_nothing_of_is_dropped_for_a_look_when_nothing_is_taken_for_it);
	TEST(a_fix_is_not_dropped_as_a_whole_since_its_block_is_not_there);
}
