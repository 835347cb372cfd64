// SPDX-License-Identifier: GPL-2.0-only
/* Commit-graphs that are made here byte by byte, whole and damaged, and git's own. */
#include <sys/stat.h>

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/commit-graph.h"
#include "tool/history.h"
#include "tool/proc.h"

#define NONE 0x70000000U
#define LAST 0x80000000U
#define EDGE_AT(at) (0x80000000U | (at))

/* ---- a file, made ---- */

struct made_chunk {
	const char *name;
	struct text bytes;
};

/* What a test may change before the bytes are made. */
struct made {
	unsigned char version, id_kind, nr_bases, checksum; /* the checksum is this byte, 20 times */
	struct made_chunk chunks[12];
	size_t nr_chunks;
};

static void made_release(struct made *made)
{
	for (size_t i = 0; i < made->nr_chunks; i++)
		text_release(&made->chunks[i].bytes);
}

static void put32(struct text *text, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		text_addc(text, (char)(number >> shift));
}

static void put_bytes(struct text *text, unsigned char byte, size_t nr)
{
	while (nr--)
		text_addc(text, (char)byte);
}

/* A number somewhere in a chunk, or in a file. */
static void set32(struct text *text, size_t at, uint32_t number)
{
	ck_assert_uint_le(at + 4, text->len);
	for (unsigned i = 0; i < 4; i++)
		text->data[at + i] = (char)(number >> (24 - 8 * i));
}

static struct text *chunk(struct made *made, const char *name)
{
	for (size_t i = 0; i < made->nr_chunks; i++)
		if (!strcmp(made->chunks[i].name, name))
			return &made->chunks[i].bytes;
	ck_assert_uint_lt(made->nr_chunks, nr_of(made->chunks));
	made->chunks[made->nr_chunks].name = name;
	return &made->chunks[made->nr_chunks++].bytes;
}

static void rename_chunk(struct made *made, const char *from, const char *to)
{
	for (size_t i = 0; i < made->nr_chunks; i++)
		if (!strcmp(made->chunks[i].name, from))
			made->chunks[i].name = to;
}

struct row {
	unsigned char id[2];    /* its first byte, and all others */
	uint32_t parents[2];
	uint32_t generation;
	uint64_t date;
	const char *filter;
	size_t filter_len;
};

static git_oid id_of(const struct row *row)
{
	git_oid id;

	memset(id.id, row->id[1], GIT_OID_RAWSZ);
	id.id[0] = row->id[0];
	return id;
}

/* The tree's id is the commit's with its bits turned over. */
static git_oid tree_of(const struct row *row)
{
	git_oid id = id_of(row);

	for (size_t i = 0; i < GIT_OID_RAWSZ; i++)
		id.id[i] ^= 0xff;
	return id;
}

static void put_row(struct made *made, const struct row *row)
{
	git_oid id = id_of(row), tree = tree_of(row);
	struct text *commits = chunk(made, "CDAT");

	text_add(chunk(made, "OIDL"), id.id, GIT_OID_RAWSZ);
	text_add(commits, tree.id, GIT_OID_RAWSZ);
	put32(commits, row->parents[0]);
	put32(commits, row->parents[1]);
	put32(commits, row->generation << 2 | (uint32_t)(row->date >> 32));
	put32(commits, (uint32_t)row->date);
}

static void put_filters(struct made *made, const struct row *rows, size_t nr)
{
	struct text *ends = chunk(made, "BIDX"), *data = chunk(made, "BDAT");

	put32(data, 1);
	put32(data, 7);
	put32(data, 10);
	for (size_t i = 0; i < nr; i++) {
		text_add(data, rows[i].filter, rows[i].filter_len);
		put32(ends, (uint32_t)data->len - 12);
	}
}

static void make(struct made *made, const struct row *rows, size_t nr)
{
	made->version = made->id_kind = 1;
	for (unsigned byte = 0; byte < 256; byte++) {
		uint32_t up_to = 0;

		while (up_to < nr && rows[up_to].id[0] <= byte)
			up_to++;
		put32(chunk(made, "OIDF"), up_to);
	}
	for (size_t i = 0; i < nr; i++)
		put_row(made, &rows[i]);
	put_filters(made, rows, nr);
}

static void put_contents_row(struct text *bytes, const char *name, size_t at)
{
	text_add(bytes, name, 4);
	put32(bytes, 0);
	put32(bytes, (uint32_t)at);
}

static void made_bytes(struct text *bytes, const struct made *made)
{
	size_t at = 8 + 12 * (made->nr_chunks + 1);

	text_clear(bytes);
	text_adds(bytes, "CGPH");
	text_addc(bytes, (char)made->version);
	text_addc(bytes, (char)made->id_kind);
	text_addc(bytes, (char)made->nr_chunks);
	text_addc(bytes, (char)made->nr_bases);
	for (size_t i = 0; i < made->nr_chunks; i++) {
		put_contents_row(bytes, made->chunks[i].name, at);
		at += made->chunks[i].bytes.len;
	}
	put_contents_row(bytes, "\0\0\0\0", at);
	for (size_t i = 0; i < made->nr_chunks; i++)
		text_add(bytes, text_str(&made->chunks[i].bytes), made->chunks[i].bytes.len);
	put_bytes(bytes, made->checksum, GIT_OID_RAWSZ);
}

/*
 * Two roots, a commit, a merge, an octopus of three, one of four. The filters are git's own for one path
 * each (t0095-bloom.sh); OTHER has none, TOO_MUCH the one of a commit that changes too much.
 */
enum { ROOT, OTHER, TOO_MUCH, MERGE, THREE, FOUR, NR_ROWS };

static const struct row rows[NR_ROWS] = {
	[ROOT] = { { 0x00, 1 }, { NONE, NONE }, 1, 1000, "\xa5\x4a", 2 },       /* file.txt */
	[OTHER] = { { 0x11, 1 }, { NONE, NONE }, 1, 0x200000001, "", 0 },
	[TOO_MUCH] = { { 0x11, 2 }, { ROOT, NONE }, 2, 2000, "\xff", 1 },
	[MERGE] = { { 0x11, 3 }, { TOO_MUCH, OTHER }, 3, 3000, "\0", 1 },      /* nothing */
	[THREE] = { { 0x80, 1 }, { MERGE, EDGE_AT(0) }, 4, 4000, "\x92\x6c", 2 }, /* Hello world! */
	[FOUR] = { { 0xff, 0xff }, { THREE, EDGE_AT(2) }, 0x3fffffff, 5000, "\x51\x55", 2 }, /* a space */
};

static void make_sample(struct made *made)
{
	static const uint32_t edges[] = { ROOT, OTHER | LAST, MERGE, TOO_MUCH, OTHER | LAST };

	make(made, rows, nr_of(rows));
	for (size_t i = 0; i < nr_of(edges); i++)
		put32(chunk(made, "EDGE"), edges[i]);
}

/* A graph over bytes that nothing stands behind, so that a sanitizer or valgrind sees who reads too far. */
struct opened {
	void *bytes;
	struct commit_graph *graph;
	struct text why_not;
};

