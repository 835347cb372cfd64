// SPDX-License-Identifier: GPL-2.0-only
// twice in a row
static void end_of(struct nfsd4_callback *one)
{
	clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	give_slot_back(one);
	clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	one->cb_ops->release(one);
}
