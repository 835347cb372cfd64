// SPDX-License-Identifier: GPL-2.0-only
/*
 * The proof that a series is sound on its target.
 *
 * 1. The build. Wanted are: for each changed C file its object; for each other
 *    changed file (a header, a Makefile) the recipe's objects in the same folder
 *    or, if it names none there (include/linux/wait_bit.h), all of them. All of
 *    that is built once as the target has it, and again after each commit: make knows
 *    what a commit reaches, also through headers, and kbuild.c remembers the
 *    diagnostics of what it does not reach. New are those that a commit's build has and the
 *    one before it has not.
 *
 *    What a Makefile makes of a C file cannot be asked: 4.19 and 6.1 compile any
 *    file that is named, also without its option. So the target decides: what
 *    cannot be built there before the first commit, or has no rule, is no part
 *    of this configuration and is listed as uncompiled. But the recipe's own objects
 *    stay: that the target itself does not build is for a person to know. An object
 *    whose rule a commit takes away, and a series of which nothing was compiled, did not build.
 *
 * 2. Identifiers to keep out. 44df6f439a17 brings deleg_reaper(); a backport to
 *    4.19 that has it took more than it should. A name is newly there when the
 *    result's changed files have it as a token and neither the scope nor the changed files had it
 *    before. The places are those tokens.
 *
 * 3. The recipe's conditions, on the result.
 */
#include <time.h>

#include "check.h"
#include "feature.h"
#include "proc.h"

/* Places listed for one name and file: enough to begin with. */
#define MAX_PLACES 10

struct checker {
	struct backport *backport;
	struct arena *arena;            /* the backport's */
	struct check *check;
	struct build_check *build;      /* the configuration that is built */
	struct tree *tree;
	struct kbuild *kbuild;
	const struct check_options *options;
	struct string_list objects;     /* what is built now */
	struct string_list compiled;    /* what was, after any commit */
	struct build_result before;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool list_has(const struct string_list *list, const char *string)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		if (!strcmp(list->v[i], string))
			return true;
	return false;
}

static void list_add(struct string_list *list, struct arena *arena, const char *string)
{
	if (!list_has(list, string))
		*arena_push(arena, list->v, list->nr) = arena_strdup(arena, string);
}

static void list_drop(struct string_list *list, const char *string)
{
	size_t i, nr = 0;

	for (i = 0; i < list->nr; i++)
		if (strcmp(list->v[i], string))
			list->v[nr++] = list->v[i];
	list->nr = nr;
}

static void progress(const struct checker *checker, const char *what)
{
	const struct kbuild_options *options = &checker->options->kbuild;

	if (options->progress)
		options->progress(options->progress_data, what);
}

/* ---- the build ---- */

/* The object of a C file, or NULL: no C file, not the kernel's, or nothing that make can be told. */
static const char *object_of(struct arena *arena, const char *path)
{
	static const char *const elsewhere[] = { "tools/", "scripts/", "Documentation/", "samples/" };
	size_t len = strlen(path), i;
	const char *object;

	if (len < 3 || path[len - 2] != '.' || !strchr("cS", path[len - 1]))
		return NULL;
	for (i = 0; i < nr_of(elsewhere); i++)
		if (!strncmp(path, elsewhere[i], strlen(elsewhere[i])))
			return NULL;
	object = arena_printf(arena, "%.*s.o", (int)(len - 2), path);
	return kbuild_names_object(object) ? object : NULL;
}

static bool is_source(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' && strchr("cS", path[len - 1]);
}

static bool in_same_folder(const char *a, const char *b)
{
	const char *slash_a = strrchr(a, '/'), *slash_b = strrchr(b, '/');
	size_t len_a = slash_a ? (size_t)(slash_a - a) : 0, len_b = slash_b ? (size_t)(slash_b - b) : 0;

	return len_a == len_b && !memcmp(a, b, len_a);
}

static void want_recipe_objects(struct checker *checker, const char *beside)
{
	const struct string_list *objects = &checker->backport->recipe->objects;
	bool found = false;
	size_t i;

	for (i = 0; i < objects->nr; i++) {
		if (in_same_folder(objects->v[i], beside)) {
			list_add(&checker->objects, checker->arena, objects->v[i]);
			found = true;
		}
	}
	for (i = 0; i < objects->nr && !found; i++)
		list_add(&checker->objects, checker->arena, objects->v[i]);
}

