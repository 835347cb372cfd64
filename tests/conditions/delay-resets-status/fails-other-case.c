// SPDX-License-Identifier: GPL-2.0-only
// reset in another case
static bool answered(struct rpc_task *job, struct nfsd4_callback *one)
{
	switch (one->cb_seq_status) {
	case -NFS4ERR_BADSLOT:
		one->cb_seq_status = 1;
		break;
	case -NFS4ERR_DELAY:
		if (!rpc_restart_call(job))
			return true;
		rpc_delay(job, 9);
		return false;
	}
	return true;
}
