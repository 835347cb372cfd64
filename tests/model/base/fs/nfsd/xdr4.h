/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_NFSD_XDR4_H
#define _LINUX_NFSD_XDR4_H

#include "state.h"

struct nfsd42_write_res {
	u64			wr_bytes_written;
	stateid_t		cb_stateid;
};

struct nfsd4_copy {
	/* request */
	u64			cp_src_pos;
	u64			cp_dst_pos;
	u64			cp_count;

	/* response */
	struct nfsd42_write_res	cp_res;
};

extern __be32 nfsd4_encode_fattr(struct inode *inode, u64 *size);
extern __be32 nfsd4_copy(struct nfs4_client *clp, struct nfsd4_copy *copy);

#endif
