// SPDX-License-Identifier: GPL-2.0-only
#include "tests/lib/page.h"
#include "tests/lib/pieces.h"
#include "tests/lib/sample.h"
#include "tests/lib/suite.h"
#include "tool/report.h"
#include "tool/report/graph.h"

static void make_html(struct text *out, make_sample *make, const char *poison)
{
	owned(sample_release) struct sample sample = { 0 };

	make(&sample);
	if (poison)
		sample_poison(&sample, poison);
	report_html(out, &sample.backport);
}

START_TEST(the_page_is_balanced_and_its_links_lead_somewhere)
{
	owned(text_release) struct text out = { 0 };

	make_html(&out, samples[_i], NULL);
	ck_page(&out);
}
END_TEST

START_TEST(hostile_strings_stay_text_on_the_page)
{
	static const char *const poisons[] = {
		HOSTILE, HOSTILE_LINES, HOSTILE_LINES "</style></title>\" onload=\"alert(1)",
		"\xff\xfe<", "", "\n", "diff --git \n+++ b/", "@@\n+<b>\n\\\n-", "%s%n&lt;",
	};
	size_t i;

	for (i = 0; i < nr_of(poisons); i++) {
		owned(text_release) struct text out = { 0 };

		make_html(&out, samples[_i], poisons[i]);
		ck_page(&out);
	}
}
END_TEST

START_TEST(hostile_lines_stay_text_on_the_page)
{
	owned(text_release) struct text out = { 0 };

	make_html(&out, samples[_i], HOSTILE_LINES);
	ck_page(&out);
	ck_has(&out, "&lt;img src=x onerror=alert(1)&gt;");
	ck_has(&out, "&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;");
}
END_TEST

START_TEST(the_page_begins_with_the_verdict_and_what_to_look_at)
{
	static const char *const pieces[] = {
		"<h1>Two tasks polish one widget</h1>",
		"<nav aria-label=\"sections\">", "href=\"#proof\"",
		"<p class=\"verdict bad\">a person has to look</p>",
		"<b>frob: prevent widgets from being polished twice</b><span>1054e8ffc5c4</span>",
		"<span>1 more fix</span>",
		"<b>Linux 4.19.79</b>",
		"<b>4 commits</b><span>2 prerequisites among them; 1 there already</span>"
		"<span>1 because lines and names lead to it, 1 because the recipe says so</span>",
		"<b>2 adapted</b><span>by 1 semantic patch and 1 shim</span>"
		"<span>1 not applicable here; 2 left out</span>",
		"<b>does not build, could not be tried</b>"
		"<span>1 of 2 configurations tried; 3 of 4 commits build; 1 new warning</span>"
		"<span>1 of 2 conditions hold, 1 not applicable; 1 of 2 names stay out</span>",
		"<a href=\"#proof-2\">not cured</a>: a widget goes away while it is polished: the bug shows",
		"<a href=\"#proof-4\">could not be tried</a>: a widget without a flag: the kernel",
		"<a href=\"#build-1-5\">1 new warning</a>",
		"<a href=\"#build-1-6\">does not build</a>",
		"<a href=\"#condition-2\">fails</a>",
		"<a href=\"#name-2\">newly there</a>",
		"<a href=\"#step-2\">warning</a>",
		"<a href=\"#uncompiled-1-1\">changed, not compiled</a>: drivers/frob/debug.c",
		"<a href=\"#fix\">1 note</a>",
		"id=\"series\"", "not applicable here</span>fix", "the tree has function frob_reaper</p>",
		", dashed where the recipe says so</p>",
		"id=\"fix\"", "id=\"steps\"", "id=\"left-out\"", "id=\"build\"",
		"id=\"conditions\"", "id=\"repeat\"",
	};
	owned(text_release) struct text out = { 0 };

	make_html(&out, sample_make, NULL);
	ck_in_order(&out, pieces, nr_of(pieces));
}
END_TEST

