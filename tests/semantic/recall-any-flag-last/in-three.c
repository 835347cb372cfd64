// SPDX-License-Identifier: GPL-2.0-only
static void reap(struct net *nn)
{
	struct nfs4_client *clp;

	list_for_each_entry(clp, &nn->lru, cl_lru) {
		if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &clp->cl_ra->ra_cb.cb_flags))
			continue;
		if (clp->a)
			continue;
		if (clp->b)
			continue;
		if (clp->c)
			continue;
		nfsd4_run_cb(&clp->cl_ra->ra_cb);
	}
}
