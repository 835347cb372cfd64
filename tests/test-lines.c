// SPDX-License-Identifier: GPL-2.0-only
/* Where lines come from, and who changed a region. Commits are known by their messages. */
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/lines.h"
#include "tool/history.h"

/* ---- helpers ---- */

/* Tables of a repository, and what hidden (NULL: nothing) reaches. */
struct tables {
	struct commits *commits;
	struct blobs *blobs;
	struct painting *target; /* hidden */
	uint32_t tip;
};

static void tables_release(struct tables *tables)
{
	painting_free(tables->target);
	blobs_free(tables->blobs);
	commits_free(tables->commits);
}

static void tables_make(struct tables *tables, const struct fixture *f, const git_oid *tip, const git_oid *hidden)
{
	uint32_t older = NO_COMMIT;

	succeeds(commits_open(&tables->commits, f->repo, err));
	succeeds(blobs_open(&tables->blobs, f->repo, err));
	succeeds(commits_find(&tables->tip, tables->commits, tip, err));
	if (hidden)
		succeeds(commits_find(&older, tables->commits, hidden, err));
	tables->target = painting_new(tables->commits, older);
}

static void add_name(struct text *out, struct commits *commits, uint32_t commit)
{
	owned(text_release) struct text message = { 0 };

	if (commit == NO_COMMIT) {
		text_addc(out, '-');
		return;
	}
	succeeds(commits_message(&message, commits, commit, err));
	text_add(out, text_str(&message), strcspn(text_str(&message), "\n"));
}

/* "base base fix -", by line */
static void ck_origins_of(const struct fixture *f, const git_oid *tip, const git_oid *hidden, const char *path,
			  const struct line_span *spans, size_t nr_spans, const char *expected)
{
	owned(tables_release) struct tables tables = { 0 };
	owned(line_origins_release) struct line_origins origins = { 0 };
	owned(text_release) struct text found = { 0 };
	size_t i;

	tables_make(&tables, f, tip, hidden);
	succeeds(lines_origins(&origins, tables.commits, tables.blobs, tables.target, tables.tip, path, spans,
			       nr_spans, err));
	for (i = 0; i < origins.nr; i++) {
		text_adds(&found, i ? " " : "");
		add_name(&found, tables.commits, origins.v[i].commit);
	}
	ck_assert_str_eq(text_str(&found), expected);
}

static void ck_origins(const struct fixture *f, const git_oid *tip, const git_oid *hidden, const char *path,
		       const char *expected)
{
	const struct line_span all = { .first = 1, .nr = 1000 };

	ck_origins_of(f, tip, hidden, path, &all, 1, expected);
}

/* "fix+1-2 base+3-0", children first */
static void ck_region(const struct fixture *f, const git_oid *tip, const git_oid *hidden, const char *path,
		      uint32_t first, uint32_t nr, const char *expected)
{
	owned(tables_release) struct tables tables = { 0 };
	owned(region_commits_release) struct region_commits region = { 0 };
	owned(text_release) struct text found = { 0 };
	size_t i;

	tables_make(&tables, f, tip, hidden);
	succeeds(lines_region(&region, tables.commits, tables.blobs, tables.target, tables.tip, path,
			      (struct line_span){ .first = first, .nr = nr }, err));
	for (i = 0; i < region.nr; i++) {
		text_adds(&found, i ? " " : "");
		add_name(&found, tables.commits, region.v[i].commit);
		text_addf(&found, "+%u-%u", region.v[i].added, region.v[i].removed);
	}
	ck_assert_str_eq(text_str(&found), expected);
}

/* ---- origins ---- */

START_TEST(a_line_comes_from_the_commit_that_last_wrote_it)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "base", "a.c", "1\n2\n3\n4\n", NULL);
	fixture_commit(&f, "two", "a.c", "1\nii\n3\n4\n", NULL);
	fixture_commit(&f, "other", "b.c", "other\n", NULL);
	tip = fixture_commit(&f, "end", "a.c", "0\n1\nii\n3\n4\n5\n", NULL);
	ck_origins(&f, &tip, NULL, "a.c", "end base two base base end");
}
END_TEST

