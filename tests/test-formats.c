// SPDX-License-Identifier: GPL-2.0-only
/* Markdown, mail, SARIF and JUnit: what they say, and that nothing hostile is more than text in them. */
#include <ctype.h>
#include <jansson.h>

#include "tests/lib/pieces.h"
#include "tests/lib/sample.h"
#include "tests/lib/suite.h"
#include "tool/error.h"
#include "tool/report.h"
#include "tool/report/findings.h"
#include "tool/report/one-line.h"

static const char *const poisons[] = {
	"@everyone closes #12 !34 ~bug %1 $5 &6 ^alert GH-7 gh-8 [vulnerability:8] https://evil.example/x "
	"www.evil.example "
	"a@b.example @_x @\xc3\xa9",
	"![x](http://evil/x.png) [y](javascript:alert(1)) <img src=x onerror=alert(1)> <!-- &lt; </td> ]]> <![CDATA[ "
	"\"'",
	"```\n/merge\n```\n` `` ```` |a|b| \\| \\` \n- [ ] x\n# h\n***\n| x |\n/assign @all",
	"- x",
	"1. x",
	"+ x",
	"=== ",
	"* * *",
	"/close",
	"`",
	"``",
	"|",
	"\\",
	"`|`",
	"a\nResult: ready for review\n/close\n",
	"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\nFrom 1234 Mon Sep 17\n---\nIndex: x\n-- >8 --\n8< "
	"-- %<",
	"\xff\xfe\x01\x1b]0;x\x07\xef\xbf\xbe\xef\xbf\xbf\xe2\x80\xae",
	"",
	"{0} [a](b) {",
	"%s%n%d",
};

static void make(struct sample *sample, const char *poison)
{
	sample_make(sample);
	if (poison)
		sample_poison(sample, poison);
}

/* Markdown. */

static void make_markdown(struct text *out, const char *poison)
{
	owned(sample_release) struct sample sample = { 0 };

	make(&sample, poison);
	report_markdown(out, &sample.backport);
}

/* What is behind a code span or block that begins with this fence, or NULL. */
static const char *behind_code(const char *at, size_t fence)
{
	size_t len;

	for (at += fence; *at; at += len ? len : 1) {
		len = strspn(at, "`");
		if (len == fence)
			return at + len;
	}
	return NULL;
}

static bool is_reference(const char *at)
{
	return at[0] == '&' && at[1] == '#' && isdigit((unsigned char)at[2]);
}

/* Without what is in code, and each numeric reference as one blank. */
static void strip_code(struct text *prose, const char *at)
{
	while (*at) {
		if (*at == '`') {
			at = behind_code(at, strspn(at, "`"));
			ck_assert_msg(at != NULL, "code that does not end");
			text_adds(prose, "CODE");
		} else if (is_reference(at)) {
			at += strcspn(at, ";") + 1;
			text_addc(prose, ' ');
		} else {
			text_addc(prose, *at++);
		}
	}
}

static void ck_line_begins_with_ours(const char *line, size_t len)
{
	ck_assert_msg(!len || strchr("-|*#C ", *line), "a line begins with '%.*s'", (int)len, line);
	ck_assert_msg(len < 2 || *line != '#' || !strncmp(line, "### ", 4), "a heading: '%.*s'", (int)len, line);
}

static void ck_prose_does_nothing(const char *prose)
{
	const char *at, *end = prose + strlen(prose), *line;
	size_t len;

	ck_assert_ptr_null(strpbrk(prose, "<>"));
	ck_assert_ptr_null(strstr(prose, "://"));
	ck_assert_ptr_null(strstr(prose, "www."));
	for (at = prose; (at = strpbrk(at, "@#!~%$&^[")) != NULL; at++)
		ck_assert_msg(!isalnum((unsigned char)at[1]) && at[1] != '"' && at[1] != '_' && !(at[1] & 0x80),
			      "a reference: '%.20s'", at);
	for (at = prose; (at = strpbrk(at, "_[]{}~$^!")) != NULL; at++)
		ck_assert_msg(at > prose && at[-1] == '\\', "markup: '%.20s'", at);
	for (at = prose; text_line(&line, &len, &at, end);)
		ck_line_begins_with_ours(line, len);
}

