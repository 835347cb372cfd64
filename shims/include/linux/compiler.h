/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STABLEPORT_SHIM_LINUX_COMPILER_H
#define STABLEPORT_SHIM_LINUX_COMPILER_H
#include_next <linux/compiler.h>

/*
 * fallthrough: "control runs on into the next case, and is meant to".
 *
 * Upstream 294f69e662d1 ("compiler_attributes.h: Add 'fallthrough' pseudo keyword for switch/case
 * use"), v5.4, in linux/compiler_attributes.h. It is mirrored here and not there, because no file
 * includes that header by name: every file gets it through linux/compiler_types.h, which make
 * hands to the compiler by its full path, past any shim. And before v4.20 it does not exist.
 * linux/compiler.h does in every tree, and nearly every kernel header includes it.
 *
 * Without it a backport has to write the comment which was the custom of the older tree.
 * With it nothing is lost: a compiler which knows the attribute checks it as upstream's does,
 * another one gets an empty statement.
 */
#if defined(STABLEPORT_LACKS_fallthrough) && !defined(fallthrough)
#ifdef __has_attribute
#if __has_attribute(__fallthrough__)
#define fallthrough	__attribute__((__fallthrough__))
#endif
#endif
#ifndef fallthrough
#define fallthrough	do { } while (0)
#endif
#endif

#endif
