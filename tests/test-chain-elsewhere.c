// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a fix changes and the target has under another name, or in another file: that is no reason to drop it. What the
 * target truly has not is moot all the same.
 */
#include <string.h>

#include "tests/lib/plan.h"

#define ATTACH_C "drivers/lamp/attach.c"
#define CLOCK_H "drivers/lamp/clock.h"
#define NIGHT_C "drivers/lamp/night.c"
#define TEST_C "tools/lamp-test.c"

#define PROBE_LINES "	lamp->port = port;\n	lamp->mode = LAMP_BRIGHT;\n	lamp->limit = 10;\n"
#define PROBE_PROTOTYPE "int lamp_probe(struct lamp *lamp, struct port *port);\n"
/* What lamp_probe() is upstream later; nobody who knew it under its old name calls it. */
#define ATTACH_HEAD "int lamp_attach(struct lamp *lamp, struct port *port)\n{\n"
#define ATTACH_PROTOTYPE "int lamp_attach(struct lamp *lamp, struct port *port);\n"
/* So much that the two have less than half of their lines in common. */
#define MORE_LINES                                                                      \
	"	if (port_is_busy(port))\n		return -EBUSY;\n"                                 \
	"	port_name(port, \"lamp\");\n	port_speed(port, 9600);\n	port_parity(port, 0);\n"  \
	"	port_on_error(port, lamp_error);\n	port_on_close(port, lamp_close);\n"          \
	"	port_wait(port);\n	port_flush(port);\n	port_check(port);\n"

#define SAYS_ELSEWHERE "under another name or in another file"

static void is_told_in(const struct plan *plan, const git_oid *fix, const char *function, const char *place,
		       enum chain_disposition disposition)
{
	carries(plan, fix, NULL);
	hunk_is(plan, fix, function, disposition);
	hunk_says(plan, fix, function, SAYS_ELSEWHERE);
	ck_assert_ptr_nonnull(hunk_in(plan, fix, function)->place);
	ck_assert_str_eq(hunk_in(plan, fix, function)->place, place);
	ck_assert_int_eq(chain_verdict(&plan->chain), 1);
}

static void stands_in(const struct plan *plan, const git_oid *fix, const char *function, const char *place)
{
	is_told_in(plan, fix, function, place, CHAIN_ADAPT);
}

/* The same file has it: with the names that it has there, the hunk is carried. */
static void is_carried_in(const struct plan *plan, const git_oid *fix, const char *function, const char *place)
{
	is_told_in(plan, fix, function, place, CHAIN_RENAMED);
}

static git_oid rename_probe(struct plan *plan)
{
	git_oid renames = fixture_edit(&plan->f, "lamp: another name", LAMP_C, PROBE_HEAD, ATTACH_HEAD,
				       LAMP_H, PROBE_PROTOTYPE, ATTACH_PROTOTYPE, NULL);

	fixture_edit(&plan->f, "lamp: care for the port", LAMP_C, "	lamp->port = port;\n",
		     MORE_LINES "	lamp->port = port;\n", NULL);
	return renames;
}

START_TEST(a_function_that_upstream_renamed_stands_under_its_old_name)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid renames, fix;

	begin(&plan);
	renames = rename_probe(&plan);
	fix = fixture_edit(&plan.f, "lamp: less light", LAMP_C, "	lamp->limit = 10;\n", "	lamp->limit = 9;\n", NULL);
	plan_fix(&plan, &fix);
	is_carried_in(&plan, &fix, "lamp_attach", LAMP_C ":44 (lamp_probe)");
	is_left_out_since(&plan, &renames, SAYS_ELSEWHERE);
}
END_TEST

/* It was renamed and rewritten at once: but one line of the hunk's own says more than chance can. */
START_TEST(a_long_line_of_the_hunk_is_enough)
{
	static const char was[] = "	port_note(lamp->port, \"a lamp without a limit burns out early\");\n";
	static const char is[] = "	port_note(lamp->port, \"a lamp without a limit burns out early\");\n"
				 "	port_wait(port);\n";
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	stable_gets(&plan, fixture_edit, "lamp: say so", LAMP_C, "	return lamp_on(lamp);\n", was, NULL);
	fixture_edit(&plan.f, "lamp: anew", LAMP_C, PROBE_HEAD PROBE_LINES "	return lamp_on(lamp);\n",
		     ATTACH_HEAD MORE_LINES, LAMP_H, PROBE_PROTOTYPE, ATTACH_PROTOTYPE, NULL);
	fixture_edit(&plan.f, "lamp: say so", LAMP_C, "	port_check(port);\n", was, NULL);
	fix = fixture_edit(&plan.f, "lamp: wait", LAMP_C, was, is, NULL);
	plan_fix(&plan, &fix);
	is_carried_in(&plan, &fix, "lamp_attach", LAMP_C ":46 (lamp_probe)");
}
END_TEST

