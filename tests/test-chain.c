// SPDX-License-Identifier: GPL-2.0-only
/* The smallest set: what lines and names need, what may be taken, several fixes, the budget. */
#include <string.h>

#include "tests/lib/plan.h"

/* ---- text ---- */

START_TEST(a_fix_that_applies_needs_nothing)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_CLEAN);
	ck_assert_str_eq(step_of(&plan, &fix)->subject, "lamp: half steps");
	ck_assert_uint_eq(plan.chain.nr_left_out, 0);
	ck_assert(plan.chain.smallest && !plan.chain.failure);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(the_commit_that_made_the_lines_a_fix_removes_is_needed)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid made, fix;

	begin(&plan);
	made = fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	fix = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &made, &fix, NULL);
	is_taken_since(&plan, &made, "made 1 line that");
	is_taken_since(&plan, &made, "lamp.c:33");
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
	ck_assert(plan.chain.smallest);
}
END_TEST

/* Lines that stand beside the fix's own. */
static const struct {
	const char *what, *old, *new;
} neighbours[] = {
	{ "lamp: the least is one", LEAST_LINE, "	if (lamp->level < 1)\n" },
	{ "lamp: dark lamps dim too", "	if (lamp->mode == LAMP_DARK)\n		step = 0;\n", "" },
	{ "lamp: say so", LEAST_LINE, "	port_say(lamp->port);\n" LEAST_LINE },
};

START_TEST(who_changed_the_neighbouring_lines_is_needed_by_git_alone)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid near, fix;

	begin(&plan);
	near = fixture_edit(&plan.f, neighbours[_i].what, LAMP_C, neighbours[_i].old, neighbours[_i].new, NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan.options.plain = true;
	plan_fix(&plan, &fix);
	carries(&plan, &near, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_CLEAN);
	is_taken_since(&plan, &near, "right next to what");
	plan.options.plain = false;
	plan.options.fewest = true;
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_PLACED);
	is_left_out_since(&plan, &near, "is carried without it");
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(a_search_for_git_alone_that_time_ended_is_told)
{
	owned(plan_release) struct plan plan = { .options.plain_budget = -1 };
	git_oid near, fix;

	begin(&plan);
	near = fixture_edit(&plan.f, neighbours[0].what, LAMP_C, neighbours[0].old, neighbours[0].new, NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_PLACED);
	ck_assert(has_note(&plan, "time was over before every set was tried"));
	plan.options.plain_budget = 0;
	plan_fix(&plan, &fix);
	carries(&plan, &near, &fix, NULL);
	ck_assert(!has_note(&plan, "time was over"));
}
END_TEST

START_TEST(a_commit_two_lines_away_is_not_needed)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fixture_edit(&plan.f, "lamp: dark is not bright", LAMP_C, "if (lamp->mode == LAMP_DARK)",
		     "if (lamp->mode != LAMP_BRIGHT)", NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
}
END_TEST

START_TEST(a_line_that_came_and_went_needs_nothing)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fixture_edit(&plan.f, "lamp: say so", LAMP_C, STEP_LINE, "	lamp->level -= step;\n	port_say(lamp->port);\n",
		     NULL);
	fixture_edit(&plan.f, "lamp: be silent", LAMP_C, "	port_say(lamp->port);\n", "", NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
}
END_TEST

START_TEST(a_prerequisites_own_prerequisite_comes_before_it)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid first, second, fix;

	begin(&plan);
	first = fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	second = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	fix = fixture_edit(&plan.f, "lamp: four at once", LAMP_C, "3 * step", "4 * step", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &first, &second, &fix, NULL);
	is_taken_since(&plan, &first, "made 1 line that");
	ck_assert(plan.chain.smallest);
}
END_TEST

START_TEST(the_order_is_that_of_history_whatever_the_dates_are)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid first, second, fix;

	begin(&plan);
	first = fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	plan.f.clock -= 1000000;
	second = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	plan.f.clock -= 1000000;
	fix = fixture_edit(&plan.f, "lamp: four at once", LAMP_C, "3 * step", "4 * step", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &first, &second, &fix, NULL);
}
END_TEST

START_TEST(each_hunk_may_need_a_commit_of_its_own)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid tries, steps, fix;

	begin(&plan);
	tries = fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	fixture_edit(&plan.f, "lamp: more light", LAMP_C, "lamp->limit = 10;", "lamp->limit = 11;", NULL);
	steps = fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	fix = fixture_edit(&plan.f, "lamp: more of both", LAMP_C, "int tries = 5;", "int tries = 7;",
			   LAMP_C, "2 * step", "3 * step", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &tries, &steps, &fix, NULL);
}
END_TEST

