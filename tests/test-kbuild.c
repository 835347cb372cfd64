// SPDX-License-Identifier: GPL-2.0-only
/*
 * The overlay and the build, on a fake kernel (lib/fake-kernel.h) with the real
 * make and gcc, and with fake ones where they are to hang, flood or fail.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fake-kernel.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/kbuild.h"
#include "tool/overlay.h"

/* ---- the overlay ---- */

struct laid {
	struct scratch scratch;
	struct arena arena;
	struct overlay overlay;
	const char *base;
};

static void laid_release(struct laid *laid)
{
	overlay_release(&laid->overlay);
	scratch_release(&laid->scratch);
	arena_release(&laid->arena);
}

static void lay_base(struct laid *laid)
{
	succeeds(scratch_make(&laid->scratch, err));
	laid->base = path_join(&laid->arena, laid->scratch.path, "base");
	fixture_files(laid->base, FAKE_KERNEL, NULL);
}

static void lay(struct laid *laid)
{
	succeeds(overlay_make(&laid->overlay, laid->base, path_join(&laid->arena, laid->scratch.path, "src"), err));
}

static const char *in_overlay(struct laid *laid, const char *path)
{
	return path_join(&laid->arena, laid->overlay.folder, path);
}

static bool is_link(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

static void assert_content(const char *path, const char *content)
{
	owned(text_release) struct text text = { 0 };

	succeeds(file_read(&text, path, err));
	ck_assert_str_eq(text_str(&text), content);
}

START_TEST(an_overlay_begins_as_links)
{
	owned(laid_release) struct laid l = { 0 };

	lay_base(&l);
	lay(&l);
	ck_assert(is_link(in_overlay(&l, "fs")));
	ck_assert(is_link(in_overlay(&l, "Makefile")));
	assert_content(in_overlay(&l, "fs/demo/state.h"), FAKE_STATE_H);
}
END_TEST

START_TEST(a_file_is_written_over_the_base_and_never_through_its_link)
{
	owned(laid_release) struct laid l = { 0 };

	lay_base(&l);
	lay(&l);
	succeeds(overlay_write(&l.overlay, "fs/demo/state.h", "new\n", 4, err));
	assert_content(in_overlay(&l, "fs/demo/state.h"), "new\n");
	assert_content(path_join(&l.arena, l.base, "fs/demo/state.h"), FAKE_STATE_H);
	ck_assert(!is_link(in_overlay(&l, "fs/demo")));
	ck_assert(is_link(in_overlay(&l, "fs/demo/a.c")));
	ck_assert(is_link(in_overlay(&l, "include")));
}
END_TEST

START_TEST(a_new_folder_is_only_in_the_overlay)
{
	owned(laid_release) struct laid l = { 0 };

	lay_base(&l);
	lay(&l);
	succeeds(overlay_write(&l.overlay, "fs/demo/shims/include/linux/x.h", "x\n", 2, err));
	assert_content(in_overlay(&l, "fs/demo/shims/include/linux/x.h"), "x\n");
	ck_assert(!file_exists(path_join(&l.arena, l.base, "fs/demo/shims")));
}
END_TEST

START_TEST(a_removed_file_stays_in_the_base)
{
	owned(laid_release) struct laid l = { 0 };

	lay_base(&l);
	lay(&l);
	succeeds(overlay_remove(&l.overlay, "fs/demo/a.c", err));
	succeeds(overlay_remove(&l.overlay, "fs/demo/a.c", err));
	ck_assert(!file_exists(in_overlay(&l, "fs/demo/a.c")));
	assert_content(path_join(&l.arena, l.base, "fs/demo/a.c"), FAKE_A_C);
}
END_TEST

START_TEST(an_earlier_build_and_git_do_not_show)
{
	owned(laid_release) struct laid l = { 0 };

	lay_base(&l);
	fixture_files(l.base, ".config", "x\n", ".git/HEAD", "x\n", "include/config/auto.conf", "x\n",
		      "include/generated/autoconf.h", "x\n", "arch/x86/include/generated/asm/x.h", "x\n",
		      "arch/x86/include/asm/y.h", "y\n", "fs/demo/a.o", "x\n", "fs/demo/.a.o.cmd", "x\n", NULL);
	lay(&l);
	succeeds(overlay_open(&l.overlay, "fs/demo", err));
	ck_assert(!file_exists(in_overlay(&l, ".config")));
	ck_assert(!file_exists(in_overlay(&l, ".git")));
	ck_assert(!file_exists(in_overlay(&l, "include/config")));
	ck_assert(!file_exists(in_overlay(&l, "include/generated")));
	ck_assert(!file_exists(in_overlay(&l, "arch/x86/include/generated")));
	ck_assert(!file_exists(in_overlay(&l, "fs/demo/a.o")));
	ck_assert(!file_exists(in_overlay(&l, "fs/demo/.a.o.cmd")));
	assert_content(in_overlay(&l, "arch/x86/include/asm/y.h"), "y\n");
	assert_content(in_overlay(&l, "include/linux/bit.h"), "#define BIT 1\n");
}
END_TEST

START_TEST(a_file_on_the_way_is_an_error)
{
	owned(laid_release) struct laid l = { 0 };

	lay_base(&l);
	lay(&l);
	fails_with(overlay_write(&l.overlay, "Makefile/x.c", "x", 1, err), "'Makefile' is not a folder");
}
END_TEST

/* ---- the build ---- */

struct built {
	struct laid laid;
	struct tree *tree;
	struct recipe recipe;
	struct kbuild_options options;
	struct kbuild *kbuild;
	struct build_result result;
};

static const char *config[] = { "DEMO", "OTHER=m" };
static const char *objects[] = { "fs/demo/a.o", "fs/demo/b.o" };

static void built_release(struct built *built)
{
	kbuild_freep(&built->kbuild);
	tree_freep(&built->tree);
	laid_release(&built->laid);
}

/* A fake kernel, not configured yet. All scratch folders are within the test's own. */
static void prepare(struct built *b)
{
	const char *scratch;

	lay_base(&b->laid);
	scratch = path_join(&b->laid.arena, b->laid.scratch.path, "scratch");
	succeeds(file_make_folders(scratch, err));
	setenv("TMPDIR", scratch, 1);
	b->recipe.config = (struct string_list){ config, nr_of(config) };
	b->recipe.objects = (struct string_list){ objects, nr_of(objects) };
	b->options = (struct kbuild_options){ .jobs = 2, .timeout = 120 };
	succeeds(tree_of_folder(&b->tree, b->laid.base, err));
}

static void make(struct built *b)
{
	succeeds(kbuild_make(&b->kbuild, b->tree, &b->recipe, &b->options, err));
}

static void build_list(struct built *b, const char **list, size_t nr)
{
	const struct string_list wanted = { list, nr };

	succeeds(kbuild_objects(&b->result, &b->laid.arena, b->kbuild, &wanted, err));
}

static void put(struct built *b, const char *path, const char *content)
{
	owned(text_release) struct text text = { 0 };
	struct change change = { .path = path, .existed = true, .exists = content != NULL };
	const struct changes changes = { &change, 1 };

	if (content)
		text_adds(&text, content);
	change.after = text;
	succeeds(kbuild_put(b->kbuild, &changes, err));
}

/* A program of that name that comes before the real one. */
static void fake_program(struct built *b, const char *name, const char *script)
{
	owned(text_release) struct text path = { 0 };
	const char *bin = path_join(&b->laid.arena, b->laid.scratch.path, "bin");

	fixture_files(bin, name, script, NULL);
	ck_assert_int_eq(chmod(path_join(&b->laid.arena, bin, name), 0755), 0);
	text_addf(&path, "%s:%s", bin, getenv("PATH"));
	setenv("PATH", text_str(&path), 1);
}

static size_t left_behind(struct built *b)
{
	owned(strings_release) struct strings names = { 0 };

	succeeds(file_list(&names, path_join(&b->laid.arena, b->laid.scratch.path, "scratch"), err));
	return names.nr;
}

static bool probe(struct built *b, const char *text)
{
	bool compiles = false;

	succeeds(kbuild_probe(&compiles, b->kbuild, "fs/demo", text, strlen(text), err));
	return compiles;
}

START_TEST(a_kernel_is_configured_with_the_recipes_options)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	make(&b);
	ck_assert_str_eq(kbuild_compiler(b.kbuild), "fakecc 1.0");
	ck_assert_str_eq(kbuild_flags(b.kbuild), "");
	ck_assert(!kbuild_runs_sparse(b.kbuild));
	ck_assert(probe(&b, "#ifndef CONFIG_DEMO\n#error x\n#endif\n"));
	ck_assert(!probe(&b, "#ifndef CONFIG_OTHER\n#error x\n#endif\n"));
}
END_TEST

