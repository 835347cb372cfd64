// SPDX-License-Identifier: GPL-2.0-only
/* Names, trailers, picks and diffs, on repositories made here. */
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/history.h"
#include "tool/proc.h"

#define ID_A "1054e8ffc5c492f341bdf1888b882f1d163dd3d8"
#define ID_B "b95239ca4954a0d48b19c09ce7e8f31b453b4216"

static void says(const struct error *error, const char *part)
{
	ck_assert_ptr_nonnull(error->message);
	ck_assert_msg(strstr(error->message, part) != NULL, "'%s' does not say '%s'", error->message, part);
}

/* ---- opening and naming ---- */

START_TEST(a_folder_without_a_repository_is_an_error)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(error_release) struct error error = { 0 };
	git_repository *repo = NULL;

	fixture_make(&f);
	ck_assert_int_eq(history_open(&repo, f.scratch.path, &error), -1);
	says(&error, "is not in a git repository");
	ck_assert_ptr_null(repo);
}
END_TEST

START_TEST(a_repository_of_another_user_is_explained)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(error_release) struct error error = { 0 };
	owned(text_release) struct text expected = { 0 };
	owned(free_string_p) char *git = NULL;
	git_repository *repo = NULL;

	fixture_make(&f);
	git = fixture_path(&f, "repo/.git");
	if (geteuid() != 0 || chown(f.path, 12345, 12345) < 0 || chown(git, 12345, 12345) < 0)
		return; /* only root can give a folder away */
	ck_assert_int_eq(history_open(&repo, f.path, &error), -1);
	text_addf(&expected, "repository '%s' belongs to another user; if you trust it: "
		  "git config --global --add safe.directory %s", f.path, f.path);
	ck_assert_str_eq(error.message, text_str(&expected));
	ck_assert_ptr_null(repo);
}
END_TEST

START_TEST(a_revision_names_a_commit)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid first, second, id;

	fixture_make(&f);
	first = fixture_commit(&f, "first", "a.c", "int a;\n", NULL);
	second = fixture_commit(&f, "second", "a.c", "int b;\n", NULL);
	succeeds(history_resolve(&id, f.repo, "master", err));
	ck_assert(git_oid_equal(&id, &second));
	succeeds(history_resolve(&id, f.repo, "master~1", err));
	ck_assert(git_oid_equal(&id, &first));
	succeeds(history_resolve(&id, f.repo, fixture_hex(&first), err));
	ck_assert(git_oid_equal(&id, &first));
}
END_TEST

START_TEST(a_name_that_is_no_commit_is_an_error)
{
	static const char *const names[] = {"v9.9",	"master:a.c", "0123456789012",
					    "master~7", "a b",	      "HEAD^{tree}"};
	owned(fixture_release) struct fixture f = { 0 };
	owned(error_release) struct error error = { 0 };
	owned(text_release) struct text expected = { 0 };
	git_oid id;

	fixture_make(&f);
	fixture_commit(&f, "first", "a.c", "int a;\n", NULL);
	ck_assert_int_eq(history_resolve(&id, f.repo, names[_i], &error), -1);
	text_addf(&expected, "no commit '%s' in '%s/'", names[_i], f.path);
	ck_assert_str_eq(error.message, text_str(&expected));
}
END_TEST

START_TEST(a_name_that_looks_like_an_option_is_refused)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid id;

	fixture_make(&f);
	fails_with(history_resolve(&id, f.repo, "--upload-pack=x", err),
		   "'--upload-pack=x' is not the name of a commit");
	fails_with(history_resolve(&id, f.repo, "", err), "'' is not the name of a commit");
}
END_TEST

START_TEST(an_empty_repository_says_so)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(error_release) struct error error = { 0 };
	git_oid id;

	fixture_make(&f);
	ck_assert_int_eq(history_resolve(&id, f.repo, "HEAD", &error), -1);
	says(&error, "which is empty");
}
END_TEST

START_TEST(a_merge_base_is_found_or_there_is_none)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, a, b, c, found;
	bool there = false;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "int a;\n", NULL);
	a = fixture_commit(&f, "a", "a.c", "int b;\n", NULL);
	fixture_branch(&f, "stable", &base);
	b = fixture_commit(&f, "b", "a.c", "int c;\n", NULL);
	fixture_branch(&f, "other", NULL);
	c = fixture_commit(&f, "c", "a.c", "int c;\n", NULL);
	succeeds(history_merge_base(&found, &there, f.repo, &a, &b, err));
	ck_assert(there && git_oid_equal(&found, &base));
	succeeds(history_merge_base(&found, &there, f.repo, &a, &c, err));
	ck_assert(!there);
}
END_TEST