/* Made, taken back and made again: either time will do. */
static git_oid make_in_two_steps(struct plan *plan, git_oid *first)
{
	*first = fixture_edit(&plan->f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	return fixture_edit(&plan->f, "lamp: a step more", LAMP_C, "2 * step", "step + 1", NULL);
}

static git_oid make_at_once(struct plan *plan, const char *path, const char *old, const char *new)
{
	return fixture_edit(&plan->f, "lamp: a step more, at once", LAMP_C, STEP_LINE, "	lamp->level -= step + 1;\n",
			    path, old, new, NULL);
}

static git_oid take_back(struct plan *plan)
{
	return fixture_edit(&plan->f, "lamp: no step more", LAMP_C, "	lamp->level -= step + 1;\n", STEP_LINE, NULL);
}

START_TEST(of_two_sets_the_smaller_is_chosen)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid first, once, fix;

	begin(&plan);
	if (_i)
		make_in_two_steps(&plan, &first);
	else
		once = make_at_once(&plan, NOTES, "lamp.\n", "lamp.\nA step more.\n");
	take_back(&plan);
	if (_i)
		once = make_at_once(&plan, NOTES, "lamp.\n", "lamp.\nA step more.\n");
	else
		make_in_two_steps(&plan, &first);
	fix = fixture_edit(&plan.f, "lamp: three steps more", LAMP_C, "step + 1", "step + 3", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &once, &fix, NULL);
	ck_assert(plan.chain.smallest);
	ck_assert_uint_eq(plan.chain.nr_left_out, 0);
}
END_TEST

START_TEST(of_sets_of_equal_number_the_one_with_fewer_changed_lines_is_chosen)
{
	owned(plan_release) struct plan plan = { 0 };
	const char *many = "/* 1 */\n/* 2 */\n/* 3 */\n/* 4 */\n/* 5 */\n#endif\n", *few = "/* 1 */\n#endif\n";
	git_oid once, again, fix;

	begin(&plan);
	once = make_at_once(&plan, LAMP_H, "#endif\n", _i ? many : few);
	take_back(&plan);
	again = make_at_once(&plan, NOTES, "How", _i ? "HOW" : "1\n2\n3\n4\nHow");
	fix = fixture_edit(&plan.f, "lamp: three steps more", LAMP_C, "step + 1", "step + 3", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, _i ? &again : &once, &fix, NULL);
}
END_TEST

/* A side that changes one place, and a merge of it into a master that changed another: the merge is like neither parent. */
static git_oid a_side(struct plan *plan)
{
	git_oid side;

	fixture_branch(&plan->f, "side", &plan->base);
	side = fixture_edit(&plan->f, "lamp: brighter", LAMP_C, "lamp->limit = 10;", "lamp->limit = 12;", NULL);
	fixture_on(&plan->f, "master");
	return side;
}

static git_oid merge_side(struct plan *plan, const git_oid *side, const char *old, const char *new)
{
	owned(text_release) struct text text = { 0 }, merged = { 0 };
	const char *at;

	fixture_read(&text, &plan->f, LAMP_C);
	at = strstr(text_str(&text), old);
	ck_assert_ptr_nonnull(at);
	text_add(&merged, text.data, (size_t)(at - text.data));
	text_adds(&merged, new);
	text_adds(&merged, at + strlen(old));
	return fixture_join(&plan->f, "Merge side", side, 1, LAMP_C, text_str(&merged), NULL);
}

START_TEST(what_came_through_a_merge_brings_the_commit_of_the_side)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid side, fix;

	begin(&plan);
	side = a_side(&plan);
	fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	merge_side(&plan, &side, "lamp->limit = 10;", "lamp->limit = 12;");
	fix = fixture_edit(&plan.f, "lamp: brighter still", LAMP_C, "lamp->limit = 12;", "lamp->limit = 14;", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &side, &fix, NULL);
}
END_TEST

START_TEST(what_only_a_merge_brought_is_to_be_adapted)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid side, fix;

	begin(&plan);
	side = a_side(&plan);
	fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	merge_side(&plan, &side, "lamp->limit = 10;", "lamp->limit = 30;");
	fix = fixture_edit(&plan.f, "lamp: brighter still", LAMP_C, "lamp->limit = 30;", "lamp->limit = 50;", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_probe", CHAIN_ADAPT);
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
}
END_TEST

/* ---- names ---- */

/* What brings a name, and what uses it in another file: only the name leads to it. */
static const struct {
	const char *what, *path, *old, *new, *use;
	const char *prototype;
} names[] = {
	{ "function", LAMP_C, "int lamp_probe(",
	  "void lamp_blink(struct lamp *lamp)\n{\n	lamp_write(lamp, 0);\n	lamp_write(lamp, lamp->level);\n}\n\nint lamp_probe(",
	  "lamp_blink(lamp);", "void lamp_blink(struct lamp *lamp);\n" },
	{ "inline function", LAMP_H, "int lamp_on(",
	  "static inline int lamp_is_dark(struct lamp *lamp)\n{\n	return lamp->mode == LAMP_DARK;\n}\n\nint lamp_on(",
	  "if (lamp_is_dark(lamp))\n		return 0;", "" },
	{ "member", LAMP_H, "	int limit;\n", "	int limit;\n	int presses;\n", "lamp->presses++;", "" },
	{ "macro", LAMP_H, "enum lamp_mode {", "#define LAMP_STEP 2\n\nenum lamp_mode {", "lamp->level += LAMP_STEP;", "" },
	{ "macro with arguments", LAMP_H, "enum lamp_mode {", "#define LAMP_STEPS(n) (2 * (n))\n\nenum lamp_mode {",
	  "lamp->level += LAMP_STEPS(2);", "" },
	{ "enumerator", LAMP_H, "	LAMP_BRIGHT,\n", "	LAMP_BRIGHT,\n	LAMP_GLOWING,\n",
	  "lamp->mode = LAMP_GLOWING;", "" },
	{ "type", LAMP_H, "struct lamp {", "typedef unsigned int lamp_time_t;\n\nstruct lamp {",
	  "port_time(lamp->port, sizeof(lamp_time_t));", "" },
	{ "struct", LAMP_H, "struct lamp {", "struct lamp_time {\n	int since;\n};\n\nstruct lamp {",
	  "port_time(lamp->port, sizeof(struct lamp_time));", "" },
};

