// SPDX-License-Identifier: GPL-2.0-only
/*
 * score-plan --repo R --truth FILE [OPTION]...: how good are our chains against what is known to work?
 *
 * A line of FILE: backport, upstream fix, target, set (joined by commas). The fix does not apply to the target, and does
 * once the commits of the set, which are commits of the branch, are applied in order.
 *
 * For each line the fix is planned onto the target. Printed:
 *	carried as planned      the plan has no hunk for a person, and came out the same a second time;
 *	carried by git alone    its steps, in order, are clean under libgit2's three-way merge of each path (history.h's
 *	                        pick, which shares no code with the plan's own merge);
 *	no larger               than the set;
 *	precision, recall       against the upstream commits that the set's messages name;
 * and the same two figures for "who last wrote the lines that the fix removes or leans on", which is what git-deps answers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "tests/bench/asked.h"
#include "tests/bench/seconds.h"
#include "tool/chain/chain.h"
#include "tool/chain/commits.h"
#include "tool/chain/message.h"
#include "tool/files.h"
#include "tool/history.h"
#include "tool/tree.h"

#define MAX_SET 64

struct known {
	git_oid backport, fix, target;
	git_oid set[MAX_SET];
	size_t nr_set;
};

struct score {
	unsigned cases, planned, by_git, no_larger, fewer, relaxed, ended, adapt;
	double truth, ours, both, lines, lines_both;
	double *seconds;
	bool verbose;
	bool text_only, plain, fewest, use_cache;
};

static bool read_id(git_oid *id, const char *hex)
{
	return hex && strlen(hex) == GIT_OID_HEXSZ && git_oid_fromstr(id, hex) == 0;
}

static bool read_known(struct known *known, char *line)
{
	char *save = NULL, *id;
	char *words[4];
	size_t i;

	for (i = 0; i < nr_of(words); i++)
		words[i] = strtok_r(i ? NULL : line, " \t\n", &save);
	known->nr_set = 0;
	if (!read_id(&known->backport, words[0]) || !read_id(&known->fix, words[1]) ||
	    !read_id(&known->target, words[2]) || !words[3])
		return false;
	for (id = strtok_r(words[3], ",", &save); id && known->nr_set < MAX_SET; id = strtok_r(NULL, ",", &save))
		if (!read_id(&known->set[known->nr_set++], id))
			return false;
	return known->nr_set > 0;
}

/* The upstream commit that a branch's commit says it is; false: it does not say. */
static bool upstream_of(git_oid *upstream, git_repository *repo, const git_oid *id)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	owned(message_release) struct message message = { 0 };
	const char *text;
	size_t i;

	if (git_commit_lookup(&commit, repo, id) < 0)
		return false;
	text = git_commit_message(commit);
	message_read(&message, text, strlen(text));
	for (i = 0; i < message.nr_mentions; i++)
		if (message.mentions[i].kind == MENTION_UPSTREAM && read_id(upstream, message.mentions[i].text))
			return true;
	return false;
}

/* Git's own merge of each step onto what the ones before left. */
static int carried_by_git(bool *carried, git_repository *repo, const struct known *known, const struct chain *chain,
			  struct error *err)
{
	owned(tree_freep) struct tree *tree = NULL;
	size_t i, j;

	*carried = true;
	if (tree_of_commit(&tree, repo, &known->target, err) < 0)
		return -1;
	for (i = 0; i < chain->nr_steps && *carried; i++) {
		owned(pick_result_release) struct pick_result picked = { 0 };
		git_oid id;

		if (chain->steps[i].presence != PRESENCE_NONE)
			continue;
		if (git_oid_fromstr(&id, chain->steps[i].commit) < 0 || history_pick(&picked, tree, repo, &id, err) < 0)
			return -1;
		*carried = picked.outcome != PICK_CONFLICT;
		for (j = 0; j < picked.changes.nr; j++)
			tree_put(tree, picked.changes.v[j].path,
				 picked.changes.v[j].exists ? &picked.changes.v[j].after : NULL);
	}
	return 0;
}

