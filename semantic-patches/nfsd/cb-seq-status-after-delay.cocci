// SPDX-License-Identifier: GPL-2.0-only
//
// Meaning of 961b4b5e86bf "NFSD: Reset cb_seq_status after NFS4ERR_DELAY":
// a callback that is sent again without being prepared again must not keep the status
// of its last reply, or a connection that drops meanwhile is read as one more DELAY.
// The status goes back to 1, "no reply yet", before the call is restarted.
//
// Relies on the restart being asked for inside the switch over cb_seq_status, and on 1
// meaning "no reply". Does nothing where the status is set before the restart.

@reset_already exists@
expression cb, task;
position p;
@@
 cb->cb_seq_status = 1;
 ... when != cb->cb_seq_status
 rpc_restart_call@p(task)

@by_status exists@
expression cb, task;
position p != reset_already.p;
@@
 switch (cb->cb_seq_status) {
 case -NFS4ERR_DELAY:
 	<+...
 	rpc_restart_call@p(task)
 	...+>
 }

@reset@
expression by_status.cb, task;
position by_status.p;
statement S;
@@
+	cb->cb_seq_status = 1;
 	if (!rpc_restart_call@p(task)) S
