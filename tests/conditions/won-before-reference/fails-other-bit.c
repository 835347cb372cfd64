// SPDX-License-Identifier: GPL-2.0-only
// another bit
static void ask_back(struct ticket *t)
{
	if (test_and_set_bit(NFSD4_CALLBACK_WAKE, &t->dl_recall.cb_flags))
		return;
	nfsd4_run_cb(&t->dl_recall);
}
