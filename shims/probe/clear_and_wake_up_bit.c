// SPDX-License-Identifier: GPL-2.0-only
#include <linux/wait_bit.h>

void stableport_probe(unsigned long *word);
void stableport_probe(unsigned long *word)
{
	clear_and_wake_up_bit(0, word);
}
