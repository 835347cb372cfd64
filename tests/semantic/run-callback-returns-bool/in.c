// SPDX-License-Identifier: GPL-2.0-only
extern void nfsd4_run_cb(struct nfsd4_callback *cb);

void nfsd4_run_cb(struct nfsd4_callback *cb)
{
	struct nfs4_client *clp = cb->cb_clp;

	nfsd41_cb_inflight_begin(clp);
	if (!nfsd4_queue_cb(cb))
		nfsd41_cb_inflight_end(clp);
}

static void recall(struct thing *thing)
{
	/* the lock keeps it alive */
	refcount_inc(&thing->count);
	nfsd4_run_cb(&thing->recall);
}

static void probe(struct thing *thing)
{
	nfsd4_run_cb(&thing->null);
}
