// SPDX-License-Identifier: GPL-2.0-only
/*
 * One configured build of a kernel tree, out of tree, in a scratch folder:
 *
 *	base/           a commit's files, exported once; a plain tree stays where it is
 *	src/            the overlay (overlay.h): links to the base, and what the steps changed
 *	out/            make's O=
 *	fragment        the recipe's options
 *
 * Configuring is what the kernel documents: allnoconfig, then
 * scripts/kconfig/merge_config.sh -m, then olddefconfig, then prepare.
 *
 * Objects are built with -k, so that one that fails does not hide the others.
 * make itself knows which are out of date; the others' diagnostics are
 * remembered from when they were compiled. What it prints is a sequence of
 * sections, each begun by "  CC      fs/nfsd/vfs.o" or "  CHECK   ../src/fs/nfsd/vfs.c"
 * and, by -Otarget, not mixed with others. Only the sections of objects that
 * were asked for are read: a step that changes include/linux/wait_bit.h has
 * 4.19's arch/x86/kernel/asm-offsets.c compiled again too, whose old W=1 warning
 * would seem to be new. Which objects have no rule is read from make as well ("No
 * rule to make target 'fs/nfsd/vfs.o'").
 *
 * What is said to make, and why:
 *	-Otarget                        what one compiler prints stays together under -j
 *	V=0                             the sections' first lines
 *	WERROR=0                        4.19's objtool does not build with gcc 12 otherwise
 *	W=1, C=1 CHECK=sparse           more diagnostics; C=1 checks what is compiled. The same in every run:
 *	                                with other flags what prepare made would be made again
 *	MAKEFLAGS= MFLAGS= MAKELEVEL=   we may run under a make: its -j, -n and O= are not for this one
 *	LC_MESSAGES=C ...               the kernel's Makefile unexports LC_ALL
 *
 * A probe is put as stableport-probe.c in a folder, whose Makefile (or Kbuild,
 * which comes first) is given "obj-y += stableport-probe.o": 5.4 to 5.19 build
 * no object that no Makefile names. It does not compile when the compiler
 * printed an error; without one, make failed for another reason, and to answer
 * "the name is missing" would be wrong.
 */
#include <ctype.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "kbuild.h"
#include "overlay.h"
#include "proc.h"

/* Lines of make's output that a person gets: in an error, and of a failed build in a report. */
#define ERROR_LINES 5
#define LOG_LINES 60
/* What make may print; 10,000 W=1 warnings with their excerpts are 3 MiB. */
#define MAX_OUTPUT ((size_t)32 << 20)
/* A distribution's .config has 300 KiB. */
#define MAX_CONFIG ((size_t)16 << 20)

/* What the compilers printed when an object was last compiled. */
struct object_log {
	char *object;
	struct text log;
};

struct kbuild {
	struct arena arena;
	struct scratch scratch;
	struct overlay overlay;
	struct kbuild_options options;
	bool sparse;
	const char *out;                /* make's O= */
	const char *compiler, *flags;
	const char *cc;                 /* what make is told, or NULL */
	const char *lacks;
	struct object_log *logs;
	size_t nr_logs;
};

void kbuild_free(struct kbuild *kbuild)
{
	size_t i;

	if (!kbuild)
		return;
	for (i = 0; i < kbuild->nr_logs; i++) {
		free(kbuild->logs[i].object);
		text_release(&kbuild->logs[i].log);
	}
	free(kbuild->logs);
	overlay_release(&kbuild->overlay);
	scratch_release(&kbuild->scratch);
	arena_release(&kbuild->arena);
	free(kbuild);
}

const char *kbuild_compiler(const struct kbuild *kbuild)
{
	return kbuild->compiler;
}

const char *kbuild_flags(const struct kbuild *kbuild)
{
	return kbuild->flags;
}

bool kbuild_runs_sparse(const struct kbuild *kbuild)
{
	return kbuild->sparse;
}

const char *kbuild_lacks(const struct kbuild *kbuild)
{
	return kbuild->lacks;
}

