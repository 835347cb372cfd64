// SPDX-License-Identifier: GPL-2.0-only
/* diagnostics_parse() on what the three compilers really print, diagnostics_new() on what must and must not count. */
#include "tests/lib/suite.h"
#include "tool/diagnostics.h"

struct parsed {
	struct arena arena;
	struct diagnostic *v;
	size_t nr;
};

static void parsed_release(struct parsed *parsed)
{
	arena_release(&parsed->arena);
}

static void parse(struct parsed *parsed, const char *log)
{
	diagnostics_parse(&parsed->v, &parsed->nr, &parsed->arena, log, strlen(log), "/tmp/stableport-x/src");
}

/* "file|function|line|kind|text|option" */
static const char *shown(struct parsed *parsed, size_t i)
{
	const struct diagnostic *d = &parsed->v[i];

	ck_assert_uint_lt(i, parsed->nr);
	return arena_printf(&parsed->arena, "%s|%s|%u|%s|%s|%s", d->file, d->function ? d->function : "-", d->line,
			    d->kind, d->text, d->option ? d->option : "-");
}

START_TEST(gcc_names_the_function_once_for_all_that_follows)
{
	owned(parsed_release) struct parsed p = { 0 };

	parse(&p, "  CC      fs/nfsd/a.o\n"
		  "../src/fs/nfsd/a.c: In function 'f':\n"
		  "../src/fs/nfsd/a.c:1:25: warning: unused variable 'x' [-Wunused-variable]\n"
		  "    1 | static int f(void){ int x; return 1; }\n"
		  "      |                         ^\n"
		  "../src/fs/nfsd/a.h:3:30: error: 'struct s' has no member named 'b'\n"
		  "../src/fs/nfsd/a.c: At top level:\n"
		  "../src/fs/nfsd/a.c:1:12: warning: 'f' defined but not used [-Wunused-function]\n");
	ck_assert_uint_eq(p.nr, 3);
	ck_assert_str_eq(shown(&p, 0), "fs/nfsd/a.c|f|1|warning|unused variable 'x'|-Wunused-variable");
	ck_assert_str_eq(shown(&p, 1), "fs/nfsd/a.h|f|3|error|'struct s' has no member named 'b'|-");
	ck_assert_str_eq(shown(&p, 2), "fs/nfsd/a.c|-|1|warning|'f' defined but not used|-Wunused-function");
}
END_TEST

START_TEST(the_next_object_has_no_function_yet)
{
	owned(parsed_release) struct parsed p = { 0 };

	parse(&p, "a.c: In function ‘f’:\na.c:1:2: warning: one\n  CHECK   ../src/b.c\nb.c:3:4: warning: two\n");
	ck_assert_uint_eq(p.nr, 2);
	ck_assert_str_eq(shown(&p, 0), "a.c|f|1|warning|one|-");
	ck_assert_str_eq(shown(&p, 1), "b.c|-|3|warning|two|-");
}
END_TEST

START_TEST(clang_and_fatal_errors_are_read)
{
	owned(parsed_release) struct parsed p = { 0 };

	parse(&p, "s.c:3:32: error: no member named 'b' in 'struct s'\nint g(struct s *p) { return p->b; }\n"
		  "                            ~  ^\n1 warning and 1 error generated.\n"
		  "x.h:12: fatal error: no.h: No such file or directory\n");
	ck_assert_uint_eq(p.nr, 2);
	ck_assert_str_eq(shown(&p, 0), "s.c|-|3|error|no member named 'b' in 'struct s'|-");
	ck_assert_str_eq(shown(&p, 1), "x.h|-|12|error|no.h: No such file or directory|-");
}
END_TEST

START_TEST(sparses_further_lines_belong_to_the_text)
{
	owned(parsed_release) struct parsed p = { 0 };

	parse(&p, "/tmp/stableport-x/src/fs/nfsd/v.c:98:41: warning: incorrect type in argument 1 (different base types)\n"
		  "/tmp/stableport-x/src/fs/nfsd/v.c:98:41:    expected unsigned int\n"
		  "/tmp/stableport-x/src/fs/nfsd/v.c:98:41:    got restricted __be32\n"
		  "/tmp/stableport-x/src/fs/nfsd/v.c: note: in included file (through a.h):\n");
	ck_assert_uint_eq(p.nr, 1);
	ck_assert_str_eq(shown(&p, 0), "fs/nfsd/v.c|-|98|warning|incorrect type in argument 1 (different base types); "
				       "expected unsigned int; got restricted __be32|-");
}
END_TEST

