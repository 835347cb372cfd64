// SPDX-License-Identifier: GPL-2.0-only
/* Where a person resolves: laid out, taken, brought on, taken away. */
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/history.h"
#include "tool/sequencer/work-tree.h"

struct bench {
	struct fixture f;
	struct arena arena;
	struct work_tree tree;
	git_oid first, second;
};

static void bench_release(struct bench *b)
{
	fixture_release(&b->f);
	arena_release(&b->arena);
}

static void make(struct bench *b)
{
	fixture_make(&b->f);
	b->first = fixture_commit(&b->f, "first", "top", "top\n", "a/one.c", "one\n", "a/two.c", "two\n", "a/deep/x.c", "x\n",
				  "b/far.c", "far\n", NULL);
	b->second = fixture_commit(&b->f, "second", "a/two.c", "second\n", "b/far.c", "further\n", NULL);
	b->tree = (struct work_tree){ .repo = b->f.repo, .name = "stableport-x",
				      .folder = path_join(&b->arena, b->f.scratch.path, "out/work-tree") };
}

static struct text text_of(const char *string)
{
	struct text text = { 0 };

	text_adds(&text, string);
	return text;
}

static git_oid blob(struct bench *b, const char *content)
{
	git_oid id;

	ck_assert_int_eq(git_blob_create_from_buffer(&id, b->f.repo, content, strlen(content)), 0);
	return id;
}

static void lay_out(struct bench *b, const git_oid *commit, const char *path, const char *content, bool in_conflict)
{
	owned(text_release) struct text text = text_of(content ? content : "");
	const struct work_side side = { .id = blob(b, "some side\n"), .mode = GIT_FILEMODE_BLOB };
	const struct work_path one = { .path = path, .in_conflict = in_conflict, .exists = content, .mode = GIT_FILEMODE_BLOB,
				       .content = &text, .sides = { side, side, side } };

	succeeds(work_tree_lay_out(&b->tree, commit, &one, 1, err));
}

static const char *at(struct bench *b, const char *path)
{
	return path_join(&b->arena, b->tree.folder, path);
}

static void check_file(struct bench *b, const char *path, const char *content)
{
	owned(text_release) struct text text = { 0 };

	succeeds(file_read(&text, at(b, path), err));
	ck_assert_str_eq(text_str(&text), content);
}

static void put(struct bench *b, const char *path, const char *content)
{
	succeeds(file_write(at(b, path), content, strlen(content), err));
}

OWNED_POINTER(git_index, git_index_free);

/* As "git add". */
static void stage(struct bench *b, const char *path)
{
	owned(git_repository_freep) git_repository *repo = NULL;
	owned(git_index_freep) git_index *index = NULL;

	ck_assert_int_eq(git_repository_open(&repo, b->tree.folder), 0);
	ck_assert_int_eq(git_repository_index(&index, repo), 0);
	ck_assert_int_eq(git_index_add_bypath(index, path), 0);
	ck_assert_int_eq(git_index_write(index), 0);
}

static void take_trouble(struct bench *b, const char *trouble)
{
	static const char *const marks[] = { "<<<<<<< target" };
	owned(strings_release) struct strings troubles = { 0 };
	git_oid tree;

	succeeds(work_tree_take(&tree, &troubles, &b->tree, marks, 1, err));
	ck_assert_uint_eq(troubles.nr, 1);
	ck_assert_ptr_nonnull(strstr(troubles.v[0], trouble));
}

static void check_taken(struct bench *b, const char *path, const char *content)
{
	owned(strings_release) struct strings troubles = { 0 };
	owned(git_tree_freep) git_tree *tree = NULL;
	owned(git_tree_entry_freep) git_tree_entry *entry = NULL;
	const git_oid wanted = blob(b, content);
	git_oid id;

	succeeds(work_tree_take(&id, &troubles, &b->tree, NULL, 0, err));
	ck_assert_uint_eq(troubles.nr, 0);
	ck_assert_int_eq(git_tree_lookup(&tree, b->f.repo, &id), 0);
	ck_assert_int_eq(git_tree_entry_bypath(&entry, tree, path), 0);
	ck_assert(git_oid_equal(git_tree_entry_id(entry), &wanted));
}

