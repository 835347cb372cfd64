// SPDX-License-Identifier: GPL-2.0-only
// wide enough
struct nfsd4_callback {
	struct nfs4_client *cb_clp;
	unsigned long cb_flags;
	int cb_status;
};
