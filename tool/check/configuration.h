/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONFIGURATION_H
#define CONFIGURATION_H

#include "../error.h"
#include "../text.h"

/*
 * What a series is built for: a kernel configuration and an architecture. The strings are the arena's or constant.
 */
enum config_kind {
	CONFIG_RECIPE,          /* allnoconfig and the recipe's options, with what is on by default where these open a menu */
	CONFIG_DEFCONFIG,       /* the target's defconfig and the recipe's options */
	CONFIG_FILE,            /* a .config of the user, as it is */
	CONFIG_LEAST,           /* the recipe's options, and all else off that can be: the least that is compiled */
};

struct configuration {
	enum config_kind kind;
	const char *name;       /* "recipe", "defconfig", or the file as the user named it */
	const char *arch;       /* kbuild's ARCH */
	bool arch_is_given;     /* it has to be said to make */
	const char *cross;      /* CROSS_COMPILE: "aarch64-linux-gnu-"; NULL: as the environment has it */
};

/*
 * All pairs of what --config and --arch name (NULL-terminated; NULL: none), each once. Without --config it is the
 * recipe's or, where there is no recipe, the defconfig; without --arch this machine's. A name that is no configuration, a
 * file that is not there, a word that is no architecture: an error.
 */
int configurations_of(struct configuration **configurations, size_t *nr, struct arena *arena, char *const *configs,
		      char *const *archs, bool has_recipe, struct error *err) must_check;

/* As kbuild names this machine's: "x86", "arm64"; where the environment has an ARCH, that. */
const char *configuration_host_arch(struct arena *arena);

/* The Debian package of a cross compiler: "gcc-aarch64-linux-gnu" for "aarch64-linux-gnu-gcc"; NULL: none is known. */
const char *configuration_package(struct arena *arena, const char *compiler);

#endif
