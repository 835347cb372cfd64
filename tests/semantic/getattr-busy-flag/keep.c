// SPDX-License-Identifier: GPL-2.0-only
#define NFSD4_CALLBACK_RUNNING (0)
#define NFSD4_CALLBACK_WAKE (1)

static void nfsd41_destroy_cb(struct nfsd4_callback *cb)
{
	nfsd41_cb_release_slot(cb);
	clear_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
	cb->cb_ops->release(cb);
}

static int ask(struct nfs4_cb_fattr *ncf)
{
	wait_on_bit_timeout(&ncf->ncf_getattr.cb_flags, NFSD4_CALLBACK_RUNNING,
			    TASK_UNINTERRUPTIBLE, HZ);
	return ncf->status;
}

/* another bit of somebody else's */
static int other(struct thing *thing)
{
	return wait_on_bit_timeout(&thing->flags, THING_BUSY, TASK_INTERRUPTIBLE, HZ);
}
