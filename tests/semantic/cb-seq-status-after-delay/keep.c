// SPDX-License-Identifier: GPL-2.0-only
static bool sequence_done(struct rpc_task *task, struct nfsd4_callback *cb)
{
	switch (cb->cb_seq_status) {
	case -NFS4ERR_DELAY:
		cb->cb_seq_status = 1;
		if (!rpc_restart_call(task))
			return true;
		rpc_delay(task, 2 * HZ);
		return false;
	default:
		complain(cb);
	}
	return true;
}

/* another status, prepared anew each time */
static int recall_done(struct nfsd4_callback *cb, struct rpc_task *task)
{
	switch (task->tk_status) {
	case -NFS4ERR_DELAY:
		if (!rpc_restart_call(task))
			return 1;
		rpc_delay(task, 2 * HZ);
		return 0;
	}
	return 1;
}
