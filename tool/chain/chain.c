// SPDX-License-Identifier: GPL-2.0-only
/*
 * The chain of a fix, from names of commits to plain data:
 *
 *  1. which fixes are there already (presence.h);
 *  2. what their authors declare as prerequisites, and the smallest set that carries them (search.c);
 *  3. follow-ups: upstream's later commits that say that they fix or revert one of the chain. Taken in as fixes when
 *     asked for, and everything again from 1 with them; else named;
 *  4. the chain once more on a bench that remembers nothing: what is shown is what was carried.
 *
 * What is told about it (why a step, how a hunk, what was left out) is in chain-tell.c.
 */
#include <stdlib.h>

#include "../files.h"
#include "../history.h"
#include "../proc.h"
#include "build.h"
#include "facts-cache.h"

/*
 * Seconds for the search, and for the whole plan; of these, what is left to follow-ups, to carrying once more and to
 * telling. What was begun in time is finished, so that a plan ends within three.
 */
#define BUDGET 1.0
#define PLAN_SECONDS 2.5
#define REST_SECONDS 0.7

/* How many prerequisites more a plan may have that git's own merge carries, and the seconds for finding it. */
#define MORE_COMMITS 3
#define PLAIN_BUDGET 0.4

/* A target with more commits than this was not imported as a tree. */
#define SHORT_HISTORY 1000

/* Follow-ups of follow-ups of follow-ups: real ones end after three. */
#define MAX_ROUNDS 8

/*
 * Upstream's later commits that are looked at for follow-ups, more than a year of Linux, and the seconds that reading
 * them may take.
 */
#define MAX_LATER 100000
#define LATER_SECONDS 0.7

/* More ids than people write: of the chain's commits, and in one message. */
#define MAX_NAMES 1000
#define MAX_MENTIONS 100

void chain_release(struct chain *chain)
{
	if (!chain)
		return;
	arena_release(&chain->arena);
}

size_t chain_nr_carried(const struct chain *chain, enum chain_role role)
{
	size_t i, nr = 0;

	for (i = 0; i < chain->nr_steps; i++)
		nr += chain->steps[i].role == role && chain->steps[i].presence == PRESENCE_NONE;
	return nr;
}

size_t chain_nr_hunks(const struct chain *chain, enum chain_disposition disposition)
{
	size_t i, j, nr = 0;

	for (i = 0; i < chain->nr_steps; i++)
		for (j = 0; j < chain->steps[i].nr_hunks; j++)
			nr += chain->steps[i].hunks[j].disposition == disposition;
	return nr;
}

bool disposition_is_to_review(enum chain_disposition disposition)
{
	return disposition == CHAIN_RENAMED || disposition == CHAIN_WORDS || disposition == CHAIN_LACKING ||
	       disposition == CHAIN_REMEMBERED;
}

size_t chain_nr_to_review(const struct chain *chain)
{
	size_t nr = 0;
	unsigned i;

	for (i = 0; i < NR_CHAIN_DISPOSITIONS; i++)
		if (disposition_is_to_review((enum chain_disposition)i))
			nr += chain_nr_hunks(chain, (enum chain_disposition)i);
	return nr;
}

int chain_verdict(const struct chain *chain)
{
	return chain->failure || !chain->verified || chain_nr_hunks(chain, CHAIN_ADAPT) || chain_nr_to_review(chain);
}

/* ---- what is open while a chain is built ---- */

void build_release(struct build *build)
{
	needs_cache_free(build->search.cache);
	workbench_freep(&build->search.bench);
	presence_freep(&build->search.presence);
	histories_release(&build->histories);
	blobs_freep(&build->blobs);
	commits_freep(&build->commits);
}

void build_say(const struct build *build, const char *what)
{
	if (build->options->progress)
		build->options->progress(build->options->progress_data, what);
}

void build_note(struct build *build, const char *note)
{
	size_t i;

	for (i = 0; i < build->chain->nr_notes; i++)
		if (!strcmp(build->chain->notes[i], note))
			return;
	*arena_push(&build->chain->arena, build->chain->notes, build->chain->nr_notes) = note;
}

const char *build_hex(struct build *build, uint32_t commit)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), &commits_facts(build->commits, commit)->id);
	return arena_strdup(&build->chain->arena, hex);
}

