// SPDX-License-Identifier: GPL-2.0-only
// marked as running
void nfsd4_shutdown_callback(struct nfs4_client *who)
{
	set_bit(NFSD4_CALLBACK_RUNNING, &who->cl_cb_null.cb_flags);
	nfsd4_run_cb(&who->cl_cb_null);
}
