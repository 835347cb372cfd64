// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of a1d14d931bf7 "nfsd: decrease sc_count directly if fail to queue dl_recall":
// the reference of a recall that could not be queued is counted down, not put. Putting it could take
// locks that the caller holds, and is never the last time: the caller has a reference of its own.
//
// Relies on 230ca758453c. Does nothing where the reference is counted down.

@counted_down@
expression dp;
identifier F, queued;
@@
 queued = nfsd4_run_cb(&dp->F);
 ...
 if (!queued)
-	nfs4_put_stid(&dp->dl_stid);
+	refcount_dec(&dp->dl_stid.sc_count);
