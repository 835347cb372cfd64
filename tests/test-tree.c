// SPDX-License-Identifier: GPL-2.0-only
/* A commit's tree and a folder answer alike; what is put over them wins; nothing leaves them. */
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/history.h"
#include "tool/tree.h"

/* The same files as a commit and as a folder. */
struct both {
	struct fixture f;
	char *folder;
	struct tree *commit, *plain;
};

static void both_make(struct both *both)
{
	git_oid id;

	fixture_make(&both->f);
	id = fixture_commit(&both->f, "first", "Makefile",
			    "VERSION = 4\nPATCHLEVEL = 19\nSUBLEVEL = 79\nEXTRAVERSION =\n",
			    "fs/nfsd/state.h", "int s;\n", "fs/nfsd/b.c", "int b;\n", "fs/deep/er/x.c", "x\n",
			    NULL);
	both->folder = fixture_path(&both->f, "plain");
	fixture_files(both->folder, "Makefile",
		      "VERSION = 4\nPATCHLEVEL = 19\nSUBLEVEL = 79\nEXTRAVERSION =\n", "fs/nfsd/state.h",
		      "int s;\n", "fs/nfsd/b.c", "int b;\n", "fs/deep/er/x.c", "x\n", NULL);
	succeeds(tree_of_commit(&both->commit, both->f.repo, &id, err));
	succeeds(tree_of_folder(&both->plain, both->folder, err));
}

static void both_release(struct both *both)
{
	tree_free(both->commit);
	tree_free(both->plain);
	free(both->folder);
	fixture_release(&both->f);
}

static struct tree *tree_nr(struct both *both, int i)
{
	return i ? both->plain : both->commit;
}

static void reads(const struct tree *tree, const char *path, const char *content)
{
	owned(text_release) struct text text = { 0 };
	bool exists = false;

	succeeds(tree_read(&text, &exists, tree, path, err));
	ck_assert_msg(exists == (content != NULL), "%s", path);
	if (content)
		ck_assert_str_eq(text_str(&text), content);
}

static void lists(const struct tree *tree, const char *folder, const char *expected)
{
	owned(strings_release) struct strings paths = { 0 };
	owned(text_release) struct text joined = { 0 };
	size_t i;

	succeeds(tree_list(&paths, tree, folder, err));
	for (i = 0; i < paths.nr; i++)
		text_addf(&joined, "%s%s", i ? " " : "", paths.v[i]);
	ck_assert_str_eq(text_str(&joined), expected);
}

START_TEST(a_file_is_read_and_a_missing_one_is_a_result)
{
	owned(both_release) struct both both = { 0 };

	both_make(&both);
	reads(tree_nr(&both, _i), "fs/nfsd/state.h", "int s;\n");
	reads(tree_nr(&both, _i), "fs/nfsd/none.h", NULL);
	reads(tree_nr(&both, _i), "fs/nfsd", NULL);
	reads(tree_nr(&both, _i), "none/at/all.c", NULL);
	reads(tree_nr(&both, _i), "Makefile/x", NULL);
}
END_TEST

START_TEST(a_folder_lists_its_own_files_sorted)
{
	owned(both_release) struct both both = { 0 };

	both_make(&both);
	lists(tree_nr(&both, _i), "fs/nfsd", "fs/nfsd/b.c fs/nfsd/state.h");
	lists(tree_nr(&both, _i), "fs", "");
	lists(tree_nr(&both, _i), "none", "");
	lists(tree_nr(&both, _i), "", "Makefile");
}
END_TEST

START_TEST(what_is_put_over_wins_and_the_target_stays)
{
	owned(both_release) struct both both = { 0 };
	owned(text_release) struct text new = { 0 };
	struct tree *tree;

	both_make(&both);
	tree = tree_nr(&both, _i);
	text_adds(&new, "new\n");
	tree_put(tree, "fs/nfsd/b.c", &new);
	tree_put(tree, "fs/nfsd/a.c", &new);
	tree_put(tree, "fs/nfsd/state.h", NULL);
	reads(tree, "fs/nfsd/b.c", "new\n");
	reads(tree, "fs/nfsd/state.h", NULL);
	lists(tree, "fs/nfsd", "fs/nfsd/a.c fs/nfsd/b.c");
	text_adds(&new, "newer\n");
	tree_put(tree, "fs/nfsd/state.h", &new);
	reads(tree, "fs/nfsd/state.h", "new\nnewer\n");
	if (tree_folder(tree)) {
		owned(tree_freep) struct tree *again = NULL;

		succeeds(tree_of_folder(&again, both.folder, err));
		reads(again, "fs/nfsd/b.c", "int b;\n");
	}
}
END_TEST

