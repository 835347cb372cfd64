// SPDX-License-Identifier: GPL-2.0-only
static void recall(struct delegation *dp)
{
	bool queued;

	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &dp->dl_recall.cb_flags))
		return;

	refcount_inc(&dp->count);
	queued = nfsd4_run_cb(&dp->dl_recall);
	if (!queued) {
		refcount_dec(&dp->count);
		clear_bit(NFSD4_CALLBACK_RUNNING, &dp->dl_recall.cb_flags);
	}
}

/* never won the flag */
static void other(struct delegation *dp)
{
	bool queued;

	refcount_inc(&dp->count);
	queued = nfsd4_run_cb(&dp->dl_other);
	if (!queued)
		refcount_dec(&dp->count);
}