START_TEST(objects_are_built_and_their_diagnostics_read)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	make(&b);
	build_list(&b, objects, 2);
	ck_assert(b.result.built);
	ck_assert_uint_eq(b.result.objects.nr, 2);
	ck_assert_uint_eq(b.result.compiled.nr, 2);
	ck_assert_ptr_null(b.result.log);
	ck_assert_uint_eq(b.result.nr_diagnostics, 1);
	ck_assert_str_eq(b.result.diagnostics[0].file, "fs/demo/b.c");
	ck_assert_str_eq(b.result.diagnostics[0].function, "b");
	ck_assert_str_eq(b.result.diagnostics[0].option, "-Wunused-variable");
}
END_TEST

START_TEST(what_is_up_to_date_keeps_its_diagnostics)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	make(&b);
	build_list(&b, objects, 2);
	put(&b, "fs/demo/a.c", "int a(void) { int here; return 0; }\n");
	build_list(&b, objects, 2);
	ck_assert(b.result.built);
	ck_assert_uint_eq(b.result.compiled.nr, 1);
	ck_assert_str_eq(b.result.compiled.v[0], "fs/demo/a.o");
	ck_assert_uint_eq(b.result.nr_diagnostics, 2);
	put(&b, "fs/demo/b.c", "int b;\n");
	build_list(&b, objects, 2);
	ck_assert_uint_eq(b.result.nr_diagnostics, 1);
	ck_assert_str_eq(b.result.diagnostics[0].file, "fs/demo/a.c");
}
END_TEST

