// SPDX-License-Identifier: GPL-2.0-only
// by the helper
static void send(struct holder *h, bool wanted)
{
	if (wanted)
		nfsd4_try_run_cb(&h->ra_cb);
}
