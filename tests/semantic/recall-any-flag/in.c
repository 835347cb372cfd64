// SPDX-License-Identifier: GPL-2.0-only
struct nfs4_client {
	long		cl_ra_time;
	struct list_head	cl_ra_cblist;
};

static void release_any(struct nfsd4_callback *cb)
{
	struct nfs4_client *clp = cb->cb_clp;

	clear_bit(NFSD4_CLIENT_CB_RECALL_ANY, &clp->cl_flags);
	drop(clp);
}

static void deleg_reaper(struct net *nn)
{
	struct list_head *pos, *next;
	struct nfs4_client *clp;
	struct list_head cblist;

	INIT_LIST_HEAD(&cblist);
	spin_lock(&nn->lock);
	list_for_each_safe(pos, next, &nn->lru) {
		clp = list_entry(pos, struct nfs4_client, cl_lru);
		if (test_bit(NFSD4_CLIENT_CB_RECALL_ANY, &clp->cl_flags))
			continue;
		if (now() - clp->cl_ra_time < 5)
			continue;
		list_add(&clp->cl_ra_cblist, &cblist);

		/* given back when it has ended */
		kref_get(&clp->ref);
		set_bit(NFSD4_CLIENT_CB_RECALL_ANY, &clp->cl_flags);
		clp->cl_ra_time = now();
	}
	spin_unlock(&nn->lock);

	while (!list_empty(&cblist)) {
		clp = list_first_entry(&cblist, struct nfs4_client, cl_ra_cblist);
		list_del_init(&clp->cl_ra_cblist);
		clp->cl_ra->ra_keep = 0;
		nfsd4_try_run_cb(&clp->cl_ra->ra_cb);
	}
}

static void create(struct nfs4_client *clp)
{
	clp->cl_ra_time = 0;
}