/* A name that the target lacks brings the commit that introduced it. */
START_TEST(a_name_that_the_target_lacks_is_brought)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text use = { 0 }, prototype = { 0 };
	git_oid brings, fix;

	begin(&plan);
	text_addf(&prototype, "%s" DIM_PROTOTYPE, names[_i].prototype);
	brings = fixture_edit(&plan.f, names[_i].what, names[_i].path, names[_i].old, names[_i].new,
			      LAMP_H, DIM_PROTOTYPE, text_str(&prototype), NULL);
	fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	text_addf(&use, "	lamp_dim(lamp, 1);\n	%s\n", names[_i].use);
	fix = fixture_edit(&plan.f, "wall: use it", WALL_C, "	lamp_dim(lamp, 1);\n", text_str(&use), NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &brings, &fix, NULL);
	is_taken_since(&plan, &brings, "brought '");
}
END_TEST

START_TEST(a_name_needs_its_introducer_and_not_who_changed_it_later)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = fixture_edit(&plan.f, "lamp: fade", LAMP_C, PROBE_HEAD, FADE_FUNCTION PROBE_HEAD,
			      LAMP_H, DIM_PROTOTYPE, "void lamp_fade(struct lamp *lamp);\n" DIM_PROTOTYPE, NULL);
	fixture_edit(&plan.f, "lamp: const", LAMP_C, "void lamp_fade(struct lamp *lamp)", "void lamp_fade(struct lamp *bulb)",
		     LAMP_C, "int left = lamp->level;", "int left = bulb->level;", LAMP_C, "		lamp_dim(lamp, 1);",
		     "		lamp_dim(bulb, 1);", NULL);
	fix = fixture_edit(&plan.f, "wall: fade", WALL_C, "	lamp_dim(lamp, 1);\n", "	lamp_fade(lamp);\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &brings, &fix, NULL);
}
END_TEST

START_TEST(a_name_that_the_fix_brings_itself_needs_nothing)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fix = fixture_edit(&plan.f, "wall: count", LAMP_H, "	int limit;\n", "	int limit;\n	int presses;\n",
			   WALL_C, "	lamp_dim(lamp, 1);\n", "	lamp_dim(lamp, 1);\n	lamp->presses++;\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(a_name_that_nobody_in_upstreams_tree_defines_needs_nothing)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fix = fixture_edit(&plan.f, "wall: rest", WALL_C, "	lamp_dim(lamp, 1);\n",
			   "	lamp_dim(lamp, 1);\n	port_relax(lamp->port);\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
}
END_TEST

START_TEST(a_value_of_a_function_that_is_void_on_the_target_brings_the_commit_that_changed_its_type)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = fixture_edit(&plan.f, "lamp: dimming can fail", LAMP_C, "void lamp_dim(", "int lamp_dim(",
			      LAMP_C, "	lamp_write(lamp, lamp->level);\n	port_yield(lamp->port);\n",
			      "	port_yield(lamp->port);\n	return lamp_write(lamp, lamp->level);\n",
			      LAMP_H, "void lamp_dim(", "int lamp_dim(", NULL);
	fix = fixture_edit(&plan.f, "wall: say that it failed", WALL_C, "	lamp_dim(lamp, 1);\n	return 0;\n",
			   "	return lamp_dim(lamp, 1);\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &brings, &fix, NULL);
	is_taken_since(&plan, &brings, "lamp_dim");
}
END_TEST

START_TEST(a_function_with_other_arguments_brings_the_commit_that_changed_them)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, fix;

	begin(&plan);
	brings = fixture_edit(&plan.f, "lamp: dim slowly", LAMP_C, "lamp_dim(struct lamp *lamp, int step)\n{\n",
			      "lamp_dim(struct lamp *lamp, int step, int rest)\n{\n	port_rest(lamp->port, rest);\n",
			      LAMP_H, "int step);", "int step, int rest);",
			      WALL_C, "	lamp_dim(lamp, 1);\n", "	lamp_dim(lamp, 1, 0);\n", NULL);
	fix = fixture_edit(&plan.f, "lamp: begin dark", LAMP_C, "	lamp->limit = 10;\n",
			   "	lamp->limit = 10;\n	lamp_dim(lamp, 9, 1);\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &brings, &fix, NULL);
}
END_TEST