/* All that any step will need, as far as the target has it. */
static void want_objects(struct checker *checker)
{
	size_t i, j;

	for (i = 0; i < checker->backport->nr_steps; i++) {
		const struct step *step = &checker->backport->steps[i];

		for (j = 0; step_is_carried(step) && j < step->changes.nr; j++) {
			const struct change *change = &step->changes.v[j];
			const char *object = object_of(checker->arena, change->path);

			if (object && change->existed)
				list_add(&checker->objects, checker->arena, object);
			else if (!is_source(change->path))
				want_recipe_objects(checker, change->path);
		}
	}
}

/* Files that a commit brings or removes are objects more or less. */
static void follow_changes(struct checker *checker, const struct changes *changes)
{
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		const struct change *change = &changes->v[i];
		const char *object = object_of(checker->arena, change->path);

		if (object && !change->exists)
			list_drop(&checker->objects, object);
		else if (object && !change->existed)
			list_add(&checker->objects, checker->arena, object);
	}
}

/* Builds, without what there is no rule for; lost, if not NULL, gets what that was. */
static int build(struct build_result *result, struct string_list *lost, struct checker *checker, struct error *err)
{
	size_t i;

	if (kbuild_objects(result, checker->arena, checker->kbuild, &checker->objects, err) < 0)
		return -1;
	if (!result->unknown.nr)
		return 0;
	for (i = 0; i < result->unknown.nr; i++) {
		if (lost)
			list_add(lost, checker->arena, result->unknown.v[i]);
		list_drop(&checker->objects, result->unknown.v[i]);
	}
	return kbuild_objects(result, checker->arena, checker->kbuild, &checker->objects, err);
}

/* What the target itself cannot build is no part of the configuration, unless the recipe says that it is. */
static bool drop_unbuildable(struct checker *checker)
{
	const struct string_list *ours = &checker->backport->recipe->objects;
	bool dropped = false;
	size_t i = 0;

	while (i < checker->objects.nr) {
		const char *object = checker->objects.v[i];

		if (list_has(&checker->before.objects, object) || list_has(ours, object)) {
			i++;
		} else {
			list_drop(&checker->objects, object);
			dropped = true;
		}
	}
	return dropped;
}

static int build_before(struct checker *checker, struct error *err)
{
	progress(checker, "compiling before the first commit");
	want_objects(checker);
	if (build(&checker->before, NULL, checker, err) < 0)
		return -1;
	if (!checker->before.built && drop_unbuildable(checker))
		return build(&checker->before, NULL, checker, err);
	return 0;
}

static unsigned count_warnings(const struct build_result *result)
{
	unsigned nr = 0;
	size_t i;

	for (i = 0; i < result->nr_diagnostics; i++)
		nr += !strcmp(result->diagnostics[i].kind, "warning");
	return nr;
}

static const char *failure_log(struct checker *checker, const struct build_result *after,
			       const struct string_list *lost)
{
	if (lost->nr)
		return arena_printf(checker->arena, "make has no rule for %s any more\n", lost->v[0]);
	if (after->built || checker->before.built)
		return after->log;
	return arena_printf(checker->arena, "(it could not be built before this commit either)\n%s",
			    after->log ? after->log : "");
}

static int check_step(struct checker *checker, size_t index, struct error *err)
{
	const struct step *step = &checker->backport->steps[index];
	struct build_result after = { 0 };
	struct string_list lost = { 0 };
	struct step_check *result;
	size_t i;

	progress(checker, arena_printf(checker->arena, "compiling after %s", step->name));
	if (kbuild_put(checker->kbuild, &step->changes, err) < 0)
		return -1;
	follow_changes(checker, &step->changes);
	if (build(&after, &lost, checker, err) < 0)
		return -1;
	for (i = 0; i < after.objects.nr; i++)
		list_add(&checker->compiled, checker->arena, after.objects.v[i]);
	result = arena_push(checker->arena, checker->build->steps, checker->build->nr_steps);
	result->step = index;
	result->built = after.built && !lost.nr;
	result->objects = after.compiled;
	result->warnings_before = count_warnings(&checker->before);
	result->warnings_after = count_warnings(&after);
	result->log = failure_log(checker, &after, &lost);
	diagnostics_new(&result->new_diagnostics, &result->nr_new_diagnostics, checker->arena,
			checker->before.diagnostics, checker->before.nr_diagnostics, after.diagnostics,
			after.nr_diagnostics);
	checker->before = after;
	return 0;
}

