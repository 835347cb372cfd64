// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernels that can be booted.
 *
 * The configuration is kbuild's least one (CONFIG_LEAST: these options and nothing else), with options of ours
 * for what any guest needs: a serial console, an initramfs, programs and
 * scripts, the usual filesystems. kconfig drops in silence what it does not know and
 * what needs something that is off. So the result is read: a kernel that lacks what
 * a guest or the scenario cannot do without is not built. The recipe's own build options are not among these: they name
 * what some kernels have and others do not (NFSD_V3).
 *
 * A remembered kernel is two files, KEY.bzImage and KEY.config; KEY is git's hash of
 * a text that says what went in. The configuration is written
 * first, each by a rename: where the kernel is there, both are. Those that were not used for longest
 * go when there are many.
 *
 * The build folder has the target with some changes laid over it. To make it the target with others, what is laid
 * is taken back where it is not wanted, and only what differs is written: make goes by times.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../check/identity.h"
#include "../files.h"
#include "../proc.h"
#include "image.h"

/* 8 MB each, with KASAN 30. */
#define MAX_REMEMBERED 24

/* A newer way to build a kernel from the same parts is another number. */
#define KEY_BEGIN "stableport image 2\n"

/* Without these no guest says anything. */
static const char *const needed[] = {
	"64BIT",     "PRINTK",	   "TTY",    "SERIAL_8250", "SERIAL_8250_CONSOLE", "BLK_DEV_INITRD", "BINFMT_ELF",
	"BINFMT_SCRIPT", "PROC_FS", "SYSFS", "TMPFS",	    "DEVTMPFS",
};

/*
 * EXPERT lets the others be off; KALLSYMS gives a trace names; X86_MPPARSE finds the second processor without ACPI;
 * DEBUG_KERNEL lets STACKTRACE (/proc/PID/stack) and DETECT_HUNG_TASK be on, and UNWINDER_FRAME_POINTER makes what they
 * print true with less to compile than ORC; the rest is what busybox likes to have.
 */
static const char *const wished[] = {
	"EXPERT", "SHMEM", "BUG",    "KALLSYMS",     "EARLY_PRINTK",	 "MULTIUSER", "FUTEX",
	"POSIX_TIMERS", "SYSCTL", "PROC_SYSCTL", "HIGH_RES_TIMERS", "MAGIC_SYSRQ", "PRINTK_TIME", "SMP", "NR_CPUS=2",
	"X86_MPPARSE", "DEBUG_KERNEL", "STACKTRACE", "DETECT_HUNG_TASK", "UNWINDER_FRAME_POINTER",
};

struct images {
	struct arena arena;
	const struct tree *tree;
	const struct recipe *recipe;
	struct images_options options;
	const char *folder;             /* of the cache, with its slash; or NULL */
	char target[41];                /* what the tree is known by */
	const char *compiler;           /* as it was asked for, and what it is */
	struct scratch scratch;         /* where kernels are that no cache takes */
	struct kbuild *kbuild;          /* NULL: nothing had to be built yet */
	const char *built_config;       /* the options that it was made with */
	struct changes laid;            /* over its source */
};

void images_free(struct images *images)
{
	if (!images)
		return;
	kbuild_freep(&images->kbuild);
	changes_release(&images->laid);
	scratch_release(&images->scratch);
	arena_release(&images->arena);
	free(images);
}

static const char *hash_of(struct arena *arena, const struct text *text)
{
	char id[41];

	identity_hash(id, text_str(text), text->len);
	return arena_strdup(arena, id);
}

static const char *know_compiler(struct arena *arena, const char *cc)
{
	owned(text_release) struct text programs = { 0 };

	identity_add_compiler(&programs, cc ? cc : "gcc");
	return arena_printf(arena, "compiler %s\n%s", cc ? cc : "", text_str(&programs));
}

int images_open(struct images **images, const struct tree *tree, const struct recipe *recipe,
		const struct images_options *options, struct error *err)
{
	owned(images_freep) struct images *opened = mem_alloc(sizeof(*opened));
	owned(text_release) struct text folder = { 0 };
	bool has_id = false;

	opened->tree = tree;
	opened->recipe = recipe;
	opened->options = *options;
	if (identity_of_tree(opened->target, &has_id, tree, err) < 0)
		return -1;
	if (has_id && file_cache_folder(&folder))
		opened->folder = arena_printf(&opened->arena, "%simages/", text_str(&folder));
	opened->compiler = know_compiler(&opened->arena, options->kbuild.cc);
	*images = take(opened);
	return 0;
}

/* ---- what is remembered ---- */

static void add_options(struct text *text, const struct string_list *options)
{
	size_t i;

	for (i = 0; i < options->nr; i++)
		text_addf(text, "CONFIG_%s\n", options->v[i]);
}

