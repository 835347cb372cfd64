// SPDX-License-Identifier: GPL-2.0-only
/* Versions of files: their lines, how long they are kept, and what is different between two. */
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/blobs.h"

/* ---- helpers ---- */

static git_oid make_blob(const struct fixture *f, const void *bytes, size_t len)
{
	git_oid id;

	ck_assert_int_eq(git_blob_create_from_buffer(&id, f->repo, bytes, len), 0);
	return id;
}

static const struct blob *get(struct blobs *blobs, const git_oid *id)
{
	const struct blob *blob = NULL;

	succeeds(blobs_get(&blob, blobs, id, "a.c", err));
	return blob;
}

/* "2,1>2,0 7,0>6,3" */
static void print_differences(struct text *out, const struct differences *differences)
{
	size_t i;

	for (i = 0; i < differences->nr; i++)
		text_addf(out, "%s%u,%u>%u,%u", i ? " " : "", differences->v[i].old_first,
			  differences->v[i].old_nr, differences->v[i].new_first, differences->v[i].new_nr);
}

static void ck_text_differences(const struct text *old, const struct text *new, const char *expected)
{
	owned(differences_release) struct differences differences = { 0 };
	owned(text_release) struct text printed = { 0 };

	succeeds(text_differences(&differences, text_str(old), old->len, text_str(new), new->len, err));
	print_differences(&printed, &differences);
	ck_assert_str_eq(text_str(&printed), expected);
}

static void ck_blob_differences(const struct fixture *f, const struct text *old, const struct text *new,
				const char *expected)
{
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(text_release) struct text printed = { 0 };
	const struct differences *differences;
	git_oid old_id = make_blob(f, text_str(old), old->len), new_id = make_blob(f, text_str(new), new->len);

	succeeds(blobs_open(&blobs, f->repo, err));
	succeeds(blobs_differences(&differences, blobs, &old_id, &new_id, "a.c", err));
	print_differences(&printed, differences);
	ck_assert_str_eq(text_str(&printed), expected);
}

static void add_lines(struct text *text, const char *what, unsigned from, unsigned to)
{
	unsigned i;

	for (i = from; i <= to; i++)
		text_addf(text, "\t%s(%u);\n", what, i);
}

/* ---- contents ---- */

START_TEST(a_blob_has_lines_with_their_ends)
{
	static const char content[] = "one\r\n\ntwo\nlast";
	static const uint32_t starts[] = { 0, 5, 6, 10, 14 };
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(blob_releasep) const struct blob *blob = NULL;
	git_oid id;
	size_t i;

	fixture_make(&f);
	id = make_blob(&f, content, strlen(content));
	succeeds(blobs_open(&blobs, f.repo, err));
	blob = get(blobs, &id);
	ck_assert_uint_eq(blob->nr_lines, nr_of(starts) - 1);
	for (i = 0; i < nr_of(starts); i++)
		ck_assert_uint_eq(blob->starts[i], starts[i]);
	ck_assert_uint_eq(blob->len, strlen(content));
	ck_assert(!memcmp(blob->data, content, blob->len));
	ck_assert(!blob->is_binary);
}
END_TEST

START_TEST(a_line_feed_at_the_end_begins_no_line)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(blob_releasep) const struct blob *blob = NULL;
	git_oid id;

	fixture_make(&f);
	id = make_blob(&f, "a\nb\n", 4);
	succeeds(blobs_open(&blobs, f.repo, err));
	blob = get(blobs, &id);
	ck_assert_uint_eq(blob->nr_lines, 2);
	ck_assert_uint_eq(blob->starts[2], 4);
}
END_TEST

START_TEST(short_lines_are_all_found)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(blob_releasep) const struct blob *blob = NULL;
	owned(text_release) struct text content = { 0 };
	git_oid id;
	size_t i;

	fixture_make(&f);
	for (i = 0; i < 10000; i++)
		text_addc(&content, '\n');
	id = make_blob(&f, content.data, content.len);
	succeeds(blobs_open(&blobs, f.repo, err));
	blob = get(blobs, &id);
	ck_assert_uint_eq(blob->nr_lines, 10000);
	for (i = 0; i <= 10000; i++)
		ck_assert_uint_eq(blob->starts[i], i);
}
END_TEST