int build_message(struct message *message, struct build *build, uint32_t commit, struct error *err)
{
	owned(text_release) struct text raw = { 0 };

	if (commits_message(&raw, build->commits, commit, err) < 0)
		return -1;
	message_read(message, text_str(&raw), raw.len);
	return 0;
}

/* ---- opening ---- */

static int add_fix(struct build *build, uint32_t commit, enum chain_role role)
{
	struct planned *planned;
	size_t i;

	for (i = 0; i < build->nr_planned; i++)
		if (build->planned[i].commit == commit)
			return 0;
	planned = arena_push(&build->chain->arena, build->planned, build->nr_planned);
	*planned = (struct planned){ .commit = commit, .role = role };
	return 1;
}

static int find_fix(struct build *build, const git_oid *id, struct error *err)
{
	uint32_t commit;

	if (commits_find(&commit, build->commits, id, err) < 0)
		return -1;
	if (commits_facts(build->commits, commit)->nr_parents > 1)
		return error_set(err, "'%s' is a merge: name the commits that it brought", git_oid_tostr_s(id));
	if (commits_facts(build->commits, commit)->is_boundary)
		return error_set(err, "what '%s' changes is not known: the clone is shallow there (git fetch --unshallow brings the rest)",
				 git_oid_tostr_s(id));
	add_fix(build, commit, CHAIN_FIX);
	return 0;
}

static bool is_among(const git_oid *ids, size_t nr, const git_oid *id)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (git_oid_equal(&ids[i], id))
			return true;
	return false;
}

static int check_without(const struct build *build, const git_oid *fixes, size_t nr_fixes, struct error *err)
{
	const struct chain_options *options = build->options;
	size_t i;

	for (i = 0; i < options->nr_without; i++)
		if (is_among(options->with, options->nr_with, &options->without[i]) ||
		    is_among(fixes, nr_fixes, &options->without[i]))
			return error_set(err, "'%s' is to be in the chain and to be left out of it",
					 git_oid_tostr_s(&options->without[i]));
	return 0;
}

static int open_commits(struct build *build, git_repository *repo, struct error *err)
{
	owned(text_release) struct text cache = { 0 };

	if (commits_open(&build->commits, repo, err) < 0)
		return -1;
	if (build->ignore_graph)
		commits_forget_graph(build->commits);
	if (build->options->use_cache && facts_cache_path(&cache, repo))
		commits_use_cache(build->commits, text_str(&cache));
	return 0;
}

static int open_build(struct build *build, git_repository *repo, const git_oid *fixes, size_t nr_fixes,
		      const git_oid *target, const git_oid *upstream, struct error *err)
{
	size_t i;

	if (check_without(build, fixes, nr_fixes, err) < 0 || open_commits(build, repo, err) < 0 ||
	    blobs_open(&build->blobs, repo, err) < 0 ||
	    commits_find(&build->target, build->commits, target, err) < 0)
		return -1;
	for (i = 0; i < nr_fixes; i++)
		if (find_fix(build, &fixes[i], err) < 0)
			return -1;
	build->upstream = NO_COMMIT;
	if (upstream && commits_find(&build->upstream, build->commits, upstream, err) < 0)
		return -1;
	if (git_repository_is_shallow(repo) == 1)
		build_note(build, "the clone is shallow: what stands before its boundary is not known, and counts as old");
	return workbench_open(&build->search.bench, build->commits, build->blobs, build->target, err);
}

static int compare_dates(const struct build *build, uint32_t a, uint32_t b)
{
	const struct commit_facts first = *commits_facts(build->commits, a), second = *commits_facts(build->commits, b);

	return first.date != second.date ? (first.date < second.date ? -1 : 1) : git_oid_cmp(&first.id, &second.id);
}

/* Upstream's order; what the target has too is in no range, and goes by its date. */
static int compare_planned(const void *a, const void *b, void *data)
{
	const struct planned *first = a, *second = b;
	struct build *build = data;

	if (histories_is_older(&build->histories, first->commit, second->commit))
		return -1;
	if (histories_is_older(&build->histories, second->commit, first->commit))
		return 1;
	return compare_dates(build, first->commit, second->commit);
}

static void sort_planned(struct build *build)
{
	qsort_r(build->planned, build->nr_planned, sizeof(*build->planned), compare_planned, build);
}