START_TEST(only_the_folders_of_the_paths_and_what_is_above_them_are_there)
{
	owned(bench_release) struct bench b = { 0 };

	make(&b);
	lay_out(&b, &b.first, "a/one.c", "carried\n", false);
	check_file(&b, "top", "top\n");
	check_file(&b, "a/one.c", "carried\n");
	check_file(&b, "a/two.c", "two\n");
	ck_assert(!file_exists(at(&b, "a/deep")));
	ck_assert(!file_exists(at(&b, "b")));
	check_taken(&b, "a/one.c", "carried\n");
	check_taken(&b, "b/far.c", "far\n");
}
END_TEST

START_TEST(what_is_in_conflict_is_not_taken_until_it_is_staged)
{
	owned(bench_release) struct bench b = { 0 };

	make(&b);
	lay_out(&b, &b.first, "a/one.c", "<<<<<<< target\n", true);
	take_trouble(&b, "'a/one.c' is in conflict still");
	stage(&b, "a/one.c");
	take_trouble(&b, "'a/one.c' has a conflict marker still, in line 1");
	put(&b, "a/one.c", "resolved\n");
	take_trouble(&b, "'a/one.c' has changes that are not staged");
	stage(&b, "a/one.c");
	check_taken(&b, "a/one.c", "resolved\n");
}
END_TEST

START_TEST(it_is_brought_to_another_commit_and_files_beside_stay)
{
	owned(bench_release) struct bench b = { 0 };
	git_oid head;
	bool exists, kept;

	make(&b);
	lay_out(&b, &b.first, "a/one.c", "<<<<<<< target\n", true);
	put(&b, "a/mine.txt", "mine\n");
	lay_out(&b, &b.second, "b/far.c", NULL, false);
	check_file(&b, "a/one.c", "one\n");
	check_file(&b, "a/two.c", "second\n");
	check_file(&b, "a/mine.txt", "mine\n");
	ck_assert(!file_exists(at(&b, "b/far.c")));
	succeeds(work_tree_head(&head, &exists, &b.tree, err));
	ck_assert(exists && git_oid_equal(&head, &b.second));
	succeeds(work_tree_remove(&kept, &b.tree, err));
	ck_assert(kept);
	check_file(&b, "a/mine.txt", "mine\n");
}
END_TEST

START_TEST(laying_out_again_comes_to_the_same)
{
	owned(bench_release) struct bench b = { 0 };

	make(&b);
	lay_out(&b, &b.first, "a/one.c", "marked\n", true);
	put(&b, "a/one.c", "half a");
	lay_out(&b, &b.first, "a/one.c", "marked\n", true);
	check_file(&b, "a/one.c", "marked\n");
	take_trouble(&b, "'a/one.c' is in conflict still");
}
END_TEST

START_TEST(what_a_killed_run_was_to_write_is_written)
{
	owned(bench_release) struct bench b = { 0 };
	owned(git_repository_freep) git_repository *repo = NULL;
	owned(git_index_freep) git_index *index = NULL;
	git_index_entry two;

	make(&b);
	lay_out(&b, &b.first, "a/one.c", "marked\n", true);
	ck_assert_int_eq(git_repository_open(&repo, b.tree.folder), 0);
	ck_assert_int_eq(git_repository_index(&index, repo), 0);
	two = *git_index_get_bypath(index, "a/two.c", 0);
	two.mtime = two.ctime = (git_index_time){ 0, 0 };
	ck_assert_int_eq(git_index_add(index, &two), 0);
	ck_assert_int_eq(git_index_write(index), 0);
	put(&b, "a/two.c", "t");
	lay_out(&b, &b.first, "a/one.c", "marked\n", true);
	check_file(&b, "a/two.c", "two\n");
}
END_TEST

