// SPDX-License-Identifier: GPL-2.0-only
/*
 * The plan. For each commit of the recipe, in order:
 *
 *  1. Is it there already? By history (upstream's object is an ancestor of the
 *     target), by trailer (a commit of the branch says that it is a backport of it),
 *     by content (the recipe's there-when conditions hold on the tree). Content
 *     comes last but always, since squashed and tarball trees know nothing else.
 *  2. Does it apply here at all (applies-when)? On 4.19 there is no
 *     deleg_reaper(), so 424dd3df1f99, which simplifies it, changes nothing that exists.
 *  3. A three-way merge of the touched paths, where upstream's object is at
 *     hand. It is refused although clean when it brings a kept-out identifier.
 *  4. The ladder (chain/carry.h), if it carries each hunk that is not moot where it stands upstream:
 *     within its function. What shows that the commit is there (there-when) has to hold then.
 *  5. The recipe's adaptations whose conditions hold, one after the other.
 *  6. What the ladder carries with other names or word by word. A person has to look at that, and has
 *     looked at the recipe's rules, so they come first.
 *
 * What a step changes is put over the tree before the next one is judged.
 * After the first step that cannot be carried nothing more is tried: what follows
 * would be judged on a tree that it will not find.
 *
 * With upstream's history at hand, the chain that the fixes would get without a recipe
 * (chain/chain.h) is evidence for it: what it takes or names and the recipe has gets it
 * as a reason; the others are listed as left out, with the reason.
 */
#include <stdlib.h>

#include "chain/chain.h"
#include "feature.h"
#include "files.h"
#include "history.h"
#include "plan-ladder.h"
#include "plan.h"
#include "step-text.h"

/* Everything the stages of one plan share. */
struct planner {
	struct backport *backport;
	struct arena *arena;
	struct tree *tree;
	struct features *features;
	const struct plan_history *history;
	struct trailer_index *branch;   /* what the target's own commits are backports of */
	struct trailer_index *upstream; /* where upstream's commits are */
	git_oid base;
	bool has_base;
	struct kbuild **kbuild;
	const struct plan_options *options;
	size_t nr_looked_past;          /* of features_unparsed(), told at a step */
	struct plan_ladder *ladder;     /* once a merge was in conflict */
	size_t nr_put;                  /* steps that the ladder knows of */
	struct chain chain;             /* what the fixes would get without a recipe */
	git_oid *chain_fixes;           /* of these */
	size_t nr_chain_fixes;          /* 0: it is not built */
	const git_oid **upstreams;      /* by step; NULL: upstream's commit is not at hand */
};

static void planner_release(struct planner *planner)
{
	features_freep(&planner->features);
	trailer_index_freep(&planner->branch);
	trailer_index_freep(&planner->upstream);
	plan_ladder_freep(&planner->ladder);
	chain_release(&planner->chain);
}

static void say(const struct planner *planner, const char *what)
{
	if (planner->options->progress)
		planner->options->progress(planner->options->progress_data, what);
}

static void add_reason(struct planner *planner, struct step *step, const char *text, const char *evidence)
{
	struct reason *reason = arena_push(planner->arena, step->reasons, step->nr_reasons);

	reason->text = text;
	reason->evidence = evidence && *evidence ? arena_strdup(planner->arena, evidence) : NULL;
}

static const char *short_id(struct planner *planner, const git_oid *id)
{
	char hex[13];

	git_oid_tostr(hex, sizeof(hex), id);
	return arena_strdup(planner->arena, hex);
}

static const char *full_id(struct planner *planner, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	return arena_strdup(planner->arena, hex);
}

/* "1054e8ffc5c4 nfsd: prevent callback tasks running concurrently" of a commit here. */
static const char *describe_commit(struct planner *planner, const git_oid *id)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	owned(text_release) struct text line = { 0 };
	const char *summary;

	text_adds(&line, short_id(planner, id));
	if (git_commit_lookup(&commit, planner->history->repo, id) == 0) {
		summary = git_commit_summary(commit);
		text_addc(&line, ' ');
		text_add_printable(&line, summary ? summary : "", summary ? strlen(summary) : 0);
	}
	return arena_strdup(planner->arena, text_str(&line));
}

/* Stage 0: what the histories say. */

static int look_at_histories(struct planner *planner, struct error *err)
{
	const struct plan_history *history = planner->history;

	if (!history->repo)
		return 0;
	say(planner, "reading the histories");
	if (history->has_upstream) {
		if (history_merge_base(&planner->base, &planner->has_base, history->repo, &history->target,
				       &history->upstream, err) < 0 ||
		    trailer_index_make(&planner->upstream, history->repo, &history->upstream, NULL, err) < 0)
			return -1;
	}
	return trailer_index_make(&planner->branch, history->repo, &history->target,
				  planner->has_base ? &planner->base : NULL, err);
}

/*
 * A link to the mail of a patch is in many messages that are about it. Where nothing but
 * the message id is known, the subject decides whether it is the patch: stable keeps subjects.
 */
