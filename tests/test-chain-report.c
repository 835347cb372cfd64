// SPDX-License-Identifier: GPL-2.0-only
#include "tests/lib/pieces.h"
#include "tests/lib/suite.h"
#include "tool/chain/chain.h"

#define FIX "1054e8ffc5c492f341bdf1888b882f1d163dd3d8"
#define HELPER "2bbfed98a4d82ac4e7abfcd4eba40bddfc670b1d"
#define CLEANUP "12357f1b2c8e0123456789abcdef0123456789ab"
#define FOLLOW_UP "abcdefabcdef0123456789abcdef0123456789ab"
#define LEFT_OUT "44df6f439a1790a5f602e3842879efa88f346672"
#define HOSTILE "\"];x\\\"->y\n\t<b>&quot;\\N\033[31m\xff"

/* An invented fix of an invented driver, with one of everything. The arrays live as long as the test. */
struct sample {
	struct chain chain;
	struct chain_step steps[4];
	struct chain_hunk hunks[6];
	struct chain_left_out left_out[2];
	struct reason why[8];
	const char *notes[1];
};

static void make_steps(struct sample *s)
{
	s->why[0] = (struct reason){ "it is in the target's own history", NULL };
	s->why[1] = (struct reason){ "brought widget_put, which 1054e8ffc5c4 changes", "drivers/frob/frob.c:31" };
	s->why[2] = (struct reason){ "the fix that was asked for", NULL };
	s->why[3] = (struct reason){ "frob_start returns void here", "drivers/frob/frob.c:90" };
	s->hunks[0] = (struct chain_hunk){ "drivers/frob/frob.c", 31, 2, 1, "widget_put", CHAIN_CLEAN,
					   "drivers/frob/frob.c:30 (widget_put)", NULL, 0 };
	s->hunks[1] = (struct chain_hunk){ "drivers/frob/frob.c", 40, 2, 1, "frob_start", CHAIN_CLEAN, NULL, NULL, 0 };
	s->hunks[2] = (struct chain_hunk){ "drivers/frob/frob.c", 52, 4, 1, "frob_stop", CHAIN_ADAPT,
					   "drivers/frob/core.c:49 (frob_halt)", &s->why[3], 1 };
	s->hunks[3] = (struct chain_hunk){ "drivers/frob/trace.c", 7, 1, 0, NULL, CHAIN_MOOT, NULL, NULL, 0 };
	s->hunks[4] = (struct chain_hunk){ "drivers/frob/frob.h", 9, 1, 0, "widget", CHAIN_PLACED,
					   "drivers/frob/frob.h:8 (widget)", NULL, 0 };
	s->hunks[5] = (struct chain_hunk){ "drivers/frob/frob.h", 19, 1, 0, "frob", CHAIN_THERE,
					   "drivers/frob/frob.h:18 (frob)", NULL, 0 };
	s->steps[0] = (struct chain_step){ CLEANUP, "frob: minor cleanup", CHAIN_FIX, PRESENCE_HISTORY, &s->why[0], 1,
					   NULL, 0, 0, 0 };
	s->steps[1] = (struct chain_step){ HELPER, "frob: put widgets in one place", CHAIN_PREREQUISITE, PRESENCE_NONE,
					   &s->why[1], 1, &s->hunks[0], 1, 19, 9 };
	s->steps[2] = (struct chain_step){ FIX, "frob: one task polishes a widget", CHAIN_FIX, PRESENCE_NONE, &s->why[2],
					   1, &s->hunks[1], 5, 8, 3 };
	s->chain.steps = s->steps;
	s->chain.nr_steps = 3;
}