START_TEST(lines_that_leave_the_range_have_no_origin)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid hidden, tip;

	fixture_make(&f);
	fixture_commit(&f, "base", "a.c", "1\n2\n3\n", NULL);
	hidden = fixture_commit(&f, "old", "a.c", "1\nii\n3\n", NULL);
	tip = fixture_commit(&f, "new", "a.c", "1\nii\niii\n", NULL);
	ck_origins(&f, &tip, &hidden, "a.c", "- - new");
	ck_origins(&f, &tip, &tip, "a.c", "- - -");
	ck_origins(&f, &tip, NULL, "a.c", "base old new");
}
END_TEST

/* The fix's parent is asked about the range to the fix's child, and about a range that begins after it. */
START_TEST(the_commit_that_is_asked_need_not_be_the_tip)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(tables_release) struct tables tables = { 0 };
	owned(line_origins_release) struct line_origins origins = { 0 };
	const struct line_span all = { .first = 1, .nr = 2 };
	git_oid base, middle, tip;
	uint32_t at;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\n", NULL);
	middle = fixture_commit(&f, "middle", "a.c", "1\nii\n", NULL);
	tip = fixture_commit(&f, "tip", "a.c", "i\nII\n", NULL);
	tables_make(&tables, &f, &tip, &base);
	succeeds(commits_find(&at, tables.commits, &middle, err));
	succeeds(lines_origins(&origins, tables.commits, tables.blobs, tables.target, at, "a.c", &all, 1, err));
	ck_assert_uint_eq(origins.nr, 2);
	ck_assert_uint_eq(origins.v[0].commit, NO_COMMIT);
	ck_assert_uint_eq(origins.v[1].commit, at);
}
END_TEST

START_TEST(spans_may_overlap_and_reach_beyond_the_end)
{
	static const struct line_span spans[] = {
		{ .first = 3, .nr = UINT32_MAX }, { .first = 0, .nr = 2 }, { .first = 2, .nr = 2 },
		{ .first = 9, .nr = 1 }, { .first = 2, .nr = 0 },
	};
	static const struct line_span last = { .first = 4, .nr = 1 };
	owned(fixture_release) struct fixture f = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "base", "a.c", "1\n2\n3\n4\n", NULL);
	tip = fixture_commit(&f, "three", "a.c", "1\n2\niii\n4\n", NULL);
	ck_origins_of(&f, &tip, NULL, "a.c", spans, nr_of(spans), "base base three base");
	ck_origins_of(&f, &tip, NULL, "a.c", &last, 1, "base");
	ck_origins_of(&f, &tip, NULL, "a.c", NULL, 0, "");
}
END_TEST

START_TEST(an_answer_names_the_lines_that_were_asked)
{
	static const struct line_span spans[] = { { .first = 4, .nr = 1 }, { .first = 2, .nr = 1 } };
	owned(fixture_release) struct fixture f = { 0 };
	owned(tables_release) struct tables tables = { 0 };
	owned(line_origins_release) struct line_origins origins = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "base", "a.c", "2\n4\n", NULL);
	tip = fixture_commit(&f, "odd", "a.c", "1\n2\n3\n4\n", NULL);
	tables_make(&tables, &f, &tip, NULL);
	succeeds(lines_origins(&origins, tables.commits, tables.blobs, tables.target, tables.tip, "a.c", spans,
			       nr_of(spans), err));
	ck_assert_uint_eq(origins.nr, 2);
	ck_assert_uint_eq(origins.v[0].line, 2);
	ck_assert_uint_eq(origins.v[1].line, 4);
	ck_assert_uint_ne(origins.v[0].commit, tables.tip);
	ck_assert_uint_eq(origins.v[0].commit, origins.v[1].commit);
}
END_TEST

