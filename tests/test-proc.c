// SPDX-License-Identifier: GPL-2.0-only
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/suite.h"
#include "tool/files.h"
#include "tool/proc.h"

#define SH(script) (const char *const[]){ "sh", "-c", script, NULL }

START_TEST(both_streams_and_the_exit_code_come_back)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = SH("echo out; echo err >&2; exit 3") };

	succeeds(proc_run(&result, &proc, err));
	ck_assert_str_eq(text_str(&result.out), "out\n");
	ck_assert_str_eq(text_str(&result.err), "err\n");
	ck_assert_int_eq(result.exit_code, 3);
	ck_assert(!result.timed_out);
}
END_TEST

START_TEST(merged_streams_keep_their_order)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = SH("echo 1; echo 2 >&2; echo 3"), .merge_stderr = true };

	succeeds(proc_run(&result, &proc, err));
	ck_assert_str_eq(text_str(&result.out), "1\n2\n3\n");
}
END_TEST

START_TEST(a_program_runs_where_and_with_what_it_is_told)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = SH("pwd; echo $MARK $OTHER; cat"), .dir = "/",
				   .env = (const char *const[]){ "MARK=x y", "OTHER", NULL } };

	setenv("OTHER", "z", 1);
	succeeds(proc_run(&result, &proc, err));
	ck_assert_str_eq(text_str(&result.out), "/\nx y\n");
}
END_TEST

START_TEST(a_program_reads_the_file_that_it_is_given)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(text_release) struct text path = { 0 };
	struct proc proc = { .argv = (const char *const[]){ "cat", NULL }, .dir = "/", .input = "/nonexistent" };

	fails_with(proc_run(&result, &proc, err), "cannot open '/nonexistent': No such file or directory");
	succeeds(scratch_make(&scratch, err));
	text_addf(&path, "%s/input", scratch.path);
	proc.input = text_str(&path);
	succeeds(file_write(text_str(&path), "two\nlines\n", 10, err));
	succeeds(proc_run(&result, &proc, err));
	ck_assert_str_eq(text_str(&result.out), "two\nlines\n");
}
END_TEST

START_TEST(a_missing_program_is_an_error_that_names_its_package)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc unknown = { .argv = (const char *const[]){ "no-such-program-here", NULL } };
	const struct proc spatch = { .argv = (const char *const[]){ "spatch", NULL } };

	fails_with(proc_run(&result, &unknown, err), "cannot run 'no-such-program-here': No such file or directory");
	setenv("PATH", "/nonexistent", 1);
	fails_with(proc_run(&result, &spatch, err),
		   "cannot run 'spatch': it is not installed (Debian package 'coccinelle')");
	ck_assert(!proc_exists("spatch"));
}
END_TEST

START_TEST(the_time_limit_ends_the_whole_group)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	owned(text_release) struct text sentence = { 0 };
	const struct proc proc = { .argv = SH("sleep 1000 & echo $!; wait"), .timeout = 1 };
	pid_t grandchild;
	int tries;

	succeeds(proc_run(&result, &proc, err));
	ck_assert(result.timed_out);
	proc_describe(&sentence, &proc, &result);
	ck_assert_str_eq(text_str(&sentence), "sh was killed after 1 s");
	grandchild = (pid_t)atoi(text_str(&result.out));
	ck_assert_int_gt(grandchild, 1);
	for (tries = 0; tries < 500 && kill(grandchild, 0) == 0; tries++) {
		char path[64], state[64] = "";
		FILE *stat;

		snprintf(path, sizeof(path), "/proc/%d/stat", (int)grandchild);
		stat = fopen(path, "r");
		if (!stat)
			break;
		if (fscanf(stat, "%*d %*s %63s", state) != 1)
			state[0] = '\0';
		fclose(stat);
		if (state[0] == 'Z')
			break; /* dead, and only waiting to be collected by init */
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	ck_assert_int_lt(tries, 500);
}
END_TEST

START_TEST(a_flood_is_cut_at_the_limit_and_does_not_block)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = SH("yes | head -c 10000000"), .max_output = 1000 };

	succeeds(proc_run(&result, &proc, err));
	ck_assert_uint_eq(result.out.len, 1000);
	ck_assert(result.truncated);
	ck_assert_int_eq(result.exit_code, 0);
}
END_TEST

START_TEST(a_file_that_grows_too_large_cannot_be_written)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = SH("f=$(mktemp); cat /dev/zero >$f; echo $?; stat -c %s $f; rm $f"),
				   .max_file = 100000, .timeout = 60 };

	succeeds(proc_run(&result, &proc, err));
	ck_assert_str_eq(text_str(&result.out), "1\n100000\n");
	ck_assert_ptr_nonnull(strstr(text_str(&result.err), "File too large"));
}
END_TEST

START_TEST(a_signal_that_ends_a_program_is_a_result)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = SH("kill -SEGV $$") };

	succeeds(proc_run(&result, &proc, err));
	ck_assert_int_eq(result.exit_code, -1);
	ck_assert_int_eq(result.signal, SIGSEGV);
}
END_TEST

START_TEST(being_interrupted_is_an_error_and_ends_the_child)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = SH("kill -TERM $PPID; sleep 1000") };

	proc_catch_signals();
	fails_with(proc_run(&result, &proc, err), "interrupted while 'sh' ran");
	ck_assert_int_eq(proc_interrupt_pending(), SIGTERM);
	fails_with(proc_run(&result, &proc, err), "interrupted before 'sh' ran");
}
END_TEST

