// SPDX-License-Identifier: GPL-2.0-only
// reset before anybody has looked
static bool answered(struct rpc_task *job, struct nfsd4_callback *one)
{
	one->cb_seq_status = 1;
	switch (one->cb_seq_status) {
	case -NFS4ERR_DELAY:
		if (!rpc_restart_call(job))
			return true;
		return false;
	}
	return true;
}
