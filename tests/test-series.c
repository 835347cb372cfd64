// SPDX-License-Identifier: GPL-2.0-only
/* A series written out: commits, the branch, patches and mails, which release has it, and how it differs. */
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/history.h"
#include "tool/proc.h"
#include "tool/series/mainline.h"
#include "tool/series/range-diff.h"
#include "tool/series/series.h"

#define FIX "1054e8ffc5c492f341bdf1888b882f1d163dd3d8"
#define HELPER "b95239ca4954a0d48b19c09ce7e8f31b453b4216"
#define BRANCH "stableport/lamp/stable"
#define BINARY "GIF\0\1\2\3\n\0"

OWNED_POINTER(git_worktree, git_worktree_free);

/* Two patches onto a target: the second has a new program, a changed mode, a link and a binary. */
struct made {
	struct fixture f;
	git_oid base;
	git_signature *porter;
	struct changes changes[2];
	struct series_patch patches[2];
	struct series series;
	struct series_options options;
	char *output;
};

static void put(struct changes *changes, const char *path, const char *before, unsigned before_mode, const char *after,
		unsigned after_mode)
{
	owned(text_release) struct text old = { 0 }, new = { 0 };

	text_adds(&old, before ? before : "");
	text_adds(&new, after ? after : "");
	changes_put_modes(changes, path, before ? &old : NULL, (uint16_t)before_mode, after ? &new : NULL,
			  (uint16_t)after_mode);
}

static void make_changes(struct made *made)
{
	owned(text_release) struct text binary = { 0 };

	put(&made->changes[0], "lamp.c", "a\nb\nc\n", 0, "a\nB\nc\n", 0);
	put(&made->changes[1], "lamp.c", "a\nB\nc\n", 0100644, "a\nB\nc\nd\n", 0100644);
	put(&made->changes[1], "tools/run", NULL, 0, "#!/bin/sh\n", 0100755);
	put(&made->changes[1], "check", "x\n", 0100644, "x\n", 0100755);
	put(&made->changes[1], "old.h", "int o;\n", 0100644, NULL, 0);
	put(&made->changes[1], "link", NULL, 0, "lamp.c", 0120000);
	put(&made->changes[1], "wall.c", "w\n", 0100644, "lamp.c", 0120000);
	text_add(&binary, BINARY, sizeof(BINARY) - 1);
	changes_put(&made->changes[1], "a b.gif", NULL, &binary);
}

static void make(struct made *made)
{
	fixture_make(&made->f);
	made->base = fixture_commit(&made->f, "base", "lamp.c", "a\nb\nc\n", "check", "x\n", "old.h", "int o;\n", "wall.c",
				    "w\n", NULL);
	ck_assert_int_eq(git_signature_new(&made->porter, "B Porter", "porter@example.org", 1700000200, 60), 0);
	made->output = fixture_path(&made->f, "out");
	make_changes(made);
	made->patches[0] = (struct series_patch){
		.name = "b95239ca4954", .id = HELPER, .subject = "lamp: say whether it b\xc3\xbcrns",
		.body = "It says.\n\nSigned-off-by: J L <jl@example.org>\n", .author = "J\xc3\xb6rg L <jl@example.org>",
		.date = "1700000000 -0430", .role = ROLE_PREREQUISITE, .changes = &made->changes[0],
	};
	made->patches[1] = (struct series_patch){
		.name = "1054e8ffc5c4", .id = FIX, .subject = "lamp: one at a time",
		.body = "From: nobody <n@o>\n\nBoth.\n---\ndiff --git a/x b/x\n",
		.author = "A B <ab@example.org>", .date = "1700000100 +0100", .role = ROLE_FIX, .is_backported = true,
		.changes = &made->changes[1],
	};
	made->series.name = "lamp";
	made->series.label = "stable";
	made->series.version = "4.19.79";
	made->series.base = arena_strdup(&made->series.arena, fixture_hex(&made->base));
	made->series.patches = made->patches;
	made->series.nr_patches = 2;
	made->options.message.committer = made->porter;
}

static void made_release(struct made *made)
{
	series_release(&made->series);
	changes_release(&made->changes[0]);
	changes_release(&made->changes[1]);
	git_signature_free(made->porter);
	free(made->output);
	fixture_release(&made->f);
}

