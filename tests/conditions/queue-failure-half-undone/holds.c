// SPDX-License-Identifier: GPL-2.0-only
// reference, then flag
static void ask_back(struct nfs4_delegation *d)
{
	bool sent;

	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &d->dl_recall.cb_flags))
		return;
	refcount_inc(&d->dl_stid.sc_count);
	sent = nfsd4_run_cb(&d->dl_recall);
	WARN_ON_ONCE(!sent);
	if (!sent) {
		refcount_dec(&d->dl_stid.sc_count);
		clear_bit(NFSD4_CALLBACK_RUNNING, &d->dl_recall.cb_flags);
	}
}
