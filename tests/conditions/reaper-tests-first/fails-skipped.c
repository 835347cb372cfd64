// SPDX-License-Identifier: GPL-2.0-only
// sent only if
static void deleg_reaper(struct nfsd_net *net)
{
	struct nfs4_client *who;

	list_for_each_entry(who, &net->all, link) {
		if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &who->cl_ra->ra_cb.cb_flags))
			continue;
		if (who->cl_cb_state == NFSD4_CB_UP)
			nfsd4_run_cb(&who->cl_ra->ra_cb);
	}
}