static void opened_release(struct opened *opened)
{
	commit_graph_free(opened->graph);
	free(opened->bytes);
	text_release(&opened->why_not);
}

static void open_bytes(struct opened *opened, const struct text *bytes, size_t len)
{
	opened->bytes = memcpy(mem_alloc(len), text_str(bytes), len);
	commit_graph_of_memory(&opened->graph, &opened->why_not, opened->bytes, len);
	ck_assert_int_eq(opened->graph == NULL, opened->why_not.len > 0);
}

static void open_made(struct opened *opened, const struct made *made)
{
	owned(text_release) struct text bytes = { 0 };

	made_bytes(&bytes, made);
	open_bytes(opened, &bytes, bytes.len);
}

static void open_sample(struct opened *opened)
{
	owned(made_release) struct made made = { 0 };

	make_sample(&made);
	open_made(opened, &made);
	ck_assert_str_eq(text_str(&opened->why_not), "");
}

static void check_sample(const struct commit_graph *graph)
{
	ck_assert_uint_eq(commit_graph_nr(graph), NR_ROWS);
	for (uint32_t i = 0; i < NR_ROWS; i++) {
		git_oid id = id_of(&rows[i]), tree = tree_of(&rows[i]);
		struct graph_commit commit;
		uint32_t position;

		ck_assert(commit_graph_find(&position, graph, &id));
		ck_assert_uint_eq(position, i);
		ck_assert(commit_graph_read(&commit, graph, i));
		ck_assert(git_oid_equal(&commit.id, &id));
		ck_assert(git_oid_equal(&commit.tree, &tree));
		ck_assert_int_eq(commit.date, (int64_t)rows[i].date);
		ck_assert_uint_eq(commit.generation, rows[i].generation);
	}
}

static enum bloom_answer ask(const struct commit_graph *graph, uint32_t position, const char *path)
{
	struct bloom_key key;

	ck_assert(commit_graph_bloom_key(&key, graph, path, strlen(path)));
	return commit_graph_bloom(graph, position, &key);
}

static bool has_filters(const struct commit_graph *graph)
{
	struct bloom_key key;

	return commit_graph_bloom_key(&key, graph, "file.txt", 8);
}

/* ---- commits ---- */

START_TEST(each_commit_has_its_id_tree_date_and_generation)
{
	owned(opened_release) struct opened opened = { 0 };

	open_sample(&opened);
	check_sample(opened.graph);
}
END_TEST

START_TEST(ids_that_are_not_there_are_not_found)
{
	static const struct row others[] = {
		{ .id = { 0x00, 0 } }, { .id = { 0x00, 2 } }, { .id = { 0x11, 0 } }, { .id = { 0x11, 4 } },
		{ .id = { 0x12, 1 } }, { .id = { 0x7f, 1 } }, { .id = { 0x80, 0 } }, { .id = { 0xff, 0xfe } },
	};
	owned(opened_release) struct opened opened = { 0 };
	uint32_t position;

	open_sample(&opened);
	for (size_t i = 0; i < nr_of(others); i++) {
		git_oid id = id_of(&others[i]);

		ck_assert(!commit_graph_find(&position, opened.graph, &id));
	}
}
END_TEST

START_TEST(parents_come_in_their_order_also_those_of_an_octopus)
{
	static const struct {
		uint32_t nr, positions[4];
	} expected[NR_ROWS] = {
		[TOO_MUCH] = { 1, { ROOT } },
		[MERGE] = { 2, { TOO_MUCH, OTHER } },
		[THREE] = { 3, { MERGE, ROOT, OTHER } },
		[FOUR] = { 4, { THREE, MERGE, TOO_MUCH, OTHER } },
	};
	owned(opened_release) struct opened opened = { 0 };

	open_sample(&opened);
	for (uint32_t i = 0; i < NR_ROWS; i++) {
		struct graph_commit commit;
		uint32_t parent;

		ck_assert(commit_graph_read(&commit, opened.graph, i));
		ck_assert_uint_eq(commit.nr_parents, expected[i].nr);
		for (uint32_t nth = 0; nth < expected[i].nr; nth++) {
			ck_assert(commit_graph_parent(&parent, opened.graph, i, nth));
			ck_assert_uint_eq(parent, expected[i].positions[nth]);
			ck_assert(nth >= 2 || commit.parents[nth] == parent);
		}
		ck_assert(!commit_graph_parent(&parent, opened.graph, i, expected[i].nr));
		ck_assert(!commit_graph_parent(&parent, opened.graph, i, UINT32_MAX));
	}
}
END_TEST

START_TEST(positions_behind_the_last_cannot_be_read)
{
	owned(opened_release) struct opened opened = { 0 };
	struct graph_commit commit;
	uint32_t parent;

	open_sample(&opened);
	ck_assert(!commit_graph_read(&commit, opened.graph, NR_ROWS));
	ck_assert(!commit_graph_read(&commit, opened.graph, UINT32_MAX));
	ck_assert(!commit_graph_parent(&parent, opened.graph, NR_ROWS, 0));
	ck_assert_int_eq(ask(opened.graph, NR_ROWS, "Hello world!"), BLOOM_MAYBE);
}
END_TEST

START_TEST(a_graph_of_no_commits_finds_none)
{
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };
	git_oid id = id_of(&rows[ROOT]);
	uint32_t position;

	make(&made, NULL, 0);
	open_made(&opened, &made);
	ck_assert_str_eq(text_str(&opened.why_not), "");
	ck_assert_uint_eq(commit_graph_nr(opened.graph), 0);
	ck_assert(!commit_graph_find(&position, opened.graph, &id));
}
END_TEST

START_TEST(a_graph_of_no_commits_has_no_filters)
{
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };

	make(&made, NULL, 0);
	rename_chunk(&made, "BIDX", "NONE");
	open_made(&opened, &made);
	ck_assert(!has_filters(opened.graph));
}
END_TEST

START_TEST(chunks_that_are_not_known_are_skipped_wherever_they_are)
{
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };

	text_adds(chunk(&made, "ZZZZ"), "what git will write one day");
	make_sample(&made);
	put_bytes(chunk(&made, "GDA9"), 0xff, 4 * NR_ROWS);
	chunk(&made, "NONE");
	open_made(&opened, &made);
	ck_assert_str_eq(text_str(&opened.why_not), "");
	check_sample(opened.graph);
	ck_assert_int_eq(ask(opened.graph, ROOT, "Hello world!"), BLOOM_NO);
}
END_TEST

/* ---- damage ---- */

static void is_refused(const struct made *made, const char *why)
{
	owned(opened_release) struct opened opened = { 0 };
	owned(text_release) struct text expected = { 0 };

	open_made(&opened, made);
	text_addf(&expected, "cannot use the commit-graph: %s", why);
	ck_assert_str_eq(text_str(&opened.why_not), text_str(&expected));
}