static git_oid commit_all(struct made *made)
{
	git_oid tip = made->base, parent;
	size_t i;

	for (i = 0; i < made->series.nr_patches; i++) {
		parent = tip;
		succeeds(series_commit(&tip, made->f.repo, &parent, &made->series, i, &made->options, err));
	}
	return tip;
}

static bool run(const char *const *argv, const char *dir)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = argv, .dir = dir, .timeout = 60, .merge_stderr = true };

	succeeds(proc_run(&result, &proc, err));
	if (result.exit_code)
		printf("# %s %s: %s\n", argv[0], argv[1], text_str(&result.out));
	return result.exit_code == 0;
}

static void read_below(struct text *content, const struct made *made, const char *path)
{
	owned(free_string_p) char *full = fixture_path(&made->f, path);

	succeeds(file_read(content, full, err));
}

static bool is_there(const struct made *made, const char *path)
{
	owned(free_string_p) char *full = fixture_path(&made->f, path);

	return file_exists(full);
}

/* ---- commits ---- */

static unsigned mode_of(const struct made *made, const git_oid *commit_id, const char *path)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	owned(git_tree_entry_freep) git_tree_entry *entry = NULL;

	ck_assert_int_eq(git_commit_lookup(&commit, made->f.repo, commit_id), 0);
	ck_assert_int_eq(git_commit_tree(&tree, commit), 0);
	return git_tree_entry_bypath(&entry, tree, path) == 0 ? (unsigned)git_tree_entry_filemode(entry) : 0;
}

START_TEST(commits_have_upstreams_author_and_the_modes_of_the_changes)
{
	owned(made_release) struct made made = { 0 };
	owned(git_commit_freep) git_commit *commit = NULL;
	git_oid tip;

	make(&made);
	tip = commit_all(&made);
	ck_assert_str_eq(made.patches[1].commit, fixture_hex(&tip));
	ck_assert_int_eq(git_commit_lookup(&commit, made.f.repo, &tip), 0);
	ck_assert_str_eq(git_commit_author(commit)->email, "ab@example.org");
	ck_assert_int_eq(git_commit_author(commit)->when.offset, 60);
	ck_assert_str_eq(git_commit_committer(commit)->name, "B Porter");
	ck_assert_str_eq(made.patches[0].commit, fixture_hex(git_commit_parent_id(commit, 0)));
	ck_assert_uint_eq(mode_of(&made, &tip, "tools/run"), 0100755);
	ck_assert_uint_eq(mode_of(&made, &tip, "check"), 0100755);
	ck_assert_uint_eq(mode_of(&made, &tip, "link"), 0120000);
	ck_assert_uint_eq(mode_of(&made, &tip, "wall.c"), 0120000);
	ck_assert_uint_eq(mode_of(&made, &tip, "lamp.c"), 0100644);
	ck_assert_uint_eq(mode_of(&made, &tip, "old.h"), 0);
}
END_TEST

START_TEST(a_program_stays_one_where_nobody_speaks_of_modes)
{
	owned(made_release) struct made made = { 0 };
	git_oid first, second;

	make(&made);
	made.series.nr_patches = 2;
	first = commit_all(&made);
	changes_release(&made.changes[0]);
	made.changes[0] = (struct changes){ 0 };
	put(&made.changes[0], "check", "x\n", 0, "y\n", 0);
	succeeds(series_commit(&second, made.f.repo, &first, &made.series, 0, &made.options, err));
	ck_assert_uint_eq(mode_of(&made, &second, "check"), 0100755);
}
END_TEST

START_TEST(what_is_not_as_planned_is_not_committed)
{
	owned(made_release) struct made made = { 0 };
	git_oid id;

	make(&made);
	made.changes[0].v[0].before_mode = 0100755;
	fails_with(series_commit(&id, made.f.repo, &made.base, &made.series, 0, &made.options, err),
		   "cannot commit 'b95239ca4954': 'lamp.c' is not as the plan saw it");
	made.changes[0].v[0].before_mode = 0;
	made.changes[0].v[0].after_mode = 0160000;
	fails_with(series_commit(&id, made.f.repo, &made.base, &made.series, 0, &made.options, err),
		   "cannot commit 'b95239ca4954': 'lamp.c' would have the mode 160000, which is not carried");
	ck_assert_ptr_null(made.patches[0].commit);
}
END_TEST

