// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of 1054e8ffc5c4 "nfsd: prevent callback tasks running concurrently", second
// half: the callers. Whoever starts a callback wins its flag first, and takes a
// reference for it only when the flag was won.
//
// The null callback (probe and shutdown) has its own ways of being serialised and
// stays as it is; so does the requeue, which goes through nfsd4_queue_cb().
// Relies on callback-running-flag.cocci. A start whose flag was won is left alone.

@won exists@
position p;
expression E;
identifier F;
@@
 test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->F.cb_flags)
 ... when any
 nfsd4_run_cb@p(&E->F)

// The result is looked at and the function does nothing else: leave it at the top,
// before what is said there about the reference.
@recall@
position p != won.p;
typedef bool;
type T;
identifier f, x, F, queued;
expression R;
@@
 f(T *x)
 {
 	bool queued;
+
+	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &x->F.cb_flags))
+		return;
 	... when != queued
 	refcount_inc(R);
 	queued = nfsd4_run_cb@p(&x->F);
 	...
 }

// The result is not looked at: take the reference only when the flag was won.
@referenced@
position p != won.p;
expression R, E;
identifier F != cl_cb_null;
@@
-	refcount_inc(R);
-	nfsd4_run_cb@p(&E->F);
+	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->F.cb_flags)) {
+		refcount_inc(R);
+		nfsd4_run_cb(&E->F);
+	}

@again exists@
position p;
expression E;
identifier F;
@@
 test_and_set_bit(NFSD4_CALLBACK_RUNNING, &E->F.cb_flags)
 ... when any
 nfsd4_run_cb@p(&E->F)

// Everything else.
@plain@
position p != again.p;
expression E;
identifier F != cl_cb_null;
@@
-	nfsd4_run_cb@p(&E->F);
+	nfsd4_try_run_cb(&E->F);
