// SPDX-License-Identifier: GPL-2.0-only
// the winner leaves
static void ask_back(struct ticket *t)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &t->dl_recall.cb_flags))
		return;
	if (!get_ticket(t))
		return;
	nfsd4_run_cb(&t->dl_recall);
}
