// SPDX-License-Identifier: GPL-2.0-only
static void recall(struct nfs4_delegation *dp)
{
	bool queued;

	refcount_inc(&dp->dl_stid.sc_count);
	queued = nfsd4_run_cb(&dp->dl_recall);
	WARN_ON_ONCE(!queued);
	if (!queued)
		refcount_dec(&dp->dl_stid.sc_count);
}

/* what was queued is put when it is done with */
static void other(struct nfs4_delegation *dp)
{
	bool queued;

	queued = nfsd4_run_cb(&dp->dl_other);
	if (queued)
		nfs4_put_stid(&dp->dl_stid);
}