START_TEST(objtool_knows_no_line)
{
	owned(parsed_release) struct parsed p = { 0 };

	parse(&p, "fs/nfsd/a.o: warning: objtool: f()+0x1c: unreachable instruction\n");
	ck_assert_uint_eq(p.nr, 1);
	ck_assert_str_eq(shown(&p, 0), "fs/nfsd/a.o|-|0|warning|objtool: f()+0x1c: unreachable instruction|-");
}
END_TEST

START_TEST(the_source_folder_is_cut_off_everywhere)
{
	owned(parsed_release) struct parsed p = { 0 };

	parse(&p, "./include/generated/a.h:1:1: warning: x\n"
		  "../src/a.c:2:5: warning: symbol 'f' redeclared (originally declared at /tmp/stableport-x/src/b.h:12)\n");
	ck_assert_str_eq(shown(&p, 0), "include/generated/a.h|-|1|warning|x|-");
	ck_assert_str_eq(shown(&p, 1), "a.c|-|2|warning|symbol 'f' redeclared (originally declared at b.h:12)|-");
}
END_TEST

START_TEST(what_is_no_diagnostic_is_dropped)
{
	owned(parsed_release) struct parsed p = { 0 };

	parse(&p, "make[2]: *** [../src/scripts/Makefile.build:250: fs/nfsd/a.o] Error 1\n"
		  "In file included from a.h:9,\n                 from b.c:35:\n"
		  "a.c:1:2: note: here\n:1:2: warning: no path\na.c::1: warning: no line\na.c:1\na.c:1:\n:\n"
		  " a.c:1:2: warning: in an excerpt\na.c: In function 'unended\n.o: warning: x\n");
	ck_assert_uint_eq(p.nr, 0);
	parse(&p, "");
	ck_assert_uint_eq(p.nr, 0);
	parse(&p, "a.c:99999999999999999999:1: warning: huge\n");
	ck_assert_uint_eq(p.nr, 0);
}
END_TEST

START_TEST(what_a_compiler_prints_is_made_printable)
{
	owned(parsed_release) struct parsed p = { 0 };

	parse(&p, "a\033.c:1:2: warning: \033[31mred [-W\033x]\n");
	ck_assert_uint_eq(p.nr, 1);
	ck_assert_ptr_null(strchr(p.v[0].file, '\033'));
	ck_assert_ptr_null(strchr(p.v[0].text, '\033'));
	ck_assert_ptr_null(strchr(p.v[0].option, '\033'));
}
END_TEST

START_TEST(a_bracket_at_the_end_need_not_be_an_option)
{
	owned(parsed_release) struct parsed p = { 0 };

	parse(&p, "a.c:1:2: warning: see a[3]\na.c:1:2: warning: ]\na.c:1:2: warning: [-Wx]\na.c:1:2: error: e [-Werror=y]\n");
	ck_assert_str_eq(shown(&p, 0), "a.c|-|1|warning|see a[3]|-");
	ck_assert_str_eq(shown(&p, 1), "a.c|-|1|warning|]|-");
	ck_assert_str_eq(shown(&p, 2), "a.c|-|1|warning|[-Wx]|-");
	ck_assert_str_eq(shown(&p, 3), "a.c|-|1|error|e|-Werror=y");
}
END_TEST

/* The new ones of the second log, as "file:line text" joined by '\n'. */
static const char *fresh(struct parsed *p, const char *before, const char *after)
{
	owned(parsed_release) struct parsed a = { 0 }, b = { 0 };
	owned(text_release) struct text all = { 0 };
	struct diagnostic *found;
	size_t nr, i;

	parse(&a, before);
	parse(&b, after);
	diagnostics_new(&found, &nr, &p->arena, a.v, a.nr, b.v, b.nr);
	for (i = 0; i < nr; i++)
		text_addf(&all, "%s%s:%u %s", i ? "\n" : "", found[i].file, found[i].line, found[i].text);
	return arena_strdup(&p->arena, text_str(&all));
}

