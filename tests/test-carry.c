// SPDX-License-Identifier: GPL-2.0-only
/* One commit carried onto another: upstream is "master" of a fixture, the target its branch "stable". */
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/carry.h"
#include "tool/chain/carry-marks.h"
#include "tool/history.h"

struct bench {
	struct fixture f;
	git_oid base, commit, target;
	struct carrier *carrier;
	struct carried carried;
};

static void bench_release(struct bench *b)
{
	carried_release(&b->carried);
	carrier_free(b->carrier);
	fixture_release(&b->f);
}

static void carry_planned(struct bench *b, const enum chain_disposition *plan, size_t nr)
{
	if (!b->carrier)
		succeeds(carrier_open(&b->carrier, b->f.repo, err));
	carried_release(&b->carried);
	b->carried = (struct carried){ 0 };
	succeeds(carry_commit(&b->carried, b->carrier, &b->target, &b->commit, plan, nr, err));
}

static void carry(struct bench *b)
{
	carry_planned(b, NULL, 0);
}

/* Upstream changes a file from old to new; the target has it as ours. NULL: not there. */
static void make_texts(struct bench *b, const char *path, const char *old, const char *new, const char *ours)
{
	fixture_make(&b->f);
	b->base = fixture_commit(&b->f, "before", "README", "read\n", NULL);
	if (old)
		b->base = fixture_commit(&b->f, "before", path, old, NULL);
	b->commit = fixture_commit(&b->f, "change", path, new, NULL);
	fixture_branch(&b->f, "stable", &b->base);
	b->target = fixture_commit(&b->f, "otherwise", "other", "other\n", old || ours ? path : NULL, ours, NULL);
}

static void carry_texts(struct bench *b, const char *path, const char *old, const char *new, const char *ours)
{
	make_texts(b, path, old, new, ours);
	carry(b);
}

static const struct carried_path *only_path(const struct bench *b)
{
	ck_assert_uint_eq(b->carried.nr_paths, 1);
	return &b->carried.paths[0];
}

static void comes_to(const struct bench *b, const char *result)
{
	ck_assert_uint_eq(b->carried.nr_conflicts, 0);
	ck_assert(only_path(b)->exists);
	ck_assert_str_eq(text_str(&only_path(b)->result), result);
	ck_assert(only_path(b)->is_changed);
	ck_assert(!only_path(b)->in_conflict);
}

/* %s: twelve digits of the commit. */
static void is_marked(const struct bench *b, const char *expected)
{
	owned(text_release) struct text text = { 0 };
	const char *at, *id;

	for (at = expected; (id = strstr(at, "ID")); at = id + 2) {
		text_add(&text, at, (size_t)(id - at));
		text_addf(&text, "%.12s", fixture_hex(&b->commit));
	}
	text_adds(&text, at);
	ck_assert(only_path(b)->in_conflict);
	ck_assert(only_path(b)->has_markers);
	ck_assert_str_eq(text_str(&only_path(b)->marked), text_str(&text));
}

static const struct carried_hunk *hunk(const struct bench *b, size_t nr)
{
	ck_assert_uint_lt(nr, b->carried.nr_hunks);
	return &b->carried.hunks[nr];
}

/* ---- what is carried ---- */

#define F(body) "int first(void)\n{\n\treturn 1;\n}\n\nint f(struct x *x)\n{\n" body "}\n"
#define G(body) F("\treturn 2;\n") "\nint g(struct x *x)\n{\n" body "}\n"

START_TEST(a_change_is_carried_and_told_with_its_place)
{
	owned(bench_release) struct bench b = { 0 };

	carry_texts(&b, "a.c", F("\tone(x);\n"), F("\ttwo(x);\n"), "/* target */\n\n" F("\tone(x);\n"));
	comes_to(&b, "/* target */\n\n" F("\ttwo(x);\n"));
	ck_assert_uint_eq(b.carried.nr_hunks, 1);
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_CLEAN);
	ck_assert_str_eq(hunk(&b, 0)->file, "a.c");
	ck_assert_str_eq(hunk(&b, 0)->function, "f");
	ck_assert_str_eq(hunk(&b, 0)->place, "a.c:10 (f)");
	ck_assert_uint_eq(hunk(&b, 0)->line, 8);
	ck_assert_uint_eq(hunk(&b, 0)->added, 1);
	ck_assert_uint_eq(hunk(&b, 0)->removed, 1);
	ck_assert_uint_eq(hunk(&b, 0)->path, 0);
	ck_assert_int_eq(only_path(&b)->mode, GIT_FILEMODE_BLOB);
}
END_TEST