static bool is_this_commit(const struct planner *planner, const struct step *step, const git_oid *id)
{
	owned(git_commit_freep) git_commit *commit = NULL;
	const char *summary;

	if (step->id)
		return true;
	if (git_commit_lookup(&commit, planner->history->repo, id) < 0)
		return false;
	summary = git_commit_summary(commit);
	return summary && !strcmp(summary, step->subject);
}

/*
 * Finds upstream's commit in the repository: under its own id, or, in a
 * repository that holds upstream's history re-imported, by its trailer.
 */
static int find_upstream(struct planner *planner, struct step *step, struct error *err)
{
	git_oid *found = arena_alloc(planner->arena, sizeof(*found));
	owned(git_commit_freep) git_commit *commit = NULL;
	owned(text_release) struct text diff = { 0 };
	bool by_trailer;

	if (!planner->upstream || !trailer_index_find(found, &by_trailer, planner->upstream, step->id, step->message_id) ||
	    !is_this_commit(planner, step, found))
		return 0;
	if (git_commit_lookup(&commit, planner->history->repo, found) < 0)
		return error_git(err, "cannot read upstream's commit %s", short_id(planner, found));
	step_take_commit(step, planner->arena, commit);
	planner->upstreams[step->index] = found;
	step->upstream_object = full_id(planner, found);
	if (!by_trailer)
		step->id = step->upstream_object;
	if (history_diff(&diff, planner->history->repo, found, err) < 0)
		return -1;
	step->upstream_diff = arena_printable(planner->arena, text_str(&diff));
	return 0;
}

/* Stage 1: presence. */

/* A branch may have taken back what its history has; that it took it in again is found by trailer. */
static bool is_reverted_here(const struct planner *planner, const struct step *step)
{
	return (step->upstream_object && trailer_index_reverts(planner->branch, step->upstream_object)) ||
	       (step->id && trailer_index_reverts(planner->branch, step->id));
}

static int present_by_history(struct planner *planner, struct step *step, const git_oid *upstream, struct error *err)
{
	int is_ancestor = git_oid_equal(upstream, &planner->history->target);

	if (!is_ancestor)
		is_ancestor = git_graph_descendant_of(planner->history->repo, &planner->history->target, upstream);
	if (is_ancestor < 0)
		return error_git(err, "cannot walk the history");
	if (!is_ancestor || is_reverted_here(planner, step))
		return 0;
	step->disposition = STEP_ALREADY_THERE;
	step->presence = PRESENCE_HISTORY;
	add_reason(planner, step, "upstream's commit is in the target's own history", describe_commit(planner, upstream));
	return 0;
}

static void present_by_trailer(struct planner *planner, struct step *step)
{
	git_oid backport;
	bool by_trailer;

	if (!planner->branch ||
	    !trailer_index_find(&backport, &by_trailer, planner->branch, step->id, step->message_id) ||
	    !is_this_commit(planner, step, &backport))
		return;
	step->disposition = STEP_ALREADY_THERE;
	step->presence = by_trailer ? PRESENCE_TRAILER : PRESENCE_HISTORY;
	add_reason(planner, step, by_trailer ? "a commit of the branch says that it is a backport of it" :
					       "upstream's commit is in the target's own history",
		   describe_commit(planner, &backport));
}

static int present_by_content(struct planner *planner, struct step *step, const struct recipe_commit *commit,
			      struct error *err)
{
	owned(text_release) struct text place = { 0 };
	const char *text;
	bool holds;

	if (!commit->there_when.nr)
		return 0;
	if (features_hold(&holds, NULL, planner->features, &commit->there_when, err) < 0)
		return -1;
	if (!holds)
		return 0;
	if (feature_holds(&holds, &place, planner->features, &commit->there_when.v[0], err) < 0)
		return -1;
	step->disposition = STEP_ALREADY_THERE;
	step->presence = PRESENCE_CONTENT;
	text = arena_printf(planner->arena, "its content is in the tree: %s", commit->there_when.v[0].text);
	add_reason(planner, step, text, text_str(&place));
	return 0;
}

/* Stage 2: does it apply here? */

static int judge_applicable(struct planner *planner, struct step *step, const struct recipe_commit *commit,
			    struct error *err)
{
	const struct feature *failed = NULL;
	bool hold;

	if (features_hold(&hold, &failed, planner->features, &commit->applies_when, err) < 0)
		return -1;
	if (hold)
		return 0;
	step->disposition = STEP_NOT_APPLICABLE;
	add_reason(planner, step,
		   arena_printf(planner->arena, "applies only where this holds: %s", failed->text),
		   NULL);
	return 0;
}

/* Stage 3 and 4: carrying. Changes go over the tree at once, and back if the step fails. */

static void put_changes(struct planner *planner, const struct changes *changes, bool forward)
{
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		const struct change *change = &changes->v[i];
		bool exists = forward ? change->exists : change->existed;

		tree_put(planner->tree, change->path, !exists ? NULL : forward ? &change->after : &change->before);
	}
}

