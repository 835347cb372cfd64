// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench-growth --repo R [--tip REV] [--fixes N]: how does the time of a whole plan grow with the history between target and fix,
 * and with the fix?
 *
 * Targets are ancestors of the tip by first parents, such that target..tip has about 10,000, 50,000 and 200,000 commits, as far as
 * the history goes. Each of the newest fixes of a few hunks, N of them some way from one another, is planned onto each target.
 * Then, onto the nearest target, N fixes each of about 1, 10, 100 and 1000 hunks.
 *
 * A fix is no merge and changes files that were there and stay; a hunk is a difference without context. A plan is measured twice, each
 * from opening the repository's history on, and the second counts: the first brings the packs into memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "tests/bench/seconds.h"
#include "tool/chain/blobs.h"
#include "tool/chain/chain.h"
#include "tool/chain/commits.h"
#include "tool/history.h"

#define MAX_FIXES 100
/* Commits between one fix and the next. */
#define APART 40
#define FEW_HUNKS 2
#define SOME_HUNKS 10

static const size_t lengths[] = { 10000, 50000, 200000 };
static const size_t sizes[] = { 1, 10, 100, 1000 };

struct growth {
	git_repository *repo;
	struct commits *commits;
	struct blobs *blobs;
	uint32_t tip;
	struct range all;
	size_t nr_fixes;
};

static void growth_release(struct growth *growth)
{
	range_release(&growth->all);
	blobs_freep(&growth->blobs);
	commits_freep(&growth->commits);
	git_repository_freep(&growth->repo);
}

/* ---- choosing ---- */

/* 0: no fix as we want it. */
static int count_hunks(size_t *nr, struct growth *growth, uint32_t commit, struct error *err)
{
	owned(touched_release) struct touched touched = { 0 };
	const struct differences *differences;
	size_t i, found = 0;

	*nr = 0;
	if (commits_facts(growth->commits, commit)->nr_parents != 1)
		return 0;
	if (history_touched(&touched, growth->repo, &commits_facts(growth->commits, commit)->id, err) < 0)
		return -1;
	for (i = 0; i < touched.nr; i++)
		if (touched.v[i].old_mode != GIT_FILEMODE_BLOB || touched.v[i].new_mode != GIT_FILEMODE_BLOB)
			return 0;
	for (i = 0; i < touched.nr; i++) {
		if (blobs_differences(&differences, growth->blobs, &touched.v[i].old, &touched.v[i].new,
				      touched.v[i].path, err) < 0)
			return -1;
		found += differences->nr;
	}
	*nr = found;
	return 0;
}

static int nr_between(size_t *nr, struct growth *growth, uint32_t target, struct error *err)
{
	owned(range_release) struct range range = { 0 };

	if (commits_range(&range, growth->commits, &growth->tip, 1, &target, 1, err) < 0)
		return -1;
	*nr = range.nr;
	return 0;
}

static void free_numbers(uint32_t **numbers)
{
	free(*numbers);
}

