// SPDX-License-Identifier: GPL-2.0-only
static void reap(struct net *nn)
{
	struct nfs4_client *clp;

	list_for_each_entry(clp, &nn->lru, cl_lru) {
		if (clp->state != ACTIVE)
			continue;
		if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &clp->cl_ra->ra_cb.cb_flags))
			continue;
		if (now() - clp->cl_ra_time < 5)
			continue;
		if (clp->cl_cb_state != NFSD4_CB_UP)
			continue;

		/* given back when it has ended */
		kref_get(&clp->ref);
		nfsd4_run_cb(&clp->cl_ra->ra_cb);
	}
}
