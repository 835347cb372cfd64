// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report as JUnit's XML, in the dialect that Jenkins and GitLab read: a suite for the series, one for each
 * configuration, one for the conditions, the kept-out names and the scenarios, with a case for each that could pass or
 * fail. What was not done is skipped, and says why: a suite that is missing would pass for one that passed.
 *
 * A suite begins with its numbers, so its cases are written first, into a text of their own.
 *
 * XML 1.0 has no place at all, not even escaped, for control characters and for U+FFFE and U+FFFF: text.h replaces the
 * former, add_xml() the latter. In an attribute a line end would become a blank: it is a numeric reference there.
 */
#include "../html.h"
#include "../report.h"

struct suite {
	struct text cases;
	size_t nr, failures, errors, skipped;
};

static void suite_release(struct suite *suite)
{
	text_release(&suite->cases);
}

/* A log as a whole may be large; its end says what stopped it. */
#define LOG_MAX (64 * 1024)

static bool is_no_character(const char *at)
{
	return !strncmp(at, "\xef\xbf\xbe", 3) || !strncmp(at, "\xef\xbf\xbf", 3);
}

static void add_xml(struct text *out, const char *string, bool in_attribute)
{
	owned(text_release) struct text escaped = { 0 };
	const char *at;

	html_escape(&escaped, string);
	for (at = text_str(&escaped); *at; at++) {
		if (is_no_character(at)) {
			text_adds(out, "\xef\xbf\xbd");
			at += 2;
		} else if (in_attribute && (*at == '\n' || *at == '\t')) {
			text_addf(out, "&#%d;", *at);
		} else {
			text_addc(out, *at);
		}
	}
}

static void attribute(struct text *out, const char *name, const char *value)
{
	text_addf(out, " %s=\"", name);
	add_xml(out, value, true);
	text_addc(out, '"');
}

/* Cases. */

static void begin_case(struct suite *suite, const char *class, const char *name)
{
	suite->nr++;
	text_adds(&suite->cases, "    <testcase");
	attribute(&suite->cases, "classname", class);
	attribute(&suite->cases, "name", name);
	text_adds(&suite->cases, ">\n");
}

static void end_case(struct suite *suite)
{
	text_adds(&suite->cases, "    </testcase>\n");
}

static void say(struct suite *suite, const char *element, const char *type, const char *message, const char *text)
{
	text_addf(&suite->cases, "      <%s", element);
	if (type)
		attribute(&suite->cases, "type", type);
	if (message)
		attribute(&suite->cases, "message", message);
	text_addc(&suite->cases, '>');
	add_xml(&suite->cases, text, false);
	text_addf(&suite->cases, "</%s>\n", element);
}

static void fail(struct suite *suite, const char *type, const char *message, const char *text)
{
	suite->failures++;
	say(suite, "failure", type, message, text);
}

static void skip(struct suite *suite, const char *message)
{
	suite->skipped++;
	say(suite, "skipped", NULL, message, "");
}

static void add_suite(struct text *out, const struct suite *suite, const char *name, double seconds)
{
	text_adds(out, "  <testsuite");
	attribute(out, "name", name);
	text_addf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\">\n", suite->nr,
		  suite->failures, suite->errors, suite->skipped, seconds);
	text_add(out, text_str(&suite->cases), suite->cases.len);
	text_adds(out, "  </testsuite>\n");
}

static void count(struct suite *total, const struct suite *suite)
{
	total->nr += suite->nr;
	total->failures += suite->failures;
	total->errors += suite->errors;
	total->skipped += suite->skipped;
}

/* The suite goes to the whole. */
static void close_suite(struct suite *all, const struct suite *suite, const char *name, double seconds)
{
	if (!suite->nr)
		return;
	count(all, suite);
	add_suite(&all->cases, suite, name, seconds);
}

