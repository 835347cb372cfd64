// SPDX-License-Identifier: GPL-2.0-only
/*
 * The builds of a check: for each configuration every step, before and after.
 *
 * Wanted are: for each changed C file its object; for each other changed file (a header, a
 * Makefile) the recipe's objects in the same folder or, if it names none there
 * (include/linux/wait_bit.h), all of them; for a series without a recipe the objects that
 * include the header (includers.c). All of that is built once as the target has it, and again
 * after each commit: kbuild.c knows what a commit reaches, also through headers, and remembers
 * the diagnostics of what it does not reach. New are those that a commit's build has and the
 * one before it has not.
 *
 * What a Makefile makes of a C file cannot be asked: 4.19 and 6.1 compile any
 * file that is named, also without its option. So the target decides: what
 * cannot be built there before the first commit, or has no rule, is no part
 * of this configuration and is listed as uncompiled. But the objects that a recipe names
 * stay: that the target itself does not build is for a person to know. An object
 * whose rule a commit takes away, and a series of which nothing was compiled, did not build.
 *
 * A configuration that cannot be built, for want of a compiler or since its make hangs, is a
 * result with a note, and the next one is built: one machine's lack must not hide what the
 * others have found.
 */
#include "../proc.h"
#include "../document.h"
#include "builds.h"
#include "coverage.h"
#include "identity.h"
#include "kabi.h"

/* Of what is remembered of a change: another number is another name. */
#define CHANGE_FORMAT 4

struct builder {
	struct backport *backport;
	struct arena *arena;            /* the backport's */
	struct tree *tree;
	struct kbuild *kbuild;
	const struct check_options *options;
	struct build_check *build;      /* what comes of it */
	struct string_list objects;     /* what is built now */
	struct string_list compiled;    /* what was, after any commit */
	const char *unbuilt;            /* the last lines of make where the target itself does not build; or NULL */
	struct build_result before;
	struct outcomes outcomes;       /* of all steps together */
};

static void list_drop(struct string_list *list, const char *string)
{
	size_t i, nr = 0;

	for (i = 0; i < list->nr; i++)
		if (strcmp(list->v[i], string))
			list->v[nr++] = list->v[i];
	list->nr = nr;
}

static void progress(const struct builder *builder, const char *what)
{
	const struct kbuild_options *options = &builder->options->kbuild;

	if (options->progress)
		options->progress(options->progress_data, what);
}

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

static void want_recipe_objects(struct builder *builder, const char *beside)
{
	const struct string_list *objects = &builder->backport->recipe->objects;
	bool found = false;
	size_t i;

	for (i = 0; i < objects->nr; i++) {
		if (in_same_folder(objects->v[i], beside)) {
			string_list_add_once(&builder->objects, builder->arena, objects->v[i]);
			found = true;
		}
	}
	for (i = 0; i < objects->nr && !found; i++)
		string_list_add_once(&builder->objects, builder->arena, objects->v[i]);
}

/* All that any step will need, as far as the target has it. */
static void want_objects(struct builder *builder)
{
	size_t i, j;

	for (i = 0; i < builder->backport->nr_steps; i++) {
		const struct step *step = &builder->backport->steps[i];

		for (j = 0; step_is_carried(step) && j < step->changes.nr; j++) {
			const struct change *change = &step->changes.v[j];
			const char *object = object_of(builder->arena, change->path);

			if (object && change->existed)
				string_list_add_once(&builder->objects, builder->arena, object);
			else if (!is_source(change->path))
				want_recipe_objects(builder, change->path);
		}
	}
}

/* Files that a commit brings or removes are objects more or less. */
static void follow_changes(struct builder *builder, const struct changes *changes)
{
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		const struct change *change = &changes->v[i];
		const char *object = object_of(builder->arena, change->path);

		if (object && !change->exists)
			list_drop(&builder->objects, object);
		else if (object && !change->existed)
			string_list_add_once(&builder->objects, builder->arena, object);
	}
}

static void count(struct builder *builder, const struct build_result *result)
{
	builder->build->remembered += (unsigned)result->nr_remembered;
	builder->build->compiled += (unsigned)(result->compiled.nr - result->nr_remembered);
}

/* Builds, without what there is no rule for; lost, if not NULL, gets what that was. */
static int build(struct build_result *result, struct string_list *lost, struct builder *builder, struct error *err)
{
	struct string_list compiled;
	size_t i;

	if (kbuild_objects(result, builder->arena, builder->kbuild, &builder->objects, err) < 0)
		return -1;
	count(builder, result);
	if (!result->unknown.nr)
		return 0;
	compiled = result->compiled; /* what is asked for again is not compiled again */
	for (i = 0; i < result->unknown.nr; i++) {
		if (lost)
			string_list_add_once(lost, builder->arena, result->unknown.v[i]);
		list_drop(&builder->objects, result->unknown.v[i]);
	}
	if (kbuild_objects(result, builder->arena, builder->kbuild, &builder->objects, err) < 0)
		return -1;
	result->compiled = compiled;
	return 0;
}

