// SPDX-License-Identifier: GPL-2.0-only
// a way round the test
static void ask_back(struct ticket *t)
{
	if (in_a_hurry(t))
		goto send;
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &t->dl_recall.cb_flags))
		return;
send:
	nfsd4_run_cb(&t->dl_recall);
}
