// SPDX-License-Identifier: GPL-2.0-only
static void recall(struct nfs4_delegation *dp)
{
	/* the lock keeps it alive */
	refcount_inc(&dp->stid.count);
	WARN_ON_ONCE(!nfsd4_run_cb(&dp->dl_recall));
}