START_TEST(a_path_that_leaves_the_tree_is_an_error)
{
	owned(both_release) struct both both = { 0 };
	owned(text_release) struct text text = { 0 };
	bool exists = true;

	both_make(&both);
	fails_with(tree_read(&text, &exists, tree_nr(&both, _i), "../repo/x", err),
		   "the path '../repo/x' leaves the tree");
	fails_with(tree_read(&text, &exists, tree_nr(&both, _i), "/etc/passwd", err),
		   "the path '/etc/passwd' leaves the tree");
}
END_TEST

START_TEST(the_version_is_the_makefiles)
{
	owned(both_release) struct both both = { 0 };
	owned(text_release) struct text version = { 0 };
	owned(text_release) struct text makefile = { 0 };

	both_make(&both);
	succeeds(tree_kernel_version(&version, tree_nr(&both, _i), err));
	ck_assert_str_eq(text_str(&version), "4.19.79");
	text_adds(&makefile,
		  "# x\nVERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\nEXTRAVERSION = -rc3\nVERSION = 9\n");
	tree_put(tree_nr(&both, _i), "Makefile", &makefile);
	succeeds(tree_kernel_version(&version, tree_nr(&both, _i), err));
	ck_assert_str_eq(text_str(&version), "6.1.0-rc3");
	tree_put(tree_nr(&both, _i), "Makefile", NULL);
	fails_with(tree_kernel_version(&version, tree_nr(&both, _i), err),
		   "this is no kernel tree: it has no Makefile with VERSION and PATCHLEVEL");
}
END_TEST

START_TEST(a_link_out_of_a_folder_is_not_followed)
{
	owned(both_release) struct both both = { 0 };
	owned(free_string_p) char *out = NULL, *file = NULL, *inner = NULL;

	both_make(&both);
	out = fixture_path(&both.f, "plain/out");
	file = fixture_path(&both.f, "plain/file");
	inner = fixture_path(&both.f, "plain/inner");
	ck_assert_int_eq(symlink("/etc", out), 0);
	ck_assert_int_eq(symlink("/etc/passwd", file), 0);
	ck_assert_int_eq(symlink("fs/nfsd", inner), 0);
	reads(both.plain, "out/passwd", NULL);
	reads(both.plain, "file", NULL);
	lists(both.plain, "out", "");
	lists(both.plain, "", "Makefile");
	reads(both.plain, "inner/b.c", "int b;\n");
	lists(both.plain, "inner", "inner/b.c inner/state.h");
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_an_error)
{
	struct tree *tree = NULL;

	fails_with(tree_of_folder(&tree, "/does/not/exist", err),
		   "cannot open the folder '/does/not/exist': No such file or directory");
	fails_with(tree_of_folder(&tree, "/etc/passwd", err), "'/etc/passwd' is not a folder");
	ck_assert_ptr_null(tree);
}
END_TEST

static void adds_link(struct fixture *f, git_oid *commit, const char *target)
{
	owned(git_treebuilder_freep) git_treebuilder *builder = NULL;
	owned(git_signature_freep) git_signature *who = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	git_oid blob, id;

	ck_assert_int_eq(git_blob_create_from_buffer(&blob, f->repo, target, strlen(target)), 0);
	ck_assert_int_eq(git_treebuilder_new(&builder, f->repo, NULL), 0);
	ck_assert_int_eq(git_treebuilder_insert(NULL, builder, "link", &blob, GIT_FILEMODE_LINK), 0);
	ck_assert_int_eq(git_blob_create_from_buffer(&blob, f->repo, "#!/bin/sh\n", 10), 0);
	ck_assert_int_eq(git_treebuilder_insert(NULL, builder, "run", &blob, GIT_FILEMODE_BLOB_EXECUTABLE),
			 0);
	ck_assert_int_eq(git_treebuilder_write(&id, builder), 0);
	ck_assert_int_eq(git_tree_lookup(&tree, f->repo, &id), 0);
	ck_assert_int_eq(git_signature_new(&who, "A", "a@b", 1, 0), 0);
	ck_assert_int_eq(git_commit_create(commit, f->repo, NULL, who, who, NULL, "x", tree, 0, NULL), 0);
}