/* Upstream's side and the branch's, up to the fixes. */
static int open_histories(struct build *build, struct error *err)
{
	const struct presence_options options = { .ignore_trailers = build->options->ignore_trailers };
	uint32_t *fixes = arena_alloc(&build->chain->arena, (build->nr_planned + 1) * sizeof(*fixes));
	size_t i;

	for (i = 0; i < build->nr_planned; i++)
		fixes[i] = build->planned[i].commit;
	presence_freep(&build->search.presence);
	build->search.presence = NULL;
	histories_release(&build->histories);
	histories_open(&build->histories, build->commits, build->target, fixes, build->nr_planned);
	build->search.histories = &build->histories;
	sort_planned(build);
	return presence_open(&build->search.presence, build->commits, build->blobs, &build->histories, &options, err);
}

/*
 * The commits without a parent that a commit reaches, if its history is no longer than that of a tree that was
 * imported.
 */
static int find_roots(struct commit_list *roots, bool *all, struct build *build, uint32_t commit, struct error *err)
{
	owned(commit_list_release) struct commit_list history = { 0 };
	size_t i;

	if (history_since(&history, all, build->commits, commit, INT64_MIN, SHORT_HISTORY, err) < 0)
		return -1;
	*all = !*all;
	roots->v = mem_alloc((history.nr + 1) * sizeof(*roots->v));
	for (i = 0; i < history.nr; i++) {
		const struct commit_facts *facts = commits_facts(build->commits, history.v[i]);

		if (!facts->nr_parents && !facts->is_boundary)
			roots->v[roots->nr++] = history.v[i];
	}
	return 0;
}

/* Whether target and fix have nothing in common, where the target's history is short enough to tell. */
static int is_unrelated(bool *unrelated, struct build *build, struct error *err)
{
	owned(commit_list_release) struct commit_list roots = { 0 };
	size_t i;

	if (find_roots(&roots, unrelated, build, build->target, err) < 0)
		return -1;
	*unrelated &= roots.nr > 0;
	for (i = 0; i < roots.nr && *unrelated; i++) {
		bool has;

		if (history_has(&has, build->commits, build->planned[0].commit, roots.v[i], err) < 0)
			return -1;
		*unrelated = !has;
	}
	return 0;
}

/* ---- presence of the fixes ---- */

static bool all_there(const struct merge *merge)
{
	size_t i;

	for (i = 0; i < merge->nr_hunks; i++)
		if (merge->hunks[i].outcome != HUNK_THERE)
			return false;
	return true;
}

/*
 * A branch that made the same change under another name and then changed it again has neither its text nor its id: only
 * its patch-id. Then the change is in conflict with what it became, so that a fix that applies needs no such look,
 * which is the dearest of all.
 */
static int look_for_fix(struct build *build, struct planned *planned, struct error *err)
{
	struct workbench *bench = build->search.bench;
	const struct moment *target = workbench_target(bench), *after;
	struct moment_view data = { .bench = bench, .moment = target };
	const struct merge_view view = moment_view(&data);
	struct presence_answer *answer = &planned->presence;
	const char *odd;

	if (merger_odd_path(&odd, workbench_merger(bench), planned->commit, err) < 0)
		return -1;
	if (odd)
		return error_set(err, "the path '%s' %s", odd, path_trouble(odd));
	if (presence_in_history(answer, build->search.presence, planned->commit, err) < 0)
		return -1;
	if (answer->presence != PRESENCE_NONE || answer->reverted)
		return 0;
	if (workbench_pick(&after, bench, target, planned->commit, err) < 0) /* first: it finds renamed files */
		return -1;
	if (all_there(&after->outcome->merge) &&
	    presence_by_content(answer, workbench_merger(bench), &view, planned->commit, err) < 0)
		return -1;
	if (answer->presence != PRESENCE_NONE)
		return 0;
	return after->outcome->nr_conflicts ?
		       presence_by_patch_id(answer, build->search.presence, planned->commit, err) : 0;
}

static int look_for_fixes(struct build *build, struct error *err)
{
	uint32_t *carried = arena_alloc(&build->chain->arena, (build->nr_planned + 1) * sizeof(*carried));
	size_t i, nr = 0;

	for (i = 0; i < build->nr_planned; i++) {
		if (look_for_fix(build, &build->planned[i], err) < 0)
			return -1;
		if (build->planned[i].presence.presence == PRESENCE_NONE)
			carried[nr++] = build->planned[i].commit;
	}
	build->search.fixes = carried;
	build->search.nr_fixes = nr;
	return 0;
}

