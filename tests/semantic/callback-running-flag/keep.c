// SPDX-License-Identifier: GPL-2.0-only
struct nfsd4_callback {
	struct nfs4_client *cb_clp;
	struct rpc_message cb_msg;
	unsigned long cb_flags;
};

extern bool nfsd4_run_cb(struct nfsd4_callback *cb);

static inline void nfsd4_try_run_cb(struct nfsd4_callback *cb)
{
	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags))
		WARN_ON_ONCE(!nfsd4_run_cb(cb));
}

static void nfsd41_destroy_cb(struct nfsd4_callback *cb)
{
	nfsd41_cb_release_slot(cb);
	if (test_bit(NFSD4_CALLBACK_WAKE, &cb->cb_flags))
		clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
	else
		clear_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
	cb->cb_ops->release(cb);
}

void nfsd4_init_cb(struct nfsd4_callback *cb, struct nfs4_client *clp)
{
	cb->cb_msg.rpc_resp = cb;
	cb->cb_flags = 0;
}
