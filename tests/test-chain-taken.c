// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names that a fix takes away or gives other arguments, and that the target uses as before in another file. Beside the
 * lamps there is a user of them, on both branches; upstream changed it before the fix.
 */
#include <string.h>

#include "tests/lib/plan.h"

#define USER_C "drivers/lamp/user.c"
#define USER_H "drivers/lamp/user.h"
#define MORE_C "drivers/lamp/more.c"
#define BELOW_C "drivers/lamp/below/user.c"
#define AFAR_C "sound/afar.c"

#define LAMP_PROBE                                                                             \
	"int lamp_probe(struct lamp *lamp, struct port *port)\n{\n	lamp->port = port;\n"          \
	"	lamp->mode = LAMP_BRIGHT;\n	lamp->limit = 10;\n	return lamp_on(lamp);\n}\n"
#define PROBE_PROTOTYPE "int lamp_probe(struct lamp *lamp, struct port *port);\n"
#define ON_PROTOTYPE "int lamp_on(struct lamp *lamp);\n"
#define ON_LINES "static inline int lamp_is_on(struct lamp *lamp)\n{\n	return lamp->level;\n}\n"

static const char user_h[] =
	"#define LAMP_STEPS 3\n"
	"#define LAMP_SCALE(n) (2 * (n))\n"
	"typedef int lamp_time_t;\n"
	ON_LINES;

#define USER(body) "#include \"lamp.h\"\n#include \"user.h\"\n\nint user(struct lamp *lamp)\n{\n" body "}\n"

/* One piece of a file for another. */
struct edit {
	const char *path, *old, *new;
};

/* What the fix does, and a use that upstream had no more by then. */
static const struct taking {
	struct edit changes[2];
	const char *use, *name, *took;
} takings[] = {
	{ { { LAMP_C, LAMP_PROBE, "" }, { LAMP_H, PROBE_PROTOTYPE, "" } }, "	return lamp_probe(lamp, 0);\n", "lamp_probe",
	  "took the last use of 'lamp_probe' out of " },
	/* as a pointer */
	{ { { LAMP_C, LAMP_PROBE, "" }, { LAMP_H, PROBE_PROTOTYPE, "" } }, "	return lamp_register(lamp, lamp_probe);\n",
	  "lamp_probe", "took the last use of 'lamp_probe' out of " },
	/* it becomes static */
	{ { { LAMP_C, "int lamp_on(struct lamp *lamp)\n{\n", "static int lamp_on(struct lamp *lamp)\n{\n" },
	    { LAMP_H, ON_PROTOTYPE, "" } }, "	return lamp_on(lamp);\n", "lamp_on", "took the last use of 'lamp_on' out of " },
	{ { { LAMP_C, "	lamp->limit = 10;\n", "" }, { LAMP_H, "	int limit;\n", "" } }, "	return lamp->limit;\n", "limit",
	  "took the last use of 'limit' out of " },
	/* whose member it is cannot be told, but upstream took it out and there is no other */
	{ { { LAMP_C, "	lamp->limit = 10;\n", "" }, { LAMP_H, "	int limit;\n", "" } }, "	return user_lamp()->limit;\n",
	  "limit", "took the last use of 'limit' out of " },
	{ { { LAMP_C, "lamp->mode = LAMP_BRIGHT;", "lamp->mode = 1;" }, { LAMP_H, "	LAMP_BRIGHT,\n", "" } },
	  "	return lamp->mode == LAMP_BRIGHT;\n", "LAMP_BRIGHT", "took the last use of 'LAMP_BRIGHT' out of " },
	{ { { LAMP_H, "enum lamp_mode {", "enum lamp_light {" }, { LAMP_H, "	enum lamp_mode mode;", "	enum lamp_light mode;" } },
	  "	enum lamp_mode mode = lamp->mode;\n\n	return mode;\n", "lamp_mode", "took the last use of 'lamp_mode' out of " },
	{ { { USER_H, "#define LAMP_STEPS 3\n", "" } }, "	return LAMP_STEPS;\n", "LAMP_STEPS",
	  "took the last use of 'LAMP_STEPS' out of " },
	{ { { USER_H, "typedef int lamp_time_t;\n", "" } }, "	lamp_time_t now = 0;\n\n	return now;\n", "lamp_time_t",
	  "took the last use of 'lamp_time_t' out of " },
	{ { { USER_H, ON_LINES, "" } }, "	return lamp_is_on(lamp);\n", "lamp_is_on",
	  "took the last use of 'lamp_is_on' out of " },
	{ { { LAMP_C, "int lamp_probe(struct lamp *lamp, struct port *port)\n", "int lamp_probe(struct lamp *lamp, struct port *port, int level)\n" },
	    { LAMP_H, PROBE_PROTOTYPE, "int lamp_probe(struct lamp *lamp, struct port *port, int level);\n" } },
	  "	return lamp_probe(lamp, 0);\n", "lamp_probe", "took the last old call of lamp_probe() out of " },
	{ { { USER_H, "#define LAMP_SCALE(n) (2 * (n))", "#define LAMP_SCALE(n, m) ((m) * (n))" } }, "	return LAMP_SCALE(1);\n",
	  "LAMP_SCALE", "took the last old call of LAMP_SCALE() out of " },
};