START_TEST(markdown_begins_with_the_verdict_and_five_facts)
{
	static const char *const pieces[] = {
		"**Result: a person has to look**\n",
		"| what | Two tasks polish one widget (`frob-running`) |\n",
		"| onto what | Linux 4.19.79, the branch `linux-4.19.y` at `7d120b7e2a5c",
		"| prerequisites | 2 of the 4 commits",
		"| adapted, dropped | 2 adapted; 1 not applicable here; 2 left out |\n",
		"| builds, cures | recipe does not build: 3",
		"### Look at\n",
		"### The series\n",
		"| 5 | picked | fix | `1054e8ffc5c4` frob: prevent",
		"### Prerequisites, and why\n",
		"  - 1054e8ffc5c4 leans on it: `made 3",
		"- `b95239ca4954` frob: wait for the last widget\n  - the recipe says so\n",
		"### Builds and new diagnostics\n",
		"### Conditions\n",
		"- fails: the flag is cleared",
		"### Proof\n",
		"### Changed, not compiled\n",
		"lines 7 to 9, not in `recipe` (x86): `obj-$(CONFIG_FROB_DEBUG)`; it takes `FROB_DEBUG`\n",
		"### kABI\n",
		"- `recipe` (x86): 2 changes, of which modules outside the tree see 1; 2 exported symbols compared\n",
		"  - struct `widget`: `size 24` before, `size 32` after; modules",
		"; flags added at 24; shine is where it was\n",
		"### Left out\n",
		"- `44df6f439a17` frob: add a reaper",
		"### checkpatch and coccicheck\n",
	};
	owned(text_release) struct text out = { 0 };
	const char *at;
	size_t i;

	make_markdown(&out, NULL);
	for (i = 0, at = text_str(&out); i < nr_of(pieces); i++) {
		at = strstr(at, pieces[i]);
		ck_assert_msg(at != NULL, "no '%s' in its place in:\n%.1000s", pieces[i], text_str(&out));
	}
}
END_TEST

START_TEST(markdown_has_nothing_that_a_host_acts_on)
{
	owned(text_release) struct text out = { 0 }, prose = { 0 };

	make_markdown(&out, poisons[_i]);
	strip_code(&prose, text_str(&out));
	ck_prose_does_nothing(text_str(&prose));
	ck_has(&out, "**Result: a person has to look**");
}
END_TEST

START_TEST(no_line_of_a_log_is_a_quick_action)
{
	owned(text_release) struct text out = { 0 };

	make_markdown(&out, "/merge\n/assign @all\n````\n/close");
	ck_has_not(&out, "\n/");
	ck_has(&out, "\n`````text\n /merge\n /assign @all\n ````\n /close\n`````\n");
}
END_TEST

START_TEST(markdown_fits_into_a_merge_request)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 }, words = { 0 };
	struct step_check *built;
	struct diagnostic one;
	size_t i;

	for (i = 0; i < 8000; i++)
		text_addf(&words, "word%zu\n", i);
	sample_make(&sample);
	built = &sample.backport.check.builds[0].steps[2];
	one = built->new_diagnostics[0];
	for (i = 0; i < 500; i++)
		*arena_push(&sample.backport.arena, built->new_diagnostics, built->nr_new_diagnostics) = one;
	report_markdown(&out, &sample.backport);
	ck_has(&out, "- and 481 more, which the JSON document names\n");
	text_clear(&out);
	sample_poison(&sample, text_str(&words));
	report_markdown(&out, &sample.backport);
	ck_assert_uint_lt(out.len, 65536);
	ck_has(&out, "too long to be said here");
}
END_TEST

/* Mail. */

static void make_mail(struct text *out, const char *poison)
{
	owned(sample_release) struct sample sample = { 0 };

	make(&sample, poison);
	report_mail(out, &sample.backport);
}

static bool begins(const char *line, size_t len, const char *with)
{
	return len >= strlen(with) && !memcmp(line, with, strlen(with));
}

static void ck_mail_line(const char *line, size_t len)
{
	static const char *const bad[] = { "---",   "diff -",   "Index: ", "From ", ">From",
					   "From:", "Subject:", "Date:",   "-- ",   "/" };
	size_t i, columns;

	for (i = 0; i < nr_of(bad); i++)
		ck_assert_msg(!begins(line, len, bad[i]), "a line begins '%.*s'", (int)len, line);
	for (i = columns = 0; i < len; i++)
		columns += ((unsigned char)line[i] & 0xc0) != 0x80;
	ck_assert_msg(columns <= 72 || begins(line, len, "      ") || !memchr(line + 6, ' ', len - 6),
		      "%zu columns: %.*s", columns, (int)len, line);
	ck_assert_uint_lt(len, 990);
}

