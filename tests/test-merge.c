// SPDX-License-Identifier: GPL-2.0-only
/* Commits merged onto contents: the upstream side is a fixture's history, the target is kept in memory. */
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/merge.h"
#include "tool/history.h"

/* What the target has under one path, or, content NULL, has not; of all others it has nothing. */
struct target {
	const char *path, *content;
	size_t len;             /* of content where it is no string */
};

struct bench {
	struct fixture f;
	struct commits *commits;
	struct blobs *blobs;
	struct merger *merger;
	struct merge merge;
};

static void bench_release(struct bench *bench)
{
	merge_release(&bench->merge);
	merger_free(bench->merger);
	blobs_free(bench->blobs);
	commits_free(bench->commits);
	fixture_release(&bench->f);
}

static int read_target(struct text *content, bool *exists, void *data, const char *path, struct error *err)
{
	const struct target *target = data;

	(void)err;
	*exists = !strcmp(target->path, path) && target->content;
	if (*exists)
		text_add(content, target->content, target->len ? target->len : strlen(target->content));
	return 0;
}

/* Merges a commit; what was merged before on the bench is remembered. */
static void merge_onto(struct bench *bench, const git_oid *commit, const struct target *target)
{
	struct merge_view view = { .read = read_target, .data = (void *)target };
	uint32_t number;

	if (!bench->commits) {
		succeeds(commits_open(&bench->commits, bench->f.repo, err));
		succeeds(blobs_open(&bench->blobs, bench->f.repo, err));
		succeeds(merger_open(&bench->merger, bench->commits, bench->blobs, err));
	}
	succeeds(commits_find(&number, bench->commits, commit, err));
	merge_release(&bench->merge);
	memset(&bench->merge, 0, sizeof(bench->merge));
	succeeds(merge_commit(&bench->merge, bench->merger, &view, number, err));
}

/* Upstream changes a file from one text to another; the target has a third. NULL: no such file. */
static void merge_texts(struct bench *bench, const char *path, const char *old, const char *new, const char *ours)
{
	const struct target target = { .path = path, .content = ours };
	git_oid commit;

	fixture_make(&bench->f);
	if (old)
		fixture_commit(&bench->f, "before", path, old, "README", "read\n", NULL);
	else
		fixture_commit(&bench->f, "before", "README", "read\n", NULL);
	commit = fixture_commit(&bench->f, "change", path, new, NULL);
	merge_onto(bench, &commit, &target);
}

static const struct merge_hunk *only_hunk(const struct bench *bench)
{
	ck_assert_uint_eq(bench->merge.nr_hunks, 1);
	return &bench->merge.hunks[0];
}

static void is_carried(const struct bench *bench, enum hunk_outcome outcome, const char *result)
{
	ck_assert_int_eq(only_hunk(bench)->outcome, outcome);
	ck_assert_int_eq(only_hunk(bench)->obstacle, OBSTACLE_NONE);
	ck_assert_str_eq(text_str(&bench->merge.files[0].result), result);
	ck_assert(bench->merge.is_plain == (outcome == HUNK_CLEAN));
}

static void is_conflict(const struct bench *bench, enum hunk_obstacle obstacle)
{
	const struct merge_file *file = &bench->merge.files[0];

	ck_assert_int_eq(only_hunk(bench)->outcome, HUNK_CONFLICT);
	ck_assert_int_eq(only_hunk(bench)->obstacle, obstacle);
	ck_assert(!bench->merge.is_plain);
	ck_assert(!file->changed);
	ck_assert(file->exists == file->existed);
	ck_assert(text_equal(&file->result, &file->ours));
}

/* The lines of a function f() and what surrounds them. */
#define HEAD "#include <a.h>\n\nint first(void)\n{\n\treturn first_of(1);\n}\n\n"
#define TAIL "\nint last(void)\n{\n\treturn last_of(9);\n}\n"
#define F(body) HEAD "int f(struct x *x)\n{\n" body "}\n" TAIL

/* ---- the path's own merge ---- */

START_TEST(a_change_beside_other_changes_is_clean_and_plain)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n\ttwo(x);\n\tthree(x);\n"), F("\tone(x);\n\tdeux(x);\n\tthree(x);\n"),
		    "/* new */\n" F("\tone(x);\n\ttwo(x);\n\tthree(x);\n"));
	is_carried(&b, HUNK_CLEAN, "/* new */\n" F("\tone(x);\n\tdeux(x);\n\tthree(x);\n"));
	ck_assert_str_eq(only_hunk(&b)->entity, "f");
	ck_assert_int_eq(only_hunk(&b)->kind, ENTITY_FUNCTION);
	ck_assert_uint_eq(only_hunk(&b)->at.old_first, 11);
	ck_assert_uint_eq(only_hunk(&b)->target_line, 12);
	ck_assert_uint_eq(only_hunk(&b)->leans_on.first, 10);
	ck_assert_uint_eq(only_hunk(&b)->leans_on.nr, 3);
	ck_assert(b.merge.files[0].changed && b.merge.files[0].exists && b.merge.files[0].existed);
}
END_TEST

START_TEST(a_file_that_is_as_upstreams_parent_has_it_becomes_upstreams)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n"), F("\tone(x);\n\ttwo(x);\n"), F("\tone(x);\n"));
	is_carried(&b, HUNK_CLEAN, F("\tone(x);\n\ttwo(x);\n"));
	ck_assert_uint_eq(only_hunk(&b)->target_line, 11);
}
END_TEST

START_TEST(a_file_that_is_no_c_is_merged_by_lines_alone)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "Kconfig", "config A\n\tbool\n\nconfig B\n\tbool\n",
		    "config A\n\ttristate\n\nconfig B\n\tbool\n",
		    "config A\n\tbool\n\nconfig B\n\tbool\n\nconfig C\n");
	is_carried(&b, HUNK_CLEAN, "config A\n\ttristate\n\nconfig B\n\tbool\n\nconfig C\n");
	ck_assert_ptr_null(only_hunk(&b)->entity);
}
END_TEST

START_TEST(a_line_that_both_changed_differently_is_a_conflict)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n\ttwo(x);\n\tthree(x);\n"), F("\tone(x);\n\tdeux(x);\n\tthree(x);\n"),
		    F("\tone(x);\n\tzwei(x);\n\tthree(x);\n"));
	is_conflict(&b, OBSTACLE_LINES);
	ck_assert_uint_eq(only_hunk(&b)->target_line, 11);
}
END_TEST

