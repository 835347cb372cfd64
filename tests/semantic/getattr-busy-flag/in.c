// SPDX-License-Identifier: GPL-2.0-only
/* bits in nfsd4_callback.cb_flags */
#define NFSD4_CALLBACK_RUNNING (0)

struct nfs4_cb_fattr {
	struct nfsd4_callback ncf_getattr;
	unsigned long ncf_cb_flags;
	u64 size;
};

#define CB_GETATTR_BUSY		0

static void nfsd41_destroy_cb(struct nfsd4_callback *cb)
{
	nfsd41_cb_release_slot(cb);
	clear_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
	cb->cb_ops->release(cb);
}

static void release(struct nfs4_cb_fattr *ncf)
{
	clear_and_wake_up_bit(CB_GETATTR_BUSY, &ncf->ncf_cb_flags);
	put(ncf);
}

static void nfs4_cb_getattr(struct nfs4_cb_fattr *ncf)
{
	if (test_and_set_bit(CB_GETATTR_BUSY, &ncf->ncf_cb_flags))
		return;
	ncf->status = EIO;

	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &ncf->ncf_getattr.cb_flags)) {
		refcount_inc(&ncf->count);
		nfsd4_run_cb(&ncf->ncf_getattr);
	}
}

static int ask(struct nfs4_cb_fattr *ncf)
{
	nfs4_cb_getattr(ncf);
	wait_on_bit_timeout(&ncf->ncf_cb_flags, CB_GETATTR_BUSY,
			    TASK_INTERRUPTIBLE, HZ);
	return ncf->status;
}
