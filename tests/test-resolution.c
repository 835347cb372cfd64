// SPDX-License-Identifier: GPL-2.0-only
/* What a person made of a conflict: learned, used, written and read again. */
#include <unistd.h>

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/sequencer/resolution.h"

#define ID "0123456789abcdef0123456789abcdef01234567"
#define OTHER_ID "0123456789abffff0123456789abcdef01234567"
#define CONFLICT(ours, base, theirs)                                                            \
	"<<<<<<< target\n" ours "||||||| 0123456789ab^\n" base "=======\n" theirs ">>>>>>> 0123456789ab (change)\n"

static struct text text_of(const char *string)
{
	struct text text = { 0 };

	text_adds(&text, string);
	return text;
}

static struct resolution begin(void)
{
	git_libgit2_init(); /* it compares lines */
	return (struct resolution){ .commit = ID, .subject = "Change: the colour, again", .path = "dir/a.c" };
}

static void learn(struct resolution *resolution, const char *marked, const char *resolved)
{
	owned(text_release) struct text before = text_of(marked), after = text_of(resolved);

	*resolution = begin();
	succeeds(resolution_learn(resolution, &before, 7, &after, err));
}

static void use_all(struct resolution_use *use, const char *marked, const struct resolution *const *resolutions, size_t nr)
{
	owned(text_release) struct text before = text_of(marked);

	resolution_use(use, &before, 7, resolutions, nr);
}

static void comes_to(const struct resolution *resolution, const char *marked, const char *expected, size_t used, size_t left)
{
	owned(resolution_use_release) struct resolution_use use = { 0 };

	use_all(&use, marked, &resolution, 1);
	ck_assert_str_eq(text_str(&use.text), expected);
	ck_assert_uint_eq(use.nr_used, used);
	ck_assert_uint_eq(use.nr_left, left);
}

/* ---- texts ---- */

#define RED CONFLICT("green\n", "red\n", "blue\n")

START_TEST(a_conflict_is_resolved_as_it_was)
{
	owned(resolution_release) struct resolution resolution = { 0 };

	learn(&resolution, "one\n" RED "two\n", "one\nblue green\ntwo\n");
	ck_assert_uint_eq(resolution.nr_entries, 1);
	ck_assert_str_eq(resolution.entries[0].before, RED);
	ck_assert_str_eq(resolution.entries[0].after, "blue green\n");
	ck_assert(resolution.entries[0].has_conflict);
	comes_to(&resolution, "other\n\nlines\n" RED "around\n", "other\n\nlines\nblue green\naround\n", 1, 0);
}
END_TEST

START_TEST(one_side_is_a_resolution)
{
	owned(resolution_release) struct resolution ours = { 0 }, theirs = { 0 }, none = { 0 };

	learn(&ours, "one\n" RED "two\n", "one\ngreen\ntwo\n");
	comes_to(&ours, RED, "green\n", 1, 0);
	learn(&theirs, "one\n" RED "two\n", "one\nblue\ntwo\n");
	comes_to(&theirs, RED, "blue\n", 1, 0);
	learn(&none, "one\n" RED "two\n", "one\ntwo\n");
	comes_to(&none, RED, "", 1, 0);
}
END_TEST

START_TEST(a_conflict_with_another_side_is_another_conflict)
{
	static const char *const others[] = {
		CONFLICT("yellow\n", "red\n", "blue\n"),
		CONFLICT("green\n", "yellow\n", "blue\n"),
		CONFLICT("green\n", "red\n", "yellow\n"),
		CONFLICT("green\n", "red\n", "blue\n\n"),
	};
	owned(resolution_release) struct resolution resolution = { 0 };

	learn(&resolution, RED, "blue green\n");
	comes_to(&resolution, others[_i], others[_i], 0, 1);
}
END_TEST

START_TEST(a_conflict_that_stands_there_twice_is_left)
{
	owned(resolution_release) struct resolution resolution = { 0 };

	learn(&resolution, "one\n" RED "two\n", "one\nblue\ntwo\n");
	comes_to(&resolution, RED "between\n" RED, RED "between\n" RED, 0, 2);
}
END_TEST