/* ---- what must be in it ---- */

static bool is_required(const struct build *build, uint32_t commit)
{
	size_t i;

	for (i = 0; i < build->search.nr_required; i++)
		if (build->search.required[i].commit == commit)
			return true;
	for (i = 0; i < build->search.nr_fixes; i++)
		if (build->search.fixes[i] == commit)
			return true;
	return false;
}

static int require(struct build *build, const struct need *need, struct error *err)
{
	struct need **required = (struct need **)&build->search.required;
	const struct range *missing;
	enum refusal refusal;
	const char *name;

	if (histories_missing(&missing, &build->histories, err) < 0)
		return -1;
	if (!range_has(missing, need->commit) || is_required(build, need->commit))
		return 0;
	if (needs_refusal(&refusal, &name, &build->search, need, err) < 0)
		return -1;
	/* Who asks for a large one by name knows what it is. */
	if (refusal == ALLOWED || refusal == REFUSED_LARGE)
		*arena_push(&build->chain->arena, *required, build->search.nr_required) = *need;
	else
		needs_note_refused(&build->search, need, refusal, name);
	return 0;
}

static int require_with(struct build *build, struct error *err)
{
	size_t i;

	for (i = 0; i < build->options->nr_with; i++) {
		const git_oid *id = &build->options->with[i];
		const struct range *missing;
		uint32_t commit;

		if (commits_find(&commit, build->commits, id, err) < 0 ||
		    histories_missing(&missing, &build->histories, err) < 0)
			return -1;
		if (commits_facts(build->commits, commit)->nr_parents > 1)
			return error_set(err, "'%s' is a merge: name the commits that it brought", git_oid_tostr_s(id));
		if (!range_has(missing, commit))
			build_note(build, arena_printf(&build->chain->arena,
						       "%.12s was to be in the chain, but is not among what the target lacks up to the fix",
						       build_hex(build, commit)));
		if (require(build, &(struct need){ .commit = commit, .of = NO_COMMIT, .kind = NEED_ASKED_FOR }, err) < 0)
			return -1;
	}
	return 0;
}

/* What an abbreviated id names in the repository: nothing, or one that others name too, is no need. */
static uint32_t commit_of(struct build *build, const char *hex)
{
	git_oid full, prefix;
	uint32_t commit;

	if (strlen(hex) > GIT_OID_HEXSZ || git_oid_fromstrn(&prefix, hex, strlen(hex)) < 0 ||
	    git_odb_exists_prefix(&full, commits_odb(build->commits), &prefix, strlen(hex)) < 0 ||
	    commits_find(&commit, build->commits, &full, NULL) < 0)
		return NO_COMMIT;
	return commit;
}

static int require_declared(struct build *build, struct error *err)
{
	size_t i, j;

	for (i = 0; i < build->search.nr_fixes; i++) {
		owned(message_release) struct message message = { 0 };

		if (build_message(&message, build, build->search.fixes[i], err) < 0)
			return -1;
		for (j = 0; j < message.nr_mentions; j++) {
			struct need need = { .of = build->search.fixes[i], .kind = NEED_DECLARED };

			if (message.mentions[j].kind != MENTION_PREREQUISITE)
				continue;
			need.commit = commit_of(build, message.mentions[j].text);
			if (need.commit != NO_COMMIT && require(build, &need, err) < 0)
				return -1;
		}
	}
	return 0;
}

/* ---- solving and verifying ---- */

/* Whether hunks were placed by their function, and nothing worse. */
static int is_placed(bool *placed, struct build *build, struct error *err)
{
	struct replay replay = { 0 };
	size_t i, j;

	*placed = false;
	if (search_replay(&replay, &build->search, build->solution.set, build->solution.nr, err) < 0)
		return -1;
	for (i = 0; i < replay.nr; i++) {
		const struct merge *merge = &replay.moments[i]->outcome->merge;

		for (j = 0; j < merge->nr_hunks; j++) {
			if (merge->hunks[j].outcome == HUNK_CONFLICT) {
				*placed = false;
				return 0;
			}
			*placed |= merge->hunks[j].outcome == HUNK_PLACED;
		}
	}
	return 0;
}

/* What is left to searching. */
static double search_seconds(const struct build *build, double wanted)
{
	double left = build->search.ends - REST_SECONDS - search_clock();

	return left < 0 ? 0 : left < wanted ? left : wanted;
}

