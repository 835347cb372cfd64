// SPDX-License-Identifier: GPL-2.0-only
#include "nfsd.h"
#include "state.h"
#include "xdr4.h"
#include "trace.h"
#if __has_include(<fs/nfsd/callback-trace.h>)
#include <fs/nfsd/callback-trace.h>
#endif

void stableport_probe(const struct nfs4_stid *stid);
void stableport_probe(const struct nfs4_stid *stid)
{
	trace_nfsd_cb_recall(stid);
}
