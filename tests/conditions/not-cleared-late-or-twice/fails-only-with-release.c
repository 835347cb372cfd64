// SPDX-License-Identifier: GPL-2.0-only
// a callback without release keeps its flag
static void end_of(struct nfsd4_callback *one)
{
	if (one->cb_ops && one->cb_ops->release) {
		clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
		one->cb_ops->release(one);
	}
}
