// SPDX-License-Identifier: GPL-2.0-only
// one test behind it
static void deleg_reaper(struct nfsd_net *net)
{
	struct nfs4_client *who;

	list_for_each_entry(who, &net->all, link) {
		if (who->idle)
			continue;
		if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &who->cl_ra->ra_cb.cb_flags))
			continue;
		if (now() - who->cl_ra_time < 5)
			continue;
		kref_get(&who->ref);
		nfsd4_run_cb(&who->cl_ra->ra_cb);
	}
}
