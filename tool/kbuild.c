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
 * scripts/kconfig/merge_config.sh -m, then olddefconfig, then prepare. For the least configuration kconfig does it in
 * one step (KCONFIG_ALLCONFIG).
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
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "check/build-folder.h"
#include "check/dependencies.h"
#include "check/identity.h"
#include "check/memo.h"
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

/* A file as the steps have it so far, to be laid over the source when make is to see it. */
struct laid_file {
	char *path;
	char id[41];                    /* of the content; "-": removed */
	bool is_new;                    /* the base has no such file */
	bool is_laid;                   /* the source has it so */
	struct text content;
};

/* Which entry was true for an object when it was last asked for. */
struct last_seen {
	char *object;
	const struct memo_entry *entry;
};

struct kbuild {
	struct arena arena;
	struct build_folder folder;
	struct overlay overlay;         /* empty until make is needed */
	const struct tree *tree;
	const struct recipe *recipe;
	struct kbuild_options options;
	bool sparse;
	const char *source;             /* where the overlay is */
	const char *out;                /* make's O= */
	const char *identity;           /* what it is a build of; NULL: not kept */
	const char *tree_id;
	const char *compiler, *flags;
	const char *cc;                 /* what make is told, or NULL */
	const char *lacks;
	bool is_ready;                  /* source and configuration stand */
	bool is_spoilt;                 /* what stands in the folder is not to be gone on with */
	struct memo *memo;
	struct laid_file *laid;
	size_t nr_laid;
	struct strings prepared;        /* what the configured build itself was made of */
	struct strings touched;         /* what any run has laid over the source, to be laid anew */
	struct last_seen *seen;
	size_t nr_seen;
};

static void free_files(struct kbuild *kbuild)
{
	size_t i;

	for (i = 0; i < kbuild->nr_laid; i++) {
		free(kbuild->laid[i].path);
		text_release(&kbuild->laid[i].content);
	}
	free(kbuild->laid);
	for (i = 0; i < kbuild->nr_seen; i++)
		free(kbuild->seen[i].object);
	free(kbuild->seen);
}

/* The time of "ready" is now when the last object was made. Should "busy" stay, the next run begins anew. */
static void end_orderly(const struct kbuild *kbuild)
{
	owned(arena_release) struct arena arena = { 0 };

	if (utimensat(AT_FDCWD, path_join(&arena, kbuild->folder.path, "ready"), NULL, 0) == 0)
		unlink(path_join(&arena, kbuild->folder.path, "busy"));
}

