/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_SCHED_H
#define FAKE_LINUX_SCHED_H

#define TASK_UNINTERRUPTIBLE	2
#define might_sleep()		do { } while (0)

void schedule(void);

#endif
