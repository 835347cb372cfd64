// SPDX-License-Identifier: GPL-2.0-only
// queued without a test
static void send(struct holder *h)
{
	refcount_inc(&h->uses);
	nfsd4_run_cb(&h->ra_cb);
}