/* ---- trailers ---- */

/* Whether the branch has ID_A, after commits with these messages. */
static bool has_after(const char *const *messages, const char *id, const char *message_id)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(trailer_index_freep) struct trailer_index *index = NULL;
	git_oid base, tip, found;
	bool by_trailer = false, has;

	fixture_make(&f);
	base = tip = fixture_commit(&f, "base\n\ncommit " ID_A " upstream.\n", "a.c", "int a;\n", NULL);
	for (; *messages; messages++)
		tip = fixture_commit(&f, *messages, NULL);
	succeeds(trailer_index_make(&index, f.repo, &tip, &base, err));
	has = trailer_index_find(&found, &by_trailer, index, id, message_id);
	ck_assert(!has || by_trailer);
	return has;
}

START_TEST(a_real_spelling_of_the_trailer_is_read)
{
	static const char *const spellings[] = {
		"x\n\ncommit " ID_A " upstream.\n\nbody\n",
		"x\n\nCommit " ID_A " upstream\n\nbody\n",
		"x\n\n[ Upstream commit " ID_A " ]\n\nbody\n",
		"x\n\n[upstream commit " ID_A "]\n\nbody\n",
		"x\n\nupstream commit " ID_A ".\n\nbody\n",
		"x\n\nbody\n\n(cherry picked from commit " ID_A ")\nSigned-off-by: A <a@b>\n",
		"x\n\nbody\n(cherry picked from commit " ID_A " linux-next)\n",
		"x\n\nUpstream-commit: " ID_A "\n",
		"x\n\nUpstream-commit: 1054e8ffc5c4\n",
		"x\r\n\r\ncommit " ID_A " upstream.\r\n\r\nbody\r\n",
		"x\n\nGit-commit: " ID_A "\n",
	};

	ck_assert_msg(has_after((const char *[]){ spellings[_i], NULL }, ID_A, NULL), "%s", spellings[_i]);
	ck_assert(has_after((const char *[]){ spellings[_i], NULL }, "1054e8ffc5c4", NULL));
	ck_assert(!has_after((const char *[]){ spellings[_i], NULL }, ID_B, NULL));
}
END_TEST

START_TEST(prose_is_not_read_as_a_trailer)
{
	static const char *const prose[] = {
		"x\n\nthis reverts commit " ID_A " upstream.\n",
		"x\n\ncommit " ID_A " introduced a race.\n",
		"x\n\nThe race came with\ncommit " ID_A " upstream.\n",
		"x\n\nUpstream commit " ID_A " changed it.\n",
		"x\n\nFixes: 1054e8ffc5c4 (\"nfsd: x\")\n",
		"x\n\n    commit " ID_A " upstream.\n",
		"x\n\ncommit 1054e8ffc5c upstream.\n",
		"x\n\n> [ Upstream commit " ID_A " ]\n",
		"commit " ID_A " upstream.\n",
		"x\n\ncommit " ID_A "0 upstream.\n",
	};

	ck_assert_msg(!has_after((const char *[]){ prose[_i], NULL }, ID_A, NULL), "%s", prose[_i]);
}
END_TEST

START_TEST(a_message_id_is_found)
{
	static const char *const messages[] = {
		"x\n\nMessage-Id: <2026-1@kernel.org>\n",
		"x\n\nMessage-ID: <2026-1@kernel.org>\n",
		"x\n\nLink: https://lore.kernel.org/r/2026-1@kernel.org\n\nbody\n",
		"x\n\nLink: https://patch.msgid.link/2026-1@kernel.org\n",
	};

	ck_assert(has_after((const char *[]){ messages[_i], NULL }, NULL, "2026-1@kernel.org"));
	ck_assert(!has_after((const char *[]){ messages[_i], NULL }, NULL, "2026-2@kernel.org"));
	ck_assert(!has_after(
		(const char *[]){"x\n\nLink: https://lore.kernel.org/all/2026-1@kernel.org [1]\n", NULL},
		NULL, "2026-1@kernel.org"));
}
END_TEST

