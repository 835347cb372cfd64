// SPDX-License-Identifier: GPL-2.0-only
/*
 * One patch as a mail.
 *
 * A file with CRLF line ends is sent as it is; git am then wants --keep-cr, as it does for git's own patches.
 */
#include "../history.h"
#include "dates.h"
#include "mail.h"
#include "prose.h"
#include "styles.h"

/* RFC 2047: an encoded word has no more characters. */
#define ENCODED_WORD 75

/* The sender of a mail that is of no commit yet; git looks for the form of the line alone. */
#define NO_COMMIT_ID "0000000000000000000000000000000000000000"

void mail_release(struct mail *mail)
{
	text_release(&mail->subject);
	text_release(&mail->content);
}

/* ---- the head ---- */

static bool is_ascii(const char *string)
{
	for (; *string; string++)
		if ((unsigned char)*string >= 0x80)
			return false;
	return true;
}

static bool stands_for_itself(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The bytes of the UTF-8 character that begins there; an encoded word may not cut one. */
static size_t character_length(const char *string)
{
	size_t len = 1;

	while (((unsigned char)string[len] & 0xc0) == 0x80)
		len++;
	return len;
}

static size_t encoded_length(const char *string, size_t len)
{
	return len == 1 && (stands_for_itself(*string) || *string == ' ') ? 1 : 3 * len;
}

static void add_encoded(struct text *head, const char *string)
{
	static const char start[] = "=?UTF-8?q?";
	size_t column = sizeof(start) - 1, i;

	text_adds(head, start);
	while (*string) {
		size_t len = character_length(string);

		if (column + encoded_length(string, len) + 2 > ENCODED_WORD) {
			text_addf(head, "?=\n %s", start);
			column = sizeof(start);
		}
		column += encoded_length(string, len);
		for (i = 0; i < len; i++, string++) {
			if (*string == ' ')
				text_addc(head, '_');
			else if (stands_for_itself(*string))
				text_addc(head, *string);
			else
				text_addf(head, "=%02X", (unsigned)(unsigned char)*string);
		}
	}
	text_adds(head, "?=");
}

/* A name in front of <mail>: encoded, quoted, or as it is. */
static void add_name(struct text *head, const char *name)
{
	if (!is_ascii(name)) {
		add_encoded(head, name);
		return;
	}
	if (!strpbrk(name, "()<>@,;:\\\".[]")) {
		text_adds(head, name);
		return;
	}
	text_addc(head, '"');
	for (; *name; name++) {
		if (*name == '"' || *name == '\\')
			text_addc(head, '\\');
		text_addc(head, *name);
	}
	text_addc(head, '"');
}

static void add_from_and_date(struct text *head, const git_signature *author)
{
	owned(text_release) struct text date = { 0 };

	text_adds(head, "From: ");
	add_name(head, author->name);
	text_addf(head, " <%s>\n", author->email);
	date_add_mail(&date, &author->when);
	if (date.len)
		text_addf(head, "Date: %s\n", text_str(&date));
}

static void add_subject(struct text *head, const char *subject)
{
	if (is_ascii(subject))
		text_adds(head, subject);
	else
		add_encoded(head, subject);
	text_addc(head, '\n');
}

static void add_mime(struct text *head)
{
	text_adds(head, "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
			"Content-Transfer-Encoding: 8bit\n");
}

/* ---- the statistics ---- */

struct counts {
	size_t added, removed;
};

/* What stands behind the first "@@" of one file's diff. */
static struct counts count_lines(const struct text *diff)
{
	const char *at = text_str(diff), *end = at + diff->len, *line;
	struct counts counts = { 0 };
	bool in_hunk = false;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (len > 1 && !memcmp(line, "@@", 2))
			in_hunk = true;
		else if (in_hunk && len)
			counts.added += *line == '+', counts.removed += *line == '-';
	}
	return counts;
}

/* Bars as git draws them, scaled to 40 columns. */
static void add_bars(struct text *stat, struct counts counts)
{
	size_t all = counts.added + counts.removed, scale = all > 40 ? all : 40, i;

	for (i = 0; i < (counts.added * 40 + scale - 1) / scale; i++)
		text_addc(stat, '+');
	for (i = 0; i < (counts.removed * 40 + scale - 1) / scale; i++)
		text_addc(stat, '-');
}

static const char *plural(size_t nr)
{
	return nr == 1 ? "" : "s";
}

static void add_total(struct text *stat, size_t files, struct counts total)
{
	text_addf(stat, " %zu file%s changed", files, plural(files));
	if (total.added || !total.removed)
		text_addf(stat, ", %zu insertion%s(+)", total.added, plural(total.added));
	if (total.removed)
		text_addf(stat, ", %zu deletion%s(-)", total.removed, plural(total.removed));
	text_addc(stat, '\n');
}

static int longest_path(const struct changes *changes)
{
	size_t longest = 0, i;

	for (i = 0; i < changes->nr; i++)
		if (strlen(changes->v[i].path) > longest)
			longest = strlen(changes->v[i].path);
	return longest > 200 ? 200 : (int)longest;
}

static int add_stat_and_diff(struct text *mail, const struct changes *changes, struct error *err)
{
	owned(text_release) struct text diff = { 0 };
	struct counts total = { 0 };
	int width = longest_path(changes);
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		const struct changes one = { .v = &changes->v[i], .nr = 1 };
		owned(text_release) struct text its = { 0 };
		struct counts counts;

		if (changes_diff(&its, &one, err) < 0)
			return -1;
		counts = count_lines(&its);
		total.added += counts.added;
		total.removed += counts.removed;
		text_addf(mail, " %-*s | %zu ", width, changes->v[i].path, counts.added + counts.removed);
		add_bars(mail, counts);
		text_addc(mail, '\n');
	}
	add_total(mail, changes->nr, total);
	if (changes_diff(&diff, changes, err) < 0)
		return -1;
	text_addc(mail, '\n');
	text_add(mail, diff.data, diff.len);
	return 0;
}

/* ---- the whole ---- */

int mail_write(struct mail *mail, const struct series *series, size_t nth, const struct series_options *options,
	       struct error *err)
{
	const struct series_patch *patch = &series->patches[nth];
	owned(git_signature_freep) git_signature *author = NULL;
	owned(text_release) struct text message = { 0 };
	struct text *content = &mail->content;
	const char *body;

	if (!patch->changes->nr)
		return error_set(err, "the step '%s' changes nothing", patch->name);
	if (series_author(&author, patch, options->message.committer, err) < 0)
		return -1;
	series_message(&message, series, nth, &options->message);
	body = strchr(text_str(&message), '\n'); /* a message has a subject and an empty line */
	text_add(&mail->subject, message.data, (size_t)(body - message.data));
	text_addf(content, "From %s Mon Sep 17 00:00:00 2001\n", patch->commit ? patch->commit : NO_COMMIT_ID);
	add_from_and_date(content, author);
	text_addf(content, "Subject: [PATCH %zu/%zu] ", nth + 1, series->nr_patches);
	add_subject(content, text_str(&mail->subject));
	add_mime(content);
	text_addf(content, "\n%s---\n", body + strspn(body, "\n"));
	if (add_stat_and_diff(content, patch->changes, err) < 0)
		return -1;
	text_adds(content, "-- \nstableport\n\n");
	return 0;
}
