// SPDX-License-Identifier: GPL-2.0-only
#include "lib/suite.h"
#include "tool/feature.h"
#include "tool/files.h"

/* A tree of one or more files and its index. */
struct world {
	struct scratch scratch;
	struct arena arena;
	struct tree *tree;
	struct features *features;
};

static const struct data_paths data = {
	.semantic_patches = (char *)SOURCE_ROOT "/semantic-patches", .shims = (char *)SOURCE_ROOT "/shims",
	.recipes = (char *)SOURCE_ROOT "/backports",
};
static const struct spatch_options options = { .data = &data, .timeout = 60 };

static void world_release(struct world *world)
{
	features_free(world->features);
	tree_free(world->tree);
	scratch_release(&world->scratch);
	arena_release(&world->arena);
}

static void put(struct world *world, const char *path, const char *text)
{
	if (!world->scratch.path)
		succeeds(scratch_make(&world->scratch, err));
	succeeds(file_write(path_join(&world->arena, world->scratch.path, path), text, strlen(text), err));
}

/* The scope is the folder fs/nfsd and one header. */
static void look(struct world *world)
{
	static const char *scope[] = { "include/linux/wait_bit.h", "fs/nfsd" };
	const struct string_list list = { scope, nr_of(scope) };

	succeeds(tree_of_folder(&world->tree, world->scratch.path, err));
	succeeds(features_index(&world->features, world->tree, &list, &options, err));
}

static void world_of(struct world *world, const char *text)
{
	put(world, "fs/nfsd/a.c", text);
	look(world);
}

static bool holds(struct world *world, const struct feature *feature)
{
	bool answer = false;

	succeeds(feature_holds(&answer, NULL, world->features, feature, err));
	return answer;
}

static bool has(struct world *world, enum feature_kind kind, const char *name)
{
	const struct feature feature = { .kind = kind, .name = name };

	return holds(world, &feature);
}

static bool has_member(struct world *world, const char *parent, const char *name)
{
	const struct feature feature = { .kind = FEATURE_MEMBER, .name = name, .parent = parent };

	return holds(world, &feature);
}

static bool returns(struct world *world, const char *name, const char *type)
{
	const struct feature feature = { .kind = FEATURE_FUNCTION, .name = name, .type = type };

	return holds(world, &feature);
}

static char *words(struct arena *arena, const char *text, size_t len)
{
	owned(strings_release) struct strings found = { 0 };
	owned(text_release) struct text joined = { 0 };
	size_t i;

	identifiers_in(&found, text, len);
	for (i = 0; i < found.nr; i++)
		text_addf(&joined, "%s%s", i ? " " : "", found.v[i]);
	return arena_strdup(arena, text_str(&joined));
}

START_TEST(identifiers_are_tokens_not_comments_or_strings)
{
	static const char *const cases[][2] = {
		{ "int a; /* b */ c // d\ne", "a c e int" },
		{ "x = \"y \\\" z\" w", "w x" },
		{ "x = 'y' + '\\'' + z", "x z" },
		{ "a // b \\\nc\nd", "a d" },
		{ "#define A(b) \\\n\tc(b)\n", "A b c define" },
		{ "#include <linux/wait.h>\n# include \"x.h\"\na", "a" },
		{ "#error don't do this\nb", "b don error" },
		{ "0x10UL 1.5e3f a1 _b", "_b a1" },
		{ "a /* b", "a" },
		{ "a \"b\nc", "a c" },
		{ "a '", "a" },
		{ "a \\", "a" },
		{ "a \"\\", "a" },
		{ "a /", "a" },
		{ "a //", "a" },
		{ "a /*/ b */ c", "a c" },
		{ "\"a\\\r\nb\" c", "c" },
		{ "a a a", "a" },
		{ "", "" },
		{ "#", "" },
	};
	owned(arena_release) struct arena arena = { 0 };
	size_t i;

	for (i = 0; i < nr_of(cases); i++)
		ck_assert_str_eq(words(&arena, cases[i][0], strlen(cases[i][0])), cases[i][1]);
}
END_TEST

