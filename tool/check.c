// SPDX-License-Identifier: GPL-2.0-only
/*
 * The proof that a series is sound on its target.
 *
 * 1. The builds (check/builds.c).
 *
 * 2. Identifiers to keep out. 44df6f439a17 brings deleg_reaper(); a backport to
 *    4.19 that has it took more than it should. A name is newly there when the
 *    result's changed files have it as a token and neither the scope nor the changed files had it
 *    before. The places are those tokens.
 *
 * 3. The recipe's conditions, on the result.
 */
#include "check.h"
#include "check/checkpatch.h"
#include "check/coccicheck.h"
#include "check/outcome.h"
#include "check/builds.h"
#include "feature.h"
#include "proc.h"

/* Places listed for one name and file: enough to begin with. */
#define MAX_PLACES 10

struct checker {
	struct backport *backport;
	struct arena *arena;            /* the backport's */
	struct check *check;
	struct tree *tree;
	const struct check_options *options;
};

static void progress(const struct checker *checker, const char *what)
{
	const struct kbuild_options *options = &checker->options->kbuild;

	if (options->progress)
		options->progress(options->progress_data, what);
}

/* ---- the result: what the steps make of the tree ---- */

static void put_outcomes(struct tree *tree, const struct outcomes *outcomes)
{
	size_t i;

	for (i = 0; i < outcomes->nr; i++)
		tree_put(tree, outcomes->v[i].path, outcomes->v[i].after);
}

/* ---- identifiers to keep out ---- */

static void add_places(struct string_list *places, struct arena *arena, const struct outcome *outcome,
		       const char *name)
{
	const struct text *text = outcome->after;
	unsigned lines[MAX_PLACES];
	size_t nr, i;

	if (!text)
		return;
	nr = identifier_lines(lines, MAX_PLACES, text_str(text), text->len, name);
	for (i = 0; i < nr; i++)
		string_list_add_once(places, arena, arena_printf(arena, "%s:%u", outcome->path, lines[i]));
}

/* Marks which of the names a text has as identifiers. */
static void mark_names(bool *had, const struct string_list *names, const struct text *text)
{
	owned(strings_release) struct strings found = { 0 };
	size_t i;

	if (!text)
		return;
	identifiers_in(&found, text_str(text), text->len);
	for (i = 0; i < names->nr; i++)
		had[i] |= strings_has(&found, names->v[i]);
}

/* Which of the names the target had: in the changed files as they were, and in the rest of the scope. */
static int mark_before(bool *had, const struct checker *checker, const struct outcomes *outcomes,
		       struct error *err)
{
	const struct recipe *recipe = checker->backport->recipe;
	owned(strings_release) struct strings paths = { 0 };
	size_t i;

	for (i = 0; i < outcomes->nr; i++)
		mark_names(had, &recipe->keep_out, outcomes->v[i].before);
	if (scope_paths(&paths, checker->tree, &recipe->scope, err) < 0)
		return -1;
	for (i = 0; i < paths.nr; i++) {
		owned(text_release) struct text text = { 0 };
		bool exists = false;

		if (outcome_of(outcomes, paths.v[i]))
			continue;
		if (tree_read(&text, &exists, checker->tree, paths.v[i], err) < 0)
			return -1;
		mark_names(had, &recipe->keep_out, exists ? &text : NULL);
	}
	return 0;
}

static int check_keep_out(struct checker *checker, const struct outcomes *outcomes, struct error *err)
{
	const struct string_list *names = &checker->backport->recipe->keep_out;
	bool *had = arena_alloc(checker->arena, names->nr + 1);
	size_t i, j;

	if (!names->nr)
		return 0;
	if (mark_before(had, checker, outcomes, err) < 0)
		return -1;
	for (i = 0; i < names->nr; i++) {
		struct keep_out_check *result = arena_push(checker->arena, checker->check->keep_out,
							   checker->check->nr_keep_out);

		result->name = names->v[i];
		for (j = 0; !had[i] && j < outcomes->nr; j++)
			add_places(&result->places, checker->arena, &outcomes->v[j], names->v[i]);
		result->newly_there = result->places.nr > 0;
	}
	return 0;
}

/* ---- conditions ---- */

static int any_file_exists(bool *any, const struct tree *tree, const struct string_list *files,
			   struct error *err)
{
	bool exists = false;
	size_t i;

	for (i = 0; i < files->nr && !exists; i++) {
		owned(text_release) struct text text = { 0 };

		if (tree_read(&text, &exists, tree, files->v[i], err) < 0)
			return -1;
	}
	*any = exists;
	return 0;
}

/* Why a condition does not apply; stays NULL when it does. */
static int why_not(const char **why, struct checker *checker, struct features *features,
		   const struct condition *condition, struct error *err)
{
	const struct feature *failed = NULL;
	bool any = false, hold = true;

	if (any_file_exists(&any, checker->tree, &condition->files, err) < 0)
		return -1;
	if (!any) {
		*why = "none of its files is there";
		return 0;
	}
	if (condition->when.nr && features_hold(&hold, &failed, features, &condition->when, err) < 0)
		return -1;
	if (!hold)
		*why = arena_printf(checker->arena, "only where the tree %s", failed->text);
	return 0;
}

static void add_matches(struct condition_check *result, struct arena *arena, const struct strings *places)
{
	size_t i;

	for (i = 0; i < places->nr; i++)
		string_list_add_once(&result->places, arena, places->v[i]);
}