/*
 * A hunk that was placed is one that a person looks at, and that the next backport to the same lines meets again. A few
 * small commits with which git's own merge carries everything are less trouble than that: stable trees take them as
 * "Stable-dep-of".
 */
static int prefer_plain(struct build *build, struct error *err)
{
	double budget = build->options->plain_budget ? build->options->plain_budget : PLAIN_BUDGET;
	bool placed, found, ended;

	if (build->options->plain || build->options->fewest || build->solution.nr_adapt)
		return 0;
	if (is_placed(&placed, build, err) < 0)
		return -1;
	if (!placed)
		return 0;
	if (search_plainly(&build->solution, &found, &ended, &build->search, build->solution.nr + MORE_COMMITS,
			   search_seconds(build, budget), err) < 0)
		return -1;
	if (ended)
		build_note(build, "hunks are placed by their function: time was over before every set was tried that git's own merge may carry (--plain looks further)");
	return 0;
}

static double budget_of(const struct chain_options *options)
{
	return options->budget > 0 ? options->budget : BUDGET;
}

static double plan_seconds(const struct chain_options *options)
{
	double budget = budget_of(options);

	return options->seconds > 0 ? options->seconds :
	       PLAN_SECONDS + (budget > BUDGET ? SEARCH_SHARES * (budget - BUDGET) : 0);
}

static int solve(struct build *build, struct error *err)
{
	struct search *search = &build->search;
	double budget;

	search->arena = &build->chain->arena;
	search->commits = build->commits;
	search->blobs = build->blobs;
	search->options = build->options;
	search->target = build->target;
	search->required = NULL;
	search->nr_required = 0;
	search->is_plain = build->options->plain;
	search->is_telling = false;
	build->solution = (struct solution){ .smallest = true };
	workbench_until(search->bench, search->ends - REST_SECONDS);
	if (look_for_fixes(build, err) < 0 || require_with(build, err) < 0 || require_declared(build, err) < 0)
		return -1;
	build_say(build, "searching for the smallest set");
	if (!search->nr_fixes)
		return 0;
	budget = search_seconds(build, SEARCH_SHARES * budget_of(build->options)) / SEARCH_SHARES;
	return search_run(&build->solution, search, budget, err) < 0 ? -1 : prefer_plain(build, err);
}

static bool same_outcome(const struct outcome *a, const struct outcome *b)
{
	size_t i;

	if (a->merge.nr_hunks != b->merge.nr_hunks || a->merge.nr_files != b->merge.nr_files)
		return false;
	for (i = 0; i < a->merge.nr_hunks; i++)
		if (a->merge.hunks[i].outcome != b->merge.hunks[i].outcome)
			return false;
	for (i = 0; i < a->merge.nr_files; i++)
		if (!a->results[i] != !b->results[i] ||
		    (a->results[i] && !shared_text_equal(a->results[i], b->results[i])))
			return false;
	return true;
}

/* Once more from the target, on a bench of its own. */
static int verify(struct build *build, struct error *err)
{
	owned(workbench_freep) struct workbench *bench = NULL;
	const struct moment *moment;
	size_t i;

	if (workbench_open(&bench, build->commits, build->blobs, build->target, err) < 0)
		return -1;
	workbench_until(bench, build->search.ends);
	moment = workbench_target(bench);
	build->chain->verified = true;
	for (i = 0; build->chain->verified && i < build->replay.nr; i++) {
		if (search_clock() > build->search.ends) {
			build->chain->verified = false;
			build->chain->out_of_time = true;
			build_note(build, "the steps were not carried once more: the plan's time was over (--budget gives it more)");
			return 0;
		}
		if (workbench_pick(&moment, bench, moment, build->replay.commits[i], err) < 0)
			return -1;
		build->chain->verified &= same_outcome(moment->outcome, build->replay.moments[i]->outcome);
	}
	return 0;
}

static int replay(struct build *build, struct error *err)
{
	build->replay = (struct replay){ 0 };
	workbench_until(build->search.bench, build->search.ends);
	return search_replay(&build->replay, &build->search, build->solution.set, build->solution.nr, err);
}

/* ---- follow-ups ---- */

/* An id under which others may name a commit: its own, or what it says it is a backport of. */
struct name {
	const char *id;
	uint32_t commit;
};

struct named_commits {
	struct name *v;         /* in the chain's arena */
	size_t nr;
};

