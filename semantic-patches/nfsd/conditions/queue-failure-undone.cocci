// SPDX-License-Identifier: GPL-2.0-only
// Fact 5 (expect: match).  Where the recall of a delegation cannot be queued,
// the reference is dropped and the flag cleared, or this delegation is never
// recalled again.  Starred: what undoes it.  Either order is right: others
// hold the delegation there.
// Safe form: the branch is that of the failure, the flag that of the callback
// whose queueing failed; queue-failure-half-undone.cocci is the counterpart.

@kept exists@
expression E;
identifier q;
type T;
@@
(
q = nfsd4_run_cb(&E->dl_recall);
|
T q = nfsd4_run_cb(&E->dl_recall);
)
... when any
    when != q = ...
if (!q) {
  ...
(
* refcount_dec(&E->dl_stid.sc_count);
  ...
* clear_bit(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
|
* clear_bit(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
  ...
* refcount_dec(&E->dl_stid.sc_count);
)
  ...
}

@direct exists@
expression E;
@@
(
if (!nfsd4_run_cb(&E->dl_recall)) {
  ...
(
* refcount_dec(&E->dl_stid.sc_count);
  ...
* clear_bit(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
|
* clear_bit(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
  ...
* refcount_dec(&E->dl_stid.sc_count);
)
  ...
}
|
if (\(WARN_ON_ONCE\|WARN_ON\)(!nfsd4_run_cb(&E->dl_recall))) {
  ...
(
* refcount_dec(&E->dl_stid.sc_count);
  ...
* clear_bit(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
|
* clear_bit(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
  ...
* refcount_dec(&E->dl_stid.sc_count);
)
  ...
}
)
