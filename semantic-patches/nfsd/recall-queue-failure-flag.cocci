// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of "nfsd: clear CALLBACK_RUNNING on failed delegation recall queue" (follow-up
// of May 2026): when a recall whose flag was won could not be queued, the flag is given
// back together with the reference, or that delegation would never be recalled again.
//
// Relies on the flag being won in the same function (callback-running-callers.cocci).

@failed_flag exists@
identifier f, x, F, queued;
type T;
expression R;
@@
 f(T *x)
 {
 	...
 	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &x->F.cb_flags))
 		return;
 	...
 	queued = nfsd4_run_cb(&x->F);
 	...
-	if (!queued)
+	if (!queued) {
 		refcount_dec(R);
+		clear_bit(NFSD4_CALLBACK_RUNNING, &x->F.cb_flags);
+	}
 }
