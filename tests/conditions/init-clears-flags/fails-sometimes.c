// SPDX-License-Identifier: GPL-2.0-only
// not on every path
void nfsd4_init_cb(struct nfsd4_callback *one, struct nfs4_client *who, int op)
{
	one->cb_clp = who;
	if (op)
		one->cb_flags = 0;
	one->cb_status = 0;
}
