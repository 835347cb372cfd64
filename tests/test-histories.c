// SPDX-License-Identifier: GPL-2.0-only
/* Two histories read as little as a question needs, and who brought a file or a name. */
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/histories.h"
#include "tool/chain/introducer.h"

struct opened {
	struct commits *commits;
	struct blobs *blobs;
	struct outlines *outlines;
};

static void open_all(struct opened *opened, const struct fixture *f)
{
	succeeds(commits_open(&opened->commits, f->repo, err));
	succeeds(blobs_open(&opened->blobs, f->repo, err));
	opened->outlines = outlines_new(opened->commits, opened->blobs);
}

static void close_all(struct opened *opened)
{
	outlines_free(opened->outlines);
	blobs_free(opened->blobs);
	commits_free(opened->commits);
}

static uint32_t number(const struct opened *opened, const git_oid *id)
{
	uint32_t commit;

	succeeds(commits_find(&commit, opened->commits, id, err));
	return commit;
}

static bool has(const struct opened *opened, const git_oid *from, const git_oid *wanted)
{
	uint32_t at = number(opened, from), of = number(opened, wanted);
	bool answer;

	succeeds(history_has(&answer, opened->commits, at, of, err));
	return answer;
}

/* ---- whether a history has a commit ---- */

START_TEST(a_history_has_its_tip_and_what_is_behind_it)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	git_oid first, second, third;

	fixture_make(&f);
	first = fixture_commit(&f, "first", "a.c", "1\n", NULL);
	second = fixture_commit(&f, "second", "a.c", "2\n", NULL);
	third = fixture_commit(&f, "third", "a.c", "3\n", NULL);
	open_all(&opened, &f);
	ck_assert(has(&opened, &third, &third));
	ck_assert(has(&opened, &third, &first));
	ck_assert(has(&opened, &third, &second));
	ck_assert(!has(&opened, &first, &third));
}
END_TEST

START_TEST(a_history_has_what_a_merge_brought)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	git_oid base, side, merge, other;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n", NULL);
	fixture_branch(&f, "side", &base);
	side = fixture_commit(&f, "side", "b.c", "1\n", NULL);
	fixture_branch(&f, "other", &base);
	other = fixture_commit(&f, "other", "c.c", "1\n", NULL);
	fixture_on(&f, "master");
	fixture_commit(&f, "more", "a.c", "2\n", NULL);
	merge = fixture_merge(&f, "merge", &side);
	open_all(&opened, &f);
	ck_assert(has(&opened, &merge, &side));
	ck_assert(!has(&opened, &merge, &other));
}
END_TEST

/* A committer whose clock was wrong between the two: a walk by date goes on for a few commits. */
START_TEST(one_commit_from_the_past_does_not_end_a_walk)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	git_oid first, last;
	git_time_t now;

	fixture_make(&f);
	first = fixture_commit(&f, "first", "a.c", "1\n", NULL);
	now = f.clock;
	f.clock -= 1000000;
	fixture_commit(&f, "from the past", "a.c", "2\n", NULL);
	f.clock = now + 1000;
	last = fixture_commit(&f, "last", "a.c", "3\n", NULL);
	open_all(&opened, &f);
	ck_assert(has(&opened, &last, &first));
}
END_TEST

START_TEST(an_unrelated_history_has_nothing_of_the_other)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	git_oid here, there;

	fixture_make(&f);
	here = fixture_commit(&f, "here", "a.c", "1\n", NULL);
	fixture_branch(&f, "island", NULL);
	there = fixture_commit(&f, "there", "b.c", "1\n", NULL);
	open_all(&opened, &f);
	ck_assert(!has(&opened, &here, &there));
	ck_assert(!has(&opened, &there, &here));
}
END_TEST

/* ---- what came since ---- */