static void merge_changes(struct changes *into, const struct changes *more)
{
	size_t i;

	for (i = 0; i < more->nr; i++)
		changes_put(into, more->v[i].path, more->v[i].existed ? &more->v[i].before : NULL,
			    more->v[i].exists ? &more->v[i].after : NULL);
}

/* Whether changes make a file use a name that it did not use before. */
static bool newly_use(const struct changes *changes, const char *name)
{
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		owned(strings_release) struct strings before = { 0 }, after = { 0 };
		const struct change *change = &changes->v[i];

		identifiers_in(&after, text_str(&change->after), change->after.len);
		if (!strings_has(&after, name))
			continue;
		identifiers_in(&before, text_str(&change->before), change->before.len);
		if (!strings_has(&before, name))
			return true;
	}
	return false;
}

/* The first kept-out identifier that the changes bring to a tree that does not have it, or NULL. */
static int find_kept_out(const char **brought, const struct planner *planner, const struct changes *changes,
			 struct error *err)
{
	const struct string_list *keep_out = &planner->backport->recipe->keep_out;
	size_t i;

	*brought = NULL;
	for (i = 0; i < keep_out->nr && !*brought; i++) {
		const struct feature mark = { .kind = FEATURE_IDENTIFIER, .name = keep_out->v[i] };
		bool is_there;

		if (feature_holds(&is_there, NULL, planner->features, &mark, err) < 0)
			return -1;
		if (!is_there && newly_use(changes, keep_out->v[i]))
			*brought = keep_out->v[i];
	}
	return 0;
}

static const char *first_conflict(struct planner *planner, const struct pick_result *picked)
{
	if (!picked->conflicts.nr)
		return NULL;
	if (picked->conflicts.nr == 1)
		return arena_strdup(planner->arena, picked->conflicts.v[0]);
	return arena_printf(planner->arena, "%s; and %zu more", picked->conflicts.v[0], picked->conflicts.nr - 1);
}

/* Tries the three-way merge; leaves the disposition alone when it does not carry. */
static int try_pick(struct planner *planner, struct step *step, const git_oid *upstream, struct error *err)
{
	owned(pick_result_release) struct pick_result picked = { 0 };
	const char *kept_out;

	if (history_pick(&picked, planner->tree, planner->history->repo, upstream, err) < 0)
		return -1;
	if (picked.outcome == PICK_NOTHING) {
		step->disposition = STEP_ALREADY_THERE;
		step->presence = PRESENCE_CONTENT;
		add_reason(planner, step, "a three-way merge of it changes nothing", NULL);
		return 0;
	}
	if (picked.outcome == PICK_CONFLICT) {
		add_reason(planner, step, "a three-way merge is in conflict", first_conflict(planner, &picked));
		return 0;
	}
	if (find_kept_out(&kept_out, planner, &picked.changes, err) < 0)
		return -1;
	if (kept_out) {
		add_reason(planner, step, "a three-way merge is clean, but brings what is to stay out", kept_out);
		return 0;
	}
	step->disposition = STEP_PICK;
	add_reason(planner, step, "a three-way merge of its paths is clean", NULL);
	step->changes = take(picked.changes);
	put_changes(planner, &step->changes, true);
	return 0;
}

/* Stage 4: the ladder. */

static bool is_carried_fix(const struct step *step)
{
	return step->role == ROLE_FIX && step->upstream_object && step->disposition != STEP_ALREADY_THERE &&
	       step->disposition != STEP_NOT_APPLICABLE;
}

/*
 * What commits would get without a recipe. Once for the same ones. A plan that is cut short knows less, and a step that it
 * would have settled is left to rules: it has longer than where somebody waits for it alone.
 */
#define CHAIN_BUDGET 5

static int build_chain(struct planner *planner, git_oid *fixes, size_t nr, struct error *err)
{
	const struct chain_options options = {
		.keep_out = planner->backport->recipe->keep_out,
		.budget = CHAIN_BUDGET,
		.progress = planner->options->progress,
		.progress_data = planner->options->progress_data,
	};

	if (nr == planner->nr_chain_fixes && (!nr || !memcmp(fixes, planner->chain_fixes, nr * sizeof(*fixes))))
		return 0;
	chain_release(&planner->chain);
	planner->chain = (struct chain){ 0 };
	planner->chain_fixes = fixes;
	planner->nr_chain_fixes = nr;
	return nr ? chain_build(&planner->chain, planner->history->repo, fixes, nr, &planner->history->target, NULL, &options,
				err) : 0;
}

static int build_chain_of_fixes(struct planner *planner, struct error *err)
{
	struct backport *backport = planner->backport;
	git_oid *fixes = arena_alloc(planner->arena, (backport->nr_steps + 1) * sizeof(*fixes));
	size_t i, nr = 0;

	for (i = 0; i < backport->nr_steps; i++)
		if (is_carried_fix(&backport->steps[i]) &&
		    git_oid_fromstr(&fixes[nr++], backport->steps[i].upstream_object) < 0)
			return error_git(err, "bad id '%s'", backport->steps[i].upstream_object);
	return build_chain(planner, fixes, nr, err);
}

