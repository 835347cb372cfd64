// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report as one page that stands alone: no network, no script. A reviewer
 * asks first whether it is sound and what to look at, then what it is, onto
 * what, how many commits and why, what was adapted or dropped, and whether it
 * builds. So the page begins with the verdict, five facts, what to look at
 * (each a link to its place) and the series in a table; goes on with the bug,
 * each step with its evidence and its diff beside upstream's, what was left
 * out and the check; and ends with how to repeat it.
 *
 * Safety: every string goes through html_escape(), which makes it printable and
 * escapes the five characters that mean something to HTML; nothing that was
 * not written here becomes a URL or an attribute, except step numbers. A
 * Content-Security-Policy forbids everything but the page's own style, in case we err.
 */
#include <stdlib.h>
#include <time.h>

#include "html.h"
#include "report.h"

/*
 * Colours are GitHub's, in which most diffs are read, and have a contrast of
 * 4.5 or more on their grounds in light and dark. What means something in
 * colour says so in a word or a sign too.
 */
static const char style[] =
	":root{color-scheme:light dark;--bg:#fff;--fg:#1f2328;--soft:#59636e;--line:#d1d9e0;"
	"--card:#f6f8fa;--ok:#1a7f37;--warn:#9a6700;--bad:#cf222e;--info:#0969da;--add:#dafbe1;"
	"--del:#ffebe9;--hunk:#ddf4ff}\n"
	"@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--soft:#9198a1;--line:#3d444d;"
	"--card:#151b23;--ok:#3fb950;--warn:#d29922;--bad:#f85149;--info:#4493f8;--add:#12361f;"
	"--del:#4a1a1d;--hunk:#10233f}}\n"
	"*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);"
	"font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}main{max-width:88rem;margin:0 auto;"
	"padding:1.5rem}\n"
	"h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}h2{font-size:1.2rem;margin:2.4rem 0 .7rem;"
	"border-bottom:1px solid var(--line);padding-bottom:.3rem}h3{font-size:1rem;margin:0}"
	"h4{font-size:.9rem;margin:1rem 0 .2rem}p{margin:.4rem 0;max-width:52rem}ul{margin:.3rem 0;"
	"padding-left:1.3rem;max-width:60rem}li{margin:.2rem 0}.short{list-style:none;padding:0}"
	".short li{display:inline-block;margin-right:1.2rem}\n"
	"code,pre{font:13px/1.45 ui-monospace,monospace}a{color:var(--info)}.soft{color:var(--soft)}"
	"nav{margin:.8rem 0;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.9rem}\n"
	".badge{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:0 .6rem;"
	"font-size:.85rem;font-weight:600;white-space:nowrap}.ok{color:var(--ok)}.warn{color:var(--warn)}"
	".bad{color:var(--bad)}.info{color:var(--info)}.none{color:var(--soft)}\n"
	".verdict{font-size:1.15rem;font-weight:600;border-left:.35rem solid;padding:.35rem .8rem;"
	"background:var(--card);margin:.6rem 0;max-width:none}"
	".verdict::first-letter{text-transform:uppercase}.facts{display:grid;"
	"grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.7rem;margin:1rem 0}"
	".facts div,.step,.look{border:1px solid var(--line);border-radius:.5rem;background:var(--card);"
	"padding:.7rem .9rem}.facts b{display:block;font-size:1.05rem}.facts span{color:var(--soft);"
	"font-size:.85rem;display:block}.look{margin:1rem 0}.look p{margin:0;font-weight:600}"
	".look .bad a,.look .warn a{color:inherit}\n"
	".step{margin:.8rem 0;scroll-margin-top:.5rem}.step>header{display:flex;flex-wrap:wrap;"
	"gap:.2rem .6rem;align-items:baseline}.step h3{flex:1 1 20rem}.meta{color:var(--soft);"
	"font-size:.85rem;max-width:none}.why code,.places code{display:block;color:var(--soft)}"
	".message{white-space:pre-wrap;border-left:3px solid var(--line);padding-left:.8rem;"
	"margin:.4rem 0}\n"
	"details{margin:.5rem 0}summary{cursor:pointer;color:var(--info)}"
	":focus-visible{outline:2px solid var(--info);outline-offset:2px}"
	":target{border-color:var(--info)}\n"
	".beside{display:grid;grid-template-columns:1fr 1fr;gap:.6rem}"
	"@media(max-width:64rem){.beside{grid-template-columns:1fr}}.beside>div{min-width:0}"
	".side{margin:.2rem 0 0;font-size:.85rem;color:var(--soft)}.diff{overflow-x:auto;"
	"border:1px solid var(--line);border-radius:.4rem;margin:.2rem 0;background:var(--bg);tab-size:8}"
	".diff code{display:block;min-width:max-content}.diff span{display:block;padding:0 .5rem;"
	"white-space:pre}.diff .a{background:var(--add)}.diff .d{background:var(--del)}"
	".diff .h{background:var(--hunk);color:var(--soft)}.diff .n{color:var(--soft)}\n"
	".wide{overflow-x:auto}.wide td code{overflow-wrap:normal}table{border-collapse:collapse;"
	"width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;"
	"border-bottom:1px solid var(--line)}th{font-size:.85rem;color:var(--soft);font-weight:600}"
	"td.number{white-space:nowrap;font-variant-numeric:tabular-nums}\n"
	"pre.log{overflow-x:auto;border:1px solid var(--line);border-radius:.4rem;padding:.6rem;"
	"white-space:pre-wrap;background:var(--card);margin:.4rem 0}\n"
	"@media(max-width:40rem){main{padding:.8rem}.step h3{flex-basis:100%}.diff{tab-size:4}"
	"thead{display:none}tr{display:block;border-bottom:1px solid var(--line);padding:.35rem 0}"
	"td{display:block;border:0;padding:.1rem 0}.series td{display:inline-block;padding-right:.5rem}"
	".series td:empty{display:none}.facts{grid-template-columns:repeat(auto-fit,minmax(9rem,1fr))}}\n"
	"@media print{:root{--bg:#fff;--fg:#000;--soft:#444;--line:#bbb;--card:#fff;--ok:#1a7f37;"
	"--warn:#7d5300;--bad:#b00;--info:#000;--add:#e6ffec;--del:#ffebe9;--hunk:#eef6ff}"
	"body{font-size:10pt;print-color-adjust:exact}main{max-width:none;padding:0}nav{display:none}"
	"h2,h3,h4,.step>header{break-after:avoid}details::details-content{content-visibility:visible;"
	"block-size:auto}.beside{grid-template-columns:1fr}.diff{overflow:visible;tab-size:4}"
	".diff code,code,pre{font-size:8pt;min-width:0}.diff code{min-width:0}"
	".diff span{white-space:pre-wrap}}";