START_TEST(two_that_are_alike_are_told_apart_by_what_is_around)
{
	owned(resolution_release) struct resolution resolution = { 0 };
	const char *marked = "first\nsame\n" RED "same\nmiddle\nmore\nmiddle\nsame\n" RED "same\nlast\n";

	learn(&resolution, marked, "first\nsame\none\nsame\nmiddle\nmore\nmiddle\nsame\ntwo\nsame\nlast\n");
	ck_assert_uint_eq(resolution.nr_entries, 2);
	comes_to(&resolution, marked, "first\nsame\none\nsame\nmiddle\nmore\nmiddle\nsame\ntwo\nsame\nlast\n", 2, 0);
}
END_TEST

START_TEST(an_edit_elsewhere_goes_along)
{
	owned(resolution_release) struct resolution resolution = { 0 };

	learn(&resolution, "1\n2\n3\n4\n5\n6\n7\n8\n" RED "9\n", "1\n2\n3\nfour\n5\n6\n7\n8\nblue\n9\n");
	ck_assert_uint_eq(resolution.nr_entries, 2);
	ck_assert(!resolution.entries[0].has_conflict);
	ck_assert_str_eq(resolution.entries[0].before, "1\n2\n3\n4\n5\n6\n7\n");
	comes_to(&resolution, "0\n1\n2\n3\n4\n5\n6\n7\n" RED, "0\n1\n2\n3\nfour\n5\n6\n7\nblue\n", 1, 0);
}
END_TEST

START_TEST(an_edit_that_has_no_place_is_told)
{
	owned(resolution_release) struct resolution resolution = { 0 };
	owned(resolution_use_release) struct resolution_use use = { 0 };
	const struct resolution *one = &resolution;

	learn(&resolution, "1\n2\n3\n4\n5\n6\n7\n8\n" RED "9\n", "1\n2\n3\nfour\n5\n6\n7\n8\nblue\n9\n");
	use_all(&use, "0\n" RED, &one, 1);
	ck_assert_str_eq(text_str(&use.text), "0\nblue\n");
	ck_assert_uint_eq(use.nr_missed, 1);
}
END_TEST

START_TEST(an_edit_without_its_conflict_is_not_made)
{
	owned(resolution_release) struct resolution resolution = { 0 };
	owned(resolution_use_release) struct resolution_use use = { 0 };
	const struct resolution *one = &resolution;

	learn(&resolution, "1\n2\n3\n4\n5\n6\n7\n8\n" RED "9\n", "1\n2\n3\nfour\n5\n6\n7\n8\nblue\n9\n");
	use_all(&use, "1\n2\n3\n4\n5\n6\n7\n", &one, 1);
	ck_assert_str_eq(text_str(&use.text), "1\n2\n3\n4\n5\n6\n7\n");
	ck_assert_uint_eq(use.nr_missed, 0);
}
END_TEST

START_TEST(a_conflict_that_was_not_resolved_is_not_learned)
{
	owned(resolution_release) struct resolution resolution = { 0 };

	learn(&resolution, "one\n" RED "two\n" CONFLICT("a\n", "b\n", "c\n"), "one\n" RED "two\nc\n");
	ck_assert_uint_eq(resolution.nr_entries, 1);
	ck_assert_str_eq(resolution.entries[0].after, "c\n");
}
END_TEST

START_TEST(a_marker_that_was_left_is_not_learned)
{
	owned(resolution_release) struct resolution resolution = { 0 };

	learn(&resolution, "one\n" RED "two\n", "one\ngreen\n=======\nblue\ntwo\n");
	ck_assert_uint_eq(resolution.nr_entries, 0);
}
END_TEST

START_TEST(two_resolutions_that_are_different_leave_the_conflict)
{
	owned(resolution_release) struct resolution a = { 0 }, b = { 0 };
	owned(resolution_use_release) struct resolution_use use = { 0 }, same = { 0 };
	const struct resolution *both[] = { &a, &b }, *twice[] = { &a, &a };

	learn(&a, RED, "blue\n");
	learn(&b, RED, "green\n");
	b.file = "b.resolution";
	use_all(&use, RED, both, 2);
	ck_assert_str_eq(text_str(&use.text), RED);
	ck_assert_ptr_nonnull(use.contradiction);
	use_all(&same, RED, twice, 2);
	ck_assert_str_eq(text_str(&same.text), "blue\n");
	ck_assert_ptr_null(same.contradiction);
}
END_TEST

