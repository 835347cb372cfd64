// SPDX-License-Identifier: GPL-2.0-only
/*
 * Builds that are kept and objects that are remembered, on the fake kernel (lib/fake-kernel.h). Each run() is one run of
 * the program: it opens the build, puts the steps' files and asks for the objects. "asked" says how often make was.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/lib/fake-kernel.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"
#include "tool/check/build-folder.h"
#include "tool/check/dependencies.h"
#include "tool/check/memo.h"
#include "tool/kbuild.h"

static const char *config[] = { "DEMO" };
static const char *objects[] = { "fs/demo/a.o", "fs/demo/b.o" };

struct kept {
	struct scratch scratch;
	struct arena arena;
	struct recipe recipe;
	struct kbuild_options options;
	struct build_result result;     /* of the last run */
};

static void kept_release(struct kept *k)
{
	scratch_release(&k->scratch);
	arena_release(&k->arena);
}

static const char *below(struct kept *k, const char *path)
{
	return path_join(&k->arena, k->scratch.path, path);
}

static void prepare(struct kept *k)
{
	succeeds(scratch_make(&k->scratch, err));
	succeeds(file_make_folders(below(k, "tmp"), err));
	setenv("TMPDIR", below(k, "tmp"), 1);
	setenv("CCACHE_DISABLE", "1", 1);
	fixture_files(below(k, "base"), FAKE_KERNEL, NULL);
	k->recipe.config = (struct string_list){ config, nr_of(config) };
	k->recipe.objects = (struct string_list){ objects, nr_of(objects) };
	k->options = (struct kbuild_options){
		.jobs = 2, .timeout = 120, .build_dir = below(k, "kept"), .build_max = 1ULL << 40,
	};
}

/* One run: content NULL puts nothing. */
static void run(struct kept *k, const char *path, const char *content)
{
	owned(tree_freep) struct tree *tree = NULL;
	owned(kbuild_freep) struct kbuild *kbuild = NULL;
	struct change change = { .path = path, .existed = true, .exists = true };
	const struct changes changes = { &change, 1 };
	owned(text_release) struct text after = { 0 };

	succeeds(tree_of_folder(&tree, below(k, "base"), err));
	succeeds(kbuild_make(&kbuild, tree, &k->recipe, &k->options, err));
	text_adds(&after, content ? content : "");
	change.after = after;
	if (content)
		succeeds(kbuild_put(kbuild, &changes, err));
	succeeds(kbuild_objects(&k->result, &k->arena, kbuild, &k->recipe.objects, err));
}

static void fake_make(struct kept *k, const char *script)
{
	owned(text_release) struct text path = { 0 };

	fixture_files(below(k, "bin"), "make", script, NULL);
	ck_assert_int_eq(chmod(below(k, "bin/make"), 0755), 0);
	text_addf(&path, "%s:%s", below(k, "bin"), getenv("PATH"));
	setenv("PATH", text_str(&path), 1);
}

/* From here on make is counted; it goes on to be another file than before, so this is before the first run. */
static void count_make(struct kept *k)
{
	owned(text_release) struct text script = { 0 };

	text_addf(&script, "#!/bin/sh\ntest \"$1\" = --version || echo x >> %s\nPATH=${PATH#*:} exec make \"$@\"\n",
		  below(k, "asked"));
	fake_make(k, text_str(&script));
}

static size_t asked(struct kept *k)
{
	owned(text_release) struct text text = { 0 };
	bool exists;

	succeeds(file_read_if(&text, &exists, below(k, "asked"), err));
	unlink(below(k, "asked"));
	return text.len / 2;
}

static const char *only_build(struct kept *k)
{
	owned(strings_release) struct strings names = { 0 };

	succeeds(file_list(&names, below(k, "kept"), err));
	ck_assert_uint_eq(names.nr, 1);
	return path_join(&k->arena, below(k, "kept"), names.v[0]);
}

START_TEST(a_second_run_does_not_ask_make)
{
	owned(kept_release) struct kept k = { 0 };

	prepare(&k);
	count_make(&k);
	run(&k, NULL, NULL);
	ck_assert_uint_gt(asked(&k), 0);
	ck_assert_uint_eq(k.result.nr_diagnostics, 1);
	ck_assert_uint_eq(k.result.nr_remembered, 0);
	run(&k, NULL, NULL);
	ck_assert_uint_eq(asked(&k), 0);
	ck_assert(k.result.built);
	ck_assert_uint_eq(k.result.nr_diagnostics, 1);
	ck_assert_uint_eq(k.result.nr_remembered, 2);
}
END_TEST

