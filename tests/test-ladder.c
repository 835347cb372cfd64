// SPDX-License-Identifier: GPL-2.0-only
/* Picks adapted to a target: upstream and the target are branches of a fixture. */
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/chain/ladder.h"
#include "tool/chain/words.h"

struct bench {
	struct fixture f;
	struct commits *commits;
	struct blobs *blobs;
	struct workbench *workbench;
	struct ladder *ladder;
	struct climb climb;
	uint32_t target;
	struct arena arena;
};

static void bench_release(struct bench *b)
{
	arena_release(&b->arena);
	ladder_free(b->ladder);
	workbench_free(b->workbench);
	blobs_free(b->blobs);
	commits_free(b->commits);
	fixture_release(&b->f);
}

static void climb(struct bench *b, const git_oid *commit, const git_oid *target)
{
	uint32_t commit_nr;

	succeeds(commits_open(&b->commits, b->f.repo, err));
	succeeds(blobs_open(&b->blobs, b->f.repo, err));
	succeeds(commits_find(&commit_nr, b->commits, commit, err));
	succeeds(commits_find(&b->target, b->commits, target, err));
	succeeds(workbench_open(&b->workbench, b->commits, b->blobs, b->target, err));
	b->ladder = ladder_new(b->commits, b->blobs, b->workbench, b->target);
	succeeds(ladder_climb(&b->climb, b->ladder, workbench_target(b->workbench), commit_nr, err));
}

/* Upstream changes a file from old to new; the target has it as ours. */
static void climb_texts(struct bench *b, const char *path, const char *old, const char *new, const char *ours)
{
	git_oid base, commit, target;

	fixture_make(&b->f);
	base = fixture_commit(&b->f, "before", path, old, "README", "read\n", NULL);
	commit = fixture_commit(&b->f, "change", path, new, NULL);
	fixture_branch(&b->f, "stable", &base);
	target = fixture_commit(&b->f, "otherwise", path, ours, NULL);
	climb(b, &commit, &target);
}

static const struct merge_hunk *hunk(const struct bench *b, size_t nr)
{
	ck_assert_uint_lt(nr, b->climb.after->outcome->merge.nr_hunks);
	return &b->climb.after->outcome->merge.hunks[nr];
}

static void comes_to(const struct bench *b, enum hunk_outcome outcome, const char *result)
{
	const struct outcome *made = b->climb.after->outcome;

	ck_assert_int_eq(hunk(b, 0)->outcome, outcome);
	ck_assert_uint_eq(b->climb.nr_lost, 0);
	ck_assert_ptr_nonnull(made->results[0]);
	ck_assert_str_eq(text_str(&made->results[0]->text), result);
	ck_assert(!made->merge.is_plain);
}

static void is_left_to_a_person(const struct bench *b)
{
	size_t i;

	for (i = 0; i < b->climb.after->outcome->merge.nr_hunks; i++)
		if (hunk(b, i)->outcome == HUNK_CONFLICT)
			return;
	ck_abort_msg("every hunk is carried");
}

#define F(body) "int first(void)\n{\n\treturn 1;\n}\n\nint f(struct x *x)\n{\n" body "}\n"

/* ---- word by word ---- */

START_TEST(a_line_that_is_wrapped_otherwise_is_replaced_word_by_word)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tone(x);\n\tx->status |= x->failed ? ERROR : 0;\n\ttwo(x);\n"),
		    F("\tone(x);\n\tx->status |= x->failed ? FATAL : 0;\n\ttwo(x);\n"),
		    F("\tone(x);\n\tx->status |= x->failed ?\n\t\t\tERROR : 0;\n\ttwo(x);\n"));
	comes_to(&b, HUNK_WORDS, F("\tone(x);\n\tx->status |= x->failed ?\n\t\t\tFATAL : 0;\n\ttwo(x);\n"));
	ck_assert_uint_eq(hunk(&b, 0)->target_line, 10);
	ck_assert_uint_eq(hunk(&b, 0)->target_nr, 1);
}
END_TEST

START_TEST(a_change_within_a_line_that_the_target_has_otherwise_elsewhere_keeps_both)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tret = call(x->first, x->second, flags);\n"),
		    F("\tret = call(x->first, x->second, flags | ATOMIC);\n"),
		    F("\tcall(x->first, x->second, flags);\n"));
	comes_to(&b, HUNK_WORDS, F("\tcall(x->first, x->second, flags | ATOMIC);\n"));
}
END_TEST

