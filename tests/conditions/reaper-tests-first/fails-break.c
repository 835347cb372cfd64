// SPDX-License-Identifier: GPL-2.0-only
// a way out behind it
static void deleg_reaper(struct nfsd_net *net)
{
	struct nfs4_client *who;

	list_for_each_entry(who, &net->all, link) {
		if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &who->cl_ra->ra_cb.cb_flags))
			continue;
		if (enough(net))
			break;
		nfsd4_run_cb(&who->cl_ra->ra_cb);
	}
}