START_TEST(the_page_shows_a_conflict_and_its_evidence)
{
	static const char *const pieces[] = {
		"<p class=\"verdict bad\">a person has to look</p>",
		"<b>not built, not proven</b>",
		"<a href=\"#step-5\">conflict</a>: frob: prevent widgets from being polished twice",
		"id=\"step-5\"",
		"a three-way merge is in conflict<code>drivers/frob/frob.c; and 2 more files</code>",
		"rule &#39;set_off&#39; did not fire",
		"Upstream's change",
		"drivers/frob/core.c",
	};
	owned(text_release) struct text out = { 0 };

	make_html(&out, sample_make_conflict, NULL);
	ck_in_order(&out, pieces, nr_of(pieces));
	ck_has_not(&out, "id=\"conditions\"");
}
END_TEST

START_TEST(the_page_of_nothing_to_do_says_so)
{
	owned(text_release) struct text nothing = { 0 }, empty = { 0 };

	make_html(&nothing, sample_make_nothing_to_do, NULL);
	ck_has(&nothing, "<p class=\"verdict info\">nothing to do: the target has all of it that applies</p>");
	ck_has(&nothing, "<b>nothing</b><span>5 there already</span>");
	ck_has(&nothing, "<b>nothing adapted</b>");
	ck_has_not(&nothing, "Look at");
	make_html(&empty, sample_make_empty, NULL);
	ck_has(&empty, "<p>There is no step.</p>");
	ck_has(&empty, "--onto /usr/src/linux-source-6.1 --style shim");
}
END_TEST

START_TEST(a_step_that_was_written_is_no_longer_to_do)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text done = { 0 }, planned = { 0 };

	sample_make(&sample);
	report_html(&done, &sample.backport);
	ck_has(&done, "<span class=\"badge ok\">picked</span>");
	ck_has(&done, "<span>carried</span>");
	for (size_t i = 0; i < sample.backport.nr_steps; i++)
		sample.backport.steps[i].commit = sample.backport.steps[i].patch = NULL;
	report_html(&planned, &sample.backport);
	ck_has(&planned, "<span class=\"badge ok\">to pick</span>");
	ck_has(&planned, "<span>to carry</span>");
}
END_TEST

START_TEST(what_a_recipe_says_of_a_commit_is_open_and_upstreams_message_is_not)
{
	owned(text_release) struct text out = { 0 };

	make_html(&out, sample_make, NULL);
	ck_has(&out, "<details open><summary>What it does, and why</summary>");
	ck_has(&out, "<details><summary>Upstream's message</summary>");
}
END_TEST

START_TEST(what_to_repeat_is_what_was_done)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text ported = { 0 }, checked = { 0 }, proven = { 0 };
	struct backport *backport = &sample.backport;

	sample_make(&sample);
	report_html(&ported, backport);
	ck_has(&ported, "<pre tabindex=\"0\">stableport port frob-running --repo");
	ck_has(&ported, " --style inline\nstableport prove frob-running --repo");
	for (size_t i = 0; i < backport->nr_steps; i++)
		backport->steps[i].commit = backport->steps[i].patch = NULL;
	report_html(&checked, backport);
	ck_has(&checked, "<pre tabindex=\"0\">stableport check frob-running --repo");
	ck_has(&checked, " --config recipe --config defconfig --arch x86 --arch arm64\nstableport prove ");
	backport->check = (struct check){ 0 };
	report_html(&proven, backport);
	ck_has(&proven, "<pre tabindex=\"0\">stableport prove frob-running --repo");
}
END_TEST

/* What is measured and proven. */

START_TEST(a_kernel_that_booted_was_built_though_no_commit_was)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text booted = { 0 }, failed = { 0 };
	struct backport *backport = &sample.backport;

	sample_make(&sample);
	backport->check = (struct check){ 0 };
	backport->nr_proofs = 1;
	report_html(&booted, backport);
	ck_has(&booted, "<b>boots, cured</b><span>built as a whole, not commit by commit</span>");
	backport->proofs->verdict = PROOF_FAILED;
	report_html(&failed, backport);
	ck_has(&failed, "<b>not built, could not be tried</b>");
}
END_TEST

START_TEST(what_the_kernel_complains_of_after_as_before_is_to_be_looked_at)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };
	struct proof *proof;

	sample_make(&sample);
	proof = &sample.backport.proofs[SAMPLE_CURED];
	report_html(&out, &sample.backport);
	ck_has_not(&out, "after as before");
	proof->runs[1].complaints = proof->runs[0].complaints;
	text_clear(&out);
	report_html(&out, &sample.backport);
	ck_has(&out, "<a href=\"#proof-1\">the kernel complains, after as before</a>: BUG: KASAN: use-after-free");
}
END_TEST

