// SPDX-License-Identifier: GPL-2.0-only
/*
 * score-presence --repo R --pairs FILE [-v]: how well do we see that a branch has a fix, when nobody says so?
 *
 * A line of FILE: backport, upstream fix. Of each pair is asked, with all trailers hidden:
 *	whether the backport, as a target, has the fix: it should be found, by patch-id or else by content;
 *	whether the backport's parent has it: to say so is wrong, or the fix was there twice;
 *	whether the backport has another commit that upstream has and the branch lacks, picked by a fixed rule, which no
 *		message of the branch claims: to say so is wrong too, unless somebody carried it in silence.
 * Time is that of asking about one target: histories, patch-id and content, with a table of commits that is warm.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "tests/bench/pairs.h"
#include "tests/bench/seconds.h"
#include "tool/chain/message.h"
#include "tool/chain/presence.h"

/* Commits of upstream that are tried until one is not claimed. */
#define MAX_TRIES 50

/* How often a target was said to have a commit. */
struct counts {
	unsigned asked, by_id, by_patch_id, by_content, both;
};

struct score {
	struct opened opened;
	struct counts backports, parents, others;
	double *seconds;
	size_t nr;
	bool verbose;
};

/* ---- asking ---- */

struct answers {
	struct presence_answer history, patch_id, content;
};

static int ask(struct answers *answers, struct score *score, uint32_t target, uint32_t commit, struct error *err)
{
	static const struct presence_options options = { .ignore_trailers = true };
	owned(histories_release) struct histories histories = { 0 };
	owned(presence_freep) struct presence_index *index = NULL;
	struct commit_view data = { .opened = &score->opened, .commit = target };
	const struct merge_view view = { .read = commit_view_read, .data = &data };

	histories_open(&histories, score->opened.commits, target, &commit, 1);
	if (presence_open(&index, score->opened.commits, score->opened.blobs, &histories, &options, err) < 0 ||
	    presence_in_history(&answers->history, index, commit, err) < 0 ||
	    presence_by_patch_id(&answers->patch_id, index, commit, err) < 0)
		return -1;
	return presence_by_content(&answers->content, score->opened.merger, &view, commit, err);
}

static bool is_there(const struct presence_answer *answer)
{
	return answer->presence != PRESENCE_NONE;
}

static void show(const struct score *score, const char *what, uint32_t target, uint32_t commit,
		 const struct answers *answers, double seconds)
{
	char at[GIT_OID_HEXSZ + 1], asked[GIT_OID_HEXSZ + 1];

	git_oid_tostr(at, sizeof(at), &commits_facts(score->opened.commits, target)->id);
	git_oid_tostr(asked, sizeof(asked), &commits_facts(score->opened.commits, commit)->id);
	printf("%s %s %s %s%s%s %.1f ms %s\n", what, at, asked, is_there(&answers->history) ? "id" : "-",
	       is_there(&answers->patch_id) ? " patch-id" : " -", is_there(&answers->content) ? " content" : " -",
	       1e3 * seconds, answers->content.place);
}

static void count(struct counts *counts, const struct answers *answers)
{
	bool by_patch_id = is_there(&answers->patch_id), by_content = is_there(&answers->content);

	counts->asked++;
	counts->by_id += is_there(&answers->history);
	counts->by_patch_id += by_patch_id;
	counts->by_content += by_content;
	counts->both += by_patch_id && by_content;
}

static int ask_and_count(struct counts *counts, struct score *score, const char *what, uint32_t target,
			 uint32_t commit, struct error *err)
{
	struct answers answers;
	double started = seconds_now();

	if (ask(&answers, score, target, commit, err) < 0)
		return -1;
	score->seconds = mem_realloc(score->seconds, (score->nr + 1) * sizeof(*score->seconds));
	score->seconds[score->nr++] = seconds_now() - started;
	count(counts, &answers);
	if (score->verbose)
		show(score, what, target, commit, &answers, score->seconds[score->nr - 1]);
	return 0;
}

/* ---- a commit that nobody carried ---- */

static int is_claimed(bool *claimed, struct score *score, struct histories *histories, uint32_t commit,
		      struct error *err)
{
	static const struct presence_options options = { 0 };
	owned(presence_freep) struct presence_index *index = NULL;
	struct presence_answer answer;

