// SPDX-License-Identifier: GPL-2.0-only
/* check_run() over steps that a test makes, on the fake kernel (lib/fake-kernel.h) with the real make, gcc and spatch. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fake-kernel.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/check.h"
#include "tool/check/includers.h"

#define MAX_STEPS 4
#define MAX_CHANGES 4

static const char *config[] = { "DEMO" };
static const char *objects[] = { "fs/demo/a.o", "fs/demo/b.o" };
static const char *scope[] = { "fs/demo", "include/linux/bit.h" };
static const char *a_c[] = { "fs/demo/a.c" };
static const char *none_c[] = { "fs/demo/none.c" };

struct checked {
	struct scratch scratch;
	struct arena arena;
	struct recipe recipe;
	struct backport backport;
	struct tree *tree;
	struct data_paths data;
	struct check_options options;
	struct step steps[MAX_STEPS];
	struct change changes[MAX_STEPS][MAX_CHANGES];
};

static void checked_release(struct checked *c)
{
	size_t i, j;

	for (i = 0; i < MAX_STEPS; i++) {
		for (j = 0; j < MAX_CHANGES; j++) {
			text_release(&c->changes[i][j].before);
			text_release(&c->changes[i][j].after);
		}
	}
	arena_release(&c->backport.arena);
	tree_freep(&c->tree);
	scratch_release(&c->scratch);
	arena_release(&c->arena);
}

static const char *below(struct checked *c, const char *path)
{
	return path_join(&c->arena, c->scratch.path, path);
}

static void prepare(struct checked *c)
{
	git_libgit2_init();
	succeeds(scratch_make(&c->scratch, err));
	succeeds(file_make_folders(below(c, "tmp"), err));
	succeeds(file_make_folders(below(c, "cocci"), err));
	setenv("TMPDIR", below(c, "tmp"), 1);
	fixture_files(below(c, "base"), FAKE_KERNEL, NULL);
	c->data.semantic_patches = path_join(&c->arena, c->scratch.path, "cocci");
	c->data.shims = c->data.recipes = c->data.semantic_patches;
	c->recipe = (struct recipe){
		.path = "recipe.yaml",
		.config = { config, nr_of(config) },
		.objects = { objects, nr_of(objects) },
		.scope = { scope, nr_of(scope) },
	};
	c->backport.recipe = &c->recipe;
	c->backport.steps = c->steps;
	c->options = (struct check_options){
		.spatch = { .data = &c->data, .timeout = 60 },
		.kbuild = { .jobs = 2, .timeout = 120 },
		.build = true,
	};
	succeeds(tree_of_folder(&c->tree, below(c, "base"), err));
}

/* The text a file has before the step that comes next; NULL when there is none. */
static const struct text *text_before(struct checked *c, const char *path, struct text *read)
{
	size_t i, j;
	bool exists = false;

	for (i = c->backport.nr_steps; i-- > 0;)
		for (j = c->steps[i].changes.nr; j-- > 0;)
			if (!strcmp(c->changes[i][j].path, path))
				return c->changes[i][j].exists ? &c->changes[i][j].after : NULL;
	succeeds(tree_read(read, &exists, c->tree, path, err));
	return exists ? read : NULL;
}

/* One more step that picks; to be given changes. */
static struct step *step(struct checked *c, const char *name)
{
	struct step *new = &c->steps[c->backport.nr_steps];

	ck_assert_uint_lt(c->backport.nr_steps, MAX_STEPS);
	new->name = name;
	new->disposition = STEP_PICK;
	new->changes.v = c->changes[c->backport.nr_steps++];
	return new;
}

static void change(struct checked *c, struct step *step, const char *path, const char *content)
{
	owned(text_release) struct text read = { 0 };
	const struct text *before = text_before(c, path, &read);
	struct change *new = &step->changes.v[step->changes.nr++];

	new->path = path;
	new->existed = before != NULL;
	new->exists = content != NULL;
	if (before)
		text_add(&new->before, text_str(before), before->len);
	if (content)
		text_adds(&new->after, content);
}

static const struct check *run(struct checked *c)
{
	succeeds(check_run(&c->backport, c->tree, NULL, &c->options, err));
	ck_assert(c->backport.check.done);
	return &c->backport.check;
}

static bool has(const struct string_list *list, const char *string)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		if (!strcmp(list->v[i], string))
			return true;
	return false;
}