START_TEST(a_header_that_is_not_ours_is_said)
{
	owned(made_release) struct made made = { 0 };

	make_sample(&made);
	made.id_kind = 2;
	is_refused(&made, "its ids are SHA-256, and only SHA-1 is known");
	made.id_kind = 3;
	is_refused(&made, "the kind of its ids is 3, and only 1 (SHA-1) is known");
	made.version = 2;
	is_refused(&made, "its version is 2, and only 1 is known");
	made.version = made.id_kind = 1;
	made.nr_bases = 1;
	is_refused(&made, "it is for 1 files below it, and there are 0");
}
END_TEST

START_TEST(a_file_of_something_else_is_refused)
{
	owned(text_release) struct text bytes = { 0 };
	owned(opened_release) struct opened opened = { 0 };

	put_bytes(&bytes, 'x', 100);
	open_bytes(&opened, &bytes, bytes.len);
	ck_assert_str_eq(text_str(&opened.why_not), "cannot use the commit-graph: it does not begin with 'CGPH'");
}
END_TEST

START_TEST(a_chunk_that_is_there_twice_is_refused)
{
	owned(made_release) struct made made = { 0 };

	make_sample(&made);
	chunk(&made, "XXXX");
	rename_chunk(&made, "XXXX", "CDAT");
	is_refused(&made, "it has two chunks 'CDAT'");
}
END_TEST

START_TEST(a_chunk_of_the_wrong_size_or_none_is_refused)
{
	static const struct {
		const char *name, *why;
	} needed[] = {
		{ "OIDF", "its fan-out table is missing or of the wrong size" },
		{ "OIDL", "its list of ids is not that of 6 commits" },
		{ "CDAT", "its table of commits is not that of 6 commits" },
	};

	for (size_t i = 0; i < nr_of(needed); i++) {
		owned(made_release) struct made made = { 0 };
		struct text *bytes;

		make_sample(&made);
		bytes = chunk(&made, needed[i].name);
		bytes->len -= 4;
		is_refused(&made, needed[i].why);
		bytes->len += 4;
		put32(bytes, 0);
		is_refused(&made, needed[i].why);
		bytes->len = 0;
		is_refused(&made, needed[i].why);
	}
}
END_TEST

START_TEST(a_fan_out_that_falls_is_refused)
{
	owned(made_release) struct made made = { 0 };

	make_sample(&made);
	set32(chunk(&made, "OIDF"), 4 * 0x20, 7);
	is_refused(&made, "its fan-out table is not in order");
	set32(chunk(&made, "OIDF"), 4 * 0x20, 0);
	is_refused(&made, "its fan-out table is not in order");
}
END_TEST

START_TEST(a_table_of_contents_that_points_elsewhere_is_refused)
{
	static const uint32_t wrong[][2] = { { 0, 7 }, { 0, 8 }, { 0, 100000 }, { 1, 8 }, { 0x80000000, 0 } };
	static const char why[] = "cannot use the commit-graph: its table of contents is damaged";

	for (size_t row = 0; row < 5; row++) {
		for (size_t i = 0; i < nr_of(wrong); i++) {
			owned(made_release) struct made made = { 0 };
			owned(text_release) struct text bytes = { 0 };
			owned(opened_release) struct opened opened = { 0 };

			make_sample(&made);
			made_bytes(&bytes, &made);
			set32(&bytes, 8 + 12 * row + 4, wrong[i][0]);
			set32(&bytes, 8 + 12 * row + 8, wrong[i][1]);
			open_bytes(&opened, &bytes, bytes.len);
			ck_assert_str_eq(text_str(&opened.why_not), why);
		}
	}
}
END_TEST

START_TEST(a_table_of_contents_that_ends_too_early_or_too_late_is_refused)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text bytes = { 0 };
	owned(opened_release) struct opened late = { 0 }, early = { 0 };

	make_sample(&made);
	made_bytes(&bytes, &made);
	bytes.data[6] = (char)(made.nr_chunks - 1);
	open_bytes(&late, &bytes, bytes.len);
	ck_assert_str_eq(text_str(&late.why_not), "cannot use the commit-graph: its table of contents does not end");
	bytes.data[6] = (char)(made.nr_chunks + 1);
	open_bytes(&early, &bytes, bytes.len);
	ck_assert_str_eq(text_str(&early.why_not), "cannot use the commit-graph: its table of contents is damaged");
}
END_TEST

START_TEST(a_chunk_without_a_name_is_refused)
{
	owned(made_release) struct made made = { 0 };

	make_sample(&made);
	chunk(&made, "\0\0\0");
	is_refused(&made, "its table of contents is damaged");
}
END_TEST

/* Where in CDAT a row has its first parent. */
static size_t parents_at(uint32_t row)
{
	return 36 * (size_t)row + 20;
}

START_TEST(parents_that_cannot_be_make_the_reading_fail)
{
	static const struct {
		uint32_t row, parents[2];
	} wrong[] = {
		{ ROOT, { NONE, OTHER } },         { ROOT, { NONE, EDGE_AT(0) } }, { TOO_MUCH, { NR_ROWS, NONE } },
		{ TOO_MUCH, { NONE + 1, NONE } },  { MERGE, { ROOT, NR_ROWS } },   { MERGE, { UINT32_MAX, ROOT } },
		{ MERGE, { NR_ROWS, ROOT } },      { THREE, { ROOT, EDGE_AT(5) } }, { THREE, { ROOT, UINT32_MAX } },
		{ THREE, { NR_ROWS, EDGE_AT(0) } },
	};

	for (size_t i = 0; i < nr_of(wrong); i++) {
		owned(made_release) struct made made = { 0 };
		owned(opened_release) struct opened opened = { 0 };
		struct graph_commit commit;
		uint32_t parent;

		make_sample(&made);
		set32(chunk(&made, "CDAT"), parents_at(wrong[i].row), wrong[i].parents[0]);
		set32(chunk(&made, "CDAT"), parents_at(wrong[i].row) + 4, wrong[i].parents[1]);
		open_made(&opened, &made);
		ck_assert(!commit_graph_read(&commit, opened.graph, wrong[i].row));
		ck_assert(!commit_graph_parent(&parent, opened.graph, wrong[i].row, 0));
		ck_assert(commit_graph_read(&commit, opened.graph, OTHER));
	}
}
END_TEST

START_TEST(a_list_of_parents_must_end_in_its_chunk)
{
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };
	struct graph_commit commit;

	make_sample(&made);
	set32(chunk(&made, "EDGE"), 16, OTHER);
	open_made(&opened, &made);
	ck_assert(commit_graph_read(&commit, opened.graph, THREE));
	ck_assert(!commit_graph_read(&commit, opened.graph, FOUR));
}
END_TEST

START_TEST(a_list_of_parents_has_a_bound)
{
	owned(made_release) struct made made = { 0 };
	struct text *edges;
	struct graph_commit commit;

	make_sample(&made);
	edges = chunk(&made, "EDGE");
	set32(edges, 16, OTHER);
	for (unsigned i = 3; i < 1023; i++)
		put32(edges, ROOT);
	for (unsigned nr = 1024; nr <= 1025; nr++) {
		owned(opened_release) struct opened opened = { 0 };

		put32(edges, ROOT | LAST);
		open_made(&opened, &made);
		ck_assert_int_eq(commit_graph_read(&commit, opened.graph, FOUR), nr == 1024);
		set32(edges, edges->len - 4, ROOT);
	}
}
END_TEST

