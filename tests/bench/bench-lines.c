// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench-lines --repo R --target T --fixes FILE [--timeout S]: how long does it take to say who last wrote the lines
 * that a fix removes or leans on (one line either side)? FILE has a commit id a line. README.md says how the lists were
 * chosen.
 *
 * Each fix is asked of each of these, every time in a new process:
 *	this		the fix's hunks, lines_origins() of all of its files;
 *	git blame	one call a file with all of its ranges, "T..FIX^";
 *	git-deps	"FIX^!" (blames the whole history, a call a hunk);
 *	git-deps -e	"-e T FIX^!" (leaves out what T has);
 *	git-deps -r	"-r -e T FIX^!" (and what its answers need, and so on);
 *	plan		chain_build(): presence, names, the proven smallest set, without a cache;
 *	plan, again	the same with the cache that a run before it left (XDG_CACHE_HOME says where).
 * What is not installed is said and left out. A call that is ended by the time limit counts as long as that. Before,
 * git blame runs once unmeasured, so that the packs are in memory for all of them.
 *
 * Printed: median and longest of the time that passed, median of the processors' time (which a busy machine does not
 * change as much), the ratio of the medians to this one's, in how many fixes the answer was the same, and our peak
 * memory. Of "git-deps", which has no target, the answer counts as the same if it has all of ours.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "tests/bench/asked.h"
#include "tests/bench/seconds.h"
#include "tool/chain/chain.h"
#include "tool/chain/commits.h"
#include "tool/files.h"
#include "tool/history.h"
#include "tool/proc.h"

/* ---- one fix, by us ---- */

static int print_answer(git_repository *repo, const char *target, const char *fix, struct error *err)
{
	owned(strings_release) struct strings answer = { 0 };
	git_oid target_id, fix_id;
	struct rusage usage;
	size_t i;

	if (history_resolve(&target_id, repo, target, err) < 0 || history_resolve(&fix_id, repo, fix, err) < 0 ||
	    answer_fix(&answer, repo, &target_id, &fix_id, err) < 0)
		return -1;
	getrusage(RUSAGE_SELF, &usage);
	printf("memory %ld\n", usage.ru_maxrss / 1024);
	for (i = 0; i < answer.nr; i++)
		printf("%s\n", answer.v[i]);
	return 0;
}

static int print_plan(git_repository *repo, const char *target, const char *fix, bool use_cache, struct error *err)
{
	const struct chain_options options = { .use_cache = use_cache };
	owned(chain_release) struct chain chain = { 0 };
	git_oid fix_id, target_id;
	struct rusage usage;

	if (history_resolve(&fix_id, repo, fix, err) < 0 || history_resolve(&target_id, repo, target, err) < 0 ||
	    chain_build(&chain, repo, &fix_id, 1, &target_id, NULL, &options, err) < 0)
		return -1;
	getrusage(RUSAGE_SELF, &usage);
	printf("memory %ld\n", usage.ru_maxrss / 1024);
	return 0;
}

/* ---- who is asked ---- */

enum peer_kind { THIS, GIT_BLAME, GIT_DEPS, GIT_DEPS_EXCLUDING, GIT_DEPS_RECURSING, PLAN, PLAN_AGAIN, NR_PEERS };

static const char *const peer_names[] = {
	[THIS] = "this", [GIT_BLAME] = "git blame", [GIT_DEPS] = "git-deps", [GIT_DEPS_EXCLUDING] = "git-deps -e",
	[GIT_DEPS_RECURSING] = "git-deps -r", [PLAN] = "plan", [PLAN_AGAIN] = "plan, again",
};

struct bench {
	git_repository *repo;
	struct blobs *blobs;
	const char *path, *target;
	unsigned timeout;
	bool is_missing[NR_PEERS];
	double *seconds[NR_PEERS], *cpu_seconds[NR_PEERS];
	unsigned timed_out[NR_PEERS], same[NR_PEERS];
	size_t nr;
	long memory;
};