START_TEST(only_what_a_change_reaches_is_compiled_again)
{
	owned(kept_release) struct kept k = { 0 };

	prepare(&k);
	run(&k, NULL, NULL);
	run(&k, "include/linux/bit.h", "#define BIT 2\n");
	ck_assert(k.result.built);
	ck_assert_uint_eq(k.result.compiled.nr, 2);
	ck_assert_uint_eq(k.result.nr_remembered, 1);
	run(&k, "include/linux/bit.h", "#define BIT 2\n");
	ck_assert_uint_eq(k.result.nr_remembered, 2);
}
END_TEST

START_TEST(what_is_beside_the_code_has_nothing_compiled_again)
{
	owned(kept_release) struct kept k = { 0 };

	prepare(&k);
	count_make(&k);
	run(&k, NULL, NULL);
	asked(&k);
	run(&k, "Documentation/filesystems/demo.rst", "A demo.\n");
	run(&k, "tools/testing/selftests/demo/demo.c", "int main(void) { return 0; }\n");
	run(&k, "MAINTAINERS", "DEMO\n");
	ck_assert_uint_eq(asked(&k), 0);
	ck_assert_uint_eq(k.result.nr_remembered, 2);
	run(&k, "Documentation/Kconfig", "config DEMO\n");
	ck_assert_uint_eq(k.result.nr_remembered, 0);
	run(&k, "tools/demo/demo.c", "int main(void) { return 0; }\n");
	ck_assert_uint_eq(k.result.nr_remembered, 0);
}
END_TEST

/* The object of the change is newer than the target's source: make alone would leave it. */
START_TEST(what_a_run_changed_does_not_stay_for_the_next)
{
	owned(kept_release) struct kept k = { 0 };

	prepare(&k);
	run(&k, "fs/demo/a.c", "#include \"state.h\"\nint a(struct state *s) { int odd; return s->a; }\n");
	ck_assert_uint_eq(k.result.nr_diagnostics, 2);
	run(&k, NULL, NULL);
	ck_assert(k.result.built);
	ck_assert_uint_eq(k.result.nr_diagnostics, 1);
	run(&k, "fs/demo/state.h", "struct state { int b; };\n");
	ck_assert(!k.result.built);
	run(&k, NULL, NULL);
	ck_assert(k.result.built);
}
END_TEST

/* As coverage and kABI see it: run once more by the command that kbuild keeps. */
static bool command_has(struct kept *k, struct kbuild *kbuild, const char *words)
{
	owned(text_release) struct text cmd = { 0 };
	const char *file = kbuild_command_file(&k->arena, "fs/demo/a.o");

	succeeds(kbuild_lay(kbuild, &k->recipe.objects, err));
	succeeds(file_read(&cmd, path_join(&k->arena, kbuild_out(kbuild), file), err));
	return strstr(text_str(&cmd), words) != NULL;
}

static void put_makefile(struct kbuild *kbuild, const char *content)
{
	struct change change = { .path = "Makefile", .existed = true, .exists = true };
	const struct changes changes = { &change, 1 };
	owned(text_release) struct text after = { 0 };

	text_adds(&after, content);
	change.after = after;
	succeeds(kbuild_put(kbuild, &changes, err));
}

START_TEST(the_command_of_a_remembered_object_is_of_the_makefiles_as_they_are)
{
	static const char with[] = FAKE_MAKEFILE "override CC += -DEXTRA\n";
	owned(kept_release) struct kept k = { 0 };
	owned(tree_freep) struct tree *tree = NULL;
	owned(kbuild_freep) struct kbuild *kbuild = NULL;

	prepare(&k);
	run(&k, "Makefile", with);
	run(&k, NULL, NULL);
	succeeds(tree_of_folder(&tree, below(&k, "base"), err));
	succeeds(kbuild_make(&kbuild, tree, &k.recipe, &k.options, err));
	put_makefile(kbuild, with);
	succeeds(kbuild_objects(&k.result, &k.arena, kbuild, &k.recipe.objects, err));
	ck_assert_uint_eq(k.result.nr_remembered, 2);
	ck_assert(command_has(&k, kbuild, "-DEXTRA"));
	put_makefile(kbuild, FAKE_MAKEFILE);
	ck_assert(!command_has(&k, kbuild, "-DEXTRA"));
	put_makefile(kbuild, with);
	ck_assert(command_has(&k, kbuild, "-DEXTRA"));
}
END_TEST

