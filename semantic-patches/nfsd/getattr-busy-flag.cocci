// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of 49bdbdb11f70 "nfsd: replace CB_GETATTR_BUSY with NFSD4_CALLBACK_RUNNING":
// CB_GETATTR has no busy bit of its own any more. Who waits for the answer waits for
// the callback's flag; a second bit says that somebody may be waiting, so that only
// this callback pays for the wake-up. The wait cannot be interrupted: an nfsd thread
// has no signals to handle.
//
// Relies on callback-running-flag.cocci and callback-running-callers.cocci. Does
// nothing where CB_GETATTR_BUSY is gone. The comment above the macro stays: spatch is
// told to keep comments.

@busy@
@@
 CB_GETATTR_BUSY

@won_first depends on busy@
expression ncf;
@@
-	test_and_set_bit(CB_GETATTR_BUSY, &ncf->ncf_cb_flags)
+	test_and_set_bit(NFSD4_CALLBACK_RUNNING, &ncf->ncf_getattr.cb_flags)

@not_twice depends on won_first@
expression ncf, R;
@@
-	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &ncf->ncf_getattr.cb_flags)) {
-		refcount_inc(R);
-		nfsd4_run_cb(&ncf->ncf_getattr);
-	}
+	/* whoever clears the flag must wake those who wait for it */
+	set_bit(NFSD4_CALLBACK_WAKE, &ncf->ncf_getattr.cb_flags);
+
+	refcount_inc(R);
+	nfsd4_run_cb(&ncf->ncf_getattr);

@end_point_does_it depends on won_first@
expression ncf;
@@
-	clear_and_wake_up_bit(CB_GETATTR_BUSY, &ncf->ncf_cb_flags);

@waited_for depends on won_first@
expression ncf, T;
@@
 wait_on_bit_timeout(
-	&ncf->ncf_cb_flags
+	&ncf->ncf_getattr.cb_flags
	,
-	CB_GETATTR_BUSY
+	NFSD4_CALLBACK_RUNNING
	,
-	TASK_INTERRUPTIBLE
+	TASK_UNINTERRUPTIBLE
	, T)

@wakes depends on won_first@
identifier cb;
@@
 nfsd41_destroy_cb(struct nfsd4_callback *cb)
 {
 	...
-	clear_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
+	if (test_bit(NFSD4_CALLBACK_WAKE, &cb->cb_flags))
+		clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
+	else
+		clear_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
 	...
 }

@bit depends on won_first@
expression N;
@@
 #define NFSD4_CALLBACK_RUNNING N
+#define NFSD4_CALLBACK_WAKE (1)

@bit_elsewhere depends on won_first && !bit@
@@
+#define NFSD4_CALLBACK_WAKE (1)
+
 struct nfsd4_callback { ... };

@no_busy depends on won_first@
expression N;
@@
-#define CB_GETATTR_BUSY N

@no_flags depends on won_first@
@@
 struct nfs4_cb_fattr {
 	...
-	unsigned long ncf_cb_flags;
 	...
 };
