// SPDX-License-Identifier: GPL-2.0-only
// tested and queued
static void send(struct holder *h)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &h->nbl_cb.cb_flags))
		return;
	refcount_inc(&h->uses);
	nfsd4_run_cb(&h->nbl_cb);
}
