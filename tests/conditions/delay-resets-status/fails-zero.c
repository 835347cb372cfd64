// SPDX-License-Identifier: GPL-2.0-only
// reset to the value of success
static bool answered(struct rpc_task *job, struct nfsd4_callback *one)
{
	switch (one->cb_seq_status) {
	case -NFS4ERR_DELAY:
		one->cb_seq_status = 0;
		if (!rpc_restart_call(job))
			return true;
		return false;
	}
	return true;
}
