// SPDX-License-Identifier: GPL-2.0-only
struct nfs4_client {
	int cl_cb_state;
	struct net		*net;
	/* callbacks that were started and have not ended */
	atomic_t cl_cb_inflight;
};

static int max_cb_time(struct net *net)
{
	return 9;
}

static struct workqueue_struct *callback_wq;

static bool nfsd4_queue_cb(struct nfsd4_callback *cb)
{
	return queue_work(callback_wq, &cb->cb_work);
}

static void nfsd41_cb_inflight_begin(struct nfs4_client *clp)
{
	atomic_inc(&clp->cl_cb_inflight);
}

static void nfsd41_cb_inflight_end(struct nfs4_client *clp)
{
	if (atomic_dec_and_test(&clp->cl_cb_inflight))
		wake_up_var(&clp->cl_cb_inflight);
}

static void nfsd41_cb_inflight_wait_complete(struct nfs4_client *clp)
{
	wait_var_event(&clp->cl_cb_inflight,
		       !atomic_read(&clp->cl_cb_inflight));
}

static void nfsd4_cb_probe_done(struct rpc_task *task, void *data)
{
	note(task, data);
}

static void nfsd4_cb_probe_release(void *calldata)
{
	struct nfsd4_callback *cb = calldata;

	nfsd41_cb_inflight_end(cb->cb_clp);
}

static const struct rpc_call_ops nfsd4_cb_probe_ops = {
	/* nothing to free */
	.rpc_call_done = nfsd4_cb_probe_done,
	.rpc_release = nfsd4_cb_probe_release,
};

static void nfsd41_cb_release_slot(struct nfsd4_callback *cb)
{
	cb->cb_holds_slot = false;
}

static void nfsd41_destroy_cb(struct nfsd4_callback *cb)
{
	struct nfs4_client *clp = cb->cb_clp;

	nfsd41_cb_release_slot(cb);
	if (cb->cb_ops && cb->cb_ops->release)
		cb->cb_ops->release(cb);
	nfsd41_cb_inflight_end(clp);
}

static bool nfsd4_cb_sequence_done(struct rpc_task *task, struct nfsd4_callback *cb)
{
	struct nfs4_client *clp = cb->cb_clp;

	if (task->tk_flags & GONE)
		goto need_restart;
	return true;
need_restart:
	if (!test_bit(NFSD4_CLIENT_CB_KILL, &clp->cl_flags)) {
		task->tk_status = 0;
		cb->cb_need_restart = true;
	}
	return false;
}

static void nfsd4_cb_release(void *data)
{
	struct nfsd4_callback *cb = data;

	if (cb->cb_need_restart)
		nfsd4_queue_cb(cb);
	else
		nfsd41_destroy_cb(cb);
}

void nfsd4_shutdown_callback(struct nfs4_client *clp)
{
	set_bit(NFSD4_CLIENT_CB_KILL, &clp->cl_flags);
	/* sends nothing: the worker sees the flag */
	nfsd4_run_cb(&clp->cl_cb_null);
	flush_workqueue(callback_wq);
	nfsd41_cb_inflight_wait_complete(clp);
}

static void work(struct work_struct *work)
{
	struct nfsd4_callback *cb = container_of(work, struct nfsd4_callback, cb_work);
	struct nfs4_client *clp = cb->cb_clp;
	struct rpc_clnt *clnt = clp->cl_cb_client;

	if (!clnt) {
		/* nobody to send it to */
		nfsd41_destroy_cb(cb);
		return;
	}

	if (!cb->cb_ops && clp->cl_minorversion) {
		clp->cl_cb_state = NFSD4_CB_UP;
		nfsd41_destroy_cb(cb);
		return;
	}
	send(clnt, cb);
}

void nfsd4_run_cb(struct nfsd4_callback *cb)
{
	struct nfs4_client *clp = cb->cb_clp;

	nfsd41_cb_inflight_begin(clp);
	if (!nfsd4_queue_cb(cb))
		nfsd41_cb_inflight_end(clp);
}
