// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commits, ranges and paths: on repositories made here, some of them byte by byte, with git's own commit-graph beside them
 * or without one.
 */
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <unistd.h>

#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/commits-table.h"
#include "tool/chain/histories.h"
#include "tool/history.h"
#include "tool/proc.h"

#define DAY (24 * 60 * 60)
#define YEAR (365 * DAY)
#define START 1577836800 /* 2020-01-01 */
#define ABSENT "1054e8ffc5c492f341bdf1888b882f1d163dd3d8"

static void says(const struct error *error, const char *part)
{
	ck_assert_ptr_nonnull(error->message);
	ck_assert_msg(strstr(error->message, part) != NULL, "'%s' does not say '%s'", error->message, part);
}

/* ---- objects, byte by byte ---- */

static git_oid write_object(const struct fixture *f, git_object_t type, const void *bytes, size_t len)
{
	git_odb *odb = NULL;
	git_oid id;

	ck_assert_int_eq(git_repository_odb(&odb, f->repo), 0);
	ck_assert_int_eq(git_odb_write(&id, odb, bytes, len, type), 0);
	git_odb_free(odb);
	return id;
}

static git_oid write_text(const struct fixture *f, git_object_t type, const char *string)
{
	return write_object(f, type, string, strlen(string));
}

static git_oid empty_tree(const struct fixture *f)
{
	return write_object(f, GIT_OBJECT_TREE, "", 0);
}

/* A commit of any shape. Each has a message of its own, so that none is another. */
static git_oid write_commit(const struct fixture *f, const git_oid *tree, const git_oid *parents, size_t nr_parents,
			    int64_t date, const char *message)
{
	owned(text_release) struct text text = { 0 };
	size_t i;

	text_addf(&text, "tree %s\n", fixture_hex(tree));
	for (i = 0; i < nr_parents; i++)
		text_addf(&text, "parent %s\n", fixture_hex(&parents[i]));
	text_addf(&text, "author A <a@b> 1 +0000\ncommitter A <a@b> %lld +0000\n\n%s", (long long)date, message);
	return write_object(f, GIT_OBJECT_COMMIT, text.data, text.len);
}

static void remove_object(const struct fixture *f, const git_oid *id)
{
	owned(text_release) struct text path = { 0 };
	const char *hex = fixture_hex(id);

	text_addf(&path, "%s/.git/objects/%.2s/%s", f->path, hex, hex + 2);
	ck_assert_int_eq(unlink(text_str(&path)), 0);
}

static void write_in_repository(const struct fixture *f, const char *name, const char *content)
{
	owned(text_release) struct text path = { 0 };

	text_addf(&path, "%s/.git/%s", f->path, name);
	succeeds(file_write(text_str(&path), content, strlen(content), err));
}

static void point_at(const struct fixture *f, const char *name, const git_oid *id)
{
	owned(git_reference_freep) git_reference *made = NULL;

	ck_assert_int_eq(git_reference_create(&made, f->repo, name, id, 1, NULL), 0);
}

/* git's own graph of all that refs reach, with Bloom filters. */
static void write_graph_of(const struct fixture *f, const char *config)
{
	static const char *const env[] = { "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", NULL };
	const char *const argv[] = {
		"git", "-C", f->path, "-c", config, "commit-graph", "write", "--reachable", "--changed-paths", NULL
	};
	owned(proc_result_release) struct proc_result result = { 0 };
	struct proc proc = { .argv = argv, .env = env };

	succeeds(proc_run(&result, &proc, err));
	ck_assert_msg(result.exit_code == 0, "%s", text_str(&result.err));
}

static void write_graph(const struct fixture *f)
{
	write_graph_of(f, "commitGraph.generationVersion=2");
}

/* Where the row of a commit with this tree is in the graph's file; the file's bytes go to graph. */
static size_t row_of(const struct fixture *f, struct text *graph, const git_oid *commit)
{
	owned(git_commit_freep) git_commit *object = NULL;
	owned(text_release) struct text path = { 0 };
	const char *at;

	ck_assert_int_eq(git_commit_lookup(&object, f->repo, commit), 0);
	text_addf(&path, "%s/.git/objects/info/commit-graph", f->path);
	succeeds(file_read(graph, text_str(&path), err));
	at = memmem(graph->data, graph->len, git_commit_tree_id(object)->id, GIT_OID_RAWSZ);
	ck_assert_ptr_nonnull(at);
	return (size_t)(at - graph->data);
}

/* Changes a byte of a commit's row: 0 .. 19 tree, 20 .. 23 and 24 .. 27 parents, 28 .. 31 generation, 32 .. 35 date. */
static void damage_row(const struct fixture *f, const git_oid *commit, size_t byte, char value)
{
	owned(text_release) struct text graph = { 0 };
	owned(text_release) struct text path = { 0 };
	size_t row = row_of(f, &graph, commit);

	text_addf(&path, "%s/.git/objects/info/commit-graph", f->path);
	graph.data[row + byte] = value;
	succeeds(file_write(text_str(&path), graph.data, graph.len, err));
}

static struct commits *open_table(const struct fixture *f)
{
	struct commits *commits = NULL;

	succeeds(commits_open(&commits, f->repo, err));
	return commits;
}

static uint32_t find(struct commits *commits, const git_oid *id)
{
	uint32_t commit = NO_COMMIT;

	succeeds(commits_find(&commit, commits, id, err));
	return commit;
}

static bool is(const struct commits *commits, uint32_t commit, const git_oid *id)
{
	return git_oid_equal(&commits_facts(commits, commit)->id, id);
}

/* ---- facts ---- */

START_TEST(a_commit_has_its_tree_its_parents_and_its_date)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	git_oid tree, ids[4], merge;
	uint32_t commit, parent, i;

	fixture_make(&f);
	tree = empty_tree(&f);
	for (i = 0; i < 4; i++)
		ids[i] = write_commit(&f, &tree, NULL, 0, START + i, "root");
	merge = write_commit(&f, &tree, ids, 4, START + 9, "octopus");
	commits = open_table(&f);
	commit = find(commits, &merge);
	ck_assert(git_oid_equal(&commits_facts(commits, commit)->tree, &tree));
	ck_assert_int_eq(commits_facts(commits, commit)->date, START + 9);
	ck_assert_uint_eq(commits_facts(commits, commit)->nr_parents, 4);
	ck_assert(!commits_facts(commits, commit)->is_boundary);
	for (i = 0; i < 4; i++) {
		succeeds(commits_parent(&parent, commits, commit, i, err));
		ck_assert(is(commits, parent, &ids[i]));
		ck_assert_uint_eq(commits_facts(commits, parent)->nr_parents, 0);
	}
	ck_assert_ptr_eq(commits_repository(commits), f.repo);
}
END_TEST

START_TEST(a_commit_has_one_number_however_it_was_met)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	git_oid first, second;
	uint32_t commit, parent;

	fixture_make(&f);
	first = fixture_commit(&f, "first", "a.c", "1\n", NULL);
	second = fixture_commit(&f, "second", "a.c", "2\n", NULL);
	commits = open_table(&f);
	ck_assert_uint_eq(commits_known(commits, &second), NO_COMMIT);
	commit = find(commits, &second);
	ck_assert_uint_eq(find(commits, &second), commit);
	ck_assert_uint_eq(commits_known(commits, &second), commit);
	ck_assert_uint_eq(commits_known(commits, &first), NO_COMMIT);
	succeeds(commits_parent(&parent, commits, commit, 0, err));
	ck_assert_uint_eq(commits_known(commits, &first), parent);
	ck_assert_uint_eq(find(commits, &first), parent);
	ck_assert_uint_ne(parent, commit);
}
END_TEST

START_TEST(a_date_is_what_stands_behind_the_mail_or_1970)
{
	static const struct { const char *line; int64_t date; } cases[] = {
		{ "committer A <a@b> 1577836800 +0100\n", 1577836800 },
		{ "committer A > B <a@b> 1577836800 +0100\n", 1577836800 },
		{ "committer A <a@b> 0 +0000\n", 0 },
		{ "committer A <a@b> -5 +0000\n", 0 },
		{ "committer A <a@b>\n", 0 },
		{ "committer A\n", 0 },
		{ "author A <a@b> 7 +0000\n", 0 },
		{ "committer A <a@b> 9223372036854775807 +0000\n", INT64_MAX },
		{ "committer A <a@b> 99999999999999999999999 +0000\n", INT64_MAX },
		{ "\ncommitter A <a@b> 5 +0000\n", 0 },
	};
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(text_release) struct text text = { 0 };
	git_oid tree, id;

	fixture_make(&f);
	tree = empty_tree(&f);
	text_addf(&text, "tree %s\n%s\nmessage\n", fixture_hex(&tree), cases[_i].line);
	id = write_text(&f, GIT_OBJECT_COMMIT, text_str(&text));
	commits = open_table(&f);
	ck_assert_int_eq(commits_facts(commits, find(commits, &id))->date, cases[_i].date);
}
END_TEST

#define NR_DATES 10

