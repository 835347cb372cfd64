// SPDX-License-Identifier: GPL-2.0-only
/* What a file sees through its includes, and what is remembered of headers. */
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/reach.h"

struct view {
	struct fixture f;
	struct commits *commits;
	struct blobs *blobs;
	struct reach *reach;
	struct reached reached;
};

static void view_release(struct view *v)
{
	reached_release(&v->reached);
	reach_free(v->reach);
	blobs_free(v->blobs);
	commits_free(v->commits);
	fixture_release(&v->f);
}

static void open_at(struct view *v, const git_oid *id)
{
	uint32_t commit;

	if (!v->commits)
		succeeds(commits_open(&v->commits, v->f.repo, err));
	if (!v->blobs)
		succeeds(blobs_open(&v->blobs, v->f.repo, err));
	reach_free(v->reach);
	succeeds(commits_find(&commit, v->commits, id, err));
	succeeds(reach_open(&v->reach, v->commits, v->blobs, commit, err));
}

static void look_from(struct view *v, const char *text)
{
	reached_release(&v->reached);
	v->reached = (struct reached){ 0 };
	succeeds(reached_from(&v->reached, v->reach, text, strlen(text), err));
}

/* The paths of the files that have a name, one behind the other; all is followed then. */
static void has_name(struct view *v, const char *name, const char *expected)
{
	owned(text_release) struct text paths = { 0 };
	const struct reached_file *file;
	size_t at = 0;

	for (;;) {
		succeeds(reached_next(&file, &at, &v->reached, name, err));
		if (!file)
			break;
		text_addf(&paths, "%s%s", paths.len ? " " : "", file->path);
	}
	ck_assert_str_eq(text_str(&paths), expected);
}

START_TEST(a_name_is_seen_in_a_header_of_a_header)
{
	owned(view_release) struct view v = { 0 };
	git_oid id;

	fixture_make(&v.f);
	id = fixture_commit(&v.f, "first", "include/one.h", "#include <sub/two.h>\n", "lib/sub/two.h", "int second(void);\n",
			    "lib/other.h", "int second(void);\n", NULL);
	open_at(&v, &id);
	look_from(&v, "int x;\n # \tinclude \"one.h\"\n");
	has_name(&v, "second", "lib/sub/two.h");
	has_name(&v, "three", "");
}
END_TEST

START_TEST(a_path_of_an_include_is_the_end_of_a_path_in_whole_parts)
{
	owned(view_release) struct view v = { 0 };
	git_oid id;

	fixture_make(&v.f);
	id = fixture_commit(&v.f, "first", "a/x.h", "int a;\n", "b/x.h", "int a;\n", "b/c/x.h", "int a;\n", "b/xx.h",
			    "int a;\n", "x.h", "int a;\n", "x.c", "int a;\n", NULL);
	open_at(&v, &id);
	look_from(&v, "#include \"x.h\"\n");
	has_name(&v, "a", "x.h b/x.h b/c/x.h a/x.h");
	look_from(&v, "#include \"../../b/x.h\"\n");
	has_name(&v, "a", "b/x.h");
}
END_TEST

START_TEST(headers_that_include_each_other_are_seen_once)
{
	owned(view_release) struct view v = { 0 };
	git_oid id;

	fixture_make(&v.f);
	id = fixture_commit(&v.f, "first", "x.h", "#include \"y.h\"\nint a;\n", "y.h", "#include \"x.h\"\nint a;\n", NULL);
	open_at(&v, &id);
	look_from(&v, "#include \"x.h\"\n#include \"x.h\"\n");
	has_name(&v, "a", "x.h y.h");
}
END_TEST

START_TEST(an_include_that_no_file_answers_to_is_the_systems)
{
	owned(view_release) struct view v = { 0 };
	git_oid id;

	fixture_make(&v.f);
	id = fixture_commit(&v.f, "first", "x.h", "#include <sys/stdio.h>\n", NULL);
	open_at(&v, &id);
	look_from(&v, "#include \"x.h\"\n");
	has_name(&v, "printf", "");
	ck_assert(reached_misses(&v.reached, "libc/stdio.h"));
	ck_assert(!reached_misses(&v.reached, "x.h"));
	ck_assert(!v.reached.is_cut);
}
END_TEST