/* Of one step: which of the others are carried is not known yet. */
static int build_chain_of_step(struct planner *planner, const git_oid *upstream, struct error *err)
{
	git_oid *fix = arena_alloc(planner->arena, sizeof(*fix));

	git_oid_cpy(fix, upstream);
	return build_chain(planner, fix, 1, err);
}

/* The steps before this one are put under the ladder. */
static int prepare_ladder(struct planner *planner, const struct step *step, const git_oid *upstream, struct error *err)
{
	const struct plan_history *history = planner->history;

	if (!planner->ladder && plan_ladder_open(&planner->ladder, history->repo, &history->target, err) < 0)
		return -1;
	for (; &planner->backport->steps[planner->nr_put] < step; planner->nr_put++) {
		const struct step *before = &planner->backport->steps[planner->nr_put];

		if (step_is_carried(before) && plan_ladder_put(planner->ladder, &before->changes, err) < 0)
			return -1;
	}
	return planner->has_base ? build_chain_of_step(planner, upstream, err) : 0;
}

static void add_warning(struct planner *planner, struct step *step, const char *text, const char *evidence)
{
	struct reason *warning = arena_push(planner->arena, step->warnings, step->nr_warnings);

	warning->text = text;
	warning->evidence = arena_strdup(planner->arena, evidence);
}

/* What a person has to know of the commit is a warning: it is in its message. */
static void tell_hunk(struct planner *planner, struct step *step, const struct carried_hunk *hunk)
{
	switch (hunk->disposition) {
	case CHAIN_PLACED:
		add_reason(planner, step, hunk->function ? "placed within its function" : "placed beside other lines",
			   hunk->place);
		break;
	case CHAIN_MOOT:
		add_warning(planner, step,
			    arena_printf(planner->arena, "dropped: %s is not on the target",
					 hunk->function ? hunk->function : hunk->file),
			    arena_printf(planner->arena, "%s:%u", hunk->file, hunk->line));
		break;
	case CHAIN_LACKING:
		add_warning(planner, step, "dropped, since the target has nothing of the lines around it: look at it",
			    arena_printf(planner->arena, "%s:%u", hunk->file, hunk->line));
		break;
	case CHAIN_RENAMED:
		add_warning(planner, step, "merged with the names that the target has: look at it", hunk->place);
		break;
	case CHAIN_WORDS:
		add_warning(planner, step, "merged word by word: look at it", hunk->place);
		break;
	default:
		break;
	}
}

static int take_back(struct planner *planner, struct changes *changes, struct error *err)
{
	put_changes(planner, changes, false);
	return features_refresh(planner->features, err);
}

/* Over the tree, if nothing comes in that is to stay out, and the tree then shows that the commit is there. */
static int take_carried(struct planner *planner, struct step *step, const struct recipe_commit *commit,
			const struct carried *carried, struct error *err)
{
	owned(changes_release) struct changes changes = { 0 };
	const struct feature *failed = NULL;
	const char *kept_out;
	bool shows;
	size_t i;

	carried_changes(&changes, carried);
	if (find_kept_out(&kept_out, planner, &changes, err) < 0)
		return -1;
	if (kept_out) {
		add_reason(planner, step, "merged within its functions it brings what is to stay out", kept_out);
		return 0;
	}
	put_changes(planner, &changes, true);
	if (features_refresh(planner->features, err) < 0 ||
	    features_hold(&shows, &failed, planner->features, &commit->there_when, err) < 0)
		return -1;
	if (!shows) {
		add_reason(planner, step, "merged within its functions it lacks what shows that it is there", failed->text);
		return take_back(planner, &changes, err);
	}
	step->nr_adaptations = 0; /* of rules that failed */
	step->disposition = STEP_PICK;
	step->to_review = plan_ladder_is_to_review(carried);
	step->changes = take(changes);
	for (i = 0; i < carried->nr_hunks; i++)
		tell_hunk(planner, step, &carried->hunks[i]);
	return 0;
}

/* Leaves the disposition alone when it does not carry; what a person would have to look at is kept for later. */
static int try_ladder(struct planner *planner, struct step *step, const struct recipe_commit *commit,
		      const git_oid *upstream, struct carried *to_review, struct error *err)
{
	owned(carried_release) struct carried carried = { 0 };

	if (prepare_ladder(planner, step, upstream, err) < 0 ||
	    plan_ladder_try(&carried, planner->ladder, upstream, &planner->chain, err) < 0)
		return -1;
	if (!plan_ladder_carries(&carried))
		return 0;
	if (!plan_ladder_is_to_review(&carried))
		return take_carried(planner, step, commit, &carried, err);
	*to_review = take(carried);
	return 0;
}