START_TEST(words_are_carried_to_be_looked_at)
{
	owned(bench_release) struct bench b = { 0 };

	carry_texts(&b, "a.c", F("\tone(x);\n\tx->status |= x->failed ? ERROR : 0;\n\ttwo(x);\n"),
		    F("\tone(x);\n\tx->status |= x->failed ? FATAL : 0;\n\ttwo(x);\n"),
		    F("\tone(x);\n\tx->status |= x->failed ?\n\t\t\tERROR : 0;\n\ttwo(x);\n"));
	comes_to(&b, F("\tone(x);\n\tx->status |= x->failed ?\n\t\t\tFATAL : 0;\n\ttwo(x);\n"));
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_WORDS);
}
END_TEST

START_TEST(what_is_there_changes_nothing)
{
	owned(bench_release) struct bench b = { 0 };

	carry_texts(&b, "a.c", F("\tone(x);\n"), F("\ttwo(x);\n"), "/* target */\n\n" F("\ttwo(x);\n"));
	ck_assert_uint_eq(b.carried.nr_paths, 0);
	ck_assert(!b.carried.is_changed);
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_THERE);
	ck_assert_uint_eq(hunk(&b, 0)->path, CARRIED_NO_PATH);
}
END_TEST

START_TEST(a_commit_that_appeared_after_the_carrier_was_opened_is_carried_onto)
{
	owned(bench_release) struct bench b = { 0 };
	git_oid second;

	make_texts(&b, "a.c", F("\tone(x);\n"), F("\ttwo(x);\n"), "/* target */\n\n" F("\tone(x);\n"));
	fixture_on(&b.f, "master");
	second = fixture_commit(&b.f, "again", "a.c", F("\tthree(x);\n"), NULL);
	carry(&b);
	fixture_in_memory(&b.f);
	fixture_on(&b.f, "stable");
	b.target = fixture_commit(&b.f, "carried", "a.c", text_str(&only_path(&b)->result), NULL);
	b.commit = second;
	carry(&b);
	comes_to(&b, "/* target */\n\n" F("\tthree(x);\n"));
}
END_TEST

/* ---- files ---- */

START_TEST(a_new_file_and_a_file_that_goes_are_carried)
{
	owned(bench_release) struct bench b = { 0 };

	carry_texts(&b, "new.c", NULL, "int a;\n", NULL);
	comes_to(&b, "int a;\n");
	ck_assert(!only_path(&b)->existed);
	ck_assert_int_eq(only_path(&b)->mode, GIT_FILEMODE_BLOB);
	b.target = b.commit;
	fixture_on(&b.f, "master");
	b.commit = fixture_commit(&b.f, "gone", "new.c", NULL, NULL);
	carry(&b);
	ck_assert_uint_eq(b.carried.nr_conflicts, 0);
	ck_assert(only_path(&b)->existed);
	ck_assert(!only_path(&b)->exists);
	ck_assert_int_eq(only_path(&b)->mode, 0);
}
END_TEST

/* A commit on the fixture's branch with an entry of any mode; no mode takes it away. */
static git_oid commit_entry(struct fixture *f, const char *path, git_filemode_t mode, const char *content, size_t len)
{
	owned(git_signature_freep) git_signature *who = NULL;
	owned(git_commit_freep) git_commit *parent = NULL;
	owned(git_tree_freep) git_tree *tree = NULL, *made = NULL;
	git_tree_update update = { .action = mode ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE, .filemode = mode,
				   .path = path };
	git_oid id;

	if (mode == GIT_FILEMODE_COMMIT)
		ck_assert_int_eq(git_oid_fromstr(&update.id, content), 0);
	else
		ck_assert_int_eq(git_blob_create_from_buffer(&update.id, f->repo, content, len), 0);
	ck_assert_int_eq(git_reference_name_to_id(&id, f->repo, f->branch), 0);
	ck_assert_int_eq(git_commit_lookup(&parent, f->repo, &id), 0);
	ck_assert_int_eq(git_commit_tree(&tree, parent), 0);
	ck_assert_int_eq(git_tree_create_updated(&id, f->repo, tree, 1, &update), 0);
	ck_assert_int_eq(git_tree_lookup(&made, f->repo, &id), 0);
	ck_assert_int_eq(git_signature_new(&who, "A", "a@b", 1600000000, 0), 0);
	ck_assert_int_eq(git_commit_create_v(&id, f->repo, f->branch, who, who, NULL, "entry", made, 1, parent), 0);
	return id;
}

