/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_ATOMIC_H
#define FAKE_LINUX_ATOMIC_H

#define smp_mb()		__sync_synchronize()
#define smp_mb__after_atomic()	__sync_synchronize()

#endif
