// SPDX-License-Identifier: GPL-2.0-only
// another bit
static inline void nfsd4_try_run_cb(struct nfsd4_callback *one)
{
	if (!test_and_set_bit(NFSD4_CALLBACK_WAKE, &one->cb_flags))
		WARN_ON_ONCE(!nfsd4_run_cb(one));
}
