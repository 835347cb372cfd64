// SPDX-License-Identifier: GPL-2.0-only
// whatever the memory held
void nfsd4_init_cb(struct nfsd4_callback *one, struct nfs4_client *who, int op)
{
	one->cb_clp = who;
	one->cb_status = 0;
}
