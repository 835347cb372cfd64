// SPDX-License-Identifier: GPL-2.0-only
// not on every path
void nfsd4_probe_callback(struct nfs4_client *who)
{
	nfsd4_run_cb(&who->cl_cb_null);
}

void nfsd4_shutdown_callback(struct nfs4_client *who)
{
	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &who->cl_cb_null.cb_flags))
		nfsd4_run_cb(&who->cl_cb_null);
	flush_workqueue(the_queue);
}