START_TEST(names_that_a_prerequisite_uses_are_brought_before_it)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid brings, uses, fix;

	begin(&plan);
	brings = fixture_edit(&plan.f, "lamp: presses", LAMP_H, "	int limit;\n", "	int limit;\n	int presses;\n", NULL);
	uses = fixture_edit(&plan.f, "lamp: steps by presses", LAMP_C, STEP_LINE, "	lamp->level -= lamp->presses;\n", NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps by presses", LAMP_C, "-= lamp->presses", "-= lamp->presses / 2", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &brings, &uses, &fix, NULL);
	is_taken_since(&plan, &brings, "presses");
}
END_TEST

START_TEST(a_name_that_the_branch_took_away_is_to_be_adapted)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	stable_gets(&plan, fixture_edit, "lamp: no limit here", LAMP_H, "	int limit;\n", "",
		    LAMP_C, "	lamp->limit = 10;\n", "", NULL);
	fix = fixture_edit(&plan.f, "wall: not over the limit", WALL_C, "	lamp_dim(lamp, 1);\n",
			   "	if (lamp->level > lamp->limit)\n		lamp_dim(lamp, 1);\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "wall_press", CHAIN_ADAPT);
	hunk_says(&plan, &fix, "wall_press", "the target has no 'limit'");
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
}
END_TEST

/* Upstream called it by another name later, and only the branch has a caller more. */
START_TEST(a_name_that_a_prerequisite_takes_away_and_the_branch_uses_is_seen)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	stable_gets(&plan, fixture_edit, "lamp: write twice", LAMP_C, "	port_yield(lamp->port);\n	return error;\n",
		    "	lamp_write(lamp, lamp->level);\n	port_yield(lamp->port);\n	return error;\n", NULL);
	fixture_edit(&plan.f, "lamp: another name", LAMP_C, "static int lamp_write(", "static int lamp_put(",
		     LAMP_C, "	error = lamp_write(", "	error = lamp_put(",
		     LAMP_C, "	lamp_write(lamp, lamp->level);\n", "	lamp_put(lamp, lamp->level);\n", NULL);
	fix = fixture_edit(&plan.f, "lamp: write at once", LAMP_C, "	lamp->limit = 10;\n",
			   "	lamp->limit = 10;\n	lamp_put(lamp, 0);\n", NULL);
	plan_fix(&plan, &fix);
	ck_assert_msg(chain_verdict(&plan.chain) == 1, "'lamp_write' is gone, and lamp_on() of the branch calls it");
}
END_TEST

/* Upstream changed all of its callers, and only the branch has one more. */
START_TEST(a_function_that_gets_other_arguments_and_that_the_branch_calls_as_before_is_seen)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	stable_gets(&plan, fixture_edit, "lamp: off", LAMP_C, "void lamp_dim(struct lamp *lamp, int step)\n",
		    "void lamp_off(struct lamp *lamp)\n{\n	lamp_write(lamp, 0);\n}\n\n"
		    "void lamp_dim(struct lamp *lamp, int step)\n", NULL);
	fix = fixture_edit(&plan.f, "lamp: as often as it takes", LAMP_C,
			   "static int lamp_write(struct lamp *lamp, int value)\n{\n	int tries = 3;\n",
			   "static int lamp_write(struct lamp *lamp, int value, int tries)\n{\n",
			   LAMP_C, "	error = lamp_write(lamp, lamp->level);\n", "	error = lamp_write(lamp, lamp->level, 5);\n",
			   LAMP_C, "	lamp_write(lamp, lamp->level);\n	port_yield", "	lamp_write(lamp, lamp->level, 3);\n	port_yield",
			   NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_write", CHAIN_ADAPT);
	hunk_says(&plan, &fix, "lamp_write", "this gives 'lamp_write' other arguments, and the target still calls it as before");
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
}
END_TEST

START_TEST(names_may_be_left_alone)
{
	owned(plan_release) struct plan plan = { .options.no_names = true };
	git_oid fix;

	begin(&plan);
	fixture_edit(&plan.f, "lamp: presses", LAMP_H, "	int limit;\n", "	int limit;\n	int presses;\n", NULL);
	fix = fixture_edit(&plan.f, "wall: count", WALL_C, "	lamp_dim(lamp, 1);\n",
			   "	lamp_dim(lamp, 1);\n	lamp->presses++;\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
}
END_TEST

/* ---- what may not be taken ---- */

static void add_lines(struct text *text, unsigned nr)
{
	unsigned i;

	text_adds(text, "How to use a lamp.\n");
	for (i = 0; i < nr; i++)
		text_addf(text, "Line %u says how.\n", i);
}

START_TEST(a_commit_of_more_than_1000_lines_is_never_a_prerequisite)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text many = { 0 };
	git_oid large, fix;

	begin(&plan);
	add_lines(&many, 1100);
	large = fixture_edit(&plan.f, "lamp: everything new", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE,
			     NOTES, "How to use a lamp.\n", text_str(&many), NULL);
	fix = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_ADAPT);
	is_left_out_since(&plan, &large, "more than 1000 lines");
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
}
END_TEST

START_TEST(a_commit_of_hundreds_of_lines_may_be_a_prerequisite)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text many = { 0 };
	git_oid large, fix;

	begin(&plan);
	add_lines(&many, 300);
	large = fixture_edit(&plan.f, "lamp: much is new", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NOTES, "How to use a lamp.\n",
			     text_str(&many), NULL);
	fix = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &large, &fix, NULL);
}
END_TEST

