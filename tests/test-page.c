// SPDX-License-Identifier: GPL-2.0-only
#include "tests/lib/sample-proven.h"
#include "tests/lib/suite.h"
#include "tool/report.h"

#define HOSTILE "\033]0;x\007<script>alert(1)</script>&\"'"
#define HOSTILE_LINES                                                   \
	"\n</code></pre></main><meta http-equiv=refresh content=0>\n"   \
	"--> <img src=x onerror=alert(1)>\n" HOSTILE

typedef void make_sample(struct sample *sample);

static make_sample *const samples[] = {
	sample_make,
	sample_make_conflict,
	sample_make_nothing_to_do,
	sample_make_empty,
};

static void make_html(struct text *out, make_sample *make, const char *poison)
{
	owned(sample_release) struct sample sample = { 0 };

	make(&sample);
	if (poison)
		sample_poison(&sample, poison);
	report_html(out, &sample.backport);
}

static void ck_has(const struct text *text, const char *piece)
{
	ck_assert_msg(strstr(text_str(text), piece) != NULL, "no '%s'", piece);
}

static void ck_has_not(const struct text *text, const char *piece)
{
	ck_assert_msg(strstr(text_str(text), piece) == NULL, "'%s' is there", piece);
}

static void ck_in_order(const struct text *text, const char *const pieces[], size_t nr)
{
	const char *at = text_str(text);
	size_t i;

	for (i = 0; i < nr; i++) {
		const char *found = strstr(at, pieces[i]);

		ck_assert_msg(found != NULL, "no '%s' after '%s'", pieces[i], i ? pieces[i - 1] : "the begin");
		at = found;
	}
}

/* The page: a checker of just the HTML that we write. */

static const char *const known_tags[] = {
	"html", "head", "meta", "title", "style", "body", "main", "nav", "section", "article", "header", "details", "summary",
	"div", "p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "b",
	"a", "code", "pre", "br", "mark", "svg", "g", "line", "path", "circle",
};

static const char *const known_attributes[] = {
	"lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "scope", "open", "tabindex",
	"aria-label", "aria-labelledby", "aria-hidden", "style", "data-of", "width", "height", "d", "x1", "x2", "y1", "y2",
	"cx", "cy", "r",
};

#define MAX_DEPTH 32

struct page {
	const char *at;
	const char *open[MAX_DEPTH];
	size_t depth;
	struct strings ids, links;
};

static void page_release(struct page *page)
{
	strings_release(&page->ids);
	strings_release(&page->links);
}

static const char *find_word(const char *const words[], size_t nr, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (strlen(words[i]) == len && !memcmp(words[i], word, len))
			return words[i];
	ck_abort_msg("'%.*s' is none that the page has", (int)len, word);
	return NULL;
}

static void note_attribute(struct page *page, const char *name, const char *value, size_t len)
{
	if (!strcmp(name, "id"))
		strings_addf(&page->ids, "%.*s", (int)len, value);
	if (!strcmp(name, "style"))
		ck_assert_uint_eq(strspn(value, "-rail:0123456789px"), len);
	if (!strcmp(name, "aria-labelledby"))
		strings_addf(&page->links, "%.*s", (int)len, value);
	if (!strcmp(name, "http-equiv"))
		ck_assert_int_eq(strncmp(value, "Content-Security-Policy\"", len + 1), 0);
	if (strcmp(name, "href"))
		return;
	ck_assert_int_eq(*value, '#');
	strings_addf(&page->links, "%.*s", (int)len - 1, value + 1);
}

/* ' name="value"' or ' name' */
static void read_attribute(struct page *page)
{
	size_t len = strspn(page->at, "abcdefghijklmnopqrstuvwxyz-12"), value_len = 0;
	const char *name = find_word(known_attributes, nr_of(known_attributes), page->at, len);

	page->at += len;
	if (*page->at != '=')
		return;
	ck_assert_int_eq(page->at[1], '"');
	page->at += 2;
	value_len = strcspn(page->at, "\"<>");
	ck_assert_int_eq(page->at[value_len], '"');
	note_attribute(page, name, page->at, value_len);
	page->at += value_len + 1;
}

static void close_tag(struct page *page, const char *tag)
{
	ck_assert_msg(page->depth && page->open[page->depth - 1] == tag, "</%s> where <%s> is open", tag,
		      page->depth ? page->open[page->depth - 1] : "nothing");
	page->depth--;
}

static bool is_void(const char *tag)
{
	return !strcmp(tag, "meta") || !strcmp(tag, "br");
}