START_TEST(a_proof_says_what_was_seen_before_and_after)
{
	static const char *const pieces[] = {
		"id=\"proof-1\"", "<span class=\"badge ok\">cured</span> the bug shows before and is gone after",
		"<th scope=\"row\">the bug</th><td><span class=\"badge bad\">shows</span></td>",
		"<td><span class=\"badge ok\">does not show</span></td>",
		"<td>ran out of time</td><td>ended by itself</td>",
		"<th scope=\"row\">widgets</th><td class=\"number\">200</td><td class=\"number\">200</td>",
		"<th scope=\"row\">polished twice</th><td class=\"number\">17</td><td class=\"number\">0</td>",
		"<th scope=\"row\">seconds to stop</th><td class=\"soft\">not reached</td><td class=\"number\">1</td>",
		"BUG: KASAN: use-after-free", "nothing</td>", "prove/frob/console.txt",
		"qemu-system-x86_64 -kernel before/bzImage", "id=\"proof-2\"", "id=\"proof-4\"",
		"<span class=\"badge bad\">could not be tried</span> the kernel before does not build",
		"undefined reference to &#39;frob_queue&#39;",
	};
	owned(text_release) struct text out = { 0 };

	make_html(&out, sample_make, NULL);
	ck_in_order(&out, pieces, nr_of(pieces));
}
END_TEST

START_TEST(a_load_has_no_bug_and_counts_side_by_side)
{
	static const char *const same[] = {
		"id=\"proof-1\"", "<h3>400 widgets are polished</h3>",
		"<p><span class=\"badge ok\">behaves the same</span>",
		"<th scope=\"row\">the guest</th>",
		"<th scope=\"row\">polished</th><td class=\"number\">400</td><td class=\"number\">400</td>",
	};
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 }, other = { 0 };
	struct backport *backport = &sample.backport;

	sample_make(&sample);
	backport->proofs += SAMPLE_LOAD;
	backport->nr_proofs = 1;
	report_html(&out, backport);
	ck_in_order(&out, same, nr_of(same));
	ck_has_not(&out, "the bug</th>");
	backport->proofs[0].runs[1].measured[0].value = 12;
	backport->proofs[0].verdict = PROOF_HARMED;
	report_html(&other, backport);
	ck_has(&other, "<td class=\"number bad\">400</td><td class=\"number bad\">12</td>");
	ck_has(&other, "<span class=\"badge bad\">does harm</span>");
}
END_TEST

START_TEST(the_headline_is_of_the_worst_proof_and_of_a_bug_before_a_load)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 }, worse = { 0 };
	struct backport *backport = &sample.backport;
	struct proof proofs[2];

	sample_make(&sample);
	proofs[0] = backport->proofs[SAMPLE_LOAD];
	proofs[1] = backport->proofs[SAMPLE_CURED];
	backport->proofs = proofs;
	backport->nr_proofs = 2;
	report_html(&out, backport);
	ck_has(&out, "<b>does not build, cured</b>");
	proofs[0].verdict = PROOF_HARMED;
	report_html(&worse, backport);
	ck_has(&worse, "<b>does not build, does harm</b>");
}
END_TEST

START_TEST(a_build_says_what_it_did_not_compile_and_what_modules_see)
{
	static const char *const pieces[] = {
		"<a href=\"#kabi-1\">kABI changes</a>: widget",
		"<a href=\"#coverage-1\">not compiled</a>: 3 of 9 changed lines of code",
		"2, <b class=\"warn\">modules see 1</b></td>",
		"id=\"build-1\"", "id=\"coverage-1\"", "6 of 9 changed lines of code were compiled",
		"drivers/frob/debug.c:7-9", "obj-$(CONFIG_FROB_DEBUG)", "<code>FROB_DEBUG</code>", "id=\"kabi-1\"",
		"struct <code>widget</code> <b class=\"warn\">modules see it</b>", "<code>size 24</code>",
		"<code>size 32</code>", "flags added at 24", "symbol <code>frob_queue</code>", "<code>not there</code>",
		"checkpatch", "drivers/frob/frob.c:42: warning: line length of 101 exceeds 100 columns",
	};
	owned(text_release) struct text out = { 0 };

	make_html(&out, sample_make, NULL);
	ck_in_order(&out, pieces, nr_of(pieces));
}
END_TEST