START_TEST(a_good_step_passes)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;

	prepare(&c);
	change(&c, step(&c, "one"), "fs/demo/a.c", "\n\n" FAKE_A_C);
	check = run(&c);
	ck_assert(check->builds[0].done);
	ck_assert(check_passed(check));
	ck_assert_str_eq(check->builds[0].compiler, "fakecc 1.0");
	ck_assert_uint_eq(check->builds[0].nr_steps, 1);
	ck_assert(check->builds[0].steps[0].built);
	ck_assert_uint_eq(check->builds[0].steps[0].objects.nr, 1);
	ck_assert_str_eq(check->builds[0].steps[0].objects.v[0], "fs/demo/a.o");
	ck_assert_uint_eq(check->builds[0].steps[0].nr_new_diagnostics, 0);
	ck_assert_uint_eq(check->builds[0].uncompiled.nr, 0);
	ck_assert(check->seconds >= 0);
}
END_TEST

START_TEST(a_new_warning_belongs_to_the_step_that_brought_it)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;

	prepare(&c);
	change(&c, step(&c, "one"), "fs/demo/b.c", "\n" FAKE_B_C);
	change(&c, step(&c, "two"), "fs/demo/b.c", "static int no;\n" FAKE_B_C);
	change(&c, step(&c, "three"), "fs/demo/b.c", "\n\n\nstatic int no;\n" FAKE_B_C);
	check = run(&c);
	ck_assert(!check_passed(check));
	ck_assert_uint_eq(check->builds[0].steps[0].nr_new_diagnostics, 0);
	ck_assert_uint_eq(check->builds[0].steps[0].warnings_before, 1);
	ck_assert_uint_eq(check->builds[0].steps[1].nr_new_diagnostics, 1);
	ck_assert_str_eq(check->builds[0].steps[1].new_diagnostics[0].text, "'no' defined but not used");
	ck_assert_uint_eq(check->builds[0].steps[1].warnings_before, 1);
	ck_assert_uint_eq(check->builds[0].steps[1].warnings_after, 2);
	ck_assert_uint_eq(check->builds[0].steps[2].nr_new_diagnostics, 0);
	ck_assert_uint_eq(check->builds[0].steps[2].warnings_after, 2);
}
END_TEST

START_TEST(code_that_does_not_compile_is_a_result_with_its_log)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;

	prepare(&c);
	change(&c, step(&c, "one"), "fs/demo/state.h", "struct state { int b; };\n");
	change(&c, step(&c, "two"), "fs/demo/state.h", FAKE_STATE_H);
	check = run(&c);
	ck_assert(!check_passed(check));
	ck_assert(!check->builds[0].steps[0].built);
	ck_assert_ptr_nonnull(strstr(check->builds[0].steps[0].log, "has no member named 'a'"));
	ck_assert_uint_ge(check->builds[0].steps[0].nr_new_diagnostics, 1);
	ck_assert_str_eq(check->builds[0].steps[0].new_diagnostics[0].kind, "error");
	ck_assert(check->builds[0].steps[1].built);
	ck_assert_ptr_null(check->builds[0].steps[1].log);
}
END_TEST

START_TEST(a_header_elsewhere_has_all_of_the_recipes_objects_built)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;

	prepare(&c);
	change(&c, step(&c, "one"), "include/linux/bit.h", "#define BIT \"text\"\n");
	check = run(&c);
	ck_assert_uint_eq(check->builds[0].steps[0].objects.nr, 1);
	ck_assert_str_eq(check->builds[0].steps[0].objects.v[0], "fs/demo/b.o");
	ck_assert_uint_eq(check->builds[0].steps[0].nr_new_diagnostics, 1);
}
END_TEST

START_TEST(a_changed_header_that_no_object_includes_is_said_where_layouts_are_compared)
{
	owned(checked_release) struct checked c = { 0 };
	const struct kabi *kabi;

	prepare(&c);
	fixture_files(below(&c, "base"), "include/linux/lone.h", "struct lone { int a; };\n", NULL);
	change(&c, step(&c, "one"), "include/linux/lone.h", "struct lone { long a; };\n");
	kabi = &run(&c)->builds[0].kabi;
	ck_assert(kabi->done);
	ck_assert_ptr_nonnull(kabi->note);
	ck_assert_ptr_nonnull(strstr(kabi->note, "not compared of what was not compiled: 'include/linux/lone.h'"));
}
END_TEST