START_TEST(identifiers_never_reads_behind_the_end)
{
	static const char text[] = "#include <a>\n#define B \\\n\"c\\\"\" 'd' /* e */ // f \\\ng 0x1 \r\n\"h";
	size_t len;

	for (len = 0; len <= strlen(text); len++) {
		owned(arena_release) struct arena arena = { 0 };
		char *exact = mem_alloc(len + 1);
		char *copy = len ? memcpy(mem_realloc(exact, len), text, len) : exact;

		words(&arena, copy, len);
		free(copy);
	}
	owned(arena_release) struct arena arena = { 0 };
	ck_assert_str_eq(words(&arena, "a\0b \xff\xfe c", 9), "a b c");
}
END_TEST

START_TEST(the_lines_of_an_identifier_are_those_of_its_tokens)
{
	static const char text[] = "#include <f.h>\n// f\nf f;\n\"f\" ff 1f\n/* f\n*/ f\nf";
	unsigned lines[9];

	ck_assert_uint_eq(identifier_lines(lines, nr_of(lines), text, strlen(text), "f"), 4);
	ck_assert_uint_eq(lines[0], 3);
	ck_assert_uint_eq(lines[1], 3);
	ck_assert_uint_eq(lines[2], 6);
	ck_assert_uint_eq(lines[3], 7);
	ck_assert_uint_eq(identifier_lines(lines, 1, text, strlen(text), "f"), 1);
	ck_assert_uint_eq(identifier_lines(lines, nr_of(lines), text, strlen(text), "g"), 0);
}
END_TEST

START_TEST(functions_are_found_in_the_kernels_ways_of_writing_them)
{
	owned(world_release) struct world world = { 0 };

	world_of(&world, "static void\nnfsd4_lm_notify(struct file_lock *fl)\n{\n}\n"
			 "DEFINE_FREE(put_it, struct a *, if (_T) put(_T))\n"
			 "__be32 nfsd4_x(struct a *b)\n{\n}\n"
			 "EXPORT_SYMBOL_GPL(nfsd4_x)\n"
			 "static __be32 __must_check\nnfsd4_y(struct a *b) __releases(x)\n{\n}\n"
			 "extern bool declared(void);\n"
			 "static noinline bool __printf(1, 2) prints(const char *f, ...)\n{\n}\n"
			 "struct nfsd_file **files(void) { return 0; }\n"
			 "static __always_inline __be32\nencode(void) { return 0; }\n"
			 "SYSCALL_DEFINE1(foo, int, x)\n{\n}\n"
			 "static int __init start(void)\n{\n}\n");
	ck_assert(returns(&world, "nfsd4_lm_notify", "void"));
	ck_assert(returns(&world, "nfsd4_x", "__be32"));
	ck_assert(returns(&world, "nfsd4_y", "__be32"));
	ck_assert(!returns(&world, "nfsd4_y", "__must_check"));
	ck_assert(!returns(&world, "nfsd4_y", "bool"));
	ck_assert(returns(&world, "prints", "bool"));
	ck_assert(returns(&world, "files", "struct nfsd_file **"));
	ck_assert(returns(&world, "files", "struct nfsd_file * *"));
	ck_assert(!returns(&world, "files", "struct nfsd_file *"));
	ck_assert(returns(&world, "encode", "__be32"));
	ck_assert(returns(&world, "start", "int"));
	ck_assert(returns(&world, "start", NULL));
	ck_assert(has(&world, FEATURE_FUNCTION, "SYSCALL_DEFINE1"));
	ck_assert(!has(&world, FEATURE_FUNCTION, "declared"));
	ck_assert(!has(&world, FEATURE_FUNCTION, "EXPORT_SYMBOL_GPL"));
	ck_assert(!has(&world, FEATURE_FUNCTION, "DEFINE_FREE"));
}
END_TEST

