// SPDX-License-Identifier: GPL-2.0-only
// cleared when the callback may be gone
static void nfsd41_destroy_cb(struct nfsd4_callback *one)
{
	if (one->cb_ops && one->cb_ops->release)
		one->cb_ops->release(one);
	clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	nfsd41_cb_inflight_end(one->cb_clp);
}
