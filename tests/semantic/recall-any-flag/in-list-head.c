// SPDX-License-Identifier: GPL-2.0-only
static void deleg_reaper(struct net *nn)
{
	struct list_head *pos, *next;
	struct nfs4_client *clp;
	LIST_HEAD(cblist);

	spin_lock(&nn->lock);
	list_for_each_safe(pos, next, &nn->lru) {
		clp = list_entry(pos, struct nfs4_client, cl_lru);
		if (test_bit(NFSD4_CLIENT_CB_RECALL_ANY, &clp->cl_flags))
			continue;
		list_add(&clp->cl_ra_cblist, &cblist);
		set_bit(NFSD4_CLIENT_CB_RECALL_ANY, &clp->cl_flags);
		clp->cl_ra_time = now();
	}
	spin_unlock(&nn->lock);

	while (!list_empty(&cblist)) {
		clp = list_first_entry(&cblist, struct nfs4_client, cl_ra_cblist);
		list_del_init(&clp->cl_ra_cblist);
		trace(clp->cl_ra);
		nfsd4_try_run_cb(&clp->cl_ra->ra_cb);
	}
}
