// SPDX-License-Identifier: GPL-2.0-only
//
// wait_var_event() and wake_up_var() came with v4.17. Before, the same is said with the
// kernel's shared table of wait queues: wait on the queue that the variable's address
// belongs to, and wake it as for bit 0 of that variable. The key that the wake-up
// carries matters: the queue is shared with waiters for bits, who look at it.
//
// The queue must not live beside the variable: whoever sees the condition may free
// the object before the waker is done with it.

@wait@
expression V, C;
@@
-	wait_var_event(V, C);
+	wait_event(*bit_waitqueue(V, 0), C);

@wake@
expression V;
@@
-	wake_up_var(V);
+	wake_up_bit(V, 0);
