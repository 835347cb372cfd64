// SPDX-License-Identifier: GPL-2.0-only
// a way out of the worker ends nothing
static void nfsd4_run_cb_work(struct work_struct *w)
{
	struct nfsd4_callback *one = callback_of(w);

	if (nothing_to_send(one))
		return;
	rpc_call_async(one->cb_clp->cl_cb_client, &one->cb_msg, 0, &some_ops, one);
}
