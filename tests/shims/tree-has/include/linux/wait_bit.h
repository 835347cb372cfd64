/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKE_LINUX_WAIT_BIT_H
#define FAKE_LINUX_WAIT_BIT_H

#include <linux/bitops.h>
#include <linux/wait.h>

wait_queue_head_t *bit_waitqueue(unsigned long *word, int bit);
void wake_up_bit(unsigned long *word, int bit);
void wake_up_var(void *var);

#define wait_var_event(var, condition)		\
do {						\
	while (!(condition))			\
		wake_up_var(var);		\
} while (0)

static inline void clear_and_wake_up_bit(int bit, unsigned long *word)
{
	clear_bit_unlock(bit, word);
	wake_up_bit(word, bit);
}

#endif