/* Definitions in the recipe's scope settle it without a build. */
static int defined_in_scope(bool *defined, struct planner *planner, const char *name, struct error *err)
{
	struct feature feature = { .kind = FEATURE_MACRO, .name = name };

	if (feature_holds(defined, NULL, planner->features, &feature, err) < 0)
		return -1;
	if (*defined)
		return 0;
	feature.kind = FEATURE_FUNCTION;
	return feature_holds(defined, NULL, planner->features, &feature, err);
}

static int compile_probe(bool *compiles, struct planner *planner, const char *dir, const char *name, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text source = { 0 };
	const char *path = path_join(&arena, planner->options->spatch.data->shims,
				     arena_printf(&arena, "probe/%s.c", name));
	const char *cc = planner->options->kbuild.cc;

	if (file_read(&source, path, err) < 0)
		return error_prefix(err, "there is no probe for '%s'", name);
	say(planner, arena_printf(&arena, "probing for %s", name));
	if (kbuild_probe(compiles, *planner->kbuild, dir, text_str(&source), source.len, err) < 0)
		return error_prefix(err, "cannot probe for '%s' with the compiler '%s'", name,
				    cc ? cc : kbuild_compiler(*planner->kbuild));
	return 0;
}

/*
 * A name is missing where its probe does not compile and the control, a probe
 * that asks for nothing, does: otherwise the tree does not build and nothing is known.
 */
static int probe(bool *is_there, struct planner *planner, const char *dir, const char *name, struct error *err)
{
	bool builds = true;

	if (!*planner->kbuild &&
	    kbuild_make(planner->kbuild, planner->tree, planner->backport->recipe, &planner->options->kbuild, err) < 0)
		return error_prefix(err, "cannot probe for '%s'", name);
	if (compile_probe(is_there, planner, dir, name, err) < 0 ||
	    (!*is_there && compile_probe(&builds, planner, dir, "control", err) < 0))
		return -1;
	return builds ? 0 : error_set(err, "cannot probe for '%s': nothing can be compiled in '%s'", name, dir);
}

/* Where a probe is compiled: the shim's folder, or that of the first file. */
static const char *probe_dir(struct planner *planner, const struct adaptation *adaptation)
{
	const char *slash;

	if (adaptation->dir)
		return adaptation->dir;
	slash = strrchr(adaptation->files.v[0], '/');
	return slash ? arena_strndup(planner->arena, adaptation->files.v[0], (size_t)(slash - adaptation->files.v[0])) :
		       ".";
}

/* Of an adaptation's names, those that the step uses and the tree lacks. */
static int find_missing(struct strings *missing, struct planner *planner, const struct step *step,
			const struct adaptation *adaptation, struct error *err)
{
	size_t i;

	for (i = 0; i < adaptation->names.nr; i++) {
		const char *name = adaptation->names.v[i];
		bool there;

		if (!newly_use(&step->changes, name))
			continue;
		if (defined_in_scope(&there, planner, name, err) < 0)
			return -1;
		if (!there && probe(&there, planner, probe_dir(planner, adaptation), name, err) < 0)
			return -1;
		if (!there)
			strings_add(missing, name);
	}
	return 0;
}

/* Whether an adaptation's turn has come, and for which missing names. */
static int is_wanted(bool *wanted, struct strings *missing, struct planner *planner, const struct step *step,
		     const struct adaptation *adaptation, struct error *err)
{
	*wanted = false;
	if (adaptation->style != STYLE_ANY && adaptation->style != planner->backport->style)
		return 0;
	if (features_hold(wanted, NULL, planner->features, &adaptation->when, err) < 0)
		return -1;
	if (!*wanted || !adaptation->names.nr)
		return 0;
	if (find_missing(missing, planner, step, adaptation, err) < 0)
		return -1;
	*wanted = missing->nr > 0;
	return 0;
}

static void record_adaptation(struct planner *planner, struct step *step, const struct recipe_commit *commit,
			      size_t index, const struct adapt_result *result, const struct strings *missing)
{
	const struct adaptation *adaptation = &commit->adaptations[index];
	struct used_adaptation *used = arena_push(planner->arena, step->adaptations, step->nr_adaptations);
	size_t i;

	used->index = index;
	used->is_shim = adaptation->shim != NULL;
	used->path = used->is_shim ? adaptation->shim : adaptation->semantic_patch;
	used->why = adaptation->why;
	for (i = 0; i < missing->nr; i++)
		*arena_push(planner->arena, used->missing.v, used->missing.nr) =
			arena_strdup(planner->arena, missing->v[i]);
	for (i = 0; i < result->nr_rules; i++) {
		struct used_rule *rule = arena_push(planner->arena, used->rules, used->nr_rules);

		rule->name = arena_strdup(planner->arena, result->rules[i].name);
		rule->fired = result->rules[i].fired;
	}
}

static bool has_warning(const struct step *step, const char *text)
{
	size_t i;

	for (i = 0; i < step->nr_warnings; i++)
		if (!strcmp(step->warnings[i].text, text))
			return true;
	return false;
}

