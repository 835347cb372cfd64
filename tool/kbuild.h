/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KBUILD_H
#define KBUILD_H

#include <stdbool.h>

#include "backport.h"
#include "tree.h"

/*
 * One configured build of a kernel tree, out of tree, in a scratch folder. The
 * source is an overlay: symbolic links to the target's own files (for a commit:
 * to an export of it) with the files that the steps changed laid over them, so
 * that the target is never written to and one build folder serves every step,
 * rebuilding only what changed.
 *
 * Made when first needed (a probe or the check), since configuring costs ten
 * seconds.
 */
struct kbuild;

struct kbuild_options {
	unsigned jobs;                  /* make -j */
	unsigned timeout;               /* seconds for one make */
	bool warnings;                  /* W=1 */
	bool sparse;                    /* C=2, where sparse is on PATH */
	const char *cc;                 /* CC=..., or NULL */
	const char *log;                /* a file that gets everything make prints, or NULL */
	/* Called before each long part, for progress; may be NULL. */
	void (*progress)(void *data, const char *what);
	void *progress_data;
};

/* Configures: allnoconfig, the recipe's options, olddefconfig, prepare. Errors name the part that failed and its last lines. */
int kbuild_make(struct kbuild **kbuild, const struct tree *tree, const struct recipe *recipe,
		const struct kbuild_options *options, struct error *err) must_check;
void kbuild_free(struct kbuild *kbuild);
OWNED_POINTER(struct kbuild, kbuild_free);

/* Lays changed files over the source. */
int kbuild_put(struct kbuild *kbuild, const struct changes *changes, struct error *err) must_check;

struct build_result {
	bool built;                     /* make succeeded */
	struct diagnostic *diagnostics; /* all, in the arena */
	size_t nr_diagnostics;
	const char *log;                /* the last lines when it failed */
};

/*
 * Builds objects ("fs/nfsd/nfs4callback.o"), again if they are there already
 * (their diagnostics are wanted). Paths in diagnostics are the kernel's own.
 */
int kbuild_objects(struct build_result *result, struct arena *arena, struct kbuild *kbuild,
		   const struct string_list *objects, struct error *err) must_check;

/* Whether a probe (a C file's text) compiles as an object of the folder dir. */
int kbuild_probe(bool *compiles, struct kbuild *kbuild, const char *dir, const char *probe, size_t len,
		 struct error *err) must_check;

/* The compiler's first line of --version. */
const char *kbuild_compiler(const struct kbuild *kbuild);
bool kbuild_runs_sparse(const struct kbuild *kbuild);

/* What gcc, clang and sparse print, as diagnostics; prefix is cut off paths. Pure. */
void diagnostics_parse(struct diagnostic **diagnostics, size_t *nr, struct arena *arena, const char *log, size_t len,
		       const char *prefix);

#endif
