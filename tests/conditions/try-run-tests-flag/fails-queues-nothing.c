// SPDX-License-Identifier: GPL-2.0-only
// the flag is set and that is all
static inline bool nfsd4_try_run_cb(struct nfsd4_callback *one)
{
	return !test_and_set_bit(NFSD4_CALLBACK_RUNNING, &one->cb_flags);
}
