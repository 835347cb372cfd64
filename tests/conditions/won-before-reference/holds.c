// SPDX-License-Identifier: GPL-2.0-only
// the loser leaves
static void ask_back(struct ticket *t)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &t->dl_recall.cb_flags))
		return;
	refcount_inc(&t->uses);
	nfsd4_run_cb(&t->dl_recall);
}