START_TEST(coccicheck_and_what_was_not_looked_at_stand_on_the_page)
{
	static const char *const pieces[] = {
		"<a href=\"#coccicheck\">coccicheck</a>: drivers/frob/frob.c:44: opportunity for kfree_sensitive",
		"<p class=\"warn\">checkpatch.pl gave up on step 6</p>",
		"<h3 id=\"coccicheck\">", "free/kfree.cocci could not be read</p>",
		"drivers/frob/frob.c:44: warning: opportunity for kfree_sensitive [free/kfree.cocci]",
	};
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 }, nothing = { 0 };

	sample_make(&sample);
	report_html(&out, &sample.backport);
	ck_in_order(&out, pieces, nr_of(pieces));
	sample.backport.check.nr_cocci = 0;
	report_html(&nothing, &sample.backport);
	ck_has(&nothing, "<p>Nothing new on the result.</p>");
}
END_TEST

START_TEST(changes_that_no_module_sees_are_said_to_be_so)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };
	struct kabi *kabi;

	sample_make(&sample);
	kabi = &sample.backport.check.builds->kabi;
	kabi->changes->exported = false;
	kabi->symbols = 0;
	report_html(&out, &sample.backport);
	ck_has(&out, ">2, modules see none</td>");
	ck_has(&out, "The objects export no symbol. Modules outside the tree see none of these changes.");
}
END_TEST

START_TEST(what_fails_after_each_step_is_said_once)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };
	struct build_check *build;
	size_t i;

	sample_make(&sample);
	build = sample.backport.check.builds;
	for (i = 0; i < build->nr_steps; i++) {
		build->steps[i].built = false;
		build->steps[i].log = "the target has no frob.h\n";
	}
	report_html(&out, &sample.backport);
	ck_page(&out);
	ck_has(&out, "<li class=\"bad\"><a href=\"#build-1\">no commit builds</a>: with recipe for x86: the target has no "
		     "frob.h</li>");
	ck_has(&out, "<span class=\"badge bad\">does not build</span> <span class=\"soft\">as after the step before");
	ck_has_not(&out, "<a href=\"#build-1-6\">does not build</a>");
	ck_has_not(&out, "<a href=\"#coverage-1\">not compiled</a>");
}
END_TEST

START_TEST(what_a_configuration_lacks_is_to_be_looked_at)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 }, markdown = { 0 };

	sample_make(&sample);
	sample.backport.check.builds->note = "the configuration lacks FROB_DEBUG";
	report_html(&out, &sample.backport);
	ck_has(&out, "<a href=\"#build-1\">recipe</a>: the configuration lacks FROB_DEBUG</li>");
	report_markdown(&markdown, &sample.backport);
	ck_has(&markdown, "; the configuration lacks FROB\\_DEBUG\n");
}
END_TEST

START_TEST(lines_that_one_thing_keeps_out_are_one_row)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };
	struct uncompiled_lines lines[3];
	struct coverage *coverage;

	sample_make(&sample);
	coverage = &sample.backport.check.builds->coverage;
	lines[0] = lines[1] = lines[2] = coverage->uncompiled[0];
	lines[1].first = lines[1].last = 20;
	lines[2].first = lines[2].last = 30;
	lines[2].why = "#ifdef CONFIG_FROB_TRACE";
	coverage->uncompiled = lines;
	coverage->nr_uncompiled = nr_of(lines);
	report_html(&out, &sample.backport);
	ck_has(&out, "drivers/frob/debug.c:7-9, 20</code>");
	ck_has(&out, "drivers/frob/debug.c:30</code>");
}
END_TEST

START_TEST(names_that_stay_out_are_one_line)
{
	owned(text_release) struct text out = { 0 };

	make_html(&out, sample_make, NULL);
	ck_has(&out, "<li id=\"name-2\"><b>frob_trace</b> <span class=\"bad\">is newly there</span>");
	ck_has(&out, "<p><span class=\"ok\">Stay out:</span> <code>frob_reaper</code></p>");
}
END_TEST