/* Both branches have some files more: the target is where they part. */
static void begin_with(struct plan *plan, const char *path, const char *content)
{
	git_oid base;

	begin(plan);
	base = fixture_commit(&plan->f, "lamp: users", USER_H, user_h, path, content, NULL);
	fixture_branch(&plan->f, "parted", &base);
	plan->stable = fixture_edit(&plan->f, "Linux 5.10.2", "README", "lamps", "lamps, parted", NULL);
	fixture_on(&plan->f, "master");
}

static char *with_body(const char *body)
{
	struct text text = { 0 };

	text_addf(&text, USER("%s"), body);
	return text.data;
}

static git_oid make_fix(struct plan *plan, const struct edit *changes)
{
	if (!changes[1].path)
		return fixture_edit(&plan->f, "fix", changes[0].path, changes[0].old, changes[0].new, NULL);
	return fixture_edit(&plan->f, "fix", changes[0].path, changes[0].old, changes[0].new, changes[1].path, changes[1].old,
			    changes[1].new, NULL);
}

START_TEST(who_took_the_last_use_out_of_another_file_is_needed)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(free_string_p) char *before = with_body(takings[_i].use);
	git_oid took, fix;

	begin_with(&plan, USER_C, before);
	took = fixture_commit(&plan.f, "user: without it", USER_C, USER("	return 0;\n"), NULL);
	fix = make_fix(&plan, takings[_i].changes);
	plan_fix(&plan, &fix);
	carries(&plan, &took, &fix, NULL);
	is_taken_since(&plan, &took, takings[_i].took);
	is_taken_since(&plan, &took, USER_C);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(a_use_in_another_folder_is_found_by_what_changed_right_before_the_fix)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid took, fix;

	begin_with(&plan, AFAR_C, "int lamp_probe(void *lamp, void *port);\n\nint afar(void *lamp)\n{\n	return lamp_probe(lamp, 0);\n}\n");
	took = fixture_commit(&plan.f, "afar: without it", AFAR_C, "int afar(void *lamp)\n{\n	return 0;\n}\n", NULL);
	fixture_edit(&plan.f, "lamp: try more often", LAMP_C, "int tries = 3;", "int tries = 5;", NULL);
	fix = make_fix(&plan, takings[0].changes);
	plan_fix(&plan, &fix);
	carries(&plan, &took, &fix, NULL);
	is_taken_since(&plan, &took, "took the last use of 'lamp_probe' out of " AFAR_C);
}
END_TEST

START_TEST(a_use_that_only_the_branch_has_is_to_be_adapted_and_its_place_is_told)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(free_string_p) char *use = with_body(takings[_i].use);
	const char *function = NULL;
	git_oid fix;
	size_t i;

	if (strstr(takings[_i].use, "user_lamp()"))
		return; /* of which nothing can be told */
	begin_with(&plan, USER_C, USER("	return 0;\n"));
	fixture_on(&plan.f, "parted");
	plan.stable = fixture_commit(&plan.f, "one user more", MORE_C, use, NULL);
	fixture_on(&plan.f, "master");
	fix = make_fix(&plan, takings[_i].changes);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	for (i = 0; i < step_of(&plan, &fix)->nr_hunks && !function; i++)
		if (step_of(&plan, &fix)->hunks[i].disposition == CHAIN_ADAPT)
			function = step_of(&plan, &fix)->hunks[i].function;
	ck_assert_msg(function != NULL, "no hunk is to be adapted");
	hunk_says(&plan, &fix, function, takings[_i].name);
	hunk_says(&plan, &fix, function, "(" MORE_C ":6)");
	ck_assert_int_eq(chain_verdict(&plan.chain), 1);
}
END_TEST

