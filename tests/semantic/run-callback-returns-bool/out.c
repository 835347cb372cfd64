// SPDX-License-Identifier: GPL-2.0-only
extern bool nfsd4_run_cb(struct nfsd4_callback *cb);

bool nfsd4_run_cb(struct nfsd4_callback *cb)
{
	struct nfs4_client *clp = cb->cb_clp;
	bool queued;

	nfsd41_cb_inflight_begin(clp);
	queued = nfsd4_queue_cb(cb);
	if (!queued)
		nfsd41_cb_inflight_end(clp);
	return queued;
}

static void recall(struct thing *thing)
{
	/* the lock keeps it alive */
	refcount_inc(&thing->count);
	WARN_ON_ONCE(!nfsd4_run_cb(&thing->recall));
}

static void probe(struct thing *thing)
{
	nfsd4_run_cb(&thing->null);
}