START_TEST(a_zero_id_is_an_empty_file)
{
	static const git_oid zero;
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(blob_releasep) const struct blob *blob = NULL;

	fixture_make(&f);
	succeeds(blobs_open(&blobs, f.repo, err));
	blob = get(blobs, &zero);
	ck_assert_uint_eq(blob->len, 0);
	ck_assert_uint_eq(blob->nr_lines, 0);
	ck_assert_uint_eq(blob->starts[0], 0);
	ck_assert(!blob->is_binary);
}
END_TEST

START_TEST(a_nul_near_the_beginning_makes_a_blob_binary)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(blob_releasep) const struct blob *near = NULL;
	owned(blob_releasep) const struct blob *far = NULL;
	char bytes[9000];
	git_oid near_id, far_id;

	fixture_make(&f);
	memset(bytes, 'x', sizeof(bytes));
	bytes[7999] = '\0';
	near_id = make_blob(&f, bytes, sizeof(bytes));
	bytes[7999] = 'x';
	bytes[8000] = '\0';
	far_id = make_blob(&f, bytes, sizeof(bytes));
	succeeds(blobs_open(&blobs, f.repo, err));
	near = get(blobs, &near_id);
	far = get(blobs, &far_id);
	ck_assert(near->is_binary);
	ck_assert(!far->is_binary);
}
END_TEST

START_TEST(a_missing_object_is_named_with_its_path)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(text_release) struct text expected = { 0 };
	const struct blob *blob = NULL;
	git_oid id;

	fixture_make(&f);
	git_oid_fromstr(&id, "1234567890123456789012345678901234567890");
	succeeds(blobs_open(&blobs, f.repo, err));
	text_addf(&expected, "the object 1234567890123456789012345678901234567890 of 'net/x.c' is missing from the "
		  "repository '%s'", git_repository_workdir(f.repo));
	fails_with(blobs_get(&blob, blobs, &id, "net/x.c", err), text_str(&expected));
	ck_assert_ptr_null(blob);
}
END_TEST

START_TEST(a_commit_is_not_a_file)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(text_release) struct text expected = { 0 };
	const struct blob *blob = NULL;
	git_oid id;

	fixture_make(&f);
	id = fixture_commit(&f, "first", "a.c", "int a;\n", NULL);
	succeeds(blobs_open(&blobs, f.repo, err));
	text_addf(&expected, "the object %s of 'a.c' is not a file", fixture_hex(&id));
	fails_with(blobs_get(&blob, blobs, &id, "a.c", err), text_str(&expected));
}
END_TEST

/* Seven of 8 MiB are more than what is kept. */
START_TEST(a_content_that_is_held_outlives_the_memory)
{
	enum { LEN = 8 << 20, NR = 7 };
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(blob_releasep) const struct blob *held = NULL;
	owned(blob_releasep) const struct blob *again = NULL;
	owned(blob_releasep) const struct blob *last = NULL;
	owned(blob_releasep) const struct blob *last_again = NULL;
	char *bytes = mem_alloc(LEN);
	git_oid ids[NR];
	size_t i;

	fixture_make(&f);
	for (i = 0; i < NR; i++) {
		memset(bytes, (int)('a' + i), LEN);
		ids[i] = make_blob(&f, bytes, LEN);
	}
	free(bytes);
	succeeds(blobs_open(&blobs, f.repo, err));
	held = get(blobs, &ids[0]);
	for (i = 1; i < NR - 1; i++)
		blob_release(get(blobs, &ids[i]));
	last = get(blobs, &ids[NR - 1]);
	last_again = get(blobs, &ids[NR - 1]);
	again = get(blobs, &ids[0]);
	ck_assert_ptr_eq(last, last_again);
	ck_assert_ptr_ne(held, again);
	ck_assert_uint_eq(held->len, LEN);
	ck_assert_int_eq(held->data[0], 'a');
	ck_assert_int_eq(held->data[LEN - 1], 'a');
}
END_TEST

