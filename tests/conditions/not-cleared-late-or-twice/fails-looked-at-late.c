// SPDX-License-Identifier: GPL-2.0-only
// the flags are read after the release
static void end_of(struct nfsd4_callback *one)
{
	clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	one->cb_ops->release(one);
	if (test_bit(NFSD4_CALLBACK_WAKE, &one->cb_flags))
		wake_somebody(one);
}