START_TEST(no_link_is_followed_out_of_it)
{
	owned(bench_release) struct bench b = { 0 };
	struct error error = { 0 };
	const char *outside;
	bool kept;

	make(&b);
	outside = path_join(&b.arena, b.f.scratch.path, "outside");
	succeeds(file_make_folders(outside, err));
	lay_out(&b, &b.first, "a/one.c", "carried\n", false);
	succeeds(file_remove_tree(at(&b, "a"), err));
	ck_assert_int_eq(symlink(outside, at(&b, "a")), 0);
	ck_assert_int_eq(work_tree_lay_out(&b.tree, &b.second, NULL, 0, &error), -1);
	ck_assert_ptr_nonnull(strstr(error.message, "is a symbolic link"));
	error_release(&error);
	ck_assert(!file_exists(path_join(&b.arena, outside, "two.c")));
	succeeds(file_write(path_join(&b.arena, outside, "theirs"), "x", 1, err));
	succeeds(work_tree_remove(&kept, &b.tree, err));
	ck_assert(file_exists(path_join(&b.arena, outside, "theirs")));
}
END_TEST

START_TEST(a_file_of_the_users_is_not_written_over)
{
	owned(bench_release) struct bench b = { 0 };
	owned(text_release) struct text text = text_of("theirs\n");
	const struct work_path paths[] = {
		{ .path = "a/new.c", .exists = true, .mode = GIT_FILEMODE_BLOB, .content = &text },
		{ .path = "folder/new.c", .exists = true, .mode = GIT_FILEMODE_BLOB, .content = &text },
		{ .path = "b/far.c", .exists = true, .mode = GIT_FILEMODE_BLOB, .content = &text },
	};
	static const char *const files[] = { "a/new.c", "folder", "b/far.c" };
	size_t i;

	make(&b);
	lay_out(&b, &b.first, "a/one.c", "carried\n", false);
	for (i = 0; i < nr_of(files); i++) {
		owned(error_release) struct error error = { 0 };

		put(&b, files[i], "mine\n");
		ck_assert_int_eq(work_tree_lay_out(&b.tree, &b.first, &paths[i], 1, &error), -1);
		ck_assert_ptr_nonnull(strstr(error.message, "is a file of yours"));
		check_file(&b, files[i], "mine\n");
		check_taken(&b, "a/one.c", "carried\n");
		succeeds(file_remove_tree(at(&b, files[i]), err));
		succeeds(work_tree_lay_out(&b.tree, &b.first, &paths[i], 1, err));
		check_file(&b, paths[i].path, "theirs\n");
		lay_out(&b, &b.first, "a/one.c", "carried\n", false);
	}
	put(&b, "a/gone.c", "mine\n");
	lay_out(&b, &b.first, "a/gone.c", NULL, false);
	check_file(&b, "a/gone.c", "mine\n");
}
END_TEST

START_TEST(a_work_tree_under_another_name_is_not_taken)
{
	owned(bench_release) struct bench b = { 0 };
	owned(error_release) struct error error = { 0 };
	git_oid head;
	struct work_tree other;
	bool exists, kept;

	make(&b);
	lay_out(&b, &b.first, "a/one.c", "carried\n", false);
	other = b.tree;
	other.name = "stableport-y";
	ck_assert_int_eq(work_tree_lay_out(&other, &b.second, NULL, 0, &error), -1);
	ck_assert_ptr_nonnull(strstr(error.message, "no work tree of ours"));
	succeeds(work_tree_head(&head, &exists, &other, err));
	ck_assert(!exists);
	succeeds(work_tree_remove(&kept, &other, err));
	check_file(&b, "a/one.c", "carried\n");
	succeeds(work_tree_head(&head, &exists, &b.tree, err));
	ck_assert(exists && git_oid_equal(&head, &b.first));
}
END_TEST

START_TEST(one_whose_index_cannot_be_read_is_kept)
{
	owned(bench_release) struct bench b = { 0 };
	const char *index;
	bool kept;

	make(&b);
	lay_out(&b, &b.first, "a/one.c", "carried\n", false);
	index = arena_printf(&b.arena, "%sworktrees/%s/index", git_repository_commondir(b.f.repo), b.tree.name);
	succeeds(file_write(index, "what a later git wrote", 22, err));
	succeeds(work_tree_remove(&kept, &b.tree, err));
	ck_assert(kept);
	check_file(&b, "a/one.c", "carried\n");
}
END_TEST

