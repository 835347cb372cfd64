// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configurations and architectures, and the cross compilers as Debian names them: gcc-aarch64-linux-gnu has
 * /usr/bin/aarch64-linux-gnu-gcc. For an architecture that Debian has several of (arm, mips, powerpc) it is the one that
 * its own kernels are built with. Of an architecture that is not in the table CROSS_COMPILE in the environment knows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "../files.h"
#include "configuration.h"

struct architecture {
	const char *arch;               /* kbuild's */
	const char *machine;            /* how uname -m begins there */
	const char *triplet;            /* of the compiler */
};

static const struct architecture architectures[] = {
	{ "x86", "x86_64", "x86_64-linux-gnu" },
	{ "x86", "i", "x86_64-linux-gnu" },             /* i686; ia64 is not Debian's any more */
	{ "x86_64", NULL, "x86_64-linux-gnu" },
	{ "i386", NULL, "x86_64-linux-gnu" },
	{ "arm64", "aarch64", "aarch64-linux-gnu" },
	{ "arm", "arm", "arm-linux-gnueabihf" },
	{ "powerpc", "ppc", "powerpc64le-linux-gnu" },
	{ "s390", "s390", "s390x-linux-gnu" },
	{ "riscv", "riscv", "riscv64-linux-gnu" },
	{ "mips", "mips", "mips64el-linux-gnuabi64" },
	{ "sparc", "sparc", "sparc64-linux-gnu" },
	{ "parisc", "parisc", "hppa-linux-gnu" },
	{ "m68k", "m68k", "m68k-linux-gnu" },
	{ "alpha", "alpha", "alpha-linux-gnu" },
	{ "sh", "sh", "sh4-linux-gnu" },
};

static const char *machine_arch(struct arena *arena)
{
	struct utsname name;
	size_t i;

	if (uname(&name) < 0)
		return "x86";
	for (i = 0; i < nr_of(architectures); i++) {
		const char *machine = architectures[i].machine;

		if (machine && !strncmp(name.machine, machine, strlen(machine)))
			return architectures[i].arch;
	}
	return arena_strdup(arena, name.machine);
}

const char *configuration_host_arch(struct arena *arena)
{
	const char *said = getenv("ARCH");

	return said && *said ? arena_strdup(arena, said) : machine_arch(arena);
}

static const struct architecture *architecture_of(const char *arch)
{
	size_t i;

	for (i = 0; i < nr_of(architectures); i++)
		if (!strcmp(architectures[i].arch, arch))
			return &architectures[i];
	return NULL;
}

/* Whether the machine's own gcc compiles for it. */
static bool is_native(struct arena *arena, const struct architecture *architecture)
{
	const struct architecture *own = architecture_of(machine_arch(arena));

	return own && !strcmp(own->triplet, architecture->triplet);
}

const char *configuration_package(struct arena *arena, const char *compiler)
{
	size_t len = strlen(compiler), i, j;

	for (i = 0; i < nr_of(architectures); i++) {
		const char *triplet = architectures[i].triplet;
		char *package;

		if (len != strlen(triplet) + 4 || strncmp(compiler, triplet, len - 4) || strcmp(compiler + len - 4, "-gcc"))
			continue;
		package = arena_printf(arena, "gcc-%s", triplet);
		for (j = 0; package[j]; j++) /* x86-64: an underscore is no letter of a package's name */
			if (package[j] == '_')
				package[j] = '-';
		return package;
	}
	return NULL;
}

static int set_config(struct configuration *configuration, const char *config, bool has_recipe, struct error *err)
{
	configuration->name = config;
	configuration->kind = !strcmp(config, "recipe")	   ? CONFIG_RECIPE :
			      !strcmp(config, "defconfig") ? CONFIG_DEFCONFIG :
							     CONFIG_FILE;
	if (configuration->kind == CONFIG_RECIPE && !has_recipe)
		return error_set(err, "a range has no recipe with a configuration: say --config defconfig or name a file");
	if (configuration->kind == CONFIG_FILE && (!file_exists(config) || file_is_folder(config)))
		return error_set(err, "there is no configuration '%s'; there are 'recipe', 'defconfig' and files", config);
	return 0;
}

static int set_arch(struct configuration *configuration, struct arena *arena, const char *arch, struct error *err)
{
	const struct architecture *known = architecture_of(arch);

	if (!*arch || arch[strspn(arch, "abcdefghijklmnopqrstuvwxyz0123456789_")])
		return error_set(err, "'%s' is no architecture; the kernel has 'x86', 'arm64', 'powerpc' and others", arch);
	configuration->arch = arch;
	configuration->arch_is_given = true;
	if (known && !is_native(arena, known))
		configuration->cross = arena_printf(arena, "%s-", known->triplet);
	return 0;
}

/* One that is said twice is one: a build that serves the first has the series in it by the second. */
static bool is_said(const struct configuration *configurations, size_t nr, const struct configuration *one)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strcmp(configurations[i].name, one->name) && !strcmp(configurations[i].arch, one->arch))
			return true;
	return false;
}

int configurations_of(struct configuration **configurations, size_t *nr, struct arena *arena, char *const *configs,
		      char *const *archs, bool has_recipe, struct error *err)
{
	static char usual_recipe[] = "recipe", usual_defconfig[] = "defconfig";
	char *const own_configs[] = { has_recipe ? usual_recipe : usual_defconfig, NULL };
	char *const own_archs[] = { NULL };
	char *const *config, *const *arch;

	for (config = configs ? configs : own_configs; *config; config++) {
		arch = archs ? archs : own_archs;
		do {
			struct configuration one = { .arch = configuration_host_arch(arena) };

			if (set_config(&one, arena_strdup(arena, *config), has_recipe, err) < 0 ||
			    (*arch && set_arch(&one, arena, *arch, err) < 0))
				return -1;
			if (!is_said(*configurations, *nr, &one))
				*arena_push(arena, *configurations, *nr) = one;
		} while (*arch && *++arch);
	}
	return 0;
}
