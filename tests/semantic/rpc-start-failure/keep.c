// SPDX-License-Identifier: GPL-2.0-only
static void nfsd4_run_cb_work(struct work_struct *work)
{
	struct nfsd4_callback *cb = of(work);
	int ret;

	ret = rpc_call_async(client(cb), &cb->cb_msg, RPC_TASK_SOFT, &ops, cb);
	if (ret) {
		set_bit(NFSD4_CALLBACK_REQUEUE, &cb->cb_flags);
		nfsd4_queue_cb(cb);
	}
}

/* somebody else's call */
static void other(struct thing *thing)
{
	rpc_call_async(thing->client, &thing->msg, RPC_TASK_SOFT, &ops, thing);
}