START_TEST(a_conflict_does_not_condemn_the_hunks_beside_it)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n\ttwo(x);\n\tthree(x);\n\tfour(x);\n\tfive(x);\n"),
		    F("\tun(x);\n\ttwo(x);\n\tthree(x);\n\tfour(x);\n\tcinq(x);\n"),
		    F("\teins(x);\n\ttwo(x);\n\tthree(x);\n\tfour(x);\n\tfive(x);\n"));
	ck_assert_uint_eq(b.merge.nr_hunks, 2);
	ck_assert_int_eq(b.merge.hunks[0].outcome, HUNK_CONFLICT);
	ck_assert_int_eq(b.merge.hunks[1].outcome, HUNK_CLEAN);
	ck_assert(!b.merge.is_plain);
	ck_assert_str_eq(text_str(&b.merge.files[0].result),
			 F("\teins(x);\n\ttwo(x);\n\tthree(x);\n\tfour(x);\n\tcinq(x);\n"));
}
END_TEST

START_TEST(an_entity_that_the_target_lacks_is_an_obstacle)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n\ttwo(x);\n"), F("\tone(x);\n\tdeux(x);\n"), HEAD TAIL);
	is_conflict(&b, OBSTACLE_ENTITY);
}
END_TEST

/* git puts it into g(), where the lines around it are the same. */
START_TEST(a_hunk_does_not_land_in_another_function_with_the_same_lines)
{
	owned(bench_release) struct bench b = { 0 };
	static const char body[] = "\n{\n\tone(x);\n\ttwo(x);\n\tthree(x);\n\tfour(x);\n}\n";
	owned(text_release) struct text old = { 0 }, new = { 0 }, ours = { 0 };

	text_addf(&old, "%sint f(struct x *x)%s%s", HEAD, body, TAIL);
	text_addf(&new, "%sint f(struct x *x)\n{\n\tone(x);\n\ttwo(x);\n\tnew(x);\n\tthree(x);\n\tfour(x);\n}\n%s",
		  HEAD, TAIL);
	text_addf(&ours, "%sint g(struct y *x)%s%s", HEAD, body, TAIL);
	text_adds(&old, "\nint g(struct y *x)\n{\n\tother(x);\n}\n");
	text_adds(&new, "\nint g(struct y *x)\n{\n\tother(x);\n}\n");
	merge_texts(&b, "a.c", old.data, new.data, ours.data);
	is_conflict(&b, OBSTACLE_ENTITY);
}
END_TEST

/* ---- there ---- */

START_TEST(a_change_that_the_target_made_too_is_there)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n\ttwo(x);\n\tthree(x);\n"), F("\tone(x);\n\tdeux(x);\n\tthree(x);\n"),
		    "/* new */\n" F("\tone(x);\n\tdeux(x);\n\tthree(x);\n"));
	ck_assert_int_eq(only_hunk(&b)->outcome, HUNK_THERE);
	ck_assert_uint_eq(only_hunk(&b)->target_line, 12);
	ck_assert(!b.merge.files[0].changed);
	ck_assert(b.merge.is_plain);
}
END_TEST

START_TEST(a_line_with_its_neighbour_is_there_though_the_rest_is_different)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tlock(x);\n\tuse(x);\n"), F("\tlock(x);\n\tcheck_first(x);\n\tuse(x);\n"),
		    F("\tlock(x);\n\tcheck_first(x);\n\tuse_it(x);\n"));
	ck_assert_int_eq(only_hunk(&b)->outcome, HUNK_THERE);
}
END_TEST

START_TEST(a_line_that_stands_everywhere_is_not_there)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n\ttwo(x);\n"), F("\tone(x);\n\treturn 0;\n\ttwo(x);\n"),
		    F("\tnone(x);\n\treturn 0;\n"));
	ck_assert_int_ne(only_hunk(&b)->outcome, HUNK_THERE);
}
END_TEST

START_TEST(a_fix_in_a_part_that_was_moved_out_of_the_function_is_there)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tlock(x);\n\tuse(x);\n\tunlock(x);\n"),
		    F("\tlock(x);\n\tfirst_check(x);\n\tsecond_check(x);\n\tthird_check(x);\n\tuse(x);\n\tunlock(x);\n"),
		    HEAD "static int f_locked(struct x *x)\n{\n\tfirst_check(x);\n\tsecond_check(x);\n\tthird_check(x);\n"
			 "\tuse(x);\n}\n\nint f(struct x *x)\n{\n\ttake(x);\n\tf_locked(x);\n\tgive(x);\n}\n" TAIL);
	ck_assert_int_eq(only_hunk(&b)->outcome, HUNK_THERE);
	ck_assert_str_eq(only_hunk(&b)->target_entity, "f_locked");
}
END_TEST

/* ---- within the entity ---- */

START_TEST(a_hunk_follows_its_function_to_where_it_was_moved)
{
	owned(bench_release) struct bench b = { 0 };
	static const char f_old[] = "int f(struct x *x)\n{\n\tone(x);\n\ttwo(x);\n\tthree(x);\n}\n";
	static const char f_new[] = "int f(struct x *x)\n{\n\tone(x);\n\tdeux(x);\n\tthree(x);\n}\n";
	static const char g[] = "\nint g(struct y *y)\n{\n\tlock(y);\n\ta(y);\n\tb(y);\n\tc(y);\n\td(y);\n\te(y);\n\tf(y);\n}\n\n";
	owned(text_release) struct text old = { 0 }, new = { 0 }, ours = { 0 }, want = { 0 };

	text_addf(&old, "%s%s", f_old, g);
	text_addf(&new, "%s%s", f_new, g);
	text_addf(&ours, "%s%s", g, f_old);
	text_addf(&want, "%s%s", g, f_new);
	merge_texts(&b, "a.c", old.data, new.data, ours.data);
	is_carried(&b, HUNK_PLACED, want.data);
}
END_TEST

START_TEST(a_function_under_its_old_name_is_the_same_and_said)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n\ttwo(x);\n\tthree(x);\n\tfour(x);\n"),
		    F("\tone(x);\n\ttwo(x);\n\tdrei(x);\n\tfour(x);\n"),
		    HEAD "int old_f(struct x *x)\n{\n\tone(x);\n\ttwo(x);\n\tthree(x);\n\tfour(x);\n}\n" TAIL);
	ck_assert_int_eq(only_hunk(&b)->outcome, HUNK_CLEAN);
	ck_assert_str_eq(only_hunk(&b)->entity, "f");
	ck_assert_str_eq(only_hunk(&b)->target_entity, "old_f");
}
END_TEST

START_TEST(a_line_that_stands_once_is_replaced_whatever_is_around_it)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tlock(x);\n\trun(x->cb);\n\tunlock(x);\n"),
		    F("\tlock(x);\n\ttry_run(x->cb);\n\tunlock(x);\n"), F("\ttake(x);\n\trun(x->cb);\n\tleave(x);\n"));
	is_carried(&b, HUNK_PLACED, F("\ttake(x);\n\ttry_run(x->cb);\n\tleave(x);\n"));
	ck_assert_uint_eq(only_hunk(&b)->target_line, 11);
}
END_TEST

