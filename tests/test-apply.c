// SPDX-License-Identifier: GPL-2.0-only
/* The message, the branch, the patches, the plain tree: all of it or nothing. */
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/apply.h"
#include "tool/history.h"
#include "tool/proc.h"
#include "tool/series/of-backport.h"

#define FIX "1054e8ffc5c492f341bdf1888b882f1d163dd3d8"
#define HELPER "b95239ca4954a0d48b19c09ce7e8f31b453b4216"

/* A target with three files and a backport of two steps onto it, the second adapted. */
struct made {
	struct fixture f;
	struct recipe recipe;
	struct step steps[3];
	struct used_adaptation adaptation;
	struct backport backport;
	char *plain, *output;
	git_oid base;
};

static const struct apply_options usual;

static void change(struct step *step, const char *path, const char *before, const char *after)
{
	owned(text_release) struct text old = { 0 }, new = { 0 };

	text_adds(&old, before ? before : "");
	text_adds(&new, after ? after : "");
	changes_put(&step->changes, path, before ? &old : NULL, after ? &new : NULL);
}

static void name_user(struct made *made)
{
	owned(git_config_freep) git_config *config = NULL;

	ck_assert_int_eq(git_repository_config(&config, made->f.repo), 0);
	ck_assert_int_eq(git_config_set_string(config, "user.name", "B Porter"), 0);
	ck_assert_int_eq(git_config_set_string(config, "user.email", "porter@example.org"), 0);
}

static void make_steps(struct made *made)
{
	made->steps[0] = (struct step){
		.name = "b95239ca4954", .id = HELPER, .subject = "nfsd: make nfsd4_run_cb a bool",
		.author = "J\xc3\xb6rg \"X\" Layton <jl@example.org>", .date = "1700000000 -0430",
		.body = "It says whether.\n\nSigned-off-by: J L <jl@example.org>\n",
		.body_is_upstream = true,
		.role = ROLE_PREREQUISITE, .disposition = STEP_PICK,
	};
	made->adaptation =
		(struct used_adaptation){.path = "nfsd/slot.cocci", .why = "the slot is taken inline"};
	made->steps[1] = (struct step){ .name = "x", .subject = "x", .role = ROLE_FOLLOW_UP,
					 .disposition = STEP_ALREADY_THERE };
	made->steps[2] = (struct step){
		.name = "1054e8ffc5c4",
		.id = FIX,
		.subject = "nfsd: prevent tasks r\xc3\xbcnning concurrently",
		.author = "Layton, Jeff <jl@example.org>",
		.date = "1700000100 +0100",
		.body = "One at a time.\n---\nx\n",
		.body_is_upstream = true,
		.role = ROLE_FIX,
		.disposition = STEP_ADAPT,
		.adaptations = &made->adaptation,
		.nr_adaptations = 1,
	};
	change(&made->steps[0], "fs/a.c", "a\nb\nc", "a\nB\nc");
	change(&made->steps[0], "fs/old/gone.c", "gone\n", NULL);
	change(&made->steps[2], "fs/a.c", "a\nB\nc", "a\nB\nc\nd\n");
	change(&made->steps[2], "include/new/n.h", NULL, "int n;");
}

static void make(struct made *made)
{
	fixture_make(&made->f);
	made->base = fixture_commit(&made->f, "base", "fs/a.c", "a\nb\nc", "fs/old/gone.c", "gone\n",
				    "keep.c", "k\n", NULL);
	made->plain = fixture_path(&made->f, "plain");
	made->output = fixture_path(&made->f, "out");
	fixture_files(made->plain, "fs/a.c", "a\nb\nc", "fs/old/gone.c", "gone\n", "keep.c", "k\n", NULL);
	make_steps(made);
	made->recipe.name = "nfsd-callback";
	made->backport = (struct backport){ .recipe = &made->recipe, .steps = made->steps, .nr_steps = 3 };
	made->backport.target = (struct target){
		.repo = made->f.path, .commit = arena_strdup(&made->backport.arena, fixture_hex(&made->base)),
		.version = "4.19.79", .label = "linux-4.19.y",
	};
}