static void make_left_out(struct sample *s)
{
	s->why[4] = (struct reason){ "made 3 lines that a hunk changes; the hunk is moot here", "drivers/frob/trace.c:7" };
	s->why[5] = (struct reason){ "says that it fixes 1054e8ffc5c4", NULL };
	s->left_out[0] = (struct chain_left_out){ LEFT_OUT, "frob: trace it", &s->why[4], 1, CHAIN_PREREQUISITE };
	s->left_out[1] = (struct chain_left_out){ FOLLOW_UP, "frob: mend it", &s->why[5], 1, CHAIN_FOLLOW_UP };
	s->chain.left_out = s->left_out;
	s->chain.nr_left_out = 2;
}

static void make_sample(struct sample *s)
{
	make_steps(s);
	make_left_out(s);
	s->notes[0] = "the clone is shallow";
	s->chain.notes = s->notes;
	s->chain.nr_notes = 1;
	s->chain.target_ref = "linux-4.19.y";
	s->chain.target_commit = LEFT_OUT;
	s->chain.target_version = "4.19.79";
	s->chain.verified = s->chain.smallest = true;
	s->chain.picks = 57;
	s->chain.seconds = 0.125;
}

static void poison(struct sample *s, const char *string)
{
	size_t i;

	for (i = 0; i < nr_of(s->why); i++)
		s->why[i] = (struct reason){ string, string };
	for (i = 0; i < nr_of(s->hunks); i++)
		s->hunks[i].file = s->hunks[i].function = s->hunks[i].place = string;
	for (i = 0; i < nr_of(s->steps); i++)
		s->steps[i].subject = string;
	for (i = 0; i < nr_of(s->left_out); i++)
		s->left_out[i].subject = string;
	s->notes[0] = s->chain.failure = s->chain.target_ref = s->chain.target_version = string;
}

static void ck_has_once(const struct text *text, const char *piece)
{
	const char *first = strstr(text_str(text), piece);

	ck_assert_msg(first && !strstr(first + 1, piece), "not one '%s' in:\n%s", piece, text_str(text));
}

static bool starts_with(const struct text *text, const char *piece)
{
	return !strncmp(text_str(text), piece, strlen(piece));
}

/* The text. */

START_TEST(the_first_line_says_what_onto_what_and_what_it_takes)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	s.steps[0].role = CHAIN_PREREQUISITE;
	report_chain_text(&out, &s.chain, false);
	ck_assert_msg(starts_with(&out, "1054e8ffc5c4 onto linux-4.19.y (4.19.79): 1 prerequisite, 1 hunk to adapt, "
					"1 placed, 1 moot, 1\n  there\n"), "%s", text_str(&out));
}
END_TEST

START_TEST(the_first_line_of_several_fixes_counts_them_and_needs_no_version)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	s.chain.target_version = NULL;
	report_chain_text(&out, &s.chain, false);
	ck_assert_msg(starts_with(&out, "12357f1b2c8e and 1 more onto linux-4.19.y: 1 prerequisite, "), "%s", text_str(&out));
	s.chain.target_ref = LEFT_OUT;
	text_clear(&out);
	report_chain_text(&out, &s.chain, false);
	ck_has(&out, " onto 44df6f439a17: ");
}
END_TEST

START_TEST(a_chain_that_merges_says_so)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	s.chain.steps = &s.steps[2];
	s.chain.nr_steps = 1;
	s.steps[2].nr_hunks = 1;
	report_chain_text(&out, &s.chain, false);
	ck_has(&out, ": no prerequisite, every hunk merges cleanly\n");
	ck_has(&out, "     1 hunk merges cleanly\n");
}
END_TEST

START_TEST(what_is_there_is_nothing_to_do)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	s.chain.nr_steps = 1;
	s.chain.nr_left_out = 0;
	report_chain_text(&out, &s.chain, false);
	ck_has(&out, "12357f1b2c8e onto linux-4.19.y (4.19.79): nothing to do, it is there\n");
	ck_has(&out, "  -  12357f1b2c8e  frob: minor cleanup (fix, already there: history)\n"
		     "     - it is in the target's own history\n");
	ck_has_not(&out, "erified");
	ck_has_not(&out, "Left out");
	ck_has(&out, "\n57 merges tried in memory, ");
}
END_TEST