START_TEST(a_changed_header_reaches_every_object_that_includes_it)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	make(&b);
	build_list(&b, objects, 2);
	put(&b, "include/linux/bit.h", "#define BIT nothing\n");
	build_list(&b, objects, 2);
	ck_assert(!b.result.built);
	ck_assert_uint_eq(b.result.compiled.nr, 1);
	ck_assert_uint_eq(b.result.objects.nr, 1);
	ck_assert_str_eq(b.result.objects.v[0], "fs/demo/a.o");
	ck_assert_ptr_nonnull(strstr(b.result.log, "include/linux/bit.h:1:13: error: 'nothing' undeclared"));
	ck_assert_ptr_null(strstr(b.result.log, "stableport-"));
	assert_content(path_join(&b.laid.arena, b.laid.base, "include/linux/bit.h"), "#define BIT 1\n");
}
END_TEST

static bool is_configured(struct built *b, const char *option)
{
	owned(text_release) struct text text = { 0 };

	succeeds(kbuild_configuration(&text, b->kbuild, err));
	return strstr(text_str(&text), option) != NULL;
}

START_TEST(an_option_that_a_step_takes_away_comes_back_with_the_kconfig_file)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	fixture_files(b.laid.base, "Kconfig", "DEMO\nOTHER\n", NULL);
	make(&b);
	ck_assert(is_configured(&b, "CONFIG_DEMO=y\n"));
	put(&b, "Kconfig", "OTHER\n");
	ck_assert(!is_configured(&b, "DEMO"));
	put(&b, "Kconfig", "DEMO\nOTHER\n");
	ck_assert(is_configured(&b, "CONFIG_DEMO=y\n"));
}
END_TEST