/* ---- the branch ---- */

static bool branch_is(const struct made *made, const git_oid *wanted)
{
	git_oid id;
	int code = git_reference_name_to_id(&id, made->f.repo, "refs/heads/" BRANCH);

	return wanted ? code == 0 && git_oid_equal(&id, wanted) : code == GIT_ENOTFOUND;
}

START_TEST(a_branch_is_made_once_and_moved_from_what_it_was)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text name = { 0 };
	git_oid tip, before;

	make(&made);
	tip = commit_all(&made);
	series_branch_name(&name, &made.series);
	ck_assert_str_eq(text_str(&name), BRANCH);
	succeeds(series_branch_before(&before, made.f.repo, BRANCH, err));
	ck_assert(git_oid_is_zero(&before));
	succeeds(series_branch(made.f.repo, BRANCH, &made.base, &before, "stableport: lamp", err));
	ck_assert(branch_is(&made, &made.base));
	fails_with(series_branch(made.f.repo, BRANCH, &tip, NULL, "x", err),
		   "branch '" BRANCH "' has been made by somebody else meanwhile; it is not replaced");
	fails_with(series_branch(made.f.repo, BRANCH, &tip, &tip, "x", err),
		   "branch '" BRANCH "' has been moved by somebody else meanwhile; it is not replaced");
	ck_assert(branch_is(&made, &made.base));
	succeeds(series_branch_before(&before, made.f.repo, BRANCH, err));
	succeeds(series_branch(made.f.repo, BRANCH, &tip, &before, "x", err));
	ck_assert(branch_is(&made, &tip));
}
END_TEST

START_TEST(a_branch_that_was_removed_is_not_made_again)
{
	owned(made_release) struct made made = { 0 };

	make(&made);
	fails_with(series_branch(made.f.repo, BRANCH, &made.base, &made.base, "x", err),
		   "branch '" BRANCH "' has been removed by somebody else meanwhile; it is not made again");
	ck_assert(branch_is(&made, NULL));
	ck_assert(!is_there(&made, "repo/.git/refs/heads/" BRANCH ".lock"));
}
END_TEST

/* A work tree of its own that has the branch checked out, or one of that name without a commit. */
START_TEST(a_branch_that_a_work_tree_has_checked_out_is_left_alone)
{
	owned(made_release) struct made made = { 0 };
	owned(git_reference_freep) git_reference *branch = NULL, *head = NULL;
	owned(git_worktree_freep) git_worktree *tree = NULL;
	owned(free_string_p) char *path = NULL;
	git_worktree_add_options options;
	git_oid before;

	make(&made);
	path = fixture_path(&made.f, "elsewhere");
	ck_assert_int_eq(git_worktree_add_options_init(&options, GIT_WORKTREE_ADD_OPTIONS_VERSION), 0);
	ck_assert_int_eq(git_reference_create(&branch, made.f.repo, "refs/heads/" BRANCH, &made.base, 0, NULL), 0);
	options.ref = branch;
	ck_assert_msg(git_worktree_add(&tree, made.f.repo, "elsewhere", path, &options) == 0, "%s", git_error_last()->message);
	fails_with(series_branch_before(&before, made.f.repo, BRANCH, err),
		   "branch '" BRANCH "' is checked out; it is not replaced under your feet");
	fails_with(series_branch(made.f.repo, BRANCH, &made.base, &made.base, "x", err),
		   "branch '" BRANCH "' is checked out; it is not replaced under your feet");
	ck_assert_int_eq(git_reference_symbolic_create(&head, made.f.repo, "HEAD",
							 "refs/heads/stableport/unborn", 1, NULL), 0);
	fails_with(series_branch(made.f.repo, "stableport/unborn", &made.base, NULL, "x", err),
		   "branch 'stableport/unborn' is checked out; it is not replaced under your feet");
}
END_TEST

