// SPDX-License-Identifier: GPL-2.0-only
#include <sys/resource.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/suite.h"
#include "tool/files.h"

START_TEST(only_paths_that_stay_in_their_folder_are_safe)
{
	static const char *const safe[] = { "a", "fs/nfsd/state.h", "a..b", "include/linux/x-y_z.h", ".gitignore" };
	static const char *const unsafe[] = { "",	"/etc/passwd", "..",	  "a/../b", "a/..", "./a",     "a//b",
					      "a/",	"-rf",	       "a/-o/b", ".git",  "a/.GIT/hooks", "a\nb" };
	size_t i;

	for (i = 0; i < nr_of(safe); i++)
		ck_assert_msg(path_is_safe(safe[i]), "%s", safe[i]);
	for (i = 0; i < nr_of(unsafe); i++)
		ck_assert_msg(!path_is_safe(unsafe[i]), "%s", unsafe[i]);
}
END_TEST

START_TEST(a_file_is_written_with_its_folders_and_read_again)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	const char *path;

	succeeds(scratch_make(&scratch, err));
	path = path_join(&arena, scratch.path, "a/b/c");
	succeeds(file_write(path, "x\0y", 3, err));
	succeeds(file_read(&text, path, err));
	ck_assert_uint_eq(text.len, 3);
	ck_assert_mem_eq(text.data, "x\0y", 3);
}
END_TEST

START_TEST(that_a_file_is_not_there_can_be_a_result)
{
	owned(text_release) struct text text = { 0 };
	bool exists = true;

	succeeds(file_read_if(&text, &exists, "/nonexistent/file", err));
	ck_assert(!exists);
	fails_with(file_read(&text, "/nonexistent/file", err), "there is no file '/nonexistent/file'");
}
END_TEST

START_TEST(a_file_that_somebody_else_named_is_regular_and_not_too_large)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	const char *path;

	succeeds(scratch_make(&scratch, err));
	path = path_join(&arena, scratch.path, "file");
	succeeds(file_write(path, "123456789", 9, err));
	succeeds(file_read_whole(&text, path, 9, err));
	ck_assert_str_eq(text_str(&text), "123456789");
	ck_assert_int_eq(file_read_whole(&text, path, 8, NULL), -1);
	fails_with(file_read_whole(&text, "/dev/zero", 8, err), "'/dev/zero' is no regular file");
}
END_TEST

START_TEST(a_write_that_fails_leaves_the_old_file_and_nothing_beside)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings names = { 0 };
	owned(text_release) struct text text = { 0 };
	owned(error_release) struct error error = { 0 };
	const struct rlimit small = { 4, 4 };
	const char *path;

	succeeds(scratch_make(&scratch, err));
	path = path_join(&arena, scratch.path, "file");
	succeeds(file_write(path, "old", 3, err));
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small); /* as a full disk does: a part is written, then an error */
	ck_assert_int_eq(file_write(path, "new and longer", 14, &error), -1);
	ck_assert_msg(strstr(error.message, "cannot write '"), "%s", error.message);
	succeeds(file_read(&text, path, err));
	ck_assert_str_eq(text_str(&text), "old");
	succeeds(file_list(&names, scratch.path, err));
	ck_assert_uint_eq(names.nr, 1);
}
END_TEST

START_TEST(a_scratch_folder_is_removed_without_following_links)
{
	owned(scratch_release) struct scratch outside = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	const char *kept;

	succeeds(scratch_make(&outside, err));
	kept = path_join(&arena, outside.path, "kept");
	succeeds(file_write(kept, "", 0, err));
	{
		owned(scratch_release) struct scratch scratch = { 0 };

		succeeds(scratch_make(&scratch, err));
		ck_assert_int_eq(symlink(outside.path, path_join(&arena, scratch.path, "link")), 0);
		kept = arena_strdup(&arena, kept);
	}
	ck_assert(file_exists(kept));
}
END_TEST

