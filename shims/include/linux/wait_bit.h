/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STABLEPORT_SHIM_LINUX_WAIT_BIT_H
#define STABLEPORT_SHIM_LINUX_WAIT_BIT_H
/*
 * Before v4.13 there is no such header, and what it has is in linux/wait.h; nothing there
 * includes the shim by itself.
 */
#ifndef __has_include_next
#include_next <linux/wait_bit.h>
#elif __has_include_next(<linux/wait_bit.h>)
#include_next <linux/wait_bit.h>
#else
#include <linux/wait.h>
#endif

/*
 * wait_var_event(var, condition): sleep, uninterruptibly, until the condition holds; var is an
 * address under which the waiter can be found. wake_up_var(var): let those who wait under this
 * address look at their condition again.
 *
 * Upstream 6b2bb7265f0b ("sched/wait: Introduce wait_var_event()"), v4.17. One commit brought
 * both and they have to agree on the queue, so either name's probe brings the pair.
 *
 * Waiters hang on one of the hashed queues which wait_on_bit() uses; others wait there too. Three
 * things matter:
 *
 *   The wake-up carries a key. A bit waiter's wake function reads through the key it is given, so
 *   a plain wake_up_all() on this queue would be an oops. wake_up_bit() builds one. The bit is the
 *   first that a word does not have, so no bit waiter takes the wake-up for its own. (It is not
 *   -1: wait_on_atomic_t() has that in these trees, and with all its bits set it would hash every
 *   address to the same queue.)
 *
 *   Our waiter takes every wake-up of its queue, whatever the key, and looks at its condition
 *   again. It is not an exclusive waiter, so it uses up nobody else's wake-up by that.
 *
 *   No wake-up gets lost. The waiter is on the queue before it looks (prepare_to_wait() ends in a
 *   full barrier), the waker has changed what the waiter looks at before it asks whether the
 *   queue is empty (smp_mb() here, waitqueue_active() in wake_up_bit()). So either the waker sees
 *   the waiter or the waiter sees the change. A wake-up between the look and schedule() makes the
 *   task runnable, and schedule() returns at once.
 *
 * Without it a backport needs a wait queue of its own in the structure, or gets one of these three
 * wrong. With it, what is lost: upstream wakes those of this var only; here some look in vain. And
 * upstream leaves the barrier to the caller, so do not lean on the one here: code that does is
 * wrong on a tree which has the name. Upstream's other variants (killable, timeout, interruptible)
 * are not here.
 */
#if (defined(STABLEPORT_LACKS_wait_var_event) || defined(STABLEPORT_LACKS_wake_up_var)) && \
	!defined(wait_var_event)
#include <linux/atomic.h>

#define STABLEPORT_VAR_BIT	((int)sizeof(long) * 8)

static inline wait_queue_head_t *stableport_var_waitqueue(void *var)
{
	return bit_waitqueue(var, STABLEPORT_VAR_BIT);
}

static inline void wake_up_var(void *var)
{
	smp_mb();
	wake_up_bit(var, STABLEPORT_VAR_BIT);
}

#define wait_var_event(var, condition)							\
do {											\
	might_sleep();									\
	if (!(condition)) {								\
		wait_queue_head_t *stableport_queue = stableport_var_waitqueue(var);	\
		DEFINE_WAIT(stableport_entry);						\
											\
		for (;;) {								\
			prepare_to_wait(stableport_queue, &stableport_entry,		\
					TASK_UNINTERRUPTIBLE);				\
			if (condition)							\
				break;							\
			schedule();							\
		}									\
		finish_wait(stableport_queue, &stableport_entry);			\
	}										\
} while (0)
#endif

/*
 * clear_and_wake_up_bit(bit, word): the bit's owner is done with it, and whoever waits for it in
 * wait_on_bit() may go on.
 *
 * Upstream 8236b0ae31c8 ("bdi: wake up concurrent wb_shutdown() callers."), v4.17; stable
 * branches older than that can have it too, since it was made for a fix.
 *
 * Without it a backport writes three calls in a row, and the one that gets forgotten is the
 * barrier: the waker then looks for waiters before others can see the bit cleared, and a waiter
 * sleeps on. With it nothing is lost.
 */
#ifdef STABLEPORT_LACKS_clear_and_wake_up_bit
#include <linux/bitops.h>
#include <linux/atomic.h>

static inline void clear_and_wake_up_bit(int bit, void *word)
{
	clear_bit_unlock(bit, word);
	smp_mb__after_atomic();
	wake_up_bit(word, bit);
}
#endif

#endif
