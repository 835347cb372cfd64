/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HTML_H
#define HTML_H

#include "recipe.h"
#include "text.h"

/*
 * The small things that the report's pages are made of. Strings are made printable and escaped (the five characters
 * that mean something to HTML); characters that nobody sees, or that turn the order of others round, are written as
 * "<U+202E>"; what is longer than any honest string is cut, and says how much is missing. NULL is nothing. Tags,
 * classes and ids are ours and are written as they are. Pure.
 */
void html_escape(struct text *out, const char *string);
/* The same for bytes that need not be honest's length: a diff's line, a message, a console. */
void html_escape_part(struct text *out, const char *string, size_t len, size_t most);
/* <tag class="class">string</tag>; class may be NULL. */
void html_element(struct text *out, const char *tag, const char *class, const char *string);
void html_badge(struct text *out, const char *class, const char *word);
/* Several lines as they are, in a box of their own. */
void html_log(struct text *out, const char *log);
/* A section with its title, up to html_section_end(); id is what the navigation links to. */
void html_section(struct text *out, const char *id, const char *title);
void html_section_end(struct text *out);
/* "1 commit", "2 commits" */
void html_count(struct text *out, size_t nr, const char *noun);
/* A titled list of elements; nothing for an empty one. */
void html_list(struct text *out, const char *title, const struct string_list *list, const char *tag);
/* A table's head, of columns that are named (or not: ""), in a box that scrolls by itself where it is too wide. */
void html_table(struct text *out, const char *caption, const char *const *columns, size_t nr);
void html_table_end(struct text *out);

/* Text of a length that is honest, and of one of several lines: a message, a log. */
#define HTML_LONGEST 4000
#define HTML_LONGEST_TEXT 16000

/* What is listed of a kind at most; "and 7 more" follows. */
#define HTML_MOST_ITEMS 50
void html_more(struct text *out, const char *tag, size_t nr);

#endif