START_TEST(a_merge_gives_each_side_its_lines)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, side, tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\n3\n4\n5\n", NULL);
	fixture_branch(&f, "side", &base);
	side = fixture_commit(&f, "side", "a.c", "1\n2\n3\n4\nside\n", NULL);
	fixture_on(&f, "master");
	fixture_commit(&f, "main", "a.c", "main\n2\n3\n4\n5\n", NULL);
	fixture_join(&f, "merge", &side, 1, "a.c", "main\n2\nmerge\n4\nside\n", NULL);
	tip = fixture_commit(&f, "after", "a.c", "main\n2\nmerge\nafter\nside\n", NULL);
	ck_origins(&f, &tip, NULL, "a.c", "main base merge after side");
	ck_origins(&f, &tip, &base, "a.c", "main - merge after side");
	ck_origins(&f, &tip, &side, "a.c", "main - merge after -");
}
END_TEST

/* Both sides wrote the same: the first parent has it, as "git blame" says. */
START_TEST(the_first_parent_of_equals_gets_the_line)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, side, tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\n3\n", NULL);
	fixture_branch(&f, "side", &base);
	side = fixture_commit(&f, "side", "a.c", "1\nsame\n3\nside\n", NULL);
	fixture_on(&f, "master");
	fixture_commit(&f, "main", "a.c", "main\n1\nsame\n3\n", NULL);
	tip = fixture_join(&f, "merge", &side, 1, "a.c", "main\n1\nsame\n3\nside\n", NULL);
	ck_origins(&f, &tip, NULL, "a.c", "main base main base side");
}
END_TEST

START_TEST(a_merge_that_takes_one_side_whole_asks_only_that)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, side, tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\n", NULL);
	fixture_branch(&f, "side", &base);
	side = fixture_commit(&f, "side", "a.c", "1\nsame\nside\n", NULL);
	fixture_on(&f, "master");
	fixture_commit(&f, "main", "a.c", "1\nsame\n", NULL);
	tip = fixture_join(&f, "merge", &side, 1, "a.c", "1\nsame\nside\n", NULL);
	ck_origins(&f, &tip, NULL, "a.c", "base side side");
}
END_TEST

START_TEST(an_octopus_gives_each_of_three_its_lines)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, others[2], tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\n3\n4\n5\n6\n", NULL);
	fixture_branch(&f, "one", &base);
	others[0] = fixture_commit(&f, "one", "a.c", "1\n2\none\n4\n5\n6\n", NULL);
	fixture_branch(&f, "two", &base);
	others[1] = fixture_commit(&f, "two", "a.c", "1\n2\n3\n4\n5\ntwo\n", NULL);
	fixture_on(&f, "master");
	fixture_commit(&f, "main", "a.c", "main\n2\n3\n4\n5\n6\n", NULL);
	tip = fixture_join(&f, "octopus", others, 2, "a.c", "main\n2\none\n4\nocto\ntwo\n", NULL);
	ck_origins(&f, &tip, NULL, "a.c", "main base one base octopus two");
}
END_TEST

/* The two ways to the base have lengths one and two, and its lines arrive in two parts. */
START_TEST(a_commit_is_asked_after_all_of_its_children)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, side, tip;

	fixture_make(&f);
	fixture_commit(&f, "root", "a.c", "1\n2\n3\n4\n", NULL);
	base = fixture_commit(&f, "base", "a.c", "1\nb2\nb3\n4\n", NULL);
	fixture_branch(&f, "side", &base);
	side = fixture_commit(&f, "side", "a.c", "1\nb2\nside\n4\n", NULL);
	fixture_on(&f, "master");
	fixture_commit(&f, "main 1", "a.c", "1\nmain\nb3\n4\n", NULL);
	fixture_commit(&f, "main 2", "a.c", "one\nmain\nb3\n4\n", NULL);
	tip = fixture_join(&f, "merge", &side, 1, "a.c", "one\nb2\nb3\n4\n", NULL);
	ck_origins(&f, &tip, NULL, "a.c", "main 2 base base root");
}
END_TEST

/* ---- renames ---- */

#define TEN_LINES "alpha\nbravo\ncharlie\ndelta\necho\nfoxtrot\ngolf\nhotel\nindia\njuliett\n"
#define TEN_LINES_BASE "base base base base base base base base base base"

