// SPDX-License-Identifier: GPL-2.0-only
// queued without a flag
bool nfsd4_run_cb(struct nfsd4_callback *one)
{
	bool sent;

	nfsd41_cb_inflight_begin(one->cb_clp);
	sent = nfsd4_queue_cb(one);
	if (!sent)
		nfsd41_cb_inflight_end(one->cb_clp);
	return sent;
}

void nfsd4_probe_callback(struct nfs4_client *who)
{
	nfsd4_run_cb(&who->cl_cb_null);
}