static void made_release(struct made *made)
{
	backport_release(&made->backport);
	free(made->plain);
	free(made->output);
	fixture_release(&made->f);
}

static void says(const struct error *error, const char *part)
{
	ck_assert_ptr_nonnull(error->message);
	ck_assert_msg(strstr(error->message, part) != NULL, "'%s' does not say '%s'", error->message, part);
}

/* What stands in a file below the scratch folder; NULL: it must not be there. */
static void stands(const struct made *made, const char *path, const char *content)
{
	owned(free_string_p) char *full = fixture_path(&made->f, path);
	owned(text_release) struct text text = { 0 };
	bool exists = false;

	succeeds(file_read_if(&text, &exists, full, err));
	ck_assert_msg(exists == (content != NULL), "%s", path);
	if (content)
		ck_assert_str_eq(text_str(&text), content);
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

/* ---- the message ---- */

/* Of one of the steps, in the default style; signed with that name, or not. */
static void message_of(struct text *message, const struct made *made, const char *step, const char *signoff)
{
	owned(git_signature_freep) git_signature *signer = NULL;
	owned(series_release) struct series series = { 0 };
	struct message_options options = { .signoff = signoff != NULL };
	size_t i;

	if (signoff)
		ck_assert_int_eq(git_signature_from_buffer(&signer, signoff), 0);
	options.committer = signer;
	series_of_backport(&series, &made->backport);
	for (i = 0; i < series.nr_patches; i++)
		if (!strcmp(series.patches[i].name, step))
			series_message(message, &series, i, &options);
}

START_TEST(a_prerequisites_message_is_in_the_stable_form)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text message = { 0 };

	make(&made);
	message_of(&message, &made, "b95239ca4954", "B Porter <porter@example.org>");
	ck_assert_str_eq(text_str(&message),
			 "nfsd: make nfsd4_run_cb a bool\n\ncommit " HELPER
			 " upstream.\n\nIt says whether.\n\n"
			 "Signed-off-by: J L <jl@example.org>\n"
			 "Stable-dep-of: 1054e8ffc5c4 (\"nfsd: prevent tasks r\xc3\xbcnning concurrently\")\n"
			 "Signed-off-by: B Porter <porter@example.org>\n");
}
END_TEST

START_TEST(an_adapted_steps_message_says_what_was_adapted)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text message = { 0 };

	make(&made);
	message_of(&message, &made, "1054e8ffc5c4", NULL);
	ck_assert_str_eq(
		text_str(&message),
		"nfsd: prevent tasks r\xc3\xbcnning concurrently\n\ncommit " FIX " upstream.\n\n"
		"One at a time.\n ---\nx\n\n"
		"[ stableport: adapted for 4.19.79: the slot is taken inline\n  (nfsd/slot.cocci) ]\n");
}
END_TEST

START_TEST(a_summary_is_not_passed_off_as_the_authors_words)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text message = { 0 };

	make(&made);
	made.steps[0].body = "In our words.\n";
	made.steps[0].body_is_upstream = false;
	message_of(&message, &made, "b95239ca4954", NULL);
	ck_assert_ptr_nonnull(strstr(text_str(&message), "In our words.\n\nStable-dep-of:"));
	ck_assert_ptr_nonnull(strstr(text_str(&message),
				     "[ stableport: the text above is the recipe's summary, since upstream's\n"
				     "  commit was not at hand ]\n"));
}
END_TEST

START_TEST(a_commit_known_by_its_mail_is_linked)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text message = { 0 };

	make(&made);
	made.steps[2].id = NULL;
	made.steps[2].message_id = "2026-1@kernel.org";
	made.steps[2].nr_adaptations = 0;
	made.steps[2].body = NULL;
	message_of(&message, &made, "1054e8ffc5c4", NULL);
	ck_assert_str_eq(text_str(&message), "nfsd: prevent tasks r\xc3\xbcnning concurrently\n\n"
			 "Link: https://lore.kernel.org/r/2026-1@kernel.org\n");
}
END_TEST

