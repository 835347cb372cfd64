// SPDX-License-Identifier: GPL-2.0-only
// wiped from outside
static void over(struct ticket *t)
{
	t->dl_recall.cb_flags = 0;
}
