// SPDX-License-Identifier: GPL-2.0-only
static void recall(struct nfs4_delegation *dp)
{
	refcount_inc(&dp->count);
	WARN_ON_ONCE(!nfsd4_run_cb(&dp->dl_recall));
}
