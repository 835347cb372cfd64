// SPDX-License-Identifier: GPL-2.0-only
/* What of a change was compiled: conditions, regions, line markers, makefiles, and what is judged from them. */
#include <git2.h>

#include "tests/lib/suite.h"
#include "tool/check/command-line.h"
#include "tool/check/coverage.h"
#include "tool/check/regions.h"
#include "tool/check/wants.h"

static void arena_p(struct arena *arena)
{
	arena_release(arena);
}

/* "A !B" */
static const char *joined(struct arena *arena, const struct string_list *list)
{
	const char *out = "";
	size_t i;

	for (i = 0; i < list->nr; i++)
		out = arena_printf(arena, "%s%s%s", out, i ? " " : "", list->v[i]);
	return out;
}

START_TEST(an_expression_wants_options)
{
	static const char *const cases[][3] = {
		{ "defined(CONFIG_A)", "A", "!A" },
		{ "defined CONFIG_A", "A", "!A" },
		{ "!defined(CONFIG_A)", "!A", "A" },
		{ "IS_ENABLED(CONFIG_A) && !IS_ENABLED(CONFIG_B)", "A !B", "!A" },
		{ "IS_BUILTIN(CONFIG_A) || IS_MODULE(CONFIG_B)", "A", "!A !B" },
		{ "defined(CONFIG_A_MODULE) || defined(CONFIG_A)", "A", "!A" },
		{ "!(defined(CONFIG_A) || defined(CONFIG_B))", "!A !B", "A" },
		{ "!(defined(CONFIG_A) && CONFIG_B)", "!A", "A B" },
		{ "(defined(CONFIG_A) && defined(__x86_64__))", "A", "!A" },
		{ "defined(__GENKSYMS__) || CONFIG_B", "B", "!B" },
		{ "CONFIG_HZ > 100 && CONFIG_A", "A", "!A" },
		{ "CONFIG_A == 2", "", "" },
		{ "LINUX_VERSION_CODE >= KERNEL_VERSION(4, 19, 0)", "", "" },
		{ "0", "", "" },
		{ "", "", "" },
		{ "defined(", "", "" },
		{ ")) && (", "", "" },
	};
	owned(arena_p) struct arena arena = { 0 };
	struct wants wants;

	wants_of_expression(&wants, &arena, cases[_i][0], strlen(cases[_i][0]));
	ck_assert_str_eq(joined(&arena, &wants.yes), cases[_i][1]);
	ck_assert_str_eq(joined(&arena, &wants.no), cases[_i][2]);
}
END_TEST

START_TEST(ten_thousand_parentheses_are_passed_over)
{
	owned(arena_p) struct arena arena = { 0 };
	struct wants wants;
	char deep[20000];

	memset(deep, '(', sizeof(deep));
	wants_of_expression(&wants, &arena, deep, sizeof(deep));
	ck_assert_uint_eq(wants.yes.nr, 0);
	memset(deep, '!', sizeof(deep));
	wants_of_expression(&wants, &arena, deep, sizeof(deep));
	ck_assert_uint_eq(wants.yes.nr, 0);
}
END_TEST

START_TEST(a_configuration_meets_what_it_sets)
{
	static const char config[] = "# CONFIG_C is not set\nCONFIG_A=y\nCONFIG_B=m\nCONFIG_NAME=\"y\"\n";

	ck_assert(wants_met(config, "A"));
	ck_assert(wants_met(config, "B"));
	ck_assert(!wants_met(config, "C"));
	ck_assert(wants_met(config, "!C"));
	ck_assert(!wants_met(config, "!A"));
	ck_assert(!wants_met(config, "NAME"));
	ck_assert(!wants_met(config, "ME"));
}
END_TEST

/* The regions of a text: a letter for each line, 'a' the file; capital: no code. */
static const char *drawn(struct arena *arena, const struct regions *regions)
{
	char *out = arena_alloc(arena, regions->nr_lines + 1);
	uint32_t line;

	for (line = 1; line <= regions->nr_lines; line++)
		out[line - 1] = regions->is_code[line] ? (char)('a' + regions->of_line[line]) : '.';
	return out;
}

