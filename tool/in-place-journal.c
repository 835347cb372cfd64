// SPDX-License-Identifier: GPL-2.0-only
/*
 * The journal: "writing" or "done", then a line for each file with the ids (as git's blobs have them) of what it was and of
 * what it becomes, 40 zeroes where there is no such file, and its path. It is replaced in one rename.
 *
 * A tree may have come from anybody, and its journal with it. So a path that leaves the tree, by a name or by a link,
 * is an error, and a file is only touched if it is, byte for byte, what the journal says. First all are looked at, then
 * the first is touched.
 */
#include <errno.h>
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "in-place-journal.h"

#define NAME ".stableport-in-place"
#define MAX_JOURNAL ((size_t)16 << 20)

static int id_of(git_oid *id, const struct text *content, struct error *err)
{
	*id = (git_oid){ { 0 } };
	if (content && git_odb_hash(id, text_str(content), content->len, GIT_OBJECT_BLOB) < 0)
		return error_git(err, "cannot hash a file");
	return 0;
}

int in_place_journal_add(struct in_place_journal *journal, const char *path, const struct text *before,
			 const struct text *after, struct error *err)
{
	git_oid was, becomes;

	if (strchr(path, '\n'))
		return error_set(err, "the path '%s' has a line end", path);
	if (id_of(&was, before, err) < 0 || id_of(&becomes, after, err) < 0)
		return -1;
	text_addf(&journal->lines, "%s ", git_oid_tostr_s(&was));
	text_addf(&journal->lines, "%s %s\n", git_oid_tostr_s(&becomes), path);
	return 0;
}

static void add_name(struct text *path, const char *tree)
{
	text_addf(path, "%s/" NAME, tree);
}

static int write_as(const struct in_place_journal *journal, const char *tree, const char *state, struct error *err)
{
	owned(text_release) struct text path = { 0 }, content = { 0 };

	add_name(&path, tree);
	text_addf(&content, "%s\n%s", state, text_str(&journal->lines));
	return file_write(text_str(&path), text_str(&content), content.len, err);
}

int in_place_journal_write(const struct in_place_journal *journal, const char *tree, struct error *err)
{
	return write_as(journal, tree, "writing", err);
}

int in_place_journal_done(const struct in_place_journal *journal, const char *tree, struct error *err)
{
	return write_as(journal, tree, "done", err);
}

int in_place_journal_remove(const char *tree, struct error *err)
{
	owned(text_release) struct text path = { 0 }, beside = { 0 };

	add_name(&path, tree);
	text_addf(&beside, "%s" IN_PLACE_NEW, text_str(&path));
	unlink(text_str(&beside)); /* there only if a run was killed while it wrote the journal */
	if (unlink(text_str(&path)) < 0 && errno != ENOENT)
		return error_sys(err, "cannot remove '%s'", text_str(&path));
	return 0;
}

void in_place_journal_release(struct in_place_journal *journal)
{
	text_release(&journal->lines);
}

/* Also a journal that was only begun: its run had touched nothing yet. */
bool in_place_is_unfinished(const char *tree)
{
	owned(text_release) struct text path = { 0 };

	add_name(&path, tree);
	if (file_exists(text_str(&path)))
		return true;
	text_adds(&path, IN_PLACE_NEW);
	return file_exists(text_str(&path));
}

/* ---- putting back ---- */

struct file {
	char *full, *old, *fresh;
	const char *path;
	git_oid before, after;
};

struct files {
	struct file *v;
	size_t nr;
	struct text content;
	bool is_done;
};

static void files_release(struct files *files)
{
	size_t i;

	for (i = 0; i < files->nr; i++) {
		free(files->v[i].full);
		free(files->v[i].old);
		free(files->v[i].fresh);
	}
	free(files->v);
	text_release(&files->content);
}

static char *join(const char *tree, const char *path, const char *end)
{
	owned(text_release) struct text full = { 0 };

	text_addf(&full, "%s/%s%s", tree, path, end);
	return mem_strdup(text_str(&full));
}

/* Every folder on the way is a folder, or not there. */
static bool stays_within(const char *tree, const char *path)
{
	owned(text_release) struct text folder = { 0 };
	const char *slash;

	for (slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		struct stat status;

		text_clear(&folder);
		text_addf(&folder, "%s/%.*s", tree, (int)(slash - path), path);
		if (lstat(text_str(&folder), &status) == 0 && !S_ISDIR(status.st_mode))
			return false;
	}
	return true;
}

