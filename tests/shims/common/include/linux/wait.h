/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_WAIT_H
#define FAKE_LINUX_WAIT_H

typedef struct wait_queue_head {
	int nr;
} wait_queue_head_t;

struct wait_queue_entry {
	int nr;
};

#define DEFINE_WAIT(name)	struct wait_queue_entry name = { 0 }

void prepare_to_wait(wait_queue_head_t *head, struct wait_queue_entry *entry, int state);
void finish_wait(wait_queue_head_t *head, struct wait_queue_entry *entry);

#endif