struct entry {
	git_filemode_t mode;
	const char *content;
};

/* Upstream makes 'new' of 'old' under a path, and the target has 'ours'. */
static void carry_entries(struct bench *b, struct entry old, struct entry new, struct entry ours)
{
	fixture_make(&b->f);
	b->base = fixture_commit(&b->f, "before", "README", "read\n", NULL);
	if (old.mode)
		b->base = commit_entry(&b->f, "tool", old.mode, old.content, strlen(old.content));
	b->commit = commit_entry(&b->f, "tool", new.mode, new.mode ? new.content : "", new.mode ? strlen(new.content) : 0);
	fixture_branch(&b->f, "stable", &b->base);
	if (ours.mode == old.mode && (!ours.mode || !strcmp(ours.content, old.content)))
		b->target = fixture_commit(&b->f, "otherwise", "other", "other\n", NULL);
	else
		b->target = commit_entry(&b->f, "tool", ours.mode, ours.mode ? ours.content : "",
					 ours.mode ? strlen(ours.content) : 0);
	carry(b);
}

static void becomes(const struct bench *b, struct entry entry)
{
	ck_assert_uint_eq(b->carried.nr_conflicts, 0);
	ck_assert_int_eq(only_path(b)->mode, entry.mode);
	ck_assert_int_eq(only_path(b)->exists, entry.mode != 0);
	ck_assert_str_eq(text_str(&only_path(b)->result), entry.content);
}

static void stays_for_a_person(const struct bench *b, struct entry in_work_tree)
{
	ck_assert_uint_gt(b->carried.nr_conflicts, 0);
	ck_assert(only_path(b)->in_conflict);
	ck_assert(!only_path(b)->has_markers);
	ck_assert_int_eq(only_path(b)->marked_mode, in_work_tree.mode);
	ck_assert_str_eq(text_str(&only_path(b)->marked), in_work_tree.mode ? in_work_tree.content : "");
}

#define NOTHING ((struct entry){ 0, "" })
#define FILE_OF(text) ((struct entry){ GIT_FILEMODE_BLOB, text })
#define PROGRAM_OF(text) ((struct entry){ GIT_FILEMODE_BLOB_EXECUTABLE, text })
#define LINK_TO(path) ((struct entry){ GIT_FILEMODE_LINK, path })
#define MODULE ((struct entry){ GIT_FILEMODE_COMMIT, "0123456789012345678901234567890123456789" })
#define LINES "one\ntwo\nthree\nfour\nfive\n"

START_TEST(a_new_program_is_executable)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, NOTHING, PROGRAM_OF("#!/bin/sh\n"), NOTHING);
	becomes(&b, PROGRAM_OF("#!/bin/sh\n"));
}
END_TEST

START_TEST(a_mode_is_carried_where_the_target_has_upstreams_old_one)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, FILE_OF("same\n"), PROGRAM_OF("same\n"), FILE_OF("other\n"));
	becomes(&b, PROGRAM_OF("other\n"));
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_CLEAN);
}
END_TEST

START_TEST(a_mode_goes_with_lines)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, FILE_OF(LINES), PROGRAM_OF(LINES "six\n"), FILE_OF("zero\n" LINES));
	becomes(&b, PROGRAM_OF("zero\n" LINES "six\n"));
	ck_assert_uint_eq(b.carried.nr_hunks, 2);
}
END_TEST

START_TEST(a_mode_that_is_there_is_there)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, FILE_OF("same\n"), PROGRAM_OF("same\n"), PROGRAM_OF("same\n"));
	ck_assert_uint_eq(b.carried.nr_paths, 0);
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_THERE);
}
END_TEST

START_TEST(a_mode_is_carried_where_lines_are_in_conflict)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, FILE_OF("one\n"), PROGRAM_OF("two\n"), FILE_OF("three\n"));
	ck_assert_uint_eq(b.carried.nr_conflicts, 1);
	ck_assert_int_eq(only_path(&b)->marked_mode, GIT_FILEMODE_BLOB_EXECUTABLE);
	is_marked(&b, "<<<<<<< target\nthree\n||||||| ID^\none\n=======\ntwo\n>>>>>>> ID (entry)\n");
}
END_TEST

START_TEST(a_link_is_carried_where_it_leads_where_it_did)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, LINK_TO("here"), LINK_TO("there"), LINK_TO("here"));
	becomes(&b, LINK_TO("there"));
}
END_TEST