struct figures {
	double seconds, cpu_seconds;
	bool timed_out;
};

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static double seconds_of(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static double children_cpu(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return seconds_of(&usage.ru_utime) + seconds_of(&usage.ru_stime);
}

/* Runs it and adds its time. That it fails is an error, that it takes too long is not. */
static int run(struct figures *measured, struct proc_result *result, const struct bench *bench,
	       const struct strings *argv, struct error *err)
{
	const struct proc proc = {
		.argv = (const char *const *)argv->v, .dir = bench->path, .timeout = bench->timeout
	};
	double begin = now(), cpu = children_cpu();

	if (proc_run(result, &proc, err) < 0)
		return -1;
	measured->seconds += now() - begin;
	measured->cpu_seconds += children_cpu() - cpu;
	measured->timed_out |= result->timed_out;
	if (result->exit_code && !result->timed_out)
		return error_set(err, "'%s' failed: %s", argv->v[0], text_str(&result->err));
	return 0;
}

/* An argv ends with NULL, which strings do not. */
static void end_argv(struct strings *argv)
{
	strings_add(argv, "");
	free(argv->v[--argv->nr]);
	argv->v[argv->nr] = NULL;
}

static bool starts_with_id(const char *line, size_t len)
{
	return len >= GIT_OID_HEXSZ && strspn(line, "0123456789abcdef") >= GIT_OID_HEXSZ;
}

/* Lines that begin with an id; "boundary" (git blame's porcelain says it of a commit) takes back the one before. */
static void read_ids(struct strings *ids, struct bench *bench, const struct text *out)
{
	const char *at = text_str(out), *end = at + out->len, *line;
	owned(strings_release) struct strings older = { 0 };
	char hex[GIT_OID_HEXSZ + 1] = "";
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (len > 7 && !memcmp(line, "memory ", 7)) {
			long memory = strtol(line + 7, NULL, 10);

			bench->memory = memory > bench->memory ? memory : bench->memory;
		} else if (len == 8 && !memcmp(line, "boundary", 8)) {
			strings_add(&older, hex);
		} else if (starts_with_id(line, len)) {
			memcpy(hex, line, GIT_OID_HEXSZ);
			strings_add(ids, hex);
		}
	}
	strings_sort_unique(ids);
	for (len = 0; len < older.nr; len++) {
		size_t i, kept = 0;

		for (i = 0; i < ids->nr; i++) {
			if (strcmp(ids->v[i], older.v[len]))
				ids->v[kept++] = ids->v[i];
			else
				free(ids->v[i]);
		}
		ids->nr = kept;
	}
}

static int ask_this(struct strings *ids, struct figures *measured, struct bench *bench, const char *what,
		    const char *fix, struct error *err)
{
	owned(strings_release) struct strings argv = { 0 };
	owned(proc_result_release) struct proc_result result = { 0 };

	strings_add(&argv, "/proc/self/exe");
	strings_add(&argv, "--repo");
	strings_add(&argv, bench->path);
	strings_add(&argv, "--target");
	strings_add(&argv, bench->target);
	strings_add(&argv, what);
	strings_add(&argv, fix);
	end_argv(&argv);
	if (run(measured, &result, bench, &argv, err) < 0)
		return -1;
	read_ids(ids, bench, &result.out);
	return 0;
}

static int ask_blame_of(struct strings *ids, struct figures *measured, struct bench *bench, const char *fix,
			const struct asked_file *file, struct error *err)
{
	owned(strings_release) struct strings argv = { 0 };
	owned(proc_result_release) struct proc_result result = { 0 };
	size_t i;

	strings_add(&argv, "git");
	strings_add(&argv, "blame");
	strings_add(&argv, "--porcelain");
	strings_add(&argv, "--root");
	for (i = 0; i < file->nr_spans; i++)
		strings_addf(&argv, "-L%u,%u", file->spans[i].first, file->spans[i].first + file->spans[i].nr - 1);
	strings_addf(&argv, "%s..%s^", bench->target, fix);
	strings_add(&argv, "--");
	strings_add(&argv, file->path);
	end_argv(&argv);
	if (run(measured, &result, bench, &argv, err) < 0)
		return -1;
	read_ids(ids, bench, &result.out);
	return 0;
}

static int ask_blame(struct strings *ids, struct figures *measured, struct bench *bench, const char *fix,
		     struct error *err)
{
	owned(asked_files_release) struct asked_files files = { 0 };
	git_oid id;
	size_t i;

	if (history_resolve(&id, bench->repo, fix, err) < 0 || ask_all(&files, bench->repo, bench->blobs, &id, err) < 0)
		return -1;
	for (i = 0; i < files.nr; i++) {
		owned(strings_release) struct strings of_file = { 0 };
		size_t j;

		if (files.v[i].nr_spans && ask_blame_of(&of_file, measured, bench, fix, &files.v[i], err) < 0)
			return -1;
		for (j = 0; j < of_file.nr; j++)
			strings_add(ids, of_file.v[j]);
	}
	strings_sort_unique(ids);
	return 0;
}

static int ask_git_deps(struct strings *ids, struct figures *measured, struct bench *bench, const char *fix,
			enum peer_kind peer, struct error *err)
{
	owned(strings_release) struct strings argv = { 0 };
	owned(proc_result_release) struct proc_result result = { 0 };

