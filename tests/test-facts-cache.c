// SPDX-License-Identifier: GPL-2.0-only
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/facts-cache.h"

/* Where the file has what: facts-cache.c. */
#define SUM_AT 8
#define NR_AT 16
#define ROWS_AT 24
#define ROW 56
#define PARENTS_IN_ROW 48
#define NR_PARENTS_IN_ROW 52

static git_oid id_of(uint32_t number)
{
	git_oid id = { 0 };

	/* Some ids that begin alike, the rest spread. */
	id.id[0] = number % 7 ? (unsigned char)(number * 37) : 0x11;
	id.id[1] = number % 7 ? (unsigned char)(number >> 3) : 0x22;
	memcpy(&id.id[2], &number, sizeof(number));
	return id;
}

/* Commit n has tree n + 1,000,000, date n - 5, and parents n - 1 and n - 2, if there are such. */
static void fill(struct facts_list *list, uint32_t first, uint32_t nr)
{
	uint32_t i, j;

	list->v = mem_alloc(nr * sizeof(*list->v));
	list->parents = mem_alloc(2 * nr * sizeof(*list->parents));
	for (i = first; i < first + nr; i++) {
		struct cached_commit *commit = &list->v[list->nr++];

		commit->id = id_of(i);
		commit->tree = id_of(1000000 + i);
		commit->date = (int64_t)i - 5;
		commit->first_parent = (uint32_t)list->nr_parents;
		commit->nr_parents = i < 2 ? i : 2;
		for (j = 1; j <= commit->nr_parents; j++)
			list->parents[list->nr_parents++] = id_of(i - j);
	}
}

static void check_has(const struct facts_cache *cache, uint32_t number)
{
	git_oid id = id_of(number), tree = id_of(1000000 + number);
	const struct cached_commit *commit = facts_cache_find(cache, &id);
	const git_oid *parents;
	uint32_t j;

	ck_assert_ptr_nonnull(commit);
	ck_assert(git_oid_equal(&commit->id, &id));
	ck_assert(git_oid_equal(&commit->tree, &tree));
	ck_assert_int_eq(commit->date, (int64_t)number - 5);
	ck_assert_uint_eq(commit->nr_parents, number < 2 ? number : 2);
	parents = facts_cache_parents(cache, commit);
	for (j = 1; j <= commit->nr_parents; j++) {
		git_oid parent = id_of(number - j);

		ck_assert(git_oid_equal(&parents[j - 1], &parent));
	}
}

static void write_facts(const char *path, const struct facts_cache *cache, uint32_t first, uint32_t nr)
{
	owned(facts_list_release) struct facts_list list = { 0 };

	fill(&list, first, nr);
	facts_cache_write(path, cache, &list);
}

static bool is_read(const char *path)
{
	owned(facts_cache_freep) struct facts_cache *cache = NULL;

	facts_cache_read(&cache, path);
	return cache != NULL;
}

/* ---- what was written is read ---- */

START_TEST(what_was_written_is_read)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(facts_cache_freep) struct facts_cache *cache = NULL;
	git_oid nobody = id_of(5000);
	const char *path;
	uint32_t i;

	succeeds(scratch_make(&scratch, err));
	path = path_join(&arena, scratch.path, "new/folder/facts");
	write_facts(path, NULL, 0, 3000);
	facts_cache_read(&cache, path);
	ck_assert_ptr_nonnull(cache);
	for (i = 0; i < 3000; i++)
		check_has(cache, i);
	ck_assert_ptr_null(facts_cache_find(cache, &nobody));
}
END_TEST

START_TEST(new_facts_stand_beside_the_old)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(facts_cache_freep) struct facts_cache *old = NULL, *new = NULL;
	const char *path;
	uint32_t i;

	succeeds(scratch_make(&scratch, err));
	path = path_join(&arena, scratch.path, "facts");
	write_facts(path, NULL, 1000, 1500);
	facts_cache_read(&old, path);
	ck_assert_ptr_nonnull(old);
	write_facts(path, old, 0, 1000);
	facts_cache_read(&new, path);
	ck_assert_ptr_nonnull(new);
	for (i = 0; i < 2500; i++)
		check_has(new, i);
	/* Who reads the old file goes on to. */
	for (i = 1000; i < 2500; i++)
		check_has(old, i);
}
END_TEST

