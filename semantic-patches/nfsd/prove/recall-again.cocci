// SPDX-License-Identifier: GPL-2.0-only
//
// Compiled into both test kernels of a proof, never part of a result: a lease that is being broken
// for a writer is forgotten to be, so that the next conflicting open recalls its delegation once more.
//
// A server that gives write delegations (v6.6) does that by itself: it recalls for a reader, then
// for a writer. Before v5.10 the fault injection does (nfsd/recall_delegations, then a writer). In
// between nothing in the tree starts a delegation's recall twice, and the second start is put in here.

@writes@
expression type;
@@
 type = NFS4_OPEN_DELEGATE_WRITE

@injects@
@@
 nfsd_inject_recall_delegations(...) { ... }

@forgets@
expression flags;
@@
 flags &= ~FL_UNLOCK_PENDING

@again depends on !writes && !injects && !forgets@
identifier lease;
@@
 nfsd_break_deleg_cb(struct file_lock *lease)
 {
 <...
 lease->fl_break_time = 0;
+lease->fl_flags &= ~FL_UNLOCK_PENDING;
 ...>
 }
