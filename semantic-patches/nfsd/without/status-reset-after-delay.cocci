// SPDX-License-Identifier: GPL-2.0-only
//
// For a proof on a tree that has 961b4b5e86bf "NFSD: Reset cb_seq_status after NFS4ERR_DELAY":
// takes it back out. The status of a callback that is sent again after NFS4ERR_DELAY stays what
// its last reply said; where a call is prepared the status is still reset.

@without exists@
expression cb, task;
@@
-cb->cb_seq_status = 1;
 ... when != cb->cb_seq_status
 rpc_restart_call(task)
