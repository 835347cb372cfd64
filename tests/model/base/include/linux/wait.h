/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

typedef struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
} wait_queue_head_t;

struct wait_queue_entry {
	struct task_struct *task;
	struct list_head entry;
};

#define DEFINE_WAIT(name)	struct wait_queue_entry name = { 0 }

extern void prepare_to_wait(wait_queue_head_t *wq,
			    struct wait_queue_entry *entry, int state);
extern void finish_wait(wait_queue_head_t *wq, struct wait_queue_entry *entry);
extern void wake_up_all(wait_queue_head_t *wq);
#define wake_up(wq)	wake_up_all(wq)

#define wait_event(wq, condition) do { \
	DEFINE_WAIT(__entry); \
	might_sleep(); \
	for (;;) { \
		prepare_to_wait(&(wq), &__entry, TASK_UNINTERRUPTIBLE); \
		if (condition) \
			break; \
		schedule(); \
	} \
	finish_wait(&(wq), &__entry); \
} while (0)

#endif
