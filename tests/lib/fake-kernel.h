/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_KERNEL_H
#define FAKE_KERNEL_H

/*
 * A kernel of six files whose Makefile speaks as kbuild does: O=, allnoconfig,
 * olddefconfig, prepare, single objects with their dependencies and commands as fixdep writes them, an image of them,
 * W=1 and C=1, "  CC      ..." before each compiler run. -DCONFIG_X follows from the configuration. A Kconfig
 * file has the options that are known, if there is one.
 */
#define FAKE_MAKEFILE                                                                   \
	"VERSION = 4\nPATCHLEVEL = 19\nSUBLEVEL = 7\nEXTRAVERSION =\nCC = gcc\n"        \
	"ifndef inner\n"                                                                \
	"goals := $(MAKECMDGOALS)\n"                                                    \
	".PHONY: $(goals) inner-make\n"                                                 \
	"$(goals): inner-make ;\n"                                                      \
	"inner-make:\n"                                                                 \
	"\t@$(MAKE) --no-print-directory -C $(O) -f $(CURDIR)/Makefile inner=1 src=$(CURDIR) $(goals)\n" \
	"else\n"                                                                        \
	"-include $(wildcard fs/*/*.d)\n"                                               \
	"options := $(shell sed -n 's/^\\(CONFIG_[A-Z]*\\)=y$$/-D\\1/p' .config 2>&1)\n" \
	"allnoconfig:\n"                                                                \
	"\t@printf '#\\n# Compiler: fakecc 1.0\\n' > .config\n"                         \
	"olddefconfig prepare:\n"                                                       \
	"\t@test -f .config\n"                                                          \
	"\t@test ! -f $(src)/Kconfig || grep -f $(src)/Kconfig .config > .new; test ! -f .new || mv .new .config\n" \
	"bzImage: fs/demo/a.o fs/demo/b.o\n"                                             \
	"\t@mkdir -p arch/x86/boot\n"                                                \
	"\t@cat $^ > arch/x86/boot/bzImage\n"                                         \
	"compile = $(CC) -Wall -I$(src)/include $(options) $(if $(W),-Wextra) -MMD -MP -c -o $@ $<\n" \
	"fs/demo/%.o: $(src)/fs/demo/%.c\n"                                             \
	"\t@mkdir -p $(@D)\n"                                                           \
	"\t@$(if $(C),echo '  CHECK   $<')\n"                                           \
	"\t@echo '  CC      $@'\n"                                                      \
	"\t@$(compile)\n"                                                               \
	"\t@{ echo 'cmd_$@ := $(compile)'; echo 'deps_$@ := \\'; tr ' \\\\' '\\n\\n' < $(@:.o=.d) | grep '/.*[^:]$$' | sed 's/$$/ \\\\/'; echo; } > $(@D)/.$(@F).cmd\n" \
	"endif\n"

#define FAKE_MERGE_CONFIG "#!/bin/sh\ntest \"$1 $2\" = '-m -O' && cat \"$5\" >> \"$4\"\n"

#define FAKE_STATE_H "struct state { int a; };\n"
#define FAKE_A_C "#include \"state.h\"\nint a(struct state *s) { return s->a; }\n"
#define FAKE_B_C "#include \"state.h\"\n#include <linux/bit.h>\nint b(void) { int unused; return BIT; }\n"

/* The pairs for fixture_files() and fixture_commit(). */
#define FAKE_KERNEL                                             \
	"Makefile", FAKE_MAKEFILE,                              \
	"scripts/kconfig/merge_config.sh", FAKE_MERGE_CONFIG,   \
	"fs/demo/Makefile", "obj-y += a.o b.o\n",               \
	"fs/demo/state.h", FAKE_STATE_H,                        \
	"fs/demo/a.c", FAKE_A_C,                                \
	"fs/demo/b.c", FAKE_B_C,                                \
	"include/linux/bit.h", "#define BIT 1\n"

#endif
