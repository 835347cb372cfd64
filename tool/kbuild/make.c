// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is said to make, and why:
 *	-Otarget                        what one compiler prints stays together under -j
 *	V=0                             the sections' first lines
 *	WERROR=0                        4.19's objtool does not build with gcc 12 otherwise
 *	W=1, C=1 CHECK=sparse           more diagnostics; C=1 checks what is compiled. The same in every run:
 *	                                with other flags what prepare made would be made again
 *	MAKEFLAGS= MFLAGS= MAKELEVEL=   we may run under a make: its -j, -n and O= are not for this one
 *	LC_MESSAGES=C ...               the kernel's Makefile unexports LC_ALL
 * Where the kernel would be built elsewhere, or as another one, by what the environment has, that is taken away. LLVM,
 * CROSS_COMPILE, ARCH and KCFLAGS stay: they are the user's choice (../check/identity.c has them).
 */
#include <ctype.h>

#include "build.h"

/* What make may print; 10,000 W=1 warnings with their excerpts are 3 MiB. */
#define MAX_OUTPUT ((size_t)32 << 20)
/*
 * A file of the build: with -O what a compiler prints is one until it ends, which make 4.3 has in /tmp, whatever TMPDIR
 * says. A flood is to end there and not fill the disk. No image is near that.
 */
#define MAX_FILE (4ULL << 30)

void kbuild_progress(const struct kbuild *kbuild, const char *what)
{
	if (kbuild->options.progress)
		kbuild->options.progress(kbuild->options.progress_data, what);
}

/*
 * Of what make says about itself, which is the most and helps the least, all but what nothing else says: "No rule to make
 * target", and of what its programs died, "*** [Makefile:9: fs/nfsd/vfs.o] Killed".
 */
static bool is_chatter(const char *line, size_t len)
{
	size_t head = len < 5 ? len : 5;
	bool is_makes = memmem(line, head, "make[", 5) || memmem(line, head, "make:", 5);

	if (!is_makes || memmem(line, len, "No rule", 7))
		return false;
	return !memmem(line, len, "*** [", 5) || memmem(line, len, "] Error ", 8);
}

static void without_chatter(struct text *out, const char *text, size_t text_len)
{
	const char *line, *at = text, *end = text + text_len;
	size_t len;

	while (text_line(&line, &len, &at, end)) {
		if (is_chatter(line, len))
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

const char *kbuild_last_lines(struct arena *arena, const struct kbuild *kbuild, const struct text *output, size_t nr,
			      const char *indent)
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

/* ARCH, CROSS_COMPILE, LLVM and the flags stay the user's; what else speaks to make and kconfig is not for our builds. */
static const char *const *environment(struct arena *arena, const struct kbuild *kbuild)
{
	static const char *const always[] = {
		"LC_ALL=C", "LC_CTYPE=C", "LC_MESSAGES=C", "LANG=C", "LANGUAGE=", "MAKEFLAGS=", "MFLAGS=", "MAKELEVEL=",
		"GNUMAKEFLAGS", "MAKEFILES", "C", "M", "O", "V", "W", "SUBDIRS", "KBUILD_OUTPUT", "KBUILD_EXTMOD", "KBUILD_SRC",
		"sub_make_done", "KBUILD_CHECKSRC", "KBUILD_EXTRA_WARN", "KBUILD_ENABLE_EXTRA_GCC_CHECKS", "KBUILD_VERBOSE",
		"KCONFIG_CONFIG", "KCONFIG_ALLCONFIG", "KCONFIG_AUTOCONFIG", "KCONFIG_AUTOHEADER", "KCONFIG_DEFCONFIG_LIST",
		"KCONFIG_OVERWRITECONFIG", "KCONFIG_WERROR",
	};
	struct string_list env = { 0 };
	size_t i;

	for (i = 0; i < nr_of(always); i++)
		string_list_push(&env, arena, always[i]);
	/* A compiler that is killed leaves its files where TMPDIR says. */
	string_list_push(&env, arena, arena_printf(arena, "TMPDIR=%s/tmp", kbuild->folder.path));
	string_list_push(&env, arena, kbuild->host_flags); /* NULL ends the list too */
	string_list_push(&env, arena, NULL);
	return env.v;
}

int kbuild_run(struct proc_result *result, struct kbuild *kbuild, const struct string_list *argv, const char *what,
	       struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const struct proc proc = {
		.argv = argv->v,
		.dir = kbuild->overlay.folder,
		.env = environment(&arena, kbuild),
		.timeout = kbuild->options.timeout,
		.max_output = MAX_OUTPUT,
		.max_file = MAX_FILE,
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
		string_list_push(argv, arena, arena_printf(arena, "ARCH=%s", configuration->arch));
	if (configuration && configuration->cross)
		string_list_push(argv, arena, arena_printf(arena, "CROSS_COMPILE=%s", configuration->cross));
	if (kbuild->cc)
		string_list_push(argv, arena, arena_printf(arena, "CC=%s", kbuild->cc));
}

void kbuild_command(struct string_list *argv, struct arena *arena, const struct kbuild *kbuild)
{
	string_list_push(argv, arena, "make");
	string_list_push(argv, arena, "-Otarget");
	string_list_push(argv, arena, arena_printf(arena, "-j%u", kbuild->options.jobs ? kbuild->options.jobs : 1));
	string_list_push(argv, arena, arena_printf(arena, "O=%s", kbuild->out));
	string_list_push(argv, arena, "V=0");
	string_list_push(argv, arena, "WERROR=0");
	add_compiler(argv, arena, kbuild);
	if (kbuild->options.warnings)
		string_list_push(argv, arena, "W=1");
	if (kbuild->sparse) {
		string_list_push(argv, arena, "C=1");
		string_list_push(argv, arena, "CHECK=sparse");
	}
}

int kbuild_run_part(struct kbuild *kbuild, struct string_list *argv, struct arena *arena, const char *part,
		    struct error *err)
{
	owned(proc_result_release) struct proc_result result = { 0 };

	string_list_push(argv, arena, NULL);
	if (kbuild_run(&result, kbuild, argv, part, err) < 0)
		return error_prefix(err, "cannot configure the kernel");
	if (result.exit_code == 0)
		return 0;
	if (strstr(text_str(&result.out), "is not clean, please run"))
		return error_set(err, "cannot configure the kernel: the tree was built in: "
				      "run 'make mrproper' in it");
	return error_set(err, "cannot configure the kernel: %s failed:\n%s", part,
			 kbuild_last_lines(arena, kbuild, &result.out, KBUILD_ERROR_LINES, "    "));
}

int kbuild_make_part(struct kbuild *kbuild, const char *target, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	struct string_list argv = { 0 };

	kbuild_command(&argv, &arena, kbuild);
	string_list_push(&argv, &arena, target);
	return kbuild_run_part(kbuild, &argv, &arena, arena_printf(&arena, "make %s", target), err);
}
