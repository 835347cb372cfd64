// SPDX-License-Identifier: GPL-2.0-only
// only another callback is won
static void send(struct holder *h)
{
	nfsd4_try_run_cb(&h->unrelated);
	nfsd4_run_cb(&h->ra_cb);
}
