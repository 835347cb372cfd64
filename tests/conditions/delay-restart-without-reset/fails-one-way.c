// SPDX-License-Identifier: GPL-2.0-only
// one way to the restart without it
static bool answered(struct rpc_task *job, struct nfsd4_callback *one)
{
	switch (one->cb_seq_status) {
	case -NFS4ERR_BADSLOT:
		goto again;
	case -NFS4ERR_DELAY:
		one->cb_seq_status = 1;
		goto again;
	}
	return true;
again:
	return !rpc_restart_call(job);
}