START_TEST(a_call_more_in_the_same_file_is_told_with_its_line)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin(&plan);
	stable_gets(&plan, fixture_edit, "lamp: off", LAMP_C, "void lamp_dim(struct lamp *lamp, int step)\n",
		    "void lamp_off(struct lamp *lamp)\n{\n	lamp_write(lamp, 0);\n}\n\n"
		    "void lamp_dim(struct lamp *lamp, int step)\n", NULL);
	fix = fixture_edit(&plan.f, "lamp: another name", LAMP_C, "static int lamp_write(", "static int lamp_put(",
			   LAMP_C, "	error = lamp_write(", "	error = lamp_put(",
			   LAMP_C, "	lamp_write(lamp, lamp->level);\n", "	lamp_put(lamp, lamp->level);\n", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "lamp_write", CHAIN_ADAPT);
	hunk_says(&plan, &fix, "lamp_write", "(" LAMP_C ":30)");
}
END_TEST

START_TEST(where_several_files_use_it_all_are_brought)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(free_string_p) char *use = with_body(takings[0].use);
	git_oid first, second, fix;

	begin_with(&plan, USER_C, use);
	fixture_on(&plan.f, "parted");
	plan.stable = fixture_commit(&plan.f, "as upstream", MORE_C, use, NULL);
	fixture_on(&plan.f, "master");
	fixture_commit(&plan.f, "as upstream", MORE_C, use, NULL);
	first = fixture_commit(&plan.f, "user: without it", USER_C, USER("	return 0;\n"), NULL);
	second = fixture_commit(&plan.f, "more: without it", MORE_C, USER("	return 0;\n"), NULL);
	fix = make_fix(&plan, takings[0].changes);
	plan_fix(&plan, &fix);
	carries(&plan, &first, &second, &fix, NULL);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

/* ---- no needs ---- */

#define FAN "struct fan {\n	int limit;\n};\n\n"

/*
 * What a file had on the target and upstream took out of it, for other reasons than the fix: it was another thing of the
 * name.
 */
