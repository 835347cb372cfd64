// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stages of a proof, in order; prove.h draws them.
 *
 * What the two kernels are made of:
 *
 *	                        before                          after
 *	the fix is carried      the target                      the target with the series
 *	the target has it       that, with the fix taken back   the target with the series (mostly empty)
 *
 * and the scenario's help on top of both. Semantic patches run on the tree with what lies over it so far.
 */
#include <stdlib.h>

#include "../files.h"
#include "../proc.h"
#include "guest.h"
#include "image.h"
#include "initramfs.h"
#include "prove.h"
#include "verdict.h"

struct prover {
	struct backport *backport;
	struct arena *arena;            /* the backport's */
	struct tree *tree;
	const struct prove_options *options;
	struct images *images;
	const char *busybox;
	const char *folder;             /* in the output folder */
};

/* One of a proof's two kernels. */
struct kernel {
	const char *name;               /* "before", "after" */
	struct changes changes;         /* over the target */
	const char *what;
	struct image image;
};

static void kernels_release(struct kernel (*kernels)[2])
{
	changes_release(&(*kernels)[0].changes);
	changes_release(&(*kernels)[1].changes);
}

static void progress(const struct prover *prover, const char *what)
{
	if (prover->options->kbuild.progress)
		prover->options->kbuild.progress(prover->options->kbuild.progress_data, what);
}

static const struct text *text_if(bool exists, const struct text *text)
{
	return exists ? text : NULL;
}

/* The folder "prove" beside the recipe. */
static char *folder_beside(struct arena *arena, const struct recipe *recipe)
{
	const char *slash = strrchr(recipe->path, '/');
	const char *folder = slash ? arena_strndup(arena, recipe->path, (size_t)(slash - recipe->path)) : ".";

	return path_join(arena, folder, "prove");
}

/* ---- what the kernels are made of ---- */

static void add_changes(struct changes *sum, const struct changes *changes)
{
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		const struct change *change = &changes->v[i];

		changes_put_modes(sum, change->path, text_if(change->existed, &change->before), change->before_mode,
				  text_if(change->exists, &change->after), change->after_mode);
	}
}

static void add_series(struct changes *sum, const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		if (step_is_carried(&backport->steps[i]))
			add_changes(sum, &backport->steps[i].changes);
}

static bool carries_the_fix(const struct backport *backport)
{
	size_t i;

	for (i = 0; i < backport->nr_steps; i++)
		if (step_is_carried(&backport->steps[i]) && backport->steps[i].role == ROLE_FIX)
			return true;
	return false;
}

static void put(struct tree *tree, const struct changes *changes, bool after)
{
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		const struct change *change = &changes->v[i];

		tree_put(tree, change->path,
			 after ? text_if(change->exists, &change->after) : text_if(change->existed, &change->before));
	}
}

/* The plan leaves its steps over the tree; here each kernel puts what it is made of there. */
static void take_series_off(struct tree *tree, const struct backport *backport)
{
	size_t i;

	for (i = backport->nr_steps; i-- > 0;)
		if (step_is_carried(&backport->steps[i]))
			put(tree, &backport->steps[i].changes, false);
}

/* Why a semantic patch that has to change something did not; NULL: it did. */
static const char *why_unchanged(struct arena *arena, const struct adapt_result *result)
{
	switch (result->outcome) {
	case ADAPT_CHANGED:
		return NULL;
	case ADAPT_NOTHING:
		return "it finds nothing to change here";
	case ADAPT_RULE_MISSED:
	case ADAPT_BROKEN:
	case ADAPT_FAILED:
		break;
	}
	return result->sentence ? arena_strdup(arena, result->sentence) : "it could not be run";
}

/* Runs a semantic patch over the target with what a kernel has so far. */
static int run_on(struct adapt_result *result, const struct kernel *kernel, struct tree *tree,
		  const struct adaptation *adaptation, const struct spatch_options *options, struct error *err)
{
	int adapted;

	put(tree, &kernel->changes, true);
	adapted = adapt_semantic_patch(result, tree, adaptation, options, err);
	put(tree, &kernel->changes, false);
	return adapted;
}

