// SPDX-License-Identifier: GPL-2.0-only
/* has the end point already */
static struct workqueue_struct *callback_wq;

static void nfsd41_destroy_cb(struct nfsd4_callback *cb)
{
	nfsd41_cb_release_slot(cb);
	cb->cb_ops->release(cb);
}

static void release(struct nfsd4_callback *cb)
{
	if (cb->cb_need_restart)
		nfsd4_run_cb(cb);
	else
		cb->cb_ops->release(cb);
}

void nfsd4_run_cb(struct nfsd4_callback *cb)
{
	queue_work(callback_wq, &cb->cb_work);
}
