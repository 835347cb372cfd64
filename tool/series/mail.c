// SPDX-License-Identifier: GPL-2.0-only
/*
 * Patches and the cover letter as mails.
 *
 * The cover letter has no date: it is the same whenever it is written, and git send-email gives it one.
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

/* What a mail ends with, and the empty line before the next one of a mailbox. */
#define SIGNATURE "-- \nstableport\n\n"

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

/* The line by which mailboxes tell mails apart. */
static void add_envelope(struct text *head, const char *commit)
{
	text_addf(head, "From %s Mon Sep 17 00:00:00 2001\n", commit ? commit : NO_COMMIT_ID);
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
		if (len > 11 && !memcmp(line, "diff --git ", 11))
			in_hunk = false; /* a file that becomes a link has two */
		else if (len > 1 && !memcmp(line, "@@", 2))
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

/* A binary's bytes are not counted. */
static void add_stat_line(struct text *stat, const char *path, int width, const struct text *diff, struct counts counts)
{
	bool is_binary = strstr(text_str(diff), "\nGIT binary patch\n") != NULL;

	text_addf(stat, " %-*s | ", width, path);
	if (is_binary) {
		text_adds(stat, "Bin");
	} else {
		text_addf(stat, counts.added + counts.removed ? "%zu " : "%zu", counts.added + counts.removed);
		add_bars(stat, counts);
	}
	text_addc(stat, '\n');
}

static int add_stat(struct text *mail, const struct changes *changes, struct error *err)
{
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
		add_stat_line(mail, changes->v[i].path, width, &its, counts);
	}
	add_total(mail, changes->nr, total);
	text_addc(mail, '\n');
	return 0;
}

/* ---- one patch ---- */

static int add_stat_and_diff(struct text *content, const struct changes *changes, struct error *err)
{
	if (add_stat(content, changes, err) < 0 || changes_diff(content, changes, err) < 0)
		return -1;
	text_adds(content, SIGNATURE);
	return 0;
}

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
	add_envelope(content, patch->commit);
	add_from_and_date(content, author);
	text_addf(content, "Subject: [PATCH %zu/%zu] ", nth + 1, series->nr_patches);
	add_subject(content, text_str(&mail->subject));
	add_mime(content);
	text_addf(content, "\n%s---\n", body + strspn(body, "\n"));
	return add_stat_and_diff(content, patch->changes, err);
}

int mail_write_suse(struct text *content, const struct series *series, size_t nth,
		    const struct series_options *options, struct error *err)
{
	const struct series_patch *patch = &series->patches[nth];
	owned(git_signature_freep) git_signature *author = NULL;
	owned(text_release) struct text subject = { 0 }, text = { 0 };

	if (series_author(&author, patch, options->message.committer, err) < 0)
		return -1;
	prose_add_line(&subject, patch->subject);
	suse_text(&text, series, nth, &options->message);
	add_from_and_date(content, author);
	text_adds(content, "Subject: ");
	add_subject(content, text_str(&subject));
	suse_tags(content, patch, &options->message);
	if (!is_ascii(text_str(&text)))
		add_mime(content);
	text_addf(content, "\n%s%s---\n", text_str(&text), text.len ? "\n" : "");
	return add_stat_and_diff(content, patch->changes, err);
}

/* ---- the cover letter ---- */

static const char *title_of(const struct series *series)
{
	size_t i;

	for (i = 0; !series->title && i < series->nr_patches; i++)
		if (series->patches[i].role == ROLE_FIX)
			return series->patches[i].subject;
	return series->title ? series->title : series->patches[series->nr_patches - 1].subject;
}

static void add_cover_head(struct text *content, const struct series *series, const git_signature *committer)
{
	owned(text_release) struct text subject = { 0 };

	add_envelope(content, series->patches[series->nr_patches - 1].commit);
	if (committer) {
		text_adds(content, "From: ");
		add_name(content, committer->name);
		text_addf(content, " <%s>\n", committer->email);
	}
	prose_add_line(&subject, title_of(series));
	text_addf(content, "Subject: [PATCH 0/%zu] ", series->nr_patches);
	add_subject(content, text_str(&subject));
	add_mime(content);
}

