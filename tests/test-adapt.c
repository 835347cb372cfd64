// SPDX-License-Identifier: GPL-2.0-only
#include <sys/stat.h>
#include <unistd.h>

#include "lib/suite.h"
#include "tool/adapt.h"
#include "tool/files.h"
#include "tool/spatch-memo.h"

/* A scratch folder with a tree/, the data of an installation, and bin/ for programs that only pretend. */
struct world {
	struct scratch scratch;
	struct arena arena;
	struct tree *tree;
	struct data_paths data;
	struct spatch_options options;
};

static void world_release(struct world *world)
{
	tree_free(world->tree);
	scratch_release(&world->scratch);
	arena_release(&world->arena);
}

static void put(struct world *world, const char *path, const char *text)
{
	succeeds(file_write(path_join(&world->arena, world->scratch.path, path), text, strlen(text), err));
}

static char *below(struct world *world, const char *path)
{
	return path_join(&world->arena, world->scratch.path, path);
}

static void world_make(struct world *world)
{
	owned(text_release) struct text macros = { 0 };

	succeeds(scratch_make(&world->scratch, err));
	succeeds(file_read(&macros, SOURCE_ROOT "/semantic-patches/stableport.macros", err));
	put(world, "semantic-patches/stableport.macros", text_str(&macros));
	succeeds(file_make_folders(below(world, "tree"), err));
	world->data = (struct data_paths){
		.semantic_patches = below(world, "semantic-patches"), .shims = below(world, "shims"),
		.recipes = below(world, "backports"),
	};
	world->options = (struct spatch_options){ .data = &world->data, .timeout = 30 };
	succeeds(tree_of_folder(&world->tree, below(world, "tree"), err));
}

/* A spatch of our own, first in PATH. Its last argument is the file. */
static void pretend(struct world *world, const char *script)
{
	char *text = arena_printf(&world->arena, "#!/bin/sh\nfor file; do :; done\n%s\n", script);

	put(world, "bin/spatch", text);
	ck_assert_int_eq(chmod(below(world, "bin/spatch"), 0755), 0);
	setenv("PATH", arena_printf(&world->arena, "%s:%s", below(world, "bin"), getenv("PATH")), 1);
}

#define SWAP "@swap@\nexpression E;\n@@\n-foo(E);\n+bar(E);\n"
#define CALLS_FOO "int f(void)\n{\n\tfoo(1);\n\treturn 0;\n}\n"

static void adapt(struct adapt_result *result, struct world *world, const char *rule)
{
	static const char *files[] = { "a.c" };
	const char *rules[] = { rule };
	const struct adaptation adaptation = {
		.semantic_patch = "x.cocci", .files = { files, 1 }, .rules = { rules, rule ? 1 : 0 },
	};

	succeeds(adapt_semantic_patch(result, world->tree, &adaptation, &world->options, err));
}

static void patch_and_file(struct world *world, const char *patch, const char *file)
{
	world_make(world);
	put(world, "semantic-patches/x.cocci", patch);
	put(world, "tree/a.c", file);
}

START_TEST(a_change_is_kept_once_per_path_and_dropped_when_it_became_none)
{
	owned(changes_release) struct changes changes = { 0 };
	const struct text one = { .data = (char *)"1", .len = 1 }, two = { .data = (char *)"2", .len = 1 };

	changes_put(&changes, "a", &one, &two);
	changes_put(&changes, "b", NULL, &two);
	changes_put(&changes, "a", &two, NULL);
	ck_assert_uint_eq(changes.nr, 2);
	ck_assert(changes.v[0].existed && !changes.v[0].exists);
	ck_assert_str_eq(text_str(&changes.v[0].before), "1");
	ck_assert(!changes.v[1].existed && changes.v[1].exists);
	changes_put(&changes, "a", NULL, &one);
	ck_assert_uint_eq(changes.nr, 1);
	ck_assert_str_eq(changes.v[0].path, "b");
	changes_put(&changes, "b", &two, NULL);
	ck_assert_uint_eq(changes.nr, 0);
}
END_TEST