START_TEST(an_octopus_parent_that_no_file_has_is_not_given)
{
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };
	uint32_t parent;

	make_sample(&made);
	set32(chunk(&made, "EDGE"), 12, NR_ROWS);
	open_made(&opened, &made);
	ck_assert(commit_graph_parent(&parent, opened.graph, FOUR, 1));
	ck_assert(!commit_graph_parent(&parent, opened.graph, FOUR, 2));
	ck_assert(commit_graph_parent(&parent, opened.graph, FOUR, 3));
}
END_TEST

/* ---- corrected dates ---- */

/* By row: none is late; then one that is two seconds later than its date, and one that is in GDO2. */
static const uint32_t corrections[NR_ROWS] = { [MERGE] = 2, [FOUR] = 0x80000001 };
static const uint64_t large_corrections[] = { 77, UINT64_C(0x80000000) };

static void put_corrections(struct made *made)
{
	for (size_t i = 0; i < nr_of(corrections); i++)
		put32(chunk(made, "GDA2"), corrections[i]);
	for (size_t i = 0; i < nr_of(large_corrections); i++) {
		put32(chunk(made, "GDO2"), (uint32_t)(large_corrections[i] >> 32));
		put32(chunk(made, "GDO2"), (uint32_t)large_corrections[i]);
	}
}

static uint64_t generation_of(const struct commit_graph *graph, uint32_t position)
{
	struct graph_commit commit;

	ck_assert(commit_graph_read(&commit, graph, position));
	return commit.generation;
}

/* All that a caller may do, of every commit: what is given must be what was promised. */
static void read_everything(const struct commit_graph *graph)
{
	const uint32_t nr = graph ? commit_graph_nr(graph) : 0;
	struct bloom_key key = { .nr = 0 };
	const bool has_key = graph && commit_graph_bloom_key(&key, graph, "Hello world!", 12);

	for (uint32_t i = 0; i < nr; i++) {
		struct graph_commit commit, found;
		uint32_t position;

		if (has_key)
			commit_graph_bloom(graph, i, &key);
		if (!commit_graph_read(&commit, graph, i))
			continue;
		for (uint32_t nth = 0; nth < commit.nr_parents; nth++)
			if (commit_graph_parent(&position, graph, i, nth))
				ck_assert_uint_lt(position, nr);
		if (!commit_graph_find(&position, graph, &commit.id))
			continue; /* not sorted */
		ck_assert(!commit_graph_read(&found, graph, position) || git_oid_equal(&found.id, &commit.id));
	}
}

START_TEST(a_file_cut_anywhere_is_refused)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text bytes = { 0 };

	make_sample(&made);
	made_bytes(&bytes, &made);
	for (size_t len = 0; len < bytes.len; len++) {
		owned(opened_release) struct opened opened = { 0 };

		open_bytes(&opened, &bytes, len);
		ck_assert_ptr_null(opened.graph);
	}
}
END_TEST

/* Numerical Recipes' generator: the same damage everywhere. */
static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Half of the damage goes where the fan-out is not, which is most of so small a file. */
static void damage(struct text *bytes, uint32_t *state)
{
	const size_t behind_fanout = 8 + 12 * 7 + 1024;

	for (uint32_t nr = 1 + next_random(state) % 4; nr; nr--) {
		size_t at = next_random(state) % bytes->len;

		if (next_random(state) % 2)
			at = behind_fanout + at % (bytes->len - behind_fanout);
		bytes->data[at] ^= (char)(1 << next_random(state) % 8);
	}
}

START_TEST(damaged_bytes_neither_crash_nor_mislead)
{
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text whole = { 0 };
	uint32_t state = 1;
	unsigned nr_opened = 0;

	make_sample(&made);
	put_corrections(&made);
	made_bytes(&whole, &made);
	for (unsigned i = 0; i < 4000; i++) {
		owned(text_release) struct text bytes = { 0 };
		owned(opened_release) struct opened opened = { 0 };

		text_add(&bytes, whole.data, whole.len);
		damage(&bytes, &state);
		open_bytes(&opened, &bytes, bytes.len);
		read_everything(opened.graph);
		nr_opened += opened.graph != NULL;
	}
	ck_assert_uint_gt(nr_opened, 1000); /* else only the opening was tried */
	ck_assert_uint_lt(nr_opened, 3000);
}
END_TEST

START_TEST(a_corrected_date_is_the_generation)
{
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };

	make_sample(&made);
	put_corrections(&made);
	open_made(&opened, &made);
	ck_assert_uint_eq(generation_of(opened.graph, ROOT), 1000);
	ck_assert_uint_eq(generation_of(opened.graph, OTHER), 0x200000001);
	ck_assert_uint_eq(generation_of(opened.graph, MERGE), 3002);
	ck_assert_uint_eq(generation_of(opened.graph, FOUR), 5000 + UINT64_C(0x80000000));
}
END_TEST

START_TEST(corrections_of_the_wrong_size_leave_the_levels)
{
	static const size_t lens[] = { 0, 4 * NR_ROWS - 4, 4 * NR_ROWS - 1, 4 * NR_ROWS + 4 };

	for (size_t i = 0; i < nr_of(lens); i++) {
		owned(made_release) struct made made = { 0 };
		owned(opened_release) struct opened opened = { 0 };

		make_sample(&made);
		put_bytes(chunk(&made, "GDA2"), 1, lens[i]);
		open_made(&opened, &made);
		ck_assert_str_eq(text_str(&opened.why_not), "");
		check_sample(opened.graph);
	}
}
END_TEST

START_TEST(a_large_correction_must_be_in_its_chunk)
{
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened behind = { 0 }, far = { 0 }, none = { 0 };
	struct graph_commit commit;

	make_sample(&made);
	put_corrections(&made);
	set32(chunk(&made, "GDA2"), 4 * FOUR, 0x80000002);
	set32(chunk(&made, "GDA2"), 4 * THREE, 0x80000001);
	open_made(&behind, &made);
	ck_assert(!commit_graph_read(&commit, behind.graph, FOUR));
	ck_assert(commit_graph_read(&commit, behind.graph, THREE));
	set32(chunk(&made, "GDA2"), 4 * FOUR, UINT32_MAX);
	open_made(&far, &made);
	ck_assert(!commit_graph_read(&commit, far.graph, FOUR));
	rename_chunk(&made, "GDO2", "NONE");
	open_made(&none, &made);
	ck_assert(!commit_graph_read(&commit, none.graph, FOUR));
	ck_assert(!commit_graph_read(&commit, none.graph, THREE));
	ck_assert(commit_graph_read(&commit, none.graph, MERGE));
}
END_TEST