START_TEST(a_link_comes_and_a_file_becomes_one)
{
	owned(bench_release) struct bench b = { 0 }, other = { 0 };

	carry_entries(&b, NOTHING, LINK_TO("there"), NOTHING);
	becomes(&b, LINK_TO("there"));
	carry_entries(&other, FILE_OF("text\n"), LINK_TO("there"), FILE_OF("text\n"));
	becomes(&other, LINK_TO("there"));
}
END_TEST

START_TEST(a_link_that_leads_elsewhere_is_left_as_it_is)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, LINK_TO("here"), LINK_TO("there"), LINK_TO("elsewhere"));
	stays_for_a_person(&b, LINK_TO("elsewhere"));
	ck_assert_int_eq(only_path(&b)->base.mode, GIT_FILEMODE_LINK);
	ck_assert_int_eq(only_path(&b)->theirs.mode, GIT_FILEMODE_LINK);
	ck_assert_str_eq(hunk(&b, 0)->why, "it is no file here, or not for upstream");
}
END_TEST

START_TEST(a_file_that_is_a_link_on_the_target_is_left_as_it_is)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, FILE_OF("one\n"), FILE_OF("two\n"), LINK_TO("elsewhere"));
	stays_for_a_person(&b, LINK_TO("elsewhere"));
}
END_TEST

START_TEST(a_new_file_does_not_replace_a_link)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, NOTHING, FILE_OF("two\n"), LINK_TO("elsewhere"));
	stays_for_a_person(&b, LINK_TO("elsewhere"));
	ck_assert(!only_path(&b)->is_changed);
}
END_TEST

START_TEST(a_submodule_is_left_to_a_person)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, NOTHING, MODULE, NOTHING);
	stays_for_a_person(&b, NOTHING);
}
END_TEST

START_TEST(a_binary_file_is_carried_where_the_target_has_it_as_upstream_had)
{
	owned(bench_release) struct bench b = { 0 };

	fixture_make(&b.f);
	b.base = fixture_commit_bytes(&b.f, "before", "image", "\0one", 4);
	b.commit = fixture_commit_bytes(&b.f, "change", "image", "\0two", 4);
	fixture_branch(&b.f, "stable", &b.base);
	b.target = fixture_commit(&b.f, "otherwise", "other", "other\n", NULL);
	carry(&b);
	ck_assert_uint_eq(b.carried.nr_conflicts, 0);
	ck_assert_uint_eq(only_path(&b)->result.len, 4);
	ck_assert_mem_eq(text_str(&only_path(&b)->result), "\0two", 4);
	b.target = fixture_commit_bytes(&b.f, "own", "image", "\0own", 4);
	carry(&b);
	ck_assert_uint_eq(b.carried.nr_conflicts, 1);
	ck_assert(!only_path(&b)->has_markers);
	ck_assert_mem_eq(text_str(&only_path(&b)->marked), "\0own", 4);
}
END_TEST

START_TEST(a_file_that_the_target_lacks_is_left_as_upstream_has_it)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, FILE_OF("one\n"), FILE_OF("two\n"), NOTHING);
	stays_for_a_person(&b, FILE_OF("two\n"));
	ck_assert_int_eq(only_path(&b)->base.mode, GIT_FILEMODE_BLOB);
	ck_assert_int_eq(only_path(&b)->ours.mode, 0);
	ck_assert_int_eq(only_path(&b)->theirs.mode, GIT_FILEMODE_BLOB);
	ck_assert(!only_path(&b)->exists);
	ck_assert_str_eq(hunk(&b, 0)->why, "the target has no such file");
}
END_TEST

START_TEST(a_file_that_upstream_takes_away_and_the_target_changed_is_left_as_it_is)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, FILE_OF("one\n"), NOTHING, FILE_OF("own\n"));
	stays_for_a_person(&b, FILE_OF("own\n"));
	ck_assert_int_eq(only_path(&b)->theirs.mode, 0);
}
END_TEST

START_TEST(a_file_that_both_added_is_marked_where_it_is_different)
{
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, NOTHING, FILE_OF("one\ntwo\n"), FILE_OF("one\nown\n"));
	ck_assert_int_eq(only_path(&b)->base.mode, 0);
	is_marked(&b, "<<<<<<< target\none\nown\n||||||| ID^\n=======\none\ntwo\n>>>>>>> ID (entry)\n");
}
END_TEST

