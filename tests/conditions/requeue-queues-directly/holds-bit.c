// SPDX-License-Identifier: GPL-2.0-only
// the restart kept as a bit
static void nfsd4_cb_release(void *data)
{
	struct nfsd4_callback *one = data;

	note_release(one->cb_clp);
	if (test_bit(NFSD4_CALLBACK_REQUEUE, &one->cb_flags))
		nfsd4_queue_cb(one);
	else
		nfsd41_destroy_cb(one);
}