START_TEST(a_line_goes_between_lines_that_have_other_words)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tif (enter(x, 1))\n\t\treturn 0;\n\tx->done = is_done(x);\n"),
		    F("\tif (enter(x, 1))\n\t\treturn 0;\n\tflush(x);\n\tx->done = is_done(x);\n"),
		    F("\tif (other_call(x, 1))\n\t\treturn 0;\n\tx->done = ended(x);\n"));
	comes_to(&b, HUNK_WORDS,
		 F("\tif (other_call(x, 1))\n\t\treturn 0;\n\tflush(x);\n\tx->done = ended(x);\n"));
	ck_assert_uint_eq(hunk(&b, 0)->target_line, 10);
	ck_assert_uint_eq(hunk(&b, 0)->target_nr, 1);
}
END_TEST

START_TEST(what_both_changed_is_left_to_a_person)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tx->state = compute(x, OLD, 1);\n"), F("\tx->state = compute(x, NEW, 1);\n"),
		    F("\tx->state = compute(x, OTHER, 1);\n"));
	is_left_to_a_person(&b);
}
END_TEST

START_TEST(a_place_that_is_there_twice_is_left_to_a_person)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tlock(x);\n\tx->count++;\n\tunlock(x);\n\tend(x);\n"),
		    F("\tlock(x);\n\tx->count--;\n\tunlock(x);\n\tend(x);\n"),
		    F("\tlock(x);\tx->count++;\n\tunlock(x);\n\tlock(x);\tx->count++;\n\tunlock(x);\n\tfinish(x);\n"));
	is_left_to_a_person(&b);
}
END_TEST

START_TEST(a_pointer_that_the_target_has_as_an_index_is_left_to_a_person)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tif (covers(x, p->first, p->last + 1))\n\t\treturn p->first;\n"),
		    F("\tif (covers(x, p->first, p->last - p->first + 1))\n\t\treturn p->first;\n"),
		    F("\tif (covers(x, table[p].first, table[p].last + 1))\n\t\treturn table[p].first;\n"));
	is_left_to_a_person(&b);
}
END_TEST

START_TEST(a_variable_that_the_target_has_under_another_name_is_not_used)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tstruct d *dev = x->dev;\n\n\tstart(dev);\n\treturn 0;\n"),
		    F("\tstruct d *dev = x->dev;\n\n\tstart(dev);\n\tarm(x, dev);\n\treturn 0;\n"),
		    F("\tstruct d *d = x->dev;\n\n\tstart(d);\n\treturn 0;\n"));
	ck_assert(b.climb.nr_lost || hunk(&b, 0)->outcome == HUNK_CONFLICT || hunk(&b, 0)->outcome == HUNK_RENAMED);
	if (hunk(&b, 0)->outcome == HUNK_RENAMED)
		ck_assert_ptr_nonnull(strstr(text_str(&b.climb.after->outcome->results[0]->text), "arm(x, d)"));
}
END_TEST

START_TEST(an_enumerator_is_not_put_before_one_that_counts_on)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.h", "enum e {\n\tSECOND_OF_ALL = 2,\n};\n", "enum e {\n\tSECOND_OF_ALL = 2,\n\tLAST = 200,\n};\n",
		    "enum e {\n\tSECOND_OF_ALL = 2,\n\tTHIRD,\n};\n");
	is_left_to_a_person(&b);
}
END_TEST

START_TEST(lines_that_go_may_have_another_word_on_the_target)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c",
		    F("\tbegin(x);\n\tif (x->len < UPSTREAM_LEN) {\n\t\tx->error = EINVAL;\n\t\treturn x->at;\n\t}\n\trun(x);\n"),
		    F("\tbegin(x);\n\trun(x);\n"),
		    F("\tbegin(x);\n\tif (x->len < BRANCH_BYTES) {\n\t\tx->error = EINVAL;\n\t\treturn x->at;\n\t}\n\tgo(x);\n"));
	comes_to(&b, HUNK_WORDS, F("\tbegin(x);\n\tgo(x);\n"));
}
END_TEST

