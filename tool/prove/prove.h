/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_H
#define PROVE_H

#include "../backport.h"
#include "../kbuild.h"
#include "../spatch.h"
#include "../tree.h"

/*
 * Boots the kernel before and after the backport and runs the recipe's scenarios in both.
 *
 *	recipe and plan ─► what each kernel is made of ─► image ─► initramfs ─► guest ─► console ─► verdict
 *
 * A target that has the fix stands for the kernel after; the one before has it taken out again.
 */
struct prove_options {
	struct spatch_options spatch;
	struct kbuild_options kbuild;
	const char *helpers;            /* the folder of the programs for the guest */
	const char *only;               /* the one scenario to run, as its script is called without ".sh"; NULL: all */
	unsigned timeout;               /* seconds of the guest; 0: the recipe's */
	bool kasan;                     /* both kernels with KASAN and lockdep */
};

/*
 * Fills in backport->proofs; consoles, initramfs and configurations go to the folder "prove" in the output folder.
 * That a kernel does not build or boot is a result. Errors are what keeps us from
 * trying: no qemu, no busybox, no such scenario.
 */
int prove_run(struct backport *backport, struct tree *tree, const struct prove_options *options,
	      struct error *err) must_check;

#endif