START_TEST(characters_that_turn_others_round_are_named)
{
	owned(text_release) struct text out = { 0 };

	make_html(&out, sample_make, "a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xd8\x9c" "d\xe2\x80\x8b" "e\xef\xbb\xbf"
				     "f\xf3\xa0\x81\xa1" "g\xc3\xa4");
	ck_page(&out);
	ck_has(&out, "<h1>a&lt;U+202E&gt;b&lt;U+2066&gt;c&lt;U+061C&gt;d&lt;U+200B&gt;e&lt;U+FEFF&gt;"
		     "f&lt;U+E0061&gt;g\xc3\xa4</h1>");
	ck_has_not(&out, "\xe2\x80\xae");
	ck_has_not(&out, "\xf3\xa0\x81\xa1");
}
END_TEST

/* A string of so many bytes, between two of others. */
static char *long_string(struct arena *arena, const char *begin, size_t len, char byte, const char *end)
{
	char *string = arena_alloc(arena, strlen(begin) + len + strlen(end) + 1);

	memcpy(string, begin, strlen(begin));
	memset(string + strlen(begin), byte, len);
	memcpy(string + strlen(begin) + len, end, strlen(end));
	return string;
}

#define MEGABYTE 1000000

START_TEST(a_line_of_a_megabyte_is_cut_and_counted)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };
	struct step *step;

	sample_make(&sample);
	step = &sample.backport.steps[SAMPLE_FIX];
	step->subject = long_string(&sample.backport.arena, "", MEGABYTE, '<', "");
	step->body = long_string(&sample.backport.arena, "", MEGABYTE, '&', "");
	step->diff = long_string(&sample.backport.arena, "diff --git a/a b/a\n+++ b/a\n@@ -1 +1 @@\n+", MEGABYTE, '"',
				 "\n");
	sample.backport.check.builds->steps[0].log = step->body;
	sample.backport.proofs->runs[0].excerpt = step->body;
	report_html(&out, &sample.backport);
	ck_page(&out);
	ck_has(&out, "\xe2\x80\xa6 (996000 bytes more)");
	ck_has(&out, "\xe2\x80\xa6 (984000 bytes more)");
	ck_has(&out, "\xe2\x80\xa6 (999601 bytes more)");
	ck_assert_uint_lt(out.len, MEGABYTE);
}
END_TEST

START_TEST(a_cut_is_between_characters)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };
	char *title;
	size_t i;

	sample_make(&sample);
	title = arena_alloc(&sample.backport.arena, 9001);
	for (i = 0; i < 3000; i++)
		memcpy(title + 3 * i, "\xe2\x82\xac", 3);
	sample.recipe.title = title;
	report_html(&out, &sample.backport);
	ck_has(&out, "\xe2\x82\xac\xe2\x80\xa6 (5001 bytes more)</h1>");
	ck_has_not(&out, "\xef\xbf\xbd");
}
END_TEST

START_TEST(fifty_long_steps_are_a_page_of_two_megabytes_at_most)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };

	sample_make_long(&sample, 50, 2000);
	report_html(&out, &sample.backport);
	ck_page(&out);
	ck_assert_uint_lt(out.len, 2 * MEGABYTE);
	ck_has(&out, "hunks, ");
	ck_has(&out, "they are in <code>0005-frob.patch</code>");
}
END_TEST

/* Who needs whom. */

START_TEST(a_commit_that_reasons_name_is_joined_by_a_line)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(graph_release) struct graph graph = { 0 };
	owned(text_release) struct text out = { 0 };

	sample_make(&sample);
	graph_of_backport(&graph, &sample.backport);
	ck_assert_uint_eq(graph.rows[SAMPLE_ADAPTED].nr_needed_by, 1);
	ck_assert_uint_eq(graph.rows[SAMPLE_ADAPTED].needed_by[0], SAMPLE_FIX);
	ck_assert(graph.rows[SAMPLE_ADAPTED].is_told);
	ck_assert_uint_eq(graph.rows[SAMPLE_THERE].nr_needed_by, 0);
	report_html(&out, &sample.backport);
	ck_has(&out, "needed by 5</p>");
	ck_has(&out, "needed by 5 (the recipe says so)</p>");
}
END_TEST

