// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two diffs of a step, ours beside upstream's: cut at "diff --git" into files, which are paired by path in the
 * order of ours, and these at "@@" into hunks, each of which is paired with the one of upstream's that has most of its
 * changed lines. Above each pair stands where ours comes from: the step's reasons and warnings name places.
 *
 * Where both change the same lines (the same + and - lines in the same order, wherever they stand) ours alone is shown
 * and the page says so: there is nothing to compare. In other pairs, lines that both have stand side by side, and in
 * lines that both have otherwise the words that differ are marked.
 *
 * A page has to stay readable, and small: what goes beyond the bytes that a step may have is counted and not shown.
 */
#include <stdlib.h>

#include "html-parts.h"

/*
 * Diffs to this many lines added and removed are shown at once, longer ones
 * when asked for: a screen's worth each, so that the steps can be read as a list.
 */
#define OPEN_LINES 60

/* Of one hunk on one side; a longer one is most likely a new file. */
#define HUNK_LINES 300

/* Bytes of one line: no diff of code has longer ones that are read. */
#define LINE_BYTES 400

/* Hunks keep their order but for few: so far from its place, in hunks, one is looked for. */
#define FARTHEST 16

struct line {
	const char *text;       /* with its sign */
	size_t len;
};

struct hunk {
	struct line header;
	struct line *lines;
	size_t nr;
	size_t nr_changed;
	unsigned long first_before, end_before, first_after, end_after; /* line numbers; ends are past the last */
	bool is_paired;
};

/* What a diff says of one file: the lines from its "diff --git" to the next. */
struct section {
	struct line path;       /* text is NULL where it names none */
	struct line *notes;     /* before the first hunk, what is no repetition of the path: "new file mode 100644" */
	size_t nr_notes;
	struct hunk *hunks;
	size_t nr_hunks;
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

static bool starts_with(const struct line *line, const char *start)
{
	return line->len >= strlen(start) && !memcmp(line->text, start, strlen(start));
}

static bool same_line(const struct line *a, const struct line *b)
{
	return a->len == b->len && !memcmp(a->text, b->text, a->len);
}

static bool is_change(const struct line *line)
{
	return line->len && (*line->text == '+' || *line->text == '-');
}

/* ---- cutting ---- */

static bool repeats_path(const struct line *line)
{
	static const char *const repeated[] = { "diff --git ", "index ", "--- ", "+++ " };
	size_t i;

	for (i = 0; i < nr_of(repeated); i++)
		if (starts_with(line, repeated[i]))
			return true;
	return false;
}

/* "+++ b/fs/file.c" names the file, unless it is removed: then "--- a/fs/file.c" has. */
static void take_note(struct sections *sections, struct section *section, const struct line *line)
{
	static const size_t before = sizeof("+++ b/") - 1;

	if (starts_with(line, "--- a/") || starts_with(line, "+++ b/"))
		section->path = (struct line){ line->text + before, line->len - before };
	if (!repeats_path(line))
		*arena_push(&sections->arena, section->notes, section->nr_notes) = *line;
}

/* "-12,3" at the sign: the first line, and the one past the last. The diff is NUL-terminated. */
static const char *read_range(const char *at, unsigned long *first, unsigned long *end)
{
	char *after;
	unsigned long nr = 1;

	*first = strtoul(at + 1, &after, 10);
	if (*after == ',')
		nr = strtoul(after + 1, &after, 10);
	*end = *first + nr;
	return after;
}

static struct hunk *begin_hunk(struct sections *sections, struct section *section, const struct line *line)
{
	struct hunk *hunk = arena_push(&sections->arena, section->hunks, section->nr_hunks);
	const char *at = line->text;