START_TEST(a_line_that_stands_twice_is_not_replaced)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tlock(x);\n\trun(x->cb);\n\tunlock(x);\n"),
		    F("\tlock(x);\n\ttry_run(x->cb);\n\tunlock(x);\n"),
		    F("\ttake(x);\n\trun(x->cb);\n\tleave(x);\n\trun(x->cb);\n"));
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(an_addition_leans_on_the_neighbour_that_is_left)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tp = get(x, 1);\n\tuse(p);\n"), F("\tp = get(x, 1);\n\tif (!p)\n\t\treturn;\n\tuse(p);\n"),
		    F("\tp = get(x);\n\tuse(p);\n"));
	is_carried(&b, HUNK_PLACED, F("\tp = get(x);\n\tif (!p)\n\t\treturn;\n\tuse(p);\n"));
}
END_TEST

START_TEST(an_addition_with_both_neighbours_changed_is_a_conflict)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tstart(x);\n\tget(x);\n\tput(x);\n\tend(x);\n"),
		    F("\tstart(x);\n\tget(x);\n\tcheck(x);\n\tput(x);\n\tend(x);\n"),
		    F("\tstart(x);\n\tget_it(x);\n\tput_it(x);\n\tend(x);\n"));
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(an_addition_between_two_lines_that_are_apart_has_two_places)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tget(x);\n\tput(x);\n"), F("\tget(x);\n\tcheck(x);\n\tput(x);\n"),
		    F("\tget(x);\n\twork(x);\n\tput(x);\n"));
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(a_neighbour_that_stands_twice_is_no_anchor)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tget(x, 1);\n\tuse(x);\n\tput(x);\n"),
		    F("\tget(x, 1);\n\tcheck(x);\n\tuse(x);\n\tput(x);\n"),
		    F("\tget(x);\n\tuse(x);\n\tput(x);\n\tuse(x);\n"));
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(an_addition_at_the_end_goes_before_the_closing_brace)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n\tunlock(x);\n"), F("\tone(x);\n\tunlock(x);\n\tnotify_all();\n"),
		    F("\tone(x);\n\tunlock_irq(x);\n"));
	is_carried(&b, HUNK_PLACED, F("\tone(x);\n\tunlock_irq(x);\n\tnotify_all();\n"));
}
END_TEST

START_TEST(nothing_is_added_behind_a_return)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n\tunlock(x);\n"), F("\tone(x);\n\tunlock(x);\n\tnotify_all();\n"),
		    F("\tone(x);\n\treturn 0;\n"));
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(an_addition_at_the_beginning_goes_behind_the_opening_brace)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tbool queued;\n\n\tget(x);\n\tput(x);\n"),
		    F("\tbool queued;\n\n\tif (busy())\n\t\treturn;\n\tget(x);\n\tput(x);\n"), F("\tget(x);\n\tput(x);\n"));
	ck_assert_int_eq(only_hunk(&b)->outcome, HUNK_PLACED);
	ck_assert_str_eq(text_str(&b.merge.files[0].result), F("\tif (busy())\n\t\treturn;\n\tget(x);\n\tput(x);\n"));
}
END_TEST

START_TEST(a_statement_is_not_added_above_declarations)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tget(x);\n\tput(x);\n"), F("\tif (busy())\n\t\treturn;\n\tget(x);\n\tput(x);\n"),
		    F("\tstruct y *y;\n\n\tget_it(x, y);\n\tput(x);\n"));
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(an_addition_stays_behind_what_it_depends_on)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tp = alloc();\n\tx->a = 1;\n"), F("\tp = alloc();\n\tif (!p)\n\t\treturn;\n\tx->a = 1;\n"),
		    F("\tx->a = 1;\n\tp = alloc_node(n);\n"));
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(an_addition_does_not_cut_a_statement_in_two)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tget(x);\n\tuse(x);\n"), F("\tget(x);\n\tcheck(x);\n\tuse(x);\n"),
		    F("\tif (wanted(x))\n\tuse(x);\n"));
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(a_member_goes_to_the_end_of_a_struct_with_other_members)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.h", "struct s {\n\tint a;\n\tint b;\n};\n", "struct s {\n\tint a;\n\tint b;\n\tint c;\n};\n",
		    "struct s {\n\tint a;\n\tlong other;\n};\n");
	is_carried(&b, HUNK_PLACED, "struct s {\n\tint a;\n\tlong other;\n\tint c;\n};\n");
	ck_assert_int_eq(only_hunk(&b)->kind, ENTITY_STRUCT);
}
END_TEST

/* ---- the order among neighbours ---- */

/*
 * A line of upstream's own branch stands in another branch of the target, above or below what the two have in common: the
 * same, with other blanks, or with other lines above the function.
 */
static const struct {
	const char *old, *new, *ours;
} other_branches[] = {
	{ "\tif (lost(x)) {\n\t\tnote_loss(x);\n\t\tclose_all(x);\n\t}\n\tfinish_work(x);\n",
	  "\tif (lost(x)) {\n\t\tnote_loss(x);\n\t\tclose_all(x, 1);\n\t}\n\tfinish_work(x);\n",
	  "\tfinish_work(x);\n\tif (idle(x)) {\n\t\tstop_timer(x);\n\t\tclose_all(x);\n\t}\n" },
	{ "\tif (lost(x)) {\n\t\tnote_loss(x);\n\t\tclose_all(x);\n\t}\n\tfinish_work(x);\n",
	  "\tif (lost(x)) {\n\t\tnote_loss(x);\n\t\tclose_all(x, 1);\n\t}\n\tfinish_work(x);\n",
	  "\tfinish_work(x);\n\tstop_timer(x);\n\tclose_all(x);\n" },
	{ "\tbegin_work(x);\n\tif (lost(x)) {\n\t\tnote_loss(x);\n\t\tclose_all(x);\n\t}\n",
	  "\tbegin_work(x);\n\tif (lost(x)) {\n\t\tnote_loss(x);\n\t\tclose_all(x, 1);\n\t}\n",
	  "\tif (idle(x)) {\n\t\tstop_timer(x);\n\t\tclose_all(x);\n\t}\n\tbegin_work(x);\n" },
	{ "\tbegin_work(x);\n\tif (lost(x)) {\n\t\tnote_loss(x);\n\t\tclose_all(x);\n\t}\n",
	  "\tbegin_work(x);\n\tif (lost(x)) {\n\t\tnote_loss(x);\n\t\tclose_all(x, 1);\n\t}\n",
	  "\tstop_timer(x);\n\tclose_all(x);\n\tbegin_work(x);\n" },
};

