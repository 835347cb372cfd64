// SPDX-License-Identifier: GPL-2.0-only
static void work(struct nfsd4_callback *cb)
{
	rpc_call_async(client(cb), &cb->msg, SOFT, &ops, cb);
}

static void release(struct nfsd4_callback *cb)
{
	if (cb->cb_need_restart)
		nfsd4_queue_cb(cb);
}
