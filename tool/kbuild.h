/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KBUILD_H
#define KBUILD_H

#include <stdbool.h>

#include "backport.h"
#include "check/configuration.h"
#include "diagnostics.h"
#include "tree.h"

/*
 * One configured build of a kernel tree, out of tree, in a folder of ours. The
 * source is an overlay: symbolic links to the target's own files (for a commit:
 * to an export of it) with the files that the steps changed laid over them, so
 * that the target is never written to and one build folder serves every step,
 * rebuilding only what changed.
 *
 * Made when first needed (a probe or the check), since configuring costs ten
 * seconds.
 *
 * That make fails is a result where code is compiled, and an error where it is
 * set up; that it cannot be started, takes too long or is killed is always an error.
 */
struct kbuild;

struct kbuild_options {
	unsigned jobs;                  /* make -j; 0: 1 */
	unsigned timeout;               /* seconds for one make; 0: none */
	bool warnings;                  /* W=1 */
	bool sparse;                    /* C=1, where sparse is on PATH */
	const char *cc;                 /* CC=..., or NULL */
	const struct configuration *configuration; /* NULL: the recipe's on this machine */
	const char *build_dir;          /* where builds are kept for later runs; NULL: nowhere */
	unsigned long long build_max;   /* bytes of all that are kept there */
	void (*waiting)(void *progress_data); /* said while another run has the build; may be NULL */
	/* Called before each long part, for progress; may be NULL. */
	void (*progress)(void *data, const char *what);
	void *progress_data;
};

/*
 * Configures: allnoconfig or defconfig and the recipe's options, or the user's file; olddefconfig, prepare. Errors
 * name the part that failed and its last lines. Options that the kernel does
 * not know are dropped by kconfig. The strings in options must outlive it.
 */
int kbuild_make(struct kbuild **kbuild, const struct tree *tree, const struct recipe *recipe,
		const struct kbuild_options *options, struct error *err) must_check;
void kbuild_free(struct kbuild *kbuild);
OWNED_POINTER(struct kbuild, kbuild_free);

/* Lays changed files over the source. A changed Kconfig file brings the configuration up to date. */
int kbuild_put(struct kbuild *kbuild, const struct changes *changes, struct error *err) must_check;

struct build_result {
	bool built;                     /* make succeeded: all objects are there and up to date */
	struct string_list objects;     /* those that are */
	struct string_list compiled;    /* those that were compiled since they were last asked for, or were tried */
	size_t nr_remembered;           /* of these, known from an earlier run: nothing was done */
	struct string_list unknown;     /* those that kbuild has no rule for: no source, or not in the configuration */
	struct diagnostic *diagnostics; /* all, in the arena */
	size_t nr_diagnostics;
	const char *log;                /* the last lines when one failed, printable; else NULL */
};

/*
 * Builds objects ("fs/nfsd/nfs4callback.o"), as many as can be when one fails.
 * The diagnostics of those that are up to date are remembered from when they were
 * compiled. Paths in diagnostics are the kernel's own.
 */
int kbuild_objects(struct build_result *result, struct arena *arena, struct kbuild *kbuild,
		   const struct string_list *objects, struct error *err) must_check;

/* Whether an object's path can be said to make: a safe path of letters that mean nothing to it. */
bool kbuild_names_object(const char *path);

/*
 * Whether a probe (a C file's text) compiles as an object of the folder dir.
 * That make fails for another reason than an error in the probe is an error.
 */
int kbuild_probe(bool *compiles, struct kbuild *kbuild, const char *dir, const char *probe, size_t len,
		 struct error *err) must_check;

/*
 * The kernel itself, as x86 boots it, and its configuration: files that the next build replaces. That it does not
 * build is a result.
 */
struct image_build {
	const char *kernel;             /* NULL: it does not build */
	const char *log;                /* the last lines then, printable */
};
int kbuild_image(struct image_build *result, struct arena *arena, struct kbuild *kbuild, struct error *err) must_check;
/* The configuration's text, as olddefconfig left it for the files that are laid over the source. */
int kbuild_configuration(struct text *config, struct kbuild *kbuild, struct error *err) must_check;

/* "gcc (Debian 12.2.0-14+deb12u1) 12.2.0", as the configuration has it. */
const char *kbuild_compiler(const struct kbuild *kbuild);
/* "W=1 C=1", or "" */
const char *kbuild_flags(const struct kbuild *kbuild);
bool kbuild_runs_sparse(const struct kbuild *kbuild);
/* The options of the recipe that the configuration does not have, "NFSD_V4, SUNRPC"; "" for the recipe's own. */
const char *kbuild_lacks(const struct kbuild *kbuild);

/*
 * For those who run the compilers themselves (check/recompile.h): brings the source on the disk to where the steps are,
 * with a command that kbuild keeps for each of these objects, if it can be built at all.
 */
int kbuild_lay(struct kbuild *kbuild, const struct string_list *objects, struct error *err) must_check;
/* Its folders: the source as the compilers see it, and make's O=. */
const char *kbuild_source(const struct kbuild *kbuild);
const char *kbuild_out(const struct kbuild *kbuild);
/* Where kbuild keeps an object's command, below the latter. */
const char *kbuild_command_file(struct arena *arena, const char *object);

/* A text that is remembered, as objects are, for just the state that the steps are in now. */
bool kbuild_recall(struct text *out, struct kbuild *kbuild, const char *name);
void kbuild_remember(struct kbuild *kbuild, const char *name, const struct text *text);

#endif