	hunk->header = *line;
	if (starts_with(line, "@@ -"))
		at = read_range(at + strlen("@@ "), &hunk->first_before, &hunk->end_before);
	if (at != line->text && !strncmp(at, " +", 2))
		read_range(at + 1, &hunk->first_after, &hunk->end_after);
	return hunk;
}

static void cut_diff(struct sections *sections, const char *diff)
{
	const char *at = diff, *end = diff + strlen(diff);
	struct section *section = NULL;
	struct hunk *hunk = NULL;
	struct line line;

	while (text_line(&line.text, &line.len, &at, end)) {
		if (!section || starts_with(&line, "diff --git ")) {
			section = arena_push(&sections->arena, sections->v, sections->nr);
			hunk = NULL;
		}
		if (starts_with(&line, "@@")) {
			hunk = begin_hunk(sections, section, &line);
		} else if (hunk) {
			*arena_push(&sections->arena, hunk->lines, hunk->nr) = line;
			hunk->nr_changed += is_change(&line);
		} else {
			take_note(sections, section, &line);
		}
	}
}

/* ---- pairing ---- */

static const struct line *next_change(const struct hunk *hunk, size_t *at)
{
	while (*at < hunk->nr) {
		const struct line *line = &hunk->lines[(*at)++];

		if (is_change(line))
			return line;
	}
	return NULL;
}

static bool changes_the_same(const struct hunk *a, const struct hunk *b)
{
	size_t at_a = 0, at_b = 0;
	const struct line *in_a, *in_b;

	if (a->nr_changed != b->nr_changed)
		return false;
	do {
		in_a = next_change(a, &at_a);
		in_b = next_change(b, &at_b);
	} while (in_a && in_b && same_line(in_a, in_b));
	return !in_a && !in_b;
}

/* The next changed line of a file, however it is cut into hunks. */
static const struct line *next_in_file(const struct section *section, size_t *hunk, size_t *at)
{
	const struct line *line;

	for (; *hunk < section->nr_hunks; (*hunk)++, *at = 0) {
		line = next_change(&section->hunks[*hunk], at);
		if (line)
			return line;
	}
	return NULL;
}

static bool changes_the_same_file(const struct section *a, const struct section *b)
{
	size_t hunk_a = 0, hunk_b = 0, at_a = 0, at_b = 0;
	const struct line *in_a, *in_b;

	do {
		in_a = next_in_file(a, &hunk_a, &at_a);
		in_b = next_in_file(b, &hunk_b, &at_b);
	} while (in_a && in_b && same_line(in_a, in_b));
	return !in_a && !in_b && a->nr_hunks && b->nr_hunks;
}

/* How many of a hunk's changed lines another one has. */
static size_t nr_shared(const struct hunk *a, const struct hunk *b)
{
	size_t i, j, nr = 0;

	for (i = 0; i < a->nr && i < HUNK_LINES; i++)
		for (j = 0; is_change(&a->lines[i]) && j < b->nr && j < HUNK_LINES; j++)
			if (same_line(&a->lines[i], &b->lines[j])) {
				nr++;
				break;
			}
	return nr;
}

/* The one of upstream's near a place that has most of ours, or that is of the same function. */
static struct hunk *find_pair(const struct section *upstream, const struct hunk *here, size_t place)
{
	size_t i, nr, best = 0, end = place + FARTHEST < upstream->nr_hunks ? place + FARTHEST : upstream->nr_hunks;
	struct hunk *pair = NULL;

	for (i = place > FARTHEST ? place - FARTHEST : 0; i < end; i++) {
		struct hunk *hunk = &upstream->hunks[i];

		nr = hunk->is_paired ? 0 : nr_shared(here, hunk);
		if (nr > best) {
			best = nr;
			pair = hunk;
		}
	}
	if (!pair && here->nr && upstream->nr_hunks == 1 && !upstream->hunks->is_paired)
		pair = upstream->hunks;
	if (pair)
		pair->is_paired = true;
	return pair;
}

static struct section *find_section(const struct sections *sections, const struct section *like)
{
	size_t i;

