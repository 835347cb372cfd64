// SPDX-License-Identifier: GPL-2.0-only
struct rpc_task;

#define NFSD4_CALLBACK_REQUEUE (2)

struct nfsd4_callback {
#define NFSD4_CALLBACK_RUNNING (0)
	unsigned long cb_flags;
};

static bool done(struct nfsd4_callback *cb)
{
	set_bit(NFSD4_CALLBACK_REQUEUE, &cb->cb_flags);
	return false;
}