/* What a prerequisite does beside, and whether it brings lamp_secret. */
static const struct {
	const char *old, *new;
	bool brings;
} secrets[] = {
	{ "	lamp_dim(lamp, 1);\n", "	lamp_dim(lamp, 1);\n	lamp_secret(lamp);\n", true },
	{ "	lamp_dim(lamp, 1);\n", "	lamp_dim(lamp, lamp->lamp_secret);\n", true },
	{ "	lamp_dim(lamp, 1);\n", "	lamp_dim(lamp, 1);\n	lamp_secrets(lamp);\n", false },
	{ "	lamp_dim(lamp, 1);\n	lamp_secret(lamp);\n", "	lamp_dim(lamp, 1);\n", false },
};

START_TEST(a_prerequisite_that_brings_what_is_to_stay_out_is_not_taken)
{
	owned(plan_release) struct plan plan = { .options.no_names = true };
	const char *names_out[] = { "lamp_other", "lamp_secret" };
	git_oid brings, fix;

	begin(&plan);
	plan.options.keep_out = (struct string_list){ .v = names_out, .nr = 2 };
	if (strstr(secrets[_i].old, "secret")) {
		stable_gets(&plan, fixture_edit, "wall: a secret", WALL_C, "	lamp_dim(lamp, 1);\n", secrets[_i].old, NULL);
		fixture_edit(&plan.f, "wall: a secret", WALL_C, "	lamp_dim(lamp, 1);\n", secrets[_i].old, NULL);
	}
	brings = fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE,
			      WALL_C, secrets[_i].old, secrets[_i].new, NULL);
	fix = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	plan_fix(&plan, &fix);
	if (!secrets[_i].brings) {
		carries(&plan, &brings, &fix, NULL);
		return;
	}
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_ADAPT);
	is_left_out_since(&plan, &brings, "it brings 'lamp_secret', which is to stay out");
	is_left_out_since(&plan, &brings, LAMP_C ":33");
}
END_TEST

START_TEST(what_is_asked_for_is_taken)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid wanted, fix;

	begin(&plan);
	wanted = fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan.options.with = &wanted;
	plan.options.nr_with = 1;
	plan_fix(&plan, &fix);
	carries(&plan, &wanted, &fix, NULL);
	is_taken_since(&plan, &wanted, "it was asked for");
}
END_TEST

START_TEST(what_is_asked_for_brings_its_own_prerequisites)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid first, wanted, fix;

	begin(&plan);
	first = fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	wanted = fixture_edit(&plan.f, "lamp: try for ever", LAMP_C, "int tries = 5;", "int tries = 500;", NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan.options.with = &wanted;
	plan.options.nr_with = 1;
	plan_fix(&plan, &fix);
	carries(&plan, &first, &wanted, &fix, NULL);
}
END_TEST

START_TEST(what_comes_after_the_fix_cannot_be_asked_for_and_that_is_said)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text words = { 0 };
	git_oid fix, later;

	begin(&plan);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	later = fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	plan.options.with = &later;
	plan.options.nr_with = 1;
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	text_addf(&words, "%.12s was to be in the chain, but is not among what the target lacks up to the fix",
		  fixture_hex(&later));
	ck_assert(has_note(&plan, text_str(&words)));
}
END_TEST

START_TEST(a_merge_cannot_be_asked_for)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text sentence = { 0 };
	git_oid side, merge, fix;

	begin(&plan);
	side = a_side(&plan);
	merge = merge_side(&plan, &side, "lamp->limit = 10;", "lamp->limit = 12;");
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan.options.with = &merge;
	plan.options.nr_with = 1;
	text_addf(&sentence, "'%s' is a merge: name the commits that it brought", fixture_hex(&merge));
	fails_with(chain_build(&plan.chain, plan.f.repo, &fix, 1, &plan.stable, NULL, &plan.options, err),
		   text_str(&sentence));
}
END_TEST

START_TEST(what_is_to_be_in_it_and_to_be_left_out_is_an_error)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text sentence = { 0 };
	git_oid both, fix;

	begin(&plan);
	both = fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	fix = fixture_edit(&plan.f, "lamp: half steps", LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
	plan.options.with = &both;
	plan.options.nr_with = 1;
	plan.options.without = _i ? &fix : &both;
	plan.options.nr_without = 1;
	text_addf(&sentence, "'%s' is to be in the chain and to be left out of it", fixture_hex(_i ? &fix : &both));
	fails_with(chain_build(&plan.chain, plan.f.repo, &fix, 1, &plan.stable, NULL, &plan.options, err),
		   text_str(&sentence));
}
END_TEST

START_TEST(without_the_smallest_set_the_next_is_taken)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid first, second, once, fix;

	begin(&plan);
	second = make_in_two_steps(&plan, &first);
	take_back(&plan);
	once = make_at_once(&plan, NOTES, "lamp.\n", "lamp.\nA step more.\n");
	fix = fixture_edit(&plan.f, "lamp: three steps more", LAMP_C, "step + 1", "step + 3", NULL);
	plan.options.without = &once;
	plan.options.nr_without = 1;
	plan_fix(&plan, &fix);
	carries(&plan, &first, &second, &fix, NULL);
	is_left_out_since(&plan, &once, "--without");
}
END_TEST

