// SPDX-License-Identifier: GPL-2.0-only
// Fact 5 (expect: no-match).  Starred: a queueing of a delegation's recall
// whose failure is not undone completely, or not on every path; and a clearing
// of the flag where queueing did not fail (the callback is then in flight).
// Safe form: only the complete forms are let through, everything else counts.

@kept forall@
expression E;
identifier q;
type T;
position p, r;
@@
(
q = nfsd4_run_cb@p(&E->dl_recall);
|
T q = nfsd4_run_cb@p(&E->dl_recall);
)
... when != q = ...
if (!q) {
  ...
(
  refcount_dec(&E->dl_stid.sc_count);
  ...
  clear_bit@r(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
|
  clear_bit@r(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
  ...
  refcount_dec(&E->dl_stid.sc_count);
)
  ...
}

@direct forall@
expression E;
position p, r;
@@
(
if (!nfsd4_run_cb@p(&E->dl_recall)) {
  ...
(
  refcount_dec(&E->dl_stid.sc_count);
  ...
  clear_bit@r(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
|
  clear_bit@r(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
  ...
  refcount_dec(&E->dl_stid.sc_count);
)
  ...
}
|
if (\(WARN_ON_ONCE\|WARN_ON\)(!nfsd4_run_cb@p(&E->dl_recall))) {
  ...
(
  refcount_dec(&E->dl_stid.sc_count);
  ...
  clear_bit@r(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
|
  clear_bit@r(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags);
  ...
  refcount_dec(&E->dl_stid.sc_count);
)
  ...
}
)

@incomplete@
expression E;
position p != { kept.p, direct.p };
@@
* nfsd4_run_cb@p(&E->dl_recall)

@in_flight@
expression E;
position r != { kept.r, direct.r };
@@
* clear_bit@r(NFSD4_CALLBACK_RUNNING, &E->dl_recall.cb_flags)