START_TEST(a_name_that_others_are_in_the_way_of_is_an_error)
{
	owned(made_release) struct made made = { 0 };
	owned(git_reference_freep) git_reference *above = NULL, *below = NULL;
	git_oid before;

	make(&made);
	ck_assert_int_eq(git_reference_create(&above, made.f.repo, "refs/heads/stableport/lamp", &made.base, 0, NULL), 0);
	fails_with(series_branch_before(&before, made.f.repo, BRANCH, err),
		   "there is a branch 'stableport/lamp', beside which there cannot be a branch '" BRANCH "'");
	ck_assert_int_eq(git_reference_delete(above), 0);
	ck_assert_int_eq(git_reference_create(&below, made.f.repo, "refs/heads/" BRANCH "/x", &made.base, 0, NULL), 0);
	fails_with(series_branch_before(&before, made.f.repo, BRANCH, err),
		   "there is a branch '" BRANCH "/x', beside which there cannot be a branch '" BRANCH "'");
	fails_with(series_branch_before(&before, made.f.repo, "a..b", err), "'a..b' is not a name for a branch");
}
END_TEST

START_TEST(a_branch_that_git_has_locked_is_not_touched)
{
	owned(made_release) struct made made = { 0 };
	owned(error_release) struct error error = { 0 };
	owned(free_string_p) char *lock = NULL;

	make(&made);
	lock = fixture_path(&made.f, "repo/.git/refs/heads/" BRANCH ".lock");
	succeeds(file_write(lock, "", 0, err));
	ck_assert_int_eq(series_branch(made.f.repo, BRANCH, &made.base, NULL, "x", &error), -1);
	ck_assert_ptr_nonnull(strstr(error.message, "cannot lock the branch '" BRANCH "': "));
	ck_assert(branch_is(&made, NULL));
	ck_assert(file_exists(lock));
}
END_TEST

/* ---- patches ---- */

static void am_makes_the_tip(struct made *made, const char *const *argv, const git_oid *tip, bool same_message)
{
	owned(git_repository_freep) git_repository *clone = NULL;
	owned(git_commit_freep) git_commit *ours = NULL, *theirs = NULL;
	owned(free_string_p) char *folder = fixture_path(&made->f, "clone");
	git_oid head;

	ck_assert(run((const char *[]){ "git", "clone", "-q", "repo", "clone", NULL }, made->f.scratch.path));
	ck_assert(run(argv, folder));
	succeeds(history_open(&clone, folder, err));
	succeeds(history_resolve(&head, clone, "HEAD", err));
	ck_assert_int_eq(git_commit_lookup(&theirs, clone, &head), 0);
	ck_assert_int_eq(git_commit_lookup(&ours, made->f.repo, tip), 0);
	ck_assert_str_eq(fixture_hex(git_commit_tree_id(ours)), fixture_hex(git_commit_tree_id(theirs)));
	ck_assert_str_eq(git_commit_author(ours)->name, git_commit_author(theirs)->name);
	ck_assert_int_eq(git_commit_author(ours)->when.time, git_commit_author(theirs)->when.time);
	if (same_message)
		ck_assert_str_eq(git_commit_message(ours), git_commit_message(theirs));
}

START_TEST(git_am_takes_the_mailbox_in_every_style)
{
	owned(made_release) struct made made = { 0 };
	git_oid tip;

	if (!proc_exists("git"))
		return;
	make(&made);
	made.options.message.style = (enum message_style)_i;
	made.options.message.signoff = true;
	tip = commit_all(&made);
	succeeds(series_patches(&made.series, made.output, &made.options, err));
	am_makes_the_tip(&made, (const char *[]){ "git", "-c", "user.name=C", "-c", "user.email=c@d", "am", "-q",
						  "../out/patches/series.mbox", NULL }, &tip, true);
}
END_TEST

START_TEST(git_am_takes_the_patches_as_they_stand_in_the_folder)
{
	owned(made_release) struct made made = { 0 };
	git_oid tip;

	if (!proc_exists("git"))
		return;
	make(&made);
	tip = commit_all(&made);
	succeeds(series_patches(&made.series, made.output, &made.options, err));
	am_makes_the_tip(&made, (const char *[]){ "sh", "-c", "git -c user.name=C -c user.email=c@d am -q "
						  "../out/patches/*.patch", NULL }, &tip, true);
}
END_TEST