START_TEST(a_content_that_was_just_used_is_kept_longest)
{
	enum { LEN = 8 << 20, NR = 7 };
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	const struct blob *first, *first_again;
	char *bytes = mem_alloc(LEN);
	git_oid ids[NR];
	size_t i;

	fixture_make(&f);
	for (i = 0; i < NR; i++) {
		memset(bytes, (int)('a' + i), LEN);
		ids[i] = make_blob(&f, bytes, LEN);
	}
	free(bytes);
	succeeds(blobs_open(&blobs, f.repo, err));
	first = get(blobs, &ids[0]);
	for (i = 1; i < NR; i++) {
		blob_release(get(blobs, &ids[i]));
		first_again = get(blobs, &ids[0]);
		ck_assert_ptr_eq(first, first_again);
		blob_release(first_again);
	}
	blob_release(first);
}
END_TEST

/* ---- differences ---- */

static const struct {
	const char *old, *new, *expected;
} cases[] = {
	{ "a\nb\n", "a\nb\n", "" },
	{ "", "", "" },
	{ "", "a\nb\n", "1,0>1,2" },
	{ "a\nb\n", "", "1,2>1,0" },
	{ "a\nb\n", "new\na\nb\n", "1,0>1,1" },
	{ "a\nb\n", "a\nnew\nb\n", "2,0>2,1" },
	{ "a\nb\n", "a\nb\nnew\n", "3,0>3,1" },
	{ "a\nb\nc\n", "b\nc\n", "1,1>1,0" },
	{ "a\nb\nc\n", "a\nc\n", "2,1>2,0" },
	{ "a\nb\nc\n", "a\nb\n", "3,1>3,0" },
	{ "a\nb\nc\n", "a\nB\nc\n", "2,1>2,1" },
	{ "a\nb\nc\n", "A\nb\nC\nd\n", "1,1>1,1 3,1>3,2" },
	{ "a\nb", "a\nb\n", "2,1>2,1" },                /* the line end counts */
	{ "a\nb\n", "a\nb", "2,1>2,1" },
	{ "a\nb", "a\nbc", "2,1>2,1" },
	{ "a\nb", "a\nb\nc", "2,1>2,2" },
	{ "a\nb\n", "a\r\nb\r\n", "1,2>1,2" },
	{ "caf\xe9\nb\n", "caf\xe8\nb\n", "1,1>1,1" },  /* Latin-1 */
	{ "x\nx\nx\n", "x\nx\n", "3,1>3,0" },           /* the last of equals, as git has it */
};

START_TEST(texts_and_blobs_have_these_differences)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 };

	fixture_make(&f);
	text_adds(&old, cases[_i].old);
	text_adds(&new, cases[_i].new);
	ck_text_differences(&old, &new, cases[_i].expected);
	ck_blob_differences(&f, &old, &new, cases[_i].expected);
}
END_TEST

/* Behind many lines that both have: long texts are written short before they are compared. */
START_TEST(long_texts_differ_as_short_ones_do)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 }, printed = { 0 };
	owned(differences_release) struct differences differences = { 0 };
	size_t i;

	fixture_make(&f);
	add_lines(&old, "before", 1, 300);
	add_lines(&new, "before", 1, 300);
	text_adds(&old, cases[_i].old);
	text_adds(&new, cases[_i].new);
	succeeds(text_differences(&differences, text_str(&old), old.len, text_str(&new), new.len, err));
	for (i = 0; i < differences.nr; i++) {
		differences.v[i].old_first -= 300;
		differences.v[i].new_first -= 300;
	}
	print_differences(&printed, &differences);
	ck_assert_str_eq(text_str(&printed), cases[_i].expected);
}
END_TEST

/* A comment's second line is indented: without that what was added would begin there. */
START_TEST(indentation_is_looked_at_in_long_texts)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 };

	fixture_make(&f);
	text_adds(&old, "int first;\n");
	text_adds(&new, "int other;\n");
	add_lines(&old, "before", 1, 300);
	add_lines(&new, "before", 1, 300);
	text_adds(&new, "/*\n * Of g.\n */\nint g(void)\n{\n\treturn 2;\n}\n");
	text_adds(&old, "/*\n * Of h.\n */\nint h(void)\n{\n\treturn 3;\n}\n");
	text_adds(&new, "/*\n * Of h.\n */\nint h(void)\n{\n\treturn 3;\n}\n");
	ck_text_differences(&old, &new, "1,1>1,1 302,0>302,7");
}
END_TEST

