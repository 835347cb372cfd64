// SPDX-License-Identifier: GPL-2.0-only
/* Repositories and trees for tests; see fixture.h. */
#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/fixture.h"
#include "tool/history.h"

/* 2020-01-01 00:00:00 UTC, and a minute for each commit. */
#define CLOCK_START 1577836800
#define CLOCK_TICK 60

#define git_succeeds(call)                                                                      \
	do {                                                                                    \
		int code_ = (call);                                                             \
		ck_assert_msg(code_ >= 0, "%s: %s", #call,                                      \
			      git_error_last() ? git_error_last()->message : "(no message)");   \
	} while (0)

OWNED_POINTER(git_index, git_index_free);

void free_string_p(char **string)
{
	free(*string);
}

char *fixture_path(const struct fixture *f, const char *path)
{
	struct text full = { 0 };

	text_addf(&full, "%s/%s", f->scratch.path, path);
	return full.data;
}

/* The user's own configuration must not show in a test. */
static void forget_configuration(const char *folder)
{
	static const git_config_level_t levels[] = {
		GIT_CONFIG_LEVEL_SYSTEM,
		GIT_CONFIG_LEVEL_XDG,
		GIT_CONFIG_LEVEL_GLOBAL,
		GIT_CONFIG_LEVEL_PROGRAMDATA,
	};
	size_t i;

	for (i = 0; i < nr_of(levels); i++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], folder);
}

void fixture_make(struct fixture *f)
{
	git_libgit2_init();
	ck_assert_int_eq(scratch_make(&f->scratch, NULL), 0);
	forget_configuration(f->scratch.path);
	f->path = fixture_path(f, "repo");
	git_succeeds(git_repository_init(&f->repo, f->path, 0));
	f->branch = mem_strdup("refs/heads/master");
	git_succeeds(git_repository_set_head(f->repo, f->branch));
	f->clock = CLOCK_START;
}

void fixture_release(struct fixture *f)
{
	git_repository_free(f->repo);
	scratch_release(&f->scratch);
	free(f->path);
	free(f->branch);
	git_libgit2_shutdown();
}

static git_commit *tip(const struct fixture *f)
{
	git_commit *commit = NULL;
	git_oid id;

	if (git_reference_name_to_id(&id, f->repo, f->branch) < 0)
		return NULL;
	git_succeeds(git_commit_lookup(&commit, f->repo, &id));
	return commit;
}

static void fill_index(git_index *index, const git_commit *commit)
{
	owned(git_tree_freep) git_tree *tree = NULL;

	if (!commit)
		return;
	git_succeeds(git_commit_tree(&tree, commit));
	git_succeeds(git_index_read_tree(index, tree));
}

static void put(struct fixture *f, git_index *index, const char *path, const void *bytes, size_t len)
{
	git_index_entry entry = { .mode = GIT_FILEMODE_BLOB, .path = path };

	git_succeeds(git_blob_create_from_buffer(&entry.id, f->repo, bytes, len));
	git_succeeds(git_index_add(index, &entry));
}

static git_oid commit_index(struct fixture *f, const char *message, git_index *index, const git_oid *other)
{
	owned(git_commit_freep) git_commit *parent = tip(f);
	owned(git_commit_freep) git_commit *second = NULL;
	owned(git_signature_freep) git_signature *who = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	const git_commit *parents[2] = { parent };
	git_oid tree_id, id;

	f->clock += CLOCK_TICK;
	git_succeeds(git_index_write_tree_to(&tree_id, index, f->repo));
	git_succeeds(git_tree_lookup(&tree, f->repo, &tree_id));
	git_succeeds(git_signature_new(&who, "A U Thor", "author@example.org", f->clock, 60));
	if (other)
		git_succeeds(git_commit_lookup(&second, f->repo, other));
	parents[1] = second;
	git_succeeds(git_commit_create(&id, f->repo, f->branch, who, who, NULL, message, tree,
				       (parent != NULL) + (second != NULL), parents));
	return id;
}

git_oid fixture_commit(struct fixture *f, const char *message, ...)
{
	owned(git_commit_freep) git_commit *parent = tip(f);
	owned(git_index_freep) git_index *index = NULL;
	const char *path, *content;
	va_list args;

	git_succeeds(git_index_new(&index));
	fill_index(index, parent);
	va_start(args, message);
	while ((path = va_arg(args, const char *))) {
		content = va_arg(args, const char *);
		if (content)
			put(f, index, path, content, strlen(content));
		else
			git_succeeds(git_index_remove(index, path, 0));
	}
	va_end(args);
	return commit_index(f, message, index, NULL);
}

git_oid fixture_commit_bytes(struct fixture *f, const char *message, const char *path, const void *bytes,
			     size_t len)
{
	owned(git_commit_freep) git_commit *parent = tip(f);
	owned(git_index_freep) git_index *index = NULL;

	git_succeeds(git_index_new(&index));
	fill_index(index, parent);
	put(f, index, path, bytes, len);
	return commit_index(f, message, index, NULL);
}

git_oid fixture_merge(struct fixture *f, const char *message, const git_oid *other)
{
	owned(git_commit_freep) git_commit *parent = tip(f);
	owned(git_index_freep) git_index *index = NULL;

	git_succeeds(git_index_new(&index));
	fill_index(index, parent);
	return commit_index(f, message, index, other);
}

void fixture_on(struct fixture *f, const char *name)
{
	struct text full = { 0 };

	text_addf(&full, "refs/heads/%s", name);
	free(f->branch);
	f->branch = full.data;
}

void fixture_branch(struct fixture *f, const char *name, const git_oid *at)
{
	owned(git_reference_freep) git_reference *made = NULL;

	fixture_on(f, name);
	if (at)
		git_succeeds(git_reference_create(&made, f->repo, f->branch, at, 0, NULL));
}

const char *fixture_hex(const git_oid *id)
{
	static char hex[8][GIT_OID_HEXSZ + 1];
	static unsigned next;
	char *one = hex[next++ % nr_of(hex)];

	return git_oid_tostr(one, sizeof(hex[0]), id);
}

void fixture_files(const char *folder, ...)
{
	const char *path, *content;
	va_list args;

	va_start(args, folder);
	while ((path = va_arg(args, const char *))) {
		struct text full = { 0 };

		content = va_arg(args, const char *);
		text_addf(&full, "%s/%s", folder, path);
		ck_assert_int_eq(file_write(full.data, content, strlen(content), NULL), 0);
		text_release(&full);
	}
	va_end(args);
}