static bool has_step(const struct chain *chain, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];
	size_t i;

	git_oid_tostr(hex, sizeof(hex), id);
	for (i = 0; i < chain->nr_steps; i++)
		if (chain->steps[i].role == CHAIN_PREREQUISITE && !strcmp(chain->steps[i].commit, hex))
			return true;
	return false;
}

/* How many of a set's commits are backports of a step, and how many of one that wrote the fix's lines. */
static int count_right(struct score *score, git_repository *repo, const struct known *known, const struct chain *chain,
		       struct error *err)
{
	owned(strings_release) struct strings lines = { 0 };
	size_t i;

	if (answer_fix(&lines, repo, &known->target, &known->fix, err) < 0)
		return -1;
	score->truth += (double)known->nr_set;
	score->ours += (double)chain_nr_carried(chain, CHAIN_PREREQUISITE);
	score->lines += (double)lines.nr;
	for (i = 0; i < known->nr_set; i++) {
		git_oid upstream;

		if (!upstream_of(&upstream, repo, &known->set[i]))
			continue;
		score->both += has_step(chain, &upstream);
		score->lines_both += strings_has(&lines, git_oid_tostr_s(&upstream));
	}
	return 0;
}

static void show(const struct known *known, const struct chain *chain, bool by_git)
{
	size_t i;

	printf("%s onto ", git_oid_tostr_s(&known->fix)); /* a static buffer: one id a call */
	printf("%s: ", git_oid_tostr_s(&known->target));
	printf("%zu of %zu, %zu adapt, %zu moot, %zu placed, git %s, %u picks, %.2f s%s%s\n",
	       chain_nr_carried(chain, CHAIN_PREREQUISITE), known->nr_set, chain_nr_hunks(chain, CHAIN_ADAPT),
	       chain_nr_hunks(chain, CHAIN_MOOT), chain_nr_hunks(chain, CHAIN_PLACED), by_git ? "clean" : "CONFLICT",
	       chain->picks, chain->seconds, chain->smallest ? "" : ", budget ended", chain->failure ? ", FAILED" : "");
	for (i = 0; i < chain->nr_steps; i++)
		printf("    %.12s %s%s%s\n", chain->steps[i].commit, chain->steps[i].subject,
		       chain->steps[i].nr_why ? " | " : "", chain->steps[i].nr_why ? chain->steps[i].why[0].text : "");
	for (i = 0; i < known->nr_set; i++)
		printf("    truth %s\n", git_oid_tostr_s(&known->set[i]));
}

static int score_one(struct score *score, git_repository *repo, const struct known *known, struct error *err)
{
	const struct chain_options options = {
		.no_names = score->text_only || score->plain,
		.plain = score->plain,
		.fewest = score->fewest,
		.use_cache = score->use_cache,
	};
	owned(chain_release) struct chain chain = { 0 };
	size_t nr;
	bool by_git;

	if (chain_build(&chain, repo, &known->fix, 1, &known->target, NULL, &options, err) < 0 ||
	    carried_by_git(&by_git, repo, known, &chain, err) < 0)
		return -1;
	nr = chain_nr_carried(&chain, CHAIN_PREREQUISITE);
	score->planned += chain.verified && !chain.failure && !chain_nr_hunks(&chain, CHAIN_ADAPT);
	score->adapt += chain_nr_hunks(&chain, CHAIN_ADAPT) > 0;
	score->by_git += by_git;
	score->no_larger += nr <= known->nr_set;
	score->fewer += nr < known->nr_set;
	score->ended += !chain.smallest;
	score->relaxed += chain.failure != NULL;
	if (count_right(score, repo, known, &chain, err) < 0)
		return -1;
	score->seconds = mem_realloc(score->seconds, (score->cases + 1) * sizeof(*score->seconds));
	score->seconds[score->cases++] = chain.seconds;
	if (score->verbose)
		show(known, &chain, by_git);
	return 0;
}

