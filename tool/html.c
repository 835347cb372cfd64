// SPDX-License-Identifier: GPL-2.0-only
/*
 * The small things that a page is made of. html_escape_part() is the one door
 * through which text that was not written here comes in.
 */
#include "html.h"

static void html_escape_bytes(struct text *out, const char *bytes, size_t len)
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

void html_escape_part(struct text *out, const char *string, size_t len)
{
	owned(text_release) struct text printable = { 0 };

	text_add_printable(&printable, string, len);
	html_escape_bytes(out, text_str(&printable), printable.len);
}

void html_escape(struct text *out, const char *string)
{
	if (string)
		html_escape_part(out, string, strlen(string));
}

void html_element(struct text *out, const char *tag, const char *class, const char *string)
{
	if (class)
		text_addf(out, "<%s class=\"%s\">", tag, class);
	else
		text_addf(out, "<%s>", tag);
	html_escape(out, string);
	text_addf(out, "</%s>", tag);
}

void html_badge(struct text *out, const char *class, const char *word)
{
	text_addf(out, "<span class=\"badge %s\">", class);
	html_escape(out, word);
	text_adds(out, "</span>");
}

void html_heading(struct text *out, const char *id, const char *title)
{
	text_addf(out, "\n<h2 id=\"%s\">%s</h2>\n", id, title);
}

void html_count(struct text *out, size_t nr, const char *noun)
{
	text_addf(out, "%zu %s%s", nr, noun, nr == 1 ? "" : "s");
}

void html_list(struct text *out, const char *title, const struct string_list *list, const char *tag)
{
	size_t i;

	if (!list->nr)
		return;
	html_element(out, "h4", NULL, title);
	text_adds(out, strcmp(tag, "code") ? "<ul>" : "<ul class=\"short\">");
	for (i = 0; i < list->nr; i++) {
		text_adds(out, "<li>");
		html_element(out, tag, NULL, list->v[i]);
		text_adds(out, "</li>\n");
	}
	text_adds(out, "</ul>\n");
}