static enum config_kind kind_of(const struct kbuild *kbuild)
{
	return kbuild->options.configuration ? kbuild->options.configuration->kind : CONFIG_RECIPE;
}

static void progress(const struct kbuild *kbuild, const char *what)
{
	if (kbuild->options.progress)
		kbuild->options.progress(kbuild->options.progress_data, what);
}

static void push(struct string_list *list, struct arena *arena, const char *string)
{
	*arena_push(arena, list->v, list->nr) = string;
}

static bool list_has(const struct string_list *list, const char *string)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		if (!strcmp(list->v[i], string))
			return true;
	return false;
}

/* Without what make says about itself, which is the most and helps the least. */
static void without_chatter(struct text *out, const char *text, size_t text_len)
{
	const char *line, *at = text, *end = text + text_len;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (len > 4 && !memcmp(line, "make", 4) && (line[4] == '[' || line[4] == ':') &&
		    !memmem(line, len, "No rule", 7))
			continue;
		text_add(out, line, len);
		text_addc(out, '\n');
	}
}

/* Where the last lines of a text begin; its end has no line end. */
static const char *last_lines_at(const char *begin, const char *end, size_t nr)
{
	const char *at;

	for (at = end; at > begin; at--)
		if (at[-1] == '\n' && --nr == 0)
			break;
	return at;
}

/*
 * The last lines of what make printed, printable, each after an indent, with
 * the kernel's own paths: what a person reads does not depend on a random name.
 */
static const char *last_lines(struct arena *arena, const struct kbuild *kbuild, const struct text *output,
			      size_t nr, const char *indent)
{
	owned(text_release) struct text told = { 0 };
	owned(text_release) struct text last = { 0 };
	const char *source = arena_printf(arena, "%s/", kbuild->overlay.folder);
	const char *line, *at, *end, *found;
	size_t len;

	without_chatter(&told, text_str(output), output->len);
	if (!told.len)
		text_add(&told, text_str(output), output->len);
	while (told.len && isspace((unsigned char)told.data[told.len - 1]))
		told.len--;
	end = text_str(&told) + told.len;
	at = last_lines_at(text_str(&told), end, nr);
	while (text_line(&line, &len, &at, end)) {
		text_addf(&last, "%s%s", last.len ? "\n" : "", indent);
		for (; (found = memmem(line, len, source, strlen(source))); line = found + strlen(source)) {
			text_add_printable(&last, line, (size_t)(found - line));
			len -= (size_t)(found - line) + strlen(source);
		}
		text_add_printable(&last, line, len);
	}
	return arena_strndup(arena, text_str(&last), last.len);
}

/* Runs make, or the kernel's script, in the source. That it did not end of itself is an error. */
static int run(struct proc_result *result, const struct kbuild *kbuild, const struct string_list *argv,
	       const char *what, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	/* A compiler that is killed leaves its files where TMPDIR says. */
	const char *const env[] = {
		"LC_ALL=C", "LC_CTYPE=C", "LC_MESSAGES=C", "LANG=C", "LANGUAGE=", "MAKEFLAGS=", "MFLAGS=", "MAKELEVEL=",
		arena_printf(&arena, "TMPDIR=%s", kbuild->scratch.path), NULL,
	};
	const struct proc proc = {
		.argv = argv->v,
		.dir = kbuild->overlay.folder,
		.env = env,
		.timeout = kbuild->options.timeout,
		.max_output = MAX_OUTPUT,
		.merge_stderr = true,
	};
	owned(proc_result_release) struct proc_result ran = { 0 };
	owned(text_release) struct text how = { 0 };

	if (proc_run(&ran, &proc, err) < 0)
		return error_prefix(err, "%s", what);
	if (ran.timed_out || ran.signal) {
		proc_describe(&how, &proc, &ran);
		return error_set(err, "%s: %s", what, text_str(&how));
	}
	*result = take(ran);
	return 0;
}