START_TEST(a_malformed_commit_is_an_error_that_names_it)
{
#define TREE "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
	static const char *const objects[] = {
		"",
		"tree",
		"tree \n",
		"tree 4b825dc642cb6eb9a060e54bf8d69288fbee490",
		"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
		"tree 4b825dc642cb6eb9a060e54bf8d69288fbee490z\n",
		"tree 4b825dc642cb6eb9a060e54bf8d69288fbee49045\n",
		"author A <a@b> 1 +0000\n",
		TREE "parent \n",
		TREE "parent 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
		TREE "parent 4b825dc642cb6eb9a060e54bf8d69288fbee490x\n",
		TREE "parent 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent 4b825dc6\n\nm\n",
	};
#define NR_MALFORMED 12
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(text_release) struct text expected = { 0 };
	git_oid id;
	uint32_t commit;

	ck_assert_uint_eq(nr_of(objects), NR_MALFORMED);
	fixture_make(&f);
	id = write_text(&f, GIT_OBJECT_COMMIT, objects[_i]);
	commits = open_table(&f);
	text_addf(&expected, "the commit %s is malformed: %s", fixture_hex(&id),
		  _i < 8 ? "it does not begin with its tree" : "the id of a parent cannot be read");
	fails_with(commits_find(&commit, commits, &id, err), text_str(&expected));
}
END_TEST

START_TEST(an_object_that_is_no_commit_is_an_error)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(text_release) struct text expected = { 0 };
	git_oid tree;
	uint32_t commit;

	fixture_make(&f);
	tree = empty_tree(&f);
	commits = open_table(&f);
	text_addf(&expected, "the object %s is not a commit", fixture_hex(&tree));
	fails_with(commits_find(&commit, commits, &tree, err), text_str(&expected));
	ck_assert_uint_eq(commits_known(commits, &tree), NO_COMMIT);
}
END_TEST

START_TEST(a_commit_that_is_missing_is_an_error)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(text_release) struct text expected = { 0 };
	git_oid tree, absent, child;
	uint32_t commit, parent;
	struct range range;

	fixture_make(&f);
	tree = empty_tree(&f);
	git_oid_fromstr(&absent, ABSENT);
	child = write_commit(&f, &tree, &absent, 1, START, "child");
	commits = open_table(&f);
	text_addf(&expected, "the commit %s is missing from the repository '%s/'", ABSENT, f.path);
	fails_with(commits_find(&commit, commits, &absent, err), text_str(&expected));
	commit = find(commits, &child);
	fails_with(commits_parent(&parent, commits, commit, 0, err), text_str(&expected));
	fails_with(commits_range(&range, commits, &commit, 1, NULL, 0, err), text_str(&expected));
}
END_TEST

/* ---- messages ---- */

static void message_of(struct text *message, const char *headers_and_message)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(text_release) struct text text = { 0 };
	git_oid id;

	fixture_make(&f);
	text_addf(&text, TREE "author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n%s", headers_and_message);
	id = write_text(&f, GIT_OBJECT_COMMIT, text_str(&text));
	commits = open_table(&f);
	succeeds(commits_message(message, commits, find(commits, &id), err));
}

START_TEST(a_message_is_utf_8_where_its_encoding_is_known)
{
	static const struct { const char *object, *message; } cases[] = {
		{ "\nsubject\n\nbody\n", "subject\n\nbody\n" },
		{ "\n", "" },
		{ "", "" },
		{ "encoding ISO-8859-1\n\nM\xfcller\n", "M\xc3\xbcller\n" },
		{ "encoding UTF-8\n\nM\xc3\xbcller\n", "M\xc3\xbcller\n" },
		{ "encoding SHIFT_JIS\n\n\x93\xfa\n", "\xe6\x97\xa5\n" },
		{ "encoding SHIFT_JIS\n\n\x93\xfa\x93", "\x93\xfa\x93" },
		{ "encoding UTF-8\n\nM\xfcller\n", "M\xfcller\n" },
		{ "encoding nobody-knows\n\nM\xfcller\n", "M\xfcller\n" },
		{ "encoding \n\nM\xfcller\n", "M\xfcller\n" },
		{ "encoding ISO-8859-1//IGNORE\n\nM\xfcller\n", "M\xfcller\n" },
		{ "encoding ISO-8859-1-ISO-8859-1-ISO-8859-1-ISO-8859-1-ISO-8859-1\n\nM\xfcller\n", "M\xfcller\n" },
		{ "encodings ISO-8859-1\n\nM\xfcller\n", "M\xfcller\n" },
		{ "\nencoding ISO-8859-1\n\nM\xfcller\n", "encoding ISO-8859-1\n\nM\xfcller\n" },
		{ "gpgsig x\n y\n \n encoding ISO-8859-1\n\nM\xfcller\n", "M\xfcller\n" },
	};
#define NR_MESSAGES 15
	owned(text_release) struct text message = { 0 };

	ck_assert_uint_eq(nr_of(cases), NR_MESSAGES);
	message_of(&message, cases[_i].object);
	ck_assert_str_eq(text_str(&message), cases[_i].message);
}
END_TEST

START_TEST(a_long_message_is_recoded_to_its_end)
{
	owned(text_release) struct text object = { 0 };
	owned(text_release) struct text message = { 0 };
	size_t i;

	text_adds(&object, "encoding ISO-8859-15\n\n");
	for (i = 0; i < 5000; i++)
		text_adds(&object, "\xa4.");
	message_of(&message, text_str(&object));
	ck_assert_uint_eq(message.len, 5000 * 4);
	ck_assert_str_eq(message.data + message.len - 4, "\xe2\x82\xac.");
}
END_TEST

START_TEST(a_message_keeps_its_nul_bytes_and_is_added_to_what_is_there)
{
	static const char object[] = TREE "committer A <a@b> 1 +0000\n\na\0b\n";
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(text_release) struct text message = { 0 };
	git_oid id;

	fixture_make(&f);
	id = write_object(&f, GIT_OBJECT_COMMIT, object, sizeof(object) - 1);
	commits = open_table(&f);
	text_adds(&message, "x");
	succeeds(commits_message(&message, commits, find(commits, &id), err));
	ck_assert_uint_eq(message.len, 5);
	ck_assert(!memcmp(message.data, "xa\0b\n", 5));
}
END_TEST

/* ---- ranges ---- */

/* Two lines of three commits from one, and a merge of the two. */
struct fork {
	git_oid root, left[3], right[3], merge;
};

static void make_fork(struct fork *fork, const struct fixture *f)
{
	git_oid tree = empty_tree(f), both[2];
	int i;

	fork->root = write_commit(f, &tree, NULL, 0, START, "root");
	for (i = 0; i < 3; i++) {
		fork->left[i] = write_commit(f, &tree, i ? &fork->left[i - 1] : &fork->root, 1, START + 10 + i, "left");
		fork->right[i] = write_commit(f, &tree, i ? &fork->right[i - 1] : &fork->root, 1, START + 20 + i, "right");
	}
	both[0] = fork->left[2];
	both[1] = fork->right[2];
	fork->merge = write_commit(f, &tree, both, 2, START + 30, "merge");
}

static void range_of(struct range *range, struct commits *commits, const git_oid *tip, const git_oid *hidden)
{
	uint32_t tips[] = { find(commits, tip) }, others[1];

	if (hidden)
		others[0] = find(commits, hidden);
	succeeds(commits_range(range, commits, tips, 1, others, hidden != NULL, err));
}

START_TEST(a_range_is_what_tips_reach_and_hidden_do_not)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range all = { 0 };
	owned(range_release) struct range left = { 0 };
	owned(range_release) struct range none = { 0 };
	struct fork fork;
	int i;

	fixture_make(&f);
	make_fork(&fork, &f);
	commits = open_table(&f);
	range_of(&all, commits, &fork.merge, NULL);
	ck_assert_uint_eq(all.nr, 8);
	ck_assert(is(commits, all.v[0], &fork.merge) && is(commits, all.v[7], &fork.root));
	range_of(&left, commits, &fork.merge, &fork.right[2]);
	ck_assert_uint_eq(left.nr, 4);
	for (i = 0; i < 3; i++) {
		ck_assert(is(commits, left.v[3 - i], &fork.left[i]));
		ck_assert(range_has(&left, find(commits, &fork.left[i])));
		ck_assert(!range_has(&left, find(commits, &fork.right[i])));
		ck_assert_uint_eq(range_place(&left, find(commits, &fork.left[i])), 3 - i);
	}
	ck_assert(!range_has(&left, find(commits, &fork.root)) && !range_has(&left, NO_COMMIT));
	range_of(&none, commits, &fork.left[2], &fork.merge);
	ck_assert_uint_eq(none.nr, 0);
	ck_assert(!range_has(&none, find(commits, &fork.root)));
}
END_TEST

START_TEST(a_range_of_several_tips_and_hidden_has_each_commit_once)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };
	owned(range_release) struct range empty = { 0 };
	struct fork fork;
	uint32_t tips[4], hidden[3];

	fixture_make(&f);
	make_fork(&fork, &f);
	commits = open_table(&f);
	tips[0] = tips[1] = find(commits, &fork.left[2]);
	tips[2] = find(commits, &fork.right[2]);
	tips[3] = find(commits, &fork.right[0]);
	hidden[0] = hidden[1] = find(commits, &fork.right[0]);
	hidden[2] = find(commits, &fork.left[0]);
	succeeds(commits_range(&range, commits, tips, 4, hidden, 3, err));
	ck_assert_uint_eq(range.nr, 4);
	ck_assert(is(commits, range.v[0], &fork.right[2]) && is(commits, range.v[1], &fork.right[1]));
	ck_assert(is(commits, range.v[2], &fork.left[2]) && is(commits, range.v[3], &fork.left[1]));
	succeeds(commits_range(&empty, commits, NULL, 0, hidden, 3, err));
	ck_assert_uint_eq(empty.nr, 0);
}
END_TEST

