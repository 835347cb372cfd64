// SPDX-License-Identifier: GPL-2.0-only
// queued behind the branch of the winner
static void ask_back(struct plan *p)
{
	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &p->ls_recall.cb_flags))
		refcount_inc(&p->uses);
	nfsd4_run_cb(&p->ls_recall);
}
