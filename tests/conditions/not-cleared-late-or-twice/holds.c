// SPDX-License-Identifier: GPL-2.0-only
// one clearing, before the release, on both branches
static void end_of(struct nfsd4_callback *one)
{
	if (someone_waits(one))
		clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	else
		clear_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
	if (one->cb_ops && one->cb_ops->release)
		one->cb_ops->release(one);
}

static void ask_back(struct ticket *t)
{
	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &t->dl_recall.cb_flags))
		return;
	if (!nfsd4_run_cb(&t->dl_recall))
		clear_bit(NFSD4_CALLBACK_RUNNING, &t->dl_recall.cb_flags);
}
