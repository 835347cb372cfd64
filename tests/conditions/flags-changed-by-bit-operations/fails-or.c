// SPDX-License-Identifier: GPL-2.0-only
// or-ed in
static void mark(struct nfsd4_callback *one)
{
	one->cb_flags |= 4;
}
