/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_BITOPS_H
#define FAKE_LINUX_BITOPS_H

static inline void clear_bit_unlock(long nr, volatile unsigned long *addr)
{
	__atomic_fetch_and(addr, ~(1UL << nr), __ATOMIC_RELEASE);
}

#endif