START_TEST(control_characters_do_not_reach_the_message)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text message = { 0 };

	make(&made);
	made.steps[2].subject = "x\nSigned-off-by: y\x1b[2J";
	made.steps[2].body = "b\x1b[31m\xff\n";
	message_of(&message, &made, "1054e8ffc5c4", NULL);
	ck_assert_int_eq(strncmp(text_str(&message), "x Signed-off-by: y\xef\xbf\xbd[2J\n\n", 24), 0);
	ck_assert_ptr_null(strchr(text_str(&message), '\x1b'));
	ck_assert_ptr_null(strchr(text_str(&message), '\xff'));
}
END_TEST

/* ---- the branch ---- */

static git_commit *branch_tip(struct made *made)
{
	git_commit *commit = NULL;
	git_oid id;

	ck_assert_int_eq(git_reference_name_to_id(&id, made->f.repo,
						  "refs/heads/stableport/nfsd-callback/linux-4.19.y"), 0);
	ck_assert_int_eq(git_commit_lookup(&commit, made->f.repo, &id), 0);
	return commit;
}

START_TEST(a_branch_has_a_commit_for_each_carried_step)
{
	owned(made_release) struct made made = { 0 };
	owned(git_commit_freep) git_commit *tip = NULL, *first = NULL;
	owned(tree_freep) struct tree *tree = NULL;
	owned(text_release) struct text text = { 0 };
	bool exists = false;

	make(&made);
	name_user(&made);
	succeeds(apply_branch(&made.backport, made.f.repo, &usual, err));
	ck_assert_str_eq(made.backport.branch, "stableport/nfsd-callback/linux-4.19.y");
	tip = branch_tip(&made);
	ck_assert_str_eq(made.steps[2].commit, fixture_hex(git_commit_id(tip)));
	ck_assert_ptr_null(made.steps[1].commit);
	ck_assert_str_eq(git_commit_author(tip)->name, "Layton, Jeff");
	ck_assert_int_eq(git_commit_author(tip)->when.time, 1700000100);
	ck_assert_str_eq(git_commit_committer(tip)->name, "B Porter");
	ck_assert_int_eq(git_commit_parent(&first, tip, 0), 0);
	ck_assert_int_eq(git_commit_author(first)->when.offset, -270);
	ck_assert(git_oid_equal(git_commit_parent_id(first, 0), &made.base));
	succeeds(tree_of_commit(&tree, made.f.repo, git_commit_id(tip), err));
	succeeds(tree_read(&text, &exists, tree, "fs/a.c", err));
	ck_assert_str_eq(text_str(&text), "a\nB\nc\nd\n");
	succeeds(tree_read(&text, &exists, tree, "fs/old/gone.c", err));
	ck_assert(!exists);
}
END_TEST

START_TEST(a_branch_that_is_there_is_only_replaced_by_force)
{
	owned(made_release) struct made made = { 0 };
	const struct apply_options force = { .force = true, .signoff = true };
	owned(git_commit_freep) git_commit *tip = NULL;

	make(&made);
	name_user(&made);
	succeeds(apply_branch(&made.backport, made.f.repo, &usual, err));
	fails_with(apply_branch(&made.backport, made.f.repo, &usual, err),
		   "branch 'stableport/nfsd-callback/linux-4.19.y' is there already; --force replaces it");
	succeeds(apply_branch(&made.backport, made.f.repo, &force, err));
	tip = branch_tip(&made);
	ck_assert_ptr_nonnull(
		strstr(git_commit_message(tip), "\nSigned-off-by: B Porter <porter@example.org>\n"));
	ck_assert_int_eq(
		git_repository_set_head(made.f.repo, "refs/heads/stableport/nfsd-callback/linux-4.19.y"), 0);
	fails_with(apply_branch(&made.backport, made.f.repo, &force, err),
		   "branch 'stableport/nfsd-callback/linux-4.19.y' is checked out; it is not replaced under "
		   "your feet");
}
END_TEST