START_TEST(a_last_line_without_its_end_is_learned)
{
	owned(resolution_release) struct resolution resolution = { 0 };

	learn(&resolution, "one\n" RED, "one\nblue");
	comes_to(&resolution, "two\n" RED, "two\nblue", 1, 0);
}
END_TEST

START_TEST(longer_markers_are_the_markers_where_they_are_longer)
{
	owned(resolution_release) struct resolution resolution = begin();
	owned(resolution_use_release) struct resolution_use use = { 0 };
	owned(text_release) struct text marked = text_of("Title\n=======\n<<<<<<<< target\na\n|||||||| x\nb\n========\nc\n>>>>>>>> x\n");
	owned(text_release) struct text resolved = text_of("Title\n=======\nc\n");
	const struct resolution *one = &resolution;

	ck_assert_uint_eq(resolution_conflicts(&marked, 7), 0);
	ck_assert_uint_eq(resolution_conflicts(&marked, 8), 1);
	succeeds(resolution_learn(&resolution, &marked, 8, &resolved, err));
	resolution_use(&use, &marked, 8, &one, 1);
	ck_assert_str_eq(text_str(&use.text), "Title\n=======\nc\n");
}
END_TEST

/* ---- any texts ---- */

static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245 + 12345;
	return *state >> 16;
}

static void add_random(struct text *text, unsigned *random, const char *what, unsigned most)
{
	unsigned nr = next_random(random) % (most + 1);

	while (nr--)
		text_addf(text, "%s %u\n", what, next_random(random) % 1000);
}

/* Lines with conflicts and what a person could have made of them. */
static void make_random(struct text *marked, struct text *resolved, unsigned *random)
{
	unsigned blocks = 1 + next_random(random) % 4;

	while (blocks--) {
		size_t from = marked->len;

		add_random(marked, random, "line", 12);
		text_add(resolved, text_str(marked) + from, marked->len - from);
		if (next_random(random) % 4 == 0)
			add_random(resolved, random, "edit", 2);
		text_adds(marked, "<<<<<<< target\n");
		from = marked->len;
		add_random(marked, random, "ours", 3);
		if (next_random(random) % 2)
			text_add(resolved, text_str(marked) + from, marked->len - from);
		text_adds(marked, "||||||| base\n");
		add_random(marked, random, "base", 3);
		text_adds(marked, "=======\n");
		from = marked->len;
		add_random(marked, random, "theirs", 3);
		if (next_random(random) % 2)
			text_add(resolved, text_str(marked) + from, marked->len - from);
		text_adds(marked, ">>>>>>> theirs\n");
	}
	add_random(marked, random, "end", 5);
	if (next_random(random) % 2)
		add_random(resolved, random, "end", 5);
}

START_TEST(what_was_learned_makes_the_resolved_text_again)
{
	unsigned random = (unsigned)_i * 7919 + 1, i;

	for (i = 0; i < 200; i++) {
		owned(text_release) struct text marked = { 0 }, resolved = { 0 }, file = { 0 };
		owned(resolution_use_release) struct resolution_use use = { 0 };
		owned(resolution_release) struct resolution resolution = begin(), read = { 0 };
		const struct resolution *one = &read;

		make_random(&marked, &resolved, &random);
		succeeds(resolution_learn(&resolution, &marked, 7, &resolved, err));
		ck_assert_uint_gt(resolution.nr_entries, 0);
		resolution_write(&file, &resolution);
		succeeds(resolution_parse(&read, "x", text_str(&file), file.len, err));
		resolution_use(&use, &marked, 7, &one, 1);
		ck_assert_str_eq(text_str(&use.text), text_str(&resolved));
		ck_assert_uint_eq(use.nr_left, 0);
		ck_assert_uint_eq(use.nr_missed, 0);
	}
}
END_TEST

/* ---- files ---- */

#define HEAD                                                    \
	"# SPDX-License-Identifier: GPL-2.0-only\n"              \
	"stableport-resolution: 1\n"                             \
	"commit: " ID "\n"                                       \
	"subject: Change: the colour, again\n"                   \
	"path: dir/a.c\n"
#define LINES_HEAD HEAD "conflict: lines\nmarker-size: 7\n"
#define RED_ENTRY                                                                               \
	"@@ conflict @@\n-<<<<<<< target\n-green\n-||||||| 0123456789ab^\n-red\n-=======\n"      \
	"-blue\n->>>>>>> 0123456789ab (change)\n"

