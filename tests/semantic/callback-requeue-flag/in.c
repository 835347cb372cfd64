// SPDX-License-Identifier: GPL-2.0-only
#define NFSD4_CALLBACK_RUNNING (0)

struct nfsd4_callback {
	unsigned long cb_flags;
	bool cb_need_restart;
	bool cb_holds_slot;
};

static void release(struct nfsd4_callback *cb)
{
	if (cb->cb_need_restart)
		nfsd4_queue_cb(cb);
	else
		nfsd41_destroy_cb(cb);
}

static bool done(struct nfsd4_callback *cb)
{
	cb->cb_need_restart = true;
	return false;
}

static void work(struct nfsd4_callback *cb)
{
	if (cb->cb_need_restart) {
		cb->cb_need_restart = false;
	} else {
		if (cb->cb_ops && cb->cb_ops->prepare)
			cb->cb_ops->prepare(cb);
	}
	send(cb);
}

void nfsd4_init_cb(struct nfsd4_callback *cb, struct nfs4_client *clp)
{
	cb->cb_flags = 0;
	cb->cb_need_restart = false;
	cb->cb_holds_slot = false;
}
