// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replies of NFSv4: the attributes of a file.
 */
#include "nfsd.h"
#include "xdr4.h"

__be32 nfsd4_encode_fattr(struct inode *inode, u64 *size)
{
	*size = inode->i_size;
	return nfs_ok;
}