START_TEST(lines_that_go_and_are_mostly_others_on_the_target_are_left_to_a_person)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c",
		    F("\tbegin(x);\n\tif (x->len < UPSTREAM_LEN) {\n\t\tx->error = EINVAL;\n\t\treturn x->at;\n\t}\n\trun(x);\n"),
		    F("\tbegin(x);\n\trun(x);\n"),
		    F("\tbegin(x);\n\tif (x->len < 9) {\n\t\tx->more = count(x) + lost(x) + found(x);\n\t\tlog(x);\n\t}\n\tgo(x);\n"));
	is_left_to_a_person(&b);
}
END_TEST

START_TEST(blanks_that_upstream_changes_change_where_the_target_has_them_as_they_were)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tcall(x, x->first);\n\tif (x)\n\t\tgo(x, 1);\n"),
		    F("\tcall(x, x->first);\n\tif (x) {\n\t\tgo(x, 1);\n\t\tstop(x);\n\t}\n"),
		    F("\tcall(x, x->second);\n\tif (x) go(x, 1);\n"));
	ck_assert_int_ne(hunk(&b, 0)->outcome, HUNK_CLEAN);
}
END_TEST

/* ---- by other names ---- */

START_TEST(lines_come_with_the_names_that_the_file_has)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tx->flags |= RTE_ETH_VLAN;\n\tx->flags |= RTE_ETH_TSO;\n"),
		    F("\tx->flags |= RTE_ETH_VLAN;\n\tif (x->on)\n\t\tx->flags &= ~RTE_ETH_VLAN;\n\tx->flags |= RTE_ETH_TSO;\n"),
		    F("\tx->flags |= ETH_VLAN;\n\tx->flags |= ETH_TSO;\n"));
	comes_to(&b, HUNK_RENAMED,
		 F("\tx->flags |= ETH_VLAN;\n\tif (x->on)\n\t\tx->flags &= ~ETH_VLAN;\n\tx->flags |= ETH_TSO;\n"));
}
END_TEST

START_TEST(a_name_that_the_file_has_as_well_is_not_another_name)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tx->flags |= RTE_ETH_VLAN;\n\tx->flags |= RTE_ETH_TSO;\n"),
		    F("\tx->flags |= RTE_ETH_VLAN;\n\tx->flags &= ~RTE_ETH_VLAN;\n\tx->flags |= RTE_ETH_TSO;\n"),
		    F("\tx->flags |= ETH_VLAN;\n\tx->flags |= ETH_TSO;\n\tx->upstreams = RTE_ETH_VLAN;\n"));
	ck_assert_int_ne(hunk(&b, 0)->outcome, HUNK_RENAMED);
}
END_TEST

/* Headers of which the target has the former version; a file that uses them changes. */
static void climb_renamed(struct bench *b, const char *header, const char *renamed, const char *added,
			  const char *file, const char *changed)
{
	git_oid base, commit, target;

	fixture_make(&b->f);
	base = fixture_commit(&b->f, "before", "include/lib.h", header, "a.c", file, NULL);
	fixture_commit(&b->f, "lib: other names", "include/lib.h", renamed, NULL);
	if (added)
		fixture_commit(&b->f, "lib: more", "include/lib.h", added, NULL);
	commit = fixture_commit(&b->f, "change", "a.c", changed, NULL);
	fixture_branch(&b->f, "stable", &base);
	target = fixture_commit(&b->f, "otherwise", "README", "stable\n", NULL);
	climb(b, &commit, &target);
}

#define G(body) "#include <lib.h>\n\nint g(void)\n{\n" body "\treturn 0;\n}\n"

START_TEST(a_name_that_was_renamed_upstream_is_what_the_target_calls_it)
{
	owned(bench_release) struct bench b = { 0 };

	climb_renamed(&b, "int lib_begin(int);\nint lib_end(int);\n", "int xlib_begin(int);\nint xlib_end(int);\n", NULL,
		      G(""), G("\txlib_end(1);\n"));
	comes_to(&b, HUNK_RENAMED, G("\tlib_end(1);\n"));
}
END_TEST

START_TEST(a_name_that_was_left_as_a_macro_is_what_the_target_calls_it)
{
	owned(bench_release) struct bench b = { 0 };

	climb_renamed(&b, "#define DEV_TSO 0x1\n#define DEV_LRO 0x2\n",
		      "#define RTE_ETH_TSO 0x1\n#define DEV_TSO RTE_ETH_TSO\n#define RTE_ETH_LRO 0x2\n#define DEV_LRO RTE_ETH_LRO\n",
		      NULL, G(""), G("\tuse(RTE_ETH_LRO);\n"));
	comes_to(&b, HUNK_RENAMED, G("\tuse(DEV_LRO);\n"));
}
END_TEST

