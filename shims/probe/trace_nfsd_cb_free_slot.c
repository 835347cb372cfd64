// SPDX-License-Identifier: GPL-2.0-only
#include "nfsd.h"
#include "state.h"
#include "xdr4.h"
#include "trace.h"
#if __has_include(<fs/nfsd/callback-trace.h>)
#include <fs/nfsd/callback-trace.h>
#endif

void stableport_probe(const struct rpc_task *task,
		      const struct nfsd4_callback *cb, const struct nfsd4_session *session);
void stableport_probe(const struct rpc_task *task,
		      const struct nfsd4_callback *cb, const struct nfsd4_session *session)
{
	trace_nfsd_cb_free_slot(task, cb, session);
}