START_TEST(lines_side_by_side_have_lanes_and_a_free_lane_is_taken_again)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(graph_release) struct graph graph = { 0 };
	struct reason first = { "", "brought x, which 3b6fe8a1c0d4 uses" };
	struct reason second = { "", "4c6fe8a1c0d4; 3b6fe8a1c0d4" };
	struct step *steps;
	size_t i;

	sample_make_long(&sample, 6, 1);
	steps = sample.backport.steps;
	for (i = 0; i < 6; i++) {
		steps[i].role = ROLE_FOLLOW_UP;
		steps[i].nr_reasons = 0;
		steps[i].id = steps[i].upstream_object = NULL;
	}
	steps[2].upstream_object = "3b6fe8a1c0d4ffffffffffffffffffffffffffff";
	steps[5].id = "4c6fe8a1c0d4";
	steps[0].reasons = &first;
	steps[1].reasons = &second;
	steps[3].reasons = &second;
	steps[0].nr_reasons = steps[1].nr_reasons = steps[3].nr_reasons = 1;
	graph_of_backport(&graph, &sample.backport);
	ck_assert_uint_eq(graph.nr_lanes, 2);
	ck_assert_uint_eq(graph.rows[0].lane, 0);
	ck_assert_uint_eq(graph.rows[1].lane, 1);
	ck_assert_uint_eq(graph.rows[1].nr_needed_by, 2);
	ck_assert_uint_eq(graph.rows[1].needed_by[0], 2);
	ck_assert_uint_eq(graph.rows[3].lane, 0);
	ck_assert_uint_eq(graph.rows[3].nr_needed_by, 1);
}
END_TEST

/* Diffs. */

#define HEADER(path) "diff --git a/" path " b/" path "\nindex 1..2 100644\n--- a/" path "\n+++ b/" path "\n"

static void make_diffs(struct text *out, const char *diff, const char *upstream_diff)
{
	owned(sample_release) struct sample sample = { 0 };

	sample_make(&sample);
	sample.backport.steps += SAMPLE_FIX;
	sample.backport.nr_steps = 1;
	sample.backport.check = (struct check){ 0 };
	sample.backport.steps->diff = diff;
	sample.backport.steps->upstream_diff = upstream_diff;
	report_html(out, &sample.backport);
	ck_page(out);
}

START_TEST(diffs_are_paired_file_by_file)
{
	static const char *const pieces[] = {
		"<h4><code>b.c</code></h4>", "<p class=\"side\">here</p>", "<p class=\"side\">upstream</p>",
		"<h4><code>c.c</code></h4>", "<p class=\"side\">upstream: not changed</p>",
		"<h4><code>a.c</code></h4>", "<p class=\"side\">here: not changed</p>",
	};
	owned(text_release) struct text out = { 0 };

	make_diffs(&out, HEADER("b.c") "@@ -1 +1 @@\n-x\n+y\n" HEADER("c.c") "@@ -1 +1 @@\n-x\n+y\n",
		   HEADER("a.c") "@@ -1 +1 @@\n-x\n+y\n" HEADER("b.c") "@@ -9 +9 @@\n-x\n+z\n");
	ck_in_order(&out, pieces, nr_of(pieces));
	ck_has_not(&out, "index 1..2");
}
END_TEST

START_TEST(the_same_change_is_shown_once)
{
	owned(text_release) struct text same = { 0 }, other = { 0 };

	make_diffs(&same, HEADER("b.c") "@@ -1,2 +1,2 @@ f()\n a\n-x\n+y\n",
		   HEADER("b.c") "@@ -90,2 +91,2 @@ g()\n b\n-x\n+y\n");
	ck_has(&same, "here, and the same lines upstream");
	ck_has_not(&same, "g()");
	make_diffs(&other, HEADER("b.c") "@@ -1,2 +1,2 @@ f()\n a\n-x\n+y\n",
		   HEADER("b.c") "@@ -90,2 +91,2 @@ g()\n b\n-x\n+y\n+z\n");
	ck_has_not(&other, "the same lines upstream");
}
END_TEST

START_TEST(a_removed_line_that_begins_with_dashes_is_one)
{
	owned(text_release) struct text out = { 0 };

	make_diffs(&out, HEADER("b.c") "@@ -1,2 +1 @@\n--- a/line\n+++ b/line\n", NULL);
	ck_has(&out, "<span class=\"d\">--- a/line</span><span class=\"a\">+++ b/line</span>");
	ck_has(&out, "<h4><code>b.c</code></h4>");
}
END_TEST