START_TEST(a_name_that_the_target_never_had_is_lost)
{
	owned(bench_release) struct bench b = { 0 };

	climb_renamed(&b, "int lib_begin(int);\n", "int lib_begin(int);\nint lib_flush(int);\n", NULL, G(""),
		      G("\tlib_flush(1);\n"));
	ck_assert_uint_eq(b.climb.nr_lost, 1);
	ck_assert_str_eq(b.climb.lost[0].name, "lib_flush");
	ck_assert_uint_eq(b.climb.lost[0].hunk, 0);
}
END_TEST

START_TEST(a_name_that_the_commit_brings_itself_is_not_lost)
{
	owned(bench_release) struct bench b = { 0 };
	git_oid base, commit, target;

	fixture_make(&b.f);
	base = fixture_commit(&b.f, "before", "include/lib.h", "int lib_begin(int);\n", "a.c", G(""), NULL);
	commit = fixture_commit(&b.f, "change", "include/lib.h", "int lib_begin(int);\nint lib_flush(int);\n", "a.c",
				G("\tlib_flush(1);\n"), NULL);
	fixture_branch(&b.f, "stable", &base);
	target = fixture_commit(&b.f, "otherwise", "README", "stable\n", NULL);
	climb(&b, &commit, &target);
	ck_assert_uint_eq(b.climb.nr_lost, 0);
}
END_TEST

START_TEST(a_name_of_the_system_is_not_lost)
{
	owned(bench_release) struct bench b = { 0 };
	git_oid base, commit, target;

	fixture_make(&b.f);
	base = fixture_commit(&b.f, "before", "a.c", "#include <pthread.h>\n\n" G(""), NULL);
	fixture_commit(&b.f, "win: threads", "win/pthread.h", "int pthread_join(int);\n", NULL);
	commit = fixture_commit(&b.f, "change", "a.c", "#include <pthread.h>\n\n" G("\tpthread_join(1);\n"), NULL);
	fixture_branch(&b.f, "stable", &base);
	target = fixture_commit(&b.f, "otherwise", "README", "stable\n", NULL);
	climb(&b, &commit, &target);
	ck_assert_uint_eq(b.climb.nr_lost, 0);
}
END_TEST

START_TEST(a_variable_that_only_upstreams_function_declares_is_lost)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tint count = 0;\n\n\tone(x);\n\ttwo(x);\n\tthree(x);\n"),
		    F("\tint count = 0;\n\n\tone(x);\n\ttwo(x);\n\tthree(x);\n\tlast(count);\n"),
		    F("\tone(x);\n\ttwo(x);\n\tthree(x);\n"));
	ck_assert_uint_eq(b.climb.nr_lost, 1);
	ck_assert_str_eq(b.climb.lost[0].name, "count");
}
END_TEST

/* ---- moved code ---- */

#define COPY(body) "int copy(struct x *x)\n{\n\tx->left = x->count;\n" body "\treturn x->left;\n}\n"
#define MAKE "\tmemset(x->answer, 0, sizeof(x->answer));\n\tx->answer->status = x->status;\n\tinit_answer(x->answer, x->client);\n"

/* What the target has in copy(), upstream took out into send_answer() and changes there. */
static void climb_moved(struct bench *b, const char *ours, const char *old, const char *new)
{
	git_oid base, commit, target;
	char was[512], is[512];

	snprintf(was, sizeof(was), "void send_answer(struct x *x)\n{\n%s}\n\n%s", old, COPY("\tsend_answer(x);\n"));
	snprintf(is, sizeof(is), "void send_answer(struct x *x)\n{\n%s}\n\n%s", new, COPY("\tsend_answer(x);\n"));
	fixture_make(&b->f);
	base = fixture_commit(&b->f, "before", "a.c", ours, "lib.c", "void try_run(void)\n{\n}\n", NULL);
	fixture_commit(&b->f, "send_answer() is one of its own", "a.c", was, NULL);
	commit = fixture_commit(&b->f, "change", "a.c", is, NULL);
	fixture_branch(&b->f, "stable", &base);
	target = fixture_commit(&b->f, "otherwise", "README", "stable\n", NULL);
	climb(b, &commit, &target);
}

