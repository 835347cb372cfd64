// SPDX-License-Identifier: GPL-2.0-only
// another structure's
struct nfsd4_other {
	unsigned long cb_flags;
};