/* What spatch could not parse it skipped: each such place is said once for a step. */
static void record_unparsed(struct planner *planner, struct step *step, const struct strings *unparsed)
{
	size_t i;

	for (i = 0; i < unparsed->nr; i++) {
		const char *text = arena_printf(planner->arena, "spatch did not parse, and so did not look at, %s",
						unparsed->v[i]);

		if (!has_warning(step, text))
			arena_push(planner->arena, step->warnings, step->nr_warnings)->text = text;
	}
}

/*
 * The same for the conditions that were asked so far: what they skipped is told at the first
 * step that it may have decided.
 */
static void record_looked_past(struct planner *planner, struct step *step)
{
	const struct strings *unparsed = features_unparsed(planner->features);

	if (planner->nr_looked_past == unparsed->nr)
		return;
	record_unparsed(planner, step, unparsed);
	planner->nr_looked_past = unparsed->nr;
}

static void fail_step(struct planner *planner, struct step *step, const char *text, const char *evidence)
{
	put_changes(planner, &step->changes, false);
	changes_release(&step->changes);
	step->changes = (struct changes){ 0 };
	step->disposition = STEP_CONFLICT;
	add_reason(planner, step, text, evidence);
}

static int run_adaptation(struct adapt_result *result, struct planner *planner, const struct adaptation *adaptation,
			  const struct strings *missing, struct error *err)
{
	if (adaptation->shim)
		return adapt_shim(result, planner->tree, adaptation, missing, &planner->options->spatch, err);
	return adapt_semantic_patch(result, planner->tree, adaptation, &planner->options->spatch, err);
}

/* One adaptation. After it the step is as it was, has changed more, or is a conflict. */
static int adapt_one(struct planner *planner, struct step *step, const struct recipe_commit *commit, size_t index,
		     struct error *err)
{
	const struct adaptation *adaptation = &commit->adaptations[index];
	owned(adapt_result_release) struct adapt_result result = { 0 };
	owned(strings_release) struct strings missing = { 0 };
	const char *path = adaptation->shim ? adaptation->shim : adaptation->semantic_patch;
	bool wanted;

	if (is_wanted(&wanted, &missing, planner, step, adaptation, err) < 0)
		return -1;
	if (!wanted)
		return 0;
	if (run_adaptation(&result, planner, adaptation, &missing, err) < 0)
		return -1;
	record_unparsed(planner, step, &result.unparsed);
	if (result.outcome == ADAPT_NOTHING)
		return 0;
	record_adaptation(planner, step, commit, index, &result, &missing);
	if (result.outcome != ADAPT_CHANGED) {
		fail_step(planner, step, arena_printf(planner->arena, "%s does not carry it", path), result.sentence);
		return 0;
	}
	step->disposition = STEP_ADAPT;
	put_changes(planner, &result.changes, true);
	merge_changes(&step->changes, &result.changes);
	return features_refresh(planner->features, err);
}

static int try_adapt(struct planner *planner, struct step *step, const struct recipe_commit *commit,
		     struct error *err)
{
	bool picked = step->disposition == STEP_PICK;
	size_t i;

	for (i = 0; i < commit->nr_adaptations && step->disposition != STEP_CONFLICT; i++) {
		if (picked && !commit->adaptations[i].names.nr)
			continue; /* the merge has carried it; only missing names are left to mend */
		if (adapt_one(planner, step, commit, i, err) < 0)
			return -1;
	}
	if (step->disposition == STEP_CONFLICT || picked)
		return 0;
	if (step->disposition != STEP_ADAPT || !step->changes.nr)
		fail_step(planner, step, "no semantic patch of the recipe found what it changes", NULL);
	return 0;
}

static int carry(struct planner *planner, struct step *step, const struct recipe_commit *commit,
		 const git_oid *upstream, struct error *err)
{
	owned(carried_release) struct carried to_review = { 0 };

	if (upstream && try_pick(planner, step, upstream, err) < 0)
		return -1;
	if (upstream && step->disposition == STEP_CONFLICT &&
	    try_ladder(planner, step, commit, upstream, &to_review, err) < 0)
		return -1;
	if (step->disposition == STEP_ALREADY_THERE)
		return 0;
	if (step->disposition == STEP_CONFLICT)
		step->disposition = STEP_NOT_APPLICABLE; /* until something carries it */
	if (features_refresh(planner->features, err) < 0 || try_adapt(planner, step, commit, err) < 0)
		return -1;
	if (step->disposition == STEP_CONFLICT && to_review.is_changed &&
	    (features_refresh(planner->features, err) < 0 ||
	     take_carried(planner, step, commit, &to_review, err) < 0))
		return -1;
	return features_refresh(planner->features, err);
}

/* One commit of the recipe, through all the stages. */

