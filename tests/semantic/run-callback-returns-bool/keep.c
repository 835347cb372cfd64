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
	refcount_inc(&thing->count);
	nfsd4_run_cb(&thing->recall);
}