START_TEST(a_correction_that_leads_beyond_all_dates_cannot_be)
{
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };
	struct graph_commit commit;

	make_sample(&made);
	put_corrections(&made);
	set32(chunk(&made, "GDO2"), 8, UINT32_MAX);
	open_made(&opened, &made);
	ck_assert(!commit_graph_read(&commit, opened.graph, FOUR));
}
END_TEST

/* ---- Bloom filters ---- */

START_TEST(a_filter_has_the_path_that_it_was_made_for_and_no_other)
{
	static const struct {
		uint32_t row;
		const char *path;
	} filters[] = { { ROOT, "file.txt" }, { THREE, "Hello world!" }, { FOUR, " " } };
	owned(opened_release) struct opened opened = { 0 };

	open_sample(&opened);
	for (size_t i = 0; i < nr_of(filters); i++)
		for (size_t k = 0; k < nr_of(filters); k++)
			ck_assert_int_eq(ask(opened.graph, filters[i].row, filters[k].path),
					 i == k ? BLOOM_MAYBE : BLOOM_NO);
}
END_TEST

START_TEST(without_a_filter_or_with_a_full_one_anything_may_have_changed)
{
	owned(opened_release) struct opened opened = { 0 };

	open_sample(&opened);
	ck_assert_int_eq(ask(opened.graph, OTHER, "file.txt"), BLOOM_MAYBE);
	ck_assert_int_eq(ask(opened.graph, TOO_MUCH, "file.txt"), BLOOM_MAYBE);
	ck_assert_int_eq(ask(opened.graph, MERGE, "file.txt"), BLOOM_NO);
}
END_TEST

/* git's filters for a cent sign (t4216-log-bloom.sh), by signed chars and as murmur3 is. */
#define CENT "\xc2\xa2"
#define CENT_SIGNED "\x52\xa9"
#define CENT_UNSIGNED "\xc0\x1f"

START_TEST(bytes_above_127_are_asked_as_each_version_may_have_hashed_them)
{
	static const struct row cents[] = {
		{ { 1, 1 }, { NONE, NONE }, 1, 1, CENT_SIGNED, 2 },
		{ { 2, 1 }, { NONE, NONE }, 1, 1, CENT_UNSIGNED, 2 },
		{ { 3, 1 }, { NONE, NONE }, 1, 1, "\xa5\x4a", 2 },
	};

	for (uint32_t version = 1; version <= 2; version++) {
		owned(made_release) struct made made = { 0 };
		owned(opened_release) struct opened opened = { 0 };

		make(&made, cents, nr_of(cents));
		set32(chunk(&made, "BDAT"), 0, version);
		open_made(&opened, &made);
		ck_assert_int_eq(ask(opened.graph, 0, CENT), version == 1 ? BLOOM_MAYBE : BLOOM_NO);
		ck_assert_int_eq(ask(opened.graph, 1, CENT), BLOOM_MAYBE);
		ck_assert_int_eq(ask(opened.graph, 2, CENT), BLOOM_NO);
		ck_assert_int_eq(ask(opened.graph, 2, "file.txt"), BLOOM_MAYBE);
	}
}
END_TEST

START_TEST(the_root_folder_has_no_key)
{
	owned(opened_release) struct opened opened = { 0 };
	struct bloom_key key;

	open_sample(&opened);
	ck_assert(!commit_graph_bloom_key(&key, opened.graph, "", 0));
}
END_TEST

START_TEST(filters_of_another_kind_are_none)
{
	static const struct {
		size_t at;
		uint32_t number;
		bool is_used;
	} settings[] = {
		{ 0, 0, false }, { 0, 2, true }, { 0, 3, false }, { 4, 0, false },
		{ 4, 8, true }, { 4, 9, false }, { 4, UINT32_MAX, false }, { 8, 20, true },
	};

	for (size_t i = 0; i < nr_of(settings); i++) {
		owned(made_release) struct made made = { 0 };
		owned(opened_release) struct opened opened = { 0 };

		make_sample(&made);
		set32(chunk(&made, "BDAT"), settings[i].at, settings[i].number);
		open_made(&opened, &made);
		check_sample(opened.graph);
		ck_assert_int_eq(has_filters(opened.graph), settings[i].is_used);
	}
}
END_TEST

START_TEST(filters_that_do_not_fill_their_chunk_are_not_used)
{
	static const char *const names[] = { "BIDX", "BDAT" };

	for (size_t i = 0; i < nr_of(names); i++) {
		owned(made_release) struct made made = { 0 };
		struct text *bytes;
		size_t whole;

		make_sample(&made);
		bytes = chunk(&made, names[i]);
		whole = bytes->len;
		for (size_t len = 0; len <= whole; len++) {
			owned(opened_release) struct opened opened = { 0 };

			bytes->len = len;
			open_made(&opened, &made);
			ck_assert_int_eq(has_filters(opened.graph), len == whole);
			check_sample(opened.graph);
		}
	}
}
END_TEST

START_TEST(an_offset_that_cannot_be_right_says_nothing)
{
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };

	make_sample(&made);
	set32(chunk(&made, "BIDX"), 4 * MERGE, 100000);
	open_made(&opened, &made);
	for (uint32_t i = MERGE; i <= THREE; i++)
		ck_assert_int_eq(ask(opened.graph, i, "file.txt"), BLOOM_MAYBE);
	ck_assert_int_eq(ask(opened.graph, FOUR, "file.txt"), BLOOM_NO);
}
END_TEST

/* ---- files and chains ---- */

/* An objects folder in which a test puts files. */
static char *put_path(const struct scratch *scratch, const char *name)
{
	struct text path = { 0 };

	text_addf(&path, "%s/info/%s", scratch->path, name);
	return path.data;
}

static void put_file(const struct scratch *scratch, const char *name, const char *bytes, size_t len)
{
	owned(free_string_p) char *path = put_path(scratch, name);

	succeeds(file_write(path, bytes, len, err));
}

/* As a single file, or as one of a chain by its checksum. */
static void put_made(const struct scratch *scratch, const struct made *made)
{
	owned(text_release) struct text bytes = { 0 }, name = { 0 };

	made_bytes(&bytes, made);
	text_adds(&name, "commit-graph");
	if (made->checksum) {
		text_adds(&name, "s/graph-");
		for (unsigned i = 0; i < GIT_OID_RAWSZ; i++)
			text_addf(&name, "%02x", made->checksum);
		text_adds(&name, ".graph");
	}
	put_file(scratch, text_str(&name), bytes.data, bytes.len);
}

#define A20 "aaaaaaaaaaaaaaaaaaaa"
#define B20 "bbbbbbbbbbbbbbbbbbbb"

static void put_chain(const struct scratch *scratch, const char *lines)
{
	put_file(scratch, "commit-graphs/commit-graph-chain", lines, strlen(lines));
}

/* On top of the sample: a child of FOUR that merges what is beside it. */
enum { BESIDE = NR_ROWS, ABOVE };

