/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <linux/types.h>

#define HZ	250
#define max(a, b)	((a) > (b) ? (a) : (b))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - __builtin_offsetof(type, member)))

#define BUG()		__builtin_trap()
#define WARN_ON_ONCE(condition) ({ \
	bool __warn = !!(condition); \
	if (__warn) \
		printk("WARNING at %s\n", __func__); \
	__warn; })

extern int printk(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
extern void *memcpy(void *to, const void *from, size_t n);
extern void might_sleep(void);

#endif