START_TEST(a_like_line_in_another_branch_is_a_conflict)
{
	owned(bench_release) struct bench b = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 }, ours = { 0 };

	text_addf(&old, F("%s"), other_branches[_i].old);
	text_addf(&new, F("%s"), other_branches[_i].new);
	text_addf(&ours, F("%s"), other_branches[_i].ours);
	merge_texts(&b, "a.c", old.data, new.data, ours.data);
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

/* The line's neighbours are other ones on the target, and further off there is what stands above or below it in both. */
static const struct {
	const char *old, *ours;
} kept_orders[] = {
	{ "\tbegin_work(x);\n\tlock(x);\n\t%\n\tunlock(x);\n\tfinish_work(x);\n",
	  "\tbegin_work(x);\n\ttake(x);\n\t%\n\tleave(x);\n\tfinish_work(x);\n" },
	/* right beside it on one side */
	{ "\tlock(x);\n\t%\n\tfinish_work(x);\n", "\ttake(x);\n\t%\n\tfinish_work(x);\n" },
	{ "\tbegin_work(x);\n\t%\n\tunlock(x);\n", "\tbegin_work(x);\n\t%\n\tleave(x);\n" },
	/* more, or less, above it on the target */
	{ "\tlock(x);\n\t%\n\tunlock(x);\n\tfinish_work(x);\n",
	  "\tone(x);\n\ttwo(x);\n\tthree(x);\n\tfour(x);\n\ttake(x);\n\t%\n\tleave(x);\n\tfinish_work(x);\n" },
	{ "\tone(x);\n\ttwo(x);\n\tthree(x);\n\tbegin_work(x);\n\tlock(x);\n\t%\n\tunlock(x);\n",
	  "\tbegin_work(x);\n\ttake(x);\n\t%\n\tleave(x);\n" },
};

/* A file with f(), the line at the mark "%" of its body. */
static void add_body(struct text *file, const char *body, const char *line)
{
	size_t mark = strcspn(body, "%");

	text_adds(file, HEAD "int f(struct x *x)\n{\n");
	text_add(file, body, mark);
	text_addf(file, "%s%s}\n" TAIL, line, body + mark + 1);
}

START_TEST(a_line_that_keeps_its_order_is_placed)
{
	static const char above[] = "int more(void)\n{\n\treturn more_of(1, 2);\n}\n\n";
	owned(bench_release) struct bench b = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 }, ours = { 0 }, want = { 0 };

	add_body(&old, kept_orders[_i].old, "close_all(x);");
	add_body(&new, kept_orders[_i].old, "close_all(x, 1);");
	text_adds(&ours, above);
	add_body(&ours, kept_orders[_i].ours, "close_all(x);");
	text_adds(&want, above);
	add_body(&want, kept_orders[_i].ours, "close_all(x, 1);");
	merge_texts(&b, "a.c", old.data, new.data, ours.data);
	is_carried(&b, HUNK_PLACED, want.data);
}
END_TEST

START_TEST(a_line_with_other_blanks_that_keeps_its_order_is_placed)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tbegin_work(x);\n\tlock(x);\n\tclose_all(x);\n\tunlock(x);\n\tfinish_work(x);\n"),
		    F("\tbegin_work(x);\n\tlock(x);\n\tclose_all(x, 1);\n\tunlock(x);\n\tfinish_work(x);\n"),
		    F("\tbegin_work(x);\n\ttake(x);\n\tclose_all( x );\n\tleave(x);\n\tfinish_work(x);\n"));
	is_carried(&b, HUNK_PLACED,
		   F("\tbegin_work(x);\n\ttake(x);\n\tclose_all(x, 1);\n\tleave(x);\n\tfinish_work(x);\n"));
}
END_TEST

/* ---- as far down as they go ---- */

/* Blocks that begin and end alike: lines that come, or go, are seen as the first block, or one line further down. */
#define LOOP(body) "\tdo {\n" body "\t} while (busy(x));\n"
#define TWO_LOOPS LOOP("\t\tnew_one(x);\n") LOOP("\t\tone(x);\n")

START_TEST(an_added_block_that_can_be_seen_further_down_is_clean_as_gits_merge_has_it)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tzero(x);\n" LOOP("\t\tone(x);\n")), F("\tzero(x);\n" TWO_LOOPS),
		    F("\tnull(x);\n" LOOP("\t\tone(x);\n")));
	ck_assert_uint_eq(only_hunk(&b)->at.old_first, 11);
	is_carried(&b, HUNK_CLEAN, F("\tnull(x);\n" TWO_LOOPS));
	ck_assert_str_eq(only_hunk(&b)->entity, "f");
}
END_TEST

/* The same block stands in another place too: it is not taken away for being the only one. */
#define AGAIN "\tbetween(x);\n" LOOP("\t\tnew_one(x);\n")

START_TEST(a_removed_block_that_can_be_seen_further_down_is_clean_as_gits_merge_has_it)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tzero(x);\n" TWO_LOOPS AGAIN), F("\tzero(x);\n" LOOP("\t\tone(x);\n") AGAIN),
		    F("\tnull(x);\n" TWO_LOOPS AGAIN));
	ck_assert_uint_eq(only_hunk(&b)->at.old_first, 11);
	is_carried(&b, HUNK_CLEAN, F("\tnull(x);\n" LOOP("\t\tone(x);\n") AGAIN));
}
END_TEST

START_TEST(what_is_in_no_function_slides_too)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.txt", "zero\n  begin\n    one\n  end\nlast\n",
		    "zero\n  begin\n    new\n  end\n  begin\n    one\n  end\nlast\n",
		    "null\n  begin\n    one\n  end\nlast\n");
	ck_assert_uint_eq(only_hunk(&b)->at.old_first, 2);
	is_carried(&b, HUNK_CLEAN, "null\n  begin\n    new\n  end\n  begin\n    one\n  end\nlast\n");
}
END_TEST

START_TEST(a_block_that_cannot_be_seen_further_down_is_a_conflict)
{
	owned(bench_release) struct bench b = { 0 };
	static const char block[] = "\twhile (busy(x)) {\n\t\tnew_one(x);\n\t}\n";
	owned(text_release) struct text new = { 0 };

	text_addf(&new, F("\tzero(x);\n%s" LOOP("\t\tone(x);\n")), block);
	merge_texts(&b, "a.c", F("\tzero(x);\n" LOOP("\t\tone(x);\n")), new.data,
		    F("\tnull(x);\n" LOOP("\t\tone(x);\n")));
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(a_block_whose_lower_place_is_changed_too_is_a_conflict)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tzero(x);\n" LOOP("\t\tone(x);\n")), F("\tzero(x);\n" TWO_LOOPS),
		    F("\tnull(x);\n" LOOP("\t\tuno(x);\n")));
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