/* Changed C files of the result that no build has compiled. */
static void list_uncompiled(struct checker *checker)
{
	struct string_list *uncompiled = &checker->build->uncompiled;
	size_t i, j;

	for (i = 0; i < checker->backport->nr_steps; i++) {
		const struct step *step = &checker->backport->steps[i];

		for (j = 0; step_is_carried(step) && j < step->changes.nr; j++) {
			const struct change *change = &step->changes.v[j];
			const char *object = object_of(checker->arena, change->path);
			bool built = object && list_has(&checker->compiled, object);

			if (!change->exists)
				list_drop(uncompiled, change->path);
			else if (is_source(change->path) && !built)
				list_add(uncompiled, checker->arena, change->path);
		}
	}
}

/* A build in which nothing was compiled has shown nothing. */
static void refuse_empty_build(struct checker *checker)
{
	size_t i;

	for (i = 0; i < checker->build->nr_steps && !checker->compiled.nr; i++) {
		checker->build->steps[i].built = false;
		checker->build->steps[i].log =
			"nothing was compiled: this configuration has none of what the series changes\n";
	}
}

static int build_steps(struct checker *checker, struct error *err)
{
	struct build_check *built = checker->build;
	size_t i;

	built->compiler = arena_strdup(checker->arena, kbuild_compiler(checker->kbuild));
	built->flags = arena_strdup(checker->arena, kbuild_flags(checker->kbuild));
	built->sparse_done = kbuild_runs_sparse(checker->kbuild);
	if (build_before(checker, err) < 0)
		return -1;
	for (i = 0; i < checker->backport->nr_steps; i++)
		if (step_is_carried(&checker->backport->steps[i]) && check_step(checker, i, err) < 0)
			return -1;
	refuse_empty_build(checker);
	list_uncompiled(checker);
	built->done = true;
	return 0;
}

static int check_build(struct checker *checker, struct error *err)
{
	const struct backport *backport = checker->backport;
	owned(kbuild_freep) struct kbuild *own = NULL;

	if (!checker->options->build || backport_nr_carried(backport) == 0)
		return 0;
	checker->build = arena_push(checker->arena, checker->check->builds, checker->check->nr_builds);
	checker->build->name = "recipe";
	checker->build->arch = "x86";
	if (!checker->kbuild) {
		if (kbuild_make(&own, checker->tree, backport->recipe, &checker->options->kbuild, err) < 0)
			return -1;
		checker->kbuild = own;
	}
	return build_steps(checker, err);
}

/* ---- the result: what the steps make of the tree ---- */

/* A changed file as it was before the first step and is after the last; a step in between does not matter. */
struct outcome {
	const char *path;
	const struct text *before, *after;      /* NULL: no such file */
};

struct outcomes {
	struct outcome *v;
	size_t nr;
};

static struct outcome *outcome_of(const struct outcomes *outcomes, const char *path)
{
	size_t i;

	for (i = 0; i < outcomes->nr; i++)
		if (!strcmp(outcomes->v[i].path, path))
			return &outcomes->v[i];
	return NULL;
}

static void find_outcomes(struct outcomes *outcomes, struct arena *arena, const struct backport *backport)
{
	size_t i, j;

	for (i = 0; i < backport->nr_steps; i++) {
		const struct step *step = &backport->steps[i];

		for (j = 0; step_is_carried(step) && j < step->changes.nr; j++) {
			const struct change *change = &step->changes.v[j];
			struct outcome *outcome = outcome_of(outcomes, change->path);

			if (!outcome) {
				outcome = arena_push(arena, outcomes->v, outcomes->nr);
				outcome->path = change->path;
				outcome->before = change->existed ? &change->before : NULL;
			}
			outcome->after = change->exists ? &change->after : NULL;
		}
	}
}

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
		list_add(places, arena, arena_printf(arena, "%s:%u", outcome->path, lines[i]));
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
		list_add(&result->places, arena, places->v[i]);
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
		.kbuild = kbuild,
		.options = options,
	};
	double start = now();

	if (check_build(&checker, err) < 0)
		return -1;
	find_outcomes(&outcomes, &arena, backport);
	put_outcomes(tree, &outcomes);
	if (check_keep_out(&checker, &outcomes, err) < 0 || check_conditions(&checker, err) < 0)
		return -1;
	check.done = true;
	check.seconds = now() - start;
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
