// SPDX-License-Identifier: GPL-2.0-only
//
// Found where starting an RPC task can fail without the release function having been
// run for it: only there may the caller still touch what it handed over. For
// net/sunrpc/sched.c. Not found up to about v5.18, where it cannot fail, nor later,
// where rpc_new_task() runs the release before it returns the error.

@found exists@
identifier task;
expression S, E;
@@
 rpc_new_task(...)
 {
 	...
 	if (task == NULL) {
 		... when != rpc_release_calldata(...)
*		return ERR_PTR(E);
 	}
 	...
 }