/* One line further down it would begin in what is said of f(). */
START_TEST(what_is_in_no_function_is_not_seen_in_one)
{
	owned(bench_release) struct bench b = { 0 };
	static const char said[] = "/*\n * What f() does.\n */\nint f(struct x *x)\n{\n\tone(x);\n}\n";
	owned(text_release) struct text old = { 0 }, new = { 0 }, ours = { 0 };

	text_addf(&old, "extern int first;\n%s", said);
	text_addf(&new, "extern int first;\n/*\n * A note.\n */\n\n%s", said);
	text_addf(&ours, "extern int second;\n%s", said);
	merge_texts(&b, "a.c", old.data, new.data, ours.data);
	ck_assert_uint_eq(only_hunk(&b)->at.old_first, 2);
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

/* ---- whole entities and what is outside of them ---- */

START_TEST(a_new_function_goes_behind_the_nearest_that_the_target_has)
{
	owned(bench_release) struct bench b = { 0 };
	static const char brought[] = "int brought(void)\n{\n\treturn 5;\n}\n";
	owned(text_release) struct text new = { 0 };

	text_addf(&new, "%sint mine(void)\n{\n\treturn 2;\n}\n\n%s%s", HEAD, brought, TAIL);
	merge_texts(&b, "a.c", HEAD "int mine(void)\n{\n\treturn 2;\n}\n" TAIL, new.data, HEAD "int x;\n");
	is_carried(&b, HUNK_PLACED, HEAD "int brought(void)\n{\n\treturn 5;\n}\n\nint x;\n");
	ck_assert(only_hunk(&b)->adds_entity);
	ck_assert_str_eq(only_hunk(&b)->entity, "brought");
}
END_TEST

START_TEST(a_new_function_whose_name_is_taken_is_a_conflict)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", HEAD TAIL, HEAD "int g(void)\n{\n\treturn 5;\n}\n" TAIL,
		    HEAD "int g(void)\n{\n\treturn 7;\n}\n" TAIL);
	is_conflict(&b, OBSTACLE_LINES);
	ck_assert_uint_eq(only_hunk(&b)->target_line, 8);
}
END_TEST

START_TEST(an_include_goes_beside_the_nearest_that_the_target_has)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", "#include <a.h>\n#include <b.h>\n#include <d.h>\n\nint a;\n",
		    "#include <a.h>\n#include <b.h>\n#include <c.h>\n#include <d.h>\n\nint a;\n",
		    "#include <a.h>\n#include <dd.h>\n#include <bb.h>\n\nint a;\n");
	is_carried(&b, HUNK_PLACED, "#include <a.h>\n#include <c.h>\n#include <dd.h>\n#include <bb.h>\n\nint a;\n");
}
END_TEST

START_TEST(a_function_that_is_changed_on_the_target_is_not_taken_away)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n"), HEAD TAIL, F("\ttwo(x);\n"));
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

/* ---- files ---- */

START_TEST(a_file_that_the_target_lacks_is_an_obstacle)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n"), F("\ttwo(x);\n"), NULL);
	is_conflict(&b, OBSTACLE_FILE);
	ck_assert_ptr_null(b.merge.files[0].target_path);
}
END_TEST

START_TEST(a_file_that_upstream_renamed_since_is_not_found_under_its_old_name)
{
	owned(bench_release) struct bench b = { 0 };
	const struct target target = { .path = "old/a.c", .content = F("\tone(x);\n") };
	git_oid commit;

	fixture_make(&b.f);
	fixture_commit(&b.f, "before", "old/a.c", target.content, NULL);
	fixture_commit(&b.f, "rename", "old/a.c", NULL, "new/a.c", target.content, NULL);
	commit = fixture_commit(&b.f, "change", "new/a.c", F("\ttwo(x);\n"), NULL);
	merge_onto(&b, &commit, &target);
	is_conflict(&b, OBSTACLE_FILE);
	ck_assert_str_eq(b.merge.files[0].path, "new/a.c");
}
END_TEST

START_TEST(a_new_file_is_clean)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", NULL, HEAD, NULL);
	is_carried(&b, HUNK_CLEAN, HEAD);
	ck_assert(!b.merge.files[0].existed && b.merge.files[0].exists && b.merge.files[0].changed);
	ck_assert_str_eq(b.merge.files[0].target_path, "a.c");
}
END_TEST

START_TEST(a_new_file_that_the_target_has_is_there)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", NULL, HEAD, HEAD);
	ck_assert_int_eq(only_hunk(&b)->outcome, HUNK_THERE);
	ck_assert(!b.merge.files[0].changed);
}
END_TEST

START_TEST(a_new_file_where_the_target_has_another_is_a_conflict)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", NULL, HEAD, TAIL);
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(a_deleted_file_goes_if_it_is_the_same)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", HEAD, NULL, HEAD);
	ck_assert_int_eq(only_hunk(&b)->outcome, HUNK_CLEAN);
	ck_assert(b.merge.files[0].existed && !b.merge.files[0].exists && b.merge.files[0].changed);
	ck_assert(b.merge.is_plain);
}
END_TEST

START_TEST(a_deleted_file_that_the_target_changed_stays)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", HEAD, NULL, HEAD TAIL);
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(a_deleted_file_that_the_target_lacks_is_there)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", HEAD, NULL, NULL);
	ck_assert_int_eq(only_hunk(&b)->outcome, HUNK_THERE);
}
END_TEST

START_TEST(a_root_commit_brings_all_its_files)
{
	owned(bench_release) struct bench b = { 0 };
	const struct target target = { .path = "b.c", .content = "int b;\n" };
	git_oid commit;

	fixture_make(&b.f);
	commit = fixture_commit(&b.f, "root", "a.c", "int a;\n", "b.c", "int b;\n", NULL);
	merge_onto(&b, &commit, &target);
	ck_assert_uint_eq(b.merge.nr_hunks, 2);
	ck_assert_int_eq(b.merge.hunks[0].outcome, HUNK_CLEAN);
	ck_assert_int_eq(b.merge.hunks[1].outcome, HUNK_THERE);
}
END_TEST

START_TEST(a_commit_that_changes_nothing_is_plain)
{
	owned(bench_release) struct bench b = { 0 };
	const struct target target = { .path = "a.c", .content = "int b;\n" };
	git_oid commit;

	fixture_make(&b.f);
	fixture_commit(&b.f, "root", "a.c", "int a;\n", NULL);
	commit = fixture_commit(&b.f, "empty", NULL);
	merge_onto(&b, &commit, &target);
	ck_assert_uint_eq(b.merge.nr_hunks, 0);
	ck_assert(b.merge.is_plain);
}
END_TEST

/* ---- no lines ---- */