static void begin_step(struct planner *planner, struct step *step, size_t index)
{
	const struct recipe_commit *commit = &planner->backport->recipe->commits[index];

	step->index = index;
	step->name = recipe_commit_name(commit);
	step->id = commit->id;
	step->message_id = commit->message_id;
	step->subject = commit->subject;
	step->author = commit->author;
	step->body = commit->summary;
	step->role = commit->role;
	step->disposition = STEP_CONFLICT; /* means: not settled yet */
}

static int settle_without_carrying(struct planner *planner, struct step *step, const struct recipe_commit *commit,
				   const git_oid *upstream, struct error *err)
{
	if (upstream && present_by_history(planner, step, upstream, err) < 0)
		return -1;
	if (step->disposition == STEP_CONFLICT)
		present_by_trailer(planner, step);
	if (step->disposition == STEP_CONFLICT && present_by_content(planner, step, commit, err) < 0)
		return -1;
	if (step->disposition == STEP_CONFLICT && judge_applicable(planner, step, commit, err) < 0)
		return -1;
	return 0;
}

static int plan_step(struct planner *planner, struct step *step, bool *stopped, struct error *err)
{
	const struct recipe_commit *commit = &planner->backport->recipe->commits[step->index];
	owned(arena_release) struct arena line = { 0 };
	const git_oid *upstream = planner->upstreams[step->index];

	say(planner, arena_printf(&line, "planning %s", step->name));
	if (settle_without_carrying(planner, step, commit, upstream, err) < 0)
		return -1;
	record_looked_past(planner, step);
	if (step->disposition != STEP_CONFLICT || planner->options->only_look)
		return 0;
	if (*stopped) {
		add_reason(planner, step, "not tried: a step before it could not be carried", NULL);
		return 0;
	}
	if (carry(planner, step, commit, upstream, err) < 0)
		return -1;
	*stopped = step->disposition == STEP_CONFLICT;
	return step_is_carried(step) ? step_take_changes(step, planner->arena, err) : 0;
}

/* What line origin and names suggest, sorted into the steps or the list of what is left out. */

static struct step *step_of(struct planner *planner, const git_oid *commit)
{
	const char *hex = full_id(planner, commit);
	size_t i;

	for (i = 0; i < planner->backport->nr_steps; i++)
		if (planner->backport->steps[i].upstream_object &&
		    !strcmp(planner->backport->steps[i].upstream_object, hex))
			return &planner->backport->steps[i];
	return NULL;
}

/* "made 2 lines that 1054e8ffc5c4 changes (fs/nfsd/state.h:780); ..." */
static const char *join_reasons(struct planner *planner, const struct reason *reasons, size_t nr)
{
	owned(text_release) struct text text = { 0 };
	size_t i;

	for (i = 0; i < nr; i++) {
		text_addf(&text, "%s%s", i ? "; " : "", reasons[i].text);
		if (reasons[i].evidence)
			text_addf(&text, " (%s)", reasons[i].evidence);
	}
	return arena_strdup(planner->arena, text_str(&text));
}

/* The recipe's own entry for a commit that stays out, matched by object or by the trailer that names it. */
static const struct left_out *recipe_left_out(struct planner *planner, const git_oid *commit)
{
	const struct recipe *recipe = planner->backport->recipe;
	size_t i;

	for (i = 0; i < recipe->nr_left_out; i++) {
		git_oid found;
		bool by_trailer;

		if (trailer_index_find(&found, &by_trailer, planner->upstream, recipe->left_out[i].id, NULL) &&
		    git_oid_equal(&found, commit))
			return &recipe->left_out[i];
	}
	return NULL;
}

static struct left_out_commit *left_out_entry(struct planner *planner, const char *id)
{
	struct backport *backport = planner->backport;
	size_t i;

	for (i = 0; i < backport->nr_left_out; i++)
		if (!strcmp(backport->left_out[i].id, id))
			return &backport->left_out[i];
	return NULL;
}

static void leave_out(struct planner *planner, const git_oid *commit, const char *evidence)
{
	const struct left_out *known = recipe_left_out(planner, commit);
	const char *id = known ? known->id : full_id(planner, commit);
	struct left_out_commit *entry = left_out_entry(planner, id);
	owned(git_commit_freep) git_commit *object = NULL;
	const char *summary = NULL;

	if (git_commit_lookup(&object, planner->history->repo, commit) == 0)
		summary = git_commit_summary(object);
	if (!entry)
		entry = arena_push(planner->arena, planner->backport->left_out, planner->backport->nr_left_out);
	entry->id = id;
	entry->subject = known ? known->subject : arena_strdup(planner->arena, summary ? summary : "");
	entry->why = known ? known->why : "the series carries without it";
	entry->evidence = evidence;
	entry->suggested = true;
}

/* A commit that the fixes' own chain takes or names: evidence for a step of the recipe, or for leaving it out. */
static int sort_suggested(struct planner *planner, const char *hex, const struct reason *why, size_t nr_why,
			  struct error *err)
{
	const char *evidence = join_reasons(planner, why, nr_why);
	struct step *step;
	git_oid commit;

