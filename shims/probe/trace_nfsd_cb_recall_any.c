// SPDX-License-Identifier: GPL-2.0-only
#include "nfsd.h"
#include "state.h"
#include "xdr4.h"
#include "trace.h"
#if __has_include(<fs/nfsd/callback-trace.h>)
#include <fs/nfsd/callback-trace.h>
#endif

struct nfsd4_cb_recall_any;

void stableport_probe(const struct nfsd4_cb_recall_any *ra);
void stableport_probe(const struct nfsd4_cb_recall_any *ra)
{
	trace_nfsd_cb_recall_any(ra);
}
