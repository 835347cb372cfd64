// SPDX-License-Identifier: GPL-2.0-only
#include "tests/bench/pairs.h"

#include "tool/files.h"
#include "tool/history.h"

int opened_open(struct opened *opened, const char *path, struct error *err)
{
	commits_tune_libgit2();
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	if (history_open(&opened->repo, path, err) < 0 || commits_open(&opened->commits, opened->repo, err) < 0 ||
	    blobs_open(&opened->blobs, opened->repo, err) < 0)
		return -1;
	return merger_open(&opened->merger, opened->commits, opened->blobs, err);
}

void opened_release(struct opened *opened)
{
	merger_freep(&opened->merger);
	blobs_freep(&opened->blobs);
	commits_freep(&opened->commits);
	git_repository_free(opened->repo);
}

int commit_view_read(struct text *content, bool *exists, void *data, const char *path, struct error *err)
{
	const struct commit_view *view = data;
	struct commits *commits = view->opened->commits;
	owned(blob_releasep) const struct blob *blob = NULL;
	struct path_entry entry;

	if (commits_entry(&entry, commits, view->commit, commits_path(commits, path), err) < 0)
		return -1;
	*exists = path_entry_is_file(&entry);
	if (!*exists)
		return 0;
	if (blobs_get(&blob, view->opened->blobs, &entry.id, path, err) < 0)
		return -1;
	text_add(content, blob->data, blob->len);
	return 0;
}

/* ---- pairs ---- */

static bool read_ids(git_oid *backport, git_oid *fix, const char *line, size_t len)
{
	return len == 2 * GIT_OID_HEXSZ + 1 && git_oid_fromstrn(backport, line, GIT_OID_HEXSZ) == 0 &&
	       git_oid_fromstrn(fix, line + GIT_OID_HEXSZ + 1, GIT_OID_HEXSZ) == 0;
}

static int each_pair(const struct opened *opened, const git_oid *backport_id, const git_oid *fix_id, pair_fn *each,
		     void *data, struct error *err)
{
	uint32_t backport, fix;

	if (commits_find(&backport, opened->commits, backport_id, err) < 0 ||
	    commits_find(&fix, opened->commits, fix_id, err) < 0)
		return -1;
	if (commits_facts(opened->commits, backport)->nr_parents != 1 ||
	    commits_facts(opened->commits, fix)->nr_parents != 1)
		return 0;
	if (each(data, backport, fix, err) < 0)
		return error_prefix(err, "%.12s", git_oid_tostr_s(fix_id));
	return 0;
}

int pairs_each(const struct opened *opened, const char *path, pair_fn *each, void *data, struct error *err)
{
	owned(text_release) struct text text = { 0 };
	const char *at, *line;
	bool is_empty = true;
	size_t len;

	if (file_read(&text, path, err) < 0)
		return -1;
	at = text_str(&text);
	while (text_line(&line, &len, &at, text.data + text.len)) {
		git_oid backport, fix;

		if (!len || *line == '#')
			continue;
		if (!read_ids(&backport, &fix, line, len))
			return error_set(err, "'%s': not 'backport fix': %.*s", path, (int)len, line);
		if (each_pair(opened, &backport, &fix, each, data, err) < 0)
			return -1;
		is_empty = false;
	}
	return is_empty ? error_set(err, "'%s' has no pair", path) : 0;
}