START_TEST(binary_content_is_an_obstacle)
{
	owned(bench_release) struct bench b = { 0 };
	const struct target target = { .path = "a.bin", .content = "x\0z\n", .len = 4 };
	git_oid commit;

	fixture_make(&b.f);
	fixture_commit_bytes(&b.f, "before", "a.bin", "a\0b\n", 4);
	commit = fixture_commit_bytes(&b.f, "change", "a.bin", "a\0c\n", 4);
	merge_onto(&b, &commit, &target);
	is_conflict(&b, OBSTACLE_BINARY);
}
END_TEST

START_TEST(binary_content_that_is_the_same_becomes_upstreams)
{
	owned(bench_release) struct bench b = { 0 };
	const struct target target = { .path = "a.bin", .content = "a\0b\n", .len = 4 };
	git_oid commit;

	fixture_make(&b.f);
	fixture_commit_bytes(&b.f, "before", "a.bin", "a\0b\n", 4);
	commit = fixture_commit_bytes(&b.f, "change", "a.bin", "a\0c\n", 4);
	merge_onto(&b, &commit, &target);
	ck_assert_int_eq(only_hunk(&b)->outcome, HUNK_CLEAN);
	ck_assert_uint_eq(b.merge.files[0].result.len, 4);
}
END_TEST

/* A commit on the branch that has an entry of any kind under "entry". */
static git_oid commit_entry(struct fixture *f, const git_oid *parent, const git_oid *id, git_filemode_t mode)
{
	git_tree_update update = { .action = GIT_TREE_UPDATE_UPSERT, .id = *id, .filemode = mode, .path = "entry" };
	owned(git_commit_freep) git_commit *commit = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	owned(git_tree_freep) git_tree *made = NULL;
	owned(git_signature_freep) git_signature *author = NULL;
	git_oid tree_id, made_id;

	ck_assert_int_eq(git_commit_lookup(&commit, f->repo, parent), 0);
	ck_assert_int_eq(git_commit_tree(&tree, commit), 0);
	ck_assert_int_eq(git_tree_create_updated(&tree_id, f->repo, tree, 1, &update), 0);
	ck_assert_int_eq(git_tree_lookup(&made, f->repo, &tree_id), 0);
	ck_assert_int_eq(git_signature_new(&author, "A", "a@example.org", 1700000000, 0), 0);
	ck_assert_int_eq(git_commit_create(&made_id, f->repo, NULL, author, author, NULL, "entry", made, 1,
					   (const git_commit **)&commit), 0);
	return made_id;
}

static git_oid blob_of(struct fixture *f, const char *content)
{
	git_oid id;

	ck_assert_int_eq(git_blob_create_from_buffer(&id, f->repo, content, strlen(content)), 0);
	return id;
}

/* From one kind of entry to another; the target has a file of that content. */
static void merge_entries(struct bench *b, const char *old, git_filemode_t old_mode, const char *new,
			  git_filemode_t new_mode, const char *ours)
{
	const struct target target = { .path = "entry", .content = ours };
	git_oid commit, id;

	fixture_make(&b->f);
	commit = fixture_commit(&b->f, "root", "a.c", "int a;\n", NULL);
	id = old_mode == GIT_FILEMODE_COMMIT ? commit : blob_of(&b->f, old);
	commit = commit_entry(&b->f, &commit, &id, old_mode);
	id = new_mode == GIT_FILEMODE_COMMIT ? commit : blob_of(&b->f, new);
	commit = commit_entry(&b->f, &commit, &id, new_mode);
	merge_onto(b, &commit, &target);
}

START_TEST(a_symbolic_link_is_an_obstacle)
{
	owned(bench_release) struct bench b = { 0 };

	merge_entries(&b, "a", GIT_FILEMODE_LINK, "b", GIT_FILEMODE_LINK, "a");
	is_conflict(&b, OBSTACLE_BINARY);
}
END_TEST

START_TEST(a_file_that_becomes_a_link_is_an_obstacle)
{
	owned(bench_release) struct bench b = { 0 };

	merge_entries(&b, "a\n", GIT_FILEMODE_BLOB, "b", GIT_FILEMODE_LINK, "a\n");
	is_conflict(&b, OBSTACLE_BINARY);
}
END_TEST

START_TEST(a_submodule_is_an_obstacle)
{
	owned(bench_release) struct bench b = { 0 };

	merge_entries(&b, NULL, GIT_FILEMODE_COMMIT, NULL, GIT_FILEMODE_COMMIT, "a\n");
	is_conflict(&b, OBSTACLE_BINARY);
}
END_TEST

START_TEST(a_mode_alone_is_an_obstacle_and_never_there)
{
	owned(bench_release) struct bench b = { 0 };

	merge_entries(&b, "a\n", GIT_FILEMODE_BLOB, "a\n", GIT_FILEMODE_BLOB_EXECUTABLE, "a\n");
	is_conflict(&b, OBSTACLE_BINARY);
}
END_TEST

START_TEST(a_mode_is_left_to_a_person_and_the_lines_are_carried)
{
	owned(bench_release) struct bench b = { 0 };

	merge_entries(&b, "a\n", GIT_FILEMODE_BLOB, "b\n", GIT_FILEMODE_BLOB_EXECUTABLE, "a\n");
	ck_assert_uint_eq(b.merge.nr_hunks, 2);
	ck_assert_int_eq(b.merge.hunks[0].outcome, HUNK_CLEAN);
	ck_assert_int_eq(b.merge.hunks[1].outcome, HUNK_CONFLICT);
	ck_assert_int_eq(b.merge.hunks[1].obstacle, OBSTACLE_BINARY);
	ck_assert_str_eq(text_str(&b.merge.files[0].result), "b\n");
}
END_TEST

/* ---- line ends ---- */

START_TEST(lines_with_carriage_returns_are_merged_with_them)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", "int a;\r\nint b;\r\nint c;\r\nint d;\r\n", "int a;\r\nint bb;\r\nint c;\r\nint d;\r\n",
		    "int a;\r\nint b;\r\nint c;\r\nint d;\r\nint e;\r\n");
	is_carried(&b, HUNK_CLEAN, "int a;\r\nint bb;\r\nint c;\r\nint d;\r\nint e;\r\n");
}
END_TEST

START_TEST(lines_with_other_line_ends_are_other_lines)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.c", F("\tone(x);\n\ttwo(x);\n"), F("\tone(x);\n\tdeux(x);\n"),
		    "int f(struct x *x)\r\n{\r\n\tone(x);\r\n\ttwo(x);\r\n}\r\n");
	is_conflict(&b, OBSTACLE_LINES);
}
END_TEST

START_TEST(a_last_line_without_an_end_keeps_none)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.txt", "a\nb\nc\nd", "A\nb\nc\nd", "a\nb\nc\nd");
	is_carried(&b, HUNK_CLEAN, "A\nb\nc\nd");
}
END_TEST