static const char *key_of(struct arena *arena, const struct images *images, const struct string_list *config,
			  const struct changes *changes)
{
	owned(text_release) struct text parts = { 0 };
	size_t i;

	text_addf(&parts, KEY_BEGIN "target %s\n%s", images->target, images->compiler);
	identity_add_environment(&parts);
	add_options(&parts, config);
	for (i = 0; i < changes->nr; i++) {
		const struct change *change = &changes->v[i];

		text_addf(&parts, "%s %s\n", change->path, change->exists ? hash_of(arena, &change->after) : "-");
	}
	return hash_of(arena, &parts);
}

static void name_files(struct image *image, struct arena *arena, const char *folder, const char *key)
{
	image->kernel = arena_printf(arena, "%s%s.bzImage", folder, key);
	image->config = arena_printf(arena, "%s%s.config", folder, key);
}

/* One that is used is not among the oldest: it must not go when the other kernel of the proof comes. */
static void note_use(const struct image *image)
{
	utimensat(AT_FDCWD, image->kernel, NULL, 0);
	utimensat(AT_FDCWD, image->config, NULL, 0);
}

static bool recall(struct image *image, struct arena *arena, const struct images *images, const char *key)
{
	struct image found = { 0 };

	if (!images->folder)
		return false;
	name_files(&found, arena, images->folder, key);
	if (!file_exists(found.kernel) || !file_exists(found.config))
		return false;
	note_use(&found);
	*image = found;
	return true;
}

static int keep(const struct image *image, const struct image_build *built, const struct text *config,
		struct error *err)
{
	owned(text_release) struct text kernel = { 0 };

	if (file_read(&kernel, built->kernel, err) < 0 ||
	    file_write(image->config, text_str(config), config->len, err) < 0)
		return -1;
	return file_write(image->kernel, text_str(&kernel), kernel.len, err);
}

struct remembered {
	const char *path;
	time_t time;
};

static int by_age(const void *a, const void *b)
{
	const struct remembered *left = a, *right = b;

	return left->time < right->time ? 1 : left->time > right->time ? -1 : strcmp(left->path, right->path);
}

/* The oldest go. As well as it can: what stays is in nobody's way. */
static void forget_old(const char *folder)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings names = { 0 };
	struct remembered *all;
	size_t i;

	if (file_list(&names, folder, NULL) < 0)
		return;
	all = arena_alloc(&arena, (names.nr + 1) * sizeof(*all));
	for (i = 0; i < names.nr; i++) {
		struct stat status = { 0 };

		all[i].path = path_join(&arena, folder, names.v[i]);
		if (stat(all[i].path, &status) == 0)
			all[i].time = status.st_mtime;
	}
	qsort(all, names.nr, sizeof(*all), by_age);
	for (i = 2 * MAX_REMEMBERED; i < names.nr; i++)
		unlink(all[i].path);
}

/*
 * Where a kernel that was built goes: the cache or, where that does not take it (no home, a full disk), a folder of
 * ours that is there for as long as we are.
 */
static int remember(struct image *image, struct arena *arena, struct images *images, const char *key,
		    const struct image_build *built, const struct text *config, struct error *err)
{
	if (images->folder) {
		name_files(image, arena, images->folder, key);
		if (keep(image, built, config, NULL) == 0) {
			forget_old(images->folder);
			return 0;
		}
	}
	if (!images->scratch.path && scratch_make(&images->scratch, err) < 0)
		return -1;
	name_files(image, arena, arena_printf(arena, "%s/", images->scratch.path), key);
	return keep(image, built, config, err);
}

/* ---- building ---- */

/* Each once, so that fixes whose recipes name the same have the same kernels. */
static void all_options(struct string_list *all, struct arena *arena, const struct images *images,
			const struct string_list *config)
{
	size_t i;

	for (i = 0; i < nr_of(needed); i++)
		string_list_add_once(all, arena, needed[i]);
	for (i = 0; i < nr_of(wished); i++)
		string_list_add_once(all, arena, wished[i]);
	for (i = 0; i < images->recipe->config.nr; i++)
		string_list_add_once(all, arena, images->recipe->config.v[i]);
	for (i = 0; i < config->nr; i++)
		string_list_add_once(all, arena, config->v[i]);
}

static void must_be_on(struct string_list *wanted, struct arena *arena, const struct string_list *config)
{
	size_t i;

	for (i = 0; i < nr_of(needed); i++)
		string_list_push(wanted, arena, needed[i]);
	for (i = 0; i < config->nr; i++)
		string_list_push(wanted, arena, config->v[i]);
}

/* Whether the configuration has a line CONFIG_NAME=value, the value as it is or in quotes. */
static bool config_has(const char *config, const char *name, size_t len, const char *value)
{
	owned(text_release) struct text plain = { 0 }, quoted = { 0 };

	text_addf(&plain, "\nCONFIG_%.*s=%s\n", (int)len, name, value);
	text_addf(&quoted, "\nCONFIG_%.*s=\"%s\"\n", (int)len, name, value);
	return strstr(config, text_str(&plain)) || strstr(config, text_str(&quoted));
}

