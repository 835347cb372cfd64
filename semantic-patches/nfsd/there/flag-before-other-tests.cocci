// SPDX-License-Identifier: GPL-2.0-only
//
// Found where a loop wins the flag and then still passes a candidate over: what "nfsd:
// defer setting NFSD4_CALLBACK_RUNNING in deleg_reaper" puts right.

@found@
expression W, C;
@@
*if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, W))
 	continue;
*if (C)
 	continue;