static void add_reasons(struct text *text, const struct reason *reasons, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		text_addf(text, "%s%s%s\n", reasons[i].text, reasons[i].evidence ? ": " : "",
			  reasons[i].evidence ? reasons[i].evidence : "");
}

/* "1054e8ffc5c4 nfsd: prevent callback tasks running concurrently" */
static void name_step(struct text *name, const struct step *step)
{
	text_addf(name, "%s %s", step->name, step->subject);
}

static void step_case(struct suite *suite, const struct step *step)
{
	owned(text_release) struct text name = { 0 }, why = { 0 };

	name_step(&name, step);
	begin_case(suite, "series", text_str(&name));
	if (step->disposition == STEP_CONFLICT) {
		add_reasons(&why, step->reasons, step->nr_reasons);
		fail(suite, "conflict", "neither a merge nor a semantic patch carries it", text_str(&why));
	} else if (step->to_review) {
		add_reasons(&why, step->warnings, step->nr_warnings);
		fail(suite, "to-review", "somebody has to look at how it was merged", text_str(&why));
	} else if (step->disposition == STEP_NOT_APPLICABLE) {
		skip(suite, step->nr_reasons ? step->reasons->text : "what it changes is not on the target");
	}
	end_case(suite);
}

static void series_suite(struct suite *all, const struct backport *backport)
{
	owned(suite_release) struct suite suite = { 0 };
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		step_case(&suite, &backport->steps[i]);
	close_suite(all, &suite, "series", 0);
}

/* Builds. */

static void add_diagnostics(struct text *text, const struct diagnostic *v, size_t nr)
{
	size_t i;

	for (i = 0; i < nr && text->len < LOG_MAX; i++)
		text_addf(text, "%s:%u: %s: %s%s%s%s\n", v[i].file, v[i].line, v[i].kind, v[i].text,
			  v[i].option ? " [" : "", v[i].option ? v[i].option : "", v[i].option ? "]" : "");
	if (i < nr)
		text_addf(text, "and %zu more\n", nr - i);
}

static void add_log(struct text *text, const char *log)
{
	size_t len = strlen(log);

	text_add(text, len > LOG_MAX ? log + len - LOG_MAX : log, len > LOG_MAX ? LOG_MAX : len);
}

static void build_case(struct suite *suite, const char *class, const struct step *step, const struct step_check *built)
{
	owned(text_release) struct text name = { 0 }, what = { 0 };

	name_step(&name, step);
	begin_case(suite, class, text_str(&name));
	add_diagnostics(&what, built->new_diagnostics, built->nr_new_diagnostics);
	if (!built->built) {
		if (built->log)
			add_log(&what, built->log);
		fail(suite, "build", "it does not build", text_str(&what));
	} else if (built->nr_new_diagnostics) {
		fail(suite, "new-diagnostic", "a compiler says what it did not say before", text_str(&what));
	}
	end_case(suite);
}

/* A result to be read, not one that fails: whether it matters the options say. */
static void coverage_case(struct suite *suite, const char *class, const struct coverage *coverage)
{
	owned(text_release) struct text message = { 0 };
	size_t i;

	text_addf(&message, "%u of %u changed lines are compiled", coverage->compiled, coverage->lines);
	for (i = 0; i < coverage->nr_uncompiled && message.len < LOG_MAX; i++)
		text_addf(&message, "\n%s:%u-%u: %s", coverage->uncompiled[i].path, coverage->uncompiled[i].first,
			  coverage->uncompiled[i].last, coverage->uncompiled[i].why ? coverage->uncompiled[i].why : "");
	begin_case(suite, class, "changed lines are compiled");
	if (coverage->nr_uncompiled)
		skip(suite, text_str(&message));
	end_case(suite);
}

