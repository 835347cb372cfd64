// SPDX-License-Identifier: GPL-2.0-only
// never queued
static void send(struct holder *h)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &h->ls_recall.cb_flags))
		return;
	refcount_inc(&h->uses);
}
