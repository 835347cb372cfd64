// SPDX-License-Identifier: GPL-2.0-only
static void reap(struct net *nn)
{
	struct client *clp;

	list_for_each_entry(clp, &nn->lru, lru) {
		if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &clp->ra->cb.cb_flags))
			continue;
		if (clp->state != UP)
			continue;
		run(clp);
	}
}