START_TEST(lines_are_followed_over_a_rename)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "base", "net/a.c", TEN_LINES, NULL);
	tip = fixture_commit(&f, "rename", "net/a.c", NULL, "drivers/net/b.c", TEN_LINES, NULL);
	ck_origins(&f, &tip, NULL, "drivers/net/b.c", TEN_LINES_BASE);
}
END_TEST

START_TEST(lines_are_followed_over_a_rename_with_changes)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "base", "staging/a.c", TEN_LINES, "staging/b.c", "zulu\n", NULL);
	tip = fixture_commit(&f, "move", "staging/a.c", NULL, "staging/b.c", NULL, "net/c.c",
			     "alpha\nbravo\nCHARLIE\ndelta\necho\nfoxtrot\ngolf\nhotel\nindia\njuliett\n", NULL);
	ck_origins(&f, &tip, NULL, "net/c.c", "base base move base base base base base base base");
}
END_TEST

START_TEST(a_file_that_has_less_than_half_in_common_is_new)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "base", "a.c", "alpha\nbravo\ncharlie\ndelta\n", NULL);
	tip = fixture_commit(&f, "new", "a.c", NULL, "b.c", "alpha\nBRAVO\nCHARLIE\nDELTA\n", NULL);
	ck_origins(&f, &tip, NULL, "b.c", "new new new new");
}
END_TEST

START_TEST(a_copy_of_a_file_that_stays_is_new)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "base", "a.c", "alpha\nbravo\n", NULL);
	tip = fixture_commit(&f, "copy", "b.c", "alpha\nbravo\n", NULL);
	ck_origins(&f, &tip, NULL, "b.c", "copy copy");
}
END_TEST

/* "x/file.c" has eight of ten lines and "x/other.c" nine: eight are enough for the only one of its name. */
START_TEST(the_only_file_of_the_same_name_comes_before_a_more_similar_one)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "similar", "x/other.c",
		       "alpha\nbravo\ncharlie\ndelta\necho\nfoxtrot\ngolf\nhotel\nindia\nX\n", NULL);
	fixture_commit(&f, "named", "x/file.c",
		       "alpha\nbravo\ncharlie\ndelta\necho\nfoxtrot\ngolf\nhotel\nX\nY\n", NULL);
	tip = fixture_commit(&f, "move", "x/file.c", NULL, "x/other.c", NULL, "y/file.c", TEN_LINES, NULL);
	ck_origins(&f, &tip, NULL, "y/file.c", "named named named named named named named named move move");
}
END_TEST

START_TEST(the_most_similar_of_other_names_is_taken)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "less", "x/a.c", "alpha\nbravo\ncharlie\ndelta\necho\nfoxtrot\ngolf\nX\nY\nZ\n", NULL);
	fixture_commit(&f, "more", "x/b.c",
		       "alpha\nbravo\ncharlie\ndelta\necho\nfoxtrot\ngolf\nhotel\nindia\nX\n", NULL);
	tip = fixture_commit(&f, "move", "x/a.c", NULL, "x/b.c", NULL, "y/c.c", TEN_LINES, NULL);
	ck_origins(&f, &tip, NULL, "y/c.c", "more more more more more more more more more move");
}
END_TEST

/* A commit on top of parent (NULL: a root) with this file, some others of another content, and nothing else. */
static git_oid commit_only(const struct fixture *f, const char *message, const git_oid *parent, unsigned nr_fillers,
			   const char *name, const char *content)
{
	owned(git_treebuilder_freep) git_treebuilder *builder = NULL;
	owned(git_signature_freep) git_signature *who = NULL;
	owned(git_commit_freep) git_commit *before = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	git_oid id, filler;
	unsigned i;

	ck_assert_int_eq(git_treebuilder_new(&builder, f->repo, NULL), 0);
	ck_assert_int_eq(git_blob_create_from_buffer(&filler, f->repo, "zulu\nzulu\nzulu\nzulu\nzulu\nzulu\n", 30), 0);
	for (i = 0; i < nr_fillers; i++) {
		char path[32];

		snprintf(path, sizeof(path), "%03u.txt", i);
		ck_assert_int_eq(git_treebuilder_insert(NULL, builder, path, &filler, GIT_FILEMODE_BLOB), 0);
	}
	ck_assert_int_eq(git_blob_create_from_buffer(&id, f->repo, content, strlen(content)), 0);
	ck_assert_int_eq(git_treebuilder_insert(NULL, builder, name, &id, GIT_FILEMODE_BLOB), 0);
	ck_assert_int_eq(git_treebuilder_write(&id, builder), 0);
	ck_assert_int_eq(git_tree_lookup(&tree, f->repo, &id), 0);
	ck_assert_int_eq(git_signature_new(&who, "A U Thor", "author@example.org", f->clock, 0), 0);
	if (parent)
		ck_assert_int_eq(git_commit_lookup(&before, f->repo, parent), 0);
	ck_assert_int_eq(git_commit_create(&id, f->repo, NULL, who, who, NULL, message, tree, parent ? 1 : 0,
					   (const git_commit **)&before), 0);
	return id;
}