START_TEST(an_object_without_a_source_is_unknown)
{
	static const char *wanted[] = { "fs/demo/none.o", "fs/demo/a.o" };
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	make(&b);
	build_list(&b, wanted, 2);
	ck_assert(!b.result.built);
	ck_assert_uint_eq(b.result.unknown.nr, 1);
	ck_assert_str_eq(b.result.unknown.v[0], "fs/demo/none.o");
	ck_assert_uint_eq(b.result.objects.nr, 1);
	put(&b, "fs/demo/none.c", "int none;\n");
	build_list(&b, wanted, 2);
	ck_assert(b.result.built);
	put(&b, "fs/demo/none.c", NULL);
}
END_TEST

START_TEST(no_objects_are_built_without_make)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	make(&b);
	fake_program(&b, "make", "#!/bin/sh\nexit 1\n");
	build_list(&b, NULL, 0);
	ck_assert(b.result.built);
}
END_TEST

START_TEST(an_object_that_is_an_option_to_make_is_refused)
{
	static const char *bad[] = { "SHELL=x.o", "../a.o", "-f.o", "fs/a.c", "a b.o", "$(shell x).o", "%.o", "a:.o" };
	owned(built_release) struct built b = { 0 };
	size_t i;

	for (i = 0; i < nr_of(bad); i++)
		ck_assert_msg(!kbuild_names_object(bad[i]), "%s", bad[i]);
	ck_assert(kbuild_names_object("fs/nfsd/nfs4callback.o"));
	ck_assert(kbuild_names_object("arch/x86/kernel/vdso-note_64.S.o"));
	prepare(&b);
	make(&b);
	fails_with(kbuild_objects(&b.result, &b.laid.arena, b.kbuild, &(struct string_list){ bad, 1 }, err),
		   "'SHELL=x.o' is not an object that can be built");
}
END_TEST

START_TEST(a_probe_says_whether_it_compiles_and_leaves_nothing)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	make(&b);
	ck_assert(probe(&b, "#include \"state.h\"\nint x = sizeof(struct state);\n"));
	ck_assert(!probe(&b, "#include \"state.h\"\nint x = sizeof(struct lacking);\n"));
	ck_assert(probe(&b, "#include \"state.h\"\nint x = sizeof(struct state);\n"));
	assert_content(path_join(&b.laid.arena, b.laid.base, "fs/demo/Makefile"), "obj-y += a.o b.o\n");
	ck_assert(!file_exists(path_join(&b.laid.arena, b.laid.base, "fs/demo/stableport-probe.c")));
}
END_TEST

START_TEST(a_probe_that_make_cannot_get_to_is_an_error)
{
	owned(built_release) struct built b = { 0 };
	bool compiles = true;

	prepare(&b);
	make(&b);
	fails_with(kbuild_probe(&compiles, b.kbuild, "fs/none", "", 0, err),
		   "there is no folder 'fs/none' to compile a probe in");
	fake_program(&b, "make", "#!/bin/sh\necho no space left\nexit 2\n");
	fails_with(kbuild_probe(&compiles, b.kbuild, "fs/demo", "", 0, err),
		   "cannot compile a probe in 'fs/demo':\n    no space left");
	ck_assert(compiles);
}
END_TEST

