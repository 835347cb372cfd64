// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the shim's wait_var_event(), wake_up_var() and clear_and_wake_up_bit() on a small model of the kernel's hashed
 * wait queues. The model has one bucket for the bits that a word has and one for the others, so that all variables are
 * neighbours, and a waker who looks elsewhere than the waiter sits is found out. test-shims.c builds and starts this.
 *
 * A wake-up is lost when a task sleeps although its condition holds: the model's schedule() gives up after some seconds.
 * The two narrow places are entered on purpose, by a condition that does the waker's work while it is evaluated; the
 * rest is left to threads that run as they please.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <linux/wait_bit.h>

#define SECONDS_TO_WAIT	20
#define ROUNDS		5000
#define NR_PAIRS	3
#define BITS_IN_A_WORD	((int)sizeof(long) * 8)

#define expect(condition)								\
do {											\
	if (!(condition)) {								\
		fprintf(stderr, "%s:%d: %s\n", __func__, __LINE__, #condition);		\
		exit(1);								\
	}										\
} while (0)

_Thread_local struct task current_task;

static wait_queue_head_t bucket[2];
#define VAR_BUCKET	(&bucket[1])
static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t run_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t run = PTHREAD_COND_INITIALIZER;
static atomic_int nr_queued_ever;
static _Thread_local bool is_ordered;

/* A missing barrier shows too seldom to be waited for, so the model asks for it where the kernel relies on it. */
void full_barrier(void)
{
	atomic_thread_fence(memory_order_seq_cst);
	is_ordered = true;
}

static void unlink_entry(wait_queue_head_t *head, struct wait_queue_entry *entry)
{
	struct wait_queue_entry *previous = head->first;

	if (!entry->is_queued)
		return;
	if (previous == entry) {
		head->first = entry->next;
	} else {
		while (previous->next != entry)
			previous = previous->next;
		previous->next = entry->next;
	}
	entry->is_queued = false;
}

static void make_runnable(struct task *task)
{
	pthread_mutex_lock(&run_lock);
	task->state = TASK_RUNNING;
	pthread_cond_broadcast(&run);
	pthread_mutex_unlock(&run_lock);
}

bool wake_any(struct wait_queue_entry *entry, struct wait_bit_key *key)
{
	(void)key;
	unlink_entry(entry->head, entry);
	make_runnable(entry->task);
	return true;
}

void prepare_to_wait(wait_queue_head_t *head, struct wait_queue_entry *entry, int state)
{
	pthread_mutex_lock(&queue_lock);
	if (!entry->is_queued) {
		entry->head = head;
		entry->next = head->first;
		head->first = entry;
		entry->is_queued = true;
		nr_queued_ever++;
	}
	entry->task->state = state;
	pthread_mutex_unlock(&queue_lock);
	atomic_thread_fence(memory_order_seq_cst);
}

void finish_wait(wait_queue_head_t *head, struct wait_queue_entry *entry)
{
	pthread_mutex_lock(&queue_lock);
	entry->task->state = TASK_RUNNING;
	unlink_entry(head, entry);
	pthread_mutex_unlock(&queue_lock);
}

void schedule(void)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += SECONDS_TO_WAIT;
	pthread_mutex_lock(&run_lock);
	while (current_task.state != TASK_RUNNING) {
		if (pthread_cond_timedwait(&run, &run_lock, &end) != 0) {
			fprintf(stderr, "a wake-up was lost\n");
			exit(1);
		}
	}
	pthread_mutex_unlock(&run_lock);
}

wait_queue_head_t *bit_waitqueue(void *word, int bit)
{
	(void)word;
	return &bucket[bit < 0 || bit >= BITS_IN_A_WORD];
}

void wake_up_bit(void *word, int bit)
{
	wait_queue_head_t *head = bit_waitqueue(word, bit);
	struct wait_bit_key key = { .flags = word, .bit_nr = bit };

	expect(is_ordered);
	is_ordered = false;
	if (atomic_load_explicit(&head->first, memory_order_relaxed) == NULL)
		return;
	pthread_mutex_lock(&queue_lock);
	for (struct wait_queue_entry *entry = head->first, *next; entry != NULL; entry = next) {
		next = entry->next;
		entry->wake(entry, &key);
	}
	pthread_mutex_unlock(&queue_lock);
}

/*
 * A neighbour in a bucket, who waits for bit 0 of a word and reads through the key as the kernel's bit waiters do. A hash
 * can put anybody next to a variable.
 */
struct bit_waiter {
	struct wait_queue_entry entry;
	struct task task;
	unsigned long *word;
	int nr_asked;
};

