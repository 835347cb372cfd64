// SPDX-License-Identifier: GPL-2.0-only
// a bit operation that is not atomic
static void mark(struct nfsd4_callback *one)
{
	__set_bit(NFSD4_CALLBACK_REQUEUE, &one->cb_flags);
}