START_TEST(warnings_are_asked_for_with_w_and_sparse_with_c)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	fake_program(&b, "sparse", "#!/bin/sh\n");
	b.options.warnings = b.options.sparse = true;
	make(&b);
	ck_assert(kbuild_runs_sparse(b.kbuild));
	ck_assert_str_eq(kbuild_flags(b.kbuild), "W=1 C=1");
	put(&b, "fs/demo/a.c", "int a(int extra) { return 0; }\n");
	build_list(&b, objects, 1);
	ck_assert_uint_eq(b.result.nr_diagnostics, 1);
	ck_assert_str_eq(b.result.diagnostics[0].option, "-Wunused-parameter");
}
END_TEST

START_TEST(a_commit_is_exported_and_built)
{
	owned(built_release) struct built b = { 0 };
	owned(fixture_release) struct fixture f = { 0 };
	struct tree *tree = NULL;
	git_oid commit;

	prepare(&b);
	fixture_make(&f);
	commit = fixture_commit(&f, "kernel", FAKE_KERNEL, NULL);
	succeeds(tree_of_commit(&tree, f.repo, &commit, err));
	tree_freep(&b.tree);
	b.tree = tree;
	make(&b);
	build_list(&b, objects, 2);
	ck_assert(b.result.built);
}
END_TEST

START_TEST(the_target_stays_as_it_is_and_no_scratch_is_left)
{
	owned(built_release) struct built b = { 0 };
	owned(strings_release) struct strings before = { 0 }, after = { 0 };

	prepare(&b);
	succeeds(file_list(&before, path_join(&b.laid.arena, b.laid.base, "fs/demo"), err));
	make(&b);
	put(&b, "fs/demo/new.c", "int x;\n");
	build_list(&b, objects, 2);
	kbuild_freep(&b.kbuild);
	b.kbuild = NULL;
	succeeds(file_list(&after, path_join(&b.laid.arena, b.laid.base, "fs/demo"), err));
	ck_assert_uint_eq(before.nr, after.nr);
	ck_assert_uint_eq(left_behind(&b), 0);
}
END_TEST

static void fails_to_make(struct built *b, const char *sentence)
{
	fails_with(kbuild_make(&b->kbuild, b->tree, &b->recipe, &b->options, err), sentence);
	ck_assert_ptr_null(b->kbuild);
	ck_assert_uint_eq(left_behind(b), 0);
}

START_TEST(the_part_of_configuring_that_fails_is_named_with_its_last_lines)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	fake_program(&b, "make",
		     "#!/bin/sh\nfor i in 1 2 3 4 5 6; do echo line $i; done\n"
		     "echo 'make[1]: *** [Makefile:9: x] Error 1'\nexit 2\n");
	fails_to_make(&b, "cannot configure the kernel: make allnoconfig failed:\n"
			  "    line 2\n    line 3\n    line 4\n    line 5\n    line 6");
}
END_TEST

START_TEST(a_kernel_without_merge_config_is_an_error)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	fixture_files(b.laid.base, "scripts/kconfig/merge_config.sh", "echo no such thing >&2\nexit 1\n", NULL);
	fails_to_make(&b, "cannot configure the kernel: merge_config.sh failed:\n    no such thing");
}
END_TEST

START_TEST(a_tree_that_kbuild_calls_unclean_is_said_so)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	fake_program(&b, "make", "#!/bin/sh\necho \"  /src is not clean, please run 'make mrproper'\"\nexit 2\n");
	fails_to_make(&b, "cannot configure the kernel: the tree was built in: run 'make mrproper' in it");
}
END_TEST

START_TEST(a_make_that_hangs_is_killed)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	fake_program(&b, "make", "#!/bin/sh\nsleep 100\n");
	b.options.timeout = 1;
	fails_to_make(&b, "cannot configure the kernel: make allnoconfig: make was killed after 1 s");
}
END_TEST

START_TEST(a_compiler_that_hangs_is_killed)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	b.options.timeout = 3;
	make(&b);
	fake_program(&b, "gcc", "#!/bin/sh\nsleep 100\n");
	fails_with(kbuild_objects(&b.result, &b.laid.arena, b.kbuild, &b.recipe.objects, err),
		   "cannot build the objects: make was killed after 3 s");
}
END_TEST

