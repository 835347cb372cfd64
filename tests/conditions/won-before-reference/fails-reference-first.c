// SPDX-License-Identifier: GPL-2.0-only
// the loser leaves a reference behind
static void ask_back(struct ticket *t)
{
	refcount_inc(&t->uses);
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &t->dl_recall.cb_flags))
		return;
	nfsd4_run_cb(&t->dl_recall);
}