/* For whom and by whom it is compiled, where that is not what kbuild takes of itself. */
static void add_compiler(struct string_list *argv, struct arena *arena, const struct kbuild *kbuild)
{
	const struct configuration *configuration = kbuild->options.configuration;

	if (configuration && configuration->arch_is_given)
		push(argv, arena, arena_printf(arena, "ARCH=%s", configuration->arch));
	if (configuration && configuration->cross)
		push(argv, arena, arena_printf(arena, "CROSS_COMPILE=%s", configuration->cross));
	if (kbuild->cc)
		push(argv, arena, arena_printf(arena, "CC=%s", kbuild->cc));
}

/* make with all that every run has in common; targets are added. */
static void make_command(struct string_list *argv, struct arena *arena, const struct kbuild *kbuild)
{
	push(argv, arena, "make");
	push(argv, arena, "-Otarget");
	push(argv, arena, arena_printf(arena, "-j%u", kbuild->options.jobs ? kbuild->options.jobs : 1));
	push(argv, arena, arena_printf(arena, "O=%s", kbuild->out));
	push(argv, arena, "V=0");
	push(argv, arena, "WERROR=0");
	add_compiler(argv, arena, kbuild);
	if (kbuild->options.warnings)
		push(argv, arena, "W=1");
	if (kbuild->sparse) {
		push(argv, arena, "C=1");
		push(argv, arena, "CHECK=sparse");
	}
}

/* A part of configuring, in which failing is an error. */
static int run_part(const struct kbuild *kbuild, struct string_list *argv, struct arena *arena,
		    const char *part, struct error *err)
{
	owned(proc_result_release) struct proc_result result = { 0 };

	push(argv, arena, NULL);
	if (run(&result, kbuild, argv, part, err) < 0)
		return error_prefix(err, "cannot configure the kernel");
	if (result.exit_code == 0)
		return 0;
	if (strstr(text_str(&result.out), "is not clean, please run"))
		return error_set(err, "cannot configure the kernel: the tree was built in: "
				      "run 'make mrproper' in it");
	return error_set(err, "cannot configure the kernel: %s failed:\n%s", part,
			 last_lines(arena, kbuild, &result.out, ERROR_LINES, "    "));
}

static int make_part(const struct kbuild *kbuild, const char *target, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	struct string_list argv = { 0 };

	make_command(&argv, &arena, kbuild);
	push(&argv, &arena, target);
	return run_part(kbuild, &argv, &arena, arena_printf(&arena, "make %s", target), err);
}

/* The recipe's options as a kconfig fragment: "CONFIG_NFSD=m", "CONFIG_64BIT=y". */
static int write_fragment(const struct recipe *recipe, const char *path, struct error *err)
{
	owned(text_release) struct text fragment = { 0 };
	size_t i;

	for (i = 0; i < recipe->config.nr; i++) {
		const char *option = recipe->config.v[i];

		text_addf(&fragment, "CONFIG_%s%s\n", option, strchr(option, '=') ? "" : "=y");
	}
	return file_write(path, text_str(&fragment), fragment.len, err);
}

static int merge_fragment(const struct kbuild *kbuild, const struct recipe *recipe, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *fragment = path_join(&arena, kbuild->scratch.path, "fragment");
	const char *const words[] = {
		"sh", "scripts/kconfig/merge_config.sh", "-m", "-O", kbuild->out,
		path_join(&arena, kbuild->out, ".config"), fragment,
	};
	struct string_list argv = { 0 };
	size_t i;

	if (write_fragment(recipe, fragment, err) < 0)
		return -1;
	for (i = 0; i < nr_of(words); i++)
		push(&argv, &arena, words[i]);
	return run_part(kbuild, &argv, &arena, "merge_config.sh", err);
}

static int copy_config(const struct kbuild *kbuild, const char *file, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text config = { 0 };

	if (file_read_whole(&config, file, MAX_CONFIG, err) < 0 ||
	    file_write(path_join(&arena, kbuild->out, ".config"), text_str(&config), config.len, err) < 0)
		return error_prefix(err, "cannot configure the kernel");
	return 0;
}

