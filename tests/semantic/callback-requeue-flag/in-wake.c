// SPDX-License-Identifier: GPL-2.0-only
#define NFSD4_CALLBACK_RUNNING (0)
#define NFSD4_CALLBACK_WAKE (1)

static bool done(struct nfsd4_callback *cb)
{
	cb->cb_need_restart = true;
	return false;
}
