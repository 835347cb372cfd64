// SPDX-License-Identifier: GPL-2.0-only
// stored once, at the start
void nfsd4_init_cb(struct nfsd4_callback *one, struct nfs4_client *who)
{
	one->cb_flags = 0;
}

static void mark(struct nfsd4_callback *one)
{
	set_bit(NFSD4_CALLBACK_REQUEUE, &one->cb_flags);
}