/*
 * What the target itself cannot build is no part of the configuration, unless the recipe says that it is. A range says
 * nothing: its objects are what includes a header, also where an option that is off keeps it out of the build.
 */
static bool drop_unbuildable(struct builder *builder)
{
	const struct recipe *recipe = builder->backport->recipe;
	const struct string_list none = { 0 }, *claimed = recipe->path ? &recipe->objects : &none;
	bool dropped = false;
	size_t i = 0;

	while (i < builder->objects.nr) {
		const char *object = builder->objects.v[i];

		if (string_list_has(&builder->before.objects, object) || string_list_has(claimed, object)) {
			i++;
		} else {
			list_drop(&builder->objects, object);
			dropped = true;
		}
	}
	return dropped;
}

static int build_before(struct builder *builder, struct error *err)
{
	progress(builder, "compiling before the first commit");
	want_objects(builder);
	if (build(&builder->before, NULL, builder, err) < 0)
		return -1;
	builder->unbuilt = builder->before.log;
	if (!builder->before.built && drop_unbuildable(builder))
		return build(&builder->before, NULL, builder, err);
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

static const char *failure_log(struct builder *builder, const struct build_result *after,
			       const struct string_list *lost)
{
	if (lost->nr)
		return arena_printf(builder->arena, "make has no rule for %s any more\n", lost->v[0]);
	if (after->built || builder->before.built)
		return after->log;
	return arena_printf(builder->arena, "(it could not be built before this commit either)\n%s",
			    after->log ? after->log : "");
}

static int check_step(struct builder *builder, size_t index, struct error *err)
{
	const struct step *step = &builder->backport->steps[index];
	struct build_result after = { 0 };
	struct string_list lost = { 0 };
	struct step_check *result;
	size_t i;

	progress(builder, arena_printf(builder->arena, "compiling after %s", step->name));
	if (kbuild_put(builder->kbuild, &step->changes, err) < 0)
		return -1;
	follow_changes(builder, &step->changes);
	if (build(&after, &lost, builder, err) < 0)
		return -1;
	for (i = 0; i < after.objects.nr; i++)
		string_list_add_once(&builder->compiled, builder->arena, after.objects.v[i]);
	result = arena_push(builder->arena, builder->build->steps, builder->build->nr_steps);
	result->step = index;
	result->built = after.built && !lost.nr;
	result->objects = after.compiled;
	result->warnings_before = count_warnings(&builder->before);
	result->warnings_after = count_warnings(&after);
	result->log = failure_log(builder, &after, &lost);
	diagnostics_new(&result->new_diagnostics, &result->nr_new_diagnostics, builder->arena,
			builder->before.diagnostics, builder->before.nr_diagnostics, after.diagnostics,
			after.nr_diagnostics);
	builder->before = after;
	return 0;
}

/* Changed C files of the result that no build has compiled. */
static void list_uncompiled(struct builder *builder)
{
	const struct outcomes *outcomes = &builder->outcomes;
	size_t i;

	for (i = 0; i < outcomes->nr; i++) {
		const char *path = outcomes->v[i].path, *object = object_of(builder->arena, path);

		if (outcomes->v[i].after && is_source(path) && !(object && string_list_has(&builder->compiled, object)))
			string_list_push(&builder->build->uncompiled, builder->arena, path);
	}
}

/* A build in which nothing was compiled has shown nothing. */
static void refuse_empty_build(struct builder *builder)
{
	const char *unbuilt = builder->unbuilt, *log;
	size_t i;

	log = unbuilt ? arena_printf(builder->arena, "nothing was compiled: the target itself does not build\n%s", unbuilt) :
			"nothing was compiled: this configuration has none of what the series changes\n";
	for (i = 0; i < builder->build->nr_steps && !builder->compiled.nr; i++) {
		builder->build->steps[i].built = false;
		builder->build->steps[i].log = log;
	}
}

/* What is found of the change depends on the state that kbuild is in, and on this. */
static const char *name_of_change(const struct builder *builder)
{
	owned(text_release) struct text about = { 0 };
	char id[41];
	size_t i;

	text_addf(&about, "%d %d\n", CHANGE_FORMAT, builder->options->no_kabi);
	identity_add_program(&about, "pahole");
	for (i = 0; i < builder->before.objects.nr; i++)
		text_addf(&about, "%s\n", builder->before.objects.v[i]);
	for (i = 0; i < builder->outcomes.nr; i++)
		text_addf(&about, "%s\n", builder->outcomes.v[i].path);
	identity_hash(id, text_str(&about), about.len);
	return arena_printf(builder->arena, "change-%s", id);
}

static int find_change(struct builder *builder, struct error *err)
{
	const struct coverage_asked asked = {
		.outcomes = &builder->outcomes,
		.tree = builder->tree,
		.kbuild = builder->kbuild,
		.options = &builder->options->kbuild,
		.objects = &builder->before.objects,
	};
	struct kabi_look look = {
		.outcomes = &builder->outcomes,
		.kbuild = builder->kbuild,
		.options = &builder->options->kbuild,
		.arena = builder->arena,
	};

	progress(builder, "looking which changed lines were compiled");
	if (kbuild_lay(builder->kbuild, &builder->before.objects, err) < 0 ||
	    coverage_find(&builder->build->coverage, builder->arena, &asked, err) < 0)
		return -1;
	if (builder->options->no_kabi)
		return 0;
	progress(builder, "comparing exported symbols and layouts");
	return kabi_find(&builder->build->kabi, &look, &builder->before.objects, err);
}

/* Coverage and kABI of the result, all steps together; what was found is remembered as objects are. */
static int look_at_change(struct builder *builder, struct error *err)
{
	owned(text_release) struct text record = { 0 };
	const char *name = name_of_change(builder);

	if (kbuild_recall(&record, builder->kbuild, name) &&
	    document_read_change(&builder->build->coverage, &builder->build->kabi, builder->arena, &record, NULL) == 0)
		return 0;
	text_clear(&record);
	if (find_change(builder, err) < 0 ||
	    document_write_change(&record, &builder->build->coverage, &builder->build->kabi, err) < 0)
		return -1;
	if (builder->build->kabi.done || !builder->build->kabi.note)
		kbuild_remember(builder->kbuild, name, &record);
	return 0;
}

static int build_steps(struct builder *builder, struct error *err)
{
	struct build_check *built = builder->build;
	size_t i;

	built->compiler = arena_strdup(builder->arena, kbuild_compiler(builder->kbuild));
	built->flags = arena_strdup(builder->arena, kbuild_flags(builder->kbuild));
	built->sparse_done = kbuild_runs_sparse(builder->kbuild);
	outcomes_find(&builder->outcomes, builder->arena, builder->backport);
	if (build_before(builder, err) < 0)
		return -1;
	for (i = 0; i < builder->backport->nr_steps; i++)
		if (step_is_carried(&builder->backport->steps[i]) && check_step(builder, i, err) < 0)
			return -1;
	refuse_empty_build(builder);
	list_uncompiled(builder);
	if (look_at_change(builder, err) < 0)
		return -1;
	built->done = true;
	return 0;
}

/* A build that a probe made is of the recipe's configuration on this machine, and serves that one. */
static bool probe_serves(const struct configuration *configuration)
{
	return configuration->kind == CONFIG_RECIPE && !configuration->arch_is_given;
}

/* What a person has to know of it though it is built; NULL: nothing. */
static const char *note_of(const struct builder *builder)
{
	const struct string_list *others = &builder->backport->recipe->objects_left_out;
	const char *lacks = kbuild_lacks(builder->kbuild);
	owned(text_release) struct text note = { 0 };
	size_t i;

	if (*lacks)
		return arena_printf(builder->arena, "the configuration lacks what the recipe needs: %s", lacks);
	if (!others->nr)
		return NULL;
	text_addf(&note, "%zu objects include a changed header and were not built: ", others->nr);
	for (i = 0; i < others->nr; i++)
		text_addf(&note, "%s%s", i ? ", " : "", others->v[i]);
	return arena_printable(builder->arena, text_str(&note));
}

static int build_configuration(struct builder *builder, struct kbuild *probed, const struct configuration *configuration,
			       struct error *err)
{
	struct kbuild_options options = builder->options->kbuild;
	owned(kbuild_freep) struct kbuild *own = NULL;

	options.configuration = configuration;
	if (!probed && kbuild_make(&own, builder->tree, builder->backport->recipe, &options, err) < 0)
		return -1;
	builder->kbuild = probed ? probed : own;
	builder->build->note = note_of(builder);
	return build_steps(builder, err);
}

/* That one cannot be built is its result; that we were interrupted is not. */
static int check_configuration(struct check *check, struct builder *builder, struct kbuild *probed,
			       const struct configuration *configuration, struct error *err)
{
	owned(error_release) struct error failure = { 0 };
	double start = proc_clock();

	builder->build = arena_push(builder->arena, check->builds, check->nr_builds);
	builder->build->name = configuration->name;
	builder->build->arch = configuration->arch;
	if (build_configuration(builder, probed, configuration, &failure) < 0) {
		if (proc_interrupt_pending())
			return error_set(err, "%s", failure.message);
		builder->build->note = arena_strdup(builder->arena, failure.message);
	}
	builder->build->seconds = proc_clock() - start;
	return 0;
}

int check_builds(struct check *check, struct backport *backport, struct tree *tree, struct kbuild *probed,
		 const struct check_options *options, struct error *err)
{
	const struct configuration usual = { .name = "recipe", .arch = configuration_host_arch(&backport->arena) };
	const struct configuration *configurations = options->nr_configurations ? options->configurations : &usual;
	size_t nr = options->nr_configurations ? options->nr_configurations : 1, i;

	for (i = 0; i < nr; i++) {
		struct builder builder = {
			.backport = backport, .arena = &backport->arena, .tree = tree, .options = options,
		};

		if (check_configuration(check, &builder, probe_serves(&configurations[i]) ? probed : NULL,
					&configurations[i], err) < 0)
			return -1;
	}
	return 0;
}