START_TEST(a_range_ends_where_a_shallow_clone_does)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };
	owned(error_release) struct error error = { 0 };
	owned(text_release) struct text shallow = { 0 };
	const struct commit_facts *facts;
	struct fork fork;
	uint32_t commit;

	fixture_make(&f);
	make_fork(&fork, &f);
	text_addf(&shallow, "%s\n%s\n", fixture_hex(&fork.left[1]), fixture_hex(&fork.right[2]));
	write_in_repository(&f, "shallow", text_str(&shallow));
	remove_object(&f, &fork.left[0]);
	commits = open_table(&f);
	range_of(&range, commits, &fork.merge, NULL);
	ck_assert_uint_eq(range.nr, 4);
	facts = commits_facts(commits, find(commits, &fork.left[1]));
	ck_assert(facts->is_boundary && facts->nr_parents == 0);
	ck_assert(!commits_facts(commits, find(commits, &fork.left[2]))->is_boundary);
	ck_assert_int_eq(commits_find(&commit, commits, &fork.left[0], &error), -1);
	says(&error, "', a shallow clone (git fetch --unshallow brings the rest)");
}
END_TEST

START_TEST(a_shallow_file_that_is_no_list_of_ids_is_an_error)
{
	static const char *const files[] = { "x\n", "1054e8ffc5c492f341bdf1888b882f1d163dd3d\n", ABSENT "0\n", ABSENT "\n\n" };
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text expected = { 0 };
	struct commits *commits = NULL;

	fixture_make(&f);
	write_in_repository(&f, "shallow", files[_i]);
	text_addf(&expected, "the file 'shallow' of the repository '%s/' has a line that is no id", f.path);
	fails_with(commits_open(&commits, f.repo, err), text_str(&expected));
	ck_assert_ptr_null(commits);
}
END_TEST

/* Two commits, each stored as a loose object under the id that the other names as its parent. */
START_TEST(a_history_in_a_circle_is_an_error)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(text_release) struct text from = { 0 };
	owned(text_release) struct text to = { 0 };
	owned(text_release) struct text expected = { 0 };
	git_oid tree, absent, child;
	struct range range;
	uint32_t tip;

	fixture_make(&f);
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0); /* as main.c, or libgit2 would see it */
	tree = empty_tree(&f);
	git_oid_fromstr(&absent, ABSENT);
	child = write_commit(&f, &tree, &absent, 1, START, "child");
	text_addf(&from, "%s/.git/objects/%.2s/%s", f.path, fixture_hex(&child), fixture_hex(&child) + 2);
	text_addf(&to, "%s/.git/objects/%.2s", f.path, ABSENT);
	succeeds(file_make_folders(text_str(&to), err));
	text_addf(&to, "/%s", &ABSENT[2]);
	ck_assert_int_eq(rename(text_str(&from), text_str(&to)), 0);
	commits = open_table(&f);
	tip = find(commits, &absent);
	text_addf(&expected, "a commit of the repository '%s/' is its own ancestor", f.path);
	fails_with(commits_range(&range, commits, &tip, 1, NULL, 0, err), text_str(&expected));
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
}
END_TEST

/* ---- ranges against the plain way of finding them ---- */

/* The same numbers everywhere. */
static uint32_t random_below(uint64_t *seed, uint32_t bound)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((*seed >> 33) % bound);
}

struct dag {
	git_oid *ids;
	uint32_t (*parents)[3];
	uint32_t *nr_parents;
	int64_t *dates;
	uint32_t nr;
};

static void dag_release(struct dag *dag)
{
	free(dag->ids);
	free(dag->parents);
	free(dag->nr_parents);
	free(dag->dates);
}

/* Objects go to memory: thousands of files would be what the test takes its time for. */
static void keep_objects_in_memory(const struct fixture *f)
{
	git_odb_backend *memory = NULL;
	git_odb *odb = NULL;

	ck_assert_int_eq(git_repository_odb(&odb, f->repo), 0);
	ck_assert_int_eq(git_mempack_new(&memory), 0);
	ck_assert_int_eq(git_odb_add_backend(odb, memory, 999), 0);
	git_odb_free(odb);
}

/* near: how far back a parent may be. */
static void choose_parents(struct dag *dag, uint32_t i, uint32_t near, uint64_t *seed)
{
	uint32_t room = i < near ? i : near, nr, j, k;

	if (!i || !random_below(seed, 200))
		return;
	nr = random_below(seed, 4) ? 1 : 1 + random_below(seed, 3);
	for (j = 0; j < nr; j++) {
		uint32_t parent = i - 1 - random_below(seed, room);
		bool again = false;

		for (k = 0; k < dag->nr_parents[i]; k++)
			again |= dag->parents[i][k] == parent;
		if (!again)
			dag->parents[i][dag->nr_parents[i]++] = parent;
	}
}

/* Commits a day apart, each date off by less than skew. */
static void make_dag(struct dag *dag, const struct fixture *f, uint32_t nr, uint32_t near, uint32_t skew,
		     uint64_t seed)
{
	owned(text_release) struct text message = { 0 };
	git_oid tree = empty_tree(f), parents[3];
	uint32_t i, j;

	dag->nr = nr;
	dag->ids = mem_alloc(nr * sizeof(*dag->ids));
	dag->parents = mem_alloc(nr * sizeof(*dag->parents));
	dag->nr_parents = mem_alloc(nr * sizeof(*dag->nr_parents));
	dag->dates = mem_alloc(nr * sizeof(*dag->dates));
	for (i = 0; i < nr; i++) {
		choose_parents(dag, i, near, &seed);
		for (j = 0; j < dag->nr_parents[i]; j++)
			parents[j] = dag->ids[dag->parents[i][j]];
		dag->dates[i] = START + (int64_t)i * DAY + random_below(&seed, skew);
		text_clear(&message);
		text_addf(&message, "%u of %llu", i, (unsigned long long)seed);
		dag->ids[i] = write_commit(f, &tree, parents, dag->nr_parents[i], dag->dates[i], text_str(&message));
	}
}

/* Parents have smaller numbers here, so one pass from the newest on marks all that is reached. */
static void mark_reached(bool *reached, const struct dag *dag)
{
	uint32_t i, j;

	for (i = dag->nr; i-- > 0;)
		for (j = 0; reached[i] && j < dag->nr_parents[i]; j++)
			reached[dag->parents[i][j]] = true;
}

static void free_bools(bool **bools)
{
	free(*bools);
}

static void check_range(const struct dag *dag, struct commits *commits, const struct range *range, const bool *wanted,
			const bool *hidden)
{
	size_t nr = 0;
	uint32_t i, j;

	for (i = 0; i < dag->nr; i++) {
		bool expected = wanted[i] && !hidden[i];
		uint32_t commit = commits_known(commits, &dag->ids[i]);

		nr += expected;
		ck_assert_msg(expected == (commit != NO_COMMIT && range_has(range, commit)), "commit %u", i);
		for (j = 0; expected && j < dag->nr_parents[i]; j++) {
			uint32_t parent = commits_known(commits, &dag->ids[dag->parents[i][j]]);

			if (range_has(range, parent))
				ck_assert_uint_lt(range_place(range, commit), range_place(range, parent));
		}
	}
	ck_assert_uint_eq(range->nr, nr);
	for (i = 0; i < range->nr; i++)
		ck_assert_uint_eq(range_place(range, range->v[i]), i);
}

/* Some tips and hidden among the newest 'near' commits, whatever they are. */
static void try_range(const struct dag *dag, struct commits *commits, uint32_t near, uint64_t *seed)
{
	owned(free_bools) bool *wanted = mem_alloc(dag->nr), *hidden = mem_alloc(dag->nr);
	owned(range_release) struct range range = { 0 };
	uint32_t tips[3], others[3], nr_tips = 1 + random_below(seed, 3), nr_others = random_below(seed, 4), i, at;

	for (i = 0; i < nr_tips; i++) {
		at = dag->nr - 1 - random_below(seed, near);
		wanted[at] = true;
		tips[i] = find(commits, &dag->ids[at]);
	}
	for (i = 0; i < nr_others; i++) {
		at = dag->nr - 1 - random_below(seed, near);
		hidden[at] = true;
		others[i] = find(commits, &dag->ids[at]);
	}
	mark_reached(wanted, dag);
	mark_reached(hidden, dag);
	succeeds(commits_range(&range, commits, tips, nr_tips, others, nr_others, err));
	check_range(dag, commits, &range, wanted, hidden);
}

/* Commits anywhere, in any order, asked of one painting of what one of the newest reaches. */
static void try_painting(const struct dag *dag, struct commits *commits, uint32_t near, uint64_t *seed)
{
	owned(free_bools) bool *reached = mem_alloc(dag->nr);
	owned(painting_freep) struct painting *painting = NULL;
	uint32_t at = dag->nr - 1 - random_below(seed, near), i;
	bool has;

	reached[at] = true;
	mark_reached(reached, dag);
	painting = painting_new(commits, find(commits, &dag->ids[at]));
	for (i = 0; i < 10; i++) {
		at = dag->nr - 1 - random_below(seed, near);
		succeeds(painting_has_likely(&has, painting, find(commits, &dag->ids[at]), err));
		ck_assert(!has || reached[at]);
		succeeds(painting_has(&has, painting, find(commits, &dag->ids[at]), err));
		ck_assert_msg(has == reached[at], "commit %u", at);
	}
}