START_TEST(a_revert_of_the_upstream_id_takes_it_away)
{
	static const char *const pick = "x\n\ncommit " ID_A " upstream.\n";
	static const char *const revert = "Revert \"x\"\n\nThis reverts commit " ID_A ".\n";
	static const char *const wrapped = "Revert \"x\"\n\nThis reverts commit " ID_B " which is\n"
					   "commit " ID_A " upstream.\n";

	ck_assert(!has_after((const char *[]){ pick, revert, NULL }, ID_A, NULL));
	ck_assert(!has_after((const char *[]){ pick, wrapped, NULL }, ID_A, NULL));
	ck_assert(!has_after((const char *[]){ wrapped, NULL }, ID_A, NULL));
	ck_assert(has_after((const char *[]){ pick, revert, pick, NULL }, ID_A, NULL));
	ck_assert(has_after((const char *[]){ revert, pick, NULL }, ID_A, NULL));
}
END_TEST

/* A pick, its revert by its own id, the revert's revert. */
START_TEST(a_revert_of_the_backport_takes_it_away_and_its_revert_gives_it_back)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, id, found;
	bool by_trailer = false;
	int i;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "int a;\n", NULL);
	id = fixture_commit(&f, "x\n\ncommit " ID_A " upstream.\n", NULL);
	for (i = 0; i < 5; i++) {
		owned(trailer_index_freep) struct trailer_index *index = NULL;
		owned(text_release) struct text message = { 0 };

		succeeds(trailer_index_make(&index, f.repo, &id, &base, err));
		ck_assert_int_eq(trailer_index_find(&found, &by_trailer, index, ID_A, NULL), i % 2 == 0);
		text_addf(&message, "Revert it\n\nThis reverts commit %s.\n", fixture_hex(&id));
		id = fixture_commit(&f, text_str(&message), NULL);
	}
}
END_TEST

START_TEST(a_commit_is_found_by_its_own_id)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(trailer_index_freep) struct trailer_index *index = NULL;
	git_oid first, second, third, found;
	char abbreviated[13] = "";
	bool by_trailer = true;

	fixture_make(&f);
	first = fixture_commit(&f, "first", "a.c", "1\n", NULL);
	second = fixture_commit(&f, "second", "a.c", "2\n", NULL);
	third = fixture_commit(&f, "third", "a.c", "3\n", NULL);
	succeeds(trailer_index_make(&index, f.repo, &third, NULL, err));
	memcpy(abbreviated, fixture_hex(&second), 12);
	ck_assert(trailer_index_find(&found, &by_trailer, index, abbreviated, NULL));
	ck_assert(git_oid_equal(&found, &second) && !by_trailer);
	ck_assert(trailer_index_find(&found, &by_trailer, index, fixture_hex(&first), NULL));
	ck_assert(!trailer_index_find(&found, &by_trailer, index, "1054e8f", NULL));
	ck_assert(!trailer_index_find(&found, &by_trailer, index, ID_A, NULL));
	ck_assert(!trailer_index_find(&found, &by_trailer, index, "not hexadecimal", NULL));
}
END_TEST

START_TEST(what_is_hidden_is_not_found)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(trailer_index_freep) struct trailer_index *index = NULL;
	git_oid first, side, second, found;
	bool by_trailer = false;

	fixture_make(&f);
	first = fixture_commit(&f, "first\n\ncommit " ID_A " upstream.\n", "a.c", "1\n", NULL);
	fixture_branch(&f, "side", &first);
	side = fixture_commit(&f, "side\n\ncommit " ID_B " upstream.\n", "b.c", "1\n", NULL);
	fixture_on(&f, "master");
	second = fixture_merge(&f, "merge", &side);
	succeeds(trailer_index_make(&index, f.repo, &second, &first, err));
	ck_assert(!trailer_index_find(&found, &by_trailer, index, ID_A, NULL));
	ck_assert(trailer_index_find(&found, &by_trailer, index, ID_B, NULL));
	ck_assert(git_oid_equal(&found, &side));
}
END_TEST

/* ---- picks ---- */

#define TEN "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n"

