// SPDX-License-Identifier: GPL-2.0-only
// the same with the helper
static void ask_back(struct ticket *t)
{
	kref_get(&t->ref);
	nfsd4_try_run_cb(&t->dl_recall);
}