START_TEST(a_failure_is_remembered_with_what_was_printed)
{
	owned(kept_release) struct kept k = { 0 };

	prepare(&k);
	count_make(&k);
	run(&k, "fs/demo/a.c", "int a = none;\n");
	asked(&k);
	run(&k, "fs/demo/a.c", "int a = none;\n");
	ck_assert_uint_eq(asked(&k), 0);
	ck_assert(!k.result.built);
	ck_assert_ptr_nonnull(strstr(k.result.log, "'none' undeclared"));
}
END_TEST

START_TEST(a_compiler_that_was_killed_is_asked_again)
{
	owned(kept_release) struct kept k = { 0 };

	prepare(&k);
	run(&k, NULL, NULL);
	fixture_files(below(&k, "base"), "fs/demo/a.c", "#error Killed\n", NULL);
	run(&k, NULL, NULL);
	ck_assert(!k.result.built);
	run(&k, NULL, NULL);
	ck_assert_uint_lt(k.result.nr_remembered, 2);
}
END_TEST

START_TEST(a_plain_tree_that_was_edited_is_another_one)
{
	owned(kept_release) struct kept k = { 0 };
	struct timespec old[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };

	prepare(&k);
	run(&k, NULL, NULL);
	fixture_files(below(&k, "base"), "fs/demo/a.c", "int a = none;\n", NULL);
	ck_assert_int_eq(utimensat(AT_FDCWD, below(&k, "base/fs/demo/a.c"), old, 0), 0);
	run(&k, NULL, NULL);
	ck_assert(!k.result.built);
	only_build(&k);
}
END_TEST

START_TEST(another_compiler_or_flag_is_another_build)
{
	owned(kept_release) struct kept k = { 0 };
	owned(strings_release) struct strings names = { 0 };

	prepare(&k);
	run(&k, NULL, NULL);
	k.options.warnings = true;
	run(&k, NULL, NULL);
	ck_assert_uint_eq(k.result.nr_remembered, 0);
	setenv("KCFLAGS", "-O1", 1);
	run(&k, NULL, NULL);
	unsetenv("KCFLAGS");
	ck_assert_uint_eq(k.result.nr_remembered, 0);
	succeeds(file_list(&names, below(&k, "kept"), err));
	ck_assert_uint_eq(names.nr, 3);
}
END_TEST

/* The compiler of a version, in a folder that PATH begins with. */
static void fake_clang(struct kept *k, const char *version)
{
	owned(text_release) struct text script = { 0 };

	text_addf(&script, "#!/bin/sh\ntest \"$1\" = --version && echo 'clang version %s' && exit\nexec gcc \"$@\"\n", version);
	fixture_files(below(k, "bin"), "clang", text_str(&script), NULL);
	ck_assert_int_eq(chmod(below(k, "bin/clang"), 0755), 0);
}

static void recalls_nothing_of_another_clang(struct kept *k)
{
	fake_clang(k, "1");
	run(k, NULL, NULL);
	run(k, NULL, NULL);
	ck_assert_uint_eq(k->result.nr_remembered, 2);
	fake_clang(k, "2");
	run(k, NULL, NULL);
	ck_assert_uint_eq(k->result.nr_remembered, 0);
}

START_TEST(another_version_of_what_llvm_chooses_is_another_build)
{
	owned(kept_release) struct kept k = { 0 };
	const char *path;

	prepare(&k);
	path = arena_strdup(&k.arena, getenv("PATH"));
	setenv("PATH", arena_printf(&k.arena, "%s:%s", below(&k, "bin"), path), 1);
	setenv("LLVM", "1", 1);
	recalls_nothing_of_another_clang(&k);
	setenv("PATH", path, 1);
	setenv("LLVM", arena_printf(&k.arena, "%s/", below(&k, "bin")), 1);
	recalls_nothing_of_another_clang(&k);
}
END_TEST

