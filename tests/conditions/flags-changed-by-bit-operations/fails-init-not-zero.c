// SPDX-License-Identifier: GPL-2.0-only
// a flag at the start
void nfsd4_init_cb(struct nfsd4_callback *one, struct nfs4_client *who)
{
	one->cb_flags = 1;
}
