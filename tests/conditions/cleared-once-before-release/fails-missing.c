// SPDX-License-Identifier: GPL-2.0-only
// the flag is never cleared
static void nfsd41_destroy_cb(struct nfsd4_callback *one)
{
	if (one->cb_ops && one->cb_ops->release)
		one->cb_ops->release(one);
	nfsd41_cb_inflight_end(one->cb_clp);
}