static void kabi_case(struct suite *suite, const char *class, const struct kabi *kabi)
{
	owned(text_release) struct text what = { 0 };
	size_t i;

	for (i = 0; i < kabi->nr_changes && what.len < LOG_MAX; i++)
		text_addf(&what, "%s: %s before, %s after%s\n", kabi->changes[i].name,
			  kabi->changes[i].before ? kabi->changes[i].before : "not there",
			  kabi->changes[i].after ? kabi->changes[i].after : "not there",
			  kabi->changes[i].exported ? "; modules outside the tree can see it" : "");
	begin_case(suite, class, "what modules see");
	if (!kabi->done)
		skip(suite, kabi->note);
	else if (what.len)
		say(suite, "system-out", NULL, NULL, text_str(&what));
	end_case(suite);
}

static void build_suite(struct suite *all, const struct backport *backport, const struct build_check *build)
{
	owned(suite_release) struct suite suite = { 0 };
	owned(text_release) struct text name = { 0 };
	size_t i;

	text_addf(&name, "build %s %s", build->name, build->arch);
	for (i = 0; i < build->nr_steps; i++)
		build_case(&suite, text_str(&name), &backport->steps[build->steps[i].step], &build->steps[i]);
	if (!build->done) {
		begin_case(&suite, text_str(&name), "it is built");
		skip(&suite, build->note ? build->note : "not asked for");
		end_case(&suite);
	}
	if (build->coverage.done)
		coverage_case(&suite, text_str(&name), &build->coverage);
	if (build->kabi.done || build->kabi.note)
		kabi_case(&suite, text_str(&name), &build->kabi);
	close_suite(all, &suite, text_str(&name), build->seconds);
}

/* Conditions and names. */

static void add_places(struct text *text, const struct string_list *places)
{
	size_t i;

	for (i = 0; i < places->nr && text->len < LOG_MAX; i++)
		text_addf(text, "%s\n", places->v[i]);
}

static void conditions_suite(struct suite *all, const struct check *check)
{
	owned(suite_release) struct suite suite = { 0 };
	size_t i;

	for (i = 0; i < check->nr_conditions; i++) {
		const struct condition_check *condition = &check->conditions[i];
		owned(text_release) struct text places = { 0 };

		add_places(&places, &condition->places);
		begin_case(&suite, "conditions", condition->title);
		if (condition->outcome == CONDITION_FAILS)
			fail(&suite, "condition", condition->note ? condition->note : "it does not hold",
			     text_str(&places));
		else if (condition->outcome == CONDITION_NOT_APPLICABLE)
			skip(&suite, condition->note ? condition->note : "it does not apply here");
		end_case(&suite);
	}
	close_suite(all, &suite, "conditions", 0);
}

static void keep_out_suite(struct suite *all, const struct check *check)
{
	owned(suite_release) struct suite suite = { 0 };
	size_t i;

	for (i = 0; i < check->nr_keep_out; i++) {
		const struct keep_out_check *name = &check->keep_out[i];
		owned(text_release) struct text places = { 0 };

		add_places(&places, &name->places);
		begin_case(&suite, "keep-out", name->name);
		if (name->newly_there)
			fail(&suite, "keep-out", "the series brings it", text_str(&places));
		end_case(&suite);
	}
	close_suite(all, &suite, "keep-out", 0);
}

static void coccicheck_case(struct suite *suite, const struct check *check)
{
	owned(text_release) struct text what = { 0 };

	if (!check->cocci_done && !check->cocci_note)
		return;
	add_diagnostics(&what, check->cocci, check->nr_cocci);
	begin_case(suite, "coccicheck", "the target's own semantic patches");
	if (!check->cocci_done)
		skip(suite, check->cocci_note);
	else if (what.len)
		say(suite, "system-out", NULL, NULL, text_str(&what));
	end_case(suite);
}