START_TEST(blanks_of_every_kind_are_looked_at_in_long_texts)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 };

	fixture_make(&f);
	add_lines(&old, "before", 1, 300);
	add_lines(&new, "before", 1, 300);
	text_adds(&old, "int f(void)\n{\n\treturn 1;\n}\n\f\nint h(void)\n{\n\treturn 3;\n}\nlast");
	text_adds(&new, "int f(void)\n{\n\treturn 1;\n}\n\f\n"
		  "int g(void)\n{\n\treturn 2;\n}\n\f\nint h(void)\n{\n\treturn 3;\n}\nlast\n");
	ck_text_differences(&old, &new, "306,0>306,5 310,1>315,1");
}
END_TEST

START_TEST(binary_files_are_one_difference_of_everything)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 };

	fixture_make(&f);
	text_add(&old, "a\n\0\nc\n", 6);
	text_add(&new, "a\nb\n", 4);
	ck_text_differences(&old, &new, "1,3>1,2");
	ck_text_differences(&new, &old, "1,2>1,3");
	ck_blob_differences(&f, &old, &new, "1,3>1,2");
}
END_TEST

START_TEST(a_huge_file_is_one_difference_of_everything)
{
	owned(text_release) struct text old = { 0 }, new = { 0 };
	unsigned i;

	for (i = 0; i < (33 << 20) / 64; i++)
		text_adds(&old, "0123456789012345678901234567890123456789012345678901234567890 ..\n");
	text_add(&new, old.data, old.len);
	text_adds(&new, "one more\n");
	ck_text_differences(&old, &new, "1,540672>1,540673");
}
END_TEST

START_TEST(what_is_far_from_both_ends_is_found_at_its_line)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 };

	fixture_make(&f);
	add_lines(&old, "call", 1, 3000);
	add_lines(&new, "call", 1, 1499);
	text_adds(&new, "\tother(1);\n\tother(2);\n");
	add_lines(&new, "call", 1501, 2000);
	add_lines(&new, "call", 2002, 3000);
	ck_text_differences(&old, &new, "1500,1>1500,2 2001,1>2002,0");
	ck_blob_differences(&f, &old, &new, "1500,1>1500,2 2001,1>2002,0");
}
END_TEST

START_TEST(changes_at_both_ends_of_a_long_file_are_found)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 };

	fixture_make(&f);
	add_lines(&old, "call", 1, 3000);
	text_adds(&new, "#include <linux/x.h>\n");
	add_lines(&new, "call", 1, 2999);
	ck_text_differences(&old, &new, "1,0>1,1 3000,1>3001,0");
	ck_blob_differences(&f, &old, &new, "1,0>1,1 3000,1>3001,0");
}
END_TEST

static void add_function(struct text *text, const char *name)
{
	text_addf(text, "static void %s(struct queue *queue)\n{\n\tmutex_lock(&queue->lock);\n"
		  "\tqueue_%s(queue);\n\tmutex_unlock(&queue->lock);\n}\n\n", name, name);
}

/* The common head goes on into the new function, and the common tail begins within the one before it. */
START_TEST(an_added_function_is_one_whole_function)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 };

	fixture_make(&f);
	add_lines(&old, "before", 1, 1000);
	add_function(&old, "start");
	text_add(&new, old.data, old.len);
	add_function(&new, "pause");
	add_function(&old, "stop");
	add_function(&new, "stop");
	add_lines(&old, "after", 1, 1000);
	add_lines(&new, "after", 1, 1000);
	ck_text_differences(&old, &new, "1008,0>1008,7");
	ck_blob_differences(&f, &old, &new, "1008,0>1008,7");
}
END_TEST

/* Which of them is the new one is arbitrary. git cuts three blocks of 1024 bytes off the end before it looks. */
START_TEST(one_more_of_many_equal_lines_is_one_difference)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 };
	unsigned i;

	fixture_make(&f);
	for (i = 0; i < 1000; i++)
		text_adds(&old, "\t0,\n");
	text_add(&new, old.data, old.len);
	text_adds(&new, "\t0,\n");
	ck_text_differences(&old, &new, "234,0>234,1");
}
END_TEST

