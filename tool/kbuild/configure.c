// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuring is what the kernel documents: allnoconfig or defconfig, then scripts/kconfig/merge_config.sh -m with the
 * recipe's options, or the user's file; then olddefconfig, then prepare. For the least configuration kconfig does it in
 * one step (KCONFIG_ALLCONFIG).
 */
#include <stdlib.h>
#include <unistd.h>

#include "build.h"

enum config_kind kbuild_kind(const struct kbuild *kbuild)
{
	return kbuild->options.configuration ? kbuild->options.configuration->kind : CONFIG_RECIPE;
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

static int merge_fragment(struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *fragment = path_join(&arena, kbuild->folder.path, "fragment");
	const char *const words[] = {
		"sh", "scripts/kconfig/merge_config.sh", "-m", "-O", kbuild->out,
		path_join(&arena, kbuild->out, ".config"), fragment,
	};
	struct string_list argv = { 0 };
	size_t i;

	if (write_fragment(kbuild->recipe, fragment, err) < 0)
		return -1;
	for (i = 0; i < nr_of(words); i++)
		string_list_push(&argv, &arena, words[i]);
	return kbuild_run_part(kbuild, &argv, &arena, "merge_config.sh", err);
}

static int copy_config(const struct kbuild *kbuild, const char *file, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text config = { 0 };

	if (file_read_whole(&config, file, KBUILD_MAX_CONFIG, err) < 0 ||
	    file_write(path_join(&arena, kbuild->out, ".config"), text_str(&config), config.len, err) < 0)
		return error_prefix(err, "cannot configure the kernel");
	return 0;
}

/*
 * The least: kconfig takes the options from the fragment and sets all others off that can be, also those that are on by
 * default below an option of the fragment (IPv6 below the network). Nothing is left for olddefconfig.
 */
static int least_config(struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	const char *fragment = path_join(&arena, kbuild->folder.path, "fragment");
	struct string_list argv = { 0 };

	if (write_fragment(kbuild->recipe, fragment, err) < 0)
		return -1;
	kbuild_command(&argv, &arena, kbuild);
	string_list_push(&argv, &arena, arena_printf(&arena, "KCONFIG_ALLCONFIG=%s", fragment));
	string_list_push(&argv, &arena, "allnoconfig");
	return kbuild_run_part(kbuild, &argv, &arena, "make allnoconfig", err);
}

static int full_config(struct kbuild *kbuild, struct error *err)
{
	const char *base = kbuild_kind(kbuild) == CONFIG_DEFCONFIG ? "defconfig" : "allnoconfig";
	int begun;

	if (kbuild_kind(kbuild) == CONFIG_FILE)
		begun = copy_config(kbuild, kbuild->options.configuration->name, err);
	else
		begun = kbuild_make_part(kbuild, base, err) < 0 ? -1 : merge_fragment(kbuild, err);
	return begun < 0 ? -1 : kbuild_make_part(kbuild, "olddefconfig", err);
}

/*
 * dtc, which every build for arm64 begins with, once defined yylloc in two of its files; gcc since version 10 and clang
 * since 11 do not link that. How a host program is compiled changes no object.
 */
int kbuild_find_host_flags(struct kbuild *kbuild, struct error *err)
{
	static const char *const lexers[] = { "scripts/dtc/dtc-lexer.l", "scripts/dtc/dtc-lexer.lex.c_shipped" };
	const char *users = getenv("HOSTCFLAGS");
	size_t i;

	for (i = 0; i < nr_of(lexers); i++) {
		owned(text_release) struct text lexer = { 0 };
		bool exists = false;

		if (tree_read(&lexer, &exists, kbuild->tree, lexers[i], err) < 0)
			return -1;
		if (strstr(text_str(&lexer), "\nYYLTYPE yylloc;"))
			kbuild->host_flags = arena_printf(&kbuild->arena, "HOSTCFLAGS=%s -fcommon", users ? users : "");
	}
	return 0;
}

int kbuild_configure(struct kbuild *kbuild, struct error *err)
{
	bool least = kbuild_kind(kbuild) == CONFIG_LEAST;

	kbuild_progress(kbuild, "configuring the kernel");
	if ((least ? least_config(kbuild, err) : full_config(kbuild, err)) < 0)
		return -1;
	kbuild_progress(kbuild, "preparing the build");
	return kbuild_make_part(kbuild, "prepare", err);
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

/* Whether a .config has an option of a recipe: "NFSD" in any way, "OTHER=m" in just that one. */
static bool has_option(const char *config, const char *option)
{
	owned(text_release) struct text line = { 0 };

	text_addf(&line, "\nCONFIG_%s%s", option, strchr(option, '=') ? "\n" : "=");
	return strstr(config, text_str(&line)) != NULL;
}

static void find_lacks(struct kbuild *kbuild, const char *config)
{
	const struct string_list *options = &kbuild->recipe->config;
	owned(text_release) struct text lacks = { 0 };
	size_t i;

	for (i = 0; kbuild_kind(kbuild) != CONFIG_RECIPE && i < options->nr; i++)
		if (!has_option(config, options->v[i]))
			text_addf(&lacks, "%s%s", lacks.len ? ", " : "", options->v[i]);
	kbuild->lacks = arena_strdup(&kbuild->arena, text_str(&lacks));
}

/*
 * The compiler is as the kernel itself found it: CONFIG_CC_VERSION_TEXT from 5.8 on, "# Compiler: ..." before (4.18 to
 * 5.7).
 */
int kbuild_read_config(struct kbuild *kbuild, struct error *err)
{
	owned(arena_release) struct arena arena = { 0 };
	owned(text_release) struct text config = { 0 };
	owned(text_release) struct text printable = { 0 };
	const char *found;

	if (file_read(&config, path_join(&arena, kbuild->out, ".config"), err) < 0)
		return error_prefix(err, "cannot configure the kernel");
	find_lacks(kbuild, text_str(&config));
	found = config_value(&arena, text_str(&config), "\nCONFIG_CC_VERSION_TEXT=\"", "\"\n");
	if (!found)
		found = config_value(&arena, text_str(&config), "\n# Compiler: ", "\n");
	if (!found)
		found = kbuild->cc ? kbuild->cc : "gcc";
	text_add_printable(&printable, found, strlen(found));
	kbuild->compiler = arena_strndup(&kbuild->arena, text_str(&printable), printable.len);
	return 0;
}

const char *kbuild_cross(const struct kbuild *kbuild)
{
	const struct configuration *configuration = kbuild->options.configuration;
	const char *cross = configuration && configuration->cross ? configuration->cross : getenv("CROSS_COMPILE");

	return cross ? cross : "";
}

const char *kbuild_usual_compiler(struct arena *arena, const struct kbuild *kbuild)
{
	const char *llvm = getenv("LLVM");

	return llvm && *llvm ? NULL : arena_printf(arena, "%sgcc", kbuild_cross(kbuild));
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
 * ccache stands before one compiler, not before a command that somebody put
 * together, and needs a place of its own.
 */
int kbuild_find_programs(struct kbuild *kbuild, struct error *err)
{
	const char *wanted = kbuild->options.cc;
	const char *compiler = wanted ? arena_strndup(&kbuild->arena, wanted, strcspn(wanted, " ")) :
					kbuild_usual_compiler(&kbuild->arena, kbuild);
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
