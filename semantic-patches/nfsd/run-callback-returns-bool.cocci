// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of b95239ca4954 "nfsd: make nfsd4_run_cb a bool return function":
// whoever starts a callback is told whether it was queued, and a recall that was not
// queued although it has just taken a reference for itself is warned about.
//
// Relies on nfsd4_queue_cb() and on nfsd4_run_cb() counting the callback. Does nothing
// where nfsd4_run_cb() returns bool.

@definition@
typedef bool;
identifier cb, clp;
@@
-void
+bool
 nfsd4_run_cb(struct nfsd4_callback *cb)
 {
 	struct nfs4_client *clp = cb->cb_clp;
+	bool queued;
 
 	nfsd41_cb_inflight_begin(clp);
-	if (!nfsd4_queue_cb(cb))
+	queued = nfsd4_queue_cb(cb);
+	if (!queued)
 		nfsd41_cb_inflight_end(clp);
+	return queued;
 }

@prototype@
identifier cb;
@@
-void
+bool
 nfsd4_run_cb(struct nfsd4_callback *cb);

// Only where the callback is started directly after the reference was taken for it and
// the function ends there: nothing after it could make good for a failure.
@noticed depends on definition || prototype@
identifier f;
expression R, E;
identifier F;
@@
 f(...)
 {
 	refcount_inc(R);
-	nfsd4_run_cb(&E->F);
+	WARN_ON_ONCE(!nfsd4_run_cb(&E->F));
 }
