// SPDX-License-Identifier: GPL-2.0-only
// counted down before the release
static void nfsd41_destroy_cb(struct nfsd4_callback *one)
{
	nfsd41_cb_inflight_end(one->cb_clp);
	clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	if (one->cb_ops && one->cb_ops->release)
		one->cb_ops->release(one);
}