static const char *disposition_class(enum disposition disposition)
{
	static const char *const classes[] = {
		[STEP_ALREADY_THERE] = "info", [STEP_PICK] = "ok",      [STEP_ADAPT] = "warn",
		[STEP_NOT_APPLICABLE] = "none", [STEP_CONFLICT] = "bad",
	};

	return classes[disposition];
}

static bool is_written(const struct step *step)
{
	return step->commit || step->patch;
}

static bool has_written(const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		if (is_written(&backport->steps[i]))
			return true;
	return false;
}

/* What was done or would be: a step that was written is no longer "to pick". */
static const char *disposition_done(const struct step *step)
{
	if (is_written(step) && step->disposition == STEP_PICK)
		return "picked";
	if (is_written(step) && step->disposition == STEP_ADAPT)
		return "adapted";
	return disposition_name(step->disposition);
}

/* The head and the verdict. */

static void write_head(struct text *out, const struct backport *backport)
{
	text_adds(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		       "style-src 'unsafe-inline'\">\n"
		       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	html_escape(out, backport->recipe->name);
	text_adds(out, " onto ");
	html_escape(out, backport->target.label);
	text_addf(out, "</title>\n<style>%s</style></head>\n<body><main>\n", style);
}

static void write_title(struct text *out, const struct backport *backport)
{
	static const char *const classes[] = {
		[VERDICT_NOTHING_TO_DO] = "info", [VERDICT_READY] = "ok", [VERDICT_PERSON] = "bad",
	};
	enum verdict verdict = backport_verdict(backport);

	text_adds(out, "<p class=\"meta\">stableport ");
	html_element(out, "code", NULL, backport->recipe->name);
	text_adds(out, " onto ");
	html_element(out, "code", NULL, backport->target.label);
	text_adds(out, "</p>\n");
	html_element(out, "h1", NULL, backport->recipe->title);
	text_addf(out, "\n<p class=\"verdict %s\">", classes[verdict]);
	html_escape(out, verdict_sentence(verdict));
	text_adds(out, "</p>\n");
}

/* The five facts. */

static void fact(struct text *out, const char *label, const char *value, const char *more)
{
	text_adds(out, "<div>");
	html_element(out, "span", NULL, label);
	html_element(out, "b", NULL, value);
	html_element(out, "span", NULL, more);
	text_adds(out, "</div>\n");
}

static size_t nr_prerequisites(const struct backport *backport)
{
	size_t i, nr = 0;

	for (i = 0; i < backport->nr_steps; i++)
		nr += backport->steps[i].role == ROLE_PREREQUISITE && step_is_carried(&backport->steps[i]);
	return nr;
}

static void fact_target(struct text *out, const struct backport *backport)
{
	const struct target *target = &backport->target;
	const char *where = target->folder ? target->folder : target->ref ? target->ref : target->commit;
	owned(text_release) struct text version = { 0 };

	text_addf(&version, "Linux %s", target->version);
	fact(out, "onto", text_str(&version), where);
}

static void fact_carried(struct text *out, const struct backport *backport)
{
	size_t carried = backport_nr_carried(backport);
	owned(text_release) struct text value = { 0 }, more = { 0 };

	html_count(&value, carried, "commit");
	html_count(&more, nr_prerequisites(backport), "prerequisite");
	text_addf(&more, " among them; %zu there already", backport_nr(backport, STEP_ALREADY_THERE));
	fact(out, has_written(backport) ? "carried" : "to carry", text_str(&value), text_str(&more));
}

static void fact_adapted(struct text *out, const struct backport *backport)
{
	owned(text_release) struct text value = { 0 }, more = { 0 };

	text_addf(&value, "%zu adapted", backport_nr(backport, STEP_ADAPT));
	text_addf(&more, "%zu not applicable here; %zu left out", backport_nr(backport, STEP_NOT_APPLICABLE),
		  backport->nr_left_out);
	fact(out, "adapted or dropped", text_str(&value), text_str(&more));
}

static void fact_build(struct text *out, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i, j, nr = 0, nr_new = 0, nr_built = 0;
	bool all = true;
	owned(text_release) struct text more = { 0 };

	for (i = 0; i < check->nr_builds; i++) {
		all &= check->builds[i].done;
		nr += check->builds[i].nr_steps;
		for (j = 0; j < check->builds[i].nr_steps; j++) {
			nr_new += check->builds[i].steps[j].nr_new_diagnostics;
			nr_built += check->builds[i].steps[j].built;
		}
	}
	text_addf(&more, "%zu of %zu commits build; ", nr_built, nr);
	html_count(&more, nr_new, "new warning");
	if (check->nr_builds)
		fact(out, "builds?", all && nr_built == nr ? "yes" : "no", text_str(&more));
	else
		fact(out, "builds?", "not tried", check->done ? check_why_no_builds(backport) : "");
}

static void fact_conditions(struct text *out, const struct check *check)
{
	size_t counts[] = { [CONDITION_HOLDS] = 0, [CONDITION_FAILS] = 0, [CONDITION_NOT_APPLICABLE] = 0 };
	size_t i, nr_out = 0;
	owned(text_release) struct text value = { 0 }, more = { 0 };

	for (i = 0; i < check->nr_conditions; i++)
		counts[check->conditions[i].outcome]++;
	for (i = 0; i < check->nr_keep_out; i++)
		nr_out += !check->keep_out[i].newly_there;
	text_addf(&value, "%zu of %zu hold", counts[CONDITION_HOLDS],
		  counts[CONDITION_HOLDS] + counts[CONDITION_FAILS]);
	text_addf(&more, "%zu not applicable; %zu of %zu names stay out", counts[CONDITION_NOT_APPLICABLE],
		  nr_out, check->nr_keep_out);
	fact(out, "conditions", check->done ? text_str(&value) : "not tried",
	     check->done ? text_str(&more) : "");
}

static void write_facts(struct text *out, const struct backport *backport)
{
	text_adds(out, "<div class=\"facts\">\n");
	fact_target(out, backport);
	fact_carried(out, backport);
	fact_adapted(out, backport);
	fact_build(out, backport);
	fact_conditions(out, &backport->check);
	text_adds(out, "</div>\n");
}

/* What to look at, worst first; each is a link to the place. */

static void look_at(struct text *out, const char *class, const char *place, size_t nr, const char *what,
		    const char *which)
{
	text_addf(out, "<li class=\"%s\"><a href=\"#%s-%zu\">", class, place, nr);
	html_escape(out, what);
	text_adds(out, "</a>: ");
	html_escape(out, which);
	text_adds(out, "</li>\n");
}

static void look_at_conflicts(struct text *out, const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		if (backport->steps[i].disposition == STEP_CONFLICT)
			look_at(out, "bad", "step", i + 1, "conflict", backport->steps[i].subject);
}

static void look_at_uncompiled(struct text *out, const struct build_check *build, size_t nr)
{
	const struct string_list *uncompiled = &build->uncompiled;
	owned(text_release) struct text place = { 0 };
	size_t i;

	text_addf(&place, "uncompiled-%zu", nr);
	for (i = 0; i < uncompiled->nr; i++)
		look_at(out, "warn", text_str(&place), i + 1, "changed, not compiled", uncompiled->v[i]);
}

/* What stops nothing and may yet hide something. */
static void look_at_warnings(struct text *out, const struct backport *backport)
{
	size_t i, j;

	for (i = 0; i < backport->nr_steps; i++)
		for (j = 0; j < backport->steps[i].nr_warnings; j++)
			look_at(out, "warn", "step", i + 1, "warning", backport->steps[i].warnings[j].text);
	for (i = 0; i < backport->check.nr_builds; i++)
		look_at_uncompiled(out, &backport->check.builds[i], i + 1);
}

static void look_at_step_check(struct text *out, const struct backport *backport, size_t nr,
			       const struct step_check *built)
{
	owned(text_release) struct text what = { 0 }, place = { 0 };

	html_count(&what, built->nr_new_diagnostics, "new warning");
	text_addf(&place, "build-%zu", nr);
	if (!built->built)
		look_at(out, "bad", text_str(&place), built->step + 1, "does not build",
			backport->steps[built->step].subject);
	else if (built->nr_new_diagnostics)
		look_at(out, "bad", text_str(&place), built->step + 1, text_str(&what),
			backport->steps[built->step].subject);
}

static void look_at_build(struct text *out, const struct backport *backport, size_t index)
{
	const struct build_check *build = &backport->check.builds[index];
	size_t i;

	if (!build->done)
		look_at(out, "bad", "build", index + 1, "not built", build->note ? build->note : build->name);
	for (i = 0; i < build->nr_steps; i++)
		look_at_step_check(out, backport, index + 1, &build->steps[i]);
}

static void look_at_check(struct text *out, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i;

	for (i = 0; i < check->nr_builds; i++)
		look_at_build(out, backport, i);
	for (i = 0; i < check->nr_conditions; i++)
		if (check->conditions[i].outcome == CONDITION_FAILS)
			look_at(out, "bad", "condition", i + 1, "fails", check->conditions[i].title);
	for (i = 0; i < check->nr_keep_out; i++)
		if (check->keep_out[i].newly_there)
			look_at(out, "bad", "name", i + 1, "newly there", check->keep_out[i].name);
}

static void write_look(struct text *out, const struct backport *backport)
{
	owned(text_release) struct text items = { 0 };

	look_at_conflicts(&items, backport);
	if (backport->check.done)
		look_at_check(&items, backport);
	look_at_warnings(&items, backport);
	if (items.len)
		text_addf(out, "<div class=\"look\"><p>Look at</p><ul>\n%s</ul></div>\n", text_str(&items));
}

static void write_navigation(struct text *out, const struct backport *backport)
{
	text_adds(out, "<nav aria-label=\"sections\"><a href=\"#series\">Series</a>"
		       "<a href=\"#fix\">Bug and fix</a><a href=\"#steps\">Steps</a>");
	if (backport->nr_left_out)
		text_adds(out, "<a href=\"#left-out\">Left out</a>");
	if (backport->check.done)
		text_adds(out, "<a href=\"#build\">Build</a><a href=\"#conditions\">Conditions</a>");
	text_adds(out, "<a href=\"#repeat\">To repeat it</a></nav>\n");
}

/* The series at a glance. */

static void write_row(struct text *out, const struct backport *backport, size_t index)
{
	const struct step *step = &backport->steps[index];

	text_addf(out, "<tr><td class=\"number\">%zu</td><td>", index + 1);
	html_badge(out, disposition_class(step->disposition), disposition_done(step));
	text_addf(out, "</td><td>%s</td><td>", role_name(step->role));
	if (step->id)
		html_element(out, "code", "soft", step->name);
	text_addf(out, " <a href=\"#step-%zu\">", index + 1);
	html_escape(out, step->subject);
	text_adds(out, "</a></td><td class=\"number\">");
	if (step_is_carried(step))
		text_addf(out, "+%u -%u", step->added, step->removed);
	text_adds(out, "</td></tr>\n");
}

static void write_series(struct text *out, const struct backport *backport)
{
	size_t i;

	html_heading(out, "series", "The series");
	if (!backport->nr_steps) {
		text_adds(out, "<p>There is no step.</p>\n");
		return;
	}
	text_adds(out, "<table class=\"series\"><thead><tr><th scope=\"col\">step</th>"
		       "<th scope=\"col\"></th><th scope=\"col\">as</th>"
		       "<th scope=\"col\">commit</th><th scope=\"col\">lines</th></tr></thead><tbody>\n");
	for (i = 0; i < backport->nr_steps; i++)
		write_row(out, backport, i);
	text_adds(out, "</tbody></table>\n");
}

/* What the bug is. */

/* Text of several lines: a blank line ends a paragraph. */
static void write_paragraphs(struct text *out, const char *string)
{
	const char *at = string, *end = string + strlen(string), *line;
	bool is_open = false;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		text_adds(out, !len && is_open ? "</p>\n" : len && !is_open ? "<p>" : "");
		is_open = len > 0;
		html_escape_part(out, line, len);
		text_adds(out, len ? "\n" : "");
	}
	text_adds(out, is_open ? "</p>\n" : "");
}