void kbuild_free(struct kbuild *kbuild)
{
	if (!kbuild)
		return;
	if (kbuild->identity && kbuild->is_ready && !kbuild->is_spoilt)
		end_orderly(kbuild);
	free_files(kbuild);
	strings_release(&kbuild->prepared);
	strings_release(&kbuild->touched);
	memo_freep(&kbuild->memo);
	overlay_release(&kbuild->overlay);
	build_folder_release(&kbuild->folder);
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
	const char *source = arena_printf(arena, "%s/", kbuild->source);
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

/*
 * What says nothing about the code: a disk that is full, and output of which we have not seen all. The whole of it stays in
 * the folder, if that is kept.
 */
static int refuse_output(const struct kbuild *kbuild, const struct proc_result *ran, const char *what, struct error *err)
{
	if (ran->truncated && kbuild->identity)
		return error_set(err, "%s: make printed more than %zu MiB; it is in '%s/make.log'", what, MAX_OUTPUT >> 20,
				 kbuild->folder.path);
	if (ran->truncated)
		return error_set(err, "%s: make printed more than %zu MiB", what, MAX_OUTPUT >> 20);
	if (ran->exit_code && (strstr(text_str(&ran->out), "No space left on device") ||
			       strstr(text_str(&ran->out), "Disk quota exceeded")))
		return error_set(err, "%s: no space is left for '%s'", what, kbuild->folder.path);
	return 0;
}

/* Runs make, or the kernel's script, in the source. That it did not end of itself is an error. */
static int run(struct proc_result *result, struct kbuild *kbuild, const struct string_list *argv,
	       const char *what, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	/* A compiler that is killed leaves its files where TMPDIR says. */
	const char *const env[] = {
		"LC_ALL=C", "LC_CTYPE=C", "LC_MESSAGES=C", "LANG=C", "LANGUAGE=", "MAKEFLAGS=", "MFLAGS=", "MAKELEVEL=",
		arena_printf(&arena, "TMPDIR=%s/tmp", kbuild->folder.path), NULL,
	};
	const struct proc proc = {
		.argv = argv->v,
		.dir = kbuild->overlay.folder,
		.env = env,
		.timeout = kbuild->options.timeout,
		.max_output = MAX_OUTPUT,
		.merge_stderr = true,
		.copy = path_join(&arena, kbuild->folder.path, "make.log"),
	};
	owned(proc_result_release) struct proc_result ran = { 0 };
	owned(text_release) struct text how = { 0 };
	bool was_spoilt = kbuild->is_spoilt;

	kbuild->is_spoilt = true; /* until it has ended as it should */
	if (proc_run(&ran, &proc, err) < 0)
		return error_prefix(err, "%s", what);
	if (ran.timed_out || ran.signal) {
		proc_describe(&how, &proc, &ran);
		return error_set(err, "%s: %s", what, text_str(&how));
	}
	if (refuse_output(kbuild, &ran, what, err) < 0)
		return -1;
	kbuild->is_spoilt = was_spoilt;
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
static int run_part(struct kbuild *kbuild, struct string_list *argv, struct arena *arena,
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

static int make_part(struct kbuild *kbuild, const char *target, struct error *err)
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

static int merge_fragment(struct kbuild *kbuild, const struct recipe *recipe, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *fragment = path_join(&arena, kbuild->folder.path, "fragment");
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

/*
 * The least: kconfig takes the options from the fragment and sets all others off that can be, also those that are on by
 * default below an option of the fragment (IPv6 below the network). Nothing is left for olddefconfig.
 */
static int least_config(struct kbuild *kbuild, const struct recipe *recipe, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *fragment = path_join(&arena, kbuild->folder.path, "fragment");
	struct string_list argv = { 0 };

	if (write_fragment(recipe, fragment, err) < 0)
		return -1;
	make_command(&argv, &arena, kbuild);
	push(&argv, &arena, arena_printf(&arena, "KCONFIG_ALLCONFIG=%s", fragment));
	push(&argv, &arena, "allnoconfig");
	return run_part(kbuild, &argv, &arena, "make allnoconfig", err);
}

static int full_config(struct kbuild *kbuild, const struct recipe *recipe, struct error *err)
{
	const char *base = kind_of(kbuild) == CONFIG_DEFCONFIG ? "defconfig" : "allnoconfig";
	int begun;

	if (kind_of(kbuild) == CONFIG_FILE)
		begun = copy_config(kbuild, kbuild->options.configuration->name, err);
	else
		begun = make_part(kbuild, base, err) < 0 ? -1 : merge_fragment(kbuild, recipe, err);
	return begun < 0 ? -1 : make_part(kbuild, "olddefconfig", err);
}

static int configure(struct kbuild *kbuild, const struct recipe *recipe, struct error *err)
{
	bool least = kind_of(kbuild) == CONFIG_LEAST;

	progress(kbuild, "configuring the kernel");
	if ((least ? least_config(kbuild, recipe, err) : full_config(kbuild, recipe, err)) < 0)
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
static int find_base(const char **base, struct kbuild *kbuild, struct arena *arena, struct error *err)
{
	*base = tree_folder(kbuild->tree);
	if (*base)
		return 0;
	progress(kbuild, "writing the tree's files for the build");
	return build_folder_tree(base, arena, &kbuild->folder, kbuild->tree, kbuild->tree_id, err);
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

static int write_list(const struct kbuild *kbuild, const char *name, const struct strings *list, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	size_t i;

	for (i = 0; i < list->nr; i++)
		text_addf(&text, "%s\n", list->v[i]);
	return file_write(path_join(&arena, kbuild->folder.path, name), text_str(&text), text.len, err);
}

static int read_list(struct strings *list, const struct kbuild *kbuild, const char *name, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	const char *at, *end, *line;
	bool exists;
	size_t len;

	if (file_read_if(&text, &exists, path_join(&arena, kbuild->folder.path, name), err) < 0)
		return -1;
	for (at = text_str(&text), end = at + text.len; text_line(&line, &len, &at, end);)
		strings_addf(list, "%.*s", (int)len, line);
	return 0;
}

/* Whether the folder's file says what we would write. */
static bool says(const struct kbuild *kbuild, const char *name, const char *what)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text text = { 0 };
	const char *path = path_join(&arena, kbuild->folder.path, name);

	return file_exists(path) && file_read(&text, path, NULL) == 0 && !strcmp(text_str(&text), what);
}

static int clear_folder(const struct kbuild *kbuild, const char *const *names, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	size_t i;

	for (i = 0; names[i]; i++) {
		const char *path = path_join(&arena, kbuild->folder.path, names[i]);
		struct stat status;

		if (lstat(path, &status) == 0 && file_remove_tree(path, err) < 0)
			return error_prefix(err, "cannot empty the build's folder");
	}
	return 0;
}

static int lay_out(struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *base;

	if (file_make_folders(kbuild->out, err) < 0 ||
	    file_make_folders(path_join(&arena, kbuild->folder.path, "tmp"), err) < 0 ||
	    find_base(&base, kbuild, &arena, err) < 0 || overlay_make(&kbuild->overlay, base, kbuild->source, err) < 0)
		return -1;
	return open_folders(kbuild, &kbuild->recipe->objects, err);
}

/* What an earlier run had laid over the source is the base's again, as a file of now, so that make sees that it changed. */
static int lay_anew(const struct kbuild *kbuild, const char *path, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text content = { 0 };
	bool exists;

	if (file_read_if(&content, &exists, path_join(&arena, kbuild->overlay.base, path), err) < 0)
		return -1;
	return exists ? overlay_write(&kbuild->overlay, path, text_str(&content), content.len, err) : 0;
}

/* The build as an earlier run has left it, with the target's own files. */
static int go_on(struct kbuild *kbuild, struct error *err)
{
	static const char *const anew[] = { "src", "tmp", "make.log", NULL };
	size_t i;

	if (clear_folder(kbuild, anew, err) < 0 || lay_out(kbuild, err) < 0 ||
	    read_list(&kbuild->touched, kbuild, "touched", err) < 0)
		return -1;
	for (i = 0; i < kbuild->touched.nr; i++)
		if (lay_anew(kbuild, kbuild->touched.v[i], err) < 0)
			return -1;
	return 0;
}

static int begin(struct kbuild *kbuild, struct error *err)
{
	static const char *const all[] = { "ready", "src", "out", "tmp", "touched", "make.log", NULL };

	if (clear_folder(kbuild, all, err) < 0 || lay_out(kbuild, err) < 0 || configure(kbuild, kbuild->recipe, err) < 0)
		return -1;
	return kbuild->identity ? file_write(path_join(&kbuild->arena, kbuild->folder.path, "ready"), kbuild->identity,
					     strlen(kbuild->identity), err) : 0;
}

/*
 * Whether the clock was set back since the last run. What is laid over the source now would be older than the objects
 * of then, and make goes by times: it would leave them.
 */
static bool is_of_the_future(const char *path)
{
	struct timespec now;
	struct stat status;

	clock_gettime(CLOCK_REALTIME, &now);
	return stat(path, &status) == 0 && (status.st_mtim.tv_sec > now.tv_sec ||
		(status.st_mtim.tv_sec == now.tv_sec && status.st_mtim.tv_nsec > now.tv_nsec));
}

/* Whether an earlier run has left the same build, came to an orderly end, and was before now. */
static bool is_left(const struct kbuild *kbuild)
{
	owned(arena_release) struct arena arena = { 0 };

	return kbuild->identity && says(kbuild, "ready", kbuild->identity) &&
	       !file_exists(path_join(&arena, kbuild->folder.path, "busy")) &&
	       !is_of_the_future(path_join(&arena, kbuild->folder.path, "ready"));
}

/*
 * Source and configuration as make needs them. "busy" stands in the folder from here to an orderly end: where a run was
 * killed in between, the next one begins anew.
 */
static int make_ready(struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *busy = path_join(&arena, kbuild->folder.path, "busy");
	bool goes_on = is_left(kbuild);

	if (kbuild->is_ready)
		return 0;
	if (kbuild->identity && file_write(busy, "", 0, err) < 0)
		return -1;
	if ((goes_on ? go_on(kbuild, err) : begin(kbuild, err)) < 0)
		return -1;
	kbuild->is_ready = true;
	return 0;
}

/* What a run that compiles nothing has to know: the compiler, what the configuration lacks, what reaches all objects. */
static int keep_facts(struct kbuild *kbuild, struct error *err)
{
	owned(strings_release) struct strings facts = { 0 };
	const struct built_in where = { kbuild->source, kbuild->out };

	dependencies_so_far(&kbuild->prepared, &where);
	if (!kbuild->identity)
		return 0;
	strings_add(&facts, kbuild->compiler);
	strings_add(&facts, kbuild->lacks);
	if (write_list(kbuild, "prepared", &kbuild->prepared, err) < 0 || write_list(kbuild, "facts", &facts, err) < 0)
		return -1;
	return file_write(path_join(&kbuild->arena, kbuild->folder.path, "identity"), kbuild->identity,
			  strlen(kbuild->identity), err);
}

static int read_facts(struct kbuild *kbuild, struct error *err)
{
	owned(strings_release) struct strings facts = { 0 };

	if (read_list(&facts, kbuild, "facts", err) < 0 || read_list(&kbuild->prepared, kbuild, "prepared", err) < 0)
		return -1;
	if (facts.nr != 2)
		return error_set(err, "'%s' is damaged: remove it", kbuild->folder.path);
	kbuild->compiler = arena_strdup(&kbuild->arena, facts.v[0]);
	kbuild->lacks = arena_strdup(&kbuild->arena, facts.v[1]);
	return 0;
}

static void add_configuration(struct text *identity, const struct kbuild *kbuild)
{
	const struct configuration *configuration = kbuild->options.configuration;
	owned(text_release) struct text file = { 0 };
	char id[41];
	size_t i;

	text_addf(identity, "configuration %u %s %s\n", kind_of(kbuild), configuration ? configuration->arch : "",
		  configuration && configuration->cross ? configuration->cross : "");
	for (i = 0; i < kbuild->recipe->config.nr; i++)
		text_addf(identity, "CONFIG_%s\n", kbuild->recipe->config.v[i]);
	if (kind_of(kbuild) != CONFIG_FILE || file_read_whole(&file, configuration->name, MAX_CONFIG, NULL) < 0)
		return;
	identity_hash(id, text_str(&file), file.len);
	text_addf(identity, "file %s\n", id);
}

/* All but the files: how they are built. */
static void add_programs(struct text *identity, const struct kbuild *kbuild)
{
	static const char *const programs[] = { "make", "as", "ld", "sparse", "gcc" };
	owned(arena_release) struct arena arena = { 0 };
	const char *compiler = kbuild->cc ? kbuild->cc : usual_compiler(&arena, kbuild);
	size_t i;

	text_addf(identity, "stableport build 1\nflags %s\ncc %s\n", kbuild->flags, kbuild->cc ? kbuild->cc : "");
	for (i = 0; i < nr_of(programs); i++)
		identity_add_program(identity, programs[i]);
	if (compiler)
		identity_add_program(identity, strrchr(compiler, ' ') ? strrchr(compiler, ' ') + 1 : compiler);
	identity_add_environment(identity);
}

/*
 * The folder of the build. Its name is made of all that the build is of; for a plain tree with the tree's path in place of
 * its files' times, so that a tree that is worked on has one folder and not one for each edit.
 */
static int open_folder(struct kbuild *kbuild, struct error *err)
{
	owned(text_release) struct text how = { 0 };
	struct build_folder_options options = {
		.max = kbuild->options.build_max, .waiting = kbuild->options.waiting, .data = kbuild->options.progress_data,
	};
	char tree[41], key[41];
	bool has_id = false;

	if (kbuild->options.build_dir && identity_of_tree(tree, &has_id, kbuild->tree, err) < 0)
		return -1;
	if (has_id) {
		add_programs(&how, kbuild);
		add_configuration(&how, kbuild);
		kbuild->identity = arena_printf(&kbuild->arena, "%sfiles %s\n", text_str(&how), tree);
		text_addf(&how, "files %s\n", tree_folder(kbuild->tree) ? tree_folder(kbuild->tree) : tree);
		identity_hash(key, text_str(&how), how.len);
		kbuild->tree_id = arena_strdup(&kbuild->arena, tree);
		options.shared = kbuild->options.build_dir;
		options.key = key;
	}
	return build_folder_open(&kbuild->folder, &options, err);
}

static int open_memo(struct kbuild *kbuild, struct error *err)
{
	static const char *const all[] = { "identity", "memo", "facts", "prepared", NULL };
	const char *memo = path_join(&kbuild->arena, kbuild->folder.path, "memo");
	bool is_known = kbuild->identity && says(kbuild, "identity", kbuild->identity);

	if (!is_known && clear_folder(kbuild, all, err) < 0)
		return -1;
	if (kbuild->identity && file_make_folders(memo, err) < 0)
		return -1;
	kbuild->memo = memo_open(kbuild->identity ? memo : NULL);
	if (is_known)
		return read_facts(kbuild, err);
	if (make_ready(kbuild, err) < 0 || read_config(kbuild, kbuild->recipe, err) < 0)
		return -1;
	return keep_facts(kbuild, err);
}

int kbuild_make(struct kbuild **kbuild, const struct tree *tree, const struct recipe *recipe,
		const struct kbuild_options *options, struct error *err)
{
	owned(kbuild_freep) struct kbuild *made = mem_alloc(sizeof(*made));

	made->options = *options;
	made->tree = tree;
	made->recipe = recipe;
	made->sparse = options->sparse && proc_exists("sparse");
	made->flags = arena_printf(&made->arena, "%s%s%s", options->warnings ? "W=1" : "",
				   options->warnings && made->sparse ? " " : "", made->sparse ? "C=1" : "");
	if (find_programs(made, err) < 0 || open_folder(made, err) < 0)
		return -1;
	if (strpbrk(made->folder.path, " \t\n:"))
		return error_set(err, "cannot build in '%s': make takes no blank or colon in a path (see TMPDIR)",
				 made->folder.path);
	made->out = path_join(&made->arena, made->folder.path, "out");
	made->source = path_join(&made->arena, made->folder.path, "src");
	if (open_memo(made, err) < 0)
		return -1;
	*kbuild = take(made);
	return 0;
}

static bool is_kconfig(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, "Kconfig", 7) == 0;
}

/* ---- the files as the steps have them ---- */

static struct laid_file *laid_file(struct kbuild *kbuild, const struct change *change)
{
	size_t i;

	for (i = 0; i < kbuild->nr_laid; i++)
		if (!strcmp(kbuild->laid[i].path, change->path))
			return &kbuild->laid[i];
	kbuild->laid = mem_realloc(kbuild->laid, (kbuild->nr_laid + 1) * sizeof(*kbuild->laid));
	kbuild->laid[kbuild->nr_laid] = (struct laid_file){ .path = mem_strdup(change->path), .is_new = !change->existed };
	return &kbuild->laid[kbuild->nr_laid++];
}

int kbuild_put(struct kbuild *kbuild, const struct changes *changes, struct error *err)
{
	size_t i;

	for (i = 0; i < changes->nr; i++) {
		const struct change *change = &changes->v[i];
		struct laid_file *file = laid_file(kbuild, change);

		if (!path_is_safe(change->path))
			return error_set(err, "the path '%s' %s", change->path, path_trouble(change->path));
		text_clear(&file->content);
		if (change->exists)
			text_add(&file->content, text_str(&change->after), change->after.len);
		identity_hash(file->id, text_str(&file->content), file->content.len);
		if (!change->exists)
			strcpy(file->id, "-");
		file->is_laid = false;
	}
	return 0;
}

static int lay(const struct kbuild *kbuild, struct laid_file *file, struct error *err)
{
	const struct overlay *overlay = &kbuild->overlay;
	bool exists = strcmp(file->id, "-") != 0;

	if ((exists ? overlay_write(overlay, file->path, text_str(&file->content), file->content.len, err) :
		      overlay_remove(overlay, file->path, err)) < 0)
		return error_prefix(err, "cannot lay '%s' over the source", file->path);
	file->is_laid = true;
	return 0;
}

/* Before they are laid, so that also a run that is killed has said it. */
static int note_touched(struct kbuild *kbuild, struct error *err)
{
	bool is_more = false;
	size_t i;

	for (i = 0; i < kbuild->nr_laid; i++) {
		if (strings_has(&kbuild->touched, kbuild->laid[i].path))
			continue;
		strings_add(&kbuild->touched, kbuild->laid[i].path);
		is_more = true;
	}
	return is_more && kbuild->identity ? write_list(kbuild, "touched", &kbuild->touched, err) : 0;
}

/* Brings the source to where the steps are. */
static int lay_files(struct kbuild *kbuild, struct error *err)
{
	bool configuration = false;
	size_t i;

	if (note_touched(kbuild, err) < 0)
		return -1;
	for (i = 0; i < kbuild->nr_laid; i++) {
		if (kbuild->laid[i].is_laid)
			continue;
		if (lay(kbuild, &kbuild->laid[i], err) < 0)
			return -1;
		configuration |= is_kconfig(kbuild->laid[i].path);
	}
	if (!configuration)
		return 0;
	/* A new option would be asked for, on a terminal that is not there. The next run is to have the target's own. */
	kbuild->is_spoilt = true;
	return make_part(kbuild, "olddefconfig", err);
}

/* Whether a file reaches objects that do not name it: makefiles and the like, what builds tools, what prepare was made of. */
static bool is_ground(const struct kbuild *kbuild, const char *path)
{
	static const char *const tools[] = { "tools/", "scripts/", "usr/" };
	size_t len = strlen(path), i;

	if (len < 2 || path[len - 2] != '.' || !strchr("ch", path[len - 1]))
		return true;
	for (i = 0; i < nr_of(tools); i++)
		if (!strncmp(path, tools[i], strlen(tools[i])))
			return true;
	return strings_has(&kbuild->prepared, path);
}

static int compare_files(const void *a, const void *b)
{
	return strcmp(((const struct memo_file *)a)->path, ((const struct memo_file *)b)->path);
}

static const char *hash_files(struct arena *arena, const struct kbuild *kbuild, const struct memo_state *state,
			      bool only_ground)
{
	owned(text_release) struct text text = { 0 };
	char id[41];
	size_t i;

	for (i = 0; i < state->nr; i++)
		if (!only_ground || is_ground(kbuild, state->files[i].path))
			text_addf(&text, "%s %s\n", state->files[i].id, state->files[i].path);
	identity_hash(id, text_str(&text), text.len);
	return arena_strdup(arena, id);
}

static struct memo_state state_of(struct arena *arena, const struct kbuild *kbuild)
{
	struct memo_file *files = arena_alloc(arena, (kbuild->nr_laid + 1) * sizeof(*files));
	struct memo_state state = { .files = files, .nr = kbuild->nr_laid };
	size_t i;

	for (i = 0; i < kbuild->nr_laid; i++)
		files[i] = (struct memo_file){ kbuild->laid[i].path, kbuild->laid[i].id, kbuild->laid[i].is_new };
	qsort(files, state.nr, sizeof(*files), compare_files);
	state.ground = hash_files(arena, kbuild, &state, true);
	state.exact = hash_files(arena, kbuild, &state, false);
	return state;
}

bool kbuild_names_object(const char *path)
{
	static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,";
	size_t len = strlen(path);

	return path_is_safe(path) && len > 2 && !strcmp(path + len - 2, ".o") && strspn(path, fine) == len;
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

/* Whether make had no rule for an object. */
static bool has_no_rule(const struct text *output, const char *object)
{
	owned(text_release) struct text said = { 0 };

	text_addf(&said, "No rule to make target '%s'", object);
	return strstr(text_str(output), text_str(&said)) != NULL;
}

/* Of make's output the sections of one object. */
static void read_sections(struct text *log, const char *object, const struct text *output)
{
	struct string_list only = { &object, 1 };
	const char *line, *at = text_str(output), *end = at + output->len;
	bool ours = false;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (diagnostics_begin_section(line, len))
			ours = section_object(line, len, &only) != NULL;
		if (ours) {
			text_add(log, line, len);
			text_addc(log, '\n');
		}
	}
}

static bool has_kind(const struct text *log, const char *kind)
{
	owned(arena_release) struct arena arena = { 0 };
	struct diagnostic *diagnostics = NULL;
	size_t nr = 0, i;

	diagnostics_parse(&diagnostics, &nr, &arena, text_str(log), log->len, "/");
	for (i = 0; i < nr; i++)
		if (!strcmp(diagnostics[i].kind, kind))
			return true;
	return false;
}

/* A compiler that was killed, for want of memory say, or that broke down has not judged the code. */
static bool was_judged(const struct memo_entry *entry)
{
	return has_kind(&entry->log, "error") && !strstr(text_str(&entry->log), "Killed") &&
	       !strstr(text_str(&entry->log), "internal compiler error");
}

/* What came of an object that was just made, or tried. */
static void remember(struct kbuild *kbuild, const char *object, const struct memo_state *state,
		     const struct proc_result *ran, const char *failure)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(strings_release) struct strings files = { 0 };
	const struct built_in where = { kbuild->source, kbuild->out };
	struct memo_entry *entry = memo_add(kbuild->memo, object, state);

	read_sections(&entry->log, object, &ran->out);
	if (file_exists(path_join(&arena, kbuild->out, object))) {
		entry->outcome = MEMO_BUILT;
		if (dependencies_of_object(&files, &where, object))
			memo_depends(entry, &files, state);
	} else if (has_no_rule(&ran->out, object)) {
		entry->outcome = MEMO_NO_RULE;
		text_adds(&entry->failure, failure);
	} else {
		entry->outcome = MEMO_FAILED;
		entry->is_doubtful = !was_judged(entry);
		text_adds(&entry->failure, failure);
	}
}

/* Those that nothing is known of are removed first: make is not to think that one of another state is up to date. */
static int make_objects(struct kbuild *kbuild, const struct string_list *objects, const struct memo_state *state,
			struct error *err)
{
	owned(proc_result_release) struct proc_result ran = { 0 };
	owned(arena_release) struct arena arena = { 0 };
	struct string_list argv = { 0 };
	const char *failure = "";
	size_t i;

	make_command(&argv, &arena, kbuild);
	push(&argv, &arena, "-k");
	for (i = 0; i < objects->nr; i++) {
		const char *path = path_join(&arena, kbuild->out, objects->v[i]);

		if (unlink(path) < 0 && errno != ENOENT)
			return error_sys(err, "cannot remove '%s'", path);
		push(&argv, &arena, objects->v[i]);
	}
	push(&argv, &arena, NULL);
	if (run(&ran, kbuild, &argv, "cannot build the objects", err) < 0)
		return -1;
	if (ran.exit_code)
		failure = last_lines(&arena, kbuild, &ran.out, LOG_LINES, "");
	for (i = 0; i < objects->nr; i++)
		remember(kbuild, objects->v[i], state, &ran, failure);
	memo_keep(kbuild->memo);
	return 0;
}

static struct last_seen *seen(struct kbuild *kbuild, const char *object)
{
	size_t i;

	for (i = 0; i < kbuild->nr_seen; i++)
		if (!strcmp(kbuild->seen[i].object, object))
			return &kbuild->seen[i];
	kbuild->seen = mem_realloc(kbuild->seen, (kbuild->nr_seen + 1) * sizeof(*kbuild->seen));
	kbuild->seen[kbuild->nr_seen] = (struct last_seen){ .object = mem_strdup(object) };
	return &kbuild->seen[kbuild->nr_seen++];
}

/* What is known of an object; one that was reached since it was last asked for counts as compiled. */
static void tell(struct build_result *result, struct arena *arena, struct kbuild *kbuild, const char *object,
		 const struct memo_entry *entry)
{
	struct last_seen *last = seen(kbuild, object);

	if (entry->outcome == MEMO_BUILT)
		push(&result->objects, arena, arena_strdup(arena, object));
	else if (entry->outcome == MEMO_NO_RULE)
		push(&result->unknown, arena, arena_strdup(arena, object));
	result->built &= entry->outcome == MEMO_BUILT;
	if (entry->outcome != MEMO_BUILT && !result->log)
		result->log = arena_strndup(arena, text_str(&entry->failure), entry->failure.len);
	if (last->entry != entry && entry->outcome != MEMO_NO_RULE) {
		push(&result->compiled, arena, arena_strdup(arena, object));
		result->nr_remembered += entry->is_earlier;
	}
	last->entry = entry;
}

static int tell_all(struct build_result *result, struct arena *arena, struct kbuild *kbuild,
		    const struct string_list *objects, const struct memo_state *state)
{
	owned(text_release) struct text all = { 0 };
	size_t i;

	*result = (struct build_result){ .built = true };
	for (i = 0; i < objects->nr; i++) {
		const struct memo_entry *entry = memo_find(kbuild->memo, objects->v[i], state);

		tell(result, arena, kbuild, objects->v[i], entry);
		text_add(&all, text_str(&entry->log), entry->log.len);
	}
	diagnostics_parse(&result->diagnostics, &result->nr_diagnostics, arena, text_str(&all), all.len, kbuild->source);
	return 0;
}

int kbuild_objects(struct build_result *result, struct arena *arena, struct kbuild *kbuild,
		   const struct string_list *objects, struct error *err)
{
	owned(arena_release) struct arena own = { 0 };
	const struct memo_state state = state_of(&own, kbuild);
	struct string_list missing = { 0 };
	size_t i;

	for (i = 0; i < objects->nr; i++) {
		if (!kbuild_names_object(objects->v[i]))
			return error_set(err, "'%s' is not an object that can be built", objects->v[i]);
		if (!memo_find(kbuild->memo, objects->v[i], &state) && !string_list_has(&missing, objects->v[i]))
			push(&missing, &own, objects->v[i]);
	}
	if (missing.nr && (make_ready(kbuild, err) < 0 || lay_files(kbuild, err) < 0 ||
			   open_folders(kbuild, &missing, err) < 0 || make_objects(kbuild, &missing, &state, err) < 0))
		return -1;
	return tell_all(result, arena, kbuild, objects, &state);
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

static int build_probe(bool *compiles, struct kbuild *kbuild, const char *dir, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(proc_result_release) struct proc_result ran = { 0 };
	owned(text_release) struct text log = { 0 };
	const char *object = path_join(&arena, dir, "stableport-probe.o"), *made = path_join(&arena, kbuild->out, object);
	const struct string_list objects = { &object, 1 };
	struct string_list argv = { 0 };

	unlink(made); /* the one before; that there is none is fine */
	make_command(&argv, &arena, kbuild);
	push(&argv, &arena, object);
	push(&argv, &arena, NULL);
	if (open_folders(kbuild, &objects, err) < 0 || run(&ran, kbuild, &argv, "cannot compile a probe", err) < 0)
		return -1;
	read_sections(&log, object, &ran.out);
	*compiles = file_exists(made);
	if (*compiles || has_kind(&log, "error"))
		return 0;
	return error_set(err, "cannot compile a probe in '%s':\n%s", dir,
			 last_lines(&arena, kbuild, &ran.out, ERROR_LINES, "    "));
}

static int probe_now(bool *compiles, struct kbuild *kbuild, const char *dir, const char *probe, size_t len,
		     struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text before = { 0 };
	const char *source = path_join(&arena, dir, "stableport-probe.c"), *makefile;
	struct error *late;
	bool answer = false;
	int built;

	if (make_ready(kbuild, err) < 0 || lay_files(kbuild, err) < 0)
		return -1;
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

/* An answer is remembered as an object of the probe's own name, true in just the state that it was found in. */
int kbuild_probe(bool *compiles, struct kbuild *kbuild, const char *dir, const char *probe, size_t len,
		 struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct memo_state state = state_of(&arena, kbuild);
	const struct memo_entry *known;
	const char *name;
	char id[41];

	identity_hash(id, probe, len);
	name = arena_printf(&arena, "%s/probe-%s", dir, id);
	known = memo_find(kbuild->memo, name, &state);
	if (known) {
		*compiles = known->outcome == MEMO_BUILT;
		return 0;
	}
	if (probe_now(compiles, kbuild, dir, probe, len, err) < 0)
		return -1;
	memo_add(kbuild->memo, name, &state)->outcome = *compiles ? MEMO_BUILT : MEMO_FAILED;
	memo_keep(kbuild->memo);
	return 0;
}

int kbuild_configuration(struct text *config, struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };

	if (make_ready(kbuild, err) < 0 || lay_files(kbuild, err) < 0)
		return -1;
	return file_read(config, path_join(&arena, kbuild->out, ".config"), err);
}

int kbuild_image(struct image_build *result, struct arena *arena, struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena own = { 0 };
	owned(proc_result_release) struct proc_result ran = { 0 };
	struct string_list argv = { 0 };

	if (make_ready(kbuild, err) < 0 || lay_files(kbuild, err) < 0)
		return -1;
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

/* ---- for those who run the compilers themselves ---- */

const char *kbuild_source(const struct kbuild *kbuild)
{
	return kbuild->source;
}

const char *kbuild_out(const struct kbuild *kbuild)
{
	return kbuild->out;
}

/* Whether kbuild keeps the command that compiled an object: fs/nfsd/vfs.o has fs/nfsd/.vfs.o.cmd. */
static bool has_command(const struct kbuild *kbuild, const char *object)
{
	owned(arena_release) struct arena arena = { 0 };

	return file_exists(path_join(&arena, kbuild->out, kbuild_command_file(&arena, object)));
}

int kbuild_lay(struct kbuild *kbuild, const struct string_list *objects, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct memo_state state = state_of(&arena, kbuild);
	struct string_list missing = { 0 };
	size_t i;

	if (make_ready(kbuild, err) < 0 || lay_files(kbuild, err) < 0 || open_folders(kbuild, objects, err) < 0)
		return -1;
	for (i = 0; i < objects->nr; i++)
		if (!has_command(kbuild, objects->v[i]))
			push(&missing, &arena, objects->v[i]);
	return missing.nr ? make_objects(kbuild, &missing, &state, err) : 0;
}

const char *kbuild_command_file(struct arena *arena, const char *object)
{
	const char *slash = strrchr(object, '/');
	int folder = slash ? (int)(slash + 1 - object) : 0;

	return arena_printf(arena, "%.*s.%s.cmd", folder, object, object + folder);
}

bool kbuild_recall(struct text *out, struct kbuild *kbuild, const char *name)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct memo_state state = state_of(&arena, kbuild);
	const struct memo_entry *known = memo_find(kbuild->memo, name, &state);

	if (known)
		text_add(out, text_str(&known->log), known->log.len);
	return known != NULL;
}

void kbuild_remember(struct kbuild *kbuild, const char *name, const struct text *text)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct memo_state state = state_of(&arena, kbuild);
	struct memo_entry *entry = memo_add(kbuild->memo, name, &state);

	entry->outcome = MEMO_BUILT;
	text_add(&entry->log, text_str(text), text->len);
	memo_keep(kbuild->memo);
}