/* Picks a change of x.c (NULL: no such file) from old to new onto ours. */
static void pick(struct pick_result *result, const char *old, const char *new, const char *ours)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(tree_freep) struct tree *onto = NULL;
	git_oid first, commit, target;

	fixture_make(&f);
	first = fixture_commit(&f, "first", "keep.c", "keep\n", NULL);
	if (old)
		first = fixture_commit(&f, "old", "x.c", old, NULL);
	commit = fixture_commit(&f, "fix", "x.c", new, NULL);
	fixture_branch(&f, "stable", &first);
	target = fixture_commit(&f, "target", ours || old ? "x.c" : "y.c", ours || old ? ours : "y\n", NULL);
	succeeds(tree_of_commit(&onto, f.repo, &target, err));
	succeeds(history_pick(result, onto, f.repo, &commit, err));
}

START_TEST(a_change_is_merged_with_the_targets_own)
{
	owned(pick_result_release) struct pick_result result = { 0 };

	pick(&result, TEN, "1\n2\n3\n4\n5\n6\n7\n8\n9\nten\n", "0\n" TEN);
	ck_assert_int_eq(result.outcome, PICK_CLEAN);
	ck_assert_uint_eq(result.changes.nr, 1);
	ck_assert_str_eq(result.changes.v[0].path, "x.c");
	ck_assert_str_eq(text_str(&result.changes.v[0].after), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\nten\n");
	ck_assert_str_eq(text_str(&result.changes.v[0].before), "0\n" TEN);
}
END_TEST

START_TEST(a_change_that_is_there_is_nothing)
{
	static const struct { const char *old, *new, *ours; } cases[] = {
		{ TEN, "one\n", "one\n" },
		{ TEN, NULL, NULL },
		{ NULL, "new\n", "new\n" },
		{ TEN, "1\n2\n3\n4\n5\n6\n7\n8\n9\nten\n", "one\n2\n3\n4\n5\n6\n7\n8\n9\nten\n" },
	};
	owned(pick_result_release) struct pick_result result = { 0 };

	pick(&result, cases[_i].old, cases[_i].new, cases[_i].ours);
	ck_assert_int_eq(result.outcome, PICK_NOTHING);
	ck_assert_uint_eq(result.changes.nr, 0);
}
END_TEST

START_TEST(a_conflict_says_how_many_and_where)
{
	static const struct { const char *old, *new, *ours, *sentence;
	} cases[] = {
		{TEN, "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n", "0\n1\n2\n3\n4\nV\n6\n7\n8\n9\n10\n",
		 "x.c: 1 conflict at line 6"},
		{TEN, "1\n2\nthree\n4\n5\n6\n7\n8\nnine\n10\n", "1\n2\nIII\n4\n5\n6\n7\n8\nIX\n10\n",
		 "x.c: 2 conflicts, the first at line 3"},
		{TEN, "one\n", NULL, "x.c: does not exist here"},
		{NULL, "new\n", "other\n", "x.c: the commit adds it, but another one is here"},
		{TEN, NULL, "other\n", "x.c: the commit removes it, but it differs here"},
	};
	owned(pick_result_release) struct pick_result result = { 0 };

	pick(&result, cases[_i].old, cases[_i].new, cases[_i].ours);
	ck_assert_int_eq(result.outcome, PICK_CONFLICT);
	ck_assert_uint_eq(result.conflicts.nr, 1);
	ck_assert_str_eq(result.conflicts.v[0], cases[_i].sentence);
	ck_assert_uint_eq(result.changes.nr, 0);
}
END_TEST

START_TEST(line_ends_and_missing_final_newlines_are_kept)
{
	static const struct { const char *old, *new, *ours, *after;
	} cases[] = {
		{"a\r\nb\r\nc\r\nd\r\n", "a\r\nb\r\nc\r\nD\r\n", "A\r\nb\r\nc\r\nd\r\n",
		 "A\r\nb\r\nc\r\nD\r\n"},
		{"a\nb\nc\nd", "a\nb\nc\nD", "A\nb\nc\nd", "A\nb\nc\nD"},
		{"a\nb\nc\nd", "a\nb\nc\nd\n", "A\nb\nc\nd", "A\nb\nc\nd\n"},
		{NULL, "new", NULL, "new"},
	};
	owned(pick_result_release) struct pick_result result = { 0 };

	pick(&result, cases[_i].old, cases[_i].new, cases[_i].ours);
	ck_assert_int_eq(result.outcome, PICK_CLEAN);
	ck_assert_str_eq(text_str(&result.changes.v[0].after), cases[_i].after);
}
END_TEST

START_TEST(a_file_is_removed_or_added)
{
	owned(pick_result_release) struct pick_result removed = { 0 }, added = { 0 };

	pick(&removed, TEN, NULL, TEN);
	ck_assert_int_eq(removed.outcome, PICK_CLEAN);
	ck_assert(removed.changes.v[0].existed && !removed.changes.v[0].exists);
	pick(&added, NULL, "new\n", NULL);
	ck_assert_int_eq(added.outcome, PICK_CLEAN);
	ck_assert(!added.changes.v[0].existed && added.changes.v[0].exists);
}
END_TEST

START_TEST(a_binary_file_that_differs_here_is_a_conflict)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(pick_result_release) struct pick_result result = { 0 };
	owned(tree_freep) struct tree *onto = NULL;
	git_oid first, commit, target;

	fixture_make(&f);
	first = fixture_commit_bytes(&f, "first", "x.bin", "a\0b\n", 4);
	commit = fixture_commit_bytes(&f, "fix", "x.bin", "a\0c\n", 4);
	fixture_branch(&f, "stable", &first);
	target = fixture_commit_bytes(&f, "ours", "x.bin", "A\0b\n", 4);
	succeeds(tree_of_commit(&onto, f.repo, &target, err));
	succeeds(history_pick(&result, onto, f.repo, &commit, err));
	ck_assert_int_eq(result.outcome, PICK_CONFLICT);
	ck_assert_str_eq(result.conflicts.v[0], "x.bin: binary, and differs here");
}
END_TEST