START_TEST(a_rule_that_fires_changes_the_file)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result result = { 0 };

	patch_and_file(&world, SWAP, CALLS_FOO);
	adapt(&result, &world, "swap");
	ck_assert_int_eq(result.outcome, ADAPT_CHANGED);
	ck_assert_uint_eq(result.nr_rules, 1);
	ck_assert(result.rules[0].fired && result.rules[0].expected);
	ck_assert_uint_eq(result.changes.nr, 1);
	ck_assert_str_eq(text_str(&result.changes.v[0].after), "int f(void)\n{\n\tbar(1);\n\treturn 0;\n}\n");
	ck_assert_str_eq(text_str(&result.changes.v[0].before), CALLS_FOO);
}
END_TEST

START_TEST(a_patch_that_finds_nothing_changes_nothing)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result result = { 0 };

	patch_and_file(&world, SWAP, "int f(void)\n{\n\treturn 0;\n}\n");
	adapt(&result, &world, NULL);
	ck_assert_int_eq(result.outcome, ADAPT_NOTHING);
	ck_assert_uint_eq(result.changes.nr, 0);
}
END_TEST

START_TEST(a_missed_rule_is_named_with_what_spatch_could_not_read)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result result = { 0 };

	patch_and_file(&world, SWAP "@other@\n@@\n-two(1);\n+three(1);\n",
		       "int f(void)\n{\n\tfoo(1);\n}\n\nint g(void)\n{\n\ttwo(\n}\n\nint "
		       "h(void)\n{\n\treturn 1;\n}\n");
	adapt(&result, &world, "other");
	ck_assert_int_eq(result.outcome, ADAPT_RULE_MISSED);
	ck_assert_uint_eq(result.changes.nr, 0);
	ck_assert_str_eq(result.sentence,
			 "the rule 'other' found nothing to change, which may be because spatch could "
			 "not read all of the code (a.c: lines 6-9)");
	ck_assert_uint_eq(result.unparsed.nr, 1);
	ck_assert_str_eq(result.unparsed.v[0], "a.c: lines 6-9");
}
END_TEST

START_TEST(an_expected_rule_that_the_patch_has_not_is_an_error)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result result = { 0 };
	static const char *files[] = { "a.c" }, *rules[] = { "swop" };
	const struct adaptation adaptation = { .semantic_patch = "x.cocci",
					       .files = { files, 1 },
					       .rules = { rules, 1 } };

	patch_and_file(&world, SWAP, CALLS_FOO);
	fails_with(adapt_semantic_patch(&result, world.tree, &adaptation, &world.options, err),
		   "the semantic patch 'x.cocci' has no rule 'swop' that changes something");
}
END_TEST

START_TEST(a_patch_that_is_not_there_is_an_error)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result result = { 0 };
	static const char *files[] = { "a.c" };
	const struct adaptation lost = { .semantic_patch = "y.cocci", .files = { files, 1 } };
	const struct adaptation outside = { .semantic_patch = "../y.cocci", .files = { files, 1 } };
	const char *sentence;

	patch_and_file(&world, SWAP, CALLS_FOO);
	sentence = arena_printf(&world.arena, "there is no semantic patch 'y.cocci' in '%s'",
				world.data.semantic_patches);
	fails_with(adapt_semantic_patch(&result, world.tree, &lost, &world.options, err), sentence);
	fails_with(adapt_semantic_patch(&result, world.tree, &outside, &world.options, err),
		   "'../y.cocci' is no path of a semantic patch");
}
END_TEST

