// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs other programs.
 *
 * The child is started with fork() and execvp() in a process group of its own,
 * so that make's and spatch's children die with it. A close-on-exec pipe
 * carries errno back when the exec fails; otherwise it closes without a byte, and
 * "not installed" is known before anything was waited for.
 *
 * The parent polls both pipes. It wakes at least every 100 ms, which bounds
 * how late a signal or the time limit is noticed; the signal handlers only
 * note the signal (a write to one sig_atomic_t, the one mutable variable with
 * file scope in the program: a handler has no other way to say something).
 * A group that is to end gets SIGTERM, and SIGKILL two seconds later if it is still there.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "proc.h"

#define DEFAULT_MAX_OUTPUT ((size_t)16 << 20)
#define POLL_MILLISECONDS 100
#define GRACE_SECONDS 2

static volatile sig_atomic_t pending_signal;

static void note_signal(int signal)
{
	pending_signal = signal;
}

/* What was ignored when we were started stays ignored: that is how nohup works. */
static void catch_signal(int signal)
{
	struct sigaction action = { .sa_handler = note_signal }, old;

	sigemptyset(&action.sa_mask);
	if (sigaction(signal, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	sigaction(signal, &action, NULL);
}

void proc_catch_signals(void)
{
	catch_signal(SIGINT);
	catch_signal(SIGTERM);
	catch_signal(SIGHUP);
	catch_signal(SIGQUIT);
	signal(SIGPIPE, SIG_IGN);
}

int proc_interrupt_pending(void)
{
	return pending_signal;
}

int proc_check_interrupt(struct error *err)
{
	return pending_signal ? error_set(err, "interrupted, and nothing was made visible") : 0;
}

void proc_result_release(struct proc_result *result)
{
	if (!result)
		return;
	text_release(&result->out);
	text_release(&result->err);
}

/* The Debian package that holds a program we need. */
static const char *package_of(const char *program)
{
	static const char *const packages[][2] = {
		{ "spatch", "coccinelle" }, { "make", "make" }, { "ctags", "universal-ctags" },
	};
	size_t i;

	for (i = 0; i < nr_of(packages); i++)
		if (!strcmp(packages[i][0], program))
			return packages[i][1];
	return NULL;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

struct pipes {
	int out[2], err[2], failure[2];
};

static void close_pipe(int pipe[2])
{
	int i;

	for (i = 0; i < 2; i++) {
		if (pipe[i] >= 0)
			close(pipe[i]);
		pipe[i] = -1;
	}
}

static void pipes_release(struct pipes *pipes)
{
	close_pipe(pipes->out);
	close_pipe(pipes->err);
	close_pipe(pipes->failure);
}

static int pipes_open(struct pipes *pipes, struct error *err)
{
	if (pipe2(pipes->out, O_CLOEXEC) < 0 || pipe2(pipes->err, O_CLOEXEC) < 0 ||
	    pipe2(pipes->failure, O_CLOEXEC) < 0)
		return error_sys(err, "cannot make a pipe");
	return 0;
}

/* In the child: only async-signal-safe calls, until the exec or the end. */
static void run_child(const struct proc *proc, const struct pipes *pipes)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	const char *const *env;
	int failure;

	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	setpgid(0, 0);
	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(pipes->out[1], STDOUT_FILENO) >= 0 &&
	    dup2(proc->merge_stderr ? pipes->out[1] : pipes->err[1], STDERR_FILENO) >= 0 &&
	    (!proc->dir || chdir(proc->dir) == 0)) {
		for (env = proc->env; env && *env; env++)
			putenv((char *)(uintptr_t)*env);
		execvp(proc->argv[0], (char *const *)(uintptr_t)proc->argv);
	}
	failure = errno;
	if (write(pipes->failure[1], &failure, sizeof(failure)) < 0)
		_exit(126);
	_exit(127);
}

static int explain_failure(const struct proc *proc, int failure, struct error *err)
{
	const char *package = package_of(proc->argv[0]);

	errno = failure;
	if (failure == ENOENT && package && (!proc->dir || access(proc->dir, X_OK) == 0))
		return error_set(err, "cannot run '%s': it is not installed (Debian package '%s')", proc->argv[0],
				 package);
	return error_sys(err, "cannot run '%s'", proc->argv[0]);
}

/* Waits for the exec: 0 when it happened, else what went wrong. */
static int exec_failure(int fd)
{
	int failure = 0;
	ssize_t nr;

	do {
		nr = read(fd, &failure, sizeof(failure));
	} while (nr < 0 && errno == EINTR);
	return nr == (ssize_t)sizeof(failure) ? failure : 0;
}

static void end_group(pid_t child, int *status)
{
	double deadline = now() + GRACE_SECONDS;

	kill(-child, SIGTERM);
	while (waitpid(child, status, WNOHANG) == 0) {
		struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };

		if (now() > deadline) {
			kill(-child, SIGKILL);
			while (waitpid(child, status, 0) < 0 && errno == EINTR)
				;
			break;
		}
		nanosleep(&pause, NULL);
	}
	kill(-child, SIGKILL); /* what the child itself left behind */
}