static bool wake_bit_waiter(struct wait_queue_entry *entry, struct wait_bit_key *key)
{
	struct bit_waiter *waiter = (struct bit_waiter *)entry;

	waiter->nr_asked++;
	if (key->flags != waiter->word || key->bit_nr != 0 || (*waiter->word & 1))
		return false;
	return wake_any(entry, key);
}

static void bit_waiter_queue(struct bit_waiter *waiter, unsigned long *word, wait_queue_head_t *head)
{
	*waiter = (struct bit_waiter){
		.entry = { .task = &waiter->task, .wake = wake_bit_waiter },
		.word = word,
	};
	prepare_to_wait(head, &waiter->entry, TASK_UNINTERRUPTIBLE);
}

static void a_condition_that_holds_does_not_queue(void)
{
	int before = nr_queued_ever, var = 1;

	wait_var_event(&var, var);
	expect(nr_queued_ever == before);
}

/* The condition is false at the look with the given number; right after it the waker comes along. */
struct narrow {
	int nr_looks, wake_after;
	bool is_done;
};

static bool narrow_look(struct narrow *n)
{
	bool seen = n->is_done;

	if (++n->nr_looks == n->wake_after) {
		n->is_done = true;
		wake_up_var(n);
	}
	return seen;
}

static void a_waker_between_the_first_look_and_the_queue_is_noticed(void)
{
	struct narrow n = { .wake_after = 1 };

	wait_var_event(&n, narrow_look(&n));
	expect(n.nr_looks == 2);
	expect(bucket[0].first == NULL && bucket[1].first == NULL);
}

static void a_waker_between_the_look_and_the_sleep_is_noticed(void)
{
	struct narrow n = { .wake_after = 2 };

	wait_var_event(&n, narrow_look(&n));
	expect(n.nr_looks == 3);
	expect(bucket[0].first == NULL && bucket[1].first == NULL);
}

static void a_bit_waiter_in_the_bucket_is_asked_and_left_alone(void)
{
	struct narrow n = { .wake_after = 2 };
	unsigned long word = 0;
	struct bit_waiter stranger, namesake;

	bit_waiter_queue(&stranger, &word, VAR_BUCKET);
	bit_waiter_queue(&namesake, (unsigned long *)&n, VAR_BUCKET);
	wait_var_event(&n, narrow_look(&n));
	expect(stranger.nr_asked == 1 && namesake.nr_asked == 1);
	expect(stranger.task.state == TASK_UNINTERRUPTIBLE);
	expect(namesake.task.state == TASK_UNINTERRUPTIBLE);
	finish_wait(VAR_BUCKET, &stranger.entry);
	finish_wait(VAR_BUCKET, &namesake.entry);
}

static void clearing_the_bit_wakes_its_waiter(void)
{
	unsigned long word = 3;
	struct bit_waiter waiter;

	bit_waiter_queue(&waiter, &word, bit_waitqueue(&word, 0));
	clear_and_wake_up_bit(1, &word);
	expect(word == 1 && waiter.task.state == TASK_UNINTERRUPTIBLE);
	clear_and_wake_up_bit(0, &word);
	expect(word == 0 && waiter.task.state == TASK_RUNNING);
	expect(bucket[0].first == NULL && bucket[1].first == NULL);
}

/* Two threads hand a turn to and fro; the other pairs in the bucket wake them up in vain all the time. */
struct side {
	atomic_int *turn;
	int me;
};

static void *hand_over(void *arg)
{
	const struct side *side = arg;

	for (int i = 0; i < ROUNDS; i++) {
		wait_var_event(side->turn, atomic_load_explicit(side->turn, memory_order_relaxed) == side->me);
		atomic_store_explicit(side->turn, !side->me, memory_order_relaxed);
		wake_up_var(side->turn);
	}
	return NULL;
}

static void no_turn_is_lost_among_threads(void)
{
	static atomic_int turn[NR_PAIRS];
	struct side side[2 * NR_PAIRS];
	pthread_t thread[2 * NR_PAIRS];

	for (int i = 0; i < 2 * NR_PAIRS; i++) {
		side[i] = (struct side){ .turn = &turn[i / 2], .me = i % 2 };
		expect(pthread_create(&thread[i], NULL, hand_over, &side[i]) == 0);
	}
	for (int i = 0; i < 2 * NR_PAIRS; i++)
		pthread_join(thread[i], NULL);
	expect(bucket[0].first == NULL && bucket[1].first == NULL);
}

int main(void)
{
	a_condition_that_holds_does_not_queue();
	a_waker_between_the_first_look_and_the_queue_is_noticed();
	a_waker_between_the_look_and_the_sleep_is_noticed();
	a_bit_waiter_in_the_bucket_is_asked_and_left_alone();
	clearing_the_bit_wakes_its_waiter();
	no_turn_is_lost_among_threads();
	return 0;
}
