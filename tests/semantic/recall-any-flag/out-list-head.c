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
		clp->cl_ra_time = now();
		trace(clp->cl_ra);
		nfsd4_run_cb(&clp->cl_ra->ra_cb);
	}
	spin_unlock(&nn->lock);
}