START_TEST(new_removed_and_binary_files_are_said_to_be_so)
{
	owned(text_release) struct text out = { 0 };

	make_diffs(&out,
		   "diff --git a/n b/n\nnew file mode 100644\nindex 0..1\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n"
		   "diff --git a/r b/r\ndeleted file mode 100644\nindex 1..0\n--- a/r\n+++ /dev/null\n"
		   "@@ -1 +0,0 @@\n-x\n"
		   "diff --git a/f b/f\nindex 1..2 100644\nBinary files a/f and b/f differ\n",
		   NULL);
	ck_has(&out, "<h4><code>n</code></h4>");
	ck_has(&out, "<span class=\"n\">new file mode 100644</span>");
	ck_has(&out, "<h4><code>r</code></h4>");
	ck_has(&out, "<span class=\"n\">deleted file mode 100644</span>");
	ck_has(&out, "<span class=\"n\">Binary files a/f and b/f differ</span>");
}
END_TEST

START_TEST(what_is_no_diff_is_shown_as_it_is)
{
	owned(text_release) struct text empty = { 0 }, out = { 0 };

	make_diffs(&empty, "", "");
	make_diffs(&out, "no diff\n", "none either");
	ck_has(&out, "<span class=\"n\">no diff</span>");
	ck_has(&out, "<span class=\"n\">none either</span>");
}
END_TEST

START_TEST(a_date_is_a_day_where_the_author_was_and_nothing_when_it_is_none)
{
	static const struct { const char *date, *shown; } cases[] = {
		{ "1577836800 +0100", "&gt;, 2020-01-01<br>" },
		{ "1577836800 -0030", "&gt;, 2019-12-31<br>" },
		{ "no date", "&gt;<br>" },
		{ "99999999999999999999 +0000", "&gt;<br>" },
		{ "1577836800 +2147483647", "&gt;<br>" },
	};
	size_t i;

	for (i = 0; i < nr_of(cases); i++) {
		owned(sample_release) struct sample sample = { 0 };
		owned(text_release) struct text out = { 0 };

		sample_make(&sample);
		sample.backport.steps += SAMPLE_FIX;
		sample.backport.nr_steps = 1;
		sample.backport.check = (struct check){ 0 };
		sample.backport.steps->date = cases[i].date;
		report_html(&out, &sample.backport);
		ck_has(&out, cases[i].shown);
	}
}
END_TEST

START_TEST(words_that_differ_are_marked_on_both_sides)
{
	owned(text_release) struct text out = { 0 };

	make_diffs(&out, HEADER("b.c") "@@ -1,2 +1,2 @@\n a\n-x\n+\tqueue_work(callback_wq, &cb->cb_work);\n",
		   HEADER("b.c") "@@ -1,2 +1,2 @@\n a\n-x\n+\tqueue_work(clp->cl_callback_wq, &cb->cb_work);\n");
	ck_has(&out, "<span class=\"a\">+\tqueue_work(<mark>callback_wq</mark>, &amp;cb-&gt;cb_work);</span>");
	ck_has(&out, "<span class=\"a\">+\tqueue_work(<mark>clp-&gt;cl_callback_wq</mark>, "
		     "&amp;cb-&gt;cb_work);</span>");
	ck_has(&out, "<b class=\"warn\">otherwise than upstream</b>");
}
END_TEST

START_TEST(lines_with_nothing_in_common_are_not_marked)
{
	owned(text_release) struct text out = { 0 };

	make_diffs(&out, HEADER("b.c") "@@ -1,2 +1,2 @@\n-x\n+one(two);\n",
		   HEADER("b.c") "@@ -1,2 +1,2 @@\n-x\n+three(four);\n");
	ck_has_not(&out, "<mark>");
}
END_TEST

START_TEST(lines_that_one_side_has_stand_beside_a_gap)
{
	owned(text_release) struct text out = { 0 };

	make_diffs(&out, HEADER("b.c") "@@ -1,2 +1,3 @@\n a\n+one(here);\n+both();\n",
		   HEADER("b.c") "@@ -1,2 +1,2 @@\n a\n+both();\n");
	ck_has(&out, "<span class=\"c\"> a</span><span class=\"f\"> </span><span class=\"a\">+both();</span>");
}
END_TEST

