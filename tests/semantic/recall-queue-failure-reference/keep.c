// SPDX-License-Identifier: GPL-2.0-only
static void recall(struct nfs4_delegation *dp)
{
	bool queued;

	refcount_inc(&dp->stid.count);
	queued = nfsd4_run_cb(&dp->dl_recall);
	WARN_ON_ONCE(!queued);
	if (!queued)
		refcount_dec(&dp->stid.count);
}

/* takes no reference */
static void other(struct nfs4_delegation *dp)
{
	WARN_ON_ONCE(!nfsd4_run_cb(&dp->dl_other));
}