static int add_file(struct files *files, const char *tree, char *line, size_t len, struct error *err)
{
	const size_t ids = 2 * (GIT_OID_HEXSZ + 1);
	struct file file;

	if (len <= ids || git_oid_fromstrn(&file.before, line, GIT_OID_HEXSZ) < 0 ||
	    git_oid_fromstrn(&file.after, line + GIT_OID_HEXSZ + 1, GIT_OID_HEXSZ) < 0)
		return error_set(err, "'%s/" NAME "' is not of a run of ours", tree);
	file.path = line + ids;
	if (!path_is_safe(file.path) || !stays_within(tree, file.path))
		return error_set(err, "'%s/" NAME "' names the path '%s', which leaves the tree", tree, file.path);
	file.full = join(tree, file.path, "");
	file.old = join(tree, file.path, IN_PLACE_OLD);
	file.fresh = join(tree, file.path, IN_PLACE_NEW);
	files->v = mem_realloc(files->v, (files->nr + 1) * sizeof(*files->v));
	files->v[files->nr++] = file;
	return 0;
}

static int read_files(struct files *files, const char *tree, struct error *err)
{
	owned(text_release) struct text path = { 0 };
	char *at, *end;

	add_name(&path, tree);
	if (!file_exists(text_str(&path)))
		return 0; /* only begun */
	if (file_read_whole(&files->content, text_str(&path), MAX_JOURNAL, err) < 0)
		return -1;
	at = files->content.len ? files->content.data : NULL;
	for (; at && *at; at = end + 1) {
		end = strchr(at, '\n');
		if (!end)
			return error_set(err, "'%s' is cut off", text_str(&path));
		*end = '\0';
		if (at == files->content.data)
			files->is_done = !strcmp(at, "done");
		else if (add_file(files, tree, at, (size_t)(end - at), err) < 0)
			return -1;
	}
	return 0;
}

/* What stands there: all zeroes if nothing does. */
static int id_of_file(git_oid *id, const char *path, struct error *err)
{
	owned(text_release) struct text content = { 0 };
	struct stat status;

	*id = (git_oid){ { 0 } };
	if (lstat(path, &status) < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : error_sys(err, "cannot look at '%s'", path);
	if (!S_ISREG(status.st_mode))
		return error_set(err, "'%s' is no file", path);
	return file_read(&content, path, err) < 0 ? -1 : id_of(id, &content, err);
}

static int say_changed(const struct file *file, struct error *err)
{
	return error_set(err,
			 "an earlier run was killed while it wrote into the tree, and '%s' has been changed since: "
			 "what it was before is '%s', if that is there",
			 file->full, file->old);
}

static int look_at(const struct files *files, const struct file *file, struct error *err)
{
	git_oid now, old;

	if (id_of_file(&now, file->full, err) < 0 || id_of_file(&old, file->old, err) < 0)
		return -1;
	if (!git_oid_is_zero(&old) && !git_oid_equal(&old, &file->before))
		return say_changed(file, err);
	if (files->is_done || git_oid_equal(&now, &file->before))
		return 0;
	if (!git_oid_equal(&now, &file->after) || (git_oid_is_zero(&old) && !git_oid_is_zero(&file->before)))
		return say_changed(file, err);
	return 0;
}

/* Folders that were made for a new file; whatever else is in them keeps them. */
static void remove_folders(const char *tree, const char *path)
{
	owned(text_release) struct text folder = { 0 };
	size_t least = strlen(tree);
	char *slash;

	text_addf(&folder, "%s/%s", tree, path);
	for (slash = strrchr(folder.data, '/'); slash && (size_t)(slash - folder.data) > least;
	     slash = strrchr(folder.data, '/')) {
		*slash = '\0';
		if (rmdir(folder.data) < 0)
			return;
	}
}

static int put_back(const struct files *files, const struct file *file, const char *tree, struct error *err)
{
	git_oid now;

	if (id_of_file(&now, file->full, err) < 0)
		return -1;
	unlink(file->fresh);
	if (files->is_done || git_oid_equal(&now, &file->before)) {
		if (unlink(file->old) < 0 && errno != ENOENT && errno != ENOTDIR)
			return error_sys(err, "cannot remove '%s'", file->old);
	} else if (git_oid_is_zero(&file->before) ? unlink(file->full) < 0 : rename(file->old, file->full) < 0) {
		return error_sys(err, "cannot put '%s' back", file->full);
	}
	if (!files->is_done && git_oid_is_zero(&file->before))
		remove_folders(tree, file->path);
	return 0;
}

int in_place_recover(struct text *found, const char *tree, struct error *err)
{
	owned(files_release) struct files files = { 0 };
	size_t i;

	if (!in_place_is_unfinished(tree))
		return 0;
	if (read_files(&files, tree, err) < 0)
		return -1;
	for (i = 0; i < files.nr; i++)
		if (look_at(&files, &files.v[i], err) < 0)
			return -1;
	for (i = files.nr; i-- > 0;)
		if (put_back(&files, &files.v[i], tree, err) < 0)
			return -1;
	text_addf(found, "an earlier run was killed while it wrote into '%s'; %s", tree,
		  files.is_done ? "all of it was in place" : "what it had changed is back as it was");
	return in_place_journal_remove(tree, err);
}