START_TEST(that_a_compiler_was_killed_is_told)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	make(&b);
	fake_program(&b, "gcc", "#!/bin/sh\nkill -9 $$\n");
	build_list(&b, objects, 1);
	ck_assert(!b.result.built);
	ck_assert_ptr_nonnull(strstr(b.result.log, "fs/demo/a.o] Killed"));
	ck_assert_ptr_null(strstr(b.result.log, "] Error "));
}
END_TEST

START_TEST(a_compiler_that_floods_is_bounded)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	make(&b);
	fake_program(&b, "gcc", "#!/bin/sh\nyes 'fs/demo/a.c:1:2: warning: again and again' | head -n 100000\nexit 1\n");
	build_list(&b, objects, 1);
	ck_assert(!b.result.built);
	ck_assert_uint_eq(b.result.nr_diagnostics, 100000);
	ck_assert_uint_lt(strlen(b.result.log), 10000);
}
END_TEST

/* What it prints is a file of make's, which is to end before the disk does. */
START_TEST(a_compiler_may_not_fill_the_disk)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	make(&b);
	fake_program(&b, "gcc", "#!/bin/sh\necho \"at most $(ulimit -f) blocks\"\nexit 1\n");
	build_list(&b, objects, 1);
	ck_assert_ptr_nonnull(strstr(b.result.log, "at most 8388608 blocks"));
}
END_TEST

START_TEST(a_missing_make_or_compiler_is_an_error)
{
	owned(built_release) struct built b = { 0 };
	const char *bin;

	prepare(&b);
	b.options.cc = "no-such-gcc -m32";
	fails_to_make(&b, "cannot run the compiler 'no-such-gcc': it is not installed");
	b.options.cc = NULL;
	bin = path_join(&b.laid.arena, b.laid.scratch.path, "empty");
	succeeds(file_make_folders(bin, err));
	setenv("PATH", bin, 1);
	fails_to_make(&b, "cannot run 'make': it is not installed (Debian package 'make')");
	fixture_files(bin, "make", "#!/bin/sh\n", NULL);
	ck_assert_int_eq(chmod(path_join(&b.laid.arena, bin, "make"), 0755), 0);
	fails_to_make(&b, "cannot run the compiler 'gcc': it is not installed");
}
END_TEST

START_TEST(a_scratch_folder_that_make_cannot_take_is_an_error)
{
	owned(built_release) struct built b = { 0 };
	owned(error_release) struct error failure = { 0 };
	const char *odd;

	prepare(&b);
	odd = path_join(&b.laid.arena, b.laid.scratch.path, "a b");
	succeeds(file_make_folders(odd, err));
	setenv("TMPDIR", odd, 1);
	ck_assert_int_eq(kbuild_make(&b.kbuild, b.tree, &b.recipe, &b.options, &failure), -1);
	ck_assert_ptr_nonnull(strstr(failure.message, "make takes no blank or colon in a path (see TMPDIR)"));
}
END_TEST

START_TEST(a_make_above_us_does_not_reach_the_kernels)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	setenv("MAKEFLAGS", "n -j7", 1);
	setenv("MAKELEVEL", "3", 1);
	setenv("LANG", "de_DE.UTF-8", 1);
	make(&b);
	build_list(&b, objects, 2);
	ck_assert(b.result.built);
}
END_TEST

/* Each of them has kbuild build something else, or elsewhere. */
START_TEST(what_the_environment_says_to_kbuild_is_not_for_ours)
{
	static const char *const names[] = {
		"KCONFIG_CONFIG", "KCONFIG_ALLCONFIG", "KBUILD_OUTPUT", "KBUILD_EXTMOD", "KBUILD_CHECKSRC", "GNUMAKEFLAGS",
		"MAKEFILES", "O", "M", "W", "C",
	};
	owned(built_release) struct built b = { 0 };
	owned(text_release) struct text script = { 0 };
	size_t i;

	prepare(&b);
	text_adds(&script, "#!/bin/sh\n");
	for (i = 0; i < nr_of(names); i++) {
		setenv(names[i], "odd", 1);
		text_addf(&script, "test -z \"${%s+x}\" || { echo %s is there; exit 2; }\n", names[i], names[i]);
	}
	text_adds(&script, "PATH=${PATH#*:} exec make \"$@\"\n");
	fake_program(&b, "make", text_str(&script));
	make(&b);
	build_list(&b, objects, 2);
	ck_assert(b.result.built);
}
END_TEST

