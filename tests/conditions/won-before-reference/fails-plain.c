// SPDX-License-Identifier: GPL-2.0-only
// no test at all
static void ask_back(struct ticket *t)
{
	refcount_inc(&t->uses);
	nfsd4_run_cb(&t->dl_recall);
}
