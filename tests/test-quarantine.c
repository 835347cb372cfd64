// SPDX-License-Identifier: GPL-2.0-only
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "lib/fixture.h"
#include "lib/suite.h"
#include "tool/history.h"
#include "tool/in-place-journal.h"
#include "tool/series/quarantine.h"

static const char branch[] = "stableport/a-fix/linux-4.19.y";
static const char reference[] = "refs/heads/stableport/a-fix/linux-4.19.y";

static bool in_repository(const struct fixture *f, const char *name)
{
	owned(text_release) struct text path = { 0 };

	text_addf(&path, "%s%s", git_repository_path(f->repo), name);
	return file_exists(text_str(&path));
}

static void put(const struct fixture *f, const char *name, const char *content)
{
	owned(text_release) struct text path = { 0 };

	text_addf(&path, "%s%s", git_repository_path(f->repo), name);
	succeeds(file_write(text_str(&path), content, strlen(content), err));
}

/* As a run that was killed leaves it: the folder, held by nobody. */
static void leave(const struct fixture *f, const git_oid *tip)
{
	owned(text_release) struct text note = { 0 };

	text_addf(&note, "%s %s", reference, fixture_hex(tip));
	text_addf(&note, " %040d\n", 0);
	put(f, "stableport/.run-abcDEF/branch", text_str(&note));
	put(f, "stableport/.run-abcDEF/objects/12/half", "half");
}

static void blob(git_oid *id, const struct fixture *f, const char *content)
{
	ck_assert_int_eq(git_blob_create_from_buffer(id, f->repo, content, strlen(content)), 0);
}

static bool is_there(const struct fixture *f, const git_oid *id)
{
	owned(git_repository_freep) git_repository *other = NULL;
	owned(git_blob_freep) git_blob *found = NULL;

	ck_assert_int_eq(git_repository_open(&other, git_repository_path(f->repo)), 0);
	return git_blob_lookup(&found, other, id) == 0;
}

START_TEST(objects_are_the_runs_own_until_the_branch_is_made)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, id, found;

	fixture_make(&f);
	base = fixture_commit(&f, "first", "a.c", "int a;\n", NULL);
	{
		owned(quarantine_release) struct quarantine quarantine = { 0 };

		succeeds(quarantine_open(&quarantine, f.repo, err));
		blob(&id, &f, "new\n");
		ck_assert(!is_there(&f, &id));
		succeeds(quarantine_branch(&quarantine, branch, &base, NULL, "log", err));
		ck_assert(is_there(&f, &id));
		quarantine_done(&quarantine);
	}
	ck_assert_int_eq(git_reference_name_to_id(&found, f.repo, reference), 0);
	ck_assert(git_oid_equal(&found, &base));
	ck_assert(!in_repository(&f, "stableport"));
}
END_TEST

START_TEST(a_run_that_fails_leaves_no_object)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid id;

	fixture_make(&f);
	fixture_commit(&f, "first", "a.c", "int a;\n", NULL);
	{
		owned(quarantine_release) struct quarantine quarantine = { 0 };

		succeeds(quarantine_open(&quarantine, f.repo, err));
		blob(&id, &f, "new\n");
	}
	ck_assert(!is_there(&f, &id));
	ck_assert(!in_repository(&f, "stableport"));
	blob(&id, &f, "newer\n");
	ck_assert_msg(is_there(&f, &id), "objects go on going to the quarantine");
}
END_TEST

START_TEST(what_a_killed_run_left_is_taken_away_and_told)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(quarantine_release) struct quarantine quarantine = { 0 };
	owned(text_release) struct text lock = { 0 };
	git_oid tip;

	fixture_make(&f);
	tip = fixture_commit(&f, "first", "a.c", "int a;\n", NULL);
	leave(&f, &tip);
	text_addf(&lock, "%s\n", fixture_hex(&tip));
	put(&f, "refs/heads/stableport/a-fix/linux-4.19.y.lock", text_str(&lock));
	succeeds(quarantine_open(&quarantine, f.repo, err));
	ck_assert_ptr_nonnull(strstr(text_str(&quarantine.found), "lock"));
	ck_assert(!in_repository(&f, "refs/heads/stableport/a-fix/linux-4.19.y.lock"));
	ck_assert(!in_repository(&f, "stableport/.run-abcDEF"));
	ck_assert(!quarantine_was_left(&quarantine, branch));
}
END_TEST

START_TEST(a_lock_that_somebody_else_holds_stays)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(quarantine_release) struct quarantine quarantine = { 0 };
	owned(text_release) struct text path = { 0 };
	const struct timeval long_ago[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };
	git_oid tip;

	fixture_make(&f);
	tip = fixture_commit(&f, "first", "a.c", "int a;\n", NULL);
	leave(&f, &tip);
	put(&f, "refs/heads/stableport/a-fix/linux-4.19.y.lock", "0123456789012345678901234567890123456789\n");
	succeeds(quarantine_open(&quarantine, f.repo, err));
	ck_assert(in_repository(&f, "refs/heads/stableport/a-fix/linux-4.19.y.lock"));
	quarantine_release(&quarantine);
	quarantine = (struct quarantine){ 0 };
	leave(&f, &tip);
	put(&f, "refs/heads/stableport/a-fix/linux-4.19.y.lock", "");
	text_addf(&path, "%srefs/heads/stableport/a-fix/linux-4.19.y.lock", git_repository_path(f.repo));
	ck_assert_int_eq(utimes(text_str(&path), long_ago), 0); /* it was there before the killed run's note */
	succeeds(quarantine_open(&quarantine, f.repo, err));
	ck_assert(file_exists(text_str(&path)));
}
END_TEST