	for (i = 0; like->path.text && i < sections->nr; i++)
		if (sections->v[i].path.text && same_line(&sections->v[i].path, &like->path))
			return &sections->v[i];
	return NULL;
}

/* ---- writing ---- */

/* Where the page's bytes of this step end; what is not shown from there on is counted. */
struct page {
	struct text *out;
	const struct step *step;
	size_t end;
	size_t hunks_not_shown, lines_not_shown;
};

static bool is_full(const struct page *page)
{
	return page->out->len >= page->end;
}

static const char *line_class(const struct line *line)
{
	if (!line->len)
		return "c";
	switch (*line->text) {
	case '+':
		return "a";
	case '-':
		return "d";
	case '\\':
		return "n";
	default:
		return "c";
	}
}

static void write_line(struct text *out, const char *class, const struct line *line)
{
	text_addf(out, "<span class=\"%s\">", class);
	html_escape_part(out, line->len ? line->text : " ", line->len ? line->len : 1, LINE_BYTES);
	text_adds(out, "</span>");
}

/* A line that the other side has with other words. */
static void write_line_beside(struct text *out, const struct line *line, const struct line *other)
{
	if (!other || line->len > LINE_BYTES || other->len > LINE_BYTES) {
		write_line(out, line_class(line), line);
		return;
	}
	text_addf(out, "<span class=\"%s\">", line_class(line));
	html_escape_part(out, line->text, 1, 1);
	html_words(out, line->text + 1, line->len - 1, other->text + 1, other->len - 1);
	text_adds(out, "</span>");
}

static void begin_pane(struct text *out, bool is_upstream)
{
	text_addf(out, "<div class=\"diff%s\" tabindex=\"0\"><code>", is_upstream ? " theirs" : "");
}

static void end_pane(struct text *out)
{
	text_adds(out, "</code></div>");
}

static void write_not_shown(struct text *out, size_t nr)
{
	text_addf(out, "<span class=\"n\">\xe2\x80\xa6 %zu lines more</span>", nr);
}

static void write_hunk(struct page *page, const struct hunk *hunk)
{
	size_t i;

	write_line(page->out, "h", &hunk->header);
	for (i = 0; i < hunk->nr && i < HUNK_LINES && !is_full(page); i++)
		write_line(page->out, line_class(&hunk->lines[i]), &hunk->lines[i]);
	if (i < hunk->nr)
		write_not_shown(page->out, hunk->nr - i);
}

/* ---- two hunks, line beside line ---- */

/* Rows of two panes: a line of each, or none. */
struct row {
	const struct line *here, *upstream;
};

struct rows {
	struct arena arena;
	struct row *v;
	size_t nr;
};

static void rows_release(struct rows *rows)
{
	arena_release(&rows->arena);
}

static void add_row(struct rows *rows, const struct line *here, const struct line *upstream)
{
	*arena_push(&rows->arena, rows->v, rows->nr) = (struct row){ here, upstream };
}

/*
 * Lines between two that both have: those with the same sign beside each other, in order, since one may be the
 * other with other words.
 */
static void add_run(struct rows *rows, const struct line *here, size_t nr_here, const struct line *upstream,
		    size_t nr_upstream)
{
	size_t i = 0, j = 0;

	while (i < nr_here || j < nr_upstream) {
		bool both = i < nr_here && j < nr_upstream;

		if (both && *line_class(&here[i]) == *line_class(&upstream[j]))
			add_row(rows, &here[i++], &upstream[j++]);
		else if (i < nr_here && (!both || *line_class(&here[i]) != 'a'))
			add_row(rows, &here[i++], NULL);
		else if (j < nr_upstream)
			add_row(rows, NULL, &upstream[j++]);
		else
			add_row(rows, &here[i++], NULL);
	}
}

static size_t nr_compared(const struct hunk *hunk)
{
	return hunk->nr < HUNK_LINES ? hunk->nr : HUNK_LINES;
}

/* lengths[i * (nr_b + 1) + j]: of the longest common run of a's lines from i and b's from j. */
static const unsigned short *measure(struct arena *arena, const struct hunk *a, const struct hunk *b)
{
	size_t i, j, nr_a = nr_compared(a), nr_b = nr_compared(b), width = nr_b + 1;
	unsigned short *lengths = arena_alloc(arena, (nr_a + 1) * width * sizeof(*lengths));

	for (i = nr_a; i-- > 0;) {
		for (j = nr_b; j-- > 0;) {
			unsigned short *at = &lengths[i * width + j];

			if (same_line(&a->lines[i], &b->lines[j]))
				*at = (unsigned short)(at[width + 1] + 1);
			else
				*at = at[width] > at[1] ? at[width] : at[1];
		}
	}
	return lengths;
}

static void align(struct rows *rows, const struct hunk *here, const struct hunk *upstream)
{
	const unsigned short *lengths = measure(&rows->arena, here, upstream);
	size_t nr_a = nr_compared(here), nr_b = nr_compared(upstream), width = nr_b + 1;
	size_t i = 0, j = 0, run_a = 0, run_b = 0;

	while (i < nr_a && j < nr_b) {
		const unsigned short *at = &lengths[i * width + j];

		if (same_line(&here->lines[i], &upstream->lines[j])) {
			add_run(rows, here->lines + run_a, i - run_a, upstream->lines + run_b, j - run_b);
			add_row(rows, &here->lines[i++], &upstream->lines[j++]);
			run_a = i;
			run_b = j;
		} else if (at[width] >= at[1]) {
			i++;
		} else {
			j++;
		}
	}
	add_run(rows, here->lines + run_a, nr_a - run_a, upstream->lines + run_b, nr_b - run_b);
}

static bool is_same_row(const struct row *row)
{
	return row->here && row->upstream && same_line(row->here, row->upstream);
}

static void write_side(struct page *page, const struct rows *rows, const struct hunk *hunk, bool is_upstream,
		       size_t end)
{
	size_t i, nr = 0;

	text_addf(page->out, "<div><p class=\"side\">%s</p>", is_upstream ? "upstream" : "here");
	begin_pane(page->out, is_upstream);
	write_line(page->out, "h", &hunk->header);
	for (i = 0; i < rows->nr && page->out->len < end; i++) {
		const struct row *row = &rows->v[i];
		const struct line *line = is_upstream ? row->upstream : row->here;
		const struct line *other = is_upstream ? row->here : row->upstream;

		nr += line != NULL;
		if (!line)
			text_adds(page->out, "<span class=\"f\"> </span>");
		else
			write_line_beside(page->out, line, is_same_row(row) ? NULL : other);
	}
	if (nr < hunk->nr)
		write_not_shown(page->out, hunk->nr - nr);
	end_pane(page->out);
	text_adds(page->out, "</div>\n");
}

static void write_beside(struct page *page, const struct hunk *here, const struct hunk *upstream)
{
	owned(rows_release) struct rows rows = { 0 };
	size_t half = page->out->len + (page->end - page->out->len) / 2;

	align(&rows, here, upstream);
	text_adds(page->out, "<div class=\"beside\">");
	write_side(page, &rows, here, false, half);
	write_side(page, &rows, upstream, true, page->end);
	text_adds(page->out, "</div>\n");
}

/* ---- where a hunk comes from ---- */

/* "fs/nfsd/state.h:127 (nfs4_client)": whether it lies in a file's lines from first to before end. */
static bool lies_in(const char *place, const struct line *path, unsigned long first, unsigned long end)
{
	unsigned long line;

	if (!place || !path->text || strncmp(place, path->text, path->len) || place[path->len] != ':')
		return false;
	line = strtoul(place + path->len + 1, NULL, 10);
	return line >= first && line < end;
}

static bool is_about(const struct reason *reason, const struct line *path, const struct hunk *hunks, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (lies_in(reason->evidence, path, hunks[i].first_before, hunks[i].end_before) ||
		    lies_in(reason->evidence, path, hunks[i].first_after, hunks[i].end_after))
			return true;
	return false;
}

static void write_reasons(struct page *page, const struct reason *reasons, size_t nr, const struct line *path,
			  const struct hunk *hunks, size_t nr_hunks)
{
	const char *said = "";
	size_t i, nr_written = 0;

	for (i = 0; i < nr && nr_written < HTML_MOST_ITEMS; i++) {
		if (!is_about(&reasons[i], path, hunks, nr_hunks))
			continue;
		if (strcmp(reasons[i].text, said)) {
			text_adds(page->out, "; ");
			html_escape(page->out, reasons[i].text);
		} else {
			text_adds(page->out, ",");
		}
		text_adds(page->out, " ");
		html_element(page->out, "code", NULL, reasons[i].evidence);
		said = reasons[i].text;
		nr_written++;
	}
}

/* What made it: a merge, or the semantic patches of an adapted step. */
static void write_made_by(struct page *page)
{
	const struct step *step = page->step;
	size_t i;

	if (step->disposition != STEP_ADAPT)
		return;
	for (i = 0; i < step->nr_adaptations; i++) {
		text_adds(page->out, i ? ", " : "; written by ");
		html_element(page->out, "code", NULL, step->adaptations[i].path);
	}
}

static void write_provenance(struct page *page, const struct line *path, const struct hunk *here,
			     const struct hunk *upstream)
{
	const struct step *step = page->step;

	text_adds(page->out, "<p class=\"side\">");
	if (here && upstream)
		text_adds(page->out, changes_the_same(here, upstream)
					     ? "here, and the same lines upstream"
					     : "<b class=\"warn\">otherwise than upstream</b>");
	else
		text_adds(page->out, here ? "<b class=\"warn\">only here</b>" : "<b class=\"warn\">only upstream</b>");
	if (here && !(upstream && changes_the_same(here, upstream)))
		write_made_by(page);
	if (here)
		write_reasons(page, step->reasons, step->nr_reasons, path, here, 1);
	write_reasons(page, step->warnings, step->nr_warnings, path, here ? here : upstream, 1);
	text_adds(page->out, "</p>\n");
}

/* ---- files ---- */

static void write_alone(struct page *page, const struct hunk *hunk, bool is_upstream)
{
	begin_pane(page->out, is_upstream);
	write_hunk(page, hunk);
	end_pane(page->out);
}

static void write_pair(struct page *page, const struct line *path, const struct hunk *here, const struct hunk *upstream)
{
	if (is_full(page)) {
		page->hunks_not_shown++;
		page->lines_not_shown += here ? here->nr : upstream->nr;
		return;
	}
	write_provenance(page, path, here, upstream);
	if (here && upstream && !changes_the_same(here, upstream))
		write_beside(page, here, upstream);
	else
		write_alone(page, here ? here : upstream, !here);
}

/* All of a file in one pane: nothing is beside it. */
static void write_whole(struct page *page, const struct section *section)
{
	size_t i;

	if (!section->nr_hunks)
		return;
	begin_pane(page->out, false);
	for (i = 0; i < section->nr_hunks; i++) {
		if (!is_full(page)) {
			write_hunk(page, &section->hunks[i]);
			continue;
		}
		page->hunks_not_shown++;
		page->lines_not_shown += section->hunks[i].nr;
	}
	end_pane(page->out);
}

static void write_notes(struct page *page, const struct section *section)
{
	size_t i;

	if (!section->nr_notes)
		return;
	begin_pane(page->out, false);
	for (i = 0; i < section->nr_notes && i < HTML_MOST_ITEMS && !is_full(page); i++)
		write_line(page->out, "n", &section->notes[i]);
	if (i < section->nr_notes)
		write_not_shown(page->out, section->nr_notes - i);
	end_pane(page->out);
}

static void write_path(struct page *page, const struct section *section)
{
	text_adds(page->out, "<h4><code>");
	if (section->path.text)
		html_escape_part(page->out, section->path.text, section->path.len, HTML_LONGEST);
	text_adds(page->out, "</code></h4>\n");
	write_notes(page, section);
}

/* What is said of all hunks of a file, once. */
static void write_file_provenance(struct page *page, const struct section *section, const char *what)
{
	const struct step *step = page->step;

	text_addf(page->out, "<p class=\"side\">%s", what);
	write_reasons(page, step->reasons, step->nr_reasons, &section->path, section->hunks, section->nr_hunks);
	write_reasons(page, step->warnings, step->nr_warnings, &section->path, section->hunks, section->nr_hunks);
	text_adds(page->out, "</p>\n");
}

static void write_file_beside(struct page *page, const struct section *here, struct section *upstream)
{
	size_t i;

	write_path(page, here);
	if (changes_the_same_file(here, upstream)) {
		write_file_provenance(page, here, "here, and the same lines upstream");
		write_whole(page, here);
		return;
	}
	for (i = 0; i < here->nr_hunks; i++)
		write_pair(page, &here->path, &here->hunks[i], find_pair(upstream, &here->hunks[i], i));
	for (i = 0; i < upstream->nr_hunks; i++)
		if (!upstream->hunks[i].is_paired)
			write_pair(page, &here->path, NULL, &upstream->hunks[i]);
}

static void write_file_alone(struct page *page, const struct section *section, bool is_upstream)
{
	size_t i;

	write_path(page, section);
	text_addf(page->out, "<p class=\"side\">%s: not changed</p>\n", is_upstream ? "here" : "upstream");
	for (i = 0; i < section->nr_hunks; i++)
		write_pair(page, &section->path, is_upstream ? NULL : &section->hunks[i],
			   is_upstream ? &section->hunks[i] : NULL);
}

/* false: it is counted only, since the page has no room for it. */
static bool has_room(struct page *page, const struct section *section)
{
	size_t i;

	if (!is_full(page))
		return true;
	for (i = 0; i < section->nr_hunks; i++)
		page->lines_not_shown += section->hunks[i].nr;
	page->hunks_not_shown += section->nr_hunks;
	return false;
}

static void write_both(struct page *page, const struct sections *here, const struct sections *upstream)
{
	size_t i;

	for (i = 0; i < here->nr; i++) {
		struct section *other = has_room(page, &here->v[i]) ? find_section(upstream, &here->v[i]) : NULL;

		if (other)
			write_file_beside(page, &here->v[i], other);
		else if (!is_full(page))
			write_file_alone(page, &here->v[i], false);
	}
	for (i = 0; i < upstream->nr; i++)
		if (has_room(page, &upstream->v[i]) && !find_section(here, &upstream->v[i]))
			write_file_alone(page, &upstream->v[i], true);
}

static void write_one(struct page *page, const struct sections *sections)
{
	size_t i;

	for (i = 0; i < sections->nr; i++) {
		if (!has_room(page, &sections->v[i]))
			continue;
		write_path(page, &sections->v[i]);
		write_file_provenance(page, &sections->v[i],
				      page->step->disposition == STEP_ADAPT ? "adapted" : "merged");
		write_whole(page, &sections->v[i]);
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

static void write_rest(const struct page *page)
{
	if (!page->hunks_not_shown)
		return;
	text_adds(page->out, "<p>Not shown here: ");
	html_count(page->out, page->hunks_not_shown, "hunk");
	text_addf(page->out, ", %zu lines", page->lines_not_shown);
	if (page->step->patch) {
		text_adds(page->out, "; they are in ");
		html_element(page->out, "code", NULL, page->step->patch);
	}
	text_adds(page->out, ".</p>\n");
}

void html_diffs(struct text *out, const struct step *step, size_t most)
{
	owned(sections_release) struct sections here = { 0 }, upstream = { 0 };
	struct page page = { .out = out, .step = step, .end = out->len + most };

	if (!step->diff && !step->upstream_diff)
		return;
	if (step->diff)
		cut_diff(&here, step->diff);
	if (step->upstream_diff)
		cut_diff(&upstream, step->upstream_diff);
	write_summary(out, step);
	if (step->diff && step->upstream_diff)
		write_both(&page, &here, &upstream);
	else
		write_one(&page, step->diff ? &here : &upstream);
	write_rest(&page);
	text_adds(out, "</details>\n");
}