START_TEST(of_many_files_those_with_the_most_similar_paths_are_compared)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, tip;

	fixture_make(&f);
	base = commit_only(&f, "base", NULL, 300, "user-manual.txt", TEN_LINES);
	tip = commit_only(&f, "rename", &base, 0, "user-manual.adoc",
			  "ALPHA\nbravo\ncharlie\ndelta\necho\nfoxtrot\ngolf\nhotel\nindia\njuliett\n");
	ck_origins(&f, &tip, NULL, "user-manual.adoc", "rename base base base base base base base base base");
}
END_TEST

/* One parent has the file with other lines, the other has the same content under another name. */
START_TEST(a_parent_with_the_same_content_under_another_name_gets_everything)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, side, tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "alpha\nbravo\n", NULL);
	fixture_branch(&f, "side", &base);
	side = fixture_commit(&f, "side", "a.c", "alpha\nside\nbravo\n", NULL);
	fixture_on(&f, "master");
	fixture_commit(&f, "move", "a.c", NULL, "b.c", "alpha\nbravo\n", NULL);
	fixture_commit(&f, "main", "b.c", "main\nalpha\nbravo\n", NULL);
	tip = fixture_join(&f, "merge", &side, 1, "b.c", "alpha\nside\nbravo\n", NULL);
	ck_origins(&f, &tip, NULL, "b.c", "base side base");
}
END_TEST

/* ---- contents ---- */

static const struct {
	const char *before, *after, *expected;
} contents[] = {
	{ "a\r\nb\r\n", "a\r\nB\r\n", "base tip" },
	{ "a\r\nb\r\n", "a\nb\n", "tip tip" },          /* the line ends are others */
	{ "a\nb", "a\nb\nc", "base tip tip" },          /* git: "\ No newline at end of file" */
	{ "a\nb", "a\nb\n", "base tip" },
	{ "caf\xe9\nb\n", "caf\xe9\nB\n", "base tip" }, /* Latin-1 */
	{ "\xff\xfe\n", "\xff\xfe\n\xff\n", "base tip" },
	{ "", "a\n", "tip" },
	{ "a\n", "", "" },
	{ "\n\n\n", "\n\n", "base base" },
};

START_TEST(lines_of_any_content_have_these_origins)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "base", "a.c", contents[_i].before, NULL);
	tip = fixture_commit(&f, "tip", "a.c", contents[_i].after, NULL);
	ck_origins(&f, &tip, NULL, "a.c", contents[_i].expected);
}
END_TEST

START_TEST(a_binary_file_is_written_as_a_whole)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit_bytes(&f, "base", "a.bin", "a\nb\0\nc\n", 7);
	fixture_commit(&f, "other", "a.c", "other\n", NULL);
	tip = fixture_commit_bytes(&f, "tip", "a.bin", "a\nB\0\nc\n", 7);
	fixture_commit(&f, "later", "a.c", "later\n", NULL);
	ck_origins(&f, &tip, NULL, "a.bin", "tip tip tip");
}
END_TEST

