// SPDX-License-Identifier: GPL-2.0-only
/*
 * The compatibility shims, compiled as the tool would have them compiled, with every compiler that is here.
 *
 * The trees under tests/shims are stubs written for this test: tree-lacks has none of the names (as v4.14), tree-has has
 * all of them (as v6.12), tree-oldest is what linux/wait_bit.h has to cope with before v4.13, common is shared by them,
 * and tree-model is a wait queue that runs in userspace.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <assert.h>
#include <ctype.h>
#include <dirent.h>
#include <ftw.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#define SHIMS		SOURCE_ROOT "/shims"
#define TREES		SOURCE_ROOT "/tests/shims"
#define MAX_NAMES	128
#define MAX_ARGS	256
#define TIMEOUT		120

extern char **environ;

struct names {
	char *name[MAX_NAMES];
	int nr;
};

static struct names compilers, probes, headers;

static void names_add(struct names *names, const char *name)
{
	assert(names->nr < MAX_NAMES);
	names->name[names->nr++] = strdup(name);
}

static bool names_has(const struct names *names, const char *name)
{
	for (int i = 0; i < names->nr; i++)
		if (strcmp(names->name[i], name) == 0)
			return true;
	return false;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A command under construction; what it is given is copied. */
struct command {
	char *arg[MAX_ARGS];
	int nr;
};

__attribute__((format(printf, 2, 3)))
static void arg(struct command *command, const char *format, ...)
{
	va_list list;
	int length;

	assert(command->nr < MAX_ARGS - 1);
	va_start(list, format);
	length = vasprintf(&command->arg[command->nr++], format, list);
	va_end(list);
	assert(length >= 0);
	command->arg[command->nr] = NULL;
}

/* $CC may be several words ("ccache gcc"). */
static void arg_compiler(struct command *command, const char *compiler)
{
	char *words = strdup(compiler), *rest = words, *word;

	while ((word = strsep(&rest, " ")) != NULL)
		if (*word != '\0')
			arg(command, "%s", word);
	free(words);
}

/* What a command said, and its exit status; -1 when it could not be started. */
struct outcome {
	int status;
	char text[16384];
};

/* Runs the command on the given standard input and frees it. */
static void run(struct outcome *outcome, struct command *command, const char *input)
{
	FILE *in = tmpfile(), *out = tmpfile();
	posix_spawn_file_actions_t actions;
	size_t length;
	pid_t child;
	int status;

	assert(in != NULL && out != NULL);
	fputs(input, in);
	rewind(in);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fileno(in), STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fileno(out), STDERR_FILENO);
	outcome->status = -1;
	if (posix_spawnp(&child, command->arg[0], &actions, NULL, command->arg, environ) == 0 &&
	    waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) != 127)
		outcome->status = WEXITSTATUS(status);
	rewind(out);
	length = fread(outcome->text, 1, sizeof(outcome->text) - 1, out);
	outcome->text[length] = '\0';
	posix_spawn_file_actions_destroy(&actions);
	fclose(in);
	fclose(out);
	for (int i = 0; i < command->nr; i++)
		free(command->arg[i]);
	command->nr = 0;
}

/*
 * The kernel's own W=1 has -Wextra with -Wno-unused-parameter, and so have we: an empty function leaves its parameters
 * alone. Missing includes must not be found elsewhere, hence -nostdinc.
 */
static void arg_kernel_flags(struct command *command, const char *compiler)
{
	arg_compiler(command, compiler);
	for (const char *const *flag = (const char *const []){
		     "-std=gnu11", "-ffreestanding", "-nostdinc", "-fsyntax-only", "-Wall", "-Wextra",
		     "-Werror", "-Wno-unused-parameter", "-Wimplicit-fallthrough", NULL }; *flag != NULL; flag++)
		arg(command, "%s", *flag);
}

static void arg_tree(struct command *command, const char *tree)
{
	arg(command, "-I" TREES "/%s/include", tree);
	arg(command, "-I" TREES "/common/include");
	arg(command, "-I" TREES "/%s/fs/nfsd", tree);
}

