// SPDX-License-Identifier: GPL-2.0-only
// the restart is the second half of a test
static bool answered(struct rpc_task *job, struct nfsd4_callback *one)
{
	switch (one->cb_seq_status) {
	case -NFS4ERR_DELAY:
		one->cb_seq_status = 1;
		if (killed(job) || !rpc_restart_call(job))
			goto again;
		rpc_delay(job, 9);
		return false;
	}
	return true;
again:
	ask_again(job, one);
	return false;
}
