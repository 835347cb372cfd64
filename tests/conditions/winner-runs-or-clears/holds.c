// SPDX-License-Identifier: GPL-2.0-only
// queued, or cleared where queueing failed
static void ask_back(struct ticket *t)
{
	bool sent;

	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &t->dl_recall.cb_flags))
		return;
	refcount_inc(&t->uses);
	sent = nfsd4_run_cb(&t->dl_recall);
	if (!sent)
		clear_bit(NFSD4_CALLBACK_RUNNING, &t->dl_recall.cb_flags);
}
