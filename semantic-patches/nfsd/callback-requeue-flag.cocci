// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of 32ce62c0f09c "nfsd: move cb_need_restart flag into cb_flags":
// that a callback is to be started again is one more bit in its flags.
//
// Relies on callback-running-flag.cocci. Does nothing where cb_need_restart is gone.
// A use of cb_need_restart inside a trace point's macro is out of spatch's reach.

@starts_clear@
expression cb;
@@
 nfsd4_init_cb(...)
 {
 	...
-	cb->cb_need_restart = false;
 	...
 }

@started_again@
expression cb, C;
statement S;
@@
-	if (cb->cb_need_restart) {
-		cb->cb_need_restart = false;
-	} else {
-		if (C)
-			S
-	}
+	if (!test_and_clear_bit(NFSD4_CALLBACK_REQUEUE, &cb->cb_flags)) {
+		if (C)
+			S
+	}

@asked_for@
expression cb;
@@
-	cb->cb_need_restart = true;
+	set_bit(NFSD4_CALLBACK_REQUEUE, &cb->cb_flags);

@tested depends on asked_for@
expression cb;
@@
-	cb->cb_need_restart
+	test_bit(NFSD4_CALLBACK_REQUEUE, &cb->cb_flags)

@after_wake depends on asked_for@
expression N;
@@
 #define NFSD4_CALLBACK_WAKE N
+#define NFSD4_CALLBACK_REQUEUE (2)

@after_running depends on asked_for && !after_wake@
expression N;
@@
 #define NFSD4_CALLBACK_RUNNING N
+#define NFSD4_CALLBACK_REQUEUE (2)

@bit_elsewhere depends on asked_for && !after_wake && !after_running@
@@
+#define NFSD4_CALLBACK_REQUEUE (2)
+
 struct nfsd4_callback { ... };

@no_member depends on asked_for@
typedef bool;
@@
 struct nfsd4_callback {
 	...
-	bool cb_need_restart;
 	...
 };
