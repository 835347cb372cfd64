// SPDX-License-Identifier: GPL-2.0-only
static void end(struct thing *thing)
{
	clear_and_wake_up_bit(THING_BUSY, &thing->flags);
	put(thing);
}

static void end_for_some(struct thing *thing)
{
	if (test_bit(THING_WAITED_FOR, &thing->flags))
		clear_and_wake_up_bit(THING_BUSY, &thing->flags);
	else
		clear_bit(THING_BUSY, &thing->flags);
}
