// SPDX-License-Identifier: GPL-2.0-only
/* What checkpatch and coccicheck print, as findings; and how the first is run, with a script of the test's. */
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/check/checkpatch.h"
#include "tool/check/coccicheck.h"

static void arena_p(struct arena *arena)
{
	arena_release(arena);
}

START_TEST(findings_of_checkpatch_are_read)
{
	static const char output[] =
		"fs/a.c:12: ERROR:SPACING: space required before the open parenthesis '('\n"
		"fs/a.c:12: CHECK:CAMELCASE: Avoid CamelCase: <aB>\n"
		"fs/a.c:13: WARNING:TYPO_SPELLING: 'recieve' may be \033[1m misspelled\n"
		"total: 1 errors\nNOTE: x\nfs/a.c:x: ERROR:A: b\nfs/a.c:1: ERROR:NO_TEXT\n:1: ERROR:A: b\n";
	owned(arena_p) struct arena arena = { 0 };
	struct style_check style = { 0 };

	checkpatch_parse(&style, &arena, output, strlen(output));
	ck_assert_uint_eq(style.nr_findings, 3);
	ck_assert_str_eq(style.findings[0].file, "fs/a.c");
	ck_assert_uint_eq(style.findings[0].line, 12);
	ck_assert_str_eq(style.findings[0].kind, "error");
	ck_assert_str_eq(style.findings[0].option, "SPACING");
	ck_assert_str_eq(style.findings[0].text, "space required before the open parenthesis '('");
	ck_assert_str_eq(style.findings[1].kind, "check");
	ck_assert_str_eq(style.findings[1].text, "Avoid CamelCase: <aB>");
	ck_assert_str_eq(style.findings[2].kind, "warning");
	ck_assert_ptr_null(strchr(style.findings[2].text, '\033'));
}
END_TEST

START_TEST(reports_of_coccicheck_are_read)
{
	static const char output[] = "fs/a.c:12:3-9: WARNING: kfree: of NULL\nfs/a.c:7:1-2: second\nHANDLING: fs/a.c\n"
				     "warning: rule r: x\n";
	owned(arena_p) struct arena arena = { 0 };
	struct diagnostic *reports = NULL;
	size_t nr = 0;

	coccicheck_parse(&reports, &nr, &arena, "free/kfree.cocci", output, strlen(output));
	ck_assert_uint_eq(nr, 2);
	ck_assert_str_eq(reports[0].file, "fs/a.c");
	ck_assert_uint_eq(reports[0].line, 12);
	ck_assert_str_eq(reports[0].text, "WARNING: kfree: of NULL");
	ck_assert_str_eq(reports[0].option, "free/kfree.cocci");
	ck_assert_uint_eq(reports[1].line, 7);
}
END_TEST

START_TEST(only_harmless_options_of_a_rule_are_taken)
{
	static const char rule[] = "/// Options: --no-includes --in-place\n// Options: --include-headers  --macro-file x\n"
				   "@r@ @@\n- Options: --all-includes\n";
	owned(arena_p) struct arena arena = { 0 };
	struct string_list words = { 0 };

	coccicheck_options_of(&words, &arena, rule, strlen(rule));
	ck_assert_uint_eq(words.nr, 2);
	ck_assert_str_eq(words.v[0], "--no-includes");
	ck_assert_str_eq(words.v[1], "--include-headers");
}
END_TEST

struct styled {
	struct scratch scratch;
	struct tree *tree;
	struct step steps[3];
	struct backport backport;
	struct check check;
};

static void styled_release(struct styled *s)
{
	tree_freep(&s->tree);
	arena_release(&s->backport.arena);
	scratch_release(&s->scratch);
}

