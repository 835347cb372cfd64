/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROC_H
#define PROC_H

#include <signal.h>
#include <stdbool.h>

#include "error.h"
#include "text.h"

/*
 * Runs other programs: the only place that forks. No shell is ever involved:
 * argv goes to execvp() as it is. A child gets /dev/null or one file as its input, its own
 * process group, a time limit and a limit on what it may print; when either is
 * passed, or when we are asked to stop (proc_interrupt_pending()), the whole
 * group is killed. Should we be killed, it is told to end.
 */
struct proc {
	const char *const *argv; /* NULL-terminated; argv[0] is looked up in PATH */
	const char *dir;         /* where it runs; NULL: here */
	const char *input;       /* the file that it reads, as seen from here; NULL: /dev/null */
	const char *const *env;  /* "NAME=value" set beside ours, "NAME" not there; NULL-terminated; may be NULL */
	unsigned timeout;        /* seconds; 0: none */
	size_t max_output;       /* bytes kept of each of stdout and stderr, the rest is dropped; 0: 16 MiB */
	bool merge_stderr;       /* stderr goes to out, in the order it came */
	unsigned long long max_file; /* bytes of one file that it, and what it runs, may write (EFBIG at more); 0: any */
	const char *copy;        /* a file to which all that it prints is added, up to 1 GiB, whatever is kept; may be NULL */
};

struct proc_result {
	int exit_code;           /* -1 when a signal ended it */
	int signal;              /* 0 when it exited */
	bool timed_out;          /* killed for its time limit */
	bool truncated;          /* printed more than was kept */
	double seconds;          /* from its start to its end */
	struct text out, err;
};

void proc_result_release(struct proc_result *result);

/*
 * Runs a program to its end. Errors: it cannot be started (it says which
 * Debian package holds it where we know), we were interrupted. That it ended
 * badly is a result, not an error.
 */
int proc_run(struct proc_result *result, const struct proc *proc, struct error *err) must_check;

/*
 * Several programs, as many at a time as there are jobs. Results are the caller's, zeroed, one for each; after an
 * error, which ends all that still run, they are to be released as well.
 */
struct proc_batch {
	const struct proc *procs;
	size_t nr, jobs;         /* at least one job */
	void (*ended)(void *data, size_t nr_ended); /* said now and then; may be NULL */
	void *data;
};
int proc_run_all(struct proc_result *results, const struct proc_batch *batch, struct error *err) must_check;

/* Seconds, for how long something takes: the clock that nobody sets. */
double proc_clock(void);

/* Whether a program of that name is on PATH. */
bool proc_exists(const char *program);

/* One sentence on how it ended, for an error or a report: "spatch was killed after 60 s". */
void proc_describe(struct text *sentence, const struct proc *proc, const struct proc_result *result);

/*
 * Ctrl-C, Ctrl-\, SIGTERM and SIGHUP: the handlers only note the signal; stages ask
 * at their natural stops, return an error, and everything owned is cleaned up
 * on the way out. main() then dies of the signal it got, as git does.
 */
void proc_catch_signals(void);
int proc_interrupt_pending(void); /* the signal, or 0 */
/* 0, or -1 and an error if a signal is pending: for long loops, and before something becomes visible. */
int proc_check_interrupt(struct error *err) must_check;

#endif
