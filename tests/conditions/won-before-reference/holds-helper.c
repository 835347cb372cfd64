// SPDX-License-Identifier: GPL-2.0-only
// the helper, and the probe that has no flag
static inline void nfsd4_try_run_cb(struct nfsd4_callback *one)
{
	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags))
		WARN_ON_ONCE(!nfsd4_run_cb(one));
}

static void tell(struct blocked *b)
{
	nfsd4_try_run_cb(&b->nbl_cb);
}

static void knock(struct guest *g)
{
	nfsd4_run_cb(&g->cl_cb_null);
}