START_TEST(another_version_of_a_compiler_with_options_is_another_build)
{
	owned(kept_release) struct kept k = { 0 };

	prepare(&k);
	k.options.cc = arena_printf(&k.arena, "%s -DTARGET=1", below(&k, "bin/clang"));
	recalls_nothing_of_another_clang(&k);
}
END_TEST

START_TEST(after_a_killed_run_the_build_begins_anew)
{
	owned(kept_release) struct kept k = { 0 };
	const char *build;

	prepare(&k);
	count_make(&k);
	run(&k, NULL, NULL);
	asked(&k);
	build = only_build(&k);
	/* as a run leaves it that was killed while make wrote */
	fixture_files(build, "busy", "", "out/fs/demo/a.o", "half", "out/other", "x", NULL);
	run(&k, "fs/demo/a.c", FAKE_A_C "int more;\n");
	ck_assert(k.result.built);
	ck_assert_uint_gt(asked(&k), 1);
	ck_assert(!file_exists(path_join(&k.arena, build, "out/other")));
	ck_assert(!file_exists(path_join(&k.arena, build, "busy")));
}
END_TEST

/* One run that builds the kernel: what make does not compile again stays as it is. */
static void run_image(struct kept *k, struct text *image, const char *a_c)
{
	owned(tree_freep) struct tree *tree = NULL;
	owned(kbuild_freep) struct kbuild *kbuild = NULL;
	struct change change = { .path = "fs/demo/a.c", .existed = true, .exists = true };
	const struct changes changes = { &change, 1 };
	owned(text_release) struct text after = { 0 };
	struct image_build built;

	text_adds(&after, a_c);
	change.after = after;
	succeeds(tree_of_folder(&tree, below(k, "base"), err));
	succeeds(kbuild_make(&kbuild, tree, &k->recipe, &k->options, err));
	succeeds(kbuild_put(kbuild, &changes, err));
	succeeds(kbuild_image(&built, &k->arena, kbuild, err));
	ck_assert_ptr_nonnull(built.kernel);
	text_clear(image);
	succeeds(file_read(image, built.kernel, err));
}

static bool contains(const struct text *text, const char *string)
{
	return memmem(text_str(text), text->len, string, strlen(string)) != NULL;
}

START_TEST(a_kernel_has_what_is_laid_over_a_warm_build)
{
	owned(kept_release) struct kept k = { 0 };
	owned(text_release) struct text image = { 0 };

	prepare(&k);
	run_image(&k, &image, "int first;\n");
	ck_assert(contains(&image, "first"));
	run_image(&k, &image, "int second;\n");
	ck_assert(contains(&image, "second") && !contains(&image, "first"));
	run_image(&k, &image, "int first;\n");
	ck_assert(contains(&image, "first") && !contains(&image, "second"));
}
END_TEST

/* As if the clock had been an hour ahead in the run before: what is laid now is older than its objects. */
START_TEST(after_the_clock_was_set_back_no_object_is_stale)
{
	owned(kept_release) struct kept k = { 0 };
	owned(text_release) struct text image = { 0 };
	static const char *const made[] = { "ready", "out/fs/demo/a.o", "out/fs/demo/b.o" };
	struct timespec times[2];
	size_t i;

	prepare(&k);
	run_image(&k, &image, "int first;\n");
	clock_gettime(CLOCK_REALTIME, &times[0]);
	times[0].tv_sec += 3600;
	times[1] = times[0];
	for (i = 0; i < nr_of(made); i++)
		ck_assert_int_eq(utimensat(AT_FDCWD, path_join(&k.arena, only_build(&k), made[i]), times, 0), 0);
	run_image(&k, &image, "int second;\n");
	ck_assert(contains(&image, "second") && !contains(&image, "first"));
}
END_TEST

START_TEST(a_damaged_memo_is_not_believed)
{
	owned(kept_release) struct kept k = { 0 };
	const char *build;

	prepare(&k);
	run(&k, NULL, NULL);
	build = only_build(&k);
	fixture_files(build, "memo/fs%demo%a.o", "stableport-memo 1\nentry 0 x - 99999 3 0\n", "memo/fs%demo%b.o", "", NULL);
	run(&k, NULL, NULL);
	ck_assert(k.result.built);
	ck_assert_uint_eq(k.result.nr_remembered, 0);
	ck_assert_uint_eq(k.result.nr_diagnostics, 1);
}
END_TEST

