// SPDX-License-Identifier: GPL-2.0-only
// an older flag of its own
static void send(struct holder *h)
{
	if (test_and_set_bit(OLD_BUSY, &h->old_flags))
		return;
	nfsd4_run_cb(&h->ncf_getattr);
}
