// SPDX-License-Identifier: GPL-2.0-only
static void work(struct nfsd4_callback *cb)
{
	int ret;

	ret = rpc_call_async(client(cb), &cb->msg, SOFT, &ops, cb);
	if (ret != 0) {
		set_bit(NFSD4_CALLBACK_REQUEUE, &cb->cb_flags);
		nfsd4_queue_cb(cb);
	}
}