START_TEST(where_nothing_is_compiled_nothing_is_compared)
{
	owned(checked_release) struct checked c = { 0 };
	const struct kabi *kabi;

	prepare(&c);
	fixture_files(below(&c, "base"), "fs/demo/a.c", "#error none\n", "fs/demo/b.c", "#error none\n", NULL);
	change(&c, step(&c, "one"), "fs/demo/state.h", "struct state { long a; };\n");
	kabi = &run(&c)->builds[0].kabi;
	ck_assert(!kabi->done);
	ck_assert_str_eq(kabi->note, "nothing was compiled");
}
END_TEST

START_TEST(a_header_that_is_included_by_way_of_its_parent_is_compared)
{
	owned(checked_release) struct checked c = { 0 };
	const struct kabi *kabi;

	prepare(&c);
	fixture_files(below(&c, "base"), "fs/demo/a.c",
		      "#include \"../demo/state.h\"\nint a(struct state *s) { return s->a; }\n", NULL);
	change(&c, step(&c, "one"), "fs/demo/state.h", "struct state { long a; };\n");
	c.recipe.objects.nr = 1;
	kabi = &run(&c)->builds[0].kabi;
	ck_assert(kabi->done);
	ck_assert_ptr_null(kabi->note);
	ck_assert_uint_eq(kabi->nr_changes, 1);
	ck_assert_str_eq(kabi->changes[0].name, "state");
}
END_TEST

/* a.c, which does not export, is compiled first, and shows the layout. */
START_TEST(a_changed_layout_reaches_what_an_unchanged_file_exports)
{
	owned(checked_release) struct checked c = { 0 };
	const struct kabi *kabi;

	prepare(&c);
	fixture_files(below(&c, "base"), "include/linux/export.h", "#define EXPORT_SYMBOL(name)\n", "fs/demo/a.c",
		      "#include \"state.h\"\nint a(struct state *s) { return s->a; }\n", "fs/demo/b.c",
		      "#include <linux/export.h>\n#include \"state.h\"\nint b(struct state *s) { return s->a; }\n"
		      "EXPORT_SYMBOL(b);\n", NULL);
	change(&c, step(&c, "one"), "fs/demo/state.h", "struct state { long a; };\n");
	kabi = &run(&c)->builds[0].kabi;
	ck_assert(kabi->done);
	ck_assert_uint_eq(kabi->symbols, 1);
	ck_assert_uint_eq(kabi->nr_changes, 2);
	ck_assert_str_eq(kabi->changes[0].name, "state");
	ck_assert(kabi->changes[0].exported);
	ck_assert_str_eq(kabi->changes[1].name, "b");
	ck_assert_str_eq(kabi->changes[1].detail, "its CRC is another one, by struct state");
}
END_TEST

/* 50 files that include a header, beside a.c and b.c; one of them is changed, and built by that. */
START_TEST(of_the_many_that_include_a_header_those_not_built_are_named)
{
	owned(checked_release) struct checked c = { 0 };
	struct recipe range = { 0 };
	size_t i;

	prepare(&c);
	for (i = 0; i < 50; i++)
		fixture_files(below(&c, "base"), arena_printf(&c.arena, "fs/demo/c%02zu.c", i), "#include \"state.h\"\n", NULL);
	change(&c, step(&c, "one"), "fs/demo/state.h", FAKE_STATE_H "\n");
	change(&c, &c.steps[0], "fs/demo/c49.c", "\n");
	succeeds(includers_find(&range, &c.backport, c.tree, err));
	ck_assert_uint_eq(range.objects.nr, 40);
	ck_assert_uint_eq(range.objects_left_out.nr, 11);
	ck_assert_str_eq(range.objects_left_out.v[0], "fs/demo/c38.o");
	ck_assert_str_eq(range.objects_left_out.v[10], "fs/demo/c48.o");
	range.objects_left_out.nr = 2;
	c.recipe.objects_left_out = range.objects_left_out;
	ck_assert_str_eq(run(&c)->builds[0].note,
			 "2 objects include a changed header and were not built: fs/demo/c38.o, fs/demo/c39.o");
	ck_assert(c.backport.check.builds[0].done);
	arena_release(&range.arena);
}
END_TEST

