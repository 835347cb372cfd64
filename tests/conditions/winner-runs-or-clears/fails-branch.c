// SPDX-License-Identifier: GPL-2.0-only
// a way through the winner's branch
static void ask_back(struct plan *p)
{
	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &p->ls_recall.cb_flags)) {
		if (get_plan(p))
			nfsd4_run_cb(&p->ls_recall);
	}
	finish(p);
}
