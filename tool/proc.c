// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs other programs.
 *
 * The child is started with fork() and execvp() in a process group of its own,
 * so that make's and spatch's children die with it. A close-on-exec pipe
 * carries errno back when the exec fails; otherwise it closes without a byte, and
 * "not installed" is known before anything was waited for.
 *
 * The parent polls the pipes of all that run. It wakes at least every 100 ms, which bounds
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
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "proc.h"

#define DEFAULT_MAX_OUTPUT ((size_t)16 << 20)
#define POLL_MILLISECONDS 100
#define GRACE_SECONDS 2
/* Of what is copied to a file: a program that floods its output must not fill the disk. */
#define MAX_COPY ((off_t)1 << 30)

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
		{ "qemu-system-x86_64", "qemu-system-x86" },
	};
	size_t i;

	for (i = 0; i < nr_of(packages); i++)
		if (!strcmp(packages[i][0], program))
			return packages[i][1];
	return NULL;
}

double proc_clock(void)
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

/* To write more fails, and does not kill: who wrote goes on, and what he wrote is told. Where our limit is lower it stays. */
static void limit_files(const struct proc *proc)
{
	struct rlimit limit;

	if (!proc->max_file)
		return;
	signal(SIGXFSZ, SIG_IGN);
	if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur > proc->max_file) {
		limit.rlim_cur = limit.rlim_max = proc->max_file;
		setrlimit(RLIMIT_FSIZE, &limit);
	}
}

/* In the child: only async-signal-safe calls, until the exec or the end. Should we be killed, it is to end as well. */
static void run_child(const struct proc *proc, const struct pipes *pipes, int input, pid_t parent)
{
	const char *const *env;
	int failure;

	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	setpgid(0, 0);
	limit_files(proc);
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent &&
	    dup2(input, STDIN_FILENO) >= 0 && dup2(pipes->out[1], STDOUT_FILENO) >= 0 &&
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
	double deadline = proc_clock() + GRACE_SECONDS;

	kill(-child, SIGTERM);
	while (waitpid(child, status, WNOHANG) == 0) {
		struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };

		if (proc_clock() > deadline) {
			kill(-child, SIGKILL);
			while (waitpid(child, status, 0) < 0 && errno == EINTR)
				;
			break;
		}
		nanosleep(&pause, NULL);
	}
	kill(-child, SIGKILL); /* what the child itself left behind */
}

/* That a copy cannot be written, on a full disk say, costs the copy. */
static void copy_output(int copy, const char *bytes, size_t len)
{
	if (copy >= 0 && lseek(copy, 0, SEEK_END) < MAX_COPY && write(copy, bytes, len) < 0)
		return;
}

/* Reads what there is; false when the pipe is at its end. */
static bool drain(struct text *text, bool *truncated, int fd, size_t max, int copy)
{
	char buffer[65536];
	ssize_t nr = read(fd, buffer, sizeof(buffer));
	size_t keep;

	if (nr < 0)
		return errno == EINTR || errno == EAGAIN;
	if (nr == 0)
		return false;
	copy_output(copy, buffer, (size_t)nr);
	keep = max - text->len < (size_t)nr ? max - text->len : (size_t)nr;
	text_add(text, buffer, keep);
	if (keep < (size_t)nr)
		*truncated = true;
	return true;
}

/* A program between its start and its end. Its pipes are closed as they end. */
struct running {
	const struct proc *proc;
	struct proc_result *result;
	struct pipes pipes;
	pid_t child;                    /* 0: this place is free */
	double started;
	int copy;                       /* -1: none */
};

static bool is_open(const struct running *running)
{
	return running->pipes.out[0] >= 0 || running->pipes.err[0] >= 0;
}

static void close_end(int *fd)
{
	close(*fd);
	*fd = -1;
}

