// SPDX-License-Identifier: GPL-2.0-only
// the entrance tests for everybody
bool nfsd4_run_cb(struct nfsd4_callback *one)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags))
		return false;
	return nfsd4_queue_cb(one);
}