/* Frequent, though not where the file changes: xdiff does not align by it unless something near it is the same. */
START_TEST(lines_are_not_aligned_by_one_that_is_frequent_elsewhere)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text old = { 0 }, new = { 0 };
	unsigned i;

	fixture_make(&f);
	for (i = 0; i < 500; i++)
		text_adds(&old, "\treturn 0;\n}\n\n");
	add_lines(&old, "call", 1, 300);
	text_add(&new, old.data, old.len);
	text_adds(&old, "a\nb\nc\nd\n}\ne\nf\ng\nh\n");
	text_adds(&new, "A\nB\nC\nD\n}\nE\nF\nG\nH\n");
	ck_text_differences(&old, &new, "1801,9>1801,9");
}
END_TEST

static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245 + 12345;
	return *state >> 16;
}

/* A text of few different lines, so that many alignments are possible, and a version of it. */
static void make_versions(struct text *old, struct text *new, unsigned seed)
{
	unsigned state = seed, nr = 300 + next_random(&state) % 700, i;

	for (i = 0; i < nr; i++) {
		unsigned line = next_random(&state) % 40, chance = next_random(&state) % 50;

		text_addf(old, "\tline %u\n", line);
		if (chance == 0)
			text_addf(new, "\tline %u\n", next_random(&state) % 40);
		if (chance > 1)
			text_addf(new, "\tline %u\n", line);
	}
}

/* Lines of one text from 'from' on are those of the other from 'other' on, nr of them. */
static bool same_lines(const struct blob *old, uint32_t from, const struct blob *new, uint32_t other, uint32_t nr)
{
	size_t len = old->starts[from - 1 + nr] - old->starts[from - 1];

	return len == new->starts[other - 1 + nr] - new->starts[other - 1] &&
	       !memcmp(old->data + old->starts[from - 1], new->data + new->starts[other - 1], len);
}

START_TEST(differences_are_in_order_apart_and_everything)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(blob_releasep) const struct blob *a = NULL;
	owned(blob_releasep) const struct blob *b = NULL;
	owned(text_release) struct text old = { 0 }, new = { 0 };
	const struct differences *differences;
	uint32_t old_at = 1, new_at = 1;
	git_oid old_id, new_id;
	size_t i;

	fixture_make(&f);
	make_versions(&old, &new, (unsigned)_i);
	old_id = make_blob(&f, old.data, old.len);
	new_id = make_blob(&f, new.data, new.len);
	succeeds(blobs_open(&blobs, f.repo, err));
	succeeds(blobs_differences(&differences, blobs, &old_id, &new_id, "a.c", err));
	a = get(blobs, &old_id);
	b = get(blobs, &new_id);
	for (i = 0; i < differences->nr; i++) {
		const struct difference *one = &differences->v[i];
		uint32_t nr = one->old_first - old_at;

		ck_assert(one->old_nr || one->new_nr);
		ck_assert(one->old_first > old_at || !i);
		ck_assert_uint_eq(one->new_first - new_at, nr);
		ck_assert(same_lines(a, old_at, b, new_at, nr));
		old_at = one->old_first + one->old_nr;
		new_at = one->new_first + one->new_nr;
	}
	ck_assert_uint_eq(a->nr_lines + 1 - old_at, b->nr_lines + 1 - new_at);
	ck_assert(same_lines(a, old_at, b, new_at, a->nr_lines + 1 - old_at));
}
END_TEST

START_TEST(differences_are_remembered)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	const struct differences *first, *again, *backwards, *none;
	git_oid a, b;

	fixture_make(&f);
	a = make_blob(&f, "a\n", 2);
	b = make_blob(&f, "b\n\n", 3);
	succeeds(blobs_open(&blobs, f.repo, err));
	succeeds(blobs_differences(&first, blobs, &a, &b, "a.c", err));
	succeeds(blobs_differences(&again, blobs, &a, &b, "a.c", err));
	succeeds(blobs_differences(&backwards, blobs, &b, &a, "a.c", err));
	succeeds(blobs_differences(&none, blobs, &a, &a, "a.c", err));
	ck_assert_ptr_eq(first, again);
	ck_assert_uint_eq(first->v[0].new_nr, 2);
	ck_assert_uint_eq(backwards->v[0].new_nr, 1);
	ck_assert_uint_eq(none->nr, 0);
}
END_TEST

