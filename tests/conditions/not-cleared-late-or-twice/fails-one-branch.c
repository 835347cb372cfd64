// SPDX-License-Identifier: GPL-2.0-only
// no clearing when nobody waits
static void end_of(struct nfsd4_callback *one)
{
	if (someone_waits(one))
		clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	if (one->cb_ops && one->cb_ops->release)
		one->cb_ops->release(one);
}
