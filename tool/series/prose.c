// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines and paragraphs of a commit message.
 *
 * git mailinfo, and with it git am, ends the message at the first line that looks like a patch: "---" alone or before a
 * blank, "diff -", "Index: "; and git mailsplit begins a new mail at "From ". A line of that kind in somebody's prose
 * would cut the message off (or, worse, have the lines behind it applied), so it is indented. So is "From: somebody" as
 * the first line behind the subject, which git mailinfo takes for the author's name.
 */
#include <ctype.h>
#include <strings.h>

#include "prose.h"

/* Columns of a commit message, as checkpatch wants them. */
#define WIDTH 75

void prose_add_line(struct text *text, const char *string)
{
	owned(text_release) struct text printable = { 0 };
	size_t i;

	text_add_printable(&printable, string, strlen(string));
	for (i = 0; i < printable.len; i++)
		if (printable.data[i] == '\n' || printable.data[i] == '\t')
			printable.data[i] = ' ';
	text_add(text, printable.data, printable.len);
}

static bool begins_with(const char *line, size_t len, const char *start)
{
	return len >= strlen(start) && !memcmp(line, start, strlen(start));
}

/* What git mailinfo takes for the end of the message. */
static bool looks_like_a_patch(const char *line, size_t len)
{
	if (begins_with(line, len, "---"))
		return len == 3 || line[3] == ' ' || line[3] == '\t';
	return begins_with(line, len, "diff -") || begins_with(line, len, "Index: ") || begins_with(line, len, "From ");
}

void prose_add_body(struct text *message, const char *body, const char *indent)
{
	const char *at = body, *end = body + strlen(body), *line;
	size_t len, blank = 0;
	bool begun = false;

	while (text_line(&line, &len, &at, end)) {
		while (len && strchr(" \t\r", line[len - 1]))
			len--;
		if (!len) {
			blank += begun;
			continue;
		}
		for (; blank; blank--)
			text_addc(message, '\n');
		begun = true;
		text_adds(message, indent);
		if (!*indent && looks_like_a_patch(line, len))
			text_addc(message, ' ');
		text_add_printable(message, line, len);
		text_addc(message, '\n');
	}
}

/* As git mailinfo matches them: without regard to case. */
static bool is_in_body_header(const char *line)
{
	return !strncasecmp(line, "From:", 5) || !strncasecmp(line, "Subject:", 8) || !strncasecmp(line, "Date:", 5) ||
	       !strncmp(line, ">From", 5) || !strncmp(line, "[PATCH]", 7);
}

void prose_guard_first_line(struct text *message, size_t at)
{
	owned(text_release) struct text guarded = { 0 };

	if (at >= message->len || !is_in_body_header(message->data + at))
		return;
	text_add(&guarded, message->data, at);
	text_addc(&guarded, ' ');
	text_add(&guarded, message->data + at, message->len - at);
	text_release(message);
	*message = take(guarded);
}

void prose_add_wrapped(struct text *message, const char *string, const char *indent)
{
	size_t column = 0;

	while (*string) {
		size_t len = strcspn(string, " ");

		if (column && column + 1 + len > WIDTH) {
			text_addf(message, "\n%s", indent);
			column = strlen(indent);
		} else if (column) {
			text_addc(message, ' ');
			column++;
		}
		text_add(message, string, len);
		column += len;
		string += len + strspn(string + len, " ");
	}
	text_addc(message, '\n');
}

/* "Fixes: ", "Cc: ", "[ cel: ...": a word of letters and dashes with a colon, or a bracket. */
static bool is_trailer(const char *line, size_t len)
{
	size_t word = 0;

	if (len > 1 && (*line == '[' || *line == ' '))
		return true;
	while (word < len && (line[word] == '-' || isalpha((unsigned char)line[word])))
		word++;
	return word && word + 1 < len && line[word] == ':' && line[word + 1] == ' ';
}

bool prose_ends_with_trailers(const struct text *message)
{
	const char *at = text_str(message), *end = at + message->len, *line;
	bool all = false;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (!len)
			all = true; /* a paragraph begins */
		else if (!is_trailer(line, len))
			all = false;
	}
	return all;
}
