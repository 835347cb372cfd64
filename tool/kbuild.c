// SPDX-License-Identifier: GPL-2.0-only
/*
 * One configured build of a kernel tree, out of tree, in a scratch folder:
 *
 *	base/           a commit's files, exported once; a plain tree stays where it is
 *	src/            the overlay (overlay.h): links to the base, and what the steps changed
 *	out/            make's O=
 *	fragment        the recipe's options
 *
 * src and out stand beside each other because kernels from 5.2 on then call the
 * source "..", and never by a path with a random name in it.
 *
 * Configuring is what the kernel documents: allnoconfig, then
 * scripts/kconfig/merge_config.sh -m, then olddefconfig, then prepare.
 *
 * Objects are built with -k, so that one that fails does not hide the others,
 * and removed before, since a diagnostic is only printed when the compiler runs. Which of them
 * were built is what stands in out/ afterwards; which have no rule is read from make ("No
 * rule to make target 'fs/nfsd/x.o'"), in the C locale.
 *
 * What is said to make, and why:
 *	-Otarget                        what one compiler prints stays together under -j
 *	WERROR=0                        4.19's objtool does not build with gcc 12 otherwise
 *	W=1, C=2 CHECK=sparse           more diagnostics; C=2 checks also what is up to date
 *	MAKEFLAGS= MFLAGS= MAKELEVEL=   we may ourselves run under a make: its -j, -n, O= are not for this one
 *
 * A probe is put as stableport-probe.c in a folder, whose Makefile (or Kbuild, which
 * comes first) is given "obj-y += stableport-probe.o": 5.4 to 5.19 build no
 * object that no Makefile names. It does not compile when the compiler printed an error; without
 * one, make failed for another reason, and to answer "the name is missing" would be wrong.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "files.h"
#include "kbuild.h"
#include "overlay.h"
#include "proc.h"

/* Lines of make's output that a person gets: in an error, and of a failed build in a report. */
#define ERROR_LINES 5
#define LOG_LINES 60
/* What make may print; a tree with 10,000 W=1 warnings prints 3 MiB. */
#define MAX_OUTPUT ((size_t)32 << 20)

struct kbuild {
	struct arena arena;
	struct scratch scratch;
	struct overlay overlay;
	struct kbuild_options options;
	bool sparse;
	const char *out;                /* make's O= */
	const char *compiler, *flags;
};

void kbuild_free(struct kbuild *kbuild)
{
	if (!kbuild)
		return;
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

static void progress(const struct kbuild *kbuild, const char *what)
{
	if (kbuild->options.progress)
		kbuild->options.progress(kbuild->options.progress_data, what);
}

/* The last lines of a text, printable, each after an indent. */
static void add_last_lines(struct text *out, const struct text *text, size_t nr, const char *indent)
{
	const char *begin = text_str(text), *end = begin + text->len, *at;

	while (end > begin && isspace((unsigned char)end[-1]))
		end--;
	for (at = end; at > begin && nr; nr -= at[-1] == '\n', at--)
		if (nr == 1 && at[-1] == '\n')
			break;
	while (at < end) {
		const char *line;
		size_t len;

		text_line(&line, &len, &at, end);
		text_adds(out, indent);
		text_add_printable(out, line, len);
		if (at < end)
			text_addc(out, '\n');
	}
}

/* Without what make says about itself, which is the most and helps the least. */
static void without_chatter(struct text *out, const struct text *text)
{
	const char *line, *at = text_str(text), *end = at + text->len;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (len > 4 && !memcmp(line, "make", 4) && (line[4] == '[' || line[4] == ':') &&
		    !memmem(line, len, "No rule", 7))
			continue;
		text_add(out, line, len);
		text_addc(out, '\n');
	}
}

static int log_output(const struct kbuild *kbuild, const char *what, const struct text *output, struct error *err)
{
	FILE *log;
	bool failed;

	if (!kbuild->options.log)
		return 0;
	log = fopen(kbuild->options.log, "ae");
	if (!log)
		return error_sys(err, "cannot write the log '%s'", kbuild->options.log);
	failed = fprintf(log, "# %s\n", what) < 0 || fwrite(text_str(output), 1, output->len, log) != output->len;
	failed |= fclose(log) != 0;
	return failed ? error_sys(err, "cannot write the log '%s'", kbuild->options.log) : 0;
}

/*
 * Runs make, or the kernel's script, in the source. What has not ended of
 * itself is an error.
 */
