// SPDX-License-Identifier: GPL-2.0-only
static void end(struct thing *thing)
{
	if (atomic_dec_and_test(&thing->count))
		wake_up(&thing->queue);
}

static void wait_for_end(struct thing *thing)
{
	wait_event(thing->queue, !atomic_read(&thing->count));
}
