// SPDX-License-Identifier: GPL-2.0-only
// Fact 2 (expect: match).  What nfsd4_try_run_cb() promises: it queues the
// callback when, and only when, it was the one to set the flag.  Starred: the
// queueing.  It must stand inside the branch that won; won-before-reference
// looks at the same place for a way round.

@helper exists@
identifier c;
@@
nfsd4_try_run_cb(...)
{
... when any
(
if (!test_and_set_bit(NFSD4_CALLBACK_RUNNING, &c->cb_flags)) {
  ... when any
* nfsd4_run_cb(c)
  ... when any
}
|
if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &c->cb_flags)) { ... return ...; }
... when any
* nfsd4_run_cb(c)
... when any
|
if (test_and_set_bit(NFSD4_CALLBACK_RUNNING, &c->cb_flags)) { ... return; }
... when any
* nfsd4_run_cb(c)
... when any
)
}
