// SPDX-License-Identifier: GPL-2.0-only
//
// Found where a callback whose RPC could not be started is queued again: the content of
// ff383e8f9440 "nfsd: handle errors from rpc_call_async()".

@found exists@
identifier cb, ret;
expression clnt, M, F, O;
@@
(
 ret = rpc_call_async(clnt, M, F, O, cb);
 ...
*nfsd4_queue_cb(cb);
|
 if (rpc_call_async(clnt, M, F, O, cb)) {
 	...
*	nfsd4_queue_cb(cb);
 	...
 }
)
