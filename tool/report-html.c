// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report as one page that stands alone: no network, no script. A reviewer
 * asks first what it is, onto what, how many commits and why, what was adapted
 * or dropped, and whether it builds; so the page begins with these five, goes on with each
 * step and its evidence, and ends with how to repeat it.
 *
 * Safety: every string goes through escape(), which makes it printable and
 * escapes the five characters that mean something to HTML; nothing that was
 * not written here becomes a URL or an attribute, except step numbers. A
 * Content-Security-Policy forbids everything but the page's own style, in case we err.
 */
#include <stdio.h>

#include "check.h"
#include "report.h"

static const char style[] =
	":root{color-scheme:light dark;--bg:#fff;--fg:#1f2328;--soft:#59636e;--line:#d1d9e0;--card:#f6f8fa;"
	"--ok:#1a7f37;--warn:#9a6700;--bad:#cf222e;--info:#0969da;--add:#dafbe1;--del:#ffebe9;--hunk:#ddf4ff}"
	"@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--soft:#9198a1;--line:#3d444d;--card:#151b23;"
	"--ok:#3fb950;--warn:#d29922;--bad:#f85149;--info:#4493f8;--add:#12361f;--del:#4a1a1d;--hunk:#10233f}}"
	"*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);"
	"font:16px/1.5 system-ui,sans-serif}main{max-width:76rem;margin:0 auto;padding:1.5rem}"
	"h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line);"
	"padding-bottom:.3rem}h3{font-size:1rem;margin:0}p{margin:.4rem 0}ul{margin:.3rem 0;padding-left:1.3rem}"
	"code,pre{font:13px/1.45 ui-monospace,monospace}.soft{color:var(--soft)}"
	".badge{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:0 .6rem;font-size:.85rem;"
	"font-weight:600;white-space:nowrap}.ok{color:var(--ok)}.warn{color:var(--warn)}.bad{color:var(--bad)}"
	".info{color:var(--info)}.none{color:var(--soft)}"
	".facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.8rem;margin:1rem 0}"
	".facts div,.step{border:1px solid var(--line);border-radius:.5rem;background:var(--card);padding:.7rem .9rem}"
	".facts b{display:block;font-size:1.05rem}.facts span{color:var(--soft);font-size:.85rem}"
	".step{margin:.8rem 0}.step>header{display:flex;flex-wrap:wrap;gap:.6rem;align-items:baseline}"
	".step h3{flex:1 1 20rem}details{margin:.5rem 0}summary{cursor:pointer;color:var(--info)}"
	"summary:focus-visible{outline:2px solid var(--info);outline-offset:2px}"
	".beside{display:grid;grid-template-columns:1fr 1fr;gap:.6rem}"
	"@media(max-width:60rem){.beside{grid-template-columns:1fr}}"
	".beside>div{min-width:0}.diff{overflow-x:auto;border:1px solid var(--line);border-radius:.4rem;margin:.3rem 0;"
	"background:var(--bg);tab-size:8}.diff span{display:block;padding:0 .5rem;min-width:max-content;white-space:pre}"
	".diff .a{background:var(--add)}.diff .d{background:var(--del)}.diff .h{background:var(--hunk);color:var(--soft)}"
	".diff .f{font-weight:600;border-top:1px solid var(--line)}"
	"table{border-collapse:collapse;width:100%;display:block;overflow-x:auto}th,td{text-align:left;vertical-align:top;"
	"padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--line)}th{font-size:.85rem;color:var(--soft)}"
	"pre.log{overflow-x:auto;border:1px solid var(--line);border-radius:.4rem;padding:.6rem;white-space:pre-wrap}"
	"@media print{main{max-width:none;padding:0}.step{break-inside:avoid-page}.diff{font-size:10px}}";

/* Small things that everything is made of. */

static void escape_bytes(struct text *out, const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		switch (bytes[i]) {
		case '&': text_adds(out, "&amp;"); break;
		case '<': text_adds(out, "&lt;"); break;
		case '>': text_adds(out, "&gt;"); break;
		case '"': text_adds(out, "&quot;"); break;
		case '\'': text_adds(out, "&#39;"); break;
		default: text_addc(out, bytes[i]);
		}
	}
}

static void escape(struct text *out, const char *string)
{
	owned(text_release) struct text printable = { 0 };

	if (!string)
		return;
	text_add_printable(&printable, string, strlen(string));
	escape_bytes(out, text_str(&printable), printable.len);
}

