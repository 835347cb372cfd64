// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of 230ca758453c "nfsd: put dl_stid if fail to queue dl_recall", as corrected
// by "nfsd: decrease sc_count directly if fail to queue dl_recall":
// when a recall could not be queued, the reference taken for it is given back. It is
// counted down directly: the caller still holds a reference, and putting the stateid
// could take locks that the caller holds.
//
// Relies on nfsd4_run_cb() returning bool and on its result being warned about.

@failed_recall@
typedef bool;
identifier f, dp, F;
expression R;
@@
 f(struct nfs4_delegation *dp)
 {
+	bool queued;
 	... when != dp
 	refcount_inc(R);
-	WARN_ON_ONCE(!nfsd4_run_cb(&dp->F));
+	queued = nfsd4_run_cb(&dp->F);
+	WARN_ON_ONCE(!queued);
+	if (!queued)
+		refcount_dec(R);
 }