START_TEST(a_folder_for_builds_that_make_cannot_take_is_an_error)
{
	owned(kept_release) struct kept k = { 0 };
	owned(error_release) struct error failure = { 0 };
	owned(tree_freep) struct tree *tree = NULL;
	owned(kbuild_freep) struct kbuild *kbuild = NULL;

	prepare(&k);
	k.options.build_dir = below(&k, "kept here");
	succeeds(tree_of_folder(&tree, below(&k, "base"), err));
	ck_assert_int_eq(kbuild_make(&kbuild, tree, &k.recipe, &k.options, &failure), -1);
	ck_assert_ptr_nonnull(strstr(failure.message, "make takes no blank or colon in a path (see --build-dir)"));
}
END_TEST

START_TEST(a_full_disk_is_no_verdict_on_the_code)
{
	owned(kept_release) struct kept k = { 0 };
	owned(error_release) struct error failure = { 0 };
	owned(tree_freep) struct tree *tree = NULL;
	owned(kbuild_freep) struct kbuild *kbuild = NULL;

	prepare(&k);
	succeeds(tree_of_folder(&tree, below(&k, "base"), err));
	fake_make(&k, "#!/bin/sh\necho 'fs/demo/a.s: No space left on device'\nexit 2\n");
	ck_assert_int_eq(kbuild_make(&kbuild, tree, &k.recipe, &k.options, &failure), -1);
	ck_assert_ptr_nonnull(strstr(failure.message, "make allnoconfig: no space is left for '"));
}
END_TEST

START_TEST(a_flood_stays_on_disk_whole)
{
	owned(kept_release) struct kept k = { 0 };
	owned(tree_freep) struct tree *tree = NULL;
	owned(kbuild_freep) struct kbuild *kbuild = NULL;
	owned(error_release) struct error failure = { 0 };
	struct stat log;

	prepare(&k);
	succeeds(tree_of_folder(&tree, below(&k, "base"), err));
	fake_make(&k, "#!/bin/sh\nyes | head -c 40000000\n");
	ck_assert_int_eq(kbuild_make(&kbuild, tree, &k.recipe, &k.options, &failure), -1);
	ck_assert_ptr_nonnull(strstr(failure.message, "make printed more than 32 MiB; it is in '"));
	ck_assert_int_eq(stat(path_join(&k.arena, only_build(&k), "make.log"), &log), 0);
	ck_assert_int_eq(log.st_size, 40000000);
}
END_TEST

START_TEST(those_not_used_for_longest_make_room)
{
	owned(kept_release) struct kept k = { 0 };

	prepare(&k);
	run(&k, NULL, NULL);
	k.options.build_max = 1;
	k.options.warnings = true;
	run(&k, NULL, NULL);
	ck_assert_uint_eq(k.result.nr_remembered, 0);
	only_build(&k);
}
END_TEST

/* Folders so deep that their path is longer than any call takes: nothing removes them by it. */
#define DEEP 30

static void deep_name(char name[201])
{
	memset(name, 'x', 200);
	name[200] = '\0';
}

static void make_deep(struct kept *k, const char *folder)
{
	char name[201];
	size_t i;

	deep_name(name);
	succeeds(file_make_folders(folder, err));
	ck_assert_int_eq(chdir(folder), 0);
	for (i = 0; i < DEEP; i++) {
		ck_assert_int_eq(mkdir(name, 0777), 0);
		ck_assert_int_eq(chdir(name), 0);
	}
	ck_assert_int_eq(chdir(k->scratch.path), 0);
}

static void remove_deep(struct kept *k, const char *folder)
{
	char name[201];
	size_t i;

	deep_name(name);
	ck_assert_int_eq(chdir(folder), 0);
	for (i = 0; i < DEEP; i++)
		ck_assert_int_eq(chdir(name), 0);
	for (i = 0; i < DEEP; i++) {
		ck_assert_int_eq(chdir(".."), 0);
		ck_assert_int_eq(rmdir(name), 0);
	}
	ck_assert_int_eq(chdir(k->scratch.path), 0);
}