static int take_fix_back(struct kernel *kernel, struct proof *proof, struct prover *prover,
			 const struct scenario *scenario, struct error *err)
{
	owned(adapt_result_release) struct adapt_result result = { 0 };
	const struct adaptation adaptation = { .semantic_patch = scenario->without, .files = scenario->files };
	const char *why;

	if (run_on(&result, kernel, prover->tree, &adaptation, &prover->options->spatch, err) < 0)
		return -1;
	why = why_unchanged(prover->arena, &result);
	if (why)
		proof_fail(proof, prover->arena, "cannot take the fix back with '%s': %s", scenario->without, why);
	else
		add_changes(&kernel->changes, &result.changes);
	return 0;
}

/* Help that changes nothing is not needed on this target, which is said: the bug shows as it is, or not at all. */
static int add_help(struct kernel *kernel, struct proof *proof, struct prover *prover, const struct scenario *scenario,
		    struct error *err)
{
	owned(adapt_result_release) struct adapt_result result = { 0 };
	const struct adaptation adaptation = { .semantic_patch = scenario->help, .files = scenario->help_files };
	const char *why;

	if (run_on(&result, kernel, prover->tree, &adaptation, &prover->options->spatch, err) < 0)
		return -1;
	why = result.outcome == ADAPT_NOTHING ? NULL : why_unchanged(prover->arena, &result);
	if (why)
		proof_fail(proof, prover->arena, "cannot help the bug to show with '%s': %s", scenario->help, why);
	else if (result.outcome == ADAPT_NOTHING)
		kernel->what = arena_printf(prover->arena, "%s, without help: '%s' finds nothing to change", kernel->what,
					    scenario->help);
	else {
		add_changes(&kernel->changes, &result.changes);
		kernel->what = arena_printf(prover->arena, "%s, with '%s' compiled in (%s)", kernel->what, scenario->help,
					    scenario->help_why);
	}
	return 0;
}

/* The two before any help. A proof that has a sentence then has failed. */
static int lay_fix(struct kernel kernels[2], struct proof *proof, struct prover *prover,
		   const struct scenario *scenario, struct error *err)
{
	bool carried = carries_the_fix(prover->backport);

	add_series(&kernels[1].changes, prover->backport);
	kernels[1].what = kernels[1].changes.nr ? "the target with the series" : "the target, which has the fix";
	kernels[0].what = "the target";
	if (carried)
		return 0;
	if (!scenario->without) {
		proof_fail(proof, prover->arena, "the target has the fix, and the recipe does not say how to take it back");
		return 0;
	}
	add_series(&kernels[0].changes, prover->backport);
	kernels[0].what = arena_printf(prover->arena, "the target with the fix taken back by '%s'", scenario->without);
	return take_fix_back(&kernels[0], proof, prover, scenario, err);
}

static int lay_kernels(struct kernel kernels[2], struct proof *proof, struct prover *prover,
		       const struct scenario *scenario, struct error *err)
{
	size_t i;

	if (lay_fix(kernels, proof, prover, scenario, err) < 0)
		return -1;
	for (i = 0; i < 2 && scenario->help && !proof->sentence; i++)
		if (add_help(&kernels[i], proof, prover, scenario, err) < 0)
			return -1;
	return 0;
}

/* ---- images ---- */

/* They find what shows no other way: use after free, locks taken in the wrong order, sleep where there must be none. */
static const char *const debugging[] = { "KASAN", "PROVE_LOCKING", "DEBUG_ATOMIC_SLEEP" };

static void options_of(struct string_list *config, const struct prover *prover, const struct scenario *scenario)
{
	size_t i;

	for (i = 0; i < scenario->config.nr; i++)
		*arena_push(prover->arena, config->v, config->nr) = scenario->config.v[i];
	for (i = 0; i < nr_of(debugging) && prover->options->kasan; i++)
		*arena_push(prover->arena, config->v, config->nr) = debugging[i];
}