/* Builds with HOSTCFLAGS=-O1 in the environment and a make that wants them to be something. */
static void build_with_host_flags(struct built *b, const char *wanted)
{
	setenv("HOSTCFLAGS", "-O1", 1);
	fake_program(b, "make",
		     arena_printf(&b->laid.arena,
				  "#!/bin/sh\ntest \"$HOSTCFLAGS\" = '%s' || exit 2\nPATH=${PATH#*:} exec make \"$@\"\n", wanted));
	make(b);
	build_list(b, objects, 2);
	ck_assert(b->result.built);
}

START_TEST(a_dtc_that_defines_a_variable_twice_is_linked_all_the_same)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	fixture_files(b.laid.base, "scripts/dtc/dtc-lexer.l", "%{\n\nYYLTYPE yylloc;\n%}\n", NULL);
	build_with_host_flags(&b, "-O1 -fcommon");
}
END_TEST

START_TEST(host_programs_are_compiled_as_the_user_says)
{
	owned(built_release) struct built b = { 0 };

	prepare(&b);
	build_with_host_flags(&b, "-O1");
}
END_TEST

SUITE(kbuild)
{
	TEST(an_overlay_begins_as_links);
	TEST(a_file_is_written_over_the_base_and_never_through_its_link);
	TEST(a_new_folder_is_only_in_the_overlay);
	TEST(a_removed_file_stays_in_the_base);
	TEST(an_earlier_build_and_git_do_not_show);
	TEST(a_file_on_the_way_is_an_error);
	TEST(a_kernel_is_configured_with_the_recipes_options);
	TEST(objects_are_built_and_their_diagnostics_read);
	TEST(what_is_up_to_date_keeps_its_diagnostics);
	TEST(a_changed_header_reaches_every_object_that_includes_it);
	TEST(an_option_that_a_step_takes_away_comes_back_with_the_kconfig_file);
	TEST(an_object_without_a_source_is_unknown);
	TEST(no_objects_are_built_without_make);
	TEST(an_object_that_is_an_option_to_make_is_refused);
	TEST(a_probe_says_whether_it_compiles_and_leaves_nothing);
	TEST(a_probe_that_make_cannot_get_to_is_an_error);
	TEST(warnings_are_asked_for_with_w_and_sparse_with_c);
	TEST(a_commit_is_exported_and_built);
	TEST(the_target_stays_as_it_is_and_no_scratch_is_left);
	TEST(the_part_of_configuring_that_fails_is_named_with_its_last_lines);
	TEST(a_kernel_without_merge_config_is_an_error);
	TEST(a_tree_that_kbuild_calls_unclean_is_said_so);
	TEST(a_make_that_hangs_is_killed);
	TEST(a_compiler_that_hangs_is_killed);
	TEST(that_a_compiler_was_killed_is_told);
	TEST(a_compiler_that_floods_is_bounded);
	TEST(a_compiler_may_not_fill_the_disk);
	TEST(a_missing_make_or_compiler_is_an_error);
	TEST(a_scratch_folder_that_make_cannot_take_is_an_error);
	TEST(a_make_above_us_does_not_reach_the_kernels);
	TEST(what_the_environment_says_to_kbuild_is_not_for_ours);
	TEST(a_dtc_that_defines_a_variable_twice_is_linked_all_the_same);
	TEST(host_programs_are_compiled_as_the_user_says);
}
