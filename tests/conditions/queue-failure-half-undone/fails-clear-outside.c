// SPDX-License-Identifier: GPL-2.0-only
// cleared where the callback is in flight
static void ask_back(struct nfs4_delegation *d)
{
	bool sent;

	sent = nfsd4_run_cb(&d->dl_recall);
	if (!sent)
		refcount_dec(&d->dl_stid.sc_count);
	clear_bit(NFSD4_CALLBACK_RUNNING, &d->dl_recall.cb_flags);
}