START_TEST(conditionals_divide_a_file)
{
	owned(arena_p) struct arena arena = { 0 };
	static const char text[] = "int a;\n"                                   /* 1 */
				   "/* a\n   comment */\n"                      /* 2 3 */
				   "#ifdef CONFIG_A /* why */\n"                /* 4 */
				   "int b;\n"                                   /* 5 */
				   "# if defined(CONFIG_B) && \\\n"             /* 6 */
				   "\tdefined(CONFIG_C)\n"                      /* 7 */
				   "int c;\n"                                   /* 8 */
				   "# elif IS_ENABLED(CONFIG_D)\n"              /* 9 */
				   "int d;\n"                                   /* 10 */
				   "# else\n"                                   /* 11 */
				   "int e; // #endif\n"                         /* 12 */
				   "# endif\n"                                  /* 13 */
				   "\n"                                         /* 14 */
				   "#else\n"                                    /* 15 */
				   "int f;\n"                                   /* 16 */
				   "#endif /* CONFIG_A */\n"                    /* 17 */
				   "int g;\n";                                  /* 18 */
	struct regions r;

	regions_find(&r, &arena, text, strlen(text));
	ck_assert_str_eq(drawn(&arena, &r), "a..abbbcbdbeb.afaa");
	ck_assert_uint_eq(r.nr, 6);
	ck_assert_str_eq(r.v[1].condition, "#ifdef CONFIG_A");
	ck_assert_str_eq(joined(&arena, &r.v[1].options), "A");
	ck_assert_str_eq(r.v[2].condition, "# if defined(CONFIG_B) && defined(CONFIG_C)");
	ck_assert_str_eq(joined(&arena, &r.v[2].options), "B C");
	ck_assert_str_eq(joined(&arena, &r.v[3].options), "!B D");
	ck_assert_str_eq(joined(&arena, &r.v[4].options), "!B !D");
	ck_assert_str_eq(r.v[5].condition, "#else of #ifdef CONFIG_A");
	ck_assert_str_eq(joined(&arena, &r.v[5].options), "!A");
	ck_assert_uint_eq(r.v[4].parent, 1);
	ck_assert_uint_eq(r.v[5].parent, 0);
}
END_TEST

START_TEST(conditionals_that_do_not_match_do_no_harm)
{
	owned(arena_p) struct arena arena = { 0 };
	static const char text[] = "#endif\n#else\n#elif 1\nint a;\n#ifdef CONFIG_X\nint b;";
	struct regions r;

	regions_find(&r, &arena, text, strlen(text));
	ck_assert_str_eq(drawn(&arena, &r), "aaaaab");
	regions_find(&r, &arena, "", 0);
	ck_assert_uint_eq(r.nr, 1);
}
END_TEST

START_TEST(markers_are_followed_whatever_the_path_is_spelled_like)
{
	static const char text[] = "# 1 \"../src/fs/x/a.c\"\n"
				   "# 1 \"./include/generated/b.h\" 1\n"
				   "int generated;\n"
				   "# 3 \"../src/fs/x/a.c\" 2\n"
				   "int three;\n"
				   "\n"
				   "  \t\n"
				   "#define SIX\n"
				   "# 1 \"/tmp/k/src/fs/x/../y/b.h\" 1 3 4\n"
				   "int one;\n"
				   "# 7 \"/tmp/k/src/fs/x/a.c\" 2\n"
				   "int seven;\n"
				   "# 900 \"/tmp/k/src/fs/x/a.c\"\n"
				   "int beyond;\n";
	bool a[10] = { false }, b[4] = { false }, c[2] = { false };
	struct seen_file files[] = {
		{ .path = "fs/x/a.c", .nr_lines = 9, .lines = a },
		{ .path = "fs/y/b.h", .nr_lines = 3, .lines = b },
		{ .path = "b.h", .nr_lines = 1, .lines = c },
	};

	line_markers_read(files, nr_of(files), text, strlen(text), "/tmp/k/src", "/tmp/k/out");
	ck_assert(files[0].included && files[1].included && !files[2].included);
	ck_assert(a[3] && a[6] && a[7] && b[1]);
	ck_assert(!a[1] && !a[2] && !a[4] && !a[5] && !a[8] && !b[2]);
}
END_TEST

/* "OPTION by WHY, ..." */
static const char *wanted(struct arena *arena, const char *makefile, const char *goal)
{
	struct makefile_wants wants = { 0 };
	const char *out;
	size_t i;

	out = makefile_wants(&wants, arena, makefile, strlen(makefile), goal) ? "" : "not named ";
	for (i = 0; i < wants.nr; i++)
		out = arena_printf(arena, "%s%s%s by %s", out, i ? ", " : "", wants.v[i].option, wants.v[i].why);
	return out;
}

