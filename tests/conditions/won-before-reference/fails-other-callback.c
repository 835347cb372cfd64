// SPDX-License-Identifier: GPL-2.0-only
// the flag of another callback
static void ask_back(struct ticket *t)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &t->ncf_getattr.cb_flags))
		return;
	nfsd4_run_cb(&t->dl_recall);
}
