// SPDX-License-Identifier: GPL-2.0-only
// too narrow
struct nfsd4_callback {
	struct nfs4_client *cb_clp;
	unsigned int cb_flags;
	int cb_status;
};
