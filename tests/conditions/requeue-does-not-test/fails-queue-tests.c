// SPDX-License-Identifier: GPL-2.0-only
// the queueing tests
static bool nfsd4_queue_cb(struct nfsd4_callback *one)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags))
		return false;
	return queue_work(the_queue, &one->cb_work);
}
