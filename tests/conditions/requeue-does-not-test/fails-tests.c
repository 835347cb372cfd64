// SPDX-License-Identifier: GPL-2.0-only
// tests by itself
static void nfsd4_cb_release(void *data)
{
	struct nfsd4_callback *one = data;

	if (one->cb_need_restart && !test_and_set_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags))
		nfsd4_queue_cb(one);
}