START_TEST(a_range_is_exact_in_any_short_history_whatever_its_dates)
{
	static const uint32_t skews[] = { 1, 3 * DAY, YEAR, 20U * YEAR };
	owned(fixture_release) struct fixture f = { 0 };
	uint64_t seed = 1;
	uint32_t i;

	fixture_make(&f);
	keep_objects_in_memory(&f);
	for (i = 0; i < 300; i++) {
		owned(dag_release) struct dag dag = { 0 };
		owned(commits_freep) struct commits *commits = NULL;

		make_dag(&dag, &f, 60, 4 + i % 12, skews[i % nr_of(skews)], i);
		commits = open_table(&f);
		try_range(&dag, commits, 60, &seed);
		try_range(&dag, commits, 20, &seed);
		try_painting(&dag, commits, 60, &seed);
	}
}
END_TEST

START_TEST(a_range_is_exact_in_a_long_history_with_clocks_that_are_wrong)
{
	static const uint32_t skews[] = { 1, 30 * DAY, 90 * DAY, 3U * YEAR, 60U * YEAR };
	owned(fixture_release) struct fixture f = { 0 };
	owned(dag_release) struct dag dag = { 0 };
	uint64_t seed = (uint64_t)_i;
	int i;

	fixture_make(&f);
	keep_objects_in_memory(&f);
	make_dag(&dag, &f, 4000, 30, skews[_i], 7);
	for (i = 0; i < 20; i++) {
		owned(commits_freep) struct commits *commits = open_table(&f);

		try_range(&dag, commits, 200, &seed);
		try_painting(&dag, commits, 200, &seed);
	}
}
END_TEST


/*
 * A line of commits a day apart, all hidden; beside it one that would be listed (day 400), but for a hidden commit on it
 * whose clock was late. The walk has passed more than a thousand commits by then. late_before: what another clock was late, seen first.
 */
static size_t nr_behind(int late, int late_before)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };
	git_oid tree, at[2], id = { 0 }, beside, tip;
	int day;

	fixture_make(&f);
	keep_objects_in_memory(&f);
	tree = empty_tree(&f);
	for (day = 0; day < 2000; day++) {
		int64_t date = START + (int64_t)(day - (day == 1900 ? late_before : 0)) * DAY;

		id = write_commit(&f, &tree, &id, day > 0, date, "line");
		if (day == 400)
			beside = write_commit(&f, &tree, &id, 1, date + 1, "beside");
	}
	tip = write_commit(&f, &tree, &beside, 1, START + INT64_C(2000) * DAY, "tip");
	at[0] = id;
	at[1] = write_commit(&f, &tree, &beside, 1, START + (int64_t)(400 - late) * DAY, "late");
	id = write_commit(&f, &tree, at, 2, START + INT64_C(2000) * DAY, "merge");
	commits = open_table(&f);
	range_of(&range, commits, &tip, &id);
	return range.nr;
}

START_TEST(a_clock_that_was_late_by_a_season_does_not_matter)
{
	ck_assert_uint_eq(nr_behind(0, 0), 1);
	ck_assert_uint_eq(nr_behind(85, 0), 1);
	ck_assert_uint_eq(nr_behind(170, 90), 1);
}
END_TEST

START_TEST(a_range_of_a_long_history_reads_its_end_only)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(dag_release) struct dag dag = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	uint64_t seed = 3;

	fixture_make(&f);
	keep_objects_in_memory(&f);
	make_dag(&dag, &f, 4000, 5, 30 * DAY, 7);
	commits = open_table(&f);
	try_range(&dag, commits, 50, &seed);
	ck_assert_uint_lt(commits->nr, 1500);
	ck_assert_uint_eq(commits_known(commits, &dag.ids[2000]), NO_COMMIT);
}
END_TEST

START_TEST(a_history_is_painted_no_further_than_was_asked)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(dag_release) struct dag dag = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	uint64_t seed = 3;

	fixture_make(&f);
	keep_objects_in_memory(&f);
	make_dag(&dag, &f, 4000, 5, 30 * DAY, 7);
	commits = open_table(&f);
	try_painting(&dag, commits, 50, &seed);
	ck_assert_uint_lt(commits->nr, 1500);
}
END_TEST

START_TEST(nothing_is_painted_from_no_commit)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(painting_freep) struct painting *painting = NULL;
	git_oid id;
	bool has;

	fixture_make(&f);
	id = fixture_commit(&f, "one", "a.c", "1\n", NULL);
	commits = open_table(&f);
	painting = painting_new(commits, NO_COMMIT);
	succeeds(painting_has(&has, painting, find(commits, &id), err));
	ck_assert(!has);
}
END_TEST

/* Refs at the commits of a history that nothing below 'nr' has as a parent: git's graph is of what refs reach. */
static void point_at_ends(const struct fixture *f, const struct dag *dag, uint32_t nr, const char *prefix)
{
	owned(free_bools) bool *has_child = mem_alloc(dag->nr);
	uint32_t i, j;

	for (i = 0; i < nr; i++)
		for (j = 0; j < dag->nr_parents[i]; j++)
			has_child[dag->parents[i][j]] = true;
	for (i = 0; i < nr; i++) {
		owned(text_release) struct text name = { 0 };

		text_addf(&name, "refs/heads/%s-%u", prefix, i);
		if (!has_child[i])
			point_at(f, text_str(&name), &dag->ids[i]);
	}
}

#define NR_GRAPH_DAGS 12

/* A graph of all of a history, of half of it, of nothing of it. */
START_TEST(a_range_is_the_same_with_a_commit_graph)
{
	static const uint32_t skews[] = { 1, 3 * DAY, YEAR, 20U * YEAR };
	owned(fixture_release) struct fixture f = { 0 };
	struct dag dags[NR_GRAPH_DAGS] = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	uint64_t seed = 5;
	uint32_t i, j;

	fixture_make(&f);
	for (i = 0; i < NR_GRAPH_DAGS; i++) {
		owned(text_release) struct text name = { 0 };

		make_dag(&dags[i], &f, 60, 4 + i, skews[i % nr_of(skews)], i);
		text_addf(&name, "h%u", i);
		point_at_ends(&f, &dags[i], i % 3 * 30, text_str(&name));
	}
	write_graph(&f);
	commits = open_table(&f);
	ck_assert_ptr_nonnull(commits->graph);
	for (i = 0; i < NR_GRAPH_DAGS; i++)
		for (j = 0; j < 25; j++) {
			try_range(&dags[i], commits, 60, &seed);
			try_painting(&dags[i], commits, 60, &seed);
		}
	ck_assert_ptr_nonnull(commits->graph);
	for (i = 0; i < NR_GRAPH_DAGS; i++)
		dag_release(&dags[i]);
}
END_TEST

START_TEST(the_order_of_a_range_is_the_same_with_a_commit_graph)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(dag_release) struct dag dag = { 0 };
	owned(commits_freep) struct commits *plain = NULL;
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range a = { 0 };
	owned(range_release) struct range b = { 0 };
	size_t i;

	fixture_make(&f);
	make_dag(&dag, &f, 100, 20, 1, 1);
	plain = open_table(&f);
	point_at_ends(&f, &dag, 100, "x");
	write_graph(&f);
	commits = open_table(&f);
	ck_assert(commits->graph && !plain->graph);
	range_of(&a, plain, &dag.ids[99], NULL);
	range_of(&b, commits, &dag.ids[99], NULL);
	ck_assert_uint_eq(a.nr, b.nr);
	for (i = 0; i < a.nr; i++)
		ck_assert(is(plain, a.v[i], &commits_facts(commits, b.v[i])->id));
}
END_TEST

/*
 * A long line, and a young history that was merged into it and then goes on: by its levels it is as old as the line's
 * first commits, and the line would be walked down to there.
 */
START_TEST(a_young_history_that_was_merged_does_not_make_the_walk_long)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };
	git_oid tree, at[2], side, hidden;
	int day;

	fixture_make(&f);
	tree = empty_tree(&f);
	side = write_commit(&f, &tree, NULL, 0, START + INT64_C(185) * DAY, "side");
	for (day = 0; day < 200; day++) {
		at[1] = side;
		at[0] = write_commit(&f, &tree, at, day == 190 || day == 199 ? 2 : day > 0,
				     START + (int64_t)day * DAY, "line");
		if (day == 189 || day == 197)
			side = write_commit(&f, &tree, &side, 1, START + (int64_t)day * DAY, "side");
		if (day == 195)
			hidden = at[0];
	}
	point_at(&f, "refs/heads/x", &at[0]);
	write_graph(&f);
	commits = open_table(&f);
	range_of(&range, commits, &at[0], &hidden);
	ck_assert_uint_eq(range.nr, 5);
	ck_assert_uint_lt(commits->nr, 20);
}
END_TEST

/* ---- the commit-graph, believed and not ---- */

/* Five commits in a line, each with a tree of its own, and git's graph of them. */
struct line {
	git_oid ids[5];
};