START_TEST(members_belong_to_the_struct_that_c_says)
{
	owned(world_release) struct world world = { 0 };

	world_of(&world,
		 "struct outer {\n\tint a, *a2;\n\tunion {\n\t\tint b;\n\t\tstruct { int c:3, d:4; };\n\t};\n"
		 "\tstruct { int e; } named;\n\tunion inner { int f; } u;\n"
		 "\tint (*fn)(struct outer *o, int x);\n\tstruct list_head list ____cacheline_aligned;\n"
		 "\tDECLARE_BITMAP(bits, 32);\n\tstruct foo __rcu *p;\n"
		 "#ifdef CONFIG_X\n\tint only_x;\n#else\n\tint only_y;\n#endif\n};\n"
		 "typedef struct { int g; } stateid_t;\n");
	ck_assert(has_member(&world, "outer", "a") && has_member(&world, "outer", "a2"));
	ck_assert(has_member(&world, "outer", "b"));
	ck_assert(has_member(&world, "outer", "c") && has_member(&world, "outer", "d"));
	ck_assert(has_member(&world, "outer", "named"));
	ck_assert(!has_member(&world, "outer", "e"));
	ck_assert(has_member(&world, "outer", "u"));
	ck_assert(!has_member(&world, "outer", "f") && has_member(&world, "inner", "f"));
	ck_assert(has_member(&world, "outer", "fn"));
	ck_assert(has_member(&world, "outer", "list") && has_member(&world, "outer", "p"));
	ck_assert(has_member(&world, "outer", "bits"));
	ck_assert(has_member(&world, "outer", "only_x") && has_member(&world, "outer", "only_y"));
	ck_assert(has_member(&world, "stateid_t", "g"));
	ck_assert(!has_member(&world, "other", "a"));
}
END_TEST

START_TEST(macros_and_identifiers_are_two_things)
{
	owned(world_release) struct world world = { 0 };

	world_of(&world, "#define NAME(x) other(x)\n/* commented */\nint a = USED;\n");
	ck_assert(has(&world, FEATURE_MACRO, "NAME"));
	ck_assert(!has(&world, FEATURE_MACRO, "USED"));
	ck_assert(has(&world, FEATURE_IDENTIFIER, "USED") && has(&world, FEATURE_IDENTIFIER, "NAME"));
	ck_assert(!has(&world, FEATURE_IDENTIFIER, "commented"));
}
END_TEST

START_TEST(the_scope_is_the_c_files_of_its_folders_and_its_files)
{
	owned(world_release) struct world world = { 0 };

	put(&world, "fs/nfsd/state.h", "int in_header;\n");
	put(&world, "fs/nfsd/Makefile", "in_makefile = 1\n");
	put(&world, "fs/nfsd/below/a.c", "int in_below;\n");
	put(&world, "include/linux/wait_bit.h", "int in_file;\n");
	put(&world, "include/linux/other.h", "int in_other;\n");
	world_of(&world, "int in_source;\n");
	ck_assert(has(&world, FEATURE_IDENTIFIER, "in_header") &&
		  has(&world, FEATURE_IDENTIFIER, "in_source"));
	ck_assert(has(&world, FEATURE_IDENTIFIER, "in_file"));
	ck_assert(!has(&world, FEATURE_IDENTIFIER, "in_makefile") &&
		  !has(&world, FEATURE_IDENTIFIER, "in_below"));
	ck_assert(!has(&world, FEATURE_IDENTIFIER, "in_other"));
}
END_TEST

START_TEST(a_tree_without_the_scope_has_nothing)
{
	owned(world_release) struct world world = { 0 };

	put(&world, "README", "nothing\n");
	look(&world);
	ck_assert(!has(&world, FEATURE_IDENTIFIER, "nothing"));
	ck_assert(!has(&world, FEATURE_FUNCTION, "nothing"));
}
END_TEST