static int make_images(struct kernel kernels[2], struct proof *proof, struct prover *prover,
		       const struct scenario *scenario, struct error *err)
{
	struct string_list config = { 0 };
	size_t i;

	options_of(&config, prover, scenario);
	for (i = 0; i < 2 && !proof->sentence; i++) {
		struct kernel *kernel = &kernels[i];
		const struct image_request request = {
			.name = arena_printf(prover->arena, "the kernel %s", kernel->name),
			.config = &config,
			.changes = &kernel->changes,
		};

		if (images_get(&kernel->image, prover->arena, prover->images, &request, err) < 0)
			return error_prefix(err, "%s", request.name);
		if (kernel->image.trouble) {
			proof_fail(proof, prover->arena, "%s", kernel->image.trouble);
			proof->log = kernel->image.log;
		}
	}
	return 0;
}

/* ---- the guest ---- */

/* What the files of a scenario are called: its script's name without ".sh". */
static const char *stem_of(struct arena *arena, const struct scenario *scenario)
{
	return arena_strndup(arena, scenario->script, strlen(scenario->script) - strlen(".sh"));
}

static const char *script_of(struct arena *arena, const struct recipe *recipe, const struct scenario *scenario)
{
	return path_join(arena, folder_beside(arena, recipe), scenario->script);
}

static int make_initramfs(const char **path, const struct prover *prover, const struct scenario *scenario,
			  struct error *err)
{
	owned(text_release) struct text archive = { 0 };
	const struct initramfs initramfs = {
		.busybox = prover->busybox,
		.helpers_folder = prover->options->helpers,
		.helpers = &scenario->helpers,
		.scenario = script_of(prover->arena, prover->backport->recipe, scenario),
	};

	*path = arena_printf(prover->arena, "%s/%s.cpio", prover->folder, stem_of(prover->arena, scenario));
	return initramfs_make(&archive, &initramfs, err) < 0 ?
		       -1 : file_write(*path, text_str(&archive), archive.len, err);
}

/* The configuration goes beside the consoles: who repeats it by hand wants it. */
static int keep_config(const struct prover *prover, const struct scenario *scenario, const struct image *image,
		       struct error *err)
{
	owned(text_release) struct text config = { 0 };
	const char *to = arena_printf(prover->arena, "%s/%s.config", prover->folder, stem_of(prover->arena, scenario));

	return file_read(&config, image->config, err) < 0 ? -1 : file_write(to, text_str(&config), config.len, err);
}

static struct guest guest_of(const struct prover *prover, const struct scenario *scenario, const struct kernel *kernel,
			     const char *initramfs)
{
	return (struct guest){
		.kernel = kernel->image.kernel,
		.initramfs = initramfs,
		.memory = scenario->memory,
		.timeout = prover->options->timeout ? prover->options->timeout : scenario->timeout,
		.folder = prover->folder,
		.console = arena_printf(prover->arena, "%s-%s.log", stem_of(prover->arena, scenario), kernel->name),
	};
}

/* What is known of a run before it runs. */
static void add_run(struct proof *proof, const struct prover *prover, const struct kernel *kernel,
		    const struct guest *guest)
{
	struct arena *arena = prover->arena;
	struct guest_run *run = arena_push(arena, proof->runs, proof->nr_runs);

	run->name = kernel->name;
	run->what = arena_printf(arena, "%s%s", kernel->what, prover->options->kasan ? ", with KASAN and lockdep" : "");
	run->build_seconds = kernel->image.seconds;
	run->console = arena_printf(arena, "prove/%s", guest->console);
	*arena_push(arena, proof->repeat.v, proof->repeat.nr) = guest_command(arena, guest);
}

static int boot_both(struct proof *proof, const struct prover *prover, const struct scenario *scenario,
		     const struct kernel kernels[2], const char *initramfs, struct error *err)
{
	struct guest guests[2];
	size_t i;

	if (keep_config(prover, scenario, &kernels[1].image, err) < 0)
		return -1;
	for (i = 0; i < 2; i++) {
		guests[i] = guest_of(prover, scenario, &kernels[i], initramfs);
		add_run(proof, prover, &kernels[i], &guests[i]);
	}
	progress(prover, "booting the kernels before and after");
	if (guests_boot(proof->runs, prover->arena, guests, 2, err) < 0)
		return -1;
	proof_judge(proof, prover->arena, scenario);
	return 0;
}

