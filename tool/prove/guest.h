/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GUEST_H
#define GUEST_H

#include "../backport.h"
#include "../error.h"

/* A virtual machine that boots a kernel: qemu without KVM, without a network, with a serial port. */
struct guest {
	const char *kernel, *initramfs; /* files */
	unsigned memory;                /* MiB */
	unsigned timeout;               /* seconds */
	const char *folder;             /* where the console's file goes, */
	const char *console;            /* and its name there: letters of file names only */
};

/* Whether there is a qemu; the error names the Debian package. */
int guest_is_possible(struct error *err) must_check;

/*
 * Boots guests side by side, and reads the console of each into the run in its place. Whatever a guest does is a result.
 * Errors: qemu cannot be started or fails itself, a console's file cannot be written, we were interrupted; then no
 * half console is left.
 */
int guests_boot(struct guest_run *runs, struct arena *arena, const struct guest *guests, size_t nr,
		struct error *err) must_check;

/* The command that does the same by hand, for a shell, with the console on the terminal. */
const char *guest_command(struct arena *arena, const struct guest *guest);

#endif