START_TEST(the_place_is_shown_and_kept_when_there_is_none)
{
	owned(world_release) struct world world = { 0 };
	owned(text_release) struct text where = { 0 };
	const struct feature identifier = { .kind = FEATURE_IDENTIFIER, .name = "late" };
	const struct feature function = { .kind = FEATURE_FUNCTION, .name = "f", .lacks = true };
	const struct feature none = { .kind = FEATURE_MACRO, .name = "NONE" };
	bool answer = false;

	world_of(&world, "/* late */\nint late;\nint\nf(void)\n{\n}\n");
	succeeds(feature_holds(&answer, &where, world.features, &identifier, err));
	ck_assert(answer);
	ck_assert_str_eq(text_str(&where), "fs/nfsd/a.c:2");
	succeeds(feature_holds(&answer, &where, world.features, &function, err));
	ck_assert(!answer);
	ck_assert_str_eq(text_str(&where), "fs/nfsd/a.c:4");
	succeeds(feature_holds(&answer, &where, world.features, &none, err));
	ck_assert(!answer);
	ck_assert_str_eq(text_str(&where), "fs/nfsd/a.c:4");
}
END_TEST

START_TEST(the_first_feature_that_does_not_hold_is_named)
{
	owned(world_release) struct world world = { 0 };
	struct feature features[] = {
		{ .kind = FEATURE_IDENTIFIER, .name = "a" },
		{ .kind = FEATURE_MACRO, .name = "B", .lacks = true },
		{ .kind = FEATURE_MACRO, .name = "C" },
	};
	const struct feature_list all = { features, 3 }, some = { features, 2 }, none = { NULL, 0 };
	const struct feature *failed = NULL;
	bool hold = false;

	world_of(&world, "int a;\n");
	succeeds(features_hold(&hold, &failed, world.features, &none, err));
	ck_assert(hold && !failed);
	succeeds(features_hold(&hold, &failed, world.features, &some, err));
	ck_assert(hold && !failed);
	succeeds(features_hold(&hold, &failed, world.features, &all, err));
	ck_assert(!hold && failed == &features[2]);
}
END_TEST

START_TEST(a_match_of_a_semantic_patch_is_a_feature_with_its_place)
{
	owned(world_release) struct world world = { 0 };
	owned(text_release) struct text where = { 0 };
	static const char *files[] = { "fs/nfsd/a.c" };
	struct feature feature = { .kind = FEATURE_MATCHES, .name = "x.cocci", .in = { files, 1 } };
	struct data_paths own = data;
	const struct spatch_options own_options = { .data = &own, .timeout = 60 };
	const struct string_list none = { NULL, 0 };
	bool answer = false;

	put(&world, "patches/x.cocci", "@r@\n@@\n* foo(1);\n");
	put(&world, "patches/stableport.macros", "\n");
	put(&world, "fs/nfsd/a.c", "int f(void)\n{\n\tfoo(1);\n}\n");
	own.semantic_patches = path_join(&world.arena, world.scratch.path, "patches");
	succeeds(tree_of_folder(&world.tree, world.scratch.path, err));
	succeeds(features_index(&world.features, world.tree, &none, &own_options, err));
	succeeds(feature_holds(&answer, &where, world.features, &feature, err));
	ck_assert(answer);
	ck_assert_str_eq(text_str(&where), "fs/nfsd/a.c:3");
	feature.lacks = true;
	ck_assert(!holds(&world, &feature));
}
END_TEST

START_TEST(what_spatch_skipped_is_told_once)
{
	owned(world_release) struct world world = { 0 };
	static const char *files[] = { "fs/nfsd/a.c" };
	const struct feature feature = {
		.kind = FEATURE_MATCHES, .name = "x.cocci", .in = { files, 1 }, .lacks = true,
	};
	struct data_paths own = data;
	const struct spatch_options own_options = { .data = &own, .timeout = 60 };
	const struct string_list none = { NULL, 0 };

	put(&world, "patches/x.cocci", "@r@\n@@\n* two(1);\n");
	put(&world, "patches/stableport.macros", "\n");
	put(&world, "fs/nfsd/a.c", "int f(void)\n{\n\treturn 0;\n}\n\nint g(void)\n{\n\ttwo(\n}\n\n"
				   "int h(void)\n{\n\treturn 1;\n}\n");
	own.semantic_patches = path_join(&world.arena, world.scratch.path, "patches");
	succeeds(tree_of_folder(&world.tree, world.scratch.path, err));
	succeeds(features_index(&world.features, world.tree, &none, &own_options, err));
	ck_assert_uint_eq(features_unparsed(world.features)->nr, 0);
	ck_assert(holds(&world, &feature));
	ck_assert(holds(&world, &feature));
	ck_assert_uint_eq(features_unparsed(world.features)->nr, 1);
	ck_assert_str_eq(features_unparsed(world.features)->v[0], "fs/nfsd/a.c: lines 6-9");
}
END_TEST

