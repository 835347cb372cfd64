// SPDX-License-Identifier: GPL-2.0-only
// one place is right, another is not
static void ask_back(struct nfs4_delegation *d)
{
	if (!nfsd4_run_cb(&d->dl_recall)) {
		clear_bit(NFSD4_CALLBACK_RUNNING, &d->dl_recall.cb_flags);
		refcount_dec(&d->dl_stid.sc_count);
	}
}

static void ask_back_now(struct nfs4_delegation *d)
{
	WARN_ON_ONCE(!nfsd4_run_cb(&d->dl_recall));
}