START_TEST(a_file_where_upstream_has_a_folder_is_in_the_way)
{
	owned(bench_release) struct bench b = { 0 };

	fixture_make(&b.f);
	b.base = fixture_commit(&b.f, "before", "README", "read\n", NULL);
	b.commit = fixture_commit(&b.f, "change", "tool/main.c", "int a;\n", NULL);
	fixture_branch(&b.f, "stable", &b.base);
	b.target = fixture_commit(&b.f, "otherwise", "tool", "a file\n", NULL);
	carry(&b);
	stays_for_a_person(&b, NOTHING);
	ck_assert(!only_path(&b)->is_changed);
	ck_assert_str_eq(hunk(&b, 0)->why, "a file stands here where upstream has a folder");
}
END_TEST

START_TEST(a_folder_where_upstream_has_a_file_is_in_the_way)
{
	owned(bench_release) struct bench b = { 0 };

	fixture_make(&b.f);
	b.base = fixture_commit(&b.f, "before", "README", "read\n", NULL);
	b.commit = fixture_commit(&b.f, "change", "tool", "a file\n", NULL);
	fixture_branch(&b.f, "stable", &b.base);
	b.target = fixture_commit(&b.f, "otherwise", "tool/main.c", "int a;\n", NULL);
	carry(&b);
	stays_for_a_person(&b, NOTHING);
	ck_assert(!only_path(&b)->is_changed);
}
END_TEST

START_TEST(a_file_under_its_former_name_is_carried_there)
{
	owned(bench_release) struct bench b = { 0 };

	fixture_make(&b.f);
	b.base = fixture_commit(&b.f, "before", "old.c", G("\tone(x);\n"), NULL);
	fixture_commit(&b.f, "rename", "old.c", NULL, "new.c", G("\tone(x);\n"), NULL);
	b.commit = fixture_commit(&b.f, "change", "new.c", G("\ttwo(x);\n"), NULL);
	fixture_branch(&b.f, "stable", &b.base);
	b.target = fixture_commit(&b.f, "otherwise", "other", "other\n", NULL);
	carry(&b);
	comes_to(&b, G("\ttwo(x);\n"));
	ck_assert_str_eq(only_path(&b)->path, "old.c");
	ck_assert_str_eq(only_path(&b)->upstream, "new.c");
	ck_assert_str_eq(hunk(&b, 0)->file, "new.c");
}
END_TEST

/* ---- markers ---- */

START_TEST(only_the_hunk_in_conflict_is_marked)
{
	owned(bench_release) struct bench b = { 0 };

	carry_texts(&b, "a.c", F("\tone(x);\n") G("\tred(x);\n"), F("\ttwo(x);\n") G("\tblue(x);\n"),
		    F("\tone(x);\n") G("\tgreen(x);\n"));
	ck_assert_uint_eq(b.carried.nr_conflicts, 1);
	ck_assert_str_eq(text_str(&only_path(&b)->result), F("\ttwo(x);\n") G("\tgreen(x);\n"));
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_CLEAN);
	ck_assert_int_eq(hunk(&b, 1)->disposition, CHAIN_ADAPT);
	is_marked(&b, F("\ttwo(x);\n") G("<<<<<<< target\n\tgreen(x);\n||||||| ID^\n\tred(x);\n=======\n\tblue(x);\n"
					 ">>>>>>> ID (change)\n"));
	ck_assert_uint_eq(only_path(&b)->marker_size, 7);
}
END_TEST

START_TEST(a_hunk_whose_function_is_absent_is_marked_although_git_would_merge_it)
{
	owned(bench_release) struct bench b = { 0 };

	carry_texts(&b, "a.c", "int f(int a)\n{\n\tcall(a);\n\tlast(a);\n}\n", "int f(int a)\n{\n\tcall(a);\n\tmore(a);\n\tlast(a);\n}\n",
		    "int h(int b)\n{\n\tcall(a);\n\tlast(a);\n}\n");
	ck_assert_uint_eq(b.carried.nr_conflicts, 1);
	ck_assert(!only_path(&b)->is_changed);
	is_marked(&b, "int h(int b)\n{\n\tcall(a);\n<<<<<<< target\n||||||| ID^\n=======\n\tmore(a);\n>>>>>>> ID (change)\n"
		      "\tlast(a);\n}\n");
}
END_TEST