static void make_line(struct line *line, struct fixture *f)
{
	static const char *const contents[] = { "0\n", "1\n", "2\n", "3\n", "4\n" };
	int i;

	fixture_make(f);
	for (i = 0; i < 5; i++)
		line->ids[i] = fixture_commit(f, "x", "a.c", contents[i], "b/c.c", i < 2 ? "old\n" : "new\n", NULL);
	write_graph(f);
}

/* Whether facts come from a graph: a commit that has lost its object is known all the same. */
static bool uses_graph(const struct fixture *f, const struct line *line)
{
	owned(commits_freep) struct commits *commits = NULL;
	uint32_t tip, parent;

	remove_object(f, &line->ids[3]);
	commits = open_table(f);
	tip = find(commits, &line->ids[4]);
	return commits_parent(&parent, commits, tip, 0, NULL) == 0;
}

START_TEST(facts_come_from_the_commit_graph)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };
	owned(git_commit_freep) git_commit *object = NULL;
	struct line line;
	uint32_t commit;

	make_line(&line, &f);
	ck_assert_int_eq(git_commit_lookup(&object, f.repo, &line.ids[1]), 0);
	ck_assert(uses_graph(&f, &line));
	commits = open_table(&f);
	range_of(&range, commits, &line.ids[4], &line.ids[0]);
	ck_assert_uint_eq(range.nr, 4);
	commit = commits_known(commits, &line.ids[1]);
	ck_assert(git_oid_equal(&commits_facts(commits, commit)->tree, git_commit_tree_id(object)));
	ck_assert_int_eq(commits_facts(commits, commit)->date, git_commit_time(object));
}
END_TEST

START_TEST(the_graph_of_a_repository_that_was_borrowed_from_is_used)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(git_repository_freep) git_repository *clone = NULL;
	owned(free_string_p) char *path = NULL;
	owned(text_release) struct text name = { 0 };
	owned(text_release) struct text alternates = { 0 };
	struct line line;
	uint32_t tip, parent;

	make_line(&line, &f);
	path = fixture_path(&f, "clone.git");
	ck_assert_int_eq(git_repository_init(&clone, path, 1), 0);
	git_repository_free(clone);
	text_addf(&name, "%s/objects/info/alternates", path);
	text_addf(&alternates, "# borrowed\n\n%s%s/.git/objects\n", _i ? "" : "../../repo/.git/objects/no\n",
		  _i ? "../../repo" : f.path);
	succeeds(file_write(text_str(&name), alternates.data, alternates.len, err));
	clone = NULL;
	ck_assert_int_eq(git_repository_open(&clone, path), 0);
	remove_object(&f, &line.ids[3]);
	succeeds(commits_open(&commits, clone, err));
	tip = find(commits, &line.ids[4]);
	succeeds(commits_parent(&parent, commits, tip, 0, err));
}
END_TEST

START_TEST(a_graph_is_not_used_where_parents_may_be_others)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(text_release) struct text content = { 0 };
	struct line line;

	make_line(&line, &f);
	text_addf(&content, "%s\n", fixture_hex(&line.ids[0]));
	if (_i == 0)
		write_in_repository(&f, "shallow", text_str(&content));
	else if (_i == 1)
		write_in_repository(&f, "info/grafts", text_str(&content));
	else
		point_at(&f, "refs/replace/" ABSENT, &line.ids[0]);
	ck_assert(!uses_graph(&f, &line));
}
END_TEST

START_TEST(an_empty_shallow_or_grafts_file_keeps_the_graph)
{
	owned(fixture_release) struct fixture f = { 0 };
	struct line line;

	make_line(&line, &f);
	write_in_repository(&f, "shallow", "");
	write_in_repository(&f, "info/grafts", "");
	ck_assert(uses_graph(&f, &line));
}
END_TEST

START_TEST(a_file_that_is_no_graph_is_as_good_as_none)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };
	struct line line;

	make_line(&line, &f);
	write_in_repository(&f, "objects/info/commit-graph", "no graph");
	commits = open_table(&f);
	range_of(&range, commits, &line.ids[4], NULL);
	ck_assert_uint_eq(range.nr, 5);
}
END_TEST

START_TEST(the_graph_of_another_repository_does_no_harm)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(fixture_release) struct fixture other = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };
	owned(text_release) struct text from = { 0 };
	owned(text_release) struct text graph = { 0 };
	owned(text_release) struct text to = { 0 };
	struct line line;
	git_oid first, second;

	make_line(&line, &other);
	fixture_make(&f);
	first = fixture_commit(&f, "first", "x.c", "1\n", NULL);
	second = fixture_commit(&f, "second", "x.c", "2\n", NULL);
	text_addf(&from, "%s/.git/objects/info/commit-graph", other.path);
	text_addf(&to, "%s/.git/objects/info/commit-graph", f.path);
	succeeds(file_read(&graph, text_str(&from), err));
	succeeds(file_write(text_str(&to), graph.data, graph.len, err));
	commits = open_table(&f);
	range_of(&range, commits, &second, NULL);
	ck_assert_uint_eq(range.nr, 2);
	ck_assert(is(commits, range.v[1], &first));
	ck_assert_uint_eq(commits_known(commits, &line.ids[4]), NO_COMMIT);
}
END_TEST

/* Bytes of a row: tree, first parent, date. */
static const size_t row_bytes[] = { 3, 23, 35 };

START_TEST(a_graph_that_has_a_named_commit_otherwise_is_dropped)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };
	owned(git_commit_freep) git_commit *object = NULL;
	struct line line;
	uint32_t commit, parent;

	make_line(&line, &f);
	damage_row(&f, &line.ids[2], row_bytes[_i], 77);
	commits = open_table(&f);
	find(commits, &line.ids[4]);
	find(commits, &line.ids[0]);
	commit = find(commits, &line.ids[2]);
	ck_assert_ptr_null(commits->graph);
	ck_assert_int_eq(git_commit_lookup(&object, f.repo, &line.ids[2]), 0);
	ck_assert(git_oid_equal(&commits_facts(commits, commit)->tree, git_commit_tree_id(object)));
	ck_assert_int_eq(commits_facts(commits, commit)->date, git_commit_time(object));
	succeeds(commits_parent(&parent, commits, commit, 0, err));
	ck_assert(is(commits, parent, &line.ids[1]));
	range_of(&range, commits, &line.ids[4], &line.ids[0]);
	ck_assert_uint_eq(range.nr, 4);
}
END_TEST

START_TEST(a_graph_that_is_found_wrong_about_what_was_told_is_an_error)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };
	owned(text_release) struct text expected = { 0 };
	struct line line;
	uint32_t commit;

	make_line(&line, &f);
	write_graph_of(&f, "commitGraph.generationVersion=1"); /* a corrected date would be found wrong earlier */
	damage_row(&f, &line.ids[2], row_bytes[_i ? 2 : 0], 77);
	commits = open_table(&f);
	range_of(&range, commits, &line.ids[4], NULL);
	text_addf(&expected,
		  "the commit-graph of the repository '%s/' is wrong about the commit %s "
		  "(git commit-graph write --reachable makes a new one)",
		  f.path, fixture_hex(&line.ids[2]));
	fails_with(commits_find(&commit, commits, &line.ids[2], err), text_str(&expected));
}
END_TEST

static uint32_t position_of(const struct fixture *f, const git_oid *commit)
{
	owned(commits_freep) struct commits *commits = open_table(f);
	uint32_t position = 0;

	ck_assert(commit_graph_find(&position, commits->graph, commit));
	return position;
}

/* Changes the first byte of how much later a commit's corrected date is than its date. */
static void damage_correction(const struct fixture *f, const git_oid *commit, char value)
{
	owned(text_release) struct text graph = { 0 };
	owned(text_release) struct text path = { 0 };
	const uint32_t position = position_of(f, commit);
	const char *row;
	uint32_t start;

	text_addf(&path, "%s/.git/objects/info/commit-graph", f->path);
	succeeds(file_read(&graph, text_str(&path), err));
	row = memmem(graph.data, graph.len, "GDA2", 4);
	ck_assert_ptr_nonnull(row);
	memcpy(&start, row + 8, sizeof(start));
	graph.data[be32toh(start) + 4 * position] = value;
	succeeds(file_write(text_str(&path), graph.data, graph.len, err));
}

enum graph_damage { NO_SUCH_POSITION, HIGH_LEVEL, LOW_LEVEL, LATE_CORRECTION, LOST_CORRECTION, NR_DAMAGES };

static void damage_graph(const struct fixture *f, const git_oid *commit, enum graph_damage damage)
{
	if (damage == HIGH_LEVEL || damage == LOW_LEVEL)
		write_graph_of(f, "commitGraph.generationVersion=1");
	if (damage == NO_SUCH_POSITION)
		damage_row(f, commit, 20, 0x10);
	else if (damage == HIGH_LEVEL)
		damage_row(f, commit, 28, 0x7f);
	else if (damage == LOW_LEVEL)
		damage_row(f, commit, 31, 0x7c);
	else
		damage_correction(f, commit, damage == LATE_CORRECTION ? 0x7f : (char)0xff);
}