/* The nearest ancestor by first parents that leaves at least so many between; NO_COMMIT: none does. */
static int find_target(uint32_t *target, size_t *between, struct growth *growth, size_t wanted, struct error *err)
{
	owned(free_numbers) uint32_t *line = mem_alloc(growth->all.nr * sizeof(*line));
	size_t nr = 1, low = 0, high;

	for (line[0] = growth->tip; commits_facts(growth->commits, line[nr - 1])->nr_parents; nr++)
		if (commits_parent(&line[nr], growth->commits, line[nr - 1], 0, err) < 0)
			return -1;
	for (high = nr; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (nr_between(between, growth, line[middle], err) < 0)
			return -1;
		if (*between < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	*target = low < nr ? line[low] : NO_COMMIT;
	return low < nr ? nr_between(between, growth, *target, err) : 0;
}

/* The newest fixes of that many hunks, of at most so many commits. */
static int find_fixes(uint32_t *fixes, size_t *nr, struct growth *growth, size_t least, size_t most, size_t among,
		      struct error *err)
{
	size_t i, nr_hunks;

	*nr = 0;
	for (i = 0; i < growth->all.nr && i < among && *nr < growth->nr_fixes; i++) {
		if (count_hunks(&nr_hunks, growth, growth->all.v[i], err) < 0)
			return -1;
		if (nr_hunks < least || nr_hunks > most)
			continue;
		fixes[(*nr)++] = growth->all.v[i];
		if (most == SOME_HUNKS)
			i += APART;
	}
	return 0;
}

/* ---- measuring ---- */

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int measure(double *seconds, bool *is_whole, struct growth *growth, uint32_t fix, uint32_t target,
		   struct error *err)
{
	const git_oid fix_id = commits_facts(growth->commits, fix)->id;
	const git_oid target_id = commits_facts(growth->commits, target)->id;
	const struct chain_options options = { 0 };
	int i;

	for (i = 0; i < 2; i++) {
		owned(chain_release) struct chain chain = { 0 };
		double start = now();

		if (chain_build(&chain, growth->repo, &fix_id, 1, &target_id, NULL, &options, err) < 0)
			return error_prefix(err, "%.12s", git_oid_tostr_s(&fix_id));
		*seconds = now() - start;
		*is_whole = chain.verified && !chain.failure;
	}
	return 0;
}

static int measure_all(struct growth *growth, const uint32_t *fixes, size_t nr, uint32_t target, struct error *err)
{
	double seconds[MAX_FIXES];
	size_t nr_whole = 0, i;
	bool is_whole = false;

	if (!nr) {
		printf("  no such fix\n");
		return 0;
	}
	for (i = 0; i < nr; i++) {
		if (measure(&seconds[i], &is_whole, growth, fixes[i], target, err) < 0)
			return -1;
		nr_whole += is_whole;
	}
	qsort(seconds, nr, sizeof(*seconds), compare_seconds);
	printf("%6zu %8zu %10.3f %10.3f\n", nr, nr_whole, seconds[nr / 2], seconds[nr - 1]);
	fflush(stdout);
	return 0;
}

static int by_length(struct growth *growth, uint32_t *nearest, struct error *err)
{
	uint32_t fixes[MAX_FIXES], target;
	size_t nr, between, i;

	if (find_fixes(fixes, &nr, growth, FEW_HUNKS, SOME_HUNKS, lengths[0] / 2, err) < 0)
		return -1;
	printf("%-24s %6s %8s %10s %10s\n", "commits between", "fixes", "verified", "median s", "longest s");
	*nearest = NO_COMMIT;
	for (i = 0; i < nr_of(lengths); i++) {
		if (find_target(&target, &between, growth, lengths[i], err) < 0)
			return -1;
		if (target == NO_COMMIT)
			break;
		printf("%-24zu ", between);
		if (measure_all(growth, fixes, nr, target, err) < 0)
			return -1;
		*nearest = i ? *nearest : target;
	}
	return *nearest == NO_COMMIT ? error_set(err, "the history is shorter than %zu commits", lengths[0]) : 0;
}

static int by_hunks(struct growth *growth, uint32_t target, struct error *err)
{
	uint32_t fixes[MAX_FIXES];
	size_t nr, i;

	printf("%-24s %6s %8s %10s %10s\n", "hunks of the fix", "fixes", "verified", "median s", "longest s");
	for (i = 0; i < nr_of(sizes); i++) {
		if (find_fixes(fixes, &nr, growth, sizes[i] - sizes[i] / 4, sizes[i] + sizes[i] / 2, lengths[0],
			       err) < 0)
			return -1;
		printf("about %-18zu ", sizes[i]);
		if (measure_all(growth, fixes, nr, target, err) < 0)
			return -1;
	}
	return 0;
}

static int run(struct growth *growth, const char *path, const char *tip, struct error *err)
{
	struct rusage usage;
	uint32_t nearest;
	git_oid id;

	if (history_open(&growth->repo, path, err) < 0 || history_resolve(&id, growth->repo, tip, err) < 0 ||
	    commits_open(&growth->commits, growth->repo, err) < 0 ||
	    blobs_open(&growth->blobs, growth->repo, err) < 0 ||
	    commits_find(&growth->tip, growth->commits, &id, err) < 0 ||
	    commits_range(&growth->all, growth->commits, &growth->tip, 1, NULL, 0, err) < 0)
		return -1;
	printf("%-24s %zu\n\n", "commits", growth->all.nr);
	if (by_length(growth, &nearest, err) < 0)
		return -1;
	printf("\n");
	if (by_hunks(growth, nearest, err) < 0)
		return -1;
	getrusage(RUSAGE_SELF, &usage);
	printf("\n%-24s %ld MB, with all of the history\n", "peak memory", usage.ru_maxrss / 1024);
	return 0;
}

int main(int argc, char **argv)
{
	owned(growth_release) struct growth growth = { .nr_fixes = 5 };
	owned(error_release) struct error err = { 0 };
	const char *path = NULL, *tip = "HEAD";
	int i;

	for (i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--repo"))
			path = argv[i + 1];
		else if (!strcmp(argv[i], "--tip"))
			tip = argv[i + 1];
		else if (!strcmp(argv[i], "--fixes"))
			growth.nr_fixes = strtoul(argv[i + 1], NULL, 10);
	}
	if (!path || !growth.nr_fixes || growth.nr_fixes > MAX_FIXES) {
		fprintf(stderr, "usage: bench-growth --repo R [--tip REV] [--fixes N]\n");
		return 2;
	}
	git_libgit2_init();
	commits_tune_libgit2();
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	commits_tune_libgit2();
	if (run(&growth, path, tip, &err) < 0) {
		fprintf(stderr, "bench-growth: %s\n", err.message);
		return 2;
	}
	return 0;
}
