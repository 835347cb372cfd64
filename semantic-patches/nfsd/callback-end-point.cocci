// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of 2bbfed98a4d8 "nfsd: Fix races between nfsd4_cb_release() and
// nfsd4_shutdown_callback()":
// every callback that was started is counted until it has ended, all ways out lead
// through one function, nfsd41_destroy_cb(), and shutting a client down waits until
// the count is zero; a killed client's callbacks are not started again.
//
// Relies on nfsd41_cb_release_slot() (see callback-slot-helpers.cocci), on one
// callback workqueue for all clients and on wait_var_event(). Does nothing where
// nfsd41_destroy_cb() exists. Trace points are left to the trees that have them.

@has_end@
@@
nfsd41_destroy_cb(...) { ... }

@counter depends on !has_end@
typedef atomic_t;
@@
 struct nfs4_client {
 	...
 	struct net *net;
+	/* callbacks that were started and have not ended */
+	atomic_t cl_cb_inflight;
 	...
 };

@queue_moves depends on !has_end@
@@
-static struct workqueue_struct *callback_wq;

@queue depends on queue_moves@
typedef bool;
@@
 max_cb_time(...) { ... }
+
+static struct workqueue_struct *callback_wq;
+
+static bool nfsd4_queue_cb(struct nfsd4_callback *cb)
+{
+	return queue_work(callback_wq, &cb->cb_work);
+}

@begins depends on queue@
@@
 nfsd4_queue_cb(...) { ... }
+
+static void nfsd41_cb_inflight_begin(struct nfs4_client *clp)
+{
+	atomic_inc(&clp->cl_cb_inflight);
+}

@ends depends on begins@
@@
 nfsd41_cb_inflight_begin(...) { ... }
+
+static void nfsd41_cb_inflight_end(struct nfs4_client *clp)
+{
+	if (atomic_dec_and_test(&clp->cl_cb_inflight))
+		wake_up_var(&clp->cl_cb_inflight);
+}

@waits depends on ends@
@@
 nfsd41_cb_inflight_end(...) { ... }
+
+static void nfsd41_cb_inflight_wait_complete(struct nfs4_client *clp)
+{
+	wait_var_event(&clp->cl_cb_inflight,
+		       !atomic_read(&clp->cl_cb_inflight));
+}

@probe_ends depends on queue_moves@
@@
 nfsd4_cb_probe_done(...) { ... }
+
+static void nfsd4_cb_probe_release(void *calldata)
+{
+	struct nfsd4_callback *cb = calldata;
+
+	nfsd41_cb_inflight_end(cb->cb_clp);
+}

@probe_ops depends on queue_moves@
@@
 struct rpc_call_ops nfsd4_cb_probe_ops = {
 	.rpc_call_done = nfsd4_cb_probe_done,
+	.rpc_release = nfsd4_cb_probe_release,
 };

@end_point depends on queue_moves@
@@
 nfsd41_cb_release_slot(...) { ... }
+
+static void nfsd41_destroy_cb(struct nfsd4_callback *cb)
+{
+	struct nfs4_client *clp = cb->cb_clp;
+
+	nfsd41_cb_release_slot(cb);
+	if (cb->cb_ops && cb->cb_ops->release)
+		cb->cb_ops->release(cb);
+	nfsd41_cb_inflight_end(clp);
+}

@killed_stays_down depends on queue_moves@
identifier clp;
identifier cb, task;
@@
 nfsd4_cb_sequence_done(...)
 {
 	struct nfs4_client *clp = cb->cb_clp;
 	<+...
-	task->tk_status = 0;
-	cb->cb_need_restart = true;
+	if (!test_bit(NFSD4_CLIENT_CB_KILL, &clp->cl_flags)) {
+		task->tk_status = 0;
+		cb->cb_need_restart = true;
+	}
 	...+>
 }

@requeue depends on queue_moves@
expression cb;
@@
 	if (cb->cb_need_restart)
-		nfsd4_run_cb(cb);
+		nfsd4_queue_cb(cb);
 	else
-		cb->cb_ops->release(cb);
+		nfsd41_destroy_cb(cb);

@shutdown_waits depends on queue_moves@
identifier clp;
@@
 nfsd4_shutdown_callback(struct nfs4_client *clp)
 {
 	...
 	nfsd4_run_cb(&clp->cl_cb_null);
 	flush_workqueue(callback_wq);
+	nfsd41_cb_inflight_wait_complete(clp);
 	...
 }

@given_up depends on queue_moves@
expression clnt, cb;
@@
 	if (!clnt) {
-		if (cb->cb_ops && cb->cb_ops->release)
-			cb->cb_ops->release(cb);
+		nfsd41_destroy_cb(cb);
 		return;
 	}

@nothing_to_send depends on queue_moves@
expression cb, clp;
@@
 	if (!cb->cb_ops && clp->cl_minorversion) {
 		clp->cl_cb_state = NFSD4_CB_UP;
+		nfsd41_destroy_cb(cb);
 		return;
 	}

@counted depends on queue_moves@
identifier cb;
@@
 nfsd4_run_cb(struct nfsd4_callback *cb)
 {
-	queue_work(callback_wq, &cb->cb_work);
+	struct nfs4_client *clp = cb->cb_clp;
+
+	nfsd41_cb_inflight_begin(clp);
+	if (!nfsd4_queue_cb(cb))
+		nfsd41_cb_inflight_end(clp);
 }
