// SPDX-License-Identifier: GPL-2.0-only
#include <linux/wait_bit.h>

void stableport_probe(int *var);
void stableport_probe(int *var)
{
	wake_up_var(var);
}
