// SPDX-License-Identifier: GPL-2.0-only
// a flag of the client instead
static void deleg_reaper(struct nfsd_net *net)
{
	struct nfs4_client *who;

	list_for_each_entry(who, &net->all, link) {
		if (test_bit(CLIENT_ASKED, &who->cl_flags))
			continue;
		set_bit(CLIENT_ASKED, &who->cl_flags);
		nfsd4_run_cb(&who->cl_ra->ra_cb);
	}
}