START_TEST(nobody_can_not_commit)
{
	owned(made_release) struct made made = { 0 };

	make(&made);
	fails_with(apply_branch(&made.backport, made.f.repo, &usual, err),
		   "git does not know who you are; tell it:\n"
		   "  git config --global user.name \"Your Name\"\n"
		   "  git config --global user.email you@example.org");
	ck_assert_ptr_null(made.backport.branch);
}
END_TEST

START_TEST(a_target_that_is_not_as_planned_gets_no_branch)
{
	owned(made_release) struct made made = { 0 };
	git_oid id;

	make(&made);
	name_user(&made);
	change(&made.steps[2], "keep.c", "other\n", "new\n");
	fails_with(apply_branch(&made.backport, made.f.repo, &usual, err),
		   "cannot commit '1054e8ffc5c4': 'keep.c' is not as the plan saw it");
	ck_assert_int_eq(git_reference_name_to_id(&id, made.f.repo,
						  "refs/heads/stableport/nfsd-callback/linux-4.19.y"),
			 GIT_ENOTFOUND);
	ck_assert_ptr_null(made.steps[0].commit);
}
END_TEST

/* ---- patches ---- */

/* Takes the series with a program in a clone or a plain tree. */
START_TEST(git_am_makes_the_branchs_tree_of_the_series)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text first = { 0 }, second = { 0 };
	owned(git_commit_freep) git_commit *tip = NULL, *head = NULL;
	owned(git_repository_freep) git_repository *clone = NULL;
	owned(free_string_p) char *folder = NULL;
	git_oid id;

	if (!proc_exists("git"))
		return;
	make(&made);
	name_user(&made);
	succeeds(apply_branch(&made.backport, made.f.repo, &usual, err));
	succeeds(apply_series(&made.backport, made.output, &usual, err));
	ck_assert_str_eq(made.steps[0].patch, "patches/0001-nfsd-make-nfsd4_run_cb-a-bool.patch");
	folder = fixture_path(&made.f, "clone");
	text_addf(&first, "../out/%s", made.steps[0].patch);
	text_addf(&second, "../out/%s", made.steps[2].patch);
	ck_assert(run((const char *[]){ "git", "clone", "-q", "repo", "clone", NULL }, made.f.scratch.path));
	ck_assert(run((const char *[]){ "git", "-c", "user.name=C", "-c", "user.email=c@d", "am", "-q",
					text_str(&first), text_str(&second), NULL }, folder));
	succeeds(history_open(&clone, folder, err));
	succeeds(history_resolve(&id, clone, "HEAD", err));
	ck_assert_int_eq(git_commit_lookup(&head, clone, &id), 0);
	tip = branch_tip(&made);
	ck_assert(git_oid_equal(git_commit_tree_id(head), git_commit_tree_id(tip)));
	ck_assert_str_eq(git_commit_author(head)->name, git_commit_author(tip)->name);
	ck_assert_int_eq(git_commit_author(head)->when.time, git_commit_author(tip)->when.time);
	ck_assert_str_eq(git_commit_message(head), git_commit_message(tip));
}
END_TEST

START_TEST(quilt_pushes_the_series)
{
	owned(made_release) struct made made = { 0 };

	if (!proc_exists("quilt"))
		return;
	make(&made);
	made.backport.target.repo = NULL;
	succeeds(apply_series(&made.backport, made.plain, &usual, err));
	ck_assert(run((const char *[]){ "quilt", "--quiltrc=-", "push", "-a", NULL }, made.plain));
	stands(&made, "plain/fs/a.c", "a\nB\nc\nd\n");
	stands(&made, "plain/include/new/n.h", "int n;");
	stands(&made, "plain/fs/old/gone.c", NULL);
}
END_TEST

