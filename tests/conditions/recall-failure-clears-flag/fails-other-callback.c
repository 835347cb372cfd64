// SPDX-License-Identifier: GPL-2.0-only
static void recall(struct nfs4_delegation *dp)
{
	bool queued;

	queued = nfsd4_run_cb(&dp->dl_recall);
	if (!queued) {
		refcount_dec(&dp->count);
		clear_bit(NFSD4_CALLBACK_RUNNING, &dp->dl_other.cb_flags);
	}
}