START_TEST(a_cache_of_nothing_finds_nothing)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(facts_cache_freep) struct facts_cache *cache = NULL;
	git_oid id = id_of(3);
	const char *path;

	succeeds(scratch_make(&scratch, err));
	path = path_join(&arena, scratch.path, "facts");
	write_facts(path, NULL, 0, 0);
	facts_cache_read(&cache, path);
	ck_assert_ptr_nonnull(cache);
	ck_assert_ptr_null(facts_cache_find(cache, &id));
}
END_TEST

START_TEST(a_new_file_is_written_where_it_saves_more_than_it_costs)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(facts_cache_freep) struct facts_cache *cache = NULL;
	const char *path;

	ck_assert(!facts_cache_is_worth(NULL, 0));
	ck_assert(!facts_cache_is_worth(NULL, 999));
	ck_assert(facts_cache_is_worth(NULL, 1000));
	succeeds(scratch_make(&scratch, err));
	path = path_join(&arena, scratch.path, "facts");
	write_facts(path, NULL, 0, 40000);
	facts_cache_read(&cache, path);
	ck_assert_ptr_nonnull(cache);
	ck_assert(!facts_cache_is_worth(cache, 1999));
	ck_assert(facts_cache_is_worth(cache, 2000));
}
END_TEST

/* 56 bytes and two parents of 20 each: 700,000 are just below 64 MiB, and half as many again are above. */
START_TEST(a_file_is_never_larger_than_its_bound)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	owned(facts_cache_freep) struct facts_cache *large = NULL, *after = NULL;
	const char *path;
	git_oid id = id_of(5);

	succeeds(scratch_make(&scratch, err));
	path = path_join(&arena, scratch.path, "facts");
	write_facts(path, NULL, 0, 690000);
	facts_cache_read(&large, path);
	ck_assert_ptr_nonnull(large);
	write_facts(path, large, 690000, 50000);
	facts_cache_read(&after, path);
	ck_assert_ptr_nonnull(after);
	ck_assert_ptr_null(facts_cache_find(after, &id));
	check_has(after, 700000);
	write_facts(path, NULL, 0, 750000);
	facts_cache_freep(&after);
	facts_cache_read(&after, path);
	check_has(after, 700000);
	ck_assert_ptr_null(facts_cache_find(after, &id));
}
END_TEST

/* ---- files that are none ---- */

/* As facts-cache.c has it. */
static uint64_t sum_of(const char *bytes, size_t len)
{
	uint64_t sum = len;
	size_t i;

	for (i = 0; i < len; i += 8) {
		uint64_t word = 0;

		memcpy(&word, bytes + i, len - i < 8 ? len - i : 8);
		sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 32;
	}
	return sum;
}

static void write_bytes(const char *path, const struct text *bytes, size_t len)
{
	succeeds(file_write(path, bytes->data, len, err));
}

struct small {
	struct scratch scratch;
	struct arena arena;
	struct text bytes;
	const char *path;
};

static void small_release(struct small *small)
{
	scratch_release(&small->scratch);
	arena_release(&small->arena);
	text_release(&small->bytes);
}

/* The bytes of a sound file of nine commits. */
static void make_small(struct small *small)
{
	succeeds(scratch_make(&small->scratch, err));
	small->path = path_join(&small->arena, small->scratch.path, "facts");
	write_facts(small->path, NULL, 0, 9);
	succeeds(file_read(&small->bytes, small->path, err));
	ck_assert(is_read(small->path));
}

