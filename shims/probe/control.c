// SPDX-License-Identifier: GPL-2.0-only
#include <linux/types.h>

/* Asks for no name. Where this does not compile, a failing probe says nothing about the tree. */
int stableport_probe(int n);
int stableport_probe(int n)
{
	return n;
}