START_TEST(a_file_that_becomes_executable_keeps_its_lines)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(git_treebuilder_freep) git_treebuilder *builder = NULL;
	owned(git_signature_freep) git_signature *who = NULL;
	owned(git_commit_freep) git_commit *parent = NULL;
	owned(git_tree_freep) git_tree *tree = NULL;
	git_oid base, blob, tip;

	fixture_make(&f);
	base = commit_only(&f, "base", NULL, 0, "run", "one\ntwo\n");
	ck_assert_int_eq(git_blob_create_from_buffer(&blob, f.repo, "one\ntwo\n", 8), 0);
	ck_assert_int_eq(git_treebuilder_new(&builder, f.repo, NULL), 0);
	ck_assert_int_eq(git_treebuilder_insert(NULL, builder, "run", &blob, GIT_FILEMODE_BLOB_EXECUTABLE), 0);
	ck_assert_int_eq(git_treebuilder_write(&tip, builder), 0);
	ck_assert_int_eq(git_tree_lookup(&tree, f.repo, &tip), 0);
	ck_assert_int_eq(git_commit_lookup(&parent, f.repo, &base), 0);
	ck_assert_int_eq(git_signature_new(&who, "A U Thor", "author@example.org", f.clock, 0), 0);
	ck_assert_int_eq(git_commit_create(&tip, f.repo, NULL, who, who, NULL, "mode", tree, 1,
					   (const git_commit **)&parent), 0);
	ck_origins(&f, &tip, NULL, "run", "base base");
}
END_TEST

/* ---- what is not there ---- */

START_TEST(a_path_that_never_existed_is_an_error)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(tables_release) struct tables tables = { 0 };
	owned(text_release) struct text expected = { 0 };
	owned(line_origins_release) struct line_origins origins = { 0 };
	owned(region_commits_release) struct region_commits region = { 0 };
	const struct line_span span = { .first = 1, .nr = 1 };
	git_oid tip;

	fixture_make(&f);
	tip = fixture_commit(&f, "base", "net/a.c", "a\n", NULL);
	tables_make(&tables, &f, &tip, NULL);
	text_addf(&expected, "'net/b.c' is not a file in the commit %s", fixture_hex(&tip));
	fails_with(lines_origins(&origins, tables.commits, tables.blobs, tables.target, tables.tip, "net/b.c", &span, 1,
				 err), text_str(&expected));
	fails_with(lines_region(&region, tables.commits, tables.blobs, tables.target, tables.tip, "net/b.c", span, err),
		   text_str(&expected));
	text_clear(&expected);
	text_addf(&expected, "'net' is not a file in the commit %s", fixture_hex(&tip));
	fails_with(lines_origins(&origins, tables.commits, tables.blobs, tables.target, tables.tip, "net", &span, 1,
				 err),
		   text_str(&expected));
	ck_assert_ptr_null(origins.v);
}
END_TEST

static void remove_object(const struct fixture *f, const git_oid *id)
{
	owned(text_release) struct text path = { 0 };
	const char *hex = fixture_hex(id);

	text_addf(&path, "%sobjects/%.2s/%s", git_repository_path(f->repo), hex, hex + 2);
	ck_assert_int_eq(remove(text_str(&path)), 0);
}

START_TEST(a_missing_version_is_named)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(tables_release) struct tables tables = { 0 };
	owned(text_release) struct text expected = { 0 };
	owned(line_origins_release) struct line_origins origins = { 0 };
	const struct line_span all = { .first = 1, .nr = 2 };
	git_oid tip, blob;

	fixture_make(&f);
	fixture_commit(&f, "base", "net/a.c", "1\n2\n", NULL);
	tip = fixture_commit(&f, "tip", "net/a.c", "1\nii\n", NULL);
	ck_assert_int_eq(git_odb_hash(&blob, "1\n2\n", 4, GIT_OBJECT_BLOB), 0);
	remove_object(&f, &blob);
	tables_make(&tables, &f, &tip, NULL);
	text_addf(&expected, "the object %s of 'net/a.c' is missing from the repository '%s'", fixture_hex(&blob),
		  git_repository_workdir(f.repo));
	fails_with(lines_origins(&origins, tables.commits, tables.blobs, tables.target, tables.tip, "net/a.c", &all, 1,
				 err), text_str(&expected));
	ck_assert_ptr_null(origins.v);
}
END_TEST