/* The .config before olddefconfig. */
static int begin_config(const struct kbuild *kbuild, const struct recipe *recipe, struct error *err)
{
	const char *base = kind_of(kbuild) == CONFIG_DEFCONFIG ? "defconfig" : "allnoconfig";

	if (kind_of(kbuild) == CONFIG_FILE)
		return copy_config(kbuild, kbuild->options.configuration->name, err);
	return make_part(kbuild, base, err) < 0 ? -1 : merge_fragment(kbuild, recipe, err);
}

static int configure(const struct kbuild *kbuild, const struct recipe *recipe, struct error *err)
{
	progress(kbuild, "configuring the kernel");
	if (begin_config(kbuild, recipe, err) < 0 || make_part(kbuild, "olddefconfig", err) < 0)
		return -1;
	progress(kbuild, "preparing the build");
	return make_part(kbuild, "prepare", err);
}

/* What stands in a configuration between two strings, or NULL. */
static const char *config_value(struct arena *arena, const char *config, const char *before,
				const char *after)
{
	const char *at = strstr(config, before), *end;

	if (!at)
		return NULL;
	at += strlen(before);
	end = strstr(at, after);
	return end ? arena_strndup(arena, at, (size_t)(end - at)) : NULL;
}

/*
 * What the recipe needs and it lacks; and the compiler as the kernel itself found it: CONFIG_CC_VERSION_TEXT from 5.8
 * on, "# Compiler: ..." before (4.18 to 5.7).
 */
/* Whether a .config has an option of a recipe: "NFSD" in any way, "OTHER=m" in just that one. */
static bool has_option(const char *config, const char *option)
{
	owned(text_release) struct text line = { 0 };

	text_addf(&line, "\nCONFIG_%s%s", option, strchr(option, '=') ? "\n" : "=");
	return strstr(config, text_str(&line)) != NULL;
}

static void find_lacks(struct kbuild *kbuild, const struct recipe *recipe, const char *config)
{
	owned(text_release) struct text lacks = { 0 };
	size_t i;

	for (i = 0; kind_of(kbuild) != CONFIG_RECIPE && i < recipe->config.nr; i++)
		if (!has_option(config, recipe->config.v[i]))
			text_addf(&lacks, "%s%s", lacks.len ? ", " : "", recipe->config.v[i]);
	kbuild->lacks = arena_strdup(&kbuild->arena, text_str(&lacks));
}

static int read_config(struct kbuild *kbuild, const struct recipe *recipe, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text config = { 0 };
	owned(text_release) struct text printable = { 0 };
	const char *found;

	if (file_read(&config, path_join(&arena, kbuild->out, ".config"), err) < 0)
		return error_prefix(err, "cannot configure the kernel");
	find_lacks(kbuild, recipe, text_str(&config));
	found = config_value(&arena, text_str(&config), "\nCONFIG_CC_VERSION_TEXT=\"", "\"\n");
	if (!found)
		found = config_value(&arena, text_str(&config), "\n# Compiler: ", "\n");
	if (!found)
		found = kbuild->cc ? kbuild->cc : "gcc";
	text_add_printable(&printable, found, strlen(found));
	kbuild->compiler = arena_strndup(&kbuild->arena, text_str(&printable), printable.len);
	return 0;
}

/* The gcc that kbuild takes; NULL when LLVM= chooses: kbuild knows better. */
static const char *usual_compiler(struct arena *arena, const struct kbuild *kbuild)
{
	const struct configuration *configuration = kbuild->options.configuration;
	const char *llvm = getenv("LLVM"), *cross = getenv("CROSS_COMPILE");

	if (configuration && configuration->cross)
		cross = configuration->cross;
	return llvm && *llvm ? NULL : arena_printf(arena, "%sgcc", cross ? cross : "");
}

static bool program_exists(const char *program)
{
	return strchr(program, '/') ? access(program, X_OK) == 0 : proc_exists(program);
}