START_TEST(files_that_the_tree_lacks_are_left_out)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result none = { 0 }, one = { 0 };
	static const char *files[] = { "fs/x.c", "a.c" };
	const struct adaptation lost = { .semantic_patch = "x.cocci", .files = { files, 1 } };
	const struct adaptation both = { .semantic_patch = "x.cocci", .files = { files, 2 } };

	patch_and_file(&world, SWAP, CALLS_FOO);
	succeeds(adapt_semantic_patch(&none, world.tree, &lost, &world.options, err));
	ck_assert_int_eq(none.outcome, ADAPT_NOTHING);
	succeeds(adapt_semantic_patch(&one, world.tree, &both, &world.options, err));
	ck_assert_int_eq(one.outcome, ADAPT_CHANGED);
}
END_TEST

START_TEST(code_in_a_scoped_guard_is_seen)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result result = { 0 };

	patch_and_file(&world, SWAP,
		       "int f(void)\n{\n\tscoped_guard(mutex, &x) {\n\t\tfoo(1);\n\t}\n\treturn 0;\n}\n");
	adapt(&result, &world, "swap");
	ck_assert_int_eq(result.outcome, ADAPT_CHANGED);
	ck_assert_uint_eq(result.unparsed.nr, 0);
}
END_TEST

START_TEST(line_ends_stay_what_they_are)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result result = { 0 };

	patch_and_file(&world, "@swap@\nexpression E;\n@@\n-foo(E);\n+bar(E);\n+baz(E);\n",
		       "int f(void)\r\n{\r\n\tfoo(1);\r\n\treturn 0;\r\n}\r\n");
	adapt(&result, &world, NULL);
	ck_assert_int_eq(result.outcome, ADAPT_CHANGED);
	ck_assert_str_eq(text_str(&result.changes.v[0].after),
			 "int f(void)\r\n{\r\n\tbar(1);\r\n\tbaz(1);\r\n\treturn 0;\r\n}\r\n");
}
END_TEST

START_TEST(code_over_several_lines_in_a_define_is_refused)
{
	static const char *const defines[] = {
		"#define A(a) foo(a);\n\nint g;\n",
		"#define A(a) do { foo(a); } while (0)\n\nint g;\n",
		"#define A(a) do { \\\n\tfoo(a); \\\n} while (0)\n\nint g;\n",
	};
	size_t i;

	for (i = 0; i < nr_of(defines); i++) {
		owned(world_release) struct world world = { 0 };
		owned(adapt_result_release) struct adapt_result result = { 0 };

		patch_and_file(&world, "@swap@\nexpression E;\n@@\n-foo(E);\n+bar(E);\n+baz(E);\n",
			       defines[i]);
		adapt(&result, &world, NULL);
		ck_assert_msg(result.outcome == ADAPT_BROKEN, "%s", defines[i]);
		ck_assert_str_eq(result.sentence,
				 "spatch would break the #define of 'A' in 'a.c': it cannot write code "
				 "over several lines there");
		ck_assert_uint_eq(result.changes.nr, 0);
	}
}
END_TEST

START_TEST(code_on_one_line_in_a_define_and_code_beside_it_are_not_refused)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result result = { 0 };

	patch_and_file(&world, SWAP "@decl@\n@@\n+static int added;\n g(...) { ... }\n",
		       "#define A(a) do { foo(a); } while (0)\nint g(void)\n{\n\tfoo(2);\n}\n");
	adapt(&result, &world, NULL);
	ck_assert_msg(result.outcome == ADAPT_CHANGED, "%s", result.sentence);
	ck_assert_ptr_nonnull(strstr(text_str(&result.changes.v[0].after),
				     "do { bar(a); } while (0)\nstatic int added;\n"));
}
END_TEST

START_TEST(a_patch_that_is_no_smpl_is_a_result_that_says_so)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result result = { 0 };

	patch_and_file(&world, "@swap@\n@@\n-foo((;\n+bar(E);\n", CALLS_FOO);
	adapt(&result, &world, NULL);
	ck_assert_int_eq(result.outcome, ADAPT_FAILED);
	ck_assert_ptr_nonnull(result.sentence);
}
END_TEST