START_TEST(a_signal_that_was_ignored_stays_ignored)
{
	signal(SIGHUP, SIG_IGN); /* as nohup does */
	signal(SIGQUIT, SIG_DFL); /* a shell without job control has what it starts in the background ignore it */
	proc_catch_signals();
	raise(SIGHUP);
	ck_assert_int_eq(proc_interrupt_pending(), 0);
	raise(SIGQUIT);
	ck_assert_int_eq(proc_interrupt_pending(), SIGQUIT);
}
END_TEST

START_TEST(programs_run_side_by_side_and_each_result_is_its_own)
{
	/* The first two wait for one another: one after the other would never end. */
	owned(scratch_release) struct scratch scratch = { 0 };
	struct proc_result results[3] = { 0 };
	const char *const waits = "touch $0; until test -e $1; do sleep 0.01; done; echo $0; exit $2";
	struct proc procs[] = {
		{ .argv = (const char *const[]){ "sh", "-c", waits, "a", "b", "0", NULL }, .timeout = 60 },
		{ .argv = (const char *const[]){ "sh", "-c", waits, "b", "a", "3", NULL }, .timeout = 60 },
		{ .argv = SH("echo c >&2; exit 4"), .timeout = 60 },
	};
	const struct proc_batch batch = { .procs = procs, .nr = 3, .jobs = 2 };
	size_t i;

	succeeds(scratch_make(&scratch, err));
	for (i = 0; i < 3; i++)
		procs[i].dir = scratch.path;
	succeeds(proc_run_all(results, &batch, err));
	ck_assert_str_eq(text_str(&results[0].out), "a\n");
	ck_assert_str_eq(text_str(&results[1].out), "b\n");
	ck_assert_str_eq(text_str(&results[2].err), "c\n");
	ck_assert_int_eq(results[0].exit_code, 0);
	ck_assert_int_eq(results[1].exit_code, 3);
	ck_assert_int_eq(results[2].exit_code, 4);
	for (i = 0; i < 3; i++)
		proc_result_release(&results[i]);
}
END_TEST

START_TEST(one_of_several_that_hangs_is_killed_and_the_others_go_on)
{
	struct proc_result results[3] = { 0 };
	const struct proc procs[] = {
		{ .argv = SH("sleep 1000"), .timeout = 1 },
		{ .argv = SH("echo one") },
		{ .argv = SH("echo two") },
	};
	const struct proc_batch batch = { .procs = procs, .nr = 3, .jobs = 2 };
	size_t i;

	succeeds(proc_run_all(results, &batch, err));
	ck_assert(results[0].timed_out);
	ck_assert_str_eq(text_str(&results[1].out), "one\n");
	ck_assert_str_eq(text_str(&results[2].out), "two\n");
	for (i = 0; i < 3; i++)
		proc_result_release(&results[i]);
}
END_TEST

START_TEST(one_of_several_that_cannot_start_ends_the_others)
{
	struct proc_result results[2] = { 0 };
	const struct proc procs[] = {
		{ .argv = SH("exec sleep 200") },
		{ .argv = (const char *const[]){ "no-such-program-here", NULL } },
	};
	const struct proc_batch batch = { .procs = procs, .nr = 2, .jobs = 2 };

	fails_with(proc_run_all(results, &batch, err), "cannot run 'no-such-program-here': No such file or directory");
	ck_assert_int_eq(results[0].signal, SIGTERM);
	proc_result_release(&results[0]);
	proc_result_release(&results[1]);
}
END_TEST

/* Killed as the kernel does it to one that takes too much memory: nothing of ours runs any more. */
START_TEST(a_program_does_not_outlive_us)
{
	owned(text_release) struct text pid = { 0 };
	owned(scratch_release) struct scratch scratch = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	const char *said;
	pid_t child;
	int i, status = 0;

	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0); /* so that we hear how it ended */
	succeeds(scratch_make(&scratch, err));
	said = path_join(&arena, scratch.path, "pid");
	child = fork();
	if (child == 0) {
		owned(proc_result_release) struct proc_result result = { 0 };
		const char *const argv[] = { "sh", "-c", "echo $$ > pid.new; mv pid.new pid; exec sleep 100", NULL };
		const struct proc proc = { .argv = argv, .dir = scratch.path };

		_exit(proc_run(&result, &proc, NULL) < 0);
	}
	for (i = 0; i < 1000 && !file_exists(said); i++)
		usleep(20000);
	ck_assert(file_exists(said));
	kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	succeeds(file_read(&pid, said, err));
	ck_assert_int_gt(waitpid((pid_t)atol(text_str(&pid)), &status, 0), 0);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}
END_TEST

SUITE(proc)
{
	TEST(a_program_does_not_outlive_us);
	TEST(both_streams_and_the_exit_code_come_back);
	TEST(merged_streams_keep_their_order);
	TEST(a_program_runs_where_and_with_what_it_is_told);
	TEST(a_program_reads_the_file_that_it_is_given);
	TEST(a_missing_program_is_an_error_that_names_its_package);
	TEST(the_time_limit_ends_the_whole_group);
	TEST(a_flood_is_cut_at_the_limit_and_does_not_block);
	TEST(a_file_that_grows_too_large_cannot_be_written);
	TEST(a_signal_that_ends_a_program_is_a_result);
	TEST(a_signal_that_was_ignored_stays_ignored);
	TEST(being_interrupted_is_an_error_and_ends_the_child);
	TEST(programs_run_side_by_side_and_each_result_is_its_own);
	TEST(one_of_several_that_hangs_is_killed_and_the_others_go_on);
	TEST(one_of_several_that_cannot_start_ends_the_others);
}
