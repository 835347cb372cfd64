// SPDX-License-Identifier: GPL-2.0-only
#define NFSD4_CALLBACK_RUNNING (0)
#define NFSD4_CALLBACK_WAKE (1)
#define NFSD4_CALLBACK_REQUEUE (2)

static bool done(struct nfsd4_callback *cb)
{
	set_bit(NFSD4_CALLBACK_REQUEUE, &cb->cb_flags);
	return false;
}
