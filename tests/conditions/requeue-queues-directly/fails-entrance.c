// SPDX-License-Identifier: GPL-2.0-only
// through the entrance
static void nfsd4_cb_release(void *data)
{
	struct nfsd4_callback *one = data;

	if (one->cb_need_restart)
		nfsd4_run_cb(one);
	else
		nfsd41_destroy_cb(one);
}