START_TEST(what_came_since_a_date_is_listed_newest_first)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	owned(commit_list_release) struct commit_list list = { 0 };
	git_oid ids[10];
	git_time_t date = 0;
	bool is_cut;
	size_t i;

	fixture_make(&f);
	for (i = 0; i < 10; i++) {
		char content[16];

		snprintf(content, sizeof(content), "%zu\n", i);
		ids[i] = fixture_commit(&f, "one", "a.c", content, NULL);
		if (i == 7)
			date = f.clock;
	}
	open_all(&opened, &f);
	succeeds(history_since(&list, &is_cut, opened.commits, number(&opened, &ids[9]), date, 100, err));
	ck_assert_uint_eq(list.nr, 3);
	for (i = 0; i < 3; i++)
		ck_assert_uint_eq(list.v[i], number(&opened, &ids[9 - i]));
	ck_assert(!is_cut);
}
END_TEST

START_TEST(a_list_that_was_cut_says_so)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	owned(commit_list_release) struct commit_list list = { 0 }, all = { 0 };
	git_oid tip;
	bool is_cut;

	fixture_make(&f);
	fixture_commit(&f, "first", "a.c", "1\n", NULL);
	fixture_commit(&f, "second", "a.c", "2\n", NULL);
	tip = fixture_commit(&f, "third", "a.c", "3\n", NULL);
	open_all(&opened, &f);
	succeeds(history_since(&list, &is_cut, opened.commits, number(&opened, &tip), 0, 2, err));
	ck_assert_uint_eq(list.nr, 2);
	ck_assert(is_cut);
	succeeds(history_since(&all, &is_cut, opened.commits, number(&opened, &tip), 0, 3, err));
	ck_assert_uint_eq(all.nr, 3);
	ck_assert(!is_cut);
}
END_TEST

/* ---- the two sides ---- */

START_TEST(each_side_lacks_what_the_other_has)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	owned(histories_release) struct histories histories = { 0 };
	const struct range *missing, *branch;
	git_oid base, older, fix, stable;
	uint32_t tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n", NULL);
	older = fixture_commit(&f, "older", "a.c", "2\n", NULL);
	fix = fixture_commit(&f, "fix", "a.c", "3\n", NULL);
	fixture_branch(&f, "stable", &base);
	stable = fixture_commit(&f, "stable", "b.c", "1\n", NULL);
	open_all(&opened, &f);
	tip = number(&opened, &fix);
	histories_open(&histories, opened.commits, number(&opened, &stable), &tip, 1);
	ck_assert(histories_is_older(&histories, number(&opened, &older), tip));
	ck_assert(!histories_is_older(&histories, tip, number(&opened, &older)));
	ck_assert(!histories_is_older(&histories, tip, tip));
	succeeds(histories_missing(&missing, &histories, err));
	succeeds(histories_branch(&branch, &histories, err));
	ck_assert_uint_eq(missing->nr, 2);
	ck_assert_uint_eq(branch->nr, 1);
	ck_assert_uint_eq(branch->v[0], number(&opened, &stable));
	ck_assert(histories_is_older(&histories, number(&opened, &older), tip));
	ck_assert(!histories_is_older(&histories, tip, number(&opened, &older)));
	ck_assert(!range_has(missing, number(&opened, &base)));
}
END_TEST

/* Upstream merged the target, as it merges a branch of its own. */
START_TEST(a_target_that_upstream_has_lacks_nothing_of_it)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	git_oid base, targets[3], fix;
	uint32_t tip;
	size_t i;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n", NULL);
	fixture_branch(&f, "side", &base);
	fixture_commit(&f, "side", "b.c", "1\n", NULL);
	targets[0] = fixture_commit(&f, "more", "b.c", "2\n", NULL);
	fixture_on(&f, "master");
	targets[1] = fixture_commit(&f, "main", "a.c", "2\n", NULL);
	fixture_merge(&f, "merge", &targets[0]);
	fix = fixture_commit(&f, "fix", "a.c", "3\n", NULL);
	targets[2] = base;
	open_all(&opened, &f);
	tip = number(&opened, &fix);
	for (i = 0; i < nr_of(targets); i++) {
		owned(histories_release) struct histories histories = { 0 };
		const struct range *branch;

		histories_open(&histories, opened.commits, number(&opened, &targets[i]), &tip, 1);
		succeeds(histories_branch(&branch, &histories, err));
		ck_assert_uint_eq(branch->nr, 0);
	}
}
END_TEST

