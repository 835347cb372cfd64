// SPDX-License-Identifier: GPL-2.0-only
// a loop that tests last
static void sweep(struct list_head *all)
{
	struct guest *g;

	list_for_each_entry(g, all, link) {
		if (idle(g))
			continue;
		if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &g->ra_cb.cb_flags))
			continue;
		nfsd4_run_cb(&g->ra_cb);
	}
}