	strings_add(&argv, "git-deps");
	if (peer == GIT_DEPS_RECURSING)
		strings_add(&argv, "-r");
	if (peer != GIT_DEPS) {
		strings_add(&argv, "-e");
		strings_add(&argv, bench->target);
	}
	strings_addf(&argv, "%s^!", fix);
	end_argv(&argv);
	if (run(measured, &result, bench, &argv, err) < 0)
		return -1;
	read_ids(ids, bench, &result.out);
	return 0;
}

/* The first run leaves the cache, and is not measured. */
static int ask_again(struct strings *ids, struct figures *measured, struct bench *bench, const char *fix,
		     struct error *err)
{
	struct figures first = { 0 };

	return ask_this(ids, &first, bench, "--plan-cached", fix, err) < 0 ? -1 :
	       ask_this(ids, measured, bench, "--plan-cached", fix, err);
}

static int ask(struct strings *ids, struct figures *measured, struct bench *bench, enum peer_kind peer,
	       const char *fix, struct error *err)
{
	switch (peer) {
	case THIS:
		return ask_this(ids, measured, bench, "--one", fix, err);
	case GIT_BLAME:
		return ask_blame(ids, measured, bench, fix, err);
	case PLAN:
		return ask_this(ids, measured, bench, "--plan", fix, err);
	case PLAN_AGAIN:
		return ask_again(ids, measured, bench, fix, err);
	default:
		return ask_git_deps(ids, measured, bench, fix, peer, err);
	}
}

/* Who answers the same question as we do. */
static bool is_comparable(enum peer_kind peer)
{
	return peer > THIS && peer < GIT_DEPS_RECURSING;
}

/* ---- all of them ---- */

static bool is_within(const struct strings *some, const struct strings *all)
{
	size_t i;

	for (i = 0; i < some->nr; i++)
		if (!strings_has(all, some->v[i]))
			return false;
	return true;
}

static void show_other(enum peer_kind peer, const char *fix, const struct strings *ours, const struct strings *theirs)
{
	size_t i;

	for (i = 0; i < ours->nr; i++)
		if (!strings_has(theirs, ours->v[i]))
			printf("%.12s: %.12s not said by %s\n", fix, ours->v[i], peer_names[peer]);
	for (i = 0; i < theirs->nr && peer != GIT_DEPS; i++)
		if (!strings_has(ours, theirs->v[i]))
			printf("%.12s: %.12s said by %s alone\n", fix, theirs->v[i], peer_names[peer]);
}

static int measure_peer(struct strings *ids, struct bench *bench, enum peer_kind peer, const char *fix,
			const struct strings *ours, struct error *err)
{
	struct figures measured = { 0 };

	if (ask(ids, &measured, bench, peer, fix, err) < 0)
		return error_prefix(err, "%s", peer_names[peer]);
	bench->seconds[peer][bench->nr] = measured.seconds;
	bench->cpu_seconds[peer][bench->nr] = measured.cpu_seconds;
	bench->timed_out[peer] += measured.timed_out;
	if (measured.timed_out || !is_comparable(peer))
		return 0;
	if (is_within(ours, ids) && (peer == GIT_DEPS || ours->nr == ids->nr))
		bench->same[peer]++;
	else
		show_other(peer, fix, ours, ids);
	return 0;
}

static int measure(struct bench *bench, const char *fix, struct error *err)
{
	owned(strings_release) struct strings ours = { 0 };
	owned(strings_release) struct strings warm = { 0 };
	struct figures unmeasured = { 0 };
	enum peer_kind peer;
	size_t size = (bench->nr + 1) * sizeof(double);

	if (ask_blame(&warm, &unmeasured, bench, fix, err) < 0)
		return -1;
	for (peer = THIS; peer < NR_PEERS; peer++) {
		owned(strings_release) struct strings theirs = { 0 };

		bench->seconds[peer] = mem_realloc(bench->seconds[peer], size);
		bench->cpu_seconds[peer] = mem_realloc(bench->cpu_seconds[peer], size);
		if (!bench->is_missing[peer] &&
		    measure_peer(peer == THIS ? &ours : &theirs, bench, peer, fix, &ours, err) < 0)
			return -1;
	}
	bench->nr++;
	return 0;
}

static int measure_all(struct bench *bench, const char *path, struct error *err)
{
	owned(text_release) struct text text = { 0 };
	const char *at, *line;
	size_t len;

	if (file_read(&text, path, err) < 0)
		return -1;
	at = text_str(&text);
	while (text_line(&line, &len, &at, text.data + text.len)) {
		owned(text_release) struct text fix = { 0 };

		if (!len || *line == '#')
			continue;
		text_add(&fix, line, len);
		if (measure(bench, text_str(&fix), err) < 0)
			return error_prefix(err, "%s", text_str(&fix));
	}
	return bench->nr ? 0 : error_set(err, "'%s' has no fix", path);
}