START_TEST(a_moot_hunk_is_dropped_and_not_marked)
{
	static const enum chain_disposition plan[] = { CHAIN_MOOT, CHAIN_ADAPT };
	owned(bench_release) struct bench b = { 0 };

	make_texts(&b, "a.c", F("\tone(x);\n") G("\tred(x);\n"), F("\ttwo(x);\n") G("\tblue(x);\n"),
		   "int g(struct x *x)\n{\n\tgreen(x);\n}\n");
	carry_planned(&b, plan, 2);
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_MOOT);
	ck_assert_uint_eq(b.carried.nr_conflicts, 1);
	ck_assert_ptr_null(strstr(text_str(&only_path(&b)->marked), "two"));
	ck_assert_ptr_nonnull(strstr(text_str(&only_path(&b)->marked), "blue"));
}
END_TEST

START_TEST(a_commit_whose_hunks_are_all_moot_changes_nothing)
{
	static const enum chain_disposition plan[] = { CHAIN_MOOT };
	owned(bench_release) struct bench b = { 0 };

	make_texts(&b, "a.c", "one\n", "two\n", NULL);
	carry_planned(&b, plan, 1);
	ck_assert_uint_eq(b.carried.nr_paths, 0);
	ck_assert_uint_eq(b.carried.nr_conflicts, 0);
}
END_TEST

START_TEST(what_was_moot_and_has_its_function_now_is_in_conflict)
{
	static const enum chain_disposition plan[] = { CHAIN_MOOT };
	owned(bench_release) struct bench b = { 0 };

	make_texts(&b, "a.c", F("\tred(x);\n"), F("\tblue(x);\n"), F("\tgreen(x);\n"));
	carry_planned(&b, plan, 1);
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_ADAPT);
}
END_TEST

START_TEST(blank_lines_are_moot_if_the_plan_says_so)
{
	static const enum chain_disposition plan[] = { CHAIN_MOOT };
	owned(bench_release) struct bench b = { 0 };

	make_texts(&b, "a.c", F("\tred(x);\n\n\tblue(x);\n"), F("\tred(x);\n\tblue(x);\n"), F("\tgreen(x);\n"));
	carry_planned(&b, plan, 1);
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_MOOT);
}
END_TEST

START_TEST(lines_that_the_target_has_nothing_of_are_dropped_where_the_plan_says_so)
{
	static const enum chain_disposition plan[] = { CHAIN_LACKING, CHAIN_ADAPT };
	owned(bench_release) struct bench b = { 0 };

	make_texts(&b, "a.c", F("\tred(x);\n") G("\tred(x);\n"), F("\tblue(x);\n") G("\tblue(x);\n"),
		   F("\tgreen(x);\n") G("\tgreen(x);\n"));
	carry_planned(&b, plan, 2);
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_LACKING);
	ck_assert_int_eq(hunk(&b, 1)->disposition, CHAIN_ADAPT);
	ck_assert_uint_eq(b.carried.nr_conflicts, 1);
}
END_TEST

START_TEST(what_is_there_and_the_plan_leaves_to_be_adapted_is_marked)
{
	static const enum chain_disposition plan[] = { CHAIN_ADAPT };
	owned(bench_release) struct bench b = { 0 };

	make_texts(&b, "a.c", G("\tred(x);\n"), F("\treturn 2;\n"), F("\treturn 2;\n"));
	carry(&b);
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_THERE);
	carry_planned(&b, plan, 1);
	ck_assert_int_eq(hunk(&b, 0)->disposition, CHAIN_ADAPT);
	ck_assert(only_path(&b)->has_markers);
	ck_assert(!only_path(&b)->is_changed);
}
END_TEST

START_TEST(a_plan_of_another_number_of_hunks_is_as_none)
{
	static const enum chain_disposition plan[] = { CHAIN_MOOT, CHAIN_MOOT };
	owned(bench_release) struct bench b = { 0 };

	make_texts(&b, "a.c", "one\n", "two\n", NULL);
	carry_planned(&b, plan, 2);
	ck_assert_uint_eq(b.carried.nr_conflicts, 1);
}
END_TEST

START_TEST(a_hunk_that_merges_and_that_the_plan_leaves_to_be_adapted_is_in_conflict)
{
	static const enum chain_disposition plan[] = { CHAIN_ADAPT, CHAIN_CLEAN };
	owned(bench_release) struct bench b = { 0 };

	make_texts(&b, "a.c", F("\tone(x);\n\tlast(x);\n") G("\tred(x);\n"), F("\tone(x, 2);\n\tlast(x);\n") G("\tblue(x);\n"),
		   "/* target */\n" F("\tone(x);\n\tlast(x);\n") G("\tred(x);\n"));
	carry_planned(&b, plan, 2);
	ck_assert_uint_eq(b.carried.nr_conflicts, 1);
	ck_assert_str_eq(text_str(&only_path(&b)->result), "/* target */\n" F("\tone(x);\n\tlast(x);\n") G("\tblue(x);\n"));
	is_marked(&b, "/* target */\n" F("<<<<<<< target\n\tone(x);\n||||||| ID^\n\tone(x);\n=======\n\tone(x, 2);\n"
					 ">>>>>>> ID (change)\n\tlast(x);\n") G("\tblue(x);\n"));
	ck_assert_str_eq(hunk(&b, 1)->place, "a.c:24 (g)");
	ck_assert_ptr_null(hunk(&b, 0)->place);
}
END_TEST