/* Three steps of which two are carried, on a tree whose checkpatch.pl is the test's. */
static void run(struct styled *s, const char *script)
{
	const struct checkpatch_options options = { .jobs = 2, .timeout = 20 };
	const char *base;

	succeeds(scratch_make(&s->scratch, err));
	base = path_join(&s->backport.arena, s->scratch.path, "base");
	fixture_files(base, "Makefile", "VERSION = 4\n", script ? "scripts/checkpatch.pl" : "README",
		      script ? script : "none", NULL);
	succeeds(tree_of_folder(&s->tree, base, err));
	s->steps[0] = (struct step){ .disposition = STEP_PICK, .diff = "one\n" };
	s->steps[1] = (struct step){ .disposition = STEP_ALREADY_THERE };
	s->steps[2] = (struct step){ .disposition = STEP_ADAPT, .diff = "three\n" };
	s->backport.steps = s->steps;
	s->backport.nr_steps = 3;
	succeeds(checkpatch_run(&s->check, &s->backport, &s->backport.arena, s->tree, &options, err));
}

START_TEST(each_carried_step_is_looked_at)
{
	owned(styled_release) struct styled s = { 0 };

	run(&s, "open(F, '<', $ARGV[-1]) or die; $_ = <F>; chomp;\n"
		"print \"fs/$_.c:7: WARNING:LONG_LINE: too long\\n\";\nexit 1;\n");
	ck_assert_ptr_null(s.check.style_note);
	ck_assert_uint_eq(s.check.nr_style, 2);
	ck_assert_uint_eq(s.check.style[0].step, 0);
	ck_assert_uint_eq(s.check.style[1].step, 2);
	ck_assert_uint_eq(s.check.style[0].nr_findings, 1);
	ck_assert_str_eq(s.check.style[0].findings[0].file, "fs/one.c");
	ck_assert_str_eq(s.check.style[1].findings[0].file, "fs/three.c");
}
END_TEST

START_TEST(a_script_that_breaks_is_a_note)
{
	owned(styled_release) struct styled s = { 0 };

	run(&s, "die 'no';\n");
	ck_assert_ptr_nonnull(s.check.style_note);
	ck_assert_uint_eq(s.check.nr_style, 2);
	ck_assert_uint_eq(s.check.style[0].nr_findings, 0);
}
END_TEST

START_TEST(a_target_without_the_script_is_a_note)
{
	owned(styled_release) struct styled s = { 0 };

	run(&s, NULL);
	ck_assert_str_eq(s.check.style_note, "the target has no scripts/checkpatch.pl");
	ck_assert_uint_eq(s.check.nr_style, 0);
}
END_TEST

START_TEST(no_perl_is_a_note)
{
	owned(styled_release) struct styled s = { 0 };

	setenv("PATH", "/nonexistent", 1);
	run(&s, "exit 0;\n");
	ck_assert_str_eq(s.check.style_note, "there is no perl to run checkpatch with (Debian package 'perl')");
}
END_TEST

/* One file is changed. */
static void look(struct styled *s, const char *before, const char *after, struct spatch_memo *memo)
{
	const struct coccicheck_options options = { .jobs = 2, .timeout = 20, .memo = memo };
	const struct text old = { .data = (char *)(uintptr_t)before, .len = strlen(before) };
	const struct text new = { .data = (char *)(uintptr_t)after, .len = strlen(after) };
	struct outcome outcome = { .path = "fs/a.c", .before = &old, .after = &new };
	const struct outcomes outcomes = { &outcome, 1 };

	s->check = (struct check){ 0 };
	succeeds(coccicheck_run(&s->check, &s->backport.arena, &outcomes, s->tree, &options, err));
	ck_assert(s->check.cocci_done);
}

/* A spatch of the test's, and a rule. */
static void lay_rule(struct styled *s, const char *spatch)
{
	const char *base, *bin;

	succeeds(scratch_make(&s->scratch, err));
	base = path_join(&s->backport.arena, s->scratch.path, "base");
	bin = path_join(&s->backport.arena, s->scratch.path, "bin");
	fixture_files(base, "Makefile", "VERSION = 4\n", "scripts/coccinelle/free/x.cocci", "virtual report\n", NULL);
	fixture_files(bin, "spatch", spatch, NULL);
	ck_assert_int_eq(chmod(path_join(&s->backport.arena, bin, "spatch"), 0755), 0);
	setenv("PATH", arena_printf(&s->backport.arena, "%s:%s", bin, getenv("PATH")), 1);
	succeeds(tree_of_folder(&s->tree, base, err));
}