START_TEST(a_root_commit_adds_its_files)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(pick_result_release) struct pick_result result = { 0 };
	owned(text_release) struct text diff = { 0 };
	owned(tree_freep) struct tree *onto = NULL;
	git_oid root, target;

	fixture_make(&f);
	root = fixture_commit(&f, "root", "a/b.c", "int b;\n", NULL);
	fixture_branch(&f, "other", NULL);
	target = fixture_commit(&f, "other", "c.c", "int c;\n", NULL);
	succeeds(tree_of_commit(&onto, f.repo, &target, err));
	succeeds(history_pick(&result, onto, f.repo, &root, err));
	ck_assert_int_eq(result.outcome, PICK_CLEAN);
	ck_assert_str_eq(result.changes.v[0].path, "a/b.c");
	succeeds(history_diff(&diff, f.repo, &root, err));
	ck_assert_ptr_nonnull(strstr(text_str(&diff), "new file mode 100644"));
}
END_TEST

START_TEST(a_missing_object_is_an_error_that_names_it)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(pick_result_release) struct pick_result result = { 0 };
	owned(error_release) struct error error = { 0 };
	owned(text_release) struct text path = { 0 };
	owned(tree_freep) struct tree *onto = NULL;
	git_oid target, commit, blob;
	const char *hex;

	fixture_make(&f);
	target = fixture_commit(&f, "first", "x.c", "old\n", NULL);
	commit = fixture_commit(&f, "fix", "x.c", "new and lost\n", NULL);
	ck_assert_int_eq(git_odb_hash(&blob, "new and lost\n", 13, GIT_OBJECT_BLOB), 0);
	hex = fixture_hex(&blob);
	text_addf(&path, "%s/.git/objects/%.2s/%s", f.path, hex, hex + 2);
	ck_assert_int_eq(unlink(text_str(&path)), 0);
	succeeds(tree_of_commit(&onto, f.repo, &target, err));
	ck_assert_int_eq(history_pick(&result, onto, f.repo, &commit, &error), -1);
	says(&error, "of 'x.c' is missing from the repository");
	says(&error, hex);
}
END_TEST

/* ---- diffs ---- */

static bool run(const char *const *argv, const char *dir)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = argv, .dir = dir, .timeout = 60, .merge_stderr = true };

	succeeds(proc_run(&result, &proc, err));
	if (result.exit_code)
		printf("# %s: %s\n", argv[0], text_str(&result.out));
	return result.exit_code == 0;
}