/* Most of its lines are others, but the one that the fix changes is not. */
START_TEST(a_third_of_the_lines_is_enough_with_all_of_the_hunks_own)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fixture_edit(&plan.f, "lamp: anew", LAMP_C, PROBE_HEAD, ATTACH_HEAD "	port_name(port, \"lamp\");\n	port_wait(port);\n"
		     "	port_speed(port, 9600);\n	port_parity(port, 0);\n	port_flush(port);\n	port_check(port);\n",
		     LAMP_H, PROBE_PROTOTYPE, ATTACH_PROTOTYPE, NULL);
	fix = fixture_edit(&plan.f, "lamp: less light", LAMP_C, "	lamp->limit = 10;\n", "	lamp->limit = 9;\n", NULL);
	plan_fix(&plan, &fix);
	is_carried_in(&plan, &fix, "lamp_attach", LAMP_C ":44 (lamp_probe)");
}
END_TEST

START_TEST(a_function_that_upstream_moved_to_a_new_file_under_another_name_stands_in_the_old_one)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text rest = { 0 };
	git_oid moves, fix;

	begin(&plan);
	text_add(&rest, lamp_c, (size_t)(strstr(lamp_c, PROBE_HEAD) - lamp_c));
	moves = fixture_commit(&plan.f, "lamp: a file of its own", LAMP_C, text_str(&rest), ATTACH_C,
			       "#include \"lamp.h\"\n\n" ATTACH_HEAD PROBE_LINES "	return lamp_on(lamp);\n}\n", NULL);
	fix = fixture_edit(&plan.f, "lamp: less light", ATTACH_C, "	lamp->limit = 10;\n", "	lamp->limit = 9;\n", NULL);
	plan_fix(&plan, &fix);
	stands_in(&plan, &fix, "lamp_attach", LAMP_C ":44 (lamp_probe)");
	is_left_out_since(&plan, &moves, "introduced " ATTACH_C);
}
END_TEST

/* Split twice: who called the second function when it was made is not on the target either. */
START_TEST(what_upstream_split_out_of_a_function_step_by_step_stands_in_that)
{
#define OPEN "	port_open(&port, argv[1]);\n	lamp_probe(&lamp, &port);\n"
#define STEPS "	lamp_dim(&lamp, 3);\n	port_drain(&port);\n	port_shut(&port);\n"
	owned(plan_release) struct plan plan = { 0 };
	git_oid splits, fix, base;

	begin(&plan);
	base = fixture_commit(&plan.f, "lamp: a test", TEST_C,
			      "int main(int argc, char **argv)\n{\n" OPEN STEPS "	return 0;\n}\n", NULL);
	fixture_commit(&plan.f, "test: run()", TEST_C, "static int run(char **argv)\n{\n" OPEN STEPS "	return 0;\n}\n\n"
		       "int main(int argc, char **argv)\n{\n	return run(argv);\n}\n", NULL);
	splits = fixture_commit(&plan.f, "test: steps()", TEST_C, "static void steps(void)\n{\n" STEPS "}\n\n"
				"static int run(char **argv)\n{\n" OPEN "	steps();\n	return 0;\n}\n\n"
				"int main(int argc, char **argv)\n{\n	return run(argv);\n}\n", NULL);
	fix = fixture_edit(&plan.f, "test: more steps", TEST_C, "	lamp_dim(&lamp, 3);\n",
			   "	lamp_dim(&lamp, 4);\n", NULL);
	plan.stable = base;
	plan_fix(&plan, &fix);
	stands_in(&plan, &fix, "steps", TEST_C ":5 (main)");
	is_left_out_since(&plan, &splits, "introduced steps");
}
END_TEST

START_TEST(a_struct_that_upstream_moved_to_another_header_stands_in_the_old_one)
{
#define CLOCK_MEMBERS "	long since_midnight;\n	long until_sunrise;\n	int wakeups;\n};\n"
	owned(plan_release) struct plan plan = { 0 };
	git_oid moves, fix;

	begin(&plan);
	plan.stable = fixture_edit(&plan.f, "lamp: a clock", LAMP_H, "struct lamp {",
				   "struct lamp_clock {\n" CLOCK_MEMBERS "\nstruct lamp {", NULL);
	moves = fixture_commit(&plan.f, "lamp: a header for clocks", LAMP_H, lamp_h,
			       CLOCK_H, "struct lamp_timer {\n" CLOCK_MEMBERS, NULL);
	fix = fixture_edit(&plan.f, "clock: more wakeups", CLOCK_H, "	int wakeups;\n", "	long wakeups;\n", NULL);
	plan_fix(&plan, &fix);
	stands_in(&plan, &fix, "lamp_timer", LAMP_H ":12 (lamp_clock)");
	is_left_out_since(&plan, &moves, SAYS_ELSEWHERE);
}
END_TEST