/* A series that was committed in one second, and one commit more by whose clock it is earlier. */
START_TEST(a_commit_is_younger_than_what_it_is_built_on)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	owned(histories_release) struct histories histories = { 0 };
	uint32_t commits[7], tip;
	git_time_t now;
	git_oid ids[7];
	size_t i, j;

	fixture_make(&f);
	now = f.clock + 1000;
	for (i = 0; i < nr_of(ids); i++) {
		char content[16];

		snprintf(content, sizeof(content), "%zu\n", i);
		f.clock = i == 5 ? now - 900 : now;
		ids[i] = fixture_commit(&f, "one", "a.c", content, NULL);
	}
	open_all(&opened, &f);
	for (i = 0; i < nr_of(ids); i++)
		commits[i] = number(&opened, &ids[i]);
	tip = commits[6];
	histories_open(&histories, opened.commits, commits[0], &tip, 1);
	for (i = 1; i < nr_of(ids); i++)
		for (j = 1; j < nr_of(ids); j++)
			ck_assert_int_eq(histories_is_older(&histories, commits[i], commits[j]), i < j);
	ck_assert(histories_is_older(&histories, commits[6], commits[0])); /* the target's come last */
	ck_assert(!histories_is_older(&histories, commits[0], commits[6]));
}
END_TEST

/* ---- who brought it ---- */

static uint32_t who_brought_file(const struct opened *opened, const git_oid *at, const char *path)
{
	uint32_t introducer;

	succeeds(introducer_of_file(&introducer, opened->commits, opened->blobs, number(opened, at), path, err));
	return introducer;
}

static uint32_t who_brought_name(const struct opened *opened, const git_oid *at, const char *path, const char *name)
{
	uint32_t introducer;

	succeeds(introducer_of_name(&introducer, opened->commits, opened->blobs, opened->outlines, number(opened, at),
				    path, name, err));
	return introducer;
}

/* At each distance, so that each way to double and halve is gone. */
START_TEST(a_file_was_brought_by_the_first_commit_that_has_it)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	git_oid brought = { { 0 } }, tip = { { 0 } };
	int i;

	fixture_make(&f);
	for (i = 0; i < 20; i++) {
		char content[16];

		snprintf(content, sizeof(content), "%d\n", i);
		tip = i == _i ? fixture_commit(&f, "brings", "b.c", "int b;\n", "a.c", content, NULL) :
				fixture_commit(&f, "other", "a.c", content, NULL);
		if (i == _i)
			brought = tip;
	}
	open_all(&opened, &f);
	ck_assert_uint_eq(who_brought_file(&opened, &tip, "b.c"), number(&opened, &brought));
}
END_TEST

START_TEST(what_is_not_there_was_brought_by_nobody)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	git_oid tip;

	fixture_make(&f);
	tip = fixture_commit(&f, "first", "a.c", "int a;\n", NULL);
	open_all(&opened, &f);
	ck_assert_uint_eq(who_brought_file(&opened, &tip, "b.c"), NO_COMMIT);
	ck_assert_uint_eq(who_brought_name(&opened, &tip, "a.c", "b"), NO_COMMIT);
	ck_assert_uint_eq(who_brought_name(&opened, &tip, "b.c", "a"), NO_COMMIT);
}
END_TEST

