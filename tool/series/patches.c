// SPDX-License-Identifier: GPL-2.0-only
/*
 * The series as a folder of patches: each is a mail as git format-patch writes it (git am takes it) and a patch with
 * -p1 (quilt takes it by the series file).
 *
 * The folder is filled beside and then exchanged with the one that is there, in one step where the file system can
 * (RENAME_EXCHANGE), else in two with a way back. What a run that was killed left is cleaned up by the next. A patches
 * folder that does not begin its series with our comment is somebody's own quilt series and is never replaced.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../files.h"
#include "../proc.h"
#include "mail.h"

/* The first words of our series file. quilt and git ignore the line. */
#define MARK "# stableport: "

/*
 * All the mails in one file, for git am; and the letter before them. Its name is not "0000-cover-letter.patch", as git
 * format-patch has it, since git am *.patch then stops at it: there is no patch in it.
 */
#define MBOX "series.mbox"
#define COVER "0000-cover-letter.txt"

/* What folders that are being filled are called: six letters or digits behind it, and then perhaps SET_ASIDE. */
#define FRESH ".patches-"
#define SET_ASIDE ".old"

/* git format-patch cuts names there. */
#define NAME_LENGTH 52

struct folder {
	struct series *series;
	const struct series_options *options;
	struct text fresh;      /* the folder that is filled; empty once it has its place */
	struct text place;      /* OUTPUT/patches */
	struct strings names;   /* of the patches, in order */
	struct text mbox;       /* all the mails */
};

static void folder_release(struct folder *folder)
{
	if (folder->fresh.len)
		file_remove_tree(text_str(&folder->fresh), NULL);
	text_release(&folder->fresh);
	text_release(&folder->place);
	strings_release(&folder->names);
	text_release(&folder->mbox);
}

static bool stands_for_itself(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
}

