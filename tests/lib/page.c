// SPDX-License-Identifier: GPL-2.0-only
#include <check.h>
#include <string.h>

#include "tests/lib/page.h"
#include "tests/lib/pieces.h"

static const char *const known_tags[] = {
	"html", "head", "meta", "title", "style", "body", "main", "nav", "section", "article", "header", "details",
	"summary", "div", "p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr",
	"th", "td", "span", "small", "b", "a", "code", "pre", "br", "mark", "svg", "g", "line", "path", "circle",
};

static const char *const known_attributes[] = {
	"lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "scope", "open", "tabindex",
	"colspan", "aria-label", "aria-labelledby", "aria-hidden", "style", "data-of", "width", "height", "d", "x1",
	"x2", "y1", "y2", "cx", "cy", "r",
};

#define MAX_DEPTH 32
#define PAGE_NAME "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

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

/* "frob-running--linux-4.19.y.html" */
static bool is_page_name(const char *value, size_t len)
{
	static const char end[] = ".html";

	return len > strlen(end) && *value != '.' && strspn(value, PAGE_NAME) == len &&
	       !memcmp(value + len - strlen(end), end, strlen(end));
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
	if (*value == '#')
		strings_addf(&page->links, "%.*s", (int)len - 1, value + 1);
	else
		ck_assert_msg(is_page_name(value, len), "a link to '%.*s'", (int)len, value);
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

void ck_page(const struct text *html)
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