START_TEST(a_link_makes_way_for_a_folder)
{
	owned(bench_release) struct bench b = { 0 };
	owned(text_release) struct text leads = text_of("b");
	const struct work_path link = { .path = "a", .exists = true, .mode = GIT_FILEMODE_LINK, .content = &leads };
	struct stat status;
	git_oid other;

	make(&b);
	other = fixture_commit(&b.f, "no folder", "a/one.c", NULL, "a/two.c", NULL, "a/deep/x.c", NULL, NULL);
	succeeds(work_tree_lay_out(&b.tree, &other, &link, 1, err));
	ck_assert(lstat(at(&b, "a"), &status) == 0 && S_ISLNK(status.st_mode));
	lay_out(&b, &b.first, "a/one.c", "one again\n", false);
	check_file(&b, "a/one.c", "one again\n");
	ck_assert(!file_exists(at(&b, "b/one.c")));
}
END_TEST

START_TEST(a_folder_of_somebody_elses_is_not_taken)
{
	owned(bench_release) struct bench b = { 0 };
	struct error error = { 0 };

	make(&b);
	put(&b, "file", "theirs\n");
	ck_assert_int_eq(work_tree_lay_out(&b.tree, &b.first, NULL, 0, &error), -1);
	ck_assert_ptr_nonnull(strstr(error.message, "no work tree of ours"));
	error_release(&error);
	check_file(&b, "file", "theirs\n");
}
END_TEST

START_TEST(whatever_is_left_of_it_is_taken_away)
{
	owned(bench_release) struct bench b = { 0 };
	bool kept;

	make(&b);
	lay_out(&b, &b.first, "a/one.c", "carried\n", false);
	succeeds(file_remove_tree(at(&b, "a"), err));
	succeeds(work_tree_remove(&kept, &b.tree, err));
	ck_assert(!kept && !file_exists(b.tree.folder) && !work_tree_is_linked(&b.tree));
	lay_out(&b, &b.first, "a/one.c", "carried\n", false);
	succeeds(file_remove_tree(b.tree.folder, err));
	succeeds(work_tree_remove(&kept, &b.tree, err));
	ck_assert(!work_tree_is_linked(&b.tree));
	succeeds(work_tree_remove(&kept, &b.tree, err));
}
END_TEST

START_TEST(a_file_makes_way_for_a_folder)
{
	owned(bench_release) struct bench b = { 0 };
	git_oid file;

	make(&b);
	file = fixture_commit(&b.f, "a file", "a/one.c", NULL, "a/two.c", NULL, "a/deep/x.c", NULL, "b/here", "x\n", NULL);
	lay_out(&b, &file, "a", "one file\n", false);
	check_file(&b, "a", "one file\n");
	lay_out(&b, &b.first, "top", "top again\n", false);
	lay_out(&b, &b.first, "a/one.c", "one again\n", false);
	check_file(&b, "a/one.c", "one again\n");
}
END_TEST

SUITE(work_tree)
{
	TEST(only_the_folders_of_the_paths_and_what_is_above_them_are_there);
	TEST(what_is_in_conflict_is_not_taken_until_it_is_staged);
	TEST(it_is_brought_to_another_commit_and_files_beside_stay);
	TEST(laying_out_again_comes_to_the_same);
	TEST(what_a_killed_run_was_to_write_is_written);
	TEST(no_link_is_followed_out_of_it);
	TEST(a_file_makes_way_for_a_folder);
	TEST(a_link_makes_way_for_a_folder);
	TEST(a_folder_of_somebody_elses_is_not_taken);
	TEST(a_file_of_the_users_is_not_written_over);
	TEST(a_work_tree_under_another_name_is_not_taken);
	TEST(one_whose_index_cannot_be_read_is_kept);
	TEST(whatever_is_left_of_it_is_taken_away);
}
