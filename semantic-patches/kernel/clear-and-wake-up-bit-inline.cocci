// SPDX-License-Identifier: GPL-2.0-only
//
// clear_and_wake_up_bit() came with v4.17. Before, the same is said in three steps: the
// bit is cleared so that what was written before is seen by whoever finds it clear, the
// clearing is ordered before looking for waiters, and the waiters are woken.

@alternative@
expression C, B, W;
statement S;
@@
-	if (C)
-		clear_and_wake_up_bit(B, W);
-	else
-		S
+	if (C) {
+		clear_bit_unlock(B, W);
+		smp_mb__after_atomic();
+		wake_up_bit(W, B);
+	} else {
+		S
+	}

@stepwise@
expression B, W;
@@
-	clear_and_wake_up_bit(B, W);
+	clear_bit_unlock(B, W);
+	smp_mb__after_atomic();
+	wake_up_bit(W, B);
