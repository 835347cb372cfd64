// SPDX-License-Identifier: GPL-2.0-only
/* Repositories and trees for tests; see fixture.h. */
#include <check.h>
#include <git2/sys/mempack.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/fixture.h"
#include "tool/history.h"

/* 2020-01-01 00:00:00 UTC, and a minute for each commit. */
#define CLOCK_START 1577836800
#define CLOCK_TICK 60

/* Above the priorities of libgit2's own backends, loose and packed. */
#define BEFORE_FILES 100

#define git_succeeds(call)                                                                      \
	do {                                                                                    \
		int code_ = (call);                                                             \
		ck_assert_msg(code_ >= 0, "%s: %s", #call,                                      \
			      git_error_last() ? git_error_last()->message : "(no message)");   \
	} while (0)

OWNED_POINTER(git_index, git_index_free);
OWNED_POINTER(git_odb, git_odb_free);

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

void fixture_in_memory(struct fixture *f)
{
	owned(git_odb_freep) git_odb *odb = NULL;
	git_odb_backend *memory = NULL;

	git_succeeds(git_repository_odb(&odb, f->repo));
	git_succeeds(git_mempack_new(&memory));
	git_succeeds(git_odb_add_backend(odb, memory, BEFORE_FILES));
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

static git_index *index_of_tip(const struct fixture *f)
{
	owned(git_commit_freep) git_commit *commit = tip(f);
	git_index *index;

	git_succeeds(git_index_new(&index));
	fill_index(index, commit);
	return index;
}

static void put(struct fixture *f, git_index *index, const char *path, const void *bytes, size_t len)
{
	git_index_entry entry = { .mode = GIT_FILEMODE_BLOB, .path = path };

	git_succeeds(git_blob_create_from_buffer(&entry.id, f->repo, bytes, len));
	git_succeeds(git_index_add(index, &entry));
}

/* Pairs of path and content. */
static void put_all(struct fixture *f, git_index *index, va_list args)
{
	const char *path, *content;

	while ((path = va_arg(args, const char *))) {
		content = va_arg(args, const char *);
		if (content)
			put(f, index, path, content, strlen(content));
		else
			git_succeeds(git_index_remove(index, path, 0));
	}
}

static git_oid commit_index(struct fixture *f, const char *message, git_index *index, const git_oid *others,
			    size_t nr_others)
{
	git_commit *parents[FIXTURE_MAX_PARENTS] = { tip(f) };
	size_t nr = parents[0] != NULL, i;
	owned(git_signature_freep) git_signature *who = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	git_oid tree_id, id;

	f->clock += CLOCK_TICK;
	git_succeeds(git_index_write_tree_to(&tree_id, index, f->repo));
	git_succeeds(git_tree_lookup(&tree, f->repo, &tree_id));
	git_succeeds(git_signature_new(&who, "A U Thor", "author@example.org", f->clock, 60));
	ck_assert_uint_le(nr + nr_others, FIXTURE_MAX_PARENTS);
	for (i = 0; i < nr_others; i++)
		git_succeeds(git_commit_lookup(&parents[nr++], f->repo, &others[i]));
	git_succeeds(git_commit_create(&id, f->repo, f->branch, who, who, f->encoding, message, tree, nr,
				       (const git_commit **)parents));
	for (i = 0; i < nr; i++)
		git_commit_free(parents[i]);
	return id;
}

git_oid fixture_commit(struct fixture *f, const char *message, ...)
{
	owned(git_index_freep) git_index *index = index_of_tip(f);
	va_list args;

	va_start(args, message);
	put_all(f, index, args);
	va_end(args);
	return commit_index(f, message, index, NULL, 0);
}

git_oid fixture_commit_bytes(struct fixture *f, const char *message, const char *path, const void *bytes,
			     size_t len)
{
	owned(git_index_freep) git_index *index = index_of_tip(f);

	put(f, index, path, bytes, len);
	return commit_index(f, message, index, NULL, 0);
}

static void read_entry(struct text *content, const struct fixture *f, git_index *index, const char *path)
{
	const git_index_entry *entry = git_index_get_bypath(index, path, 0);
	owned(git_blob_freep) git_blob *blob = NULL;

	ck_assert_msg(entry != NULL, "there is no '%s' on %s", path, f->branch);
	git_succeeds(git_blob_lookup(&blob, f->repo, &entry->id));
	text_add(content, git_blob_rawcontent(blob), git_blob_rawsize(blob));
}

static void replace(struct fixture *f, git_index *index, const char *path, const char *old, const char *new)
{
	owned(text_release) struct text before = { 0 }, after = { 0 };
	const char *at;

	read_entry(&before, f, index, path);
	at = strstr(text_str(&before), old);
	ck_assert_msg(at && !strstr(at + 1, old), "'%s' is not once in %s of %s", old, path, f->branch);
	text_add(&after, before.data, (size_t)(at - before.data));
	text_adds(&after, new);
	text_adds(&after, at + strlen(old));
	put(f, index, path, after.data, after.len);
}

git_oid fixture_edit(struct fixture *f, const char *message, ...)
{
	owned(git_index_freep) git_index *index = index_of_tip(f);
	const char *path, *old;
	va_list args;

	va_start(args, message);
	while ((path = va_arg(args, const char *))) {
		old = va_arg(args, const char *);
		replace(f, index, path, old, va_arg(args, const char *));
	}
	va_end(args);
	return commit_index(f, message, index, NULL, 0);
}

void fixture_read(struct text *content, const struct fixture *f, const char *path)
{
	owned(git_index_freep) git_index *index = index_of_tip(f);

	read_entry(content, f, index, path);
}

git_oid fixture_merge(struct fixture *f, const char *message, const git_oid *other)
{
	return fixture_join(f, message, other, 1, NULL);
}

git_oid fixture_join(struct fixture *f, const char *message, const git_oid *others, size_t nr_others, ...)
{
	owned(git_index_freep) git_index *index = index_of_tip(f);
	va_list args;

	va_start(args, nr_others);
	put_all(f, index, args);
	va_end(args);
	return commit_index(f, message, index, others, nr_others);
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
