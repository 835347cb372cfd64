// SPDX-License-Identifier: GPL-2.0-only
// the variable is declared with its value
static void ask_back(struct nfs4_delegation *d)
{
	bool sent = nfsd4_run_cb(&d->dl_recall);

	if (!sent) {
		refcount_dec(&d->dl_stid.sc_count);
		clear_bit(NFSD4_CALLBACK_RUNNING, &d->dl_recall.cb_flags);
	}
}