	if (presence_open(&index, score->opened.commits, score->opened.blobs, histories, &options, err) < 0 ||
	    presence_in_history(&answer, index, commit, err) < 0)
		return -1;
	*claimed = is_there(&answer) || answer.reverted;
	return 0;
}

/* The fix's own number picks it, so that it is the same one each time. */
static int find_other(uint32_t *other, struct score *score, uint32_t target, uint32_t fix, struct error *err)
{
	owned(histories_release) struct histories histories = { 0 };
	const struct range *missing;
	uint32_t seed, i;

	*other = NO_COMMIT;
	histories_open(&histories, score->opened.commits, target, &fix, 1);
	if (histories_missing(&missing, &histories, err) < 0)
		return -1;
	memcpy(&seed, commits_facts(score->opened.commits, fix)->id.id, sizeof(seed));
	for (i = 0; i < MAX_TRIES && missing->nr && *other == NO_COMMIT; i++) {
		uint32_t commit = missing->v[(seed + i) % missing->nr];
		bool claimed = commit == fix || commits_facts(score->opened.commits, commit)->nr_parents != 1;

		if (!claimed && is_claimed(&claimed, score, &histories, commit, err) < 0)
			return -1;
		if (!claimed)
			*other = commit;
	}
	return 0;
}

/* ---- pairs ---- */

static int score_pair(void *data, uint32_t backport, uint32_t fix, struct error *err)
{
	struct score *score = data;
	uint32_t parent, other;

	if (commits_parent(&parent, score->opened.commits, backport, 0, err) < 0 ||
	    ask_and_count(&score->backports, score, "backport", backport, fix, err) < 0 ||
	    ask_and_count(&score->parents, score, "parent", parent, fix, err) < 0 ||
	    find_other(&other, score, backport, fix, err) < 0)
		return -1;
	return other != NO_COMMIT ? ask_and_count(&score->others, score, "other", backport, other, err) : 0;
}

/* ---- what is printed ---- */

static void print_share(const char *what, unsigned nr, unsigned of)
{
	printf("%-40s %5u of %u (%.2f %%)\n", what, nr, of, of ? 100.0 * nr / of : 0.0);
}

static void print_counts(const char *what, const struct counts *counts)
{
	unsigned found = counts->by_patch_id + counts->by_content - counts->both;

	printf("%s: %u\n", what, counts->asked);
	print_share("  in the target's history", counts->by_id, counts->asked);
	print_share("  by patch-id", counts->by_patch_id, counts->asked);
	print_share("  by content", counts->by_content, counts->asked);
	print_share("  by content alone", counts->by_content - counts->both, counts->asked);
	print_share("  said to be there", found, counts->asked);
	print_share("  not found", counts->asked - found, counts->asked);
}

static void print_score(struct score *score)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	qsort(score->seconds, score->nr, sizeof(*score->seconds), compare_seconds);
	print_counts("backports (not found is missed)", &score->backports);
	print_counts("their parents (to be there is wrong)", &score->parents);
	print_counts("commits that nobody claims (to be there is wrong)", &score->others);
	printf("%-40s median %.2f ms, 99th percentile %.2f ms, longest %.2f ms\n", "time",
	       1e3 * score->seconds[score->nr / 2], 1e3 * score->seconds[score->nr * 99 / 100],
	       1e3 * score->seconds[score->nr - 1]);
	printf("%-40s %ld MB\n", "peak memory", usage.ru_maxrss / 1024);
}

static void score_release(struct score *score)
{
	opened_release(&score->opened);
	free(score->seconds);
}

int main(int argc, char **argv)
{
	struct score score = { 0 };
	struct error err = { 0 };
	const char *path = NULL, *pairs = NULL;
	int i, failed;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--repo") && i + 1 < argc)
			path = argv[++i];
		else if (!strcmp(argv[i], "--pairs") && i + 1 < argc)
			pairs = argv[++i];
		else
			score.verbose = !strcmp(argv[i], "-v");
	}
	if (!path || !pairs) {
		fprintf(stderr, "usage: score-presence --repo R --pairs FILE [-v]\n");
		return 2;
	}
	git_libgit2_init();
	failed = opened_open(&score.opened, path, &err) < 0 || pairs_each(&score.opened, pairs, score_pair, &score, &err) < 0;
	if (failed)
		fprintf(stderr, "score-presence: %s\n", err.message);
	else
		print_score(&score);
	score_release(&score);
	error_release(&err);
	git_libgit2_shutdown();
	return failed ? 2 : 0;
}