START_TEST(a_hunk_of_a_function_goes_where_the_target_has_the_code_that_upstream_made_it_of)
{
	owned(bench_release) struct bench b = { 0 };

	climb_moved(&b, COPY(MAKE "\trun(&x->answer->old);\n"), MAKE "\trun(&x->work);\n", MAKE "\ttry_run(&x->work);\n");
	comes_to(&b, HUNK_WORDS, COPY(MAKE "\ttry_run(&x->answer->old);\n"));
	ck_assert_str_eq(hunk(&b, 0)->target_entity, "copy");
}
END_TEST

START_TEST(what_stands_twice_where_code_was_moved_from_is_left_to_a_person)
{
	owned(bench_release) struct bench b = { 0 };

	climb_moved(&b, COPY("\trun(&x->first);\n" MAKE "\trun(&x->answer->old);\n"), MAKE "\trun(&x->work);\n",
		    MAKE "\ttry_run(&x->work);\n");
	is_left_to_a_person(&b);
}
END_TEST

START_TEST(a_return_is_not_put_where_code_was_moved_from)
{
	owned(bench_release) struct bench b = { 0 };

	climb_moved(&b, COPY(MAKE "\trun(&x->answer->old);\n"), MAKE "\trun(&x->work);\n",
		    MAKE "\treturn try_run(&x->work);\n");
	is_left_to_a_person(&b);
}
END_TEST

START_TEST(a_function_that_has_little_of_another_was_not_moved_out_of_it)
{
	owned(bench_release) struct bench b = { 0 };

	climb_moved(&b, COPY("\tmemset(x->answer, 0, sizeof(x->answer));\n\trun(&x->answer->old);\n"), MAKE "\trun(&x->work);\n",
		    MAKE "\ttry_run(&x->work);\n");
	is_left_to_a_person(&b);
}
END_TEST

/* ---- what is not C ---- */

START_TEST(a_file_that_is_no_c_is_merged_word_by_word_too)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "meson.build", "if arch == 'x86'\n    sources += files('sse.c')\nelif arch == 'arm' and is_64\n    sources += files('neon.c')\nendif\n",
		    "if arch == 'x86'\n    sources += files('sse.c')\nelif arch == 'arm' and conf.has('64')\n    sources += files('neon.c')\nendif\n",
		    "if arch == 'x86'\n\tsources += files('sse.c')\nelif arch == 'arm' and is_64\n\tsources += files('neon.c')\nendif\n");
	comes_to(&b, HUNK_WORDS, "if arch == 'x86'\n\tsources += files('sse.c')\nelif arch == 'arm' and conf.has('64')\n\tsources += files('neon.c')\nendif\n");
}
END_TEST

/* ---- what is moot ---- */

static enum standing standing(struct bench *b, size_t nr)
{
	struct judgement *judgements;

	hunk(b, nr);
	succeeds(needs_alone(&judgements, &b->arena, b->commits, b->blobs, b->workbench, b->target, b->climb.after, err));
	return judgements[nr].standing;
}

#define SWITCH(cases) F("\tswitch (x->kind) {\n\tcase FIRST_OF_ALL:\n\t\tone_for_all(x);\n\t\tbreak;\n" cases "\t}\n")
#define SECOND(call) "\tcase SECOND_OF_ALL:\n\t\tbegin_second(x);\n" call "\t\tbreak;\n"

START_TEST(what_the_target_has_nothing_of_is_moot)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", SWITCH(SECOND("\t\tset_second(x, 1);\n")), SWITCH(SECOND("\t\tset_second(x, x->one);\n")),
		    SWITCH(""));
	ck_assert_int_eq(standing(&b, 0), STANDS_MOOT);
}
END_TEST

START_TEST(what_the_target_has_something_else_for_is_not_moot)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", SWITCH(SECOND("\t\tset_second(x, 1);\n")), SWITCH(SECOND("\t\tset_second(x, x->one);\n")),
		    SWITCH("\tcase 2:\n\t\treturn prepare(x->parent, x->child);\n"));
	ck_assert_int_eq(standing(&b, 0), STANDS_ADAPT);
}
END_TEST

#define MOVED(line) "\nvoid moved(struct x *x)\n{\n" line "}\n"

