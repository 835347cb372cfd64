// SPDX-License-Identifier: GPL-2.0-only
// cleared by somebody who queued nothing
static void forget(struct ticket *t)
{
	clear_bit(NFSD4_CALLBACK_RUNNING, &t->dl_recall.cb_flags);
}