START_TEST(what_is_to_be_left_out_is_not_taken)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid unwanted, fix;

	begin(&plan);
	unwanted = fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	fix = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	plan.options.without = &unwanted;
	plan.options.nr_without = 1;
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_ADAPT);
	is_left_out_since(&plan, &unwanted, "--without");
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
}
END_TEST

START_TEST(with_fewer_prerequisites_than_lines_need_a_hunk_is_to_be_adapted)
{
	owned(plan_release) struct plan plan = { .options.max_commits = 1 };
	git_oid fix;

	begin(&plan);
	fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	fix = fixture_edit(&plan.f, "lamp: four at once", LAMP_C, "3 * step", "4 * step", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_ADAPT);
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
}
END_TEST

START_TEST(more_prerequisites_than_there_may_be_are_a_failure)
{
	owned(plan_release) struct plan plan = { .options.max_commits = 1 };
	owned(text_release) struct text sentence = { 0 };
	git_oid glow, fade, fix;

	begin(&plan);
	glow = fixture_edit(&plan.f, "lamp: glow", LAMP_C, "int lamp_on(struct lamp *lamp)\n",
			    "static void lamp_glow(struct lamp *lamp)\n{\n	lamp->level++;\n}\n\nint lamp_on(struct lamp *lamp)\n",
			    LAMP_C, "	if (error)\n", "	lamp_glow(lamp);\n	if (error)\n", NULL);
	fade = fixture_edit(&plan.f, "lamp: fade", LAMP_C, "void lamp_dim(struct lamp *lamp, int step)\n",
			    "static void lamp_fade(struct lamp *lamp)\n{\n	lamp->limit--;\n}\n\nvoid lamp_dim(struct lamp *lamp, int step)\n",
			    LAMP_C, "	lamp->level -= step;\n", "	lamp->level -= step;\n	lamp_fade(lamp);\n", NULL);
	fix = fixture_edit(&plan.f, "lamp: twice", LAMP_C, "lamp->level++;", "lamp->level += 2;", LAMP_C, "lamp->limit--;",
			   "lamp->limit -= 2;", NULL);
	plan_fix(&plan, &fix);
	text_addf(&sentence, "no set of at most 1 prerequisites makes %.12s apply: " LAMP_C ":17 (lamp_glow) stays in conflict",
		  fixture_hex(&fix));
	ck_assert_ptr_nonnull(plan.chain.failure);
	ck_assert_str_eq(plan.chain.failure, text_str(&sentence));
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
	ck_assert(plan.chain.smallest);
	plan.options.max_commits = 2;
	plan_fix(&plan, &fix);
	ck_assert_ptr_null(plan.chain.failure);
	carries(&plan, &glow, &fade, &fix, NULL);
}
END_TEST

/* ---- what is said to belong together ---- */

/* Parts of a series, as "b4 shazam" links them. */
static git_oid part_of_series(struct plan *plan, unsigned nr, const char *old, const char *new)
{
	owned(text_release) struct text message = { 0 };

	text_addf(&message, "lamp: part %u\n\nSo it is.\n\n"
		  "Link: https://lore.kernel.org/r/20200101-lamp-v2-%u-0123456789ab@example.org\n", nr, nr);
	return fixture_edit(&plan->f, text_str(&message), LAMP_C, old, new, NULL);
}

START_TEST(earlier_parts_of_the_series_are_named)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid first, fix;

	begin(&plan);
	first = part_of_series(&plan, 1, "int tries = 3;", "int tries = 5;");
	fixture_edit(&plan.f, "lamp: more light", LAMP_C, "lamp->limit = 10;", "lamp->limit = 11;", NULL);
	fix = part_of_series(&plan, 2, STEP_LINE, HALF_STEP_LINE);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	is_left_out_since(&plan, &first, "series");
	ck_assert_uint_eq(plan.chain.nr_left_out, 1);
}
END_TEST

/* A fix whose message ends with a line that names a commit. */
static git_oid fix_declaring(struct plan *plan, const char *before, const git_oid *id, const char *after)
{
	owned(text_release) struct text message = { 0 };

	text_addf(&message, "lamp: half steps\n\nSo it is.\n\n%s%.12s%s\n", before, fixture_hex(id), after);
	return fixture_edit(&plan->f, text_str(&message), LAMP_C, STEP_LINE, HALF_STEP_LINE, NULL);
}

static const char *const declarations[][2] = {
	{ "Cc: stable@vger.kernel.org # 5.10.x: ", ": lamp: try more often" },
	{ "Cc: <stable@vger.kernel.org> # 5.10+: ", "" },
	{ "Depends-on: ", " (\"lamp: try more often\")" },
};

START_TEST(what_the_author_declares_is_a_prerequisite)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid declared, fix;

	begin(&plan);
	declared = fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	fix = fix_declaring(&plan, declarations[_i][0], &declared, declarations[_i][1]);
	plan_fix(&plan, &fix);
	carries(&plan, &declared, &fix, NULL);
	is_taken_since(&plan, &declared, "declares it as a prerequisite");
}
END_TEST

