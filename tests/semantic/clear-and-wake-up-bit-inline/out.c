// SPDX-License-Identifier: GPL-2.0-only
static void end(struct thing *thing)
{
	clear_bit_unlock(THING_BUSY, &thing->flags);
	smp_mb__after_atomic();
	wake_up_bit(&thing->flags, THING_BUSY);
	put(thing);
}

static void end_for_some(struct thing *thing)
{
	if (test_bit(THING_WAITED_FOR, &thing->flags)) {
		clear_bit_unlock(THING_BUSY, &thing->flags);
		smp_mb__after_atomic();
		wake_up_bit(&thing->flags, THING_BUSY);
	}
	else {
		clear_bit(THING_BUSY, &thing->flags);
	}
}