static void run_rule(struct styled *s, const char *spatch)
{
	lay_rule(s, spatch);
	look(s, "int a;\n", "int a;\n", NULL);
}

START_TEST(what_a_rule_says_only_of_the_result_is_new)
{
	owned(styled_release) struct styled s = { 0 };

	run_rule(&s, "#!/bin/sh\necho 'fs/a.c:1:1-2: always'\ncase $PWD in */after) echo 'fs/a.c:1:1-2: odd' ;; esac\n");
	ck_assert_uint_eq(s.check.nr_cocci, 1);
	ck_assert_str_eq(s.check.cocci[0].text, "odd");
	ck_assert_ptr_null(s.check.cocci_note);
}
END_TEST

START_TEST(a_rule_that_fails_on_one_side_says_nothing_new)
{
	owned(styled_release) struct styled s = { 0 };

	run_rule(&s, "#!/bin/sh\ncase $PWD in */before) exit 1 ;; esac\necho 'fs/a.c:1:1-2: odd'\n");
	ck_assert_uint_eq(s.check.nr_cocci, 0);
	ck_assert_str_eq(s.check.cocci_note, "1 of the target's 1 rules failed");
}
END_TEST

/* Scratch folders are below the test's own: a rule's spatch finds it two folders up. */
static struct spatch_memo *open_memo(struct styled *s)
{
	const char *kept = path_join(&s->backport.arena, s->scratch.path, "kept");
	struct spatch_memo *memo;

	succeeds(file_make_folders(kept, err));
	setenv("TMPDIR", s->scratch.path, 1);
	memo = spatch_memo_open(kept);
	ck_assert_ptr_nonnull(memo);
	return memo;
}

START_TEST(a_rule_that_was_run_over_these_files_is_not_run_again)
{
	owned(styled_release) struct styled s = { 0 };
	owned(spatch_memo_freep) struct spatch_memo *memo = NULL;
	owned(text_release) struct text runs = { 0 };

	lay_rule(&s, "#!/bin/sh\necho run >>../../runs\ngrep -q int.a fs/a.c || echo 'fs/a.c:1:1-2: odd'\n");
	memo = open_memo(&s);
	look(&s, "int a;\n", "int b;\n", memo);
	spatch_memo_freep(&memo);
	memo = open_memo(&s);
	look(&s, "int a;\n", "int b;\n", memo);
	ck_assert_uint_eq(s.check.nr_cocci, 1);
	ck_assert_str_eq(s.check.cocci[0].text, "odd");
	look(&s, "int b;\n", "int c;\n", memo);
	ck_assert_uint_eq(s.check.nr_cocci, 0);
	succeeds(file_read(&runs, path_join(&s.backport.arena, s.scratch.path, "runs"), err));
	ck_assert_str_eq(text_str(&runs), "run\nrun\nrun\n");
}
END_TEST

START_TEST(a_rule_that_failed_is_run_again)
{
	owned(styled_release) struct styled s = { 0 };
	owned(spatch_memo_freep) struct spatch_memo *memo = NULL;

	lay_rule(&s, "#!/bin/sh\ntest -e ../../failed || { touch ../../failed; exit 1; }\n");
	memo = open_memo(&s);
	look(&s, "int a;\n", "int a;\n", memo);
	ck_assert_str_eq(s.check.cocci_note, "1 of the target's 1 rules failed");
	look(&s, "int a;\n", "int a;\n", memo);
	ck_assert_ptr_null(s.check.cocci_note);
}
END_TEST

SUITE(own_style)
{
	TEST(findings_of_checkpatch_are_read);
	TEST(reports_of_coccicheck_are_read);
	TEST(only_harmless_options_of_a_rule_are_taken);
	TEST(each_carried_step_is_looked_at);
	TEST(a_script_that_breaks_is_a_note);
	TEST(a_target_without_the_script_is_a_note);
	TEST(no_perl_is_a_note);
	TEST(what_a_rule_says_only_of_the_result_is_new);
	TEST(a_rule_that_fails_on_one_side_says_nothing_new);
	TEST(a_rule_that_was_run_over_these_files_is_not_run_again);
	TEST(a_rule_that_failed_is_run_again);
}