static void write_fix(struct text *out, const struct recipe *recipe)
{
	html_heading(out, "fix", "The bug and its fix");
	write_paragraphs(out, recipe->description ? recipe->description : "");
	html_list(out, "For the reviewer", &recipe->notes, "span");
	html_list(out, "Log lines by which it is known", &recipe->log, "code");
	html_list(out, "Stack frames by which it is known", &recipe->stack, "code");
	html_list(out, "References", &recipe->references, "span");
}

/* Steps. */

static void write_reason(struct text *out, const struct reason *reason)
{
	text_adds(out, "<li>");
	html_escape(out, reason->text);
	if (reason->evidence)
		html_element(out, "code", NULL, reason->evidence);
	text_adds(out, "</li>\n");
}

static void write_rules(struct text *out, const struct used_adaptation *used, bool fired)
{
	size_t i, nr = 0;

	for (i = 0; i < used->nr_rules; i++) {
		if (used->rules[i].fired != fired)
			continue;
		text_adds(out, nr++ ? ", " : fired ? "; fired: " : "; did not fire: ");
		html_escape(out, used->rules[i].name);
	}
}

static void write_adaptation(struct text *out, const struct used_adaptation *used)
{
	size_t i;

	text_adds(out, "<li>");
	html_escape(out, used->why);
	text_addf(out, "<code>%s ", used->is_shim ? "shim" : "semantic patch");
	html_escape(out, used->path);
	for (i = 0; i < used->missing.nr; i++) {
		text_adds(out, i ? ", " : "; missing here: ");
		html_escape(out, used->missing.v[i]);
	}
	write_rules(out, used, true);
	write_rules(out, used, false);
	text_adds(out, "</code></li>\n");
}