/* Both are to be read: that one of them says something does not fail. */
static void style_suite(struct suite *all, const struct backport *backport)
{
	const struct check *check = &backport->check;
	owned(suite_release) struct suite suite = { 0 };
	size_t i;

	for (i = 0; i < check->nr_style; i++) {
		owned(text_release) struct text name = { 0 }, what = { 0 };

		name_step(&name, &backport->steps[check->style[i].step]);
		add_diagnostics(&what, check->style[i].findings, check->style[i].nr_findings);
		begin_case(&suite, "checkpatch", text_str(&name));
		if (what.len)
			say(&suite, "system-out", NULL, NULL, text_str(&what));
		end_case(&suite);
	}
	coccicheck_case(&suite, check);
	close_suite(all, &suite, "style", 0);
}

/* Proofs. */

static void add_run(struct text *text, const struct guest_run *run)
{
	size_t i;

	text_addf(text, "%s (%s): the kernel %s%s\n", run->name, run->what, run_outcome_words(run->outcome),
		  !run->answered   ? ""
		  : run->shows_bug ? "; the bug shows"
				   : "; the bug does not show");
	for (i = 0; i < run->nr_measured; i++)
		text_addf(text, "%s %lld\n", run->measured[i].name, run->measured[i].value);
	add_places(text, &run->complaints);
	if (run->excerpt)
		text_addf(text, "%s\n", run->excerpt);
}

static double proof_seconds(const struct proof *proof)
{
	double seconds = 0;
	size_t i;

	for (i = 0; i < proof->nr_runs; i++)
		seconds += proof->runs[i].build_seconds + proof->runs[i].run_seconds;
	return seconds;
}

/* "not cured" is a failure; that it could not be shown is an error, of the scenario or the machine. */
static void proof_case(struct suite *suite, const struct proof *proof)
{
	owned(text_release) struct text what = { 0 };
	size_t i;

	for (i = 0; i < proof->nr_runs; i++)
		add_run(&what, &proof->runs[i]);
	if (proof->log)
		add_log(&what, proof->log);
	begin_case(suite, "proof", proof->scenario);
	if (proof->verdict == PROOF_NOT_CURED || proof->verdict == PROOF_HARMED) {
		fail(suite, "proof", proof->sentence, text_str(&what));
	} else if (proof->verdict != PROOF_CURED) {
		suite->errors++;
		say(suite, "error", "proof", proof->sentence, text_str(&what));
	} else {
		say(suite, "system-out", NULL, NULL, text_str(&what));
	}
	end_case(suite);
}

static void proof_suite(struct suite *all, const struct backport *backport)
{
	owned(suite_release) struct suite suite = { 0 };
	double seconds = 0;
	size_t i;

	for (i = 0; i < backport->nr_proofs; i++) {
		proof_case(&suite, &backport->proofs[i]);
		seconds += proof_seconds(&backport->proofs[i]);
	}
	close_suite(all, &suite, "proof", seconds);
}

static void check_suites(struct suite *all, const struct backport *backport)
{
	const struct check *check = &backport->check;
	owned(suite_release) struct suite undone = { 0 };
	size_t i;

	if (!check->done || !check->nr_builds) {
		begin_case(&undone, "build", "it is built");
		skip(&undone, check->done ? check_why_no_builds(backport) : "the result was not checked");
		end_case(&undone);
		close_suite(all, &undone, "build", 0);
	}
	for (i = 0; i < check->nr_builds; i++)
		build_suite(all, backport, &check->builds[i]);
	conditions_suite(all, check);
	keep_out_suite(all, check);
	style_suite(all, backport);
}

void report_junit(struct text *out, const struct backport *backport)
{
	owned(suite_release) struct suite all = { 0 };
	owned(text_release) struct text name = { 0 };

	series_suite(&all, backport);
	check_suites(&all, backport);
	proof_suite(&all, backport);
	text_addf(&name, "stableport %s %s", backport->recipe->name, backport->target.label);
	text_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	attribute(out, "name", text_str(&name));
	text_addf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%.3f\">\n", all.nr, all.failures,
		  all.errors, backport->check.seconds);
	text_add(out, text_str(&all.cases), all.cases.len);
	text_adds(out, "</testsuites>\n");
}