START_TEST(what_stands_elsewhere_in_the_file_is_not_moot)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", SWITCH(SECOND("\t\tset_second(x, 1);\n")), SWITCH(SECOND("\t\tset_second(x, x->one);\n")),
		    SWITCH("") MOVED("\tset_second(x, 1);\n"));
	ck_assert_int_eq(standing(&b, 0), STANDS_ADAPT);
}
END_TEST

START_TEST(what_upstream_has_elsewhere_too_is_moot)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", SWITCH(SECOND("\t\tset_second(x, 1);\n")) MOVED("\tset_second(x, 1);\n"),
		    SWITCH(SECOND("\t\tset_second(x, x->one);\n")) MOVED("\tset_second(x, 1);\n"),
		    SWITCH("") MOVED("\tset_second(x, 1);\n"));
	ck_assert_int_eq(standing(&b, 0), STANDS_MOOT);
}
END_TEST

START_TEST(what_is_added_to_a_block_that_the_target_lacks_is_moot)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tone_for_all(x);\n\tif (x->second) {\n\t\tbegin_second(x);\n\t\tend_second(x);\n\t}\n"),
		    F("\tone_for_all(x);\n\tif (x->second) {\n\t\tbegin_second(x);\n\t\tflush_it(x);\n\t\tend_second(x);\n\t}\n"),
		    F("\tone_for_all(x);\n"));
	ck_assert_int_eq(standing(&b, 0), STANDS_MOOT);
}
END_TEST

START_TEST(what_is_added_to_a_block_that_the_target_has_is_not_moot)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tone_for_all(x);\n\tbegin_second(x);\n\tend_second(x);\n\tlast_of_all(x);\n"),
		    F("\tone_for_all(x);\n\tbegin_second(x);\n\tflush_it(x);\n\tend_second(x);\n\tlast_of_all(x);\n"),
		    F("\tone_for_all(x);\n\tlast_of_all(x);\n"));
	ck_assert_int_eq(standing(&b, 0), STANDS_ADAPT);
}
END_TEST

#define DESTROY(what, name, call) \
	"static void " what "(struct x *x)\n{\n\tstruct list *at = x->" name ";\n\n\twhile (at)\n\t\tat = list_next_of(at);\n" call "}\n\n"
#define PORTS(call) DESTROY("destroy_ports", "ports", call)
#define TABLES(call) DESTROY("destroy_tables", "tables", call)
#define LEAVE "\tlist_is_left_behind_to_whoever_wants_it(at);\n"

START_TEST(a_twin_is_not_what_a_function_was_made_of)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", PORTS(LEAVE) TABLES(LEAVE) F("\tdestroy_ports(x);\n\tdestroy_tables(x);\n"),
		    PORTS(LEAVE) TABLES("\tfree(at);\n") F("\tdestroy_ports(x);\n\tdestroy_tables(x);\n"),
		    PORTS(LEAVE) F("\tdestroy_ports(x);\n"));
	ck_assert_int_eq(standing(&b, 0), STANDS_MOOT);
}
END_TEST

START_TEST(the_only_one_like_it_may_be_what_a_function_was_made_of)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", TABLES(LEAVE) F("\tdestroy_tables(x);\n"), TABLES("\tfree(at);\n") F("\tdestroy_tables(x);\n"),
		    PORTS(LEAVE) F("\tdestroy_ports(x);\n"));
	ck_assert_int_ne(standing(&b, 0), STANDS_MOOT);
}
END_TEST

/* ---- lists in order ---- */

START_TEST(a_line_of_a_list_in_order_goes_where_the_order_puts_it)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "list", "calls:\n    'bpf',\n    'close',\n    'epoll',\n    'getrandom',\n    'mount',\n",
		    "calls:\n    'bpf',\n    'close',\n    'epoll',\n    'fchmod',\n    'getrandom',\n    'mount',\n",
		    "calls:\n    'bpf',\n    'close',\n    'copy',\n    'gettid',\n    'mount',\n    'open',\n");
	comes_to(&b, HUNK_PLACED, "calls:\n    'bpf',\n    'close',\n    'copy',\n    'fchmod',\n    'gettid',\n    'mount',\n    'open',\n");
}
END_TEST