static const struct {
	size_t taking;
	const char *path, *before, *after;
} others[] = {
	/* a member of another struct: the function says so */
	{ 3, USER_C, "#include \"lamp.h\"\n" FAN "int user(struct lamp *lamp, struct fan *fan)\n{\n	return fan->limit;\n}\n",
	  "#include \"lamp.h\"\n" FAN "int user(struct lamp *lamp, struct fan *fan)\n{\n	return 0;\n}\n" },
	/* it does not, but there is another struct with such a member */
	{ 3, USER_C, "#include \"lamp.h\"\n" FAN "int user(struct lamp *lamp)\n{\n	return lamp_fan(lamp)->limit;\n}\n",
	  "#include \"lamp.h\"\n" FAN "int user(struct lamp *lamp)\n{\n	return 0;\n}\n" },
	/* nothing is known of the other struct, and the file never speaks of lamps */
	{ 3, USER_C, "#include \"lamp.h\"\nint user(void *fan)\n{\n	return fan_of(fan)->limit;\n}\n",
	  "#include \"lamp.h\"\nint user(void *fan)\n{\n	return 0;\n}\n" },
	/* a table of another type */
	{ 3, USER_C, "#include \"lamp.h\"\nstatic struct fan user_fan = {\n	.limit = 3,\n};\nstruct lamp *user;\n",
	  "#include \"lamp.h\"\nstatic struct fan user_fan = {\n	.size = 3,\n};\nstruct lamp *user;\n" },
	/* a local variable, a member, a comment and a string */
	{ 0, USER_C, "int user(void)\n{\n	int lamp_probe = 3;\n\n	return lamp_probe;\n}\n", "int user(void)\n{\n	return 3;\n}\n" },
	{ 0, USER_C, "int user(struct fan *fan)\n{\n	return fan->lamp_probe(1, 2);\n}\n", "int user(void)\n{\n	return 3;\n}\n" },
	{ 0, USER_C, "/* lamp_probe(1, 2) */\nconst char *user = \"lamp_probe\";\n", "const char *user = \"\";\n" },
	/* the file's own */
	{ 0, USER_C, "static int lamp_probe(int a, int b)\n{\n	return a;\n}\n\nint user(void)\n{\n	return lamp_probe(1, 2);\n}\n",
	  "int user(void)\n{\n	return 3;\n}\n" },
	{ 10, USER_C, "static int lamp_probe(int a, int b)\n{\n	return a;\n}\n\nint user(void)\n{\n	return lamp_probe(1, 2);\n}\n",
	  "int user(void)\n{\n	return 3;\n}\n" },
	/* with other arguments all along */
	{ 10, USER_C, "int user(void)\n{\n	return lamp_probe(1, 2, 3, 4);\n}\n", "int user(void)\n{\n	return 3;\n}\n" },
	/* a header's name in a file that does not include it */
	{ 7, BELOW_C, "int user(void)\n{\n	return LAMP_STEPS;\n}\n", "int user(void)\n{\n	return 3;\n}\n" },
	{ 7, AFAR_C, "#include \"afar.h\"\nint user(void)\n{\n	return LAMP_STEPS;\n}\n", "int user(void)\n{\n	return 3;\n}\n" },
	/* and defines the name itself */
	{ 7, USER_C, "#include \"user.h\"\n#undef LAMP_STEPS\n#define LAMP_STEPS 4\nint user(void)\n{\n	return LAMP_STEPS;\n}\n",
	  "int user(void)\n{\n	return 3;\n}\n" },
	/* a tag is no variable */
	{ 6, USER_C, "#include \"lamp.h\"\nint user(void)\n{\n	return lamp_mode;\n}\n", "int user(void)\n{\n	return 3;\n}\n" },
};

