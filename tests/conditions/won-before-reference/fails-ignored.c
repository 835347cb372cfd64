// SPDX-License-Identifier: GPL-2.0-only
// nobody looks at the result
static void ask_back(struct ticket *t)
{
	test_and_set_bit(NFSD4_CALLBACK_RUNNING, &t->dl_recall.cb_flags);
	refcount_inc(&t->uses);
	nfsd4_run_cb(&t->dl_recall);
}