START_TEST(a_merge_is_not_who_brought_what_it_merged)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	git_oid base, side, tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "int a;\n", NULL);
	fixture_branch(&f, "side", &base);
	side = fixture_commit(&f, "side brings b", "b.c", "int b;\n", NULL);
	fixture_on(&f, "master");
	fixture_commit(&f, "more", "a.c", "int a = 1;\n", NULL);
	fixture_join(&f, "merge", &side, 1, "b.c", "int b;\n", NULL);
	tip = fixture_commit(&f, "later", "a.c", "int a = 2;\n", NULL);
	open_all(&opened, &f);
	ck_assert_uint_eq(who_brought_file(&opened, &tip, "b.c"), number(&opened, &side));
}
END_TEST

START_TEST(a_name_was_brought_by_the_first_commit_that_defines_it)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	git_oid defined, tip;

	fixture_make(&f);
	fixture_commit(&f, "used only", "a.c", "int user(void)\n{\n\treturn lamp(1);\n}\n", NULL);
	defined = fixture_commit(&f, "defined", "a.c",
				 "static int lamp(int n)\n{\n\treturn n;\n}\n\nint user(void)\n{\n\treturn lamp(1);\n}\n", NULL);
	fixture_edit(&f, "rewritten", "a.c", "static int lamp(int n)", "static inline int lamp(int watt)", NULL);
	tip = fixture_edit(&f, "again", "a.c", "return n;", "return watt;", NULL);
	open_all(&opened, &f);
	ck_assert_uint_eq(who_brought_name(&opened, &tip, "a.c", "lamp"), number(&opened, &defined));
}
END_TEST

/* The file's new name is no reason to take the commit that gave it. */
START_TEST(a_name_is_followed_through_a_rename)
{
	static const char lamp[] = "static int lamp(int n)\n{\n\treturn n + 1;\n}\n\nint user(void)\n{\n\treturn lamp(1);\n}\n";
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	git_oid defined, tip;

	fixture_make(&f);
	fixture_commit(&f, "first", "old/a.c", "int user(void)\n{\n\treturn 0;\n}\n", NULL);
	defined = fixture_commit(&f, "defined", "old/a.c", lamp, NULL);
	fixture_commit(&f, "moved", "old/a.c", NULL, "new/b.c", lamp, NULL);
	tip = fixture_edit(&f, "later", "new/b.c", "n + 1", "n + 2", NULL);
	open_all(&opened, &f);
	ck_assert_uint_eq(who_brought_name(&opened, &tip, "new/b.c", "lamp"), number(&opened, &defined));
}
END_TEST

START_TEST(a_root_commit_brought_what_it_has)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(close_all) struct opened opened = { 0 };
	git_oid root, tip;

	fixture_make(&f);
	root = fixture_commit(&f, "root", "a.c", "int a;\n", NULL);
	fixture_commit(&f, "second", "b.c", "int b;\n", NULL);
	tip = fixture_commit(&f, "third", "b.c", "int c;\n", NULL);
	open_all(&opened, &f);
	ck_assert_uint_eq(who_brought_file(&opened, &tip, "a.c"), number(&opened, &root));
	ck_assert_uint_eq(who_brought_name(&opened, &tip, "a.c", "a"), number(&opened, &root));
}
END_TEST

SUITE(histories)
{
	TEST(a_history_has_its_tip_and_what_is_behind_it);
	TEST(a_history_has_what_a_merge_brought);
	TEST(one_commit_from_the_past_does_not_end_a_walk);
	TEST(an_unrelated_history_has_nothing_of_the_other);
	TEST(what_came_since_a_date_is_listed_newest_first);
	TEST(a_list_that_was_cut_says_so);
	TEST(each_side_lacks_what_the_other_has);
	TEST(a_target_that_upstream_has_lacks_nothing_of_it);
	TEST(a_commit_is_younger_than_what_it_is_built_on);
	LOOP_TEST(a_file_was_brought_by_the_first_commit_that_has_it, 20);
	TEST(what_is_not_there_was_brought_by_nobody);
	TEST(a_merge_is_not_who_brought_what_it_merged);
	TEST(a_name_was_brought_by_the_first_commit_that_defines_it);
	TEST(a_name_is_followed_through_a_rename);
	TEST(a_root_commit_brought_what_it_has);
}
