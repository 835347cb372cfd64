// SPDX-License-Identifier: GPL-2.0-only
// Fact 3 (expect: no-match).  cl_cb_null is queued without the flag: its RPC
// has a release of its own, which clears nothing, so the first probe that set
// the flag would be the last, and nfsd4_shutdown_callback() would not wake the
// worker.  Starred: the flag or the testing helper used on cl_cb_null, and a
// test inside nfsd4_run_cb(), through which it goes.
// null-callback-is-sent.cocci is the counterpart that must match.

@tested@
expression E;
@@
(
* nfsd4_try_run_cb(&E->cl_cb_null)
|
* test_and_set_bit(..., &E->cl_cb_null.cb_flags)
|
* test_bit(..., &E->cl_cb_null.cb_flags)
|
* set_bit(..., &E->cl_cb_null.cb_flags)
)

@inside@
@@
nfsd4_run_cb(...)
{
<+...
(
* test_and_set_bit(NFSD4_CALLBACK_RUNNING, ...)
|
* test_bit(NFSD4_CALLBACK_RUNNING, ...)
|
* nfsd4_try_run_cb(...)
)
...+>
}
