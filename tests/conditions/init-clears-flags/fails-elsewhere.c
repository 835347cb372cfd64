// SPDX-License-Identifier: GPL-2.0-only
// another function
void nfsd4_init_cb(struct nfsd4_callback *one, struct nfs4_client *who, int op)
{
	one->cb_clp = who;
}

void reset_cb(struct nfsd4_callback *one)
{
	one->cb_flags = 0;
}