START_TEST(a_line_end_that_upstream_adds_is_a_change)
{
	owned(bench_release) struct bench b = { 0 };

	merge_texts(&b, "a.txt", "a\nb\nc\nd", "a\nb\nc\nd\n", "x\na\nb\nc\nd");
	is_carried(&b, HUNK_CLEAN, "x\na\nb\nc\nd\n");
}
END_TEST

/* ---- what is remembered ---- */

START_TEST(the_same_merge_comes_out_the_same_again)
{
	owned(bench_release) struct bench b = { 0 };
	const struct target one = { .path = "a.c", .content = F("\ttake(x);\n\trun(x->cb);\n\tleave(x);\n") };
	const struct target other = { .path = "a.c", .content = F("\tlock(x);\n\tstop(x->cb);\n\tunlock(x);\n") };
	git_oid commit;
	int i;

	fixture_make(&b.f);
	fixture_commit(&b.f, "before", "a.c", F("\tlock(x);\n\trun(x->cb);\n\tunlock(x);\n"), NULL);
	commit = fixture_commit(&b.f, "change", "a.c", F("\tlock(x);\n\ttry_run(x->cb);\n\tunlock(x);\n"), NULL);
	for (i = 0; i < 3; i++) {
		merge_onto(&b, &commit, &one);
		is_carried(&b, HUNK_PLACED, F("\ttake(x);\n\ttry_run(x->cb);\n\tleave(x);\n"));
		ck_assert_uint_eq(only_hunk(&b)->target_line, 11);
		merge_onto(&b, &commit, &other);
		is_conflict(&b, OBSTACLE_LINES);
	}
}
END_TEST

START_TEST(more_contents_than_are_remembered_come_out_right)
{
	owned(bench_release) struct bench b = { 0 };
	struct target target = { .path = "a.txt" };
	git_oid commit;
	int i;

	fixture_make(&b.f);
	fixture_commit(&b.f, "before", "a.txt", "a\nb\nc\n", NULL);
	commit = fixture_commit(&b.f, "change", "a.txt", "A\nb\nc\n", NULL);
	for (i = 0; i < 40; i++) {
		owned(text_release) struct text ours = { 0 }, want = { 0 };

		text_addf(&ours, "a\nb\nc\n%d\n", i % 7);
		text_addf(&want, "A\nb\nc\n%d\n", i % 7);
		target.content = ours.data;
		merge_onto(&b, &commit, &target);
		is_carried(&b, HUNK_CLEAN, want.data);
	}
}
END_TEST

static int read_fails(struct text *content, bool *exists, void *data, const char *path, struct error *err)
{
	(void)content, (void)exists, (void)data;
	return error_set(err, "cannot read '%s' there", path);
}

START_TEST(what_the_view_cannot_read_is_an_error)
{
	owned(bench_release) struct bench b = { 0 };
	struct merge_view view = { .read = read_fails };
	struct merge merge = { 0 };
	uint32_t number;
	git_oid commit;

	merge_texts(&b, "a.txt", "a\n", "b\n", "a\n");
	succeeds(history_resolve(&commit, b.f.repo, "master", err));
	succeeds(commits_find(&number, b.commits, &commit, err));
	fails_with(merge_commit(&merge, b.merger, &view, number, err), "cannot read 'a.txt' there");
	ck_assert_ptr_null(merge.files);
}
END_TEST

static bool always_late(void *data)
{
	(void)data;
	return true;
}

START_TEST(a_path_that_is_not_judged_in_time_is_in_conflict)
{
	owned(bench_release) struct bench b = { 0 };
	const struct target target = { .path = "a.txt", .content = "a\n" };
	struct merge_view view = { .read = read_target, .is_late = always_late, .data = (void *)&target };
	owned(merge_release) struct merge merge = { 0 };
	uint32_t number;
	git_oid commit;

	merge_texts(&b, "a.txt", "a\n", "b\n", "a\n");
	succeeds(history_resolve(&commit, b.f.repo, "master", err));
	succeeds(commits_find(&number, b.commits, &commit, err));
	succeeds(merge_commit(&merge, b.merger, &view, number, err));
	ck_assert_uint_eq(merge.nr_hunks, 1);
	ck_assert_int_eq(merge.hunks[0].outcome, HUNK_CONFLICT);
	ck_assert_int_eq(merge.hunks[0].obstacle, OBSTACLE_TIME);
	ck_assert(!merge.is_plain && !merge.files[0].changed);
}
END_TEST

/* ---- against git's own merge ---- */

/* Numerical Recipes' generator: the same numbers everywhere. */
static uint32_t roll(uint32_t *seed, uint32_t of)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % of;
}

/* A line of few words, so that many are equal; now and then one that closes and opens a function, or is blank. */
static void add_random_line(struct text *text, uint32_t *seed)
{
	uint32_t kind = roll(seed, 12);

	if (kind == 0)
		text_addf(text, "}\n\nint f%u(void)\n{\n", (unsigned)roll(seed, 9));
	else if (kind == 1)
		text_adds(text, "\n");
	else if (kind == 2)
		text_adds(text, "\treturn ret;\n");
	else
		text_addf(text, "\tcall_%c(%u);\n", 'a' + (int)roll(seed, 5), (unsigned)roll(seed, kind < 6 ? 2 : 40));
}

/* A copy with some lines left out, replaced or added. */
static void edit_randomly(struct text *to, const struct text *from, uint32_t *seed, uint32_t edits)
{
	const char *at = from->data, *end = at + from->len, *line;
	uint32_t lines = 0;
	size_t len;

	while (text_line(&line, &len, &at, end))
		lines++;
	for (at = from->data; text_line(&line, &len, &at, end);) {
		uint32_t what = roll(seed, lines) < edits ? roll(seed, 3) : 3;

		if (what >= 2)
			text_add(to, line, (size_t)(at - line));
		if (what == 1 || what == 2)
			add_random_line(to, seed);
	}
}

static bool is_all_carried(const struct merge *merge)
{
	size_t i;

	for (i = 0; i < merge->nr_hunks; i++)
		if (merge->hunks[i].outcome == HUNK_CONFLICT)
			return false;
	return true;
}

static git_merge_file_input input_of(const struct text *text)
{
	return (git_merge_file_input){ .version = GIT_MERGE_FILE_INPUT_VERSION, .ptr = text_str(text), .size = text->len };
}

/* Whether git's merge of whole files is clean and what the bench's is. */
static bool git_agrees(const struct bench *b, const struct text *old, const struct text *new, const struct text *ours)
{
	git_merge_file_input inputs[] = { input_of(old), input_of(ours), input_of(new) };
	const struct text *result = &b->merge.files[0].result;
	git_merge_file_result merged = { 0 };
	bool agrees;

	ck_assert_int_eq(git_merge_file(&merged, &inputs[0], &inputs[1], &inputs[2], NULL), 0);
	agrees = merged.automergeable && merged.len == result->len && !memcmp(merged.ptr, text_str(result), result->len);
	git_merge_file_result_free(&merged);
	return agrees;
}

