// SPDX-License-Identifier: GPL-2.0-only
// not on every path of the failure
static void ask_back(struct nfs4_delegation *d)
{
	if (!nfsd4_run_cb(&d->dl_recall)) {
		refcount_dec(&d->dl_stid.sc_count);
		if (d->dl_retries)
			clear_bit(NFSD4_CALLBACK_RUNNING, &d->dl_recall.cb_flags);
	}
}
