// SPDX-License-Identifier: GPL-2.0-only
// the loser jumps to the way out
static void ask_back(struct plan *p)
{
	spin_lock(&p->lock);
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &p->ls_recall.cb_flags))
		goto out;
	refcount_inc(&p->uses);
	nfsd4_run_cb(&p->ls_recall);
out:
	spin_unlock(&p->lock);
}