/* No such position; a level or a corrected date above its child's; a correction that is not where it says. */
START_TEST(a_graph_that_cannot_be_right_is_dropped_in_the_middle_of_a_range)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range before = { 0 };
	owned(range_release) struct range range = { 0 };
	struct line line;
	int i;

	make_line(&line, &f);
	damage_graph(&f, &line.ids[1], _i);
	commits = open_table(&f);
	range_of(&before, commits, &line.ids[4], &line.ids[3]);
	ck_assert_uint_eq(before.nr, 1);
	range_of(&range, commits, &line.ids[4], NULL);
	ck_assert_ptr_null(commits->graph);
	ck_assert_uint_eq(range.nr, 5);
	for (i = 0; i < 5; i++)
		ck_assert(is(commits, range.v[i], &line.ids[4 - i]));
	ck_assert_uint_eq(before.v[0], range.v[0]);
}
END_TEST

/* Old graphs have no generations, and then nothing keeps them from going in a circle. */
START_TEST(a_graph_in_a_circle_is_found_wrong)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(error_release) struct error error = { 0 };
	struct line line;
	struct range range;
	uint32_t tip, position;
	int i;

	make_line(&line, &f);
	write_graph_of(&f, "commitGraph.generationVersion=1");
	commits = open_table(&f);
	ck_assert(commit_graph_find(&position, commits->graph, &line.ids[2]));
	commits_free(take(commits));
	for (i = 0; i < 5; i++) /* generations are the upper 30 bits of 8 bytes */
		damage_row(&f, &line.ids[i], 31, 0);
	damage_row(&f, &line.ids[0], 20, 0);
	damage_row(&f, &line.ids[0], 21, 0);
	damage_row(&f, &line.ids[0], 22, 0);
	damage_row(&f, &line.ids[0], 23, (char)position);
	commits = open_table(&f);
	tip = find(commits, &line.ids[4]);
	ck_assert_int_eq(commits_range(&range, commits, &tip, 1, NULL, 0, &error), -1);
	says(&error, "is wrong about the commit");
	says(&error, fixture_hex(&line.ids[0]));
}
END_TEST

START_TEST(a_painting_goes_on_where_its_graph_is_dropped)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(painting_freep) struct painting *painting = NULL;
	struct line line;
	uint32_t first;
	bool has;

	make_line(&line, &f);
	damage_graph(&f, &line.ids[1], NO_SUCH_POSITION);
	commits = open_table(&f);
	first = find(commits, &line.ids[0]);
	painting = painting_new(commits, find(commits, &line.ids[4]));
	succeeds(painting_has(&has, painting, first, err));
	ck_assert_ptr_null(commits->graph);
	ck_assert(has);
}
END_TEST

/* ---- paths ---- */

static uint16_t mode_of(struct commits *commits, const git_oid *id, const char *path, git_oid *blob)
{
	struct path_entry entry = { .mode = 1 };

	succeeds(commits_entry(&entry, commits, find(commits, id), commits_path(commits, path), err));
	*blob = entry.id;
	return entry.mode;
}

START_TEST(a_path_has_what_its_commit_has)
{
	static const struct { const char *path; uint16_t mode; const char *content; } cases[] = {
		{ "a.c", 0100644, "a\n" }, { "fs/nfsd/x.c", 0100644, "x\n" }, { "fs/nfsd/y.c", 0100644, "y\n" },
		{ "fs/nfsd", 040000, NULL }, { "fs", 040000, NULL },
		{ "fs/nfsd/z.c", 0, NULL }, { "fs/x.c", 0, NULL }, { "nfsd/x.c", 0, NULL }, { "a.c/b", 0, NULL },
		{ "fs/nfsd/x", 0, NULL }, { "fs/nfsd/x.cc", 0, NULL }, { "", 0, NULL }, { "/a.c", 0, NULL },
		{ "fs//nfsd/x.c", 0, NULL }, { "fs/", 0, NULL }, { "a.c/", 0, NULL }, { "..", 0, NULL },
	};
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	git_oid id, blob, expected;
	size_t round, i;

	fixture_make(&f);
	id = fixture_commit(&f, "x", "a.c", "a\n", "fs/nfsd/x.c", "x\n", "fs/nfsd/y.c", "y\n", NULL);
	commits = open_table(&f);
	for (round = 0; round < 2; round++)
		for (i = 0; i < nr_of(cases); i++) {
			ck_assert_msg(mode_of(commits, &id, cases[i].path, &blob) == cases[i].mode, "%s", cases[i].path);
			if (cases[i].content)
				git_odb_hash(&expected, cases[i].content, 2, GIT_OBJECT_BLOB);
			ck_assert(!cases[i].content || git_oid_equal(&blob, &expected));
			ck_assert(git_oid_is_zero(&blob) == !cases[i].mode);
		}
}
END_TEST

START_TEST(the_same_path_is_the_same_pointer)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	const struct commits_path *path, *folder;
	char name[16];
	int i;

	fixture_make(&f);
	commits = open_table(&f);
	path = commits_path(commits, "fs/nfsd/x.c");
	folder = commits_path(commits, "fs/nfsd");
	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "fs/%d", i * 37 % 100);
		ck_assert_str_eq(commits_path_name(commits_path(commits, name)), name);
	}
	ck_assert_ptr_eq(commits_path(commits, "fs/nfsd/x.c"), path);
	ck_assert_ptr_eq(commits_path(commits, "fs/nfsd"), folder);
	ck_assert_ptr_ne(path, folder);
	ck_assert_str_eq(commits_path_name(path), "fs/nfsd/x.c");
}
END_TEST

/* A tree with one entry, whose id is of 20 bytes 'i'. */
static git_oid tree_of(const struct fixture *f, const char *mode_and_name)
{
	owned(text_release) struct text tree = { 0 };

	text_add(&tree, mode_and_name, strlen(mode_and_name) + 1);
	text_adds(&tree, "iiiiiiiiiiiiiiiiiiii");
	return write_object(f, GIT_OBJECT_TREE, tree.data, tree.len);
}

START_TEST(a_mode_is_of_one_of_five_kinds)
{
	static const struct { const char *entry; uint16_t mode; } cases[] = {
		{ "100644 a", 0100644 }, { "100664 a", 0100644 }, { "100755 a", 0100755 }, { "100775 a", 0100755 },
		{ "120000 a", 0120000 }, { "160000 a", 0160000 }, { "40000 a", 040000 }, { "040000 a", 040000 },
	};
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	git_oid tree, id, blob;

	fixture_make(&f);
	tree = tree_of(&f, cases[_i].entry);
	id = write_commit(&f, &tree, NULL, 0, START, "x");
	commits = open_table(&f);
	ck_assert_uint_eq(mode_of(commits, &id, "a", &blob), cases[_i].mode);
	ck_assert(!memcmp(blob.id, "iiiiiiiiiiiiiiiiiiii", GIT_OID_RAWSZ));
}
END_TEST

START_TEST(a_malformed_folder_is_an_error)
{
	static const struct { const char *bytes; size_t len; } trees[] = {
		{ "x", 1 },
		{ "100644 a", 8 },
		{ "100644 a\0", 9 },
		{ "100644 a\0iiiiiiiiiiiiiiiiiii", 28 },
		{ "100644\0iiiiiiiiiiiiiiiiiiii", 27 },
		{ "800644 a\0iiiiiiiiiiiiiiiiiiii", 29 },
		{ "200000 a\0iiiiiiiiiiiiiiiiiiii", 29 },
		{ "7777777777777777777777777 a\0iiiiiiiiiiiiiiiiiiii", 48 },
		{ "\0iiiiiiiiiiiiiiiiiiii", 21 },
		{ "100644 a\0iiiiiiiiiiiiiiiiiiiix", 30 },
	};
#define NR_TREES 10
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(text_release) struct text expected = { 0 };
	struct path_entry entry;
	git_oid tree, id;

	ck_assert_uint_eq(nr_of(trees), NR_TREES);
	fixture_make(&f);
	tree = write_object(&f, GIT_OBJECT_TREE, trees[_i].bytes, trees[_i].len);
	id = write_commit(&f, &tree, NULL, 0, START, "x");
	commits = open_table(&f);
	text_addf(&expected, "the folder %s of 'a/b.c' is malformed", fixture_hex(&tree));
	fails_with(commits_entry(&entry, commits, find(commits, &id), commits_path(commits, "a/b.c"), err),
		   text_str(&expected));
}
END_TEST

START_TEST(a_folder_that_is_missing_or_no_folder_is_an_error)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(text_release) struct text expected = { 0 };
	struct path_entry entry;
	git_oid tree, absent, id, blob;

	fixture_make(&f);
	tree = tree_of(&f, "40000 a");
	id = write_commit(&f, &tree, NULL, 0, START, "x");
	commits = open_table(&f);
	git_oid_fromraw(&absent, (const unsigned char *)"iiiiiiiiiiiiiiiiiiii");
	text_addf(&expected, "the folder %s of 'a/b.c' is missing from the repository '%s/'", fixture_hex(&absent), f.path);
	fails_with(commits_entry(&entry, commits, find(commits, &id), commits_path(commits, "a/b.c"), err),
		   text_str(&expected));
	blob = write_text(&f, GIT_OBJECT_BLOB, "blob\n");
	id = write_commit(&f, &blob, NULL, 0, START, "x");
	text_clear(&expected);
	text_addf(&expected, "the object %s of 'a/b.c' is not a folder", fixture_hex(&blob));
	fails_with(commits_entry(&entry, commits, find(commits, &id), commits_path(commits, "a/b.c"), err),
		   text_str(&expected));
}
END_TEST

/* ---- what touches a path ---- */

