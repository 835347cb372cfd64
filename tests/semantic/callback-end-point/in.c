// SPDX-License-Identifier: GPL-2.0-only
struct nfs4_client {
	int cl_cb_state;
	struct net		*net;
};

static int max_cb_time(struct net *net)
{
	return 9;
}

static void nfsd4_cb_probe_done(struct rpc_task *task, void *data)
{
	note(task, data);
}

static const struct rpc_call_ops nfsd4_cb_probe_ops = {
	/* nothing to free */
	.rpc_call_done = nfsd4_cb_probe_done,
};

static struct workqueue_struct *callback_wq;

static void nfsd41_cb_release_slot(struct nfsd4_callback *cb)
{
	cb->cb_holds_slot = false;
}

static bool nfsd4_cb_sequence_done(struct rpc_task *task, struct nfsd4_callback *cb)
{
	struct nfs4_client *clp = cb->cb_clp;

	if (task->tk_flags & GONE)
		goto need_restart;
	return true;
need_restart:
	task->tk_status = 0;
	cb->cb_need_restart = true;
	return false;
}

static void nfsd4_cb_release(void *data)
{
	struct nfsd4_callback *cb = data;

	if (cb->cb_need_restart)
		nfsd4_run_cb(cb);
	else
		cb->cb_ops->release(cb);
}

void nfsd4_shutdown_callback(struct nfs4_client *clp)
{
	set_bit(NFSD4_CLIENT_CB_KILL, &clp->cl_flags);
	/* sends nothing: the worker sees the flag */
	nfsd4_run_cb(&clp->cl_cb_null);
	flush_workqueue(callback_wq);
}

static void work(struct work_struct *work)
{
	struct nfsd4_callback *cb = container_of(work, struct nfsd4_callback, cb_work);
	struct nfs4_client *clp = cb->cb_clp;
	struct rpc_clnt *clnt = clp->cl_cb_client;

	if (!clnt) {
		/* nobody to send it to */
		if (cb->cb_ops && cb->cb_ops->release)
			cb->cb_ops->release(cb);
		return;
	}

	if (!cb->cb_ops && clp->cl_minorversion) {
		clp->cl_cb_state = NFSD4_CB_UP;
		return;
	}
	send(clnt, cb);
}

void nfsd4_run_cb(struct nfsd4_callback *cb)
{
	queue_work(callback_wq, &cb->cb_work);
}