START_TEST(a_refresh_sees_what_was_put_over_the_tree)
{
	owned(world_release) struct world world = { 0 };
	const struct text changed = { .data = (char *)"int g(void)\n{\n}\n", .len = 15 };

	put(&world, "fs/nfsd/b.c", "int stays(void)\n{\n}\n");
	world_of(&world, "int f(void)\n{\n}\n");
	tree_put(world.tree, "fs/nfsd/a.c", &changed);
	tree_put(world.tree, "fs/nfsd/new.h", &(struct text){ .data = (char *)"#define NEW 1\n", .len = 14 });
	ck_assert(has(&world, FEATURE_FUNCTION, "f"));
	succeeds(features_refresh(world.features, err));
	ck_assert(!has(&world, FEATURE_FUNCTION, "f") && has(&world, FEATURE_FUNCTION, "g"));
	ck_assert(has(&world, FEATURE_FUNCTION, "stays") && has(&world, FEATURE_MACRO, "NEW"));
	tree_put(world.tree, "fs/nfsd/a.c", NULL);
	succeeds(features_refresh(world.features, err));
	ck_assert(!has(&world, FEATURE_FUNCTION, "g") && has(&world, FEATURE_FUNCTION, "stays"));
}
END_TEST

START_TEST(a_refresh_that_fails_leaves_the_index_as_it_was)
{
	owned(world_release) struct world world = { 0 };
	owned(error_release) struct error error = { 0 };

	world_of(&world, "int f(void)\n{\n}\n");
	tree_put(world.tree, "fs/nfsd/a.c", &(struct text){ .data = (char *)"int g;\n", .len = 7 });
	setenv("PATH", "/nonexistent", 1);
	ck_assert_int_eq(features_refresh(world.features, &error), -1);
	ck_assert_ptr_nonnull(strstr(error.message, "'ctags'"));
	ck_assert(has(&world, FEATURE_FUNCTION, "f"));
}
END_TEST

START_TEST(files_that_are_no_text_do_no_harm)
{
	static const char bytes[] = "int f(void)\n{\n}\n\xff\xfe\0#define \xe4 1\nDEFINE_X(";
	owned(world_release) struct world world = { 0 };

	put(&world, "fs/nfsd/empty.c", "");
	put(&world, "fs/nfsd/open.c", "DEFINE_X(");
	succeeds(file_write(path_join(&world.arena, world.scratch.path, "fs/nfsd/a.c"), bytes,
			    sizeof(bytes) - 1, err));
	look(&world);
	ck_assert(has(&world, FEATURE_FUNCTION, "f"));
	ck_assert(has(&world, FEATURE_IDENTIFIER, "DEFINE_X"));
}
END_TEST

SUITE(feature)
{
	TEST(identifiers_are_tokens_not_comments_or_strings);
	TEST(identifiers_never_reads_behind_the_end);
	TEST(the_lines_of_an_identifier_are_those_of_its_tokens);
	TEST(functions_are_found_in_the_kernels_ways_of_writing_them);
	TEST(members_belong_to_the_struct_that_c_says);
	TEST(macros_and_identifiers_are_two_things);
	TEST(the_scope_is_the_c_files_of_its_folders_and_its_files);
	TEST(a_tree_without_the_scope_has_nothing);
	TEST(the_place_is_shown_and_kept_when_there_is_none);
	TEST(the_first_feature_that_does_not_hold_is_named);
	TEST(a_match_of_a_semantic_patch_is_a_feature_with_its_place);
	TEST(what_spatch_skipped_is_told_once);
	TEST(a_refresh_sees_what_was_put_over_the_tree);
	TEST(a_refresh_that_fails_leaves_the_index_as_it_was);
	TEST(files_that_are_no_text_do_no_harm);
}