static const struct row upper[] = {
	{ { 0x11, 9 }, { OTHER, NONE }, 2, 6000, "\xa5\x4a", 2 },
	{ { 0x80, 9 }, { FOUR, BESIDE }, 7, 7000, "\x92\x6c", 2 },
};

static void make_upper(struct made *made)
{
	make(made, upper, nr_of(upper));
	made->checksum = 0xbb;
	made->nr_bases = 1;
	put_bytes(chunk(made, "BASE"), 0xaa, GIT_OID_RAWSZ);
}

static void put_sample_as(const struct scratch *scratch, unsigned char checksum)
{
	owned(made_release) struct made made = { 0 };

	make_sample(&made);
	made.checksum = checksum;
	put_made(scratch, &made);
}

static void open_folder(struct opened *opened, const struct scratch *scratch)
{
	commit_graph_open(&opened->graph, &opened->why_not, scratch->path);
	if (opened->graph)
		ck_assert_str_eq(text_str(&opened->why_not), "");
}

static void folder_says(const struct scratch *scratch, const char *part)
{
	owned(opened_release) struct opened opened = { 0 };

	open_folder(&opened, scratch);
	ck_assert_ptr_null(opened.graph);
	ck_assert_msg(strstr(text_str(&opened.why_not), part) != NULL, "'%s' does not say '%s'",
		      text_str(&opened.why_not), part);
}

START_TEST(that_there_is_no_graph_has_no_sentence)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(opened_release) struct opened opened = { 0 };

	succeeds(scratch_make(&scratch, err));
	text_adds(&opened.why_not, "what was there before");
	open_folder(&opened, &scratch);
	ck_assert_ptr_null(opened.graph);
	ck_assert_str_eq(text_str(&opened.why_not), "");
	put_chain(&scratch, "");
	open_folder(&opened, &scratch);
	ck_assert_ptr_null(opened.graph);
	ck_assert_str_eq(text_str(&opened.why_not), "");
}
END_TEST

START_TEST(a_single_file_is_read)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(opened_release) struct opened opened = { 0 };

	succeeds(scratch_make(&scratch, err));
	put_sample_as(&scratch, 0);
	open_folder(&opened, &scratch);
	check_sample(opened.graph);
	ck_assert_int_eq(ask(opened.graph, ROOT, "Hello world!"), BLOOM_NO);
}
END_TEST

START_TEST(what_is_no_graph_is_said_with_its_path)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(free_string_p) char *path = NULL;
	owned(text_release) struct text expected = { 0 };

	succeeds(scratch_make(&scratch, err));
	path = put_path(&scratch, "commit-graph");
	put_file(&scratch, "commit-graph", "", 0);
	text_addf(&expected, "cannot use the commit-graph '%s': it is empty", path);
	folder_says(&scratch, text_str(&expected));
	put_file(&scratch, "commit-graph", "CGPH", 4);
	folder_says(&scratch, "it is too short");
	ck_assert_int_eq(remove(path), 0);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	folder_says(&scratch, "it is no regular file");
	ck_assert_int_eq(remove(path), 0);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	folder_says(&scratch, "it is no regular file");
}
END_TEST

static void put_chain_of_two(const struct scratch *scratch, const struct made *made_upper)
{
	put_sample_as(scratch, 0xaa);
	put_made(scratch, made_upper);
	put_chain(scratch, A20 A20 "\n" B20 B20 "\n");
}

START_TEST(positions_count_through_a_chain)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };
	struct graph_commit commit;
	uint32_t position;
	git_oid id = id_of(&upper[1]);

	succeeds(scratch_make(&scratch, err));
	make_upper(&made);
	put_chain_of_two(&scratch, &made);
	open_folder(&opened, &scratch);
	ck_assert_uint_eq(commit_graph_nr(opened.graph), ABOVE + 1);
	ck_assert(commit_graph_find(&position, opened.graph, &id));
	ck_assert_uint_eq(position, ABOVE);
	ck_assert(commit_graph_read(&commit, opened.graph, ABOVE));
	ck_assert(git_oid_equal(&commit.id, &id));
	ck_assert_uint_eq(commit.parents[0], FOUR);
	ck_assert_uint_eq(commit.parents[1], BESIDE);
	id = id_of(&rows[FOUR]);
	ck_assert(commit_graph_find(&position, opened.graph, &id));
	ck_assert_uint_eq(position, FOUR);
	ck_assert(commit_graph_read(&commit, opened.graph, FOUR));
	ck_assert_uint_eq(commit.nr_parents, 4);
	ck_assert(!commit_graph_read(&commit, opened.graph, ABOVE + 1));
}
END_TEST

START_TEST(each_file_of_a_chain_has_its_own_filters)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };

	succeeds(scratch_make(&scratch, err));
	make_upper(&made);
	put_chain_of_two(&scratch, &made);
	open_folder(&opened, &scratch);
	ck_assert_int_eq(ask(opened.graph, ROOT, "file.txt"), BLOOM_MAYBE);
	ck_assert_int_eq(ask(opened.graph, FOUR, "file.txt"), BLOOM_NO);
	ck_assert_int_eq(ask(opened.graph, BESIDE, "file.txt"), BLOOM_MAYBE);
	ck_assert_int_eq(ask(opened.graph, ABOVE, "file.txt"), BLOOM_NO);
}
END_TEST

START_TEST(of_filters_with_other_settings_only_the_newest_are_used)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };

	succeeds(scratch_make(&scratch, err));
	make_upper(&made);
	set32(chunk(&made, "BDAT"), 0, 2);
	put_chain_of_two(&scratch, &made);
	open_folder(&opened, &scratch);
	ck_assert_int_eq(ask(opened.graph, FOUR, "file.txt"), BLOOM_MAYBE);
	ck_assert_int_eq(ask(opened.graph, ABOVE, "file.txt"), BLOOM_NO);
}
END_TEST

START_TEST(filters_of_no_hashes_are_not_asked_by_the_settings_of_older_ones)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };

	succeeds(scratch_make(&scratch, err));
	make_upper(&made);
	set32(chunk(&made, "BDAT"), 4, 0);
	put_chain_of_two(&scratch, &made);
	open_folder(&opened, &scratch);
	ck_assert_int_eq(ask(opened.graph, FOUR, "file.txt"), BLOOM_NO);
	ck_assert_int_eq(ask(opened.graph, ABOVE, "file.txt"), BLOOM_MAYBE);
}
END_TEST

START_TEST(below_a_file_without_filters_those_of_older_ones_are_used)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened opened = { 0 };

	succeeds(scratch_make(&scratch, err));
	make_upper(&made);
	chunk(&made, "BIDX")->len = 0;
	put_chain_of_two(&scratch, &made);
	open_folder(&opened, &scratch);
	ck_assert_int_eq(ask(opened.graph, FOUR, "file.txt"), BLOOM_NO);
	ck_assert_int_eq(ask(opened.graph, ABOVE, "file.txt"), BLOOM_MAYBE);
}
END_TEST