START_TEST(a_hunk_is_paired_by_its_lines_and_says_where_it_comes_from)
{
	static const char *const pieces[] = {
		"here, and the same lines upstream", "-second", "<b class=\"warn\">otherwise than upstream</b>; placed",
		"within its function <code>b.c:1 (f)</code>", "-first", "<b class=\"warn\">only upstream</b>; dropped",
		"-third",
	};
	struct reason reason = { "placed within its function", "b.c:1 (f)" }, warning = { "dropped", "b.c:90" };
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };
	struct step *step;

	sample_make(&sample);
	step = &sample.backport.steps[SAMPLE_FIX];
	step->reasons = &reason;
	step->warnings = &warning;
	step->nr_reasons = step->nr_warnings = 1;
	step->diff = HEADER("b.c") "@@ -200 +200 @@\n-second\n+s\n@@ -1,2 +1 @@\n-first\n+f(here)\n";
	step->upstream_diff = HEADER("b.c") "@@ -10 +10 @@\n-first\n+f(upstream)\n@@ -50 +50 @@\n-second\n+s\n"
					    "@@ -90 +90 @@\n-third\n";
	report_html(&out, &sample.backport);
	ck_page(&out);
	ck_in_order(&out, pieces, nr_of(pieces));
}
END_TEST

SUITE(page)
{
	LOOP_TEST(the_page_is_balanced_and_its_links_lead_somewhere, NR_SAMPLES);
	LOOP_TEST(hostile_strings_stay_text_on_the_page, NR_SAMPLES);
	LOOP_TEST(hostile_lines_stay_text_on_the_page, NR_SAMPLES);
	TEST(the_page_begins_with_the_verdict_and_what_to_look_at);
	TEST(the_page_shows_a_conflict_and_its_evidence);
	TEST(the_page_of_nothing_to_do_says_so);
	TEST(a_step_that_was_written_is_no_longer_to_do);
	TEST(what_a_recipe_says_of_a_commit_is_open_and_upstreams_message_is_not);
	TEST(what_to_repeat_is_what_was_done);
	TEST(a_kernel_that_booted_was_built_though_no_commit_was);
	TEST(what_the_kernel_complains_of_after_as_before_is_to_be_looked_at);
	TEST(coccicheck_and_what_was_not_looked_at_stand_on_the_page);
	TEST(changes_that_no_module_sees_are_said_to_be_so);
	TEST(names_that_stay_out_are_one_line);
	TEST(what_fails_after_each_step_is_said_once);
	TEST(what_a_configuration_lacks_is_to_be_looked_at);
	TEST(lines_that_one_thing_keeps_out_are_one_row);
	TEST(diffs_are_paired_file_by_file);
	TEST(the_same_change_is_shown_once);
	TEST(a_removed_line_that_begins_with_dashes_is_one);
	TEST(new_removed_and_binary_files_are_said_to_be_so);
	TEST(what_is_no_diff_is_shown_as_it_is);
	TEST(a_date_is_a_day_where_the_author_was_and_nothing_when_it_is_none);
	TEST(a_proof_says_what_was_seen_before_and_after);
	TEST(a_load_has_no_bug_and_counts_side_by_side);
	TEST(the_headline_is_of_the_worst_proof_and_of_a_bug_before_a_load);
	TEST(a_build_says_what_it_did_not_compile_and_what_modules_see);
	TEST(characters_that_turn_others_round_are_named);
	TEST(a_line_of_a_megabyte_is_cut_and_counted);
	TEST(a_cut_is_between_characters);
	TEST(fifty_long_steps_are_a_page_of_two_megabytes_at_most);
	TEST(a_commit_that_reasons_name_is_joined_by_a_line);
	TEST(lines_side_by_side_have_lanes_and_a_free_lane_is_taken_again);
	TEST(words_that_differ_are_marked_on_both_sides);
	TEST(lines_with_nothing_in_common_are_not_marked);
	TEST(lines_that_one_side_has_stand_beside_a_gap);
	TEST(a_hunk_is_paired_by_its_lines_and_says_where_it_comes_from);
}