START_TEST(quilt_pushes_patches_in_suses_order)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text patch = { 0 }, file = { 0 };
	owned(free_string_p) char *plain = NULL;
	static const char head[] = "From: =?UTF-8?q?J=C3=B6rg_L?= <jl@example.org>\nDate: Tue, 14 Nov 2023 17:43:20 -0430\n"
				   "Subject: =?UTF-8?q?lamp=3A_say_whether_it_b=C3=BCrns?=\nPatch-mainline: v6.1\n"
				   "Git-commit: " HELPER "\n\nIt says.\n\nSigned-off-by: J L <jl@example.org>\n\n---\n"
				   " lamp.c | 2 +-\n";

	make(&made);
	made.options.message.style = MESSAGE_SUSE;
	made.patches[0].mainline = "v6.1";
	made.series.nr_patches = 1;
	plain = fixture_path(&made.f, "plain");
	fixture_files(plain, "lamp.c", "a\nb\nc\n", NULL);
	succeeds(series_patches(&made.series, plain, &made.options, err));
	read_below(&patch, &made, "plain/patches/0001-lamp-say-whether-it-b-rns.patch");
	ck_assert_int_eq(strncmp(text_str(&patch), head, sizeof(head) - 1), 0);
	if (!proc_exists("quilt"))
		return;
	ck_assert(run((const char *[]){ "quilt", "--quiltrc=-", "push", "-a", NULL }, plain));
	read_below(&file, &made, "plain/lamp.c");
	ck_assert_str_eq(text_str(&file), "a\nB\nc\n");
}
END_TEST

START_TEST(the_cover_letter_tells_what_is_in_the_series)
{
	struct series_note note = { .text = "lamp_probe() has no port here" };
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text cover = { 0 };
	static const char wanted[] =
		"From: B Porter <porter@example.org>\nSubject: [PATCH 0/2] lamp: one at a time\nMIME-Version: 1.0\n"
		"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n"
		"These 2 patches carry it to stable (4.19.79).\n\n"
		"1/2 lamp: say whether it b\xc3\xbcrns\n    commit " HELPER ": a prerequisite\n\n"
		"2/2 lamp: one at a time\n    commit " FIX ": a fix, and not as upstream\n    has it\n"
		"    - lamp_probe() has no port here\n\n"
		"A B (1):\n  lamp: one at a time\n\nJ\xc3\xb6rg L (1):\n  lamp: say whether it b\xc3\xbcrns\n\n"
		" lamp.c    | 3 ++-\n tools/run | 1 +\n check     | 0\n old.h     | 1 -\n link      | 1 +\n"
		" wall.c    | 2 +-\n a b.gif   | Bin\n 7 files changed, 5 insertions(+), 3 deletions(-)\n\nbase-commit: ";
	const char *body;

	make(&made);
	made.patches[1].notes = &note;
	made.patches[1].nr_notes = 1;
	succeeds(series_patches(&made.series, made.output, &made.options, err));
	read_below(&cover, &made, "out/patches/0000-cover-letter.txt");
	body = strchr(text_str(&cover), '\n') + 1;
	ck_assert_msg(!strncmp(body, wanted, sizeof(wanted) - 1), "%s", body);
}
END_TEST

START_TEST(one_patch_has_a_cover_letter_if_it_is_wanted)
{
	owned(made_release) struct made made = { 0 };

	make(&made);
	made.series.nr_patches = 1;
	succeeds(series_patches(&made.series, made.output, &made.options, err));
	ck_assert(is_there(&made, "out/patches/series.mbox"));
	ck_assert(!is_there(&made, "out/patches/0000-cover-letter.txt"));
	made.options.cover_letter = true;
	succeeds(series_patches(&made.series, made.output, &made.options, err));
	ck_assert(is_there(&made, "out/patches/0000-cover-letter.txt"));
}
END_TEST