static int refuse_compiler(const char *compiler, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *package = configuration_package(&arena, compiler);

	if (package)
		return error_set(err, "cannot run the compiler '%s': it is not installed (Debian package '%s')", compiler,
				 package);
	return error_set(err, "cannot run the compiler '%s': it is not installed", compiler);
}

/*
 * Whether what is run is there; and CC. ccache stands before one compiler, not before a command that somebody put
 * together, and needs a place of its own.
 */
static int find_programs(struct kbuild *kbuild, struct error *err)
{
	const char *wanted = kbuild->options.cc;
	const char *compiler = wanted ? arena_strndup(&kbuild->arena, wanted, strcspn(wanted, " ")) :
					usual_compiler(&kbuild->arena, kbuild);
	bool caches = getenv("HOME") || getenv("CCACHE_DIR");

	if (!proc_exists("make"))
		return error_set(err, "cannot run 'make': it is not installed (Debian package 'make')");
	if (compiler && !program_exists(compiler))
		return refuse_compiler(compiler, err);
	kbuild->cc = wanted;
	if (compiler && caches && !(wanted && strchr(wanted, ' ')) && proc_exists("ccache"))
		kbuild->cc = arena_printf(&kbuild->arena, "ccache %s", compiler);
	return 0;
}

/* The folder whose files are built: the tree's own, or an export of the commit. */
static int find_base(const char **base, const struct kbuild *kbuild, struct arena *arena,
		     const struct tree *tree, struct error *err)
{
	*base = tree_folder(tree);
	if (*base)
		return 0;
	progress(kbuild, "writing the tree's files for the build");
	*base = path_join(arena, kbuild->scratch.path, "base");
	if (file_make_folders(*base, err) < 0)
		return -1;
	return tree_export(tree, *base, err);
}

/* The folders of objects become real: gcc looks for #include "state.h" there. */
static int open_folders(const struct kbuild *kbuild, const struct string_list *objects, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	size_t i;

	for (i = 0; i < objects->nr; i++) {
		const char *object = objects->v[i], *slash = strrchr(object, '/');
		const char *folder = slash ? arena_strndup(&arena, object, (size_t)(slash - object)) : NULL;

		if (folder && file_is_folder(path_join(&arena, kbuild->overlay.base, folder)) &&
		    overlay_open(&kbuild->overlay, folder, err) < 0)
			return -1;
	}
	return 0;
}

static int lay_out(struct kbuild *kbuild, const struct tree *tree, const struct recipe *recipe,
		   struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *base;

	if (scratch_make(&kbuild->scratch, err) < 0)
		return -1;
	if (strpbrk(kbuild->scratch.path, " \t\n:"))
		return error_set(err, "cannot build in '%s': make takes no blank or colon in a path "
				      "(see TMPDIR)", kbuild->scratch.path);
	kbuild->out = path_join(&kbuild->arena, kbuild->scratch.path, "out");
	if (file_make_folders(kbuild->out, err) < 0 || find_base(&base, kbuild, &arena, tree, err) < 0 ||
	    overlay_make(&kbuild->overlay, base, path_join(&arena, kbuild->scratch.path, "src"), err) < 0)
		return -1;
	return open_folders(kbuild, &recipe->objects, err);
}

int kbuild_make(struct kbuild **kbuild, const struct tree *tree, const struct recipe *recipe,
		const struct kbuild_options *options, struct error *err)
{
	owned(kbuild_freep) struct kbuild *made = mem_alloc(sizeof(*made));

	made->options = *options;
	made->sparse = options->sparse && proc_exists("sparse");
	made->flags = arena_printf(&made->arena, "%s%s%s", options->warnings ? "W=1" : "",
				   options->warnings && made->sparse ? " " : "", made->sparse ? "C=1" : "");
	if (find_programs(made, err) < 0 || lay_out(made, tree, recipe, err) < 0 ||
	    configure(made, recipe, err) < 0 || read_config(made, recipe, err) < 0)
		return -1;
	*kbuild = take(made);
	return 0;
}