START_TEST(a_hunk_with_a_lost_name_is_in_conflict_and_says_which)
{
	owned(bench_release) struct bench b = { 0 };

	fixture_make(&b.f);
	b.base = fixture_commit(&b.f, "before", "a.h", "int old(int a);\n", "a.c",
				"#include \"a.h\"\n" F("\tred(x);\n\tlast(x);\n"), NULL);
	fixture_commit(&b.f, "header", "a.h", "int old(int a);\nint brought(struct x *x);\n", NULL);
	b.commit = fixture_commit(&b.f, "change", "a.c", "#include \"a.h\"\n" F("\tred(x);\n\tbrought(x);\n\tlast(x);\n"), NULL);
	fixture_branch(&b.f, "stable", &b.base);
	b.target = fixture_commit(&b.f, "otherwise", "other", "other\n", NULL);
	carry(&b);
	ck_assert_uint_eq(b.carried.nr_conflicts, 1);
	ck_assert_str_eq(hunk(&b, 0)->why, "'brought', which it uses, is not to be seen here");
	ck_assert(!only_path(&b)->is_changed);
	is_marked(&b, "#include \"a.h\"\n" F("\tred(x);\n<<<<<<< target\n||||||| ID^\n=======\n\tbrought(x);\n"
					     ">>>>>>> ID (change)\n\tlast(x);\n"));
}
END_TEST

START_TEST(markers_are_longer_than_those_of_the_text)
{
	owned(bench_release) struct bench b = { 0 };

	carry_texts(&b, "git.txt", "Title\n=======\n\nA conflict:\n\n<<<<<<<< ours\nred\n", "Title\n=======\n\nA conflict:\n\n<<<<<<<< ours\nblue\n",
		    "Title\n=======\n\nA conflict:\n\n<<<<<<<< ours\ngreen\n");
	ck_assert_uint_eq(only_path(&b)->marker_size, 9);
	is_marked(&b, "Title\n=======\n\nA conflict:\n\n<<<<<<<< ours\n<<<<<<<<< target\ngreen\n||||||||| ID^\nred\n=========\nblue\n"
		      ">>>>>>>>> ID (change)\n");
}
END_TEST

START_TEST(a_last_line_without_its_end_is_marked_on_lines_of_their_own)
{
	owned(bench_release) struct bench b = { 0 };

	carry_texts(&b, "a.txt", "red", "blue", "green");
	is_marked(&b, "<<<<<<< target\ngreen\n||||||| ID^\nred\n=======\nblue\n>>>>>>> ID (change)\n");
}
END_TEST

START_TEST(a_long_stretch_that_the_target_lacks_is_not_shown_whole)
{
	owned(text_release) struct text old = { 0 }, new = { 0 };
	owned(bench_release) struct bench b = { 0 };
	unsigned i;

	for (i = 0; i < 100; i++) {
		text_addf(&old, "line %u\n", i);
		text_addf(&new, i == 50 ? "new %u\n" : "line %u\n", i);
	}
	carry_texts(&b, "a.txt", text_str(&old), text_str(&new), "own\n");
	ck_assert_ptr_nonnull(strstr(text_str(&only_path(&b)->marked), "^\nline 40\n"));
	ck_assert_ptr_nonnull(strstr(text_str(&only_path(&b)->marked), "line 60\n=======\nline 40\n"));
	ck_assert_ptr_nonnull(strstr(text_str(&only_path(&b)->marked), "line 60\n>>>>>>> "));
}
END_TEST

START_TEST(conflicts_that_touch_share_their_markers)
{
	owned(bench_release) struct bench b = { 0 };

	carry_texts(&b, "a.txt", "one\ntwo\nthree\n", "1\ntwo\n3\n", "eins\nzwei\ndrei\n");
	is_marked(&b, "<<<<<<< target\neins\nzwei\ndrei\n||||||| ID^\none\ntwo\nthree\n=======\n1\ntwo\n3\n>>>>>>> ID (change)\n");
}
END_TEST

