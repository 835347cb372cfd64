// SPDX-License-Identifier: GPL-2.0-only
// the shutdown uses the helper
void nfsd4_probe_callback(struct nfs4_client *who)
{
	nfsd4_run_cb(&who->cl_cb_null);
}

void nfsd4_shutdown_callback(struct nfs4_client *who)
{
	nfsd4_try_run_cb(&who->cl_cb_null);
	flush_workqueue(the_queue);
}