static void close_input(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int open_copy(const struct proc *proc)
{
	return proc->copy ? open(proc->copy, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : -1;
}

/* Starts a program in a free place. */
static int start(struct running *running, const struct proc *proc, struct proc_result *result, struct error *err)
{
	owned(pipes_release) struct pipes pipes = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	const char *path = proc->input ? proc->input : "/dev/null";
	owned(close_input) int input = open(path, O_RDONLY | O_CLOEXEC);
	int failure;
	pid_t parent, child;

	if (input < 0)
		return error_sys(err, "cannot open '%s'", path);
	if (pipes_open(&pipes, err) < 0)
		return -1;
	parent = getpid();
	child = fork();
	if (child < 0)
		return error_sys(err, "cannot start '%s'", proc->argv[0]);
	if (child == 0)
		run_child(proc, &pipes, input, parent);
	setpgid(child, child); /* as the child does: whoever comes first */
	close_end(&pipes.out[1]);
	close_end(&pipes.err[1]);
	close_end(&pipes.failure[1]);
	failure = exec_failure(pipes.failure[0]);
	if (failure) {
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			;
		return explain_failure(proc, failure, err);
	}
	*running = (struct running){ proc, result, pipes, child, proc_clock(), open_copy(proc) };
	pipes = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
	return 0;
}

static void note_end(struct running *running, int status)
{
	running->result->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	running->result->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	running->result->seconds = proc_clock() - running->started;
	pipes_release(&running->pipes);
	close_input(&running->copy);
	running->copy = -1;
	running->child = 0;
}

static void end_running(struct running *running)
{
	int status = 0;

	end_group(running->child, &status);
	note_end(running, status);
}

/* The programs that run side by side, in places of which some may be free. */
struct places {
	struct running *v;
	struct pollfd *fds;             /* two for each place */
	size_t nr;
};

static void places_release(struct places *places)
{
	size_t i;

	for (i = 0; i < places->nr; i++)
		if (places->v[i].child)
			end_running(&places->v[i]);
	free(places->v);
	free(places->fds);
}

static struct running *free_place(const struct places *places)
{
	size_t i;

	for (i = 0; i < places->nr; i++)
		if (!places->v[i].child)
			return &places->v[i];
	return NULL;
}

/*
 * Waits for something to be read. A program whose streams are closed is about to end, unless it closed them itself and
 * goes on: it is asked every millisecond.
 */
static int wait_for_output(const struct places *places)
{
	int timeout = POLL_MILLISECONDS;
	size_t i;

	for (i = 0; i < places->nr; i++) {
		const struct running *running = &places->v[i];

		places->fds[2 * i] = (struct pollfd){ running->child ? running->pipes.out[0] : -1, POLLIN, 0 };
		places->fds[2 * i + 1] = (struct pollfd){ running->child ? running->pipes.err[0] : -1, POLLIN, 0 };
		if (running->child && !is_open(running))
			timeout = 1;
	}
	return poll(places->fds, 2 * places->nr, timeout);
}

static void read_output(struct running *running, const struct pollfd fds[2])
{
	size_t max = running->proc->max_output ? running->proc->max_output : DEFAULT_MAX_OUTPUT;
	struct proc_result *result = running->result;

	if (fds[0].revents && !drain(&result->out, &result->truncated, running->pipes.out[0], max, running->copy))
		close_end(&running->pipes.out[0]);
	if (fds[1].revents && !drain(&result->err, &result->truncated, running->pipes.err[0], max, running->copy))
		close_end(&running->pipes.err[0]);
}

/* Whether a program has ended by now, by itself or since its time is up. */
static bool has_ended(struct running *running)
{
	int status = 0;
	pid_t ended = is_open(running) ? 0 : waitpid(running->child, &status, WNOHANG);

	if (ended == running->child || (ended < 0 && errno != EINTR)) {
		note_end(running, status);
		return true;
	}
	if (!running->proc->timeout || proc_clock() <= running->started + running->proc->timeout)
		return false;
	running->result->timed_out = true;
	end_running(running);
	return true;
}

/* Reads what has come and sees who has ended; how many. */
static size_t attend(const struct places *places)
{
	bool has_output = wait_for_output(places) > 0;
	size_t i, nr_ended = 0;

	for (i = 0; i < places->nr; i++) {
		struct running *running = &places->v[i];

		if (!running->child)
			continue;
		if (has_output)
			read_output(running, &places->fds[2 * i]);
		nr_ended += has_ended(running);
	}
	return nr_ended;
}

int proc_run_all(struct proc_result *results, const struct proc_batch *batch, struct error *err)
{
	owned(places_release) struct places places = { .nr = batch->jobs < batch->nr ? batch->jobs : batch->nr };
	size_t nr_started = 0, nr_ended = 0;

	places.v = mem_alloc((places.nr + 1) * sizeof(*places.v));
	places.fds = mem_alloc((2 * places.nr + 1) * sizeof(*places.fds));
	while (nr_ended < batch->nr) {
		struct running *place = nr_started < batch->nr ? free_place(&places) : NULL;

		if (proc_interrupt_pending())
			return error_set(err, "interrupted %s '%s' ran", nr_started ? "while" : "before",
					 batch->procs[nr_started ? nr_started - 1 : 0].argv[0]);
		if (place) {
			if (start(place, &batch->procs[nr_started], &results[nr_started], err) < 0)
				return -1;
			nr_started++;
			continue;
		}
		nr_ended += attend(&places);
		if (batch->ended)
			batch->ended(batch->data, nr_ended);
	}
	return 0;
}

int proc_run(struct proc_result *result, const struct proc *proc, struct error *err)
{
	owned(proc_result_release) struct proc_result built = { 0 };
	const struct proc_batch batch = { .procs = proc, .nr = 1, .jobs = 1 };

	if (proc_run_all(&built, &batch, err) < 0)
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
