// SPDX-License-Identifier: GPL-2.0-only
/*
 * The steps as a folder of patches: each is a mail as git format-patch writes
 * it (git am takes it) and a patch with -p1 (quilt takes it by the series file).
 *
 * The folder is filled beside and then exchanged with the one that is there, in
 * one step where the file system can (RENAME_EXCHANGE), else in two with a way
 * back. A patches folder that does not begin its series with our comment is
 * somebody's own quilt series and is never replaced.
 *
 * A file with CRLF line ends is sent as it is; git am then wants --keep-cr, as
 * it does for git's own patches.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "apply.h"
#include "files.h"
#include "history.h"

/* The first words of our series file. quilt and git ignore the line. */
#define MARK "# stableport: "

/* git format-patch cuts names there. */
#define NAME_LENGTH 52

/* RFC 2047: an encoded word has no more characters. */
#define ENCODED_WORD 75

/* ---- the mail's head ---- */

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

/* RFC 2822, in the author's own zone; not strftime(), whose names follow the locale. */
static void add_date(struct text *head, const git_time *when)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t local = (time_t)(when->time + when->offset * 60);
	int zone = abs(when->offset);
	struct tm parts;

	if (!gmtime_r(&local, &parts))
		return;
	text_addf(head, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\n", days[parts.tm_wday], parts.tm_mday,
		  months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec,
		  when->offset < 0 ? '-' : '+', zone / 60, zone % 60);
}

static void add_head(struct text *mail, const struct step *step, const git_signature *author,
		     const char *subject, size_t number, size_t total)
{
	text_addf(mail, "From %s Mon Sep 17 00:00:00 2001\nFrom: ",
		  step->commit ? step->commit : "0000000000000000000000000000000000000000");
	add_name(mail, author->name);
	text_addf(mail, " <%s>\n", author->email);
	add_date(mail, &author->when);
	text_addf(mail, "Subject: [PATCH %zu/%zu] ", number, total);
	if (is_ascii(subject))
		text_adds(mail, subject);
	else
		add_encoded(mail, subject);
	text_adds(mail, "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
			"Content-Transfer-Encoding: 8bit\n\n");
}

/* ---- the mail's body ---- */

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
	text_addf(mail, "\n%s", "");
	text_add(mail, diff.data, diff.len);
	return 0;
}

/* ---- the folder ---- */

struct series {
	struct backport *backport;
	const struct apply_options *options;
	git_signature *committer;       /* NULL: not known, and not needed */
	struct text signoff;
	struct text folder;             /* the one that is filled; empty once it has its place */
	struct text place;              /* OUTPUT/patches */
	struct strings names;           /* of the patches, in order */
};

static void series_release(struct series *series)
{
	if (series->folder.len)
		file_remove_tree(text_str(&series->folder), NULL);
	git_signature_free(series->committer);
	text_release(&series->signoff);
	text_release(&series->folder);
	text_release(&series->place);
	strings_release(&series->names);
}

/* "0001-nfsd-make-nfsd4_run_cb-a-bool-return-function.patch" */
static void add_file_name(struct strings *names, const char *subject)
{
	owned(text_release) struct text name = { 0 };
	bool gap = false;

	for (; *subject && name.len < NAME_LENGTH; subject++) {
		if (!stands_for_itself(*subject) && *subject != '_' && *subject != '.') {
			gap = name.len > 0;
			continue;
		}
		if (gap || (*subject == '.' && name.len && name.data[name.len - 1] == '.'))
			text_addc(&name, '-');
		gap = false;
		text_addc(&name, *subject);
	}
	while (name.len && strchr(".-", name.data[name.len - 1]))
		name.data[--name.len] = '\0';
	strings_addf(names, "%04zu-%s.patch", names->nr + 1, name.len ? text_str(&name) : "patch");
}

static int write_in(const struct series *series, const char *name, const struct text *content,
		    struct error *err)
{
	owned(text_release) struct text path = { 0 };

	text_addf(&path, "%s/%s", text_str(&series->folder), name);
	return file_write(text_str(&path), text_str(content), content->len, err);
}

static int write_patch(struct series *series, const struct step *step, size_t total, struct error *err)
{
	owned(git_signature_freep) git_signature *author = NULL;
	owned(text_release) struct text message = { 0 }, subject = { 0 }, mail = { 0 };
	const char *body;

	if (!step->changes.nr)
		return error_set(err, "the step '%s' changes nothing", step->name);
	if (apply_author(&author, step, series->committer, err) < 0)
		return -1;
	apply_message(&message, series->backport, step,
		      series->signoff.len ? text_str(&series->signoff) : NULL);
	body = strchr(text_str(&message), '\n'); /* a message has a subject and an empty line */
	text_add(&subject, message.data, (size_t)(body - message.data));
	add_file_name(&series->names, text_str(&subject));
	add_head(&mail, step, author, text_str(&subject), series->names.nr, total);
	text_addf(&mail, "%s---\n", body + strspn(body, "\n"));
	if (add_stat_and_diff(&mail, &step->changes, err) < 0)
		return -1;
	text_adds(&mail, "-- \nstableport\n\n");
	return write_in(series, series->names.v[series->names.nr - 1], &mail, err);
}

