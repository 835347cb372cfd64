// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of ff383e8f9440 "nfsd: handle errors from rpc_call_async()":
// a callback whose RPC could not be started is queued again, as one that is to be
// started again.
//
// Right only where a failed start has not already run the release function: see
// there/rpc-start-fails-without-release.cocci. Relies on callback-requeue-flag.cocci.

@tried@
expression clnt, M, F, O;
identifier cb;
@@
 nfsd4_run_cb_work(...)
 {
 	...
-	rpc_call_async(clnt, M, F, O, cb);
+	if (rpc_call_async(clnt, M, F, O, cb)) {
+		set_bit(NFSD4_CALLBACK_REQUEUE, &cb->cb_flags);
+		nfsd4_queue_cb(cb);
+	}
 }
