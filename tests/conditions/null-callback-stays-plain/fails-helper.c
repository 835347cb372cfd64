// SPDX-License-Identifier: GPL-2.0-only
// through the helper
void nfsd4_probe_callback(struct nfs4_client *who)
{
	nfsd4_try_run_cb(&who->cl_cb_null);
}