/* ---- as changes ---- */

START_TEST(changes_have_texts_and_modes)
{
	owned(changes_release) struct changes changes = { 0 };
	owned(bench_release) struct bench b = { 0 };

	carry_entries(&b, NOTHING, PROGRAM_OF("#!/bin/sh\n"), NOTHING);
	carried_changes(&changes, &b.carried);
	ck_assert_uint_eq(changes.nr, 1);
	ck_assert_str_eq(changes.v[0].path, "tool");
	ck_assert(!changes.v[0].existed);
	ck_assert(changes.v[0].exists);
	ck_assert_int_eq(changes.v[0].after_mode, GIT_FILEMODE_BLOB_EXECUTABLE);
	ck_assert_str_eq(text_str(&changes.v[0].after), "#!/bin/sh\n");
}
END_TEST

START_TEST(a_missing_commit_is_an_error)
{
	owned(bench_release) struct bench b = { 0 };
	struct error error = { 0 };
	git_oid missing;

	make_texts(&b, "a.c", "one\n", "two\n", "one\n");
	succeeds(carrier_open(&b.carrier, b.f.repo, err));
	ck_assert_int_eq(git_oid_fromstr(&missing, "0123456789012345678901234567890123456789"), 0);
	ck_assert_int_eq(carry_commit(&b.carried, b.carrier, &b.target, &missing, NULL, 0, &error), -1);
	ck_assert_ptr_nonnull(strstr(error.message, "0123456789012345678901234567890123456789"));
	error_release(&error);
}
END_TEST

SUITE(carry)
{
	TEST(a_change_is_carried_and_told_with_its_place);
	TEST(words_are_carried_to_be_looked_at);
	TEST(what_is_there_changes_nothing);
	TEST(a_commit_that_appeared_after_the_carrier_was_opened_is_carried_onto);
	TEST(a_new_file_and_a_file_that_goes_are_carried);
	TEST(a_new_program_is_executable);
	TEST(a_mode_is_carried_where_the_target_has_upstreams_old_one);
	TEST(a_mode_goes_with_lines);
	TEST(a_mode_that_is_there_is_there);
	TEST(a_mode_is_carried_where_lines_are_in_conflict);
	TEST(a_link_is_carried_where_it_leads_where_it_did);
	TEST(a_link_comes_and_a_file_becomes_one);
	TEST(a_link_that_leads_elsewhere_is_left_as_it_is);
	TEST(a_file_that_is_a_link_on_the_target_is_left_as_it_is);
	TEST(a_new_file_does_not_replace_a_link);
	TEST(a_submodule_is_left_to_a_person);
	TEST(a_binary_file_is_carried_where_the_target_has_it_as_upstream_had);
	TEST(a_file_that_the_target_lacks_is_left_as_upstream_has_it);
	TEST(a_file_that_upstream_takes_away_and_the_target_changed_is_left_as_it_is);
	TEST(a_file_that_both_added_is_marked_where_it_is_different);
	TEST(a_file_where_upstream_has_a_folder_is_in_the_way);
	TEST(a_folder_where_upstream_has_a_file_is_in_the_way);
	TEST(a_file_under_its_former_name_is_carried_there);
	TEST(only_the_hunk_in_conflict_is_marked);
	TEST(a_hunk_whose_function_is_absent_is_marked_although_git_would_merge_it);
	TEST(a_moot_hunk_is_dropped_and_not_marked);
	TEST(a_commit_whose_hunks_are_all_moot_changes_nothing);
	TEST(what_was_moot_and_has_its_function_now_is_in_conflict);
	TEST(blank_lines_are_moot_if_the_plan_says_so);
	TEST(lines_that_the_target_has_nothing_of_are_dropped_where_the_plan_says_so);
	TEST(what_is_there_and_the_plan_leaves_to_be_adapted_is_marked);
	TEST(a_plan_of_another_number_of_hunks_is_as_none);
	TEST(a_hunk_that_merges_and_that_the_plan_leaves_to_be_adapted_is_in_conflict);
	TEST(a_hunk_with_a_lost_name_is_in_conflict_and_says_which);
	TEST(markers_are_longer_than_those_of_the_text);
	TEST(a_last_line_without_its_end_is_marked_on_lines_of_their_own);
	TEST(a_long_stretch_that_the_target_lacks_is_not_shown_whole);
	TEST(conflicts_that_touch_share_their_markers);
	TEST(changes_have_texts_and_modes);
	TEST(a_missing_commit_is_an_error);
}