START_TEST(a_spatch_that_fails_is_a_result_with_one_sentence)
{
	static const struct {
		const char *script, *says;
	} cases[] = {
		{ "exit 255", "255" },
		{ "kill -SEGV $$", "spatch" },
		{ "sleep 30", "spatch" },
		{ "echo 'EXN: Failure(\"x\") in a.c' >&2", "EXN: Failure(\"x\")" },
		{ "echo 'Fatal error: exception Stack_overflow' >&2; exit 2", "Stack_overflow" },
		{ "echo broken >\"$file\"", "trace" },
		{ ": >\"$file\"", "trace" },
		{ "rm \"$file\"", "trace" },
		{ "head -c 100000 /dev/urandom >&2; head -c 1000 /dev/urandom >\"$file\"", "trace" },
		{ "echo 'dependencies for rule swap satisfied:' >&2; echo x >\"$file\"", "trace" },
	};
	size_t i;

	for (i = 0; i < nr_of(cases); i++) {
		owned(world_release) struct world world = { 0 };
		owned(adapt_result_release) struct adapt_result result = { 0 };

		patch_and_file(&world, SWAP, CALLS_FOO);
		world.options.timeout = 1;
		pretend(&world, cases[i].script);
		adapt(&result, &world, "swap");
		ck_assert_msg(result.outcome == ADAPT_FAILED, "%s", cases[i].script);
		ck_assert_msg(strstr(result.sentence, cases[i].says) && !strchr(result.sentence, '\n'),
			      "%s: %s", cases[i].script, result.sentence);
		ck_assert_uint_eq(result.changes.nr, 0);
	}
}
END_TEST

START_TEST(without_spatch_the_error_names_the_package)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result result = { 0 };
	owned(error_release) struct error error = { 0 };
	static const char *files[] = { "a.c" };
	const struct adaptation adaptation = { .semantic_patch = "x.cocci", .files = { files, 1 } };

	patch_and_file(&world, SWAP, CALLS_FOO);
	setenv("PATH", "/nonexistent", 1);
	ck_assert_int_eq(adapt_semantic_patch(&result, world.tree, &adaptation, &world.options, &error), -1);
	ck_assert_ptr_nonnull(strstr(error.message, "'spatch'"));
	ck_assert_ptr_nonnull(strstr(error.message, "coccinelle"));
}
END_TEST

START_TEST(a_search_gives_the_places_and_changes_nothing)
{
	owned(world_release) struct world world = { 0 };
	owned(match_result_release) struct match_result found = { 0 }, none = { 0 };
	static const char *files[] = { "a.c", "b.c" };
	const struct string_list list = { files, 2 };

	patch_and_file(&world, "@r@\nexpression E;\n@@\n* foo(E);\n", CALLS_FOO);
	put(&world, "tree/b.c", "int x;\n\nint g(void)\n{\n\tfoo(2);\n\tx = 1;\n\tfoo(3);\n}\n");
	succeeds(semantic_search(&found, world.tree, "x.cocci", &list, &world.options, err));
	ck_assert(found.matches);
	ck_assert_uint_eq(found.places.nr, 3);
	ck_assert_str_eq(found.places.v[0], "a.c:3: foo(1);");
	ck_assert_str_eq(found.places.v[1], "b.c:5: foo(2);");
	ck_assert_str_eq(found.places.v[2], "b.c:7: foo(3);");
	put(&world, "semantic-patches/x.cocci", "@r@\nexpression E;\n@@\n* none(E);\n");
	succeeds(semantic_search(&none, world.tree, "x.cocci", &list, &world.options, err));
	ck_assert(!none.matches);
	ck_assert_uint_eq(none.places.nr, 0);
}
END_TEST