START_TEST(steps_are_numbered_in_order_with_reasons_and_hunks_that_need_an_eye)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	report_chain_text(&out, &s.chain, false);
	ck_has(&out, "  1. 2bbfed98a4d8  frob: put widgets in one place (prerequisite, +19 -9)\n"
		     "     - brought widget_put, which 1054e8ffc5c4 changes (drivers/frob/frob.c:31)\n"
		     "     1 hunk merges cleanly\n"
		     "\n"
		     "  2. 1054e8ffc5c4  frob: one task polishes a widget (fix, +8 -3)\n"
		     "     - the fix that was asked for\n"
		     "     adapt: drivers/frob/frob.c:52 frob_stop, here drivers/frob/core.c:49 (frob_halt)\n"
		     "         frob_start returns void here (drivers/frob/frob.c:90)\n"
		     "     moot: drivers/frob/trace.c:7\n"
		     "     placed: drivers/frob/frob.h:9 widget, here line 8\n"
		     "     there: drivers/frob/frob.h:19 frob, here line 18\n"
		     "     1 hunk merges cleanly\n");
}
END_TEST

START_TEST(hunks_of_a_function_that_are_alike_share_a_line)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	s.hunks[2].place = "drivers/frob/frob.c:49 (frob_stop)";
	s.hunks[3] = s.hunks[4] = s.hunks[5] = s.hunks[2];
	s.hunks[3].line = 60;
	s.hunks[3].place = "drivers/frob/frob.c:57 (frob_stop)";
	s.hunks[4].line = 70;
	s.hunks[4].place = "drivers/frob/frob.c:67 (frob_halt)";
	s.hunks[5].line = 80;
	s.hunks[5].place = s.hunks[2].place;
	s.hunks[5].nr_evidence = 0;
	report_chain_text(&out, &s.chain, false);
	ck_has(&out, "     adapt: drivers/frob/frob.c:52, 60 frob_stop, here lines 49, 57\n"
		     "         frob_start returns void here (drivers/frob/frob.c:90)\n"
		     "     adapt: drivers/frob/frob.c:70 frob_stop, here drivers/frob/frob.c:67 (frob_halt)\n"
		     "         frob_start returns void here (drivers/frob/frob.c:90)\n"
		     "     adapt: drivers/frob/frob.c:80 frob_stop, here line 49\n");
}
END_TEST

START_TEST(a_chain_that_git_alone_carries_comes_with_the_command)
{
	owned(text_release) struct text out = { 0 }, none = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	s.steps[2].nr_hunks = 1;
	report_chain_text(&out, &s.chain, false);
	ck_has(&out, "\ngit cherry-pick -x 2bbfed98a4d8 1054e8ffc5c4\n");
	s.chain.verified = false;
	report_chain_text(&none, &s.chain, false);
	s.chain.verified = true;
	s.steps[2].nr_hunks = 2;
	report_chain_text(&none, &s.chain, false);
	ck_has_not(&none, "cherry-pick");
}
END_TEST

START_TEST(what_was_left_out_notes_and_proof_come_last)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	report_chain_text(&out, &s.chain, false);
	ck_has(&out, "\nLeft out:\n"
		     "  - 44df6f439a17 frob: trace it\n"
		     "     made 3 lines that a hunk changes; the hunk is moot here (drivers/frob/trace.c:7)\n"
		     "\nLater upstream, not taken:\n"
		     "  - abcdefabcdef frob: mend it\n"
		     "     says that it fixes 1054e8ffc5c4\n"
		     "\nNotes:\n"
		     "  - the clone is shallow\n"
		     "\nVerified by carrying it once more, hunk by hunk; no smaller set carries it; 57 merges tried in\n"
		     "  memory, 0.12 s\n");
}
END_TEST

