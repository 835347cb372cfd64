// SPDX-License-Identifier: GPL-2.0-only
// wiped when the RPC ends
static void over(struct nfsd4_callback *one)
{
	one->cb_flags = 0;
}