/* "0001-nfsd-make-nfsd4_run_cb-a-bool-return-function.patch" */
static void add_file_name(struct strings *names, const char *subject)
{
	owned(text_release) struct text name = { 0 };
	bool gap = false;

	for (; *subject && name.len < NAME_LENGTH; subject++) {
		if (!stands_for_itself(*subject)) {
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

static int write_in(const struct folder *folder, const char *name, const struct text *content, struct error *err)
{
	owned(text_release) struct text path = { 0 };

	text_addf(&path, "%s/%s", text_str(&folder->fresh), name);
	return file_write(text_str(&path), text_str(content), content->len, err);
}

static int write_patch(struct folder *folder, size_t nth, struct error *err)
{
	bool is_suse = folder->options->message.style == MESSAGE_SUSE;
	owned(mail_release) struct mail mail = { 0 };
	owned(text_release) struct text suse = { 0 };

	if (mail_write(&mail, folder->series, nth, folder->options, err) < 0 ||
	    (is_suse && mail_write_suse(&suse, folder->series, nth, folder->options, err) < 0))
		return -1;
	text_add(&folder->mbox, mail.content.data, mail.content.len);
	add_file_name(&folder->names, text_str(&mail.subject));
	return write_in(folder, folder->names.v[nth], is_suse ? &suse : &mail.content, err);
}

static int write_cover(struct folder *folder, struct error *err)
{
	owned(text_release) struct text cover = { 0 };

	if (folder->series->nr_patches < 2 && !folder->options->cover_letter)
		return 0;
	if (mail_write_cover(&cover, folder->series, folder->options, err) < 0)
		return -1;
	return write_in(folder, COVER, &cover, err);
}

static int write_list(struct folder *folder, struct error *err)
{
	const struct series *series = folder->series;
	owned(text_release) struct text list = { 0 };
	size_t i;

	text_addf(&list, MARK "%s for %s\n", series->name, series->label ? series->label : "this tree");
	for (i = 0; i < folder->names.nr; i++)
		text_addf(&list, "%s\n", folder->names.v[i]);
	return write_in(folder, "series", &list, err);
}

/* A folder that is there may be replaced if it is empty or ours. */
static int check_place(const struct folder *folder, struct error *err)
{
	owned(text_release) struct text path = { 0 }, list = { 0 };
	owned(strings_release) struct strings names = { 0 };
	const char *place = text_str(&folder->place);
	struct stat status;
	bool exists = false;

	if (lstat(place, &status) < 0)
		return errno == ENOENT ? 0 : error_sys(err, "cannot look at '%s'", place);
	if (!S_ISDIR(status.st_mode))
		return error_set(err, "'%s' is not a folder", place);
	text_addf(&path, "%s/series", place);
	if (file_list(&names, place, err) < 0 || file_read_if(&list, &exists, text_str(&path), err) < 0)
		return -1;
	if (names.nr && (list.len < strlen(MARK) || memcmp(list.data, MARK, strlen(MARK))))
		return error_set(err, "'%s' is not a series of ours, and is not replaced; name another output folder",
				 place);
	return 0;
}

/* ---- what killed runs left ---- */

static bool is_leftover(const char *name, bool *is_aside)
{
	size_t len = strlen(FRESH) + 6;

	if (strncmp(name, FRESH, strlen(FRESH)) || strnlen(name, len) < len)
		return false;
	*is_aside = !strcmp(name + len, SET_ASIDE);
	return *is_aside || !name[len];
}

/*
 * A folder that was set aside for a new one that then did not take its place is the last good one: back it goes. All
 * others were never seen by anybody.
 */
static int clean_up(struct folder *folder, const char *output, const char *name, bool is_aside, struct error *err)
{
	owned(text_release) struct text path = { 0 };
	struct series *series = folder->series;
	struct stat status;

	text_addf(&path, "%s/%s", output, name);
	if (lstat(text_str(&path), &status) < 0 || !S_ISDIR(status.st_mode))
		return 0;
	if (is_aside && !file_exists(text_str(&folder->place)) &&
	    rename(text_str(&path), text_str(&folder->place)) == 0)
		return 0;
	*arena_push(&series->arena, series->leftovers, series->nr_leftovers) =
		arena_strdup(&series->arena, text_str(&path));
	return file_remove_tree(text_str(&path), err);
}

static int clean_up_all(struct folder *folder, const char *output, struct error *err)
{
	owned(strings_release) struct strings names = { 0 };
	bool is_aside;
	size_t i;

	if (file_make_folders(output, err) < 0 || file_list(&names, output, err) < 0)
		return -1;
	for (i = 0; i < names.nr; i++)
		if (is_leftover(names.v[i], &is_aside) && clean_up(folder, output, names.v[i], is_aside, err) < 0)
			return -1;
	return 0;
}

/* ---- the folder ---- */

static int make_beside(struct folder *folder, const char *output, struct error *err)
{
	owned(text_release) struct text fresh = { 0 };

	text_addf(&fresh, "%s/" FRESH "XXXXXX", output);
	if (!mkdtemp(fresh.data) || chmod(fresh.data, 0755) < 0)
		return error_sys(err, "cannot write below '%s'", output);
	folder->fresh = take(fresh);
	return 0;
}

/*
 * For file systems that cannot exchange: the old one goes aside, and comes back if ours cannot take its place.
 */
static int exchange_in_two(const char *fresh, const char *place)
{
	owned(text_release) struct text aside = { 0 };

	text_addf(&aside, "%s" SET_ASIDE, fresh);
	if (rename(place, text_str(&aside)) < 0)
		return -1;
	if (rename(fresh, place) < 0) {
		int saved = errno;

		if (rename(text_str(&aside), place) < 0)
			saved = errno;
		errno = saved;
		return -1;
	}
	return rename(text_str(&aside), fresh); /* what folder_release() then removes */
}

static int move_into_place(struct folder *folder, struct error *err)
{
	const char *fresh = text_str(&folder->fresh), *place = text_str(&folder->place);

	if (renameat2(AT_FDCWD, fresh, AT_FDCWD, place, RENAME_NOREPLACE) == 0) {
		text_clear(&folder->fresh);
		return 0;
	}
	if (renameat2(AT_FDCWD, fresh, AT_FDCWD, place, RENAME_EXCHANGE) == 0)
		return 0;
	if (file_exists(place) ? exchange_in_two(fresh, place) == 0 : rename(fresh, place) == 0)
		return 0;
	return error_sys(err, "cannot put the patches in '%s'", place);
}

static void note_files(struct folder *folder)
{
	struct series *series = folder->series;
	size_t i;

	for (i = 0; i < series->nr_patches; i++)
		series->patches[i].file = arena_printf(&series->arena, "patches/%s", folder->names.v[i]);
}

int series_patches_are_possible(const char *output, struct error *err)
{
	owned(folder_release) struct folder folder = { 0 };

	text_addf(&folder.place, "%s/patches", output);
	return check_place(&folder, err);
}

int series_patches(struct series *series, const char *output, const struct series_options *options, struct error *err)
{
	owned(folder_release) struct folder folder = { .series = series, .options = options };
	size_t i;

	text_addf(&folder.place, "%s/patches", output);
	if (clean_up_all(&folder, output, err) < 0 || check_place(&folder, err) < 0 ||
	    make_beside(&folder, output, err) < 0)
		return -1;
	for (i = 0; i < series->nr_patches; i++)
		if (write_patch(&folder, i, err) < 0)
			return -1;
	if (write_list(&folder, err) < 0 || write_in(&folder, MBOX, &folder.mbox, err) < 0 ||
	    write_cover(&folder, err) < 0 || proc_check_interrupt(err) < 0 || move_into_place(&folder, err) < 0)
		return -1;
	note_files(&folder);
	return 0;
}
