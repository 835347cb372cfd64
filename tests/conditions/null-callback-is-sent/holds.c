// SPDX-License-Identifier: GPL-2.0-only
// probe and shutdown
void nfsd4_probe_callback(struct nfs4_client *who)
{
	set_bit(SOME_UPDATE, &who->cl_flags);
	nfsd4_run_cb(&who->cl_cb_null);
}

void nfsd4_shutdown_callback(struct nfs4_client *who)
{
	set_bit(SOME_KILL, &who->cl_flags);
	nfsd4_run_cb(&who->cl_cb_null);
	flush_workqueue(the_queue);
}
