/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/types.h>

#define GFP_KERNEL	((gfp_t)1)

extern void *kzalloc(size_t size, gfp_t flags);
extern void kfree(const void *ptr);

#endif