START_TEST(a_makefile_says_what_an_object_depends_on)
{
	static const char makefile[] = "# obj-$(CONFIG_OLD) += b.o\n"
				       "ccflags-y := -I$(src) # b.o\n"
				       "obj-$(CONFIG_X)\t+= x.o sub/\n"
				       "x-y := a.o \\\n\tb.o\n"
				       "x-$(CONFIG_X_MORE) += c.o\n"
				       "ifdef CONFIG_Z\n"
				       "x-objs += d.o\n"
				       "else\n"
				       "x-objs += e.o\n"
				       "endif\n"
				       "ifneq ($(CONFIG_W),)\n"
				       "obj-y += f.o\n"
				       "endif\n"
				       "y-y := y.o\n";
	static const char *const cases[][2] = {
		{ "x.o", "X by obj-$(CONFIG_X)" },
		{ "sub/", "X by obj-$(CONFIG_X)" },
		{ "b.o", "X by obj-$(CONFIG_X)" },
		{ "c.o", "X_MORE by x-$(CONFIG_X_MORE), X by obj-$(CONFIG_X)" },
		{ "d.o", "Z by ifdef CONFIG_Z, X by obj-$(CONFIG_X)" },
		{ "e.o", "!Z by else of ifdef CONFIG_Z, X by obj-$(CONFIG_X)" },
		{ "f.o", "W by ifneq ($(CONFIG_W),)" },
		{ "y.o", "" },
		{ "nobody.o", "not named " },
	};
	owned(arena_p) struct arena arena = { 0 };

	ck_assert_str_eq(wanted(&arena, makefile, cases[_i][0]), cases[_i][1]);
}
END_TEST

START_TEST(a_makefile_of_else_and_endif_alone_does_no_harm)
{
	owned(arena_p) struct arena arena = { 0 };

	ck_assert_str_eq(wanted(&arena, "else\nendif\nendif\nelse\nobj-$(CONFIG_A) = a.o\n", "a.o"),
			 "A by obj-$(CONFIG_A)");
}
END_TEST

START_TEST(the_compilers_command_is_read_without_a_shell)
{
	static const char cmd[] = "savedcmd_fs/x/a.o := gcc -Wp,-MMD,fs/x/.a.o.d -I../src/include "
				  "-DNAME='\"a b\"' -DPOUND=\"$(pound)1\" -DQ=\\\"q\\\" -DE='' -DD='$$1' -c -o fs/x/a.o "
				  "../src/fs/x/a.c  ; ./tools/objtool --hacks fs/x/a.o\n\nsource_fs/x/a.o := no\n";
	owned(arena_p) struct arena arena = { 0 };
	struct string_list words = { 0 };

	ck_assert(command_line_words(&words, &arena, cmd, strlen(cmd)));
	ck_assert_str_eq(joined(&arena, &words), "gcc -I../src/include -DNAME=\"a b\" -DPOUND=#1 -DQ=\"q\" -DE= -DD=$1 "
						 "../src/fs/x/a.c");
	ck_assert_uint_eq(words.nr, 8);
}
END_TEST

START_TEST(a_command_that_a_shell_would_expand_is_none)
{
	static const char *const cases[] = {
		"cmd_a.o := gcc -c -o a.o $(src)/a.c",
		"cmd_a.o := gcc `pwd` -c -o a.o a.c",
		"cmd_a.o := gcc -D\"$$HOME\" -c -o a.o a.c",
		"cmd_a.o := ld -r -o a.o b.o c.o",
		"deps_a.o := gcc -c -o a.o a.c",
		"cmd_a.o := '",
		"",
	};
	owned(arena_p) struct arena arena = { 0 };
	struct string_list words = { 0 };

	ck_assert(!command_line_words(&words, &arena, cases[_i], strlen(cases[_i])));
}
END_TEST

/* ---- what is judged ---- */

static const char before[] = "int a;\n";
static const char after[] = "int a;\n"                          /* 1 */
			    "CALL(one,\n"                       /* 2 */
			    "     two);\n"                      /* 3 */
			    "#ifdef CONFIG_B\n"                 /* 4 */
			    "int b;\n"                          /* 5 */
			    "\n"                                /* 6 */
			    "int c;\n"                          /* 7 */
			    "#endif\n"                          /* 8 */
			    "/* d */\n"                         /* 9 */
			    "#if defined(CONFIG_D) && defined(CONFIG_SET)\n" /* 10 */
			    "int d;\n"                          /* 11 */
			    "#endif\n";                         /* 12 */

struct judged {
	struct arena arena;
	struct text before, after;
	struct covered_file file;
	bool lines[20];
	struct coverage coverage;
};

static void judged_release(struct judged *j)
{
	text_release(&j->before);
	text_release(&j->after);
	arena_release(&j->arena);
}

static void prepare(struct judged *j)
{
	git_libgit2_init();
	text_adds(&j->before, before);
	text_adds(&j->after, after);
	j->file.outcome = (struct outcome){ .path = "fs/a.c", .before = &j->before, .after = &j->after };
	j->file.seen = (struct seen_file){ .path = "fs/a.c", .nr_lines = 12, .included = true, .lines = j->lines };
}