static void add_names(struct named_commits *names, struct build *build, uint32_t commit, const struct message *message)
{
	struct arena *arena = &build->chain->arena;
	size_t i;

	*arena_push(arena, names->v, names->nr) = (struct name){ .id = build_hex(build, commit), .commit = commit };
	for (i = 0; i < message->nr_mentions && names->nr < MAX_NAMES; i++)
		if (message->mentions[i].kind == MENTION_UPSTREAM)
			*arena_push(arena, names->v, names->nr) =
				(struct name){ .id = arena_strdup(arena, message->mentions[i].text), .commit = commit };
}

static bool speaks_of(struct follow_up *follow_up, const struct mention *mention, const struct named_commits *names)
{
	size_t i;

	if (mention->kind != MENTION_FIXES && mention->kind != MENTION_REVERTS)
		return false;
	for (i = 0; i < names->nr; i++)
		if (ids_match(mention->text, names->v[i].id)) {
			follow_up->of = names->v[i].commit;
			follow_up->reverts = mention->kind == MENTION_REVERTS;
			return true;
		}
	return false;
}

static bool is_follow_up(struct follow_up *follow_up, const struct message *message, const struct named_commits *names)
{
	size_t i;

	for (i = 0; i < message->nr_mentions && i < MAX_MENTIONS; i++)
		if (speaks_of(follow_up, &message->mentions[i], names))
			return true;
	return false;
}

static bool is_planned(const struct build *build, uint32_t commit)
{
	size_t i;

	for (i = 0; i < build->replay.nr; i++)
		if (build->replay.commits[i] == commit)
			return true;
	for (i = 0; i < build->nr_planned; i++)
		if (build->planned[i].commit == commit)
			return true;
	return false;
}

static int look_at_follower(struct build *build, struct named_commits *names, uint32_t commit, struct error *err)
{
	owned(message_release) struct message message = { 0 };
	struct follow_up follow_up = { .commit = commit };
	struct presence_answer answer;

	if (is_planned(build, commit))
		return 0;
	if (build_message(&message, build, commit, err) < 0)
		return -1;
	if (!is_follow_up(&follow_up, &message, names))
		return 0;
	if (presence_in_history(&answer, build->search.presence, commit, err) < 0)
		return -1;
	if (answer.presence == PRESENCE_NONE)
		*arena_push(&build->chain->arena, build->follow_ups, build->nr_follow_ups) = follow_up;
	add_names(names, build, commit, &message);
	return 0;
}

/* The names under which others may speak of the chain's steps, and the date of the oldest step. */
static int collect_steps(struct named_commits *names, int64_t *date, struct build *build, struct error *err)
{
	size_t i;

	*date = INT64_MAX;
	for (i = 0; i < build->replay.nr; i++) {
		owned(message_release) struct message message = { 0 };
		int64_t made = commits_facts(build->commits, build->replay.commits[i])->date;

		if (build_message(&message, build, build->replay.commits[i], err) < 0)
			return -1;
		add_names(names, build, build->replay.commits[i], &message);
		*date = made < *date ? made : *date;
	}
	return 0;
}

/* From old to new, so that a follow-up's own are found too. */
static int look_at_followers(struct build *build, struct named_commits *names, const struct commit_list *later,
			     struct error *err)
{
	double deadline = search_until(&build->search, LATER_SECONDS);
	size_t i;

	for (i = later->nr; i && search_clock() < deadline; i--)
		if (look_at_follower(build, names, later->v[i - 1], err) < 0)
			return -1;
	if (i)
		build_note(build, arena_printf(&build->chain->arena,
					       "follow-ups were looked for before %.12s only: reading on takes too long",
					       build_hex(build, later->v[i - 1])));
	return 0;
}

static int find_follow_ups(struct build *build, struct error *err)
{
	struct named_commits names = { 0 };
	owned(commit_list_release) struct commit_list later = { 0 };
	bool is_cut = false;
	int64_t date;

	build->follow_ups = NULL;
	build->nr_follow_ups = 0;
	if (build->upstream == NO_COMMIT || !build->replay.nr)
		return 0;
	build_say(build, "looking for follow-ups");
	if (collect_steps(&names, &date, build, err) < 0 ||
	    history_since(&later, &is_cut, build->commits, build->upstream, date, MAX_LATER, err) < 0)
		return -1;
	if (is_cut)
		build_note(build, arena_printf(&build->chain->arena,
					       "follow-ups were looked for among upstream's latest %d commits only", MAX_LATER));
	return look_at_followers(build, &names, &later, err);
}

