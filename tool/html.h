/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HTML_H
#define HTML_H

#include "recipe.h"
#include "text.h"

/*
 * The small things that the report's page is made of. Strings are made
 * printable and escaped (the five characters that mean something to HTML), NULL is nothing;
 * tags, classes and ids are ours and are written as they are. Pure.
 */
void html_escape(struct text *out, const char *string);
void html_escape_part(struct text *out, const char *string, size_t len);
/* <tag class="class">string</tag>; class may be NULL. */
void html_element(struct text *out, const char *tag, const char *class, const char *string);
void html_badge(struct text *out, const char *class, const char *word);
/* A section's title, with the id that the navigation links to. */
void html_heading(struct text *out, const char *id, const char *title);
/* "1 commit", "2 commits" */
void html_count(struct text *out, size_t nr, const char *noun);
/* A titled list of elements; nothing for an empty one. */
void html_list(struct text *out, const char *title, const struct string_list *list, const char *tag);

#endif
