// SPDX-License-Identifier: GPL-2.0-only
// the failure is noticed inside a warning
static void ask_back(struct nfs4_delegation *d)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &d->dl_recall.cb_flags))
		return;
	refcount_inc(&d->dl_stid.sc_count);
	if (WARN_ON_ONCE(!nfsd4_run_cb(&d->dl_recall))) {
		refcount_dec(&d->dl_stid.sc_count);
		clear_bit(NFSD4_CALLBACK_RUNNING, &d->dl_recall.cb_flags);
	}
}