START_TEST(a_file_reads_as_a_diff)
{
	owned(resolution_release) struct resolution resolution = { 0 };
	owned(text_release) struct text file = { 0 };

	learn(&resolution, "1\n2\n3\n4\n5\n6\n7\n8\n" RED "9\n", "1\n2\n3\nfour\n5\n6\n7\n8\nblue green\n9\n");
	resolution.function = "f";
	resolution_write(&file, &resolution);
	ck_assert_str_eq(text_str(&file), HEAD "function: f\nconflict: lines\nmarker-size: 7\n"
		"@@ edit @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n" RED_ENTRY "+blue green\n");
}
END_TEST

START_TEST(a_file_that_is_lacking_is_remembered_as_taken_or_not)
{
	owned(resolution_release) struct resolution taken = begin(), gone = begin(), read = { 0 }, again = { 0 };
	owned(text_release) struct text file = { 0 }, other = { 0 };

	taken.conflict = RESOLVED_NO_FILE;
	taken.exists = true;
	taken.content = "one\ntwo";
	taken.content_len = 7;
	resolution_write(&file, &taken);
	ck_assert_str_eq(text_str(&file), HEAD "conflict: no-file\n@@ file @@\n+one\n+two\n\\ No newline at end of file\n");
	succeeds(resolution_parse(&read, "x", text_str(&file), file.len, err));
	ck_assert(read.exists);
	ck_assert_uint_eq(read.content_len, 7);
	ck_assert_str_eq(read.content, "one\ntwo");
	gone.conflict = RESOLVED_GONE;
	gone.ours = OTHER_ID;
	resolution_write(&other, &gone);
	ck_assert_str_eq(text_str(&other), HEAD "conflict: gone\nours: " OTHER_ID "\n@@ no file @@\n");
	succeeds(resolution_parse(&again, "x", text_str(&other), other.len, err));
	ck_assert(!again.exists);
	ck_assert_str_eq(again.ours, OTHER_ID);
}
END_TEST

START_TEST(an_empty_line_is_an_empty_line_of_both_sides)
{
	owned(resolution_release) struct resolution resolution = { 0 };
	const char *file = LINES_HEAD "@@ edit @@\n a\n\n-b\n+c\n";

	succeeds(resolution_parse(&resolution, "x", file, strlen(file), err));
	ck_assert_str_eq(resolution.entries[0].before, "a\n\nb\n");
	ck_assert_str_eq(resolution.entries[0].after, "a\n\nc\n");
}
END_TEST

