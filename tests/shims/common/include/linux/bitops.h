/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_BITOPS_H
#define FAKE_LINUX_BITOPS_H

void clear_bit_unlock(long nr, volatile unsigned long *addr);

#endif
