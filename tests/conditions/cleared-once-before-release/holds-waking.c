// SPDX-License-Identifier: GPL-2.0-only
// the clearing that wakes the waiter
static void nfsd41_destroy_cb(struct nfsd4_callback *one)
{
	struct nfs4_client *who = one->cb_clp;

	give_slot_back(one);
	if (someone_waits(one))
		clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	else
		clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	if (one->cb_ops && one->cb_ops->release)
		one->cb_ops->release(one);
	nfsd41_cb_inflight_end(who);
}