/* Compiles a probe against a tree; lacks is the name given as missing, NULL for none. */
static void compile_probe(struct outcome *outcome, const char *compiler, const char *probe, const char *tree,
			  bool with_shims, const char *lacks)
{
	struct command command = { .nr = 0 };

	arg_kernel_flags(&command, compiler);
	if (with_shims)
		arg(&command, "-I" SHIMS "/include");
	if (lacks != NULL)
		arg(&command, "-DSTABLEPORT_LACKS_%s", lacks);
	arg_tree(&command, tree);
	arg(&command, SHIMS "/probe/%s.c", probe);
	run(outcome, &command, "");
}

/* Compiles a text against a tree, with the shims. */
static void compile_text(struct outcome *outcome, const char *compiler, const char *text, const char *tree,
			 const struct names *lacks)
{
	struct command command = { .nr = 0 };

	arg_kernel_flags(&command, compiler);
	arg(&command, "-I" SHIMS "/include");
	for (int i = 0; i < lacks->nr; i++)
		arg(&command, "-DSTABLEPORT_LACKS_%s", lacks->name[i]);
	arg_tree(&command, tree);
	arg(&command, "-xc");
	arg(&command, "-");
	run(outcome, &command, text);
}

static void assert_compiles(const struct outcome *outcome, const char *compiler, const char *what)
{
	ck_assert_msg(outcome->status == 0, "%s, %s:\n%s", compiler, what, outcome->text);
}

/* It must fail for the right reason: the compiler speaks of the name. */
static void assert_lacks(const struct outcome *outcome, const char *compiler, const char *name)
{
	ck_assert_msg(outcome->status > 0, "%s compiles the probe for '%s'", compiler, name);
	ck_assert_msg(strstr(outcome->text, name) != NULL, "%s, another error than '%s':\n%s", compiler, name,
		      outcome->text);
}

/* linux/wait_bit.h → <prefix>LINUX_WAIT_BIT_H, the include guard of our headers */
static void guard_of(char guard[256], const char *prefix, const char *path)
{
	int length = snprintf(guard, 256, "%s%s", prefix, path);

	for (int i = 0; i < length; i++)
		guard[i] = isalnum((unsigned char)guard[i]) ? toupper((unsigned char)guard[i]) : '_';
}

static bool tree_has_header(const char *tree, const char *path)
{
	char full[1024];

	snprintf(full, sizeof(full), TREES "/%s/include/%s", tree, path);
	return access(full, R_OK) == 0;
}

START_TEST(a_probe_fails_where_the_name_is_missing)
{
	const char *name = probes.name[_i];
	struct outcome outcome;

	for (int i = 0; i < compilers.nr; i++) {
		compile_probe(&outcome, compilers.name[i], name, "tree-lacks", false, NULL);
		assert_lacks(&outcome, compilers.name[i], name);
	}
}
END_TEST

START_TEST(a_probe_succeeds_where_the_name_is)
{
	struct outcome outcome;

	for (int i = 0; i < compilers.nr; i++) {
		compile_probe(&outcome, compilers.name[i], probes.name[_i], "tree-has", false, NULL);
		assert_compiles(&outcome, compilers.name[i], probes.name[_i]);
	}
}
END_TEST

START_TEST(a_shim_brings_its_name)
{
	const char *name = probes.name[_i];
	struct outcome outcome;

	for (int i = 0; i < compilers.nr; i++) {
		compile_probe(&outcome, compilers.name[i], name, "tree-lacks", true, name);
		assert_compiles(&outcome, compilers.name[i], name);
	}
}
END_TEST

START_TEST(a_shim_brings_nothing_unasked)
{
	const char *name = probes.name[_i];
	struct outcome outcome;

	for (int i = 0; i < compilers.nr; i++) {
		compile_probe(&outcome, compilers.name[i], name, "tree-lacks", true, NULL);
		assert_lacks(&outcome, compilers.name[i], name);
	}
}
END_TEST

START_TEST(a_shim_is_harmless_where_the_name_is)
{
	struct outcome outcome;

	for (int i = 0; i < compilers.nr; i++) {
		compile_probe(&outcome, compilers.name[i], probes.name[_i], "tree-has", true, NULL);
		assert_compiles(&outcome, compilers.name[i], probes.name[_i]);
	}
}
END_TEST