START_TEST(what_the_target_cannot_build_is_uncompiled_and_no_failure)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;
	struct step *one;

	prepare(&c);
	fixture_files(below(&c, "base"), "fs/demo/off.c", "#error needs CONFIG_OFF\n", "net/x.c", "int x;\n", NULL);
	one = step(&c, "one");
	change(&c, one, "fs/demo/off.c", "#error still needs CONFIG_OFF\n");
	change(&c, one, "net/x.c", "int y;\n");
	change(&c, one, "fs/demo/a.c", "\n" FAKE_A_C);
	check = run(&c);
	ck_assert(check_passed(check));
	ck_assert_uint_eq(check->builds[0].uncompiled.nr, 2);
	ck_assert(has(&check->builds[0].uncompiled, "fs/demo/off.c"));
	ck_assert(has(&check->builds[0].uncompiled, "net/x.c"));
}
END_TEST

START_TEST(an_object_of_the_recipe_that_the_target_cannot_build_is_said)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;

	prepare(&c);
	fixture_files(below(&c, "base"), "fs/demo/a.c", "#error broken\n", NULL);
	change(&c, step(&c, "one"), "fs/demo/state.h", "\n" FAKE_STATE_H);
	check = run(&c);
	ck_assert(!check->builds[0].steps[0].built);
	ck_assert_uint_eq(check->builds[0].steps[0].nr_new_diagnostics, 0);
	ck_assert_ptr_nonnull(strstr(check->builds[0].steps[0].log, "(it could not be built before this commit either)\n"));
}
END_TEST

START_TEST(a_series_of_which_nothing_is_compiled_has_not_passed)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;

	prepare(&c);
	fixture_files(below(&c, "base"), "net/x.c", "int x;\n", NULL);
	change(&c, step(&c, "one"), "net/x.c", "int y;\n");
	check = run(&c);
	ck_assert(!check_passed(check));
	ck_assert_ptr_nonnull(strstr(check->builds[0].steps[0].log, "nothing was compiled"));
	ck_assert(has(&check->builds[0].uncompiled, "net/x.c"));
}
END_TEST

START_TEST(a_file_that_comes_is_compiled_and_one_that_goes_is_not_missed)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;

	prepare(&c);
	change(&c, step(&c, "one"), "fs/demo/new.c", "int new;\n");
	change(&c, step(&c, "two"), "fs/demo/new.c", NULL);
	check = run(&c);
	ck_assert(check_passed(check));
	ck_assert_uint_eq(check->builds[0].steps[0].objects.nr, 1);
	ck_assert_str_eq(check->builds[0].steps[0].objects.v[0], "fs/demo/new.o");
	ck_assert_uint_eq(check->builds[0].uncompiled.nr, 0);
}
END_TEST

START_TEST(without_the_build_the_rest_is_checked)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;

	prepare(&c);
	c.options.build = false;
	change(&c, step(&c, "one"), "fs/demo/a.c", "#error x\n");
	check = run(&c);
	ck_assert(check_passed(check));
	ck_assert_uint_eq(check->nr_builds, 0);
	ck_assert_str_eq(check_why_no_builds(&c.backport), "not asked for");
}
END_TEST

START_TEST(nothing_carried_needs_no_build)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;

	prepare(&c);
	setenv("PATH", below(&c, "empty"), 1);
	step(&c, "one")->disposition = STEP_ALREADY_THERE;
	check = run(&c);
	ck_assert_uint_eq(check->nr_builds, 0);
	ck_assert_str_eq(check_why_no_builds(&c.backport), "no commit was carried");
	ck_assert(check_passed(check));
}
END_TEST

START_TEST(a_build_that_a_probe_made_is_gone_on_with)
{
	owned(checked_release) struct checked c = { 0 };
	owned(kbuild_freep) struct kbuild *kbuild = NULL;
	bool compiles = false;

	prepare(&c);
	succeeds(kbuild_make(&kbuild, c.tree, &c.recipe, &c.options.kbuild, err));
	succeeds(kbuild_probe(&compiles, kbuild, "fs/demo", "int x;\n", 7, err));
	fixture_files(below(&c, "base"), "scripts/kconfig/merge_config.sh", "exit 1\n", NULL);
	change(&c, step(&c, "one"), "fs/demo/a.c", "int a(int b) { return c; }\n");
	succeeds(check_run(&c.backport, c.tree, kbuild, &c.options, err));
	ck_assert(compiles);
	ck_assert(!c.backport.check.builds[0].steps[0].built);
}
END_TEST

