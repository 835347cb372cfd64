/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_TYPES_H
#define FAKE_LINUX_TYPES_H

typedef unsigned int u32;
typedef unsigned long long u64;
typedef u32 __be32;

#endif