START_TEST(the_control_compiles_everywhere)
{
	struct outcome outcome;

	for (int i = 0; i < compilers.nr; i++) {
		compile_probe(&outcome, compilers.name[i], "control", "tree-lacks", false, NULL);
		assert_compiles(&outcome, compilers.name[i], "tree-lacks");
		compile_probe(&outcome, compilers.name[i], "control", "tree-has", false, NULL);
		assert_compiles(&outcome, compilers.name[i], "tree-has");
	}
}
END_TEST

/* Our guard and the tree's are both there: ours was found first, and its #include_next reached the tree's header. */
static void check_header(const char *compiler, const char *path, const char *tree, const struct names *lacks)
{
	char ours[256], theirs[256], text[2048];
	struct outcome outcome;

	guard_of(ours, "STABLEPORT_SHIM_", path);
	guard_of(theirs, tree_has_header(tree, path) ? "FAKE_" : "STABLEPORT_SHIM_", path);
	snprintf(text, sizeof(text),
		 "#include <%s>\n#include <%s>\n#if !defined(%s) || !defined(%s)\n#error not both\n#endif\n",
		 path, path, ours, theirs);
	compile_text(&outcome, compiler, text, tree, lacks);
	assert_compiles(&outcome, compiler, tree);
}

START_TEST(a_header_compiles_alone_and_reaches_the_trees_own)
{
	const char *path = headers.name[_i];
	const struct names none = { .nr = 0 };

	for (int i = 0; i < compilers.nr; i++) {
		check_header(compilers.name[i], path, "tree-lacks", &none);
		check_header(compilers.name[i], path, "tree-lacks", &probes);
		check_header(compilers.name[i], path, "tree-has", &none);
	}
}
END_TEST

START_TEST(a_tree_without_wait_bit_h_is_served_too)
{
	static const char *const name[] = { "wait_var_event", "wake_up_var", "clear_and_wake_up_bit" };
	struct outcome outcome;

	for (int i = 0; i < compilers.nr; i++) {
		for (size_t j = 0; j < sizeof(name) / sizeof(name[0]); j++) {
			compile_probe(&outcome, compilers.name[i], name[j], "tree-oldest", true, name[j]);
			assert_compiles(&outcome, compilers.name[i], name[j]);
		}
	}
}
END_TEST

START_TEST(a_macro_that_is_there_is_left_alone)
{
	static const char *const name[] = { "fallthrough", "RPC_SIGNALLED", "wait_var_event", "wake_up_var" };
	struct outcome outcome;

	for (int i = 0; i < compilers.nr; i++) {
		for (size_t j = 0; j < sizeof(name) / sizeof(name[0]); j++) {
			compile_probe(&outcome, compilers.name[i], name[j], "tree-has", true, name[j]);
			assert_compiles(&outcome, compilers.name[i], name[j]);
		}
	}
}
END_TEST

START_TEST(waiting_and_waking_come_as_a_pair)
{
	struct outcome outcome;

	for (int i = 0; i < compilers.nr; i++) {
		compile_probe(&outcome, compilers.name[i], "wake_up_var", "tree-lacks", true, "wait_var_event");
		assert_compiles(&outcome, compilers.name[i], "wake_up_var");
		compile_probe(&outcome, compilers.name[i], "wait_var_event", "tree-lacks", true, "wake_up_var");
		assert_compiles(&outcome, compilers.name[i], "wait_var_event");
	}
}
END_TEST

START_TEST(every_guard_has_a_probe)
{
	static const char prefix[] = "STABLEPORT_LACKS_";
	char path[1024], line[1024], name[256];
	int nr_found = 0;
	FILE *file;

	snprintf(path, sizeof(path), SHIMS "/include/%s", headers.name[_i]);
	file = fopen(path, "r");
	ck_assert(file != NULL);
	while (fgets(line, sizeof(line), file) != NULL) {
		for (char *at = line; (at = strstr(at, prefix)) != NULL; ) {
			at += strlen(prefix);
			ck_assert_int_eq(sscanf(at, "%255[A-Za-z0-9_]", name), 1);
			ck_assert_msg(names_has(&probes, name), "%s: no shims/probe/%s.c", path, name);
			nr_found++;
		}
	}
	fclose(file);
	ck_assert_int_gt(nr_found, 0);
}
END_TEST

