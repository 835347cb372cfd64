// SPDX-License-Identifier: GPL-2.0-only
// the old status stays
static bool answered(struct rpc_task *job, struct nfsd4_callback *one)
{
	switch (one->cb_seq_status) {
	case 0:
		return true;
	case -NFS4ERR_DELAY:
		if (!rpc_restart_call(job))
			return true;
		rpc_delay(job, 9);
		return false;
	}
	return true;
}