START_TEST(mail_is_plain_text_that_git_takes_for_no_patch)
{
	owned(text_release) struct text out = { 0 };
	const char *at, *end, *line, *byte;
	size_t len;

	make_mail(&out, poisons[_i]);
	for (at = text_str(&out), end = at + out.len; text_line(&line, &len, &at, end);)
		ck_mail_line(line, len);
	for (byte = text_str(&out); *byte; byte++)
		ck_assert_msg(*byte == '\n' || (unsigned char)*byte >= ' ', "a byte %d", *byte);
	ck_has_not(&out, ">8");
	ck_has_not(&out, "8<");
	ck_has_not(&out, "%<");
	ck_has_not(&out, "\xe2\x80\xae");
	ck_has(&out, "\nResult: a person has to look\n");
	ck_has_not(&out, "\nResult: ready");
}
END_TEST

START_TEST(mail_says_it_in_a_cover_letter_s_order)
{
	owned(text_release) struct text out = { 0 };
	const char *head = "Backport of frob-running to Linux 4.19.79\n\nResult: a person has to look\n\nwhat:         "
			   "    Two tasks";

	make_mail(&out, NULL);
	ck_assert_int_eq(strncmp(text_str(&out), head, strlen(head)), 0);
	ck_has(&out, "\n  2. adapted, prerequisite: 2bbfed98a4d8 frob: queue a widget in one\n     place, +1 -1\n");
	ck_has(&out, "\n  1. already there, prerequisite: 12357f1b2c8e frob: minor cleanup\n");
	ck_has(&out, "\n      make: *** [drivers/frob/frob.o] Error 1\n");
}
END_TEST

START_TEST(what_a_recipe_says_of_a_prerequisite_is_its_reason)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };

	make(&sample, NULL);
	sample.backport.steps[SAMPLE_SHIM].body = "It waits.\n\nThe fix stops what nobody waits for.\n";
	sample.backport.steps[SAMPLE_SHIM].body_is_upstream = false;
	report_mail(&out, &sample.backport);
	ck_has(&out, "\n  - b95239ca4954 frob: wait for the last widget\n"
		     "    - It waits. The fix stops what nobody waits for.\n");
}
END_TEST

START_TEST(a_kernel_that_booted_without_a_check_is_no_kernel_that_was_not_built)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };

	make(&sample, NULL);
	sample.backport.check = (struct check){ 0 };
	sample.backport.nr_proofs = 1;
	report_markdown(&out, &sample.backport);
	ck_has(&out, "| builds, cures | not built commit by commit; two tasks polish 200 widgets: cured |\n");
}
END_TEST

/* SARIF. */

static json_t *make_sarif(const struct backport *backport)
{
	owned(text_release) struct text out = { 0 };
	json_t *log;

	succeeds(report_sarif(&out, backport, err));
	log = json_loads(text_str(&out), JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(log);
	return log;
}

static const json_t *run_of(const json_t *log)
{
	return json_array_get(json_object_get(log, "runs"), 0);
}

static const char *string_at(const json_t *json, const char *a, const char *b)
{
	const char *string = json_string_value(json_object_get(json_object_get(json, a), b));

	return string ? string : "";
}

static const json_t *result_of(const json_t *log, const char *rule)
{
	const json_t *results = json_object_get(run_of(log), "results"), *result;
	size_t i;

	json_array_foreach(results, i, result)
		if (!strcmp(json_string_value(json_object_get(result, "ruleId")), rule))
			return result;
	ck_abort_msg("no result of rule %s", rule);
	return NULL;
}

static void ck_level(const json_t *log, const char *rule, const char *level)
{
	ck_assert_str_eq(json_string_value(json_object_get(result_of(log, rule), "level")), level);
}

START_TEST(sarif_has_a_result_for_all_that_is_wrong)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(json_decrefp) json_t *log = NULL;

	make(&sample, NULL);
	log = make_sarif(&sample.backport);
	ck_level(log, "build", "error");
	ck_level(log, "proof", "error");
	ck_level(log, "new-diagnostic", "warning");
	ck_level(log, "condition", "error");
	ck_level(log, "keep-out", "error");
	ck_level(log, "to-review", "note");
	ck_level(log, "not-compiled", "warning");
	ck_level(log, "kabi", "warning");
	ck_assert(strstr(string_at(result_of(log, "kabi"), "message", "text"),
			 "; flags added at 24; shine is where it was"));
	ck_level(log, "coccicheck", "warning");
	ck_level(log, "checkpatch", "note");
	ck_assert_str_eq(string_at(run_of(log), "automationDetails", "id"), "stableport/frob-running/linux-4.19.y/");
	ck_assert_str_eq(string_at(json_array_get(json_object_get(run_of(log), "versionControlProvenance"), 0),
				   "mappedTo", "uriBaseId"),
			 "SRCROOT");
}
END_TEST

