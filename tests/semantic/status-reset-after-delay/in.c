// SPDX-License-Identifier: GPL-2.0-only
static void prepare(struct rpc_task *task, struct nfsd4_callback *cb)
{
	cb->cb_seq_status = 1;
	rpc_call_start(task);
}

static bool done(struct rpc_task *task, struct nfsd4_callback *cb)
{
	switch (cb->cb_seq_status) {
	case 1:
		return false;
	case -NFS4ERR_DELAY:
		cb->cb_seq_status = 1;
		if (!rpc_restart_call(task))
			break;
		rpc_delay(task, 2 * HZ);
		return false;
	}
	return true;
}
