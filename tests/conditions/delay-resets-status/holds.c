// SPDX-License-Identifier: GPL-2.0-only
// reset, then restart
static bool answered(struct rpc_task *job, struct nfsd4_callback *one)
{
	switch (one->cb_seq_status) {
	case 0:
		return true;
	case -NFS4ERR_DELAY:
		one->cb_seq_status = 1;
		if (!rpc_restart_call(job))
			return true;
		rpc_delay(job, 9);
		return false;
	default:
		break;
	}
	return true;
}
