// SPDX-License-Identifier: GPL-2.0-only
// the loser jumps to the queueing
static void ask_back(struct ticket *t)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &t->dl_recall.cb_flags))
		goto send;
	refcount_inc(&t->uses);
send:
	nfsd4_run_cb(&t->dl_recall);
}