START_TEST(what_killed_runs_left_is_cleaned_up_and_told)
{
	owned(made_release) struct made made = { 0 };
	owned(strings_release) struct strings names = { 0 };

	make(&made);
	fixture_files(made.output, ".patches-abc123/0001-x.patch", "half", ".patches-notes", "mine",
		      ".patches-toolong/x", "mine", NULL);
	succeeds(series_patches(&made.series, made.output, &made.options, err));
	ck_assert_uint_eq(made.series.nr_leftovers, 1);
	ck_assert_ptr_nonnull(strstr(made.series.leftovers[0], "out/.patches-abc123"));
	succeeds(file_list(&names, made.output, err));
	ck_assert_uint_eq(names.nr, 3);
	ck_assert_str_eq(names.v[0], ".patches-notes");
	ck_assert_str_eq(names.v[1], ".patches-toolong");
	ck_assert_str_eq(names.v[2], "patches");
}
END_TEST

/* Killed between the two renames of a file system that cannot exchange: the old series is the one to keep. */
START_TEST(a_series_that_was_set_aside_comes_back)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text list = { 0 };

	make(&made);
	fixture_files(made.output, ".patches-abc123.old/series", "# stableport: old\n",
		      ".patches-abc123/series", "half", NULL);
	made.patches[1].changes = &(const struct changes){ 0 };
	fails_with(series_patches(&made.series, made.output, &made.options, err),
		   "the step '1054e8ffc5c4' changes nothing");
	read_below(&list, &made, "out/patches/series");
	ck_assert_str_eq(text_str(&list), "# stableport: old\n");
	ck_assert(!is_there(&made, "out/.patches-abc123"));
	ck_assert(!is_there(&made, "out/.patches-abc123.old"));
}
END_TEST

/* ---- diffs of modes ---- */

static void diff_is(const struct change *change, const char *wanted)
{
	struct change copy = *change;
	const struct changes changes = { .v = &copy, .nr = 1 };
	owned(text_release) struct text diff = { 0 };

	succeeds(changes_diff(&diff, &changes, err));
	ck_assert_str_eq(text_str(&diff), wanted);
}

START_TEST(a_diff_has_the_modes_that_a_change_knows)
{
	char text[] = "x\n", other[] = "y\n";
	struct change change = {
		.path = "a b", .existed = true, .exists = true, .before = { .data = text, .len = 2 },
		.after = { .data = text, .len = 2 }, .before_mode = 0100644, .after_mode = 0100755,
	};

	git_libgit2_init();
	diff_is(&change, "diff --git a/a b b/a b\nold mode 100644\nnew mode 100755\n");
	change.after = (struct text){ .data = other, .len = 2 };
	diff_is(&change, "diff --git a/a b b/a b\nold mode 100644\nnew mode 100755\nindex 587be6b..975fbec\n"
			 "--- a/a b\n+++ b/a b\n@@ -1 +1 @@\n-x\n+y\n");
	change.before_mode = 0100755;
	diff_is(&change, "diff --git a/a b b/a b\nindex 587be6b..975fbec 100755\n--- a/a b\n+++ b/a b\n@@ -1 +1 @@\n-x\n+y\n");
	change.before_mode = change.after_mode = 0;
	diff_is(&change, "diff --git a/a b b/a b\nindex 587be6b..975fbec 100644\n--- a/a b\n+++ b/a b\n@@ -1 +1 @@\n-x\n+y\n");
}
END_TEST

START_TEST(changes_of_the_mode_alone_are_kept_until_they_are_taken_back)
{
	struct changes changes = { 0 };

	put(&changes, "x", "x\n", 0100644, "x\n", 0100755);
	ck_assert_uint_eq(changes.nr, 1);
	put(&changes, "x", "x\n", 0100755, "y\n", 0);
	ck_assert_uint_eq(changes.v[0].after_mode, 0100755);
	put(&changes, "x", "y\n", 0100755, "x\n", 0100644);
	ck_assert_uint_eq(changes.nr, 0);
	changes_release(&changes);
}
END_TEST

/* ---- which release ---- */