START_TEST(a_search_that_fails_is_an_error)
{
	owned(world_release) struct world world = { 0 };
	static const char *files[] = { "a.c" };
	const struct string_list list = { files, 1 };
	struct match_result found = { 0 };

	patch_and_file(&world, SWAP, CALLS_FOO);
	pretend(&world, "echo 'Fatal error: exception Stack_overflow' >&2; exit 2");
	fails_with(
		semantic_search(&found, world.tree, "x.cocci", &list, &world.options, err),
		"cannot look for 'x.cocci': spatch ended with code 2: Fatal error: exception Stack_overflow");
}
END_TEST

/* A spatch that swaps as SWAP does, and counts how often it was asked to. */
static void pretend_swapping(struct world *world)
{
	pretend(world, arena_printf(&world->arena,
				    "test \"$1\" = --version && exit\necho x >>%s\nsed -i s/foo/bar/ \"$file\"\n"
				    "echo 'dependencies for rule swap satisfied:' >&2\n"
				    "echo 'transformation info returned:' >&2", below(world, "asked")));
}

static size_t asked(struct world *world)
{
	owned(text_release) struct text text = { 0 };
	bool exists;

	succeeds(file_read_if(&text, &exists, below(world, "asked"), err));
	return text.len / 2;
}

/* One run of the program, which swaps one call; returns how often spatch was asked until now. */
static size_t run_with_memo(struct world *world)
{
	owned(spatch_memo_freep) struct spatch_memo *memo = spatch_memo_open(below(world, "kept"));
	owned(adapt_result_release) struct adapt_result result = { 0 };

	ck_assert_ptr_nonnull(memo);
	world->options.memo = memo;
	adapt(&result, world, "swap");
	world->options.memo = NULL;
	ck_assert_int_eq(result.outcome, ADAPT_CHANGED);
	ck_assert_uint_eq(result.changes.nr, 1);
	ck_assert_ptr_nonnull(strstr(text_str(&result.changes.v[0].after), "bar(1)"));
	ck_assert(result.rules[0].fired);
	return asked(world);
}

START_TEST(what_spatch_did_is_remembered_and_done_again_for_other_rules_files_and_programs)
{
	owned(world_release) struct world world = { 0 };

	patch_and_file(&world, SWAP, CALLS_FOO);
	pretend_swapping(&world);
	ck_assert_uint_eq(run_with_memo(&world), 1);
	ck_assert_uint_eq(run_with_memo(&world), 1);
	put(&world, "tree/a.c", CALLS_FOO "/* more */\n");
	ck_assert_uint_eq(run_with_memo(&world), 2);
	put(&world, "semantic-patches/x.cocci", SWAP "// more\n");
	ck_assert_uint_eq(run_with_memo(&world), 3);
	put(&world, "semantic-patches/stableport.macros", "#define more\n");
	ck_assert_uint_eq(run_with_memo(&world), 4);
	ck_assert_uint_eq(run_with_memo(&world), 4);
	pretend_swapping(&world); /* another file, as an update would leave it */
	ck_assert_uint_eq(run_with_memo(&world), 5);
}
END_TEST

static void damage_all(struct world *world, size_t keep)
{
	owned(strings_release) struct strings folders = { 0 }, names = { 0 };
	owned(text_release) struct text text = { 0 };
	const char *folder, *path;

	succeeds(file_list(&folders, below(world, "kept"), err));
	ck_assert_uint_eq(folders.nr, 1);
	folder = path_join(&world->arena, below(world, "kept"), folders.v[0]);
	succeeds(file_list(&names, folder, err));
	ck_assert_uint_eq(names.nr, 1);
	path = path_join(&world->arena, folder, names.v[0]);
	succeeds(file_read(&text, path, err));
	ck_assert_uint_gt(text.len, keep);
	succeeds(file_write(path, text.data, keep, err));
}