static void read_tag(struct page *page)
{
	bool closes = page->at[1] == '/';
	const char *tag;
	size_t len;

	page->at += 1 + closes;
	len = strcspn(page->at, " >");
	tag = find_word(known_tags, nr_of(known_tags), page->at, len);
	page->at += len;
	while (*page->at == ' ') {
		page->at++;
		read_attribute(page);
	}
	if (*page->at == '/') { /* SVG */
		ck_assert_int_eq(page->at[1], '>');
		return;
	}
	ck_assert_int_eq(*page->at, '>');
	if (closes) {
		close_tag(page, tag);
	} else if (!is_void(tag)) {
		ck_assert_uint_lt(page->depth, MAX_DEPTH);
		page->open[page->depth++] = tag;
	}
}

static void ck_each_link_leads_somewhere(const struct page *page)
{
	size_t i;

	for (i = 0; i < page->links.nr; i++)
		ck_assert_msg(strings_has(&page->ids, page->links.v[i]), "no id '%s'", page->links.v[i]);
}

static void ck_no_id_twice(struct page *page)
{
	size_t nr = page->ids.nr;

	strings_sort_unique(&page->ids);
	ck_assert_uint_eq(page->ids.nr, nr);
}

/* Tags and attributes from the known sets, balanced; links that lead somewhere; no bytes that mean more. */
static void ck_page(const struct text *html)
{
	static const char doctype[] = "<!doctype html>\n";
	owned(page_release) struct page page = { .at = text_str(html) };

	ck_assert_int_eq(strncmp(page.at, doctype, strlen(doctype)), 0);
	page.at += strlen(doctype);
	while ((page.at = strchr(page.at, '<')) != NULL)
		read_tag(&page);
	ck_assert_uint_eq(page.depth, 0);
	ck_each_link_leads_somewhere(&page);
	ck_no_id_twice(&page);
	ck_has_not(html, "<script");
	ck_has_not(html, "http-equiv=\"refresh");
	ck_has_not(html, "<meta http-equiv=refresh");
	ck_has_not(html, "url(");
	ck_has_not(html, "@import");
	ck_assert_ptr_null(strpbrk(text_str(html), "\033\007"));
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
		HOSTILE, HOSTILE_LINES, "\xff\xfe<", "", "\n", "diff --git \n+++ b/", "@@\n+<b>\n\\\n-", "%s%n&lt;",
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
		"<p class=\"verdict bad\">a person has to look</p>",
		"<b>frob: prevent widgets from being polished twice</b><span>1054e8ffc5c4</span><span>1 more fix</span>",
		"<b>Linux 4.19.79</b>",
		"<b>4 commits</b><span>2 prerequisites among them; 1 there already</span>"
		"<span>1 because lines and names lead to it, 1 because the recipe says so</span>",
		"<b>2 adapted</b><span>1 not applicable here; 2 left out</span>",
		"<b>does not build, not proven</b><span>1 of 2 configurations tried; 3 of 4 commits build; 1 new warning</span>"
		"<span>1 of 2 conditions hold, 1 not applicable; 1 of 2 names stay out</span>",
		"<a href=\"#build-1-5\">1 new warning</a>",
		"<a href=\"#build-1-6\">does not build</a>",
		"<a href=\"#condition-2\">fails</a>",
		"<a href=\"#name-2\">newly there</a>",
		"<a href=\"#step-2\">warning</a>",
		"<a href=\"#uncompiled-1-1\">changed, not compiled</a>: drivers/frob/debug.c",
		"id=\"series\"", "id=\"fix\"", "id=\"steps\"", "id=\"left-out\"", "id=\"build\"",
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
		   "diff --git a/r b/r\ndeleted file mode 100644\nindex 1..0\n--- a/r\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
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

SUITE(page)
{
	LOOP_TEST(the_page_is_balanced_and_its_links_lead_somewhere, nr_of(samples));
	LOOP_TEST(hostile_strings_stay_text_on_the_page, nr_of(samples));
	LOOP_TEST(hostile_lines_stay_text_on_the_page, nr_of(samples));
	TEST(the_page_begins_with_the_verdict_and_what_to_look_at);
	TEST(the_page_shows_a_conflict_and_its_evidence);
	TEST(the_page_of_nothing_to_do_says_so);
	TEST(a_step_that_was_written_is_no_longer_to_do);
	TEST(diffs_are_paired_file_by_file);
	TEST(the_same_change_is_shown_once);
	TEST(a_removed_line_that_begins_with_dashes_is_one);
	TEST(new_removed_and_binary_files_are_said_to_be_so);
	TEST(what_is_no_diff_is_shown_as_it_is);
	TEST(a_date_is_a_day_where_the_author_was_and_nothing_when_it_is_none);
}