START_TEST(no_wake_up_is_lost)
{
	char program[] = "/tmp/stableport-shims-XXXXXX";
	struct command command = { .nr = 0 };
	struct outcome outcome;
	int fd = mkstemp(program);

	ck_assert_int_ge(fd, 0);
	close(fd);
	arg_compiler(&command, compilers.name[_i]);
	arg(&command, "-std=gnu11");
	arg(&command, "-O2");
	arg(&command, "-Wall");
	arg(&command, "-Wextra");
	arg(&command, "-Werror");
	arg(&command, "-pthread");
	arg(&command, "-DSTABLEPORT_LACKS_wait_var_event");
	arg(&command, "-DSTABLEPORT_LACKS_clear_and_wake_up_bit");
	arg(&command, "-I" SHIMS "/include");
	arg(&command, "-I" TREES "/tree-model/include");
	arg(&command, "-I" TREES "/common/include");
	arg(&command, "-o");
	arg(&command, "%s", program);
	arg(&command, TREES "/wait-var-event.c");
	run(&outcome, &command, "");
	if (outcome.status == 0) {
		arg(&command, "%s", program);
		run(&outcome, &command, "");
	}
	unlink(program);
	assert_compiles(&outcome, compilers.name[_i], "wait-var-event.c");
}
END_TEST

static void add_compiler(const char *name)
{
	struct command command = { .nr = 0 };
	struct outcome outcome;

	if (name == NULL || *name == '\0' || names_has(&compilers, name))
		return;
	arg_compiler(&command, name);
	arg(&command, "--version");
	run(&outcome, &command, "");
	if (outcome.status == 0)
		names_add(&compilers, name);
}

static void find_compilers(void)
{
	add_compiler(getenv("CC"));
	add_compiler("gcc");
	add_compiler("clang");
	if (compilers.nr == 0)
		add_compiler("cc");
}

static void find_probes(void)
{
	DIR *dir = opendir(SHIMS "/probe");
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char *dot = strrchr(entry->d_name, '.');

		if (dot == NULL || strcmp(dot, ".c") != 0)
			continue;
		*dot = '\0';
		if (strcmp(entry->d_name, "control") != 0)
			names_add(&probes, entry->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	qsort(probes.name, probes.nr, sizeof(probes.name[0]), compare_names);
}

static int add_header(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	if (type == FTW_F)
		names_add(&headers, path + strlen(SHIMS "/include/"));
	return 0;
}

static void find_headers(void)
{
	nftw(SHIMS "/include", add_header, 8, FTW_PHYS);
	qsort(headers.name, headers.nr, sizeof(headers.name[0]), compare_names);
}

static Suite *shims_suite(void)
{
	Suite *suite = suite_create("shims");
	TCase *tcase = tcase_create("shims");

	tcase_set_timeout(tcase, TIMEOUT);
	tcase_add_loop_test(tcase, a_probe_fails_where_the_name_is_missing, 0, probes.nr);
	tcase_add_loop_test(tcase, a_probe_succeeds_where_the_name_is, 0, probes.nr);
	tcase_add_loop_test(tcase, a_shim_brings_its_name, 0, probes.nr);
	tcase_add_loop_test(tcase, a_shim_brings_nothing_unasked, 0, probes.nr);
	tcase_add_loop_test(tcase, a_shim_is_harmless_where_the_name_is, 0, probes.nr);
	tcase_add_test(tcase, the_control_compiles_everywhere);
	tcase_add_loop_test(tcase, a_header_compiles_alone_and_reaches_the_trees_own, 0, headers.nr);
	tcase_add_test(tcase, a_tree_without_wait_bit_h_is_served_too);
	tcase_add_test(tcase, a_macro_that_is_there_is_left_alone);
	tcase_add_test(tcase, waiting_and_waking_come_as_a_pair);
	tcase_add_loop_test(tcase, every_guard_has_a_probe, 0, headers.nr);
	tcase_add_loop_test(tcase, no_wake_up_is_lost, 0, compilers.nr);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	SRunner *runner;
	int nr_run, nr_failed;

	find_compilers();
	find_probes();
	find_headers();
	if (compilers.nr == 0 || probes.nr == 0 || headers.nr == 0) {
		fprintf(stderr, "no compiler, no probe or no shim found\n");
		return EXIT_FAILURE;
	}
	runner = srunner_create(shims_suite());
	srunner_run_all(runner, CK_ENV);
	nr_run = srunner_ntests_run(runner);
	nr_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return nr_run > 0 && nr_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
