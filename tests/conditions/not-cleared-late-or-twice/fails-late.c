// SPDX-License-Identifier: GPL-2.0-only
// after the release
static void end_of(struct nfsd4_callback *one)
{
	if (one->cb_ops && one->cb_ops->release)
		one->cb_ops->release(one);
	clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
}
