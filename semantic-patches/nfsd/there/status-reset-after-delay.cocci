// SPDX-License-Identifier: GPL-2.0-only
//
// Found where the status of a callback goes back to "no reply yet" before its call is
// restarted: the content of 961b4b5e86bf "NFSD: Reset cb_seq_status after NFS4ERR_DELAY".

@found exists@
expression cb, task;
@@
*cb->cb_seq_status = 1;
 ... when != cb->cb_seq_status
*rpc_restart_call(task)