/*
 * Where spatch could not read all of a file, that it found nothing says less
 * than it seems to. It is no failure: nfs4state.c has such parts in every kernel.
 */
static const char *note_on_match(struct arena *arena, const struct condition *condition,
				 const struct match_result *found)
{
	owned(text_release) struct text note = { 0 };
	size_t i;

	if (found->matches)
		return NULL;
	if (condition->must_match)
		text_adds(&note, "nothing matches");
	for (i = 0; i < found->unparsed.nr; i++)
		text_addf(&note, "%sspatch could not read %s", note.len ? "; " : "", found->unparsed.v[i]);
	return note.len ? arena_strndup(arena, text_str(&note), note.len) : NULL;
}

/*
 * spatch failing on a condition leaves it unproven, which is a result; that
 * we were interrupted, or that there is no spatch, is not about this condition.
 */
static int judge(struct condition_check *result, struct checker *checker, const struct condition *condition,
		 struct error *err)
{
	owned(error_release) struct error failure = { 0 };
	owned(match_result_release) struct match_result found = { 0 };

	if (semantic_search(&found, checker->tree, condition->semantic_patch, &condition->files,
			    &checker->options->spatch, &failure) < 0) {
		if (proc_interrupt_pending() || !proc_exists("spatch"))
			return error_set(err, "%s", failure.message);
		result->outcome = CONDITION_FAILS;
		result->note = arena_strdup(checker->arena, failure.message);
		return 0;
	}
	result->outcome = found.matches == condition->must_match ? CONDITION_HOLDS : CONDITION_FAILS;
	result->note = note_on_match(checker->arena, condition, &found);
	add_matches(result, checker->arena, &found.places);
	return 0;
}

static int check_condition(struct checker *checker, struct features *features,
			   const struct condition *condition, struct error *err)
{
	struct condition_check *result = arena_push(checker->arena, checker->check->conditions,
						    checker->check->nr_conditions);

	result->title = condition->title;
	if (why_not(&result->note, checker, features, condition, err) < 0)
		return -1;
	if (result->note) {
		result->outcome = CONDITION_NOT_APPLICABLE;
		return 0;
	}
	return judge(result, checker, condition, err);
}

static int check_conditions(struct checker *checker, struct error *err)
{
	const struct recipe *recipe = checker->backport->recipe;
	owned(features_freep) struct features *features = NULL;
	bool any_when = false;
	size_t i;

	for (i = 0; i < recipe->nr_conditions; i++)
		any_when |= recipe->conditions[i].when.nr > 0;
	if (any_when &&
	    features_index(&features, checker->tree, &recipe->scope, &checker->options->spatch, err) < 0)
		return -1;
	if (recipe->nr_conditions)
		progress(checker, "checking the conditions");
	for (i = 0; i < recipe->nr_conditions; i++)
		if (check_condition(checker, features, &recipe->conditions[i], err) < 0)
			return error_prefix(err, "condition '%s'", recipe->conditions[i].title);
	return 0;
}

/* ---- the target's own judges of style ---- */

static int check_style(struct checker *checker, const struct outcomes *outcomes, struct error *err)
{
	const struct check_options *options = checker->options;
	const struct checkpatch_options checkpatch = { options->kbuild.jobs, options->kbuild.timeout };
	const struct coccicheck_options cocci = { options->kbuild.jobs, options->spatch.timeout, options->spatch.memo };

	if (!options->no_checkpatch) {
		progress(checker, "looking at the style");
		if (checkpatch_run(checker->check, checker->backport, checker->arena, checker->tree, &checkpatch,
				   err) < 0)
			return -1;
	}
	if (!options->coccicheck)
		return 0;
	progress(checker, "running the target's own semantic patches");
	return coccicheck_run(checker->check, checker->arena, outcomes, checker->tree, &cocci, err);
}

int check_run(struct backport *backport, struct tree *tree, struct kbuild *kbuild,
	      const struct check_options *options, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	struct check check = { 0 };
	struct outcomes outcomes = { 0 };
	struct checker checker = {
		.backport = backport,
		.arena = &backport->arena,
		.check = &check,
		.tree = tree,
		.options = options,
	};
	double start = proc_clock();

	if (options->build && backport_nr_carried(backport) &&
	    check_builds(&check, backport, tree, kbuild, options, err) < 0)
		return -1;
	outcomes_find(&outcomes, &arena, backport);
	put_outcomes(tree, &outcomes);
	if (check_keep_out(&checker, &outcomes, err) < 0 || check_conditions(&checker, err) < 0 ||
	    check_style(&checker, &outcomes, err) < 0)
		return -1;
	check.done = true;
	check.seconds = proc_clock() - start;
	backport->check = check;
	return 0;
}

static bool build_passed(const struct build_check *build)
{
	size_t i;

	for (i = 0; i < build->nr_steps; i++)
		if (!build->steps[i].built || build->steps[i].nr_new_diagnostics)
			return false;
	return build->done;
}

bool check_passed(const struct check *check)
{
	size_t i;

	for (i = 0; i < check->nr_builds; i++)
		if (!build_passed(&check->builds[i]))
			return false;
	for (i = 0; i < check->nr_conditions; i++)
		if (check->conditions[i].outcome == CONDITION_FAILS)
			return false;
	for (i = 0; i < check->nr_keep_out; i++)
		if (check->keep_out[i].newly_there)
			return false;
	return true;
}