START_TEST(a_branch_of_a_run_that_did_not_end_may_be_made_anew_but_not_one_that_moved_on)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(git_reference_freep) git_reference *moved = NULL;
	git_oid first, second;

	fixture_make(&f);
	first = fixture_commit(&f, "first", "a.c", "int a;\n", NULL);
	second = fixture_commit(&f, "second", "a.c", "int b;\n", NULL);
	{
		owned(quarantine_release) struct quarantine quarantine = { 0 };

		succeeds(quarantine_open(&quarantine, f.repo, err));
		succeeds(quarantine_branch(&quarantine, branch, &first, NULL, "log", err));
	}
	{
		owned(quarantine_release) struct quarantine quarantine = { 0 };

		succeeds(quarantine_open(&quarantine, f.repo, err));
		ck_assert(quarantine_was_left(&quarantine, branch));
	}
	ck_assert_int_eq(git_reference_create(&moved, f.repo, reference, &second, true, "moved"), 0);
	{
		owned(quarantine_release) struct quarantine quarantine = { 0 };

		succeeds(quarantine_open(&quarantine, f.repo, err));
		ck_assert(!quarantine_was_left(&quarantine, branch));
	}
	ck_assert(!in_repository(&f, "stableport"));
}
END_TEST

/* ---- a plain tree ---- */

static void journal(const char *tree, const char *path, const char *before, const char *after)
{
	owned(in_place_journal_release) struct in_place_journal made = { 0 };
	owned(text_release) struct text was = { 0 }, becomes = { 0 };

	git_libgit2_init();
	text_adds(&was, before ? before : "");
	text_adds(&becomes, after ? after : "");
	succeeds(in_place_journal_add(&made, path, before ? &was : NULL, after ? &becomes : NULL, err));
	succeeds(in_place_journal_write(&made, tree, err));
}

static void is_content(const char *folder, const char *path, const char *content)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };

	succeeds(file_read(&text, path_join(&arena, folder, path), err));
	ck_assert_str_eq(text_str(&text), content);
}

START_TEST(a_tree_in_which_a_run_was_killed_is_put_back)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text found = { 0 };

	succeeds(scratch_make(&scratch, err));
	fixture_files(scratch.path, "fs/a.c", "new\n", "fs/a.c.stableport-old", "old\n", "fs/a.c.stableport-new", "new\n", NULL);
	journal(scratch.path, "fs/a.c", "old\n", "new\n");
	ck_assert(in_place_is_unfinished(scratch.path));
	succeeds(in_place_recover(&found, scratch.path, err));
	is_content(scratch.path, "fs/a.c", "old\n");
	ck_assert(!file_exists(path_join(&arena, scratch.path, "fs/a.c.stableport-old")));
	ck_assert(!file_exists(path_join(&arena, scratch.path, "fs/a.c.stableport-new")));
	ck_assert(!in_place_is_unfinished(scratch.path));
	ck_assert(found.len);
}
END_TEST

START_TEST(a_file_that_somebody_changed_since_is_not_put_back)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(text_release) struct text found = { 0 };
	owned(error_release) struct error error = { 0 };

	succeeds(scratch_make(&scratch, err));
	fixture_files(scratch.path, "fs/a.c", "mine\n", "fs/a.c.stableport-old", "old\n", NULL);
	journal(scratch.path, "fs/a.c", "old\n", "new\n");
	ck_assert_int_eq(in_place_recover(&found, scratch.path, &error), -1);
	ck_assert_msg(strstr(error.message, "has been changed since"), "%s", error.message);
	is_content(scratch.path, "fs/a.c", "mine\n");
	is_content(scratch.path, "fs/a.c.stableport-old", "old\n");
}
END_TEST

START_TEST(a_journal_that_leads_out_of_the_tree_is_refused)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text found = { 0 };
	const char *tree;

	succeeds(scratch_make(&scratch, err));
	tree = path_join(&arena, scratch.path, "tree");
	fixture_files(scratch.path, "a.c", "new\n", "a.c.stableport-old", "old\n", "tree/Makefile", "", NULL);
	journal(tree, "../a.c", "old\n", "new\n");
	ck_assert_int_eq(in_place_recover(&found, tree, NULL), -1);
	ck_assert_int_eq(symlink(scratch.path, path_join(&arena, tree, "fs")), 0);
	journal(tree, "fs/a.c", "old\n", "new\n");
	ck_assert_int_eq(in_place_recover(&found, tree, NULL), -1);
	is_content(scratch.path, "a.c", "new\n");
	is_content(scratch.path, "a.c.stableport-old", "old\n");
}
END_TEST

SUITE(quarantine)
{
	TEST(objects_are_the_runs_own_until_the_branch_is_made);
	TEST(a_run_that_fails_leaves_no_object);
	TEST(what_a_killed_run_left_is_taken_away_and_told);
	TEST(a_lock_that_somebody_else_holds_stays);
	TEST(a_branch_of_a_run_that_did_not_end_may_be_made_anew_but_not_one_that_moved_on);
	TEST(a_tree_in_which_a_run_was_killed_is_put_back);
	TEST(a_file_that_somebody_changed_since_is_not_put_back);
	TEST(a_journal_that_leads_out_of_the_tree_is_refused);
}