/* A round without time to search would make of a plan that stands one that nobody looked at. */
static bool has_round_left(struct build *build)
{
	if (search_clock() < build->search.ends - REST_SECONDS)
		return true;
	build_note(build, "follow-ups are named, and not taken in: the plan's time was over (--budget gives it more)");
	return false;
}

/* Follow-ups become fixes of the next round; whether there is a next round. */
static bool take_follow_ups(struct build *build)
{
	bool more = false;
	size_t i;

	if (!build->options->follow_ups)
		return false;
	for (i = 0; i < build->nr_follow_ups; i++)
		if (!build->follow_ups[i].reverts) {
			if (!more && !has_round_left(build))
				return false;
			more |= add_fix(build, build->follow_ups[i].commit, CHAIN_FOLLOW_UP) > 0;
		}
	return more;
}

/* ---- together ---- */

static int build_rounds(struct build *build, struct error *err)
{
	unsigned round;

	for (round = 0; round < MAX_ROUNDS; round++) {
		if (open_histories(build, err) < 0 || solve(build, err) < 0 || replay(build, err) < 0 ||
		    find_follow_ups(build, err) < 0)
			return -1;
		if (!take_follow_ups(build))
			return 0;
	}
	return 0;
}

static int build_all(struct build *build, struct error *err)
{
	bool unrelated;

	if (build_rounds(build, err) < 0 || is_unrelated(&unrelated, build, err) < 0)
		return -1;
	if (unrelated)
		build_note(build, "target and fix have no commit in common: what the target has is told by its text alone");
	if (!build->solution.smallest)
		build_note(build, build->solution.is_relaxed ?
			   "the budget ended the search before it found a set that makes every hunk apply: there may be one (--budget gives it more)" :
			   "the budget ended the search: a smaller set may be there (--budget gives it more)");
	build_say(build, "carrying it once more");
	return verify(build, err) < 0 || tell_chain(build, err) < 0 ? -1 : 0;
}

/* What was asked. */
struct request {
	git_repository *repo;
	const git_oid *fixes;
	size_t nr_fixes;
	const git_oid *target, *upstream;
	const struct chain_options *options;
};

static int build_made(struct build *build, const struct request *request, struct error *err)
{
	struct chain *chain = build->chain;

	if (open_build(build, request->repo, request->fixes, request->nr_fixes, request->target, request->upstream, err) < 0 ||
	    build_all(build, err) < 0)
		return -1;
	commits_keep(build->commits);
	chain->target_commit = build_hex(build, build->target);
	chain->picks = workbench_picks(build->search.bench);
	chain->smallest = build->solution.smallest;
	chain->plain = build->solution.is_plain;
	return 0;
}

static int build_once(struct chain *chain, bool *had_graph, const struct request *request, bool ignore_graph,
		      struct error *err)
{
	owned(chain_release) struct chain made = { 0 };
	owned(build_release) struct build build = {
		.chain = &made, .options = request->options, .ignore_graph = ignore_graph,
		.search.ends = search_clock() + plan_seconds(request->options),
	};
	int code = build_made(&build, request, err);

	*had_graph = build.commits && commits_have_graph(build.commits);
	if (code == 0)
		*chain = take(made);
	return code;
}

/*
 * A commit-graph is an index, and a damaged one names objects that nobody has. So what fails with one is tried again
 * without, and only what the objects say is told.
 */
int chain_build(struct chain *chain, git_repository *repo, const git_oid *fixes, size_t nr_fixes,
		const git_oid *target, const git_oid *upstream, const struct chain_options *options,
		struct error *err)
{
	const struct request request = {
		.repo = repo,
		.fixes = fixes,
		.nr_fixes = nr_fixes,
		.target = target,
		.upstream = upstream,
		.options = options,
	};
	double started = search_wall_clock();
	owned(error_release) struct error first = { 0 };
	bool had_graph;
	int code = build_once(chain, &had_graph, &request, false, &first);

	if (code < 0 && had_graph && !proc_interrupt_pending())
		code = build_once(chain, &had_graph, &request, true, err);
	else if (code < 0 && err)
		*err = take(first);
	chain->seconds = search_wall_clock() - started;
	return code;
}