/* ---- what a fix takes away ---- */

static git_oid take_attach_away(struct plan *plan)
{
	return fixture_edit(&plan->f, "lamp: nobody attaches", LAMP_C,
			    "\n" ATTACH_HEAD MORE_LINES PROBE_LINES "	return lamp_on(lamp);\n}\n", "", LAMP_H, ATTACH_PROTOTYPE, "", NULL);
}

START_TEST(a_function_that_goes_and_stands_under_its_old_name_is_not_gone)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	rename_probe(&plan);
	fix = take_attach_away(&plan);
	plan_fix(&plan, &fix);
	stands_in(&plan, &fix, "lamp_attach", LAMP_C ":42 (lamp_probe)");
}
END_TEST

#define NAMED_ATTACH                                                                    \
	ATTACH_HEAD "	port_name(port, \"lamp\");\n	port_speed(port, 9600);\n"               \
	"	port_flush(port);\n	return 0;\n}\n\n"

START_TEST(a_function_that_goes_and_never_came_is_gone)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fixture_edit(&plan.f, "lamp: attach", LAMP_C, PROBE_HEAD,
		     NAMED_ATTACH PROBE_HEAD, NULL);
	fix = fixture_edit(&plan.f, "lamp: nobody attaches", LAMP_C,
			   NAMED_ATTACH, "",
			   WALL_C, "lamp_dim(lamp, 1);", "lamp_dim(lamp, 2);", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_attach", CHAIN_THERE);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

/* ---- half of a move ---- */

#define NIGHT(body)                                                                     \
	"#include \"lamp.h\"\n\nint night_falls(struct lamp *lamp)\n{\n	int error;\n\n" \
	body "	return error;\n}\n"
#define NIGHT_LINES "	error = night_lookup(lamp);\n	night_note(lamp, error);\n"

/* The fix moves a call out of wall_press() into what the target has not. */
START_TEST(what_a_fix_moves_to_a_place_that_the_target_lacks_is_not_taken_away_alone)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = fixture_commit(&plan.f, "lamp: night", NIGHT_C, NIGHT(NIGHT_LINES), NULL);
	fix = fixture_edit(&plan.f, "lamp: dim at night only", WALL_C, "	lamp_dim(lamp, 1);\n", "", NIGHT_C, NIGHT_LINES,
			   "	if (lamp->level)\n		lamp_dim(lamp, 1);\n" NIGHT_LINES, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "wall_press", CHAIN_CLEAN);
	hunk_is(&plan, &fix, "night_falls", CHAIN_ADAPT);
	hunk_says(&plan, &fix, "night_falls", "another hunk takes away what this one adds");
	hunk_says(&plan, &fix, "night_falls", "lamp_dim(lamp, 1);");
	is_left_out_since(&plan, &brings, "introduced " NIGHT_C);
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
}
END_TEST

START_TEST(what_a_fix_adds_and_takes_from_nowhere_is_moot_where_its_place_is_missing)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fixture_commit(&plan.f, "lamp: night", NIGHT_C, NIGHT(NIGHT_LINES), NULL);
	fix = fixture_edit(&plan.f, "lamp: dim at night only", WALL_C, "	lamp_dim(lamp, 1);\n", "", NIGHT_C, NIGHT_LINES,
			   "	if (lamp->level)\n		lamp_dim(lamp, 2);\n" NIGHT_LINES, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "wall_press", CHAIN_CLEAN);
	hunk_is(&plan, &fix, "night_falls", CHAIN_MOOT);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

/* ---- who brought it ---- */

