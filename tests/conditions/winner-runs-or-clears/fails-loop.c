// SPDX-License-Identifier: GPL-2.0-only
// a loop that passes over the client it has marked
static void sweep(struct list_head *all)
{
	struct guest *g;

	list_for_each_entry(g, all, link) {
		if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &g->ra_cb.cb_flags))
			continue;
		if (idle(g))
			continue;
		nfsd4_run_cb(&g->ra_cb);
	}
}