START_TEST(no_file_is_no_cache)
{
	owned(small_release) struct small small = { 0 };

	make_small(&small);
	ck_assert(!is_read(path_join(&small.arena, small.scratch.path, "nothing")));
	ck_assert(!is_read(small.scratch.path));
	ck_assert(!is_read("/dev/zero"));
}
END_TEST

START_TEST(a_file_that_was_cut_off_is_no_cache)
{
	owned(small_release) struct small small = { 0 };
	size_t len;

	make_small(&small);
	for (len = 0; len < small.bytes.len; len++) {
		write_bytes(small.path, &small.bytes, len);
		ck_assert_msg(!is_read(small.path), "%zu bytes", len);
	}
	text_adds(&small.bytes, "more");
	write_bytes(small.path, &small.bytes, small.bytes.len);
	ck_assert(!is_read(small.path));
}
END_TEST

START_TEST(a_file_with_any_byte_changed_is_no_cache)
{
	owned(small_release) struct small small = { 0 };
	size_t i;

	make_small(&small);
	for (i = 0; i < small.bytes.len; i++) {
		small.bytes.data[i] ^= 1 << i % 8;
		write_bytes(small.path, &small.bytes, small.bytes.len);
		ck_assert_msg(!is_read(small.path), "byte %zu", i);
		small.bytes.data[i] ^= 1 << i % 8;
	}
}
END_TEST

static void write_summed(struct small *small)
{
	uint64_t sum = sum_of(small->bytes.data + NR_AT, small->bytes.len - NR_AT);

	memcpy(small->bytes.data + SUM_AT, &sum, sizeof(sum));
	write_bytes(small->path, &small->bytes, small->bytes.len);
}

static const struct {
	size_t at;
	uint32_t value;
} lies[] = {
	{ 0, 0x32435453 },      /* another version */
	{ NR_AT, 8 },
	{ NR_AT, 10 },
	{ NR_AT, UINT32_MAX },
	{ NR_AT + 4, 0 },
	{ NR_AT + 4, UINT32_MAX },
	{ ROWS_AT + PARENTS_IN_ROW, 1000 },
	{ ROWS_AT + PARENTS_IN_ROW, UINT32_MAX },
	{ ROWS_AT + 3 * ROW + NR_PARENTS_IN_ROW, 1000 },
	{ ROWS_AT + 3 * ROW + NR_PARENTS_IN_ROW, UINT32_MAX },
	{ ROWS_AT, UINT32_MAX }, /* not in order */
	{ ROWS_AT + 8 * ROW, 0 },
};

START_TEST(a_file_that_cannot_be_right_is_no_cache_even_if_its_sum_is)
{
	owned(small_release) struct small small = { 0 };

	make_small(&small);
	write_summed(&small);
	ck_assert(is_read(small.path));
	memcpy(small.bytes.data + lies[_i].at, &lies[_i].value, sizeof(lies[_i].value));
	write_summed(&small);
	ck_assert(!is_read(small.path));
}
END_TEST

/* ---- files that cannot be written ---- */

/* A file may have 4096 bytes. */
static void write_on_full_disk(const char *path)
{
	struct rlimit old, small;

	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 4096;
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	write_facts(path, NULL, 0, 2000);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, SIG_DFL);
}

START_TEST(what_cannot_be_written_is_not_kept)
{
	owned(small_release) struct small small = { 0 };
	owned(strings_release) struct strings names = { 0 };

	make_small(&small);
	/* Below a file, in a folder where there can be none, on a disk that is full: neither an error nor a file, and the old one stays. */
	write_facts(path_join(&small.arena, small.path, "below"), NULL, 0, 2000);
	write_facts("/proc/self/facts", NULL, 0, 2000);
	write_on_full_disk(small.path);
	succeeds(file_list(&names, small.scratch.path, err));
	ck_assert_uint_eq(names.nr, 1);
	ck_assert(is_read(small.path));
}
END_TEST

static void write_and_read_often(const char *path, uint32_t nr)
{
	int i;

	for (i = 0; i < 40; i++) {
		owned(facts_cache_freep) struct facts_cache *cache = NULL;

		write_facts(path, NULL, 0, nr);
		facts_cache_read(&cache, path);
		if (!cache)
			_exit(1);
		check_has(cache, 7);
	}
	_exit(0);
}