static int write_list(struct series *series, struct error *err)
{
	owned(text_release) struct text list = { 0 };
	size_t i;

	text_addf(&list, MARK "%s for %s\n", series->backport->recipe->name,
		  series->backport->target.label ? series->backport->target.label : "this tree");
	for (i = 0; i < series->names.nr; i++)
		text_addf(&list, "%s\n", series->names.v[i]);
	return write_in(series, "series", &list, err);
}

/* A folder that is there may be replaced if it is empty or ours. */
static int check_place(const struct series *series, struct error *err)
{
	owned(text_release) struct text path = { 0 }, list = { 0 };
	owned(strings_release) struct strings names = { 0 };
	struct stat status;
	bool exists = false;

	if (lstat(text_str(&series->place), &status) < 0)
		return errno == ENOENT ? 0 : error_sys(err, "cannot look at '%s'", text_str(&series->place));
	if (!S_ISDIR(status.st_mode))
		return error_set(err, "'%s' is not a folder", text_str(&series->place));
	text_addf(&path, "%s/series", text_str(&series->place));
	if (file_list(&names, text_str(&series->place), err) < 0 ||
	    file_read_if(&list, &exists, text_str(&path), err) < 0)
		return -1;
	if (names.nr && (list.len < strlen(MARK) || memcmp(list.data, MARK, strlen(MARK))))
		return error_set(
			err, "'%s' is not a series of ours, and is not replaced; name another output folder",
			text_str(&series->place));
	return 0;
}

static int make_beside(struct series *series, const char *output, struct error *err)
{
	owned(text_release) struct text folder = { 0 };

	if (file_make_folders(output, err) < 0)
		return -1;
	text_addf(&folder, "%s/.patches-XXXXXX", output);
	if (!mkdtemp(folder.data) || chmod(folder.data, 0755) < 0)
		return error_sys(err, "cannot write below '%s'", output);
	series->folder = take(folder);
	return 0;
}

/* For file systems that cannot exchange: the old one goes aside, and comes back if ours cannot take its
 * place. */
static int exchange_in_two(const char *fresh, const char *place)
{
	owned(text_release) struct text aside = { 0 };

	text_addf(&aside, "%s.old", fresh);
	if (rename(place, text_str(&aside)) < 0)
		return -1;
	if (rename(fresh, place) < 0) {
		int saved = errno;

		if (rename(text_str(&aside), place) < 0)
			saved = errno;
		errno = saved;
		return -1;
	}
	return rename(text_str(&aside), fresh); /* what series_release() then removes */
}

static int move_into_place(struct series *series, struct error *err)
{
	const char *fresh = text_str(&series->folder), *place = text_str(&series->place);

	if (renameat2(AT_FDCWD, fresh, AT_FDCWD, place, RENAME_NOREPLACE) == 0) {
		text_clear(&series->folder);
		return 0;
	}
	if (renameat2(AT_FDCWD, fresh, AT_FDCWD, place, RENAME_EXCHANGE) == 0)
		return 0;
	if (file_exists(place) ? exchange_in_two(fresh, place) == 0 : rename(fresh, place) == 0)
		return 0;
	return error_sys(err, "cannot put the patches in '%s'", place);
}

static int find_committer(struct series *series, struct error *err)
{
	const struct target *target = &series->backport->target;
	owned(git_repository_freep) git_repository *repo = NULL;

	if (target->repo && history_open(&repo, target->repo, err) < 0)
		return -1;
	if (!series->options->signoff) {
		if (apply_committer(&series->committer, repo, NULL) < 0)
			series->committer = NULL; /* upstream's authors are enough */
		return 0;
	}
	if (apply_committer(&series->committer, repo, err) < 0)
		return -1;
	text_addf(&series->signoff, "%s <%s>", series->committer->name, series->committer->email);
	return 0;
}

static void note_patches(struct series *series)
{
	struct backport *backport = series->backport;
	size_t i, nr = 0;

	for (i = 0; i < backport->nr_steps; i++)
		if (step_is_carried(&backport->steps[i]))
			backport->steps[i].patch = arena_printf(&backport->arena, "patches/%s",
								series->names.v[nr++]);
}

int apply_series(struct backport *backport, const char *output, const struct apply_options *options,
		 struct error *err)
{
	owned(series_release) struct series series = { .backport = backport, .options = options };
	size_t total = backport_nr_carried(backport), i;

	if (!total)
		return 0;
	text_addf(&series.place, "%s/patches", output);
	if (check_place(&series, err) < 0 || find_committer(&series, err) < 0 ||
	    make_beside(&series, output, err) < 0)
		return -1;
	for (i = 0; i < backport->nr_steps; i++)
		if (step_is_carried(&backport->steps[i]) &&
		    write_patch(&series, &backport->steps[i], total, err) < 0)
			return -1;
	if (write_list(&series, err) < 0 || move_into_place(&series, err) < 0)
		return -1;
	note_patches(&series);
	return 0;
}
