// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>

#include "tests/lib/pieces.h"
#include "tests/lib/sample.h"
#include "tests/lib/suite.h"
#include "tool/report.h"

static void make_text(struct text *out, make_sample *make, const char *poison, bool colour)
{
	owned(sample_release) struct sample sample = { 0 };

	make(&sample);
	if (poison)
		sample_poison(&sample, poison);
	report_text(out, &sample.backport, colour);
}

/* The text. */

START_TEST(text_says_what_and_where_and_ends_with_the_result)
{
	static const char *const pieces[] = {
		"frob-running: Two tasks polish one widget\n", "onto the branch linux-4.19.y (Linux 4.19.79)\n",
		"   1.  12357f1b2c8e frob: minor cleanup\n", "Left out:\n", "Build of recipe for x86 with gcc",
		"Conditions:\n",
		"Notes:\n",
		"Branch: stableport/frob-running/linux-4.19.y\n", "Result: a person has to look\n",
	};
	owned(text_release) struct text out = { 0 };

	make_text(&out, sample_make, NULL, false);
	ck_in_order(&out, pieces, nr_of(pieces));
	ck_assert_str_eq(out.data + out.len - strlen(pieces[nr_of(pieces) - 1]), pieces[nr_of(pieces) - 1]);
}
END_TEST

START_TEST(text_gives_each_step_its_reasons_and_their_evidence)
{
	owned(text_release) struct text out = { 0 };

	make_text(&out, sample_make, NULL, false);
	ck_has(&out, "       - a commit of the branch says that it is a backport of it\n"
		     "         4f2c1d9be0aa \"frob: minor cleanup\"\n");
	ck_has(&out, "       - the widget is queued inline here\n"
		     "         semantic patch frob/one-queue.cocci; 1 rule fired; did not fire: done\n");
	ck_has(&out, "         shim linux/wait_bit.h; missing here: wait_var_event, wake_up_var\n");
	ck_has(&out, "       ! spatch did not parse");
	ck_has(&out, "  fails: the flag is cleared before the widget is released\n"
		     "         drivers/frob/frob.c:52: widget_put(widget);\n");
	ck_has(&out, "new: drivers/frob/frob.c:41: warning: unused variable 'widget' [-Wunused-variable]\n");
	ck_has(&out, "         make: *** [drivers/frob/frob.o] Error 1\n");
}
END_TEST

START_TEST(text_of_a_conflict_shows_its_evidence)
{
	owned(text_release) struct text out = { 0 };

	make_text(&out, sample_make_conflict, NULL, false);
	ck_has(&out, "       conflict (fix)\n       - a three-way merge is in conflict\n"
		     "         drivers/frob/frob.c; and 2 more files\n");
	ck_has(&out, "         rule 'set_off' did not fire\n");
	ck_has(&out, "Result: a person has to look\n");
	ck_has_not(&out, "Build");
}
END_TEST

START_TEST(text_of_a_plan_with_nothing_to_do_says_so)
{
	owned(text_release) struct text nothing = { 0 }, empty = { 0 };

	make_text(&nothing, sample_make_nothing_to_do, NULL, false);
	ck_has(&nothing, "Result: nothing to do");
	make_text(&empty, sample_make_empty, NULL, false);
	ck_has(&empty, "onto the tree /usr/src/linux-source-6.1 (Linux 6.1.140)\n");
	ck_has(&empty, "Result: nothing to do");
}
END_TEST

/* What is not wrapped: it is to be copied, or it points at columns. */
static void drop_logs(struct backport *backport)
{
	size_t i, j;

	backport->check.builds[0].steps[3].log = NULL;
	for (i = 0; i < backport->nr_proofs; i++) {
		backport->proofs[i].log = NULL;
		backport->proofs[i].repeat.nr = 0;
		for (j = 0; j < backport->proofs[i].nr_runs; j++)
			backport->proofs[i].runs[j].excerpt = NULL;
	}
}

START_TEST(text_is_not_wider_than_a_terminal)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 }, words = { 0 };
	const char *at, *end, *line;
	size_t len, i, columns;

	for (i = 0; i < 60; i++) /* words of 6 and 3 letters, 7 and 3 bytes */
		text_adds(&words, "w\xc3\xb6rter und ");
	sample_make(&sample);
	sample_poison(&sample, text_str(&words));
	drop_logs(&sample.backport);
	report_text(&out, &sample.backport, false);
	for (at = text_str(&out), end = at + out.len; text_line(&line, &len, &at, end);) {
		for (i = columns = 0; i < len; i++)
			columns += ((unsigned char)line[i] & 0xc0) != 0x80;
		ck_assert_msg(columns <= 96, "%zu columns: %.*s", columns, (int)len, line);
	}
}
END_TEST

START_TEST(text_has_escapes_only_with_colour)
{
	owned(text_release) struct text plain = { 0 }, coloured = { 0 };

	make_text(&plain, sample_make, NULL, false);
	ck_has_not(&plain, "\033");
	make_text(&coloured, sample_make, NULL, true);
	ck_has(&coloured, "Result: \033[31ma person has to look\033[0m\n");
}
END_TEST

/* Every escape byte begins "\033[", digits, "m", as only we write it. */
static void ck_only_colours(const struct text *out)
{
	const char *at = text_str(out);

	while ((at = strchr(at, '\033')) != NULL) {
		ck_assert_int_eq(at[1], '[');
		at += 2;
		at += strspn(at, "0123456789");
		ck_assert_int_eq(*at, 'm');
	}
	ck_has_not(out, "\007");
}

START_TEST(text_passes_on_no_escape_of_somebody_elses)
{
	size_t i;

	for (i = 0; i < NR_SAMPLES; i++) {
		owned(text_release) struct text plain = { 0 }, coloured = { 0 };

		make_text(&plain, samples[i], HOSTILE, false);
		ck_has_not(&plain, "\033");
		ck_has_not(&plain, "\007");
		make_text(&coloured, samples[i], HOSTILE, true);
		ck_only_colours(&coloured);
		ck_has(&coloured, "\xef\xbf\xbd]0;x\xef\xbf\xbd<script>");
	}
}
END_TEST

START_TEST(no_string_of_several_lines_passes_for_a_line_of_the_report)
{
	owned(text_release) struct text out = { 0 };

	make_text(&out, sample_make, "a\nResult: ready for review\n", false);
	ck_has_not(&out, "\nResult: ready for review");
	ck_has(&out, "\nResult: a person has to look\n");
}
END_TEST

SUITE(report)
{
	TEST(text_says_what_and_where_and_ends_with_the_result);
	TEST(text_gives_each_step_its_reasons_and_their_evidence);
	TEST(text_of_a_conflict_shows_its_evidence);
	TEST(text_of_a_plan_with_nothing_to_do_says_so);
	TEST(text_is_not_wider_than_a_terminal);
	TEST(text_has_escapes_only_with_colour);
	TEST(text_passes_on_no_escape_of_somebody_elses);
	TEST(no_string_of_several_lines_passes_for_a_line_of_the_report);
}
