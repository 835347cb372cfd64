// SPDX-License-Identifier: GPL-2.0-only
// not there
struct nfsd4_callback {
	struct nfs4_client *cb_clp;
	int cb_status;
};