/* Messages of the commits that touch one of the paths (NULL-terminated) in all that tip reaches, each followed by a blank. */
static void touching(struct text *found, struct commits *commits, const git_oid *tip, const char *const *names)
{
	owned(range_release) struct range range = { 0 };
	owned(commit_list_release) struct commit_list list = { 0 };
	const struct commits_path *paths[8];
	size_t nr = 0, i;

	for (; names[nr]; nr++)
		paths[nr] = commits_path(commits, names[nr]);
	range_of(&range, commits, tip, NULL);
	succeeds(commits_touching(&list, commits, &range, paths, nr, err));
	for (i = 0; i < list.nr; i++) {
		succeeds(commits_message(found, commits, list.v[i], err));
		text_addc(found, ' ');
	}
}

static void check_touching(struct commits *commits, const git_oid *tip, const char *expected, const char *one,
			   const char *two)
{
	owned(text_release) struct text found = { 0 };

	touching(&found, commits, tip, (const char *const[]){ one, two, NULL });
	ck_assert_msg(!strcmp(text_str(&found), expected), "%s: %s, not %s", one, text_str(&found), expected);
}

/* With _i 1 there is a graph with Bloom filters. */
START_TEST(a_path_is_touched_by_what_changes_it)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	git_oid tip;
	int round;

	fixture_make(&f);
	fixture_commit(&f, "root", "a.c", "1\n", "fs/b.c", "1\n", NULL);
	fixture_commit(&f, "a", "a.c", "2\n", NULL);
	fixture_commit(&f, "b", "fs/b.c", "2\n", "fs/new.c", "1\n", NULL);
	fixture_commit(&f, "gone", "a.c", NULL, NULL);
	fixture_commit(&f, "again", "a.c", "2\n", NULL);
	tip = fixture_commit(&f, "nothing", NULL);
	if (_i)
		write_graph(&f);
	commits = open_table(&f);
	ck_assert_int_eq(commits->graph != NULL, _i);
	for (round = 0; round < 2; round++) {
		check_touching(commits, &tip, "again gone a root ", "a.c", NULL);
		check_touching(commits, &tip, "b root ", "fs/b.c", NULL);
		check_touching(commits, &tip, "b ", "fs/new.c", NULL);
		check_touching(commits, &tip, "b root ", "fs", NULL);
		check_touching(commits, &tip, "again gone b a root ", "a.c", "fs/b.c");
		check_touching(commits, &tip, "", "fs/never.c", NULL);
		check_touching(commits, &tip, "", NULL, NULL);
	}
}
END_TEST

static bool touches(struct commits *commits, const git_oid *tip, const char *path)
{
	const struct commits_path *paths[] = { commits_path(commits, path) };
	owned(range_release) struct range range = { 0 };
	owned(commit_list_release) struct commit_list list = { 0 };

	range_of(&range, commits, tip, NULL);
	succeeds(commits_touching(&list, commits, &range, paths, 1, err));
	return list.nr && is(commits, list.v[0], tip);
}

/* With _i 1 there is a graph with Bloom filters, which know a merge's first parent only. */
START_TEST(a_merge_touches_what_differs_from_each_of_its_parents)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	git_oid tree, parents[3], trees[4], each, neither, own, octopus, own_octopus;
	int i;

	fixture_make(&f);
	parents[2] = fixture_commit(&f, "root", "a.c", "1\n", "b.c", "1\n", NULL);
	fixture_branch(&f, "left", &parents[2]);
	parents[0] = fixture_commit(&f, "left", "a.c", "2\n", NULL);
	fixture_branch(&f, "right", &parents[2]);
	parents[1] = fixture_commit(&f, "right", "b.c", "2\n", NULL);
	fixture_branch(&f, "both", &parents[2]);
	trees[3] = fixture_commit(&f, "both", "a.c", "2\n", "b.c", "2\n", NULL);
	commits = open_table(&f);
	for (i = 0; i < 4; i++) {
		git_oid id = i < 3 ? parents[i] : trees[3];

		trees[i] = commits_facts(commits, find(commits, &id))->tree;
	}
	tree = empty_tree(&f);
	each = write_commit(&f, &trees[3], parents, 2, START + DAY, "each side's file");
	neither = write_commit(&f, &trees[2], parents, 2, START + DAY, "each side's old file");
	own = write_commit(&f, &tree, parents, 2, START + DAY, "neither's file");
	octopus = write_commit(&f, &trees[0], parents, 3, START + DAY, "the left file");
	own_octopus = write_commit(&f, &tree, parents, 3, START + DAY, "no side's file");
	point_at(&f, "refs/heads/each", &each);
	point_at(&f, "refs/heads/own", &own);
	point_at(&f, "refs/heads/octopus", &own_octopus);
	if (_i)
		write_graph(&f);
	commits_free(take(commits));
	commits = open_table(&f);
	ck_assert(!touches(commits, &each, "a.c") && !touches(commits, &each, "b.c"));
	ck_assert(!touches(commits, &neither, "a.c") && !touches(commits, &neither, "b.c"));
	ck_assert(touches(commits, &own, "a.c") && touches(commits, &own, "b.c"));
	ck_assert(!touches(commits, &octopus, "a.c") && touches(commits, &own_octopus, "a.c"));
}
END_TEST

START_TEST(a_mode_that_changes_touches_its_path)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	git_oid tree, id;

	fixture_make(&f);
	tree = tree_of(&f, "100644 a");
	id = write_commit(&f, &tree, NULL, 0, START, "file ");
	id = write_commit(&f, &tree, &id, 1, START, "same ");
	tree = tree_of(&f, "100755 a");
	id = write_commit(&f, &tree, &id, 1, START, "can be run ");
	commits = open_table(&f);
	check_touching(commits, &id, "can be run  file  ", "a", NULL);
}
END_TEST

START_TEST(a_bloom_filter_rules_out_what_a_commit_leaves)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(commits_freep) struct commits *plain = NULL;
	git_oid root, tip;

	fixture_make(&f);
	root = fixture_commit(&f, "root", "a.c", "1\n", "fs/nfsd/b.c", "1\n", NULL);
	tip = fixture_commit(&f, "tip", "fs/nfsd/b.c", "2\n", NULL);
	plain = open_table(&f);
	write_graph(&f);
	commits = open_table(&f);
	ck_assert(!commits_may_change(commits, find(commits, &tip), commits_path(commits, "a.c")));
	ck_assert(!commits_may_change(commits, find(commits, &tip), commits_path(commits, "fs/nfsd/c.c")));
	ck_assert(commits_may_change(commits, find(commits, &tip), commits_path(commits, "fs/nfsd/b.c")));
	ck_assert(commits_may_change(commits, find(commits, &tip), commits_path(commits, "fs/nfsd")));
	ck_assert(commits_may_change(commits, find(commits, &root), commits_path(commits, "a.c")));
	ck_assert(!commits_may_change(commits, find(commits, &root), commits_path(commits, "b.c")));
	ck_assert(commits_may_change(plain, find(plain, &tip), commits_path(plain, "a.c")));
}
END_TEST

START_TEST(where_a_shallow_clone_ends_all_that_is_there_is_brought)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(text_release) struct text shallow = { 0 };
	git_oid first, second, tip;

	fixture_make(&f);
	first = fixture_commit(&f, "first", "a.c", "1\n", NULL);
	second = fixture_commit(&f, "second", "b.c", "1\n", NULL);
	tip = fixture_commit(&f, "tip", "b.c", "2\n", NULL);
	text_addf(&shallow, "%s\n", fixture_hex(&second));
	write_in_repository(&f, "shallow", text_str(&shallow));
	remove_object(&f, &first);
	commits = open_table(&f);
	check_touching(commits, &tip, "second ", "a.c", NULL);
	check_touching(commits, &tip, "tip second ", "b.c", NULL);
}
END_TEST

START_TEST(a_folder_that_is_missing_is_an_error_when_touching_is_asked)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };
	owned(error_release) struct error error = { 0 };
	const struct commits_path *path;
	struct commit_list list = { 0 };
	git_oid tip;

	fixture_make(&f);
	fixture_commit(&f, "first", "fs/a.c", "1\n", NULL);
	tip = fixture_commit(&f, "tip", "fs/a.c", "2\n", NULL);
	commits = open_table(&f);
	remove_object(&f, &commits_facts(commits, find(commits, &tip))->tree);
	range_of(&range, commits, &tip, NULL);
	path = commits_path(commits, "fs/a.c");
	ck_assert_int_eq(commits_touching(&list, commits, &range, &path, 1, &error), -1);
	says(&error, "of 'fs/a.c' is missing from the repository");
	ck_assert_ptr_null(list.v);
}
END_TEST

/* As if a million answers were kept. */
START_TEST(answers_that_were_forgotten_are_found_again)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	git_oid first, tip, before, after;

	fixture_make(&f);
	first = fixture_commit(&f, "first", "fs/a.c", "1\n", "b.c", "1\n", NULL);
	tip = fixture_commit(&f, "tip", "fs/a.c", "2\n", NULL);
	commits = open_table(&f);
	ck_assert_uint_eq(mode_of(commits, &first, "fs/a.c", &before), 0100644);
	commits->paths.nr_answers = 1u << 20;
	ck_assert_uint_eq(mode_of(commits, &tip, "fs/a.c", &after), 0100644);
	ck_assert_uint_lt(commits->paths.nr_answers, 10);
	ck_assert(!git_oid_equal(&before, &after));
	ck_assert_uint_eq(mode_of(commits, &first, "fs/a.c", &after), 0100644);
	ck_assert(git_oid_equal(&before, &after));
	commits->paths.nr_answers = 1u << 20;
	check_touching(commits, &tip, "tip first ", "fs/a.c", NULL);
	check_touching(commits, &tip, "first ", "b.c", NULL);
}
END_TEST

