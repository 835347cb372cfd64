// SPDX-License-Identifier: GPL-2.0-only
// some other bit
static void nfsd41_destroy_cb(struct nfsd4_callback *one)
{
	clear_bit(NFSD4_CALLBACK_WAKE, &one->cb_flags);
	if (one->cb_ops && one->cb_ops->release)
		one->cb_ops->release(one);
	nfsd41_cb_inflight_end(one->cb_clp);
}