START_TEST(an_author_with_other_letters_is_encoded)
{
	owned(made_release) struct made made = { 0 };
	owned(free_string_p) char *path = NULL;
	owned(text_release) struct text patch = { 0 }, name = { 0 };

	make(&made);
	succeeds(apply_series(&made.backport, made.output, &usual, err));
	text_addf(&name, "out/%s", made.steps[0].patch);
	path = fixture_path(&made.f, text_str(&name));
	succeeds(file_read(&patch, path, err));
	ck_assert_ptr_nonnull(strstr(text_str(&patch),
				     "\nFrom: =?UTF-8?q?J=C3=B6rg_=22X=22_Layton?= <jl@example.org>\n"
				     "Date: Tue, 14 Nov 2023 17:43:20 -0430\n"
				     "Subject: [PATCH 1/2] nfsd: make nfsd4_run_cb a bool\n"));
	ck_assert_ptr_nonnull(strstr(
		text_str(&patch), "\n---\n fs/a.c        | 2 +-\n fs/old/gone.c | 1 -\n"
				  " 2 files changed, 1 insertion(+), 2 deletions(-)\n\ndiff --git a/fs/a.c"));
}
END_TEST

START_TEST(our_own_series_is_replaced_and_nobody_elses)
{
	owned(made_release) struct made made = { 0 };
	owned(error_release) struct error error = { 0 };
	owned(strings_release) struct strings names = { 0 };

	make(&made);
	succeeds(apply_series(&made.backport, made.output, &usual, err));
	made.steps[2].disposition = STEP_ALREADY_THERE;
	succeeds(apply_series(&made.backport, made.output, &usual, err));
	stands(&made, "out/patches/series", "# stableport: nfsd-callback for linux-4.19.y\n"
	       "0001-nfsd-make-nfsd4_run_cb-a-bool.patch\n");
	succeeds(file_list(&names, made.output, err));
	ck_assert_uint_eq(names.nr, 1);
	fixture_files(made.output, "patches/series", "mine.patch\n", NULL);
	ck_assert_int_eq(apply_series(&made.backport, made.output, &usual, &error), -1);
	says(&error, "is not a series of ours, and is not replaced");
	stands(&made, "out/patches/series", "mine.patch\n");
}
END_TEST

START_TEST(a_step_without_texts_leaves_the_output_as_it_was)
{
	owned(made_release) struct made made = { 0 };
	owned(strings_release) struct strings names = { 0 };

	make(&made);
	changes_release(&made.steps[2].changes);
	made.steps[2].changes = (struct changes){ 0 };
	fails_with(apply_series(&made.backport, made.output, &usual, err),
		   "the step '1054e8ffc5c4' changes nothing");
	succeeds(file_list(&names, made.output, err));
	ck_assert_uint_eq(names.nr, 0);
}
END_TEST

/* ---- in place ---- */