/* ---- regions ---- */

START_TEST(a_region_knows_who_made_and_changed_it)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\n3\n4\n5\n", NULL);
	fixture_commit(&f, "far", "a.c", "i\n2\n3\n4\n5\n", NULL);
	fixture_commit(&f, "three", "a.c", "i\n2\niii\n4\n5\n", NULL);
	tip = fixture_commit(&f, "shift", "a.c", "0\ni\n2\niii\n4\n5\n", NULL);
	ck_region(&f, &tip, NULL, "a.c", 3, 3, "three+1-1 base+3-0");
	ck_region(&f, &tip, &base, "a.c", 3, 3, "three+1-1");
	ck_region(&f, &tip, NULL, "a.c", 6, 1, "base+1-0");
	ck_region(&f, &tip, &tip, "a.c", 3, 3, "");
}
END_TEST

START_TEST(a_removal_within_a_region_is_told)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\nx\ny\n3\n4\n", NULL);
	tip = fixture_commit(&f, "remove", "a.c", "1\n2\n3\n4\n", NULL);
	ck_region(&f, &tip, NULL, "a.c", 2, 2, "remove+0-2 base+4-0");
	ck_region(&f, &tip, &base, "a.c", 2, 2, "remove+0-2");
	/* at its edge it is outside */
	ck_region(&f, &tip, &base, "a.c", 1, 2, "");
	ck_region(&f, &tip, &base, "a.c", 3, 2, "");
}
END_TEST

START_TEST(a_gap_is_a_region)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\nx\n3\n", NULL);
	fixture_commit(&f, "other", "a.c", "0\n1\n2\nx\n3\n", NULL);
	tip = fixture_commit(&f, "remove", "a.c", "0\n1\n2\n3\n", NULL);
	ck_region(&f, &tip, &base, "a.c", 4, 0, "remove+0-1");
	ck_region(&f, &tip, &base, "a.c", 3, 0, "");
	ck_region(&f, &tip, &base, "a.c", 1, 0, "");
	ck_region(&f, &tip, &base, "a.c", 5, 0, "");
	ck_region(&f, &tip, &base, "a.c", 6, 0, "");
}
END_TEST

/* What was taken away in the gap is followed to who made it. */
START_TEST(a_gap_where_lines_were_is_followed_to_who_made_them)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\n", NULL);
	fixture_commit(&f, "add", "a.c", "1\nx\n2\n", NULL);
	fixture_commit(&f, "change", "a.c", "1\ny\n2\n", NULL);
	tip = fixture_commit(&f, "remove", "a.c", "1\n2\n", NULL);
	ck_region(&f, &tip, &base, "a.c", 2, 0, "remove+0-1 change+1-1 add+1-0");
}
END_TEST

START_TEST(a_region_is_followed_over_a_rename)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "base", "a.c", TEN_LINES, NULL);
	tip = fixture_commit(&f, "rename", "a.c", NULL, "b.c",
			     "alpha\nbravo\nCHARLIE\ndelta\necho\nfoxtrot\ngolf\nhotel\nindia\njuliett\n", NULL);
	ck_region(&f, &tip, NULL, "b.c", 2, 3, "rename+1-1 base+3-0");
	ck_region(&f, &tip, NULL, "b.c", 8, 3, "base+3-0");
}
END_TEST

START_TEST(a_region_of_a_merge_is_followed_to_both_sides)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, side, tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\n3\n4\n5\n", NULL);
	fixture_branch(&f, "side", &base);
	side = fixture_commit(&f, "side", "a.c", "1\n2\n3\nside\n5\n", NULL);
	fixture_on(&f, "master");
	fixture_commit(&f, "main", "a.c", "1\nmain\n3\n4\n5\n", NULL);
	tip = fixture_join(&f, "merge", &side, 1, "a.c", "1\nmain\n3\nside\n5\n", NULL);
	ck_region(&f, &tip, &base, "a.c", 1, 5, "main+1-1 side+1-1");
	ck_region(&f, &tip, &base, "a.c", 1, 2, "main+1-1");
	ck_region(&f, &tip, &base, "a.c", 4, 2, "side+1-1");
}
END_TEST