START_TEST(a_damaged_record_of_spatch_is_not_believed)
{
	owned(world_release) struct world world = { 0 };

	patch_and_file(&world, SWAP, CALLS_FOO);
	pretend_swapping(&world);
	ck_assert_uint_eq(run_with_memo(&world), 1);
	damage_all(&world, 150);
	ck_assert_uint_eq(run_with_memo(&world), 2);
	ck_assert_uint_eq(run_with_memo(&world), 2);
}
END_TEST

START_TEST(a_spatch_that_failed_is_asked_again)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result failed = { 0 }, fine = { 0 };
	owned(spatch_memo_freep) struct spatch_memo *memo = NULL;

	patch_and_file(&world, SWAP, CALLS_FOO);
	pretend(&world, arena_printf(&world.arena, "test -e %s || { touch %s; kill -9 $$; }\nsed -i s/foo/bar/ \"$file\"\n"
				     "echo 'dependencies for rule swap satisfied:' >&2\n"
				     "echo 'transformation info returned:' >&2", below(&world, "once"), below(&world, "once")));
	put(&world, "once", "");
	memo = spatch_memo_open(below(&world, "kept"));
	unlink(below(&world, "once"));
	world.options.memo = memo;
	adapt(&failed, &world, "swap");
	ck_assert_int_eq(failed.outcome, ADAPT_FAILED);
	adapt(&fine, &world, "swap");
	ck_assert_int_eq(fine.outcome, ADAPT_CHANGED);
}
END_TEST

START_TEST(where_nothing_can_be_kept_there_is_no_memo)
{
	owned(world_release) struct world world = { 0 };

	world_make(&world);
	put(&world, "kept", "a file");
	ck_assert_ptr_null(spatch_memo_open(below(&world, "kept")));
	ck_assert_ptr_null(spatch_memo_open(NULL));
}
END_TEST

START_TEST(a_diff_line_that_looks_like_a_header_is_a_line)
{
	static const char diff[] = "--- a.c\n+++ /tmp/x\n@@ -4,3 +4,1 @@ f(void)\n x\n--- b;\n-@@ -1 +1 @@\n";
	owned(strings_release) struct strings places = { 0 };

	spatch_places(&places, diff, strlen(diff));
	ck_assert_uint_eq(places.nr, 2);
	ck_assert_str_eq(places.v[0], "a.c:5: -- b;");
	ck_assert_str_eq(places.v[1], "a.c:6: @@ -1 +1 @@");
}
END_TEST

START_TEST(rules_are_read_from_the_semantic_patch)
{
	static const char text[] =
		"// x\n@has@\nposition p;\n@@\nf@p(...)\n\n@r depends on !has\n  && x@\n@@\n-a\n"
		"@@\n@@\n+b\n@ s @ @@\n*c\n";
	struct spatch_rule *rules = NULL;
	size_t nr = 0, i;

	spatch_rules(&rules, &nr, text, strlen(text));
	ck_assert_uint_eq(nr, 4);
	ck_assert_str_eq(rules[0].name, "has");
	ck_assert(!rules[0].transforms);
	ck_assert_str_eq(rules[1].name, "r");
	ck_assert_str_eq(rules[2].name, "rule starting on line 11");
	ck_assert_str_eq(rules[3].name, "s");
	ck_assert(rules[1].transforms && rules[2].transforms && rules[3].transforms);
	for (i = 0; i < nr; i++)
		free(rules[i].name);
	free(rules);
}
END_TEST

static void take_shim(struct adapt_result *result, struct world *world, const char *shim, const char *name)
{
	owned(strings_release) struct strings missing = { 0 };
	const struct adaptation adaptation = { .shim = shim, .dir = "fs/nfsd" };

	strings_add(&missing, name);
	succeeds(adapt_shim(result, world->tree, &adaptation, &missing, &world->options, err));
}