#define NR_RANDOM 400

/* Half of the files are long, so that git is asked for a part of them only. */
START_TEST(a_merge_is_plain_exactly_where_git_comes_to_the_same)
{
	owned(bench_release) struct bench b = { 0 };
	unsigned plain = 0, conflicts = 0;
	uint32_t number;

	fixture_make(&b.f);
	for (number = 0; number < NR_RANDOM; number++) {
		owned(text_release) struct text old = { 0 }, new = { 0 }, ours = { 0 };
		uint32_t seed = 7 * number + 1, i, lines = number % 2 ? 900 : 60;
		struct target target = { .path = number % 5 ? "a.c" : "a.txt" };
		git_oid commit;

		for (i = 0; i < lines; i++)
			add_random_line(&old, &seed);
		edit_randomly(&new, &old, &seed, 4);
		edit_randomly(&ours, &old, &seed, number % 2 ? 40 : 4);
		fixture_commit(&b.f, "before", target.path, old.data, NULL);
		commit = fixture_commit(&b.f, "change", target.path, new.data, NULL);
		target.content = ours.data;
		merge_onto(&b, &commit, &target);
		if (!b.merge.nr_files)
			continue;
		ck_assert_msg(b.merge.is_plain == (is_all_carried(&b.merge) && git_agrees(&b, &old, &new, &ours)),
			      "case %u: plain %d", number, b.merge.is_plain);
		plain += b.merge.is_plain;
		conflicts += !is_all_carried(&b.merge);
	}
	ck_assert_uint_gt(plain, NR_RANDOM / 4);
	ck_assert_uint_gt(conflicts, NR_RANDOM / 8);
}
END_TEST

SUITE(merge)
{
	TEST(a_change_beside_other_changes_is_clean_and_plain);
	TEST(a_file_that_is_as_upstreams_parent_has_it_becomes_upstreams);
	TEST(a_file_that_is_no_c_is_merged_by_lines_alone);
	TEST(a_line_that_both_changed_differently_is_a_conflict);
	TEST(a_conflict_does_not_condemn_the_hunks_beside_it);
	TEST(an_entity_that_the_target_lacks_is_an_obstacle);
	TEST(a_hunk_does_not_land_in_another_function_with_the_same_lines);
	TEST(a_change_that_the_target_made_too_is_there);
	TEST(a_line_with_its_neighbour_is_there_though_the_rest_is_different);
	TEST(a_line_that_stands_everywhere_is_not_there);
	TEST(a_fix_in_a_part_that_was_moved_out_of_the_function_is_there);
	TEST(a_hunk_follows_its_function_to_where_it_was_moved);
	TEST(a_function_under_its_old_name_is_the_same_and_said);
	TEST(a_line_that_stands_once_is_replaced_whatever_is_around_it);
	TEST(a_line_that_stands_twice_is_not_replaced);
	TEST(an_addition_leans_on_the_neighbour_that_is_left);
	TEST(an_addition_with_both_neighbours_changed_is_a_conflict);
	TEST(an_addition_between_two_lines_that_are_apart_has_two_places);
	TEST(a_neighbour_that_stands_twice_is_no_anchor);
	TEST(an_addition_at_the_end_goes_before_the_closing_brace);
	TEST(nothing_is_added_behind_a_return);
	TEST(an_addition_at_the_beginning_goes_behind_the_opening_brace);
	TEST(a_statement_is_not_added_above_declarations);
	TEST(an_addition_stays_behind_what_it_depends_on);
	TEST(an_addition_does_not_cut_a_statement_in_two);
	TEST(a_member_goes_to_the_end_of_a_struct_with_other_members);
	LOOP_TEST(a_like_line_in_another_branch_is_a_conflict, nr_of(other_branches));
	LOOP_TEST(a_line_that_keeps_its_order_is_placed, nr_of(kept_orders));
	TEST(a_line_with_other_blanks_that_keeps_its_order_is_placed);
	TEST(an_added_block_that_can_be_seen_further_down_is_clean_as_gits_merge_has_it);
	TEST(a_removed_block_that_can_be_seen_further_down_is_clean_as_gits_merge_has_it);
	TEST(what_is_in_no_function_slides_too);
	TEST(a_block_that_cannot_be_seen_further_down_is_a_conflict);
	TEST(a_block_whose_lower_place_is_changed_too_is_a_conflict);
	TEST(what_is_in_no_function_is_not_seen_in_one);
	TEST(a_new_function_goes_behind_the_nearest_that_the_target_has);
	TEST(a_new_function_whose_name_is_taken_is_a_conflict);
	TEST(an_include_goes_beside_the_nearest_that_the_target_has);
	TEST(a_function_that_is_changed_on_the_target_is_not_taken_away);
	TEST(a_file_that_the_target_lacks_is_an_obstacle);
	TEST(a_file_that_upstream_renamed_since_is_not_found_under_its_old_name);
	TEST(a_new_file_is_clean);
	TEST(a_new_file_that_the_target_has_is_there);
	TEST(a_new_file_where_the_target_has_another_is_a_conflict);
	TEST(a_deleted_file_goes_if_it_is_the_same);
	TEST(a_deleted_file_that_the_target_changed_stays);
	TEST(a_deleted_file_that_the_target_lacks_is_there);
	TEST(a_root_commit_brings_all_its_files);
	TEST(a_commit_that_changes_nothing_is_plain);
	TEST(binary_content_is_an_obstacle);
	TEST(binary_content_that_is_the_same_becomes_upstreams);
	TEST(a_symbolic_link_is_an_obstacle);
	TEST(a_file_that_becomes_a_link_is_an_obstacle);
	TEST(a_submodule_is_an_obstacle);
	TEST(a_mode_alone_is_an_obstacle_and_never_there);
	TEST(a_mode_is_left_to_a_person_and_the_lines_are_carried);
	TEST(lines_with_carriage_returns_are_merged_with_them);
	TEST(lines_with_other_line_ends_are_other_lines);
	TEST(a_last_line_without_an_end_keeps_none);
	TEST(a_line_end_that_upstream_adds_is_a_change);
	TEST(the_same_merge_comes_out_the_same_again);
	TEST(more_contents_than_are_remembered_come_out_right);
	TEST(what_the_view_cannot_read_is_an_error);
	TEST(a_path_that_is_not_judged_in_time_is_in_conflict);
	TEST(a_merge_is_plain_exactly_where_git_comes_to_the_same);
}