static bool is_kconfig(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, "Kconfig", 7) == 0;
}

static int put(const struct kbuild *kbuild, const struct change *change, struct error *err)
{
	const struct overlay *overlay = &kbuild->overlay;
	int failed;

	if (change->exists)
		failed = overlay_write(overlay, change->path, text_str(&change->after), change->after.len,
				       err);
	else
		failed = overlay_remove(overlay, change->path, err);
	return failed ? error_prefix(err, "cannot lay '%s' over the source", change->path) : 0;
}

int kbuild_put(struct kbuild *kbuild, const struct changes *changes, struct error *err)
{
	bool configuration = false;
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		if (put(kbuild, &changes->v[i], err) < 0)
			return -1;
		configuration |= is_kconfig(changes->v[i].path);
	}
	/* A new option would be asked for, on a terminal that is not there. */
	return configuration ? make_part(kbuild, "olddefconfig", err) : 0;
}

bool kbuild_names_object(const char *path)
{
	static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,";
	size_t len = strlen(path);

	return path_is_safe(path) && len > 2 && !strcmp(path + len - 2, ".o") && strspn(path, fine) == len;
}

static struct object_log *log_of(struct kbuild *kbuild, const char *object)
{
	size_t i;

	for (i = 0; i < kbuild->nr_logs; i++)
		if (!strcmp(kbuild->logs[i].object, object))
			return &kbuild->logs[i];
	kbuild->logs = mem_realloc(kbuild->logs, (kbuild->nr_logs + 1) * sizeof(*kbuild->logs));
	kbuild->logs[kbuild->nr_logs] = (struct object_log){ .object = mem_strdup(object) };
	return &kbuild->logs[kbuild->nr_logs++];
}

/* Whether the last word of a section's first line is an object, or a C file that becomes it. */
static bool is_section_of(const char *line, size_t len, const char *object)
{
	size_t stem = strlen(object) - 2;

	if (len < stem + 3 || line[len - 2] != '.' || !strchr("ocS", line[len - 1]))
		return false;
	return !memcmp(line + len - 2 - stem, object, stem) && strchr(" /", line[len - 3 - stem]);
}

/* The object that a section is about; NULL for none of ours. */
static const char *section_object(const char *line, size_t len, const struct string_list *objects)
{
	size_t i;

	for (i = 0; i < objects->nr; i++)
		if (is_section_of(line, len, objects->v[i]))
			return objects->v[i];
	return NULL;
}

/* Remembers the sections of our objects in place of their earlier ones. */
static void read_sections(struct string_list *compiled, struct arena *arena, struct kbuild *kbuild,
			  const struct string_list *objects, const struct text *output)
{
	const char *line, *at = text_str(output), *end = at + output->len, *object = NULL;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (diagnostics_begin_section(line, len)) {
			object = section_object(line, len, objects);
			if (object && !list_has(compiled, object)) {
				text_clear(&log_of(kbuild, object)->log);
				push(compiled, arena, arena_strdup(arena, object));
			}
		}
		if (object) {
			text_add(&log_of(kbuild, object)->log, line, len);
			text_addc(&log_of(kbuild, object)->log, '\n');
		}
	}
}

/* Whether make had no rule for an object. */
static bool has_no_rule(const struct text *output, const char *object)
{
	owned(text_release) struct text said = { 0 };

	text_addf(&said, "No rule to make target '%s'", object);
	return strstr(text_str(output), text_str(&said)) != NULL;
}

/* When an object was made; zero when it was not. */
static struct timespec made_at(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? status.st_mtim : (struct timespec){ 0 };
}

static struct timespec *all_made_at(struct arena *arena, const struct kbuild *kbuild,
				    const struct string_list *objects)
{
	struct timespec *times = arena_alloc(arena, (objects->nr + 1) * sizeof(*times));
	size_t i;

	for (i = 0; i < objects->nr; i++)
		times[i] = made_at(path_join(arena, kbuild->out, objects->v[i]));
	return times;
}

