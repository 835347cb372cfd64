// SPDX-License-Identifier: GPL-2.0-only
/* Each step: where it comes from, why it is there, how it is carried, its message, its diff beside upstream's. */
#include <stdlib.h>
#include <time.h>

#include "html-parts.h"

/* For the diffs of all steps together, and for one at least and at most: a page of 50 steps stays under 2 MB. */
#define DIFF_BYTES 1100000
#define LEAST_DIFF_BYTES 6000
#define MOST_DIFF_BYTES 400000

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
	for (i = 0; i < step->nr_reasons && i < HTML_MOST_ITEMS; i++)
		write_reason(out, &step->reasons[i]);
	html_more(out, "li", step->nr_reasons);
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
	for (i = 0; i < step->nr_warnings && i < HTML_MOST_ITEMS; i++)
		write_reason(out, &step->warnings[i]);
	html_more(out, "li", step->nr_warnings);
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

/* A recipe says in few words what a commit does and what needs it: often the only reason there is. */
static void write_message(struct text *out, const struct step *step)
{
	bool is_open = !step->body_is_upstream && step_is_carried(step);

	if (!step->body || !*step->body)
		return;
	text_addf(out, "<details%s><summary>", is_open ? " open" : "");
	if (step->body_is_upstream) {
		text_adds(out, "Upstream's message</summary><div class=\"message\">");
		html_escape_part(out, step->body, strlen(step->body), HTML_LONGEST_TEXT);
	} else {
		text_adds(out, "What it does, and why</summary><div class=\"summary\">");
		html_paragraphs(out, step->body);
	}
	text_adds(out, "</div></details>\n");
}

static void write_step(struct text *out, const struct backport *backport, size_t index, size_t diff_bytes)
{
	const struct step *step = &backport->steps[index];

	text_addf(out, "<article class=\"step\" id=\"step-%zu\"><header><h3>%zu. ", index + 1, index + 1);
	html_escape(out, step->subject);
	text_adds(out, "</h3>");
	html_badge(out, "none", role_name(step->role));
	html_badge(out, disposition_class(step->disposition), step_done_name(step));
	text_adds(out, "</header>\n");
	write_meta(out, step);
	write_why(out, step);
	write_warnings(out, step);
	write_message(out, step);
	html_diffs(out, step, diff_bytes);
	text_adds(out, "</article>\n");
}

void html_steps(struct text *out, const struct backport *backport)
{
	size_t i, nr = backport_nr_carried(backport) + backport_nr(backport, STEP_CONFLICT);
	size_t bytes = DIFF_BYTES / (nr ? nr : 1);

	if (bytes > MOST_DIFF_BYTES)
		bytes = MOST_DIFF_BYTES;
	if (bytes < LEAST_DIFF_BYTES)
		bytes = LEAST_DIFF_BYTES;
	html_section(out, "steps", "The steps");
	for (i = 0; i < backport->nr_steps; i++)
		write_step(out, backport, i, bytes);
	html_section_end(out);
}
