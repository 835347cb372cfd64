// SPDX-License-Identifier: GPL-2.0-only
/*
 * The small things that a page is made of. html_escape_part() is the one door
 * through which text that was not written here comes in.
 */
#include "html.h"

static void escape_byte(struct text *out, char byte)
{
	switch (byte) {
	case '&': text_adds(out, "&amp;"); break;
	case '<': text_adds(out, "&lt;"); break;
	case '>': text_adds(out, "&gt;"); break;
	case '"': text_adds(out, "&quot;"); break;
	case '\'': text_adds(out, "&#39;"); break;
	default: text_addc(out, byte);
	}
}

/* Of what is printable, and so well-formed UTF-8. */
static void escape_printable(struct text *out, const char *bytes, size_t len)
{
	size_t i, character;
	unsigned code;

	for (i = 0; i < len; i += character) {
		character = 1;
		if ((unsigned char)bytes[i] < 0x80) {
			escape_byte(out, bytes[i]);
			continue;
		}
		code = text_unseen(bytes + i, &character);
		if (code)
			text_addf(out, "&lt;U+%04X&gt;", code);
		else
			text_add(out, bytes + i, character);
	}
}

/* Not within a character: whoever reads "\xe2\x80" sees no letter. */
static size_t cut_at(const char *bytes, size_t len, size_t most)
{
	if (len <= most)
		return len;
	while (most && ((unsigned char)bytes[most] & 0xc0) == 0x80)
		most--;
	return most;
}

void html_escape_part(struct text *out, const char *string, size_t len, size_t most)
{
	owned(text_release) struct text printable = { 0 };
	size_t shown = cut_at(string, len, most);

	text_add_printable(&printable, string, shown);
	escape_printable(out, text_str(&printable), printable.len);
	if (shown < len)
		text_addf(out, "\xe2\x80\xa6 (%zu bytes more)", len - shown);
}

void html_escape(struct text *out, const char *string)
{
	if (string)
		html_escape_part(out, string, strlen(string), HTML_LONGEST);
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

void html_log(struct text *out, const char *log)
{
	text_adds(out, "<pre tabindex=\"0\">");
	html_escape_part(out, log, strlen(log), HTML_LONGEST_TEXT);
	text_adds(out, "</pre>");
}

void html_badge(struct text *out, const char *class, const char *word)
{
	text_addf(out, "<span class=\"badge %s\">", class);
	html_escape(out, word);
	text_adds(out, "</span>");
}

void html_section(struct text *out, const char *id, const char *title)
{
	text_addf(out, "\n<section aria-labelledby=\"%s\"><h2 id=\"%s\">%s</h2>\n", id, id, title);
}

void html_section_end(struct text *out)
{
	text_adds(out, "</section>\n");
}

void html_count(struct text *out, size_t nr, const char *noun)
{
	text_addf(out, "%zu %s%s", nr, noun, nr == 1 ? "" : "s");
}

void html_more(struct text *out, const char *tag, size_t nr)
{
	if (nr > HTML_MOST_ITEMS)
		text_addf(out, "<%s class=\"soft\">and %zu more</%s>", tag, nr - HTML_MOST_ITEMS, tag);
}

void html_list(struct text *out, const char *title, const struct string_list *list, const char *tag)
{
	size_t i;

	if (!list->nr)
		return;
	html_element(out, "h3", NULL, title);
	text_adds(out, strcmp(tag, "code") ? "<ul>" : "<ul class=\"short\">");
	for (i = 0; i < list->nr && i < HTML_MOST_ITEMS; i++) {
		text_adds(out, "<li>");
		html_element(out, tag, NULL, list->v[i]);
		text_adds(out, "</li>\n");
	}
	html_more(out, "li", list->nr);
	text_adds(out, "</ul>\n");
}

void html_table(struct text *out, const char *caption, const char *const *columns, size_t nr)
{
	size_t i;

	text_addf(out, "<div class=\"wide\"><table><caption>%s</caption><thead><tr>", caption);
	for (i = 0; i < nr; i++)
		text_addf(out, "<th scope=\"col\">%s</th>", columns[i]);
	text_adds(out, "</tr></thead><tbody>\n");
}

void html_table_end(struct text *out)
{
	text_adds(out, "</tbody></table></div>\n");
}
