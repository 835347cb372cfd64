// SPDX-License-Identifier: GPL-2.0-only
struct nfs4_client {
	long		cl_ra_time;
};

static void release_any(struct nfsd4_callback *cb)
{
	struct nfs4_client *clp = cb->cb_clp;

	drop(clp);
}

static void deleg_reaper(struct net *nn)
{
	struct list_head *pos, *next;
	struct nfs4_client *clp;

	spin_lock(&nn->lock);
	list_for_each_safe(pos, next, &nn->lru) {
		clp = list_entry(pos, struct nfs4_client, cl_lru);
		if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &clp->cl_ra->ra_cb.cb_flags))
			continue;
		if (now() - clp->cl_ra_time < 5)
			continue;

		/* given back when it has ended */
		kref_get(&clp->ref);
		clp->cl_ra_time = now();
		clp->cl_ra->ra_keep = 0;
		nfsd4_run_cb(&clp->cl_ra->ra_cb);
	}
	spin_unlock(&nn->lock);
}

static void create(struct nfs4_client *clp)
{
	clp->cl_ra_time = 0;
}