START_TEST(differences_with_a_missing_object_name_it)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(blobs_freep) struct blobs *blobs = NULL;
	owned(error_release) struct error error = { 0 };
	const struct differences *differences;
	git_oid there, missing;

	fixture_make(&f);
	there = make_blob(&f, "a\n", 2);
	git_oid_fromstr(&missing, "1234567890123456789012345678901234567890");
	succeeds(blobs_open(&blobs, f.repo, err));
	ck_assert_int_eq(blobs_differences(&differences, blobs, &there, &missing, "net/x.c", &error), -1);
	ck_assert_ptr_nonnull(strstr(error.message, "of 'net/x.c' is missing from the repository"));
}
END_TEST

/* ---- similarity ---- */

static unsigned similarity(const struct fixture *f, const char *a, const char *b)
{
	owned(blobs_freep) struct blobs *blobs = NULL;
	git_oid a_id = make_blob(f, a, strlen(a)), b_id = make_blob(f, b, strlen(b));
	unsigned first, again;

	succeeds(blobs_open(&blobs, f->repo, err));
	succeeds(blobs_similarity(&first, blobs, &a_id, &b_id, "a.c", err));
	succeeds(blobs_similarity(&again, blobs, &a_id, &b_id, "a.c", err));
	ck_assert_uint_eq(first, again);
	return first;
}

START_TEST(similarity_counts_bytes_of_common_lines)
{
	owned(fixture_release) struct fixture f = { 0 };

	fixture_make(&f);
	ck_assert_uint_eq(similarity(&f, "aaa\nbbb\n", "aaa\nbbb\n"), BLOBS_SAME);
	ck_assert_uint_eq(similarity(&f, "aaa\nbbb\n", "bbb\naaa\n"), BLOBS_SAME);
	ck_assert_uint_eq(similarity(&f, "aaa\nbbb\n", "aaa\nccc\n"), BLOBS_SAME / 2);
	ck_assert_uint_eq(similarity(&f, "aaa\naaa\n", "aaa\nccc\n"), BLOBS_SAME / 2);
	ck_assert_uint_eq(similarity(&f, "aaa\n", "bbb\n"), 0);
	ck_assert_uint_eq(similarity(&f, "aaa\n", "aaa\nbbb\n"), BLOBS_SAME / 2);
	ck_assert_uint_eq(similarity(&f, "aaa\n", "aaa\nbbb\nccc\n"), 0);
	ck_assert_uint_eq(similarity(&f, "", "aaa\n"), 0);
	ck_assert_uint_eq(similarity(&f, "", ""), 0);
}
END_TEST

SUITE(blobs)
{
	TEST(a_blob_has_lines_with_their_ends);
	TEST(a_line_feed_at_the_end_begins_no_line);
	TEST(short_lines_are_all_found);
	TEST(a_zero_id_is_an_empty_file);
	TEST(a_nul_near_the_beginning_makes_a_blob_binary);
	TEST(a_missing_object_is_named_with_its_path);
	TEST(a_commit_is_not_a_file);
	TEST(a_content_that_is_held_outlives_the_memory);
	TEST(a_content_that_was_just_used_is_kept_longest);
	LOOP_TEST(texts_and_blobs_have_these_differences, nr_of(cases));
	LOOP_TEST(long_texts_differ_as_short_ones_do, nr_of(cases));
	TEST(indentation_is_looked_at_in_long_texts);
	TEST(blanks_of_every_kind_are_looked_at_in_long_texts);
	TEST(binary_files_are_one_difference_of_everything);
	TEST(a_huge_file_is_one_difference_of_everything);
	TEST(what_is_far_from_both_ends_is_found_at_its_line);
	TEST(changes_at_both_ends_of_a_long_file_are_found);
	TEST(an_added_function_is_one_whole_function);
	TEST(one_more_of_many_equal_lines_is_one_difference);
	TEST(lines_are_not_aligned_by_one_that_is_frequent_elsewhere);
	LOOP_TEST(differences_are_in_order_apart_and_everything, 50);
	TEST(differences_are_remembered);
	TEST(differences_with_a_missing_object_name_it);
	TEST(similarity_counts_bytes_of_common_lines);
}