START_TEST(a_configuration_that_cannot_be_built_is_for_a_person)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;

	prepare(&c);
	fixture_files(below(&c, "base"), "scripts/kconfig/merge_config.sh", "exit 1\n", NULL);
	change(&c, step(&c, "one"), "fs/demo/a.c", "\n" FAKE_A_C);
	check = run(&c);
	ck_assert_uint_eq(check->nr_builds, 1);
	ck_assert(!check->builds[0].done);
	ck_assert_ptr_nonnull(strstr(check->builds[0].note, "cannot configure the kernel: merge_config.sh failed:\n"));
	ck_assert(!check_passed(check));
}
END_TEST

/* What it would have shown is not there: to count its lines as uncompiled would be wrong. */
START_TEST(a_preprocessor_that_is_killed_is_no_verdict_on_the_lines)
{
	owned(checked_release) struct checked c = { 0 };
	const struct check *check;

	prepare(&c);
	fixture_files(below(&c, "bin"), "cc", "#!/bin/sh\ncase \"$*\" in *' -E '*) kill -9 $$;; esac\nexec gcc \"$@\"\n", NULL);
	ck_assert_int_eq(chmod(below(&c, "bin/cc"), 0755), 0);
	setenv("CCACHE_DISABLE", "1", 1);
	c.options.kbuild.cc = below(&c, "bin/cc");
	change(&c, step(&c, "one"), "fs/demo/a.c", "\n" FAKE_A_C);
	check = run(&c);
	ck_assert(!check->builds[0].done);
	ck_assert_ptr_nonnull(strstr(check->builds[0].note, "cannot find out which lines are compiled: fs/demo/a.o: "));
	ck_assert(!check->builds[0].coverage.done);
}
END_TEST

START_TEST(a_configuration_that_is_said_twice_is_built_once)
{
	static char recipe[] = "recipe", defconfig[] = "defconfig", arm64[] = "arm64", x86[] = "x86";
	char *const configs[] = { recipe, defconfig, recipe, NULL }, *const archs[] = { arm64, x86, arm64, NULL };
	owned(checked_release) struct checked c = { 0 };
	struct configuration *found = NULL;
	size_t nr = 0;

	succeeds(configurations_of(&found, &nr, &c.arena, configs, NULL, true, err));
	ck_assert_uint_eq(nr, 2);
	ck_assert_str_eq(found[0].name, "recipe");
	ck_assert_str_eq(found[1].name, "defconfig");
	found = NULL;
	nr = 0;
	succeeds(configurations_of(&found, &nr, &c.arena, configs, archs, true, err));
	ck_assert_uint_eq(nr, 4);
}
END_TEST

/* ---- keep-out ---- */

static const struct keep_out_check *keep_out(struct checked *c, const char *name)
{
	const char **names = arena_alloc(&c->arena, sizeof(*names));

	names[0] = name;
	c->recipe.keep_out = (struct string_list){ names, 1 };
	c->options.build = false;
	run(c);
	ck_assert_uint_eq(c->backport.check.nr_keep_out, 1);
	return &c->backport.check.keep_out[0];
}

START_TEST(a_kept_out_name_that_is_new_is_shown_with_its_places)
{
	owned(checked_release) struct checked c = { 0 };
	const struct keep_out_check *result;

	prepare(&c);
	change(&c, step(&c, "one"), "fs/demo/a.c",
	       "/* reaper */\n// reaper\nint reaper(void);\nint x_reaper, reaper2;\nint y = reaper();\nchar *s = \"reaper\";\n");
	result = keep_out(&c, "reaper");
	ck_assert(result->newly_there);
	ck_assert_uint_eq(result->places.nr, 2);
	ck_assert_str_eq(result->places.v[0], "fs/demo/a.c:3");
	ck_assert_str_eq(result->places.v[1], "fs/demo/a.c:5");
	ck_assert(!check_passed(&c.backport.check));
}
END_TEST

START_TEST(a_kept_out_name_in_comments_does_not_count)
{
	owned(checked_release) struct checked c = { 0 };

	prepare(&c);
	change(&c, step(&c, "one"), "fs/demo/a.c", "/* reaper */\n// reaper\nchar *s = \"reaper\";\n");
	ck_assert(!keep_out(&c, "reaper")->newly_there);
	ck_assert(check_passed(&c.backport.check));
}
END_TEST

