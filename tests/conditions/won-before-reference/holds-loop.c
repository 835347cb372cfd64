// SPDX-License-Identifier: GPL-2.0-only
// a loop: the reference of the round before is not this round's
static void sweep(struct list_head *all)
{
	struct guest *g;

	list_for_each_entry(g, all, link) {
		if (idle(g))
			continue;
		if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &g->ra->ra_cb.cb_flags))
			continue;
		kref_get(&g->ref);
		nfsd4_run_cb(&g->ra->ra_cb);
	}
}