START_TEST(many_may_write_and_read_at_the_same_time)
{
	owned(small_release) struct small small = { 0 };
	owned(strings_release) struct strings names = { 0 };
	int i, status;

	make_small(&small);
	for (i = 0; i < 4; i++) {
		pid_t child = fork();

		ck_assert_int_ge(child, 0);
		if (!child)
			write_and_read_often(small.path, 500 + 500 * (uint32_t)i);
	}
	for (i = 0; i < 4; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	succeeds(file_list(&names, small.scratch.path, err));
	ck_assert_uint_eq(names.nr, 1);
}
END_TEST

/* ---- where ---- */

static void set(const char *name, const char *value)
{
	ck_assert_int_eq(value ? setenv(name, value, 1) : unsetenv(name), 0);
}

static void environment(const char *cache, const char *home, const char *off)
{
	set("XDG_CACHE_HOME", cache);
	set("HOME", home);
	set("STABLEPORT_NO_CACHE", off);
}

static bool begins(git_repository *repo, const char *start)
{
	owned(text_release) struct text path = { 0 };

	return facts_cache_path(&path, repo) && !strncmp(text_str(&path), start, strlen(start));
}

static bool is_nowhere(git_repository *repo)
{
	owned(text_release) struct text path = { 0 };

	return !facts_cache_path(&path, repo);
}

START_TEST(the_file_is_in_the_cache_folder_of_the_user)
{
	owned(fixture_release) struct fixture f = { 0 };

	fixture_make(&f);
	environment("/c", "/h", NULL);
	ck_assert(begins(f.repo, "/c/stableport/"));
	environment(NULL, "/h", NULL);
	ck_assert(begins(f.repo, "/h/.cache/stableport/"));
	environment("relative", "/h", NULL);
	ck_assert(begins(f.repo, "/h/.cache/stableport/"));
	environment("", "/h", "");
	ck_assert(begins(f.repo, "/h/.cache/stableport/"));
	environment(NULL, NULL, NULL);
	ck_assert(is_nowhere(f.repo));
	environment(NULL, "relative", NULL);
	ck_assert(is_nowhere(f.repo));
	environment("/c", "/h", "1");
	ck_assert(is_nowhere(f.repo));
}
END_TEST

START_TEST(each_repository_has_a_file_of_its_own)
{
	owned(fixture_release) struct fixture one = { 0 }, other = { 0 };
	owned(text_release) struct text path = { 0 }, again = { 0 }, others = { 0 };

	fixture_make(&one);
	fixture_make(&other);
	environment("/c", NULL, NULL);
	ck_assert(facts_cache_path(&path, one.repo));
	ck_assert(facts_cache_path(&again, one.repo));
	ck_assert(facts_cache_path(&others, other.repo));
	ck_assert(text_equal(&path, &again));
	ck_assert(!text_equal(&path, &others));
}
END_TEST

SUITE(facts_cache)
{
	git_libgit2_init();
	TEST(what_was_written_is_read);
	TEST(new_facts_stand_beside_the_old);
	TEST(a_cache_of_nothing_finds_nothing);
	TEST(a_new_file_is_written_where_it_saves_more_than_it_costs);
	TEST(a_file_is_never_larger_than_its_bound);
	TEST(no_file_is_no_cache);
	TEST(a_file_that_was_cut_off_is_no_cache);
	TEST(a_file_with_any_byte_changed_is_no_cache);
	LOOP_TEST(a_file_that_cannot_be_right_is_no_cache_even_if_its_sum_is, nr_of(lies));
	TEST(what_cannot_be_written_is_not_kept);
	TEST(many_may_write_and_read_at_the_same_time);
	TEST(the_file_is_in_the_cache_folder_of_the_user);
	TEST(each_repository_has_a_file_of_its_own);
}