START_TEST(a_second_shim_extends_the_first_ones_line)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result one = { 0 }, two = { 0 }, again = { 0 };
	size_t i;

	world_make(&world);
	put(&world, "shims/include/linux/a.h", "/* a */\n");
	put(&world, "shims/include/linux/b.h", "/* b */\n");
	put(&world, "tree/fs/nfsd/Makefile", "obj-m += nfsd.o");
	take_shim(&one, &world, "linux/a.h", "up");
	ck_assert_int_eq(one.outcome, ADAPT_CHANGED);
	ck_assert_uint_eq(one.changes.nr, 2);
	ck_assert_str_eq(one.changes.v[0].path, "fs/nfsd/shims/include/linux/a.h");
	ck_assert_str_eq(text_str(&one.changes.v[1].after),
			 "obj-m += nfsd.o\n\n"
			 "# What this tree lacks: headers that give it stand in shims/include (stableport)\n"
			 "NOSTDINC_FLAGS += -I$(srctree)/fs/nfsd/shims/include -DSTABLEPORT_LACKS_up\n");
	for (i = 0; i < one.changes.nr; i++)
		tree_put(world.tree, one.changes.v[i].path, &one.changes.v[i].after);
	take_shim(&two, &world, "linux/b.h", "update");
	ck_assert_ptr_nonnull(strstr(text_str(&two.changes.v[1].after),
				     "include -DSTABLEPORT_LACKS_up -DSTABLEPORT_LACKS_update\n"));
	for (i = 0; i < two.changes.nr; i++)
		tree_put(world.tree, two.changes.v[i].path, &two.changes.v[i].after);
	take_shim(&again, &world, "linux/a.h", "up");
	ck_assert_int_eq(again.outcome, ADAPT_NOTHING);
}
END_TEST

START_TEST(a_folder_without_a_makefile_takes_no_shim)
{
	owned(world_release) struct world world = { 0 };
	owned(adapt_result_release) struct adapt_result result = { 0 };

	world_make(&world);
	put(&world, "shims/include/linux/a.h", "/* a */\n");
	take_shim(&result, &world, "linux/a.h", "up");
	ck_assert_int_eq(result.outcome, ADAPT_FAILED);
	ck_assert_str_eq(result.sentence, "there is no 'fs/nfsd/Makefile' that could take a shim");
	ck_assert_uint_eq(result.changes.nr, 0);
}
END_TEST

SUITE(adapt)
{
	TEST(a_change_is_kept_once_per_path_and_dropped_when_it_became_none);
	TEST(a_rule_that_fires_changes_the_file);
	TEST(a_patch_that_finds_nothing_changes_nothing);
	TEST(a_missed_rule_is_named_with_what_spatch_could_not_read);
	TEST(an_expected_rule_that_the_patch_has_not_is_an_error);
	TEST(a_patch_that_is_not_there_is_an_error);
	TEST(files_that_the_tree_lacks_are_left_out);
	TEST(code_in_a_scoped_guard_is_seen);
	TEST(line_ends_stay_what_they_are);
	TEST(code_over_several_lines_in_a_define_is_refused);
	TEST(code_on_one_line_in_a_define_and_code_beside_it_are_not_refused);
	TEST(a_patch_that_is_no_smpl_is_a_result_that_says_so);
	TEST(a_spatch_that_fails_is_a_result_with_one_sentence);
	TEST(without_spatch_the_error_names_the_package);
	TEST(a_search_gives_the_places_and_changes_nothing);
	TEST(a_search_that_fails_is_an_error);
	TEST(what_spatch_did_is_remembered_and_done_again_for_other_rules_files_and_programs);
	TEST(a_damaged_record_of_spatch_is_not_believed);
	TEST(a_spatch_that_failed_is_asked_again);
	TEST(where_nothing_can_be_kept_there_is_no_memo);
	TEST(a_diff_line_that_looks_like_a_header_is_a_line);
	TEST(rules_are_read_from_the_semantic_patch);
	TEST(a_second_shim_extends_the_first_ones_line);
	TEST(a_folder_without_a_makefile_takes_no_shim);
}