static void tag(const struct made *made, const char *name, const git_oid *id, bool is_annotated)
{
	owned(git_object_freep) git_object *object = NULL;
	git_oid made_id;

	ck_assert_int_eq(git_object_lookup(&object, made->f.repo, id, GIT_OBJECT_COMMIT), 0);
	if (is_annotated)
		ck_assert_int_eq(git_tag_create(&made_id, made->f.repo, name, object, made->porter, "x", 0), 0);
	else
		ck_assert_int_eq(git_tag_create_lightweight(&made_id, made->f.repo, name, object, 0), 0);
}

static const char *release_of(struct made *made, const git_oid *id)
{
	owned(commits_freep) struct commits *commits = NULL;

	made->series.nr_patches = 1;
	made->patches[0].mainline = NULL;
	made->patches[0].is_unreleased = false;
	made->patches[0].id = arena_strdup(&made->series.arena, fixture_hex(id));
	succeeds(commits_open(&commits, made->f.repo, err));
	succeeds(series_find_mainline(&made->series, commits, err));
	return made->patches[0].mainline;
}

START_TEST(a_commit_is_in_the_lowest_release_that_reaches_it)
{
	owned(made_release) struct made made = { 0 };
	git_oid side, rc, release, next, newest, stable;
	const git_oid unknown = { .id = { 1 } };

	make(&made);
	fixture_branch(&made.f, "topic", &made.base);
	side = fixture_commit(&made.f, "made on a topic", "s.c", "s\n", NULL);
	fixture_on(&made.f, "master");
	rc = fixture_commit(&made.f, "6.9-rc10", "v", "1", NULL);
	tag(&made, "v6.9-rc10", &rc, true);
	release = fixture_commit(&made.f, "6.9", "v", "2", NULL);
	tag(&made, "v6.9", &release, false);
	fixture_merge(&made.f, "merge the topic", &side);
	next = fixture_commit(&made.f, "6.10-rc1", "v", "3", NULL);
	tag(&made, "v6.10-rc1", &next, true);
	tag(&made, "v6.10-rc1-broken", &release, true);
	tag(&made, "v6.10", &next, false);
	fixture_branch(&made.f, "linux-6.9.y", &release);
	stable = fixture_merge(&made.f, "stable takes the topic too", &side);
	tag(&made, "v6.9.1", &stable, true);
	fixture_on(&made.f, "master");
	newest = fixture_commit(&made.f, "queued", "v", "4", NULL);
	ck_assert_str_eq(release_of(&made, &made.base), "v6.9-rc10");
	ck_assert_str_eq(release_of(&made, &rc), "v6.9-rc10");
	ck_assert_str_eq(release_of(&made, &release), "v6.9");
	ck_assert_str_eq(release_of(&made, &side), "v6.10-rc1");
	ck_assert_ptr_null(release_of(&made, &newest));
	ck_assert(made.patches[0].is_unreleased);
	ck_assert_ptr_null(release_of(&made, &unknown));
	ck_assert(!made.patches[0].is_unreleased);
}
END_TEST

START_TEST(a_release_is_found_among_many)
{
	owned(made_release) struct made made = { 0 };
	git_oid commits[40];
	char name[32];
	unsigned i;

	make(&made);
	for (i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "v2.6.%u", i);
		commits[i] = fixture_commit(&made.f, name, "v", name, NULL);
		tag(&made, name, &commits[i], i % 2);
	}
	for (i = 0; i < 40; i += 13) {
		snprintf(name, sizeof(name), "v2.6.%u", i);
		ck_assert_str_eq(release_of(&made, &commits[i]), name);
	}
	/* its clock was ahead: all but the last tag are older than it */
	made.f.clock += 1000000;
	fixture_branch(&made.f, "ahead", &commits[5]);
	commits[0] = fixture_commit(&made.f, "ahead", "a", "a", NULL);
	ck_assert_ptr_null(release_of(&made, &commits[0]));
	ck_assert(made.patches[0].is_unreleased);
}
END_TEST

/* ---- the difference of two diffs ---- */

static void range_diff_is(const char *upstream, const char *ours, bool wanted_differs, const char *wanted)
{
	const struct range_diff_pair pair = { .number = 3, .upstream = FIX, .subject = "lamp:\x1b one",
					      .upstream_diff = upstream, .our_diff = ours };
	owned(text_release) struct text out = { 0 };
	bool differs;

	git_libgit2_init();
	succeeds(range_diff(&out, &differs, &pair, err));
	ck_assert_str_eq(text_str(&out), wanted);
	ck_assert_int_eq(differs, wanted_differs);
}

