/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_WAIT_BIT_H
#define _LINUX_WAIT_BIT_H

#include <linux/bitops.h>
#include <linux/wait.h>

extern wait_queue_head_t *bit_waitqueue(void *word, int bit);
extern void wake_up_bit(void *word, int bit);
extern int wait_on_bit(unsigned long *word, int bit, unsigned int mode);
extern int wait_on_bit_timeout(unsigned long *word, int bit, unsigned int mode,
			       unsigned long timeout);

#endif