static void write_why(struct text *out, const struct step *step)
{
	size_t i;

	if (!step->nr_reasons && !step->nr_adaptations)
		return;
	text_adds(out, "<ul class=\"why\">");
	for (i = 0; i < step->nr_reasons; i++)
		write_reason(out, &step->reasons[i]);
	for (i = 0; i < step->nr_adaptations; i++)
		write_adaptation(out, &step->adaptations[i]);
	text_adds(out, "</ul>\n");
}

static void write_warnings(struct text *out, const struct step *step)
{
	size_t i;

	if (!step->nr_warnings)
		return;
	text_adds(out, "<p class=\"warn\">A reviewer should know:</p><ul class=\"why\">");
	for (i = 0; i < step->nr_warnings; i++)
		write_reason(out, &step->warnings[i]);
	text_adds(out, "</ul>\n");
}

/* The last second of the year 9999, and the farthest zones there are: what is beyond is no date. */
#define LAST_SECOND 253402300799
#define FARTHEST_ZONE 1400

/* "1577836800 +0100" as the day that it was there; nothing where it is no such date. */
static void write_day(struct text *out, const char *date)
{
	char *end;
	long long seconds = date ? strtoll(date, &end, 10) : -1;
	long zone = seconds >= 0 ? strtol(end, &end, 10) : 0;
	struct tm day;
	time_t there;

	if (seconds < 0 || seconds > LAST_SECOND || labs(zone) > FARTHEST_ZONE || *end || end == date)
		return;
	there = (time_t)(seconds + (zone / 100 * 60 + zone % 100) * 60);
	if (gmtime_r(&there, &day))
		text_addf(out, ", %04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

static void write_meta(struct text *out, const struct step *step)
{
	text_adds(out, "<p class=\"meta\">");
	html_element(out, "code", NULL, step->id ? step->id : step->name);
	if (step->author) {
		text_adds(out, ", ");
		html_escape(out, step->author);
	}
	write_day(out, step->date);
	if (step->patch) {
		text_adds(out, "<br>here ");
		html_element(out, "code", NULL, step->patch);
	}
	if (step->commit) {
		text_adds(out, step->patch ? ", commit " : "<br>here commit ");
		html_element(out, "code", NULL, step->commit);
	}
	text_adds(out, "</p>\n");
}

static void write_message(struct text *out, const struct step *step)
{
	if (!step->body || !*step->body)
		return;
	text_addf(out, "<details><summary>%s</summary>",
		  step->body_is_upstream ? "Upstream's message" : "What it does");
	html_element(out, "div", "message", step->body);
	text_adds(out, "</details>\n");
}

static void write_step(struct text *out, const struct backport *backport, size_t index)
{
	const struct step *step = &backport->steps[index];

	text_addf(out, "<section class=\"step\" id=\"step-%zu\"><header><h3>%zu. ", index + 1, index + 1);
	html_escape(out, step->subject);
	text_adds(out, "</h3>");
	html_badge(out, "none", role_name(step->role));
	html_badge(out, disposition_class(step->disposition), disposition_done(step));
	text_adds(out, "</header>\n");
	write_meta(out, step);
	write_why(out, step);
	write_warnings(out, step);
	write_message(out, step);
	report_html_diffs(out, step);
	text_adds(out, "</section>\n");
}

static void write_steps(struct text *out, const struct backport *backport)
{
	size_t i;

	html_heading(out, "steps", "The steps");
	for (i = 0; i < backport->nr_steps; i++)
		write_step(out, backport, i);
}

static void write_left_out_commit(struct text *out, const struct left_out_commit *commit)
{
	text_adds(out, "<tr><td><code>");
	html_escape_part(out, commit->id, strnlen(commit->id, 12));
	text_adds(out, "</code> ");
	html_escape(out, commit->subject);
	text_adds(out, "</td>");
	html_element(out, "td", NULL, commit->why);
	html_element(out, "td", "soft", commit->evidence);
	text_adds(out, "</tr>\n");
}

static bool has_evidence(const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_left_out; i++)
		if (backport->left_out[i].evidence)
			return true;
	return false;
}

static void write_left_out(struct text *out, const struct backport *backport)
{
	size_t i;

	if (!backport->nr_left_out)
		return;
	html_heading(out, "left-out", "Left out, and why");
	text_addf(out,
		  "<table><thead><tr><th scope=\"col\">commit</th><th scope=\"col\">why it stays out</th>"
		  "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
		  has_evidence(backport) ? "what would have suggested it" : "");
	for (i = 0; i < backport->nr_left_out; i++)
		write_left_out_commit(out, &backport->left_out[i]);
	text_adds(out, "</tbody></table>\n");
}

/* The check. */

static void write_diagnostics(struct text *out, const struct step_check *built)
{
	size_t i;

	for (i = 0; i < built->nr_new_diagnostics; i++) {
		const struct diagnostic *diagnostic = &built->new_diagnostics[i];
		owned(text_release) struct text line = { 0 };

		text_addf(&line, "%s:%u: %s: %s", diagnostic->file, diagnostic->line, diagnostic->kind,
			  diagnostic->text);
		if (diagnostic->option)
			text_addf(&line, " [%s]", diagnostic->option);
		text_adds(out, "<br>");
		html_element(out, "code", "bad", text_str(&line));
	}
	if (built->log)
		html_element(out, "pre", "log", built->log);
}

/* "49 before, 49 after" */
static void write_warning_counts(struct text *out, const struct step_check *built)
{
	text_addf(out, "<td class=\"number\">%u before, %u after, ", built->warnings_before,
		  built->warnings_after);
	text_addf(out, built->nr_new_diagnostics ? "<b class=\"bad\">%zu new</b></td>" : "%zu new</td>",
		  built->nr_new_diagnostics);
}

static void write_step_check(struct text *out, const struct backport *backport, size_t nr,
			     const struct step_check *built)
{
	size_t i;

	text_addf(out, "<tr id=\"build-%zu-%zu\"><td><a href=\"#step-%zu\">%zu. ", nr, built->step + 1,
		  built->step + 1, built->step + 1);
	html_escape(out, backport->steps[built->step].subject);
	text_adds(out, "</a></td><td>");
	html_badge(out, built->built ? "ok" : "bad", built->built ? "builds" : "does not build");
	write_diagnostics(out, built);
	text_adds(out, "</td>");
	write_warning_counts(out, built);
	text_adds(out, "<td>");
	for (i = 0; i < built->objects.nr; i++) {
		text_adds(out, i ? " " : "");
		html_element(out, "code", NULL, built->objects.v[i]);
	}
	text_adds(out, "</td></tr>\n");
}

static void write_compiler(struct text *out, const struct build_check *build)
{
	text_adds(out, "<p class=\"soft\">");
	html_escape(out, build->compiler);
	text_adds(out, ", <code>");
	html_escape(out, build->flags);
	text_addf(out, "</code>%s; %.0f s</p>\n", build->sparse_done ? "" : ", without sparse", build->seconds);
}

static void write_uncompiled(struct text *out, size_t nr, const struct string_list *uncompiled)
{
	size_t i;

	if (!uncompiled->nr)
		return;
	text_adds(out, "<h4>Changed, and not compiled by this configuration</h4><ul>");
	for (i = 0; i < uncompiled->nr; i++) {
		text_addf(out, "<li id=\"uncompiled-%zu-%zu\">", nr, i + 1);
		html_element(out, "code", "warn", uncompiled->v[i]);
		text_adds(out, "</li>");
	}
	text_adds(out, "</ul>\n");
}

static void write_build(struct text *out, const struct backport *backport, size_t index)
{
	const struct build_check *build = &backport->check.builds[index];
	size_t i;

	text_addf(out, "<h4 id=\"build-%zu\">", index + 1);
	html_escape(out, build->name);
	text_adds(out, ", ");
	html_escape(out, build->arch);
	text_adds(out, "</h4>\n");
	if (!build->done) {
		text_adds(out, "<p>Not done: ");
		html_escape(out, build->note);
		text_adds(out, "</p>\n");
	} else {
		write_compiler(out, build);
		if (build->note)
			html_element(out, "p", "warn", build->note);
		text_adds(out, "<div class=\"wide\"><table><thead><tr><th scope=\"col\">after step</th>"
			       "<th scope=\"col\"></th><th scope=\"col\">warnings</th>"
			       "<th scope=\"col\">objects</th></tr></thead><tbody>\n");
		for (i = 0; i < build->nr_steps; i++)
			write_step_check(out, backport, index + 1, &build->steps[i]);
		text_adds(out, "</tbody></table></div>\n");
	}
	write_uncompiled(out, index + 1, &build->uncompiled);
}

static void write_builds(struct text *out, const struct backport *backport)
{
	size_t i;

	html_heading(out, "build", "Build");
	if (!backport->check.nr_builds)
		text_addf(out, "<p>Not done: %s</p>\n", check_why_no_builds(backport));
	for (i = 0; i < backport->check.nr_builds; i++)
		write_build(out, backport, i);
}

static void write_places(struct text *out, const struct string_list *places)
{
	size_t i;

	for (i = 0; i < places->nr; i++)
		html_element(out, "code", NULL, places->v[i]);
}

static void write_condition(struct text *out, const struct condition_check *condition, size_t nr)
{
	static const char *const classes[] = {
		[CONDITION_HOLDS] = "ok", [CONDITION_FAILS] = "bad", [CONDITION_NOT_APPLICABLE] = "none",
	};
	static const char *const words[] = {
		[CONDITION_HOLDS] = "holds",
		[CONDITION_FAILS] = "fails",
		[CONDITION_NOT_APPLICABLE] = "does not apply",
	};

	text_addf(out, "<tr id=\"condition-%zu\"><td class=\"number\">", nr);
	html_badge(out, classes[condition->outcome], words[condition->outcome]);
	text_adds(out, "</td><td class=\"places\">");
	html_escape(out, condition->title);
	if (condition->note) {
		text_adds(out, "<br>");
		html_element(out, "span", "soft", condition->note);
	}
	write_places(out, &condition->places);
	text_adds(out, "</td></tr>\n");
}

static void write_keep_out(struct text *out, const struct check *check)
{
	size_t i;

	if (!check->nr_keep_out)
		return;
	text_adds(out, "<h4>Names that must not newly appear</h4><ul class=\"places\">\n");
	for (i = 0; i < check->nr_keep_out; i++) {
		const struct keep_out_check *name = &check->keep_out[i];

		text_addf(out, "<li id=\"name-%zu\">", i + 1);
		html_escape(out, name->name);
		text_adds(out, name->newly_there ? " <b class=\"bad\">is newly there</b>" :
						   " <span class=\"ok\">stays out</span>");
		write_places(out, &name->places);
		text_adds(out, "</li>\n");
	}
	text_adds(out, "</ul>\n");
}

static void write_conditions(struct text *out, const struct check *check)
{
	size_t i;

	html_heading(out, "conditions", "What must hold on the result");
	text_adds(out, "<table><tbody>\n");
	for (i = 0; i < check->nr_conditions; i++)
		write_condition(out, &check->conditions[i], i + 1);
	text_adds(out, "</tbody></table>\n");
	write_keep_out(out, check);
}

/* How to see it again. */

static void write_option(struct text *out, const char *option, const char *value)
{
	if (!value)
		return;
	text_addf(out, " %s ", option);
	html_escape(out, value);
}

static void write_repeat(struct text *out, const struct backport *backport)
{
	const struct target *target = &backport->target;

	html_heading(out, "repeat", "To repeat it");
	text_adds(out, "<pre class=\"log\">stableport port ");
	html_escape(out, backport->recipe->name);
	write_option(out, "--repo", target->repo);
	write_option(out, "--onto", target->folder ? target->folder : target->commit);
	write_option(out, "--upstream", target->upstream_commit);
	text_addf(out, " --style %s</pre>\n", backport->style == STYLE_SHIM ? "shim" : "inline");
	if (backport->branch) {
		text_adds(out, "<p>The series is the branch ");
		html_element(out, "code", NULL, backport->branch);
		text_adds(out, ".</p>\n");
	}
	if (has_written(backport) && backport->output) {
		text_adds(out, "<p>The patches are in ");
		html_element(out, "code", NULL, backport->output);
		text_adds(out, ".</p>\n");
	}
	if (backport->in_place)
		text_adds(out, "<p>The tree itself was changed.</p>\n");
}

void report_html(struct text *out, const struct backport *backport)
{
	write_head(out, backport);
	write_title(out, backport);
	write_facts(out, backport);
	write_look(out, backport);
	write_navigation(out, backport);
	write_series(out, backport);
	write_fix(out, backport->recipe);
	write_steps(out, backport);
	write_left_out(out, backport);
	if (backport->check.done) {
		write_builds(out, backport);
		write_conditions(out, &backport->check);
	}
	write_repeat(out, backport);
	text_adds(out, "</main></body></html>\n");
}
