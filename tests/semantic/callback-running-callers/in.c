// SPDX-License-Identifier: GPL-2.0-only
static void recall(struct delegation *dp)
{
	bool queued;
	/*
	 * The lock keeps it alive.
	 */
	refcount_inc(&dp->count);
	queued = nfsd4_run_cb(&dp->dl_recall);
	WARN_ON_ONCE(!queued);
	if (!queued)
		refcount_dec(&dp->count);
}

static void layout(struct layout *ls)
{
	spin_lock(&ls->lock);
	if (ls->recalled)
		goto out;
	ls->recalled = true;

	refcount_inc(&ls->count);
	nfsd4_run_cb(&ls->ls_recall);

out:
	spin_unlock(&ls->lock);
}

static void notify(struct blocked *nbl)
{
	if (queue(nbl))
		nfsd4_run_cb(&nbl->nbl_cb);
}

static void reap(struct client *clp)
{
	nfsd4_run_cb(&clp->cl_ra->ra_cb);
}
