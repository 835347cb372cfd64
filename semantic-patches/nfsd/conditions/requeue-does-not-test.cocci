// SPDX-License-Identifier: GPL-2.0-only
// Fact 2, second half (expect: no-match).  A callback that is sent again still
// holds the flag: testing it would drop the callback for good, and going
// through nfsd4_run_cb() would count it in flight twice.  Starred: such a test
// or call in the functions between the end of the RPC and the work queue.
// Safe form: the functions are named, and in them any argument counts;
// requeue-queues-directly.cocci is the counterpart that must match.

@requeue@
identifier f = { nfsd4_cb_release, nfsd4_queue_cb, nfsd4_requeue_cb,
                 nfsd4_run_cb_work, nfsd4_cb_done, nfsd4_cb_sequence_done,
                 nfsd4_cb_prepare };
@@
f(...)
{
<+...
(
* test_and_set_bit(NFSD4_CALLBACK_RUNNING, ...)
|
* test_bit(NFSD4_CALLBACK_RUNNING, ...)
|
* nfsd4_try_run_cb(...)
|
* nfsd4_run_cb(...)
)
...+>
}
