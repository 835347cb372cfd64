// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of "nfsd: defer setting NFSD4_CALLBACK_RUNNING in deleg_reaper" (follow-up of
// May 2026): in a loop that looks for candidates the flag is won by the last test. A
// test after it that says "not this one" would leave the flag set with nobody to
// clear it.
//
// Moves such a test past one following "if (...) continue;" per rule; three are
// enough for what is known, and one too few shows in the condition that is checked on
// the result. Does nothing where the test is last.

@last@
expression W, C;
@@
-	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, W))
-		continue;
 	if (C)
 		continue;
+	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, W))
+		continue;

@last_2 depends on last@
expression W, C;
@@
-	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, W))
-		continue;
 	if (C)
 		continue;
+	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, W))
+		continue;

@last_3 depends on last_2@
expression W, C;
@@
-	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, W))
-		continue;
 	if (C)
 		continue;
+	if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, W))
+		continue;