START_TEST(a_header_with_other_lines_in_another_commit_is_another_one)
{
	owned(view_release) struct view v = { 0 };
	git_oid before, after;

	fixture_make(&v.f);
	before = fixture_commit(&v.f, "first", "lib/x.h", "int a;\n", "lib/y.h", "int c;\n", NULL);
	after = fixture_commit(&v.f, "second", "lib/x.h", "int b;\n", NULL);
	open_at(&v, &before);
	look_from(&v, "#include \"x.h\"\n");
	has_name(&v, "a", "lib/x.h");
	has_name(&v, "b", "");
	reached_release(&v.reached);
	v.reached = (struct reached){ 0 };
	open_at(&v, &after);
	look_from(&v, "#include \"x.h\"\n#include \"y.h\"\n");
	has_name(&v, "a", "");
	has_name(&v, "b", "lib/x.h");
	has_name(&v, "c", "lib/y.h");
}
END_TEST

START_TEST(what_stops_at_600_files_says_so)
{
	owned(view_release) struct view v = { 0 };
	owned(text_release) struct text includes = { 0 };
	git_oid id;
	unsigned i;

	fixture_make(&v.f);
	for (i = 0; i < 601; i++) {
		char path[32];

		snprintf(path, sizeof(path), "h/%u.h", i);
		text_addf(&includes, "#include <%s>\n", path);
		id = fixture_commit(&v.f, "one more", path, "int a;\n", NULL);
	}
	open_at(&v, &id);
	look_from(&v, text_str(&includes));
	ck_assert_uint_eq(v.reached.nr, 600);
	ck_assert(v.reached.is_cut);
}
END_TEST

/* Words of a header are kept as hashes: the same as are found in its text. */
START_TEST(a_header_has_the_words_that_its_text_has)
{
	static const char text[] = "/* café_x */ int a1, _b; a$b 0x1f \"in\" #define N(x) x##y\nend";
	static const char *const names[] = {
		"caf", "café_x", "a1", "a", "_b", "b", "a$b", "$", "0x1f", "x1f", "in", "N", "x", "y", "end", "en", "define",
	};
	owned(view_release) struct view v = { 0 };
	git_oid id;
	size_t i;

	fixture_make(&v.f);
	id = fixture_commit(&v.f, "first", "x.h", text, NULL);
	open_at(&v, &id);
	look_from(&v, "#include \"x.h\"\n");
	for (i = 0; i < nr_of(names); i++)
		has_name(&v, names[i], text_has_word(text, strlen(text), names[i]) ? "x.h" : "");
}
END_TEST

START_TEST(a_name_that_a_header_only_mentions_is_not_defined_there)
{
	owned(view_release) struct view v = { 0 };
	const struct reached_file *file;
	bool defines;
	size_t at = 0;
	git_oid id;

	fixture_make(&v.f);
	id = fixture_commit(&v.f, "first", "x.h", "/* like b */\nstruct a { int m; };\n#define M b\n", NULL);
	open_at(&v, &id);
	look_from(&v, "#include \"x.h\"\n");
	succeeds(reached_next(&file, &at, &v.reached, "b", err));
	ck_assert_ptr_nonnull(file);
	succeeds(reached_defines(&defines, &v.reached, file, "b", err));
	ck_assert(!defines);
	succeeds(reached_defines(&defines, &v.reached, file, "m", err));
	ck_assert(defines);
	succeeds(reached_defines(&defines, &v.reached, file, "M", err));
	ck_assert(defines);
}
END_TEST

SUITE(reach)
{
	TEST(a_name_is_seen_in_a_header_of_a_header);
	TEST(a_path_of_an_include_is_the_end_of_a_path_in_whole_parts);
	TEST(headers_that_include_each_other_are_seen_once);
	TEST(an_include_that_no_file_answers_to_is_the_systems);
	TEST(a_header_with_other_lines_in_another_commit_is_another_one);
	TEST(what_stops_at_600_files_says_so);
	TEST(a_header_has_the_words_that_its_text_has);
	TEST(a_name_that_a_header_only_mentions_is_not_defined_there);
}
