/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_WAIT_H
#define FAKE_LINUX_WAIT_H

typedef struct {
	int nr;
} wait_queue_head_t;

typedef struct {
	int nr;
} wait_queue_t;

#define DEFINE_WAIT(name)	wait_queue_t name = { 0 }

void prepare_to_wait(wait_queue_head_t *head, wait_queue_t *entry, int state);
void finish_wait(wait_queue_head_t *head, wait_queue_t *entry);
wait_queue_head_t *bit_waitqueue(void *word, int bit);
void wake_up_bit(void *word, int bit);

#endif
