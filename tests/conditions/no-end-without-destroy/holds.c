// SPDX-License-Identifier: GPL-2.0-only
// every way out is accounted for
static void nfsd4_run_cb_work(struct work_struct *w)
{
	struct nfsd4_callback *one = callback_of(w);

	if (!one->cb_clp->cl_cb_client) {
		nfsd41_destroy_cb(one);
		return;
	}
	if (nothing_to_send(one)) {
		nfsd41_destroy_cb(one);
		return;
	}
	rpc_call_async(one->cb_clp->cl_cb_client, &one->cb_msg, 0, &some_ops, one);
}

static void nfsd4_cb_release(void *data)
{
	struct nfsd4_callback *one = data;

	if (one->cb_need_restart)
		nfsd4_queue_cb(one);
	else
		nfsd41_destroy_cb(one);
}
