// SPDX-License-Identifier: GPL-2.0-only
// straight back to the queue
static bool nfsd4_queue_cb(struct nfsd4_callback *one)
{
	return queue_work(the_queue, &one->cb_work);
}

static void nfsd4_cb_release(void *data)
{
	struct nfsd4_callback *one = data;

	if (test_bit(NFSD4_CALLBACK_REQUEUE, &one->cb_flags))
		nfsd4_queue_cb(one);
	else
		nfsd41_destroy_cb(one);
}
