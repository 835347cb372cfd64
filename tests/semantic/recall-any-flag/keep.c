// SPDX-License-Identifier: GPL-2.0-only
static void deleg_reaper(struct net *nn)
{
	struct list_head *pos, *next;
	struct nfs4_client *clp;

	spin_lock(&nn->lock);
	list_for_each_safe(pos, next, &nn->lru) {
		clp = list_entry(pos, struct nfs4_client, cl_lru);
		if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &clp->cl_ra->ra_cb.cb_flags))
			continue;
		kref_get(&clp->ref);
		clp->cl_ra_time = now();
		nfsd4_run_cb(&clp->cl_ra->ra_cb);
	}
	spin_unlock(&nn->lock);
}

/* another list, taken apart by another loop */
static void dispose(struct list_head *reaplist)
{
	while (!list_empty(reaplist)) {
		struct nfs4_client *clp = list_first_entry(reaplist, struct nfs4_client, cl_lru);

		list_del_init(&clp->cl_lru);
		expire(clp);
	}
}