/* Reads what there is; false when the pipe is at its end. */
static bool drain(struct text *text, bool *truncated, int fd, size_t max)
{
	char buffer[65536];
	ssize_t nr = read(fd, buffer, sizeof(buffer));
	size_t keep;

	if (nr < 0)
		return errno == EINTR || errno == EAGAIN;
	if (nr == 0)
		return false;
	keep = max - text->len < (size_t)nr ? max - text->len : (size_t)nr;
	text_add(text, buffer, keep);
	if (keep < (size_t)nr)
		*truncated = true;
	return true;
}

enum ending { ENDED, TIMED_OUT, INTERRUPTED };

/* Collects both streams until they end, the time is up, or somebody wants us to stop. */
static enum ending collect(struct proc_result *result, const struct proc *proc, int out, int err_fd)
{
	size_t max = proc->max_output ? proc->max_output : DEFAULT_MAX_OUTPUT;
	struct pollfd fds[2] = { { .fd = out, .events = POLLIN }, { .fd = err_fd, .events = POLLIN } };
	double deadline = now() + proc->timeout;

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (proc_interrupt_pending())
			return INTERRUPTED;
		if (proc->timeout && now() > deadline)
			return TIMED_OUT;
		if (poll(fds, 2, POLL_MILLISECONDS) <= 0)
			continue;
		if (fds[0].revents && !drain(&result->out, &result->truncated, out, max))
			fds[0].fd = -1;
		if (fds[1].revents && !drain(&result->err, &result->truncated, err_fd, max))
			fds[1].fd = -1;
	}
	return ENDED;
}

/* The streams are closed: the program is about to end, unless it closed them itself and goes on. */
static enum ending wait_for_end(pid_t child, int *status, const struct proc *proc)
{
	double deadline = now() + proc->timeout;
	struct timespec pause = { .tv_nsec = 1000 * 1000 };

	for (;;) {
		pid_t ended = waitpid(child, status, WNOHANG);

		if (ended == child || (ended < 0 && errno != EINTR))
			return ENDED;
		if (proc_interrupt_pending())
			return INTERRUPTED;
		if (proc->timeout && now() > deadline)
			return TIMED_OUT;
		nanosleep(&pause, NULL);
	}
}

static int supervise(struct proc_result *result, const struct proc *proc, pid_t child, struct pipes *pipes,
		     struct error *err)
{
	enum ending ending;
	int status = 0;

	ending = collect(result, proc, pipes->out[0], pipes->err[0]);
	if (ending == ENDED)
		ending = wait_for_end(child, &status, proc);
	if (ending != ENDED)
		end_group(child, &status);
	result->timed_out = ending == TIMED_OUT;
	result->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	result->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	if (ending == INTERRUPTED)
		return error_set(err, "interrupted while '%s' ran", proc->argv[0]);
	return 0;
}

int proc_run(struct proc_result *result, const struct proc *proc, struct error *err)
{
	owned(pipes_release) struct pipes pipes = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	owned(proc_result_release) struct proc_result built = { 0 };
	int failure;
	pid_t child;

	if (proc_interrupt_pending())
		return error_set(err, "interrupted before '%s' ran", proc->argv[0]);
	if (pipes_open(&pipes, err) < 0)
		return -1;
	child = fork();
	if (child < 0)
		return error_sys(err, "cannot start '%s'", proc->argv[0]);
	if (child == 0)
		run_child(proc, &pipes);
	setpgid(child, child); /* as the child does: whoever comes first */
	close(pipes.out[1]);
	close(pipes.err[1]);
	close(pipes.failure[1]);
	pipes.out[1] = pipes.err[1] = pipes.failure[1] = -1;
	failure = exec_failure(pipes.failure[0]);
	if (failure) {
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			;
		return explain_failure(proc, failure, err);
	}
	if (supervise(&built, proc, child, &pipes, err) < 0)
		return -1;
	*result = take(built);
	return 0;
}

bool proc_exists(const char *program)
{
	const char *path = getenv("PATH");
	const char *at = path ? path : "/usr/bin:/bin";
	owned(text_release) struct text candidate = { 0 };

	while (*at) {
		size_t len = strcspn(at, ":");

		candidate.len = 0;
		text_add(&candidate, at, len);
		text_addf(&candidate, "%s%s", len ? "/" : "./", program);
		if (access(text_str(&candidate), X_OK) == 0)
			return true;
		at += len + (at[len] == ':');
	}
	return false;
}

void proc_describe(struct text *sentence, const struct proc *proc, const struct proc_result *result)
{
	const char *program = proc->argv[0];

	if (result->timed_out)
		text_addf(sentence, "%s was killed after %u s", program, proc->timeout);
	else if (result->signal)
		text_addf(sentence, "%s died of signal %d (%s)", program, result->signal, strsignal(result->signal));
	else
		text_addf(sentence, "%s ended with code %d", program, result->exit_code);
}