/* Which of a folder's entries is removed first is the file system's: in front of most of them is one that cannot be. */
START_TEST(of_what_could_not_be_removed_whole_nothing_is_believed)
{
	owned(kept_release) struct kept k = { 0 };
	static const char *const folders[] = { "src", "out", "out/fs", "tmp", "memo", "d1", "d2", "d3", "d4", "d5" };
	const char *build;
	size_t i;

	prepare(&k);
	run(&k, NULL, NULL);
	build = only_build(&k);
	for (i = 0; i < nr_of(folders); i++)
		make_deep(&k, path_join(&k.arena, build, folders[i]));
	k.options.build_max = 1;
	k.options.warnings = true;
	run(&k, NULL, NULL);
	ck_assert(!file_exists(path_join(&k.arena, build, "identity")) && !file_exists(path_join(&k.arena, build, "ready")));
	for (i = 0; i < nr_of(folders); i++)
		remove_deep(&k, path_join(&k.arena, build, folders[i]));
	k.options.warnings = false;
	k.options.build_max = 1ULL << 40;
	run(&k, NULL, NULL);
	ck_assert_uint_eq(k.result.nr_remembered, 0);
}
END_TEST

/* A file that is larger than a process may write is as a disk that is full. */
START_TEST(of_a_tree_that_could_not_be_written_nothing_stays)
{
	owned(fixture_release) struct fixture f = { 0 };
	owned(kept_release) struct kept k = { 0 };
	owned(tree_freep) struct tree *tree = NULL;
	owned(error_release) struct error failure = { 0 };
	owned(build_folder_release) struct build_folder folder = { 0 };
	const struct rlimit limit = { 1 << 20, 1 << 20 };
	char *large = arena_alloc(&k.arena, 2 << 20);
	const char *path;
	git_oid commit;

	prepare(&k);
	fixture_make(&f);
	commit = fixture_commit_bytes(&f, "large", "a", large, 2 << 20);
	succeeds(tree_of_commit(&tree, f.repo, &commit, err));
	succeeds(build_folder_open(&folder, &(struct build_folder_options){ .shared = below(&k, "kept"), .key = "k" }, err));
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(build_folder_tree(&path, &k.arena, &folder, tree, "id", &failure), -1);
	ck_assert(file_exists(below(&k, "kept/tree-id")));
	ck_assert(!file_exists(below(&k, "kept/tree-id/files")));
}
END_TEST

/* ---- the parts ---- */

static struct memo_state state(const struct memo_file *files, size_t nr, const char *exact)
{
	return (struct memo_state){ .files = files, .nr = nr, .ground = "g", .exact = exact };
}

START_TEST(a_new_header_that_may_come_before_another_is_doubtful)
{
	owned(memo_freep) struct memo *memo = memo_open(NULL);
	const struct memo_file shim = { "fs/demo/shims/bit.h", "1", true }, other = { "fs/demo/odd.h", "1", true };
	const struct memo_state plain = state(NULL, 0, "a"), hidden = state(&shim, 1, "b"), same = state(&other, 1, "c");
	struct strings files = { 0 };

	strings_add(&files, "fs/demo/b.c");
	strings_add(&files, "include/linux/bit.h");
	memo_depends(memo_add(memo, "fs/demo/b.o", &plain), &files, &plain);
	ck_assert_ptr_nonnull(memo_find(memo, "fs/demo/b.o", &plain));
	ck_assert_ptr_nonnull(memo_find(memo, "fs/demo/b.o", &same));
	ck_assert_ptr_null(memo_find(memo, "fs/demo/b.o", &hidden));
}
END_TEST

START_TEST(what_it_was_made_of_must_be_so_again)
{
	owned(memo_freep) struct memo *memo = memo_open(NULL);
	const struct memo_file one = { "a.h", "1", false }, two = { "a.h", "2", false }, gone = { "a.h", "-", false };
	const struct memo_state with = state(&one, 1, "a"), other = state(&two, 1, "b"), removed = state(&gone, 1, "c");
	const struct memo_state base = state(NULL, 0, "d");
	struct strings files = { 0 };

	strings_add(&files, "a.h");
	memo_depends(memo_add(memo, "x.o", &with), &files, &with);
	ck_assert_ptr_nonnull(memo_find(memo, "x.o", &with));
	ck_assert_ptr_null(memo_find(memo, "x.o", &other));
	ck_assert_ptr_null(memo_find(memo, "x.o", &removed));
	ck_assert_ptr_null(memo_find(memo, "x.o", &base));
}
END_TEST