START_TEST(a_shifted_line_is_not_new)
{
	owned(parsed_release) struct parsed p = { 0 };

	ck_assert_str_eq(fresh(&p, "a.c:10:2: warning: unused\n", "a.c:15:2: warning: unused\n"), "");
	ck_assert_str_eq(fresh(&p, "a.c:10:2: warning: redeclared (originally declared at a.h:12:4)\n",
			       "a.c:10:2: warning: redeclared (originally declared at a.h:17:4)\n"), "");
	ck_assert_str_eq(fresh(&p, "a.c:1:2: warning: label 'out' defined at line 12\n",
			       "a.c:1:2: warning: label 'out' defined at line 130\n"), "");
	ck_assert_str_eq(fresh(&p, "a.o: warning: objtool: f()+0x1c: unreachable\n",
			       "a.o: warning: objtool: f()+0x2e: unreachable\n"), "");
}
END_TEST

START_TEST(another_number_in_the_text_is_new)
{
	owned(parsed_release) struct parsed p = { 0 };

	ck_assert_str_eq(fresh(&p, "a.c:1:2: warning: writing 8 bytes\n", "a.c:1:2: warning: writing 4 bytes\n"),
			 "a.c:1 writing 4 bytes");
}
END_TEST

START_TEST(a_second_one_with_the_same_words_is_new)
{
	owned(parsed_release) struct parsed p = { 0 };

	ck_assert_str_eq(fresh(&p, "a.c:1:2: warning: x\n", "a.c:1:2: warning: x\na.c:9:2: warning: x\n"), "a.c:9 x");
	ck_assert_str_eq(fresh(&p, "a.c:1:2: warning: x\na.c:9:2: warning: x\n", "a.c:1:2: warning: x\n"), "");
}
END_TEST

START_TEST(file_function_and_kind_count)
{
	owned(parsed_release) struct parsed p = { 0 };

	ck_assert_str_eq(fresh(&p, "a.c:1:2: warning: x\n", "b.c:1:2: warning: x\n"), "b.c:1 x");
	ck_assert_str_eq(fresh(&p, "a.c:1:2: warning: x\n", "a.c:1:2: error: x\n"), "a.c:1 x");
	ck_assert_str_eq(fresh(&p, "a.c: In function 'f':\na.c:1:2: warning: x\n",
			       "a.c: In function 'g':\na.c:1:2: warning: x\n"), "a.c:1 x");
}
END_TEST

START_TEST(a_flood_is_compared_in_the_time_of_a_test)
{
	owned(parsed_release) struct parsed p = { 0 };
	owned(text_release) struct text before = { 0 }, after = { 0 };
	int i;

	for (i = 0; i < 20000; i++) {
		text_addf(&before, "a.c:%d:1: warning: no %d\n", i, i % 5000);
		text_addf(&after, "a.c:%d:1: warning: no %d\n", i + 7, i % 5000);
	}
	text_adds(&after, "a.c:3:1: warning: no 4999\n");
	ck_assert_str_eq(fresh(&p, text_str(&before), text_str(&after)), "a.c:3 no 4999");
}
END_TEST

SUITE(diagnostics)
{
	TEST(gcc_names_the_function_once_for_all_that_follows);
	TEST(the_next_object_has_no_function_yet);
	TEST(clang_and_fatal_errors_are_read);
	TEST(sparses_further_lines_belong_to_the_text);
	TEST(objtool_knows_no_line);
	TEST(the_source_folder_is_cut_off_everywhere);
	TEST(what_is_no_diagnostic_is_dropped);
	TEST(what_a_compiler_prints_is_made_printable);
	TEST(a_bracket_at_the_end_need_not_be_an_option);
	TEST(a_shifted_line_is_not_new);
	TEST(another_number_in_the_text_is_new);
	TEST(a_second_one_with_the_same_words_is_new);
	TEST(file_function_and_kind_count);
	TEST(a_flood_is_compared_in_the_time_of_a_test);
}
