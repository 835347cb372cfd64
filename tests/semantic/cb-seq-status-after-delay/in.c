// SPDX-License-Identifier: GPL-2.0-only
static bool sequence_done(struct rpc_task *task, struct nfsd4_callback *cb)
{
	bool ret = true;

	switch (cb->cb_seq_status) {
	case 0:
		count(cb);
		break;
	case -NFS4ERR_DELAY:
		if (!rpc_restart_call(task))
			goto out;

		rpc_delay(task, 2 * HZ);
		return false;
	default:
		complain(cb);
	}
out:
	return ret;
}