/* <tag class>string</tag> */
static void element(struct text *out, const char *tag, const char *class, const char *string)
{
	text_addf(out, class ? "<%s class=\"%s\">" : "<%s>", tag, class);
	escape(out, string);
	text_addf(out, "</%s>", tag);
}

static void badge(struct text *out, const char *class, const char *word)
{
	text_addf(out, "<span class=\"badge %s\">", class);
	escape(out, word);
	text_adds(out, "</span>");
}

static void heading(struct text *out, const char *id, const char *title)
{
	text_addf(out, "\n<h2 id=\"%s\">%s</h2>\n", id, title);
}

static const char *disposition_class(enum disposition disposition)
{
	static const char *const classes[] = {
		[STEP_ALREADY_THERE] = "info", [STEP_PICK] = "ok", [STEP_ADAPT] = "warn",
		[STEP_NOT_APPLICABLE] = "none", [STEP_CONFLICT] = "bad",
	};

	return classes[disposition];
}

/* The head, and the five facts. */

static void write_head(struct text *out, const struct backport *backport)
{
	text_adds(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		       "style-src 'unsafe-inline'\">\n"
		       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	escape(out, backport->recipe->name);
	text_adds(out, " onto ");
	escape(out, backport->target.label);
	text_addf(out, "</title>\n<style>%s</style></head>\n<body><main>\n", style);
}

static void write_title(struct text *out, const struct backport *backport)
{
	static const char *const classes[] = {
		[VERDICT_NOTHING_TO_DO] = "info", [VERDICT_READY] = "ok", [VERDICT_PERSON] = "bad",
	};
	enum verdict verdict = backport_verdict(backport);

	element(out, "h1", NULL, backport->recipe->title);
	text_adds(out, "\n<p>");
	badge(out, classes[verdict], verdict_sentence(verdict));
	text_adds(out, " <code>");
	escape(out, backport->recipe->name);
	text_adds(out, "</code></p>\n");
}

static void fact(struct text *out, const char *label, const char *value, const char *more)
{
	text_adds(out, "<div>");
	element(out, "span", NULL, label);
	element(out, "b", NULL, value);
	element(out, "span", NULL, more);
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
	owned(text_release) struct text version = { 0 };

	text_addf(&version, "Linux %s", target->version);
	fact(out, "onto", text_str(&version), target->folder ? target->folder : target->ref ? target->ref : target->commit);
}

static void fact_commits(struct text *out, const struct backport *backport)
{
	size_t picked = backport_nr(backport, STEP_PICK), adapted = backport_nr(backport, STEP_ADAPT);
	owned(text_release) struct text value = { 0 }, more = { 0 };

	text_addf(&value, "%zu commit%s", picked + adapted, picked + adapted == 1 ? "" : "s");
	text_addf(&more, "%zu prerequisites among them; %zu were there already", nr_prerequisites(backport),
		  backport_nr(backport, STEP_ALREADY_THERE));
	fact(out, "carried", text_str(&value), text_str(&more));
	text_clear(&value);
	text_clear(&more);
	text_addf(&value, "%zu adapted", adapted);
	text_addf(&more, "%zu not applicable here; %zu left out", backport_nr(backport, STEP_NOT_APPLICABLE),
		  backport->nr_left_out);
	fact(out, "adapted or dropped", text_str(&value), text_str(&more));
}

static void fact_build(struct text *out, const struct check *check)
{
	size_t i, nr_new = 0, nr_broken = 0;
	owned(text_release) struct text more = { 0 };

	for (i = 0; i < check->nr_steps; i++) {
		nr_new += check->steps[i].nr_new_diagnostics;
		nr_broken += !check->steps[i].built;
	}
	text_addf(&more, "%zu of %zu commits build; %zu new warnings", check->nr_steps - nr_broken, check->nr_steps, nr_new);
	if (!check->done || !check->build_done)
		fact(out, "builds?", "not tried", check->build_note);
	else
		fact(out, "builds?", nr_broken ? "no" : "yes", text_str(&more));
}

static void fact_conditions(struct text *out, const struct check *check)
{
	size_t counts[3] = { 0 }, i, nr_out = 0;
	owned(text_release) struct text value = { 0 }, more = { 0 };

	for (i = 0; i < check->nr_conditions; i++)
		counts[check->conditions[i].outcome]++;
	for (i = 0; i < check->nr_keep_out; i++)
		nr_out += !check->keep_out[i].newly_there;
	text_addf(&value, "%zu of %zu hold", counts[CONDITION_HOLDS], counts[CONDITION_HOLDS] + counts[CONDITION_FAILS]);
	text_addf(&more, "%zu do not apply; %zu of %zu names stay out", counts[CONDITION_NOT_APPLICABLE], nr_out,
		  check->nr_keep_out);
	fact(out, "conditions", check->done ? text_str(&value) : "not tried", check->done ? text_str(&more) : "");
}

static void write_facts(struct text *out, const struct backport *backport)
{
	text_adds(out, "<div class=\"facts\">\n");
	fact_target(out, backport);
	fact_commits(out, backport);
	fact_build(out, &backport->check);
	fact_conditions(out, &backport->check);
	text_adds(out, "</div>\n");
}

/* What the bug is. */

static void write_list(struct text *out, const char *title, const struct string_list *list, const char *tag)
{
	size_t i;

	if (!list->nr)
		return;
	text_adds(out, "<p class=\"soft\">");
	escape(out, title);
	text_adds(out, "</p><ul>");
	for (i = 0; i < list->nr; i++) {
		text_adds(out, "<li>");
		element(out, tag, NULL, list->v[i]);
		text_adds(out, "</li>");
	}
	text_adds(out, "</ul>\n");
}

static void write_fix(struct text *out, const struct recipe *recipe)
{
	heading(out, "fix", "The bug and its fix");
	text_adds(out, "<p style=\"white-space:pre-line\">");
	escape(out, recipe->description);
	text_adds(out, "</p>\n");
	write_list(out, "Log lines by which it is known", &recipe->log, "code");
	write_list(out, "Stack frames by which it is known", &recipe->stack, "code");
	write_list(out, "References", &recipe->references, "span");
	write_list(out, "For the reviewer", &recipe->notes, "span");
}

/* Diffs. */

static const char *diff_class(const char *line, size_t len)
{
	if (len >= 4 && !strncmp(line, "diff", 4))
		return "f";
	if (len >= 3 && (!strncmp(line, "+++", 3) || !strncmp(line, "---", 3)))
		return "h";
	if (len >= 2 && !strncmp(line, "@@", 2))
		return "h";
	if (len && *line == '+')
		return "a";
	return len && *line == '-' ? "d" : "c";
}

static void write_diff(struct text *out, const char *diff)
{
	owned(text_release) struct text printable = { 0 };
	const char *at, *end, *line;
	size_t len;

	text_add_printable(&printable, diff, strlen(diff));
	at = text_str(&printable);
	end = at + printable.len;
	text_adds(out, "<div class=\"diff\"><code>");
	while (text_line(&line, &len, &at, end)) {
		text_addf(out, "<span class=\"%s\">", diff_class(line, len));
		escape_bytes(out, len ? line : " ", len ? len : 1);
		text_adds(out, "</span>");
	}
	text_adds(out, "</code></div>");
}

static void write_diffs(struct text *out, const struct step *step)
{
	if (!step->diff && !step->upstream_diff)
		return;
	text_addf(out, "<details%s><summary>The change", step->added + step->removed <= 60 ? " open" : "");
	if (step->diff)
		text_addf(out, ", +%u -%u", step->added, step->removed);
	text_adds(out, step->upstream_diff ? ", beside upstream's</summary><div class=\"beside\">" :
					     " (upstream's commit is not in this repository)</summary><div>");
	if (step->diff) {
		text_adds(out, "<div><p class=\"soft\">here</p>");
		write_diff(out, step->diff);
		text_adds(out, "</div>");
	}
	if (step->upstream_diff) {
		text_adds(out, "<div><p class=\"soft\">upstream</p>");
		write_diff(out, step->upstream_diff);
		text_adds(out, "</div>");
	}
	text_adds(out, "</div></details>\n");
}

/* Steps. */

static void write_reason(struct text *out, const struct reason *reason)
{
	text_adds(out, "<li>");
	escape(out, reason->text);
	if (reason->evidence) {
		text_adds(out, " ");
		element(out, "code", "soft", reason->evidence);
	}
	text_adds(out, "</li>");
}

static void write_reasons(struct text *out, const struct reason *reasons, size_t nr)
{
	size_t i;

	if (!nr)
		return;
	text_adds(out, "<ul>");
	for (i = 0; i < nr; i++)
		write_reason(out, &reasons[i]);
	text_adds(out, "</ul>\n");
}

static void write_adaptation(struct text *out, const struct used_adaptation *used)
{
	size_t i;

	text_adds(out, "<li>");
	text_adds(out, used->is_shim ? "shim " : "semantic patch ");
	element(out, "code", NULL, used->path);
	for (i = 0; i < used->missing.nr; i++) {
		text_adds(out, i ? ", " : ", since a probe found missing: ");
		element(out, "code", NULL, used->missing.v[i]);
	}
	for (i = 0; i < used->nr_rules; i++) {
		text_adds(out, i ? ", " : "; rules ");
		element(out, "code", NULL, used->rules[i].name);
		text_adds(out, used->rules[i].fired ? " (fired)" : " (did not fire)");
	}
	text_adds(out, "</li>");
}

static void write_adaptations(struct text *out, const struct step *step)
{
	size_t i;

	if (!step->nr_adaptations)
		return;
	text_adds(out, "<details><summary>Semantic patches and shims</summary><ul>");
	for (i = 0; i < step->nr_adaptations; i++)
		write_adaptation(out, &step->adaptations[i]);
	text_adds(out, "</ul></details>\n");
}

static void write_step(struct text *out, const struct step *step, size_t nr)
{
	text_addf(out, "<section class=\"step\" id=\"step-%zu\"><header><h3>%zu. <code>", nr, nr);
	escape(out, step->name);
	text_adds(out, "</code> ");
	escape(out, step->subject);
	text_adds(out, "</h3>");
	badge(out, "none", role_name(step->role));
	badge(out, disposition_class(step->disposition), disposition_name(step->disposition));
	text_adds(out, "</header>\n");
	write_reasons(out, step->reasons, step->nr_reasons);
	if (step->nr_warnings) {
		text_adds(out, "<p class=\"warn\">A reviewer should know:</p>");
		write_reasons(out, step->warnings, step->nr_warnings);
	}
	write_adaptations(out, step);
	write_diffs(out, step);
	text_adds(out, "</section>\n");
}

static void write_steps(struct text *out, const struct backport *backport)
{
	size_t i;

	heading(out, "steps", "The steps");
	for (i = 0; i < backport->nr_steps; i++)
		write_step(out, &backport->steps[i], i + 1);
}

static void write_left_out(struct text *out, const struct backport *backport)
{
	size_t i;

	if (!backport->nr_left_out)
		return;
	heading(out, "left-out", "Left out, and why");
	text_adds(out, "<table><thead><tr><th>commit</th><th>why it stays out</th><th>what would have suggested it</th>"
		       "</tr></thead><tbody>\n");
	for (i = 0; i < backport->nr_left_out; i++) {
		const struct left_out_commit *commit = &backport->left_out[i];

		text_adds(out, "<tr><td><code>");
		escape_bytes(out, commit->id, strnlen(commit->id, 12));
		text_adds(out, "</code> ");
		escape(out, commit->subject);
		text_adds(out, "</td>");
		element(out, "td", NULL, commit->why);
		element(out, "td", "soft", commit->evidence ? commit->evidence : "");
		text_adds(out, "</tr>\n");
	}
	text_adds(out, "</tbody></table>\n");
}

/* The check. */

static void write_diagnostics(struct text *out, const struct step_check *built)
{
	size_t i;

	for (i = 0; i < built->nr_new_diagnostics; i++) {
		const struct diagnostic *diagnostic = &built->new_diagnostics[i];
		owned(text_release) struct text line = { 0 };

		text_addf(&line, "%s:%u: %s: %s", diagnostic->file, diagnostic->line, diagnostic->kind, diagnostic->text);
		text_adds(out, "<br>");
		element(out, "code", "bad", text_str(&line));
	}
	if (built->log)
		element(out, "pre", "log", built->log);
}

static void write_step_check(struct text *out, const struct backport *backport, const struct step_check *built)
{
	size_t i;

	text_addf(out, "<tr><td><a href=\"#step-%zu\"><code>", built->step + 1);
	escape(out, backport->steps[built->step].name);
	text_adds(out, "</code></a></td><td>");
	badge(out, built->built ? "ok" : "bad", built->built ? "builds" : "does not build");
	write_diagnostics(out, built);
	text_addf(out, "</td><td>%u</td><td>%u</td><td>%zu</td><td>", built->warnings_before, built->warnings_after,
		  built->nr_new_diagnostics);
	for (i = 0; i < built->objects.nr; i++) {
		text_adds(out, i ? " " : "");
		element(out, "code", NULL, built->objects.v[i]);
	}
	text_adds(out, "</td></tr>\n");
}

static void write_build(struct text *out, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i;

	heading(out, "build", "Build");
	if (!check->build_done) {
		text_adds(out, "<p>Not done: ");
		escape(out, check->build_note ? check->build_note : "not asked for");
		text_adds(out, "</p>\n");
		return;
	}
	text_adds(out, "<p class=\"soft\">");
	escape(out, check->compiler);
	text_addf(out, ", <code>");
	escape(out, check->flags);
	text_addf(out, "</code>, %.0f s</p>\n<table><thead><tr><th>after</th><th></th><th>warnings before</th>"
		       "<th>after</th><th>new</th><th>objects</th></tr></thead><tbody>\n", check->seconds);
	for (i = 0; i < check->nr_steps; i++)
		write_step_check(out, backport, &check->steps[i]);
	text_adds(out, "</tbody></table>\n");
	write_list(out, "Changed, and not compiled by this configuration", &check->uncompiled, "code");
}

static void write_condition(struct text *out, const struct condition_check *condition)
{
	static const char *const classes[] = {
		[CONDITION_HOLDS] = "ok", [CONDITION_FAILS] = "bad", [CONDITION_NOT_APPLICABLE] = "none",
	};
	static const char *const words[] = {
		[CONDITION_HOLDS] = "holds", [CONDITION_FAILS] = "fails", [CONDITION_NOT_APPLICABLE] = "does not apply",
	};
	size_t i;

	text_adds(out, "<tr><td>");
	badge(out, classes[condition->outcome], words[condition->outcome]);
	text_adds(out, "</td><td>");
	escape(out, condition->title);
	if (condition->note) {
		text_adds(out, "<br>");
		element(out, "span", "soft", condition->note);
	}
	for (i = 0; i < condition->places.nr; i++) {
		text_adds(out, "<br>");
		element(out, "code", "soft", condition->places.v[i]);
	}
	text_adds(out, "</td></tr>\n");
}

static void write_keep_out(struct text *out, const struct check *check)
{
	size_t i;

	if (!check->nr_keep_out)
		return;
	text_adds(out, "<p class=\"soft\">Names that must not newly appear</p><p>");
	for (i = 0; i < check->nr_keep_out; i++) {
		badge(out, check->keep_out[i].newly_there ? "bad" : "ok", check->keep_out[i].name);
		text_adds(out, " ");
	}
	text_adds(out, "</p>\n");
}

static void write_check(struct text *out, const struct backport *backport)
{
	const struct check *check = &backport->check;
	size_t i;

	if (!check->done)
		return;
	write_build(out, backport);
	heading(out, "conditions", "What must hold on the result");
	text_adds(out, "<table><tbody>\n");
	for (i = 0; i < check->nr_conditions; i++)
		write_condition(out, &check->conditions[i]);
	text_adds(out, "</tbody></table>\n");
	write_keep_out(out, check);
}

/* How to see it again. */
static void write_repeat(struct text *out, const struct backport *backport)
{
	const struct target *target = &backport->target;

	heading(out, "repeat", "To repeat it");
	text_adds(out, "<pre class=\"log\">stableport port ");
	escape(out, backport->recipe->name);
	if (target->repo) {
		text_adds(out, " --repo ");
		escape(out, target->repo);
	}
	text_adds(out, " --onto ");
	escape(out, target->folder ? target->folder : target->commit);
	if (target->upstream_commit) {
		text_adds(out, " --upstream ");
		escape(out, target->upstream_commit);
	}
	text_addf(out, " --style %s</pre>\n", backport->style == STYLE_SHIM ? "shim" : "inline");
	if (backport->branch) {
		text_adds(out, "<p>The series is the branch ");
		element(out, "code", NULL, backport->branch);
		text_adds(out, ".</p>\n");
	}
}

void report_html(struct text *out, const struct backport *backport)
{
	write_head(out, backport);
	write_title(out, backport);
	write_facts(out, backport);
	write_fix(out, backport->recipe);
	write_steps(out, backport);
	write_left_out(out, backport);
	write_check(out, backport);
	write_repeat(out, backport);
	text_adds(out, "</main></body></html>\n");
}