START_TEST(a_file_that_is_otherwise_is_an_error_that_says_where)
{
	static const struct {
		const char *file, *sentence;
	} bad[] = {
		{ "", "x:1:1: \"# SPDX-License-Identifier: GPL-2.0-only\" is expected here" },
		{ "# SPDX-License-Identifier: GPL-2.0-only\nstableport-resolution: 2\n",
		  "x:2:1: \"stableport-resolution: 1\" is expected here" },
		{ "# SPDX-License-Identifier: GPL-2.0-only\nstableport-resolution: 1\ncommit: 0123\n",
		  "x:3:9: an id has 40 digits, in lower case" },
		{ "# SPDX-License-Identifier: GPL-2.0-only\nstableport-resolution: 1\ncommit: " ID "\nsubject: a\nb\n",
		  "x:5:1: \"path: ...\" is expected here" },
		{ "# SPDX-License-Identifier: GPL-2.0-only\nstableport-resolution: 1\ncommit: " ID "\nsubject: a\033b\n",
		  "x:4:10: it has a character that is no text" },
		{ "# SPDX-License-Identifier: GPL-2.0-only\nstableport-resolution: 1\ncommit: " ID "\nsubject: a\npath: ../a\n",
		  "x:5:7: the path leaves the tree" },
		{ HEAD "conflict: any\n", "x:6:11: a conflict is of \"lines\", \"no-file\" or \"gone\"" },
		{ HEAD "conflict: gone\nours: x\n", "x:7:7: an id has 40 digits, in lower case" },
		{ HEAD "conflict: lines\nmarker-size: 0\n", "x:7:14: a marker has 1 to 1000 characters" },
		{ HEAD "conflict: lines\nmarker-size: 99999999999999999999\n", "x:7:14: a marker has 1 to 1000 characters" },
		{ LINES_HEAD, "x:8:1: \"@@ conflict @@\" or \"@@ edit @@\" is expected here" },
		{ LINES_HEAD "@@ other @@\n", "x:8:1: \"@@ conflict @@\" or \"@@ edit @@\" is expected here" },
		{ LINES_HEAD "@@ edit @@\n", "x:8:1: the entry has no line to be found by" },
		{ LINES_HEAD "@@ edit @@\n+a\n", "x:8:1: the entry has no line to be found by" },
		{ LINES_HEAD "@@ edit @@\n a\nb\n", "x:10:1: a line of an entry begins with ' ', '-' or '+'" },
		{ LINES_HEAD "@@ edit @@\n a\n\\ No newline at end of file\n b\n",
		  "x:11:1: a line without its end is the last one" },
		{ LINES_HEAD "@@ edit @@\n-\n\\ No newline at end of file\n", "x:9:1: a line without its end is not empty" },
		{ LINES_HEAD "@@ conflict @@\n-a\n+b\n", "x:8:1: the entry has no conflict" },
		{ LINES_HEAD RED_ENTRY "+=======\n", "x:8:1: a marker of a conflict is left in what it comes to" },
		{ HEAD "conflict: no-file\n@@ file @@\n a\n",
		  "x:7:1: a file has lines that begin with '+', and none if it is not there" },
		{ HEAD "conflict: no-file\n@@ no file @@\n+a\n",
		  "x:7:1: a file has lines that begin with '+', and none if it is not there" },
		{ HEAD "conflict: no-file\n@@ file @@\n+a\n@@ file @@\n", "x:9:1: nothing follows a file" },
	};
	owned(resolution_release) struct resolution resolution = { 0 };

	fails_with(resolution_parse(&resolution, "x", bad[_i].file, strlen(bad[_i].file), err), bad[_i].sentence);
}
END_TEST
#define NR_BAD 22

START_TEST(a_nul_and_a_huge_file_are_errors)
{
	owned(resolution_release) struct resolution resolution = { 0 };
	owned(text_release) struct text huge = { 0 };

	fails_with(resolution_parse(&resolution, "x", "one\nt\0o\n", 8, err), "x:2:2: it has a NUL character");
	text_adds(&huge, LINES_HEAD "@@ edit @@\n");
	while (huge.len <= RESOLUTION_MAX_BYTES)
		text_adds(&huge, "-line\n");
	fails_with(resolution_parse(&resolution, "x", text_str(&huge), huge.len, err), "x:1:1: it is larger than 1 MiB");
}
END_TEST

/* ---- a folder ---- */

struct folder {
	struct scratch scratch;
	char *path;
};

static void folder_release(struct folder *folder)
{
	scratch_release(&folder->scratch);
	free(folder->path);
}

static void folder_make(struct folder *folder)
{
	struct text path = { 0 };

	succeeds(scratch_make(&folder->scratch, err));
	text_addf(&path, "%s/resolutions", folder->scratch.path);
	folder->path = path.data;
}

static void is_stored(const struct folder *folder, const struct resolution *resolution, const char *expected)
{
	owned(free_string_p) char *file = NULL;

	succeeds(resolution_store(&file, folder->path, resolution, err));
	ck_assert_ptr_nonnull(file);
	ck_assert_str_eq(file + strlen(folder->path) + 1, expected);
}

START_TEST(resolutions_of_a_commit_are_found_again)
{
	owned(resolution_release) struct resolution first = { 0 }, second = { 0 }, changed = { 0 }, other = { 0 };
	owned(resolutions_release) struct resolutions all = { 0 }, none = { 0 };
	owned(folder_release) struct folder folder = { 0 };

	folder_make(&folder);
	succeeds(resolutions_read(&all, folder.path, ID, err));
	ck_assert_uint_eq(all.nr, 0);
	learn(&first, RED, "blue\n");
	is_stored(&folder, &first, "0123456789ab-change-the-colour-again/dir-a-c-1.resolution");
	learn(&second, CONFLICT("a\n", "b\n", "c\n"), "c\n");
	is_stored(&folder, &second, "0123456789ab-change-the-colour-again/dir-a-c-2.resolution");
	learn(&changed, RED, "green\n");
	is_stored(&folder, &changed, "0123456789ab-change-the-colour-again/dir-a-c-1.resolution");
	learn(&other, RED, "green\n");
	other.commit = OTHER_ID;
	is_stored(&folder, &other, "0123456789ab-change-the-colour-again/dir-a-c-3.resolution");
	succeeds(resolutions_read(&all, folder.path, ID, err));
	ck_assert_uint_eq(all.nr, 2);
	ck_assert_str_eq(all.v[0].entries[0].after, "green\n");
	ck_assert_str_eq(all.v[1].entries[0].after, "c\n");
	ck_assert_str_eq(all.v[0].path, "dir/a.c");
	succeeds(resolutions_read(&none, folder.path, "ffffffffffffffffffffffffffffffffffffffff", err));
	ck_assert_uint_eq(none.nr, 0);
}
END_TEST