#define HEAD "diff --git a/lamp.c b/lamp.c\nindex 587be6b..975fbec 100644\n--- a/lamp.c\n+++ b/lamp.c\n"

START_TEST(the_same_change_at_another_place_is_no_difference)
{
	range_diff_is(HEAD "@@ -1,3 +1,3 @@ int lamp(void)\n a\n-b\n+B\n c\n",
		      "diff --git a/lamp.c b/lamp.c\nindex 0000000..1111111 100644\n--- a/lamp.c\n+++ b/lamp.c\n"
		      "@@ -101,3 +202,3 @@ int lamp(void)\n a\n-b\n+B\n c\n",
		      false, "3:  1054e8ffc5c4 = -:  ------------ lamp:\xef\xbf\xbd one\n");
}
END_TEST

START_TEST(a_difference_is_shown_below_its_file_and_function)
{
	range_diff_is(HEAD "@@ -1,7 +1,7 @@ int lamp(void)\n a\n b\n c\n-d\n+D\n e\n",
		      HEAD "@@ -9,7 +9,7 @@ int lamp(void)\n a\n b\n c\n-d\n+DD\n e\n",
		      true, "3:  1054e8ffc5c4 ! -:  ------------ lamp:\xef\xbf\xbd one\n"
		      "    @@ lamp.c: int lamp(void)\n"
		      "      b\n      c\n     -d\n    -+D\n    ++DD\n      e\n");
}
END_TEST

START_TEST(what_becomes_of_a_file_is_compared)
{
	range_diff_is("diff --git a/n b/n\nnew file mode 100644\nindex 0000000..975fbec\n--- /dev/null\n+++ b/n\n"
		      "@@ -0,0 +1 @@\n+y\n"
		      "diff --git a/r b/r\nold mode 100644\nnew mode 100755\n",
		      "diff --git a/n b/n\nindex 587be6b..975fbec 100644\n--- a/n\n+++ b/n\n@@ -1 +1,2 @@\n x\n+y\n", true,
		      "3:  1054e8ffc5c4 ! -:  ------------ lamp:\xef\xbf\xbd one\n"
		      "    @@\n    - ## n (new) ##\n    + ## n ##\n     @@\n    + x\n     +y\n    -\n"
		      "    - ## r (mode change 100644 => 100755) ##\n");
}
END_TEST

SUITE(series)
{
	TEST(commits_have_upstreams_author_and_the_modes_of_the_changes);
	TEST(a_program_stays_one_where_nobody_speaks_of_modes);
	TEST(what_is_not_as_planned_is_not_committed);
	TEST(a_branch_is_made_once_and_moved_from_what_it_was);
	TEST(a_branch_that_was_removed_is_not_made_again);
	TEST(a_branch_that_a_work_tree_has_checked_out_is_left_alone);
	TEST(a_name_that_others_are_in_the_way_of_is_an_error);
	TEST(a_branch_that_git_has_locked_is_not_touched);
	LOOP_TEST(git_am_takes_the_mailbox_in_every_style, MESSAGE_REDHAT + 1);
	TEST(git_am_takes_the_patches_as_they_stand_in_the_folder);
	TEST(quilt_pushes_patches_in_suses_order);
	TEST(the_cover_letter_tells_what_is_in_the_series);
	TEST(one_patch_has_a_cover_letter_if_it_is_wanted);
	TEST(what_killed_runs_left_is_cleaned_up_and_told);
	TEST(a_series_that_was_set_aside_comes_back);
	TEST(a_diff_has_the_modes_that_a_change_knows);
	TEST(changes_of_the_mode_alone_are_kept_until_they_are_taken_back);
	TEST(a_commit_is_in_the_lowest_release_that_reaches_it);
	TEST(a_release_is_found_among_many);
	TEST(the_same_change_at_another_place_is_no_difference);
	TEST(a_difference_is_shown_below_its_file_and_function);
	TEST(what_becomes_of_a_file_is_compared);
}
