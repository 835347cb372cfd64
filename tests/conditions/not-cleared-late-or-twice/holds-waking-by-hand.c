// SPDX-License-Identifier: GPL-2.0-only
// the waking spelt out, for a kernel without clear_and_wake_up_bit()
static void end_of(struct nfsd4_callback *one)
{
	if (someone_waits(one)) {
		clear_bit_unlock(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
		smp_mb__after_atomic();
		wake_up_bit(&one->cb_flags, NFSD4_CALLBACK_RUNNING);
	} else
		clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	if (one->cb_ops && one->cb_ops->release)
		one->cb_ops->release(one);
}