START_TEST(a_list_that_is_in_no_order_says_no_place)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "list", "calls:\n    'bpf',\n    'close',\n    'epoll',\n    'getrandom',\n    'mount',\n",
		    "calls:\n    'bpf',\n    'close',\n    'epoll',\n    'fchmod',\n    'getrandom',\n    'mount',\n",
		    "calls:\n    'close',\n    'bpf',\n    'copy',\n    'gettid',\n    'mount',\n    'open',\n");
	is_left_to_a_person(&b);
}
END_TEST

#define INCLUDES(lines) "#include \"alloc.h\"\n" lines "#include \"env.h\"\n\nint x;\n"

START_TEST(an_include_goes_where_the_order_puts_it)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", INCLUDES("#include \"conf.h\"\n"), INCLUDES("#include \"conf.h\"\n#include \"device.h\"\n"),
		    INCLUDES("#include \"conf.h\"\n#include \"def.h\"\n#include \"devnum.h\"\n"));
	comes_to(&b, HUNK_PLACED, INCLUDES("#include \"conf.h\"\n#include \"def.h\"\n#include \"device.h\"\n#include \"devnum.h\"\n"));
}
END_TEST

/* ---- what words must not do ---- */

START_TEST(a_call_with_other_arguments_is_no_other_name)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tif (x->bad) {\n\t\tPMD_LOG(ERR, \"bad\");\n\t\treturn;\n\t}\n\tgo(x);\n"),
		    F("\tif (x->worse) {\n\t\tPMD_LOG(ERR, \"worse\");\n\t\treturn;\n\t}\n\tif (x->bad) {\n\t\tPMD_LOG(ERR, \"bad\");\n\t\treturn;\n\t}\n\tgo(x);\n"),
		    F("\tif (x->bad) {\n\t\tRTE_LOG(ERR, PMD, \"bad\");\n\t\treturn;\n\t}\n\tgo(x);\n"));
	ck_assert(!b.climb.after->outcome->results[0] ||
		  !strstr(text_str(&b.climb.after->outcome->results[0]->text), "RTE_LOG(ERR, \"worse\")"));
}
END_TEST

START_TEST(a_row_is_not_added_to_a_table_with_other_columns)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.rst", "Versions\n| 21.02 release | one | two | three | four |\n\nEnd of it\n",
		    "Versions\n| 21.02 release | one | two | three | four |\n| 21.05 release | six | two | seven | five |\n\nEnd of it\n",
		    "Versions\n| 21.02 release | one | two | four |\n\nThe end\n");
	is_left_to_a_person(&b);
}
END_TEST

START_TEST(a_row_is_added_to_a_table_with_as_many_columns)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.rst", "Versions\n| 21.02 release | one | two | three | four |\n\nEnd of it\n",
		    "Versions\n| 21.02 release | one | two | three | four |\n| 21.05 release | six | two | seven | five |\n\nEnd of it\n",
		    "Versions\n| 21.02 release | one | two | drei | four |\n\nThe end\n");
	comes_to(&b, HUNK_WORDS, "Versions\n| 21.02 release | one | two | drei | four |\n| 21.05 release | six | two | seven | five |\n\nThe end\n");
}
END_TEST

START_TEST(a_statement_is_not_put_behind_the_only_one_of_an_if)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c",
		    F("\tif (x->kind == KIND_A) {\n\t\tx->overlay = intern(x->overlay, x->kind);\n\t} else {\n\t\tdrop(x);\n\t}\n"),
		    F("\tif (x->kind == KIND_A) {\n\t\tx->overlay = intern(x->overlay, x->kind);\n\t\tset_overlay(x);\n\t} else {\n\t\tdrop(x);\n\t}\n"),
		    F("\tif (x->kind == KIND_A)\n\t\tx->overlay = intern(x->overlay);\n\telse\n\t\tdrop(x);\n"));
	is_left_to_a_person(&b);
}
END_TEST

START_TEST(a_statement_is_put_behind_a_like_one_in_braces)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c",
		    F("\tif (x->kind == KIND_A) {\n\t\tx->overlay = intern(x->overlay, x->kind);\n\t} else {\n\t\tdrop(x);\n\t}\n"),
		    F("\tif (x->kind == KIND_A) {\n\t\tx->overlay = intern(x->overlay, x->kind);\n\t\tset_overlay(x);\n\t} else {\n\t\tdrop(x);\n\t}\n"),
		    F("\tif (x->kind == KIND_A) {\n\t\tx->overlay = intern(x->overlay);\n\t} else {\n\t\tdrop(x);\n\t}\n"));
	comes_to(&b, HUNK_WORDS,
		 F("\tif (x->kind == KIND_A) {\n\t\tx->overlay = intern(x->overlay);\n\t\tset_overlay(x);\n\t} else {\n\t\tdrop(x);\n\t}\n"));
}
END_TEST