/* changes_diff() of three changes, applied to a plain tree by a program. */
static void applies(const char *const *argv)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(changes_release) struct changes changes = { 0 };
	owned(text_release) struct text diff = { 0 }, old = { 0 }, new = { 0 }, read = { 0 };
	owned(free_string_p) char *folder = NULL, *file = NULL;
	bool exists = true;

	if (!proc_exists(argv[0]))
		return;
	fixture_make(&f);
	folder = fixture_path(&f, "plain");
	fixture_files(folder, "z.c", "a\nb\nc", "gone.c", "gone\n", NULL);
	text_adds(&old, "a\nb\nc");
	text_adds(&new, "a\nB\nc\nd");
	changes_put(&changes, "z.c", &old, &new);
	changes_put(&changes, "new/n.c", NULL, &new);
	text_clear(&old);
	text_adds(&old, "gone\n");
	changes_put(&changes, "gone.c", &old, NULL);
	succeeds(changes_diff(&diff, &changes, err));
	ck_assert_int_eq(strncmp(text_str(&diff),
				 "diff --git a/gone.c b/gone.c\ndeleted file mode 100644\nindex ", 60),
			 0);
	ck_assert_ptr_nonnull(strstr(text_str(&diff), "new file mode 100644\n"));
	fixture_files(f.scratch.path, "x.diff", text_str(&diff), NULL);
	ck_assert(run(argv, folder));
	file = fixture_path(&f, "plain/z.c");
	succeeds(file_read(&read, file, err));
	ck_assert_str_eq(text_str(&read), "a\nB\nc\nd");
	free(file);
	file = fixture_path(&f, "plain/new/n.c");
	succeeds(file_read(&read, file, err));
	ck_assert_str_eq(text_str(&read), "a\nB\nc\nd");
	free(file);
	file = fixture_path(&f, "plain/gone.c");
	succeeds(file_read_if(&read, &exists, file, err));
	ck_assert(!exists);
}

START_TEST(a_diff_is_taken_by_git_apply)
{
	applies((const char *[]){ "git", "apply", "../x.diff", NULL });
}
END_TEST

START_TEST(a_diff_is_taken_by_patch)
{
	applies((const char *[]){ "patch", "-p1", "-i", "../x.diff", NULL });
}
END_TEST

START_TEST(a_diff_does_not_follow_the_users_configuration)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text diff = { 0 };
	owned(git_config_freep) git_config *config = NULL;
	git_oid id;

	fixture_make(&f);
	ck_assert_int_eq(git_repository_config(&config, f.repo), 0);
	ck_assert_int_eq(git_config_set_bool(config, "diff.noprefix", 1), 0);
	ck_assert_int_eq(git_config_set_bool(config, "diff.mnemonicprefix", 1), 0);
	ck_assert_int_eq(git_config_set_int32(config, "diff.context", 0), 0);
	fixture_commit(&f, "first", "x.c", TEN, NULL);
	id = fixture_commit(&f, "fix", "x.c", "1\n2\n3\n4\nV\n6\n7\n8\n9\n10\n", NULL);
	succeeds(history_diff(&diff, f.repo, &id, err));
	ck_assert_ptr_nonnull(strstr(text_str(&diff), "--- a/x.c\n+++ b/x.c\n@@ -2,7 +2,7 @@"));
}
END_TEST

SUITE(history)
{
	TEST(a_folder_without_a_repository_is_an_error);
	TEST(a_repository_of_another_user_is_explained);
	TEST(a_revision_names_a_commit);
	LOOP_TEST(a_name_that_is_no_commit_is_an_error, 6);
	TEST(a_name_that_looks_like_an_option_is_refused);
	TEST(an_empty_repository_says_so);
	TEST(a_merge_base_is_found_or_there_is_none);
	LOOP_TEST(a_real_spelling_of_the_trailer_is_read, 11);
	LOOP_TEST(prose_is_not_read_as_a_trailer, 10);
	LOOP_TEST(a_message_id_is_found, 4);
	TEST(a_revert_of_the_upstream_id_takes_it_away);
	TEST(a_revert_of_the_backport_takes_it_away_and_its_revert_gives_it_back);
	TEST(a_commit_is_found_by_its_own_id);
	TEST(what_is_hidden_is_not_found);
	TEST(a_change_is_merged_with_the_targets_own);
	LOOP_TEST(a_change_that_is_there_is_nothing, 4);
	LOOP_TEST(a_conflict_says_how_many_and_where, 5);
	LOOP_TEST(line_ends_and_missing_final_newlines_are_kept, 4);
	TEST(a_file_is_removed_or_added);
	TEST(a_binary_file_that_differs_here_is_a_conflict);
	TEST(a_root_commit_adds_its_files);
	TEST(a_missing_object_is_an_error_that_names_it);
	TEST(a_diff_is_taken_by_git_apply);
	TEST(a_diff_is_taken_by_patch);
	TEST(a_diff_does_not_follow_the_users_configuration);
}