START_TEST(a_search_that_ended_early_and_a_chain_that_was_not_verified_are_said)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	s.chain.smallest = false;
	report_chain_text(&out, &s.chain, false);
	ck_has(&out, "\nVerified by carrying it once more, hunk by hunk; the budget ended the search for a smaller set;");
	s.chain.verified = false;
	text_clear(&out);
	report_chain_text(&out, &s.chain, false);
	ck_has(&out, "\nNot verified since it came out another way when it was carried once more; 57 merges");
}
END_TEST

START_TEST(without_a_plan_the_reason_comes_second)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	s.chain.failure = "nothing brings widget_put without frob_new, which is to stay out";
	s.chain.nr_steps = 0;
	report_chain_text(&out, &s.chain, false);
	ck_assert_msg(starts_with(&out, "the fix onto linux-4.19.y (4.19.79): there is no plan\n"
					"  nothing brings widget_put without frob_new, which is to stay out\n"),
		      "%s", text_str(&out));
	ck_has(&out, "\nNothing was left untried; 57 merges");
}
END_TEST

START_TEST(colour_only_adds_escapes)
{
	owned(text_release) struct text plain = { 0 }, coloured = { 0 }, stripped = { 0 };
	struct sample s = { 0 };
	size_t i;

	make_sample(&s);
	report_chain_text(&plain, &s.chain, false);
	report_chain_text(&coloured, &s.chain, true);
	ck_has(&coloured, "\033[33madapt\033[0m: ");
	ck_has_not(&plain, "\033");
	for (i = 0; i < coloured.len; i++) {
		if (coloured.data[i] == '\033')
			i += strcspn(coloured.data + i, "m");
		else
			text_addc(&stripped, coloured.data[i]);
	}
	ck_assert_str_eq(text_str(&stripped), text_str(&plain));
}
END_TEST

START_TEST(nothing_that_others_wrote_reaches_the_terminal_as_an_escape_or_a_line_of_ours)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	poison(&s, "x\n  9. deadbeefdead  you were\033[31m had\n\nVerified");
	report_chain_text(&out, &s.chain, false);
	ck_has_not(&out, "\033");
	ck_has_not(&out, "\n  9. ");
	ck_has_not(&out, "\nVerified\n");
}
END_TEST

START_TEST(lines_end_before_the_hundredth_column)
{
	owned(text_release) struct text out = { 0 }, words = { 0 };
	const char *at, *end, *line;
	struct sample s = { 0 };
	size_t len, i;

	for (i = 0; i < 60; i++)
		text_adds(&words, "words and ");
	make_sample(&s);
	poison(&s, text_str(&words));
	report_chain_text(&out, &s.chain, false);
	for (at = text_str(&out), end = at + out.len; text_line(&line, &len, &at, end);)
		ck_assert_msg(len <= 100, "%zu columns: %.*s", len, (int)len, line);
}
END_TEST

/* The table. */

START_TEST(a_table_has_fixes_as_rows_and_targets_as_columns)
{
	static const struct chain_cell cells[] = {
		{ "1054e8ffc5c4", "linux-4.19.y", "frob: one task polishes a widget", NULL, NULL, 4, 5, 0, 0 },
		{ "1054e8ffc5c4", "linux-6.1.y", "frob: one task polishes a widget", NULL, NULL, 1, 0, 2, 0 },
		{ "frob-running", "linux-4.19.y", "Two tasks polish one widget", NULL, NULL, 3, 0, 0, 1 },
		{ "frob-running", "linux-6.1.y", NULL, NULL, NULL, 0, 0, 0, 0 },
	};
	owned(text_release) struct text out = { 0 };

	report_chain_table(&out, cells, 2, 2, false);
	ck_assert_str_eq(text_str(&out),
			 "                                                linux-4.19.y           linux-6.1.y\n"
			 "1054e8ffc5c4  frob: one task polishes a widget  4 commits, 5 to adapt  1 commit, 2 to look at\n"
			 "frob-running  Two tasks polish one widget       3 commits, 1 conflict  there\n");
}
END_TEST