/* Asks for the states first ... first + nr - 1, and adds those that are not known: how many. */
static size_t ask_for_states(const char *folder, unsigned first, unsigned nr)
{
	owned(memo_freep) struct memo *memo = memo_open(folder);
	size_t added = 0;
	char exact[20];
	unsigned i;

	for (i = first; i < first + nr; i++) {
		const struct memo_state at = state(NULL, 0, exact);

		snprintf(exact, sizeof(exact), "%u", i);
		if (memo_find(memo, "x.o", &at))
			continue;
		memo_add(memo, "x.o", &at);
		added++;
	}
	memo_keep(memo);
	return added;
}

START_TEST(a_series_of_many_commits_is_remembered_whole)
{
	owned(kept_release) struct kept k = { 0 };
	const char *folder;

	prepare(&k);
	folder = below(&k, "memo");
	succeeds(file_make_folders(folder, err));
	ck_assert_uint_eq(ask_for_states(folder, 0, 50), 50);
	ck_assert_uint_eq(ask_for_states(folder, 0, 50), 0);
	/* Of those that another series asks for, the oldest make room. */
	ck_assert_uint_eq(ask_for_states(folder, 50, 5), 5);
	ck_assert_uint_eq(ask_for_states(folder, 40, 15), 0);
	ck_assert_uint_eq(ask_for_states(folder, 0, 50), 18);
}
END_TEST

START_TEST(fixdeps_files_are_read)
{
	owned(kept_release) struct kept k = { 0 };
	owned(strings_release) struct strings files = { 0 }, doubtful = { 0 };
	struct built_in where = { .source = "/w/src" };

	prepare(&k);
	where.out = below(&k, "out");
	fixture_files(below(&k, "out"), "fs/.x.o.cmd",
		      "cmd_fs/x.o := gcc -c\n\nsource_fs/x.o := /w/src/fs/x.c\n\ndeps_fs/x.o := \\\n"
		      "    $(wildcard include/config/a.h) \\\n  ../src/fs/../include/linux/y.h \\\n"
		      "  include/generated/z.h \\\n  /usr/lib/gcc/stdarg.h \\\n\nfs/x.o: $(deps_fs/x.o)\n",
		      "fs/.y.o.cmd", "deps_fs/y.o := \\\n  /w/src/fs/y.c \\\n  fs/table.h \\\n\n", NULL);
	ck_assert(dependencies_of_object(&files, &where, "fs/x.o"));
	ck_assert_uint_eq(files.nr, 2);
	ck_assert_str_eq(files.v[0], "fs/x.c");
	ck_assert_str_eq(files.v[1], "include/linux/y.h");
	ck_assert(!dependencies_of_object(&doubtful, &where, "fs/y.o"));
}
END_TEST

SUITE(check_kept)
{
	TEST(a_second_run_does_not_ask_make);
	TEST(only_what_a_change_reaches_is_compiled_again);
	TEST(what_is_beside_the_code_has_nothing_compiled_again);
	TEST(what_a_run_changed_does_not_stay_for_the_next);
	TEST(the_command_of_a_remembered_object_is_of_the_makefiles_as_they_are);
	TEST(a_failure_is_remembered_with_what_was_printed);
	TEST(a_compiler_that_was_killed_is_asked_again);
	TEST(a_plain_tree_that_was_edited_is_another_one);
	TEST(another_compiler_or_flag_is_another_build);
	TEST(another_version_of_what_llvm_chooses_is_another_build);
	TEST(another_version_of_a_compiler_with_options_is_another_build);
	TEST(after_a_killed_run_the_build_begins_anew);
	TEST(a_kernel_has_what_is_laid_over_a_warm_build);
	TEST(after_the_clock_was_set_back_no_object_is_stale);
	TEST(a_damaged_memo_is_not_believed);
	TEST(a_folder_for_builds_that_make_cannot_take_is_an_error);
	TEST(a_full_disk_is_no_verdict_on_the_code);
	TEST(a_flood_stays_on_disk_whole);
	TEST(those_not_used_for_longest_make_room);
	TEST(of_what_could_not_be_removed_whole_nothing_is_believed);
	TEST(of_a_tree_that_could_not_be_written_nothing_stays);
	TEST(a_new_header_that_may_come_before_another_is_doubtful);
	TEST(what_it_was_made_of_must_be_so_again);
	TEST(a_series_of_many_commits_is_remembered_whole);
	TEST(fixdeps_files_are_read);
}