static void print_share(const char *what, unsigned nr, unsigned of)
{
	printf("%-24s %4u of %u (%.1f %%)\n", what, nr, of, of ? 100.0 * nr / of : 0.0);
}

static void print_rates(const char *what, double both, double told, double truth)
{
	printf("%-24s precision %.2f, recall %.2f\n", what, told > 0 ? both / told : 1.0, truth > 0 ? both / truth : 1.0);
}

static void print_score(struct score *score)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	qsort(score->seconds, score->cases, sizeof(*score->seconds), compare_seconds);
	print_share("carried as planned", score->planned, score->cases);
	print_share("carried by git alone", score->by_git, score->cases);
	print_share("no larger than known", score->no_larger, score->cases);
	print_share("smaller than known", score->fewer, score->cases);
	print_share("with hunks to adapt", score->adapt, score->cases);
	print_share("no set found", score->relaxed, score->cases);
	print_share("budget ended", score->ended, score->cases);
	print_rates("our steps", score->both, score->ours, score->truth);
	print_rates("git-deps's rule", score->lines_both, score->lines, score->truth);
	printf("%-24s median %.3f s, longest %.3f s\n", "time", score->seconds[score->cases / 2],
	       score->seconds[score->cases - 1]);
	printf("%-24s %ld MB\n", "peak memory", usage.ru_maxrss / 1024);
}

static int score_file(struct score *score, git_repository *repo, const char *path, struct error *err)
{
	owned(text_release) struct text text = { 0 };
	const char *at, *line;
	size_t len;

	if (file_read(&text, path, err) < 0)
		return -1;
	at = text_str(&text);
	while (text_line(&line, &len, &at, text.data + text.len)) {
		owned(text_release) struct text copy = { 0 };
		struct known known;

		if (!len || *line == '#')
			continue;
		text_add(&copy, line, len);
		if (!read_known(&known, copy.data))
			return error_set(err, "'%s': not 'backport fix target set': %.*s", path, (int)len, line);
		if (score_one(score, repo, &known, err) < 0)
			return error_prefix(err, "%.12s", git_oid_tostr_s(&known.fix));
	}
	return score->cases ? 0 : error_set(err, "'%s' has no case", path);
}

/* -1: not as usage has it. */
static int read_arguments(struct score *score, const char **path, const char **truth, char **argv)
{
	const struct {
		const char *name;
		bool *flag;
	} flags[] = {
		{ "--text-only", &score->text_only }, { "--plain", &score->plain }, { "--fewest", &score->fewest },
		{ "--cache", &score->use_cache },     { "-v", &score->verbose },
	};
	size_t i;

	for (; *argv; argv++) {
		if (!strcmp(*argv, "--repo") && argv[1]) {
			*path = *++argv;
			continue;
		}
		if (!strcmp(*argv, "--truth") && argv[1]) {
			*truth = *++argv;
			continue;
		}
		for (i = 0; i < sizeof(flags) / sizeof(*flags) && strcmp(*argv, flags[i].name); i++)
			;
		if (i == sizeof(flags) / sizeof(*flags))
			return -1;
		*flags[i].flag = true;
	}
	return *path && *truth ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct score score = { 0 };
	struct error err = { 0 };
	git_repository *repo = NULL;
	const char *path = NULL, *truth = NULL;
	int failed;

	if (argc < 1 || read_arguments(&score, &path, &truth, argv + 1) < 0) {
		fprintf(stderr, "usage: score-plan --repo R --truth FILE [--plain | --fewest] [--text-only] [--cache] [-v]\n");
		return 2;
	}
	git_libgit2_init();
	commits_tune_libgit2();
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0); /* as main.c */
	failed = history_open(&repo, path, &err) < 0 || score_file(&score, repo, truth, &err) < 0;
	if (failed)
		fprintf(stderr, "score-plan: %s\n", err.message);
	else
		print_score(&score);
	free(score.seconds);
	error_release(&err);
	git_repository_free(repo);
	git_libgit2_shutdown();
	return failed ? 2 : 0;
}
