// SPDX-License-Identifier: GPL-2.0-only
// queued by the winner
static inline void nfsd4_try_run_cb(struct nfsd4_callback *one)
{
	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags))
		WARN_ON_ONCE(!nfsd4_run_cb(one));
}