START_TEST(a_merge_is_told_of_what_it_wrote_itself)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, side, tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\n3\n4\n5\n", NULL);
	fixture_branch(&f, "side", &base);
	side = fixture_commit(&f, "side", "a.c", "1\n2\nside\n4\n5\n", NULL);
	fixture_on(&f, "master");
	fixture_commit(&f, "main", "a.c", "1\n2\nmain\n4\n5\n", NULL);
	tip = fixture_join(&f, "merge", &side, 1, "a.c", "1\n2\nboth\n4\n5\n", NULL);
	ck_region(&f, &tip, &base, "a.c", 2, 3, "merge+1-1 main+1-1 side+1-1");
}
END_TEST

START_TEST(a_merge_of_three_is_told_only_of_what_none_has)
{
	owned(fixture_release) struct fixture f = { 0 };
	git_oid base, others[2], tip;

	fixture_make(&f);
	base = fixture_commit(&f, "base", "a.c", "1\n2\n3\n4\n5\n6\n", NULL);
	fixture_branch(&f, "one", &base);
	others[0] = fixture_commit(&f, "one", "a.c", "1\n2\none\n4\n5\n6\n", NULL);
	fixture_branch(&f, "two", &base);
	others[1] = fixture_commit(&f, "two", "a.c", "1\n2\n3\n4\ntwo\n6\n", NULL);
	fixture_on(&f, "master");
	fixture_commit(&f, "main", "a.c", "main\n2\n3\n4\n5\n6\n", NULL);
	tip = fixture_join(&f, "octopus", others, 2, "a.c", "main\n2\none\n4\ntwo\n6\nocto\n", NULL);
	ck_region(&f, &tip, &base, "a.c", 1, 7, "octopus+1-0 main+1-1 two+1-1 one+1-1");
	ck_region(&f, &tip, &base, "a.c", 1, 6, "main+1-1 two+1-1 one+1-1");
}
END_TEST

SUITE(lines)
{
	TEST(a_line_comes_from_the_commit_that_last_wrote_it);
	TEST(lines_that_leave_the_range_have_no_origin);
	TEST(the_commit_that_is_asked_need_not_be_the_tip);
	TEST(spans_may_overlap_and_reach_beyond_the_end);
	TEST(an_answer_names_the_lines_that_were_asked);
	TEST(a_merge_gives_each_side_its_lines);
	TEST(the_first_parent_of_equals_gets_the_line);
	TEST(a_merge_that_takes_one_side_whole_asks_only_that);
	TEST(an_octopus_gives_each_of_three_its_lines);
	TEST(a_commit_is_asked_after_all_of_its_children);
	TEST(lines_are_followed_over_a_rename);
	TEST(lines_are_followed_over_a_rename_with_changes);
	TEST(a_file_that_has_less_than_half_in_common_is_new);
	TEST(a_copy_of_a_file_that_stays_is_new);
	TEST(the_only_file_of_the_same_name_comes_before_a_more_similar_one);
	TEST(the_most_similar_of_other_names_is_taken);
	TEST(of_many_files_those_with_the_most_similar_paths_are_compared);
	TEST(a_parent_with_the_same_content_under_another_name_gets_everything);
	LOOP_TEST(lines_of_any_content_have_these_origins, nr_of(contents));
	TEST(a_binary_file_is_written_as_a_whole);
	TEST(a_file_that_becomes_executable_keeps_its_lines);
	TEST(a_path_that_never_existed_is_an_error);
	TEST(a_missing_version_is_named);
	TEST(a_region_knows_who_made_and_changed_it);
	TEST(a_removal_within_a_region_is_told);
	TEST(a_gap_is_a_region);
	TEST(a_gap_where_lines_were_is_followed_to_who_made_them);
	TEST(a_region_is_followed_over_a_rename);
	TEST(a_region_of_a_merge_is_followed_to_both_sides);
	TEST(a_merge_is_told_of_what_it_wrote_itself);
	TEST(a_merge_of_three_is_told_only_of_what_none_has);
}