void config_lacks(struct string_list *lacking, struct arena *arena, const char *config,
		  const struct string_list *wanted)
{
	size_t i;

	for (i = 0; i < wanted->nr; i++) {
		const char *option = wanted->v[i];
		size_t len = strcspn(option, "=");
		const char *value = option[len] ? option + len + 1 : "y";
		bool has = strcmp(value, "n") ? config_has(config, option, len, value) :
						!config_has(config, option, len, "y") && !config_has(config, option, len, "m");

		if (!has)
			string_list_push(lacking, arena, option);
	}
}

/* Whether it has what it must; if not, why is said. */
static void check_config(const char **trouble, struct arena *arena, const struct text *config,
			 const struct string_list *needs)
{
	owned(text_release) struct text text = { 0 }, sentence = { 0 };
	struct string_list wanted = { 0 }, lacking = { 0 };
	size_t i;

	text_addf(&text, "\n%s", text_str(config));
	must_be_on(&wanted, arena, needs);
	config_lacks(&lacking, arena, text_str(&text), &wanted);
	for (i = 0; i < lacking.nr; i++)
		text_addf(&sentence, "%s%s", i ? ", " : "this kernel cannot be configured with ", lacking.v[i]);
	if (lacking.nr)
		text_adds(&sentence, ": it has no such option, or the option needs another one that is off");
	*trouble = lacking.nr ? arena_strdup(arena, text_str(&sentence)) : NULL;
}

static const struct text *text_if(bool exists, const struct text *text)
{
	return exists ? text : NULL;
}

/* What makes of a source with some changes laid over it one with others. */
static void changes_between(struct changes *delta, const struct changes *laid, const struct changes *wanted)
{
	size_t i;

	for (i = 0; i < laid->nr; i++) {
		const struct change *change = &laid->v[i];

		changes_put(delta, change->path, text_if(change->exists, &change->after),
			    text_if(change->existed, &change->before));
	}
	for (i = 0; i < wanted->nr; i++) {
		const struct change *change = &wanted->v[i];

		changes_put(delta, change->path, text_if(change->existed, &change->before),
			    text_if(change->exists, &change->after));
	}
}

static int lay(struct images *images, const struct changes *wanted, struct error *err)
{
	owned(changes_release) struct changes delta = { 0 }, copy = { 0 };
	const struct changes none = { 0 };

	changes_between(&delta, &images->laid, wanted);
	changes_between(&copy, &none, wanted);
	if (kbuild_put(images->kbuild, &delta, err) < 0)
		return -1;
	changes_release(&images->laid);
	images->laid = take(copy);
	return 0;
}

/* A build folder of these options: the one there is, or a new one. */
static int open_build(struct images *images, const struct string_list *options, struct error *err)
{
	static const struct configuration least = { .kind = CONFIG_LEAST, .name = "least", .arch = "x86" };
	struct kbuild_options kbuild_options = images->options.kbuild;
	owned(text_release) struct text config = { 0 };
	struct recipe *recipe = arena_alloc(&images->arena, sizeof(*recipe));
	struct string_list *own = &recipe->config;
	size_t i;

	add_options(&config, options);
	if (images->kbuild && !strcmp(images->built_config, text_str(&config)))
		return 0;
	kbuild_freep(&images->kbuild);
	images->kbuild = NULL;
	changes_release(&images->laid);
	images->laid = (struct changes){ 0 };
	for (i = 0; i < options->nr; i++)
		string_list_push(own, &images->arena, options->v[i]);
	images->built_config = arena_strdup(&images->arena, text_str(&config));
	kbuild_options.configuration = &least;
	return kbuild_make(&images->kbuild, images->tree, recipe, &kbuild_options, err);
}

static void progress(const struct images *images, const char *what)
{
	if (images->options.kbuild.progress)
		images->options.kbuild.progress(images->options.kbuild.progress_data, what);
}

static int build(struct image_build *built, struct text *config, struct image *image, struct arena *arena,
		 struct images *images, const struct image_request *request, const struct string_list *options, struct error *err)
{
	if (open_build(images, options, err) < 0 || lay(images, request->changes, err) < 0 ||
	    kbuild_configuration(config, images->kbuild, err) < 0)
		return -1;
	check_config(&image->trouble, arena, config, request->config);
	if (image->trouble)
		return 0;
	progress(images, arena_printf(arena, "building %s", request->name));
	if (kbuild_image(built, arena, images->kbuild, err) < 0)
		return -1;
	image->log = built->log;
	image->trouble = built->kernel ? NULL : arena_printf(arena, "%s does not build", request->name);
	return 0;
}

int images_get(struct image *image, struct arena *arena, struct images *images, const struct image_request *request,
	       struct error *err)
{
	struct string_list options = { 0 };
	owned(text_release) struct text config = { 0 };
	struct image_build built = { 0 };
	double start = proc_clock();
	const char *key;

	*image = (struct image){ 0 };
	all_options(&options, arena, images, request->config);
	key = key_of(arena, images, &options, request->changes);
	if (recall(image, arena, images, key))
		return 0;
	if (build(&built, &config, image, arena, images, request, &options, err) < 0)
		return -1;
	image->seconds = proc_clock() - start;
	return image->trouble ? 0 : remember(image, arena, images, key, &built, &config, err);
}
