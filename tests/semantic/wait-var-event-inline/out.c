// SPDX-License-Identifier: GPL-2.0-only
static void end(struct thing *thing)
{
	if (atomic_dec_and_test(&thing->count))
		wake_up_bit(&thing->count, 0);
}

static void wait_for_end(struct thing *thing)
{
	wait_event(*bit_waitqueue(&thing->count, 0),
		   !atomic_read(&thing->count));
}
