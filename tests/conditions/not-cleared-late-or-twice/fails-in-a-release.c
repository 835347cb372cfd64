// SPDX-License-Identifier: GPL-2.0-only
// a callback's own release clears as well
static void end_of(struct nfsd4_callback *one)
{
	clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	one->cb_ops->release(one);
}

static void ticket_release(struct nfsd4_callback *one)
{
	clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	drop_ticket(one);
}
