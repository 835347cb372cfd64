// SPDX-License-Identifier: GPL-2.0-only
/* What an apply keeps between runs, and what is said of its steps. */
#include "tests/lib/suite.h"
#include "tool/files.h"
#include "tool/sequencer/notes.h"

#define ID "0123456789abcdef0123456789abcdef01234567"

static struct todo_hunk hunk(const char *file, const char *function, enum chain_disposition disposition)
{
	return (struct todo_hunk){ .file = file, .line = 7, .function = function, .disposition = disposition };
}

static void check_notes(const struct todo_step *step, const char *first, const char *second)
{
	owned(arena_release) struct arena arena = { 0 };
	struct string_list notes = { 0 };

	step_notes(&notes, &arena, step);
	ck_assert_uint_eq(notes.nr, !!first + !!second);
	if (first)
		ck_assert_str_eq(notes.v[0], first);
	if (second)
		ck_assert_str_eq(notes.v[1], second);
}

START_TEST(hunks_of_one_kind_are_said_together)
{
	struct todo_hunk hunks[] = {
		hunk("a.c", "f", CHAIN_PLACED), hunk("a.c", "f", CHAIN_PLACED), hunk("a.c", "g", CHAIN_CLEAN),
		hunk("a.c", NULL, CHAIN_PLACED), hunk("b.c", "h", CHAIN_MOOT), hunk("b.c", "i", CHAIN_PLACED),
	};
	const struct todo_step step = { .hunks = hunks, .nr_hunks = nr_of(hunks) };

	check_notes(&step, "dropped, since it is not here: b.c (h)",
		    "context adjusted: a.c (f, outside of any function), b.c (i)");
	ck_assert(step_is_adapted(&step));
	ck_assert_uint_eq(step_nr_to_review(&step), 0);
}
END_TEST

START_TEST(what_nobody_has_looked_at_is_to_be_reviewed)
{
	struct todo_hunk hunks[] = {
		hunk("a.c", "f", CHAIN_WORDS), hunk("a.c", "g", CHAIN_WORDS), hunk("a.c", "h", CHAIN_RESOLVED),
	};
	const struct todo_step step = { .hunks = hunks, .nr_hunks = nr_of(hunks) };

	check_notes(&step, "review: merged word by word: a.c (f, g)", "resolved by hand: a.c (h)");
	ck_assert_uint_eq(step_nr_to_review(&step), 2);
}
END_TEST

START_TEST(of_a_clean_step_there_is_nothing_to_say)
{
	struct todo_hunk hunks[] = { hunk("a.c", "f", CHAIN_CLEAN), hunk("a.c", "f", CHAIN_THERE) };
	const struct todo_step step = { .hunks = hunks, .nr_hunks = nr_of(hunks) };

	check_notes(&step, NULL, NULL);
	ck_assert(!step_is_adapted(&step));
}
END_TEST

START_TEST(what_is_written_is_read_again)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(todo_release) struct todo todo = { .name = "n", .label = "l", .target_ref = "r", .target_commit = ID, .tip = ID,
						 .output = "/o", .resolutions = "/r", .phase = TODO_STOPPED };
	owned(todo_release) struct todo read = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	struct todo_hunk hunks[] = { hunk("a.c", "f", CHAIN_REMEMBERED) };
	struct todo_step steps[] = { { .commit = ID, .subject = "s", .role = CHAIN_PREREQUISITE, .hunks = hunks, .nr_hunks = 1,
				       .outcome = TODO_MADE, .made = ID, .by_person = true },
				     { .commit = ID, .subject = "t" } };
	struct todo_conflict conflicts[] = { { .path = "a.c", .upstream_path = "b.c", .has_markers = true, .marker_size = 9 } };
	const char *path;
	bool exists;

	todo.steps = steps, todo.nr_steps = 2, todo.next = 1;
	todo.conflicts = conflicts, todo.nr_conflicts = 1;
	succeeds(scratch_make(&scratch, err));
	path = path_join(&arena, scratch.path, "todo.json");
	succeeds(todo_read(&read, &exists, path, err));
	ck_assert(!exists);
	succeeds(todo_write(&todo, path, err));
	succeeds(todo_read(&read, &exists, path, err));
	ck_assert(exists);
	ck_assert_uint_eq(read.nr_steps, 2);
	ck_assert_int_eq(read.steps[0].outcome, TODO_MADE);
	ck_assert_int_eq(read.steps[0].hunks[0].disposition, CHAIN_REMEMBERED);
	ck_assert(read.steps[0].by_person);
	ck_assert_uint_eq(read.conflicts[0].marker_size, 9);
	ck_assert_str_eq(read.conflicts[0].upstream_path, "b.c");
	ck_assert_int_eq(read.phase, TODO_STOPPED);
	todo.next = 2;
	succeeds(todo_write(&todo, path, err));
	ck_assert_int_eq(todo_read(&read, &exists, path, NULL), -1);
}
END_TEST

SUITE(todo)
{
	TEST(hunks_of_one_kind_are_said_together);
	TEST(what_nobody_has_looked_at_is_to_be_reviewed);
	TEST(of_a_clean_step_there_is_nothing_to_say);
	TEST(what_is_written_is_read_again);
}
