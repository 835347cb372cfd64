// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of 1054e8ffc5c4 "nfsd: prevent callback tasks running concurrently", first
// half: the flag. A callback carries a bit that says it is under way. It is set by
// whoever starts the callback and cleared at its one end point, before ->release(),
// which may free the callback.
//
// Relies on nfsd41_destroy_cb() being the only way out and on nfsd4_run_cb() returning
// bool. Each rule does nothing where its part is there. Who sets the flag is the
// business of callback-running-callers.cocci.

@has_flags@
@@
struct nfsd4_callback {
	...
	unsigned long cb_flags;
	...
};

@flag depends on !has_flags@
@@
+/* bits in nfsd4_callback.cb_flags */
+#define NFSD4_CALLBACK_RUNNING		(0)
+
 struct nfsd4_callback {
 	...
 	struct rpc_message cb_msg;
+	unsigned long cb_flags;
 	...
 };

@has_try@
@@
nfsd4_try_run_cb(...) { ... }

@start_once depends on !has_try@
typedef bool;
@@
-extern bool nfsd4_run_cb(struct nfsd4_callback *cb);
+extern bool nfsd4_run_cb(struct nfsd4_callback *cb);
+
+static inline void nfsd4_try_run_cb(struct nfsd4_callback *cb)
+{
+	if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags))
+		WARN_ON_ONCE(!nfsd4_run_cb(cb));
+}

// an empty line after it
@set_off depends on start_once@
@@
 nfsd4_try_run_cb(...) { ...
 }
+

@has_clear@
identifier cb;
@@
nfsd41_destroy_cb(struct nfsd4_callback *cb)
{
	<+...
(
	clear_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
|
	clear_and_wake_up_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
)
	...+>
}

@cleared depends on !has_clear@
identifier cb;
@@
 nfsd41_destroy_cb(struct nfsd4_callback *cb)
 {
 	...
 	nfsd41_cb_release_slot(cb);
+	clear_bit(NFSD4_CALLBACK_RUNNING, &cb->cb_flags);
 	...
 }

@has_init@
identifier cb;
@@
nfsd4_init_cb(struct nfsd4_callback *cb, ...)
{
	<+...
	cb->cb_flags = 0;
	...+>
}

@starts_clear depends on !has_init@
identifier cb;
expression V;
@@
 nfsd4_init_cb(struct nfsd4_callback *cb, ...)
 {
 	...
 	cb->cb_msg.rpc_resp = V;
+	cb->cb_flags = 0;
 	...
 }