	if (git_oid_fromstr(&commit, hex) < 0)
		return error_git(err, "bad id '%s'", hex);
	step = step_of(planner, &commit);
	if (!step)
		leave_out(planner, &commit, evidence);
	else if (step->role != ROLE_FIX)
		add_reason(planner, step, "lines and names of the fix lead to it", evidence);
	return 0;
}

static int sort_chain(struct planner *planner, const struct chain *chain, struct error *err)
{
	size_t i;

	for (i = 0; i < chain->nr_steps; i++)
		if (chain->steps[i].role == CHAIN_PREREQUISITE &&
		    sort_suggested(planner, chain->steps[i].commit, chain->steps[i].why, chain->steps[i].nr_why, err) < 0)
			return -1;
	for (i = 0; i < chain->nr_left_out; i++)
		if (sort_suggested(planner, chain->left_out[i].commit, chain->left_out[i].why, chain->left_out[i].nr_why,
				   err) < 0)
			return -1;
	return 0;
}

/* What the chain would be without a recipe: its prerequisites and what it leaves out are evidence for ours. */
static int look_for_prerequisites(struct planner *planner, struct error *err)
{
	if (!planner->has_base || planner->options->only_look)
		return 0;
	if (build_chain_of_fixes(planner, err) < 0)
		return -1;
	return sort_chain(planner, &planner->chain, err);
}

/* Commits that the recipe keeps out although no history was there to suggest them, and whose mark the tree lacks. */
static int add_recipe_left_out(struct planner *planner, struct error *err)
{
	const struct recipe *recipe = planner->backport->recipe;
	size_t i;

	for (i = 0; i < recipe->nr_left_out; i++) {
		const struct left_out *known = &recipe->left_out[i];
		const struct feature mark = { .kind = FEATURE_IDENTIFIER, .name = known->brings };
		struct left_out_commit *entry;
		bool is_there;

		if (feature_holds(&is_there, NULL, planner->features, &mark, err) < 0)
			return -1;
		if (is_there || left_out_entry(planner, known->id))
			continue;
		entry = arena_push(planner->arena, planner->backport->left_out, planner->backport->nr_left_out);
		entry->id = known->id;
		entry->subject = known->subject;
		entry->why = known->why;
	}
	return 0;
}

int plan_build(struct backport *backport, struct tree *tree, const struct plan_history *history,
	       struct kbuild **kbuild, const struct plan_options *options, struct error *err)
{
	const struct recipe *recipe = backport->recipe;
	owned(planner_release) struct planner planner = {
		.backport = backport,
		.arena = &backport->arena,
		.tree = tree,
		.history = history,
		.kbuild = kbuild,
		.options = options,
	};
	bool stopped = false;
	size_t i;

	if (features_index(&planner.features, tree, &recipe->scope, &options->spatch, err) < 0 ||
	    look_at_histories(&planner, err) < 0)
		return -1;
	backport->steps = arena_alloc(&backport->arena, recipe->nr_commits * sizeof(*backport->steps));
	planner.upstreams = arena_alloc(&backport->arena, recipe->nr_commits * sizeof(*planner.upstreams));
	for (i = 0; i < recipe->nr_commits; i++) {
		begin_step(&planner, &backport->steps[i], i);
		backport->nr_steps++;
		if (find_upstream(&planner, &backport->steps[i], err) < 0)
			return -1;
	}
	for (i = 0; i < backport->nr_steps; i++)
		if (plan_step(&planner, &backport->steps[i], &stopped, err) < 0)
			return -1;
	if (look_for_prerequisites(&planner, err) < 0)
		return -1;
	return add_recipe_left_out(&planner, err);
}

/* Whether two plans agree. */

static bool same_string(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static int confirm_step(const struct step *before, const struct step *now, struct error *err)
{
	size_t i;

	if (before->disposition != now->disposition)
		return error_set(err, "%s was '%s' in the plan and is '%s' now", now->name,
				 disposition_name(before->disposition), disposition_name(now->disposition));
	if (before->nr_files != now->nr_files)
		return error_set(err, "%s changed %zu files in the plan and changes %zu now", now->name,
				 before->nr_files, now->nr_files);
	for (i = 0; i < now->nr_files; i++)
		if (!same_string(before->files[i].path, now->files[i].path) ||
		    !same_string(before->files[i].after, now->files[i].after))
			return error_set(err, "%s no longer makes of '%s' what the plan says", now->name,
					 now->files[i].path);
	return 0;
}

int plan_confirm(const struct backport *before, const struct backport *now, struct error *err)
{
	size_t i;

	if (before->nr_steps != now->nr_steps)
		return error_set(err, "the recipe has %zu commits now, the plan %zu: plan again", now->nr_steps,
				 before->nr_steps);
	for (i = 0; i < now->nr_steps; i++)
		if (confirm_step(&before->steps[i], &now->steps[i], err) < 0)
			return error_prefix(err, "the target, the recipe or the semantic patches have changed since the "
						 "plan was made, plan again");
	return 0;
}