START_TEST(another_thing_of_the_name_needs_nothing)
{
	owned(plan_release) struct plan plan = { 0 };
	git_oid fix;

	begin_with(&plan, others[_i].path, others[_i].before);
	fixture_commit(&plan.f, "user: something else", others[_i].path, others[_i].after, NULL);
	fix = make_fix(&plan, takings[others[_i].taking].changes);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(a_name_that_upstream_goes_on_using_there_needs_nothing)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(free_string_p) char *use = with_body(takings[_i].use), *later = NULL;
	struct text text = { 0 };
	git_oid fix;

	text_addf(&text, "	lamp->level++;\n%s", takings[_i].use);
	later = with_body(text_str(&text));
	text_release(&text);
	begin_with(&plan, USER_C, use);
	fixture_commit(&plan.f, "user: one more", USER_C, later, NULL);
	fix = make_fix(&plan, takings[_i].changes);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

/* A member of many structs: upstream uses one in a file that was looked at. */
START_TEST(a_member_whose_struct_cannot_be_told_needs_nothing_if_upstream_uses_one_elsewhere)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(free_string_p) char *use = with_body("	return user_fan(lamp)->limit;\n");
	git_oid fix;

	begin_with(&plan, USER_C, use);
	fixture_on(&plan.f, "parted");
	plan.stable = fixture_commit(&plan.f, "fans", MORE_C, "int more(struct fan *fan)\n{\n	return fan->limit;\n}\n", NULL);
	fixture_on(&plan.f, "master");
	fixture_commit(&plan.f, "fans", MORE_C, "int more(struct fan *fan)\n{\n	return fan->limit + 1;\n}\n", NULL);
	fixture_commit(&plan.f, "user: no fan", USER_C, USER("	return 0;\n"), NULL);
	fix = make_fix(&plan, takings[3].changes);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(a_name_that_moves_to_another_header_is_still_there)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(free_string_p) char *use = with_body(takings[7].use);
	git_oid fix;

	begin_with(&plan, USER_C, use);
	fixture_commit(&plan.f, "user: without it", USER_C, USER("	return 0;\n"), NULL);
	fix = fixture_edit(&plan.f, "fix", USER_H, "#define LAMP_STEPS 3\n", "", LAMP_H, "enum lamp_mode {",
			   "#define LAMP_STEPS 3\n\nenum lamp_mode {", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

START_TEST(a_name_that_the_target_has_in_another_header_too_is_still_there)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(free_string_p) char *use = with_body(takings[7].use);
	git_oid fix;

	begin_with(&plan, USER_C, use);
	fixture_on(&plan.f, "parted");
	plan.stable = fixture_edit(&plan.f, "steps", LAMP_H, "enum lamp_mode {", "#define LAMP_STEPS 3\n\nenum lamp_mode {", NULL);
	fixture_on(&plan.f, "master");
	fixture_commit(&plan.f, "user: without it", USER_C, USER("	return 0;\n"), NULL);
	fix = make_fix(&plan, takings[7].changes);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

/* drivers/net/e1000 and e1000e: both have a header, a struct and a member of one name. */
START_TEST(a_header_of_the_same_name_in_another_folder_is_another_one)
{
	owned(plan_release) struct plan plan = { 0 };
	static const char fan_h[] = "struct lamp {\n	int limit;\n};\n";
	git_oid fix;

	begin(&plan);
	fixture_commit(&plan.f, "fans", "drivers/fan/lamp.h", fan_h, "drivers/fan/fan.c",
		       "#include \"lamp.h\"\nint fan(struct lamp *lamp)\n{\n	return lamp->limit;\n}\n", NULL);
	plan.stable = fixture_commit(&plan.f, "Linux 5.10.2", "README", "lamps and fans\n", NULL);
	fixture_commit(&plan.f, "fan: no limit", "drivers/fan/lamp.h", fan_h, "drivers/fan/fan.c",
		       "#include \"lamp.h\"\nint fan(struct lamp *lamp)\n{\n	return 0;\n}\n", NULL);
	fix = make_fix(&plan, takings[3].changes);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	ck_assert_int_eq(chain_verdict(&plan.chain), 0);
}
END_TEST

/* The hunk that changes the caller is for a person; who looks at it needs not be told of it twice. */
START_TEST(a_use_that_a_hunk_in_conflict_would_change_is_told_once)
{
	owned(plan_release) struct plan plan = { 0 };
	owned(free_string_p) char *use = with_body(takings[10].use);
	git_oid fix;

	begin_with(&plan, USER_C, use);
	fixture_on(&plan.f, "parted");
	plan.stable = fixture_edit(&plan.f, "user: otherwise", USER_C, "	return lamp_probe(lamp, 0);\n",
				   "	return 2 * lamp_probe(lamp, 0);\n", NULL);
	fixture_on(&plan.f, "master");
	fix = fixture_edit(&plan.f, "lamp: levels", LAMP_C, takings[10].changes[0].old, takings[10].changes[0].new,
			   LAMP_H, takings[10].changes[1].old, takings[10].changes[1].new,
			   USER_C, "lamp_probe(lamp, 0)", "lamp_probe(lamp, 0, 3)", NULL);
	plan_fix(&plan, &fix);
	carries(&plan, &fix, NULL);
	hunk_is(&plan, &fix, "user", CHAIN_WORDS);
	hunk_is(&plan, &fix, "lamp_probe", CHAIN_CLEAN);
}
END_TEST

SUITE(chain_taken)
{
	LOOP_TEST(who_took_the_last_use_out_of_another_file_is_needed, nr_of(takings));
	TEST(a_use_in_another_folder_is_found_by_what_changed_right_before_the_fix);
	LOOP_TEST(a_use_that_only_the_branch_has_is_to_be_adapted_and_its_place_is_told, nr_of(takings));
	TEST(a_call_more_in_the_same_file_is_told_with_its_line);
	TEST(where_several_files_use_it_all_are_brought);
	LOOP_TEST(another_thing_of_the_name_needs_nothing, nr_of(others));
	LOOP_TEST(a_name_that_upstream_goes_on_using_there_needs_nothing, nr_of(takings));
	TEST(a_member_whose_struct_cannot_be_told_needs_nothing_if_upstream_uses_one_elsewhere);
	TEST(a_name_that_moves_to_another_header_is_still_there);
	TEST(a_name_that_the_target_has_in_another_header_too_is_still_there);
	TEST(a_header_of_the_same_name_in_another_folder_is_another_one);
	TEST(a_use_that_a_hunk_in_conflict_would_change_is_told_once);
}
