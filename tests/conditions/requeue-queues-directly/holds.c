// SPDX-License-Identifier: GPL-2.0-only
// queued or ended
static void nfsd4_cb_release(void *data)
{
	struct nfsd4_callback *one = data;

	if (one->cb_need_restart)
		nfsd4_queue_cb(one);
	else
		nfsd41_destroy_cb(one);
}