static void print_bench(struct bench *bench)
{
	enum peer_kind peer;

	printf("%zu fixes\n%-14s%9s%9s%9s%8s%8s  same answer\n", bench->nr, "", "median", "longest", "cpu", "ratio",
	       "of cpu");
	for (peer = THIS; peer < NR_PEERS; peer++) {
		double *seconds = bench->seconds[peer], *cpu = bench->cpu_seconds[peer];
		size_t middle = bench->nr / 2;

		if (bench->is_missing[peer]) {
			printf("%-14snot installed\n", peer_names[peer]);
			continue;
		}
		qsort(seconds, bench->nr, sizeof(*seconds), compare_seconds);
		qsort(cpu, bench->nr, sizeof(*cpu), compare_seconds);
		printf("%-14s%9.3f%9.3f%9.3f%8.1f%8.1f", peer_names[peer], seconds[middle], seconds[bench->nr - 1],
		       cpu[middle], seconds[middle] / bench->seconds[THIS][middle],
		       cpu[middle] / bench->cpu_seconds[THIS][middle]);
		if (is_comparable(peer))
			printf("  %u of %zu", bench->same[peer], bench->nr - bench->timed_out[peer]);
		if (bench->timed_out[peer])
			printf(", %u took longer than %u s", bench->timed_out[peer], bench->timeout);
		printf("\n");
	}
	printf("our peak memory %ld MB\n", bench->memory);
}

static void bench_release(struct bench *bench)
{
	enum peer_kind peer;

	for (peer = THIS; peer < NR_PEERS; peer++) {
		free(bench->seconds[peer]);
		free(bench->cpu_seconds[peer]);
	}
	blobs_free(bench->blobs);
	git_repository_free(bench->repo);
}

/* ---- the command line ---- */

struct command_line {
	const char *repo, *target, *fixes, *one, *plan, *plan_cached;
	unsigned timeout;
};

static bool read_command_line(struct command_line *command, int argc, char **argv)
{
	int i;

	for (i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--repo"))
			command->repo = argv[i + 1];
		else if (!strcmp(argv[i], "--target"))
			command->target = argv[i + 1];
		else if (!strcmp(argv[i], "--fixes"))
			command->fixes = argv[i + 1];
		else if (!strcmp(argv[i], "--one"))
			command->one = argv[i + 1];
		else if (!strcmp(argv[i], "--plan"))
			command->plan = argv[i + 1];
		else if (!strcmp(argv[i], "--plan-cached"))
			command->plan_cached = argv[i + 1];
		else if (!strcmp(argv[i], "--timeout"))
			command->timeout = (unsigned)strtoul(argv[i + 1], NULL, 10);
		else
			return false;
	}
	return i == argc && command->repo && command->target &&
	       (command->fixes || command->one || command->plan || command->plan_cached);
}

static int bench_all(struct bench *bench, const struct command_line *command, struct error *err)
{
	enum peer_kind peer;

	for (peer = GIT_DEPS; peer <= GIT_DEPS_RECURSING; peer++)
		bench->is_missing[peer] = !proc_exists("git-deps");
	bench->path = git_repository_workdir(bench->repo);
	if (!bench->path)
		bench->path = git_repository_path(bench->repo);
	bench->target = command->target;
	bench->timeout = command->timeout;
	if (blobs_open(&bench->blobs, bench->repo, err) < 0 || measure_all(bench, command->fixes, err) < 0)
		return -1;
	print_bench(bench);
	return 0;
}

static int answer(struct bench *bench, const struct command_line *command, struct error *err)
{
	if (command->one)
		return print_answer(bench->repo, command->target, command->one, err);
	if (command->plan)
		return print_plan(bench->repo, command->target, command->plan, false, err);
	if (command->plan_cached)
		return print_plan(bench->repo, command->target, command->plan_cached, true, err);
	return bench_all(bench, command, err);
}

int main(int argc, char **argv)
{
	struct command_line command = { .timeout = 60 };
	struct error err = { 0 };
	struct bench bench = { 0 };
	int failed;

	if (!read_command_line(&command, argc, argv)) {
		fprintf(stderr, "usage: bench-lines --repo R --target T --fixes FILE [--timeout SECONDS]\n");
		return 2;
	}
	git_libgit2_init();
	commits_tune_libgit2();
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	failed = history_open(&bench.repo, command.repo, &err) < 0 ||
		 answer(&bench, &command, &err) < 0;
	if (failed)
		fprintf(stderr, "bench-lines: %s\n", err.message);
	error_release(&err);
	bench_release(&bench);
	git_libgit2_shutdown();
	return failed ? 2 : 0;
}