START_TEST(sarif_says_where)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(json_decrefp) json_t *log = NULL;
	const json_t *physical;

	make(&sample, NULL);
	sample.backport.check.builds[0].coverage.uncompiled[0].path = "drivers/a b/100%.c";
	log = make_sarif(&sample.backport);
	physical = json_object_get(json_array_get(json_object_get(result_of(log, "not-compiled"), "locations"), 0),
				   "physicalLocation");
	ck_assert_str_eq(string_at(physical, "artifactLocation", "uri"), "drivers/a%20b/100%25.c");
	ck_assert_int_eq(json_integer_value(json_object_get(json_object_get(physical, "region"), "startLine")), 7);
	ck_assert_int_eq(json_integer_value(json_object_get(json_object_get(physical, "region"), "endLine")), 9);
}
END_TEST

static const char *fingerprint_of(const json_t *log, const char *rule)
{
	return string_at(result_of(log, rule), "partialFingerprints", "stableport/v1");
}

START_TEST(sarif_s_fingerprints_do_not_depend_on_lines)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(json_decrefp) json_t *before = NULL, *after = NULL;
	struct check *check = &sample.backport.check;

	make(&sample, NULL);
	check->builds[0].steps[2].new_diagnostics[0].text = "'f' redeclared (declared at frob.c:12)";
	before = make_sarif(&sample.backport);
	check->builds[0].steps[2].new_diagnostics[0].line += 100;
	check->builds[0].steps[2].new_diagnostics[0].text = "'f' redeclared (declared at frob.c:112)";
	check->builds[0].coverage.uncompiled[0].first += 100;
	check->builds[0].coverage.uncompiled[0].last += 100;
	check->conditions[1].places.v[0] = "drivers/frob/frob.c:152: widget_put(widget);";
	after = make_sarif(&sample.backport);
	ck_assert_str_eq(fingerprint_of(before, "new-diagnostic"), fingerprint_of(after, "new-diagnostic"));
	ck_assert_str_eq(fingerprint_of(before, "not-compiled"), fingerprint_of(after, "not-compiled"));
	ck_assert_str_eq(fingerprint_of(before, "condition"), fingerprint_of(after, "condition"));
	ck_assert_str_ne(fingerprint_of(before, "new-diagnostic"), fingerprint_of(before, "checkpatch"));
}
END_TEST

START_TEST(hostile_words_are_no_links_or_arguments_in_sarif)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(json_decrefp) json_t *log = NULL;
	const json_t *results, *result;
	size_t i;

	make(&sample, poisons[_i]);
	log = make_sarif(&sample.backport);
	results = json_object_get(run_of(log), "results");
	ck_assert_uint_gt(json_array_size(results), 5);
	json_array_foreach(results, i, result) {
		const char *words = string_at(result, "message", "text"), *at;

		ck_assert_ptr_null(strstr(words, "]("));
		ck_assert_ptr_null(strpbrk(words, "\n\033\007"));
		for (at = words; (at = strchr(at, '{')) != NULL; at += 2)
			ck_assert_int_eq(at[1], '{');
	}
}
END_TEST

START_TEST(sarif_says_what_was_not_looked_at)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(json_decrefp) json_t *log = NULL;
	const json_t *notifications;

	sample_make_empty(&sample);
	log = make_sarif(&sample.backport);
	notifications = json_object_get(json_array_get(json_object_get(run_of(log), "invocations"), 0),
					"toolExecutionNotifications");
	ck_assert_str_eq(string_at(json_array_get(notifications, 0), "message", "text"), "the result was not checked");
	ck_assert_ptr_null(json_object_get(run_of(log), "versionControlProvenance"));
}
END_TEST