START_TEST(a_lock_is_held_by_one_and_leaves_nothing_behind)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(strings_release) struct strings names = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	const char *folder;
	bool taken;

	succeeds(scratch_make(&scratch, err));
	folder = path_join(&arena, scratch.path, "folder");
	succeeds(file_make_folders(folder, err));
	{
		owned(lock_release) struct lock first = { 0 }, second = { 0 };

		succeeds(lock_take(&first, &taken, folder, err));
		ck_assert(taken);
		succeeds(lock_take(&second, &taken, folder, err));
		ck_assert(!taken);
	}
	{
		owned(lock_release) struct lock third = { 0 };

		succeeds(lock_take(&third, &taken, folder, err));
		ck_assert(taken);
	}
	succeeds(file_list(&names, folder, err));
	ck_assert_uint_eq(names.nr, 0);
}
END_TEST

START_TEST(a_folder_of_a_dead_run_is_removed_and_one_that_is_held_is_not)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(held_folder_release) struct held_folder held = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	const char *prefix, *left, *other, *longer;

	succeeds(scratch_make(&scratch, err));
	prefix = path_join(&arena, scratch.path, "run-");
	left = path_join(&arena, scratch.path, "run-abcDE1");
	other = path_join(&arena, scratch.path, "ran-abcDE1");
	longer = path_join(&arena, scratch.path, "run-abcDE12");
	succeeds(held_folder_make(&held, prefix, err));
	succeeds(file_write(path_join(&arena, left, "a/b"), "", 0, err));
	succeeds(file_make_folders(other, err));
	succeeds(file_make_folders(longer, err));
	held_folder_remove_left(prefix);
	ck_assert(!file_exists(left));
	ck_assert(file_exists(held.path));
	ck_assert(file_exists(other));
	ck_assert(file_exists(longer));
}
END_TEST

START_TEST(a_link_is_not_taken_for_a_folder_of_a_dead_run)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	const char *kept;

	succeeds(scratch_make(&scratch, err));
	kept = path_join(&arena, scratch.path, "kept");
	succeeds(file_write(path_join(&arena, kept, "file"), "", 0, err));
	ck_assert_int_eq(symlink(kept, path_join(&arena, scratch.path, "run-abcDE1")), 0);
	held_folder_remove_left(path_join(&arena, scratch.path, "run-"));
	ck_assert(file_exists(path_join(&arena, kept, "file")));
}
END_TEST

START_TEST(what_a_killed_write_left_beside_is_written_over_but_not_through)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(strings_release) struct strings names = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	owned(error_release) struct error error = { 0 };
	const char *path, *beside, *outside;

	succeeds(scratch_make(&scratch, err));
	path = path_join(&arena, scratch.path, "a/file");
	beside = path_join(&arena, scratch.path, "a/file.stableport-new");
	outside = path_join(&arena, scratch.path, "outside");
	succeeds(file_write(beside, "half of something", 17, err));
	succeeds(file_write(path, "new", 3, err));
	succeeds(file_read(&text, path, err));
	ck_assert_str_eq(text_str(&text), "new");
	succeeds(file_list(&names, path_join(&arena, scratch.path, "a"), err));
	ck_assert_uint_eq(names.nr, 1);
	succeeds(file_write(outside, "kept", 4, err));
	ck_assert_int_eq(symlink(outside, beside), 0);
	ck_assert_int_eq(file_write(path, "newer", 5, &error), -1);
	succeeds(file_read(&text, outside, err));
	ck_assert_str_eq(text_str(&text), "kept");
}
END_TEST

SUITE(files)
{
	TEST(only_paths_that_stay_in_their_folder_are_safe);
	TEST(a_file_is_written_with_its_folders_and_read_again);
	TEST(that_a_file_is_not_there_can_be_a_result);
	TEST(a_file_that_somebody_else_named_is_regular_and_not_too_large);
	TEST(a_write_that_fails_leaves_the_old_file_and_nothing_beside);
	TEST(a_scratch_folder_is_removed_without_following_links);
	TEST(a_lock_is_held_by_one_and_leaves_nothing_behind);
	TEST(a_folder_of_a_dead_run_is_removed_and_one_that_is_held_is_not);
	TEST(a_link_is_not_taken_for_a_folder_of_a_dead_run);
	TEST(what_a_killed_write_left_beside_is_written_over_but_not_through);
}