START_TEST(an_export_writes_files_modes_and_links_that_stay_inside)
{
	static const struct { const char *target; bool stays; } links[] = {
		{ "run", true }, { "./a/../run", true }, { "../run", false }, { "/etc/passwd", false },
		{ "a/../../run", false },
	};
	owned(fixture_release) struct fixture f = { 0 };
	owned(tree_freep) struct tree *tree = NULL;
	owned(free_string_p) char *to = NULL, *link = NULL, *run = NULL;
	struct stat status;
	git_oid id;

	fixture_make(&f);
	adds_link(&f, &id, links[_i].target);
	succeeds(tree_of_commit(&tree, f.repo, &id, err));
	reads(tree, "link", NULL);
	to = fixture_path(&f, "export");
	link = fixture_path(&f, "export/link");
	run = fixture_path(&f, "export/run");
	succeeds(tree_export(tree, to, err));
	ck_assert_int_eq(lstat(link, &status) == 0, links[_i].stays);
	ck_assert_int_eq(stat(run, &status), 0);
	ck_assert(status.st_mode & 0100);
}
END_TEST

START_TEST(an_export_has_all_files)
{
	owned(both_release) struct both both = { 0 };
	owned(tree_freep) struct tree *again = NULL;
	owned(free_string_p) char *to = NULL;

	both_make(&both);
	to = fixture_path(&both.f, "export/here");
	succeeds(tree_export(both.commit, to, err));
	succeeds(tree_of_folder(&again, to, err));
	reads(again, "fs/deep/er/x.c", "x\n");
	lists(again, "fs/nfsd", "fs/nfsd/b.c fs/nfsd/state.h");
}
END_TEST

/* Removes the loose object of a blob's content from the fixture's repository. */
static void loses(struct fixture *f, const char *content)
{
	owned(text_release) struct text path = { 0 };
	const char *hex;
	git_oid id;

	ck_assert_int_eq(git_odb_hash(&id, content, strlen(content), GIT_OBJECT_BLOB), 0);
	hex = fixture_hex(&id);
	text_addf(&path, "%s/.git/objects/%.2s/%s", f->path, hex, hex + 2);
	ck_assert_int_eq(unlink(text_str(&path)), 0);
}

START_TEST(a_missing_object_is_left_out_by_the_export_and_named_by_a_read)
{
	owned(both_release) struct both both = { 0 };
	owned(text_release) struct text text = { 0 };
	owned(error_release) struct error error = { 0 };
	owned(free_string_p) char *to = NULL, *lost = NULL, *kept = NULL;
	bool exists = false;

	both_make(&both);
	loses(&both.f, "int b;\n");
	ck_assert_int_eq(tree_read(&text, &exists, both.commit, "fs/nfsd/b.c", &error), -1);
	ck_assert_ptr_nonnull(strstr(error.message, "of 'fs/nfsd/b.c' is missing from the repository"));
	to = fixture_path(&both.f, "export");
	lost = fixture_path(&both.f, "export/fs/nfsd/b.c");
	kept = fixture_path(&both.f, "export/fs/nfsd/state.h");
	succeeds(tree_export(both.commit, to, err));
	ck_assert(access(lost, F_OK) < 0 && access(kept, F_OK) == 0);
}
END_TEST

START_TEST(an_export_does_not_overwrite)
{
	owned(both_release) struct both both = { 0 };
	owned(error_release) struct error error = { 0 };

	both_make(&both);
	ck_assert_int_eq(tree_export(both.commit, both.folder, &error), -1);
	ck_assert_ptr_nonnull(strstr(error.message, "File exists"));
	reads(both.plain, "fs/nfsd/b.c", "int b;\n");
}
END_TEST

SUITE(tree)
{
	LOOP_TEST(a_file_is_read_and_a_missing_one_is_a_result, 2);
	LOOP_TEST(a_folder_lists_its_own_files_sorted, 2);
	LOOP_TEST(what_is_put_over_wins_and_the_target_stays, 2);
	LOOP_TEST(a_path_that_leaves_the_tree_is_an_error, 2);
	LOOP_TEST(the_version_is_the_makefiles, 2);
	TEST(a_link_out_of_a_folder_is_not_followed);
	TEST(a_folder_that_is_not_there_is_an_error);
	LOOP_TEST(an_export_writes_files_modes_and_links_that_stay_inside, 5);
	TEST(an_export_has_all_files);
	TEST(a_missing_object_is_left_out_by_the_export_and_named_by_a_read);
	TEST(an_export_does_not_overwrite);
}