START_TEST(a_kept_out_name_that_was_there_before_is_not_new)
{
	owned(checked_release) struct checked c = { 0 };

	prepare(&c);
	change(&c, step(&c, "one"), "fs/demo/a.c", "int x = BIT;\n");
	ck_assert(!keep_out(&c, "BIT")->newly_there);
}
END_TEST

START_TEST(what_a_later_step_removes_again_is_not_there)
{
	owned(checked_release) struct checked c = { 0 };

	prepare(&c);
	change(&c, step(&c, "one"), "fs/demo/a.c", "int reaper;\n");
	change(&c, step(&c, "two"), "fs/demo/a.c", "int gone;\n");
	ck_assert(!keep_out(&c, "reaper")->newly_there);
}
END_TEST

START_TEST(that_the_plan_left_its_changes_over_the_tree_hides_nothing)
{
	owned(checked_release) struct checked c = { 0 };

	prepare(&c);
	change(&c, step(&c, "one"), "fs/demo/a.c", "int reaper;\n");
	tree_put(c.tree, "fs/demo/a.c", &c.changes[0][0].after);
	ck_assert(keep_out(&c, "reaper")->newly_there);
}
END_TEST

/* ---- conditions ---- */

#define FINDS_BAD "@@\n@@\n* bad();\n"
#define BAD_A_C "void bad(void);\nvoid a(void)\n{\n\tbad();\n}\n"

static struct condition a_condition(const char **files, bool must_match)
{
	return (struct condition){
		.title = "no bad call",
		.semantic_patch = "bad.cocci",
		.must_match = must_match,
		.files = { files, 1 },
	};
}

static const struct condition_check *judge(struct checked *c, struct condition *condition)
{
	fixture_files(below(c, "cocci"), "bad.cocci", FINDS_BAD, NULL);
	c->recipe.conditions = condition;
	c->recipe.nr_conditions = 1;
	c->options.build = false;
	run(c);
	ck_assert_uint_eq(c->backport.check.nr_conditions, 1);
	return &c->backport.check.conditions[0];
}

START_TEST(a_condition_is_judged_on_the_result)
{
	owned(checked_release) struct checked c = { 0 };
	struct condition condition = a_condition(a_c, false);
	const struct condition_check *result;

	prepare(&c);
	change(&c, step(&c, "one"), "fs/demo/a.c", BAD_A_C);
	result = judge(&c, &condition);
	ck_assert_int_eq(result->outcome, CONDITION_FAILS);
	ck_assert_uint_eq(result->places.nr, 1);
	ck_assert_str_eq(result->places.v[0], "fs/demo/a.c:4: bad();");
	ck_assert(!check_passed(&c.backport.check));
}
END_TEST

START_TEST(a_condition_that_finds_nothing_bad_holds)
{
	owned(checked_release) struct checked c = { 0 };
	struct condition condition = a_condition(a_c, false);

	prepare(&c);
	ck_assert_int_eq(judge(&c, &condition)->outcome, CONDITION_HOLDS);
	ck_assert(check_passed(&c.backport.check));
}
END_TEST

START_TEST(a_condition_that_must_match_fails_when_it_does_not)
{
	owned(checked_release) struct checked c = { 0 };
	struct condition condition = a_condition(a_c, true);
	const struct condition_check *result;

	prepare(&c);
	result = judge(&c, &condition);
	ck_assert_int_eq(result->outcome, CONDITION_FAILS);
	ck_assert_str_eq(result->note, "nothing matches");
}
END_TEST

START_TEST(a_condition_without_its_files_does_not_apply)
{
	owned(checked_release) struct checked c = { 0 };
	struct condition condition = a_condition(none_c, true);
	const struct condition_check *result;

	prepare(&c);
	result = judge(&c, &condition);
	ck_assert_int_eq(result->outcome, CONDITION_NOT_APPLICABLE);
	ck_assert_str_eq(result->note, "none of its files is there");
	ck_assert(check_passed(&c.backport.check));
}
END_TEST

