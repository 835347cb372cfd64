// SPDX-License-Identifier: GPL-2.0-only
// no flag at the start
void nfsd4_init_cb(struct nfsd4_callback *one, struct nfs4_client *who, int op)
{
	one->cb_clp = who;
	one->cb_flags = 0;
	one->cb_status = 0;
}
