// SPDX-License-Identifier: GPL-2.0-only
// no test
static inline void nfsd4_try_run_cb(struct nfsd4_callback *one)
{
	WARN_ON_ONCE(!nfsd4_run_cb(one));
}