/*
 * Whether an object is there, and not still there: gcc leaves the old one when
 * it finds an error, and kbuild's .DELETE_ON_ERROR removes only what was begun.
 * It is removed, so that it is not taken for a good one the next time.
 */
static bool is_built(const struct kbuild *kbuild, const char *object, bool tried,
		     const struct timespec *before)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *path = path_join(&arena, kbuild->out, object);
	struct timespec after = made_at(path);

	if (!file_exists(path))
		return false;
	if (!tried || after.tv_sec != before->tv_sec || after.tv_nsec != before->tv_nsec)
		return true;
	unlink(path); /* best effort: it is older than its source anyway */
	return false;
}

/*
 * Which objects stand there. That make failed and yet all do means that it
 * failed before it came to them (in prepare): then they are old.
 */
static void sort_out(struct build_result *result, struct arena *arena, const struct kbuild *kbuild,
		     const struct string_list *objects, const struct timespec *before,
		     const struct text *output)
{
	size_t i;

	for (i = 0; i < objects->nr; i++) {
		const char *object = objects->v[i];

		if (is_built(kbuild, object, list_has(&result->compiled, object), &before[i]))
			push(&result->objects, arena, arena_strdup(arena, object));
		else if (has_no_rule(output, object))
			push(&result->unknown, arena, arena_strdup(arena, object));
	}
	if (!result->built && result->objects.nr == objects->nr)
		result->objects.nr = 0;
}

static void read_diagnostics(struct build_result *result, struct arena *arena, struct kbuild *kbuild,
			     const struct string_list *objects)
{
	owned(text_release) struct text all = { 0 };
	size_t i;

	for (i = 0; i < objects->nr; i++) {
		const struct object_log *log = log_of(kbuild, objects->v[i]);

		text_add(&all, text_str(&log->log), log->log.len);
	}
	diagnostics_parse(&result->diagnostics, &result->nr_diagnostics, arena, text_str(&all), all.len,
			  kbuild->overlay.folder);
}

/* One make over objects, whose paths have been looked at. */
static int build(struct build_result *result, struct arena *arena, struct kbuild *kbuild,
		 const struct string_list *objects, struct error *err)
{
	owned(proc_result_release) struct proc_result ran = { 0 };
	owned(arena_release) struct arena own = { 0 };
	struct string_list argv = { 0 };
	struct build_result built = { 0 };
	const struct timespec *before = all_made_at(&own, kbuild, objects);
	size_t i;

	make_command(&argv, &own, kbuild);
	push(&argv, &own, "-k");
	for (i = 0; i < objects->nr; i++)
		push(&argv, &own, objects->v[i]);
	push(&argv, &own, NULL);
	if (run(&ran, kbuild, &argv, "cannot build the objects", err) < 0)
		return -1;
	built.built = ran.exit_code == 0;
	read_sections(&built.compiled, arena, kbuild, objects, &ran.out);
	sort_out(&built, arena, kbuild, objects, before, &ran.out);
	read_diagnostics(&built, arena, kbuild, objects);
	if (!built.built)
		built.log = last_lines(arena, kbuild, &ran.out, LOG_LINES, "");
	*result = built;
	return 0;
}

int kbuild_objects(struct build_result *result, struct arena *arena, struct kbuild *kbuild,
		   const struct string_list *objects, struct error *err)
{
	size_t i;

	for (i = 0; i < objects->nr; i++)
		if (!kbuild_names_object(objects->v[i]))
			return error_set(err, "'%s' is not an object that can be built", objects->v[i]);
	if (!objects->nr) {
		*result = (struct build_result){ .built = true };
		return 0;
	}
	if (open_folders(kbuild, objects, err) < 0)
		return -1;
	return build(result, arena, kbuild, objects, err);
}

