// SPDX-License-Identifier: GPL-2.0-only
// tested and queued
static void send(struct holder *h)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &h->ncf_getattr.cb_flags))
		return;
	refcount_inc(&h->uses);
	nfsd4_run_cb(&h->ncf_getattr);
}
