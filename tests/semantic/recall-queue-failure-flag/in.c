// SPDX-License-Identifier: GPL-2.0-only
static void recall(struct delegation *dp)
{
	bool queued;

	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &dp->dl_recall.cb_flags))
		return;

	/* the lock keeps it alive */
	refcount_inc(&dp->count);
	queued = nfsd4_run_cb(&dp->dl_recall);
	WARN_ON_ONCE(!queued);
	if (!queued)
		refcount_dec(&dp->count);
}
