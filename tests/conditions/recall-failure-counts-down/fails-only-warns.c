// SPDX-License-Identifier: GPL-2.0-only
static void recall(struct nfs4_delegation *dp)
{
	bool queued;

	refcount_inc(&dp->count);
	queued = nfsd4_run_cb(&dp->dl_recall);
	if (!queued)
		complain(dp);
}
