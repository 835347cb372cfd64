// SPDX-License-Identifier: GPL-2.0-only
struct nfs4_client;

/* bits in nfsd4_callback.cb_flags */
#define NFSD4_CALLBACK_RUNNING (0)

struct nfsd4_callback {
	struct nfs4_client *cb_clp;
	struct rpc_message cb_msg;
	unsigned long cb_flags;
	const struct nfsd4_callback_ops *cb_ops;
};

extern bool nfsd4_run_cb(struct nfsd4_callback *cb);

static inline void nfsd4_try_run_cb(struct nfsd4_callback *cb)
{
	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags))
		WARN_ON_ONCE(!nfsd4_run_cb(cb));
}

extern void nfsd4_shutdown_callback(struct nfs4_client *);

static void nfsd41_destroy_cb(struct nfsd4_callback *cb)
{
	struct nfs4_client *clp = cb->cb_clp;

	trace_end(cb);
	nfsd41_cb_release_slot(cb);
	clear_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
	if (cb->cb_ops)
		cb->cb_ops->release(cb);
	nfsd41_cb_inflight_end(clp);
}

void nfsd4_init_cb(struct nfsd4_callback *cb, struct nfs4_client *clp,
		   const struct nfsd4_callback_ops *ops)
{
	cb->cb_clp = clp;
	cb->cb_msg.rpc_resp = cb;
	cb->cb_flags = 0;
	cb->cb_ops = ops;
}