START_TEST(a_table_says_below_it_what_has_no_room_in_a_cell)
{
	static const struct chain_cell cells[] = {
		{ "1054e8ffc5c4", "a", NULL, "no commit 'a' in '.'", NULL, 0, 0, 0, 0 },
		{ "1054e8ffc5c4", "b", "one\ntask", NULL, "nothing brings widget_put", 0, 0, 0, 0 },
	};
	owned(text_release) struct text out = { 0 };

	report_chain_table(&out, cells, 1, 2, false);
	ck_assert_str_eq(text_str(&out), "                        a      b\n"
					 "1054e8ffc5c4  one task  error  no plan\n"
					 "\n"
					 "1054e8ffc5c4 onto a: no commit 'a' in '.'\n"
					 "1054e8ffc5c4 onto b: nothing brings widget_put\n");
}
END_TEST

START_TEST(a_table_cuts_subjects_and_leaves_them_out_where_there_is_no_room)
{
	struct chain_cell cells[8] = { 0 };
	owned(text_release) struct text out = { 0 }, wide = { 0 };
	size_t i;

	for (i = 0; i < nr_of(cells); i++)
		cells[i] = (struct chain_cell){ .fix = "f", .target = "linux-4.19.y", .nr_commits = 1,
						.subject = "a subject of \xc3\xa4\xc3\xb6\xc3\xbc that goes on and on and on and on" };
	report_chain_table(&out, cells, 1, 2, false);
	ck_has(&out, "f  a subject of \xc3\xa4\xc3\xb6\xc3\xbc that goes on and on and on a...  1 commit      1 commit\n");
	report_chain_table(&wide, cells, 1, 8, false);
	ck_has(&wide, "f  1 commit ");
	ck_has_not(&wide, "subject");
}
END_TEST

START_TEST(a_tables_colours_stand_around_words)
{
	static const struct chain_cell cells[] = {
		{ "f", "a", NULL, NULL, NULL, 4, 5, 0, 0 },
		{ "f", "b", NULL, NULL, NULL, 0, 0, 0, 0 },
	};
	owned(text_release) struct text out = { 0 };

	report_chain_table(&out, cells, 1, 2, true);
	ck_has(&out, "f  \033[33m4 commits, 5 to adapt\033[0m  \033[34mthere\033[0m\n");
}
END_TEST

/* The graph. */

START_TEST(a_graph_has_the_order_who_needs_whom_and_what_was_left_out)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	report_chain_dot(&out, &s.chain);
	ck_has(&out, "\t\"target\" -> \"" HELPER "\" [style=bold, arrowhead=none];\n");
	ck_has(&out, "\t\"" HELPER "\" -> \"" FIX "\" [style=bold, arrowhead=none];\n");
	ck_has(&out, "\t\"" FIX "\" -> \"" HELPER "\" [label=needs];\n");
	ck_has(&out, "\t\"" LEFT_OUT "\" [label=\"44df6f439a17\\nfrob: trace it\", style=dashed];\n");
	ck_has(&out, "\t\"" FIX "\" -> \"" FOLLOW_UP "\" [style=dashed, label=later];\n");
	ck_has(&out, "\t\"" FIX "\" -> \"" LEFT_OUT "\" [style=dashed];\n");
	ck_has_not(&out, "\"target\" -> \"" CLEANUP "\"");
	s.steps[1].why = &s.why[1];
	s.steps[1].nr_why = 2;
	s.why[2].text = "made 3 lines that 1054e8ffc5c4 changes";
	text_clear(&out);
	report_chain_dot(&out, &s.chain);
	ck_has_once(&out, " -> \"" HELPER "\" [label=needs];\n");
}
END_TEST

/* Outside of double quotes nothing may stand but what we write: letters, digits and dot's own signs. */
static void ck_quotes_are_closed(const struct text *out)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < out->len; i++) {
		char c = out->data[i];

		ck_assert_msg((unsigned char)c >= 0x20 || c == '\n' || (c == '\t' && !quoted), "byte %d", c);
		ck_assert(!quoted || c != '\n');
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else
			ck_assert_msg(quoted || strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_[]{}->=,; \t\n", c),
				      "'%c' stands outside", c);
	}
	ck_assert(!quoted);
}