START_TEST(a_plain_tree_gets_all_of_it)
{
	owned(made_release) struct made made = { 0 };
	owned(free_string_p) char *file = NULL;
	owned(strings_release) struct strings names = { 0 };
	struct stat status;

	make(&made);
	file = fixture_path(&made.f, "plain/fs/a.c");
	ck_assert_int_eq(chmod(file, 0750), 0);
	succeeds(apply_in_place(&made.backport, made.plain, err));
	ck_assert(made.backport.in_place);
	stands(&made, "plain/fs/a.c", "a\nB\nc\nd\n");
	stands(&made, "plain/fs/old/gone.c", NULL);
	stands(&made, "plain/include/new/n.h", "int n;");
	stands(&made, "plain/keep.c", "k\n");
	ck_assert_int_eq(stat(file, &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0750);
	free(file);
	file = fixture_path(&made.f, "plain/fs");
	succeeds(file_list(&names, file, err));
	ck_assert_uint_eq(names.nr, 2); /* a.c, old: nothing of ours is left */
}
END_TEST

static void is_untouched(struct made *made)
{
	owned(strings_release) struct strings names = { 0 };

	ck_assert(!made->backport.in_place);
	stands(made, "plain/include/new/n.h", NULL);
	stands(made, "plain/fs/old/gone.c", "gone\n");
	succeeds(file_list(&names, made->plain, err));
	ck_assert_uint_eq(names.nr, 2); /* fs, keep.c */
}

START_TEST(a_file_that_changed_meanwhile_stops_all_of_it)
{
	owned(made_release) struct made made = { 0 };

	make(&made);
	fixture_files(made.plain, "fs/a.c", "somebody's\n", NULL);
	fails_with(apply_in_place(&made.backport, made.plain, err),
		   "'fs/a.c' has changed meanwhile; nothing was written");
	stands(&made, "plain/fs/a.c", "somebody's\n");
	is_untouched(&made);
}
END_TEST

START_TEST(what_cannot_be_prepared_leaves_the_tree_as_it_was)
{
	owned(made_release) struct made made = { 0 };
	owned(error_release) struct error error = { 0 };

	make(&made);
	fixture_files(made.plain, "fs/old/gone.c.stableport-old", "left by a crash\n", NULL);
	ck_assert_int_eq(apply_in_place(&made.backport, made.plain, &error), -1);
	says(&error, "cannot keep '");
	stands(&made, "plain/fs/a.c", "a\nb\nc");
	stands(&made, "plain/fs/old/gone.c.stableport-old", "left by a crash\n");
	is_untouched(&made);
}
END_TEST

START_TEST(a_folder_that_cannot_be_written_stops_all_of_it)
{
	owned(made_release) struct made made = { 0 };
	owned(error_release) struct error error = { 0 };
	owned(free_string_p) char *folder = NULL;

	make(&made);
	folder = fixture_path(&made.f, "plain/fs");
	if (chmod(made.f.scratch.path, 0755) < 0 || chmod(folder, 0555) < 0)
		return;
	if (geteuid() == 0 && seteuid(65534) < 0)
		return; /* root writes everywhere */
	ck_assert_int_eq(apply_in_place(&made.backport, made.plain, &error), -1);
	says(&error, "Permission denied");
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(chmod(folder, 0755), 0);
	stands(&made, "plain/fs/a.c", "a\nb\nc");
	is_untouched(&made);
}
END_TEST

START_TEST(a_link_out_of_the_tree_is_not_written_through)
{
	owned(made_release) struct made made = { 0 };
	owned(error_release) struct error error = { 0 };
	owned(free_string_p) char *link = NULL;

	make(&made);
	link = fixture_path(&made.f, "plain/include");
	ck_assert_int_eq(symlink(made.f.path, link), 0);
	ck_assert_int_eq(apply_in_place(&made.backport, made.plain, &error), -1);
	says(&error, "is not a folder");
	stands(&made, "repo/new/n.h", NULL);
	stands(&made, "plain/fs/a.c", "a\nb\nc");
}
END_TEST

SUITE(apply)
{
	TEST(a_prerequisites_message_is_in_the_stable_form);
	TEST(an_adapted_steps_message_says_what_was_adapted);
	TEST(a_summary_is_not_passed_off_as_the_authors_words);
	TEST(a_commit_known_by_its_mail_is_linked);
	TEST(control_characters_do_not_reach_the_message);
	TEST(a_branch_has_a_commit_for_each_carried_step);
	TEST(a_branch_that_is_there_is_only_replaced_by_force);
	TEST(nobody_can_not_commit);
	TEST(a_target_that_is_not_as_planned_gets_no_branch);
	TEST(git_am_makes_the_branchs_tree_of_the_series);
	TEST(quilt_pushes_the_series);
	TEST(an_author_with_other_letters_is_encoded);
	TEST(our_own_series_is_replaced_and_nobody_elses);
	TEST(a_step_without_texts_leaves_the_output_as_it_was);
	TEST(a_plain_tree_gets_all_of_it);
	TEST(a_file_that_changed_meanwhile_stops_all_of_it);
	TEST(what_cannot_be_prepared_leaves_the_tree_as_it_was);
	TEST(a_folder_that_cannot_be_written_stops_all_of_it);
	TEST(a_link_out_of_the_tree_is_not_written_through);
}