START_TEST(nothing_learned_is_not_stored)
{
	owned(resolution_release) struct resolution nothing = begin();
	owned(folder_release) struct folder folder = { 0 };
	owned(free_string_p) char *file = NULL;

	folder_make(&folder);
	succeeds(resolution_store(&file, folder.path, &nothing, err));
	ck_assert_ptr_null(file);
	ck_assert(!file_exists(folder.path));
}
END_TEST

START_TEST(what_could_not_be_read_again_is_not_stored)
{
	owned(resolution_release) struct resolution resolution = { 0 };
	owned(folder_release) struct folder folder = { 0 };
	owned(text_release) struct text path = { 0 };
	char *file = NULL;

	folder_make(&folder);
	learn(&resolution, RED, "blue\n");
	resolution.path = "../a";
	text_addf(&path, "the resolution cannot be remembered: %s/0123456789ab-change-the-colour-again/a-1.resolution:5:7: "
		  "the path leaves the tree", folder.path);
	fails_with(resolution_store(&file, folder.path, &resolution, err), text_str(&path));
	ck_assert(!file_exists(folder.path));
}
END_TEST

START_TEST(a_file_of_a_commit_that_is_damaged_is_an_error)
{
	owned(resolutions_release) struct resolutions all = { 0 };
	owned(folder_release) struct folder folder = { 0 };
	owned(text_release) struct text path = { 0 }, sentence = { 0 };

	folder_make(&folder);
	text_addf(&path, "%s/0123456789ab-change/a-1.resolution", folder.path);
	succeeds(file_write(text_str(&path), "what\n", 5, err));
	text_addf(&sentence, "%s:1:1: \"# SPDX-License-Identifier: GPL-2.0-only\" is expected here", text_str(&path));
	fails_with(resolutions_read(&all, folder.path, ID, err), text_str(&sentence));
}
END_TEST

SUITE(resolution)
{
	TEST(a_conflict_is_resolved_as_it_was);
	TEST(one_side_is_a_resolution);
	LOOP_TEST(a_conflict_with_another_side_is_another_conflict, 4);
	TEST(a_conflict_that_stands_there_twice_is_left);
	TEST(two_that_are_alike_are_told_apart_by_what_is_around);
	TEST(an_edit_elsewhere_goes_along);
	TEST(an_edit_that_has_no_place_is_told);
	TEST(an_edit_without_its_conflict_is_not_made);
	TEST(a_conflict_that_was_not_resolved_is_not_learned);
	TEST(a_marker_that_was_left_is_not_learned);
	TEST(two_resolutions_that_are_different_leave_the_conflict);
	TEST(a_last_line_without_its_end_is_learned);
	TEST(longer_markers_are_the_markers_where_they_are_longer);
	LOOP_TEST(what_was_learned_makes_the_resolved_text_again, 5);
	TEST(a_file_reads_as_a_diff);
	TEST(a_file_that_is_lacking_is_remembered_as_taken_or_not);
	TEST(an_empty_line_is_an_empty_line_of_both_sides);
	LOOP_TEST(a_file_that_is_otherwise_is_an_error_that_says_where, NR_BAD);
	TEST(a_nul_and_a_huge_file_are_errors);
	TEST(resolutions_of_a_commit_are_found_again);
	TEST(nothing_learned_is_not_stored);
	TEST(what_could_not_be_read_again_is_not_stored);
	TEST(a_file_of_a_commit_that_is_damaged_is_an_error);
}