START_TEST(a_condition_only_applies_when_the_result_has_its_features)
{
	static struct feature when = { .kind = FEATURE_IDENTIFIER, .name = "new_name", .text = "has identifier new_name" };
	owned(checked_release) struct checked c = { 0 };
	struct condition condition = a_condition(a_c, true);
	const struct condition_check *result;

	condition.when = (struct feature_list){ &when, 1 };
	prepare(&c);
	result = judge(&c, &condition);
	ck_assert_int_eq(result->outcome, CONDITION_NOT_APPLICABLE);
	ck_assert_str_eq(result->note, "only where the tree has identifier new_name");
	change(&c, step(&c, "one"), "fs/demo/b.c", "int new_name;\n");
	ck_assert_int_eq(judge(&c, &condition)->outcome, CONDITION_FAILS);
}
END_TEST

START_TEST(a_condition_that_spatch_fails_on_is_not_proven)
{
	owned(checked_release) struct checked c = { 0 };
	struct condition condition = a_condition(a_c, false);
	const struct condition_check *result;

	prepare(&c);
	condition.semantic_patch = "broken.cocci";
	fixture_files(below(&c, "cocci"), "broken.cocci", "@ no such thing\n", NULL);
	result = judge(&c, &condition);
	ck_assert_int_eq(result->outcome, CONDITION_FAILS);
	ck_assert_ptr_nonnull(result->note);
}
END_TEST

START_TEST(no_spatch_is_an_error)
{
	owned(checked_release) struct checked c = { 0 };
	owned(error_release) struct error failure = { 0 };
	struct condition condition = a_condition(a_c, false);

	prepare(&c);
	fixture_files(below(&c, "cocci"), "bad.cocci", FINDS_BAD, NULL);
	c.recipe.conditions = &condition;
	c.recipe.nr_conditions = 1;
	c.options.build = false;
	setenv("PATH", below(&c, "empty"), 1);
	ck_assert_int_eq(check_run(&c.backport, c.tree, NULL, &c.options, &failure), -1);
	ck_assert_ptr_nonnull(strstr(failure.message, "condition 'no bad call': "));
	ck_assert_ptr_nonnull(strstr(failure.message, "coccinelle"));
}
END_TEST

SUITE(check)
{
	TEST(a_good_step_passes);
	TEST(a_new_warning_belongs_to_the_step_that_brought_it);
	TEST(code_that_does_not_compile_is_a_result_with_its_log);
	TEST(a_header_elsewhere_has_all_of_the_recipes_objects_built);
	TEST(a_changed_header_that_no_object_includes_is_said_where_layouts_are_compared);
	TEST(where_nothing_is_compiled_nothing_is_compared);
	TEST(a_header_that_is_included_by_way_of_its_parent_is_compared);
	TEST(a_changed_layout_reaches_what_an_unchanged_file_exports);
	TEST(of_the_many_that_include_a_header_those_not_built_are_named);
	TEST(what_the_target_cannot_build_is_uncompiled_and_no_failure);
	TEST(an_object_of_the_recipe_that_the_target_cannot_build_is_said);
	TEST(a_series_of_which_nothing_is_compiled_has_not_passed);
	TEST(a_file_that_comes_is_compiled_and_one_that_goes_is_not_missed);
	TEST(without_the_build_the_rest_is_checked);
	TEST(nothing_carried_needs_no_build);
	TEST(a_build_that_a_probe_made_is_gone_on_with);
	TEST(a_configuration_that_cannot_be_built_is_for_a_person);
	TEST(a_preprocessor_that_is_killed_is_no_verdict_on_the_lines);
	TEST(a_configuration_that_is_said_twice_is_built_once);
	TEST(a_kept_out_name_that_is_new_is_shown_with_its_places);
	TEST(a_kept_out_name_in_comments_does_not_count);
	TEST(a_kept_out_name_that_was_there_before_is_not_new);
	TEST(what_a_later_step_removes_again_is_not_there);
	TEST(that_the_plan_left_its_changes_over_the_tree_hides_nothing);
	TEST(a_condition_is_judged_on_the_result);
	TEST(a_condition_that_finds_nothing_bad_holds);
	TEST(a_condition_that_must_match_fails_when_it_does_not);
	TEST(a_condition_without_its_files_does_not_apply);
	TEST(a_condition_only_applies_when_the_result_has_its_features);
	TEST(a_condition_that_spatch_fails_on_is_not_proven);
	TEST(no_spatch_is_an_error);
}
