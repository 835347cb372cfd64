// SPDX-License-Identifier: GPL-2.0-only
#define NFSD4_CALLBACK_RUNNING (0)
#define NFSD4_CALLBACK_REQUEUE (2)

struct nfsd4_callback {
	unsigned long cb_flags;
	bool cb_holds_slot;
};

static void release(struct nfsd4_callback *cb)
{
	if (test_bit(NFSD4_CALLBACK_REQUEUE, &cb->cb_flags))
		nfsd4_queue_cb(cb);
	else
		nfsd41_destroy_cb(cb);
}

static bool done(struct nfsd4_callback *cb)
{
	set_bit(NFSD4_CALLBACK_REQUEUE, &cb->cb_flags);
	return false;
}

static void work(struct nfsd4_callback *cb)
{
	if (!test_and_clear_bit(NFSD4_CALLBACK_REQUEUE, &cb->cb_flags)) {
		if (cb->cb_ops && cb->cb_ops->prepare)
			cb->cb_ops->prepare(cb);
	}
	send(cb);
}

void nfsd4_init_cb(struct nfsd4_callback *cb, struct nfs4_client *clp)
{
	cb->cb_flags = 0;
	cb->cb_holds_slot = false;
}
