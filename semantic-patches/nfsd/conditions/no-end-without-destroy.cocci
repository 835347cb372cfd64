// SPDX-License-Identifier: GPL-2.0-only
// Fact 1 (expect: no-match).  Every way a callback can end goes through
// nfsd41_destroy_cb(), exactly once.  Starred: a way through the worker that
// neither destroys the callback nor hands it to rpciod; a way through the RPC's
// release that neither destroys nor queues it; destroying it twice, or
// destroying it and going on with it.
// Safe form: both functions carry these names in all trees from 4.19 on;
// cleared-once-before-release.cocci makes sure that nfsd41_destroy_cb exists.

@worker exists@
@@
* nfsd4_run_cb_work(...)
{
... when != nfsd41_destroy_cb(...)
    when != rpc_call_async(...)
}

@released exists@
@@
* nfsd4_cb_release(...)
{
... when != nfsd41_destroy_cb(...)
    when != nfsd4_queue_cb(...)
}

@twice exists@
expression C;
@@
* nfsd41_destroy_cb(C)
... when any
(
* nfsd41_destroy_cb(C)
|
* nfsd4_queue_cb(C)
|
* rpc_call_async(...)
)

@queued exists@
expression C;
@@
* nfsd4_queue_cb(C)
... when any
* nfsd41_destroy_cb(C)