/* "These 3 patches carry it to linux-4.19.y (4.19.79)." */
static void add_what(struct text *content, const struct series *series)
{
	owned(text_release) struct text sentence = { 0 };

	text_addf(&sentence, series->nr_patches == 1 ? "This patch carries it to " : "These %zu patches carry it to ",
		  series->nr_patches);
	prose_add_line(&sentence, series->target ? series->target : series->label ? series->label : "this tree");
	if (series->version) {
		text_adds(&sentence, " (");
		prose_add_line(&sentence, series->version);
		text_adds(&sentence, ")");
	}
	text_addc(&sentence, '.');
	prose_add_wrapped(content, text_str(&sentence), "");
}

static void add_item(struct text *content, const char *start, const char *string, const char *indent)
{
	owned(text_release) struct text item = { 0 };

	prose_add_line(&item, string);
	text_adds(content, start);
	prose_add_wrapped(content, text_str(&item), indent);
}

/* What a patch is, and what a reviewer has to know of it. */
static void add_why(struct text *content, const struct series *series, size_t nth)
{
	const struct series_patch *patch = &series->patches[nth];
	owned(text_release) struct text line = { 0 };
	size_t i;

	text_addf(&line, "%zu/%zu ", nth + 1, series->nr_patches);
	prose_add_line(&line, patch->subject);
	add_item(content, "\n", text_str(&line), "    ");
	text_clear(&line);
	text_addf(&line, "%s %s: a %s", patch->id ? "commit" : "mail", patch->id ? patch->id : patch->message_id,
		  role_name(patch->role));
	if (patch->needed_by)
		text_addf(&line, " of %.12s", patch->needed_by->id ? patch->needed_by->id : patch->needed_by->subject);
	if (patch->is_backported)
		text_adds(&line, ", and not as upstream has it");
	add_item(content, "    ", text_str(&line), "    ");
	for (i = 0; i < patch->nr_notes; i++)
		add_item(content, "    - ", patch->notes[i].text, "      ");
}

/* The authors in order, each with the subjects of what they wrote, as git shortlog prints them. */
static int add_shortlog(struct text *content, const struct series *series, const git_signature *committer,
			struct error *err)
{
	owned(strings_release) struct strings authors = { 0 }, names = { 0 };
	size_t i, j, nr;

	for (i = 0; i < series->nr_patches; i++) {
		owned(git_signature_freep) git_signature *author = NULL;

		if (series_author(&author, &series->patches[i], committer, err) < 0)
			return -1;
		strings_add(&authors, author->name);
		strings_add(&names, author->name);
	}
	strings_sort_unique(&names);
	for (i = 0; i < names.nr; i++) {
		for (j = nr = 0; j < authors.nr; j++)
			nr += !strcmp(authors.v[j], names.v[i]);
		text_addf(content, "%s (%zu):\n", names.v[i], nr);
		for (j = 0; j < authors.nr; j++)
			if (!strcmp(authors.v[j], names.v[i]))
				add_item(content, "  ", series->patches[j].subject, "    ");
		text_addc(content, '\n');
	}
	return 0;
}

/* What all of them do together. */
static void sum_up(struct changes *sum, const struct series *series)
{
	size_t i, j;

	for (i = 0; i < series->nr_patches; i++) {
		const struct changes *changes = series->patches[i].changes;

		for (j = 0; j < changes->nr; j++) {
			const struct change *change = &changes->v[j];

			changes_put_modes(sum, change->path, change->existed ? &change->before : NULL, change->before_mode,
					  change->exists ? &change->after : NULL, change->after_mode);
		}
	}
}

int mail_write_cover(struct text *content, const struct series *series, const struct series_options *options,
		     struct error *err)
{
	owned(changes_release) struct changes sum = { 0 };
	size_t i;

	add_cover_head(content, series, options->message.committer);
	text_addc(content, '\n');
	add_what(content, series);
	for (i = 0; i < series->nr_patches; i++)
		add_why(content, series, i);
	text_addc(content, '\n');
	sum_up(&sum, series);
	if (add_shortlog(content, series, options->message.committer, err) < 0 || add_stat(content, &sum, err) < 0)
		return -1;
	if (series->base)
		text_addf(content, "base-commit: %s\n", series->base);
	text_adds(content, SIGNATURE);
	return 0;
}