START_TEST(what_the_author_declares_brings_its_own_prerequisites)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid first, declared, fix;

	begin(&plan);
	first = fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	declared = fixture_edit(&plan.f, "lamp: try for ever", LAMP_C, "int tries = 5;", "int tries = 500;", NULL);
	fix = fix_declaring(&plan, declarations[0][0], &declared, "");
	plan_fix(&plan, &fix);
	carries(&plan, &first, &declared, &fix, NULL);
}
END_TEST

START_TEST(a_declared_prerequisite_that_nobody_knows_or_that_is_there_is_none)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid nobody = { .id = { 0xab, 0xcd, 0xef } }, fix;

	begin(&plan);
	fix = fix_declaring(&plan, declarations[0][0], _i ? &plan.base : &nobody, "");
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
}
END_TEST

START_TEST(a_declared_prerequisite_that_is_to_be_left_out_is_left_out)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid declared, fix;

	begin(&plan);
	declared = fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	fix = fix_declaring(&plan, declarations[0][0], &declared, "");
	plan.options.without = &declared;
	plan.options.nr_without = 1;
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	is_left_out_since(&plan, &declared, "--without");
}
END_TEST

START_TEST(a_declared_prerequisite_that_brings_what_is_to_stay_out_is_left_out)
{
	owned(plan_release) struct plan plan = { 0 };
	const char *names_out[] = { "lamp_secret" };
	git_oid declared, fix;

	begin(&plan);
	plan.options.keep_out = (struct string_list){ .v = names_out, .nr = 1 };
	declared = fixture_edit(&plan.f, "lamp: secret tries", LAMP_C, "int tries = 3;", "int tries = lamp_secret;", NULL);
	fix = fix_declaring(&plan, declarations[0][0], &declared, "");
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	is_left_out_since(&plan, &declared, "it brings 'lamp_secret', which is to stay out");
}
END_TEST

/* ---- budget ---- */

/* Each commit of a row changes what the one before made. */
static git_oid make_row(struct plan *plan, unsigned nr)
{
	git_oid last = { { 0 } };
	unsigned i;

	for (i = 1; i <= nr; i++) {
		owned(text_release) struct text old = { 0 }, new = { 0 }, message = { 0 };

		if (i == 1)
			text_adds(&old, STEP_LINE);
		else
			text_addf(&old, "	lamp->level -= step * %u;\n", i - 1);
		text_addf(&new, "	lamp->level -= step * %u;\n", i);
		text_addf(&message, "lamp: %u steps", i);
		last = fixture_edit(&plan->f, text_str(&message), LAMP_C, text_str(&old), text_str(&new), NULL);
	}
	return last;
}

START_TEST(a_budget_ends_the_search_and_the_plan_says_so)
{
	owned(plan_release) struct plan plan = { .options.budget = 0.000001 };
	git_oid fix;

	begin(&plan);
	fix = make_row(&plan, 8);
	plan_fix(&plan, &fix);
	ck_assert(!plan.chain.smallest);
	ck_assert(has_note(&plan, "the budget ended the search"));
	plan.options.budget = 0;
	plan_fix(&plan, &fix);
	ck_assert(plan.chain.smallest);
	ck_assert(!has_note(&plan, "the budget ended the search"));
	ck_assert_uint_eq(chain_nr_carried(&plan.chain, CHAIN_PREREQUISITE), 7);
}
END_TEST

/* What was not looked at for want of time is never told as if it merged. */
START_TEST(a_plan_whose_time_is_over_says_what_it_did_not_look_at)
{
	owned(plan_release) struct plan plan = { .options.seconds = 0.000001 };
	git_oid fix;

	begin(&plan);
	fix = fixture_edit(&plan.f, "lamp: two steps", LAMP_C, STEP_LINE, "	lamp->level -= 2 * step;\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, NULL, CHAIN_ADAPT);
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
	ck_assert(!plan.chain.verified);
	ck_assert(has_note(&plan, "not everything was looked at: the plan's time was over"));
	ck_assert(has_note(&plan, "the steps were not carried once more: the plan's time was over"));
	plan.options.seconds = 0;
	plan_fix(&plan, &fix);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_CLEAN);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
	ck_assert(!has_note(&plan, "time was over"));
}
END_TEST

START_TEST(more_commits_than_a_hunk_is_worth_are_not_taken)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	fix = make_row(&plan, 12);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_ADAPT);
	plan.options.plain = true;
	plan_fix(&plan, &fix);
	ck_assert_uint_eq(chain_nr_carried(&plan.chain, CHAIN_PREREQUISITE), 11);
	hunk_is(&plan, &fix, "lamp_dim", CHAIN_CLEAN);
}
END_TEST

/* ---- several fixes ---- */

START_TEST(two_fixes_are_planned_together)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid made, fixes[2];

	begin(&plan);
	made = fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	fixes[0] = fixture_edit(&plan.f, "lamp: more light", LAMP_C, "lamp->limit = 10;", "lamp->limit = 11;", NULL);
	fixes[1] = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	plan_all(&plan, &plan.stable, fixes, 2);
	carries(&plan, &made, &fixes[0], &fixes[1], NULL);
	ck_assert_uint_eq(chain_nr_carried(&plan.chain, CHAIN_FIX), 2);
}
END_TEST

