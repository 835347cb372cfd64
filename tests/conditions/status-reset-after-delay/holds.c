// SPDX-License-Identifier: GPL-2.0-only
static bool done(struct rpc_task *task, struct nfsd4_callback *cb)
{
	switch (cb->cb_seq_status) {
	case -NFS4ERR_DELAY:
		cb->cb_seq_status = 1;
		if (!rpc_restart_call(task))
			return true;
		return false;
	}
	return true;
}
