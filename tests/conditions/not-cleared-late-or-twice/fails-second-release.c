// SPDX-License-Identifier: GPL-2.0-only
// the RPC's release goes round the end point
static void end_of(struct nfsd4_callback *one)
{
	clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	one->cb_ops->release(one);
}

static void rpc_is_over(void *data)
{
	struct nfsd4_callback *one = data;

	one->cb_ops->release(one);
}
