// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of 12357f1b2c8e "nfsd: minor 4.1 callback cleanup":
// who takes and who gives back the one slot of the backchannel is decided in two
// helpers that are given the callback, and nobody else touches cb_holds_slot.
//
// Relies on the slot being bit 0 of nfs4_client.cl_cb_slot_busy and on waiters
// sleeping on cl_cb_waitq. Does nothing where nfsd41_cb_release_slot() exists.

@has_release@
@@
nfsd41_cb_release_slot(...) { ... }

@get_slot depends on !has_release@
typedef bool;
identifier clp, task;
@@
 static bool nfsd41_cb_get_slot(
-	struct nfs4_client *clp,
+	struct nfsd4_callback *cb,
	struct rpc_task *task)
 {
+	struct nfs4_client *clp = cb->cb_clp;
+
 	if (
-	    test_and_set_bit(0, &clp->cl_cb_slot_busy) != 0
+	    !cb->cb_holds_slot && test_and_set_bit(0, &clp->cl_cb_slot_busy) != 0
	   ) { ... }
+	cb->cb_holds_slot = true;
 	return true;
 }

@take_slot depends on get_slot@
expression cb, clp, task, minorversion;
@@
-	if (minorversion) {
-		if (!cb->cb_holds_slot && !nfsd41_cb_get_slot(clp, task))
-			return;
-		cb->cb_holds_slot = true;
-	}
+	if (minorversion && !nfsd41_cb_get_slot(cb, task))
+		return;

@give_back depends on get_slot@
expression cb, clp;
@@
-	cb->cb_holds_slot = false;
-	clear_bit(0, &clp->cl_cb_slot_busy);
-	rpc_wake_up_next(&clp->cl_cb_waitq);
+	nfsd41_cb_release_slot(cb);

@release_slot depends on get_slot@
@@
 nfsd41_cb_get_slot(...) { ... }
+
+static void nfsd41_cb_release_slot(struct nfsd4_callback *cb)
+{
+	struct nfs4_client *clp = cb->cb_clp;
+
+	if (cb->cb_holds_slot) {
+		cb->cb_holds_slot = false;
+		clear_bit(0, &clp->cl_cb_slot_busy);
+		rpc_wake_up_next(&clp->cl_cb_waitq);
+	}
+}
