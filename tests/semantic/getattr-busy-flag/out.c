// SPDX-License-Identifier: GPL-2.0-only
/* bits in nfsd4_callback.cb_flags */
#define NFSD4_CALLBACK_RUNNING (0)
#define NFSD4_CALLBACK_WAKE (1)

struct nfs4_cb_fattr {
	struct nfsd4_callback ncf_getattr;
	u64 size;
};

static void nfsd41_destroy_cb(struct nfsd4_callback *cb)
{
	nfsd41_cb_release_slot(cb);
	if (test_bit(NFSD4_CALLBACK_WAKE, &cb->cb_flags))
		clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
	else
		clear_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
	cb->cb_ops->release(cb);
}

static void release(struct nfs4_cb_fattr *ncf)
{
	put(ncf);
}

static void nfs4_cb_getattr(struct nfs4_cb_fattr *ncf)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &ncf->ncf_getattr.cb_flags))
		return;
	ncf->status = EIO;

	/* whoever clears the flag must wake those who wait for it */
	set_bit(NFSD4_CALLBACK_WAKE, &ncf->ncf_getattr.cb_flags);

	refcount_inc(&ncf->count);
	nfsd4_run_cb(&ncf->ncf_getattr);
}

static int ask(struct nfs4_cb_fattr *ncf)
{
	nfs4_cb_getattr(ncf);
	wait_on_bit_timeout(&ncf->ncf_getattr.cb_flags,
			    NFSD4_CALLBACK_RUNNING,
			    TASK_UNINTERRUPTIBLE, HZ);
	return ncf->status;
}