START_TEST(a_helper_that_nobody_here_calls_is_brought_by_its_commit)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = fixture_edit(&plan.f, "lamp: fade", LAMP_C, PROBE_HEAD, FADE_FUNCTION PROBE_HEAD, LAMP_H, DIM_PROTOTYPE,
			      DIM_PROTOTYPE "void lamp_fade(struct lamp *lamp);\n", NULL);
	fixture_commit(&plan.f, "theatre: lamps", "drivers/theatre/stage.c",
		       "#include \"../lamp/lamp.h\"\n\nvoid stage_end(struct lamp *lamp)\n{\n	lamp_fade(lamp);\n}\n", NULL);
	fix = fixture_edit(&plan.f, "lamp: fade sooner", LAMP_C, "	int left = lamp->level;\n",
			   "	int left = lamp->level / 2;\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &brings, &fix, NULL);
	is_taken_since(&plan, &brings, "brought lamp_fade");
	hunk_is(&plan, &fix, "lamp_fade", CHAIN_CLEAN);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(a_helper_that_nobody_here_calls_and_that_must_not_come_is_for_a_person)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = fixture_edit(&plan.f, "lamp: fade", LAMP_C, PROBE_HEAD, FADE_FUNCTION PROBE_HEAD, NULL);
	fix = fixture_edit(&plan.f, "lamp: fade sooner", LAMP_C, "	int left = lamp->level;\n",
			   "	int left = lamp->level / 2;\n", NULL);
	plan.options.without = &brings;
	plan.options.nr_without = 1;
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_fade", CHAIN_ADAPT);
	hunk_says(&plan, &fix, "lamp_fade", "nobody in its folder calls it");
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
}
END_TEST

#define SCALE "#define lamp_scale(n) \\\n	(2 * (n))\n\n"

/*
 * The target's history had the macro, and took it out; upstream has it again. It is looked for 1, 3, 7 ... commits back,
 * and the stretch without it is not seen, so that nobody brought it.
 */
