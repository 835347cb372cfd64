/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_WAIT_BIT_H
#define FAKE_LINUX_WAIT_BIT_H

#include <linux/wait.h>

wait_queue_head_t *bit_waitqueue(void *word, int bit);
void wake_up_bit(void *word, int bit);

#endif
