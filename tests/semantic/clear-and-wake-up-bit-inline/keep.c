// SPDX-License-Identifier: GPL-2.0-only
static void end(struct thing *thing)
{
	clear_bit_unlock(THING_BUSY, &thing->flags);
	smp_mb__after_atomic();
	wake_up_bit(&thing->flags, THING_BUSY);
}