static int run(struct proc_result *result, const struct kbuild *kbuild, const struct string_list *argv,
	       const char *what, struct error *err)
{
	static const char *const env[] = { "LC_ALL=C", "MAKEFLAGS=", "MFLAGS=", "MAKELEVEL=", NULL };
	struct proc proc = {
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
	if (log_output(kbuild, what, &ran.out, err) < 0)
		return -1;
	if (ran.timed_out || ran.signal) {
		proc_describe(&how, &proc, &ran);
		return error_set(err, "%s: %s", what, text_str(&how));
	}
	*result = take(ran);
	return 0;
}

static void push(struct string_list *list, struct arena *arena, const char *string)
{
	*arena_push(arena, list->v, list->nr) = string;
}

/* "make -Otarget O=... [CC=...] WERROR=0", to which targets are added. */
static void make_command(struct string_list *argv, struct arena *arena, const struct kbuild *kbuild)
{
	push(argv, arena, "make");
	push(argv, arena, "-Otarget");
	push(argv, arena, arena_printf(arena, "-j%u", kbuild->options.jobs ? kbuild->options.jobs : 1));
	push(argv, arena, arena_printf(arena, "O=%s", kbuild->out));
	push(argv, arena, "WERROR=0");
	if (kbuild->options.cc)
		push(argv, arena, arena_printf(arena, "CC=%s", kbuild->options.cc));
}

/* A part of configuring, in which failing is an error. */
static int run_part(const struct kbuild *kbuild, struct string_list *argv, struct arena *arena, const char *part,
		    struct error *err)
{
	owned(proc_result_release) struct proc_result result = { 0 };
	owned(text_release) struct text told = { 0 };
	owned(text_release) struct text last = { 0 };

	push(argv, arena, NULL);
	if (run(&result, kbuild, argv, part, err) < 0)
		return error_prefix(err, "cannot configure the kernel");
	if (result.exit_code == 0)
		return 0;
	if (strstr(text_str(&result.out), "is not clean, please run"))
		return error_set(err, "cannot configure the kernel: the tree was built in: run 'make mrproper' in it");
	without_chatter(&told, &result.out);
	add_last_lines(&last, told.len ? &told : &result.out, ERROR_LINES, "    ");
	return error_set(err, "cannot configure the kernel: %s failed:\n%s", part, text_str(&last));
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

static int configure(const struct kbuild *kbuild, const struct recipe *recipe, struct error *err)
{
	progress(kbuild, "configuring the kernel");
	if (make_part(kbuild, "allnoconfig", err) < 0 || merge_fragment(kbuild, recipe, err) < 0 ||
	    make_part(kbuild, "olddefconfig", err) < 0)
		return -1;
	progress(kbuild, "preparing the build");
	return make_part(kbuild, "prepare", err);
}

/* What stands in a configuration between a line's beginning and its end, or NULL. */
static const char *config_value(struct arena *arena, const char *config, const char *before, const char *after)
{
	const char *at = strstr(config, before), *end;

	if (!at)
		return NULL;
	at += strlen(before);
	end = strstr(at, after);
	return end ? arena_strndup(arena, at, (size_t)(end - at)) : NULL;
}

/*
 * The compiler as the kernel itself found it: CONFIG_CC_VERSION_TEXT from 5.8
 * on, "# Compiler: ..." before (4.18 to 5.7).
 */
static int find_compiler(struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text config = { 0 };
	owned(text_release) struct text printable = { 0 };
	const char *found;

	if (file_read(&config, path_join(&arena, kbuild->out, ".config"), err) < 0)
		return error_prefix(err, "cannot configure the kernel");
	found = config_value(&arena, text_str(&config), "\nCONFIG_CC_VERSION_TEXT=\"", "\"\n");
	if (!found)
		found = config_value(&arena, text_str(&config), "\n# Compiler: ", "\n");
	if (!found)
		found = kbuild->options.cc ? kbuild->options.cc : "gcc";
	text_add_printable(&printable, found, strlen(found));
	kbuild->compiler = arena_strdup(&kbuild->arena, text_str(&printable));
	return 0;
}

/* The first word of cc, or the gcc that kbuild will take; NULL when LLVM= chooses, and kbuild knows better. */
static const char *compiler_program(struct arena *arena, const char *cc)
{
	const char *llvm = getenv("LLVM"), *cross = getenv("CROSS_COMPILE");

	if (cc)
		return arena_strndup(arena, cc, strcspn(cc, " "));
	return llvm && *llvm ? NULL : arena_printf(arena, "%sgcc", cross ? cross : "");
}

static int find_programs(const struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *compiler = compiler_program(&arena, kbuild->options.cc);

	if (!proc_exists("make"))
		return error_set(err, "cannot run 'make': it is not installed (Debian package 'make')");
	if (compiler && !strchr(compiler, '/') && !proc_exists(compiler))
		return error_set(err, "cannot run the compiler '%s': it is not installed", compiler);
	return 0;
}

/* The folder whose files are built: the tree's own, or an export of the commit. */
static int find_base(const char **base, const struct kbuild *kbuild, struct arena *arena, const struct tree *tree,
		     struct error *err)
{
	size_t nr_missing = 0;

	*base = tree_folder(tree);
	if (*base)
		return 0;
	progress(kbuild, "writing the tree's files for the build");
	*base = path_join(arena, kbuild->scratch.path, "base");
	if (file_make_folders(*base, err) < 0)
		return -1;
	return tree_export(&nr_missing, tree, *base, err);
}

static int open_folders(const struct kbuild *kbuild, const struct string_list *objects, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	size_t i;

	for (i = 0; i < objects->nr; i++) {
		const char *slash = strrchr(objects->v[i], '/');
		const char *folder = slash ? arena_strndup(&arena, objects->v[i], (size_t)(slash - objects->v[i])) : NULL;

		if (folder && file_is_folder(path_join(&arena, kbuild->overlay.base, folder)) &&
		    overlay_open(&kbuild->overlay, folder, err) < 0)
			return -1;
	}
	return 0;
}

static int lay_out(struct kbuild *kbuild, const struct tree *tree, const struct recipe *recipe, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *base;

	if (scratch_make(&kbuild->scratch, err) < 0)
		return -1;
	if (strpbrk(kbuild->scratch.path, " \t\n:"))
		return error_set(err, "cannot build in '%s': make takes no blank or colon in a path (see TMPDIR)",
				 kbuild->scratch.path);
	kbuild->out = path_join(&kbuild->arena, kbuild->scratch.path, "out");
	if (file_make_folders(kbuild->out, err) < 0 || find_base(&base, kbuild, &arena, tree, err) < 0 ||
	    overlay_make(&kbuild->overlay, base, path_join(&arena, kbuild->scratch.path, "src"), err) < 0)
		return -1;
	return open_folders(kbuild, &recipe->objects, err);
}

static int start_log(const struct kbuild *kbuild, struct error *err)
{
	return kbuild->options.log ? file_write(kbuild->options.log, "", 0, err) : 0;
}

int kbuild_make(struct kbuild **kbuild, const struct tree *tree, const struct recipe *recipe,
		const struct kbuild_options *options, struct error *err)
{
	owned(kbuild_freep) struct kbuild *made = memset(mem_alloc(sizeof(*made)), 0, sizeof(*made));

	made->options = *options;
	made->sparse = options->sparse && proc_exists("sparse");
	made->flags = arena_printf(&made->arena, "%s%s%s", options->warnings ? "W=1" : "",
				   options->warnings && made->sparse ? " " : "", made->sparse ? "C=2" : "");
	if (find_programs(made, err) < 0 || start_log(made, err) < 0 || lay_out(made, tree, recipe, err) < 0 ||
	    configure(made, recipe, err) < 0 || find_compiler(made, err) < 0)
		return -1;
	*kbuild = take(made);
	return 0;
}

static bool is_kconfig(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, "Kconfig", 7) == 0;
}

int kbuild_put(struct kbuild *kbuild, const struct changes *changes, struct error *err)
{
	bool configuration = false;
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		const struct change *change = &changes->v[i];
		int put = change->exists ? overlay_write(&kbuild->overlay, change->path, text_str(&change->after),
							 change->after.len, err) :
					   overlay_remove(&kbuild->overlay, change->path, err);

		if (put < 0)
			return error_prefix(err, "cannot lay '%s' over the source", change->path);
		configuration |= is_kconfig(change->path);
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

static int remove_object(const struct kbuild *kbuild, const char *object, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *path;

	if (!kbuild_names_object(object))
		return error_set(err, "'%s' is not an object that can be built", object);
	path = path_join(&arena, kbuild->out, object);
	if (unlink(path) < 0 && errno != ENOENT && errno != ENOTDIR)
		return error_sys(err, "cannot remove '%s'", path);
	return 0;
}

/* Whether make had no rule for an object. */
static bool has_no_rule(const struct text *log, const char *object)
{
	owned(text_release) struct text said = { 0 };

	text_addf(&said, "No rule to make target '%s'", object);
	return strstr(text_str(log), text_str(&said)) != NULL;
}

static void sort_out(struct build_result *result, struct arena *arena, const struct kbuild *kbuild,
		     const struct string_list *objects, const struct text *log)
{
	size_t i;

	for (i = 0; i < objects->nr; i++) {
		const char *object = objects->v[i];

		if (file_exists(path_join(arena, kbuild->out, object)))
			push(&result->objects, arena, arena_strdup(arena, object));
		else if (has_no_rule(log, object))
			push(&result->unknown, arena, arena_strdup(arena, object));
	}
	result->built = result->objects.nr == objects->nr;
}

static const char *last_lines(struct arena *arena, const struct text *log)
{
	owned(text_release) struct text told = { 0 };
	owned(text_release) struct text last = { 0 };

	without_chatter(&told, log);
	add_last_lines(&last, told.len ? &told : log, LOG_LINES, "");
	return arena_strndup(arena, text_str(&last), last.len);
}

/* One make over objects that have been removed. */
static int build(struct build_result *result, struct arena *arena, const struct kbuild *kbuild,
		 const struct string_list *objects, bool checks, struct error *err)
{
	owned(proc_result_release) struct proc_result ran = { 0 };
	owned(arena_release) struct arena own = { 0 };
	struct string_list argv = { 0 };
	struct build_result built = { 0 };
	size_t i;

	make_command(&argv, &own, kbuild);
	push(&argv, &own, "-k");
	if (checks && kbuild->options.warnings)
		push(&argv, &own, "W=1");
	if (checks && kbuild->sparse) {
		push(&argv, &own, "C=2");
		push(&argv, &own, "CHECK=sparse");
	}
	for (i = 0; i < objects->nr; i++)
		push(&argv, &own, objects->v[i]);
	push(&argv, &own, NULL);
	if (run(&ran, kbuild, &argv, "cannot build the objects", err) < 0)
		return -1;
	diagnostics_parse(&built.diagnostics, &built.nr_diagnostics, arena, text_str(&ran.out), ran.out.len,
			  kbuild->overlay.folder);
	sort_out(&built, arena, kbuild, objects, &ran.out);
	if (!built.built)
		built.log = last_lines(arena, &ran.out);
	*result = built;
	return 0;
}

int kbuild_objects(struct build_result *result, struct arena *arena, struct kbuild *kbuild,
		   const struct string_list *objects, struct error *err)
{
	size_t i;

	if (!objects->nr) {
		*result = (struct build_result){ .built = true };
		return 0;
	}
	for (i = 0; i < objects->nr; i++)
		if (remove_object(kbuild, objects->v[i], err) < 0)
			return -1;
	if (open_folders(kbuild, objects, err) < 0)
		return -1;
	return build(result, arena, kbuild, objects, true, err);
}

/* The folder's makefile as it is now, with the line that makes kbuild know the probe. */
static int name_probe(struct text *before, const char **makefile, struct arena *arena, const struct kbuild *kbuild,
		      const char *dir, struct error *err)
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
	owned(text_release) struct text last = { 0 };

	if (remove_object(kbuild, object, err) < 0 || build(&result, &arena, kbuild, &objects, false, err) < 0)
		return -1;
	if (!result.built && !has_error(&result)) {
		text_adds(&log, result.log);
		add_last_lines(&last, &log, ERROR_LINES, "    ");
		return error_set(err, "cannot compile a probe in '%s':\n%s", dir, text_str(&last));
	}
	*compiles = result.built;
	return remove_object(kbuild, object, err);
}

int kbuild_probe(bool *compiles, struct kbuild *kbuild, const char *dir, const char *probe, size_t len,
		 struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text before = { 0 };
	const char *source = path_join(&arena, dir, "stableport-probe.c"), *makefile;
	bool answer = false;
	int built;

	if (!file_is_folder(path_join(&arena, kbuild->overlay.base, dir)))
		return error_set(err, "there is no folder '%s' to compile a probe in", dir);
	if (overlay_write(&kbuild->overlay, source, probe, len, err) < 0 ||
	    name_probe(&before, &makefile, &arena, kbuild, dir, err) < 0)
		return error_prefix(err, "cannot compile a probe in '%s'", dir);
	progress(kbuild, "probing");
	built = build_probe(&answer, kbuild, dir, err);
	/* Also after a failure, which is then the one to tell. */
	if (overlay_remove(&kbuild->overlay, source, built < 0 ? NULL : err) < 0 ||
	    overlay_write(&kbuild->overlay, makefile, text_str(&before), before.len, built < 0 ? NULL : err) < 0 ||
	    built < 0)
		return -1;
	*compiles = answer;
	return 0;
}