START_TEST(where_the_target_had_the_name_once_the_lines_are_asked)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid again, fix;

	begin(&plan);
	fixture_edit(&plan.f, "lamp: scales", LAMP_C, "int lamp_on(", SCALE "int lamp_on(", NULL);
	fixture_edit(&plan.f, "one", "README", "lamps", "lamps.", NULL);
	plan.stable = fixture_edit(&plan.f, "lamp: no scales", LAMP_C, SCALE, "", NULL);
	again = fixture_edit(&plan.f, "lamp: scales again", LAMP_C, "int lamp_on(", SCALE "int lamp_on(", LAMP_C,
			     "	lamp->level = 10;\n", "	lamp->level = lamp_scale(5);\n", NULL);
	fixture_edit(&plan.f, "two", "README", "lamps.", "lamps,", NULL);
	fix = fixture_edit(&plan.f, "lamp: a wider scale", LAMP_C, "	(2 * (n))\n", "	(3 * (n))\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &again, &fix, NULL);
	is_taken_since(&plan, &again, "made 1 line");
	ck_assert_uint_eq(step_of(&plan, &again)->nr_why, 1); /* it is not said to have brought the name */
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

/* ---- what is truly not here ---- */

/* Each is called by what the target lacks too; some lines of each are what the target has in other functions. */
#define PHRASES(call) "	int r;\n\n	r = 0;\n	" call ";\n	if (r)\n		goto out;\n	return 0;\nout:\n	return r;\n"
static const struct {
	const char *what, *lines, *hunk, *fixed;
} absent[] = {
	{ "lamp: nothing is alike", "	night_lookup(lamp);\n	night_note(lamp);\n	night_wait(lamp);\n", "	night_wait(lamp);\n",
	  "	night_wait(lamp, 1);\n" },
	{ "lamp: two lines of five are", "	lamp->mode = LAMP_BRIGHT;\n	lamp->limit = 10;\n	night_note(lamp);\n	night_wait(lamp);\n"
	  "	night_ends(lamp);\n", "	lamp->mode = LAMP_BRIGHT;\n", "	lamp->mode = LAMP_DARK;\n" },
	{ "lamp: two lines of three are", "	lamp->mode = LAMP_BRIGHT;\n	lamp->limit = 10;\n	night_wait(lamp);\n", "	lamp->limit = 10;\n",
	  "	lamp->limit = 11;\n" },
	{ "lamp: three of ten are", PROBE_LINES MORE_LINES, "	lamp->limit = 10;\n",
	  "	lamp->limit = 11;\n" },
	{ "lamp: three of six are, and not the fix's own", PROBE_LINES "	night_note(lamp);\n	night_wait(lamp);\n	night_ends(lamp);\n",
	  "	night_wait(lamp);\n", "	night_wait(lamp, 1);\n" },
	{ "lamp: nothing but phrases is", PHRASES("night_wait(lamp)"), "	night_wait(lamp);\n", "	night_wait(lamp, 1);\n" },
};

#define NIGHT_HEAD "static int lamp_night(struct lamp *lamp)\n{\n"
#define NIGHT_CALLER "int lamp_sunset(struct lamp *lamp)\n{\n	return lamp_night(lamp);\n}\n\n"

static git_oid bring_absent(struct plan *plan, size_t which)
{
	owned(text_release) struct text text = { 0 };

	text_addf(&text, NIGHT_HEAD "%s}\n\n" NIGHT_CALLER PROBE_HEAD, absent[which].lines);
	return fixture_edit(&plan->f, absent[which].what, LAMP_C, PROBE_HEAD, text_str(&text), NULL);
}

static git_oid mend_absent(struct plan *plan, size_t which)
{
	owned(text_release) struct text was = { 0 }, is = { 0 };
	const char *lines = absent[which].lines, *at = strstr(lines, absent[which].hunk);

	text_addf(&was, NIGHT_HEAD "%s", lines);
	text_addf(&is, NIGHT_HEAD "%.*s%s%s", (int)(at - lines), lines, absent[which].fixed, at + strlen(absent[which].hunk));
	return fixture_edit(&plan->f, "lamp: mend the night", LAMP_C, text_str(&was), text_str(&is), NULL);
}

START_TEST(what_the_target_has_not_is_moot_though_some_lines_are_alike)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	plan.stable = fixture_edit(&plan.f, "lamp: a queue", LAMP_C, PROBE_HEAD, "int lamp_queue(void)\n{\n" PHRASES("port_wait(port)")
				   "}\n\n" PROBE_HEAD, NULL);
	brings = bring_absent(&plan, (size_t)_i);
	fix = mend_absent(&plan, (size_t)_i);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_night", CHAIN_MOOT);
	is_left_out_since(&plan, &brings, "nothing there leads to it");
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(a_fix_of_moot_hunks_alone_says_that_there_is_nothing_to_carry)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text text = { 0 };
	git_oid fix;

	begin(&plan);
	bring_absent(&plan, 0);
	fix = mend_absent(&plan, 0);
	plan_fix(&plan, &fix);
	plan.chain.target_ref = "stable";
	report_chain_text(&text, &plan.chain, false);
	ck_assert_msg(strstr(text_str(&text), ": nothing to carry, what it changes is not here (1 moot)\n") != NULL, "%s",
		      text_str(&text));
	ck_assert_msg(!strstr(text_str(&text), "no prerequisite"), "%s", text_str(&text));
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(a_fix_with_a_hunk_beside_moot_ones_is_carried)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text text = { 0 };
	git_oid fix;

	begin(&plan);
	bring_absent(&plan, 0);
	fix = fixture_edit(&plan.f, "lamp: both", LAMP_C, absent[0].hunk, absent[0].fixed,
			   LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	plan.chain.target_ref = "stable";
	report_chain_text(&text, &plan.chain, false);
	hunk_is(&plan, &fix, "lamp_night", CHAIN_MOOT);
	ck_assert_msg(!strstr(text_str(&text), "nothing to carry"), "%s", text_str(&text));
	ck_assert_msg(strstr(text_str(&text), ": no prerequisite, 1 moot\n") != NULL, "%s", text_str(&text));
}
END_TEST

SUITE(chain_elsewhere)
{
	TEST(a_function_that_upstream_renamed_stands_under_its_old_name);
	TEST(a_long_line_of_the_hunk_is_enough);
	TEST(a_third_of_the_lines_is_enough_with_all_of_the_hunks_own);
	TEST(a_function_that_upstream_moved_to_a_new_file_under_another_name_stands_in_the_old_one);
	TEST(what_upstream_split_out_of_a_function_step_by_step_stands_in_that);
	TEST(a_struct_that_upstream_moved_to_another_header_stands_in_the_old_one);
	TEST(a_function_that_goes_and_stands_under_its_old_name_is_not_gone);
	TEST(a_function_that_goes_and_never_came_is_gone);
	TEST(what_a_fix_moves_to_a_place_that_the_target_lacks_is_not_taken_away_alone);
	TEST(what_a_fix_adds_and_takes_from_nowhere_is_moot_where_its_place_is_missing);
	TEST(a_helper_that_nobody_here_calls_is_brought_by_its_commit);
	TEST(a_helper_that_nobody_here_calls_and_that_must_not_come_is_for_a_person);
	TEST(where_the_target_had_the_name_once_the_lines_are_asked);
	LOOP_TEST(what_the_target_has_not_is_moot_though_some_lines_are_alike, nr_of(absent));
	TEST(a_fix_of_moot_hunks_alone_says_that_there_is_nothing_to_carry);
	TEST(a_fix_with_a_hunk_beside_moot_ones_is_carried);
}