/* Where one file has levels only, a date and a level would be compared. */
START_TEST(of_a_chain_all_files_must_have_corrected_dates)
{
	for (unsigned with = 0; with < 4; with++) {
		owned(scratch_release) struct scratch scratch = { 0 };
		owned(made_release) struct made above = { 0 }, below = { 0 };
		owned(opened_release) struct opened opened = { 0 };

		succeeds(scratch_make(&scratch, err));
		make_upper(&above);
		make_sample(&below);
		below.checksum = 0xaa;
		put_bytes(chunk(&above, "GDA2"), 0, with & 1 ? 4 * nr_of(upper) : 0);
		put_bytes(chunk(&below, "GDA2"), 0, with & 2 ? 4 * NR_ROWS : 0);
		put_chain_of_two(&scratch, &above);
		put_made(&scratch, &below);
		open_folder(&opened, &scratch);
		ck_assert_uint_eq(generation_of(opened.graph, MERGE), with == 3 ? 3000 : 3);
		ck_assert_uint_eq(generation_of(opened.graph, ABOVE), with == 3 ? 7000 : 7);
	}
}
END_TEST

START_TEST(a_parent_in_a_newer_file_cannot_be)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(made_release) struct made below = { 0 }, made = { 0 };
	owned(opened_release) struct opened opened = { 0 };
	struct graph_commit commit;

	succeeds(scratch_make(&scratch, err));
	make_upper(&made);
	put_chain_of_two(&scratch, &made);
	make_sample(&below);
	below.checksum = 0xaa;
	set32(chunk(&below, "CDAT"), parents_at(TOO_MUCH), BESIDE);
	put_made(&scratch, &below);
	open_folder(&opened, &scratch);
	ck_assert(commit_graph_read(&commit, opened.graph, ABOVE));
	ck_assert(!commit_graph_read(&commit, opened.graph, TOO_MUCH));
}
END_TEST

START_TEST(a_chain_must_be_what_its_files_say)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(made_release) struct made made = { 0 };

	succeeds(scratch_make(&scratch, err));
	make_upper(&made);
	put_chain_of_two(&scratch, &made);
	put_chain(&scratch, B20 B20 "\n");
	folder_says(&scratch, "it is for 1 files below it, and there are 0");
	put_chain(&scratch, A20 A20 "\n" A20 A20 "\n");
	folder_says(&scratch, "it is for 0 files below it, and there are 1");
	put_chain(&scratch, A20 A20 "\n" A20 B20 "\n");
	folder_says(&scratch, "it cannot be opened: No such file");
	chunk(&made, "BASE")->data[0] ^= 1;
	put_chain_of_two(&scratch, &made);
	folder_says(&scratch, "it is for other files than those below it");
	chunk(&made, "BASE")->len -= 1;
	put_chain_of_two(&scratch, &made);
	folder_says(&scratch, "its list of the files below it is not one of 1");
}
END_TEST

START_TEST(a_file_of_a_chain_must_have_the_name_that_it_says)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text bytes = { 0 };

	succeeds(scratch_make(&scratch, err));
	make_sample(&made);
	made_bytes(&bytes, &made);
	put_file(&scratch, "commit-graphs/graph-" A20 A20 ".graph", bytes.data, bytes.len);
	put_chain(&scratch, A20 A20 "\n");
	folder_says(&scratch, "it is not the file of that name");
}
END_TEST

START_TEST(lines_of_a_chain_that_are_no_ids_are_refused)
{
	static const char *const chains[] = {
		A20 "\n", A20 A20 "a\n", "\n", A20 "../../../../../../x\n", "A" A20 "aaaaaaaaaaaaaaaaaaa\n", "x",
	};
	owned(scratch_release) struct scratch scratch = { 0 };

	succeeds(scratch_make(&scratch, err));
	for (size_t i = 0; i < nr_of(chains); i++) {
		put_chain(&scratch, chains[i]);
		folder_says(&scratch, "info/commit-graphs': a line of it is no id");
	}
}
END_TEST

START_TEST(a_chain_that_cannot_be_read_is_said)
{
	owned(scratch_release) struct scratch scratch = { 0 };

	succeeds(scratch_make(&scratch, err));
	put_file(&scratch, "commit-graphs/commit-graph-chain/x", "", 0);
	folder_says(&scratch, "cannot use the commit-graph chain of '");
}
END_TEST

START_TEST(a_chain_is_read_where_the_single_file_cannot_be)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(made_release) struct made made = { 0 };
	owned(opened_release) struct opened both = { 0 }, chain = { 0 };

	succeeds(scratch_make(&scratch, err));
	make_upper(&made);
	put_chain_of_two(&scratch, &made);
	put_sample_as(&scratch, 0);
	open_folder(&both, &scratch);
	ck_assert_uint_eq(commit_graph_nr(both.graph), NR_ROWS);
	put_file(&scratch, "commit-graph", "x", 1);
	open_folder(&chain, &scratch);
	ck_assert_uint_eq(commit_graph_nr(chain.graph), ABOVE + 1);
}
END_TEST

START_TEST(a_damaged_chain_neither_crashes_nor_misleads)
{
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(made_release) struct made made = { 0 };
	owned(text_release) struct text whole = { 0 };
	uint32_t state = 2;
	unsigned nr_opened = 0;

	succeeds(scratch_make(&scratch, err));
	make_upper(&made);
	put_chain_of_two(&scratch, &made);
	made_bytes(&whole, &made);
	for (unsigned i = 0; i < 200; i++) {
		owned(text_release) struct text bytes = { 0 };
		owned(opened_release) struct opened opened = { 0 };

		text_add(&bytes, whole.data, whole.len);
		damage(&bytes, &state);
		put_file(&scratch, "commit-graphs/graph-" B20 B20 ".graph", bytes.data, bytes.len);
		open_folder(&opened, &scratch);
		read_everything(opened.graph);
		nr_opened += opened.graph != NULL;
	}
	ck_assert_uint_gt(nr_opened, 20);
	ck_assert_uint_lt(nr_opened, 180);
}
END_TEST

/* ---- git's own ---- */

static void write_graph(const struct fixture *f, const char *how)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = {
		.argv = (const char *const[]){ "git", "commit-graph", "write", "--reachable", "--changed-paths", how, NULL },
		.dir = f->path,
		.env = (const char *const[]){ "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", NULL },
	};

	succeeds(proc_run(&result, &proc, err));
	ck_assert_msg(result.exit_code == 0, "%s", text_str(&result.err));
}

static void open_repository(struct opened *opened, const struct fixture *f)
{
	owned(free_string_p) char *objects = fixture_path(f, "repo/.git/objects");

	commit_graph_open(&opened->graph, &opened->why_not, objects);
	ck_assert_str_eq(text_str(&opened->why_not), "");
	ck_assert_ptr_nonnull(opened->graph);
}