START_TEST(a_graph_is_safe_against_anything_in_a_subject)
{
	owned(text_release) struct text out = { 0 };
	struct sample s = { 0 };

	make_sample(&s);
	poison(&s, HOSTILE);
	report_chain_dot(&out, &s.chain);
	ck_has(&out, "\\\"];x\\\\\\\"->y  <b>&amp;quot;\\\\N");
	ck_quotes_are_closed(&out);
	poison(&s, "\\");
	text_clear(&out);
	report_chain_dot(&out, &s.chain);
	ck_quotes_are_closed(&out);
}
END_TEST

/* JSON. */

static json_t *written_and_read(const struct chain *chain)
{
	json_t *document = chain_document(chain), *read;
	char *dump = json_dumps(document, 0);

	ck_assert_ptr_nonnull(dump);
	read = json_loads(dump, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(read);
	json_decref(document);
	free(dump);
	return read;
}

static const char *string_at(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

START_TEST(a_document_has_every_field)
{
	struct sample s = { 0 };
	json_t *document, *step, *hunk, *left_out;

	make_sample(&s);
	document = written_and_read(&s.chain);
	ck_assert_int_eq(json_integer_value(json_object_get(document, "format")), 1);
	ck_assert_str_eq(string_at(document, "document"), "chain");
	ck_assert_str_eq(string_at(document, "verdict"), "person");
	ck_assert_str_eq(string_at(json_object_get(document, "target"), "ref"), "linux-4.19.y");
	ck_assert_str_eq(string_at(json_object_get(document, "target"), "commit"), LEFT_OUT);
	ck_assert_str_eq(string_at(json_object_get(document, "target"), "version"), "4.19.79");
	ck_assert(json_is_true(json_object_get(document, "verified")));
	ck_assert(json_is_true(json_object_get(document, "smallest")));
	ck_assert_int_eq(json_integer_value(json_object_get(document, "picks")), 57);
	ck_assert_double_eq_tol(json_real_value(json_object_get(document, "seconds")), 0.125, 1e-9);
	ck_assert_str_eq(json_string_value(json_array_get(json_object_get(document, "notes"), 0)), "the clone is shallow");
	ck_assert_ptr_null(json_object_get(document, "failure"));

	ck_assert_uint_eq(json_array_size(json_object_get(document, "steps")), 3);
	ck_assert_str_eq(string_at(json_array_get(json_object_get(document, "steps"), 0), "presence"), "history");
	step = json_array_get(json_object_get(document, "steps"), 2);
	ck_assert_str_eq(string_at(step, "commit"), FIX);
	ck_assert_str_eq(string_at(step, "subject"), "frob: one task polishes a widget");
	ck_assert_str_eq(string_at(step, "role"), "fix");
	ck_assert_str_eq(string_at(step, "presence"), "none");
	ck_assert_int_eq(json_integer_value(json_object_get(step, "added")), 8);
	ck_assert_int_eq(json_integer_value(json_object_get(step, "removed")), 3);
	ck_assert_str_eq(string_at(json_array_get(json_object_get(step, "why"), 0), "text"), "the fix that was asked for");

	hunk = json_array_get(json_object_get(step, "hunks"), 1);
	ck_assert_str_eq(string_at(hunk, "file"), "drivers/frob/frob.c");
	ck_assert_int_eq(json_integer_value(json_object_get(hunk, "line")), 52);
	ck_assert_int_eq(json_integer_value(json_object_get(hunk, "added")), 4);
	ck_assert_int_eq(json_integer_value(json_object_get(hunk, "removed")), 1);
	ck_assert_str_eq(string_at(hunk, "function"), "frob_stop");
	ck_assert_str_eq(string_at(hunk, "disposition"), "adapt");
	ck_assert_str_eq(string_at(hunk, "place"), "drivers/frob/core.c:49 (frob_halt)");
	ck_assert_str_eq(string_at(json_array_get(json_object_get(hunk, "evidence"), 0), "text"),
			 "frob_start returns void here");
	hunk = json_array_get(json_object_get(step, "hunks"), 2);
	ck_assert_ptr_null(json_object_get(hunk, "function"));
	ck_assert_ptr_null(json_object_get(hunk, "place"));

	left_out = json_array_get(json_object_get(document, "left_out"), 1);
	ck_assert_str_eq(string_at(left_out, "commit"), FOLLOW_UP);
	ck_assert_str_eq(string_at(left_out, "subject"), "frob: mend it");
	ck_assert_str_eq(string_at(left_out, "role"), "follow-up");
	ck_assert_str_eq(string_at(json_array_get(json_object_get(left_out, "why"), 0), "text"),
			 "says that it fixes 1054e8ffc5c4");
	json_decref(document);
}
END_TEST

START_TEST(a_documents_verdict_is_one_of_three)
{
	struct sample s = { 0 };
	json_t *document;

	make_sample(&s);
	s.steps[2].nr_hunks = 1;
	document = written_and_read(&s.chain);
	ck_assert_str_eq(string_at(document, "verdict"), "ready");
	json_decref(document);
	s.chain.nr_steps = 1;
	document = written_and_read(&s.chain);
	ck_assert_str_eq(string_at(document, "verdict"), "nothing to do");
	json_decref(document);
	s.chain.failure = "there is none";
	document = written_and_read(&s.chain);
	ck_assert_str_eq(string_at(document, "verdict"), "person");
	ck_assert_str_eq(string_at(document, "failure"), "there is none");
	json_decref(document);
}
END_TEST

START_TEST(a_document_is_utf_8_whatever_a_repository_has)
{
	struct sample s = { 0 };
	json_t *document, *step;

	make_sample(&s);
	poison(&s, HOSTILE);
	document = written_and_read(&s.chain);
	step = json_array_get(json_object_get(document, "steps"), 1);
	ck_assert_msg(strstr(string_at(step, "subject"), "\"];x\\\"->y") != NULL, "%s", string_at(step, "subject"));
	json_decref(document);
}
END_TEST

SUITE(chain_report)
{
	TEST(the_first_line_says_what_onto_what_and_what_it_takes);
	TEST(the_first_line_of_several_fixes_counts_them_and_needs_no_version);
	TEST(a_chain_that_merges_says_so);
	TEST(what_is_there_is_nothing_to_do);
	TEST(steps_are_numbered_in_order_with_reasons_and_hunks_that_need_an_eye);
	TEST(hunks_of_a_function_that_are_alike_share_a_line);
	TEST(a_chain_that_git_alone_carries_comes_with_the_command);
	TEST(what_was_left_out_notes_and_proof_come_last);
	TEST(a_search_that_ended_early_and_a_chain_that_was_not_verified_are_said);
	TEST(without_a_plan_the_reason_comes_second);
	TEST(colour_only_adds_escapes);
	TEST(nothing_that_others_wrote_reaches_the_terminal_as_an_escape_or_a_line_of_ours);
	TEST(lines_end_before_the_hundredth_column);
	TEST(a_table_has_fixes_as_rows_and_targets_as_columns);
	TEST(a_table_says_below_it_what_has_no_room_in_a_cell);
	TEST(a_table_cuts_subjects_and_leaves_them_out_where_there_is_no_room);
	TEST(a_tables_colours_stand_around_words);
	TEST(a_graph_has_the_order_who_needs_whom_and_what_was_left_out);
	TEST(a_graph_is_safe_against_anything_in_a_subject);
	TEST(a_document_has_every_field);
	TEST(a_documents_verdict_is_one_of_three);
	TEST(a_document_is_utf_8_whatever_a_repository_has);
}