START_TEST(a_member_that_the_target_has_in_another_struct_is_not_used)
{
	owned(bench_release) struct bench b = { 0 };

	climb_texts(&b, "a.c", F("\tinfo->state = STARTED;\n\tstart(info, x->queue);\n\tx->dev->stop(info->dp, &x->queue->at);\n\tleave(x, 1);\n"),
		    F("\tinfo->state = STARTED;\n\tstart(info, x->queue);\n\tx->dev->stop(info->dp, &x->queue->at);\n\tinfo->state = IDLE;\n\tleave(x, 1);\n"),
		    F("\tx->state = STARTED;\n\tstart(info, x->queue, info->nr);\n\tx->dev->stop(x->dp, &x->queue->at);\n\tquit(x);\n"));
	is_left_to_a_person(&b);
}
END_TEST

SUITE(ladder)
{
	TEST(a_line_that_is_wrapped_otherwise_is_replaced_word_by_word);
	TEST(a_change_within_a_line_that_the_target_has_otherwise_elsewhere_keeps_both);
	TEST(a_line_goes_between_lines_that_have_other_words);
	TEST(what_both_changed_is_left_to_a_person);
	TEST(a_place_that_is_there_twice_is_left_to_a_person);
	TEST(a_pointer_that_the_target_has_as_an_index_is_left_to_a_person);
	TEST(a_variable_that_the_target_has_under_another_name_is_not_used);
	TEST(an_enumerator_is_not_put_before_one_that_counts_on);
	TEST(lines_that_go_may_have_another_word_on_the_target);
	TEST(lines_that_go_and_are_mostly_others_on_the_target_are_left_to_a_person);
	TEST(blanks_that_upstream_changes_change_where_the_target_has_them_as_they_were);
	TEST(lines_come_with_the_names_that_the_file_has);
	TEST(a_name_that_the_file_has_as_well_is_not_another_name);
	TEST(a_name_that_was_renamed_upstream_is_what_the_target_calls_it);
	TEST(a_name_that_was_left_as_a_macro_is_what_the_target_calls_it);
	TEST(a_name_that_the_target_never_had_is_lost);
	TEST(a_name_that_the_commit_brings_itself_is_not_lost);
	TEST(a_name_of_the_system_is_not_lost);
	TEST(a_variable_that_only_upstreams_function_declares_is_lost);
	TEST(a_hunk_of_a_function_goes_where_the_target_has_the_code_that_upstream_made_it_of);
	TEST(what_stands_twice_where_code_was_moved_from_is_left_to_a_person);
	TEST(a_return_is_not_put_where_code_was_moved_from);
	TEST(a_function_that_has_little_of_another_was_not_moved_out_of_it);
	TEST(a_file_that_is_no_c_is_merged_word_by_word_too);
	TEST(what_the_target_has_nothing_of_is_moot);
	TEST(what_the_target_has_something_else_for_is_not_moot);
	TEST(what_stands_elsewhere_in_the_file_is_not_moot);
	TEST(what_upstream_has_elsewhere_too_is_moot);
	TEST(what_is_added_to_a_block_that_the_target_lacks_is_moot);
	TEST(what_is_added_to_a_block_that_the_target_has_is_not_moot);
	TEST(a_twin_is_not_what_a_function_was_made_of);
	TEST(the_only_one_like_it_may_be_what_a_function_was_made_of);
	TEST(a_line_of_a_list_in_order_goes_where_the_order_puts_it);
	TEST(a_list_that_is_in_no_order_says_no_place);
	TEST(an_include_goes_where_the_order_puts_it);
	TEST(a_call_with_other_arguments_is_no_other_name);
	TEST(a_row_is_not_added_to_a_table_with_other_columns);
	TEST(a_row_is_added_to_a_table_with_as_many_columns);
	TEST(a_statement_is_not_put_behind_the_only_one_of_an_if);
	TEST(a_statement_is_put_behind_a_like_one_in_braces);
	TEST(a_member_that_the_target_has_in_another_struct_is_not_used);
}