START_TEST(a_fix_that_another_needs_is_there_once_and_as_a_fix)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fixes[3];

	begin(&plan);
	fixes[1] = fixture_edit(&plan.f, "lamp: double steps", LAMP_C, STEP_LINE, DOUBLE_STEP_LINE, NULL);
	fixes[0] = fixes[2] = fixture_edit(&plan.f, "lamp: triple steps", LAMP_C, "2 * step", "3 * step", NULL);
	plan_all(&plan, &plan.stable, fixes, 3);
	carries(&plan, &fixes[1], &fixes[0], NULL);
	ck_assert_int_eq(step_of(&plan, &fixes[1])->role, CHAIN_FIX);
}
END_TEST

START_TEST(a_merge_is_no_fix)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(text_release) struct text sentence = { 0 };
	git_oid side, merge;

	begin(&plan);
	side = a_side(&plan);
	fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	merge = merge_side(&plan, &side, "lamp->limit = 10;", "lamp->limit = 12;");
	text_addf(&sentence, "'%s' is a merge: name the commits that it brought", fixture_hex(&merge));
	fails_with(chain_build(&plan.chain, plan.f.repo, &merge, 1, &plan.stable, NULL, &plan.options, err),
		   text_str(&sentence));
}
END_TEST

SUITE(chain)
{
	TEST(a_fix_that_applies_needs_nothing);
	TEST(the_commit_that_made_the_lines_a_fix_removes_is_needed);
	LOOP_TEST(who_changed_the_neighbouring_lines_is_needed_by_git_alone, nr_of(neighbours));
	TEST(a_search_for_git_alone_that_time_ended_is_told);
	TEST(a_commit_two_lines_away_is_not_needed);
	TEST(a_line_that_came_and_went_needs_nothing);
	TEST(a_prerequisites_own_prerequisite_comes_before_it);
	TEST(the_order_is_that_of_history_whatever_the_dates_are);
	TEST(each_hunk_may_need_a_commit_of_its_own);
	LOOP_TEST(of_two_sets_the_smaller_is_chosen, 2);
	LOOP_TEST(of_sets_of_equal_number_the_one_with_fewer_changed_lines_is_chosen, 2);
	TEST(what_came_through_a_merge_brings_the_commit_of_the_side);
	TEST(what_only_a_merge_brought_is_to_be_adapted);
	LOOP_TEST(a_name_that_the_target_lacks_is_brought, nr_of(names));
	TEST(a_name_needs_its_introducer_and_not_who_changed_it_later);
	TEST(a_name_that_the_fix_brings_itself_needs_nothing);
	TEST(a_name_that_nobody_in_upstreams_tree_defines_needs_nothing);
	TEST(a_value_of_a_function_that_is_void_on_the_target_brings_the_commit_that_changed_its_type);
	TEST(a_function_with_other_arguments_brings_the_commit_that_changed_them);
	TEST(names_that_a_prerequisite_uses_are_brought_before_it);
	TEST(a_name_that_the_branch_took_away_is_to_be_adapted);
	TEST(a_name_that_a_prerequisite_takes_away_and_the_branch_uses_is_seen);
	TEST(a_function_that_gets_other_arguments_and_that_the_branch_calls_as_before_is_seen);
	TEST(names_may_be_left_alone);
	TEST(a_commit_of_more_than_1000_lines_is_never_a_prerequisite);
	TEST(a_commit_of_hundreds_of_lines_may_be_a_prerequisite);
	LOOP_TEST(a_prerequisite_that_brings_what_is_to_stay_out_is_not_taken, nr_of(secrets));
	TEST(what_is_asked_for_is_taken);
	TEST(what_is_asked_for_brings_its_own_prerequisites);
	TEST(what_comes_after_the_fix_cannot_be_asked_for_and_that_is_said);
	TEST(a_merge_cannot_be_asked_for);
	LOOP_TEST(what_is_to_be_in_it_and_to_be_left_out_is_an_error, 2);
	TEST(without_the_smallest_set_the_next_is_taken);
	TEST(what_is_to_be_left_out_is_not_taken);
	TEST(with_fewer_prerequisites_than_lines_need_a_hunk_is_to_be_adapted);
	TEST(more_prerequisites_than_there_may_be_are_a_failure);
	TEST(earlier_parts_of_the_series_are_named);
	LOOP_TEST(what_the_author_declares_is_a_prerequisite, nr_of(declarations));
	TEST(what_the_author_declares_brings_its_own_prerequisites);
	LOOP_TEST(a_declared_prerequisite_that_nobody_knows_or_that_is_there_is_none, 2);
	TEST(a_declared_prerequisite_that_is_to_be_left_out_is_left_out);
	TEST(a_declared_prerequisite_that_brings_what_is_to_stay_out_is_left_out);
	TEST(a_budget_ends_the_search_and_the_plan_says_so);
	TEST(a_plan_whose_time_is_over_says_what_it_did_not_look_at);
	TEST(more_commits_than_a_hunk_is_worth_are_not_taken);
	TEST(two_fixes_are_planned_together);
	TEST(a_fix_that_another_needs_is_there_once_and_as_a_fix);
	TEST(a_merge_is_no_fix);
}
