// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two diffs of a step are cut at "diff --git" and paired by path, in the
 * order of ours: a reviewer compares file by file. Where both change the same
 * lines (the same + and - lines in the same order, wherever they stand) ours
 * alone is shown and the page says so: there is nothing to compare.
 */
#include "html.h"
#include "report.h"

/*
 * Diffs to this many lines added and removed are shown at once, longer ones
 * when asked for: a screen's worth each, so that the steps can be read as a list.
 */
#define OPEN_LINES 60

/* What a diff says of one file: the lines from its "diff --git" to the next. */
struct section {
	const char *text;
	size_t len;
	const char *path;       /* in the text; NULL where it names none */
	size_t path_len;
};

struct sections {
	struct section *v;
	size_t nr;
	struct arena arena;
};

static void sections_release(struct sections *sections)
{
	arena_release(&sections->arena);
}

static bool starts_with(const char *line, size_t len, const char *start)
{
	return len >= strlen(start) && !memcmp(line, start, strlen(start));
}

/* "+++ b/fs/file.c" names the file, unless it is removed: then "--- a/fs/file.c" has. */
static void take_path(struct section *section, const char *line, size_t len)
{
	if (!starts_with(line, len, "--- a/") && !starts_with(line, len, "+++ b/"))
		return;
	section->path = line + strlen("+++ b/");
	section->path_len = len - strlen("+++ b/");
}

static void cut_diff(struct sections *sections, const char *diff)
{
	const char *at = diff, *end = diff + strlen(diff), *line;
	struct section *section = NULL;
	bool in_hunk = false;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (!section || starts_with(line, len, "diff --git ")) {
			section = arena_push(&sections->arena, sections->v, sections->nr);
			section->text = line;
			in_hunk = false;
		}
		in_hunk |= starts_with(line, len, "@@");
		if (!in_hunk)
			take_path(section, line, len);
		section->len = (size_t)(at - section->text);
	}
}

/* The next line that adds or removes. */
static bool next_changed_line(const char **line, size_t *len, const char **at, const char *end, bool *in_hunk)
{
	while (text_line(line, len, at, end)) {
		*in_hunk |= starts_with(*line, *len, "@@");
		if (*in_hunk && *len && (**line == '+' || **line == '-'))
			return true;
	}
	return false;
}

static bool changes_the_same(const struct section *a, const struct section *b)
{
	const char *at_a = a->text, *at_b = b->text, *line_a, *line_b;
	bool in_a = false, in_b = false, is_a, is_b;
	size_t len_a, len_b;

	do {
		is_a = next_changed_line(&line_a, &len_a, &at_a, a->text + a->len, &in_a);
		is_b = next_changed_line(&line_b, &len_b, &at_b, b->text + b->len, &in_b);
	} while (is_a && is_b && len_a == len_b && !memcmp(line_a, line_b, len_a));
	return !is_a && !is_b && in_a && in_b;
}

static const struct section *find_section(const struct sections *sections, const struct section *like)
{
	size_t i;

	for (i = 0; like->path && i < sections->nr; i++) {
		const struct section *section = &sections->v[i];

		if (section->path && section->path_len == like->path_len &&
		    !memcmp(section->path, like->path, like->path_len))
			return section;
	}
	return NULL;
}

/* Before the first hunk only what is no repetition of the path: "new file mode 100644". */
static bool is_shown(const char *line, size_t len)
{
	static const char *const repeated[] = { "diff --git ", "index ", "--- ", "+++ " };
	size_t i;

	for (i = 0; i < nr_of(repeated); i++)
		if (starts_with(line, len, repeated[i]))
			return false;
	return true;
}

static const char *diff_class(const char *line, size_t len, bool in_hunk)
{
	if (!in_hunk || (len && *line == '\\'))
		return "n";
	if (starts_with(line, len, "@@"))
		return "h";
	if (len && *line == '+')
		return "a";
	return len && *line == '-' ? "d" : "c";
}

static void write_section(struct text *out, const struct section *section)
{
	const char *at = section->text, *end = at + section->len, *line;
	bool in_hunk = false;
	size_t len;

	text_adds(out, "<div class=\"diff\" tabindex=\"0\"><code>");
	while (text_line(&line, &len, &at, end)) {
		in_hunk |= starts_with(line, len, "@@");
		if (!in_hunk && !is_shown(line, len))
			continue;
		text_addf(out, "<span class=\"%s\">", diff_class(line, len, in_hunk));
		html_escape_part(out, len ? line : " ", len ? len : 1);
		text_adds(out, "</span>");
	}
	text_adds(out, "</code></div>");
}

static void write_side(struct text *out, const char *side, const struct section *section)
{
	text_addf(out, "<div><p class=\"side\">%s%s</p>", side, section ? "" : ": not changed");
	if (section)
		write_section(out, section);
	text_adds(out, "</div>\n");
}

static void write_path(struct text *out, const struct section *section)
{
	text_adds(out, "<h4><code>");
	if (section->path)
		html_escape_part(out, section->path, section->path_len);
	text_adds(out, "</code></h4>\n");
}

static void write_beside(struct text *out, const struct section *here, const struct section *upstream)
{
	write_path(out, here ? here : upstream);
	if (here && upstream && changes_the_same(here, upstream)) {
		write_side(out, "here, and the same lines upstream", here);
		return;
	}
	text_adds(out, "<div class=\"beside\">");
	write_side(out, "here", here);
	write_side(out, "upstream", upstream);
	text_adds(out, "</div>\n");
}

static void write_pairs(struct text *out, const struct sections *here, const struct sections *upstream)
{
	size_t i;

	for (i = 0; i < here->nr; i++)
		write_beside(out, &here->v[i], find_section(upstream, &here->v[i]));
	for (i = 0; i < upstream->nr; i++)
		if (!find_section(here, &upstream->v[i]))
			write_beside(out, NULL, &upstream->v[i]);
}

static void write_alone(struct text *out, const struct sections *sections)
{
	size_t i;

	for (i = 0; i < sections->nr; i++) {
		write_path(out, &sections->v[i]);
		write_section(out, &sections->v[i]);
	}
}

static void write_summary(struct text *out, const struct step *step)
{
	bool is_open = step->diff && step->added + step->removed <= OPEN_LINES;

	text_addf(out, "<details%s><summary>", is_open ? " open" : "");
	if (step->diff)
		text_addf(out, "The change, +%u -%u", step->added, step->removed);
	else
		text_adds(out, "Upstream's change");
	if (step->diff)
		text_adds(out, step->upstream_diff ? ", beside upstream's" :
						     " (upstream's commit is not at hand to compare with)");
	text_adds(out, "</summary>\n");
}

void report_html_diffs(struct text *out, const struct step *step)
{
	owned(sections_release) struct sections here = { 0 }, upstream = { 0 };

	if (!step->diff && !step->upstream_diff)
		return;
	if (step->diff)
		cut_diff(&here, step->diff);
	if (step->upstream_diff)
		cut_diff(&upstream, step->upstream_diff);
	write_summary(out, step);
	if (step->diff && step->upstream_diff)
		write_pairs(out, &here, &upstream);
	else
		write_alone(out, step->diff ? &here : &upstream);
	text_adds(out, "</details>\n");
}