/* Findings. */

START_TEST(a_finding_of_two_configurations_is_one)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(findings_release) struct findings once = { 0 }, twice = { 0 };
	struct check *check = &sample.backport.check;

	make(&sample, NULL);
	findings_of(&once, &sample.backport);
	check->builds[1].done = true;
	check->builds[1].steps = check->builds[0].steps;
	check->builds[1].nr_steps = check->builds[0].nr_steps;
	check->builds[1].kabi = check->builds[0].kabi;
	findings_of(&twice, &sample.backport);
	ck_assert_uint_eq(twice.nr, once.nr);
}
END_TEST

START_TEST(the_same_words_twice_in_a_function_are_two_findings)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(findings_release) struct findings once = { 0 }, twice = { 0 };
	struct step_check *built;
	struct diagnostic one;

	make(&sample, NULL);
	findings_of(&once, &sample.backport);
	built = &sample.backport.check.builds[0].steps[2];
	one = built->new_diagnostics[0];
	one.line++;
	*arena_push(&sample.backport.arena, built->new_diagnostics, built->nr_new_diagnostics) = one;
	findings_of(&twice, &sample.backport);
	ck_assert_uint_eq(twice.nr, once.nr + 1);
}
END_TEST

START_TEST(lines_that_another_configuration_compiles_are_a_note)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(findings_release) struct findings findings = { 0 };
	size_t i, nr = 0;

	make(&sample, NULL);
	sample.backport.check.builds[1].coverage.done = true;
	findings_of(&findings, &sample.backport);
	for (i = 0; i < findings.nr; i++) {
		if (findings.v[i].rule != FINDING_UNCOMPILED)
			continue;
		nr++;
		ck_assert_int_eq(findings.v[i].level, FINDING_NOTE);
	}
	ck_assert_uint_eq(nr, 1);
}
END_TEST

START_TEST(a_flood_of_findings_is_bounded_and_said)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(findings_release) struct findings findings = { 0 };
	struct step_check *built;
	struct diagnostic one;
	size_t i;

	make(&sample, NULL);
	built = &sample.backport.check.builds[0].steps[2];
	one = built->new_diagnostics[0];
	for (i = 0; i < FINDINGS_MAX + 500; i++)
		*arena_push(&sample.backport.arena, built->new_diagnostics, built->nr_new_diagnostics) = one;
	findings_of(&findings, &sample.backport);
	ck_assert_uint_eq(findings.nr, FINDINGS_MAX);
	ck_assert_uint_gt(findings.unsaid, 400);
	ck_assert_int_eq(findings.v[0].level, FINDING_ERROR);
}
END_TEST

/* JUnit. */

static void make_junit(struct text *out, const char *poison)
{
	owned(sample_release) struct sample sample = { 0 };

	make(&sample, poison);
	report_junit(out, &sample.backport);
}

START_TEST(junit_has_a_suite_for_all_that_could_fail)
{
	owned(text_release) struct text out = { 0 };

	make_junit(&out, NULL);
	ck_has(&out,
	       "<testsuites name=\"stableport frob-running linux-4.19.y\" tests=\"24\" failures=\"5\" errors=\"1\"");
	ck_has(&out, "<testsuite name=\"series\" tests=\"6\" failures=\"0\"");
	ck_has(&out, "<skipped message=\"it applies only where this holds: the tree has function frob_reaper\">");
	ck_has(&out, "<testsuite name=\"build recipe x86\" tests=\"6\" failures=\"2\" errors=\"0\" skipped=\"1\"");
	ck_has(&out, "<skipped message=\"there is no aarch64-linux-gnu-gcc");
	ck_has(&out, "<testsuite name=\"conditions\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\"");
	ck_has(&out, "<testsuite name=\"keep-out\" tests=\"2\" failures=\"1\"");
	ck_has(&out, "<testsuite name=\"proof\" tests=\"4\" failures=\"1\" errors=\"1\"");
	ck_has(&out,
	       "<failure type=\"build\" message=\"it does not build\">drivers/frob/frob.c:44: error: &#39;flags&#39;");
}
END_TEST