/* The folder's makefile, to which the line is added that makes kbuild know the probe. */
static int name_probe(struct text *before, const char **makefile, struct arena *arena,
		      const struct kbuild *kbuild, const char *dir, struct error *err)
{
	owned(text_release) struct text after = { 0 };
	bool exists = false;

	*makefile = path_join(arena, dir, "Kbuild");
	if (file_read_if(before, &exists, path_join(arena, kbuild->overlay.folder, *makefile), err) < 0)
		return -1;
	if (!exists) {
		*makefile = path_join(arena, dir, "Makefile");
		if (file_read(before, path_join(arena, kbuild->overlay.folder, *makefile), err) < 0)
			return -1;
	}
	text_add(&after, text_str(before), before->len);
	text_adds(&after, "\nobj-y += stableport-probe.o\n");
	return overlay_write(&kbuild->overlay, *makefile, text_str(&after), after.len, err);
}

static bool has_error(const struct build_result *result)
{
	size_t i;

	for (i = 0; i < result->nr_diagnostics; i++)
		if (!strcmp(result->diagnostics[i].kind, "error"))
			return true;
	return false;
}

static int build_probe(bool *compiles, struct kbuild *kbuild, const char *dir, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *object = path_join(&arena, dir, "stableport-probe.o");
	struct string_list objects = { .v = &object, .nr = 1 };
	struct build_result result = { 0 };
	owned(text_release) struct text log = { 0 };

	unlink(path_join(&arena, kbuild->out, object)); /* the one before; that there is none is fine */
	if (kbuild_objects(&result, &arena, kbuild, &objects, err) < 0)
		return -1;
	if (!result.built && !has_error(&result)) {
		text_adds(&log, result.log);
		return error_set(err, "cannot compile a probe in '%s':\n%s", dir,
				 last_lines(&arena, kbuild, &log, ERROR_LINES, "    "));
	}
	*compiles = result.built;
	return 0;
}

int kbuild_probe(bool *compiles, struct kbuild *kbuild, const char *dir, const char *probe, size_t len,
		 struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text before = { 0 };
	const char *source = path_join(&arena, dir, "stableport-probe.c"), *makefile;
	struct error *late;
	bool answer = false;
	int built;

	if (!file_is_folder(path_join(&arena, kbuild->overlay.base, dir)))
		return error_set(err, "there is no folder '%s' to compile a probe in", dir);
	if (overlay_write(&kbuild->overlay, source, probe, len, err) < 0 ||
	    name_probe(&before, &makefile, &arena, kbuild, dir, err) < 0)
		return error_prefix(err, "cannot compile a probe in '%s'", dir);
	built = build_probe(&answer, kbuild, dir, err);
	/* Also after a failure, which is then the one to tell. */
	late = built < 0 ? NULL : err;
	if (overlay_remove(&kbuild->overlay, source, late) < 0 ||
	    overlay_write(&kbuild->overlay, makefile, text_str(&before), before.len, late) < 0 || built < 0)
		return -1;
	*compiles = answer;
	return 0;
}

const char *kbuild_configuration(struct arena *arena, const struct kbuild *kbuild)
{
	return path_join(arena, kbuild->out, ".config");
}

int kbuild_image(struct image_build *result, struct arena *arena, struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena own = { 0 };
	owned(proc_result_release) struct proc_result ran = { 0 };
	struct string_list argv = { 0 };

	make_command(&argv, &own, kbuild);
	push(&argv, &own, "bzImage");
	push(&argv, &own, NULL);
	if (run(&ran, kbuild, &argv, "cannot build the kernel", err) < 0)
		return -1;
	*result = (struct image_build){ 0 };
	if (ran.exit_code == 0)
		result->kernel = path_join(arena, kbuild->out, "arch/x86/boot/bzImage");
	else
		result->log = last_lines(arena, kbuild, &ran.out, LOG_LINES, "");
	return 0;
}

const char *kbuild_source(const struct kbuild *kbuild)
{
	return kbuild->overlay.folder;
}

const char *kbuild_out(const struct kbuild *kbuild)
{
	return kbuild->out;
}

const char *kbuild_scratch(const struct kbuild *kbuild)
{
	return kbuild->scratch.path;
}