static void judge(struct judged *j, const char *config)
{
	succeeds(coverage_judge(&j->coverage, &j->arena, &j->file, 1, config, err));
	ck_assert(j->coverage.done);
}

/* "5-7 #ifdef CONFIG_B: B" */
static const char *uncompiled(struct judged *j, size_t i)
{
	const struct uncompiled_lines *lines = &j->coverage.uncompiled[i];

	ck_assert_uint_lt(i, j->coverage.nr_uncompiled);
	ck_assert_str_eq(lines->path, "fs/a.c");
	return arena_printf(&j->arena, "%u-%u %s: %s", lines->first, lines->last, lines->why,
			    joined(&j->arena, &lines->options));
}

START_TEST(lines_within_a_region_that_came_through_are_compiled)
{
	owned(judged_release) struct judged j = { 0 };

	prepare(&j);
	j.lines[2] = true;      /* the call came out on its first line */
	j.lines[7] = true;
	judge(&j, "CONFIG_SET=y\n");
	ck_assert_uint_eq(j.coverage.lines, 9);
	ck_assert_uint_eq(j.coverage.compiled, 8);
	ck_assert_uint_eq(j.coverage.nr_uncompiled, 1);
	ck_assert_str_eq(uncompiled(&j, 0), "11-11 #if defined(CONFIG_D) && defined(CONFIG_SET): D");
}
END_TEST

START_TEST(a_run_goes_over_blank_lines_and_ends_with_its_condition)
{
	owned(judged_release) struct judged j = { 0 };

	prepare(&j);
	judge(&j, "");
	ck_assert_uint_eq(j.coverage.compiled, 6);
	ck_assert_uint_eq(j.coverage.nr_uncompiled, 2);
	ck_assert_str_eq(uncompiled(&j, 0), "5-7 #ifdef CONFIG_B: B");
	ck_assert_str_eq(uncompiled(&j, 1), "11-11 #if defined(CONFIG_D) && defined(CONFIG_SET): D SET");
}
END_TEST

START_TEST(a_file_that_no_object_has_is_explained_by_its_makefile)
{
	struct makefile_want wants[] = { { "SET", "obj-$(CONFIG_SET)" }, { "A", "obj-$(CONFIG_A)" } };
	owned(judged_release) struct judged j = { 0 };

	prepare(&j);
	j.file.seen.included = false;
	j.file.named = true;
	j.file.wants = (struct makefile_wants){ .v = wants, .nr = nr_of(wants) };
	judge(&j, "CONFIG_SET=y\n");
	ck_assert_uint_eq(j.coverage.compiled, 0);
	ck_assert_uint_eq(j.coverage.nr_uncompiled, 1);
	ck_assert_str_eq(uncompiled(&j, 0), "2-12 obj-$(CONFIG_A): A");
}
END_TEST

START_TEST(a_file_that_nothing_names_has_no_option)
{
	owned(judged_release) struct judged j = { 0 };

	prepare(&j);
	j.file.seen.included = false;
	judge(&j, "");
	ck_assert_str_eq(uncompiled(&j, 0), "2-12 no object includes it: ");
}
END_TEST

START_TEST(lines_that_were_taken_away_are_none)
{
	owned(judged_release) struct judged j = { 0 };

	prepare(&j);
	j.file.outcome.before = &j.after;
	j.file.outcome.after = &j.before;
	j.file.seen.nr_lines = 1;
	judge(&j, "");
	ck_assert_uint_eq(j.coverage.lines, 0);
	j.file.outcome.after = NULL;
	judge(&j, "");
	ck_assert_uint_eq(j.coverage.lines, 0);
}
END_TEST

SUITE(coverage)
{
	LOOP_TEST(an_expression_wants_options, 17);
	TEST(ten_thousand_parentheses_are_passed_over);
	TEST(a_configuration_meets_what_it_sets);
	TEST(conditionals_divide_a_file);
	TEST(conditionals_that_do_not_match_do_no_harm);
	TEST(markers_are_followed_whatever_the_path_is_spelled_like);
	LOOP_TEST(a_makefile_says_what_an_object_depends_on, 9);
	TEST(a_makefile_of_else_and_endif_alone_does_no_harm);
	TEST(the_compilers_command_is_read_without_a_shell);
	LOOP_TEST(a_command_that_a_shell_would_expand_is_none, 7);
	TEST(lines_within_a_region_that_came_through_are_compiled);
	TEST(a_run_goes_over_blank_lines_and_ends_with_its_condition);
	TEST(a_file_that_no_object_has_is_explained_by_its_makefile);
	TEST(a_file_that_nothing_names_has_no_option);
	TEST(lines_that_were_taken_away_are_none);
}
