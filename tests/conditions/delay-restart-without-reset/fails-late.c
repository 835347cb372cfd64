// SPDX-License-Identifier: GPL-2.0-only
// reset after the restart
static bool answered(struct rpc_task *job, struct nfsd4_callback *one)
{
	switch (one->cb_seq_status) {
	case -NFS4ERR_DELAY:
		if (!rpc_restart_call(job))
			return true;
		one->cb_seq_status = 1;
		rpc_delay(job, 9);
		return false;
	}
	return true;
}
