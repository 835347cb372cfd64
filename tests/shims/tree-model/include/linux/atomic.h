/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_ATOMIC_H
#define FAKE_LINUX_ATOMIC_H

#define smp_mb()		full_barrier()
#define smp_mb__after_atomic()	full_barrier()

void full_barrier(void);

#endif
