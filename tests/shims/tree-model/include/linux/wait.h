/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_WAIT_H
#define FAKE_LINUX_WAIT_H

/*
 * Enough of a wait queue to run the shim's waiting in threads; wait-var-event.c has the functions. As in the kernel, an
 * entry brings its own wake function, and what that does with the waker's key is its own affair.
 */
#include <stdatomic.h>
#include <stdbool.h>

#define TASK_RUNNING		0
#define TASK_UNINTERRUPTIBLE	2
#define might_sleep()		do { } while (0)

struct task {
	atomic_int state;
};

struct wait_bit_key {
	void *flags;
	int bit_nr;
};

struct wait_queue_entry {
	struct wait_queue_head *head;
	struct wait_queue_entry *next;
	struct task *task;
	bool (*wake)(struct wait_queue_entry *entry, struct wait_bit_key *key);
	bool is_queued;
};

typedef struct wait_queue_head {
	struct wait_queue_entry *_Atomic first;
} wait_queue_head_t;

extern _Thread_local struct task current_task;

bool wake_any(struct wait_queue_entry *entry, struct wait_bit_key *key);

#define DEFINE_WAIT(name)	struct wait_queue_entry name = { .task = &current_task, .wake = wake_any }

void prepare_to_wait(wait_queue_head_t *head, struct wait_queue_entry *entry, int state);
void finish_wait(wait_queue_head_t *head, struct wait_queue_entry *entry);
void schedule(void);

#endif
