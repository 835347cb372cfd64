// SPDX-License-Identifier: GPL-2.0-only
static void recall(struct delegation *dp)
{
	bool queued;

	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &dp->dl_recall.cb_flags))
		return;

	refcount_inc(&dp->count);
	queued = nfsd4_run_cb(&dp->dl_recall);
	if (!queued)
		refcount_dec(&dp->count);
}

static void layout(struct layout *ls)
{
	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &ls->ls_recall.cb_flags)) {
		refcount_inc(&ls->count);
		nfsd4_run_cb(&ls->ls_recall);
	}
}

static void attributes(struct attributes *ncf)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &ncf->get.cb_flags))
		return;
	refcount_inc(&ncf->count);
	nfsd4_run_cb(&ncf->get);
}

static void notify(struct blocked *nbl)
{
	nfsd4_try_run_cb(&nbl->nbl_cb);
}

/* the null callback is not guarded by the flag */
static void probe(struct client *clp)
{
	nfsd4_run_cb(&clp->cl_cb_null);
}

/* the flag is held: it is not asked for again */
static void again(struct nfsd4_callback *cb)
{
	nfsd4_queue_cb(cb);
}