static int prove(struct prover *prover, const struct scenario *scenario, struct error *err)
{
	struct backport *backport = prover->backport;
	struct proof *proof = arena_push(prover->arena, backport->proofs, backport->nr_proofs);
	owned(kernels_release) struct kernel kernels[2] = { { .name = "before" }, { .name = "after" } };

	const char *initramfs;

	proof->scenario = scenario->title;
	proof->load = scenario->shows_no_bug;
	/* First what takes no time. */
	if (make_initramfs(&initramfs, prover, scenario, err) < 0 ||
	    lay_kernels(kernels, proof, prover, scenario, err) < 0)
		return -1;
	if (!proof->sentence && make_images(kernels, proof, prover, scenario, err) < 0)
		return -1;
	return proof->sentence ? 0 : boot_both(proof, prover, scenario, kernels, initramfs, err);
}

/* ---- all of them ---- */

/* The folder for consoles, absolute: qemu runs in it. */
static int make_folder(const char **folder, struct arena *arena, const char *output, struct error *err)
{
	const char *path = path_join(arena, output, "prove");
	char *real;

	if (file_make_folders(path, err) < 0)
		return -1;
	real = realpath(path, NULL);
	if (!real)
		return error_sys(err, "cannot find '%s'", path);
	*folder = arena_strdup(arena, real);
	free(real);
	return 0;
}

static bool is_wanted(struct arena *arena, const struct prove_options *options, const struct scenario *scenario)
{
	return !options->only || !strcmp(options->only, stem_of(arena, scenario));
}

/* That something is asked for that is there: before the long work. */
static int check_scenarios(struct arena *arena, const struct backport *backport, const struct prove_options *options,
			   struct error *err)
{
	const struct recipe *recipe = backport->recipe;
	size_t i, nr = 0;

	if (!recipe->nr_scenarios)
		return error_set(err, "the recipe '%s' has no scenario that would show the bug", recipe->name);
	for (i = 0; i < recipe->nr_scenarios; i++) {
		const char *script = script_of(arena, recipe, &recipe->scenarios[i]);

		if (!is_wanted(arena, options, &recipe->scenarios[i]))
			continue;
		if (!file_exists(script))
			return error_set(err, "there is no scenario '%s'", script);
		nr++;
	}
	return nr ? 0 : error_set(err, "the recipe '%s' has no scenario '%s'", recipe->name, options->only);
}

static int open_prover(struct prover *prover, struct error *err)
{
	struct backport *backport = prover->backport;
	const struct images_options options = { .kbuild = prover->options->kbuild };

	if (check_scenarios(prover->arena, backport, prover->options, err) < 0 || guest_is_possible(err) < 0 ||
	    initramfs_find_busybox(&prover->busybox, err) < 0 ||
	    make_folder(&prover->folder, prover->arena, backport->output, err) < 0)
		return -1;
	return images_open(&prover->images, prover->tree, backport->recipe, &options, err);
}

static void prover_release(struct prover *prover)
{
	images_freep(&prover->images);
}

int prove_run(struct backport *backport, struct tree *tree, const struct prove_options *options, struct error *err)
{
	owned(prover_release) struct prover prover = {
		.backport = backport,
		.arena = &backport->arena,
		.tree = tree,
		.options = options,
	};
	size_t i;

	if (open_prover(&prover, err) < 0)
		return -1;
	take_series_off(tree, backport);
	for (i = 0; i < backport->recipe->nr_scenarios; i++) {
		const struct scenario *scenario = &backport->recipe->scenarios[i];

		if (!is_wanted(prover.arena, options, scenario))
			continue;
		if (prove(&prover, scenario, err) < 0)
			return error_prefix(err, "scenario '%s'", stem_of(prover.arena, scenario));
	}
	return 0;
}