static void is_as_in_the_repository(const struct commit_graph *graph, git_repository *repo, uint32_t position)
{
	owned(git_commit_freep) git_commit *object = NULL;
	struct graph_commit commit;

	ck_assert(commit_graph_read(&commit, graph, position));
	ck_assert_int_eq(git_commit_lookup(&object, repo, &commit.id), 0);
	ck_assert(git_oid_equal(&commit.tree, git_commit_tree_id(object)));
	ck_assert_int_eq(commit.date, git_commit_time(object));
	ck_assert_uint_eq(commit.nr_parents, git_commit_parentcount(object));
	for (uint32_t nth = 0; nth < commit.nr_parents; nth++) {
		struct graph_commit parent;
		uint32_t at;

		ck_assert(commit_graph_parent(&at, graph, position, nth));
		ck_assert(commit_graph_read(&parent, graph, at));
		ck_assert(git_oid_equal(&parent.id, git_commit_parent_id(object, nth)));
		ck_assert_uint_gt(commit.generation, parent.generation);
	}
	ck_assert_uint_ge(commit.generation, (uint64_t)commit.date); /* corrected */
}

static enum bloom_answer ask_commit(const struct commit_graph *graph, const git_oid *id, const char *path)
{
	uint32_t position;

	ck_assert(commit_graph_find(&position, graph, id));
	return ask(graph, position, path);
}

START_TEST(what_git_writes_is_read)
{
	static const char cents[] = CENT CENT "/" CENT CENT CENT;
	owned(fixture_release) struct fixture f = { 0 };
	owned(opened_release) struct opened opened = { 0 };
	git_oid first, with_cents, side;

	fixture_make(&f);
	first = fixture_commit(&f, "first", "a.c", "int a;\n", "fs/nfsd/b.c", "int b;\n", NULL);
	fixture_branch(&f, "side", &first);
	side = fixture_commit(&f, "side", "fs/nfsd/b.c", "int c;\n", NULL);
	fixture_on(&f, "master");
	with_cents = fixture_commit(&f, "cents", cents, "1\n", NULL);
	fixture_merge(&f, "merge", &side);
	write_graph(&f, "--no-progress");
	open_repository(&opened, &f);
	ck_assert_uint_eq(commit_graph_nr(opened.graph), 4);
	for (uint32_t i = 0; i < 4; i++)
		is_as_in_the_repository(opened.graph, f.repo, i);
	ck_assert_int_eq(ask_commit(opened.graph, &side, "fs/nfsd/b.c"), BLOOM_MAYBE);
	ck_assert_int_eq(ask_commit(opened.graph, &side, "fs"), BLOOM_MAYBE);
	ck_assert_int_eq(ask_commit(opened.graph, &side, "a.c"), BLOOM_NO);
	ck_assert_int_eq(ask_commit(opened.graph, &with_cents, cents), BLOOM_MAYBE);
	ck_assert_int_eq(ask_commit(opened.graph, &side, cents), BLOOM_NO);
	ck_assert_int_eq(ask_commit(opened.graph, &first, "a.c"), BLOOM_MAYBE);
}
END_TEST

START_TEST(chains_that_git_writes_are_read)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(opened_release) struct opened opened = { 0 };
	git_oid last;

	fixture_make(&f);
	for (unsigned file = 0; file < 3; file++) {
		fixture_commit(&f, "one", "a.c", file % 2 ? "1\n" : "2\n", NULL);
		last = fixture_commit(&f, "two", "b.c", file % 2 ? "1\n" : "2\n", NULL);
		write_graph(&f, "--split=no-merge");
	}
	open_repository(&opened, &f);
	ck_assert_uint_eq(commit_graph_nr(opened.graph), 6);
	for (uint32_t i = 0; i < 6; i++)
		is_as_in_the_repository(opened.graph, f.repo, i);
	ck_assert_int_eq(ask_commit(opened.graph, &last, "b.c"), BLOOM_MAYBE);
	ck_assert_int_eq(ask_commit(opened.graph, &last, "a.c"), BLOOM_NO);
}
END_TEST

SUITE(commit_graph)
{
	TEST(each_commit_has_its_id_tree_date_and_generation);
	TEST(ids_that_are_not_there_are_not_found);
	TEST(parents_come_in_their_order_also_those_of_an_octopus);
	TEST(positions_behind_the_last_cannot_be_read);
	TEST(a_graph_of_no_commits_finds_none);
	TEST(a_graph_of_no_commits_has_no_filters);
	TEST(chunks_that_are_not_known_are_skipped_wherever_they_are);

	TEST(a_header_that_is_not_ours_is_said);
	TEST(a_file_of_something_else_is_refused);
	TEST(a_chunk_that_is_there_twice_is_refused);
	TEST(a_chunk_of_the_wrong_size_or_none_is_refused);
	TEST(a_fan_out_that_falls_is_refused);
	TEST(a_table_of_contents_that_points_elsewhere_is_refused);
	TEST(a_table_of_contents_that_ends_too_early_or_too_late_is_refused);
	TEST(a_chunk_without_a_name_is_refused);
	TEST(parents_that_cannot_be_make_the_reading_fail);
	TEST(a_list_of_parents_must_end_in_its_chunk);
	TEST(a_list_of_parents_has_a_bound);
	TEST(an_octopus_parent_that_no_file_has_is_not_given);
	TEST(a_file_cut_anywhere_is_refused);
	TEST(damaged_bytes_neither_crash_nor_mislead);

	TEST(a_corrected_date_is_the_generation);
	TEST(corrections_of_the_wrong_size_leave_the_levels);
	TEST(a_large_correction_must_be_in_its_chunk);
	TEST(a_correction_that_leads_beyond_all_dates_cannot_be);

	TEST(a_filter_has_the_path_that_it_was_made_for_and_no_other);
	TEST(without_a_filter_or_with_a_full_one_anything_may_have_changed);
	TEST(bytes_above_127_are_asked_as_each_version_may_have_hashed_them);
	TEST(the_root_folder_has_no_key);
	TEST(filters_of_another_kind_are_none);
	TEST(filters_that_do_not_fill_their_chunk_are_not_used);
	TEST(an_offset_that_cannot_be_right_says_nothing);

	TEST(that_there_is_no_graph_has_no_sentence);
	TEST(a_single_file_is_read);
	TEST(what_is_no_graph_is_said_with_its_path);
	TEST(positions_count_through_a_chain);
	TEST(each_file_of_a_chain_has_its_own_filters);
	TEST(of_filters_with_other_settings_only_the_newest_are_used);
	TEST(filters_of_no_hashes_are_not_asked_by_the_settings_of_older_ones);
	TEST(below_a_file_without_filters_those_of_older_ones_are_used);
	TEST(of_a_chain_all_files_must_have_corrected_dates);
	TEST(a_parent_in_a_newer_file_cannot_be);
	TEST(a_chain_must_be_what_its_files_say);
	TEST(a_file_of_a_chain_must_have_the_name_that_it_says);
	TEST(lines_of_a_chain_that_are_no_ids_are_refused);
	TEST(a_chain_that_cannot_be_read_is_said);
	TEST(a_chain_is_read_where_the_single_file_cannot_be);
	TEST(a_damaged_chain_neither_crashes_nor_misleads);

	TEST(what_git_writes_is_read);
	TEST(chains_that_git_writes_are_read);
}
