// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sched.h>
#include <linux/wait_bit.h>

void stableport_probe(int *var);
void stableport_probe(int *var)
{
	wait_var_event(var, *var);
}
