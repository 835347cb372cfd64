// SPDX-License-Identifier: GPL-2.0-only
struct rpc_task;

struct nfsd4_callback {
#define NFSD4_CALLBACK_RUNNING (0)
	unsigned long cb_flags;
	bool cb_need_restart;
};

static bool done(struct nfsd4_callback *cb)
{
	cb->cb_need_restart = true;
	return false;
}