/* Many folders and names, so that tables grow. */
START_TEST(many_paths_and_versions_are_told_apart)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	git_oid ids[120], expected, blob;
	char path[32], content[32];
	int i, j;

	fixture_make(&f);
	for (i = 0; i < 120; i++) {
		snprintf(path, sizeof(path), "d%d/f%d.c", i % 40, i % 3);
		snprintf(content, sizeof(content), "%d\n", i);
		ids[i] = fixture_commit(&f, "x", path, content, NULL);
	}
	commits = open_table(&f);
	for (j = 0; j < 120; j++)
		for (i = 0; i < 120; i += 7) {
			snprintf(path, sizeof(path), "d%d/f%d.c", i % 40, i % 3);
			snprintf(content, sizeof(content), "%d\n", i);
			git_odb_hash(&expected, content, strlen(content), GIT_OBJECT_BLOB);
			ck_assert_uint_eq(mode_of(commits, &ids[j], path, &blob), i <= j ? 0100644 : 0);
			ck_assert(i > j || git_oid_equal(&blob, &expected));
		}
}
END_TEST

/* ---- facts from the run before ---- */

/* A long history, all of which was read by one table and kept in a file. */
struct kept {
	struct fixture f;
	struct dag dag;
	char *path;
};

static void kept_release(struct kept *kept)
{
	fixture_release(&kept->f);
	dag_release(&kept->dag);
	free(kept->path);
}

static struct commits *open_cached(const struct kept *kept)
{
	struct commits *commits = open_table(&kept->f);

	commits_use_cache(commits, kept->path);
	return commits;
}

static void range_to_root(struct range *range, struct commits *commits, const struct dag *dag)
{
	uint32_t tip = find(commits, &dag->ids[dag->nr - 1]);

	succeeds(commits_range(range, commits, &tip, 1, NULL, 0, err));
}

static void keep_dag(struct kept *kept, uint32_t nr)
{
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };

	fixture_make(&kept->f);
	keep_objects_in_memory(&kept->f);
	make_dag(&kept->dag, &kept->f, nr, 30, 3 * DAY, 7);
	kept->path = fixture_path(&kept->f, "cache/facts");
	commits = open_cached(kept);
	range_to_root(&range, commits, &kept->dag);
	commits_keep(commits);
}

START_TEST(a_range_is_the_same_with_facts_from_the_run_before)
{
	owned(kept_release) struct kept kept = { 0 };
	uint64_t seed = 5;
	int i;

	keep_dag(&kept, 3000);
	ck_assert(file_exists(kept.path));
	for (i = 0; i < 30; i++) {
		owned(commits_freep) struct commits *commits = open_cached(&kept);

		ck_assert_ptr_nonnull(commits->cache);
		try_range(&kept.dag, commits, i % 2 ? 3000 : 200, &seed);
	}
}
END_TEST

/* Objects that are missing show which were asked for. */
START_TEST(what_the_cache_has_is_not_read_again)
{
	owned(kept_release) struct kept kept = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };
	uint32_t tip, i;

	keep_dag(&kept, 3000);
	commits = open_cached(&kept);
	ck_assert_ptr_nonnull(commits->cache);
	range_to_root(&range, commits, &kept.dag);
	tip = find(commits, &kept.dag.ids[2999]);
	ck_assert(commits->v[tip].is_confirmed);
	for (i = 0; i < range.nr; i++)
		ck_assert(range.v[i] == tip || !commits->v[range.v[i]].is_confirmed);
}
END_TEST

START_TEST(a_short_history_is_not_kept)
{
	owned(kept_release) struct kept kept = { 0 };

	keep_dag(&kept, 900);
	ck_assert(!file_exists(kept.path));
}
END_TEST

START_TEST(nothing_is_kept_where_no_cache_is_used)
{
	owned(kept_release) struct kept kept = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	owned(range_release) struct range range = { 0 };

	keep_dag(&kept, 3000);
	ck_assert_int_eq(remove(kept.path), 0);
	commits = open_table(&kept.f);
	range_to_root(&range, commits, &kept.dag);
	commits_keep(commits);
	ck_assert(!file_exists(kept.path));
}
END_TEST

/* The cache knows the true parents, and the clone has become shallow. */
START_TEST(a_shallow_boundary_holds_for_facts_from_the_run_before)
{
	owned(kept_release) struct kept kept = { 0 };
	owned(commits_freep) struct commits *commits = NULL;
	uint32_t child, parent;

	keep_dag(&kept, 3000);
	child = kept.dag.nr - 1;
	write_in_repository(&kept.f, "shallow", fixture_hex(&kept.dag.ids[kept.dag.parents[child][0]]));
	commits = open_cached(&kept);
	ck_assert_ptr_nonnull(commits->cache);
	succeeds(commits_parent(&parent, commits, find(commits, &kept.dag.ids[child]), 0, err));
	ck_assert_uint_eq(commits_facts(commits, parent)->nr_parents, 0);
	ck_assert(commits_facts(commits, parent)->is_boundary);
}
END_TEST

SUITE(commits)
{
	TEST(a_commit_has_its_tree_its_parents_and_its_date);
	TEST(a_commit_has_one_number_however_it_was_met);
	LOOP_TEST(a_date_is_what_stands_behind_the_mail_or_1970, NR_DATES);
	LOOP_TEST(a_malformed_commit_is_an_error_that_names_it, NR_MALFORMED);
	TEST(an_object_that_is_no_commit_is_an_error);
	TEST(a_commit_that_is_missing_is_an_error);
	LOOP_TEST(a_message_is_utf_8_where_its_encoding_is_known, NR_MESSAGES);
	TEST(a_long_message_is_recoded_to_its_end);
	TEST(a_message_keeps_its_nul_bytes_and_is_added_to_what_is_there);
	TEST(a_range_is_what_tips_reach_and_hidden_do_not);
	TEST(a_range_of_several_tips_and_hidden_has_each_commit_once);
	TEST(a_range_ends_where_a_shallow_clone_does);
	LOOP_TEST(a_shallow_file_that_is_no_list_of_ids_is_an_error, 4);
	TEST(a_history_in_a_circle_is_an_error);
	TEST(a_range_is_exact_in_any_short_history_whatever_its_dates);
	LOOP_TEST(a_range_is_exact_in_a_long_history_with_clocks_that_are_wrong, 5);
	TEST(a_clock_that_was_late_by_a_season_does_not_matter);
	TEST(a_range_of_a_long_history_reads_its_end_only);
	TEST(a_young_history_that_was_merged_does_not_make_the_walk_long);
	TEST(a_history_is_painted_no_further_than_was_asked);
	TEST(nothing_is_painted_from_no_commit);
	TEST(a_range_is_the_same_with_a_commit_graph);
	TEST(the_order_of_a_range_is_the_same_with_a_commit_graph);
	TEST(facts_come_from_the_commit_graph);
	LOOP_TEST(the_graph_of_a_repository_that_was_borrowed_from_is_used, 2);
	LOOP_TEST(a_graph_is_not_used_where_parents_may_be_others, 3);
	TEST(an_empty_shallow_or_grafts_file_keeps_the_graph);
	TEST(a_file_that_is_no_graph_is_as_good_as_none);
	TEST(the_graph_of_another_repository_does_no_harm);
	LOOP_TEST(a_graph_that_has_a_named_commit_otherwise_is_dropped, 3);
	LOOP_TEST(a_graph_that_is_found_wrong_about_what_was_told_is_an_error, 2);
	TEST(a_painting_goes_on_where_its_graph_is_dropped);
	LOOP_TEST(a_graph_that_cannot_be_right_is_dropped_in_the_middle_of_a_range, NR_DAMAGES);
	TEST(a_graph_in_a_circle_is_found_wrong);
	TEST(a_path_has_what_its_commit_has);
	TEST(the_same_path_is_the_same_pointer);
	LOOP_TEST(a_mode_is_of_one_of_five_kinds, 8);
	LOOP_TEST(a_malformed_folder_is_an_error, NR_TREES);
	TEST(a_folder_that_is_missing_or_no_folder_is_an_error);
	LOOP_TEST(a_path_is_touched_by_what_changes_it, 2);
	LOOP_TEST(a_merge_touches_what_differs_from_each_of_its_parents, 2);
	TEST(a_mode_that_changes_touches_its_path);
	TEST(a_bloom_filter_rules_out_what_a_commit_leaves);
	TEST(where_a_shallow_clone_ends_all_that_is_there_is_brought);
	TEST(a_folder_that_is_missing_is_an_error_when_touching_is_asked);
	TEST(answers_that_were_forgotten_are_found_again);
	TEST(many_paths_and_versions_are_told_apart);
	TEST(a_range_is_the_same_with_facts_from_the_run_before);
	TEST(what_the_cache_has_is_not_read_again);
	TEST(a_short_history_is_not_kept);
	TEST(nothing_is_kept_where_no_cache_is_used);
	TEST(a_shallow_boundary_holds_for_facts_from_the_run_before);
}
