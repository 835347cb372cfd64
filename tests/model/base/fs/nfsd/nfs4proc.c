// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations of NFSv4 that are not about state: COPY.
 */
#include "nfsd.h"
#include "xdr4.h"

static __be32 nfsd4_do_copy(struct nfsd4_copy *copy)
{
	copy->cp_res.wr_bytes_written = copy->cp_count;
	return nfs_ok;
}

__be32 nfsd4_copy(struct nfs4_client *clp, struct nfsd4_copy *copy)
{
	if (!copy->cp_count)
		return nfserr_jukebox;
	return nfsd4_do_copy(copy);
}
