// SPDX-License-Identifier: GPL-2.0-only
// nothing is undone
static void ask_back(struct nfs4_delegation *d)
{
	refcount_inc(&d->dl_stid.sc_count);
	nfsd4_run_cb(&d->dl_recall);
}