START_TEST(junit_of_a_conflict_fails_and_of_no_check_is_skipped)
{
	owned(sample_release) struct sample sample = { 0 };
	owned(text_release) struct text out = { 0 };

	sample_make_conflict(&sample);
	report_junit(&out, &sample.backport);
	ck_has(&out, "<failure type=\"conflict\"");
	ck_has(&out, "<skipped message=\"the result was not checked\">");
}
END_TEST

/* Just the XML that we write: tags in pairs, and no byte that XML 1.0 has no place for. */
START_TEST(junit_is_xml_whatever_is_in_it)
{
	owned(text_release) struct text out = { 0 };
	const char *at;

	make_junit(&out, poisons[_i]);
	for (at = text_str(&out); *at; at++)
		ck_assert_msg((unsigned char)*at >= ' ' || *at == '\n', "a byte %d", *at);
	ck_has_not(&out, "\xef\xbf\xbe");
	ck_has_not(&out, "\xef\xbf\xbf");
	for (at = strchr(text_str(&out), '\n'); (at = strchr(at, '<')) != NULL; at++)
		ck_assert_msg(at[1] == '/' || !strncmp(at, "<testsuite", 10) || !strncmp(at, "<testcase ", 10) ||
				      !strncmp(at, "<failure ", 9) || !strncmp(at, "<skipped ", 9) ||
				      !strncmp(at, "<error ", 7) || !strncmp(at, "<system-out>", 12),
			      "a tag: %.30s", at);
	for (at = text_str(&out); (at = strchr(at, '&')) != NULL; at++)
		ck_assert_msg(at[strspn(at + 1, "#0123456789abcdefghijklmnopqrstuvwxyz") + 1] == ';',
			      "no reference: %.20s", at);
}
END_TEST

/* One line. */

START_TEST(one_line_is_cut_between_characters)
{
	owned(text_release) struct text out = { 0 };

	add_short(&out, "\xc3\xa9\xc3\xa9\xc3\xa9", 3);
	ck_assert_str_eq(text_str(&out), "\xc3\xa9\xc3\xa9...");
	text_clear(&out);
	add_one_line(&out, " \n a\t\n b \n");
	ck_assert_str_eq(text_str(&out), "a b");
	text_clear(&out);
	add_one_line(&out, "a\xe2\x80\xae" "b\xe2\x80\x8f" "c\xf3\xa0\x81\xa1" "d\xe2\x82\xac");
	ck_assert_str_eq(text_str(&out), "a\xef\xbf\xbd" "b\xef\xbf\xbd" "c\xef\xbf\xbd" "d\xe2\x82\xac");
	text_clear(&out);
	add_one_line(&out, NULL);
	ck_assert_str_eq(text_str(&out), "");
}
END_TEST

SUITE(formats)
{
	TEST(markdown_begins_with_the_verdict_and_five_facts);
	LOOP_TEST(markdown_has_nothing_that_a_host_acts_on, nr_of(poisons));
	TEST(no_line_of_a_log_is_a_quick_action);
	TEST(markdown_fits_into_a_merge_request);
	LOOP_TEST(mail_is_plain_text_that_git_takes_for_no_patch, nr_of(poisons));
	TEST(mail_says_it_in_a_cover_letter_s_order);
	TEST(what_a_recipe_says_of_a_prerequisite_is_its_reason);
	TEST(a_kernel_that_booted_without_a_check_is_no_kernel_that_was_not_built);
	TEST(sarif_has_a_result_for_all_that_is_wrong);
	TEST(sarif_says_where);
	TEST(sarif_s_fingerprints_do_not_depend_on_lines);
	LOOP_TEST(hostile_words_are_no_links_or_arguments_in_sarif, nr_of(poisons));
	TEST(sarif_says_what_was_not_looked_at);
	TEST(a_finding_of_two_configurations_is_one);
	TEST(the_same_words_twice_in_a_function_are_two_findings);
	TEST(lines_that_another_configuration_compiles_are_a_note);
	TEST(a_flood_of_findings_is_bounded_and_said);
	TEST(junit_has_a_suite_for_all_that_could_fail);
	TEST(junit_of_a_conflict_fails_and_of_no_check_is_skipped);
	LOOP_TEST(junit_is_xml_whatever_is_in_it, nr_of(poisons));
	TEST(one_line_is_cut_between_characters);
}
